"""The unified social credit code of legal persons and other organisations, GB 32100-2015.

Eighteen characters: 1 registration department, 2 category, 3-8 division of registration, 9-17 organisation code with
its own check character (GB 11714-1997), 18 check character. Both checks are weighted sums, modulo 31 and modulo 11.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from operator import mul
from typing import Self

from django.utils.translation import gettext as _, gettext_lazy

from quanheng.server.core.errors import Invalid, Text

#: GB 32100-2015, 4.2: digits and capital letters without I O S V Z; a character's value is its place here.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
#: GB 11714-1997: values of all 36 digits and letters, weights of the first eight characters.
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

#: Registration departments with the categories that each registers (GB 32100-2015, table 2, and later additions).
DEPARTMENTS: dict[str, tuple[Text, str]] = {
    "1": (gettext_lazy("staffing authority"), "1239"),
    "2": (gettext_lazy("foreign affairs"), "19"),
    "3": (gettext_lazy("justice administration"), "123459"),
    "4": (gettext_lazy("culture"), "19"),
    "5": (gettext_lazy("civil affairs"), "123459"),
    "6": (gettext_lazy("tourism"), "129"),
    "7": (gettext_lazy("religious affairs"), "129"),
    "8": (gettext_lazy("trade unions"), "19"),
    "9": (gettext_lazy("market regulation"), "1239"),
    "A": (gettext_lazy("military reform and staffing"), "19"),
    "N": (gettext_lazy("agriculture"), "1239"),
    "Y": (gettext_lazy("other"), "1"),
}
#: First two digits of the division: the provinces of GB/T 2260; 10 only as 100000, the national authority.
PROVINCES = frozenset(
    map(
        str,
        [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82],
    )
)
#: The same rules as tables, for `is_valid`.
SHAPE = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
REGISTRATIONS = frozenset(department + each for department, (_name, known) in DEPARTMENTS.items() for each in known)
VALUES = {character: value for value, character in enumerate(ALPHABET)}
ALL_WEIGHTS = (*WEIGHTS, 1)
ORGANISATION_VALUES = {character: value for value, character in enumerate(ORGANISATION_ALPHABET)}
CHECK_VALUES = {**{str(digit): digit for digit in range(10)}, "X": 10}
#: What hands and scanners take for each other, from what was read to what was likely meant.
LOOK_ALIKES = {
    "O": "0", "I": "1", "S": "5", "Z": "2", "V": "U", "0": "DQ", "D": "0", "Q": "0", "1": "L7", "L": "1",
    "7": "1", "8": "B", "B": "8", "6": "G", "G": "6", "5": "6", "U": "W", "W": "U", "2": "7",
}  # fmt: skip


class InvalidCreditCode(Invalid):
    """Not a credit code. `position` counts from 1, or is 0 where no single character can be blamed."""

    code = "invalid-credit-code"

    def __init__(self, detail: Text, *, position: int = 0, suggestion: str = "") -> None:
        if suggestion:
            detail = _("%(problem)s Did you mean %(code)s?") % {"problem": detail, "code": suggestion}
        super().__init__(detail, {"credit_code": detail}, position=position, suggestion=suggestion)
        self.position = position
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A valid unified social credit code.

    Example:
        >>> str(CreditCode.parse("91 440300 71526726-x g"))
        '9144030071526726XG'
    """

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """The code that `text` writes, in whatever width, case and spacing.

        Raises:
            InvalidCreditCode: it is none; says which character is wrong and what would be right.
        """
        value = normalised(text)
        try:
            _require_valid(value)
        except InvalidCreditCode as error:
            suggestion = likely_repair(value)
            if not suggestion:
                raise
            raise InvalidCreditCode(error.detail, position=error.position, suggestion=suggestion) from None
        return cls(value)

    @classmethod
    def assemble(cls, registration: str, division_code: str, body: str) -> Self:
        """The code of `registration` (department and category), division and eight characters, with both checks.

        Raises:
            InvalidCreditCode: one of the parts is not possible.
        """
        first = registration + division_code + body
        first17 = first + organisation_check_character(body) if len(first) == 16 else first
        return cls.parse(first17 + check_character(first17))

    def __str__(self) -> str:
        return self.value

    @property
    def department(self) -> Text:
        """Which department registered the organisation."""
        return DEPARTMENTS[self.value[0]][0]

    @property
    def division_code(self) -> str:
        """The division where it was registered: six digits of GB/T 2260."""
        return self.value[2:8]

    @property
    def organisation_code(self) -> str:
        """The organisation code within, as GB 11714 writes it."""
        return f"{self.value[8:16]}-{self.value[16]}"


def is_valid(value: str) -> bool:
    """Whether `CreditCode.parse` gives back `value` itself, without saying why not: for columns of a million codes."""
    return (
        SHAPE.fullmatch(value) is not None
        and value[:2] in REGISTRATIONS
        and (value[2:4] in PROVINCES or value[2:8] == "100000")
        and not sum(map(mul, map(VALUES.__getitem__, value), ALL_WEIGHTS)) % 31
        and (check := CHECK_VALUES.get(value[16])) is not None
        and not (sum(map(mul, map(ORGANISATION_VALUES.__getitem__, value[8:16]), ORGANISATION_WEIGHTS)) + check) % 11
    )


def check_character(first17: str) -> str:
    """The eighteenth character of a code that begins with `first17` (GB 32100-2015, annex).

    Raises:
        ValueError: not seventeen characters of the alphabet.
    """
    if len(first17) != 17 or not set(first17) <= set(ALPHABET):
        raise ValueError(f"check_character({first17!r}): needs 17 characters of {ALPHABET}")
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first17, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_character(body: str) -> str:
    """The ninth character of the organisation code that begins with the eight characters of `body` (GB 11714-1997).

    Raises:
        ValueError: not eight digits or capital letters.
    """
    if len(body) != 8 or not set(body) <= set(ORGANISATION_ALPHABET):
        raise ValueError(f"organisation_check_character({body!r}): needs 8 digits or capital letters")
    values = map(ORGANISATION_ALPHABET.index, body)
    rest = -sum(value * weight for value, weight in zip(values, ORGANISATION_WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def normalised(text: str) -> str:
    """`text` in half-width capitals, without spaces, hyphens and invisible characters."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in folded if not c.isspace() and c not in "-‐‑–—−" and unicodedata.category(c) != "Cf")


def likely_repair(value: str) -> str:
    """The one valid code that a look-alike or a swapped pair of neighbours turns `value` into; empty if none or many."""
    found = {candidate for candidate in _candidates(value) if is_valid(candidate)}
    return found.pop() if len(found) == 1 else ""


def _candidates(value: str) -> Iterator[str]:
    if len(value) != 18:
        return
    # Letters that no code holds are all misread; what else is wrong is one character or one pair.
    legal = "".join(LOOK_ALIKES.get(c, c) if c not in ALPHABET else c for c in value)
    yield legal
    for place, character in enumerate(legal):
        for meant in LOOK_ALIKES.get(character, ""):
            yield legal[:place] + meant + legal[place + 1 :]
        if place and legal[place - 1] != character:
            yield legal[: place - 1] + character + legal[place - 1] + legal[place + 1 :]


def _require_valid(value: str) -> None:
    _require_length(value)
    for position, character in enumerate(value, start=1):
        if character not in ALPHABET:
            raise InvalidCreditCode(
                _("Character %(position)d is “%(character)s”. A credit code has digits and letters, without I O S V Z.")
                % {"position": position, "character": character},
                position=position,
            )
    _require_structure(value)
    _require_checks(value)


def _require_length(value: str) -> None:
    if len(value) == 18:
        return
    if not value:
        raise InvalidCreditCode(_("Enter the unified social credit code: 18 characters."))
    if len(value) == 15 and value.isdigit():
        raise InvalidCreditCode(
            _("15 digits are an old registration number. The business licence shows the code of 18 characters.")
        )
    if len(value) == 9:
        raise InvalidCreditCode(
            _("9 characters are an organisation code. It stands within the credit code of 18 characters.")
        )
    raise InvalidCreditCode(_("This has %(count)d characters. A credit code has 18.") % {"count": len(value)})


def _require_structure(value: str) -> None:
    if value[0] not in DEPARTMENTS:
        raise InvalidCreditCode(
            _("Character 1 is “%(character)s”, which stands for no registration department. Known: %(known)s.")
            % {"character": value[0], "known": " ".join(DEPARTMENTS)},
            position=1,
        )
    department, categories = DEPARTMENTS[value[0]]
    if value[1] not in categories:
        raise InvalidCreditCode(
            _("Character 2 is “%(character)s”. Department %(code)s (%(department)s) has the categories %(known)s.")
            % {"character": value[1], "code": value[0], "department": department, "known": " ".join(categories)},
            position=2,
        )
    for position, character in enumerate(value[2:8], start=3):
        if not character.isdigit():
            raise InvalidCreditCode(
                _("Character %(position)d is “%(character)s”. Characters 3 to 8 are the digits of the division.")
                % {"position": position, "character": character},
                position=position,
            )
    if value[2:4] not in PROVINCES and value[2:8] != "100000":
        raise InvalidCreditCode(
            _("Characters 3 and 4 are “%(digits)s”, which is no province.") % {"digits": value[2:4]}, position=3
        )


def _require_checks(value: str) -> None:
    expected = check_character(value[:17])
    organisation_expected = organisation_check_character(value[8:16])
    is_whole, is_organisation = value[17] == expected, value[16] == organisation_expected
    if is_whole and is_organisation:
        return
    if is_organisation:
        raise InvalidCreditCode(
            _(
                "Character 18 is “%(found)s”, but the first 17 give “%(expected)s”. The fault lies in the characters "
                "1 to 8 or in character 18."
            )
            % {"found": value[17], "expected": expected},
            position=18,
        )
    if is_whole:
        raise InvalidCreditCode(
            _("Character 17 is “%(found)s”, but the organisation code 9 to 16 gives “%(expected)s”.")
            % {"found": value[16], "expected": organisation_expected},
            position=17,
        )
    raise InvalidCreditCode(
        _(
            "Character 17 is “%(found)s”, but the organisation code 9 to 16 gives “%(expected)s”. The fault lies in the "
            "characters 9 to 17; as it stands, character 18 would be “%(whole)s”."
        )
        % {"found": value[16], "expected": organisation_expected, "whole": expected},
        position=17,
    )
