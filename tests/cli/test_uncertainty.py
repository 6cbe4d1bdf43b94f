"""`quanheng uncertainty evaluate` without the platform: answers, tables, pictures, refusals."""

import json
import math
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quanheng.cli.main import app

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference" / "metrology-examples" / "budgets"
POWER = """
model: P = U*I
inputs:
  U: {value: 5.0, standard_uncertainty: 0.3, unit: V}
  I: {value: 2.0, standard_uncertainty: 0.16, unit: A}
"""
BARE = POWER.replace(", unit: V", "").replace(", unit: A", "")


def run(*arguments: str, text: str | None = None, language: str = "C.UTF-8") -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["uncertainty", "evaluate", *arguments], input=text, env={"LC_ALL": language})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def answer(*arguments: str, text: str | None = None) -> dict[str, object]:
    code, out, err = run(*arguments, "--json", text=text)
    assert (code, err) == (0, "")
    return json.loads(out)


def test_one_output_answers_at_the_top_and_in_the_list() -> None:
    found = answer("-", "--method", "gum", text=POWER)
    expected = {
        "name": "P", "unit": "W", "value": 10.0, "standard_uncertainty": 1.0, "degrees_of_freedom": None,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected
    assert found["coverage_factor"] == pytest.approx(1.959963984540054)
    assert found["expanded_uncertainty"] == pytest.approx(1.959963984540054)
    assert found["interval"] == pytest.approx([8.040036015459946, 11.959963984540054])
    assert found["budget"] == [
        {"name": "U", "unit": "V", "value": 5.0, "standard_uncertainty": 0.3, "sensitivity": 2.0,
         "contribution": 0.6, "share": pytest.approx(0.36)},
        {"name": "I", "unit": "A", "value": 2.0, "standard_uncertainty": 0.16, "sensitivity": 5.0,
         "contribution": 0.8, "share": pytest.approx(0.64)},
    ]  # fmt: skip
    (listed,) = found["outputs"]
    assert all(found[name] == listed[name] for name in listed)
    assert "montecarlo" not in found


def test_monte_carlo_stands_beside_first_order() -> None:
    found = answer("-", "--trials", "50000", "--seed", "7", text=POWER)
    run_of = found["montecarlo"]
    assert set(run_of) == {
        "mean", "standard_uncertainty", "interval", "shortest_interval", "trials", "seed", "stable", "gum_validated",
    }  # fmt: skip
    assert (run_of["trials"], run_of["seed"]) == (50000, 7)
    # u² of a product of independent quantities is exactly 1 + (0.3·0.16)².
    assert run_of["standard_uncertainty"] == pytest.approx(math.sqrt(1.002304), rel=0.02)
    assert found["gum_validated"] is run_of["gum_validated"]
    assert answer("-", "--trials", "50000", "--seed", "7", text=POWER) == found
    assert answer("-", "--trials", "50000", "--seed", "8", text=POWER)["montecarlo"] != run_of


def test_several_outputs_have_covariance_and_correlation() -> None:
    """JCGM 100:2008, Table H.4."""
    found = answer(str(DOCS / "gum-h2.yaml"), "--method", "gum")
    assert [each["name"] for each in found["outputs"]] == ["R", "X", "Z"]
    assert [round(each["value"], 3) for each in found["outputs"]] == pytest.approx(
        [127.732, 219.847, 254.260], abs=6e-4
    )
    r = found["correlation"]
    assert [round(each, 3) for each in (r[0][1], r[0][2], r[1][2])] == [-0.588, -0.485, 0.993]
    assert found["covariance"][0][0] == pytest.approx(found["outputs"][0]["standard_uncertainty"] ** 2)
    assert "value" not in found


def test_h1_in_print() -> None:
    """JCGM 100:2008, H.1.3 to H.1.6."""
    found = answer(str(DOCS / "gum-h1.yaml"), "--method", "gum")
    assert found["value"] == 50000838
    assert round(found["standard_uncertainty"]) == 32
    assert math.floor(found["degrees_of_freedom"]) == 16
    assert round(found["coverage_factor"], 2) == 2.92
    assert found["expanded_uncertainty"] == pytest.approx(92.48327620212403, rel=1e-12)
    assert [round(each["contribution"], 1) for each in found["budget"]] == [25.0, 9.7, 2.9, 0.0, 0.0, 16.6]


def test_gauge_block_of_jcgm_101() -> None:
    """JCGM 101:2008, 9.5: first order 32 nm, Monte Carlo 36 nm with [745, 932] nm."""
    found = answer(str(DOCS / "jcgm101-9.5.yaml"), "--trials", "400000")
    assert (found["value"], round(found["standard_uncertainty"])) == (838.0, 32)
    run_of = found["montecarlo"]
    assert run_of["standard_uncertainty"] == pytest.approx(35.807, abs=0.2)
    assert run_of["interval"] == pytest.approx([744.41, 931.68], abs=1.2)
    assert found["gum_validated"] is False


def test_the_table_for_people() -> None:
    code, out, _ = run("-", "--method", "gum", text=POWER)
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert ["P", "/", "W", "u", "/", "W", "interval", "of", "95", "%", "/", "W"] in lines
    assert ["first", "order", "(JCGM", "100)", "10.0", "1.0", "[8.04,", "11.96]"] in lines
    assert "First order: k = 1.96 for ∞ degrees of freedom, U = 2.0 W." in out
    assert ["U", "5", "0.3", "V", "2", "0.6", "36.0", "%"] in lines
    assert "P = (10.0 ± 2.0) W, where" in out


def test_the_methods_beside_one_another() -> None:
    _, out, _ = run("-", "--trials", "200000", text=POWER)
    named = ("first order (JCGM 100)", "Monte Carlo (JCGM 101)", "quasi-Monte Carlo ")
    assert [line for line in out.splitlines() if line.startswith(named)] == out.splitlines()[2:5]
    assert "Monte Carlo: 200000 trials, seed 0, stable to two digits of u; shortest interval" in out
    assert "Quasi-Monte Carlo: 2048 points, 32 times; standard errors" in out
    assert "The first-order interval does NOT hold" in out


def test_more_random_quantities_than_a_lattice_has() -> None:
    text = "model: y = " + " + ".join(f"x{i}" for i in range(150)) + "\ninputs:\n"
    text += "".join(f"  x{i}: {{value: 1, half_width: 0.1}}\n" for i in range(150))
    found = answer("-", "--trials", "20000", text=text)
    assert found["quasi"] is None
    assert "150 random quantities" in found["quasi_refused"]
    code, out, err = run("-", "--method", "quasi", text=text)
    assert (code, out) == (2, "")
    assert "150 random quantities" in err


def test_quasi_monte_carlo_states_its_standard_errors() -> None:
    found = answer("-", "--method", "quasi", text=POWER)
    assert "montecarlo" not in found
    quasi = found["quasi"]
    # u² of a product of independent quantities is exactly 1 + (0.3·0.16)².
    error = quasi["standard_errors"]["standard_uncertainty"]
    assert abs(quasi["standard_uncertainty"] - math.sqrt(1.002304)) < 5 * error
    assert error < 1e-3
    assert len(quasi["standard_errors"]["interval"]) == 2


@pytest.mark.parametrize(("arguments", "language"), [(("--language", "zh"), "C.UTF-8"), ((), "zh_CN.UTF-8")])
def test_the_table_in_chinese(arguments: tuple[str, ...], language: str) -> None:
    _, out, _ = run("-", "--method", "gum", *arguments, text=POWER, language=language)
    assert "一阶（GUM 法，JJF 1059.1）" in out
    assert "一阶：k = 1.96，自由度 ∞，U = 2.0 W。" in out
    assert "标准不确定度" in out
    assert "P = (10.0 ± 2.0) W" in out
    assert "由正态分布得到，包含概率95%" in "".join(out.split())
    assert "first order" not in out.lower()


def test_the_sentence_is_that_of_the_method_that_holds() -> None:
    """The product of two normal quantities is skewed: both ends of its interval lie 0.06 above those of first order."""
    found = answer("-", "--trials", "400000", text=POWER)
    assert found["gum_validated"] is False
    assert "more than 0.05" in found["reason"]
    assert found["statement"].startswith(
        "P = 10.0 W with the standard uncertainty u = 1.0 W and the coverage interval [8.1,"
    )
    narrow = POWER.replace("0.3", "0.003").replace("0.16", "0.0016")
    found = answer("-", "--trials", "400000", text=narrow)
    assert found["gum_validated"] is True
    assert found["statement"].startswith("P = (10.000 ± 0.020) W, where the number after ± is the expanded uncertainty")
    _, out, _ = run("-", "--trials", "400000", "--language", "zh", text=POWER)
    assert "一阶结果未通过验证：区间两端与蒙特卡洛法分别相差" in out
    assert "按蒙特卡洛法（JJF 1059.2）评定。" in out


def test_a_budget_without_all_units_says_so() -> None:
    _, out, _ = run("-", "--method", "gum", text=POWER.replace(", unit: A", ""))
    assert "dimensions were not checked" in out
    assert answer("-", "--method", "gum", text=POWER.replace(", unit: A", ""))["is_checked_in_units"] is False


def test_an_input_that_lowers_the_uncertainty_is_named() -> None:
    text = "model: d = a - b\ninputs:\n" + "".join(
        f"  {name}: {{value: 1, standard_uncertainty: {u}}}\n" for name, u in (("a", 0.1), ("b", 0.2))
    )
    _, out, _ = run("-", "--method", "gum", text=text + "correlations: [[a, b, 0.9]]")
    assert "Through correlation, a lowers the combined standard uncertainty." in out


def test_what_is_known_exactly_has_no_uncertainty() -> None:
    code, out, _ = run("-", "--method", "gum", text="model: y = a*b\ninputs: {a: 2, b: 3}")
    assert code == 0
    assert out.splitlines()[2].split()[-4:] == ["6", "0", "[6,", "6]"]


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        (
            POWER.replace("0.3", "-0.3"),
            "InvalidInput",
            "4: inputs.U.standard_uncertainty: U: standard uncertainty -0.3",
        ),
        (POWER.replace("0.3", ".nan"), "InvalidInput", "4: inputs.U.standard_uncertainty: U: standard uncertainty nan"),
        (POWER.replace("U*I", "U + I"), "DimensionMismatch", "2: model: the two sides of '+' differ: V"),
        (POWER.replace("U*I", "foo(U)*I"), "UnknownFunction", "2: model: no function is called 'foo'"),
        (POWER.replace("U*I", "U/I").replace("2.0", "0.0"), "DividesByZero", "2: model: the model divides by I"),
        (
            POWER + "correlations: [[U, I, 2]]",
            "InvalidCorrelation",
            "6: correlations[0][2]: correlation of U and I is 2",
        ),
        (POWER.replace("U*I", "(" * 10_000 + "U" + ")" * 10_000 + "*I"), "ModelTooLarge", "2: model: nested deeper"),
        (POWER.replace("U*I", "U+" * 5_242_880 + "I"), "InvalidBudget", " more than 4194304 bytes"),
        (BARE.replace("U*I", "log(U - 9)*I"), "UndefinedValue", " model: the model has no finite value"),
    ],
)
def test_refusals_leave_standard_output_empty(text: str, kind: str, place: str) -> None:
    code, out, err = run("-", text=text)
    assert (code, out) == (2, "")
    assert err.startswith(f"standard input:{place}")
    code, out, err = run("-", "--json", text=text)
    assert (code, out) == (2, "")
    problem = json.loads(err)
    assert problem["error"] == kind
    assert problem["file"] == "standard input"
    assert problem["reason"]


def test_impossible_correlations_name_the_pair() -> None:
    text = "model: y = a + b + c\ninputs:\n" + "".join(
        f"  {name}: {{value: 1, standard_uncertainty: 0.1}}\n" for name in "abc"
    )
    code, out, err = run("-", text=text + "correlations: [[a, b, 0.9], [b, c, 0.9], [a, c, -0.9]]")
    assert (code, out) == (2, "")
    assert "cannot hold together" in err
    assert "a, c: -0.9" in err


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert run(str(tmp_path / "absent.yaml"))[0::2] == (
        2,
        f"{tmp_path}/absent.yaml: cannot be read: No such file or directory\n",
    )
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("model: y = a\ninputs: {a: 1} # \xe9".encode("latin-1"))
    assert run(str(latin))[2] == f"{latin}:2: this is no UTF-8: save the file in that encoding\n"
    marked = tmp_path / "marked.yaml"
    marked.write_bytes(b"\xef\xbb\xbf" + POWER.encode())
    assert run(str(marked), "--method", "gum")[0] == 0


def test_settings_that_cannot_be() -> None:
    assert run("-", "--method", "guess", text=POWER)[0] == 2
    assert run("-", "--seed", "-1", text=POWER)[0] == 2
    code, out, err = run("-", "--trials", "3", text=POWER)
    assert (code, out) == (2, "")
    assert "trials" in err


def texts(picture: Path) -> list[str]:
    """Every label of the picture; it must be well-formed XML."""
    root = ElementTree.fromstring(picture.read_text(encoding="utf-8"))
    return [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]


def test_the_picture_shows_densities_intervals_and_budget(tmp_path: Path) -> None:
    picture = tmp_path / "out.svg"
    assert run("-", "--trials", "50000", "--plot", str(picture), text=POWER)[0] == 0
    shown = texts(picture)
    assert "P / W" in shown
    assert "64.0 %" in shown
    assert any(each.startswith("first order (GUM)  [8.04, 11.96]") for each in shown)
    assert any(each.startswith("Monte Carlo  [") for each in shown)
    content = picture.read_text(encoding="utf-8")
    assert content.count('class="mc"') == content.count('class="gum"') == 1
    assert "http" not in content.replace("http://www.w3.org/2000/svg", "")


def test_the_picture_in_chinese_and_with_names_that_need_escaping(tmp_path: Path) -> None:
    picture = tmp_path / "out.svg"
    text = POWER.replace("model", 'title: "A < B & \\"C\\""\nmodel')
    assert run("-", "--method", "gum", "--plot", str(picture), "--language", "zh", text=text)[0] == 0
    shown = texts(picture)
    assert 'A < B & "C"' in shown
    assert "概率密度" in shown
    assert not any("Monte" in each for each in shown)


def test_a_picture_of_what_is_known_exactly(tmp_path: Path) -> None:
    picture = tmp_path / "out.svg"
    assert run("-", "--method", "gum", "--plot", str(picture), text="model: y = a\ninputs: {a: 2}")[0] == 0
    assert "known exactly: no density" in texts(picture)


def test_a_picture_that_cannot_be_written_is_no_answer(tmp_path: Path) -> None:
    code, out, err = run("-", "--method", "gum", "--plot", str(tmp_path / "no" / "out.svg"), text=POWER)
    assert (code, out) == (2, "")
    assert "cannot be written: No such file or directory" in err


def test_the_platform_is_not_loaded() -> None:
    program = (
        "import sys; from quanheng.cli.evaluation import run; "
        "sys.exit(any(name.startswith(('django', 'quanheng.server')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
