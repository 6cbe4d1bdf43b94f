"""Rules on uncertainties: k, p and distribution, intervals, size."""

from collections.abc import Iterator
from decimal import Decimal

from quanheng.certificate.checking.coverage import normal, of_distribution
from quanheng.certificate.checking.rule import Found, Severity, found, rule
from quanheng.certificate.checking.subject import Subject, name_of
from quanheng.certificate.model import RealValues, UncertaintyColumn, UncertaintyForm

#: "About 95 %" is what k = 2 is commonly said to give, and 95.45 % what it gives (JCGM 100:2008, 6.3.3).
_P_TOLERANCE = 0.006
#: A column of errors is not to be compared with its own size.
_ABOUT_ZERO = ("error", "deviation", "correction", "residual", "offset", "drift", "coefficient", "parameter")
_VALUES_PROPER = ("basic_referenceValue", "basic_measuredValue", "basic_nominalValue", "basic_calibrationValue")
_MOST_DIGITS_TOO_MANY = 2


@rule(
    "DCC-U01",
    Severity.WARNING,
    title=("An expanded uncertainty states its coverage factor", "扩展不确定度给出包含因子"),
    message=(
        "value {row}: U = {stated} without a coverage factor; its standard uncertainty is unknown",
        "第 {row} 个数值：U = {stated} 未给出包含因子，标准不确定度未知",
    ),
    remedy=(
        "state k and p; k = 2 must not be assumed (JCGM 100:2008, 7.2.3)",
        "给出 k 与 p；不得默认 k = 2（JJF 1059.1-2012）",
    ),
)
def coverage_factor_is_stated(subject: Subject) -> Iterator[Found]:
    """Missing, or NaN."""
    for values, row, _, stated in subject.stated:
        if stated.form is UncertaintyForm.EXPANDED and stated.k is None:
            yield found(values.place, row=row, stated=stated.stated)


@rule(
    "DCC-U02",
    Severity.ERROR,
    title=("The coverage factor gives the coverage probability that is stated", "包含因子与包含概率、分布相符"),
    message=(
        "value {row}: k = {k} covers {covered} of a {distribution} distribution, not p = {p}",
        "第 {row} 个数值：对 {distribution} 分布，k = {k} 的包含概率是 {covered}，不是 p = {p}",
    ),
    remedy=(
        "correct k, p or the distribution; U is k times the standard uncertainty",
        "更正 k、p 或分布；U 等于 k 乘以标准不确定度",
    ),
)
def factor_fits_probability(subject: Subject) -> Iterator[Found]:
    """Of a named distribution; Student's covers less than the normal one, so the normal one is its bound."""
    for values, row, name, k, p, covered in _covered(subject):
        if p > covered + _P_TOLERANCE + _half_digit(p):
            yield found(values.place, row=row, k=k, p=p, covered=f"{covered:.4f}", distribution=name)


@rule(
    "DCC-U03",
    Severity.WARNING,
    title=("The coverage factor is not larger than the stated probability needs", "包含因子不大于所述包含概率所需"),
    message=(
        "value {row}: k = {k} covers {covered} of a {distribution} distribution, more than p = {p}",
        "第 {row} 个数值：对 {distribution} 分布，k = {k} 的包含概率是 {covered}，大于 p = {p}",
    ),
    remedy=(
        "name the t distribution if k comes from few degrees of freedom; else correct k or p",
        "若 k 来自较小的有效自由度，应注明 t 分布；否则更正 k 或 p",
    ),
)
def factor_not_too_large(subject: Subject) -> Iterator[Found]:
    """Of a named distribution other than Student's."""
    for values, row, name, k, p, covered in _covered(subject, with_student=False):
        if p < covered - _P_TOLERANCE - _half_digit(p):
            yield found(values.place, row=row, k=k, p=p, covered=f"{covered:.4f}", distribution=name)


def _covered(
    subject: Subject, *, with_student: bool = True
) -> Iterator[tuple[RealValues, int, str, Decimal, Decimal, float]]:
    """Statements with k, p and a known distribution, and what k covers of it; the largest k that is written so."""
    for values, row, _, stated in subject.stated:
        if (
            stated.form is not UncertaintyForm.EXPANDED
            or stated.k is None
            or stated.p is None
            or not stated.distribution
        ):
            continue
        name = stated.distribution
        coverage = of_distribution(name)
        if coverage is None and with_student and name.casefold() in ("t", "student", "student-t", "t-distribution"):
            coverage = normal
        if coverage is not None and stated.k > 0:
            yield values, row, name, stated.k, stated.p, coverage(float(stated.k))


def _half_digit(number: Decimal) -> float:
    exponent = number.as_tuple().exponent
    return 0.5 * 10.0**exponent if isinstance(exponent, int) else 0.0


@rule(
    "DCC-U04",
    Severity.ERROR,
    title=("Uncertainties, factors and probabilities lie in their ranges", "不确定度、包含因子、包含概率在各自范围内"),
    message=("value {row}: {what} is {number}; {range}", "第 {row} 个数值：{what} 为 {number}；{range}"),
    remedy=("correct the number", "更正该数"),
)
def ranges(subject: Subject) -> Iterator[Found]:
    """U >= 0, k >= 1, 0 < p <= 1."""
    for column in subject.all(UncertaintyColumn):
        for row, each in enumerate(column.stated, 1):
            if each.is_known and each.value < 0:
                yield found(column.place, row=row, what="U", number=each, range="U ≥ 0")
        for row, each in enumerate(column.factors, 1):
            if each.is_known and each.value < 1:
                yield found(column.place, row=row, what="k", number=each, range="k ≥ 1")
        for row, each in enumerate(column.probabilities, 1):
            if each.is_known and not 0 < each.value <= 1:
                yield found(column.place, row=row, what="p", number=each, range="0 < p ≤ 1")


@rule(
    "DCC-U05",
    Severity.ERROR,
    title=("A coverage interval holds its value", "包含区间包含其数值"),
    message=("value {row}: {value} is not within [{low}, {high}]", "第 {row} 个数值：{value} 不在 [{low}, {high}] 内"),
    remedy=(
        "give the interval's ends in the unit of the value, the lower one first",
        "以数值的单位给出区间两端，下限在前",
    ),
)
def interval_holds_value(subject: Subject) -> Iterator[Found]:
    """Ends that are known."""
    for values, row, point, stated in subject.stated:
        low, high = stated.low, stated.high
        if low is None or high is None or not (low.is_known and high.is_known and point.value.is_known):
            continue
        if not low.value <= point.value.value <= high.value:
            yield found(values.place, row=row, value=point.value, low=low, high=high)


@rule(
    "DCC-U06",
    Severity.WARNING,
    title=("No uncertainty is zero", "不确定度不为零"),
    message=("value {row}: an uncertainty of zero is stated for {value}", "第 {row} 个数值：{value} 的不确定度写作零"),
    remedy=(
        "state the uncertainty, or NaN or none where it is unknown; zero claims certainty",
        "给出不确定度；未知时写 NaN 或不写。零意味着绝对确定",
    ),
)
def not_zero(subject: Subject) -> Iterator[Found]:
    """Constants may be exact by definition."""
    for values, row, point, stated in subject.stated:
        if values.form != "constant" and stated.stated.is_known and not stated.stated.value:
            yield found(values.place, row=row, value=point.value)


@rule(
    "DCC-U07",
    Severity.WARNING,
    title=("An uncertainty is not larger than what was measured", "不确定度不大于被测量值"),
    message=(
        "'{name}', value {row}: U = {stated} is larger than the largest value, {largest}",
        "“{name}”第 {row} 个数值：U = {stated}，大于最大的数值 {largest}",
    ),
    remedy=(
        "look whether the uncertainty stands in another unit than the value",
        "核对不确定度与数值是否用了不同的单位",
    ),
)
def not_larger_than_values(subject: Subject) -> Iterator[Found]:
    """Of values that are not errors: U > the largest of |values| and their range."""
    for quantity, values in subject.columns():
        words = " ".join((*quantity.ref_types, quantity.name.within("en") if quantity.name else "")).casefold()
        if any(word in words for word in _ABOUT_ZERO) or not (
            len(values) > 1 or any(quantity.is_a(each) for each in _VALUES_PROPER)
        ):
            continue
        known = [each.value for each in values.values if each.is_known]
        if not known or not any(known):
            continue
        largest = max(*(abs(each) for each in known), max(known) - min(known))
        for row, point in enumerate(values.points(), 1):
            stated = point.uncertainty.expanded if point.uncertainty is not None else None
            if stated is not None and stated > largest:
                yield found(values.place, name=name_of(quantity), row=row, stated=stated, largest=largest)


@rule(
    "DCC-U08",
    Severity.WARNING,
    title=("A value is not rounded more coarsely than its uncertainty", "数值的修约不粗于其不确定度"),
    message=(
        "value {row}: {value} is rounded to 10^{place_of_value}, its uncertainty {stated} is smaller than that",
        "第 {row} 个数值：{value} 修约到 10^{place_of_value}，而不确定度 {stated} 更小",
    ),
    remedy=(
        "report the value to the last digit of its uncertainty (JCGM 100:2008, 7.2.6)",
        "数值的末位与不确定度的末位对齐（JJF 1059.1-2012）",
    ),
)
def rounded_too_coarsely(subject: Subject) -> Iterator[Found]:
    """The step of the value's last digit exceeds U. Whole numbers and powers of ten may be exact."""
    for values, row, point, stated in subject.stated:
        number = point.value
        if not number.is_known or number.places <= 0 or not stated.stated.is_known or not stated.stated.value:
            continue
        if Decimal(1).scaleb(-number.places) > stated.stated.value:
            yield found(values.place, row=row, value=number, place_of_value=-number.places, stated=stated.stated)


@rule(
    "DCC-U09",
    Severity.NOTE,
    title=("A value is not given to more digits than its uncertainty supports", "数值的位数不多于不确定度所支持的位数"),
    message=(
        "value {row}: {value} has {more} digits more than its uncertainty {stated}",
        "第 {row} 个数值：{value} 比不确定度 {stated} 多 {more} 位",
    ),
    remedy=(
        "round value and uncertainty to the same digit (JCGM 100:2008, 7.2.6)",
        "数值与不确定度修约到同一位（JJF 1059.1-2012）",
    ),
)
def more_digits_than_uncertainty(subject: Subject) -> Iterator[Found]:
    """Three digits more, or further; one or two are kept by many laboratories on purpose."""
    for values, row, point, stated in subject.stated:
        if not point.value.is_known or not stated.stated.is_known or not stated.stated.value:
            continue
        more = point.value.places - stated.stated.places
        if more > _MOST_DIGITS_TOO_MANY:
            yield found(values.place, row=row, value=point.value, more=more, stated=stated.stated)


@rule(
    "DCC-U10",
    Severity.NOTE,
    title=("Uncertainties are stated in the current form", "不确定度采用现行写法"),
    message=(
        "{count} uncertainties are stated in the form that D-SI 2.2 calls deprecated",
        "{count} 处不确定度采用了 D-SI 2.2 已弃用的写法",
    ),
    remedy=(
        "write measurementUncertaintyUnivariate(XMLList) with expandedMU; the values stay the same",
        "改用 measurementUncertaintyUnivariate(XMLList) 与 expandedMU，数值不变",
    ),
)
def current_form(subject: Subject) -> Iterator[Found]:
    """From DCC 3.3 on, once a certificate."""
    numbers = tuple(int(each) for each in subject.certificate.schema_version.split("-", maxsplit=1)[0].split("."))
    deprecated = [each for each in subject.all(UncertaintyColumn) if each.is_deprecated_form]
    if numbers >= (3, 3, 0) and deprecated:
        yield found(deprecated[0].place, count=len(deprecated))
