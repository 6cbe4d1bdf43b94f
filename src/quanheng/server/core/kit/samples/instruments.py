"""Demonstration instruments, and a query over them that behaves as one of a real list does."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _, gettext_lazy

from quanheng.server.core.clock import today
from quanheng.server.core.errors import Invalid, Text
from quanheng.server.core.kit.listing import Option, Rows
from quanheng.server.core.kit.listing.state import ListingState
from quanheng.server.core.search import normalised

DISTRICTS: tuple[tuple[str, Text], ...] = (
    ("370102", gettext_lazy("Lixia")),
    ("370103", gettext_lazy("Shizhong")),
    ("370104", gettext_lazy("Huaiyin")),
    ("370105", gettext_lazy("Tianqiao")),
    ("370112", gettext_lazy("Licheng")),
)
KINDS: tuple[tuple[str, Text, str], ...] = (
    ("JYJ", gettext_lazy("Fuel dispenser"), "DJ-4A"),
    ("DZC", gettext_lazy("Electronic price scale"), "ACS-15"),
    ("YLB", gettext_lazy("Pressure gauge"), "Y-100"),
    ("XYJ", gettext_lazy("Blood pressure monitor"), "BP-7"),
    ("CDZ", gettext_lazy("Charging point"), "DC-120"),
    ("KRQ", gettext_lazy("Combustible gas alarm"), "GD-2"),
)
USERS: tuple[str, ...] = (
    "清泉能源（演示）文化东路加油站",
    "泺源农贸市场（演示）猪肉 12 号",
    "舜井热力（演示）第三换热站",
    "趵突社区医院（演示）门诊",
    "快电（演示）泉城广场站 06",
    "百合餐饮（演示）明湖店",
    "顺和粮油（演示）批发部",
    "华泉水务（演示）加压泵房",
    "远途石油（演示）经十路加油站",
)
LABORATORIES: tuple[tuple[str, str], ...] = (
    ("quanheng", "泉衡演示计量院"),
    ("east", "东郊演示计量所"),
    ("beichen", "北辰演示检测中心"),
)
STATES: tuple[tuple[str, Text], ...] = (
    ("overdue", gettext_lazy("Overdue")),
    ("soon", gettext_lazy("Due soon")),
    ("valid", gettext_lazy("Verification valid")),
    ("idle", gettext_lazy("Out of use")),
)


@dataclass(frozen=True, slots=True)
class Instrument:
    """One demonstration instrument. `share` is the last error as a share of the allowed one, None without errors."""

    pk: UUID
    code: str
    kind: str
    kind_name: Text
    model: str
    user: str
    district: str
    laboratory: str
    valid_until: date
    share: float | None
    is_idle: bool
    is_mandatory: bool

    @property
    def state(self) -> str:
        days = (self.valid_until - today()).days
        if self.is_idle:
            return "idle"
        return "overdue" if days < 0 else "soon" if days <= 30 else "valid"

    def __str__(self) -> str:
        return self.code


def instruments() -> list[Instrument]:
    """A hundred and thirty-seven of them, the same on every day but for their dates."""
    found = []
    for i in range(137):
        kind, name, model = KINDS[(i * 7 + i // 5) % len(KINDS)]
        district = DISTRICTS[(i * 3) % len(DISTRICTS)][0]
        found.append(
            Instrument(
                pk=UUID(int=0xD3A0_0000_0000_4000_8000_0000_0000_0000 + i),
                code=f"{district}-{kind}-{3912 + i * 211:06d}",
                kind=kind,
                kind_name=name,
                model=model,
                user=USERS[(i * 5) % len(USERS)],
                district=district,
                laboratory=LABORATORIES[(i * 2 + i // 7) % len(LABORATORIES)][0],
                valid_until=today() + timedelta(days=-102 + (i * 37) % 390 - (i % 4) * 6),
                share=None if kind == "KRQ" else ((i * 29) % 104) / 100,
                is_idle=i % 31 == 17,
                is_mandatory=i % 5 != 3,
            )
        )
    return found


def laboratory_options(values: Sequence[str] = ()) -> list[Option]:
    """Laboratories as options: all, or those of `values`."""
    return [Option(key, name, _("demonstration")) for key, name in LABORATORIES if not values or key in values]


def found_by(state: ListingState) -> Rows:
    """The page of instruments that `state` asks for.

    Raises:
        Invalid: the cursor is not one of this list.
    """
    rows = [each for each in instruments() if _matches(each, state)]
    orders = {
        "code": lambda each: each.code,
        "kind": lambda each: (str(each.kind_name), each.code),
        "user": lambda each: (each.user, each.code),
        "until": lambda each: (each.valid_until, each.code),
        "share": lambda each: (each.share if each.share is not None else -1, each.code),
    }
    rows.sort(key=orders[state.sort], reverse=state.is_descending)
    start = _place(state.cursor, len(rows))
    end = start + state.size
    return Rows(
        rows=rows[start:end],
        next_cursor=_cursor(end) if end < len(rows) else None,
        previous_cursor=_cursor(max(0, start - state.size)) if start > 0 else None,
        count=len(rows),
    )


def _matches(each: Instrument, state: ListingState) -> bool:
    words = normalised(state.value("q") or "").split()
    text = normalised(f"{each.code} {each.kind_name} {each.model} {each.user}")
    until, kinds, states = state.value("until"), state.value("kind"), state.value("state")
    mandatory = state.value("mandatory")
    return (
        all(word in text for word in words)
        and (not kinds or each.kind in kinds)
        and (not states or each.state in states)
        and (state.value("district") in (None, each.district))
        and (state.value("laboratory") in (None, each.laboratory))
        and (mandatory is None or each.is_mandatory == mandatory)
        and (not until or ((until.start or date.min) <= each.valid_until <= (until.end or date.max)))
    )


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(f"place {place}".encode()).decode()


def _place(cursor: str | None, count: int) -> int:
    if cursor is None:
        return 0
    try:
        word, _space, digits = base64.urlsafe_b64decode(cursor).decode().partition(" ")
    except (binascii.Error, ValueError):
        word, digits = "", ""
    if word != "place" or not digits.isdecimal() or int(digits) > count:
        raise Invalid(_("This place in the list is not known. Open the list again."))
    return int(digits)
