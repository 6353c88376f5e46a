"""The row that a stance becomes, named as the record names its holder."""

from __future__ import annotations

import re
from collections import Counter

from kizuna.reading.queue import Candidate
from kizuna.reading.stance_words import PartyWords
from kizuna.record import Stance, View


def stance_row(candidate: Candidate, view: View) -> dict[str, str]:
    """The fields of a new row, as texts; empty for what is no stance.

    Args:
        candidate: the candidate.
        view: what the record knows; a holder that it has keeps its name there.
    """
    said = candidate.said
    if said is None:
        return {}
    holder = candidate.parties[0]
    name = said.holder_name or _government(holder, view)
    whose = said.holder_name or "gov"
    return {
        "id": slug(f"{holder}-{whose}-{candidate.date or ''}-{said.about_kind}-{said.about}"),
        "holder": holder,
        "holder_kind": said.holder_kind,
        "holder_name": name,
        "about_kind": said.about_kind,
        "about": said.about,
        "value": str(said.value),
    }


def parties_of(view: View) -> tuple[PartyWords, ...]:
    """The parties whose stances a record has, by the names that it gives them.

    A name that says its country in brackets is known without them, but then it is not its own alone.
    """
    names = {(s.holder, s.holder_name) for s in view.rows(Stance) if s.holder_kind == "party"}
    found = []
    for actor, name in sorted(names):
        plain = re.sub(r" \([^()]*\)$", "", name)
        found.append(PartyWords(actor=actor, name=name, names=(plain,), shared=True))
    return tuple(found)


def slug(text: str) -> str:
    """A text as the id of a row, at most 70 characters."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:70].strip("-")


def _government(holder: str, view: View) -> str:
    """What the record calls a government most often; else by the name of its actor."""
    names = Counter(
        s.holder_name for s in view.rows(Stance)
        if s.holder == holder and s.holder_kind == "government"
    )  # fmt: skip
    if names:
        return names.most_common(1)[0][0]
    actor = view.codebook.actors[holder]
    return actor.name if actor.kind == "organisation" else f"Government of {actor.name}"
