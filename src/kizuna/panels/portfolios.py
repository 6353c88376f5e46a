"""Positions that states take: votes in the General Assembly, alliances, a record's instruments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import polars as pl

from kizuna.codebook import load
from kizuna.errors import DataError, InputError
from kizuna.panels import files, tables
from kizuna.panels.catalogue import dataset
from kizuna.panels.similarity import similarity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kizuna.codebook import Actor, Codebook
    from kizuna.record import View

BALLOTS = ("no", "abstain", "yes")
MEMBERSHIPS = (0, 3, 2, 1)
"""None, observer, associate and full member, as the file codes them, in their order."""

PLEDGES = {
    "atop_consul": 1,
    "atop_nonagg": 2,
    "atop_neutral": 2,
    "atop_offense": 3,
    "atop_defense": 3,
}


def votes(
    *, data: Path | str | None = None, codebook: Codebook | None = None, directed: bool = False
) -> pl.DataFrame:
    """Similarity of votes in the United Nations General Assembly, 1946 to 2019.

    Positions are no, abstain and yes in this order; absence is no position.

    Returns:
        As :func:`~kizuna.panels.similarity.similarity`, by the codebook's actors.

    Raises:
        DataError: if a file is missing, or names a voter the codebook does not know.
    """
    source = dataset("un-votes")
    _, path = files.locate(source, data)
    calls = path.with_name("un_roll_calls.parquet")
    if not calls.is_file():
        raise DataError(f"{path.name} is there, but not {calls.name}, which dates the votes")
    dates = pl.read_parquet(calls, columns=["rcid", "date"])
    rows = pl.read_parquet(path).join(dates, on="rcid")
    voters = rows.select("country", "country_code").unique()
    book = codebook or load()
    known = {row: _voter(book, *row, path=path) for row in voters.iter_rows()}
    names = pl.DataFrame(
        [(*row, actor.code) for row, actor in known.items()],
        schema=["country", "country_code", "code"],
        orient="row",
    )
    cast = rows.join(names, on=["country", "country_code"], nulls_equal=True).select(
        "code", pl.col("date").dt.year().alias("year"), item="rcid", value="vote"
    )
    return similarity(cast, levels=BALLOTS, directed=directed)


def _voter(book: Codebook, name: str, iso2: str | None, *, path: Path) -> Actor:
    """The actor that a voter is: by its code, or by its name where the code does not settle it.

    Codes are given out again: CS was Czechoslovakia's, then Serbia and Montenegro's (ISO 3166-3).
    """
    held = {item.actor for item in book.codes if (item.system, item.code) == ("iso2", iso2)}
    if len(held) == 1:
        return book.actors[held.pop()]
    try:
        return book.actor(name)
    except InputError as error:
        raise DataError(f"{path.name}: {name} ({iso2}) is no actor of the codebook") from error


def alliances(
    *,
    data: Path | str | None = None,
    weights: pl.DataFrame | None = None,
    directed: bool = False,
    first: int = 1816,
    last: int = 2016,
) -> pl.DataFrame:
    """Similarity of alliance portfolios (ATOP), each state towards every state of the system.

    Positions: 0 no commitment, 1 consultation, 2 neutrality or non-aggression, 3 defence or
    offence; the strongest counts, and a state is committed to its own defence.

    Args:
        data: folder of the public data.
        weights: of the states towards which the commitments are: ``year``, ``item`` (the code)
            and ``weight``, such as their capabilities.
        directed: both orders of each pair.
        first: first year.
        last: last year.
    """
    from kizuna.panels.grids import dyad_years, state_years

    pairs = dyad_years("cow", first=first, last=last, data=data).join("atop").to_polars()
    strongest = pl.max_horizontal(pl.col(name) * rank for name, rank in PLEDGES.items())
    towards = pairs.select(code="ccode1", year="year", item="ccode2", value=strongest)
    alone = state_years("cow", first=first, last=last, data=data).to_polars()
    own = alone.select(code="ccode", year="year", item="ccode", value=pl.lit(3, dtype=pl.Int8))
    table = pl.concat([towards.cast(own.schema), own]).drop_nulls("value")
    return similarity(table, levels=range(4), weights=weights, directed=directed)


def memberships(*, data: Path | str | None = None, directed: bool = False) -> pl.DataFrame:
    """Similarity of memberships of intergovernmental organisations.

    Positions: none, observer, associate and full member in this order. Items are the organisations
    that exist in the year and of which the status is known.

    Args:
        data: folder of the public data, with the project's own file of country-years.
        directed: both orders of each pair.

    Returns:
        As :func:`~kizuna.panels.similarity.similarity`, by codes of the Correlates of War.

    Raises:
        DataError: if the file is missing or malformed.
    """
    source = dataset("igo-states")
    layout = next(layout for layout in source.layout if layout.across)
    only = msgspec.structs.replace(source, layout=(layout,))
    _, path = files.locate(only, data)
    rows = tables.cells(layout, path, [*layout.code, layout.year])
    table = rows.select(
        pl.col(layout.code[0]).cast(pl.Int16).alias("code"),
        pl.col(layout.year).cast(pl.Int16).alias("year"),
        "item",
        "value",
    )
    return similarity(table, levels=MEMBERSHIPS, directed=directed)


def instruments(view: View, kinds: Sequence[str], *, directed: bool = False) -> pl.DataFrame:
    """Similarity of whom actors are tied to by instruments or dialogues of these kinds.

    An item is a kind with a partner; the position is whether it is in force in the year. Items are
    the partners that anybody has, so that two actors without any tie are not called similar.

    Args:
        view: the record as known.
        kinds: codes of kinds.
        directed: both orders of each pair.
    """
    from kizuna.panels.recorded import Facts

    facts = Facts(view)
    ties = pl.concat(
        facts.share(kind, "year").select(
            code="one", year="clock", item=pl.lit(f"{kind}:") + pl.col("two"), value=pl.lit(1)
        )
        for kind in kinds
    )
    grid = (
        ties.select("year", "code").unique().join(ties.select("year", "item").unique(), on="year")
    )
    table = grid.join(ties, on=["year", "code", "item"], how="left").with_columns(
        pl.col("value").fill_null(0)
    )
    return similarity(table, levels=(0, 1), directed=directed)
