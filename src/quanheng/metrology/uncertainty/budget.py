"""The uncertainty budget: one row an input, as certificates and assessors expect it (JCGM 100:2008, 5.1.3, Table H.1)."""

from dataclasses import dataclass

from quanheng.metrology.uncertainty.propagation import Estimate, Result


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """What one input contributes.

    Attributes:
        contribution: |∂f/∂x|·u(x), in the unit of the measurand.
        share: the input's part of u_c², half of each of its covariances included. With correlation it may be
            negative: the input then lowers the combined uncertainty.
    """

    name: str
    value: float
    standard_uncertainty: float
    sensitivity: float
    contribution: float
    share: float

    @property
    def lowers(self) -> bool:
        """Whether correlation makes this input lower the combined uncertainty."""
        return self.share < 0.0


@dataclass(frozen=True, slots=True)
class Budget:
    """The rows, which add up to the estimate's variance: their shares to 1."""

    estimate: Estimate
    rows: tuple[BudgetRow, ...]

    def by_share(self) -> tuple[BudgetRow, ...]:
        """The rows, the one that matters most first."""
        return tuple(sorted(self.rows, key=lambda row: -abs(row.share)))

    def text(self) -> str:
        """The budget as a plain table, and a sentence about inputs that lower the uncertainty."""
        head = ("input", "value", "u", "sensitivity", "contribution", "share")
        lines = [
            (row.name, f"{row.value:.10g}", f"{row.standard_uncertainty:.3g}", f"{row.sensitivity:.4g}",
             f"{row.contribution:.3g}", f"{100 * row.share:.1f} %")
            for row in self.rows
        ]  # fmt: skip
        widths = [max(len(line[column]) for line in [head, *lines]) for column in range(len(head))]
        table = [
            "  ".join(
                cell.ljust(width) if not column else cell.rjust(width) for column, (cell, width) in enumerate(pairs)
            )
            for pairs in ([*zip(line, widths, strict=True)] for line in [head, *lines])
        ]
        lowering = [row.name for row in self.rows if row.lowers]
        if lowering:
            table.append(f"Through correlation, {', '.join(lowering)} lowers the combined standard uncertainty.")
        return "\n".join(table)


def budget(result: Result, output: str | None = None) -> Budget:
    """The budget of an output; of the only one when not named.

    Raises:
        InvalidProblem: no such output, or several and none named.

    Example:
        >>> from quanheng.metrology.model import Model
        >>> from quanheng.metrology.uncertainty.inputs import Input
        >>> from quanheng.metrology.uncertainty.problem import Problem
        >>> from quanheng.metrology.uncertainty.propagation import propagate
        >>> result = propagate(Problem(Model.parse("P = U*I"), [Input("U", 5.0, 0.3), Input("I", 2.0, 0.16)]))
        >>> print(budget(result).text())
        input  value     u  sensitivity  contribution   share
        U          5   0.3            2           0.6  36.0 %
        I          2  0.16            5           0.8  64.0 %
    """
    row = result.place(output)
    columns = zip(
        result.inputs,
        result.input_values.tolist(),
        result.input_uncertainties.tolist(),
        result.sensitivities[row].tolist(),
        result.shares[row].tolist(),
        strict=True,
    )
    rows = tuple(
        # A constant contributes nothing, also where the derivative is infinite.
        BudgetRow(name, value, u, sensitivity, abs(sensitivity) * u if u else 0.0, share)
        for name, value, u, sensitivity, share in columns
    )
    return Budget(result.estimate(output), rows)
