"""The overview table against the world: cells whose truth is public, chosen to catch errors.

Every line of ``cells.csv`` names the trap and the source; the truth was written down from the
sources, not from the record.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import kizuna
from kizuna.record import Record

TRUTH = list(csv.DictReader((Path(__file__).parent / "cells.csv").open(encoding="utf-8")))


@pytest.fixture(scope="module")
def shipped() -> Record:
    return kizuna.open()


def test_enough_cells_dates_and_partners() -> None:
    assert len(TRUTH) >= 60
    assert {"1995", "2007", "2013", "2016", "2020", "2026"} <= {t["as_of"][:4] for t in TRUTH}
    assert len({t["partner"] for t in TRUTH}) >= 15
    assert all(t["source"] for t in TRUTH)


@pytest.mark.parametrize(
    "truth",
    TRUTH,
    ids=["-".join((t["actor"], t["partner"], t["column"], t["as_of"])) for t in TRUTH],
)
def test_cell(shipped: Record, truth: dict[str, str]) -> None:
    table = kizuna.table(
        truth["actor"], as_of=truth["as_of"], partners=[truth["partner"]], record=shipped
    )
    cell = table.cell(truth["partner"], truth["column"])
    assert cell.state == truth["state"], (truth["trap"], cell)
    if truth["since"]:
        assert cell.since is not None, cell
        # The truth may be known to the month only, the record to the day, or the other way round.
        shorter = min(len(truth["since"]), len(cell.since.text))
        assert cell.since.text[:shorter] == truth["since"][:shorter], cell
    if truth["multilateral"]:
        assert cell.multilateral == (truth["multilateral"] == "yes"), cell
    assert bool(cell.rows) == (cell.state != "none")


def test_provisional_application_is_not_entry_into_force(shipped: Record) -> None:
    """The EU-Japan SPA was applied provisionally from 1 February 2019, in force 1 January 2025."""
    found = kizuna.why("JPN", "EU", "partnership_declaration", as_of="2020-12-31", record=shipped)
    witness = next(w for w in found.witnesses if w.row.id == "eu-jpn-spa-2018")
    assert witness.state is not None
    assert (witness.state.state, witness.state.provisional) == ("signed", True)
