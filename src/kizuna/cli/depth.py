"""``kizuna depth``: how deep partnerships are, how sure we are, and where the number comes from."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kizuna.cli.options import format_option, out_option, record_options
from kizuna.errors import InputError

if TYPE_CHECKING:
    from kizuna.measures.depth.outlook import Curve, Origin, Ranking, SideBySide
    from kizuna.measures.depth.partnerships import Words
    from kizuna.measures.depth.result import DepthFit

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("table", "csv", "json", "md")
FIGURES = (".svg", ".png", ".pdf")


def _fit_options(function: F) -> F:
    """``--fit`` and ``--as-of``: which fit, and the date in the world."""
    function = click.option(
        "--as-of",
        metavar="DATE",
        help="Depth at the last year-end by then: 2016-12-31, 2016-12 or 2016 (its last day). "
        "Default: the newest.",
    )(function)
    return click.option(
        "--fit",
        "fit_at",
        type=click.Path(dir_okay=False, path_type=Path),
        help="A fit of your own, written by kizuna depth fit. Default: the one that ships with "
        "the record.",
    )(function)


def _sets_option(function: F) -> F:
    return click.option(
        "--sets",
        type=click.Path(dir_okay=False, path_type=Path),
        help="A file with sets of indicators of your own; see kizuna depth sets.",
    )(function)


@click.group(
    epilog="""\b
Examples:
  kizuna depth show JPN AUS
  kizuna depth rank JPN --as-of 2016
  kizuna depth compare JPN AUS IND PHL --out three.svg
  kizuna depth fit --set atop-alliances --data DIR --out alliances.fit"""
)
def depth() -> None:
    """How deep partnerships are, how sure we are, and where the number comes from.

    A dynamic item-response model puts what two sides have signed, hold and practise on one
    scale, with an interval. It knows nothing but the indicators of its set.
    """


@depth.command(
    epilog="""\b
Examples:
  kizuna depth fit --out record.fit
  kizuna depth fit --preview --out preview.fit
  kizuna depth fit --set atop-alliances --data DIR --out alliances.fit
  kizuna depth fit --set world --robust --data DIR --checkpoint world.part --out world.fit
  kizuna depth fit --set visits --sets mine.toml --out visits.fit"""
)
@click.option(
    "--set",
    "name",
    default="record",
    show_default=True,
    metavar="NAME",
    help="Set of indicators; kizuna depth sets lists them.",
)
@_sets_option
@click.option(
    "--preview",
    is_flag=True,
    help="A quick approximation instead of the posterior; every output says so.",
)
@click.option("--chains", type=click.IntRange(1, 64), default=4, show_default=True)
@click.option(
    "--draws",
    type=click.IntRange(10, 100_000),
    help="Draws of each chain after warm-up. Default: those of the set.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="The same seed gives the same result.",
)
@click.option("--robust", is_flag=True, help="Heavy-tailed yearly changes: a treaty can be a jump.")
@click.option(
    "--discount/--no-discount",
    default=None,
    help="Whether responses count by how often their item is renewed, for items that stand for "
    "years for reasons of their own. Default: as the set says.",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="KIZUNA_DATA",
    show_envvar=True,
    help="Folder of the public data, for the sets that need it.",
)
@click.option(
    "--checkpoint",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the state here, and go on from it after an interruption. Default: large fits keep "
    "theirs beside --out, with .part at the end, until they are done.",
)
@click.option("--as-known", metavar="WHEN", help="What the record knew then.")
@click.option(
    "--out",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write the fit to. Default: the set's name with .fit, in this folder.",
)
@record_options
def fit(
    name: str,
    sets: Path | None,
    preview: bool,
    chains: int,
    draws: int | None,
    seed: int,
    robust: bool,
    discount: bool | None,
    data: Path | None,
    checkpoint: Path | None,
    as_known: str | None,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """Estimate depth from a set of indicators, and write the fit to a file.

    Progress and warnings go to standard error; the summary of the fit to standard output. The
    same data, options and seed give the same result.
    """
    from kizuna.atlas.text_depth import print_fit
    from kizuna.codebook.depth_sets import depth_set
    from kizuna.measures.depth.fitting import MANY_ROWS
    from kizuna.measures.depth.fitting import fit as estimate
    from kizuna.measures.depth.sets import indicators, priors_of
    from kizuna.record.open import open_record

    chosen = depth_set(name, sets)
    out = out or Path(f"{chosen.code}.fit")
    if not out.parent.is_dir():
        raise InputError(f"{out.parent} is no folder: make it first, or name another --out")
    with open_record(record_at, codebook=codebook) as record:
        made = indicators(name, sets=sets, record=record, as_known=as_known, data=data)
    own = checkpoint is None and not preview and len(made.unit) >= MANY_ROWS
    checkpoint = out.with_name(f"{out.name}.part") if own else checkpoint
    try:
        found = estimate(
            made,
            chains=chains,
            draws=draws or chosen.draws,
            priors=priors_of(chosen),
            seed=seed,
            preview=preview,
            robust=robust,
            alike=chosen.alike,
            discount=chosen.discount if discount is None else discount,
            acceptance=chosen.acceptance,
            checkpoint=checkpoint,
            progress=sys.stderr.isatty(),
        )
    except KeyboardInterrupt:
        click.echo(_interrupted(checkpoint), err=True)
        raise
    found.save(out)
    if own and checkpoint is not None:
        checkpoint.unlink(missing_ok=True)
    print_fit(found.origin, found.notes, found.summary())
    click.echo(f"Wrote {out}", err=True)
    _warn(found.origin)


def _interrupted(kept: Path | None) -> str:
    if kept is None:
        return "Nothing is kept of an interrupted fit without --checkpoint FILE."
    if kept.exists():
        return f"The state is in {kept}; the same command goes on from there."
    return f"Too early: nothing was in {kept} yet; the same command starts again."


@depth.command(
    epilog="""\b
Examples:
  kizuna depth show JPN AUS
  kizuna depth show JPN IND --as-of 2016 --format json
  kizuna depth show JPN PHL --out japan-philippines.svg
  kizuna depth show --fit alliances.fit --format csv
  kizuna depth show 3180 --fit alliances.fit"""
)
@click.argument("one", required=False)
@click.argument("other", required=False)
@_fit_options
@_sets_option
@format_option(*FORMATS)
@out_option
@record_options
def show(
    one: str | None,
    other: str | None,
    as_of: str | None,
    fit_at: Path | None,
    sets: Path | None,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """Depth of the pair ONE and OTHER over the years, and what moved it.

    With one name, a unit of the fit, such as an alliance. With none, the whole fit: how sound it
    is, its items, and with --format csv all units and years in the columns unit, time, mean, sd,
    q05, q95. With --out ending in .svg, .png or .pdf, a figure.
    """
    from kizuna.measures.depth.outlook import dated
    from kizuna.measures.depth.partnerships import curve, unit_of

    with _reading(fit_at, record_at, codebook, sets) as (fitted, words):
        if one is None:
            if as_of is not None:
                raise InputError("--as-of needs a pair or a unit; a whole fit has all its years")
            _whole(fitted, form, out)
            return
        data = fitted.indicators
        unit = one if other is None else unit_of(data, one, other, words.book)
        result = curve(fitted, unit, words, as_of=as_of)
    _render(result, form, out, title=f"{result.title}: depth{dated(result.as_of)}")


@depth.command(
    epilog="""\b
Examples:
  kizuna depth rank JPN
  kizuna depth rank JPN --as-of 2016 --format csv
  kizuna depth rank USA --fit world.fit --format json"""
)
@click.argument("actor")
@_fit_options
@format_option(*FORMATS)
@out_option
@record_options
def rank(
    actor: str,
    as_of: str | None,
    fit_at: Path | None,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """An ACTOR's partnerships by depth, and how sure each step of that order is.

    Depth at an earlier date is judged with all years that the fit knows, also later ones; for what
    a date could know, fit a record --as-known then.
    """
    from kizuna.measures.depth.partnerships import ranking

    with _reading(fit_at, record_at, codebook) as (fitted, words):
        result = ranking(fitted, actor, words, as_of=as_of)
    when = f", {result.time}" if result.as_of else ""
    _render(result, form, out, title=f"{result.name}: partnerships by depth{when}")


@depth.command(
    epilog="""\b
Examples:
  kizuna depth compare JPN AUS IND PHL
  kizuna depth compare JPN AUS IND GBR PHL KOR CHN --out six.svg
  kizuna depth compare JPN KOR CHN --as-of 2016 --format json"""
)
@click.argument("actor")
@click.argument("partners", nargs=-1, required=True)
@_fit_options
@format_option(*FORMATS)
@out_option
@record_options
def compare(
    actor: str,
    partners: tuple[str, ...],
    as_of: str | None,
    fit_at: Path | None,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """An ACTOR's partnerships with several PARTNERS side by side, and who passed whom when."""
    from kizuna.measures.depth.partnerships import side_by_side

    with _reading(fit_at, record_at, codebook) as (fitted, words):
        result = side_by_side(fitted, actor, partners, words, as_of=as_of)
    names = ", ".join(result.names[partner] for partner in result.curves)
    _render(result, form, out, title=f"{result.names[result.actor]} with {names}: depth")


@depth.command(
    epilog="""\b
Examples:
  kizuna depth sets
  kizuna depth sets --sets mine.toml"""
)
@_sets_option
def sets(sets: Path | None) -> None:
    """The sets of indicators: what they measure, and whom to cite."""
    from kizuna.atlas.text_depth import print_sets
    from kizuna.codebook.depth_sets import depth_sets

    print_sets(depth_sets(sets))


@contextmanager
def _reading(
    fit_at: Path | None, record_at: str | None, codebook: Path | None, sets: Path | None = None
) -> Iterator[tuple[DepthFit, Words]]:
    """The fit to be read, and the words for its codes."""
    from kizuna.measures.depth.opening import open_fit
    from kizuna.record.open import open_record

    with open_record(record_at, codebook=codebook) as record:
        yield open_fit(fit_at, record, sets=sets)


def _whole(fitted: DepthFit, form: str, out: Path | None) -> None:
    """A whole fit: its summary in the terminal, all of its depths as data."""
    from kizuna.atlas.export import deliver, to_json, write
    from kizuna.atlas.text_depth import print_fit

    origin, notes = fitted.origin, fitted.notes
    if form == "table":
        if out is not None:
            raise InputError("--out needs a --format other than table, or a pair to draw")
        print_fit(origin, notes, fitted.summary())
        return
    if form == "json":
        rows = fitted.to_frame().to_dicts()
        parameters = fitted.summary().to_dicts()
        whole = {**origin.to_dict(), "notes": notes, "parameters": parameters, "depth": rows}
        deliver(to_json(whole), out)
    else:
        told = (*origin.warnings, *notes, origin.line)
        write(fitted.to_frame(), form, title=f"Depth: set {origin.set}", notes=told, out=out)
    _warn(origin)


def _warn(origin: Origin) -> None:
    for warning in origin.warnings:
        click.echo(f"Warning: {warning}", err=True)


def _render(
    result: Curve | Ranking | SideBySide, form: str, out: Path | None, *, title: str
) -> None:
    """A result as a figure, in the terminal or as a file; its warnings always go along."""
    from kizuna.atlas import figures_depth, text_depth
    from kizuna.atlas.export import deliver, to_json, write

    if out is not None and out.suffix.lower() in FIGURES:
        from kizuna.atlas.figures_threats import save_chart

        if form != "table":
            raise InputError(f"{out.name} is a figure: leave --format out, or name another file")
        save_chart(figures_depth.chart_of(result), out)
        click.echo(f"Wrote {out}", err=True)
    elif form == "table":
        if out is not None:
            raise InputError(f"--out needs a --format other than table, or {', '.join(FIGURES)}")
        text_depth.print_answer(result)
        return
    elif form == "json":
        deliver(to_json(result.to_dict()), out)
    else:
        notes = (*result.fit.warnings, *result.notes, result.fit.line)
        write(result.to_polars(), form, title=title, notes=notes, out=out)
    _warn(result.fit)
