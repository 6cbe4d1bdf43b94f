"""Inputs that were read together (JCGM 100:2008, 5.2.3): one ensemble, whose correlation the readings tell."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from quanheng.metrology.budget_file.located import Members, Scalar, Tree
from quanheng.metrology.budget_file.members import items
from quanheng.metrology.errors import MetrologyError
from quanheng.metrology.uncertainty import Input, simultaneous_inputs
from quanheng.metrology.uncertainty.correlation import Correlation


def read_together(
    inputs: dict[str, Input], trees: dict[str, Tree], correlations: list[Correlation], entries: dict[str, Tree]
) -> tuple[dict[str, Input], list[Correlation]]:
    """Inputs whose readings belong together become one ensemble (JCGM 100:2008, 5.2.3).

    Those that name the same `ensemble` and have readings get the correlation of these; where readings are given with a
    coefficient between them, they were read together, for else there would be none.
    """
    with_readings = {
        name: tree.entries["readings"]
        for name, tree in trees.items()
        if isinstance(tree, Members) and "readings" in tree.entries
    }
    groups: dict[str, list[str]] = defaultdict(list)
    for name in with_readings:
        if (ensemble := inputs[name].ensemble) is not None:
            groups[ensemble].append(name)
    found = dict(inputs)
    for ensemble, names in groups.items():
        inside = [each for each in correlations if each[0] in names and each[1] in names]
        if inside:
            a, b, _ = inside[0]
            raise entries["correlations"].place.refuse(
                f"correlation of {a} and {b}: it follows from the readings of the ensemble '{ensemble}'; leave it out"
            )
        correlations = [*correlations, *_together(names, with_readings, ensemble)]
    for names in _linked(correlations, [name for name in with_readings if inputs[name].ensemble is None]):
        counts = {name: len(items(with_readings[name], "'readings'").items) for name in names}
        if len(set(counts.values())) > 1:
            said = ", ".join(f"{name}: {count}" for name, count in counts.items())
            raise entries["correlations"].place.refuse(
                f"correlated readings of unequal number ({said}): means are correlated when they were read together"
            )
        for name in names:
            found[name] = replace(found[name], ensemble="+".join(names))
    return found, correlations


def _together(names: Sequence[str], readings: dict[str, Tree], ensemble: str) -> list[Correlation]:
    values = {name: [str(number_text(each)) for each in items(readings[name], "'readings'").items] for name in names}
    try:
        _, correlations = simultaneous_inputs(values, ensemble)
    except MetrologyError as error:
        raise readings[names[0]].place.refuse(str(error), kind=type(error).__name__) from error
    return list(correlations)


def number_text(tree: Tree) -> str:
    """The digits of a reading that was accepted before."""
    return tree.text.strip().replace("−", "-") if isinstance(tree, Scalar) else ""


def _linked(correlations: Sequence[Correlation], names: Sequence[str]) -> list[list[str]]:
    """The names in groups that coefficients link, groups of one left out."""
    group = {name: {name} for name in names}
    for a, b, _ in correlations:
        if a in group and b in group and group[a] is not group[b]:
            joined = group[a] | group[b]
            group.update(dict.fromkeys(joined, joined))
    found: list[list[str]] = []
    for name in names:
        members_of = [each for each in names if each in group[name]]
        if len(members_of) > 1 and members_of not in found:
            found.append(members_of)
    return found
