"""What the dictionary counts, and what it does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kizuna.codebook import load
from kizuna.codebook.patterns import Dictionary, load_patterns
from kizuna.errors import CodebookError
from kizuna.measures.salience.matching import Matcher, sentence_around, sentences
from kizuna.measures.salience.normalise import normalise, same_length_lower


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_patterns())


def found(matcher: Matcher, text: str, threat: str) -> list[tuple[str, str]]:
    """Terms and statuses of one threat's matches, in the order of the text."""
    reading = matcher.read(text)
    index = matcher.dictionary.codes.index(threat)
    return [(reading.text[m.start : m.end], m.status) for m in reading.matches if m.threat == index]


COUNTED = [
    ("piracy", "We condemn Piracy off the coast.", ["Piracy"]),
    ("south_china_sea", "Events in the South China\n   Sea worry us.", ["South China Sea"]),
    ("south_china_sea", "the Spratlys and the Paracel Islands", ["Spratlys", "Paracel"]),
    (
        "terrorism",
        "counter-terrorism, counterterrorism, counter terrorism",
        ["counter-terrorism", "counterterrorism", "counter terrorism"],
    ),
    ("terrorism", "a co-ordinated fight against ter-\nrorism", ["terrorism"]),
    ("terrorism", "The terrorists' acts of terror", ["terrorists", "terror"]),
    (
        "climate",
        "rising seas and sea-level rise and sea level rise",
        ["rising seas", "sea-level rise", "sea level rise"],
    ),
    ("cyber", "cyberattacks, cyber-crime and cyber security", ["cyberattacks", "cyber", "cyber"]),
    ("dprk_missile_nuclear", "North Korea has tested a nuclear device.", ["North Korea"]),
    ("dprk_missile_nuclear", "The missiles that Pyongyang fired", ["Pyongyang"]),
    ("russia", "Russia’s illegal annexation of Crimea", ["Russia's", "annexation of Crimea"]),
    ("east_china_sea", "around the Senkaku Islands", ["Senkaku"]),
    ("taiwan", "peace across the Taiwan Strait", ["Taiwan Strait"]),
]

NOT_COUNTED = [
    ("piracy", "software piracy costs the industry billions"),
    ("piracy", "The conspiracy of pirated copies"),
    ("terrorism", "a balance of terror"),
    ("terrorism", "the territory of terra nova"),
    ("dprk_missile_nuclear", "North Korea took part. Nuclear energy is another matter."),
    ("dprk_missile_nuclear", "North Korea hosted a football match"),
    ("china_military", "military modernisation in the South China Sea"),
    ("china_military", "The Sudan People's Liberation Army laid down its arms"),
    ("china_maritime", "Naval exercises in the East China Sea"),
    ("russia", "We thank the Russian Federation for hosting the conference."),
    ("cyber", "the science of cybernetics"),
]


@pytest.mark.parametrize(("threat", "text", "terms"), COUNTED)
def test_counts(matcher: Matcher, threat: str, text: str, terms: list[str]) -> None:
    assert found(matcher, text, threat) == [(term, "counted") for term in terms]


@pytest.mark.parametrize(("threat", "text"), NOT_COUNTED)
def test_does_not_count(matcher: Matcher, threat: str, text: str) -> None:
    assert found(matcher, text, threat) == []


NEGATED = [
    "There has been no piracy in our waters.",
    "We have had no incidents of piracy this year.",
    "We do not have any piracy.",
    "Our coast has remained free from piracy.",
    "We are not threatened by piracy.",
    "Piracy is not a threat to us.",
    "Neither piracy nor smuggling occurs here.",
]
EMPHATIC = [
    "No country can ignore piracy.",
    "There is no justification for piracy.",
    "There can be no excuse for any act of piracy.",
    "We cannot tolerate piracy.",
    "We must not allow piracy to spread.",
    "Not only piracy threatens us.",
    "Piracy is no longer a distant problem.",
    "We dream of a world without piracy.",
    "We have no navy. Piracy thrives.",
]


@pytest.mark.parametrize("text", NEGATED)
def test_a_denied_threat_does_not_count(matcher: Matcher, text: str) -> None:
    assert [status for _, status in found(matcher, text, "piracy")] == ["negated"]


@pytest.mark.parametrize("text", EMPHATIC)
def test_a_no_that_denies_something_else_does_not_matter(matcher: Matcher, text: str) -> None:
    assert [status for _, status in found(matcher, text, "piracy")] == ["counted"]


@pytest.mark.parametrize(("left", "right"), [("“", "”"), ('"', '"'), ("«", "»")])
def test_long_quotations_are_somebody_elses_speech(matcher: Matcher, left: str, right: str) -> None:
    text = f"He said: {left}we shall fight piracy wherever it may appear at sea{right}. Piracy is ours."
    assert found(matcher, text, "piracy") == [("piracy", "quoted"), ("Piracy", "counted")]


def test_short_quotations_count(matcher: Matcher) -> None:
    text = 'The so-called "piracy problem" is real. "Piracy," he said, and left.'
    assert [status for _, status in found(matcher, text, "piracy")] == ["counted", "counted"]


def test_an_apostrophe_opens_no_quotation(matcher: Matcher) -> None:
    text = "The state’s fight against piracy and its people’s hopes for many better years to come’."
    assert found(matcher, text, "piracy") == [("piracy", "counted")]


def test_one_place_counts_once_by_its_longest_name(matcher: Matcher) -> None:
    text = "armed robbery against ships; sea lines of communication; freedom of the seas"
    assert len(found(matcher, text, "piracy")) == 1
    assert [t for t, _ in found(matcher, text, "sea_lanes")] == [
        "sea lines of communication",
        "freedom of the seas",
    ]


def test_places_stay_right_when_lower_case_is_longer(matcher: Matcher) -> None:
    # The capital dotted I becomes two characters in lower case.
    assert found(matcher, "İİİİ faced piracy", "piracy") == [("piracy", "counted")]


def test_empty_text_has_no_words(matcher: Matcher) -> None:
    reading = matcher.read(" \n ")
    assert (reading.n_words, reading.matches, reading.english) == (0, [], 0.0)


def test_words_and_english(matcher: Matcher) -> None:
    reading = matcher.read("The fate of the seas and of the people.")
    assert reading.n_words == 9
    assert reading.english > 0.3
    assert matcher.read("Die Lage der Marine ist ernst und bleibt es.").english == 0.0


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    matcher = _shared()
    reading = matcher.read(text)
    assert reading.text == normalise(text)
    for match in reading.matches:
        assert 0 <= match.start < match.end <= len(reading.text)


@given(st.text(max_size=80))
def test_lower_case_keeps_places(text: str) -> None:
    assert len(same_length_lower(text)) == len(text)


def _shared(cache: list[Matcher] = []) -> Matcher:  # noqa: B006 - compiled once
    if not cache:
        cache.append(Matcher(load_patterns()))
    return cache[0]


def test_sentences_and_their_surroundings() -> None:
    text = "First. Mr. A spoke of piracy at sea! And then?"
    assert list(sentences(text))[-1] == "And then?"
    place = text.index("piracy")
    assert "piracy at sea!" in sentence_around(text, place, place + 6)
    assert "And then" not in sentence_around(text, place, place + 6)
    long = "word " * 300 + "piracy" + " word" * 300
    cut = sentence_around(long, 1500, 1506)
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert len(cut) < 900


# The dictionary as data ------------------------------------------------------------------------


def test_every_threat_of_the_codebook_has_patterns() -> None:
    assert set(load_patterns().codes) == set(load().threats)


def test_subjects_are_actors() -> None:
    book = load()
    assert all(t.subject in book.actors for t in load_patterns().threat if t.subject)


@pytest.mark.parametrize("code", load_patterns().codes)
def test_the_example_of_a_threat_counts_for_it(matcher: Matcher, code: str) -> None:
    entry = next(t for t in matcher.dictionary.threat if t.code == code)
    assert found(matcher, entry.example, code), entry.example


@pytest.mark.parametrize("code", load_patterns().codes)
def test_every_term_finds_itself(matcher: Matcher, code: str) -> None:
    entry = next(t for t in matcher.dictionary.threat if t.code == code)
    for term in entry.terms:
        text = "we saw " + term.removesuffix("*") + " there"
        assert found(matcher, text, code), term


def test_no_pattern_stands_twice_in_a_threat() -> None:
    for entry in load_patterns().threat:
        assert len(set(entry.terms)) == len(entry.terms), entry.code
        for rule in entry.near:
            assert len(set(rule.along)) == len(rule.along), entry.code


def _own(tmp_path: Path, body: str) -> Dictionary:
    shipped = Path(str(load_patterns.__wrapped__.__globals__["SHIPPED"])) / "threat_patterns.toml"
    head = re.split(r"(?m)^\[\[threat\]\]", shipped.read_text(encoding="utf-8"))[0]
    (tmp_path / "threat_patterns.toml").write_text(head + body, encoding="utf-8")
    return load_patterns(tmp_path)


def test_a_study_replaces_and_adds_entries(tmp_path: Path) -> None:
    body = '[[threat]]\ncode = "piracy"\nexample = "Corsairs."\nterms = ["corsair*"]\n'
    body += '[[threat]]\ncode = "locusts"\nexample = "Locusts."\nterms = ["locust*"]\n'
    own = _own(tmp_path, body)
    assert own.codes[-1] == "locusts"
    assert own.fingerprint() != load_patterns().fingerprint()
    assert found(Matcher(own), "Corsairs and locusts, but no pirates", "piracy") == [
        ("Corsairs", "counted")
    ]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('[[threat]]\ncode = "x"\nexample = "X."\nterms = ["Upper"]\n', "'Upper' is no pattern"),
        ('[[threat]]\ncode = "x"\nexample = "X."\nterms = ["a*b"]\n', "'a\\*b' is no pattern"),
        ('[[threat]]\ncode = "x"\nexample = "X."\n', "neither terms nor near"),
        ('[[threat]]\ncode = "x"\nterms = ["x"]\n', "example"),
        ("[[threat]\n", "not readable as TOML"),
    ],
)
def test_a_broken_dictionary_says_what_is_wrong(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(CodebookError, match=message):
        _own(tmp_path, body)
