"""Kind of relationship, convergence and both debates as lines of a profile in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from kizuna.atlas import both_sides, relationship
from kizuna.atlas.both_sides import BothSides
from kizuna.atlas.references import Notes
from kizuna.atlas.sides import signed
from kizuna.atlas.text import hung
from kizuna.atlas.text_criteria import criterion_lines, rows_behind
from kizuna.codebook import Codebook
from kizuna.codebook.criteria import load_criteria
from kizuna.measures.debate import Question
from kizuna.measures.profile import Profile
from kizuna.record import Stance

_CHECKS = {"verified": "✓", "recalled": "*"}


def relationship_lines(both: BothSides, book: Codebook) -> Iterator[Text]:
    """The archetype and the criteria, or why they cannot be given."""
    found = both.criteria
    if found is None:
        yield hung("  ", f"Not assessed: {both.unassessed}.")
        return
    for line in relationship.sentences(found, load_criteria(book)):
        yield hung("  ", line)
    if found.measured:
        yield Text()
        yield from criterion_lines(found, indent=2)
        yield hung("  ", rows_behind(found))


def convergence_lines(both: BothSides, profile: Profile, book: Codebook) -> Iterator[Text]:
    """How far both sides see the same threats, or why that cannot be said."""
    found = both.convergence
    if found is None:
        yield hung("  ", f"Not measured: {both.missing}.")
        return
    yield hung("  ", both_sides.headline(found))
    for line in (*both_sides.findings(found, book), *both_sides.documents(found, profile)):
        yield hung("  ", line)


def debate_lines(both: BothSides, profile: Profile, notes: Notes) -> Iterator[Text]:
    """The questions debated on each side: how contested, who is for and against, polls."""
    for name, partner, held in both_sides.questions(both, profile):
        yield Text(f"  {name} on {partner}", style="dim")
        if not held.questions:
            yield Text("    no position known; that is not evidence of agreement", style="dim")
        for question in held.questions:
            yield hung("    ", f"{question.label}. {both_sides.contested(question)}")
            yield from _question(question, notes)


def _question(question: Question, notes: Notes) -> Iterator[Text]:
    for choice in both_sides.choices(question):
        for position in choice.parties:
            role = both_sides.ROLES[position.role or "opposition"]
            yield _line(position.stance, f", {role}", notes)
    for stance in (*(p.stance for p in question.others), *question.polls):
        yield _line(stance, "", notes)


def _line(stance: Stance, role: str, notes: Notes) -> Text:
    when = stance.date.text if stance.date else "–"
    tail = f"{when} {_CHECKS[stance.check]} [{notes.number(stance.source)}]"
    wording = f" {stance.note}" if stance.holder_kind == "public" and stance.note else ""
    return hung(f"      {signed(stance.value):<6}", f"{stance.holder_name}{role}, {tail}{wording}")
