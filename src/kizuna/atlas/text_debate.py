"""The domestic debate in the terminal."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from typing import IO

from rich.padding import Padding
from rich.text import Text

from kizuna.atlas.text import console
from kizuna.errors import InputError
from kizuna.measures.debate import Debate, Position, Question
from kizuna.record import Stance

_SCALE = "−−  −  0  +  ++"
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
        out.print("The record holds no stance on this partner; that is not evidence of agreement.")
    for question in result.questions:
        out.print()
        out.print(Text(question.label, style="bold underline"))
        out.print(_summary(question))
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


def print_course(course: Sequence[tuple[int, Question]], form: str) -> None:
    """Print contestation year by year, as text, CSV or JSON."""
    rows = [
        {
            "year": year,
            "question": question.about,
            "contestation": question.contestation,
            "low": question.low,
            "high": question.high,
            "parties": len(question.parties),
            "against": len(question.against),
        }
        for year, question in course
    ]
    if form == "json":
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
    elif form == "csv":
        writer = csv.DictWriter(
            sys.stdout, list(rows[0]) if rows else ["year"], lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)
    elif form == "table":
        out = console()
        out.print(Text("Year  Contestation         Against  Question", style="bold"))
        for year, question in course:
            share = f"{len(question.against)} of {len(question.parties)}"
            out.print(f"{year}  {_index(question):<20} {share:<8} {question.label}")
    else:
        raise InputError(f"the course over time has the forms table, csv and json, not {form}")


def _index(question: Question) -> str:
    if question.contestation is None:
        return "not measured"
    return f"{question.contestation:.2f} ({question.low:.2f} to {question.high:.2f})"


def _summary(question: Question) -> Text:
    if question.contestation is None:
        return Text("  Fewer than two parties with a position: contestation is not measured.")
    text = Text(
        f"  Contestation {question.contestation:.2f} ({question.low:.2f} to {question.high:.2f})"
    )
    against = question.against
    if against:
        role = _ROLES[question.closest_opponent or "opposition"]
        text.append(
            f"; {len(against)} of {len(question.parties)} parties against, closest to power: "
        )
        text.append(f"{against[0].stance.holder_name} ({role})")
    else:
        text.append(f"; none of {len(question.parties)} parties against")
    return text


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
