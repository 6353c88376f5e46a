"""The domestic debate in the terminal."""

from __future__ import annotations

from typing import IO

from rich.padding import Padding
from rich.text import Text

from kizuna.atlas.imprint import imprint
from kizuna.atlas.text import console, hung
from kizuna.measures.debate import Debate, Position, Question
from kizuna.measures.debate_course import DebateCourse
from kizuna.record import Stance

_SCALE = "−−  −  0  +  ++"
_SILENT = "The record holds no stance on this partner; that is not evidence of agreement."
_ROLES = {
    "head": "leads the government",
    "coalition": "in the coalition",
    "support": "supports the government",
    "opposition": "opposition",
}


def print_debate(result: Debate, *, file: IO[str] | None = None) -> None:
    """Print every question with its parties, other holders and polls."""
    out = console(file)
    title = f"{result.name}: the debate about {result.partner_name} as of {result.as_of}"
    out.print(Text(title, style="bold"))
    if not result.questions:
        out.print(_SILENT)
    for question in result.questions:
        out.print()
        out.print(Text(question.label, style="bold underline"))
        out.print(hung("  ", _summary(question)))
        for position in question.parties:
            out.print(_position(position))
        for position in question.others:
            out.print(_position(position))
        if question.polls:
            out.print(Text("  Polls", style="italic"))
        for poll in question.polls:
            out.print(Padding(_poll(poll), (0, 0, 0, 4)))
    out.print()
    out.print(Text(f"{_SCALE}: strongly against to strongly for. * not yet checked.", style="dim"))
    out.print(Text(f"Record: {result.record}. Sources: --format json", style="dim"))


def print_course(result: DebateCourse, *, file: IO[str] | None = None) -> None:
    """Print contestation year by year."""
    out = console(file)
    title = f"{result.name}: the debate about {result.partner_name} over time"
    out.print(Text(title, style="bold"))
    if not result.stages:
        out.print(_SILENT)
        return
    out.print(Text(f"{'As of':<12}{'Contestation':<21}{'Against':<9}Question", style="dim"))
    for on, question in result.stages:
        share = f"{len(question.against)} of {len(question.parties)}"
        out.print(Text(f"{on!s:<12}{_index(question):<21}{share:<9}{question.label}"))
    out.print()
    for line in imprint(result).lines:
        out.print(Text(line, style="dim"))


def _index(question: Question) -> str:
    if question.contestation is None:
        return "not measured"
    return f"{question.contestation:.2f} ({question.low:.2f} to {question.high:.2f})"


def _summary(question: Question) -> str:
    if question.contestation is None:
        return "Fewer than two parties with a position: contestation is not measured."
    text = f"Contestation {_index(question)}; "
    against = question.against
    if not against:
        return f"{text}none of {len(question.parties)} parties against"
    role = _ROLES[question.closest_opponent or "opposition"]
    return (
        f"{text}{len(against)} of {len(question.parties)} parties against, closest to power: "
        f"{against[0].stance.holder_name} ({role})"
    )


def _position(position: Position) -> Text:
    stance = position.stance
    star = "" if stance.check == "verified" else "*"
    text = Text(f"  {_sign(stance.value):>3} {stance.holder_name}{star}")
    if position.role:
        text.append(f", {_ROLES[position.role]}", style="dim")
    text.append(f"  {stance.date}", style="dim")
    return text


def _poll(poll: Stance) -> Text:
    star = "" if poll.check == "verified" else "*"
    return Text(f"{poll.date} {poll.value:+.1f} {poll.holder_name}{star}: {poll.note}")


def _sign(value: float) -> str:
    """A position on the scale from −− to ++."""
    if value == 0:
        return "0"
    return ("+" if value > 0 else "−") * (2 if abs(value) > 1 else 1)
