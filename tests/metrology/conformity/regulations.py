"""Tables of maximum permissible errors as regulations print them, for tests."""

from typing import Any

from quanheng.metrology.conformity import MpeTable, table_from_dict

#: OIML R 76-1:2006, table 6; upper ends in e of the three steps 0.5 e, 1 e, 1.5 e.
R76_STEPS = {
    "I": ("50000", "200000", None),
    "II": ("5000", "20000", "100000"),
    "III": ("500", "2000", "10000"),
    "IIII": ("50", "200", "1000"),
}


def stored(name: str, quantities: dict[str, str | None], error_unit: str | None, classes: Any, **more: Any) -> MpeTable:
    """A table from its plain data; classes as {name: rows}."""
    return table_from_dict({
        "schema": "quanheng.mpe/1",
        "name": name,
        "quantities": quantities,
        "error_unit": error_unit,
        "classes": [{"class": each, "rows": rows} for each, rows in classes.items()],
        **more,
    })  # fmt: skip


def rows(*several: tuple[Any, str]) -> dict[str, Any]:
    """One class without a name, from conditions and limits."""
    return {"": [{"where": where, "limit": limit} for where, limit in several]}


def r76(unit: str = "g") -> MpeTable:
    classes = {}
    for name, (first, second, third) in R76_STEPS.items():
        last = f"{second} e < m <= {third} e" if third else f"{second} e < m"
        classes[name] = [
            {"where": [f"0 <= m <= {first} e"], "limit": "0.5 e"},
            {"where": [f"{first} e < m <= {second} e"], "limit": "1 e"},
            {"where": [last], "limit": "1.5 e"},
        ]
    stages = {"initial": "1", "in_service": "2"}
    return stored("R 76", {"m": unit, "e": unit}, unit, classes, stages=stages, source="OIML R 76-1:2006, 3.5.1, 3.5.2")


def water_meter() -> MpeTable:
    """OIML R 49-1:2013, 4.2.2 and 4.2.3: relative errors; by flow rate and temperature."""
    flows: dict[str, str | None] = dict.fromkeys(("Q", "Q1", "Q2", "Q4"), "m3/h")
    classes = {
        name: [
            {"where": ["Q1 <= Q < Q2"], "limit": low},
            {"where": ["Q2 <= Q <= Q4", "0.1 <= T <= 30"], "limit": cold},
            {"where": ["Q2 <= Q <= Q4", "T > 30"], "limit": warm},
        ]
        for name, low, cold, warm in (("1", "3", "1", "2"), ("2", "5", "2", "3"))
    }
    return stored("water meter", {**flows, "T": "°C"}, "%", classes, stages={"initial": "1", "in_service": "2"})


def pressure_gauge() -> MpeTable:
    """Percent of span, wider in the last tenth (JJG 52-2013)."""
    classes = {
        name: [
            {"where": "p <= 0.9 span", "limit": f"{name} % span"},
            {"where": "0.9 span < p <= span", "limit": f"{above} % span"},
        ]
        for name, above in (("1", "1.6"), ("1.6", "2.5"), ("2.5", "4"), ("4", "4"))
    }
    return stored("pressure gauge", {"p": "MPa", "span": "MPa"}, "MPa", classes)


def platinum_thermometer() -> MpeTable:
    """IEC 60751."""
    classes = {
        "AA": [{"where": [], "limit": "0.1 + 0.0017 |t|"}],
        "A": [{"where": [], "limit": "0.15 + 0.002 |t|"}],
        "B": [{"where": [], "limit": "0.3 + 0.005 |t|"}],
        "C": [{"where": [], "limit": "0.6 + 0.01 |t|"}],
    }
    return stored("platinum thermometer", {"t": "°C"}, "°C", classes)
