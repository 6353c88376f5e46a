"""The domestic debate in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO

from rich.text import Text

from kizuna.atlas.imprint import imprint
from kizuna.atlas.references import Notes, address, reference
from kizuna.atlas.text import console, hung
from kizuna.measures.debate import Debate, Position, Question
from kizuna.measures.debate_course import DebateCourse, Stage
from kizuna.record import Stance

_SCALE = "−−  −  0  +  ++"
_SILENT = "The record holds no stance on this partner; that is not evidence of agreement."
_COURSE = (
    "Insufficient: fewer than two parties with a position. Of years without any, only the first is "
    "shown."
)
_ROLES = {
    "head": "leads the government",
    "coalition": "in the coalition",
    "support": "supports the government",
    "opposition": "opposition",
}


def print_debate(result: Debate, *, file: IO[str] | None = None) -> None:
    """Print every question with its parties, other holders, polls and their sources."""
    out = console(file)
    notes = Notes(result.sources)
    title = f"{result.name}: the debate about {result.partner_name} as of {result.as_of}"
    out.print(Text(title, style="bold"))
    if not result.questions:
        out.print(_SILENT)
    for question in result.questions:
        out.print()
        out.print(Text(question.label, style="bold underline"))
        out.print(hung("  ", _summary(question)))
        for position in (*question.parties, *question.others):
            for line in _position(position, notes):
                out.print(line)
        for line in _polls(question, notes):
            out.print(line)
    for line in _lapsed(result):
        out.print(line)
    for line in _sources(notes):
        out.print(line, soft_wrap=True)
    out.print()
    out.print(Text(f"{_SCALE}: strongly against to strongly for. * not yet checked.", style="dim"))
    for part in imprint(result).lines:
        out.print(Text(part, style="dim"))


def print_course(result: DebateCourse, *, file: IO[str] | None = None) -> None:
    """Print contestation year by year."""
    out = console(file)
    title = f"{result.name}: the debate about {result.partner_name} over time"
    out.print(Text(title, style="bold"))
    if not result.stages:
        out.print(_SILENT)
        return
    out.print(Text(f"{'As of':<12}{'Contestation':<21}{'Against':<9}Question", style="dim"))
    for on, question in _first_of_silence(result.stages):
        share = f"{len(question.against)} of {len(question.parties)}"
        out.print(Text(f"{on!s:<12}{_index(question):<21}{share:<9}{question.label}"))
    out.print()
    out.print(Text(_COURSE, style="dim"))
    for line in imprint(result).lines:
        out.print(Text(line, style="dim"))


def _first_of_silence(stages: Iterable[Stage]) -> Iterator[Stage]:
    """The stages without those that only repeat that there is no party with a position."""
    silent: set[str] = set()
    for stage in stages:
        quiet = not stage.question.parties
        if not quiet or stage.question.about not in silent:
            yield stage
        (silent.add if quiet else silent.discard)(stage.question.about)


def _index(question: Question) -> str:
    if question.contestation is None:
        return "insufficient"
    return f"{question.contestation:.2f} ({question.low:.2f} to {question.high:.2f})"


def _summary(question: Question) -> str:
    n = len(question.parties)
    if question.contestation is None:
        held = "one party" if n else "no party"
        return f"Insufficient evidence: {held} with a position, and contestation needs two."
    text = f"Contestation {_index(question)}; "
    against = question.against
    if not against:
        return f"{text}none of {n} parties against"
    role = _ROLES[question.closest_opponent or "opposition"]
    return (
        f"{text}{len(against)} of {n} parties against, closest to power: "
        f"{against[0].stance.holder_name} ({role})"
    )


def _position(position: Position, notes: Notes) -> Iterator[Text]:
    """Who stands where, and below it what was said."""
    stance = position.stance
    text = Text(f"  {_sign(stance.value):>3} {stance.holder_name}{_star(stance)}")
    if position.role:
        text.append(f", {_ROLES[position.role]}", style="dim")
    yield text.append(f"  {stance.date} [{notes.number(stance.source)}]", style="dim")
    if stance.note:
        said = hung(" " * 6, stance.note)
        said.stylize("dim")
        yield said


def _polls(question: Question, notes: Notes) -> Iterator[Text]:
    """Each series of polls by itself, in the order of time, with what was asked or found."""
    for name, polls in groupby(question.polls, key=lambda poll: poll.holder_name):
        yield Text(f"  Poll: {name}", style="italic")
        for poll in polls:
            front = f"    {poll.date!s:<10} {poll.value:+.1f}{_star(poll) or ' '} "
            yield hung(front, f"{poll.note} [{notes.number(poll.source)}]".strip())


def _lapsed(result: Debate) -> Iterator[Text]:
    """What parties said too long ago to count, so that a thin debate is not taken for calm."""
    if not result.lapsed:
        return
    old = [f"{s.holder_name} {_sign(s.value)} ({s.about}, {s.date})" for s in result.lapsed]
    yield Text()
    yield hung("", f"Too old to count, see an earlier --as-of or --max-age: {'; '.join(old)}.")


def _sources(notes: Notes) -> Iterator[Text]:
    for n, (number, source_id, source) in enumerate(notes.listed()):
        if not n:
            yield Text()
            yield Text("Sources", style="bold")
        front = f"{f'[{number}]':>5} "
        yield hung(front, reference(source) if source else source_id)
        if source and (link := address(source)):
            yield Text(" " * len(front) + link, style="dim")


def _star(stance: Stance) -> str:
    return "" if stance.check == "verified" else "*"


def _sign(value: float) -> str:
    """A position on the scale from −− to ++."""
    if value == 0:
        return "0"
    return ("+" if value > 0 else "−") * (2 if abs(value) > 1 else 1)
