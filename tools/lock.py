"""Recompile the locked requirements: hashes, every platform, no index address.

python -m tools.lock [--upgrade]
"""

import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"


def main(extra: list[str]) -> int:
    for name in ("bootstrap", "nodejs", "server", "dev", "bench"):
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes"]
        command += ["--no-emit-index-url", "--no-header", "--python-version", "3.11", *extra]
        command += [f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt"]
        subprocess.run(command, cwd=REQUIREMENTS.parent, check=True)
        print(f"requirements/{name}.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
