"""`quanheng units`: read, write and convert units of measurement."""

import json
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated, Any, NoReturn

import typer

from quanheng.metrology.units import NOTATIONS, Conversion, Quantity, Unit, UnitError, UnwritableUnit, parse

app = typer.Typer(name="units", help="Units of measurement: read, write, convert, exactly.", no_args_is_help=True)

#: Written by `units parse`, in this order.
WRITTEN = ("unicode", "dsi", "ucum", "qudt", "zh", "latex", "html")

Notation = Annotated[
    str, typer.Option("--notation", help="How the units are written: auto, common, dsi, ucum or qudt.", metavar="NAME")
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@app.command("convert", context_settings={"ignore_unknown_options": True})
def convert(
    value: Annotated[str, typer.Argument(help="The number, such as 36, -40, 1.50e3 or 1/3.", metavar="VALUE")],
    source: Annotated[str, typer.Argument(help="Its unit.", metavar="FROM")],
    target: Annotated[str, typer.Argument(help="The unit wanted.", metavar="TO")],
    uncertainty: Annotated[
        str | None, typer.Option("--uncertainty", help="An uncertainty of the value, converted with it.", metavar="U")
    ] = None,
    notation: Notation = "auto",
    as_json: AsJson = False,
) -> None:
    """Convert a value from one unit to another, as in `quanheng units convert 36 km/h m/s`."""
    _check(notation)
    number = _number(value, "VALUE")
    spread = None if uncertainty is None else _number(uncertainty, "--uncertainty")
    try:
        start, end = parse(source, notation), parse(target, notation)
        conversion = start.conversion_to(end)
        result = Quantity(number, start).to(end)
        converted = None if spread is None else conversion.uncertainty(spread)
    except UnitError as error:
        _refuse(error, as_json)
    if as_json:
        answer = _conversion_facts(number, result, conversion) | {"from": _facts(start), "to": _facts(end)}
        if converted is not None:
            answer["uncertainty"] = str(converted)
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    # Plain spaces and ASCII signs: the line may be cut up by another program.
    typer.echo(f"{result.value} {end}" + ("" if converted is None else f", u = {converted} {end}"))


@app.command("parse")
def parse_unit(
    text: Annotated[
        str, typer.Argument(help=r"The unit, such as \kilo\watt\hour, kW.h, KiloW-HR, kW·h or 千瓦时.", metavar="UNIT")
    ],
    notation: Notation = "auto",
    as_json: AsJson = False,
) -> None:
    r"""Say what a unit is: its size, dimension and kind, and how each notation writes it."""
    _check(notation)
    try:
        unit = parse(text, notation)
    except UnitError as error:
        _refuse(error, as_json)
    facts = _facts(unit)
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    for name in ("kind", "dimension", "scale", "offset"):
        if facts[name]:
            typer.echo(f"{name:10} {facts[name]}")
    for name in WRITTEN:
        if spelling := facts["written"][name]:
            typer.echo(f"{name:10} {spelling}")


def _facts(unit: Unit) -> dict[str, Any]:
    """What is to be said of a unit; numbers as exact text."""
    return {
        "unit": str(unit),
        "kind": unit.kind,
        "dimension": str(unit.dimension),
        "exponents": [str(each) for each in unit.dimension],
        "scale": str(unit.size.scale),
        "offset": str(unit.offset) if unit.offset else "",
        "measured": unit.is_measured,
        "written": {notation: _spelling(unit, notation) for notation in WRITTEN},
    }


def _spelling(unit: Unit, notation: str) -> str | None:
    try:
        return unit.format(notation)
    except UnwritableUnit:
        return None


def _conversion_facts(number: Decimal | Fraction, result: Quantity, conversion: Conversion) -> dict[str, Any]:
    exact = not conversion.factor.pi_power and (
        Fraction(result.value) == Fraction(number) * conversion.factor.rational + conversion.shift
    )
    return {
        "value": str(result.value),
        "exact": exact,
        "factor": str(conversion.factor),
        "shift": str(conversion.shift),
    }


def _check(notation: str) -> None:
    if notation not in ("auto", *NOTATIONS):
        raise typer.BadParameter(f"there are auto, {', '.join(NOTATIONS)}", param_hint="--notation")


def _number(text: str, name: str) -> Decimal | Fraction:
    try:
        return Fraction(text) if "/" in text else Decimal(text)
    except (InvalidOperation, ValueError, ZeroDivisionError) as error:
        raise typer.BadParameter(f"{text!r} is no number", param_hint=name) from error


def _refuse(error: UnitError, as_json: bool) -> NoReturn:
    """Exit code 1: the units were understood as far as they go, and the answer is no."""
    if as_json:
        kind = type(error).__name__
        answer = {"error": kind, "reason": error.reason, "suggestions": list(error.suggestions)}
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        typer.echo(str(error), err=True)
    raise typer.Exit(1) from error
