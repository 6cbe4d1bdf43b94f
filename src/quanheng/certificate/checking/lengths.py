"""Rules on lists: that what belongs together is equally long."""

from collections.abc import Iterator

from quanheng.certificate.checking.rule import Found, Severity, Wording, found, rule
from quanheng.certificate.checking.subject import Subject, name_of
from quanheng.certificate.model import ComplexValues, CoverageRegion, HybridValues, Quantity, QuantityList, RealValues

_POLAR = (Wording("the magnitude", "模"), Wording("the phase", "相位"))
_CARTESIAN = (Wording("the real part", "实部"), Wording("the imaginary part", "虚部"))
_FIRST = Wording("the first", "第 1 种写法")


@rule(
    "DCC-L01",
    Severity.ERROR,
    title=(
        "Every column of a list of values is as long as the values, or one entry long",
        "数值列表的各列与数值等长，或只有一项",
    ),
    message=("{column} has {count} entries for {expected} values", "{column} 有 {count} 项，而数值有 {expected} 个"),
    remedy=(
        "write one entry for each value, or a single one that holds for all; NaN where there is none",
        "每个数值写一项，或只写一项表示全部相同；没有的写 NaN",
    ),
)
def columns_of_values(subject: Subject) -> Iterator[Found]:
    """Units, labels, kinds, times, significant digits, and every column of the uncertainty."""
    for values in subject.all(RealValues):
        columns = {
            "unitXMLList": values.units,
            "labelXMLList": values.labels,
            "quantityTypeQUDTXMLList": values.kinds,
            "significantDigitXMLList": values.significant_digits,
            "dateTimeXMLList": values.times,
        }
        if values.form == "realList":
            # Here labels and times may be those of the list itself.
            columns = {"listUnit": values.units}
        if values.form in ("real", "constant"):
            # A single value's label and distribution may be several words.
            columns = {}
        if (stated := values.uncertainty) is not None:
            columns |= {
                "uncertainty": tuple(map(str, stated.stated)),
                "coverageFactor": tuple(map(str, stated.factors)),
                "coverageProbability": tuple(map(str, stated.probabilities)),
                "distribution": stated.distributions,
                "intervalMin": tuple(map(str, stated.lows)),
                "intervalMax": tuple(map(str, stated.highs)),
            }
        for name, column in columns.items():
            if len(column) not in (0, 1, len(values)):
                yield found(values.place, column=name, count=len(column), expected=len(values))


@rule(
    "DCC-L02",
    Severity.ERROR,
    title=("The columns of a table are equally long", "同一表格的各列等长"),
    message=(
        "'{name}' has {count} values; the table '{table}' has {expected} rows",
        "“{name}”有 {count} 个数值，而表“{table}”有 {expected} 行",
    ),
    remedy=(
        "give every quantity of the list a value for each row, NaN where there is none, or one for all",
        "列表中每个量逐行给出数值，没有的写 NaN；或只写一个表示全部相同",
    ),
)
def columns_of_lists(subject: Subject) -> Iterator[Found]:
    """Single values hold for all rows."""
    for table in subject.all(QuantityList):
        columns = [each for each in table.columns if len(each) > 1]
        if not columns:
            continue
        expected = len(columns[0])
        title = table.name.within("en") if table.name is not None else ""
        for each in columns[1:]:
            if len(each) != expected:
                yield found(each.place, name=name_of(each), count=len(each), table=title, expected=expected)
        if len(table.times) not in (0, 1, expected):
            yield found(table.place, name="dateTimeXMLList", count=len(table.times), table=title, expected=expected)


@rule(
    "DCC-L03",
    Severity.ERROR,
    title=("A list of statements is as long as the values that it speaks of", "逐点声明与所述数值等长"),
    message=(
        "{column} has {count} entries for {expected} values of '{name}'",
        "“{name}”有 {expected} 个数值，而 {column} 有 {count} 项",
    ),
    remedy=("state it for each value, or once for all", "逐个数值声明，或只声明一次表示全部相同"),
)
def statements_of_values(subject: Subject) -> Iterator[Found]:
    """conformityXMLList and validXMLList in the meta data of a quantity."""
    for quantity in subject.all(Quantity):
        for statement in quantity.context.meta_data:
            for name, column in (("conformityXMLList", statement.conformity), ("validXMLList", statement.valid)):
                if len(column) not in (0, 1, len(quantity)):
                    yield found(
                        statement.place, column=name, count=len(column), expected=len(quantity), name=name_of(quantity)
                    )


@rule(
    "DCC-L04",
    Severity.ERROR,
    title=(
        "Both parts of complex values, and all alternatives of a hybrid, are equally long",
        "复数的两部分等长，hybrid 的各种写法等长",
    ),
    message=(
        "{one} has {count} values and {other} has {expected}",
        "{one} 有 {count} 个数值，{other} 有 {expected} 个",
    ),
    remedy=("write as many in each", "各部分写同样多的数值"),
)
def parts_of_values(subject: Subject) -> Iterator[Found]:
    """Complex values and hybrids."""
    for values in subject.all(ComplexValues):
        if len(values.first) != len(values.second):
            one, other = _POLAR if values.is_polar else _CARTESIAN
            yield found(values.place, one=one, count=len(values.first), other=other, expected=len(values.second))
    for hybrid in subject.all(HybridValues):
        for number, each in enumerate(hybrid.alternatives[1:], 2):
            if len(each) != len(hybrid):
                one = Wording(f"alternative {number}", f"第 {number} 种写法")
                yield found(hybrid.place, one=one, count=len(each), other=_FIRST, expected=len(hybrid))


@rule(
    "DCC-L05",
    Severity.ERROR,
    title=("A covariance matrix is square and symmetric", "协方差矩阵是对称方阵"),
    message=("the covariance matrix is not {what}", "协方差矩阵不是{what}"),
    remedy=(
        "write n columns of n covariances, the same on both sides of the diagonal",
        "写 n 列、每列 n 个协方差，对角线两侧相同",
    ),
)
def covariance_matrices(subject: Subject) -> Iterator[Found]:
    """Entries are compared as numbers; an entry of several matrices by each of them."""
    for region in subject.all(CoverageRegion):
        columns = region.covariances
        if any(len(column) != len(columns) for column in columns):
            yield found(region.place, what=Wording("square", "方阵"))
            continue
        size = range(len(columns))
        pairs = [(columns[i][j], columns[j][i]) for i in size for j in size if j < i]
        if any([a.value for a in one] != [b.value for b in other] for one, other in pairs):
            yield found(region.place, what=Wording("symmetric", "对称的"))
