"""What tells one kind of relationship from another: criteria, indicators, archetypes, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

import msgspec

from kizuna.codebook.model import Codebook
from kizuna.errors import CodebookError, InputError

FILE = "criteria.toml"
Form = Literal["extreme", "mean", "spread", "count", "stage", "common"]
CODED = ("purpose", "target", "pledge", "stationing", "notice_months")
"""Fields of an instrument that a coder fills only where a source tells."""

_READ = frozenset({*CODED, "binding", "domain", "venue", "group", "kind", "state", "organisation"})


class Indicator(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the rows that tie a pair become a number from 0 to 1.

    Attributes:
        form: ``extreme``: the lowest or highest value among the rows; ``mean``: their mean;
            ``spread``: the share of ``categories`` that occur; ``count``: ``steps`` by the number
            of distinct values; ``stage``: the furthest stage reached; ``common``: organisations
            to which both belong.
        field: what is read of each row: a coded field, ``binding``, ``domain``, ``venue``
            (bilateral, minilateral, regional, global), ``group`` (of the ladder), ``kind``,
            ``state``, or for ``common`` the ``organisation``.
        of: tables whose rows count.
        kinds, domains, bindings: only rows with these; empty for all.
        named: only rows that name both sides themselves.
        scale: number for each value of the field.
        line: for whole numbers, the one that becomes 1 and the one that becomes 0.
        pick: which extreme.
        steps: for ``count``, the value at none, one, two … distinct values.
        full: the mean that counts as 1.
        same: values that count as another one, because they do the same work.
        counts: what counts, in words.
        against: what would contradict it.
    """

    code: str
    label: str
    form: Form
    field: str
    counts: str
    against: str
    of: tuple[Literal["instrument", "dialogue", "event"], ...] = ("instrument",)
    kinds: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    bindings: tuple[str, ...] = ()
    named: bool = False
    scale: dict[str, float] = {}
    line: tuple[float, float] | None = None
    pick: Literal["lowest", "highest"] = "lowest"
    categories: tuple[str, ...] = ()
    steps: tuple[float, ...] = ()
    full: float = 1.0
    same: dict[str, str] = {}


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the criteria; its value is the mean of its indicators."""

    code: str
    label: str
    question: str
    definition: str
    indicator: tuple[Indicator, ...]


class Presumption(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value that follows from the definition of a kind or of a binding force.

    It holds for a row in which the field is blank.
    """

    field: str
    value: str
    reason: str
    kinds: tuple[str, ...] = ()
    bindings: tuple[str, ...] = ()


class Archetype(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of relationship as an ideal type.

    Attributes:
        requires: conditions without which it is not of this type: codes of criteria, indicators
            or marks; ``not X`` for the absence of one.
        typical: further traits, which count for closeness to the type, not for membership.
    """

    code: str
    label: str
    definition: str
    requires: tuple[str, ...]
    typical: tuple[str, ...] = ()


class Criteria(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The criteria of a codebook.

    Attributes:
        title: what the criteria decide, with the literature they come from.
        operations: kinds of events beyond the ladder that are read as recent practice.
        criterion: the criteria in their order.
        mark: indicators that belong to no criterion and serve the archetypes.
        presumption: what follows from definitions.
        archetype: the ideal types.
    """

    title: str = ""
    operations: tuple[str, ...] = ()
    criterion: tuple[Criterion, ...] = ()
    mark: tuple[Indicator, ...] = ()
    presumption: tuple[Presumption, ...] = ()
    archetype: tuple[Archetype, ...] = ()

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators: of the criteria in their order, then the marks."""
        return (*(i for criterion in self.criterion for i in criterion.indicator), *self.mark)

    def named(self, code: str) -> tuple[Indicator, ...]:
        """The indicators behind the code of a criterion, an archetype, an indicator or a mark.

        Raises:
            InputError: nothing has this code.
        """
        for criterion in self.criterion:
            if criterion.code == code:
                return criterion.indicator
        for archetype in self.archetype:
            if archetype.code == code:
                conditions = (*archetype.requires, *archetype.typical)
                parts = [self.named(name.removeprefix("not ")) for name in conditions]
                return tuple({i.code: i for part in parts for i in part}.values())
        found = tuple(i for i in self.indicators if i.code == code)
        if not found:
            marks = [mark.code for mark in self.mark]
            codes = ", ".join([*self.wholes, *marks])
            raise InputError(f"unknown criterion {code[:40]!r}; there are: {codes}")
        return found

    @property
    def codes(self) -> frozenset[str]:
        """Codes of criteria, archetypes, indicators and marks."""
        return frozenset({*self.wholes, *(i.code for i in self.indicators)})

    @property
    def wholes(self) -> list[str]:
        """Codes of what is made of indicators: criteria, then archetypes."""
        return [*(c.code for c in self.criterion), *(a.code for a in self.archetype)]


@lru_cache(maxsize=8)
def load_criteria(book: Codebook) -> Criteria:
    """The criteria of a codebook: its own file, or else the one of the codebook it extends.

    Raises:
        CodebookError: the file breaks its schema or names what the codebook does not have; says
            file, entry and what is wrong. A codebook without criteria has an empty list of them.
    """
    files = [folder / FILE for folder in book.folders if (folder / FILE).is_file()]
    if not files:
        return Criteria()
    file = files[-1]
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        criteria = msgspec.convert(content, Criteria)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CodebookError(f"{file}: not readable as TOML in UTF-8: {error}") from error
    except msgspec.ValidationError as error:
        raise CodebookError(f"{file}: {error}") from error
    problem = _first_problem(criteria, book)
    if problem:
        raise CodebookError(f"{file}, {problem}")
    return criteria


def _first_problem(criteria: Criteria, book: Codebook) -> str:
    kinds = {code for codes in book.kinds.values() for code in codes}
    organisations = {a.code for a in book.actors.values() if a.kind == "organisation"}
    seen: set[str] = set()
    for code in [*(c.code for c in criteria.criterion), *(i.code for i in criteria.indicators)]:
        if code in seen:
            return f"{code!r}: stands there twice"
        seen.add(code)
    for indicator in criteria.indicators:
        if problem := _problem(indicator, kinds, organisations):
            return f"indicator {indicator.code!r}: {problem}"
    for presumption in criteria.presumption:
        if presumption.field not in CODED:
            return f"presumption: field = {presumption.field!r}; it must be one of {_list(CODED)}"
        if unknown := sorted(set(presumption.kinds) - kinds):
            return f"presumption on {presumption.field}: unknown kinds {_list(unknown)}"
    for archetype in criteria.archetype:
        for condition in (*archetype.requires, *archetype.typical):
            if condition.removeprefix("not ") not in seen:
                return f"archetype {archetype.code!r}: {condition!r} is no criterion, indicator or mark"
    return ""


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


def _problem(indicator: Indicator, kinds: set[str], organisations: set[str]) -> str:
    if indicator.field not in _READ:
        return f"field = {indicator.field!r}; it must be one of {_list(sorted(_READ))}"
    if unknown := sorted({*indicator.kinds} - kinds):
        return f"unknown kinds {_list(unknown)}"
    if indicator.form == "common" and (unknown := sorted(set(indicator.scale) - organisations)):
        return f"unknown organisations {_list(unknown)}"
    needs = {
        "extreme": indicator.scale or indicator.line,
        "mean": indicator.scale or indicator.line,
        "spread": indicator.categories,
        "count": indicator.steps,
        "stage": indicator.scale,
        "common": indicator.scale,
    }
    if not needs[indicator.form]:
        return f"form = {indicator.form!r} lacks its scale, line, categories or steps"
    numbers = [*indicator.scale.values(), *indicator.steps]
    if any(not 0 <= number <= 1 for number in numbers) or not 0 < indicator.full <= 1:
        return "numbers of scale, steps and full must lie between 0 and 1"
    if indicator.line is not None and indicator.line[0] == indicator.line[1]:
        return "line must have two different numbers"
    return ""
