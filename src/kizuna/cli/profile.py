"""``kizuna profile`` and ``kizuna timeline``."""

from __future__ import annotations

from pathlib import Path

import click

from kizuna.cli.options import format_option, out_option, record_options, time_options
from kizuna.errors import InputError


@click.command(
    epilog="""\b
Examples:
  kizuna profile JPN AUS
  kizuna profile JPN PHL --as-of 2016-12-31 --format html --out philippines.html
  kizuna profile AUS IND --format json"""
)
@click.argument("one")
@click.argument("other")
@time_options
@format_option("table", "json", "csv", "md", "html", "latex", "xlsx", "parquet")
@out_option
@record_options
def profile(
    one: str,
    other: str,
    as_of: str | None,
    as_known: str | None,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """One partnership from both sides: its state, what happened, and what each side says.

    JSON, Markdown, HTML and xlsx hold all of it; CSV, Parquet and LaTeX its instruments,
    dialogues and events, a row each.
    """
    from kizuna.atlas.both_sides import both_sides
    from kizuna.measures.profile import profile as measure
    from kizuna.record.open import open_record

    with open_record(record_at, codebook=codebook) as record:
        result = measure(one, other, as_of=as_of, as_known=as_known, record=record)
        both = None
        if form not in ("csv", "parquet", "latex"):
            both = both_sides(result, as_known=as_known, record=record)
        if form == "table":
            if out is not None:
                raise InputError("--out needs a --format other than table")
            from kizuna.atlas.profile_text import print_profile

            print_profile(result, record.codebook, both=both)
        else:
            from kizuna.atlas.profile_export import export_profile

            export_profile(result, record.codebook, form, both=both, out=out)


@click.command(
    epilog="""\b
Examples:
  kizuna timeline JPN AUS --out japan-australia.svg
  kizuna timeline JPN PHL --bilateral --format pdf --out japan-philippines.pdf
  kizuna timeline JPN GBR --kinds defence_framework,exercise --from 2010 --format png --out uk.png"""
)
@click.argument("one")
@click.argument("other")
@time_options
@click.option("--from", "since", metavar="DATE", help="Left edge of the picture.")
@click.option(
    "--kinds",
    metavar="A,B,…",
    help="Only these kinds, or groups of the ladder such as defence_framework.",
)
@click.option("--bilateral", is_flag=True, help="Only what the two do by themselves.")
@format_option("svg", "png", "pdf", "html", "json", "csv", default="svg")
@out_option
@record_options
def timeline(
    one: str,
    other: str,
    as_of: str | None,
    as_known: str | None,
    since: str | None,
    kinds: str | None,
    bilateral: bool,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """A picture of one partnership over time.

    Instruments are bars from signature to their end, dialogues lines with a tick for each
    session known, events marks. JSON and CSV hold the rows behind the picture.
    """
    from kizuna.atlas.timeline import export_timeline
    from kizuna.measures.profile import profile as measure
    from kizuna.record.open import open_record

    wanted = [code.strip() for code in kinds.split(",") if code.strip()] if kinds else []
    with open_record(record_at, codebook=codebook) as record:
        result = measure(one, other, as_of=as_of, as_known=as_known, record=record)
        export_timeline(
            result,
            record.codebook,
            form,
            out=out,
            kinds=wanted,
            bilateral=bilateral,
            since=since,
        )
