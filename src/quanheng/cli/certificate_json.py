"""Certificates, comparisons and chains as JSON for programs. Numbers are texts, as the certificate writes them."""

from typing import Any

from quanheng.certificate import Certificate
from quanheng.certificate.chain import Chain
from quanheng.certificate.comparing import Comparison
from quanheng.certificate.model import Point
from quanheng.certificate.tables import Cell, Table, tables


def of_certificate(certificate: Certificate) -> dict[str, Any]:
    """The administrative data in short, and every table."""
    data, core = certificate.administrative, certificate.administrative.core
    return {
        "unique_identifier": core.unique_identifier,
        "schema_version": certificate.schema_version,
        "signed": certificate.is_signed,
        "begin_performance_date": core.begin_performance_date,
        "end_performance_date": core.end_performance_date,
        "issue_date": core.issue_date,
        "laboratory": [str(each.name) for each in data.laboratory.contacts],
        "customer": str(data.customer.name),
        "items": [
            {
                "name": str(each.name),
                "model": each.model,
                "manufacturer": str(each.manufacturer.name) if each.manufacturer else None,
                "identifications": {i.issuer: i.value for i in each.identifications},
            }
            for each in data.items.items
        ],
        "tables": [_table(each) for each in tables(certificate)],
    }


def of_comparison(comparison: Comparison) -> dict[str, Any]:
    """Drifts, points without partner, changes."""
    return {
        "consistent": comparison.is_consistent,
        "largest_en": comparison.largest_en,
        "drifts": [
            {
                "quantity": each.quantity,
                "at": each.at,
                "earlier": _point(each.earlier),
                "later": _point(each.later),
                "drift": str(each.drift),
                "unit": each.unit,
                "expanded_uncertainty": each.expanded,
                "standard_uncertainty": each.standard,
                "en": each.en,
            }
            for each in comparison.drifts
        ],
        "only_earlier": list(comparison.only_earlier),
        "only_later": list(comparison.only_later),
        "changes": [{"what": each.what, "earlier": each.earlier, "later": each.later} for each in comparison.changes],
    }


def of_chain(chain: Chain) -> dict[str, Any]:
    """The links, and what was seen at each."""
    return {
        "certificate": chain.certificate.identifier,
        "state": str(chain.state),
        "links": [
            {
                "depth": each.depth,
                "of": each.of,
                "referral_id": each.reference.referral_id,
                "state": str(each.state),
                "found": each.found is not None,
                "observations": [{"state": str(state), **wording._asdict()} for state, wording in each.observations],
            }
            for each in chain.links
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "columns": [
            {
                "name": each.name,
                "ref_types": list(each.quantity.ref_types),
                "cells": [_cell(cell) for cell in each.cells],
            }
            for each in table.columns
        ],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {"text": cell.text} if cell.point is None else _point(cell.point)


def _point(point: Point) -> dict[str, Any]:
    stated = point.uncertainty
    facts: dict[str, Any] = {"value": point.value.text, "unit": point.unit}
    if stated is not None:
        facts |= {
            "u": _text(stated.standard),
            "U": _text(stated.expanded),
            "k": _text(stated.k),
            "p": _text(stated.p),
            "distribution": stated.distribution,
        }
    return facts


def _text(number: object) -> str | None:
    return None if number is None else str(number)
