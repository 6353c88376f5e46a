"""With whom: the general rules by which parties are told, and what is no party."""

from __future__ import annotations

import pytest

from kizuna.codebook import PartialDate
from kizuna.reading.candidates import Reader
from kizuna.reading.clauses import clause
from kizuna.reading.fold import fold, lower

Facts = set[tuple[str, str]]


def pairs(reader: Reader, text: str) -> Facts:
    """Kind and parties of what a text tells."""
    found = next(iter(reader.read([text], date=PartialDate.parse("2024"))))
    return {(p.kind, ";".join(p.parties)) for p in found}


def parts(reader: Reader, text: str) -> dict[str, str]:
    """The part of each actor that a text names."""
    folded = fold(text)
    return {m.code: m.part for m in reader.words.actors.mentions(folded, lower(folded))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Peru opened the exercise as one of the EU member states.",
            {"PER": "plain", "EU": "other"},
        ),
        ("Norway is a member of NATO.", {"NOR": "plain", "NATO": "other"}),
        ("Peru trained with NATO.", {"PER": "plain", "NATO": "with"}),
        ("Exercises took place near Latvia's eastern border.", {"LVA": "place"}),
        ("The minister met with Mr. Cruz, the President of Chile.", {"CHL": "with"}),
        ("Accords exist with four states (Chile, Peru).", {"CHL": "with", "PER": "plain"}),
        ("It sent troops to hotspots in the world, such as the Sudan.", {"SDN": "place"}),
        ("The Uruguay Round ended.", {"URY": "place"}),
        ("The Royal Air Force of Oman took part.", {"OMN": "plain"}),
    ],
)
def test_the_words_around_a_name_tell_its_part(
    reader: Reader, text: str, expected: dict[str, str]
) -> None:
    assert parts(reader, text) == expected


def test_names_that_touch_and_names_of_several(reader: Reader) -> None:
    assert set(parts(reader, "The PeruUK talks went on.")) == {"PER", "GBR"}
    assert set(parts(reader, "The Baltic States agreed.")) == {"EST", "LTU", "LVA"}
    assert "IND" not in parts(reader, "An Indianapolis firm.")


def test_a_clause_ends_where_another_begins() -> None:
    text = "peru signed it, while chile trained, and the two met; oman left"
    start = text.index("trained")
    assert text[slice(*clause(text, start, start + 7))] == "chile trained"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        # A partner in each of several clauses, lists and brackets.
        (
            "Peru concluded a treaty on friendship first with Chile in 1992 and then with Oman in 1994.",
            {("partnership_declaration", "CHL;PER"), ("partnership_declaration", "OMN;PER")},
        ),
        (
            "Peru has concluded defence cooperation agreements with two states (Chile and Oman).",
            {("defence_memorandum", "CHL;PER"), ("defence_memorandum", "OMN;PER")},
        ),
        (
            "With Chile, Peru signed a memorandum on defence cooperation in 2004.",
            {("defence_memorandum", "CHL;PER")},
        ),
        (
            (
                "In 2010 a defence cooperation agreement between Peru with the governments of Chile and "
                "Oman was signed."
            ),
            {("defence_memorandum", "CHL;OMN;PER")},
        ),
        # Who visits and who receives; a visit in order to hold a session.
        (
            (
                "In May 2011 the Chilean Minister of Defence visited Peru to hold the Chile-Peru Defence "
                "Ministerial Meeting."
            ),
            {("defence_ministerial", "CHL;PER")},
        ),
        (
            "The Defence Ministers of Peru and Chile held talks during the ADMM-Plus in May 2018.",
            {("meeting", "CHL;PER")},
        ),
        # Joining an alliance is with the alliance.
        ("Peru and Chile joined NATO in 1999.", {("defence_treaty", "CHL;NATO;PER")}),
        ("Peru joined NATO's Partnership for Peace in 1999.", set()),
        # Operations are with who runs them, whether named or by their abbreviation.
        ("Peru sent 40 soldiers to serve with MINUSTAH in 2004.", {("operation", "PER;UN")}),
        (
            "Peru has taken part in NATO and EU operations since 2004.",
            {("operation", "NATO;PER"), ("operation", "EU;PER")},
        ),
        (
            "In 2003 Peru contributed troops to the Chile-led mission in Haiti.",
            {("operation", "CHL;PER")},
        ),
        # Exercises with their hosts.
        ("Peru has taken part in Chile's annual naval exercises.", {("exercise", "CHL;PER")}),
        (
            "In 2012 Oman hosted a naval exercise in which the Peruvian and Chilean navies participated.",
            {("exercise", "CHL;OMN;PER")},
        ),
        # Forces are sent by who acts to who is named behind the verb.
        ("In 2014 Peru deployed to Chile a company of engineers.", {("deployment", "CHL;PER")}),
        ("Oman donated two patrol boats to Peru in 2019.", {("transfer", "OMN;PER")}),
    ],
)
def test_parties(reader: Reader, text: str, facts: Facts) -> None:
    assert pairs(reader, text) == facts


@pytest.mark.parametrize(
    "text",
    [
        # A summit named after a place or an organisation is nobody's in particular.
        "At the Chicago NATO Summit in 2012 Afghan forces were praised by Peru.",
        "At the Wales Summit in 2014, NATO heads of government, including Peru's, met.",
        "At the December summit of the OSCE, Peru and Chile spoke.",
        # Two who merely stand in one sentence.
        "Peru held a naval exercise near Chile's northern border in May 2015.",
        "Peru signed a defence agreement, while the talks on fish went on in Chile.",
        "Peru attended exercises held by Oman and Chile in 2013, and no more.",
        # A committee of a parliament is no dialogue.
        "Peru's parliament heard Chile on the standing committee on defence in 2002.",
        # What an organisation is called is no kind.
        "Peru values the Five Power Defence Arrangements and the Chilean coast.",
    ],
)
def test_nobody(reader: Reader, text: str) -> None:
    assert pairs(reader, text) == set()
