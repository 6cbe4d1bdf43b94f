"""The divisions of the city, from the shipped file."""

import pytest
from tests.server.accounts import world

from quanheng.server.accounts import queries
from quanheng.server.accounts.models import Division
from quanheng.server.accounts.reference import FaultyReference, load_divisions, shipped_text
from quanheng.server.core.errors import Missing, Refused


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """All of these read or write divisions."""


def test_the_city_has_ten_districts_two_counties_and_four_zones():
    loaded = load_divisions(world.SYSTEM)
    levels = list(Division.objects.values_list("level", flat=True))
    assert {level: levels.count(level) for level in set(levels)} == {
        "province": 1,
        "city": 1,
        "district": 10,
        "county": 2,
        "zone": 4,
    }
    assert len(loaded.added) == 18


def test_loading_again_changes_nothing():
    load_divisions(world.SYSTEM)
    before = list(Division.objects.values())
    again = load_divisions(world.SYSTEM)
    assert (again.added, again.changed, len(again.unchanged)) == ((), (), 18)
    assert list(Division.objects.values()) == before


def test_a_division_that_differs_from_the_file_is_brought_in_line_and_reported():
    load_divisions(world.SYSTEM)
    Division.objects.filter(code="370102").update(name_en="Li Xia", population_2020=1)
    assert load_divisions(world.SYSTEM).changed == ("370102",)
    lixia = Division.objects.get(code="370102")
    assert (lixia.name_en, lixia.population_2020) == ("Lixia District", 819_100)


def test_a_division_that_the_file_does_not_name_stays():
    load_divisions(world.SYSTEM)
    town = Division.objects.create(
        code="370102001", name_zh="解放路街道", name_en="Jiefang Road", level="district", path="x/", source="t"
    )
    load_divisions(world.SYSTEM)
    assert Division.objects.filter(pk=town.pk).exists()


def test_population_is_there_only_where_it_is_known_and_says_how_well():
    load_divisions(world.SYSTEM)
    unknown = Division.objects.filter(population_2020=None)
    assert {d.code for d in unknown} >= {"370105", "370115", "370117", "ZONE-QB"}
    assert not unknown.exclude(population_confidence="").exists()
    assert not Division.objects.exclude(population_2020=None).filter(population_confidence="").exists()
    assert Division.objects.get(code="370100").population_2020 == 9_202_432


def test_every_fact_names_its_source():
    load_divisions(world.SYSTEM)
    assert not Division.objects.filter(source="").exists()
    assert "GCJ-02" in Division.objects.get(code="370102").source


def test_every_division_lies_below_its_parent():
    load_divisions(world.SYSTEM)
    for division in Division.objects.select_related("parent").exclude(parent=None):
        assert division.path == f"{division.parent.path}{division.code}/"
    assert queries.below(Division.objects.get(code="370100")).count() == 17


def test_only_the_high_tech_zone_has_a_statistical_code():
    load_divisions(world.SYSTEM)
    assert [d.code for d in Division.objects.filter(is_statistical_code=True)] == ["370176"]


def test_the_tile_map_holds_the_districts_and_counties_each_in_its_own_place():
    load_divisions(world.SYSTEM)
    places = [(d.tile_row, d.tile_column) for d in queries.tiles()]
    assert len(places) == len(set(places)) == 12
    assert {d.level for d in queries.tiles()} == {"district", "county"}
    assert (queries.tiles()[0].code, places[0]) == ("370126", (1, 4))


def test_the_shipped_file_agrees_with_the_data_that_it_was_written_from(shared):
    import yaml

    ours = {record["code"]: record for record in yaml.safe_load(shipped_text())["divisions"]}
    theirs = yaml.safe_load((shared / "data" / "jinan-geo.yaml").read_text(encoding="utf-8"))
    for unit in theirs["units"]:
        record = ours[unit["adcode"]]
        assert (record["name_zh"], record["level"], record["seat"]) == (
            unit["name_zh"],
            unit["level"],
            unit["seat_lonlat"],
        )
        wan = unit["population_2020_wan"]["value"]
        assert record.get("population_2020", {}).get("value") == (None if wan is None else round(wan * 10_000))
    assert ours["370100"]["population_2020"]["value"] == theirs["meta"]["population_2020"]
    assert len(theirs["units"]) == 12
    assert {zone["name_zh"] for zone in theirs["functional_zones"]} == {
        record["name_zh"] for record in ours.values() if record["level"] == "zone"
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('"370126"', '"370124"'), "370124 stands twice"),
        (('parent: "370000"', 'parent: "999999"'), "999999 must stand before it"),
        (("level: county", "level: village"), "'village'"),
        (("confidence: known", "confidence: certain"), "'certain'"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_whole(change: tuple[str, str], message: str):
    with pytest.raises(FaultyReference, match=message):
        load_divisions(world.SYSTEM, shipped_text().replace(*change))
    assert not Division.objects.exists()


def test_reference_data_are_loaded_by_the_system_administrator_alone(bureau):
    administrator = world.acting(world.member(bureau, "system_administrator"))
    assert load_divisions(administrator).added == ()
    for role in ("regulator", "auditor", "security_administrator"):
        with pytest.raises(Refused):
            load_divisions(world.acting(world.member(bureau, role)))


def test_a_division_is_found_by_its_code_or_said_to_be_missing(city):
    assert queries.division_with(" 370102 ").name_zh == "历下区"
    with pytest.raises(Missing, match="370199"):
        queries.division_with("370199")
