"""What breaks and what keeps the rules on form, parties, dates and sources."""

from __future__ import annotations

from checks.made_rows import Case, coding, dialogue, event, instrument, source, stance

FORMS = (
    Case("id-form", (event("Exercise_1"),), ("event", "Exercise_1", "id"), "is no id", (event(),)),
    Case(
        "id-form",
        (event(related_dialogue="Two Plus Two"),),
        ("event", "aus-jpn-exercise-2015", "related_dialogue"),
        "is no id",
        (dialogue(), event(related_dialogue="aus-jpn-2plus2", start="2015-06-01")),
    ),
    Case(
        "id-unique",
        (dialogue("aus-jpn-1"), event("aus-jpn-1")),
        ("event", "aus-jpn-1", "id"),
        "stands in dialogue and event",
        (dialogue("aus-jpn-1"), event("aus-jpn-2"), source("aus-jpn-1")),
    ),
    Case(
        "id-parties",
        (event("ind-jpn-exercise-2015"),),
        ("event", "ind-jpn-exercise-2015", "id"),
        "'ind' (India)",
        (
            event("aus-jpn-pol-mil-talks", parties="AUS;JPN", title="Talks"),
            event("asean-exercise", parties="IDN;JPN", title="At sea"),
            event("anti-piracy-exercise"),
        ),
    ),
    Case(
        "id-parties",
        (stance("aus-gov-2013-russia"),),
        ("stance", "aus-gov-2013-russia", "id"),
        "the parties are JPN",
        (stance(),),
    ),
    Case(
        "reference-exists",
        (event(related_instrument="aus-jpn-acsa-1910"),),
        ("event", "aus-jpn-exercise-2015", "related_instrument"),
        "no instrument 'aus-jpn-acsa-1910'",
        (instrument(), event(related_instrument="aus-jpn-acsa-2010")),
    ),
    Case(
        "reference-exists",
        (instrument(replaces="aus-jpn-acsa-1990"),),
        ("instrument", "aus-jpn-acsa-2010", "replaces"),
        "no instrument 'aus-jpn-acsa-1990'",
        (instrument(replaces="older"), instrument("older", signed="1990", status="superseded")),
    ),
    Case(
        "reference-exists",
        (coding(source="missing"), instrument()),
        ("coding", "coding-1", "source"),
        "no source 'missing'",
        (coding(), instrument()),
    ),
    Case(
        "kind-known",
        (event(kind="exercize"),),
        ("event", "aus-jpn-exercise-2015", "kind"),
        "did you mean exercise?",
        (event(),),
    ),
    Case(
        "actor-known",
        (stance(holder="JAP"),),
        ("stance", "jpn-gov-2013-russia", "holder"),
        "'JAP' is no actor's code",
        (stance(),),
    ),
    Case(
        "actor-known",
        (event(),),
        ("event", "aus-jpn-exercise-2015", "parties"),
        "'JAP' is no actor's code",
        (event(),),
        sql="UPDATE event SET parties = 'AUS;JAP'",
    ),
    Case(
        "choice-known",
        (event(check="guessed"),),
        ("event", "aus-jpn-exercise-2015", "check"),
        "it is one of verified, recalled",
        (event(check="recalled"),),
    ),
    Case(
        "choice-known",
        (stance(about_kind="enemy"),),
        ("stance", "jpn-gov-2013-russia", "about_kind"),
        "threat, partner, policy",
        (stance(),),
    ),
    Case(
        "topic-known",
        (stance(about="martians"),),
        ("stance", "jpn-gov-2013-russia", "about"),
        "'martians' is no threat",
        (stance(about_kind="partner", about="AUS"),),
    ),
    Case(
        "value-range",
        (stance(value=-1.0),),
        ("stance", "jpn-gov-2013-russia", "value"),
        "from 0 to 3",
        (stance(about_kind="partner", about="AUS", value=-2.0), stance("jpn-gov-2", value=3.0)),
    ),
    Case(
        "number-form",
        (dialogue(times_held=-1),),
        ("dialogue", "aus-jpn-2plus2", "times_held"),
        "is no count",
        (dialogue(times_held=None),),
    ),
    Case(
        "text-form",
        (event(title='=HYPERLINK("x")'),),
        ("event", "aus-jpn-exercise-2015", "title"),
        "as a formula",
        (event(title="Exercise = training"),),
    ),
    Case(
        "text-form",
        (event(title=""),),
        ("event", "aus-jpn-exercise-2015", "title"),
        "is blank",
        (event(place=""),),
    ),
    Case(
        "note-length",
        (event(note="word " * 26),),
        ("event", "aus-jpn-exercise-2015", "note"),
        "has 26 words; at most 25 fit",
        (event(note="word " * 25),),
    ),
)

PARTIES = (
    Case(
        "party-once",
        (event(),),
        ("event", "aus-jpn-exercise-2015", "parties"),
        "names JPN 2 times",
        (event(),),
        sql="UPDATE event SET parties = 'JPN;JPN'",
    ),
    Case(
        "party-order",
        (event(parties="JPN;AUS"),),
        ("event", "aus-jpn-exercise-2015", "parties"),
        "should be AUS;JPN",
        (event(),),
    ),
    Case(
        "party-count",
        (instrument("jpn-only", parties="JPN"),),
        ("instrument", "jpn-only", "parties"),
        "at least two",
        (event("jpn-exercise", parties="JPN"),),
    ),
    Case(
        "party-count",
        (event(kind="policy"),),
        ("event", "aus-jpn-exercise-2015", "parties"),
        "has 1",
        (event("jpn-policy", kind="policy", parties="JPN"),),
    ),
    Case(
        "party-existed",
        (event("jpn-tls-1999", parties="JPN;TLS", start="1999-09"),),
        ("event", "jpn-tls-1999", "parties"),
        "TLS began on 2002",
        (
            event("jpn-tls-2002", parties="JPN;TLS", start="2002"),
            instrument("asean-jpn-1966", parties="ASEAN;JPN", signed="1966", in_force="1968"),
        ),
    ),
    Case(
        "party-existed",
        (stance("ddr-gov-1995", holder="DDR"),),
        ("stance", "ddr-gov-1995", "holder"),
        "DDR ended on 1990-10",
        (stance("ddr-gov-1989", holder="DDR", date="1989"),),
    ),
    Case(
        "party-gone",
        (instrument("ddr-jpn-1980", parties="DDR;JPN", signed="1980", in_force="1981"),),
        ("instrument", "ddr-jpn-1980", "ended"),
        "DDR ended on 1990-10",
        (
            instrument(
                "ddr-jpn-1980",
                parties="DDR;JPN",
                signed="1980",
                in_force="1981",
                ended="1990-10-03",
                status="terminated",
            ),
        ),
    ),
    Case(
        "party-member",
        (instrument("eu-fra-jpn-2018", parties="EU;FRA;JPN", signed="2018-07-17"),),
        ("instrument", "eu-fra-jpn-2018", "parties"),
        "names EU and its member FRA",
        (
            instrument("eu-jpn-2018", parties="EU;JPN", signed="2018-07-17"),
            instrument("eu-gbr-jpn-2022", parties="EU;GBR;JPN", signed="2022", in_force="2023"),
            instrument(
                "aukus-jpn",
                parties="AUKUS;AUS;GBR;JPN;USA",
                signed="2024",
                in_force="2025",
            ),
            event("eu-ita-jpn-exercise-2014", parties="EU;ITA;JPN", start="2014"),
        ),
    ),
    Case(
        "party-venue",
        (dialogue("arf-bra", parties="ARF;BRA"),),
        ("dialogue", "arf-bra", "parties"),
        "BRA did not belong to ARF",
        (dialogue("arf-jpn", parties="ARF;JPN"), dialogue("jpn-osce", parties="JPN;OSCE")),
    ),
    Case(
        "title-named",
        (event(title="Japan-India maritime exercise"),),
        ("event", "aus-jpn-exercise-2015", "title"),
        "names India (IND)",
        (event(title="Japan-Australia exercise"), event("aus-jpn-2", title="Sea-Air exercise")),
    ),
)

DATES = (
    Case(
        "date-order",
        (instrument(in_force="2010-05-18"),),
        ("instrument", "aus-jpn-acsa-2010", "in_force"),
        "2010-05-18 is before signed 2010-05-19",
        (instrument(in_force="2010-05"), instrument("aus-jpn-2", signed="2010", in_force="2010")),
    ),
    Case(
        "date-order",
        (instrument(negotiated_from="2011"),),
        ("instrument", "aus-jpn-acsa-2010", "signed"),
        "before negotiated_from 2011",
        (instrument(negotiated_from="2010"),),
    ),
    Case(
        "date-order",
        (dialogue(latest_held="2007-06-05"),),
        ("dialogue", "aus-jpn-2plus2", "latest_held"),
        "before first_held",
        (dialogue(latest_held="2007", times_held=None),),
    ),
    Case(
        "date-order",
        (event(end="2015-05"),),
        ("event", "aus-jpn-exercise-2015", "end"),
        "before start",
        (event(end="2015-06"),),
    ),
    Case(
        "date-future",
        (event(start="2026-11-23"),),
        ("event", "aus-jpn-exercise-2015", "start"),
        "lies after 2026-11-22",
        (
            event(start="2026-11"),
            event("aus-jpn-planned", start="2027", note="Planned for spring."),
            instrument(ended="2030-01-31"),
        ),
    ),
    Case(
        "date-future",
        (stance(date="2027", note="Planned."),),
        ("stance", "jpn-gov-2013-russia", "date"),
        "lies after",
        (stance(date="2026"),),
    ),
    Case(
        "date-distant",
        (event(start="0215-06-01"),),
        ("event", "aus-jpn-exercise-2015", "start"),
        "is the year right?",
        (event("jpn-usa-mission", start="1860", parties="JPN;USA"),),
    ),
)

SOURCES = (
    Case(
        "source-found",
        (source("lost", url="", publisher=""),),
        ("source", "lost", "url"),
        "no date and no publisher or authors",
        (
            source("book", kind="book", url="", authors="Wilkins, Thomas", date="2012"),
            source("numbered", url="", publisher="", isbn="9780415815567"),
        ),
    ),
    Case(
        "source-address",
        (source("near", url="http://localhost/page"),),
        ("source", "near", "url"),
        "is no public host",
        (
            source("abroad", url="https://外務省.example.jp/a"),
            source("dotted", url="https://news.lk./a"),
        ),
    ),
    Case(
        "source-address",
        (source("form", url="ftp://mofa.go.jp/a"),),
        ("source", "form", "url"),
        "is no web address",
        (source("form", url="HTTP://MOFA.GO.JP/a"),),
    ),
    Case(
        "source-address",
        (source("secret", url="https://me:pass@mofa.go.jp/a"),),
        ("source", "secret", "url"),
        "user name",
        (source("open", url="https://mofa.go.jp/@me"),),
    ),
    Case(
        "source-address",
        (source("port", url="https://mofa.go.jp:9999/a"),),
        ("source", "port", "url"),
        "port 9999",
        (source("port", url="https://mofa.go.jp:443/a"),),
    ),
    Case(
        "source-address",
        (source("number", url="https://192.168.0.1/a"),),
        ("source", "number", "url"),
        "is no public host",
        (source("named", url="https://a.b-c.org"),),
    ),
    Case(
        "source-identifier",
        (source("digits", isbn="9780415815568"),),
        ("source", "digits", "isbn"),
        "is no ISBN",
        (source("digits", isbn="9780415815567"),),
    ),
    Case(
        "source-identifier",
        (source("resolver", doi="https://doi.org/10.1093/x"),),
        ("source", "resolver", "doi"),
        "is no DOI",
        (source("resolver", doi="10.1093/x"),),
    ),
    Case(
        "source-book",
        (source("novel", kind="book", date="2018"),),
        ("source", "novel", "authors"),
        "editors",
        (source("novel", kind="book", date="2018", editors="Vosse, Wilhelm"),),
    ),
    Case(
        "source-language",
        (source("words", language="EN"),),
        ("source", "words", "language"),
        "ISO 639-1",
        (source("words", language=""), source("more", language="ja")),
    ),
    Case(
        "source-same-address",
        (
            source("one", url="https://www.mofa.go.jp/a/?b=2&a=1"),
            source("two", url="http://MOFA.go.jp/a?a=1&b=2&utm_source=x#top"),
        ),
        ("source", "two", "url"),
        "the address of one",
        (
            source("one", url="https://www.mofa.go.jp/a?page=1"),
            source("two", url="https://www.mofa.go.jp/a?page=2"),
        ),
    ),
    Case(
        "source-same-title",
        (
            source("one", title="Joint Statement", date="2007-03-13"),
            source("two", title="Joint statement.", date="2007-03-13"),
        ),
        ("source", "two", "title"),
        "those of one",
        (
            source("one", title="Joint Statement", date="2007-03-13"),
            source("two", title="Joint Statement", date="2007-03-14"),
            source("three", title="Joint Statement", date="2007-03-13", language="ja"),
            source("four", title="Home page"),
            source("five", title="Home page"),
        ),
    ),
    Case(
        "source-unused",
        (source("idle"),),
        ("source", "idle", "id"),
        "names this source",
        (event(),),
    ),
    Case(
        "source-age",
        (source("early", date="2010-05-19"), instrument(source="early")),
        ("instrument", "aus-jpn-acsa-2010", "in_force"),
        "2013-01-31 is after the source's date 2010-05-19",
        (
            source("early", date="2010-05-19"),
            source("late", date="2013-02"),
            instrument(source="early"),
            coding(field="in_force", value="2013-01-31", source="late"),
            event(source="early", start="2010-06-15"),
        ),
    ),
    Case(
        "source-age",
        (
            source("early", date="2013-02"),
            instrument(source="early", status="superseded", ended="2017-09-06"),
            instrument(
                "aus-jpn-2", signed="2017-01-14", in_force="2016", replaces="aus-jpn-acsa-2010"
            ),
        ),
        ("instrument", "aus-jpn-acsa-2010", "ended"),
        "2017-09-06 is after",
        (
            source("early", date="2013-02"),
            instrument(source="early", status="superseded", ended="2017-09-06"),
            instrument(
                "aus-jpn-2",
                signed="2017-01-14",
                in_force="2017-09-06",
                replaces="aus-jpn-acsa-2010",
            ),
        ),
    ),
)

CASES = (*FORMS, *PARTIES, *DATES, *SOURCES)
