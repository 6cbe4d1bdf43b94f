"""Sizes from which the tables are built: SI units without prefix, and what customary systems build on."""

from fractions import Fraction

from quanheng.metrology.units.scale import Scale
from quanheng.metrology.units.size import Size

ONE = Size()
PI = Size(Scale(Fraction(1), 1))

M, KG, S, A, K, MOL, CD = (Size.base(each) for each in ("m", "kg", "s", "A", "K", "mol", "cd"))

RAD = ONE.marked(angle=1)
SR = RAD**2
HZ = (S**-1).marked(cycle=1)
N = (KG * M / S**2).marked(force=1)
PA = KG / M / S**2
W = (KG * M**2 / S**3).marked(power=1)
J = W * S
C = A * S
V = KG * M**2 / S**3 / A
F = C / V
OHM = V / A
SIEMENS = A / V
WB = V * S
T = WB / M**2
H = WB / A
LM = CD * SR
LX = LM / M**2
BQ = (S**-1).marked(decay=1)
GY = (M**2 / S**2).marked(absorbed_dose=1)
SV = (M**2 / S**2).marked(dose_equivalent=1)
KAT = MOL / S

GRAM = KG.times("0.001")
CM = M.times("0.01")
MM = M.times("0.001")
L = M**3 * ONE.times("0.001")
ML = L.times("0.001")
MIN, HOUR, DAY = S.times(60), S.times(3600), S.times(86400)
DEGREE = (PI * RAD).times(Fraction(1, 180))

# Conventional value of the acceleration of free fall, 3rd CGPM (1901): exact.
GN = (M / S**2).times("9.80665")
#: A mark only, for what has no dimension.
BIT = ONE.marked(information=1)

INCH = M.times("0.0254")
FOOT = INCH.times(12)
YARD = FOOT.times(3)
MILE = FOOT.times(5280)
POUND = KG.times("0.45359237")
GRAIN = POUND.times(Fraction(1, 7000))


def weight(mass: Size) -> Size:
    """The force with which standard gravity pulls on a mass: kgf, lbf."""
    return (mass * GN).marked(force=1)
