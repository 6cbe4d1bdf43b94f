"""Coverage-guided fuzzing finds nothing in a few seconds, where atheris is installed."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.certificate.third_party import needs_files

ROOT = Path(__file__).resolve().parents[2]


@needs_files
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="needs atheris (pip install atheris)")
def test_atheris_finds_nothing_in_a_few_seconds(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.certificate.reader_atheris", "-max_total_time=5", "-max_len=40000"]
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    done = subprocess.run(
        [*command, f"-artifact_prefix={tmp_path}/"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
