"""The library: which file is which source, which passages support which facts, who is kin to whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from kizuna.atlas.library.kin import Likeness, sharing
from kizuna.atlas.library.passages import passages
from kizuna.atlas.library.shelf import isbns, shelve
from kizuna.errors import InputError
from kizuna.record import Coding, Event, Fact, Record, Source, open_record
from kizuna.record.related import claims_of, facts_of

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed"
BOOK = "vosse-midford-2018-japans-new-security-partnerships"
TEXT = """Introduction

Everything in this volume turns on Australia and what its ministers said in those years of change.

In May 2018 India and Australia held the Bay Drill, a large exercise of frigates off Fremantle.

Nothing else of note was reported by anybody who followed the matter closely in that long summer.
"""


def _sources() -> list[Source]:
    return [
        Source(id="by-name", kind="web", title="One"),
        Source(id="by-isbn", kind="book", title="Two", isbn="9781526123121",
               note="Ebook ISBN 9781526123145."),
        Source(id="by-title", kind="web", title="The state of the partnership in 2018"),
    ]  # fmt: skip


def test_files_are_put_to_their_source_by_name_isbn_or_title(tmp_path: Path) -> None:
    (tmp_path / "by-name.txt").write_text("Some words of a text.\n")
    (tmp_path / "book.txt").write_text("A book\n\nISBN 978 1 5261 2314 5 ebook\n\nIts text.\n")
    (tmp_path / "page.md").write_text("# The State of the Partnership in 2018\n\nText.\n")
    (tmp_path / "other.txt").write_text("Nothing that the record knows.\n")
    (tmp_path / "damaged.pdf").write_bytes(b"no PDF")
    shelf = shelve([tmp_path], _sources())
    assert {source: text.name for source, text in shelf.texts.items()} == {
        "by-name": "by-name.txt", "by-isbn": "book.txt", "by-title": "page.md",
    }  # fmt: skip
    assert shelf.unknown == ("other.txt",)
    assert [name for name, _ in shelf.unread] == ["damaged.pdf"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        shelve([tmp_path / "nothing"], _sources())


def test_numbers_that_are_no_isbn_are_not_taken_for_one() -> None:
    assert isbns(Source(id="x", kind="web", title="T", note="In 9781526123140 words.")) == set()


def test_the_sentence_that_tells_a_fact_is_found(study: Record, tmp_path: Path) -> None:
    (tmp_path / "paper.txt").write_text(TEXT)
    source = study.view().rows(Source)[0]
    text = shelve([tmp_path], [Source(id="paper", kind="web", title=source.title)]).texts["paper"]
    drill = study.view().get(Event, "drill")
    assert drill is not None
    titled = Coding(
        id="c", row="drill", field="title", value="Bay Drill exercise off Fremantle",
        source="paper", check="verified", locator="Introduction",
    )  # fmt: skip
    found = passages(text, [drill], {"drill": [titled]}, study.codebook)
    assert len(found) == 1
    block = text.blocks[found[0].block - 1].text
    assert block[found[0].start : found[0].end].startswith("In May 2018 India")
    assert found[0].facts == ("drill",)
    assert passages(text, [], {}, study.codebook) == []


def test_sources_that_support_the_same_facts(study: Record) -> None:
    view = study.view()
    source = view.rows(Source)[0].id
    assert sharing(view, source, facts_of(view, source), claims_of(view, source)) == []
    with open_record() as record:
        shipped = record.view()
        kin = sharing(shipped, BOOK, facts_of(shipped, BOOK), claims_of(shipped, BOOK))
        assert [one.shared for one in kin] == sorted((one.shared for one in kin), reverse=True)
        for one in kin:
            # Whoever shares with the book, with that one the book shares too.
            back = sharing(
                shipped, one.source.id, facts_of(shipped, one.source.id, most=9999),
                claims_of(shipped, one.source.id, most=9999), most=9999,
            )  # fmt: skip
            assert {o.source.id: o.shared for o in back}[BOOK] == one.shared


def test_likeness_is_symmetric_and_finds_the_next_year() -> None:
    with open_record() as record:
        sources = record.view().rows(Source)
    alike = Likeness(sources)
    paper = next(source for source in sources if source.title == "Defense of Japan 2020")
    found = alike.like(paper.id)
    assert any("Defense of Japan" in kin.source.title for kin in found)
    for kin in found:
        assert 0 < kin.likeness <= 1
        back = {k.source.id: k.likeness for k in alike.like(kin.source.id, most=9999)}
        assert back[paper.id] == pytest.approx(kin.likeness)
    assert alike.like("nothing") == []


@pytest.mark.skipif(not SEED.is_dir(), reason="the preview of the first book is not here")
def test_the_first_book_is_on_the_shelf_and_most_of_its_facts_have_a_passage() -> None:
    with open_record() as record:
        view = record.view()
        shelf = shelve([SEED], view.rows(Source))
        assert list(shelf.texts) == [BOOK]
        claims: dict[str, list[Coding]] = {}
        for claim in claims_of(view, BOOK):
            claims.setdefault(claim.row, []).append(claim)
        facts: dict[str, Fact] = {fact.id: fact for fact in facts_of(view, BOOK)}
        found = passages(shelf.texts[BOOK], facts.values(), claims, record.codebook)
        placed = {row: passage for passage in found for row in passage.facts}
        assert len(placed) > 0.8 * len(facts)
        text = shelf.texts[BOOK]
        for row, words in {
            "jpn-gov-nss2013-partner-ind": "India",
            "jpn-gov-nss2013-partner-nato": "NATO",
            "aus-jpn-kakadu-2016": "KAKADU",
        }.items():
            passage = placed[row]
            assert words in text.blocks[passage.block - 1].text[passage.start : passage.end]
