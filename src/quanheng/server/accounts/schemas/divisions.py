"""Divisions in the API."""

from datetime import date
from typing import Self

from pydantic import Field

from quanheng.server.accounts import models
from quanheng.server.accounts.choices import Confidence, DivisionLevel
from quanheng.server.core.api.schemas import Shown

CODE = "Code of GB/T 2260, or of the functional zone. 区划代码。"


class DivisionReference(Shown):
    """A division by its code and names, as other objects refer to it. 区划代码与名称。"""

    code: str = Field(description=CODE, examples=["370102"])
    name_zh: str = Field(description="Chinese name. 中文名称。", examples=["历下区"])
    name_en: str = Field(description="English name. 英文名称。", examples=["Lixia District"])

    @classmethod
    def of(cls, division: models.Division) -> Self:
        return cls(code=division.code, name_zh=division.name_zh, name_en=division.name_en)


class Division(DivisionReference):
    """An administrative division or functional zone (行政区划、功能区), with the source of what is known of it."""

    level: DivisionLevel = Field(description="Province, city, district, county or functional zone. 级别。")
    parent: str | None = Field(description="Code of the division above, null at the top. 上级区划代码。")
    seat_longitude: float | None = Field(
        description="Point near the seat of government, degrees, GCJ-02. 驻地经度，GCJ-02。"
    )
    seat_latitude: float | None = Field(description="Its latitude. 驻地纬度，GCJ-02。")
    population_2020: int | None = Field(description="Seventh census; null where not known. 第七次人口普查。")
    population_confidence: Confidence | None = Field(description="How well the figure is known. 人口数的可信程度。")
    tile_row: int | None = Field(description="Place on the schematic tile map, from the top. 示意图行。")
    tile_column: int | None = Field(description="Place on the schematic tile map, from the left. 示意图列。")
    source: str = Field(description="Where this was read. 来源。")
    confidence: Confidence = Field(description="How well this is known. 可信程度。")
    is_statistical_code: bool = Field(
        description="The code is one of statistics, not of GB/T 2260. 统计用代码，非国标代码。"
    )
    valid_from: date | None = Field(description="In force from this day. 启用日期。")
    valid_until: date | None = Field(description="Until this day. 停用日期。")

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
