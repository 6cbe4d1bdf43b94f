"""Examples of EA-4/02 M:2022 (supplement 1 and 2) and of the Eurachem/CITAC Guide QUAM:2012, as budget files."""

import pytest

from quanheng.metrology.budget_file import read_budget
from quanheng.metrology.budget_file.evaluation import evaluate

MASS_10_KG = """
title: EA-4/02, S2, weight of nominal mass 10 kg
model: mX = mS + dD + dm + dC + dB
inputs:
  mS: {value: 10000.005, expanded_uncertainty: 0.045, coverage_factor: 2, unit: g}
  dD: {value: 0, half_width: 15, unit: mg}
  dm: {value: 20, standard_uncertainty: 14.4, unit: mg}
  dC: {value: 0, half_width: 10, unit: mg}
  dB: {value: 0, half_width: 10, unit: mg}
"""
GAUGE_BLOCK_50_MM = """
title: EA-4/02, S4, gauge block of nominal length 50 mm
model: lX = lS + dlD + dl + dlC - L*(alpha*dt + dadt) - dlV
inputs:
  lS: {value: 50.000020, standard_uncertainty: 15e-6, unit: mm}
  dlD: {value: 0, half_width: 30, unit: nm}
  dl: {value: -94, standard_uncertainty: 5.37, unit: nm}
  dlC: {value: 0, half_width: 32, unit: nm}
  L: {value: 50, unit: mm}
  alpha: {value: 11.5, unit: 10⁻⁶/K}
  dt: {value: 0, half_width: 0.05, unit: K}
  dadt: {value: 0, standard_uncertainty: 0.236e-6, unit: 1}
  dlV: {value: 0, half_width: 6.7, unit: nm}
output_unit: nm
"""
VOLTMETER = """
title: EA-4/02, S9, hand-held digital multimeter at 100 V
model: EX = ViX - VS + dViX - dVS
inputs:
  ViX: {value: 100.1, unit: V}
  VS: {value: 100.0, expanded_uncertainty: 0.002, coverage_factor: 2, unit: V}
  dViX: {value: 0, half_width: 0.05, unit: V}
  dVS: {value: 0, half_width: 0.011, unit: V}
"""
CALIPER = """
title: EA-4/02, S10, vernier caliper
model: EX = liX - lS + LS*alpha*Dt + dliX + dlM
inputs:
  liX: {value: 150.10, unit: mm}
  lS: {value: 150000, half_width: 0.8, unit: µm}
  LS: {value: 150, unit: mm}
  alpha: {value: 11.5e-6, unit: 1/K}
  Dt: {value: 0, half_width: 2, unit: K}
  dliX: {value: 0, half_width: 25, unit: µm}
  dlM: {value: 0, half_width: 50, unit: µm}
"""
CADMIUM = """
title: QUAM:2012, A1, preparation of a calibration standard
model: c = m*P/V
inputs:
  m: {value: 100.28, standard_uncertainty: 0.05, unit: mg}
  P: {value: 0.9999, half_width: 0.0001, unit: 1}
  V: {value: 100.0, standard_uncertainty: 0.07, unit: mL}
output_unit: mg/L
"""
SODIUM_HYDROXIDE = """
title: QUAM:2012, A2, standardising a sodium hydroxide solution
model: c = rep*m*P/(M*V)
inputs:
  rep: {value: 1, standard_uncertainty: 0.0005, unit: 1}
  m: {value: 0.3888, standard_uncertainty: 0.00013, unit: g}
  P: {value: 1.0, half_width: 0.0005, unit: 1}
  M: {value: 204.2212, standard_uncertainty: 0.0038, unit: g/mol}
  V: {value: 18.64, standard_uncertainty: 0.013, unit: mL}
output_unit: mol/L
"""


@pytest.mark.parametrize(
    ("text", "unit", "value", "u", "digits"),
    [
        (MASS_10_KG, "g", 10000.025, 0.0293, 1e-4),  # S2.12: u = 29.3 mg; 29.2 mg from the unrounded parts
        (GAUGE_BLOCK_50_MM, "nm", 49999926, 36.4, 0.05),  # S4.13
        (VOLTMETER, "V", 0.1, 0.030, 5e-4),  # S9.8
        (CALIPER, "mm", 0.10, 0.033, 1e-3),  # S10.10: 33 µm; 32.3 µm from the unrounded parts
        (CADMIUM, "mg/L", 1002.7, 0.9, 0.05),  # A1.5
        (SODIUM_HYDROXIDE, "mol/L", 0.10214, 0.00010, 5e-6),  # A2.5
    ],
)
def test_printed_results(text: str, unit: str, value: float, u: float, digits: float) -> None:
    budget = read_budget(text)
    found = evaluate(budget, ["gum"]).gum.estimates[0]
    assert budget.output_units[found.name] == unit
    assert found.value == pytest.approx(value, abs=0.05 if value == 1002.7 else 0.5 * 10 ** -len(str(value).partition(".")[2]))  # fmt: skip
    assert found.standard_uncertainty == pytest.approx(u, abs=digits)


@pytest.mark.parametrize(
    ("text", "printed", "exact"),
    [
        # S9.9: one rectangular part dominates, U = 1.65·0.030 V. Exactly, with all four parts: 0.0506 V (trapezoid
        # of 0.05 and 0.011 V convolved with N(0; 1 mV), by numerical integration).
        (VOLTMETER, 0.05, 0.0506),
        # S10.11: trapezoidal of ratio 0.33, U = 1.83·0.033 mm. Exactly, with all parts: 0.0593 mm.
        (CALIPER, 0.06, 0.0593),
    ],
)
def test_printed_coverage_where_rectangular_parts_dominate(text: str, printed: float, exact: float) -> None:
    """EA-4/02 departs from k = 2 there; propagating distributions does so by itself, and first order is not validated."""
    found = evaluate(read_budget(text), ["gum", "montecarlo", "quasi"])
    assert found.montecarlo is not None
    assert found.quasi is not None
    for low, high in (found.montecarlo.symmetric[0], found.quasi.symmetric[0]):
        assert round((high - low) / 2, 2) == printed
        assert (high - low) / 2 == pytest.approx(exact, abs=1.5e-4)
    assert not found.validations[0].is_validated
