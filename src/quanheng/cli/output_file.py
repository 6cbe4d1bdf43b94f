"""Files that commands write: the whole of them or nothing."""

import os
from pathlib import Path


def write_whole(output: Path, data: bytes, *, may_replace: bool) -> None:
    """Write beside the output first, then put it in its place: a full disk leaves what was there as it was.

    What is no file, such as a pipe, is written to directly.

    Raises:
        FileExistsError: there is one, and it may not be replaced.
        OSError: it cannot be written.
    """
    if output.exists() and not output.is_file():
        output.write_bytes(data)
        return
    if not may_replace:
        # Claims the name before anything is written, so that two commands at once cannot both have found it free.
        output.open("xb").close()
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(output)
    except BaseException as error:
        if not may_replace:
            output.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(output)  # whoever asked knows of no other file
        raise
    finally:
        beside.unlink(missing_ok=True)
