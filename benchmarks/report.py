"""What a benchmark returns, and how it is printed and kept.

A benchmark is a module of this folder with a `TITLE`, and a function `run(*, rebuild: bool) -> list[Row]` that
measures and returns one row a case. `rebuild` asks for data made anew instead of what an earlier run left.
"""

import json
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True, slots=True)
class Row:
    """One measured case.

    `plain` is the same case through the obvious implementation, measured in the same run and unit; the ratio says by
    how much ours is better. `details` are further columns, such as p50 and max beside a p95.
    """

    case: str
    value: float
    unit: str
    target: float | None = None
    plain: float | None = None
    is_less_better: bool = True
    details: Mapping[str, float | int | str] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """How many times better than the plain implementation; below 1 it is worse."""
        if self.plain is None or not self.value or not self.plain:
            return None
        return self.plain / self.value if self.is_less_better else self.value / self.plain

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return self.value <= self.target if self.is_less_better else self.value >= self.target


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest measured value that at least `share` (0 to 1) of the values do not exceed; no interpolation.

    Raises:
        ValueError: there are no values.

    Example:
        >>> percentile([5, 1, 4, 2, 3], 0.95)
        5
    """
    if not values:
        raise ValueError("percentile() of no values")
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def spread(values: Sequence[float]) -> dict[str, float]:
    """The details that go beside a p95: median, maximum and number of measurements."""
    return {"p50": statistics.median(values), "max": max(values), "n": len(values)}


def machine(database: str = "") -> str:
    """The line that says where the figures were measured; `database` is what `SELECT version()` begins with."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = [
        f"{len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()} cores",
        model,
        f"{memory:.0f} GiB",
        f"Python {platform.python_version()}",
    ]
    return ", ".join([*parts, database] if database else parts)


def show(title: str, rows: Sequence[Row]) -> None:
    """Print the rows as a table."""
    columns = list(dict.fromkeys(name for row in rows for name in row.details))
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("case", overflow="fold")
    for name in ("value", "target", "", "plain", "ratio", *columns):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            row.case,
            f"{written(row.value)} {row.unit}",
            "" if row.target is None else f"{'≤' if row.is_less_better else '≥'} {written(row.target)}",
            {None: "", True: "[green]met[/]", False: "[red]missed[/]"}[row.is_met],
            "" if row.plain is None else f"{written(row.plain)} {row.unit}",
            "" if row.ratio is None else f"{written(row.ratio)}×",
            *(written(row.details.get(name, "")) for name in columns),
        )
    # A file or a pipe is as wide as the table needs, so that no figure is cut off.
    Console(width=None if os.isatty(1) else 200).print(table)


def keep(name: str, title: str, rows: Sequence[Row], environment: str) -> Path:
    """Write the rows to `results/<name>.json` (not in the repository) and return its path."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    body = {
        "name": name,
        "title": title,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": environment,
        "rows": [{**asdict(row), "ratio": row.ratio, "is_met": row.is_met} for row in rows],
    }
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def written(value: float | int | str) -> str:
    """A figure with as many digits as it deserves: three, and all of a whole number.

    Example:
        >>> written(0.01234), written(12.34), written(123456), written("none")
        ('0.0123', '12.3', '123 456', 'none')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, int) or abs(value) >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.3g}"
