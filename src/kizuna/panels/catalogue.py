"""Public data sets: what each one is, who made it, which files it comes in and what it may be used for.

A data set is declared in one TOML file beside this module (``datasets/``), never in code: its
shape, its columns, the layouts of the files it is distributed in, its terms and its citation. The
package ships no third-party data.
"""

from __future__ import annotations

import difflib
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from kizuna.errors import DataError, InputError
from kizuna.panels.units import SystemName

Shape = Literal["state-spell", "state-year", "dyad-spell", "dyad-year", "crosswalk", "votes"]
Type = Literal["int8", "int16", "int32", "float64", "text"]
Fold = Literal["max", "sum", "same"]
Gather = Literal["", "count", "distinct", "sum", "max"]


class Column(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A variable of a data set.

    Attributes:
        name: its name in a panel; on pairs of states, a variable of states gets 1 or 2 appended.
        label: what it measures, with its unit.
        type: as which it is stored.
        absent: the value of a row that the data set covers but does not list, such as 0 for a
            list of disputes; without it such a row is missing.
        present: the value of every row that the data set lists; such a column is not in the file.
        blank: the value of an empty cell in a row that is listed, where that is not missing.
        missing: codes in the file that mean missing.
        derived: computed from the others when asked for by name; not in the file.
        fold: how both directions become one where the panel is undirected and the data set is
            not: the larger value, the two together, or the one from the first state's side.
        gather: how the rows of a file that lists single treaties or deliveries become one per
            key: their number, the number of different values, the total, or the largest value.
    """

    name: str
    label: str
    type: Type = "float64"
    absent: int | None = None
    present: int | None = None
    blank: int | None = None
    derived: bool = False
    missing: tuple[float, ...] = ()
    fold: Fold = "same"
    gather: Gather = ""


class Recode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a file calls a state by another number in some years, first to last."""

    code: int
    to: int
    first: int = 0
    last: int = 9999


class Layout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file in which a data set comes, and where in it the things are.

    Attributes:
        title: whose layout it is.
        file: name of the file, or a pattern such as ``V-Dem-CY-*.csv``.
        system: the code system of its state codes.
        code: names of its one or two columns of state codes.
        year: its column of years.
        start, end: its columns of first and last days: one ISO date (or a date as `dates`
            describes), three numbers year, month, day, or one year.
        dates: format of dates that are not ISO, in strftime codes.
        precision: what the dates are exact to; a spell covers the whole of its last period.
        vague: months and days of 0 or below are unknown, so that a spell covers them all, and an
            end in the year 0 means that it goes on.
        separator, encoding: of a text file.
        header: the column names of a text file that has no header.
        preamble: name of the first column of a text file that has lines above its header.
        unkeyed: ``skip`` where rows without a code, or a date, are units that are no states of the
            system; what is left out is reported.
        duplicates: ``first`` where the authors list some pairs in both orders; ``best`` where
            there are several rows for one key: the one that comes first in the order of `prefer`.
        prefer: columns whose larger values make a row the better one.
        names: the state codes are names, to be found among those of the codebook's actors; rows
            of others are left out and reported.
        called: codes of the actors that the file calls by names the codebook does not have.
        recode: numbers of states that differ from those of the system.
        within: column of the group (a treaty) that two states must both be in to form a pair.
        across: first of the columns, all to the last, of which cells are counted; `values` then
            says which contents count, such as ``1 2 3``.
        session: years are counted from this one.
        extent: ``file`` where the years covered are those of the file.
        values: names in the file of columns that are called differently in a panel; an empty name
            says that the file lacks the column, which is then missing; ``a == b`` says whether two
            columns are the same, or one is a number.
        source: where the layout is documented.
        version, first, last, directed: of this file, where they differ from the data set's.
    """

    title: str
    file: str
    system: SystemName
    code: tuple[str, ...] = ()
    year: str = ""
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    dates: str = ""
    precision: Literal["day", "month", "year"] = "day"
    vague: bool = False
    separator: str = ","
    encoding: Literal["utf8", "latin1"] = "utf8"
    header: tuple[str, ...] = ()
    preamble: str = ""
    unkeyed: Literal["refuse", "skip"] = "refuse"
    duplicates: Literal["refuse", "first", "best"] = "refuse"
    prefer: tuple[str, ...] = ()
    names: bool = False
    called: dict[str, str] = {}
    recode: tuple[Recode, ...] = ()
    within: str = ""
    across: str = ""
    session: int = 0
    extent: Literal["", "file"] = ""
    values: dict[str, str] = {}
    source: str = ""
    version: str = ""
    first: int | None = None
    last: int | None = None
    directed: bool | None = None


class Download(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file at its publisher's: address, the name to keep it under, and its checksum if known.

    Attributes:
        member: the file to take out of a zip archive; ``inner.zip!file`` of one within another.
    """

    url: str
    file: str
    sha256: str = ""
    member: str = ""


class Dataset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A public data set.

    Attributes:
        shape: what one row of its files is.
        first, last: years it covers; outside of them every value is missing.
        directed: whether A-B and B-A are different rows.
        terms: what its authors allow and ask.
        bibtex: what to cite, one entry or more.
        download: where it can be fetched from without a log-in; otherwise `advice` says how.
    """

    name: str
    title: str
    version: str
    publisher: str
    page: str
    terms: str
    shape: Shape
    first: int
    last: int
    bibtex: str
    layout: tuple[Layout, ...]
    column: tuple[Column, ...] = ()
    aliases: tuple[str, ...] = ()
    directed: bool = True
    download: tuple[Download, ...] = ()
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    def columns(self, wanted: tuple[str, ...] = ()) -> tuple[Column, ...]:
        """Its columns, or the `wanted` ones in the order of the declaration."""
        unknown = set(wanted) - {column.name for column in self.column}
        if unknown:
            raise InputError(
                f"{self.name} has no column {', '.join(sorted(unknown))}; it has "
                + ", ".join(column.name for column in self.column)
            )
        if wanted:
            return tuple(column for column in self.column if column.name in wanted)
        return tuple(column for column in self.column if not column.derived)


@cache
def datasets() -> dict[str, Dataset]:
    """All declared data sets by name, in alphabetical order.

    Raises:
        DataError: if a declaration breaks the schema; names the file and the field.
    """
    found: dict[str, Dataset] = {}
    folder = resources.files(__package__).joinpath("datasets")
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            try:
                found_one = msgspec.toml.decode(file.read_bytes(), type=Dataset)
            except msgspec.DecodeError as error:
                raise DataError(f"declaration of a data set {file.name}: {error}") from error
            found[found_one.name] = found_one
    return found


@cache
def _names() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every name that can be asked for: data sets, aliases, and columns that only one has."""
    columns: dict[str, list[str]] = {}
    names: dict[str, tuple[str, tuple[str, ...]]] = {}
    for dataset in datasets().values():
        for column in dataset.column:
            columns.setdefault(column.name, []).append(dataset.name)
    for column_name, owners in columns.items():
        if len(owners) == 1:
            names[column_name] = (owners[0], (column_name,))
    for dataset in datasets().values():
        names |= dict.fromkeys((dataset.name, *dataset.aliases), (dataset.name, ()))
    return names


def known(name: str) -> bool:
    """Whether `name` is a data set, an alias of one, or a column."""
    if name.replace("_", "-") in _names() or name in _names():
        return True
    columns = {column.name for item in datasets().values() for column in item.column}
    return name in columns or name.partition(".")[0] in datasets()


def dataset(name: str) -> Dataset:
    """The data set called `name`; aliases count, and underscores may stand for hyphens.

    Raises:
        InputError: if there is none; suggests the nearest name.
    """
    return resolve(name)[0]


def resolve(name: str) -> tuple[Dataset, tuple[str, ...]]:
    """The data set and the columns that `name` asks for: a data set, an alias, or one column.

    A column that several data sets have is written with its data set: ``vdem.v2x_polyarchy``.

    Raises:
        InputError: if nothing is called so; suggests the nearest name.
    """
    names = _names()
    for candidate in (name, name.replace("_", "-")):
        if candidate in names:
            owner, columns = names[candidate]
            return datasets()[owner], columns
    owner, dot, column = name.partition(".")
    if dot and owner in datasets():
        datasets()[owner].columns((column,))
        return datasets()[owner], (column,)
    if owners := [x.name for x in datasets().values() if name in {c.name for c in x.column}]:
        raise InputError(
            f"{name} is a column of {' and '.join(owners)}: write {owners[0]}.{name} or another"
        )
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"; did you mean {near[0]}?" if near else "; see: kizuna data list"
    raise InputError(f"no public data set or column is called {name!r}{hint}")
