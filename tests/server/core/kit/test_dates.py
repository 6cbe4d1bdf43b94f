"""Days are written in ISO form for staff and in words for the public, and counted from today in the city's time."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from quanheng.server.core.clock import fixed_at
from quanheng.server.core.kit import dates

TODAY = datetime(2025, 11, 20, 0, 30, tzinfo=UTC)  # 08:30 in Jinan


@pytest.fixture(autouse=True)
def on_that_day():
    with fixed_at(TODAY), translation.override("en"):
        yield


def test_moments_are_of_the_citys_time():
    assert dates.moment_text(datetime(2025, 11, 19, 17, 0, tzinfo=UTC)) == "2025-11-20 01:00"
    assert dates.day_text(datetime(2025, 11, 19, 17, 0, tzinfo=UTC)) == "2025-11-20"


@pytest.mark.parametrize(("language", "text"), [("zh-hans", "2025年9月16日"), ("en", "16 September 2025")])
def test_the_public_reads_days_in_words(language, text):
    with translation.override(language):
        assert dates.day_in_words(date(2025, 9, 16)) == text


@pytest.mark.parametrize(
    ("day", "english", "chinese"),
    [
        (date(2025, 10, 19), "32 days overdue", "逾期 32 天"),
        (date(2025, 11, 19), "1 day overdue", "逾期 1 天"),
        (date(2025, 11, 20), "due today", "今天到期"),
        (date(2025, 11, 21), "1 day left", "还有 1 天"),
        (date(2026, 3, 15), "115 days left", "还有 115 天"),
        (date(2029, 3, 15), "1\u202f211 days left", "还有 1\u202f211 天"),
    ],
)
def test_how_far_away_a_due_day_is(day, english, chinese):
    assert dates.due_text(day) == english
    with translation.override("zh-hans"):
        assert dates.due_text(day) == chinese


def test_a_narrow_column_says_it_shorter():
    assert [dates.due_short(date(2025, 11, day)) for day in (17, 20, 24)] == ["3 d ago", "today", "in 4 d"]


@pytest.mark.parametrize(
    ("day", "text"),
    [(20, "today"), (19, "yesterday"), (17, "3 days ago")],
)
def test_how_long_ago(day, text):
    assert dates.ago_text(date(2025, 11, day)) == text


def test_long_ago_and_days_to_come_are_written_out():
    assert dates.ago_text(date(2025, 9, 16)) == "2025-09-16"
    assert dates.ago_text(date(2025, 12, 1)) == "2025-12-01"


def test_nothing_is_a_dash():
    written = [write(None) for write in (dates.day_text, dates.moment_text, dates.day_in_words, dates.due_text)]
    assert written == ["—"] * 4
