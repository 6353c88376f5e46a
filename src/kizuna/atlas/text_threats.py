"""Threat salience, convergence and aims in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from rich.console import Console
from rich.text import Text

from kizuna.atlas.imprint import imprint
from kizuna.atlas.text import console, hung
from kizuna.atlas.wording import chance
from kizuna.codebook import Codebook
from kizuna.measures.aims import Aims, Document
from kizuna.measures.convergence import Convergence, ThreatPair
from kizuna.measures.salience.coded import CodedSalience, Salience
from kizuna.measures.salience.text import TextSalience

WORDS = ("absent", "mentioned", "prominent", "central")
_MOST_PASSAGES = 20  # passages shown in the terminal before it says how many more there are
_MOST_LINES = 40
_DEEDS = ("instrument", "dialogue", "event")


def print_coded(result: CodedSalience, book: Codebook, *, file: IO[str] | None = None) -> None:
    """Print coded salience, actor by actor, the most salient first."""
    out = console(file)
    for actor in result.actors:
        entries = [entry for entry in result.entries if entry.actor == actor]
        out.print(Text(f"{book.actors[actor].name}: threats as of {result.as_of}", style="bold"))
        out.print(Text(f"{'Threat':<43}{'Salience':<15}{'Said':<12}{'Age':>6}  Check", style="dim"))
        for entry in entries:
            out.print(_coded_line(entry, book))
        silent = [book.threats[code].label for code in result.silent.get(actor, ())]
        if silent:
            out.print(Text(f"Not coded: {', '.join(silent)}.", style="dim"))
        out.print()
    out.print(
        Text(
            "A value stands until the government's next document coded for the same threat; "
            f"* older than {result.max_age:g} years, not compared; ? may be later than the date.",
            style="dim",
        )
    )
    _foot(out, result)


def _coded_line(entry: Salience, book: Codebook) -> Text:
    marks = ("*" if entry.stale else "") + ("" if entry.certain else "?")
    check = "verified" if all(row.check == "verified" for row in entry.rows) else "recalled"
    bar = "●" * round(entry.value) + "○" * (3 - round(entry.value))
    return Text(
        f"{book.threats[entry.threat].label:<43}{bar} {_word(entry.value):<11}"
        f"{entry.date.text:<12}{entry.age:>5.1f}y{marks:<2}{check}"
    )


def print_measured(result: TextSalience, book: Codebook, *, file: IO[str] | None = None) -> None:
    """Print text salience: per actor and threat over all years, or the passages."""
    out = console(file)
    if result.passages:
        _passages(result, out)
    else:
        _pooled(result, book, out)
    if result.foreign:
        out.print(Text(f"{len(result.foreign)} texts are not in English: not measured.", "dim"))
    if result.unmatched:
        names = ", ".join(f"{name} ({n})" for name, n in result.unmatched.items())
        out.print(Text(f"Actors unknown to the codebook: {names}.", style="dim"))
    if result.unread:
        out.print(Text(f"{len(result.unread)} without actor, year or text.", style="dim"))
    out.print(Text(f"Source: {result.source}. {result.citation}", style="dim"))
    out.print(Text(f"Measured by {result.method}; per 10,000 words.", style="dim"))


def _passages(result: TextSalience, out: Console) -> None:
    for passage in result.passages[:_MOST_PASSAGES]:
        note = "" if passage.status == "counted" else f" [{passage.status}, not counted]"
        out.print(
            Text(f"{passage.actor} {passage.year} {passage.title}, {passage.threat}{note}", "bold")
        )
        at = passage.passage.find(passage.term)
        text = Text(f"  {passage.passage}")
        if at >= 0:
            text.stylize("underline", at + 2, at + 2 + len(passage.term))
        out.print(text)
    rest = len(result.passages) - _MOST_PASSAGES
    if rest > 0:
        out.print(Text(f"{rest} more passages: --format csv", style="dim"))


def _pooled(result: TextSalience, book: Codebook, out: Console) -> None:
    totals: dict[tuple[str, str], list[float]] = {}
    for line in result.lines:
        if line.value is not None:
            total = totals.setdefault((line.actor, line.threat), [0, 0])
            total[0] += line.n_matches
            total[1] += line.n_words
    years = sorted({line.year for line in result.lines})
    ranked = sorted(
        ((1e4 * n / words, actor, threat, n) for (actor, threat), (n, words) in totals.items()),
        key=lambda row: (-row[0], row[1], row[2]),
    )
    span = f"{years[0]} to {years[-1]}" if years else "no year"
    out.print(Text(f"Threat salience in texts, {span}, all years together", style="bold"))
    out.print(Text(f"{'Actor':<26}{'Threat':<42}{'Value':>8}{'Matches':>9}", style="dim"))
    for value, actor, threat, matches in ranked[:_MOST_LINES]:
        name, label = book.actors[actor].name[:24], book.threats[threat].label
        out.print(Text(f"{name:<26}{label:<42}{value:>8.2f}{matches:>9.0f}"))
    if len(ranked) > _MOST_LINES:
        rest = len(ranked) - _MOST_LINES
        out.print(Text(f"{rest} more; year by year with --format csv", style="dim"))


def print_convergence(result: Convergence, book: Codebook, *, file: IO[str] | None = None) -> None:
    """Print how far two sides see the same threats."""
    out = console(file)
    one, other = book.actors[result.one].name, book.actors[result.other].name
    point = result.point
    out.print(Text(f"{one} and {other}: threat perceptions as of {result.as_of}", style="bold"))
    out.print(
        Text(
            f"Convergence {point.index:.2f}, {result.level:.0%} interval {point.low:.2f} to "
            f"{point.high:.2f}; {result.by_chance:.2f} if dealt at random; "
            f"{point.n_threats} threats coded on both sides"
        )
    )
    out.print()
    headings = {
        "shared": "Shared: prominent on both sides",
        "divergent": "Divergent: two steps or more apart",
        "close": "Neither shared nor divergent",
        "one_sided": "Coded on one side only",
    }
    out.print(Text(f"{'':<45}{result.one:<23}{result.other:<23}Sure", style="dim"))
    for verdict, heading in headings.items():
        pairs = [pair for pair in result.threats if pair.verdict == verdict]
        if pairs:
            out.print(Text(heading, style="bold"))
        for pair in pairs:
            out.print(_pair_line(pair, book))
    if result.course:
        out.print(Text("Over time (index, interval)", style="bold"))
        for line in _course_lines(result):
            out.print(line)
    out.print(Text("Documents", style="bold"))
    for line in _documents(result):
        out.print(line)
    others = ", ".join(f"{name} {value:.2f}" for name, value in result.others.items())
    out.print(Text(f"Measures of the coded values: {others}. * not yet checked.", style="dim"))
    _foot(out, result)


def _documents(result: Convergence) -> Iterator[Text]:
    """The documents from which both sides' values come, the newest first."""
    for code, sides in (
        (result.one, [pair.one for pair in result.threats]),
        (result.other, [pair.other for pair in result.threats]),
    ):
        dates = {row.source: side.date for side in sides if side for row in side.rows}
        newest = sorted(dates.items(), key=lambda cited: cited[1].latest, reverse=True)
        for source_id, date in newest:
            source = result.sources.get(source_id)
            named = f"{source.title}, {source.publisher}" if source else source_id
            yield hung(f"  {code:<5}{date.text:<11}", named.removesuffix(", "))


def _pair_line(pair: ThreatPair, book: Codebook) -> Text:
    sides = (
        f"{_word(side.value)} ({side.date.text}){_star(side)}" if side is not None else "-"
        for side in (pair.one, pair.other)
    )
    sure = chance(pair.probability) if pair.probability is not None else ""
    label = book.threats[pair.threat].label
    return Text(f"  {label:<43}" + "".join(f"{side:<23}" for side in sides) + sure)


def _course_lines(result: Convergence) -> list[Text]:
    width = 40
    lines = []
    for point in result.course:
        low, at, high = (round(x * width) for x in (point.low, point.index, point.high))
        bar = "".join(
            "●" if i == at else "─" if low <= i <= high else " " for i in range(width + 1)
        )
        lines.append(
            Text(f"  {point.on}  {point.index:.2f}  {point.low:.2f}-{point.high:.2f}  |{bar}|")
        )
    return lines


def print_aims(result: Aims, book: Codebook, *, file: IO[str] | None = None) -> None:
    """Print a policy document, its aims, and the deeds around it."""
    out = console(file)
    document = result.document
    out.print(Text(f"{document.title} ({document.date.text})", style="bold"))
    out.print(Text(f"{document.id}; {len(document.stances)} stances", style="dim"))
    threats: dict[str, set[float]] = {}
    for stance in result.about("threat"):
        threats.setdefault(stance.about, set()).add(stance.value)
    told = [f"{code} {' or '.join(f'{v:g}' for v in sorted(v))}" for code, v in threats.items()]
    out.print(Text(f"Threats (0 to 3): {', '.join(told) or 'none coded'}"))
    policies = [f"{s.about} {s.value:+g}" for s in result.about("policy")]
    if policies:
        out.print(Text(f"Policies: {', '.join(policies)}"))
    if not result.about("partner"):
        out.print("No aim toward a partner is coded from this document.")
    out.print()
    span = f"{result.since} to {document.date.text}, and to {result.until}"
    out.print(Text(f"Deeds before and after, {span}", style="bold"))
    head = "".join(f"{table + 's':<16}" for table in _DEEDS)
    out.print(Text(f"{'Partner':<28}{'Aim':<6}{head}", style="dim"))
    for line in result.partners[:_MOST_LINES]:
        counts = "".join(f"{line.before.get(t, 0):>3} → {line.after.get(t, 0):<9}" for t in _DEEDS)
        aim = f"{line.aim:+g}" if line.aim is not None else "·"
        name = book.actors[line.partner].name
        out.print(Text(f"{name if len(name) < 28 else line.partner:<28}{aim:<6}{counts}".rstrip()))
    idle = [
        book.actors[p.partner].name for p in result.partners if (p.aim or 0) > 0 and not p.after
    ]
    if idle:
        out.print(f"Aimed at, but nothing recorded after: {', '.join(idle)}.")
    if len(result.partners) > _MOST_LINES:
        out.print(Text(f"{len(result.partners) - _MOST_LINES} more: --format csv", style="dim"))
    out.print(Text("What followed is not shown to follow from the document.", style="dim"))
    _foot(out, result)


def print_documents(found: Sequence[Document], name: str, *, file: IO[str] | None = None) -> None:
    """Print the policy documents of an actor."""
    out = console(file)
    out.print(Text(f"{name}: policy documents of the record", style="bold"))
    if not found:
        out.print("None known: neither an event of kind policy nor a government's stance.")
    for document in found:
        aims = sum(s.about_kind == "partner" for s in document.stances)
        out.print(
            Text(
                f"{document.date.text:<12}{document.id}\n"
                f"{'':<12}{document.title} ({len(document.stances)} stances, {aims} on partners)"
            )
        )


def _star(side: Salience) -> str:
    return "" if all(row.check == "verified" for row in side.rows) else "*"


def _word(value: float) -> str:
    return WORDS[min(max(round(value), 0), len(WORDS) - 1)]


def _foot(out: Console, result: CodedSalience | Convergence | Aims) -> None:
    for line in imprint(result).lines:
        out.print(Text(line, style="dim"))
