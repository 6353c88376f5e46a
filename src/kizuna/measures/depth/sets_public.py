"""Indicators from public data: institutions of alliances, and every pair of states in the world.

Grids and joins are those of :mod:`kizuna.panels`. ATOP's table of alliances, which says what an
alliance set up but not between whom in which year, is spread over the years in which two of its
members have an obligation to each other.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from kizuna.codebook import Codebook
from kizuna.codebook.depth_sets import DepthSet
from kizuna.errors import DataError

ALLIANCES = ("atop-alliance-level.csv", "atop5_1a.csv", "atop*_*a.csv")
"""Names under which ATOP's table of alliances is looked for, in this order."""

INSTITUTIONS = (
    "milcon",
    "intcom",
    "subord",
    "organ1",
    "organ2",
    "milaid",
    "base",
    "contrib",
    "compag",
)
FIGHT = ("atop_defense", "atop_offense")
PACT = ("atop_neutral", "atop_nonagg", "atop_consul")
_FEWEST_VOTES = 10  # roll calls in common below which agreement is noise


def alliances(data: Path | str | None = None) -> pl.DataFrame:
    """ATOP's table of alliances.

    Args:
        data: folder of the public data.

    Returns:
        One row per alliance: ``atopid``, ``begyr``, ``endyr`` (``null`` while in effect), the
        variables of :data:`INSTITUTIONS` (``null`` where not known) and ``members``, COW codes.

    Raises:
        DataError: the file is missing, lacks a column or holds something else than numbers.
    """
    from kizuna.panels import files

    folder = files.folder(data)
    found = [path for name in ALLIANCES for path in sorted(folder.glob(name))]
    if not found:
        raise DataError(
            f"no table of alliances in {folder}: expected {ALLIANCES[0]} or {ALLIANCES[1]}, from "
            "http://www.atopdata.org/data.html; another folder is named with --data or KIZUNA_DATA"
        )
    path = found[0]
    try:
        raw = pl.read_csv(path, infer_schema=False, null_values=["", "NA", "."])
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DataError(f"{path.name}: cannot be read as a CSV file: {error}") from error
    wanted = ["atopid", "begyr", "endyr", *INSTITUTIONS, "mem1", "mem2"]
    if lacking := [name for name in wanted if name not in raw.columns]:
        raise DataError(
            f"{path.name}: no column {', '.join(lacking)}; expected ATOP's table of alliances, "
            "one row each"
        )
    members = [name for name in raw.columns if name.startswith("mem") and name[3:].isdigit()]
    table = raw.select(_whole(raw, name, path) for name in (*wanted[:-2], *members))
    return table.select(
        "atopid",
        "begyr",
        pl.when(pl.col("endyr") > 0).then("endyr").alias("endyr"),
        # Codes below zero are not known, or do not apply.
        *(pl.when(pl.col(name) >= 0).then(name).alias(name) for name in INSTITUTIONS),
        members=pl.concat_list(members).list.drop_nulls().list.unique().list.sort(),
    )


def _whole(raw: pl.DataFrame, name: str, path: Path) -> pl.Series:
    column = raw[name].str.strip_chars()
    values = column.cast(pl.Float64, strict=False)
    wrong = (values.is_null() & column.is_not_null()) | (values != values.round()).fill_null(False)
    if wrong.any():
        row = int(wrong.arg_max() or 0)
        raise DataError(
            f"{path.name}, row {row + 2}, column {name}: found {raw[name][row]!r}, expected a "
            "whole number"
        )
    return values.cast(pl.Int32)


def observe_alliances(chosen: DepthSet, data: Path | str | None) -> pl.DataFrame:
    """Institutions of every alliance that began in the years of a set.

    Returns:
        ``unit`` (ATOP's number), ``time`` (the year in which it began) and the variables.
    """
    table = alliances(data).filter(pl.col("begyr").is_between(chosen.first, chosen.last))
    return table.select(
        pl.col("atopid").cast(pl.String).alias("unit"),
        pl.col("begyr").cast(pl.Int16).alias("time"),
        *INSTITUTIONS,
    )


def observe_world(
    chosen: DepthSet, data: Path | str | None, codebook: Codebook | None = None
) -> pl.DataFrame:
    """Every undirected pair of states in the years of a set, with all its variables.

    Args:
        chosen: a set whose source is the world.
        data: folder of the public data.
        codebook: whose actors the states are; the shipped one by default.

    Returns:
        ``one, two`` (codes of actors, in alphabetical order), ``time`` and the variables;
        ``null`` outside of the years that a data set covers; institutions also for pairs without
        an alliance, which can have none. A state that has two codes in a
        year, since it was united within it, counts once, with the larger value.

    Raises:
        DataError: a file is missing or malformed.
    """
    from kizuna.panels import dyad_years

    made = dyad_years(
        "cow",
        directed=False,
        first=chosen.first,
        last=chosen.last,
        data=data,
        codebook=codebook,
    )
    grid = made.join("atop", "igo").codes("actor").to_polars()
    grid = grid.with_columns(
        obligation=pl.when(pl.max_horizontal(FIGHT) == 1).then(2).otherwise(pl.max_horizontal(PACT))
    )
    pledged = grid.filter(pl.col("obligation") > 0)
    table = alliances(data)
    shared = _institutions(pledged.select("ccode1", "ccode2", "year"), table)
    joined = grid.join(shared, on=["ccode1", "ccode2", "year"], how="left").with_columns(
        one=pl.min_horizontal("actor1", "actor2"), two=pl.max_horizontal("actor1", "actor2")
    )
    keys = ["one", "two", "year"]
    wanted = ("obligation", "dyadigos", *INSTITUTIONS, "un_agreement", "icews_cooperation")
    return (
        joined.join(_agreement(data, codebook), on=keys, how="left")
        .join(_events(data), on=keys, how="left")
        .filter(pl.col("one") != pl.col("two"))
        .group_by(keys)
        .agg(pl.col(*wanted).max())
        .rename({"year": "time"})
        .sort("one", "two", "time")
    )


def _institutions(pledged: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """The most that any alliance in force set up between a pair, in years with an obligation.

    Args:
        pledged: ``ccode1, ccode2, year`` with any obligation.
        table: as of :func:`alliances`.

    Returns:
        A row for each of `pledged` with the institutions; ``null`` where no alliance of the table
        is known to be behind the obligation.
    """
    spells = table.with_columns(pl.col("endyr").fill_null(_last_year(table)))
    one = spells.explode("members").rename({"members": "ccode1"})
    two = spells.select("atopid", ccode2="members").explode("ccode2")
    pairs = one.join(two, on="atopid").filter(pl.col("ccode1") < pl.col("ccode2"))
    first = pledged["year"].min()
    years = (
        pairs.with_columns(
            year=pl.int_ranges(pl.max_horizontal("begyr", pl.lit(first)), pl.col("endyr") + 1)
        )
        .explode("year")
        .drop_nulls("year")
        .with_columns(pl.col("ccode1", "ccode2", "year").cast(pl.Int16))
    )
    keys = ["ccode1", "ccode2", "year"]
    best = years.group_by(keys).agg(pl.col(*INSTITUTIONS).max())
    return pledged.join(best, on=keys, how="left")


def _last_year(table: pl.DataFrame) -> int:
    """The last year that the table of alliances tells of."""
    return int(table.select(pl.max_horizontal(pl.col("begyr", "endyr").max())).item())


def _agreement(data: Path | str | None, codebook: Codebook | None) -> pl.DataFrame:
    """Share of roll calls of a year on which two states took the same position."""
    from kizuna.panels.portfolios import votes

    found = votes(data=data, codebook=codebook).filter(pl.col("items") >= _FEWEST_VOTES)
    return found.select(one="code1", two="code2", year="year", un_agreement="agreement")


def _events(data: Path | str | None) -> pl.DataFrame:
    """Events of verbal and material cooperation of a year, both directions together."""
    from kizuna.panels import files
    from kizuna.panels.catalogue import dataset

    source = dataset("icews-dyads")
    rows = pl.DataFrame(files.read(source, *files.locate(source, data)))
    both = rows.with_columns(
        one=pl.min_horizontal("code1", "code2"), two=pl.max_horizontal("code1", "code2")
    )
    total = (pl.col("verbCoop") + pl.col("matlCoop")).sum()
    return both.group_by("one", "two", "year").agg(total.alias("icews_cooperation"))
