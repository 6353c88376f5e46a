"""The six criteria and the archetype in the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from rich.console import Console
from rich.text import Text

from kizuna.atlas.imprint import imprint
from kizuna.atlas.text import console, witness_lines
from kizuna.codebook import Codebook
from kizuna.codebook.criteria import Criteria, load_criteria
from kizuna.measures.criteria import (
    Assessment,
    Comparison,
    Course,
    CriterionWhy,
    IndicatorValue,
    Membership,
)

VERDICTS = {
    "met": "met",
    "not_met": "not met",
    "open": "open",
    "insufficient": "insufficient evidence",
}
_BAR = 20  # characters from 0 to 1
_NONE = "None of the types"


def archetype_label(code: str, rules: Criteria) -> str:
    """The name of an archetype."""
    return next((a.label for a in rules.archetype if a.code == code), _NONE)


def condition_label(name: str, rules: Criteria) -> str:
    """A condition of an archetype in words."""
    code = name.removeprefix("not ")
    labels = {c.code: c.label for c in rules.criterion}
    labels |= {i.code: i.label for i in rules.indicators}
    return f"no {labels[code][:1].lower()}{labels[code][1:]}" if name != code else labels[code]


def print_assessment(result: Assessment, book: Codebook, *, file: IO[str] | None = None) -> None:
    """Print the criteria and the archetype of one pair."""
    out, rules = console(file), load_criteria(book)
    one, other = book.actors[result.one].name, book.actors[result.other].name
    out.print(Text(f"{one} and {other}: what kind of relationship, as of {result.as_of}", "bold"))
    if not result.n_rows:
        out.print(
            "The record holds no row that counts for this pair on that day; that is not evidence "
            "of absence."
        )
        _foot(out, result)
        return
    for line in _ruling(result, rules):
        out.print(line)
    out.print()
    out.print(Text(f"{'Criterion':<34}{'0':<{_BAR}}1 {'Value':>6}  Bounds       Verdict", "dim"))
    for criterion in result.criteria:
        out.print(
            _line(criterion.criterion.label, criterion.value, criterion.low, criterion.high, "bold")
            + Text(f"  {VERDICTS[criterion.verdict]}")
        )
        for value in criterion.indicators:
            out.print(_indicator(value))
    out.print(Text("What the archetypes turn on beside the criteria", "bold"))
    for mark in result.marks:
        out.print(_indicator(mark))
    out.print()
    out.print(
        Text(
            "1 is what the definition of a strategic partnership asks for. Bounds: what missing "
            "and unverified evidence leaves possible. Met and not met: all of the bounds lie on "
            "one side of 0.5. The rows behind a line: kizuna why "
            f"{result.one} {result.other} {result.criteria[0].criterion.code}",
            "dim",
        )
    )
    _foot(out, result)


def _ruling(result: Assessment, rules: Criteria) -> Iterable[Text]:
    ruling = result.ruling
    by_code = {m.archetype.code: m for m in ruling.memberships}
    head = Text("Archetype: ").append(archetype_label(ruling.archetype, rules), "bold")
    if ruling.archetype in by_code:
        head.append(f", membership {_span(by_code[ruling.archetype])}")
    else:
        head.append(", since it is more out than in of every type")
    yield head
    member = by_code[ruling.runner_up]
    yield Text(f"Runner-up: {archetype_label(ruling.runner_up, rules)}, {_span(member)}")
    others = [archetype_label(c, rules) for c in ruling.possible if c != ruling.archetype]
    if others:
        yield Text(f"Not ruled out by the evidence: {', '.join(others)}")
    for decision in ruling.deciding:
        kind = archetype_label(decision.archetype, rules)
        label = condition_label(decision.condition, rules)
        shown = decision.degree.value
        number = "insufficient evidence" if shown is None else f"{shown:.2f}"
        yield Text(f"  {kind} turns on: {label}, {number}", "dim")
    yield Text(
        "Closeness: "
        + ", ".join(f"{m.archetype.label.lower()} {m.closeness:.2f}" for m in ruling.memberships),
        "dim",
    )


def _span(member: Membership) -> str:
    return f"{member.value:.2f} (bounds {member.low:.2f} to {member.high:.2f})"


def _indicator(value: IndicatorValue) -> Text:
    note = f"  {value.n_coded} of {value.n_rows} rows"
    line = _line(f"  {value.indicator.label}", value.value, value.low, value.high, "dim")
    return line + Text(note, "dim")


def _line(label: str, value: float | None, low: float, high: float, style: str) -> Text:
    number = "  –" if value is None else f"{value:.2f}"
    bar = _bar(value, low, high)
    return Text(f"{label:<34}{bar} {number:>6}  {low:.2f} to {high:.2f}", style)


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
    heads = "".join(f"{f'({n})':>6}" for n in range(1, len(rules.criterion) + 1))
    out.print(Text(f"{'Partner':<28}{heads}  {'Archetype':<26}Runner-up", "dim"))
    for partner in result.partners:
        values = "".join(_short(c.value, c.verdict) for c in partner.criteria)
        kind = archetype_label(partner.archetype, rules)
        sure = "" if partner.ruling.possible in ((partner.archetype,), ()) else "?"
        out.print(
            Text(
                f"{book.actors[partner.other].name[:26]:<28}{values}  {kind + sure:<26}"
                f"{archetype_label(partner.runner_up, rules) if partner.n_rows else '–'}"
            )
        )
    out.print()
    for n, criterion in enumerate(rules.criterion, start=1):
        out.print(Text(f"({n}) {criterion.label}: {criterion.question}", "dim"))
    out.print(
        Text(
            "1 is what the definition of a strategic partnership asks for; ~ the bounds of the "
            "evidence lie on both sides of 0.5; – insufficient evidence; ? other archetypes are "
            "not ruled out.",
            "dim",
        )
    )
    _foot(out, result)


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
        kind = archetype_label(point.archetype, rules) if point.n_rows else "–"
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
            text = used.value.text if used.value else "not coded"
            basis = ""
            if used.value is not None:
                basis = " by definition" if used.value.presumed else ""
                basis = basis or ("" if used.value.sure else " recalled")
            doubt = "" if used.item.sure or not used.item.counts else ", in doubt"
            number = "" if used.number is None else f" = {used.number:.2f}"
            said = f"{mark} {used.item.id}: {indicator.field} {text}{basis}{number}{doubt}"
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
