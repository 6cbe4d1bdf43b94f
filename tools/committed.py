"""What no committed file may hold: a package registry's host, a path of somebody's machine, a huge file.

python -m tools.committed
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LARGEST_BYTES = 1_000_000

# Written in pieces, so that this file passes its own check.
REGISTRIES = [
    ("py" + "pi", "org"),
    ("python" + "hosted", "org"),
    ("npm" + "js", "org"),
    ("npm" + "js", "com"),
    ("npm" + "mirror", "com"),
    ("yarn" + "pkg", "com"),
    ("deb.deb" + "ian", "org"),
    ("tuna.tsing" + "hua.edu", "cn"),
    ("mirrors.ali" + "yun", "com"),
    ("crates", "io"),
]
FORBIDDEN = {
    "a package registry's host": re.compile("|".join(rf"\b{name}\.{end}\b" for name, end in REGISTRIES)),
    "an index address": re.compile(
        r"^\s*--(extra-)?index-url|\"resolved\": *\"http|^source = \{ registry", re.MULTILINE
    ),
    "a path of a machine": re.compile(
        r"(?:^|[^A-Za-z0-9_.-])/(?:(?:work|farm|root)/|home/(?!linuxbrew/)[a-z]|Users/[A-Za-z])[A-Za-z.]", re.MULTILINE
    ),
}


def committed_files() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def faults_of(path: Path) -> list[str]:
    content = path.read_bytes()
    name = path.relative_to(ROOT)
    faults = [f"{name}: {len(content)} bytes; larger than {LARGEST_BYTES}"] if len(content) > LARGEST_BYTES else []
    if b"\0" in content:
        return faults
    text = content.decode("utf-8", errors="replace")
    for what, pattern in FORBIDDEN.items():
        for found in pattern.finditer(text):
            line = text.count("\n", 0, found.end()) + 1
            faults.append(f"{name}:{line}: {what}: {found.group().strip()!r}")
    return faults


def main() -> int:
    files = committed_files()
    faults = [fault for path in files for fault in faults_of(path)]
    print("\n".join([*faults, f"{len(files)} committed files, {len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
