"""Stances: what a holder says is said once, of another, on the scale that fits the holder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

import sqlalchemy as sa

from kizuna.record import schema
from kizuna.record.checks.context import Batch, Context
from kizuna.record.checks.rule import Fault, Place, on_record, on_rows
from kizuna.record.rows import Stance

_SAID = ("holder", "holder_kind", "holder_name", "about_kind", "about", "date")


@on_record("stance-once", "error", Stance)
def stance_once(context: Context) -> Iterator[Place]:
    """One source gives a holder one value on a topic and date."""
    for ids, values, _ in _repeated(context, (*_SAID, "source")):
        said = "the same" if len(set(values)) == 1 else f"{' and '.join(map(_plain, values))}"
        for row_id in ids[1:]:
            yield Place(
                "stance", row_id, "value", f"holder, topic, date and source are those of {ids[0]}, "
                f"and the values are {said}; keep one"
            )  # fmt: skip


@on_record("stance-apart", "warning", Stance)
def stance_apart(context: Context) -> Iterator[Place]:
    """What a holder said on a topic and date does not differ by two steps or more.

    Texts of one day may weigh a topic differently, and polls ask in different words; but not
    from one end of the scale to the other. Claims on one text are codings of one row.
    """
    for ids, values, sources in _repeated(context, _SAID):
        if len(sources) > 1 and max(values) - min(values) >= 2:
            for row_id in ids[1:]:
                yield Place(
                    "stance", row_id, "value", f"holder, topic and date are those of {ids[0]}, but "
                    f"the values are {' and '.join(map(_plain, values))}; say in holder_name what "
                    "differs, or keep one row with codings"
                )  # fmt: skip


def _repeated(
    context: Context, fields: tuple[str, ...]
) -> Iterator[tuple[list[str], list[float], set[str]]]:
    """Ids, values and sources of stances that agree in these fields.

    The database sorts and the groups are taken as they come: joining the stances with themselves
    would cost the square of their number.
    """
    table = schema.tables["stance"]
    keys = [table.c[name] for name in fields]
    statement = (
        sa.select(*keys, table.c.id, table.c.value, table.c.source.label("named"))
        .where(context.view.stands(table))
        .order_by(*keys, table.c.id)
    )
    for _, group in groupby(context.run(statement), key=lambda row: tuple(row[: len(keys)])):
        first, *others = group
        if others:
            rows = (first, *others)
            yield [r.id for r in rows], [r.value for r in rows], {r.named for r in rows}


def _plain(value: float) -> str:
    return f"{value:g}"


@on_rows("stance-self", "error", Stance)
def stance_self(row: Stance, _batch: Batch) -> Iterator[Fault]:
    """A stance on a partner is about another actor than the holder's."""
    if row.about_kind == "partner" and row.about == row.holder:
        yield Fault("about", f"is {row.about}, the holder's own side; name the partner")


@on_rows("stance-step", "warning", Stance)
def stance_step(row: Stance, _batch: Batch) -> Iterator[Fault]:
    """What a text says is coded in whole steps; only polls have values in between.

    A coder reads 0, 1, 2 or 3 in a text; a poll is an average.
    """
    if row.holder_kind != "public" and row.value != round(row.value):
        yield Fault("value", f"{row.value:g} is between two steps; choose one of them")


@on_record("holder-spelling", "warning", Stance)
def holder_spelling(context: Context) -> Iterator[Place]:
    """A holder is always written alike, so that what it says over time is one series.

    Names of one side that differ only in case, punctuation, articles and conjunctions are taken
    for the same holder.
    """
    table = schema.tables["stance"]
    statement = (
        sa.select(table.c.holder, table.c.holder_kind, table.c.holder_name, sa.func.min(table.c.id))
        .where(context.view.stands(table))
        .group_by(table.c.holder, table.c.holder_kind, table.c.holder_name)
        .order_by(table.c.holder, table.c.holder_kind, table.c.holder_name)
    )
    seen: dict[tuple[str, str, str], str] = {}
    for holder, kind, name, row_id in context.run(statement):
        first = seen.setdefault((holder, kind, _folded(name)), name)
        if first != name:
            yield Place(
                "stance", row_id, "holder_name", f"{name!r} is elsewhere written {first!r}; write "
                "both alike"
            )  # fmt: skip


def _folded(name: str) -> str:
    words = re.findall(r"\w+", name.casefold())
    return " ".join(word for word in words if word not in ("the", "of", "and"))
