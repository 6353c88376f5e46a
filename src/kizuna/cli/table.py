"""``kizuna table`` and ``kizuna compare``."""

from __future__ import annotations

from pathlib import Path

import click

from kizuna.cli.options import format_option, out_option, record_options, time_options
from kizuna.errors import InputError

FORMATS = ("table", "json", "csv", "md", "html", "latex", "xlsx", "parquet")


@click.command(
    epilog="""\b
Examples:
  kizuna table JPN
  kizuna table JPN --as-of 2016-12-31 --partners AUS,IND,PHL
  kizuna table JPN --with archetype,convergence
  kizuna table EU --format csv --out eu.csv
  kizuna table JPN --format html --out site/"""
)
@click.argument("actor")
@time_options
@click.option("--partners", metavar="A,B,…", help="Only these partners, codes or names.")
@click.option(
    "--all", "all_", is_flag=True, help="All partners in the terminal, not only the first 15."
)
@click.option(
    "--with",
    "measures",
    metavar="A,B",
    help="Measures of each whole partnership too: archetype, convergence, depth. Not in csv and parquet, "
    "which hold cells; the folder of pages always has them.",
)
@format_option(*FORMATS)
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path),
    help="Write to this file; with --format html also to a folder (ends in /), with a page behind each cell.",
)
@record_options
def table(
    actor: str,
    as_of: str | None,
    as_known: str | None,
    partners: str | None,
    all_: bool,
    measures: str | None,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """The overview of an ACTOR's partnerships as of a date.

    One row per partner, one column per kind of tie; partners are sorted by the highest rung of
    the ladder on which something is in force, then by breadth, then by depth.
    """
    from kizuna.measures.alongside import check
    from kizuna.measures.table import table as measure
    from kizuna.record.open import open_record

    chosen = _names(partners) or None
    wanted = _names(measures)
    if wanted and form in ("csv", "parquet"):
        raise InputError(
            f"--format {form} holds one row per cell, so --with has no place in it; json, md, "
            "html, latex and xlsx show the measures by partner"
        )
    check(wanted)
    with open_record(record_at, codebook=codebook) as record:
        if form == "html" and out is not None and _is_folder(out):
            from kizuna.atlas.site import write_pages

            index = write_pages(
                actor, out, as_of=as_of, as_known=as_known, partners=chosen, record=record
            )
            click.echo(f"Wrote {index}")
            return
        result = measure(
            actor,
            as_of=as_of,
            as_known=as_known,
            partners=chosen,
            measures=wanted,
            record=record,
        )
        if form == "table":
            if out is not None:
                raise InputError("--out needs a --format other than table")
            from kizuna.atlas.text import print_table

            print_table(result, record.codebook, most=None if all_ or chosen else 15)
            return
        from kizuna.atlas.overview import export_table

        export_table(result, record.codebook, form, out=out)


def _names(text: str | None) -> list[str]:
    """The names in a list that commas part."""
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def _is_folder(path: Path) -> bool:
    return path.is_dir() or path.suffix == ""


@click.command(
    epilog="""\b
Examples:
  kizuna compare JPN --from 2012-12-26 --to 2020-09-16
  kizuna compare PHL --from 2022-06-30 --format md"""
)
@click.argument("actor")
@click.option("--from", "first", required=True, metavar="DATE", help="The earlier date.")
@click.option("--to", "last", metavar="DATE", help="The later date. Default: today.")
@click.option("--as-known", metavar="WHEN", help="What the record knew then.")
@click.option("--partners", metavar="A,B,…", help="Only these partners, codes or names.")
@format_option("table", "json", "csv", "md", "html", "latex", "xlsx", "parquet")
@out_option
@record_options
def compare(
    actor: str,
    first: str,
    last: str | None,
    as_known: str | None,
    partners: str | None,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """What changed in an ACTOR's partnerships between two dates."""
    from kizuna.measures.compare import compare as measure
    from kizuna.record.open import open_record

    chosen = [name.strip() for name in partners.split(",") if name.strip()] if partners else None
    with open_record(record_at, codebook=codebook) as record:
        result = measure(actor, first, last, as_known=as_known, partners=chosen, record=record)
        if form == "table":
            from kizuna.atlas.text import print_comparison

            print_comparison(result, record.codebook)
            return
        from kizuna.atlas.export import export

        title = f"{result.first.name}: changes from {result.first.as_of} to {result.last.as_of}"
        export(result, form, title=title, out=out)
