"""Programs of other people that judge what we sign; tests skip by name where one is absent, and fail in CI."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROPERTIES = "http://uri.etsi.org/01903/v1.3.2#:SignedProperties"


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is not installed; .ci/run installs it")
        pytest.skip(f"{name} is not installed")
    return found


def ask(*command: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [program(str(command[0])), *map(str, command[1:])], capture_output=True, text=True, check=False, timeout=60
    )


def xmlsec(document: Path, root: Path, *, position: int = 1) -> "subprocess.CompletedProcess[str]":
    """xmlsec1's verdict on the signature at a position, with this root as the only trust."""
    place = f"/*/*[local-name()='Signature'][{position}]"
    return ask(
        "xmlsec1", "--verify", "--node-xpath", place, "--id-attr:Id", PROPERTIES, "--trusted-pem", root,
        "--verification-time", "2026-11-23 12:00:00", document,
    )  # fmt: skip
