"""Figures say the same in drawing, in table and in words, and refuse what would mislead."""

import json
import re

import pytest
from django.template import engines
from django.utils import translation

from quanheng.server.core.kit import marks
from quanheng.server.core.kit.chain import Chain, Influence, Standard
from quanheng.server.core.kit.charts import (
    Axis,
    LoadPoint,
    Mark,
    Series,
    bars_against_capacity,
    error_by_load,
    error_history,
    figure_against_target,
)
from quanheng.server.core.kit.tags.figures import chart as chart_tag
from quanheng.server.core.kit.tilemap import Tile, TileMap, bounds_of


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


class TestBullets:
    @pytest.mark.parametrize(
        ("value", "tone", "x"), [(0, "p", "64.0"), (3.5, "p", "97.2"), (4.4, "p w", "105.7"), (-6, "p f", "7.1")]
    )
    def test_the_dot_lies_where_the_error_is_and_is_coloured_by_it(self, value, tone, x):
        drawn = marks.error_bullet(value, 5)
        assert f'<circle class="{tone}" cx="{x}"' in drawn

    def test_far_outside_stays_within_the_drawing(self):
        x = float(re.search(r'cx="([\d.]+)"', marks.error_bullet(500, 5)).group(1))
        assert 111.4 < x < 128

    def test_it_says_in_words_what_it_shows(self):
        assert 'aria-label="error +0.08, allowed ±0.3"' in marks.error_bullet(0.08, 0.3)

    def test_a_point_not_measured_is_an_empty_band_out_of_hearing(self):
        drawn = marks.error_bullet(None, 5)
        assert "circle" not in drawn
        assert 'aria-hidden="true"' in drawn

    @pytest.mark.parametrize("limit", [0, -1])
    def test_a_limit_must_be_positive(self, limit):
        with pytest.raises(ValueError, match="above zero"):
            marks.error_bullet(1, limit)


class TestBars:
    def test_the_scale_of_a_target_starts_at_zero(self):
        width = float(re.search(r'class="bar" y="3" width="([\d.]+)"', marks.progress_bar(50, 100)).group(1))
        tick = float(re.search(r"M([\d.]+) 0v14", marks.progress_bar(50, 100)).group(1))
        assert width / tick == pytest.approx(0.5, abs=0.01)

    @pytest.mark.parametrize(
        ("now", "is_late", "tone"), [(100, False, "bar g"), (93, True, "bar w"), (93, False, "bar")]
    )
    def test_reached_late_and_on_track_differ(self, now, is_late, tone):
        assert f'class="{tone}"' in marks.progress_bar(now, 100, is_late=is_late)

    def test_parts_that_exceed_their_whole_are_refused(self):
        with pytest.raises(ValueError, match="do not fit"):
            marks.part_bar([(3, "ok"), (4, "bad")], 5, "7 of 5")

    def test_a_run_without_change_is_a_flat_line(self):
        assert re.search(r'class="s" points="2.0,20.0 43.0,20.0 84.0,20.0"', marks.spark_line([2, 2, 2]))


class TestCharts:
    def test_every_figure_of_the_drawing_is_in_the_table(self):
        chart = error_history(
            "Errors",
            ["2025-03-18", "2025-09-16"],
            [Series("Nozzle 1", (0.07, 0.08)), Series("Nozzle 2", (-0.1, None))],
            limit=0.3,
            axis="Error / %",
            marks=[Mark("2025-03-18", "repair")],
        )
        assert chart.head == ("Date", "Nozzle 1", "Nozzle 2")
        assert chart.rows == (("2025-03-18", "+0.07", "−0.10"), ("2025-09-16", "+0.08", "—"))

    def test_the_axis_of_errors_reaches_beyond_what_lies_outside(self):
        chart = error_history("Errors", ["a"], [Series("s", (0.9,))], limit=0.3, axis="E")
        assert chart.data["reach"] > 0.9

    def test_series_of_another_length_are_refused(self):
        with pytest.raises(ValueError, match="1 values for 2 dates"):
            error_history("Errors", ["a", "b"], [Series("s", (1,))], limit=1, axis="E")

    def test_zones_with_a_hole_are_refused(self):
        with pytest.raises(ValueError, match="ends at 500, the next begins at 600"):
            error_by_load("E", [], [], zones=[(0, 500, 1), (600, 900, 2)], load_axis="L", error_axis="E")

    def test_the_limit_of_each_point_stands_beside_it(self):
        chart = error_by_load(
            "E",
            [LoadPoint(100, 0.5, 1.02), LoadPoint(9000, 3)],
            [],
            zones=[(0, 2500, 2.5), (2500, 10000, 5)],
            load_axis="L / g",
            error_axis="E / g",
        )
        assert [row[-1] for row in chart.rows] == ["±2.5", "±5"]
        assert [row[3] for row in chart.rows] == ["1.02", "—"]

    def test_bars_carry_their_capacity(self):
        chart = bars_against_capacity(
            "Due", ["w1"], [1380], name_label="Week", value_label="Due", capacity=1450, capacity_label="Capacity"
        )
        assert chart.rows == (("w1", "1\u202f380", "1\u202f450"),)

    def test_a_target_keeps_the_ends_of_its_axis(self):
        chart = figure_against_target(
            "Coverage", ["2024"], Series("now", (88,)), Series("target", (90,)), axis=Axis(70, 100, 10, "%")
        )
        assert (chart.data["low"], chart.data["high"]) == (70, 100)

    def test_data_cannot_end_its_own_element(self):
        chart = bars_against_capacity("x", ["</script><script>alert(1)</script>"], [1], name_label="n", value_label="v")
        data = chart_tag(chart)["data"]
        assert "<" not in data
        assert json.loads(data)["names"] == ["</script><script>alert(1)</script>"]

    def test_without_scripts_the_table_is_there(self):
        chart = bars_against_capacity("Due", ["w1"], [1380], name_label="Week", value_label="Due")
        drawn = engines["django"].from_string("{% load kit %}{% chart c %}").render({"c": chart})
        assert "<td" in drawn
        assert '"q-twin" role="region"' in drawn
        assert "q-needs-js" in drawn.partition("q-twin")[0]


class TestTiles:
    TILES = (
        Tile("370102", "Lixia", 3, 3, 2.2, "2.2 %"),
        Tile("370126", "Shanghe", 1, 4, 8.6, "8.6 %"),
        Tile("370171", "High-tech", 3, 4, None, "—"),
    )

    def test_classes_and_reading_order(self):
        tiles = TileMap("Overdue", self.TILES, (2.5, 3, 4, 6), "Share", unit="%")
        assert [(each.tile.name, each.level) for each in tiles.placed] == [
            ("Shanghe", 5),
            ("Lixia", 1),
            ("High-tech", 0),
        ]

    def test_the_table_ranks_and_puts_what_is_unknown_last(self):
        tiles = TileMap("Overdue", self.TILES, (2.5, 3, 4, 6), "Share")
        assert [tile.name for tile in tiles.ranked] == ["Shanghe", "Lixia", "High-tech"]

    def test_the_legend_names_all_five_classes(self):
        legend = TileMap("Overdue", (), (2.5, 3, 4, 6), "Share", unit="%").legend
        assert legend == [(1, "< 2.5"), (2, "2.5–3"), (3, "3–4"), (4, "4–6"), (5, "≥ 6\u202f%")]

    def test_whole_numbers_are_named_without_overlap(self):
        legend = TileMap("Organisations", (), (1, 2, 5, 10), "Organisations").legend
        assert legend == [(1, "0"), (2, "1"), (3, "2–4"), (4, "5–9"), (5, "≥ 10")]

    def test_bounds_must_rise_and_tiles_must_fit(self):
        with pytest.raises(ValueError, match="must rise"):
            TileMap("x", (), (3, 2, 4, 5), "f")
        with pytest.raises(ValueError, match="outside: 9"):
            TileMap("x", (Tile("9", "n", 7, 1, 1, "1"),), (1, 2, 3, 4), "f")

    def test_bounds_by_fifths(self):
        assert bounds_of(range(1, 11)) == (3, 5, 7, 9)
        with pytest.raises(ValueError, match="no figures"):
            bounds_of([])


class TestChain:
    def test_boxes_stand_from_left_to_right_and_the_last_is_the_instrument(self):
        chain = Chain("c", (Standard("国家基准", "U"), Standard("本机", "MPE")), (Influence("温度计", "t", 0),))
        boxes = chain.boxes
        assert [box.is_self for box in boxes] == [False, True, False]
        assert boxes[0].x + boxes[0].width < boxes[1].x
        assert boxes[1].x + boxes[1].width <= chain.width
        assert boxes[2].y + boxes[2].height <= chain.height

    def test_an_influence_without_its_standard_is_refused(self):
        with pytest.raises(ValueError, match="no place 2"):
            Chain("c", (Standard("a", ""), Standard("b", "")), (Influence("t", "", 2),))
