"""Errors of the operating system, told as ours: the path, what happened, what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import FileTrouble


@contextmanager
def system_errors_named() -> Iterator[None]:
    """Turn what the operating system refuses into an error that says what to do."""
    remedies = {
        errno.ENOSPC: "The disk is full: free some space, or set QUANHENG_DATA_DIR to a folder on another disk.",
        errno.EDQUOT: "Your share of the disk is used up: free some space, or set QUANHENG_DATA_DIR elsewhere.",
        errno.EROFS: "The file system is read-only: set QUANHENG_DATA_DIR to a folder that can be written to.",
        errno.EACCES: "You lack the right: run as the owner, or set QUANHENG_DATA_DIR to a folder of your own.",
        errno.EPERM: "You lack the right: run as the owner, or set QUANHENG_DATA_DIR to a folder of your own.",
    }
    try:
        yield
    except OSError as error:
        remedy = remedies.get(error.errno or 0, "Look at that path, or set QUANHENG_DATA_DIR to another folder.")
        raise FileTrouble(f"{error.filename or 'the database folder'}: {error.strerror or error}. {remedy}") from error
