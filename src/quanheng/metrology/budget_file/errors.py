"""What can be wrong with a budget file: the place, the reason and what would be right."""

from quanheng.metrology.errors import MetrologyError


class InvalidBudget(MetrologyError):
    """A budget that cannot be read or evaluated.

    Attributes:
        reason: what is wrong, without the place.
        path: the member, such as `inputs.d.half_width`; "" for the file as a whole.
        line, column: where it stands in the text, counted from 1; None where no place can be told.
        kind: the class of the error that was met, such as `InvalidCorrelation`; `InvalidBudget` for the file's own.
    """

    def __init__(
        self, reason: str, *, path: str = "", line: int | None = None, column: int | None = None, kind: str = ""
    ) -> None:
        super().__init__(reason)
        self.reason, self.path, self.line, self.column = reason, path, line, column
        self.kind = kind or type(self).__name__

    def __str__(self) -> str:
        place = [f"line {self.line}"] if self.line is not None else []
        place += [self.path] if self.path else []
        return f"{', '.join(place)}: {self.reason}" if place else self.reason

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.reason, self.path, self.line, self.column, self.kind)


def _rebuild(reason: str, path: str, line: int | None, column: int | None, kind: str) -> InvalidBudget:
    return InvalidBudget(reason, path=path, line=line, column=column, kind=kind)
