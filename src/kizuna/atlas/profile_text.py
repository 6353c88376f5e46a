"""One partnership in the terminal: at most 100 columns, readable without colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from rich.console import Console
from rich.text import Text

from kizuna.atlas import both_sides_text, sides
from kizuna.atlas.both_sides import BothSides, verdict
from kizuna.atlas.grid import plural
from kizuna.atlas.imprint import imprint
from kizuna.atlas.references import Notes, reference
from kizuna.atlas.symbols import WORDS, brief, sentence
from kizuna.atlas.text import console, hung
from kizuna.codebook import Codebook
from kizuna.measures.profile import Entry, Profile
from kizuna.record import Event, Stance

_LABEL = 43
_SIDE = 21
_CHECKS = {"verified": "✓", "recalled": "*"}


def _depth(profile: Profile) -> str:
    """Depth in a sentence, with what speaks against trusting it."""
    point = profile.depth[-1]
    told = (
        f"Depth {point.mean:+.2f} (90% interval {point.q05:+.2f} to {point.q95:+.2f}) at the end of "
        f"{point.time}: kizuna depth show {profile.one.actor} {profile.other.actor}"
    )
    return " ".join((told, *profile.depth_warnings))


def print_profile(
    profile: Profile,
    book: Codebook,
    *,
    both: BothSides | None = None,
    file: IO[str] | None = None,
) -> None:
    """Print a partnership: its state, what happened, what each side says, and the sources.

    Args:
        profile: the partnership.
        book: the codebook of its record.
        both: the comparison of both sides; without it the sides stand next to each other.
        file: where to; standard output by default.
    """
    out = console(file)
    notes = Notes({**profile.sources, **(both.sources if both else {})})
    names = f"{profile.one.name} and {profile.other.name}"
    out.print(Text(f"{names}: a partnership as of {profile.as_of}", style="bold"))
    rung = f"Rung {profile.rung} of the ladder" if profile.rung else "No rung of the ladder"
    out.print(f"{rung}; {plural(profile.breadth, 'kind')} of ties in force or held.")
    if profile.depth:
        out.print(_depth(profile))
    sections: list[tuple[str, Iterable[Text]]] = [
        ("State", _state(profile, book)),
        *_relationship(both, book),
        ("Instruments", _entries(profile.instruments, notes)),
        ("Dialogues", _entries(profile.dialogues, notes)),
        ("Events", _entries(profile.events, notes)),
        (
            "Threats: salience in what the governments say, 0 to 3",
            _threats(profile, book, notes, both),
        ),
        *_stances_sections(profile, book, notes, both),
        ("Sources", _sources(notes)),
    ]
    for heading, lines in sections:
        _section(out, heading, lines)
    out.print()
    out.print(
        Text(
            "✓ checked against its source   * not yet checked   ? uncertain   ■ with others",
            style="dim",
        )
    )
    for line in imprint(profile).lines:
        out.print(Text(line, style="dim"))


def _section(out: Console, heading: str, lines: Iterable[Text]) -> None:
    shown = list(lines)
    out.print()
    out.print(Text(heading, style="bold"))
    for line in shown or [Text("  none known", style="dim")]:
        out.print(line, soft_wrap=False)


def _relationship(both: BothSides | None, book: Codebook) -> Iterator[tuple[str, Iterable[Text]]]:
    if both is not None:
        yield "What kind of relationship", both_sides_text.relationship_lines(both, book)


def _stances_sections(
    profile: Profile, book: Codebook, notes: Notes, both: BothSides | None
) -> Iterator[tuple[str, Iterable[Text]]]:
    scale = "−2 strongly against, +2 strongly for"
    if both is not None:
        yield f"The debate at home: {scale}", both_sides_text.debate_lines(both, profile, notes)
        profile = both.undebated(profile)
    if both is None:
        yield f"About each other: {scale}", _about(profile, notes)
    elif profile.one.about_partner or profile.other.about_partner:
        yield f"Older positions on each other: {scale}", _about(profile, notes)
    yield "Policies" if both is None else "Other policies", _policies(profile, book, notes)


def _state(profile: Profile, book: Codebook) -> Iterator[Text]:
    cells = {cell.column: cell for cell in profile.cells}
    for group in book.ladder.groups:
        known = [c for c in group.columns if cells[c].state != "none"]
        yield Text(f"  {group.label}" + ("" if known else ": none known"), style="dim")
        for code in known:
            label = _cut(book.column(code).label, _LABEL)
            yield hung(f"    {label:<{_LABEL}}", f"{brief(cells[code]):<6} {sentence(cells[code])}")


def _entries(entries: Sequence[Entry], notes: Notes) -> Iterator[Text]:
    for entry in entries:
        row = entry.row
        state = entry.state
        words = "" if isinstance(row, Event) or state is None else f", {WORDS[state.state]}"
        doubt = "?" if state and not state.certain else ""
        joint = "■ " if entry.multilateral else ""
        date = entry.date.text if entry.date else "–"
        tail = f"{words}{doubt} {_CHECKS[row.check]} [{notes.number(row.source)}]"
        yield hung(f"  {date:<12}", f"{joint}{row.title}{tail}")


def _threats(
    profile: Profile, book: Codebook, notes: Notes, both: BothSides | None
) -> Iterator[Text]:
    lines = sides.threats(profile, book)
    if both is not None:
        yield from both_sides_text.convergence_lines(both, profile, book)
    if not lines:
        return
    found = both.convergence if both else None
    for words in sides.summary(profile, book) if found is None else ():
        yield hung("  ", words)
    one, other = (_cut(side.name, _SIDE - 1) for side in (profile.one, profile.other))
    yield Text(f"  {'':<35}{one:<{_SIDE}}{other:<{_SIDE}}".rstrip(), style="dim")
    for line in lines:
        said = "".join(f"{_salience(stance, notes):<{_SIDE}}" for stance in (line.one, line.other))
        yield Text(f"  {_cut(line.label, 34):<35}{said}{verdict(found, line)}".rstrip())


def _salience(stance: Stance | None, notes: Notes) -> str:
    if stance is None:
        return "none known"
    filled = round(stance.value)
    bar = "█" * filled + "░" * (3 - filled)
    year = stance.date.year if stance.date else "–"
    return f"{bar} {stance.value:g} {year} {_CHECKS[stance.check]} [{notes.number(stance.source)}]"


def _about(profile: Profile, notes: Notes) -> Iterator[Text]:
    for side, partner in ((profile.one, profile.other), (profile.other, profile.one)):
        yield Text(f"  {side.name} on {partner.name}", style="dim")
        yield from _stances(side.about_partner, notes)


def _policies(profile: Profile, book: Codebook, notes: Notes) -> Iterator[Text]:
    for matter in sides.policies(profile, book):
        yield Text(f"  {matter.label}", style="dim")
        for side, stances in ((profile.one, matter.one), (profile.other, matter.other)):
            if stances:
                yield Text(f"    {side.name}", style="dim")
                yield from _stances(stances, notes)


def _stances(stances: Iterable[Stance], notes: Notes) -> Iterator[Text]:
    found = False
    for stance in sides.ordered(stances):
        found = True
        when = stance.date.text if stance.date else "–"
        words = f"{stance.holder_name}: {sides.leaning(stance.value)}, {when}"
        tail = f"{_CHECKS[stance.check]} [{notes.number(stance.source)}]"
        yield hung(f"    {sides.signed(stance.value):<6}", f"{words} {tail}")
    if not found:
        yield Text("    none known", style="dim")


def _sources(notes: Notes) -> Iterator[Text]:
    for number, source_id, source in notes.listed():
        told = f"{source_id}: {reference(source)}" if source else source_id
        yield hung(f"  [{number}]".ljust(8), told)


def _cut(label: str, width: int) -> str:
    return label if len(label) <= width else label[: width - 1] + "…"
