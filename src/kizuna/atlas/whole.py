"""Measures of whole partnerships beside the overview table: a table of their own in every medium.

The cells fill the width of a page already, so what is asked for with ``--with`` follows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kizuna.atlas.relationship import archetype_label
from kizuna.codebook import Codebook
from kizuna.codebook.criteria import Criteria, load_criteria
from kizuna.measures.alongside import (
    PartnerArchetype,
    PartnerConvergence,
    PartnerDepth,
    Value,
)
from kizuna.measures.table import PartnerRow, Table

if TYPE_CHECKING:
    import polars as pl

TITLE = "The partnerships as a whole"
NOTES = {
    "archetype": "Archetype: with its membership from 0 to 1 and the bounds that missing and "
    "unverified evidence leaves; ? other archetypes are not ruled out.",
    "convergence": "Convergence of threat perceptions: from 0 to 1, with its 90% interval; – too "
    "few threats are coded on both sides.",
    "depth": "Depth: with its 90% interval; 0 and 1 are the mean and the spread of partnerships when "
    "they enter the record. – not in the fit that ships with it.",
}
_HEADS = {
    "archetype": ("Archetype", "Membership"),
    "convergence": ("Convergence",),
    "depth": ("Depth",),
}
_ANCHORS = {"archetype": "relationship", "convergence": "threats-compared", "depth": "depth"}


class Shown(NamedTuple):
    """A value as it is written.

    Attributes:
        label: in words; blank for a number alone.
        value, low, high: from 0 to 1; ``None`` where there is none. Of depth, the place between
            the least and the greatest depth of the table.
        remark: what else there is to say.
        anchor: section of the partner's page that tells more.
        told: the numbers as they are written, where they are not the value itself.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    remark: str
    anchor: str
    told: str = ""

    @property
    def numbers(self) -> str:
        """The value with its bounds, or a dash."""
        if self.told:
            return self.told
        if self.value is None:
            return "–"
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


def heads(table: Table) -> list[str]:
    """Headings of the columns after the partner's name."""
    return [head for name in table.alongside for head in _HEADS[name]]


def cells(table: Table, line: PartnerRow, book: Codebook) -> list[str]:
    """The line of a partner as text, a cell for each of :func:`heads`."""
    texts: list[str] = []
    for value in shown(table, line, book):
        texts += [value.label, value.numbers] if value.label else [value.numbers]
    return texts


def shown(table: Table, line: PartnerRow, book: Codebook) -> list[Shown]:
    """The values of a partner in the order in which they were asked for."""
    rules = load_criteria(book)
    reach = _reach(table)
    return [
        _shown(values[line.partner], rules, _ANCHORS[name], reach)
        for name, values in table.alongside.items()
    ]


def _reach(table: Table) -> tuple[float, float]:
    """The least and the greatest depth of a table, with their intervals."""
    known = list(table.alongside.get("depth", {}).values())
    low = [
        value.low for value in known if isinstance(value, PartnerDepth) and value.low is not None
    ]
    high = [v.high for v in known if isinstance(v, PartnerDepth) and v.high is not None]
    return (min(low), max(high)) if low and high else (0.0, 1.0)


def _shown(value: Value, rules: Criteria, anchor: str, reach: tuple[float, float]) -> Shown:
    if isinstance(value, PartnerDepth):
        return _depth(value, anchor, reach)
    if isinstance(value, PartnerConvergence):
        remark = value.missing or f"{value.n_threats} threats coded on both sides"
        if value.by_chance is not None:
            remark += f"; {value.by_chance:.2f} by chance alone"
        return Shown("", value.index, value.low, value.high, remark, anchor)
    return _archetype(value, rules, anchor)


def _depth(value: PartnerDepth, anchor: str, reach: tuple[float, float]) -> Shown:
    if value.mean is None or value.low is None or value.high is None:
        return Shown("", None, None, None, value.missing or "", anchor)
    places = [(x - reach[0]) / (reach[1] - reach[0]) for x in (value.mean, value.low, value.high)]
    told = f"{value.mean:+.2f} ({value.low:+.2f} to {value.high:+.2f})"
    remark = " ".join((f"at the end of {value.time}", *value.warnings))
    return Shown("", places[0], places[1], places[2], remark, anchor, told)


def _archetype(value: PartnerArchetype, rules: Criteria, anchor: str) -> Shown:
    if value.archetype is None:
        return Shown("–", None, None, None, "insufficient evidence", anchor)
    others = [archetype_label(c, rules) for c in value.possible if c != value.archetype]
    remark = f"runner-up {archetype_label(value.runner_up or '', rules)}"
    remark += f"; not ruled out: {', '.join(others)}" if others else ""
    label = archetype_label(value.archetype, rules) + ("?" if others else "")
    return Shown(label, value.value, value.low, value.high, remark, anchor)


def notes(table: Table) -> list[str]:
    """How to read the columns, and what speaks against trusting them."""
    depths = table.alongside.get("depth", {}).values()
    warned = [w for d in depths if isinstance(d, PartnerDepth) for w in d.warnings]
    return [*(NOTES[name] for name in table.alongside), *dict.fromkeys(warned)]


def frame(table: Table, lines: Sequence[PartnerRow]) -> pl.DataFrame:
    """The values as data: one row per partner, the keys of the machine form as columns."""
    import msgspec
    import polars as pl

    rows = []
    for line in lines:
        row: dict[str, str | float | None] = {"partner": line.partner, "name": line.name}
        for name, values in table.alongside.items():
            for key, value in msgspec.to_builtins(values[line.partner]).items():
                joined = ";".join(value) if isinstance(value, tuple | list) else value
                row[name if key == name else f"{name}_{key}"] = joined
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None)
