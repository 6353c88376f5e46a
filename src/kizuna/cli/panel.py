"""``kizuna panel``: state-years and dyad-years with data joined on."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from kizuna.cli.options import record_options
from kizuna.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kizuna.panels import Panel
    from kizuna.panels.engines import EngineName
    from kizuna.panels.units import Members, SystemName

UNITS = tuple(f"{who}-{when}s" for who in ("dyad", "state") for when in ("year", "month", "day"))
SUFFIXES = (".parquet", ".csv", ".arrow", ".json")


@click.command(
    epilog="""\b
Examples:
  kizuna panel --dyads 'JPN:*' --from 1990 --with acsa,two_plus_two,rung,convergence
  kizuna panel dyad-years --from 1816 --to 2016 --with contiguity,cinc --out p.parquet"""
)
@click.argument("unit", type=click.Choice(UNITS), default="dyad-years", required=False)
@click.option(
    "--system",
    type=click.Choice(("cow", "gw", "actor")),
    help="Whose codes: Correlates of War, Gleditsch-Ward, or the codebook's actors. Default: cow, "
    "or actor where --dyads, --states or --with speak of the record.",
)
@click.option(
    "--directed/--undirected", default=True, show_default=True, help="A-B and B-A are two rows."
)
@click.option("--from", "first", metavar="DATE", help="First year, month 1990-07 or day.")
@click.option(
    "--to",
    "last",
    metavar="DATE",
    help="Last one. Past the end of the list of states, today's states are carried on and marked.",
)
@click.option(
    "--with",
    "names",
    multiple=True,
    metavar="NAME,NAME",
    help="Join these: public data (kizuna data list), kinds of the codebook, rung, salience, "
    "convergence, depth.",
)
@click.option("--dyads", multiple=True, metavar="A:B,...", help="Only these pairs; * is any.")
@click.option("--states", multiple=True, metavar="A,...", help="Only these states.")
@click.option(
    "--codes",
    multiple=True,
    type=click.Choice(("cow", "gw", "actor")),
    help="Also the codes of another system; states without one are reported.",
)
@click.option("--relevant", is_flag=True, help="Only politically relevant pairs.")
@click.option("--peace-years", "peace", metavar="COLUMN", help="Time since COLUMN was last 1.")
@click.option(
    "--depth",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A saved fit of depth, for --with depth. Default: the one that ships with the record.",
)
@click.option(
    "--members",
    type=click.Choice(("any_day", "first_day", "last_day", "mid")),
    default="any_day",
    show_default=True,
    help="Which days of a period count for being a state.",
)
@click.option(
    "--microstates/--no-microstates",
    default=True,
    show_default=True,
    help="Gleditsch and Ward's microstates.",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="KIZUNA_DATA",
    show_envvar=True,
    help="Folder of the public data.",
)
@click.option(
    "--engine", type=click.Choice(("duckdb", "spark")), default="duckdb", show_default=True
)
@click.option(
    "--out",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"File to write: {', '.join(SUFFIXES)}. Without it, CSV to standard output.",
)
@record_options
def panel(
    unit: str,
    system: str | None,
    directed: bool,
    first: str | None,
    last: str | None,
    names: tuple[str, ...],
    dyads: tuple[str, ...],
    states: tuple[str, ...],
    codes: tuple[str, ...],
    relevant: bool,
    peace: str | None,
    depth: Path | None,
    members: str,
    microstates: bool,
    data: Path | None,
    engine: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """Every state or pair of states in every period, with data joined on.

    UNIT is dyad-years unless said otherwise. Codes come first (ccode1, ccode2; gwcode1, gwcode2;
    actor1, actor2), then year, then what is joined.
    """
    from kizuna.measures.panel import panel as make
    from kizuna.record import open_record

    if out is not None and out.suffix not in SUFFIXES:
        raise InputError(f"{out.name}: unknown kind of file; end its name in {', '.join(SUFFIXES)}")
    # The record is opened only where the request speaks of it.
    place = open_record(record_at, codebook=codebook) if codebook else nullcontext(record_at)
    with place as record:
        made = make(
            unit,
            join=_split(names),
            only=_split(dyads + states),
            system=cast("SystemName | None", system),
            directed=directed,
            first=first,
            last=last,
            relevant=relevant,
            members=cast("Members", members),
            microstates=microstates,
            depth=depth,
            data=data,
            record=record,
        )
    if peace:
        made = made.spells(peace)
    for other in codes:
        if not set(made.unit.codes_in(cast("SystemName", other))) <= set(made.columns):
            made = made.codes(cast("SystemName", other))
    for note in (*made.notes, *_unmatched(made)):
        click.echo(note, err=True)
    _write(made, out, engine)


def _split(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _unmatched(made: Panel) -> Iterator[str]:
    """Which states have no code in a system that the panel was translated to, and when."""
    from kizuna.panels import unmatched

    for other in ("cow", "gw", "actor"):
        there = set(made.unit.codes_in(other)) <= set(made.columns)
        if other != made.unit.system and there:
            states = [f"{item.code} ({item.first}-{item.last})" for item in unmatched(made, other)]
            if states:
                yield f"no {other} code, so missing where joined by it: {', '.join(states)}"


def _write(made: Panel, out: Path | None, engine: str) -> None:
    if out is not None and out.suffix == ".parquet":
        made.to_parquet(out, cast("EngineName", engine))
        return
    frame = made.to_polars(cast("EngineName", engine))
    if out is None:
        click.echo(frame.write_csv(), nl=False)
    elif out.suffix == ".csv":
        frame.write_csv(out)
    elif out.suffix == ".arrow":
        frame.write_ipc(out)
    else:
        frame.write_json(out)
