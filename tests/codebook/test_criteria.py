"""The criteria of a codebook: the shipped ones are sound, broken ones are refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kizuna.codebook import SHIPPED, load
from kizuna.codebook.criteria import CODED, load_criteria
from kizuna.errors import CodebookError, InputError
from kizuna.measures.criteria import criteria
from kizuna.record import open_record
from kizuna.record.migrate import create
from kizuna.record.rows import Instrument, fields_of

HEADER = 'name = "mine"\ntitle = "Mine"\nversion = "1"\nlicence = "CC0-1.0"\n'
TEXT = (SHIPPED / "criteria.toml").read_text(encoding="utf-8")


def read(folder: Path, text: str) -> None:
    (folder / "codebook.toml").write_text(HEADER + 'extends = "kizuna"\n')
    (folder / "criteria.toml").write_text(text, encoding="utf-8")
    load.cache_clear()
    load_criteria(load(folder))


def test_the_six_criteria_have_two_to_four_indicators_each() -> None:
    shipped = load_criteria(load())
    assert [c.code for c in shipped.criterion] == [
        "general_purpose",
        "goal_driven",
        "low_commitment",
        "many_dimensions",
        "flexible",
        "economic_place",
    ]
    assert all(2 <= len(c.indicator) <= 4 for c in shipped.criterion)
    assert all(i.counts and i.against for i in shipped.indicators)


def test_scales_and_presumptions_use_values_that_the_record_can_hold() -> None:
    shipped, fields = load_criteria(load()), fields_of(Instrument)
    assert set(CODED) <= set(fields)
    for indicator in shipped.indicators:
        if indicator.field in fields and fields[indicator.field].values:
            assert set(indicator.scale) <= set(fields[indicator.field].values)
    for presumption in shipped.presumption:
        values = fields[presumption.field].values
        assert presumption.value in values if values else presumption.value.isdigit()


def test_a_line_can_be_named_by_criterion_indicator_or_mark() -> None:
    shipped = load_criteria(load())
    assert [i.code for i in shipped.named("general_purpose")] == ["no_target", "no_defence_pledge"]
    assert [i.code for i in shipped.named("framework")] == ["framework"]
    with pytest.raises(InputError, match="unknown criterion 'generous'; there are: general_pur"):
        shipped.named("generous")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('field = "target"', 'field = "colour"', "indicator 'no_target': field = 'colour'; it mu"),
        ('form = "extreme"', 'form = "median"', "Invalid enum value 'median'"),
        ("named = 0.0 }", "named = -1.0 }", "indicator 'no_target': numbers of scale"),
        ('code = "domains"', 'code = "venues"', "'venues': stands there twice"),
        ('kinds = ["operation"]', 'kinds = ["raid"]', "'joint_operations': unknown kinds raid"),
        ("{ EU = 1.0,", "{ EEC = 1.0,", "indicator 'community': unknown organisations EEC"),
        ("line = [0.0, 12.0]", "", "indicator 'easy_exit': form = 'mean' lacks its scale"),
        ("line = [0.0, 12.0]", "line = [6.0, 6.0]", "line must have two different numbers"),
        ('field = "purpose"\nvalue', 'field = "binding"\nvalue', "presumption: field = 'binding'"),
        ('"not general_purpose"]', '"not general"]', "archetype 'alliance': 'not general' is no"),
        ('label = "Alliance"', 'label = "Alliance"\nhue = 1', "unknown field `hue`"),
        ("title =", "title", "not readable as TOML"),
    ],
)
def test_broken_criteria_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(CodebookError) as caught:
        read(tmp_path, TEXT.replace(old, new, 1))
    assert message in str(caught.value)
    assert "criteria.toml" in str(caught.value)


def test_a_codebook_without_criteria_says_how_to_get_them(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    for file in SHIPPED.iterdir():
        if file.name != "criteria.toml":
            (folder / file.name).write_bytes(file.read_bytes())
    load.cache_clear()
    book = load(folder)
    create(tmp_path / "study.sqlite", book)
    with (
        open_record(tmp_path / "study.sqlite", codebook=folder) as record,
        pytest.raises(InputError, match=r"has no criteria: add a criteria\.toml"),
    ):
        criteria("AUS", "IND", record=record)
