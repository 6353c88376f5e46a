"""``kizuna criteria``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kizuna.cli.options import format_option, out_option, record_options, time_options
from kizuna.errors import InputError

if TYPE_CHECKING:
    from kizuna.codebook import Codebook
    from kizuna.measures.criteria import Assessment, Comparison, Course
    from kizuna.record import Record


@click.command(
    epilog="""\b
Examples:
  kizuna criteria JPN AUS
  kizuna criteria JPN AUS --as-of 2016 --format json
  kizuna criteria JPN
  kizuna criteria JPN AUS --since 1995
  kizuna criteria JPN AUS --since 1995 --figure --out course.svg"""
)
@click.argument("actor")
@click.argument("partner", required=False)
@time_options
@click.option(
    "--since",
    type=int,
    metavar="YEAR",
    help="Over time: at the end of each year from this one on. Needs a PARTNER.",
)
@click.option(
    "--figure",
    is_flag=True,
    help="A figure instead: the criteria of a pair, its course, or all partners. Needs --out with "
    "the ending .svg, .png or .pdf.",
)
@format_option("table", "json", "csv", "md", "html", "latex", "xlsx", "parquet")
@out_option
@record_options
def criteria(
    actor: str,
    partner: str | None,
    as_of: str | None,
    as_known: str | None,
    since: int | None,
    figure: bool,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """What kind of relationship ACTOR has with PARTNER, or with each of its partners.

    Six criteria tell a strategic partnership from an alliance; an explicit rule names the
    archetype, the runner-up and what decides. `kizuna why ACTOR PARTNER CRITERION` shows the rows.
    """
    from kizuna.record.open import open_record

    if figure and (out is None or form != "table"):
        raise InputError("--figure needs --out FILE.svg, .png or .pdf, and no --format")
    if not figure and form == "table" and out is not None:
        raise InputError("--out needs a --format other than table, or --figure")
    if since is not None and partner is None:
        raise InputError("--since shows one pair over time: name a PARTNER too")
    with open_record(record_at, codebook=codebook) as record:
        result = _measured(record, actor, partner, as_of, as_known, since)
        if figure and out is not None:
            from kizuna.atlas.figures_criteria import chart_of
            from kizuna.atlas.figures_threats import save_chart

            save_chart(chart_of(result, record.codebook), out)
            click.echo(f"Wrote {out}", err=True)
        elif form == "table":
            _print(result, record.codebook)
        else:
            from kizuna.atlas.export import export

            export(result, form, title=_title(result), out=out)


def _measured(
    record: Record,
    actor: str,
    partner: str | None,
    as_of: str | None,
    as_known: str | None,
    since: int | None,
) -> Assessment | Comparison | Course:
    from kizuna.measures.criteria import criteria, criteria_course, criteria_of

    if partner is None:
        return criteria_of(actor, as_of=as_of, as_known=as_known, record=record)
    if since is None:
        return criteria(actor, partner, as_of=as_of, as_known=as_known, record=record)
    from rich.console import Console
    from rich.progress import track

    err = Console(stderr=True)
    return criteria_course(
        actor,
        partner,
        start=since,
        as_of=as_of,
        as_known=as_known,
        record=record,
        progress=lambda days: track(days, "Years", console=err, transient=True),
    )


def _print(result: Assessment | Comparison | Course, book: Codebook) -> None:
    from kizuna.atlas.text_criteria import print_assessment, print_comparison, print_course
    from kizuna.measures.criteria import Assessment, Comparison

    if isinstance(result, Assessment):
        print_assessment(result, book)
    elif isinstance(result, Comparison):
        print_comparison(result, book)
    else:
        print_course(result, book)


def _title(result: Assessment | Comparison | Course) -> str:
    from kizuna.measures.criteria import Comparison, Course

    if isinstance(result, Comparison):
        return f"{result.actor}: criteria and archetypes as of {result.as_of}"
    pair = f"{result.one}–{result.other}"
    if isinstance(result, Course):
        return f"{pair}: criteria and archetype over time"
    return f"{pair}: criteria and archetype as of {result.as_of}"
