"""Certificates: parse and validate, read, and check, beside dcclib and dcc-json-toolkit.

PyDCC is not measured: its certvalidator rests on oscrypto, which does not recognise the version text of OpenSSL 3.
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.metrology_peers import absent
from benchmarks.report import Row
from quanheng.certificate import parse, read
from quanheng.certificate.checking import check
from quanheng.certificate.schemas import CATALOGUE, SchemaStore

TITLE = "Certificates: parse and validate, read, check (a whole certificate each)"
SHARED = Path(__file__).resolve().parents[2] / "shared"
#: A usual certificate with one table, and the longest one at hand (56 quantities, 90 uncertainties).
FILES = {
    "temperature sensor, 21 kB": ("ptb/valid.xml", "3.3.0"),
    "vacuum gauge, 46 kB": ("ptb/v3.1.1_dcc-vacuumlab-CDG.xml", "3.1.1"),
}
#: The targets hold for a usual certificate.
USUAL = "temperature sensor, 21 kB"
REPEATS = 200
PARSE_TARGET_MS, CHECK_TARGET_MS = 1.0, 5.0


def run(*, rebuild: bool) -> list[Row]:
    """Milliseconds a certificate; `rebuild` has nothing to make anew."""
    if not SHARED.is_dir():
        print("not measured, because ../shared/certificates is absent")
        return []
    rows = []
    store = SchemaStore(SHARED / "schemas")
    with tempfile.TemporaryDirectory() as folder:
        local = _with_relative_imports(Path(folder))
        for name, (file, version) in FILES.items():
            data = (SHARED / "certificates" / file).read_bytes()
            is_usual = name == USUAL
            by_dcclib, by_toolkit = _dcclib(local, version), _toolkit(local, version)
            rows += [
                Row(
                    f"parse and validate: {name}",
                    _milliseconds(lambda data=data, version=version: store.violations(parse(data), version)),
                    "ms",
                    target=PARSE_TARGET_MS if is_usual else None,
                    plain=_measured(by_dcclib, data),
                    details={"plain": "dcclib"},
                ),
                Row(
                    f"read: {name}",
                    _milliseconds(lambda data=data: read(data)),
                    "ms",
                    plain=_measured(by_toolkit, data, repeats=5),
                    details={"plain": "dcc-json-toolkit, to a dictionary"},
                ),
                Row(
                    f"full check: {name}",
                    _milliseconds(lambda data=data: check(data, schemas=store)),
                    "ms",
                    target=CHECK_TARGET_MS if is_usual else None,
                    plain=_measured(_dcclib_rules(by_dcclib), data, repeats=20),
                    details={"plain": "dcclib, XSD and schematron"},
                ),
            ]
    return rows


def _milliseconds(function: Callable[[], object], repeats: int = REPEATS) -> float:
    """The median: other programs of this machine disturb the mean."""
    function()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def _measured(function: Callable[[str], object] | None, data: bytes, repeats: int = REPEATS) -> float | None:
    text = data.decode()
    return None if function is None else _milliseconds(lambda: function(text), repeats)


def _with_relative_imports(folder: Path) -> Path:
    """The schemas with the addresses of their imports made paths: the peers would fetch them."""
    for pinned in CATALOGUE:
        target = folder / pinned.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SHARED / "schemas" / pinned.path, target)
    for pinned in CATALOGUE:
        file = folder / pinned.path
        text = file.read_text(encoding="utf-8")
        for other in CATALOGUE:
            text = text.replace(f'"{other.url}"', f'"{(folder / other.path).as_uri()}"')
        file.write_text(text, encoding="utf-8")
    return folder


def _dcclib(local: Path, version: str) -> Callable[[str], object] | None:
    if absent("dcclib"):
        return None
    from dcclib.validation.xsd import XsdValidator

    validator: Any = XsdValidator.from_file(str(local / f"dcc/v{version}/dcc.xsd"))

    def validated(text: str) -> object:
        result = validator.validate_str(text)
        assert result.is_valid
        return result

    return validated


def _dcclib_rules(validate: Callable[[str], object] | None) -> Callable[[str], object] | None:
    if validate is None:
        return None
    from dcclib.validation.schematron import SchematronValidator

    rules: Any = SchematronValidator.for_dcc()
    return lambda text: (validate(text), rules.validate_str(text))


def _toolkit(local: Path, version: str) -> Callable[[str], object] | None:
    if absent("dcc_json_toolkit"):
        return None
    from dcc_json_toolkit.dcc_schema import DccSchema

    try:
        schema: Any = DccSchema(version, no_cache=True, schema_url=(local / f"dcc/v{version}/dcc.xsd").as_uri())
    except OSError as error:
        print(f"not measured: dcc-json-toolkit ({error})")
        return None
    found: Callable[[str], object] = schema.to_dict
    return found
