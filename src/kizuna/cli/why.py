"""``kizuna why``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kizuna.cli.options import check_out, format_option, out_option, record_options, time_options

if TYPE_CHECKING:
    from kizuna.codebook import Codebook
    from kizuna.measures.criteria import CriterionWhy


@click.command(
    epilog="""\b
Examples:
  kizuna why JPN PHL reciprocal_access
  kizuna why JPN AUS acsa --as-of 2016-12-31
  kizuna why JPN AUS general_purpose
  kizuna why JPN KOR information_security --as-of 2019-10 --format json"""
)
@click.argument("actor")
@click.argument("partner")
@click.argument("column")
@time_options
@format_option("table", "json", "csv", "md", "html", "latex", "xlsx", "parquet")
@out_option
@record_options
def why(
    actor: str,
    partner: str,
    column: str,
    as_of: str | None,
    as_known: str | None,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """The evidence behind one cell of the overview: rows, sources, claims, checks, revisions.

    COLUMN is the code of a kind, such as acsa or two_plus_two; `kizuna codebook ladder` lists them.
    It may also be a criterion, one of its indicators or an archetype, as `kizuna criteria` has them.
    """
    from kizuna.measures.criteria import CriterionWhy
    from kizuna.measures.criteria import why as measure
    from kizuna.record.open import open_record

    check_out(form, out)
    with open_record(record_at, codebook=codebook) as record:
        result = measure(actor, partner, column, as_of=as_of, as_known=as_known, record=record)
        if isinstance(result, CriterionWhy):
            _criterion(result, record.codebook, form, out)
            return
        if form == "table":
            from kizuna.atlas.text import print_why

            print_why(result, record.codebook)
            return
        from kizuna.atlas.export import export

        pair = f"{result.actor}–{result.cell.partner}"
        title = f"{pair}: evidence for {result.cell.column} as of {result.as_of}"
        export(result, form, title=title, out=out)


def _criterion(result: CriterionWhy, book: Codebook, form: str, out: Path | None) -> None:
    if form == "table":
        from kizuna.atlas.text_criteria import print_criterion_why

        print_criterion_why(result, book)
        return
    from kizuna.atlas.export import export

    pair = f"{result.assessment.one}–{result.assessment.other}"
    export(result, form, title=f"{pair}: evidence for {result.code} as of {result.as_of}", out=out)
