"""Divisions in the API."""

from datetime import date
from typing import Self

from pydantic import Field

from quanheng.server.accounts import models
from quanheng.server.accounts.choices import Confidence, DivisionLevel
from quanheng.server.core.api.schemas import Shown

CODE = "Code of GB/T 2260, or of the functional zone. 区划代码。"


class DivisionReference(Shown):
    """A division by its code and names, as other objects refer to it."""

    code: str = Field(description=CODE, examples=["370102"])
    name_zh: str = Field(examples=["历下区"])
    name_en: str = Field(examples=["Lixia District"])

    @classmethod
    def of(cls, division: models.Division) -> Self:
        return cls(code=division.code, name_zh=division.name_zh, name_en=division.name_en)


class Division(DivisionReference):
    """An administrative division or functional zone (行政区划、功能区), with the source of what is known of it."""

    level: DivisionLevel
    parent: str | None = Field(description="Code of the division above, null at the top. 上级区划代码。")
    seat_longitude: float | None = Field(description="Point near the seat of government, degrees, GCJ-02.")
    seat_latitude: float | None
    population_2020: int | None = Field(description="Seventh census; null where not known. 第七次人口普查。")
    population_confidence: Confidence | None
    tile_row: int | None = Field(description="Place on the schematic tile map, from the top. 示意图行。")
    tile_column: int | None = Field(description="Place on the schematic tile map, from the left. 示意图列。")
    source: str = Field(description="Where this was read. 来源。")
    confidence: Confidence
    is_statistical_code: bool = Field(description="The code is one of statistics, not of GB/T 2260.")
    valid_from: date | None
    valid_until: date | None

    @classmethod
    def of(cls, division: models.Division) -> Self:
        above = division.path.rstrip("/").split("/")[:-1]
        return cls(
            code=division.code,
            name_zh=division.name_zh,
            name_en=division.name_en,
            level=DivisionLevel(division.level),
            parent=above[-1] if above else None,
            seat_longitude=division.seat_longitude,
            seat_latitude=division.seat_latitude,
            population_2020=division.population_2020,
            population_confidence=Confidence(division.population_confidence)
            if division.population_confidence
            else None,
            tile_row=division.tile_row,
            tile_column=division.tile_column,
            source=division.source,
            confidence=Confidence(division.confidence),
            is_statistical_code=division.is_statistical_code,
            valid_from=division.valid_from,
            valid_until=division.valid_until,
        )
