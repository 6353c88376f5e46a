"""``kizuna debate``."""

from __future__ import annotations

from pathlib import Path

import click

from kizuna.cli.options import format_option, out_option, record_options, time_options
from kizuna.codebook import as_day


@click.command(
    epilog="""\b
Examples:
  kizuna debate JPN --about AUS
  kizuna debate PHL --about JPN --as-of 2024-12-31
  kizuna debate KOR --about JPN --as-of 2019-12-31 --format csv
  kizuna debate KOR --about JPN --from 2012"""
)
@click.argument("actor")
@click.option("--about", required=True, metavar="PARTNER", help="The partner that it is about.")
@click.option(
    "--max-age",
    type=click.IntRange(min=1),
    default=8,
    show_default=True,
    help="Positions older than so many years no longer count.",
)
@click.option(
    "--from", "first", type=int, metavar="YEAR", help="Contestation at the end of each year since."
)
@time_options
@format_option("table", "json", "csv", "md", "html", "latex", "xlsx", "parquet")
@out_option
@record_options
def debate(
    actor: str,
    about: str,
    max_age: int,
    first: int | None,
    as_of: str | None,
    as_known: str | None,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """The debate on one side about a partner: for and against, how divided, how close to power.

    Contestation is 0 where the parties agree and 1 where two halves stand at opposite ends; its
    range shows how far it depends on the weights of parties and on one step of coding error.
    """
    from kizuna.measures.debate import debate as measure
    from kizuna.record.open import open_record

    with open_record(record_at, codebook=codebook) as record:
        if first is not None:
            from kizuna.atlas.text_debate import print_course
            from kizuna.measures.debate import debate_over_time

            last = as_day(as_of).year
            course = debate_over_time(
                actor,
                about,
                first=first,
                last=last,
                as_known=as_known,
                max_age=max_age,
                record=record,
            )
            print_course(course, form)
            return
        result = measure(
            actor, about, as_of=as_of, as_known=as_known, max_age=max_age, record=record
        )
        if form == "table":
            from kizuna.atlas.text_debate import print_debate

            print_debate(result)
            return
        from kizuna.atlas.export import export

        title = f"{result.name}: the debate about {result.partner_name} as of {result.as_of}"
        export(result, form, title=title, out=out)
