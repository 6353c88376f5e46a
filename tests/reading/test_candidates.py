"""Who, with whom, what, when, at which stage: sentences of the kinds that documents hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kizuna.codebook import PartialDate, load
from kizuna.reading.candidates import Reader
from kizuna.reading.vocabulary import load_vocabulary

Read = Callable[..., set[tuple[str, str, str, str]]]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            (
                "Japan and Australia signed the Reciprocal Access Agreement on 6 January 2022, and it "
                "entered into force on 13 August 2023."
            ),
            {
                ("reciprocal_access", "AUS;JPN", "2022-01-06", "signed"),
                ("reciprocal_access", "AUS;JPN", "2023-08-13", "in_force"),
            },
        ),
        (
            (
                "Japan has concluded ACSAs with the United States (1996), Australia (2010) and the UK "
                "(2017)."
            ),
            {
                ("acsa", "JPN;USA", "1996", "signed"),
                ("acsa", "AUS;JPN", "2010", "signed"),
                ("acsa", "GBR;JPN", "2017", "signed"),
            },
        ),
        (
            (
                "In 2007 Tokyo and Canberra issued a Joint Declaration on Security Cooperation, followed "
                "by an ACSA in 2010 and an information security agreement in 2012."
            ),
            {
                ("security_declaration", "AUS;JPN", "2007", "signed"),
                ("acsa", "AUS;JPN", "2010", "signed"),
                ("information_security", "AUS;JPN", "2012", "signed"),
            },
        ),
        (
            (
                "An Agreement concerning the Transfer of Defence Equipment and Technology between the "
                "Government of Japan and the Government of Viet Nam was signed on 11 September 2021."
            ),
            {("equipment_technology", "JPN;VNM", "2021-09-11", "signed")},
        ),
        (
            (
                "The Ministers welcomed the entry into force of the Japan–Australia Reciprocal Access "
                "Agreement on 13 August 2023."
            ),
            {("reciprocal_access", "AUS;JPN", "2023-08-13", "in_force")},
        ),
        (
            "Negotiations on a Japan-France RAA began in May 2024.",
            {("reciprocal_access", "FRA;JPN", "2024-05", "negotiating")},
        ),
        (
            (
                "Indian and Japanese naval forces conducted JIMEX off Visakhapatnam from 5 to 10 July "
                "2023."
            ),
            {("exercise", "IND;JPN", "2023-07-05", "held")},
        ),
        (
            "Japan's first two-plus-two meeting with Russia was held in Tokyo in November 2013.",
            {("two_plus_two", "JPN;RUS", "2013-11", "held")},
        ),
        (
            (
                "Australian Defence Minister Richard Marles met his Japanese counterpart Minoru Kihara "
                "in Melbourne on 19 October 2023."
            ),
            {("meeting", "AUS;JPN", "2023-10-19", "held")},
        ),
        (
            "The JMSDF destroyer JS Izumo called at Subic Bay in the Philippines on 4 June 2017.",
            {("port_call", "JPN;PHL", "2017-06-04", "held")},
        ),
        (
            (
                "Japan handed over the first of ten patrol vessels to the Philippine Coast Guard in "
                "August 2016."
            ),
            {("transfer", "JPN;PHL", "2016-08", "held")},
        ),
        (
            "Vietnam and Japan established a Comprehensive Strategic Partnership in November 2023.",
            {("partnership_declaration", "JPN;VNM", "2023-11", "signed")},
        ),
        (
            (
                "Japan and India agreed in principle on a civil nuclear agreement in December 2015 and "
                "signed it on 11 November 2016 in Tokyo."
            ),
            {
                ("civil_nuclear", "IND;JPN", "2015-12", "negotiating"),
                ("civil_nuclear", "IND;JPN", "2016-11-11", "signed"),
            },
        ),
    ],
)
def test_what_a_sentence_states(told: Read, text: str, facts: set[object]) -> None:
    assert told(text) == facts


@pytest.mark.parametrize(
    "text",
    [
        "France and Japan have yet to conclude an Acquisition and Cross-Servicing Agreement.",
        "Japan and Indonesia will sign a defence equipment transfer agreement in July 2024.",
        "Japan hopes to sign an ACSA with Indonesia.",
        "If Japan and South Korea sign a GSOMIA, intelligence sharing would improve.",
        "The two sides agreed to hold a Japan-India naval exercise.",
        "According to unnamed sources, India and Vietnam signed a logistics agreement in March 2020.",
        "Chinese media claimed that Japan and Taiwan signed a secret defence treaty in 2019.",
        "Japan did not sign a status of forces agreement with the Philippines.",
        "Japan should conclude a reciprocal access agreement with France.",
        "The planned Japan-Australia exercise was cancelled.",
        "Seoul announced its intention to terminate the GSOMIA with Japan in August 2019.",
        "Japan called for an RAA with France.",
        "The right to exercise collective self-defence concerns Japan and the United States.",
        "The Indo-Pacific summit was held in Japan.",
        "The Philippines protested against ships of China in the South China Sea.",
    ],
)
def test_what_is_no_fact(told: Read, text: str) -> None:
    assert told(text) == set()


def test_a_plan_beside_a_fact(told: Read) -> None:
    text = "Tokyo will deliver five boats to Vietnam, after having handed over six patrol vessels in 2015."
    assert told(text) == {("transfer", "JPN;VNM", "2015", "held")}


def test_both_sides_are_those_named_before(told: Read) -> None:
    text = (
        "Japan and Vietnam elevated their relations to an Extensive Strategic Partnership in March "
        "2014. Both sides signed a Memorandum on Defence Cooperation and Exchanges in October 2011."
    )
    assert ("defence_memorandum", "JPN;VNM", "2011-10", "signed") in told(text)


def test_both_sides_are_not_carried_from_one_paragraph_to_the_next(told: Read) -> None:
    assert told("Japan and Vietnam are friends.", "Both sides signed an ACSA in 2011.") == set()


def test_the_title_says_who_the_two_countries_are(told: Read) -> None:
    text = "The two countries signed an ACSA on 18 April 2018."
    assert told(text, title="Japan-Canada ACSA") == {("acsa", "CAN;JPN", "2018-04-18", "signed")}


def test_the_agreement_named_before(told: Read) -> None:
    text = (
        "Japan signed an Acquisition and Cross-Servicing Agreement with Canada in April 2018. "
        "The agreement entered into force in July 2019."
    )
    assert ("acsa", "CAN;JPN", "2019-07", "in_force") in told(text)


def test_an_abbreviation_that_the_document_defines(told: Read) -> None:
    first = (
        "Japan and India signed the Joint Declaration on Security Cooperation (JDXC) on 22 October "
        "2008."
    )
    found = told(first, "The JDXC was revised in 2014.")
    assert ("security_declaration", "IND;JPN", "2008-10-22", "signed") in found
    assert ("security_declaration", "IND;JPN", "2014", "signed") in found


def test_marks_of_extracted_text_do_not_matter(told: Read) -> None:
    text = "In January 2017, the **Japan-U.K.** ACSA[10] was signed."
    assert told(text) == {("acsa", "GBR;JPN", "2017-01", "signed")}


def test_the_passage_stands_where_the_anchor_says(reader: Reader) -> None:
    text = "A first sentence[3]. Japan and Australia[4] signed an ACSA in 2010. A last one."
    (proposal,) = next(iter(reader.read([text])))
    assert text[proposal.start : proposal.end] == "Japan and Australia[4] signed an ACSA in 2010."


def test_a_date_after_the_document_is_a_plan(told: Read) -> None:
    text = "Japan and India hold the Malabar exercise in October 2026."
    assert told(text, date="2024-06-01") == set()
    assert told(text, date="2026-11-01") == {("exercise", "IND;JPN", "2026-10", "held")}


def test_the_speaker_is_who_we_are() -> None:
    reader = Reader(load(), load_vocabulary(), speaker="AUS")
    text = "We signed an Acquisition and Cross-Servicing Agreement with Japan in 2010."
    (proposal,) = next(iter(reader.read([text], date=PartialDate.parse("2016"))))
    assert proposal.parties == ("AUS", "JPN")


def test_the_score_is_the_sum_of_its_features(reader: Reader) -> None:
    (proposal,) = next(iter(reader.read(["Japan and Australia signed an ACSA on 19 May 2010."])))
    assert proposal.score == pytest.approx(sum(f.weight for f in proposal.features))
    assert {f.name for f in proposal.features} == {"kind", "parties", "stage", "date", "day"}


def test_a_chronology_run_together_proposes_nothing(told: Read) -> None:
    text = "1998 Jan 24 Jan 30 Nov 6 Dec 18 Japan-Korea summit held Exercise Malabar held by Japan and India."
    assert told(text) == set()


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        # An agreement between defence authorities is theirs, whatever it is about.
        (
            (
                "A technical agreement between the Ministry of Defence of Chile and the Ministry of "
                "Defence of Peru was signed in 2013."
            ),
            {("defence_memorandum", "CHL;PER", "2013", "signed")},
        ),
        ("An agreement between Chile and Peru on customs was signed in 2013.", set()),
        # A longer topic does not hide what a shorter one means beside another head.
        (
            "Chile and Peru concluded treaties relating to bilateral defence and security in 2010.",
            {("defence_memorandum", "CHL;PER", "2010", "signed")},
        ),
        # Standing bodies, and talks whose level is told behind them.
        (
            "The 4th Chile-Peru Joint Defence Committee meeting was held in Lima on 6 May 2015.",
            {("staff_talks", "CHL;PER", "2015-05-06", "held")},
        ),
        (
            (
                "In 2018 a strategic dialogue at the level of deputy defence ministers of Chile and Peru "
                "was held."
            ),
            {("vice_ministerial", "CHL;PER", "2018", "held")},
        ),
        (
            "Chile has held consultations with Peru and Oman on defence matters.",
            {("staff_talks", "CHL;PER", "", "held"), ("staff_talks", "CHL;OMN", "", "held")},
        ),
        # Training told by what it is called, and what only bears the name.
        (
            "In 2010 Chile held a joint mountain training with Peru.",
            {("exercise", "CHL;PER", "2010", "held")},
        ),
        ("Chile visited the joint mountain training centre of Peru.", set()),
        # An operation named between its leader and its head noun, told once.
        (
            "In 2011 a Peruvian frigate was deployed in the NATO-led Blue Shield operation.",
            {("operation", "NATO;PER", "2011", "held")},
        ),
        (
            "Peru donated ammunition to Oman in 2019 and received two helicopters from Chile.",
            {
                ("transfer", "OMN;PER", "2019", "held"),
                ("transfer", "CHL;PER", "2019", "held"),
            },
        ),
        # What is held on a visit is between guest and host.
        (
            (
                "A memorandum on defence cooperation was signed during the visit of the Prime Minister of "
                "Oman to Peru in April 2017."
            ),
            {("defence_memorandum", "OMN;PER", "2017-04", "signed")},
        ),
        # A plan does not reach into what it says of the past.
        (
            "Peru will build on the Chile-Peru naval exercise first held in October 2014.",
            {("exercise", "CHL;PER", "2014-10", "held")},
        ),
        ("The global partnership on seeds was launched by Chile and Peru in 2020.", set()),
    ],
)
def test_kinds_by_general_rules(
    told: Read, text: str, facts: set[tuple[str, str, str, str]]
) -> None:
    assert told(text) == facts


def test_nobody_is_known_by_name_alone(told: Read) -> None:
    assert told("President Allende met President Belaunde in May 1971.") == set()


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        # A date that is part of a name goes with what bears it.
        (
            (
                "In their 12 November 2009 Joint Declaration on Security Cooperation, the Prime Ministers "
                "of Chile and Peru spoke of piracy."
            ),
            {("security_declaration", "CHL;PER", "2009-11-12", "signed")},
        ),
        (
            "The Treaty of Friendship between Chile and Peru of 20 January 1993 hung on the wall.",
            {("partnership_declaration", "CHL;PER", "1993-01-20", "signed")},
        ),
        (
            (
                "The Mutual Defence Treaty of 1951 between Chile and Peru was signed anew under their "
                "Status of Forces Agreement of 2015."
            ),
            {
                ("defence_treaty", "CHL;PER", "1951", "signed"),
                ("reciprocal_access", "CHL;PER", "2015", "signed"),
            },
        ),
    ],
)
def test_whose_date(told: Read, text: str, facts: set[tuple[str, str, str, str]]) -> None:
    assert told(text) == facts
