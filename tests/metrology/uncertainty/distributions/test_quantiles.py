"""Quantiles: published tables, 60-digit references, scipy, and what holds for every distribution."""

import hashlib
import math

import numpy as np
import pytest
from scipy import stats
from tests.metrology.uncertainty.distributions.families import MEMBERS

from quanheng.metrology.uncertainty.distributions import (
    Arcsine,
    CurvilinearTrapezoid,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Normal,
    Rectangular,
    ScaledShiftedT,
    Trapezoidal,
    Triangular,
)

TAIL = 2.0 ** -np.linspace(1.0, 53.0, 400)
PROBABILITIES = np.unique(np.concatenate([TAIL, np.linspace(0.001, 0.5, 300)]))

# JCGM 100:2008, Table G.2: t_p(ν) for p = 68.27, 90, 95, 95.45, 99 and 99.73 per cent.
TABLE_G2 = {
    1: (1.84, 6.31, 12.71, 13.97, 63.66, 235.80),
    2: (1.32, 2.92, 4.30, 4.53, 9.92, 19.21),
    3: (1.20, 2.35, 3.18, 3.31, 5.84, 9.22),
    4: (1.14, 2.13, 2.78, 2.87, 4.60, 6.62),
    5: (1.11, 2.02, 2.57, 2.65, 4.03, 5.51),
    6: (1.09, 1.94, 2.45, 2.52, 3.71, 4.90),
    7: (1.08, 1.89, 2.36, 2.43, 3.50, 4.53),
    8: (1.07, 1.86, 2.31, 2.37, 3.36, 4.28),
    9: (1.06, 1.83, 2.26, 2.32, 3.25, 4.09),
    10: (1.05, 1.81, 2.23, 2.28, 3.17, 3.96),
    16: (1.03, 1.75, 2.12, 2.17, 2.92, 3.54),
    18: (1.03, 1.73, 2.10, 2.15, 2.88, 3.48),
    20: (1.03, 1.72, 2.09, 2.13, 2.85, 3.42),
    50: (1.01, 1.68, 2.01, 2.05, 2.68, 3.16),
}
FRACTIONS = np.array([0.6827, 0.90, 0.95, 0.9545, 0.99, 0.9973])


@pytest.mark.parametrize("nu", TABLE_G2)
def test_students_factors_are_those_of_the_guide(nu: int):
    found = ScaledShiftedT(0.0, 1.0, nu).quantile((1.0 - FRACTIONS) / 2.0, upper=True)
    # The table of the Guide takes 68.27, 95.45 and 99.73 for the rounded fractions that they are of k = 1, 2, 3.
    exact = ScaledShiftedT(0.0, 1.0, nu).quantile(
        np.array([math.erfc(k / math.sqrt(2.0)) / 2.0 for k in (1, 2, 3)]), upper=True
    )
    tolerance = 0.0051
    for place, printed in enumerate(TABLE_G2[nu]):
        near = {0: exact[0], 3: exact[1], 5: exact[2]}.get(place, found[place])
        assert min(abs(found[place] - printed), abs(near - printed)) < tolerance


# mpmath 1.4.1 at 60 digits: the value that is exceeded with the probability 2⁻⁵³, 10⁻⁹, 0.001, 0.1, 0.45.
EXACT = np.array([2.0**-53, 1e-9, 0.001, 0.1, 0.45])
STUDENT = {
    1.0: (2867080569611329.32, 318309886.183790651, 318.308838985550439, 3.07768353717525322, 0.158384440324536258),
    2.0: (67108863.9999999888, 22360.6797414568766, 22.3271247701198752, 1.88561808316412666, 0.142133810903740258),
    2.5: (2111589.64920941816, 3489.58339536998173, 13.8221931108659645, 1.73025092880717653, 0.138814767919469539),
    5.3: (1678.6744363726051, 81.7770834248897023, 5.64710805714320334, 1.4634319796749854, 0.131801339407983022),
    18.0: (28.3170009512789729, 11.007224077510063, 3.61048488482509326, 1.33039094356990902, 0.12744651304670883),
    1234.5: (8.32459343680939376, 6.04300645495045004, 3.09684721470439713, 1.28223771166337563, 0.125687199310504992),
}
NORMAL = (
    8.2095361516013868556,
    5.9978070150076868614,
    3.0902323061678135354,
    1.2815515655446004353,
    0.12566134685507400616,
)
GAMMA_BELOW = {
    0.3: (
        4.58601027246597129e-54,
        6.97269909640934503e-31,
        6.97269909678334466e-11,
        0.000323724621823432731,
        0.0506065362527917322,
    ),
    1.0: (
        1.1102230246251566e-16,
        1.00000000050000006e-9,
        0.00100050033358353352,
        0.105360515657826307,
        0.59783700075562047,
    ),
    2.5: (
        6.71111465570542869e-7,
        0.000406144782832827049,
        0.105106301314609583,
        0.805153993481161521,
        1.99797222755072552,
    ),
    40.0: (7.56610437249431225, 12.8231744483520497, 23.2599379645837824, 32.1389222340875746, 38.8815331004277721),
    149.0: (69.6711231383984237, 87.0140955794725802, 114.108007687809732, 133.586388970876165, 147.140167979090888),
    151.0: (71.0099650752310518, 88.5274856458481858, 115.855847168910918, 135.481646724983943, 149.129892678221235),
    10001.0: (9201.99802611596928, 9412.79842562519449, 9694.80893516191118, 9873.05446735678338, 9988.10541302245523),
    1000001.0: (991813.578114539663, 994014.84305015127, 996913.615774699537, 998719.662109204563, 999875.010544970936),
}
GAMMA_ABOVE = {
    0.3: (33.1695536126048706, 17.5834624193421873, 4.61893604279133421, 0.884810773360243854, 0.102725449552746716),
    1.0: (36.7368005696771014, 20.7232658369464111, 6.90775527898213703, 2.30258509299404563, 0.798507696217771586),
    2.5: (42.0975161182606561, 25.346096850771516, 10.2575028262164392, 4.61817844989055915, 2.36387829324192389),
    40.0: (115.848043071499032, 90.2400791120823763, 62.4196120078823974, 48.2891018076335076, 40.4633171437591161),
    149.0: (272.361013387664031, 234.233554788316187, 189.586298209225933, 164.841800881079071, 150.203956478512811),
    151.0: (275.02523034461488, 236.721065858530457, 191.838530155601905, 166.946543922237321, 152.214228275052179),
    10001.0: (10844.262819833944, 10612.5163503334418, 10312.8906752093628, 10129.3737813672178, 10013.2384514164974),
    1000001.0: (1008232.6861732381, 1006010.47273234003, 1003094.08391497013, 1001282.76614039668, 1000126.33331558436),
}  # fmt: skip


def test_the_standard_normal_quantity_to_fifteen_digits():
    assert Normal(0.0, 1.0).quantile(EXACT, upper=True) == pytest.approx(NORMAL, rel=1e-15)
    assert Normal(0.0, 1.0).quantile(EXACT) == pytest.approx([-each for each in NORMAL], rel=1e-15)


@pytest.mark.parametrize("nu", STUDENT)
def test_students_distribution_to_thirteen_digits(nu: float):
    assert ScaledShiftedT(0.0, 1.0, nu).quantile(EXACT, upper=True) == pytest.approx(STUDENT[nu], rel=1e-13)


@pytest.mark.parametrize("shape", GAMMA_BELOW)
def test_the_gamma_distribution_to_thirteen_digits(shape: float):
    spread = 1e-13 * math.sqrt(shape) if shape > 1.0 else 0.0
    assert Gamma(shape).quantile(EXACT) == pytest.approx(GAMMA_BELOW[shape], rel=2e-13, abs=spread)
    assert Gamma(shape).quantile(EXACT, upper=True) == pytest.approx(GAMMA_ABOVE[shape], rel=2e-13, abs=spread)


@pytest.mark.parametrize(
    ("own", "judge"),
    [
        (Normal(2.0, 0.3), stats.norm(2.0, 0.3)),
        (Rectangular(-1.0, 3.0), stats.uniform(-1.0, 4.0)),
        (Triangular(-1.0, 3.0), stats.triang(0.5, -1.0, 4.0)),
        (Trapezoidal(-1.0, 3.0, 0.25), stats.trapezoid(0.375, 0.625, -1.0, 4.0)),
        (Arcsine(-1.0, 3.0), stats.arcsine(-1.0, 4.0)),
        (ScaledShiftedT(1.0, 2.0, 1.0), stats.cauchy(1.0, 2.0)),
        (ScaledShiftedT(1.0, 2.0, 5.3), stats.t(5.3, 1.0, 2.0)),
        (Exponential(2.0), stats.expon(scale=2.0)),
        (Gamma(2.5, 3.0), stats.gamma(2.5, scale=3.0)),
        (Gamma(300.0, 3.0), stats.gamma(300.0, scale=3.0)),
    ],
    ids=lambda each: each.name if isinstance(each, Distribution) else "",
)
def test_scipy_agrees(own: Distribution, judge: object):
    for upper, inverse, forward in ((False, judge.ppf, judge.cdf), (True, judge.isf, judge.sf)):
        x = own.quantile(PROBABILITIES, upper=upper)
        near = abs(x - inverse(PROBABILITIES))
        if upper and own.name in {"triangular", "trapezoidal"}:
            near = near[PROBABILITIES > 1e-3]  # scipy takes 1 − p there
            x = x[PROBABILITIES > 1e-3]
        # scipy's own quantiles are good to about 10⁻¹² relative.
        assert (near <= 2e-12 * (abs(x - own.quantile(0.5)) + 1.0)).all()
        x = own.quantile(PROBABILITIES, upper=upper)
        middle = (PROBABILITIES > 1e-3) & (PROBABILITIES <= 0.5)
        assert own.cumulative(x, upper=upper)[middle] == pytest.approx(forward(x[middle]), rel=1e-11)
        assert own.density(x[middle]) == pytest.approx(judge.pdf(x[middle]), rel=1e-9)


def test_the_bits_are_those_of_every_machine():
    """Written down on x86-64 with numpy 2.4; another result is a fault, for runs would no longer replay."""
    digest = hashlib.sha256()
    for member in MEMBERS:
        for upper in (False, True):
            digest.update(member.quantile(np.arange(1, 1024) / 2048.0, upper=upper).astype("<f8").tobytes())
            digest.update(member.quantile(2.0 ** -np.arange(1.0, 54.0), upper=upper).astype("<f8").tobytes())
    assert digest.hexdigest() == "b4610f32064c233d56d20ab1e9382c5fd7d3fa3f1f28e38a3ae15b9736592f53"


def test_a_curvilinear_trapezoid_lies_between_its_limits():
    """d → 0 gives the rectangular distribution; the density is JCGM 101:2008, 6.4.3.2."""
    p = np.linspace(0.01, 0.99, 99)
    assert CurvilinearTrapezoid(-1.0, 1.0, 1e-9).quantile(p) == pytest.approx(
        Rectangular(-1.0, 1.0).quantile(p), abs=1e-8
    )
    wide = CurvilinearTrapezoid(-1.0, 1.0, 0.5)
    assert wide.density([-1.25, 0.0, 1.25, 1.6]) == pytest.approx(
        [math.log(1.5 / 1.25) / 2.0, math.log(1.5 / 0.5) / 2.0, math.log(1.5 / 1.25) / 2.0, 0.0]
    )


def test_an_empirical_distribution_is_the_polygon_of_its_values():
    four = Empirical([4.0, 1.0, 2.0, 8.0])
    # Half-way up each of the four steps lies the value itself; the ends go on straight.
    assert four.quantile([0.125, 0.375, 0.625, 0.875]).tolist() == [1.0, 2.0, 4.0, 8.0]
    assert four.quantile([0.5, 0.0625, 0.9375]).tolist() == [3.0, 0.75, 9.0]
    assert four.support == (0.5, 10.0)
    assert four.cumulative([0.0, 0.5, 1.0, 3.0, 10.0, 11.0]).tolist() == [0.0, 0.0, 0.125, 0.5, 1.0, 1.0]
    assert four.density([0.0, 3.0]).tolist() == [0.0, 0.125]
    assert Empirical([1.0, 1.0, 2.0]).quantile([0.2, 0.5]).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, math.nan, math.inf])
def test_a_probability_outside_is_refused(p: float):
    with pytest.raises(ValueError, match=r"normal: probability .* a number between 0 and 1 is needed"):
        Normal(0.0, 1.0).quantile([0.5, p])
