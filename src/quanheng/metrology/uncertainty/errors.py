"""What can be wrong with an evaluation of uncertainty."""

from quanheng.metrology.errors import MetrologyError


class UncertaintyError(MetrologyError):
    """Base of the errors of the evaluation of uncertainty."""


class InvalidReadings(UncertaintyError):
    """Readings that no statistics can be taken of: too few, not finite, of unequal numbers."""


class InvalidInput(UncertaintyError):
    """An input quantity that cannot be: says which, what, and what would be right."""


class InvalidCorrelation(UncertaintyError):
    """Correlation coefficients that no quantities can have together, or that contradict each other."""


class InvalidProblem(UncertaintyError):
    """Model and inputs that do not belong together, or settings that cannot be."""


class DividesByZero(UncertaintyError):
    """The model divides by something that is zero somewhere within the inputs' coverage intervals."""


class UndefinedDegreesOfFreedom(UncertaintyError):
    """Correlated inputs with finite degrees of freedom that belong to no common ensemble."""


class InvalidStoredForm(UncertaintyError):
    """Text that is no stored problem or result of a version known here, or something that cannot be stored."""
