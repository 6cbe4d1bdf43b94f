"""The platform on this machine: its data folder, its secret, its database, and a configured Django.

Commands call `configure()` first; afterwards Django's models may be imported.
"""

import os
import secrets
from pathlib import Path

from quanheng.server.core import devdb

SECRET_NAME = "secret-key"  # noqa: S105 (the name of a file)


def data_dir() -> Path:
    """Where this installation keeps what it must not lose: `QUANHENG_DATA_DIR`, else the person's data folder."""
    return devdb.requested_data_dir()


def configure(*, database: bool = True) -> None:
    """Find or start the database, find or make the secret, and set Django up.

    Raises:
        devdb.DevdbError: no database could be reached or started; the message says what to do.
    """
    import django

    prepare_environment(database=database)
    django.setup()


def prepare_environment(*, database: bool = True) -> None:
    """Set the variables that the settings read, where the operator has not set them."""
    home = data_dir()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanheng.server.settings")
    os.environ.setdefault("QUANHENG_MEDIA_ROOT", str(home / "media"))
    if database and not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = devdb.ensure().url
    if not os.environ.get("QUANHENG_SECRET_KEY"):
        os.environ["QUANHENG_SECRET_KEY"] = kept_secret(home)


def kept_secret(home: Path) -> str:
    """The secret of this installation, made on first use and readable by its owner alone."""
    path = home / SECRET_NAME
    home.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        pass
    return path.read_text().strip()
