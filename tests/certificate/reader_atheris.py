"""Coverage-guided fuzzing of the reader, by hand: python -m tests.certificate.reader_atheris [-max_total_time=60] [CORPUS].

Starts from the third parties' files. Anything but an error of the package stops it, and libFuzzer keeps the input.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["quanheng.certificate"]):
    from quanheng.certificate import CertificateError, read
    from quanheng.certificate.checking import check
    from quanheng.certificate.schemas import SchemaStore

from tests.certificate.third_party import CERTIFICATES

NO_SCHEMAS = SchemaStore()


def try_one(data: bytes) -> None:
    """Read, and check what can be read."""
    try:
        read(data)
        check(data, schemas=NO_SCHEMAS)
    except CertificateError:
        return


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, path in enumerate(sorted(CERTIFICATES.rglob("*.xml"))):
            (Path(folder) / str(number)).write_bytes(path.read_bytes())
        atheris.Setup([*sys.argv, folder], try_one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
