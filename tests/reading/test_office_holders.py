"""Leaders and ministers by name speak for their actors; a study may list more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kizuna.codebook import SHIPPED, load
from kizuna.errors import CodebookError
from kizuna.reading.office_holders import FIELDS, FILE, read_office_holders
from kizuna.reading.vocabulary import load_vocabulary

HEAD = ",".join(FIELDS)
OWN = f"{HEAD}\nCHL,leader,President,Ricardo Lagos,Lagos,yes,https://example.org/chile\n"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "Abe and Turnbull oversaw the signing of a revised acquisition and cross-servicing agreement in Sydney on 14 January 2017.",
            "acsa AUS-JPN 2017-01-14 signed",
        ),
        (
            "Abe met Duterte in Davao City on 13 January 2017.",
            "summit JPN-PHL 2017-01-13 held",
        ),
        (
            "Prime Minister Kishida and Prime Minister Modi met in New Delhi on 19 March 2022.",
            "summit IND-JPN 2022-03-19 held",
        ),
        (
            "KISHIDA Fumio, Prime Minister of Japan, and Anthony Albanese, Prime Minister of Australia, signed the Joint Declaration on Security Cooperation in Perth on 22 October 2022.",
            "security_declaration AUS-JPN 2022-10-22 signed",
        ),
        (
            "British Prime Minister Rishi Sunak signed the reciprocal access agreement with Kishida at the Tower of London on 11 January 2023.",
            "reciprocal_access GBR-JPN 2023-01-11 signed",
        ),
        (
            "Ministers Marles and Kihara met in Tokyo in December 2023.",
            "meeting AUS-JPN 2023-12 held",
        ),
        # Who has left office, a namesake with another title, and a ship.
        ("Former Prime Minister Turnbull met Abe in Tokyo in May 2019.", ""),
        ("Admiral Lee met Prime Minister Abe in Tokyo in May 2014.", ""),
        ("Abe is to meet Modi in Tokyo next month.", ""),
    ],
)
def test_shipped(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


def test_every_holder_has_an_actor_and_a_source() -> None:
    actors = load().actors
    holders = read_office_holders(SHIPPED / FILE)
    assert len(holders) > 100
    for holder in holders:
        assert holder.actor in actors
        assert holder.source.startswith("https://")
        assert holder.name.isascii()
        assert holder.called in holder.name or holder.alone == "yes"


def test_short_names_mean_one_actor() -> None:
    forms: dict[str, set[str]] = {}
    for holder in read_office_holders(SHIPPED / FILE):
        for form in holder.forms():
            forms.setdefault(form, set()).add(holder.actor)
    assert {form: codes for form, codes in forms.items() if len(codes) > 1} == {}


def test_a_study_adds_its_own(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(OWN, encoding="utf-8")
    names = [h.name for h in load_vocabulary(tmp_path).holders]
    assert "Ricardo Lagos" in names
    assert len(names) == len(load_vocabulary().holders) + 1


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("name,actor\nLagos,CHL\n", "the columns must be actor, level"),
        (f"{HEAD}\nCHL,king,President,Lagos,Lagos,yes,x\n", "line 2.*level"),
        (f"{HEAD}\nCHL,leader,President,Lagos,,yes,x\n", "line 2: called is empty"),
        (f"{HEAD}\nCHL,leader,President,Lagos,Lagos,yes,\n", "line 2: source is empty"),
        (f'{HEAD}\nCHL,"leader,President\n', "not readable as CSV"),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, text: str, wrong: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match=wrong):
        read_office_holders(tmp_path / FILE)
