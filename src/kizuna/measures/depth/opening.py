"""Opening a fit for its readers: the numbers, and the words for their codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from kizuna.codebook import Codebook
from kizuna.codebook.depth_sets import depth_sets
from kizuna.errors import InputError
from kizuna.measures.depth.outlook import Curve, Ranking
from kizuna.measures.depth.partnerships import Words, curve, ranking, unit_of
from kizuna.measures.depth.result import DepthFit
from kizuna.measures.depth.sets_record import items_of
from kizuna.measures.depth.shipped import FIT, is_shipped
from kizuna.record import Record
from kizuna.record.open import borrow


def depth(
    one: str,
    other: str | None = None,
    *,
    as_of: str | dt.date | None = None,
    fit: Path | str | None = None,
    record: Record | str | None = None,
) -> Curve | Ranking:
    """How deep a partnership is over the years, or an actor's partnerships in their order.

    Args:
        one: code, name or alias of an actor.
        other: of its partner; without it, all of its partnerships are put in order.
        as_of: depth at the last year-end by then. Default: the newest.
        fit: file of a fit of your own, as :func:`kizuna.measures.depth.fit` saves it. Default: the
            one that ships with the record.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: an actor is unknown, the pair is not in the fit, or the record is not the one
            that the shipped fit is of.

    Examples:
        >>> import kizuna
        >>> kizuna.depth("JPN", as_of="2010").places[0].partner
        'USA'
        >>> kizuna.depth("JPN", "AUS", as_of="2016").last.time
        2016
    """
    with borrow(record) as opened:
        found, words = open_fit(Path(fit) if fit is not None else None, opened)
        if other is None:
            return ranking(found, one, words, as_of=as_of)
        unit = unit_of(found.indicators, one, other, words.book)
        return curve(found, unit, words, as_of=as_of)


def open_fit(
    fit: Path | None, record: Record, *, sets: Path | None = None
) -> tuple[DepthFit, Words]:
    """A saved fit, by default the one that ships with the record, and its words.

    Args:
        fit: file of a fit.
        record: the record whose codebook names the actors.
        sets: a file with sets of one's own, for the labels of their categories.

    Raises:
        InputError: the file is no fit, or the record is not the one that the shipped fit is of.
    """
    if fit is None and not is_shipped(record.view()):
        raise InputError(
            f"the fit that ships with Kizuna is not of the record {record.label}: fit yours with "
            "`kizuna depth fit --record PLACE --out FILE`, then name it with --fit FILE"
        )
    found = DepthFit.load(fit or FIT)
    words = Words(
        book=record.codebook,
        categories=_categories(found.data.label, record.codebook, sets),
        closing=closing_of(found, record),
    )
    return found, words


def closing_of(fit: DepthFit, record: Record) -> dt.date:
    """The day of which the newest year of a fit tells: 31 December, or the last revision's.

    A set without years has no such day.
    """
    if not fit.data.dynamic:
        return dt.date.max
    year = int(fit.data.time.max())
    end = dt.date(year, 12, 31)
    if not fit.data.revision:
        return end
    known = next((r.at.date() for r in record.revisions() if str(r.id) == fit.data.revision), None)
    return known if known is not None and known.year == year else end


def _categories(name: str, book: Codebook, sets: Path | None) -> Mapping[str, Sequence[str]]:
    known = depth_sets(sets)
    if name not in known:
        return {}
    chosen = known[name]
    items = items_of(chosen, book) if chosen.source == "record" else chosen.item
    return {item.code: item.categories for item in items}
