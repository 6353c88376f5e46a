"""Profiles and pages of partners show where two sides agree on threats and who debates them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from atlas.conftest import HOSTILE
from atlas.markup import Page
from click.testing import CliRunner
from study import fill, stance

from kizuna.atlas import both_sides as shown
from kizuna.atlas import relationship, sides
from kizuna.atlas.both_sides import BothSides, both_sides
from kizuna.atlas.export import to_json
from kizuna.atlas.pages import profile_page
from kizuna.atlas.site import write_pages
from kizuna.cli import cli
from kizuna.codebook import PartialDate
from kizuna.measures.criteria import criteria
from kizuna.measures.profile import profile
from kizuna.record import Office, Record, Stance

THREATS = {"piracy": (3, 3), "cyber": (2, 2), "russia": (3, 0), "terrorism": (1, 1)}


def party(name: str, holder: str, about: str, value: float, **values: str) -> Stance:
    given = {"holder_kind": "party", "about_kind": "partner", "date": "2019", **values}
    return stance(name.lower(), holder=holder, holder_name=name, about=about, value=value, **given)


@pytest.fixture
def two(study: Record) -> Record:
    """The study with enough coded threats for an index and a debate on one side."""
    fill(
        study,
        *(
            stance(f"{code}-{side.lower()}-2020", holder=side, about=code, value=float(value), date="2020-01")
            for code, values in THREATS.items()
            for side, value in zip(("AUS", "IND"), values, strict=True)
        ),
        stance("climate-a", about="climate", date="2020-01"),
        stance("energy-a", about="energy", date="2005"),
        party("Ruling", "IND", "AUS", 2.0),
        party("Sceptics", "IND", "AUS", -2.0),
        party("Ancient", "IND", "AUS", -1.0, date="2001"),
        party("Waverers", "IND", "AUS", 0.0),
        party(
            "Poll", "IND", "AUS", 1.0, holder_kind="public", note="Do you trust Australia? 75% yes",
        ),
        Office(
            id="o", actor="IND", party="Ruling", role="head", start=PartialDate.parse("2018"),
            source="paper", check="verified",
        ),
    )  # fmt: skip
    return study


def compared(record: Record, *pair: str) -> BothSides:
    return both_sides(profile(*pair, as_of="2020", record=record), record=record)


def test_shared_divergent_and_one_sided_threats_with_how_sure(two: Record) -> None:
    both = compared(two, "AUS", "IND")
    assert both.convergence
    lines = shown.findings(both.convergence, two.codebook)
    assert [line.split(":")[0] for line in lines] == [
        "Shared",
        "Divergent",
        "Coded on one side only",
    ]
    for label, line in zip(("Piracy", "Russia", "Climate change (AUS)"), lines, strict=True):
        assert label in line
    assert " sure)" in lines[0]
    assert both.convergence.course == ()


def test_age_of_documents_from_newest_to_oldest(two: Record) -> None:
    one = profile("AUS", "IND", as_of="2020", record=two)
    found = both_sides(one, record=two).convergence
    assert found
    first, _ = shown.documents(found, one)
    assert first.startswith("Australia: documents of 2020-01 (")
    assert shown.years(PartialDate.parse("2010-12-31"), dt.date(2020, 12, 31)) == "10 y"
    assert shown.years(None, dt.date(2020, 12, 31)) == ""


def test_stale_values_are_marked_in_the_table_of_threats(two: Record) -> None:
    one = profile("AUS", "IND", as_of="2020", record=two)
    found = both_sides(one, record=two).convergence
    told = {t.label: shown.verdict(found, t) for t in sides.threats(one, two.codebook)}
    assert told["Energy security"] == "too old to compare"
    assert told["Climate change"] == "one side"
    assert told["Terrorism"] == ""
    assert told["Russia"].startswith("divergent, ")


def test_a_value_too_old_on_one_side_is_not_called_unknown(two: Record) -> None:
    fill(two, stance("energy-i", holder="IND", about="energy", date="2019"))
    one = profile("AUS", "IND", as_of="2020", record=two)
    found = both_sides(one, record=two).convergence
    told = {t.label: shown.verdict(found, t) for t in sides.threats(one, two.codebook)}
    assert told["Energy security"] == "one is too old"


def test_pair_that_cannot_be_compared_says_what_is_missing(two: Record) -> None:
    both = compared(two, "AUS", "NZL")
    assert both.convergence is None
    assert "New Zealand" in both.missing
    page = Page(
        profile_page(profile("AUS", "NZL", as_of="2020", record=two), two.codebook, both=both)
    )
    assert "Convergence cannot be measured" in page.text
    assert "that is not evidence of agreement" in page.text
    assert not page.faults


def test_parties_for_undecided_and_against_with_their_part_in_government(two: Record) -> None:
    (question,) = compared(two, "AUS", "IND").debates[1].questions
    assert [
        (c.words, [p.stance.holder_name for p in c.parties]) for c in shown.choices(question)
    ] == [
        ("For", ["Ruling"]),
        ("Undecided", ["Waverers"]),
        ("Against", ["Sceptics"]),
    ]
    assert "1 of 3 parties against" in shown.contested(question)


def test_page_shows_each_debated_stance_once(two: Record) -> None:
    one = profile("AUS", "IND", as_of="2020", record=two)
    page = Page(profile_page(one, two.codebook, both=both_sides(one, record=two)))
    assert not page.faults
    assert len(page.ids) == len(set(page.ids))
    for name in ("Ruling", "Sceptics", "Waverers", "Some Party", "Ancient"):
        assert page.words.count(name) == 1, name
    for words in ("leads the government", "in opposition", "Do you trust Australia? 75% yes"):
        assert words in page.text
    assert "Older positions on each other" in page.text
    assert all(link.removeprefix("#") in page.ids for link in page.links if link[0] == "#")


def test_partner_pages_hold_the_comparison(two: Record, tmp_path: Path) -> None:
    write_pages("AUS", tmp_path, as_of="2020", record=two)
    text = Page((tmp_path / "IND.html").read_text(encoding="utf-8")).text
    assert "90% interval" in text
    assert "The debate at home" in text


def test_overview_shows_archetype_and_convergence_and_leads_to_their_sections(
    two: Record, tmp_path: Path
) -> None:
    write_pages("AUS", tmp_path, as_of="2020", record=two)
    index = Page((tmp_path / "index.html").read_text(encoding="utf-8"))
    found = compared(two, "AUS", "IND")
    assert found.convergence
    point = found.convergence.point
    assert f"{point.index:.2f} ({point.low:.2f} to {point.high:.2f})" in index.text
    partner = Page((tmp_path / "IND.html").read_text(encoding="utf-8"))
    for anchor in ("relationship", "threats-compared"):
        assert f"IND.html#{anchor}" in index.links
        assert anchor in partner.ids
    assert not index.faults


def test_text_of_the_record_stays_text_in_debates(hostile: Record) -> None:
    one = profile("AUS", "IND", as_of="2020", record=hostile)
    page = Page(profile_page(one, hostile.codebook, both=both_sides(one, record=hostile)))
    assert not {"script", "img"} & set(page.tags)
    assert not page.faults
    assert HOSTILE in page.text


@pytest.mark.parametrize("form", ["table", "json", "md"])
def test_terminal_json_and_markdown_show_the_same(two: Record, tmp_path: Path, form: str) -> None:
    call = ["profile", "AUS", "IND", "--as-of", "2020", "--format", form]
    done = CliRunner().invoke(cli, [*call, "--record", str(tmp_path / "study.sqlite")])
    assert done.exit_code == 0, done.output
    if form == "json":
        data = json.loads(done.stdout)
        assert data["convergence"]["divergent"] == ["russia"]
        assert data["convergence_missing"] is None
        found = criteria("AUS", "IND", as_of="2020", record=two)
        assert data["criteria"] == json.loads(to_json(found.to_dict()))
        assert data["criteria_missing"] is None
        assert [side["about"] for side in data["debates"]] == ["IND", "AUS"]
        return
    for words in ("Convergence", "Sceptics", "Piracy", "Runner-up: ", "General purpose"):
        assert words in done.stdout
    if form == "table":
        assert max(map(len, done.stdout.splitlines())) <= 100


def test_page_shows_the_criteria_and_links_to_their_rows(two: Record) -> None:
    one = profile("AUS", "IND", as_of="2020", record=two)
    both = both_sides(one, record=two)
    assert both.criteria is not None
    page = Page(profile_page(one, two.codebook, both=both))
    assert not page.faults
    assert len(page.ids) == len(set(page.ids))
    for value in both.criteria.criteria:
        assert f"#criterion-{value.criterion.code}" in page.links
        assert value.criterion.label in page.words
    for words in ("Archetype:", "Runner-up:", "turns on", "Bounds", "Verdict"):
        assert words in page.text
    rows = {used.item.id for c in both.criteria.criteria for i in c.indicators for used in i.used}
    assert rows
    assert {link.removeprefix("#row-") for link in page.links if link.startswith("#row-")} >= rows
    assert all(link.removeprefix("#") in page.ids for link in page.links if link[0] == "#")


def test_rows_behind_a_criterion_say_what_each_indicator_reads(two: Record) -> None:
    found = compared(two, "AUS", "IND").criteria
    assert found
    bases = {basis.code: basis for basis in relationship.bases(found, two.codebook)}
    commitment = bases["low_commitment"]
    at = [value.indicator.code for value in commitment.indicators].index("informal")
    cells = {row.id: row.cells[at] for row in commitment.rows}
    assert cells["new"].startswith("treaty = ")
    assert "old" not in cells, "what has ended for sure bears on no criterion"
    assert [row.counts for row in commitment.rows] == sorted(
        (row.counts for row in commitment.rows), reverse=True
    )


def test_pair_without_rows_gets_no_archetype(two: Record) -> None:
    one = profile("FRA", "NZL", as_of="2020", record=two)
    both = both_sides(one, record=two)
    page = Page(profile_page(one, two.codebook, both=both))
    assert "no row that counts for this pair" in page.text
    assert "Archetype:" not in page.text
    assert not page.faults


def test_codebook_without_criteria_says_so(two: Record) -> None:
    both = compared(two, "AUS", "IND")._replace(criteria=None, unassessed="no criteria here")
    one = profile("AUS", "IND", as_of="2020", record=two)
    assert (
        "Not assessed: no criteria here." in Page(profile_page(one, two.codebook, both=both)).text
    )
    assert both.to_dict()["criteria_missing"] == "no criteria here"
