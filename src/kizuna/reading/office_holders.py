"""Leaders and ministers by name, each with the actor for which they speak.

A codebook's ``office_holders.csv`` lists them; a study's own file adds to the shipped one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from kizuna.errors import CodebookError

FILE = "office_holders.csv"
FIELDS = ("actor", "level", "titles", "name", "called", "alone", "source")


class OfficeHolder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who holds or held an office.

    Attributes:
        actor: code of the actor.
        level: of the office; leaders who meet make a summit.
        titles: behind which the short name is enough, parted by semicolons.
        name: in full, without marks on letters.
        called: the short name, with which people of this country are called behind a title.
        alone: whether the short name without a title is clear enough.
        source: where the holders of the office are listed.
    """

    actor: str
    level: Literal["leader", "foreign", "defence"]
    titles: str
    name: str
    called: str
    alone: Literal["yes", "no"]
    source: str

    def forms(self) -> Iterator[str]:
        """All names by which texts call the holder."""
        yield self.name
        given = self.name.removesuffix(f" {self.called}")
        if given != self.name:
            yield from (f"{self.called} {given}", f"{self.called.upper()} {given}")
        yield from (f"{title} {self.called}" for title in self.titles.split(";"))
        if self.alone == "yes":
            yield self.called


def read_office_holders(file: Path) -> tuple[OfficeHolder, ...]:
    """The office holders of a file; none if there is no file.

    Raises:
        CodebookError: the file breaks its schema; names the file and the line.
    """
    if not file.is_file():
        return ()
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            if tuple(reader.fieldnames or ()) != FIELDS:
                raise CodebookError(f"{file}: the columns must be {', '.join(FIELDS)}")
            return tuple(_holder(file, reader.line_num, row) for row in reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise CodebookError(f"{file}: not readable as CSV in UTF-8: {error}") from error


def _holder(file: Path, line: int, row: dict[str, str]) -> OfficeHolder:
    try:
        found = msgspec.convert(row, OfficeHolder)
    except msgspec.ValidationError as error:
        raise CodebookError(f"{file}, line {line}: {error}") from error
    for name in ("actor", "name", "called", "source"):
        if not getattr(found, name).strip():
            raise CodebookError(f"{file}, line {line}: {name} is empty")
    return found
