"""All rules, by their ids: those that the modules of rules define, in their order."""

from collections.abc import Mapping
from types import MappingProxyType, ModuleType
from typing import Final

from quanheng.certificate.checking import (
    administration,
    agreement,
    conformity,
    dates,
    lengths,
    references,
    uncertainties,
    units,
)
from quanheng.certificate.checking.rule import Rule


def _rules_of(*modules: ModuleType) -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for module in modules:
        for each in vars(module).values():
            if isinstance(each, Rule) and found.setdefault(each.id, each) is not each:
                raise ValueError(f"there are two rules {each.id}")
    return found


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    _rules_of(administration, agreement, conformity, dates, lengths, references, uncertainties, units)
)
