"""What breaks and what keeps the rules on stages, chains, sessions, stances, codings, sameness."""

from __future__ import annotations

from typing import Any

from checks.made_rows import Case, coding, dialogue, event, instrument, office, source, stance

from kizuna.record import Instrument

OLD, NEW, SESSION = "aus-jpn-acsa-2010", "aus-jpn-acsa-2017", "aus-jpn-exercise-2015"


def old(**changes: Any) -> Instrument:
    """An instrument that was superseded in 2017."""
    return instrument(OLD, **{"status": "superseded", **changes})


def new(**changes: Any) -> Instrument:
    """The instrument that took its place."""
    return instrument(
        NEW, **{"signed": "2017-01-14", "in_force": "2017-09-06", "replaces": OLD, **changes}
    )


def stage(rule: str, bad: dict[str, Any], field: str, says: str, good: dict[str, Any]) -> Case:
    """A case about one instrument."""
    return Case(rule, (instrument(**bad),), ("instrument", OLD, field), says, (instrument(**good),))


BARE = {"signed": None, "in_force": None}
SIGNED = {"in_force": None, "status": "signed"}
TALKS = {**BARE, "status": "negotiating", "negotiated_from": "2024"}

STAGES = (
    stage("stage-undated", BARE, "signed", "there is no date", {"signed": None}),
    stage(
        "stage-talks-undated",
        {**TALKS, "negotiated_from": None},
        "negotiated_from",
        "since when",
        TALKS,
    ),
    stage(
        "stage-negotiating",
        {**TALKS, "signed": "2025"},
        "status",
        "signed is 2025",
        {**TALKS, "signed": "2026"},  # may still lie ahead
    ),
    stage(
        "stage-signed",
        {"status": "signed"},
        "status",
        "in_force is 2013-01-31; write in_force",
        {**SIGNED, "signed": "2025", "in_force": "2027-01-01", "note": "Scheduled."},
    ),
    stage(
        "stage-signed",
        {**BARE, "provisional_from": "2025", "status": "signed"},
        "signed",
        "add the date of signature",
        SIGNED,
    ),
    stage(
        "stage-political",
        {"status": "political", "binding": "political"},
        "status",
        "in_force is 2013-01-31",
        {"status": "political", "binding": "political", "in_force": None},
    ),
    stage(
        "stage-superseded",
        {"status": "superseded"},
        "status",
        "no instrument replaces it",
        {"status": "superseded", "ended": "2017"},
    ),
    stage(
        "stage-terminated",
        {"status": "terminated"},
        "ended",
        "date of the end",
        {"status": "terminated", "ended": "2017"},
    ),
    stage(
        "stage-ended",
        {"ended": "2017"},
        "status",
        "it ended on 2017",
        {"ended": "2026"},  # may still lie ahead
    ),
    stage("stage-stale", SIGNED, "status", "since 2010-05-19", {**SIGNED, "signed": "2023"}),
    stage(
        "stage-entry",
        {"in_force": None},
        "in_force",
        "look for the date",
        {"in_force": None, "binding": "memorandum"},
    ),
    stage(
        "stage-binding",
        {"in_force": None, "status": "political"},
        "status",
        "a treaty is signed or in force",
        {"in_force": None, "status": "political", "binding": "memorandum"},
    ),
    stage(
        "usual-binding",
        {"binding": "memorandum"},
        "binding",
        "usually treaty",
        {"binding": "executive"},
    ),
    Case(
        "usual-binding",
        (instrument(kind="partnership_declaration", binding="treaty"),),
        ("instrument", OLD, "binding"),
        "usually political",
        (
            instrument(kind="partnership_declaration", binding="treaty"),
            coding(field="binding", value="treaty", reason="Ratified by both parliaments."),
            instrument("aus-jpn-2", kind="maritime_arrangement", binding="treaty"),
        ),
    ),
    stage(
        "usual-domain",
        {"domain": "economic"},
        "domain",
        "usually traditional",
        {"domain": "non_traditional"},
    ),
    Case(
        "usual-level",
        (dialogue(level="official"),),
        ("dialogue", "aus-jpn-2plus2", "level"),
        "usually minister",
        (dialogue(level="vice_minister"),),
    ),
)

CHAINS = (
    Case(
        "chain-cycle",
        (old(replaces=NEW), new()),
        ("instrument", OLD, "replaces"),
        f"{OLD} replaces {NEW} replaces {OLD}",
        (old(), new()),
    ),
    Case(
        "chain-age",
        (old(signed="2018"), new()),
        ("instrument", NEW, "replaces"),
        "turn the link around",
        (old(signed="2017"), new()),
    ),
    Case(
        "chain-ended",
        (old(status="in_force"), new()),
        ("instrument", NEW, "replaces"),
        "is still in_force",
        (old(status="in_force"), new(status="signed", in_force=None)),
    ),
    Case(
        "chain-early",
        (old(), new(status="signed", in_force=None)),
        ("instrument", OLD, "status"),
        f"{NEW} is only signed",
        (old(), new(status="signed", in_force=None, provisional_from="2017-02")),
    ),
    Case(
        "chain-gap",
        (old(ended="2015-01-01"), new()),
        ("instrument", NEW, "replaces"),
        "days before 2017-09-06",
        (old(ended="2017"), new()),
    ),
    Case(
        "chain-gap",
        (old(ended="2020-01-01"), new()),
        ("instrument", NEW, "replaces"),
        "days after 2017-09-06",
        (old(ended="2018-01-01"), new()),
    ),
    Case(
        "chain-parties",
        (old(), new(parties="IND;USA")),
        ("instrument", NEW, "replaces"),
        "other parties: AUS;JPN",
        (old(parties="EU;JPN"), new(parties="GBR;USA")),
    ),
    Case(
        "chain-pair",
        (old(), new(parties="IND;JPN")),
        ("instrument", NEW, "replaces"),
        "one party only",
        (old(parties="EU;JPN"), new(parties="GBR;JPN")),
    ),
    Case(
        "chain-kind",
        (old(kind="economic_partnership"), new()),
        ("instrument", NEW, "replaces"),
        "economic partnership agreement",
        (old(kind="defence_memorandum"), new()),
    ),
    Case(
        "chain-fork",
        (old(), new(), instrument("aus-jpn-3", signed="2018", in_force="2019", replaces=OLD)),
        ("instrument", OLD, "id"),
        "replaced by both",
        (
            old(parties="AUS;IND;JPN"),
            new(),
            instrument("ind-jpn-3", parties="IND;JPN", signed="2018", replaces=OLD),
        ),
    ),
)

MEETING = {"kind": "meeting", "related_dialogue": "aus-jpn-2plus2", "domain": "mixed"}

SESSIONS = (
    Case(
        "session-within",
        (dialogue(), event(start="2007-06-05", **MEETING)),
        ("event", SESSION, "start"),
        "before first_held 2007-06-06",
        (dialogue(), event(start="2007-06", **MEETING)),
    ),
    Case(
        "session-within",
        (dialogue(), event(start="2026", **MEETING)),
        ("event", SESSION, "start"),
        "after latest_held 2025-09-05",
        (dialogue(latest_held=None), event(start="2026", **MEETING)),
    ),
    Case(
        "session-parties",
        (dialogue(), event(parties="IND;JPN", **MEETING)),
        ("event", SESSION, "related_dialogue"),
        "is held by AUS;JPN",
        (dialogue(), event(parties="AUS;IND;JPN", **MEETING)),
    ),
    Case(
        "session-length",
        (dialogue(), event(end="2015-06-16", **MEETING)),
        ("event", SESSION, "end"),
        "15 days after",
        (dialogue(), event(end="2015-06", **MEETING), event("aus-jpn-2", end="2015-09")),
    ),
    Case(
        "dialogue-sessions",
        (
            dialogue(times_held=1),
            event(**MEETING),
            event("aus-jpn-2", start="2016-06-01", **MEETING),
        ),
        ("dialogue", "aus-jpn-2plus2", "times_held"),
        "2 sessions are recorded",
        (dialogue(times_held=2), event(**MEETING), event("aus-jpn-2", start="2016", **MEETING)),
    ),
    Case(
        "dialogue-count",
        (dialogue(times_held=1),),
        ("dialogue", "aus-jpn-2plus2", "times_held"),
        "is 1, but",
        (dialogue(times_held=1, latest_held="2007-06"),),
    ),
    Case(
        "dialogue-count",
        (dialogue(latest_held="2007-06-06"),),
        ("dialogue", "aus-jpn-2plus2", "latest_held"),
        "there were 12",
        (dialogue(times_held=1, latest_held="2007-06-06"),),
    ),
    Case(
        "dialogue-count",
        (dialogue(times_held=0),),
        ("dialogue", "aus-jpn-2plus2", "times_held"),
        "is 0, but",
        (dialogue(times_held=0, first_held=None, latest_held=None),),
    ),
    Case(
        "dialogue-undated",
        (dialogue(first_held=None, latest_held=None),),
        ("dialogue", "aus-jpn-2plus2", "first_held"),
        "look for the date",
        (dialogue(first_held=None, latest_held=None), event(**MEETING)),
    ),
    Case(
        "related-parties",
        (instrument(), event(parties="IND;USA", related_instrument=OLD)),
        ("event", SESSION, "related_instrument"),
        "binds AUS;JPN",
        (instrument(), event(kind="policy", parties="JPN", related_instrument=OLD)),
    ),
    Case(
        "related-time",
        (instrument(), event(start="2004", related_instrument=OLD)),
        ("event", SESSION, "related_instrument"),
        "long after 2004",
        (instrument(), event(start="2009", related_instrument=OLD)),
    ),
    Case(
        "related-time",
        (old(ended="2014"), event(related_instrument=OLD)),
        ("event", SESSION, "related_instrument"),
        "ended on 2014",
        (old(ended="2015"), event(related_instrument=OLD)),
    ),
)

RUSSIA = "jpn-gov-2013-russia"

STANCES = (
    Case(
        "stance-once",
        (stance(), stance("jpn-gov-twice", value=2.0)),
        ("stance", "jpn-gov-twice", "value"),
        f"those of {RUSSIA}, and the values are 1 and 2",
        (stance(), stance("jpn-gov-later", date="2022-12-16")),
    ),
    Case(
        "stance-apart",
        (stance(), stance("jpn-gov-twice", value=3.0, source="other"), source("other")),
        ("stance", "jpn-gov-twice", "value"),
        "the values are 1 and 3",
        (stance(), stance("jpn-gov-twice", value=2.0, source="other"), source("other")),
    ),
    Case(
        "stance-self",
        (stance(about_kind="partner", about="JPN"),),
        ("stance", RUSSIA, "about"),
        "the holder's own side",
        (stance(about_kind="partner", about="AUS"),),
    ),
    Case(
        "stance-step",
        (stance(value=1.5),),
        ("stance", RUSSIA, "value"),
        "between two steps",
        (stance(value=1.5, holder_kind="public"),),
    ),
    Case(
        "holder-spelling",
        (stance(), stance("jpn-gov-2022", date="2022", holder_name="The Government of Japan")),
        ("stance", "jpn-gov-2022", "holder_name"),
        "is elsewhere written 'Government of Japan'",
        (
            stance(holder_kind="party", holder_name="Communist Party of India"),
            stance("jpn-2", holder_kind="party", holder_name="Communist Party of India (Marxist)"),
        ),
    ),
)

KOMEITO = {"party": "Komeito", "role": "coalition"}

OFFICES = (
    Case(
        "office-once",
        (office(), office("jpn-office-ldp-2015", start="2015-01-01", role="coalition")),
        ("office", "jpn-office-ldp-2015", "start"),
        "overlaps jpn-office-ldp-2012",
        (
            office(end="2015-01-01"),
            office("jpn-office-ldp-2015", start="2015-01-01"),
            office("jpn-office-ldp-2009", start="2009", end="2012"),
            office("jpn-office-komeito", **KOMEITO),
            office("aus-office-ldp", actor="AUS"),
        ),
    ),
    Case(
        "office-head",
        (office(), office("jpn-office-dpj", party="Democratic Party", start="2012-12-01")),
        ("office", "jpn-office-ldp-2012", "role"),
        "is head while Democratic Party is",
        (
            office(),
            office("jpn-office-dpj", party="Democratic Party", start="2009", end="2012-12-26"),
            office("jpn-office-komeito", **KOMEITO),
        ),
    ),
    Case(
        "office-name",
        (office(party="LDP"), stance(holder_kind="party", holder_name="Liberal Democratic Party")),
        ("office", "jpn-office-ldp-2012", "party"),
        "no stance is held by 'LDP'; the parties with stances are Liberal Democratic Party",
        (
            office(),
            stance(holder_kind="party", holder_name="Liberal Democratic Party"),
            office("aus-office-labor", actor="AUS", party="Australian Labor Party"),
        ),
    ),
)

YES = {"preferred": "yes", "reason": "The text itself."}
NO = {"preferred": "no", "reason": "A misprint.", "value": "2010-05-20"}

CODINGS = (
    Case(
        "coding-row",
        (coding(row="missing"),),
        ("coding", "coding-1", "row"),
        "no row 'missing'",
        (instrument(), coding(), coding("coding-2", row="paper", field="title", value="Page")),
    ),
    Case(
        "coding-row",
        (instrument(), coding(field="mood")),
        ("coding", "coding-1", "field"),
        "'mood' is no field",
        (instrument(), coding()),
    ),
    Case(
        "coding-value",
        (instrument(), coding(value="19 May 2010")),
        ("coding", "coding-1", "value"),
        "does not fit signed: '19 May 2010' is not a date",
        (instrument(), coding(value="2010")),
    ),
    Case(
        "coding-reason",
        (instrument(), coding(preferred="yes")),
        ("coding", "coding-1", "reason"),
        "say why",
        (instrument(), coding(**YES)),
    ),
    Case(
        "coding-decided",
        (instrument(), coding(), coding("coding-2", value="2010-05-20")),
        ("instrument", OLD, "signed"),
        "0 of the claims coding-1, coding-2 are preferred",
        (instrument(), coding(**YES), coding("coding-2", **NO), coding("coding-3", value="2010")),
    ),
    Case(
        "coding-decided",
        (instrument(), coding(**YES), coding("coding-2", value="2010-05-20")),
        ("instrument", OLD, "signed"),
        "mark it preferred = no",
        (instrument(), coding(), coding("coding-2", value="2010-05")),
    ),
    Case(
        "coding-decided",
        (instrument(), coding(**YES), coding("coding-2", **{**NO, **YES})),
        ("instrument", OLD, "signed"),
        "2 of the claims",
        (instrument(), coding(**YES)),
    ),
    Case(
        "coding-stands",
        (instrument(), coding(**{**NO, **YES, "value": "2010-05-20"})),
        ("instrument", OLD, "signed"),
        "coding-1 prefers '2010-05-20'",
        (instrument(), coding(**YES), coding("coding-2", **NO)),
    ),
    Case(
        "coding-contradicts",
        (instrument(), coding(value="2010-05-20")),
        ("instrument", OLD, "signed"),
        "coding-1 says '2010-05-20'",
        (instrument(), coding(value="2010"), coding("coding-2", **NO)),
    ),
    Case(
        "coding-finer",
        (instrument(signed="2010-05"), coding()),
        ("instrument", OLD, "signed"),
        "has 2010-05-19; take it over",
        (instrument(signed="2010-05"), coding(preferred="no", reason="Of another text.")),
    ),
    Case(
        "coding-recalled",
        (instrument(), coding(check="recalled", **YES), coding("coding-2", **NO)),
        ("instrument", OLD, "signed"),
        "recalled, but preferred",
        (instrument(), coding(**YES), coding("coding-2", check="recalled", **NO)),
    ),
    Case(
        "coding-once",
        (instrument(), coding(locator="p. 1"), coding("coding-2", locator="p. 1")),
        ("coding", "coding-2", "id"),
        "codes what coding-1 codes",
        (instrument(), coding(locator="p. 1"), coding("coding-2", locator="p. 2")),
    ),
)

LAW = {
    "kind": "policy",
    "parties": "JPN",
    "start": "2009-06-19",
    "title": "Anti-Piracy Law enacted",
}

SAMENESS = (
    Case(
        "fact-twice",
        (event("jpn-a", **LAW), event("jpn-b", **{**LAW, "title": "Anti-piracy law is enacted"})),
        ("event", "jpn-b", "title"),
        "those of jpn-a",
        (event("jpn-a", **LAW), event("jpn-b", **{**LAW, "title": "Budget of defence"})),
    ),
    Case(
        "fact-twice",
        (event("jpn-a", **LAW), event("jpn-b", **{**LAW, "start": "2009-06"})),
        ("event", "jpn-b", "title"),
        "merge the two",
        (event("jpn-a", **LAW), event("jpn-b", **{**LAW, "start": "2009-06-23"})),
    ),
    Case(
        "fact-twice",
        (
            event("aus-jpn-a", title="First four-nation activity", start="2024-04-07"),
            event("aus-jpn-b", title="1st four-nation activity", start="2024-04-08"),
        ),
        ("event", "aus-jpn-b", "title"),
        "those of aus-jpn-a",
        (
            event("aus-jpn-a", title="First four-nation activity", start="2024-04-07"),
            event("aus-jpn-b", title="Second four-nation activity", start="2024-04-08"),
        ),
    ),
    Case(
        "fact-twice",
        (
            dialogue("aus-jpn-a", title="Maritime talks"),
            dialogue("aus-jpn-b", title="Maritime Talks"),
        ),
        ("dialogue", "aus-jpn-b", "title"),
        "held at the same time",
        (
            dialogue("aus-jpn-a", title="Maritime talks", latest_held="2010"),
            dialogue("aus-jpn-b", title="Maritime talks", first_held="2012"),
        ),
    ),
    Case(
        "fact-twice",
        (
            instrument("aus-jpn-a", title="Agreement on supplies and services"),
            instrument("aus-jpn-b", title="Agreement on services and supplies"),
        ),
        ("instrument", "aus-jpn-b", "title"),
        "2010-05-19",
        (
            instrument("aus-jpn-a", title="Agreement on supplies", **BARE),
            instrument("aus-jpn-b", title="Agreement on supplies"),
        ),
    ),
    Case(
        "fact-alike",
        (
            event("aus-jpn-a", title="Training of frigates in the Tasman Sea"),
            event("aus-jpn-b", title="Frigates train near Tasman"),
        ),
        ("event", "aus-jpn-b", "title"),
        "per cent alike",
        (
            event("aus-jpn-a", title="Training of frigates"),
            event("aus-jpn-b", title="Parachute jumps of the army"),
        ),
    ),
    Case(
        "title-twice",
        (event(title="Drill"), event("aus-jpn-usa-2", parties="AUS;JPN;USA", title="Drill")),
        ("event", "aus-jpn-usa-2", "title"),
        "is this one fact?",
        (event(title="Drill"), event("ind-jpn-2", parties="IND;JPN", title="Drill")),
    ),
)

CASES: tuple[Case, ...] = (
    *STAGES,
    *CHAINS,
    *SESSIONS,
    *STANCES,
    *OFFICES,
    *CODINGS,
    *SAMENESS,
)
