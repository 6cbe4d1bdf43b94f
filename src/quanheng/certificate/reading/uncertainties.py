"""Both generations of uncertainty statements, of one value and of a list: elements to model."""

from quanheng.certificate.errors import Unreadable
from quanheng.certificate.model.numbers import Number
from quanheng.certificate.model.uncertainties import CoverageRegion, UncertaintyColumn, UncertaintyForm
from quanheng.certificate.reading.nodes import Node

#: Statement -> its form, the element that holds the number, and whether it is the deprecated spelling.
_STATEMENTS: dict[str, tuple[UncertaintyForm, str, bool]] = {
    "si:expandedUnc": (UncertaintyForm.EXPANDED, "uncertainty", True),
    "si:coverageInterval": (UncertaintyForm.INTERVAL, "standardUnc", True),
    "si:standardMU": (UncertaintyForm.STANDARD, "valueStandardMU", False),
    "si:expandedMU": (UncertaintyForm.EXPANDED, "valueExpandedMU", False),
    "si:coverageIntervalMU": (UncertaintyForm.INTERVAL, "valueStandardMU", False),
}
#: What the current statements are wrapped in. `…Univaraite` is the spelling of D-SI 2.x's own schema.
_WRAPPERS = (
    "si:measurementUncertaintyUnivariate",
    "si:measurementUncertaintyUnivaraite",
    "si:measurementUncertaintyUnivariateXMLList",
    "si:listMeasurementUncertaintyUnivariate",
    "si:listUnivariateUnc",
)
_REGIONS = {
    "si:ellipsoidalRegion": "ellipsoidal",
    "si:rectangularRegion": "rectangular",
    "si:ellipsoidalRegionXMLList": "ellipsoidal",
    "si:rectangularRegionXMLList": "rectangular",
    "si:ellipsoidalRegionMUXMLList": "ellipsoidal",
    "si:rectangularRegionMUXMLList": "rectangular",
}
_REGION_WRAPPERS = (
    "si:measurementUncertaintyMultivariateXMLList",
    "si:measurementUncertaintyBivariateXMLList",
    "si:listBivariateUnc",
)


def number(text: str, place: str) -> Number:
    """A number, and where it stands.

    Raises:
        Unreadable: it is none.
    """
    try:
        return Number(text)
    except Unreadable as error:
        raise Unreadable(error.message, place=place) from error


def numbers(node: Node, *names: str) -> tuple[Number, ...]:
    """The numbers of a child that is an XML list or one number; none where it is missing."""
    found = node.one(*names)
    return () if found is None else tuple(number(each, found.path) for each in found.text().split())


def uncertainty_column(node: Node) -> UncertaintyColumn | None:
    """The univariate uncertainty stated in `node` (a real, a constant or a list).

    Raises:
        Unreadable: several statements, or one without its number.
    """
    found = [each for each in node.children if _bare(each.name) in _STATEMENTS]
    found += [each for wrapper in node.all(*_WRAPPERS) for each in wrapper.children if _bare(each.name) in _STATEMENTS]
    if len(found) > 1:
        raise Unreadable("several uncertainties are stated for the same values; one is right", place=node.path)
    if found:
        return _statement(found[0])
    if node.name == "si:constant":
        return _of_constant(node)
    return None


def region(node: Node) -> CoverageRegion | None:
    """The coverage region stated in `node`, if any."""
    found = [each for each in node.children if each.name in _REGIONS]
    found += [each for wrapper in node.all(*_REGION_WRAPPERS) for each in wrapper.children if each.name in _REGIONS]
    if len(found) > 1:
        raise Unreadable("several coverage regions are stated for the same values; one is right", place=node.path)
    return _region(found[0]) if found else None


def _bare(name: str) -> str:
    return name.removesuffix("XMLList")


def _statement(node: Node) -> UncertaintyColumn:
    form, value_name, is_deprecated = _STATEMENTS[_bare(node.name)]
    # listMeasurementUncertaintyUnivariate of D-SI 2.x holds a coverageIntervalMU of the deprecated type.
    stated = _column(node, value_name) or (_column(node, "standardUnc") if form is UncertaintyForm.INTERVAL else ())
    if not stated:
        raise Unreadable(f"si:{value_name} is missing", place=node.path)
    return UncertaintyColumn(
        form=form,
        stated=stated,
        factors=_column(node, "coverageFactor"),
        probabilities=_column(node, "coverageProbability"),
        distributions=_words(node, "distribution"),
        lows=_column(node, "intervalMin"),
        highs=_column(node, "intervalMax"),
        is_deprecated_form=is_deprecated,
        place=node.path,
    )


def _of_constant(node: Node) -> UncertaintyColumn | None:
    stated = _column(node, "valueStandardMU") or _column(node, "uncertainty")
    if not stated:
        return None
    is_deprecated = node.one("si:uncertainty") is not None
    return UncertaintyColumn(
        form=UncertaintyForm.STANDARD,
        stated=stated,
        distributions=_words(node, "distribution"),
        is_deprecated_form=is_deprecated,
        place=node.path,
    )


def _column(node: Node, name: str) -> tuple[Number, ...]:
    return numbers(node, f"si:{name}", f"si:{name}XMLList")


def _words(node: Node, name: str) -> tuple[str, ...]:
    single = node.text_of(f"si:{name}")
    return (single,) if single else node.words_of(f"si:{name}XMLList")


def _region(node: Node) -> CoverageRegion:
    matrix = node.needed("si:covarianceMatrix", "si:covarianceMatrixXMLList")
    columns = [
        each.all("si:covariance", "si:covarianceXMLList") for each in matrix.all("si:column", "si:columnXMLList")
    ]
    return CoverageRegion(
        shape=_REGIONS[node.name],
        covariances=tuple(tuple(_column(entry, "value") for entry in column) for column in columns),
        units=tuple(tuple(_words(entry, "unit") for entry in column) for column in columns),
        factors=_column(node, "coverageFactor"),
        probabilities=_column(node, "coverageProbability"),
        distributions=_words(node, "distribution"),
        place=node.path,
    )
