"""Results become rows without losing what belongs to them."""

import csv
import importlib.util
import io
from decimal import Decimal

import pytest
from tests.certificate.third_party import CERTIFICATES, TYPICAL, VACUUM, changed, needs_files

from quanheng.certificate import read
from quanheng.certificate.errors import Unavailable
from quanheng.certificate.tables import tables, to_table

pytestmark = needs_files


def test_a_list_becomes_rows() -> None:
    [table] = tables(read(TYPICAL), "en")
    first = next(table.records())
    assert len(table) == 5
    assert first == {
        "Reference value": Decimal("306.248"),
        "Reference value (unit)": r"\kelvin",
        "Indicated measured value probe": Decimal("306.32"),
        "Indicated measured value probe (unit)": r"\kelvin",
        "Measurement error": Decimal("0.072"),
        "Measurement error (unit)": r"\kelvin",
        "Measurement error (u)": Decimal("0.0305"),
        "Measurement error (U)": Decimal("0.061"),
        "Measurement error (k)": Decimal(2),
        "Measurement error (p)": Decimal("0.95"),
    }


def test_names_come_in_the_language_that_is_wanted() -> None:
    [table] = tables(read(TYPICAL), "de")
    assert [each.name for each in table.columns] == [
        "Bezugswert",
        "Angezeigter Messwert Kalibriergegenstand",
        "Messabweichung",
    ]


def test_csv_keeps_the_digits() -> None:
    [table] = tables(read(TYPICAL), "en")
    rows = list(csv.DictReader(io.StringIO(table.to_csv())))
    assert [row["Measurement error"] for row in rows] == ["0.072", "0.089", "0.107", "-0.009", "-0.084"]
    assert rows[0]["Measurement error (U)"] == "0.061"


def test_csv_holds_no_formulas() -> None:
    data = changed(
        CERTIFICATES / "ptb/v2.4.0_siliziumkugel.xml",
        ("<dcc:noQuantity><dcc:content>1 kg</dcc:content>", "<dcc:noQuantity><dcc:content>=HYPERLINK(1)</dcc:content>"),
    )
    texts = "".join(each.to_csv() for each in tables(read(data)))
    assert "'=HYPERLINK(1)" in texts


def test_a_single_value_holds_for_every_row() -> None:
    data = changed(TYPICAL, ("<si:valueXMLList>306.32 373.21 448.36 523.31 593.07<", "<si:valueXMLList>306.32<"))
    [table] = tables(read(data), "en")
    assert [row["Indicated measured value probe"] for row in table.records()] == [Decimal("306.32")] * 5


def test_unknown_values_and_uncertainties_are_empty() -> None:
    data = changed(
        TYPICAL,
        ("0.072 0.089", "NaN 0.089"),
        ("<si:coverageFactorXMLList>2<", "<si:coverageFactorXMLList>NaN 2 2 2 2<"),
    )
    [table] = tables(read(data), "en")
    rows = list(table.records())
    assert rows[0]["Measurement error"] is None
    assert (rows[0]["Measurement error (u)"], rows[1]["Measurement error (u)"]) == (None, Decimal("0.0305"))


def test_lists_that_are_columns_stand_beside_one_another() -> None:
    first, second = tables(read(VACUUM), "en")
    assert [each.name for each in first.columns] == [
        "calibration pressure", "offset corrected indicated pressure", "relative error of indication", "correction factor",
    ]  # fmt: skip
    assert (len(first), len(second)) == (2, 12)


def test_texts_stand_in_rows_with_values() -> None:
    mass, _ = tables(read(CERTIFICATES / "ptb/v2.4.0_siliziumkugel.xml"), "en")
    assert next(mass.records())["nominal value"] == "1 kg"
    assert next(mass.records())["mass"] == Decimal("1.00007841")


def test_one_result_as_a_table() -> None:
    result = next(read(TYPICAL).all_results())
    assert len(to_table(result)) == 0
    assert len(to_table(next(result.data.lists()))) == 5


@pytest.mark.parametrize(("name", "method"), [("pandas", "to_pandas"), ("pyarrow", "to_arrow")])
def test_other_libraries_are_used_where_they_are(name: str, method: str) -> None:
    [table] = tables(read(TYPICAL), "en")
    if importlib.util.find_spec(name) is None:
        with pytest.raises(Unavailable, match=f"pip install {name}"):
            getattr(table, method)()
        return
    made = getattr(table, method)()
    assert list(made["Measurement error (U)"]) == pytest.approx([0.061] * 5) or len(made) == 5


def test_a_label_names_a_column_that_has_no_name() -> None:
    names = [each.name for each in list(tables(read(CERTIFICATES / "ptb/valid_formula.xml"), "en"))[1].columns]
    assert names[0] == "R0"
    assert names[3] == "Variables for use in the human readable part"
