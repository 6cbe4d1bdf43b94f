"""The base of all errors of the mathematics of measurement."""


class MetrologyError(ValueError):
    """Something that cannot be measured, computed or written as asked. Says what, its value, and what would be right."""
