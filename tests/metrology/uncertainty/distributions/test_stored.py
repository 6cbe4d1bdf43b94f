"""Distributions as JSON, and the examples of their documentation."""

import doctest
import importlib
import json
import pkgutil

import pytest
from tests.metrology.uncertainty.distributions.families import IDS, MEMBERS

from quanheng.metrology.uncertainty import distributions
from quanheng.metrology.uncertainty.distributions import FAMILIES, Distribution, distribution_from_dict

PACKAGE = "quanheng.metrology.uncertainty"
MODULES = [each.name for each in pkgutil.walk_packages(distributions.__path__, f"{PACKAGE}.distributions.")]


@pytest.mark.parametrize("member", MEMBERS, ids=IDS)
def test_json_gives_the_same_distribution_back(member: Distribution):
    again = distribution_from_dict(json.loads(json.dumps(member.to_dict(), allow_nan=False)))
    assert again == member
    assert type(again) is type(member)
    assert again.quantile(0.3) == member.quantile(0.3)
    assert {each: hash(each) for each in (member, again)} == {member: hash(again)}


def test_every_family_is_tried():
    assert {each.name for each in MEMBERS} == set(FAMILIES)
    assert set(FAMILIES) == {
        "normal", "t", "rectangular", "inexact_rectangular", "trapezoidal", "curvilinear_trapezoid", "triangular",
        "arcsine", "exponential", "gamma", "empirical",
    }  # fmt: skip


def test_distributions_do_not_change():
    with pytest.raises(AttributeError):
        MEMBERS[0].u = 1.0
    with pytest.raises(ValueError, match="read-only"):
        MEMBERS[-1].values[0] = 1.0


@pytest.mark.parametrize(
    "name", [*MODULES, f"{PACKAGE}.elementary", f"{PACKAGE}.copula", f"{PACKAGE}.cholesky", f"{PACKAGE}.normal_scores"]
)
def test_examples_run(name: str):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
