"""What can be wrong with a decision about conformity."""

from quanheng.metrology.errors import MetrologyError


class ConformityError(MetrologyError):
    """Base of the errors of conformity assessment."""


class InvalidNumber(ConformityError):
    """Something that is no finite number of a size that is measured."""


class InvalidTolerance(ConformityError):
    """Limits that no value can lie between, or none at all."""


class InvalidMeasurement(ConformityError):
    """A result without a value, or with an uncertainty that cannot be."""


class UnitMismatch(ConformityError):
    """Limits and results in units that do not belong together, or only one of them with a unit."""


class InvalidRule(ConformityError):
    """A decision rule that cannot be, or that does not suit the tolerance or the result."""


class InvalidPrior(ConformityError):
    """A prior distribution that is none, or under which the result is impossible."""


class NoSuchGuardBand(ConformityError):
    """No guard band gives the risk that is wanted."""


class InvalidExpression(ConformityError):
    """The text of a limit or of a condition that cannot be read or evaluated."""


class InvalidTable(ConformityError):
    """A table of maximum permissible errors that contradicts itself, or that must not be used."""


class OutsideTable(ConformityError):
    """A point for which the table gives no maximum permissible error."""


class UnknownName(ConformityError):
    """A class, stage or quantity that the table does not have; says which it has."""


class InvalidRecord(ConformityError):
    """A stored decision of another form, or one that judging anew does not confirm."""
