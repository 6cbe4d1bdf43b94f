"""A declared list: its state stands in its address, whole and canonical, and what it does not know it leaves out."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import format_html
from hypothesis import given, strategies as st

from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Invalid
from quanheng.server.core.kit.listing import (
    BooleanFilter,
    ChoiceFilter,
    Column,
    DateRange,
    DateRangeFilter,
    FixedView,
    Listing,
    Option,
    ReferenceFilter,
    Rows,
    Selection,
    TextFilter,
)


class Counted:
    """Stands for `ngettext_lazy`: plain words, no catalogue."""

    def __mod__(self, values: dict[str, object]) -> str:
        return f"{values['number']} thing" + ("" if values["count"] == 1 else "s")


@dataclass(frozen=True)
class Thing:
    pk: int
    name: str
    amount: int


NAMED = {"l1": "泉衡演示计量院", "l2": "东郊演示计量所"}
THINGS = Listing(
    key="tests.things",
    counted=Counted(),
    columns=(
        Column("name", "Name", link=lambda row: f"/things/{row.pk}/", sort="name", is_fixed=True),
        Column("amount", "Amount", is_numeric=True, sort="amount", falls=True),
        Column("remark", "Remark", cell=lambda row: f"<{row.name}>", is_clipped=True),
        Column("marked", "Marked", cell=lambda row: format_html("<b>{}</b>", row.name), is_hidden=True),
    ),
    filters=(
        TextFilter("q", "Search"),
        ChoiceFilter("kind", "Kind", (("a", "Kind A"), ("b", "Kind B"), ("c", "Kind C"))),
        BooleanFilter("open", "Open", yes="only open"),
        DateRangeFilter("due", "Due"),
        ReferenceFilter(
            "lab",
            "Laboratory",
            options=lambda _actor: [Option("l1", NAMED["l1"])],
            named=lambda _actor, values: [Option(each, NAMED[each]) for each in values if each in NAMED],
        ),
    ),
    default_sort="name",
    sizes=(20, 50),
    views=(FixedView("all", "All"), FixedView("open", "Open ones", "open=yes")),
)
ACTOR = Actor(person_id=None)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def state_of(query: str):
    return THINGS.parse(QueryDict(query))


def page_of(query: str, rows: Rows | None = None):
    request = RequestFactory().get("/things/?" + query)
    request.actor = ACTOR
    things = Rows([Thing(1, "scale", 1500), Thing(2, "pump", 3)], count=2)
    return THINGS.page(request, THINGS.read(request), rows or things)


class TestState:
    def test_an_empty_address_is_the_usual_list(self):
        state = state_of("")
        assert (state.order, state.size, state.columns) == ("name", 20, ("name", "amount", "remark"))
        assert state.canonical == ""
        assert state.address("/things/") == "/things/"

    def test_every_part_is_read_and_written_back(self):
        query = (
            "q=%E6%B3%89%E5%9F%8E&kind=a&kind=c&open=no&due_from=2025-01-01&due_to=2025-12-31&lab=l1"
            "&sort=-amount&columns=name%2Cmarked&density=comfortable&size=50"
        )
        state = state_of(query)
        assert state.value("q") == "泉城"
        assert state.value("kind") == ("a", "c")
        assert state.value("open") is False
        assert state.value("due") == DateRange(date(2025, 1, 1), date(2025, 12, 31))
        assert (state.sort, state.is_descending, state.is_dense) == ("amount", True, False)
        assert state.canonical == query

    @pytest.mark.parametrize(
        "query",
        [
            "sort=price",
            "sort=--name",
            "size=17",
            "size=-1",
            "size=²",
            "density=airy",
            "columns=colour",
            "page=3",
            "kind=",
            "open=",
            "due_from=",
        ],
    )
    def test_what_is_not_known_is_left_out(self, query):
        assert state_of(query).canonical == ""

    def test_a_fixed_column_stays_even_when_nothing_else_is_chosen(self):
        assert state_of("columns=marked").columns == ("name", "marked")

    def test_the_order_of_choices_does_not_tell_two_states_apart(self):
        assert state_of("kind=c&kind=a").canonical == state_of("kind=a&kind=c").canonical

    def test_a_change_begins_again_at_the_top(self):
        state = state_of("cursor=abc&kind=a")
        assert "cursor" in state.address("/t/", has_place=True)
        assert "cursor" not in state.address("/t/")
        assert state.without("kind").cursor is None
        assert state.ordered("amount", is_descending=True).cursor is None

    def test_a_cursor_belongs_to_filters_and_order_but_not_to_looks(self):
        assert state_of("kind=a&density=comfortable").scope == state_of("kind=a&size=50").scope
        assert state_of("kind=a").scope != state_of("kind=b").scope
        assert state_of("sort=name").scope != state_of("sort=-name").scope

    def test_a_default_order_must_be_one_of_a_column(self):
        with pytest.raises(ValueError, match="no column is ordered by 'price'"):
            Listing(key="t.t", counted=Counted(), columns=THINGS.columns, default_sort="price")

    @given(st.text(alphabet="abcdefghijk=&-%,_[]<>'\"0123456789泉", max_size=120))
    def test_any_address_gives_a_state_that_reads_back_as_itself(self, query):
        state = state_of(query)
        assert state_of(state.canonical).canonical == state.canonical


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "key", "problem"),
        [
            ("kind=z", "kind", "“z” is none of the choices."),
            ("open=maybe", "open", "“maybe” is neither yes nor no."),
            ("due_from=2025-13-01", "due", "“2025-13-01” is no day. Write it as 2025-11-20."),
            ("due_from=2025-02-01&due_to=2025-01-01", "due", "The range ends before it begins."),
        ],
    )
    def test_a_value_that_cannot_be_read_says_so_and_filters_nothing(self, query, key, problem):
        reading = state_of(query).readings[key]
        assert reading.problem == problem
        assert reading.value is None

    def test_half_a_range_is_open_at_its_other_end(self):
        assert state_of("due_to=2025-12-31").value("due") == DateRange(None, date(2025, 12, 31))

    def test_chips_say_each_filter_in_words_and_lead_to_the_list_without_it(self):
        chips = page_of("kind=a&kind=b&open=yes&due_from=2025-01-01&lab=l2&q=x").chips
        assert [chip.words for chip in chips] == ["Kind A or Kind B", "only open", "from 2025-01-01", NAMED["l2"]]
        assert "kind" not in chips[0].url_without
        assert "open=yes" in chips[0].url_without

    def test_a_reference_that_the_actor_may_not_know_of_has_no_name(self):
        assert [chip.words for chip in page_of("lab=l9").chips] == ["unknown"]

    def test_a_chosen_reference_is_among_its_options(self):
        field = next(each for each in page_of("lab=l2").conditions if each.filter.key == "lab")
        assert [(option.value, is_chosen) for option, is_chosen in field.options] == [("l1", False), ("l2", True)]

    def test_the_text_filter_stands_in_the_bar(self):
        page = page_of("q=x")
        assert page.search.filter.key == "q"
        assert "q" not in [each.filter.key for each in page.conditions]


class TestTable:
    def test_cells_are_escaped_unless_they_are_markup_already(self):
        line = page_of("columns=name,remark,marked").lines[0]
        assert line.cells == (
            '<td><a class="q-l" href="/things/1/">scale</a></td>'
            '<td class="q-clip" title="&lt;scale&gt;">&lt;scale&gt;</td>'
            "<td><b>scale</b></td>"
        )

    def test_numbers_stand_at_the_right_and_are_grouped(self):
        assert '<td class="q-r">1\u202f500</td>' in page_of("").lines[0].cells

    def test_a_head_says_its_order_and_turns_it(self):
        by_name, by_amount, remark = page_of("sort=name").heads
        assert by_name.direction == "ascending"
        assert dict(parse_qsl(urlsplit(by_name.url).query)) == {"sort": "-name"}
        assert by_amount.direction == "none"
        assert dict(parse_qsl(urlsplit(by_amount.url).query)) == {"sort": "-amount"}
        assert remark.url == ""

    def test_pages_beside_this_one_keep_the_filters(self):
        rows = Rows([Thing(1, "scale", 1)], next_cursor="n:1", previous_cursor="p:1", count=1234, count_is_exact=False)
        page = page_of("kind=a", rows)
        assert dict(parse_qsl(urlsplit(page.next_url).query)) == {"kind": "a", "cursor": "n:1"}
        assert dict(parse_qsl(urlsplit(page.previous_url).query)) == {"kind": "a", "cursor": "p:1"}
        assert page.total == "about 1\u202f234 things"

    def test_an_uncounted_list_says_what_is_here(self):
        page = page_of("", Rows([Thing(1, "scale", 1)]))
        assert (page.total, page.here, page.has_count) == ("", "1 thing", False)


class TestViews:
    def test_the_view_that_equals_the_state_is_current(self):
        page = page_of("open=yes")
        assert page.current_view.key == "open"
        assert page.is_view_unchanged

    def test_a_view_that_was_changed_says_so(self):
        page = page_of("open=yes&kind=a&view=open")
        assert page.current_view.key == "open"
        assert not page.is_view_unchanged

    def test_place_in_the_list_does_not_change_a_view(self):
        assert page_of("open=yes&view=open&cursor=abc").is_view_unchanged

    def test_a_view_that_is_gone_falls_back_to_the_first(self):
        assert page_of("view=deleted&kind=b").current_view.key == "all"

    def test_who_is_nobody_keeps_no_views(self):
        assert not page_of("").can_keep_views


class TestSelection:
    def chosen(self, body: str) -> Selection:
        return Selection.read(SimpleNamespace(POST=QueryDict(body)), THINGS)

    def test_ticked_rows(self):
        one = UUID(int=7)
        selection = self.chosen(f"row={one}&query=kind%3Da")
        assert (selection.ids, selection.is_all) == ((one,), False)
        assert selection.state.value("kind") == ("a",)

    def test_all_rows_of_the_filter(self):
        selection = self.chosen("all=1&query=kind%3Db")
        assert selection.is_all
        assert selection.ids == ()
        assert selection.state.value("kind") == ("b",)

    @pytest.mark.parametrize(
        ("body", "why"),
        [
            ("", "No row is chosen"),
            ("row=17", "One of the chosen rows is not known"),
            ("&".join(f"row={UUID(int=i)}" for i in range(501)), "501 rows are chosen, 500 can be"),
        ],
    )
    def test_what_cannot_be_done_is_refused_in_words(self, body, why):
        with pytest.raises(Invalid, match=why):
            self.chosen(body)
