"""The register of organisations as a table that goes in and out: its columns, its key, who may import it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from uuid import UUID

import yaml
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _, gettext_noop

from quanheng.server.accounts import credit_code, policies
from quanheng.server.accounts.choices import OrganisationKind, OrganisationStatus
from quanheng.server.accounts.drafts import FIELD_LABELS
from quanheng.server.accounts.models import Division, Membership, Organisation
from quanheng.server.accounts.queries import actor_for, divisions_for_organisations
from quanheng.server.accounts.queries.organisations import OrganisationFilter, organisations_found
from quanheng.server.core.actors import Actor, Channel
from quanheng.server.core.clock import today
from quanheng.server.core.errors import Invalid
from quanheng.server.core.events import declare
from quanheng.server.core.navigation import Place, declare_place
from quanheng.server.core.tables.actors import take_actors_from
from quanheng.server.core.tables.problems import Problem, problem
from quanheng.server.core.tables.spec import Column, Kind, Reference, TableSpec, declare_table

declare("accounts.organisations_imported", _("Organisations imported"))

POSTCODE = re.compile(r"\d{6}")
INDUSTRY = re.compile(r"[A-T]?\d{2,4}|[A-T]")
ADDRESS = re.compile(r"https?://[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,}(?:/[\w./%~-]*)?")


def parse_credit_code(text: str) -> str:
    """The credit code that `text` writes. Raises: InvalidCreditCode."""
    return str(credit_code.CreditCode.parse(text))


def _postcode(text: str) -> str:
    if POSTCODE.fullmatch(text) is None:
        raise Invalid(
            _("A postcode has 6 digits, such as 250000."), suggestion=text.zfill(6) if _is_short(text) else ""
        )
    return text


def _is_short(text: str) -> bool:
    # A spreadsheet drops the zeros at the front of what it takes for a number.
    return text.isdigit() and 4 <= len(text) < 6


def _industry(text: str) -> str:
    if INDUSTRY.fullmatch(text) is None:
        raise Invalid(_("A code of GB/T 4754 is a letter A to T with 2 to 4 digits, such as F5265."))
    return text


def _website(text: str) -> str:
    try:
        URLValidator(schemes=("https", "http"))(text)
    except ValidationError:
        is_bare = re.fullmatch(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?", text, re.IGNORECASE)
        suggestion = f"https://{text}" if is_bare else ""
        raise Invalid(_("A web address looks like https://www.example.cn."), suggestion=suggestion) from None
    return text


def position_is_whole(columns: Mapping[str, Sequence[str]]) -> dict[int, Problem]:
    """Longitude and latitude come together."""
    longitudes, latitudes = columns.get("longitude"), columns.get("latitude")
    if longitudes is None or latitudes is None:
        return {}
    message = gettext_noop("Longitude and latitude belong together: enter both, or neither.")
    return {
        place: problem("half-position", "latitude" if longitude else "longitude", message)
        for place, (longitude, latitude) in enumerate(zip(longitudes, latitudes, strict=True))
        if bool(longitude) != bool(latitude)
    }


@cache
def replaced_divisions() -> dict[str, tuple[str, str]]:
    """By old division code, the one that took its place and the year."""
    text = (resources.files("quanheng.server.accounts") / "data" / "replaced-divisions.yaml").read_text("utf-8")
    return {each["code"]: (each["by"], str(each["year"])) for each in yaml.safe_load(text)["replaced"]}


def divisions_of(actor: Actor) -> Mapping[str, QuerySet[Division]] | None:
    """Where the actor may write organisations."""
    return {"division": divisions_for_organisations(actor)}


def readable(actor: Actor, query: QueryDict) -> QuerySet[Organisation]:
    """What the actor may export: the rows that the list page shows with this query string, all of them."""
    return organisations_found(
        actor,
        OrganisationFilter(
            text=query.get("q", ""),
            divisions=tuple(filter(None, query.getlist("division"))),
            kinds=tuple(filter(None, query.getlist("kind"))),
            statuses=tuple(filter(None, query.getlist("status"))),
            registered_from=_day(query.get("registered_from", "")),
            registered_until=_day(query.get("registered_to", "")),
            is_demonstration={"yes": True, "no": False}.get(query.get("demonstration", "")),
        ),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(_("“%(value)s” is no day. Write it as 2025-11-20.") % {"value": text}) from None


def _column(key: str, kind: Kind = Kind.TEXT, **more: object) -> Column:
    field = Organisation._meta.get_field(key)
    given = {"max_length": getattr(field, "max_length", None) or 0} if kind in (Kind.TEXT, Kind.CODE) else {}
    return Column(key=key, label=FIELD_LABELS[key], kind=kind, **{**given, **more})  # type: ignore[arg-type]  # by name


ORGANISATIONS = declare_table(
    TableSpec(
        name="organisations",
        label=_("Organisations"),
        model=Organisation,
        natural_key=("credit_code",),
        allow=lambda actor, _subject=None: policies.may_register_organisation(actor),
        readable=readable,
        permitted=divisions_of,
        event="accounts.organisations_imported",
        row_rules=(position_is_whole,),
        order=("credit_code",),
        url_name="organisations",
        columns=(
            _column(
                "credit_code",
                Kind.CODE,
                is_required=True,
                aliases=("社会信用代码", "信用代码", "USCC", "Credit code", "机构代码"),
                accepts=credit_code.is_valid,
                parse=parse_credit_code,
                hint=_("18 characters, as on the business licence. It tells organisations apart."),
                example="91370100MA3C0K1P58",
                width=22,
            ),
            _column(
                "name",
                is_required=True,
                aliases=("名称", "单位名称", "全称", "企业名称", "机构名称", "Organisation", "Company"),
                hint=_("The full registered name."),
                example="济南泉衡计量检定有限公司",
                width=32,
            ),
            _column("short_name", aliases=("单位简称",), width=16),
            _column("name_en", aliases=("单位英文名称",), width=28),
            _column(
                "kind",
                Kind.CHOICE,
                is_required=True,
                aliases=("单位类型", "机构类型", "单位性质", "类型"),
                choices=OrganisationKind.choices,
                synonyms={
                    "公司": "enterprise",
                    "企业": "enterprise",
                    "医院": "medical",
                    "集贸市场": "market",
                    "市场": "market",
                    "company": "enterprise",
                    "hospital": "medical",
                },
                hint=_("What the organisation is to the metrology system."),
                example="enterprise",
                width=16,
            ),
            _column(
                "division",
                Kind.REFERENCE,
                is_required=True,
                aliases=("行政区划", "区划代码", "所属区县", "区县", "所在区县", "District"),
                reference=Reference(
                    model=Division,
                    by=("code", "name_zh", "name_en"),
                    label=("code", "name_zh"),
                    replaced=replaced_divisions(),
                    is_small=True,
                ),
                hint=_("Code or name of the district, county or functional zone."),
                example="370102",
            ),
            _column("street", aliases=("街道", "乡镇", "街道乡镇")),
            _column("address", aliases=("单位地址", "详细地址", "注册地址", "住所"), width=36),
            _column(
                "postcode",
                Kind.CODE,
                aliases=("邮编",),
                accepts=lambda text: POSTCODE.fullmatch(text) is not None,
                parse=_postcode,
                example="250000",
                width=10,
            ),
            _column(
                "longitude",
                Kind.DECIMAL,
                digits=9,
                scale=6,
                minimum=-180,
                maximum=180,
                width=12,
                hint=_("In degrees, with up to six decimals."),
            ),
            _column("latitude", Kind.DECIMAL, digits=9, scale=6, minimum=-90, maximum=90, width=12),
            _column(
                "industry_code",
                Kind.CODE,
                aliases=("行业代码", "行业类别"),
                parse=_industry,
                accepts=lambda text: INDUSTRY.fullmatch(text) is not None,
                hint=_("GB/T 4754: a letter with 2 to 4 digits."),
                example="F5265",
                width=12,
            ),
            _column("scope", aliases=("业务范围",), width=40),
            _column(
                "established_on",
                Kind.DATE,
                aliases=("成立时间", "注册日期", "Founded"),
                latest=today,
                example="2016-08-01",
            ),
            _column(
                "employees",
                Kind.INTEGER,
                aliases=("职工人数", "从业人数", "人数"),
                minimum=0,
                maximum=2_147_483_647,
                width=10,
            ),
            _column("telephone", aliases=("联系电话", "电话号码", "Phone"), width=16),
            _column(
                "website",
                aliases=("网站", "主页", "URL"),
                parse=_website,
                accepts=lambda text: ADDRESS.fullmatch(text) is not None,
                width=24,
            ),
            _column("authorisation_number", aliases=("授权证书号", "授权证书编号"), width=20),
            _column("authorisation_valid_until", Kind.DATE, aliases=("授权到期日", "授权有效期")),
            _column("note", aliases=("说明", "Remarks"), width=28),
            _column(
                "status", Kind.CHOICE, is_read_only=True, choices=OrganisationStatus.choices, aliases=("单位状态",)
            ),
        ),
    )
)


declare_place(
    Place(
        "register",
        _("Import"),
        "file-import",
        "tables-home",
        lambda actor: bool(policies.may_register_organisation(actor)),
        order=90,
    )
)


@take_actors_from
def actor_of(membership_id: UUID) -> Actor:
    """Who a job works for: the membership that ordered it, with the roles that it holds now.

    Raises:
        Membership.DoesNotExist: it has ended.
    """
    memberships = Membership.objects.unrestricted("the job was ordered in its name").current()
    membership = memberships.select_related("organisation__division", "person").get(
        pk=membership_id, person__is_active=True
    )
    return actor_for(membership, channel=Channel.JOB)
