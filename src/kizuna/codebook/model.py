"""What the words of a study mean: actors, kinds, topics and the ladder, as immutable values."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from kizuna.codebook.dates import PartialDate, Truth
from kizuna.errors import InputError

Domain = Literal["traditional", "non_traditional", "economic", "mixed"]
Binding = Literal["treaty", "executive", "memorandum", "political"]
Level = Literal["leader", "minister", "vice_minister", "official", "service"]
KindOf = Literal["instrument", "dialogue", "event"]
CodeSystem = Literal["iso3", "iso2", "cow", "gw"]


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """A state or an organisation.

    Attributes:
        code: ISO 3166-1 alpha-3 for states, a short name in capitals for organisations.
        kind: ``state`` or ``organisation``.
        type: of an organisation: ``bloc`` and ``alliance`` act as one party, ``forum`` and
            ``global`` are venues; empty for states.
        abbreviations: single characters that stand for it in East Asian names of groups, as 豪 in
            日豪; no names of its own, since a text that holds one rarely means the actor.
        founded, ended: when it began and ceased to exist; ``None`` where open or unknown.
    """

    code: str
    name: str
    kind: Literal["state", "organisation"]
    type: Literal["", "bloc", "alliance", "forum", "global"] = ""
    native_name: str = ""
    japanese_name: str = ""
    demonyms: tuple[str, ...] = ()
    capital: str = ""
    aliases: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    founded: PartialDate | None = None
    ended: PartialDate | None = None
    note: str = ""


class ActorCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code of an actor in a code system, with the days on which it is valid (inclusive)."""

    actor: str
    system: CodeSystem
    code: str
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """A spell in which an actor belonged to an organisation (inclusive)."""

    member: str
    organisation: str
    status: Literal["member", "observer", "partner"]
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    source_title: str = ""
    source_url: str = ""
    check: Literal["verified", "recalled"] = "recalled"
    note: str = ""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of instrument, dialogue or event.

    Attributes:
        short: heading of at most five characters for narrow tables.
        rung: place on the ladder, 1 (economic) to 8 (alliance); ``None`` if not on it.
        binding: usual binding force of an instrument of this kind.
        level: usual level of a dialogue of this kind.
        parties: number of parties that a row must have; ``None`` for two or more.
    """

    code: str
    label: str
    short: str
    domain: Domain
    definition: str
    of: KindOf
    rung: int | None = None
    binding: Binding | None = None
    level: Level | None = None
    parties: int | None = None
    boundary: str = ""
    examples: tuple[str, ...] = ()


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A threat or a policy that a stance can be about.

    Attributes:
        partners: codes of the actors with whom a policy is a matter, if with any.
    """

    code: str
    label: str
    definition: str
    partners: tuple[str, ...] = ()


class ColumnGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group of columns of the overview table; each column is the code of a kind.

    Attributes:
        short: heading of at most five characters for a group of one narrow column.
    """

    code: str
    label: str
    columns: tuple[str, ...]
    short: str = ""


class Ladder(msgspec.Struct, frozen=True, kw_only=True):
    """The overview table's columns, grouped, and the years that count as recent practice."""

    groups: tuple[ColumnGroup, ...]
    practice_years: int

    @property
    def columns(self) -> tuple[str, ...]:
        """Codes of all columns in their order."""
        return tuple(column for group in self.groups for column in group.columns)


T = TypeVar("T", Kind, Topic)


class Codebook:
    """The words of a study: actors and their codes, kinds, topics and the ladder.

    Immutable once loaded; get one from :func:`kizuna.codebook.load`.

    Attributes:
        folders: where it was read from; files in later ones replace those in earlier ones.
    """

    def __init__(
        self,
        *,
        name: str,
        title: str,
        version: str,
        actors: Iterable[Actor],
        codes: Iterable[ActorCode],
        memberships: Iterable[Membership],
        kinds: Iterable[Kind],
        threats: Iterable[Topic],
        policies: Iterable[Topic],
        ladder: Ladder,
        folders: Iterable[Path] = (),
    ) -> None:
        self.name = name
        self.title = title
        self.version = version
        self.actors: Mapping[str, Actor] = {actor.code: actor for actor in actors}
        self.codes = tuple(codes)
        self.memberships = tuple(memberships)
        self.kinds: Mapping[str, Mapping[str, Kind]] = {
            "instrument": {},
            "dialogue": {},
            "event": {},
        }
        for kind in kinds:
            self.kinds[kind.of][kind.code] = kind  # type: ignore[index]
        self.threats: Mapping[str, Topic] = {topic.code: topic for topic in threats}
        self.policies: Mapping[str, Topic] = {topic.code: topic for topic in policies}
        self.ladder = ladder
        self.folders = tuple(folders)

    def actor(self, text: str) -> Actor:
        """The actor with this code, name or alias; case does not matter.

        Raises:
            InputError: no actor is called so; the message suggests the nearest.
        """
        found = self.actors.get(text) or self._by_name.get(text.strip().casefold())
        if found is None:
            near = difflib.get_close_matches(text.casefold(), self._by_name, n=3, cutoff=0.6)
            names = dict.fromkeys(
                f"{self._by_name[n].code} ({self._by_name[n].name})" for n in near
            )
            hint = (
                f"did you mean {' or '.join(names)}?"
                if names
                else "`kizuna codebook actors` lists them"
            )
            raise InputError(f"unknown actor {text[:40]!r}: {hint}")
        return found

    def check_threats(self, codes: Iterable[str]) -> None:
        """Refuse codes that are no threats.

        Raises:
            InputError: a threat is unknown; the message suggests near ones.
        """
        for code in codes:
            if code not in self.threats:
                near = difflib.get_close_matches(code, self.threats, n=3, cutoff=0.5)
                hint = "see `kizuna codebook threats`"
                hint = f"did you mean {' or '.join(near)}?" if near else hint
                raise InputError(f"unknown threat {code[:40]!r}: {hint}")

    def column(self, code: str) -> Kind:
        """The kind that a column of the overview table shows.

        Raises:
            InputError: the ladder has no such column.
        """
        if code not in self.ladder.columns:
            near = difflib.get_close_matches(code, self.ladder.columns, n=3, cutoff=0.5)
            hint = f"did you mean {' or '.join(near)}?" if near else "see `kizuna codebook ladder`"
            raise InputError(f"unknown column {code[:40]!r}: {hint}")
        return next(k[code] for k in self.kinds.values() if code in k)

    def actor_of(self, system: CodeSystem, code: str, on: dt.date) -> Actor | None:
        """The actor that had this code on that day, or ``None``."""
        for item in self._by_code.get((system, code), ()):
            if _holds(item.valid_from, item.valid_to, on) is Truth.YES:
                return self.actors[item.actor]
        return None

    def code_of(self, actor: str, system: CodeSystem, on: dt.date) -> str | None:
        """The code of an actor in a system on that day, or ``None`` where it had none."""
        for item in self._codes_of.get((actor, system), ()):
            if _holds(item.valid_from, item.valid_to, on) is Truth.YES:
                return item.code
        return None

    def belongs(self, member: str, organisation: str, on: dt.date) -> Truth:
        """Whether an actor was a full member of an organisation on that day."""
        answers = {
            _holds(spell.valid_from, spell.valid_to, on)
            for spell in self._spells.get((member, organisation), ())
        }
        if Truth.YES in answers:
            return Truth.YES
        return Truth.UNCERTAIN if Truth.UNCERTAIN in answers else Truth.NO

    def joined(self, member: str, organisation: str, on: dt.date) -> PartialDate | None:
        """Since when an actor had been a full member on a day; ``None`` where that is not known."""
        for spell in self._spells.get((member, organisation), ()):
            if _holds(spell.valid_from, spell.valid_to, on) is not Truth.NO:
                return spell.valid_from
        return None

    def seated(self, organisation: str, on: dt.date) -> dict[str, Truth]:
        """The full members of an organisation on a day, certain and uncertain ones."""
        truths = {m: self.belongs(m, organisation, on) for m in self._members.get(organisation, ())}
        return {member: truth for member, truth in truths.items() if truth is not Truth.NO}

    def members(self, organisation: str, on: dt.date) -> tuple[str, ...]:
        """Codes of the certain full members on a day, in alphabetical order."""
        seated = self.seated(organisation, on)
        return tuple(sorted(member for member, truth in seated.items() if truth is Truth.YES))

    def organisations_of(self, member: str) -> tuple[str, ...]:
        """Codes of the organisations to which an actor ever belonged as a full member."""
        return tuple(sorted({other for actor, other in self._spells if actor == member}))

    @cached_property
    def _by_name(self) -> dict[str, Actor]:
        # Codes come last so that they win over a name or an alias of the same form.
        names: dict[str, Actor] = {}
        for actor in self.actors.values():
            for alias in actor.aliases:
                names.setdefault(alias.casefold(), actor)
        names |= {actor.name.casefold(): actor for actor in self.actors.values()}
        names |= {actor.code.casefold(): actor for actor in self.actors.values()}
        return names

    @cached_property
    def _by_code(self) -> dict[tuple[str, str], list[ActorCode]]:
        found: dict[tuple[str, str], list[ActorCode]] = {}
        for item in self.codes:
            found.setdefault((item.system, item.code), []).append(item)
        return found

    @cached_property
    def _codes_of(self) -> dict[tuple[str, str], list[ActorCode]]:
        found: dict[tuple[str, str], list[ActorCode]] = {}
        for item in self.codes:
            found.setdefault((item.actor, item.system), []).append(item)
        return found

    @cached_property
    def _members(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for member, organisation in self._spells:
            found.setdefault(organisation, set()).add(member)
        return found

    @cached_property
    def _spells(self) -> dict[tuple[str, str], list[Membership]]:
        found: dict[tuple[str, str], list[Membership]] = {}
        for spell in self.memberships:
            if spell.status == "member":
                found.setdefault((spell.member, spell.organisation), []).append(spell)
        return found


def _holds(start: PartialDate | None, end: PartialDate | None, on: dt.date) -> Truth:
    begun = Truth.YES if start is None else start.on_or_before(on)
    if begun is Truth.NO or (end is not None and end.latest < on):
        return Truth.NO
    certain_end = end is None or end.earliest >= on
    return Truth.YES if begun is Truth.YES and certain_end else Truth.UNCERTAIN
