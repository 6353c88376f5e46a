"""How salient threats are to an actor: as coded from its documents, and as measured in its texts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from kizuna.measures.salience.coded import CodedSalience
    from kizuna.measures.salience.text import TextSalience
    from kizuna.record import Record


@overload
def salience(
    actor: str | None = None,
    *,
    source: None = None,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    record: Record | str | None = None,
    **options: Any,
) -> CodedSalience: ...


@overload
def salience(actor: str | None = None, *, source: str, **options: Any) -> TextSalience: ...


def salience(actor: str | None = None, *, source: str | None = None, **options: Any) -> Any:
    """Threat salience of one actor or of all.

    Without a source: as coded from the government's documents in the record, with the options of
    :func:`kizuna.measures.salience.coded.coded_salience`. With a source: as measured in the
    actor's texts, year by year, with those of
    :func:`kizuna.measures.salience.text.text_salience`.

    Args:
        actor: code, name or alias. Default: all.
        source: ``un-general-debate``, ``defence-documents``, or a path of one's own texts.
        options: of the function that is called.

    Raises:
        InputError: an actor, threat or date is unknown, or there is nothing to measure.
        DataError: the collection is missing; says where to get it.

    Examples:
        >>> import kizuna
        >>> kizuna.salience("PHL", as_of="2018").entries[0].threat
        'insurgency'
    """
    if source is None:
        from kizuna.measures.salience.coded import coded_salience

        return coded_salience(actor, **options)
    from kizuna.measures.salience.text import text_salience

    return text_salience(source, actors=[actor] if actor is not None else None, **options)
