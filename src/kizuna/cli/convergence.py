"""``kizuna convergence`` and ``kizuna aims``."""

from __future__ import annotations

from pathlib import Path

import click

from kizuna.cli.options import format_option, out_option, record_options, time_options
from kizuna.errors import InputError


@click.command(
    epilog="""\b
Examples:
  kizuna convergence JPN AUS
  kizuna convergence JPN PHL --as-of 2018 --format json
  kizuna convergence JPN AUS --figure course --out course.svg"""
)
@click.argument("one")
@click.argument("other")
@time_options
@click.option(
    "--measure",
    type=click.Choice(["bray_curtis", "signorino_ritter", "kappa", "pi", "cosine"]),
    default="bray_curtis",
    show_default=True,
    help="Measure of similarity.",
)
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.9,
    show_default=True,
    help="Probability of the interval.",
)
@click.option(
    "--coding-error",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.2,
    show_default=True,
    help="Probability that a coding is one step off.",
)
@click.option(
    "--max-age",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    help="Years after which a value is not compared any more.",
)
@click.option(
    "--draws",
    type=click.IntRange(100, 1_000_000),
    default=2000,
    show_default=True,
    help="Draws of the interval.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the draws.")
@click.option(
    "--figure",
    type=click.Choice(["profile", "course"]),
    help="A figure instead: both sides' profiles, or convergence over time. Needs --out with the "
    "ending .svg, .png or .pdf.",
)
@format_option("table", "json", "csv", "md", "html", "latex", "xlsx", "parquet")
@out_option
@record_options
def convergence(
    one: str,
    other: str,
    as_of: str | None,
    as_known: str | None,
    measure: str,
    level: float,
    coding_error: float,
    max_age: float,
    draws: int,
    seed: int,
    figure: str | None,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """How far ONE side and the OTHER see the same threats, with an interval and over time."""
    from kizuna.measures.convergence import convergence as measured
    from kizuna.record.open import open_record

    if figure is not None and (out is None or form != "table"):
        raise InputError("--figure needs --out FILE.svg, .png or .pdf, and no --format")
    if figure is None and form == "table" and out is not None:
        raise InputError("--out needs a --format other than table, or a --figure")
    with open_record(record_at, codebook=codebook) as record:
        result = measured(
            one,
            other,
            as_of=as_of,
            as_known=as_known,
            measure=measure,
            level=level,
            coding_error=coding_error,
            max_age=max_age,
            draws=draws,
            seed=seed,
            record=record,
        )
        if figure is not None and out is not None:
            from kizuna.atlas.figures_threats import course_chart, profile_chart, save_chart

            chart = course_chart if figure == "course" else profile_chart
            save_chart(chart(result, record.codebook), out)
            click.echo(f"Wrote {out}", err=True)
            return
        if form == "table":
            from kizuna.atlas.text_threats import print_convergence

            print_convergence(result, record.codebook)
            return
        from kizuna.atlas.export import export

        title = f"{result.one}–{result.other}: threat perceptions as of {result.as_of}"
        export(result, form, title=title, out=out)


@click.command(
    epilog="""\b
Examples:
  kizuna aims JPN
  kizuna aims JPN --document nss-2013
  kizuna aims JPN --document nss-2013 --window 3 --partners AUS,IND --format csv"""
)
@click.argument("actor")
@click.option(
    "--document",
    metavar="ID",
    help="Id of a policy event or of a source, or a part of it that is unique; without it the "
    "documents are listed.",
)
@click.option(
    "--window",
    type=click.FloatRange(0, 100, min_open=True),
    default=5.0,
    show_default=True,
    help="Years before and after the document in which deeds are counted.",
)
@click.option("--partners", metavar="A,B,…", help="Only these partners, codes or names.")
@time_options
@format_option("table", "json", "csv", "md", "html", "latex", "xlsx", "parquet")
@out_option
@record_options
def aims(
    actor: str,
    document: str | None,
    window: float,
    partners: str | None,
    as_of: str | None,
    as_known: str | None,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """What an ACTOR's policy document aims at toward partners, and the deeds before and after."""
    from kizuna.measures.aims import aims as measured
    from kizuna.measures.aims import documents
    from kizuna.record.open import open_record

    if form == "table" and out is not None:
        raise InputError("--out needs a --format other than table")
    chosen = [name.strip() for name in partners.split(",") if name.strip()] if partners else None
    with open_record(record_at, codebook=codebook) as record:
        if document is None:
            if form != "table":
                raise InputError(
                    f"--format {form} needs --document; `kizuna aims {actor}` lists them"
                )
            from kizuna.atlas.text_threats import print_documents

            found = documents(actor, as_of=as_of, as_known=as_known, record=record)
            print_documents(found, record.codebook.actor(actor).name)
            return
        result = measured(
            actor,
            document,
            window=window,
            partners=chosen,
            as_of=as_of,
            as_known=as_known,
            record=record,
        )
        if form == "table":
            from kizuna.atlas.text_threats import print_aims

            print_aims(result, record.codebook)
            return
        from kizuna.atlas.export import export

        export(result, form, title=f"{result.document.title}: aims and deeds", out=out)
