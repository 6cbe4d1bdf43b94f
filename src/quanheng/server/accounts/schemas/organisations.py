"""Organisations in the API."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import ConfigDict, Field

from quanheng.server.accounts import models
from quanheng.server.accounts.choices import OrganisationKind, OrganisationStatus
from quanheng.server.accounts.schemas.divisions import CODE, DivisionReference
from quanheng.server.core.api.schemas import (
    ONE_LINE,
    ONE_LINE_NOT_BLANK,
    SEVERAL_LINES,
    CalendarDate,
    Given,
    Shown,
)

CREDIT_CODE = (
    "Unified social credit code, GB 32100-2015: 18 characters, both check characters are verified. 统一社会信用代码。"
)
INDUSTRY = r"^([A-T]?[0-9]{2,4}|[A-T])?$"

CreditCodeGiven = Annotated[
    str,
    Field(
        min_length=1,
        max_length=40,
        pattern=ONE_LINE_NOT_BLANK,
        description=CREDIT_CODE,
        json_schema_extra={"format": "unified-social-credit-code"},
    ),
]
DivisionCode = Annotated[
    str,
    Field(
        min_length=1,
        max_length=12,
        pattern="^[0-9A-Za-z]+$",
        description=CODE,
        json_schema_extra={"format": "division-code"},
    ),
]
Name = Annotated[
    str, Field(min_length=1, max_length=120, pattern=ONE_LINE_NOT_BLANK, description="Full name. 单位名称。")
]
Line = Annotated[str, Field(pattern=ONE_LINE)]
Degrees = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class _Particulars(Given):
    """What an organisation keeps right about itself. Empty text and null mean: not known."""

    name_en: Line = Field("", max_length=160, description="English name. 英文名称。")
    short_name: Line = Field("", max_length=40, description="Short name. 简称。")
    street: Line = Field("", max_length=60, description="Street or town. 街道（镇）。")
    address: Line = Field("", max_length=200, description="Address. 地址。")
    postcode: str = Field("", pattern="^([0-9]{6})?$", description="Six digits. 邮政编码。")
    longitude: Degrees | None = Field(
        None, ge=-180, le=180, description="Degrees, kept to six decimals (0.1 m). Both or neither. 经度。"
    )
    latitude: Degrees | None = Field(None, ge=-90, le=90, description="Degrees, kept to six decimals. 纬度。")
    industry_code: str = Field("", pattern=INDUSTRY, description="GB/T 4754, such as F5265. 行业代码。")
    scope: str = Field("", max_length=400, pattern=SEVERAL_LINES, description="Scope of business. 经营范围。")
    established_on: CalendarDate | None = Field(None, description="Not later than today. 成立日期。")
    employees: int | None = Field(None, strict=True, ge=0, le=10_000_000, description="Number of people. 从业人数。")
    telephone: Line = Field("", max_length=30, description="Telephone. 电话。")
    website: Line = Field("", max_length=200, description="Address of the website, with https://. 网址。")
    note: str = Field("", max_length=400, pattern=SEVERAL_LINES, description="Note. 备注。")


class _Authorisation(Given):
    """What the authority records about an institution."""

    authorisation_number: Line = Field("", max_length=60, description="Number of the authorisation. 授权证书号。")
    authorisation_valid_until: CalendarDate | None = Field(None, description="Last day of it. 授权有效期至。")


class OrganisationDraft(_Particulars, _Authorisation):
    """An organisation to be registered."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "credit_code": "91370102MA3C4D5E7Q",
                    "name": "济南泉城示范石化销售有限公司",
                    "kind": "enterprise",
                    "division": "370102",
                    "address": "历下区泉城路 1 号",
                    "industry_code": "F5265",
                }
            ]
        },
    )

    credit_code: CreditCodeGiven
    name: Name
    kind: OrganisationKind = Field(description="What it is to the metrology system. 单位类型。")
    division: DivisionCode


def _as_a_change(schema: dict[str, Any]) -> None:
    """A change has no defaults: what is left out stays."""
    for member in schema["properties"].values():
        member.pop("default", None)
    schema["examples"] = [{"telephone": "0531-00000000", "employees": 12}]


class OrganisationChange(_Particulars, _Authorisation):
    """What to change of an organisation: members that are left out stay as they are."""

    model_config = ConfigDict(json_schema_extra=_as_a_change)

    credit_code: CreditCodeGiven = Field(default="", validate_default=False)
    name: Name = Field(default="", validate_default=False)
    kind: OrganisationKind = Field(
        OrganisationKind.ENTERPRISE, description="What it is to the metrology system. 单位类型。"
    )
    division: DivisionCode = Field(default="", validate_default=False)


class OrganisationReference(Shown):
    """An organisation by its id and name, as other objects refer to it. 单位编号与名称。"""

    id: UUID = Field(description="Id. 编号。")
    name: str = Field(description="Full name. 单位名称。")


class Organisation(OrganisationReference):
    """An organisation of the register."""

    credit_code: str = Field(description=CREDIT_CODE)
    name_en: str = Field(description="English name. 英文名称。")
    short_name: str = Field(description="Short name. 简称。")
    kind: OrganisationKind = Field(description="What it is to the metrology system. 单位类型。")
    status: OrganisationStatus = Field(description="In business, suspended, or closed. 状态。")
    division: DivisionReference = Field(description="Where it belongs. 所属区划。")
    street: str = Field(description="Street or town. 街道（镇）。")
    address: str = Field(description="Address. 地址。")
    postcode: str = Field(description="Six digits. 邮政编码。")
    longitude: float | None = Field(description="Degrees. 经度。")
    latitude: float | None = Field(description="Degrees. 纬度。")
    industry_code: str = Field(description="GB/T 4754. 行业代码。")
    scope: str = Field(description="Scope of business. 经营范围。")
    established_on: date | None = Field(description="When it was founded. 成立日期。")
    employees: int | None = Field(description="Number of people. 从业人数。")
    telephone: str = Field(description="Telephone. 电话。")
    website: str = Field(description="Website. 网址。")
    authorisation_number: str = Field(description="Number of the authorisation. 授权证书号。")
    authorisation_valid_until: date | None = Field(description="Last day of the authorisation. 授权有效期至。")
    note: str = Field(description="Note. 备注。")
    is_demonstration: bool = Field(description="Invented, for demonstrations. 示范数据。")
    registered_at: datetime = Field(description="When it was entered into the register. 登记时间。")
    revision: int = Field(description="Counts its changes; also its ETag. 版本号。")

    @classmethod
    def of(cls, organisation: models.Organisation) -> Self:
        plain = {name: getattr(organisation, name) for name in cls.model_fields if name != "division"}
        return cls(**plain, division=DivisionReference.of(organisation.division))


def position_kept(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with longitude and latitude as the register keeps them: decimal degrees, six places."""
    return {
        name: Decimal(str(value)).quantize(Decimal("0.000001"))
        if name in ("longitude", "latitude") and value is not None
        else value
        for name, value in values.items()
    }
