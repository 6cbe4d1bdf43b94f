"""The reference page and the program say the same."""

from dataclasses import fields
from pathlib import Path

from quanheng.server.core.tables.choices import BatchState, Fate
from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.spec import Column, Kind, TableSpec
from quanheng.server.core.tables.urls import urlpatterns

PAGE = (Path(__file__).parents[4] / "docs" / "reference" / "tables.md").read_text(encoding="utf-8")


def test_everything_that_can_be_declared_is_explained() -> None:
    for kind in (TableSpec, Column):
        missing = [each.name for each in fields(kind) if f"`{each.name}`" not in PAGE]
        assert not missing, f"{kind.__name__}: {missing}"
    assert [kind for kind in Kind if f"`{kind}`" not in PAGE] == []


def test_every_state_and_fate_is_named() -> None:
    assert [each for each in (*BatchState.values, *Fate.values) if f"`{each}`" not in PAGE] == []


def test_every_address_is_listed() -> None:
    names = [str(each.name) for each in urlpatterns]
    assert [name for name in names if f"`{name}`" not in PAGE and not name.startswith("tables-export-")] == []


def test_the_limits_are_those_in_force() -> None:
    limits = Limits()
    for said in (
        f"{limits.file_bytes // 1024**2} MB",
        f"{limits.rows:,} rows".replace(",", " "),
        f"{limits.columns} columns",
        f"{limits.cell_characters:,} characters".replace(",", " "),
        f"{limits.unpacked_bytes // 1024**3} GB unpacked",
        f"{limits.ratio} : 1",
        f"{limits.dense_cells:,} cells".replace(",", " "),
    ):
        assert said in PAGE, said
