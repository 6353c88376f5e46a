"""Stances: who says what of a threat, a partner or a policy, and what is no such thing."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from kizuna.codebook import PartialDate, load
from kizuna.reading.candidates import Proposal, Reader
from kizuna.reading.linking import Linker, status_of
from kizuna.reading.stances import load_stances
from kizuna.reading.vocabulary import load_vocabulary
from kizuna.record import open_record

Told = Callable[..., str]


@pytest.fixture(scope="module")
def readers() -> Callable[[str], Reader]:
    made: dict[str, Reader] = {}

    def of(speaker: str) -> Reader:
        if speaker not in made:
            made[speaker] = Reader(
                load(), load_vocabulary(), speaker=speaker, stances=load_stances()
            )
        return made[speaker]

    return of


@pytest.fixture(scope="module")
def said(readers: Callable[[str], Reader]) -> Told:
    """The stances of a paragraph, as ``HOLDER about value; …``."""

    def read(text: str, *, speaker: str = "", title: str = "", date: str = "2020") -> str:
        paragraphs = readers(speaker).read([text], date=PartialDate.parse(date), title=title)
        return "; ".join(_told(p) for found in paragraphs for p in found if p.said)

    return read


def _told(p: Proposal) -> str:
    assert p.said is not None
    holder = p.said.holder_name or p.parties[0]
    when = "" if str(p.date) == "2020" else f" {p.date}"
    return f"{holder} {p.said.about} {p.said.value:+d}{when}"


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("Australia regards terrorism as the most serious threat.", "AUS terrorism +3"),
        ("France considers climate change a serious challenge.", "FRA climate +2"),
        ("Canada sees terrorism as one of the greatest threats.", "CAN terrorism +2"),
        ("Guyana condemns terrorism in all its forms and manifestations.", "GUY terrorism +1"),
        ("Peru condemns in the strongest terms all acts of terrorism.", "PER terrorism +2"),
        (
            "Japan expressed serious concern about North Korea's missile launches.",
            "JPN dprk_missile_nuclear +2",
        ),
        (
            "Japanese Foreign Minister Taro Kono voiced grave concern over missiles of North Korea.",
            "JPN dprk_missile_nuclear +2",
        ),
        ("The Government of the Gambia condemns terrorism and piracy.", "GMB terrorism +1; GMB piracy +1"),
        ("Chile is fully committed to fighting climate change.", "CHL climate +2"),
        ("Kenya attaches the highest priority to combating piracy.", "KEN piracy +3"),
        (
            "India condemned nuclear tests of North Korea and voiced concern over nuclear proliferation.",
            "IND dprk_missile_nuclear +1; IND proliferation +1",
        ),
        ("Japan and Australia expressed concern about the situation in the South China Sea.",
         "JPN south_china_sea +1; AUS south_china_sea +1"),
        ("The Foreign Minister stressed that Japan opposes terrorism.", "JPN terrorism +1"),
        ("India continues to be gravely concerned by the menace of piracy.", "IND piracy +2"),
        ("That is why Singapore condemned the invasion of Ukraine.", "SGP russia +1"),
        ("Poland regards Russia as the greatest threat.", "POL russia +3"),
        ("In May 2019, Norway expressed concern about cyber attacks.", "NOR cyber +1 2019-05"),
    ],
)  # fmt: skip
def test_threats(said: Told, text: str, stances: str) -> None:
    assert said(text) == stances


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("Australia sees India as a key security partner.", "AUS IND +2"),
        ("Japan considers Viet Nam an important partner.", "JPN VNM +1"),
        ("India attaches great importance to its relations with Japan.", "IND JPN +2"),
        ("Norway is committed to strengthening its relations with Poland.", "NOR POL +1"),
        ("The government of Georgia regards Iceland as an enemy.", "GEO ISL -2"),
    ],
)
def test_partners(said: Told, text: str, stances: str) -> None:
    assert said(text) == stances


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("The government of China opposes the Quad.", "CHN quad -1"),
        ("The LDP supports the cross-servicing agreement.", "Liberal Democratic Party acsa_expansion +1"),
        (
            "The Japanese Communist Party strongly opposes the acquisition of counterstrike capabilities.",
            "Japanese Communist Party counterstrike -2",
        ),
        ("Komeito voted for the bill on arms exports.", "Komeito defence_exports +1"),
        ("The CPI(M) denounced the Quad.", "Communist Party of India (Marxist) quad -2"),
        ("Britain's Labour Party backs GCAP.", "Labour Party gcap +1"),
    ],
)  # fmt: skip
def test_policies(said: Told, text: str, stances: str) -> None:
    assert said(text) == stances


@pytest.mark.parametrize(
    "text",
    [
        # denied, planned, supposed, asked
        "Japan does not regard terrorism as a threat.",
        "Japan has never condemned terrorism.",
        "Japan would condemn terrorism.",
        "Japan should regard climate change as the greatest threat.",
        "If Japan condemns terrorism, others will follow.",
        "Does Japan condemn terrorism?",
        "Japan will consider whether to oppose the Quad.",
        # said by others
        "Analysts say that Japan opposes the Quad.",
        "China claimed that Japan opposes terrorism.",
        "According to China, Japan opposes the Quad.",
        "China said that Japan supports the Quad.",
        'An official said: "Japan condemns terrorism and all it stands for in every way."',
        # of something else
        "Japan condemns the counter-terrorism measures.",
        "Japan supports a ban on arms exports.",
        "Japan opposes restrictions on arms exports.",
        "Japan is concerned about the slow progress of the climate negotiations.",
        "Tensions between China and Japan concern terrorism.",
        "The people of Japan condemn terrorism.",
        "Japanese companies oppose the Quad.",
        "China is concerned about China's military build-up.",
        "Belarus considers the growing number of NATO members as an existential threat.",
        "The Labour Party backs GCAP.",
        "China is the largest trading partner of Japan.",
        # a poll is the public's
        "In a survey, 60 per cent said Japan regards terrorism as a threat.",
        # nobody's, without a speaker
        "Terrorism is the greatest threat to our security.",
        "We condemn terrorism.",
    ],
)
def test_what_is_no_stance_of_anybody(said: Told, text: str) -> None:
    assert said(text) == ""


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("We condemn terrorism.", "AUS terrorism +1"),
        ("My delegation strongly condemns terrorism.", "AUS terrorism +2"),
        ("Terrorism remains the greatest threat to our security.", "AUS terrorism +3"),
        ("Japan is an important partner.", "AUS JPN +1"),
        ("The greatest threat to our security is terrorism.", "AUS terrorism +3"),
        ("One of the most serious challenges of our time is climate change.", "AUS climate +2"),
        ("The greatest threat to Japan is terrorism.", ""),
        ("The main threats are terrorism and piracy.", "AUS terrorism +2; AUS piracy +2"),
        ("The review stated that piracy is a serious threat.", ""),
        ("NATO is significant to its partners.", ""),
        ("The greatest threat is not terrorism.", ""),
        ("The greatest threat to peace would be terrorism.", ""),
        ("The government opposes the use of economic coercion.", "AUS economic_coercion +1"),
        # what something is to somebody else, or in their view
        ("Terrorism is the greatest threat to Japan.", ""),
        ("In the view of Japan, terrorism is the greatest threat.", ""),
        ("Terrorism is no threat.", ""),
        ("Terrorism may be the greatest threat.", ""),
        ("The government of India condemns terrorism.", "IND terrorism +1"),
    ],
)
def test_whose_document_it_is(said: Told, text: str, stances: str) -> None:
    assert said(text, speaker="AUS") == stances


def test_both_are_the_pair_of_the_title(said: Told) -> None:
    text = "The ministers expressed grave concern about cyber attacks."
    title = "Joint Statement of the Australia-Japan Foreign Ministers' Meeting"
    assert said(text, title=title) == "AUS cyber +2; JPN cyber +2"
    assert said(text) == ""


def test_the_strongest_of_a_paragraph_is_told_once(said: Told) -> None:
    text = "Japan condemns terrorism. Japan regards terrorism as the most serious threat."
    assert said(text) == "JPN terrorism +3"


def test_a_past_stance_takes_no_date_that_is_another_things(
    readers: Callable[[str], Reader],
) -> None:
    text = "Japan condemned the terrorist attacks of 11 September 2001."
    ((found,),) = readers("").read([text], date=PartialDate.parse("2010"))
    assert found.date is None


def test_a_score_is_the_sum_of_its_reasons(readers: Callable[[str], Reader]) -> None:
    ((found,),) = readers("").read(["Japan condemns terrorism."], date=PartialDate.parse("2020"))
    assert [f.name for f in found.features] == ["holder", "view", "about", "date"]
    assert found.score == pytest.approx(sum(f.weight for f in found.features))


def test_without_the_words_no_stance_is_proposed(reader: Reader) -> None:
    ((),) = reader.read(["Japan condemns terrorism."])


def test_what_the_record_says_of_a_stance(readers: Callable[[str], Reader]) -> None:
    with open_record() as record:
        linker = Linker(record.view())
    texts = {
        "The Japanese Communist Party strongly opposes the defence build-up.": "confirms",
        "The Japanese Communist Party supports the defence build-up.": "contradicts",
        "Komeito supports the defence build-up.": "new",
    }
    for text, expected in texts.items():
        ((found,),) = readers("").read([text], date=PartialDate.parse("2026-02"))
        assert status_of(linker.matches(found)) == expected, text
    ((old,),) = readers("").read([next(iter(texts))], date=PartialDate.parse("1999"))
    assert status_of(linker.matches(old)) == "related"


PIECES = [
    "Japan ", "Japan condemns ", "strongly ", "we ", "and ", "concern about ", "terrorism, ", ", ",
    "as a ", "regards ", "is the most serious ", "threat ", "the ", "its deep ", "expressed ", '"',
    "North Korea ", "missile ", "said that ", "of ", "LDP ", "which ", ". ", "one of the ", "partner ",
]  # fmt: skip


def test_no_text_makes_it_slow(readers: Callable[[str], Reader]) -> None:
    reader = readers("AUS")

    def seconds(text: str) -> float:
        start = time.process_time()
        list(reader.read([text]))
        return time.process_time() - start

    for one in PIECES:
        for other in ("", "and ", "terrorism ", "is a threat "):
            piece = one + other
            short = seconds(piece * (4_000 // len(piece)))
            long = seconds(piece * (32_000 // len(piece)))
            # Eight times the text: about eight times the time; sixty-four times would be quadratic.
            assert long < 24 * max(short, 0.05), piece
