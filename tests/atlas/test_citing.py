"""Citations, against the examples of the manuals they follow, for every kind of source."""

from __future__ import annotations

import datetime as dt

import pytest

from kizuna.atlas.citing import Cited, Style, cite, cite_page, plain
from kizuna.codebook import PartialDate
from kizuna.record import Source


def _source(**fields: object) -> Source:
    date = fields.pop("date", None)
    made = PartialDate.parse(str(date)) if date else None
    return Source(id="s", title=str(fields.pop("title", "A title")), date=made, **fields)  # type: ignore[arg-type]


# The forms are those of the Publication Manual (7th ed., 10.2, 10.4, 10.9, 10.16) and of the
# Chicago Manual (17th ed., 15.9, 14.191, 14.207), filled with sources of ours.
FORMS: list[tuple[Source, Style, str]] = [
    (
        _source(kind="book", authors="Wilkins, Thomas S.", publisher="Routledge", date="2019"),
        "apa",
        "Wilkins, T. S. (2019). A title. Routledge.",
    ),
    (
        _source(kind="book", authors="Wilkins, Thomas S.", publisher="Routledge", date="2019"),
        "chicago",
        "Wilkins, Thomas S. 2019. A title. Routledge.",
    ),
    (
        _source(kind="book", editors="Vosse, Wilhelm;Midford, Paul", publisher="MUP", date="2018"),
        "apa",
        "Vosse, W., & Midford, P. (Eds.). (2018). A title. MUP.",
    ),
    (
        _source(kind="book", editors="Vosse, Wilhelm", publisher="MUP", date="2018"),
        "chicago",
        "Vosse, Wilhelm, ed. 2018. A title. MUP.",
    ),
    (
        _source(
            kind="article",
            authors="Dalton, Russell J.",
            publisher="Comparative Political Studies",
            date="2008",
            doi="10.1177/0010414008315860",
        ),
        "apa",
        (
            "Dalton, R. J. (2008). A title. Comparative Political Studies. "
            "https://doi.org/10.1177/0010414008315860"
        ),
    ),
    (
        _source(kind="article", authors="Dalton, Russell J.", publisher="CPS", date="2008"),
        "chicago",
        "Dalton, Russell J. 2008. “A title.” CPS.",
    ),
    (
        _source(kind="news", publisher="The Japan Times", date="2016-09-14", url="https://e.org/a"),
        "apa",
        "A title. (2016, September 14). The Japan Times. https://e.org/a",
    ),
    (
        _source(kind="news", publisher="The Japan Times", date="2016-09-14"),
        "chicago",
        "“A title.” 2016. The Japan Times, September 14.",
    ),
    (
        _source(kind="web", publisher="Ministry of Defense", date="2020-03"),
        "apa",
        "Ministry of Defense. (2020, March). A title.",
    ),
    (
        _source(kind="web", publisher="Ministry of Defense", date="2020-03"),
        "chicago",
        "Ministry of Defense. 2020. “A title.” March.",
    ),
    (
        _source(kind="report", publisher="Department of Defence, Australia", date="2009-05-02"),
        "apa",
        "Department of Defence, Australia. (2009, May 2). A title.",
    ),
    (
        _source(kind="document", publisher="ASEAN", title="Why now?"),
        "chicago",
        "ASEAN. n.d. Why now?",
    ),
    (_source(kind="database", publisher="ICLRC"), "apa", "ICLRC. (n.d.). A title [Data set]."),
]


@pytest.mark.parametrize(("source", "style", "expected"), FORMS)
def test_forms_of_the_manuals(source: Source, style: Style, expected: str) -> None:
    assert plain(cite(source, style)) == expected


def test_works_that_stand_alone_are_set_in_italics_and_parts_are_not() -> None:
    def italic(kind: str) -> list[str]:
        source = _source(kind=kind, title="T", publisher="P", authors="A, B", date="2001")
        return [run.text for run in cite(source, "apa") if run.italic]

    assert italic("book") == ["T."]
    assert italic("article") == ["P."]


def test_twenty_one_authors_are_cut_as_apa_has_it() -> None:
    many = ";".join(f"Name{n}, Given" for n in range(21))
    text = plain(cite(_source(kind="book", authors=many), "apa"))
    assert "Name18, G., … Name20, G. (n.d.)" in text
    assert "Name19" not in text


def test_a_body_is_not_taken_for_a_person() -> None:
    text = plain(cite(_source(kind="report", authors="Cabinet Secretariat"), "apa"))
    assert text.startswith("Cabinet Secretariat. (n.d.)")


@pytest.mark.parametrize("style", ["apa", "chicago", "bibtex"])
def test_a_page_is_cited_with_address_record_and_version(style: Style) -> None:
    page = Cited(
        title="ACSA {x} & more",
        address="https://atlas.example/evidence/instrument/acsa?as-of=2016-12-31",
        known=dt.date(2026, 11, 22),
        record="shipped",
        version="0.1.0",
    )
    text = plain(cite_page(page, style))
    for part in (page.address, "2026", "shipped", "0.1.0", "The Kizuna authors"):
        assert part in text
    if style == "bibtex":
        assert text.startswith("@misc{kizuna-instrument-acsa,")
        assert r"\textbraceleft{}x\textbraceright{} \& more" in text
