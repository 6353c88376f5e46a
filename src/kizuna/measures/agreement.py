"""How far coders agree: Krippendorff's alpha with its interval, and what is left to adjudicate.

A *unit* is one field of one row that at least two coders judged. A coder's judgement is a coding
of the record; the value that stands in the row counts as the judgement of the row's own coder.
Where one coder left several codings of the same field (one per source), the preferred one
counts, else the one coded last.

References:
    Krippendorff, K. (2019). *Content Analysis*, 4th ed., ch. 12 (alpha for missing data and any
    level of measurement, eq. 12.3).
    Zapf, A., Castell, S., Morawietz, L. and Karch, A. (2016). Measuring inter-rater reliability
    for nominal data. *BMC Medical Research Methodology* 16: 93 (bootstrap over units).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec

from kizuna import __version__
from kizuna.codebook import PartialDate
from kizuna.errors import InputError
from kizuna.record import TABLES, Coding, Record, Row, TableName, View
from kizuna.record.open import borrow
from kizuna.record.rows import Field, fields_of, to_text

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

Level = Literal["nominal", "ordinal", "interval"]
_LEVELS: dict[str, Level] = {"number": "ordinal", "count": "interval", "date": "interval"}


class Disagreement(msgspec.Struct, frozen=True, kw_only=True):
    """A unit on which coders differ, for adjudication.

    Attributes:
        judgements: value by coder.
        stands: the value in the row.
        adjudicated: whether a coding is preferred, and why.
    """

    table: TableName
    row: str
    judgements: dict[str, str]
    stands: str
    adjudicated: bool
    reason: str


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Agreement of coders on one field.

    Attributes:
        alpha: 1 for perfect agreement, 0 for what chance would give; ``None`` where all
            judgements are the same value, so that chance cannot be told from agreement.
        low, high: percentile interval over units drawn again and again.
        confidence: its probability.
        units: fields of rows with at least two judgements.
        judgements: judgements on those units.
    """

    table: TableName
    field: str
    level: Level
    alpha: float | None
    low: float | None
    high: float | None
    confidence: float
    coders: tuple[str, ...]
    units: int
    judgements: int
    disagreements: tuple[Disagreement, ...]
    as_known: dt.datetime | None
    record: str

    def to_dict(self) -> dict[str, Any]:
        """The machine form."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return {**found, "kizuna": __version__}

    def to_polars(self) -> pl.DataFrame:
        """One row per judgement on which coders differ."""
        import polars as pl

        flat = [
            {
                "row": item.row,
                "field": self.field,
                "coder": coder,
                "value": value,
                "stands": item.stands,
                "adjudicated": item.adjudicated,
                "reason": item.reason,
            }
            for item in self.disagreements
            for coder, value in sorted(item.judgements.items())
        ]
        schema: Any = dict.fromkeys(("row", "field", "coder", "value", "stands"), pl.String)
        return pl.DataFrame(flat, schema={**schema, "adjudicated": pl.Boolean, "reason": pl.String})


class Comparable(NamedTuple):
    """A field that several coders judged: of how many rows, and who they are."""

    table: TableName
    field: str
    rows: int
    coders: tuple[str, ...]


def comparable(
    *,
    as_known: str | dt.datetime | dt.date | int | None = None,
    record: Record | str | None = None,
) -> list[Comparable]:
    """The fields on which agreement can be measured, the most often judged first.

    Args:
        as_known: what the record knew then. Default: now.
        record: an open record or its place. Default: the shipped one.
    """
    with borrow(record) as opened:
        view = opened.view(as_known)
        given: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for coding in view.rows(Coding):
            if coding.coder:
                given[coding.row][coding.field].add(coding.coder)
        found: dict[tuple[TableName, str], list[set[str]]] = defaultdict(list)
        for table, kind in TABLES.items():
            for row_id, row in view.by_id(kind, given).items():
                own = {getattr(row, "coder", "")} - {""}
                for field, coders in given[row_id].items():
                    if len(coders | own) > 1:
                        found[table, field].append(coders | own)
    fields = [
        Comparable(table, field, len(sets), tuple(sorted(set().union(*sets))))
        for (table, field), sets in found.items()
    ]
    return sorted(fields, key=lambda c: (-c.rows, c.table, c.field))


def agreement(
    table: TableName,
    field: str,
    *,
    level: Level | None = None,
    coders: Sequence[str] | None = None,
    confidence: float = 0.95,
    replicates: int = 2000,
    seed: int = 0,
    as_known: str | dt.datetime | dt.date | int | None = None,
    record: Record | str | None = None,
) -> Agreement:
    """Agreement of coders on a field of a table.

    Args:
        table: table of the rows, such as ``stance``.
        field: the field that was judged, such as ``value``.
        level: level of measurement; by default ordinal for numbers, interval for dates and
            counts, nominal for all else.
        coders: only these; by default all.
        confidence: probability of the interval, between 0 and 1.
        replicates: bootstrap replicates.
        seed: the same seed gives the same interval.
        as_known: what the record knew then. Default: now.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: the table has no such field, or no unit was judged by two coders.
    """
    fields = fields_of(TABLES[table])
    if field not in fields:
        raise InputError(f"a {table} has no field {field!r}; it has {', '.join(fields)}")
    if not 0 < confidence < 1:
        raise InputError(f"confidence {confidence} must lie between 0 and 1, such as 0.95")
    scale = level or _LEVELS.get(fields[field].form, "nominal")
    with borrow(record) as opened:
        view = opened.view(as_known)
        judged, rows, codings = _judgements(view, table, field, coders)
        if coders is not None and len(set(coders)) < 2:
            raise InputError("agreement needs two coders at least: name both, or none for all")
        if not judged:
            raise InputError(
                f"no {table} has its {field} judged by two coders; import their codings first "
                "(codings.csv: row, field, value, source, coder)"
            )
        counts = value_counts(judged, scale, fields[field])
        alpha = krippendorff_alpha(counts, scale)
        low, high = bootstrap_interval(counts, scale, confidence, replicates, seed)
        return Agreement(
            table=table,
            field=field,
            level=scale,
            alpha=alpha,
            low=low,
            high=high,
            confidence=confidence,
            coders=tuple(sorted({coder for values in judged.values() for coder in values})),
            units=len(judged),
            judgements=sum(map(len, judged.values())),
            disagreements=tuple(_disagreements(judged, rows, codings, field)),
            as_known=view.known_at,
            record=opened.label,
        )


Judged = dict[str, dict[str, str]]  # row id -> coder -> value


def _judgements(
    view: View, table: TableName, field: str, coders: Sequence[str] | None
) -> tuple[Judged, Mapping[str, Row], Mapping[str, list[Coding]]]:
    by_row: dict[str, list[Coding]] = defaultdict(list)
    for coding in view.rows(Coding):
        if coding.field == field and coding.coder:
            by_row[coding.row].append(coding)
    rows = view.by_id(TABLES[table], by_row)
    judged: Judged = {}
    for row_id, row in rows.items():
        values: dict[str, str] = {}
        own = getattr(row, "coder", "")
        if own:
            values[own] = to_text(getattr(row, field))
        for coding in sorted(by_row[row_id], key=_weight):
            values[coding.coder] = coding.value
        if coders is not None:
            values = {coder: value for coder, value in values.items() if coder in coders}
        if len(values) > 1:
            judged[row_id] = values
    return judged, rows, by_row


def _weight(coding: Coding) -> tuple[bool, dt.date, str]:
    """Later in this order outweighs earlier."""
    coded = coding.coded_on.earliest if coding.coded_on else dt.date.min
    return coding.preferred == "yes", coded, coding.id


def value_counts(judged: Judged, level: Level, field: Field) -> tuple[NDArray[Any], list[float]]:
    """How many coders gave each unit each value.

    Args:
        judged: for each unit, the value that each coder gave.
        level: of measurement.
        field: the field, which knows the order of its values.

    Returns:
        Counts of shape (units, values), and the values in order as numbers.

    Raises:
        InputError: a value has no place on an ordered scale.
    """
    import numpy as np

    texts = {text for values in judged.values() for text in values.values()}
    if level == "nominal":
        domain = [float(n) for n in range(len(texts))]
        place = {text: n for n, text in enumerate(sorted(texts))}
    else:
        numbers = {text: _number(text, field) for text in texts}
        domain = sorted(set(numbers.values()))
        place = {text: domain.index(number) for text, number in numbers.items()}
    counts = np.zeros((len(judged), len(domain)), dtype=np.int64)
    for unit, values in enumerate(judged.values()):
        for text in values.values():
            counts[unit, place[text]] += 1
    return counts, domain


def _number(text: str, field: Field) -> float:
    """A value on an ordered scale: the day for a date, the place in a closed list, the number."""
    try:
        if field.form == "date":
            date = PartialDate.parse(text)
            return (date.earliest.toordinal() + date.latest.toordinal()) / 2
        return float(field.values.index(text)) if field.values else float(text)
    except (ValueError, InputError) as error:
        raise InputError(
            f"{text[:40]!r} has no place on an ordered scale; use the nominal level"
        ) from error


def krippendorff_alpha(counted: tuple[NDArray[Any], list[float]], level: Level) -> float | None:
    """Krippendorff's alpha of counted values, at most 1; ``None`` where all are the same value.

    Args:
        counted: as :func:`value_counts` returns.
        level: of measurement.
    """
    import krippendorff

    counts, domain = counted
    if (counts.sum(axis=0) > 0).sum() < 2:
        return None
    return float(
        krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=level)
    )


def bootstrap_interval(
    counted: tuple[NDArray[Any], list[float]],
    level: Level,
    confidence: float,
    replicates: int,
    seed: int,
) -> tuple[float | None, float | None]:
    """Percentile interval of alpha over units drawn again and again.

    Args:
        counted: as :func:`value_counts` returns.
        level: of measurement.
        confidence: between 0 and 1.
        replicates: how often the units are drawn.
        seed: the same gives the same interval.

    Returns:
        Low and high end; both ``None`` where alpha was defined in no draw.
    """
    import numpy as np

    counts, domain = counted
    generator: np.random.Generator = np.random.default_rng(seed)
    found = []
    for _ in range(replicates):
        drawn = counts[generator.integers(0, len(counts), len(counts))]
        alpha = krippendorff_alpha((drawn, domain), level)
        if alpha is not None:
            found.append(alpha)
    if not found:
        return None, None
    tail = (1 - confidence) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return float(low), float(high)


def _disagreements(
    judged: Judged, rows: Mapping[str, Row], codings: Mapping[str, list[Coding]], field: str
) -> list[Disagreement]:
    found = []
    for row_id, values in sorted(judged.items()):
        if len(set(values.values())) > 1:
            preferred = next((c for c in codings[row_id] if c.preferred == "yes"), None)
            row = rows[row_id]
            found.append(
                Disagreement(
                    table=row.table,
                    row=row_id,
                    judgements=values,
                    stands=to_text(getattr(row, field)),
                    adjudicated=preferred is not None,
                    reason=preferred.reason if preferred else "",
                )
            )
    return found
