"""Values with units: model to D-SI elements, in the current form of uncertainty only."""

import re

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
from quanheng.certificate.model.uncertainties import UncertaintyColumn, UncertaintyForm
from quanheng.certificate.writing.errors import NotWritable
from quanheng.certificate.writing.markup import Element, element, leaf
from quanheng.certificate.writing.texts import rich_text

_FACTOR = re.compile(r"\+?[1-9]\d*(?:\.\d*)?|NaN", re.ASCII)
_PROBABILITY = re.compile(r"\+?(?:0(?:\.\d*)?|1(?:\.0*)?)|NaN", re.ASCII)
_SINGLE = ("real", "constant")


def values(given: Values) -> Element:
    """The one value element of a quantity.

    Raises:
        NotWritable: what DCC 3.3.0 has no place for, or a factor or probability that its schema refuses.
    """
    if isinstance(given, RealValues):
        return real(given) if given.form in _SINGLE else real_list(given)
    if isinstance(given, HybridValues):
        return element("si:hybrid", tuple(values(each) for each in given.alternatives))
    if isinstance(given, Words):
        return Element("dcc:charsXMLList", _words("word", given.words, given.place))
    if isinstance(given, NoQuantity):
        found = rich_text("dcc:noQuantity", given.text)
        if found is not None:
            return found
    if isinstance(given, ComplexValues):
        return _complex(given)
    what = "nested lists of values" if isinstance(given, ValueGroup) else type(given).__name__
    raise NotWritable(f"{what} are not written: give a list of columns", place=getattr(given, "place", ""))


def real(given: RealValues, name: str | None = None) -> Element:
    """`si:real` and `si:constant`.

    Raises:
        NotWritable: more than one value; see `values`.
    """
    if len(given.values) != 1 or len(given.units) != 1:
        raise NotWritable("a single value has one number and one unit", place=given.place)
    constant = given.form == "constant"
    return element(
        name or f"si:{given.form}",
        _one("si:label", given.labels),
        _one("si:quantityTypeQUDT", given.kinds),
        leaf("si:value", given.values[0].text),
        leaf("si:unit", given.units[0]),
        _one("si:significantDigit", given.significant_digits),
        _one("si:dateTime", given.times),
        _constant_uncertainty(given.uncertainty) if constant else _uncertainty(given, "Univariate", ""),
    )


def real_list(given: RealValues, name: str = "si:realListXMLList") -> Element:
    """`si:realListXMLList`.

    Raises:
        NotWritable: columns of different lengths; see `values`.
    """
    place = given.place
    _require_lengths(given)
    return element(
        name,
        _list("si:labelXMLList", given.labels, place),
        _list("si:quantityTypeQUDTXMLList", given.kinds, place),
        _list("si:valueXMLList", _texts(given.values), place),
        _list("si:unitXMLList", given.units, place),
        _list("si:significantDigitXMLList", given.significant_digits, place),
        _list("si:dateTimeXMLList", given.times, place),
        _uncertainty(given, "Univariate", "XMLList"),
    )


def _complex(given: ComplexValues) -> Element:
    if given.region is not None:
        raise NotWritable("coverage regions are not written: attach the influences instead", place=given.place)
    end = "XMLList" if given.form != "complex" else ""
    first, second = ("Magnitude", "Phase") if given.is_polar else ("Real", "Imag")
    return element(
        f"si:complex{'List' + end if end else ''}",
        _list(f"si:label{end}", given.labels, given.place),
        _list(f"si:quantityTypeQUDT{end}", given.kinds, given.place),
        _list(f"si:value{first}{end}", _texts(given.first), given.place),
        _list(f"si:value{second}{end}", _texts(given.second), given.place),
        _list(f"si:unit{end}", given.units, given.place),
        _list(f"si:unitPhase{end}", given.phase_units, given.place),
        _list(f"si:dateTime{end}", given.times, given.place),
    )


def _uncertainty(given: RealValues, kind: str, end: str) -> Element | None:
    if given.region is not None:
        raise NotWritable("coverage regions are not written: attach the influences instead", place=given.place)
    column = given.uncertainty
    if column is None:
        return None
    return element(f"si:measurementUncertainty{kind}{end}", _statement(column, end, given.place))


def _statement(column: UncertaintyColumn, end: str, place: str) -> Element:
    distributions = _list(f"si:distribution{end}", column.distributions, place)
    stated = _texts(column.stated)
    if any(each.startswith("-") for each in stated):
        raise NotWritable(f"an uncertainty is not negative: {' '.join(stated)[:60]}", place=place)
    probabilities = _matching(_PROBABILITY, "coverage probability", column.probabilities, place)
    match column.form:
        case UncertaintyForm.STANDARD:
            return element(f"si:standardMU{end}", _list(f"si:valueStandardMU{end}", stated, place), distributions)
        case UncertaintyForm.EXPANDED:
            factors = _matching(_FACTOR, "coverage factor", column.factors, place)
            return element(
                f"si:expandedMU{end}",
                _list(f"si:valueExpandedMU{end}", stated, place),
                _list(f"si:coverageFactor{end}", factors, place),
                _list(f"si:coverageProbability{end}", probabilities, place),
                distributions,
            )
        case UncertaintyForm.INTERVAL:
            return element(
                f"si:coverageIntervalMU{end}",
                _list(f"si:valueStandardMU{end}", stated, place),
                _list(f"si:intervalMin{end}", _texts(column.lows), place),
                _list(f"si:intervalMax{end}", _texts(column.highs), place),
                _list(f"si:coverageProbability{end}", probabilities, place),
                distributions,
            )


def _constant_uncertainty(column: UncertaintyColumn | None) -> tuple[Element, ...]:
    if column is None:
        return ()
    if column.form is not UncertaintyForm.STANDARD:
        raise NotWritable("a constant has a standard uncertainty only", place=column.place)
    parts = (leaf("si:valueStandardMU", column.stated[0].text), _one("si:distribution", column.distributions))
    return tuple(each for each in parts if each is not None)


def _matching(pattern: re.Pattern[str], what: str, numbers: tuple[Number, ...], place: str) -> tuple[str, ...]:
    texts = _texts(numbers)
    if not texts:
        raise NotWritable(f"the {what} is missing", place=place)
    for each in texts:
        if not pattern.fullmatch(each):
            remedy = "1 or more" if pattern is _FACTOR else "a number such as 0.95"
            raise NotWritable(f"{what} {each}: D-SI takes {remedy}, without power of ten", place=place)
    return texts


def _require_lengths(given: RealValues) -> None:
    count = len(given.values)
    column = given.uncertainty
    columns = {"label": given.labels, "quantity kind": given.kinds, "unit": given.units, "time": given.times,
               "significant digit": given.significant_digits}  # fmt: skip
    if column is not None:
        columns |= {"coverage factor": _texts(column.factors), "coverage probability": _texts(column.probabilities),
                    "uncertainty": _texts(column.stated), "distribution": column.distributions}  # fmt: skip
    if not given.units:
        raise NotWritable("a list of values without unit; give \\one for pure numbers", place=given.place)
    for name, entries in columns.items():
        if len(entries) not in (0, 1, count):
            raise NotWritable(
                f"{len(entries)} entries of {name} for {count} values: give one, or one each", place=given.place
            )


def _texts(numbers: tuple[Number, ...]) -> tuple[str, ...]:
    return tuple(each.text for each in numbers)


def _one(name: str, entries: tuple[str, ...]) -> Element | None:
    return Element(name, entries[0]) if entries else None


def _list(name: str, entries: tuple[str, ...], place: str) -> Element | None:
    return Element(name, _words(name, entries, place)) if entries else None


def _words(name: str, entries: tuple[str, ...], place: str) -> str:
    for each in entries:
        if not each or any(character.isspace() for character in each):
            raise NotWritable(f"{each!r} in {name}: entries of a list have no blanks", place=place)
    return " ".join(entries)
