"""The six criteria and the archetype in the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from rich.console import Console
from rich.text import Text

from kizuna.atlas import relationship
from kizuna.atlas.imprint import imprint
from kizuna.atlas.relationship import VERDICTS, archetype_label
from kizuna.atlas.text import console, witness_lines
from kizuna.codebook import Codebook
from kizuna.codebook.criteria import Criteria, load_criteria
from kizuna.measures.criteria import (
    Assessment,
    Comparison,
    Course,
    CriterionWhy,
    IndicatorValue,
)

_BAR = 20  # characters from 0 to 1
_PARTNER, _TYPE = 17, 23  # columns of the comparison, which fits into 100


def print_assessment(result: Assessment, book: Codebook, *, file: IO[str] | None = None) -> None:
    """Print the criteria and the archetype of one pair."""
    out, rules = console(file), load_criteria(book)
    one, other = book.actors[result.one].name, book.actors[result.other].name
    out.print(Text(f"{one} and {other}: what kind of relationship, as of {result.as_of}", "bold"))
    if not result.measured:
        out.print(relationship.silence(result))
        _foot(out, result)
        return
    for line in _ruling(result, rules):
        out.print(line)
    out.print()
    lines = iter(criterion_lines(result))
    out.print(next(lines))
    for criterion, line in zip(result.criteria, lines, strict=True):
        out.print(line)
        for value in criterion.indicators:
            out.print(_indicator(value))
    out.print(Text(relationship.MARKS, "bold"))
    for mark in result.marks:
        out.print(_indicator(mark))
    out.print()
    out.print(Text(f"{relationship.HOW_TO_READ} {rows_behind(result)}", "dim"))
    _foot(out, result)


def criterion_lines(result: Assessment, *, indent: int = 0) -> Iterable[Text]:
    """A heading, then a line for each criterion: bar, value, bounds and verdict."""
    front = " " * indent
    yield Text(f"{front + 'Criterion':<34}{'0':<{_BAR}}1 {'Value':>6}  Bounds       Verdict", "dim")
    for value in result.criteria:
        line = _line(front + value.criterion.label, value.value, value.low, value.high, "bold")
        yield line + Text(f"  {VERDICTS[value.verdict]}")


def rows_behind(result: Assessment) -> str:
    """How to see the rows behind a line."""
    code = result.criteria[0].criterion.code
    return f"The rows behind a line: kizuna why {result.one} {result.other} {code}"


def _ruling(result: Assessment, rules: Criteria) -> Iterable[Text]:
    kind, how = relationship.first(result, rules)
    yield Text("Archetype: ").append(kind, "bold").append(f", {how}")
    yield Text(relationship.next_best(result, rules))
    if others := relationship.not_ruled_out(result, rules):
        yield Text(others)
    for line in relationship.deciding(result, rules):
        yield Text(f"  {line}", "dim")
    memberships = result.ruling.memberships
    yield Text(
        "Closeness: "
        + ", ".join(f"{m.archetype.label.lower()} {m.closeness:.2f}" for m in memberships),
        "dim",
    )


def _indicator(value: IndicatorValue) -> Text:
    note = f"  {value.n_coded} of {value.n_rows} rows"
    line = _line(f"  {value.indicator.label}", value.value, value.low, value.high, "dim")
    return line + Text(note, "dim")


def _line(label: str, value: float | None, low: float, high: float, style: str) -> Text:
    shown = relationship.number(value)
    return Text(f"{label:<34}{_bar(value, low, high)} {shown:>6}  {low:.2f} to {high:.2f}", style)


def _bar(value: float | None, low: float, high: float) -> str:
    """A line from 0 to 1: the bounds as a rule, the value as a mark on it."""
    first, last = round(low * _BAR), round(high * _BAR)
    cells = ["━" if first <= n <= last else "·" for n in range(_BAR + 1)]
    if value is not None:
        cells[round(value * _BAR)] = "●"
    return "".join(cells)


def print_comparison(result: Comparison, book: Codebook, *, file: IO[str] | None = None) -> None:
    """Print all partners side by side."""
    out, rules = console(file), load_criteria(book)
    name = book.actors[result.actor].name
    out.print(Text(f"{name}: what kind of relationships, as of {result.as_of}", "bold"))
    if not result.partners:
        out.print("The record names no partner of this actor; that is not evidence of absence.")
        _foot(out, result)
        return
    heads = "".join(f"{f'({n})':>6}" for n in range(1, len(rules.criterion) + 1))
    out.print(Text(f"{'Partner':<{_PARTNER}}{heads}  {'Archetype':<{_TYPE}}Runner-up", "dim"))
    for partner in result.partners:
        values = "".join(_short(c.value, c.verdict) for c in partner.criteria)
        kind = archetype_label(partner.archetype, rules) if partner.measured else "–"
        sure = "" if partner.ruling.possible in ((partner.archetype,), ()) else "?"
        sure = sure if partner.measured else ""
        runner_up = archetype_label(partner.runner_up, rules) if partner.measured else "–"
        partner_name = _fit(book.actors[partner.other].name, _PARTNER - 1)
        kind = _fit(kind, _TYPE - 2) + sure
        out.print(
            Text(f"{partner_name:<{_PARTNER}}{values}  {kind:<{_TYPE}}{_fit(runner_up, _TYPE - 1)}")
        )
    out.print()
    for n, criterion in enumerate(rules.criterion, start=1):
        out.print(Text(f"({n}) {criterion.label}: {criterion.question}", "dim"))
    out.print(
        Text(
            "1 is what the definition of a strategic partnership asks for; ~ the bounds of the "
            "evidence lie on both sides of 0.5; – insufficient evidence: no row that counts, or "
            "none of the two alone; ? other archetypes are not ruled out. By archetype, then by "
            "membership in it.",
            "dim",
        )
    )
    _foot(out, result)


def _fit(label: str, width: int) -> str:
    """A label cut between words, or within its only word, so that it fits."""
    import textwrap

    if len(label) <= width:
        return label
    return textwrap.shorten(label, width, placeholder="…").removeprefix("…") or label[:width]


def _short(value: float | None, verdict: str) -> str:
    if value is None:
        return f"{'–':>6}"
    mark = "~" if verdict == "open" else " "
    return f"{value:>5.2f}{mark}"


def print_course(result: Course, book: Codebook, *, file: IO[str] | None = None) -> None:
    """Print a pair year by year."""
    out, rules = console(file), load_criteria(book)
    one, other = book.actors[result.one].name, book.actors[result.other].name
    out.print(Text(f"{one} and {other}: what kind of relationship, over time", "bold"))
    heads = "".join(f"{f'({n})':>6}" for n in range(1, len(rules.criterion) + 1))
    close = "".join(f"{_initials(a.label):>5}" for a in rules.archetype)
    out.print(Text(f"{'As of':<11}{heads}  {'Archetype':<26}{close}", "dim"))
    for point in result.points:
        values = "".join(_short(c.value, c.verdict) for c in point.criteria)
        near = {m.archetype.code: m.closeness for m in point.ruling.memberships}
        closeness = "".join(f"{near[a.code]:>5.2f}" for a in rules.archetype)
        kind = archetype_label(point.archetype, rules) if point.measured else "–"
        out.print(Text(f"{point.as_of!s:<11}{values}  {kind:<26}{closeness}"))
    out.print()
    for n, criterion in enumerate(rules.criterion, start=1):
        out.print(Text(f"({n}) {criterion.label}", "dim"))
    names = ", ".join(f"{_initials(a.label)} {a.label.lower()}" for a in rules.archetype)
    out.print(
        Text(
            f"At the right: closeness, the mean of required and typical conditions, to {names}.",
            "dim",
        )
    )
    _foot(out, result)


def _initials(label: str) -> str:
    words = label.replace("-", " ").split()
    return "".join(word[0] for word in words[:2]).upper()


def print_criterion_why(
    result: CriterionWhy, book: Codebook, *, file: IO[str] | None = None
) -> None:
    """Print the rows behind a criterion."""
    out = console(file)
    found = result.assessment
    pair = f"{book.actors[found.one].name} – {book.actors[found.other].name}"
    out.print(Text(f"{pair}: {result.code} as of {found.as_of}", "bold"))
    for value in result.indicators:
        out.print()
        shown = "insufficient evidence" if value.value is None else f"{value.value:.2f}"
        indicator = value.indicator
        out.print(
            Text(f"{indicator.label}: {shown}, bounds {value.low:.2f} to {value.high:.2f}", "bold")
        )
        out.print(Text(f"{indicator.counts} Against it: {indicator.against}", "dim"))
        for used in value.used:
            mark = "▸" if used.item.counts else " "
            doubt = "" if used.item.sure or not used.item.counts else ", in doubt"
            said = f"{mark} {used.item.id}: {indicator.field} {relationship.reading(used)}{doubt}"
            out.print(Text(said, "" if used.item.counts else "dim"))
    for witness in result.witnesses.values():
        out.print()
        for line in witness_lines(witness):
            out.print(line)
    out.print()
    _foot(out, result)


def _foot(out: Console, result: Assessment | Comparison | Course | CriterionWhy) -> None:
    for line in imprint(result).lines:
        out.print(Text(line, style="dim"))
