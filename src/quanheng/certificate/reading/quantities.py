"""Values with units: D-SI elements to model."""

from collections.abc import Callable

from quanheng.certificate.errors import Unreadable
from quanheng.certificate.model.numbers import Number
from quanheng.certificate.model.quantities import (
    ComplexValues,
    HybridValues,
    NoQuantity,
    RealValues,
    ValueGroup,
    Values,
    Words,
)
from quanheng.certificate.model.uncertainties import UncertaintyColumn
from quanheng.certificate.reading.nodes import Node
from quanheng.certificate.reading.texts import rich_text
from quanheng.certificate.reading.uncertainties import number, numbers, region, uncertainty_column


def values_of(node: Node) -> Values:
    """The one value element within a quantity.

    Raises:
        Unreadable: there is none, there are several, or it cannot be understood.
    """
    found = [each for each in node.children if each.name in READERS]
    if len(found) != 1:
        raise Unreadable(f"a quantity has one value element; this one has {len(found)}", place=node.path)
    return READERS[found[0].name](found[0])


def real_list(node: Node) -> RealValues:
    """`si:realListXMLList`."""
    values = numbers(node, "si:valueXMLList")
    if not values:
        raise Unreadable("si:valueXMLList is missing or empty", place=node.path)
    return RealValues(
        form="realListXMLList",
        values=values,
        units=node.words_of("si:unitXMLList"),
        labels=node.words_of("si:labelXMLList"),
        kinds=node.words_of("si:quantityTypeQUDTXMLList"),
        significant_digits=node.words_of("si:significantDigitXMLList"),
        times=node.words_of("si:dateTimeXMLList"),
        uncertainty=uncertainty_column(node),
        region=region(node),
        place=node.path,
    )


def real(node: Node) -> RealValues:
    """`si:real` and `si:constant`."""
    value = node.needed("si:value")
    return RealValues(
        form=node.name.removeprefix("si:"),
        values=(number(value.text(), value.path),),
        units=_one(node.text_of("si:unit")),
        labels=_one(node.text_of("si:label")),
        kinds=_one(node.text_of("si:quantityTypeQUDT")),
        significant_digits=_one(node.text_of("si:significantDigit")),
        times=_one(node.text_of("si:dateTime")),
        uncertainty=uncertainty_column(node),
        region=region(node),
        place=node.path,
    )


def _spelled_out_list(node: Node) -> RealValues:
    """`si:realList`, and `si:list` of D-SI 1.3: what the list says holds for the values that do not say it themselves."""
    members = [real(each) for each in node.all("si:real")]
    if not members:
        raise Unreadable("a list without values", place=node.path)
    list_unit, list_kind = node.text_of("si:listUnit"), node.text_of("si:listQuantityTypeQUDT")
    return RealValues(
        form="realList",
        values=tuple(each.values[0] for each in members),
        units=_merged([each.units for each in members], list_unit),
        labels=_merged([each.labels for each in members], node.text_of("si:label")),
        kinds=_merged([each.kinds for each in members], list_kind),
        significant_digits=_merged(
            [each.significant_digits for each in members], node.text_of("si:listsignificantDigit")
        ),
        times=_merged([each.times for each in members], node.text_of("si:dateTime")),
        uncertainty=_merged_uncertainty(node, members),
        region=region(node),
        place=node.path,
    )


def _complex(node: Node) -> ComplexValues:
    """`si:complex` and `si:complexListXMLList`."""
    is_list = node.name == "si:complexListXMLList"
    end = "XMLList" if is_list else ""
    is_polar = node.one(f"si:valueMagnitude{end}") is not None
    names = ("valueMagnitude", "valuePhase") if is_polar else ("valueReal", "valueImag")
    first, second = (numbers(node, f"si:{name}{end}") for name in names)
    if not first or not second:
        raise Unreadable(f"a complex value needs si:{names[0]}{end} and si:{names[1]}{end}", place=node.path)
    return ComplexValues(
        form=node.name.removeprefix("si:"),
        is_polar=is_polar,
        first=first,
        second=second,
        units=node.words_of("si:unitXMLList") if is_list else _one(node.text_of("si:unit")),
        phase_units=node.words_of("si:unitPhaseXMLList") if is_list else _one(node.text_of("si:unitPhase")),
        labels=node.words_of("si:labelXMLList") if is_list else _one(node.text_of("si:label")),
        kinds=_one(node.text_of("si:quantityTypeQUDT", "si:quantityTypeQUDTXMLList")),
        times=node.words_of("si:dateTimeXMLList", "si:dateTime"),
        region=region(node),
        place=node.path,
    )


def _complex_list(node: Node) -> ComplexValues:
    """`si:complexList`."""
    members = [_complex(each) for each in node.all("si:complex")]
    if not members:
        raise Unreadable("a list without values", place=node.path)
    if len({each.is_polar for each in members}) > 1:
        raise Unreadable("a list mixes the polar and the Cartesian form", place=node.path)
    return ComplexValues(
        form="complexList",
        is_polar=members[0].is_polar,
        first=tuple(each.first[0] for each in members),
        second=tuple(each.second[0] for each in members),
        units=_merged([each.units for each in members], node.text_of("si:listUnit")),
        phase_units=_merged([each.phase_units for each in members], node.text_of("si:listUnitPhase")),
        labels=_merged([each.labels for each in members], node.text_of("si:label")),
        kinds=_merged([each.kinds for each in members], node.text_of("si:listQuantityTypeQUDT")),
        region=region(node),
        place=node.path,
    )


def _hybrid(node: Node) -> HybridValues:
    alternatives = tuple(READERS[each.name](each) for each in node.children if each.name in READERS)
    if not alternatives:
        raise Unreadable("a hybrid without values", place=node.path)
    return HybridValues(alternatives=alternatives, place=node.path)


def _group(node: Node) -> Values:
    # In D-SI 1.3 a list holds its values itself; later versions call that realList and complexList.
    if node.all("si:real"):
        return _spelled_out_list(node)
    if node.all("si:complex"):
        return _complex_list(node)
    members = tuple(READERS[each.name](each) for each in node.children if each.name in READERS)
    return ValueGroup(members=members, label=node.text_of("si:label"), place=node.path)


def _words(node: Node) -> Words:
    return Words(words=tuple(node.text().split()), place=node.path)


def _no_quantity(node: Node) -> NoQuantity:
    return NoQuantity(text=rich_text(node), place=node.path)


READERS: dict[str, Callable[[Node], Values]] = {
    "si:real": real,
    "si:constant": real,
    "si:realList": _spelled_out_list,
    "si:realListXMLList": real_list,
    "si:complex": _complex,
    "si:complexList": _complex_list,
    "si:complexListXMLList": _complex,
    "si:hybrid": _hybrid,
    "si:list": _group,
    "dcc:charsXMLList": _words,
    "dcc:noQuantity": _no_quantity,
}


def _one(text: str | None) -> tuple[str, ...]:
    return () if text is None else (text,)


def _merged(columns: list[tuple[str, ...]], default: str | None) -> tuple[str, ...]:
    """A column of what each member says, or else the list; empty where neither says anything."""
    if not any(columns):
        return _one(default)
    return tuple(each[0] if each else (default or "") for each in columns)


def _merged_uncertainty(node: Node, members: list[RealValues]) -> UncertaintyColumn | None:
    """That of the list where it states one; else those of its members, NaN where one states none."""
    stated = uncertainty_column(node)
    own = [each.uncertainty for each in members]
    known = [each for each in own if each is not None]
    if stated is not None or not known:
        return stated
    first = known[0]
    if len({each.form for each in known}) > 1:
        raise Unreadable("values of one list state their uncertainties in different forms", place=node.path)

    def column(pick: Callable[[UncertaintyColumn], tuple[Number, ...]]) -> tuple[Number, ...]:
        # NaN says that nothing is stated, as in the lists of D-SI.
        picked = [pick(each) if each is not None else () for each in own]
        return tuple(each[0] if each else Number("NaN") for each in picked) if any(picked) else ()

    return UncertaintyColumn(
        form=first.form,
        stated=column(lambda each: each.stated),
        factors=column(lambda each: each.factors),
        probabilities=column(lambda each: each.probabilities),
        distributions=_merged([each.distributions if each is not None else () for each in own], None),
        lows=column(lambda each: each.lows),
        highs=column(lambda each: each.highs),
        is_deprecated_form=first.is_deprecated_form,
        place=first.place,
    )
