"""What the pages of the codebook hold, generated from its data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kizuna.atlas.search.entries import anchor
from kizuna.atlas.wording import _, noted
from kizuna.codebook import Codebook, Kind, Topic
from kizuna.codebook.criteria import Criteria, Indicator, load_criteria


class Entry(NamedTuple):
    """A line of a table: the id under which it can be linked to, and its cells."""

    id: str
    cells: tuple[str, ...]


class Section(NamedTuple):
    """A table of the codebook under a heading."""

    heading: str
    heads: tuple[str, ...]
    lines: tuple[Entry, ...]
    lede: str = ""


class Part(NamedTuple):
    """A page of the codebook."""

    name: str
    label: str
    holds: str
    sections: tuple[Section, ...]

    @property
    def path(self) -> str:
        """Its address."""
        return f"/codebook/{self.name}"

    @property
    def entries(self) -> int:
        """How many lines it holds."""
        return sum(len(section.lines) for section in self.sections)


_KINDS = {
    "instrument": noted("Kinds of instruments"),
    "dialogue": noted("Kinds of dialogues"),
    "event": noted("Kinds of events"),
}


def parts(book: Codebook) -> list[Part]:
    """The pages of a codebook; without criteria there is no page of criteria."""
    found = [
        Part("kinds", _("Kinds"), _("kinds of instruments, dialogues and events, with their rules"),
             tuple(_kinds(book))),
        Part("ladder", _("The ladder"), _("the columns of the overview table and their rungs"),
             tuple(_ladder(book))),
        Part("topics", _("Threats and policies"), _("what a stance can be about"), tuple(_topics(book))),
        Part("actors", _("Actors"), _("states and organisations, with names, codes and members"),
             tuple(_actors(book))),
    ]  # fmt: skip
    rules = load_criteria(book)
    if rules.criterion:
        holds = _("what tells one kind of relationship from another")
        found.append(Part("criteria", _("Criteria and archetypes"), holds, tuple(_criteria(rules))))
    return found


def _words(code: str) -> str:
    return code.replace("_", " ")


def _kinds(book: Codebook) -> Iterable[Section]:
    heads = (_("Kind"), _("What it is, and what it is not"), _("Domain"), _("Rung"), _("Code"))
    for of, kinds in book.kinds.items():
        lines = tuple(Entry(f"{of}-{anchor(kind.code)}", _kind(kind)) for kind in kinds.values())
        yield Section(_(_KINDS[of]) if of in _KINDS else of, heads, lines)


def _kind(kind: Kind) -> tuple[str, ...]:
    examples = f" Examples: {'; '.join(kind.examples)}." if kind.examples else ""
    told = f"{kind.definition} {kind.boundary}".strip() + examples
    return kind.label, told, _words(kind.domain), str(kind.rung or "–"), kind.code


def _ladder(book: Codebook) -> Iterable[Section]:
    heads = (_("Column"), _("Definition"), _("Rung"), _("Table"))
    for group in book.ladder.groups:
        kinds = [book.column(code) for code in group.columns]
        lines = tuple(
            Entry(anchor(k.code), (k.label, k.definition, str(k.rung or "–"), k.of)) for k in kinds
        )
        yield Section(group.label, heads, lines)


def _topics(book: Codebook) -> Iterable[Section]:
    heads = (_("Topic"), _("Definition"), _("Code"))

    def lines(topics: Iterable[Topic]) -> tuple[Entry, ...]:
        return tuple(Entry(anchor(t.code), (t.label, t.definition, t.code)) for t in topics)

    yield Section(_("Threats"), heads, lines(book.threats.values()), _("Salience from 0 to 3."))
    yield Section(_("Policies"), heads, lines(book.policies.values()), _("Support from −2 to +2."))


def _actors(book: Codebook) -> Iterable[Section]:
    codes: dict[str, list[str]] = {}
    for item in book.codes:
        codes.setdefault(item.actor, []).append(f"{item.system} {item.code}")
    members: dict[str, set[str]] = {}
    for spell in book.memberships:
        members.setdefault(spell.organisation, set()).add(spell.member)
    heads = (
        _("Actor"),
        _("Code"),
        _("Other scripts"),
        _("Also called"),
        _("Other codes, or members ever"),
    )
    for kind, heading in (("state", _("States")), ("organisation", _("Organisations"))):
        lines: list[Entry] = []
        for actor in sorted(book.actors.values(), key=lambda a: a.name):
            if actor.kind == kind:
                names = (actor.native_name, actor.japanese_name, *actor.abbreviations)
                scripts = " · ".join(dict.fromkeys(n for n in names if n))
                more: Sequence[str] = sorted(set(codes.get(actor.code, ())))
                more = more or sorted(members.get(actor.code, ()))
                cells = (actor.name, actor.code, scripts, "; ".join(actor.aliases), ", ".join(more))
                lines.append(Entry(anchor(actor.code), cells))
        yield Section(heading, heads, tuple(lines))


def _criteria(rules: Criteria) -> Iterable[Section]:
    heads = (_("Indicator"), _("What counts"), _("What would speak against it"), _("Code"))
    for criterion in rules.criterion:
        lines = tuple(_indicator(item) for item in criterion.indicator)
        yield Section(criterion.label, heads, lines, f"{criterion.question} {criterion.definition}")
    if rules.mark:
        yield Section(_("Marks"), heads, tuple(_indicator(item) for item in rules.mark))
    lines = tuple(
        Entry(anchor(a.code), (a.label, a.definition, ", ".join(map(_words, a.requires)), a.code))
        for a in rules.archetype
    )
    yield Section(
        _("Archetypes"), (_("Archetype"), _("Definition"), _("Requires"), _("Code")), lines
    )


def _indicator(item: Indicator) -> Entry:
    return Entry(anchor(item.code), (item.label, item.counts, item.against, item.code))
