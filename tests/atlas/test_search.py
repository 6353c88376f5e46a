"""Search: what is found, in which order, in which script, with which mistakes, and how safely."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kizuna.atlas.search import Entry, SearchIndex, entries_of
from kizuna.atlas.search.words import excerpt, words_of
from kizuna.atlas.web.search_pages import named, spelled
from kizuna.codebook import load
from kizuna.record import Record, open_record


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    with open_record() as record:
        return SearchIndex(entries_of(record.view()))


@pytest.mark.parametrize(
    ("query", "title", "sort"),
    [
        ("japan", "Japan", "State"),
        ("JPN", "Japan", "State"),
        ("日本", "Japan", "State"),
        ("オーストラリア", "Australia", "State"),
        ("uk", "United Kingdom", "State"),
        ("acsa", "Acquisition and cross-servicing agreement", "Kind of instrument"),
        ("9781526123121", "Japan's new security partnerships", "Book"),
        ("978-1-5261-2312-1", "Japan's new security partnerships", "Book"),
        ("9781526123145", "Japan's new security partnerships", "Book"),
        ("vosse midford", "Japan's new security partnerships", "Book"),
        ("aus-jpn-kakadu-2016", "Exercise Kakadu 2016", "Event"),
        ("philipines", "Philippines", "State"),
        ("rusia", "Russia", "State"),
        ("ＪＡＰＡＮ", "Japan", "State"),
    ],
)
def test_the_first_hit_is_what_was_meant(
    index: SearchIndex, query: str, title: str, sort: str
) -> None:
    first = index.search(query).hits[0].entry
    assert first.title.startswith(title)
    assert first.sort == sort


def test_accents_do_not_matter(index: SearchIndex) -> None:
    plain = [hit.entry.path for hit in index.search("senat").hits]
    assert plain
    assert plain == [hit.entry.path for hit in index.search("SÉNAT").hits]


def test_a_mended_word_is_told(index: SearchIndex) -> None:
    found = index.search("japan austrlia acsa")
    assert found.mended == (("austrlia", "australia"),)
    assert "Australia" in found.hits[0].entry.title


def test_where_nothing_holds_all_words_some_do_and_it_is_told(index: SearchIndex) -> None:
    found = index.search("recaap xyzzyplugh")
    assert found.partly
    assert found.hits
    assert not index.search("xyzzyplugh").hits


def test_notes_are_searched_and_shown_with_the_word_marked(index: SearchIndex) -> None:
    hits = index.search("sovereign bases").hits or index.search("piracy").hits
    marked = [piece.text for hit in hits for piece in (*hit.title, *hit.pieces) if piece.hit]
    assert marked


def test_every_row_is_found_by_its_id(index: SearchIndex) -> None:
    with open_record() as record:
        view = record.view()
        ids = [
            row.id for table in ("instrument", "dialogue", "office") for row in view.stream(table)
        ]
    for row_id in ids[::7]:
        paths = [hit.entry.path for hit in index.search(row_id, most=3).hits]
        assert any(path.endswith(f"/{row_id}") for path in paths), row_id


@pytest.mark.parametrize(
    "query",
    ['"', '""', "a OR", "NEAR(a b)", "title:japan", "japan*", "^japan", "-japan", "(", ")", "+ a",
     "AND", "NOT", "{title names}: x", "'; DROP TABLE entry; --", "\x00", "\ud800", " ", "_", "%"],
)  # fmt: skip
def test_nothing_typed_is_syntax(index: SearchIndex, query: str) -> None:
    index.search(query)
    assert index.search("japan").hits[0].entry.title == "Japan"


@given(st.text(max_size=400))
def test_any_text_is_a_query(query: str) -> None:
    SMALL.search(query)


def test_operators_are_words() -> None:
    # Were OR syntax, the third entry would match the second query in full.
    assert {hit.entry.path for hit in SMALL.search("alpha or").hits} == {"/1", "/2"}
    assert not SMALL.search("gamma OR alpha").hits or SMALL.search("gamma OR alpha").partly


def test_marks_of_a_dense_script_stand_for_themselves() -> None:
    assert [hit.entry.path for hit in SMALL.search("安全").hits] == ["/2"]
    assert not SMALL.search("全安").hits


def test_several_threads_ask_at_once() -> None:
    faults: list[Exception] = []

    def ask() -> None:
        try:
            for _ in range(50):
                assert SMALL.search("alpha").hits
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


def test_an_excerpt_is_short_and_holds_the_word() -> None:
    text = "word " * 200 + "needle " + "word " * 200
    pieces = excerpt(text, ["needle"])
    assert "needle" in [piece.text for piece in pieces if piece.hit]
    assert sum(len(piece.text) for piece in pieces) < 200


def test_queries_are_cut() -> None:
    assert len(words_of(" ".join(f"w{n}" for n in range(100)))) == 8
    assert len("".join(words_of("x" * 10_000))) <= 120


def test_attacks_stay_text(hostile: Record) -> None:
    hits = SearchIndex(entries_of(hostile.view())).search("alert").hits
    assert hits
    assert any("<script>" in piece.text for hit in hits for piece in hit.title)


SMALL = SearchIndex(
    [
        Entry("/1", "A", "alpha or omega", text="one"),
        Entry("/2", "A", "alpha", names="安全保障", text="or not"),
        Entry("/3", "B", "gamma", text="delta"),
    ]
)


def test_how_many_there_are_in_all_is_told(index: SearchIndex) -> None:
    found = index.search("japan", most=5)
    assert len(found.hits) == 5
    assert found.total > 300, "more than are ranked"
    few = index.search("kakadu 2016", most=20)
    assert few.total == len(few.hits)
    assert index.search("zzzzzz").total == 0


@pytest.mark.parametrize(
    ("query", "written", "codes"),
    [
        ("日米", "Japan United States", ["JPN", "USA"]),
        ("日豪 acsa", "Japan Australia acsa", ["JPN", "AUS"]),
        ("日米豪印", "Japan United States Australia India", ["JPN", "USA", "AUS", "IND"]),
        ("日本", "日本", ["JPN"]),
        ("日", "日", []),
        ("安保", "安保", []),
    ],
)
def test_groups_of_abbreviations_are_written_out(
    query: str, written: str, codes: list[str]
) -> None:
    book = load()
    assert spelled(book, query) == written
    assert named(book, written) == codes
