"""``why`` for cells and for criteria alike: the rows behind a number, and how we know them."""

from __future__ import annotations

import datetime as dt
import difflib
from typing import TYPE_CHECKING, Any

import msgspec

from kizuna import __version__
from kizuna.codebook import Codebook, as_day
from kizuna.codebook.criteria import Criteria, load_criteria
from kizuna.errors import InputError
from kizuna.measures.criteria.assess import assess_pair
from kizuna.measures.criteria.bounds import IndicatorValue
from kizuna.measures.criteria.result import Assessment, used_dict
from kizuna.measures.evidence import Evidence
from kizuna.measures.why import Why, Witness, row_dict, witnesses_of
from kizuna.measures.why import why as why_cell
from kizuna.record import Record
from kizuna.record.open import borrow

if TYPE_CHECKING:
    import polars as pl


class CriterionWhy(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion, an indicator or a mark of a pair, and the evidence behind it.

    Attributes:
        code: what was asked for.
        assessment: all criteria of the pair.
        indicators: the indicators behind the code.
        witnesses: the rows they used, by id.
    """

    code: str
    assessment: Assessment
    indicators: tuple[IndicatorValue, ...]
    witnesses: dict[str, Witness]

    @property
    def as_of(self) -> dt.date:
        """The day in the world."""
        return self.assessment.as_of

    @property
    def as_known(self) -> dt.datetime | None:
        """The date of our knowledge."""
        return self.assessment.as_known

    @property
    def record(self) -> str:
        """Label of the record."""
        return self.assessment.record

    def to_dict(self) -> dict[str, Any]:
        """The stable machine form."""
        found = self.assessment
        return {
            "actors": [found.one, found.other],
            "as_of": found.as_of.isoformat(),
            "as_known": found.as_known.isoformat() if found.as_known else None,
            "record": found.record,
            "kizuna": __version__,
            "code": self.code,
            "indicators": [
                {
                    "indicator": value.indicator.code,
                    "value": value.value,
                    "low": value.low,
                    "high": value.high,
                    "rows": [used_dict(used) for used in value.used],
                }
                for value in self.indicators
            ],
            "evidence": {
                name: {
                    "row": row_dict(witness.row),
                    "source": row_dict(witness.source) if witness.source else None,
                    "claims": [row_dict(claim) for claim in witness.claims],
                    "revisions": [revision.id for revision in witness.revisions],
                }
                for name, witness in self.witnesses.items()
            },
        }

    def to_polars(self) -> pl.DataFrame:
        """One row per indicator and row of the record."""
        import polars as pl

        flat = []
        for value in self.indicators:
            for used in value.used:
                witness = self.witnesses[used.item.id]
                source = witness.source
                flat.append(
                    {"indicator": value.indicator.code}
                    | used_dict(used)
                    | {
                        "title": witness.row.title,
                        "check": witness.row.check,
                        "source": source.title if source else None,
                        "url": source.url if source else None,
                    }
                )
        texts = ("indicator", "id", "value", "title", "check", "source", "url")
        schema: Any = dict.fromkeys(texts, str)
        schema |= {"counts": bool, "sure": bool, "read": bool, "presumed": bool, "number": float}
        return pl.DataFrame(flat, schema=schema)


def why(
    actor: str,
    partner: str,
    column: str,
    *,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    record: Record | str | None = None,
) -> Why | CriterionWhy:
    """The evidence behind one cell of the overview table, or behind a criterion.

    Args:
        actor: code, name or alias of the focal actor.
        partner: code, name or alias of the partner.
        column: code of a kind, such as ``acsa``; or of a criterion, one of its indicators, a
            mark or an archetype, such as ``general_purpose`` or ``alliance``.
        as_of: the state of the world then. Default: today.
        as_known: what the record knew then. Default: now.
        record: an open record or its place. Default: the shipped one.

    Raises:
        InputError: an actor, the column or a date is unknown.

    Examples:
        >>> import kizuna
        >>> kizuna.why("JPN", "AUS", "acsa", as_of="2016").cell.rows
        ('aus-jpn-acsa-2010',)
        >>> kizuna.why("JPN", "AUS", "defence_pledge", as_of="2016").indicators[0].value
        0.0
    """
    with borrow(record) as opened:
        book = opened.view(as_known).codebook
        if column in book.ladder.columns:
            return why_cell(actor, partner, column, as_of=as_of, as_known=as_known, record=opened)
        codes = load_criteria(book).codes
        if column not in codes:
            raise InputError(_unknown(column, load_criteria(book), book))
        return _why_criterion(opened, actor, partner, column, as_day(as_of), as_known)


def _unknown(column: str, rules: Criteria, book: Codebook) -> str:
    known = sorted((*rules.codes, *book.ladder.columns))
    near = difflib.get_close_matches(column, known, n=3, cutoff=0.5)
    hint = (
        f"did you mean {' or '.join(near)}?"
        if near
        else f"`kizuna codebook ladder` lists columns; criteria and archetypes are {', '.join(rules.wholes)}"
    )
    return f"unknown column or criterion {column[:40]!r}: {hint}"


def _why_criterion(
    record: Record,
    actor: str,
    partner: str,
    code: str,
    on: dt.date,
    as_known: str | dt.datetime | dt.date | int | None,
) -> CriterionWhy:
    view = record.view(as_known)
    book = view.codebook
    rules = load_criteria(book)
    found = assess_pair(view, record.label, actor, partner, on)
    wanted = {indicator.code for indicator in rules.named(code)}
    values = (*(i for c in found.criteria for i in c.indicators), *found.marks)
    indicators = tuple(value for value in values if value.indicator.code in wanted)
    evidence = Evidence(view, found.one, on, partner=found.other, also=rules.operations)
    used = {row.item.id for value in indicators for row in value.used}
    rows = [row for row in evidence.rows(found.other) if row.id in used]
    readings = list(evidence.readings(found.other).values())
    return CriterionWhy(
        code=code,
        assessment=found,
        indicators=indicators,
        witnesses={w.row.id: w for w in witnesses_of(view, record, rows, readings)},
    )
