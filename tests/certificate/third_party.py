"""Certificates that third parties wrote, and the schemas: test data that is not part of the project."""

import re
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
CERTIFICATES = SHARED / "certificates"
SCHEMAS = SHARED / "schemas"

#: Skips, by its name, what cannot run without them.
needs_files = pytest.mark.skipif(not CERTIFICATES.is_dir(), reason="needs ../shared/certificates")
needs_schemas = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="needs ../shared/schemas")

TYPICAL = CERTIFICATES / "siemens" / "dcc_gp_temperature_typical_v12.xml"
FORMULA = CERTIFICATES / "ptb" / "valid_formula.xml"
VALID = CERTIFICATES / "ptb" / "valid.xml"
VACUUM = CERTIFICATES / "ptb" / "v3.1.1_dcc-vacuumlab-CDG.xml"


def changed(path: Path, *changes: tuple[str, str]) -> bytes:
    """The file without white space between its tags, and with texts replaced once each; each must be there."""
    text = re.sub(r">\s+<", "><", path.read_text(encoding="utf-8"))
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()
