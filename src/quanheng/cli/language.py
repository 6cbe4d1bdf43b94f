"""The languages of commands that people read tables from."""

import os
from enum import StrEnum


class Language(StrEnum):
    """What the command can speak."""

    EN = "en"
    ZH = "zh"

    @classmethod
    def of_terminal(cls) -> "Language":
        """That of the environment; English where it says nothing that is known here."""
        said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
        return cls.ZH if said.lower().startswith("zh") else cls.EN
