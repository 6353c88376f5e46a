"""``kizuna debate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kizuna.cli.options import format_option, out_option, record_options, time_options
from kizuna.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kizuna.measures.debate import Debate
    from kizuna.measures.debate_course import DebateCourse


@click.command(
    epilog="""\b
Examples:
  kizuna debate JPN --about AUS
  kizuna debate PHL --about JPN --as-of 2024-12-31
  kizuna debate KOR --about JPN --as-of 2019-12-31 --format csv
  kizuna debate KOR --about JPN --from 2012
  kizuna debate JPN --about KOR --both --figure --out debate.svg
  kizuna debate JPN --about KOR --both --from 2012 --figure --out contestation.png"""
)
@click.argument("actor")
@click.option("--about", required=True, metavar="PARTNER", help="The partner that it is about.")
@click.option(
    "--both",
    is_flag=True,
    help="The partner's debate about ACTOR too; in the terminal and figures.",
)
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
@click.option(
    "--figure",
    is_flag=True,
    help="A figure instead: who is for and against; with --from contestation over time. Needs "
    "--out with the ending .svg, .png or .pdf.",
)
@time_options
@format_option("table", "json", "csv", "md", "html", "latex", "xlsx", "parquet")
@out_option
@record_options
def debate(
    actor: str,
    about: str,
    both: bool,
    max_age: int,
    first: int | None,
    figure: bool,
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
    from kizuna.measures.debate_course import debate_course
    from kizuna.record.open import open_record

    _check(form, out, figure=figure, both=both)
    pairs = [(actor, about), (about, actor)] if both else [(actor, about)]
    with open_record(record_at, codebook=codebook) as record:
        given: dict[str, Any] = {
            "as_of": as_of,
            "as_known": as_known,
            "max_age": max_age,
            "record": record,
        }
        if first is None:
            _positions([measure(*pair, **given) for pair in pairs], form, out)
        else:
            _over_time([debate_course(*pair, first=first, **given) for pair in pairs], form, out)


def _check(form: str, out: Path | None, *, figure: bool, both: bool) -> None:
    if figure and (out is None or form != "table"):
        raise InputError("--figure needs --out FILE.svg, .png or .pdf, and no --format")
    if not figure and form == "table" and out is not None:
        raise InputError("--out needs a --format other than table, or --figure")
    if both and form != "table":
        raise InputError(
            f"--both is for the terminal and for figures; for --format {form} ask for each side by "
            "itself, or for both with: kizuna profile"
        )


def _positions(found: Sequence[Debate], form: str, out: Path | None) -> None:
    if form != "table":
        from kizuna.atlas.export import export

        title = f"{found[0].name}: the debate about {found[0].partner_name} as of {found[0].as_of}"
        export(found[0], form, title=title, out=out)
    elif out is not None:
        from kizuna.atlas.figures_debate import positions_chart

        _save(positions_chart(found), out)
    else:
        from kizuna.atlas.text_debate import print_debate

        for n, side in enumerate(found):
            if n:
                click.echo()
            print_debate(side)


def _over_time(found: Sequence[DebateCourse], form: str, out: Path | None) -> None:
    if form != "table":
        from kizuna.atlas.export import export

        title = f"{found[0].name}: the debate about {found[0].partner_name} over time"
        export(found[0], form, title=title, out=out)
    elif out is not None:
        from kizuna.atlas.figures_debate import course_chart

        _save(course_chart(found), out)
    else:
        from kizuna.atlas.text_debate import print_course

        for n, side in enumerate(found):
            if n:
                click.echo()
            print_course(side)


def _save(chart: Any, out: Path) -> None:
    from kizuna.atlas.figures_threats import save_chart

    save_chart(chart, out)
    click.echo(f"Wrote {out}", err=True)
