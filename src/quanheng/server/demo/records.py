"""The demonstration city's file, read into records."""

from dataclasses import dataclass
from importlib import resources

import yaml

from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.credit_code import CreditCode

MARK = "（演示）"
#: Department and category of registration by kind: state organ, public institution, enterprise.
REGISTRATIONS = {
    OrganisationKind.REGULATOR: "11",
    OrganisationKind.STATUTORY: "12",
    OrganisationKind.MEDICAL: "12",
    OrganisationKind.PUBLIC: "12",
}


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """An invented organisation. `serial` numbers the rows of the file, and makes the credit code."""

    serial: int
    division_code: str
    kind: OrganisationKind
    short_name: str
    full_name: str
    name_en: str
    street: str = ""
    industry_code: str = ""

    @property
    def name(self) -> str:
        return self.full_name + MARK

    @property
    def credit_code(self) -> str:
        """A well-formed code of the division; of the city, where the division is a zone, which registers nobody."""
        digits = self.division_code if self.division_code.isdigit() and self.division_code != "370176" else "370100"
        registration = REGISTRATIONS.get(self.kind, "91")
        return str(CreditCode.assemble(registration, digits, f"MADEM{self.serial:03d}"))


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented person with one role in one of the organisations, named by its short name."""

    username: str
    name: str
    organisation: str
    role: Role
    title: str
    division_code: str = ""


def _lines(key: str) -> list[list[str]]:
    text = (resources.files("quanheng.server.demo") / "organisations.yaml").read_text(encoding="utf-8")
    return [[part.strip() for part in line.split("|")] for line in yaml.safe_load(text)[key]]


def organisations() -> list[DemoOrganisation]:
    """Every organisation of the file: authorities, institutions, users."""
    authorities = [[division, "regulator", *rest] for division, *rest in _lines("authorities")]
    rows = [*authorities, *_lines("institutions"), *_lines("users")]
    return [
        DemoOrganisation(serial, division, OrganisationKind(kind), *rest)
        for serial, (division, kind, *rest) in enumerate(rows, start=1)
    ]


def people() -> list[DemoPerson]:
    """Every person of the file."""
    return [
        DemoPerson(username, name, organisation, Role(role), title, division)
        for username, name, organisation, role, title, division in _lines("people")
    ]
