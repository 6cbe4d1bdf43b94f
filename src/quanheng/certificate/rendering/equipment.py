"""Items and measurement standards of a certificate as tables to print."""

from quanheng.certificate.building.vocabulary import ACCURACY, INSTALLATION, RANGE, VALID_UNTIL
from quanheng.certificate.model.administrative import Equipment, Item
from quanheng.certificate.model.quantities import NoQuantity
from quanheng.certificate.rendering.numbers import breakable
from quanheng.certificate.rendering.sheet import Grid
from quanheng.certificate.rendering.words import Phrase, Wording


def items_grids(items: tuple[Item, ...], words: Wording) -> list[Grid]:
    """Several items, which the front page has no room for."""
    if len(items) == 1:
        return []
    rows = tuple(
        (
            str(place),
            _lines(words.text(each.name)),
            each.model or "—",
            words.comma.join(breakable(one.value) for one in each.identifications),
            "—" if each.manufacturer is None else _lines(words.text(each.manufacturer.name)),
        )
        for place, each in enumerate(items, 1)
    )
    headings = tuple(words(name) for name in ("no", "item", "model", "serial", "manufacturer"))
    return [Grid(headings, rows, (1.5, 6.0, 4.0, 6.0, 6.0), (False,) * 5, words("items"))]


def equipment_grids(used: list[Equipment], words: Wording) -> list[Grid]:
    """Whole set-ups and single standards, each with the certificate that makes it traceable."""
    found = []
    for name, wanted in (("installations", True), ("standards", False)):
        chosen = [each for each in used if each.is_a(INSTALLATION) is wanted]
        if chosen:
            found.append(_equipment_grid(chosen, words(name), words))
    return found


def _equipment_grid(used: list[Equipment], heading: Phrase, words: Wording) -> Grid:
    rows = []
    for each in used:
        number = words.comma.join(breakable(one.value) for one in each.identifications if one.issuer == "manufacturer")
        name = "\n".join(part for part in (_lines(words.text(each.name)), each.model or "", number) if part)
        certificate = each.certificate.referral_id if each.certificate is not None else "—"
        rows.append(
            (
                name,
                _fact(each, RANGE, words),
                _fact(each, ACCURACY, words),
                breakable(certificate),
                _fact(each, VALID_UNTIL, words),
            )
        )
    headings = tuple(words(name) for name in ("name", "range", "accuracy", "certificate", "until"))
    return Grid(headings, tuple(rows), (6.0, 4.2, 6.0, 5.4, 3.9), (False,) * 5, heading)


def _fact(equipment: Equipment, ref_type: str, words: Wording) -> str:
    for quantity in equipment.quantities:
        if quantity.is_a(ref_type) and isinstance(quantity.values, NoQuantity):
            return breakable(_lines(words.text(quantity.values.text.text)))
    return "—"


def digests_grid(used: list[Equipment], words: Wording) -> Grid | None:
    """The digests of these certificates; None where none is stated."""
    rows = tuple(
        (each.certificate.referral_id, each.certificate.procedure, breakable(each.certificate.value))
        for each in used
        if each.certificate is not None and each.certificate.value
    )
    if not rows:
        return None
    return Grid((), tuple(dict.fromkeys(rows)), (5.0, 2.0, 12.0), (False,) * 3, words("digests"))


def _lines(phrase: Phrase) -> str:
    return f"{phrase.main}\n{phrase.below}" if phrase.below else phrase.main
