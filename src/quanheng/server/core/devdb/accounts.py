"""The operating system account that the server runs as.

PostgreSQL refuses to run as root. Started by root, the server therefore runs as an existing unprivileged account;
no account is ever created. Started by anybody else, it runs as that person.
"""

import os
import pwd
from dataclasses import dataclass

from .errors import AccountTrouble

# Debian, Fedora, Alpine and Homebrew all call the administrator's account of PostgreSQL so; `nobody` is everywhere.
UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An operating system account, as the password database has it."""

    name: str
    uid: int
    gid: int

    @property
    def groups(self) -> list[int]:
        """The numbers of all groups of the account."""
        return os.getgrouplist(self.name, self.gid)

    @property
    def is_current(self) -> bool:
        """Whether this process runs as the account."""
        return self.uid == os.geteuid()


def account_of(uid: int) -> Account:
    """The account with number `uid`.

    Raises:
        AccountTrouble: nobody has that number (usual in containers that run under an arbitrary one).
    """
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise AccountTrouble(
            f"User number {uid} has no entry in the password database, and PostgreSQL cannot run without a user name. "
            "Run under a named user, or set DATABASE_URL to a server that runs elsewhere."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def account_for_new_data() -> Account:
    """The account that a new database belongs to: the current one, or for root an unprivileged one.

    Raises:
        AccountTrouble: run by root, and there is no unprivileged account.
    """
    if os.geteuid() != 0:
        return account_of(os.geteuid())
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise AccountTrouble(
        f"PostgreSQL refuses to run as root, and there is neither an account '{UNPRIVILEGED[0]}' nor "
        f"'{UNPRIVILEGED[1]}' to run it as. Run as an ordinary user, or set DATABASE_URL."
    )
