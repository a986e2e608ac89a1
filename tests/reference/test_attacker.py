"""A hostile reader finds no hidden count in what is released from whole registers, whatever the profile."""

import numpy as np
import polars as pl
import pytest
from reference.attacker import Ledger, attack
from reference.attacker_links import read_ledger, truth_of
from reference.pipeline_exhibits import COUNTY, PERIODS, call, make_by_pipeline
from reference.random_register import random_register, write_register

from dialogmote.disclose.clearances import CLEARANCES
from dialogmote.disclose.exhibits import exact_exhibit, release_exhibit
from dialogmote.disclose.profiles import PROFILES

CLOSED = [profile for profile in PROFILES.values() if not profile.is_open]
# Seed, persons: small, for small registers have small cells. Seed 3 (250 persons) and a simulated register of 1 percent
# of the country were attacked by hand too.
REGISTER = (17, 300)


@pytest.fixture(scope="module")
def exact(tmp_path_factory):
    """Exact exhibits of a random register, with the cells behind its regressions."""
    folder, results = tmp_path_factory.mktemp("register"), tmp_path_factory.mktemp("results")
    write_register(random_register(REGISTER[0], n_persons=REGISTER[1]), folder)
    exhibits = make_by_pipeline(folder, results)
    cells = results / "regression_cells.parquet"
    call(
        "assess_cells",
        panel=str(results / "panel.parquet"),
        cohort=str(results / "cohort.parquet"),
        regression_cells=str(cells),
    )
    claims, spreads = (str(results / f"{name}.parquet") for name in ("claim_values", "moment_spreads"))
    call(
        "assess_claims",
        cohort=str(results / "cohort.parquet"),
        claim_values=claims,
        moment_spreads=spreads,
        **PERIODS,
        **COUNTY,
    )
    return exhibits | {"regression_cells": read(cells), "claim_values": read(claims), "moment_spreads": read(spreads)}


def read(path):
    return pl.read_parquet(path)


def shown(exact, profile):
    names = sorted(name for name in CLEARANCES if exact_exhibit(name) in exact)
    return {name: release_exhibit(name, exact[exact_exhibit(name)], profile, exact).frame for name in names}


@pytest.mark.parametrize("profile", CLOSED, ids=lambda profile: profile.name)
def test_attacker_finds_nothing_and_reasons_soundly(exact, profile):
    ledger = read_ledger(shown(exact, profile), profile.threshold, profile.rounding)
    assert ledger.hidden and ledger.differences and ledger.facts
    assert ledger.is_satisfied_by(truth_of(exact)) == []
    assert attack(ledger, np.random.default_rng(1)) == []


def test_attacker_finds_a_small_cell_that_a_sum_gives_away():
    ledger = Ledger(threshold=10, rounding=5)
    ledger.note(("total",), 100)
    ledger.note(("one",), 95)
    ledger.note(("other",), None)
    ledger.link({("total",): 1, ("one",): -1, ("other",): -1})
    (find,) = attack(ledger, np.random.default_rng(1))
    assert (find.name, find.low, find.high) == (("other",), 1, 9)


def test_attacker_finds_counts_that_three_roundings_give_away():
    """Three times 12 leave 278, rounded apart: every number alone is within two, together they leave one answer."""
    ledger = Ledger(threshold=5, rounding=5)
    stocks, flows = (278, 266, 254, 242), (12, 12, 12)
    for place, stock in enumerate(stocks):
        ledger.note(("stock", place), 5 * round(stock / 5))
    for place, flow in enumerate(flows):
        ledger.note(("flow", place), 5 * round(flow / 5))
        ledger.link({("stock", place): 1, ("stock", place + 1): -1, ("flow", place): -1})
        ledger.watch(("gone", place), {("stock", place): 1, ("stock", place + 1): -1})
    assert [(find.low, find.high) for find in attack(ledger, np.random.default_rng(1))] == [(12, 12)] * 3


def test_attacker_leaves_open_what_a_partner_covers():
    ledger = Ledger(threshold=10, rounding=5)
    ledger.note(("total",), 100)
    ledger.note(("one",), None)
    ledger.note(("other",), None)
    ledger.link({("total",): 1, ("one",): -1, ("other",): -1})
    assert attack(ledger, np.random.default_rng(1)) == []
