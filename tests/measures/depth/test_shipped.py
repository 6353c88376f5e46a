"""The fit that ships with the record: current, sound, and used where a number is needed."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from study import fill, instrument

import kizuna
from kizuna.measures.depth import DepthFit
from kizuna.measures.depth.refit import is_current
from kizuna.measures.depth.shipped import (
    COLUMNS,
    FIT,
    HERE,
    course_of,
    depth_of,
    is_shipped,
    shipped,
    shipped_frame,
)
from kizuna.record import Record


def test_the_fit_is_of_the_record_as_it_is() -> None:
    assert is_current(), "the evidence has changed since depth was fitted: run make depth"


def test_the_fit_is_sound() -> None:
    origin = shipped().origin
    assert not origin.preview
    assert origin.faults == ()
    assert origin.chains >= 4
    assert origin.rhat is not None
    assert origin.rhat <= 1.01
    assert origin.ess is not None
    assert origin.ess >= 400


def test_the_files_say_the_same() -> None:
    fit, frame = DepthFit.load(FIT), shipped_frame()
    assert fit.origin == shipped().origin
    assert fit.data_hash == shipped().origin.data_hash
    assert tuple(frame.columns) == COLUMNS
    exact = fit.to_frame()
    assert frame.select("unit", "time").equals(exact.select("unit", pl.col("time").cast(pl.Int64)))
    for name in COLUMNS[2:]:
        assert (frame[name] - exact[name]).abs().max() < 6e-4


def test_the_files_are_small() -> None:
    assert sum(path.stat().st_size for path in Path(HERE).iterdir()) < 5_000_000


def test_depth_is_that_of_the_last_year_end_by_a_day() -> None:
    frame = shipped_frame()
    with kizuna.open() as record:
        view = record.view()
        assert is_shipped(view)
        by_then = depth_of("JPN", view, dt.date(2017, 6, 30))["AUS"]
        expected = frame.filter(unit="AUS-JPN", time=2016).row(0, named=True)
        assert (by_then.time, by_then.mean) == (2016, expected["mean"])
        assert depth_of("AUS", view, dt.date(2017, 6, 30))["JPN"] == by_then
        newest = depth_of("JPN", view, shipped().closing)["AUS"]
        assert newest.time == shipped().closing.year
        day_before = shipped().closing - dt.timedelta(days=1)
        assert depth_of("JPN", view, day_before)["AUS"].time == newest.time - 1
        course = course_of("JPN", "AUS", view, dt.date(2017, 6, 30))
        assert [course[0].time, course[-1].time] == [1950, 2016]
        assert course_of("JPN", "AUS", view, dt.date(1949, 1, 1)) == ()


def test_another_record_and_another_knowledge_have_no_depth(record: Record) -> None:
    fill(record, instrument(in_force="2010"))
    assert depth_of("AUS", record.view(), dt.date(2020, 1, 1)) == {}
    with kizuna.open() as opened:
        assert depth_of("JPN", opened.view(0), dt.date(2020, 1, 1)) == {}


def test_partners_of_equal_rung_and_breadth_stand_by_depth() -> None:
    table = kizuna.table("JPN", as_of="2024-12-31", measures=["depth"])
    depth = table.alongside["depth"]
    known = [(p.rung, p.breadth, depth[p.partner].mean) for p in table.partners]
    tied = [
        (one, two)
        for one, two in pairwise(known)
        if one[:2] == two[:2] and None not in (one[2], two[2])
    ]
    assert tied
    assert all(one[2] >= two[2] for one, two in tied)
    assert table.to_dict()["partners"][0]["depth"]["time"] == 2024


def test_a_table_of_another_record_says_why_it_has_no_depth(record: Record) -> None:
    fill(record, instrument(in_force="2010"))
    table = kizuna.table("AUS", as_of="2020", measures=["depth"], record=record)
    value = table.alongside["depth"]["IND"]
    assert value.mean is None
    assert "not of this record" in value.missing


def test_a_profile_has_the_course_of_depth() -> None:
    profile = kizuna.profile("JPN", "AUS", as_of="2016")
    assert profile.depth[-1].time == 2016
    assert profile.to_dict()["depth"][-1]["mean"] == profile.depth[-1].mean


@pytest.mark.parametrize("pair", ["JPN:AUS", "AUS:JPN"])
def test_a_panel_takes_the_shipped_depth(pair: str) -> None:
    made = kizuna.panel("dyad-years", first=2015, last=2016, join=["depth"], only=[pair])
    frame = made.to_polars()
    expected = shipped_frame().filter(unit="AUS-JPN", time=2016)["mean"][0]
    assert frame.filter(year=2016)["depth"][0] == pytest.approx(expected)


def test_why_takes_names_as_well_as_codes() -> None:
    found = DepthFit.load(FIT)
    assert found.why("Japan", "australia", 2016).equals(found.why("AUS", "JPN", 2016))
