"""Sets of indicators for depth: which variables, in which ordered categories, from where.

Sets are data: those in ``data/depth_sets.toml`` ship with Kizuna, and a file of one's own in the
same form adds sets or replaces those of the same code.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from kizuna.codebook.load import SHIPPED
from kizuna.codebook.model import KindOf
from kizuna.errors import CodebookError, InputError

Source = Literal["record", "alliances", "world", "table"]


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How all kinds of instrument, dialogue or event of the ladder become items.

    Attributes:
        categories: labels, lowest first. Of instruments: none or ended, not yet in force, in
            force; of dialogues: none, held; of events: how many in the years of recent practice.
        cuts: of events: the least number in every category but the first.
    """

    categories: tuple[str, ...]
    cuts: tuple[float, ...] = ()


class DepthItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An indicator: a variable in ordered categories.

    Attributes:
        code: short name, unique in its set.
        categories: labels, lowest first; at least two.
        group: under which it is shown; where `coder` is given, the question that coders answered.
        coder: whose judgement it is, where several coders answered the same question.
        of: the variables, the largest value where there are several; its own code by default.
        levels: for each category the values that belong to it.
        cuts: the least value of every category but the first, ascending.
        shares: categories of equal size within each year instead, lowest values first.
        sticky: it leans towards what it was the year before, whatever depth is.
        first, last: the years that its data cover, inclusive; missing outside of them.
    """

    code: str
    label: str
    categories: tuple[str, ...]
    group: str = ""
    coder: str = ""
    of: tuple[str, ...] = ()
    levels: tuple[tuple[int, ...], ...] = ()
    cuts: tuple[float, ...] = ()
    shares: bool = False
    sticky: bool = False
    first: int = 0
    last: int = 9999

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that it is made of."""
        return self.of or (self.code,)


class DepthSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named set of indicators.

    Attributes:
        code: its name.
        about: what it measures and how it is made, for the reader of its numbers.
        source: where its values come from.
        dynamic: whether depth moves over time; otherwise each unit has one.
        first, last: its years, inclusive; of the record, up to its last revision.
        item: its indicators, beyond those of the ladder.
        ladder: of the record: every column of the ladder is an item, by `rules`.
        rules: by what the columns are: instrument, dialogue or event.
        pairs: of the record: those that include a focal actor, or all that a row names.
        file: of a table: the file, beside the file of sets.
        unit: of a table: its one or two columns that name the unit.
        time: of a table: its column of years.
        covariates: of a table: its columns that move the mean of depth at entry; the value of a
            unit's first year counts.
        pace: prior of how far depth moves in a year, in spreads at entry: its median, and the
            standard deviation of its logarithm; the model's own by default.
        alike: all items discriminate alike, so that none of them can be depth by itself.
        discount: responses count by how often their item is renewed, since it stands for years for
            reasons of its own.
        acceptance: mean acceptance that the sampler tunes its step to; more where few data leave
            long tails.
        draws: of each chain that a fit takes unless told otherwise.
        cite: the works that its data ask to be cited.
    """

    code: str
    title: str
    about: str
    source: Source
    dynamic: bool = True
    first: int = 0
    last: int = 9999
    item: tuple[DepthItem, ...] = ()
    ladder: bool = False
    rules: dict[KindOf, Rule] = {}
    pairs: Literal["focal", "named"] = "focal"
    file: str = ""
    unit: tuple[str, ...] = ("unit",)
    time: str = ""
    covariates: tuple[str, ...] = ()
    pace: tuple[float, float] | None = None
    alike: bool = False
    discount: bool = False
    acceptance: float = 0.85
    draws: int = 500
    cite: tuple[str, ...] = ()
    home: Path = SHIPPED


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    set: tuple[DepthSet, ...]


def depth_sets(own: Path | str | None = None) -> Mapping[str, DepthSet]:
    """The sets that ship with Kizuna and those of a file of one's own, by code.

    Args:
        own: a file in the form of ``depth_sets.toml``; its sets replace those of the same code.

    Raises:
        CodebookError: a file is missing or breaks the form; names set, item and field.
    """
    return {
        chosen.code: chosen
        for file in (SHIPPED / "depth_sets.toml", own)
        if file is not None
        for chosen in _read(Path(file))
    }


def depth_set(code: str, own: Path | str | None = None) -> DepthSet:
    """The set with this code.

    Raises:
        InputError: there is none; the message lists those there are.
        CodebookError: as :func:`depth_sets`.
    """
    known = depth_sets(own)
    if code not in known:
        near = difflib.get_close_matches(code, known, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise InputError(
            f"unknown set of indicators {code[:40]!r}: {hint}known are {', '.join(known)}; "
            "a file of your own is named with --sets"
        )
    return known[code]


def _read(file: Path) -> Iterator[DepthSet]:
    try:
        text = file.read_text(encoding="utf-8")
        found = msgspec.convert(tomllib.loads(text), _File)
    except OSError as error:
        raise CodebookError(f"{file}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CodebookError(f"{file}: not readable as TOML in UTF-8: {error}") from error
    except msgspec.ValidationError as error:
        raise CodebookError(f"{file}: {error}") from error
    codes = [one.code for one in found.set]
    for one in found.set:
        if codes.count(one.code) > 1:
            raise CodebookError(f"{file}: set {one.code!r} stands there twice")
        _check(one, f"{file}, set {one.code}")
        yield msgspec.structs.replace(one, home=file.parent)


def _check(one: DepthSet, where: str) -> None:
    codes = [item.code for item in one.item]
    for item in one.item:
        if codes.count(item.code) > 1:
            raise CodebookError(f"{where}: item {item.code!r} stands there twice")
        _check_item(item, f"{where}, item {item.code}")
    if not one.item and not one.ladder:
        raise CodebookError(f"{where}: has no item")
    _check_table(one, where)
    if one.pace is not None and min(one.pace) <= 0:
        raise CodebookError(f"{where}: pace {list(one.pace)} has a number that is not above 0")
    if not 0.5 <= one.acceptance <= 0.99:
        raise CodebookError(f"{where}: acceptance {one.acceptance} is not between 0.5 and 0.99")
    if one.discount and not one.dynamic:
        raise CodebookError(f"{where}: discount = true needs years, and dynamic is false")
    _check_rules(one, where)


def _check_table(one: DepthSet, where: str) -> None:
    if one.covariates and one.source != "table":
        raise CodebookError(
            f"{where}: covariates are columns of a table; the source is {one.source}"
        )
    if one.source == "table" and (not one.file or not 1 <= len(one.unit) <= 2):
        raise CodebookError(f"{where}: a table needs `file` and one or two columns in `unit`")
    if one.source == "table" and one.dynamic and not one.time:
        raise CodebookError(f"{where}: needs `time`, its column of years, or dynamic = false")


def _check_rules(one: DepthSet, where: str) -> None:
    lacking = [of for of in ("instrument", "dialogue", "event") if of not in one.rules]
    if one.ladder and (one.source != "record" or lacking):
        raise CodebookError(
            f"{where}: ladder = true needs source = 'record' and the rules "
            f"{', '.join(lacking) or 'instrument, dialogue, event'}"
        )
    for of, rule in one.rules.items():
        needed = {"instrument": 3, "dialogue": 2, "event": len(rule.cuts) + 1}[of]
        if len(rule.categories) != needed or needed < 2:
            raise CodebookError(
                f"{where}, rule {of}: has {len(rule.categories)} categories, expected {needed}"
            )


def _check_item(item: DepthItem, where: str) -> None:
    ways = [bool(item.levels), bool(item.cuts), item.shares]
    if sum(ways) != 1:
        raise CodebookError(f"{where}: expected one of levels, cuts and shares, found {sum(ways)}")
    count = len(item.levels) or (len(item.cuts) + 1 if item.cuts else len(item.categories))
    if len(item.categories) != count or count < 2:
        raise CodebookError(
            f"{where}: has {len(item.categories)} categories, but its levels or cuts make {count}"
        )
    if list(item.cuts) != sorted(set(item.cuts)):
        raise CodebookError(f"{where}: cuts {list(item.cuts)} do not ascend")
    values = [value for level in item.levels for value in level]
    if len(values) != len(set(values)):
        raise CodebookError(f"{where}: a value stands in two levels")
