"""Where a passage says what a candidate claims: actors, kind, date and verb."""

from __future__ import annotations

from typing import Literal, NamedTuple

from kizuna.reading.dated import Anchor
from kizuna.reading.dates import find_dates
from kizuna.reading.fold import fold, lower
from kizuna.reading.queue import Candidate
from kizuna.reading.triggers import find_triggers
from kizuna.reading.words import Words

Role = Literal["actor", "kind", "date", "verb"]


class Highlight(NamedTuple):
    """A span of a passage, the end not included, and what it tells."""

    start: int
    end: int
    role: Role


def highlights(candidate: Candidate, words: Words) -> list[Highlight]:
    """The spans of a candidate's passage that name its actors, kind, date and stage."""
    folded = fold(candidate.passage)
    low = lower(folded)
    found = [
        Highlight(mention.start, mention.end, "actor")
        for mention in words.actors.mentions(folded, low)
        if mention.code in (*candidate.parties, candidate.about)
    ]
    found += [
        Highlight(d.start, d.end, "date") for d in find_dates(low, folded, Anchor(None, None))
    ]
    hits = words.triggers.find(low)
    named = [
        Highlight(trigger.start, trigger.end, "kind")
        for trigger in find_triggers(words, low, folded, hits, {})
        if trigger.code == candidate.kind
    ]
    # A name that is no fact by itself, such as that of a series, still shows what is meant.
    found += named or [
        Highlight(hit.start, hit.end, "kind")
        for hit in hits
        if any(candidate.kind == meaning.code for meaning in hit.values)
    ]
    for abbreviation in words.abbreviations.find(folded):
        if any(candidate.kind == meaning.code for meaning in abbreviation.values):
            found.append(Highlight(abbreviation.start, abbreviation.end, "kind"))
    for cue in words.cues.find(low):
        if any(stage == candidate.stage for stage, _ in cue.values):
            found.append(Highlight(cue.start, cue.end, "verb"))
    return sorted(found)
