"""Opening a fit for its readers: the numbers, and the words for their codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from kizuna.codebook import Codebook
from kizuna.codebook.depth_sets import depth_sets
from kizuna.errors import InputError
from kizuna.measures.depth.partnerships import Words
from kizuna.measures.depth.result import DepthFit
from kizuna.measures.depth.sets_record import items_of
from kizuna.measures.depth.shipped import FIT, is_shipped
from kizuna.record import Record


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
        notes=found.doubts,
    )
    return found, words


def closing_of(fit: DepthFit, record: Record) -> dt.date:
    """The day of which the newest year of a fit tells: 31 December, or the last revision's."""
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
