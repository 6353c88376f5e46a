"""The verb ``init``: a study of one's own, with an empty record or a copy of the shipped one."""

from __future__ import annotations

import re
from pathlib import Path

from kizuna.codebook import Codebook, load
from kizuna.errors import InputError
from kizuna.record import open as opening
from kizuna.record.interchange.placing import placed_folder
from kizuna.record.interchange.restore import restore
from kizuna.record.interchange.unload import as_files
from kizuna.record.migrate import create
from kizuna.record.rows import TABLES

_README = """# {title}

A study made with Kizuna: a record of what states signed, held, did and said.

- `record.sqlite` is the record. Every change of it is kept with who made it, when and why.
{codebook}
Next, in this folder:

    kizuna import FILE --record . --who "Your Name" --why "first coding"
    kizuna check --record .
    kizuna codebook actors
    kizuna table ACTOR --record .
    kizuna export exported --record .

`FILE` is a spreadsheet (.xlsx), a CSV or Parquet file, a JSON file, or a folder of such tables:
{tables}. `kizuna export empty.xlsx --record .`
writes a workbook with a sheet for each of them to fill in.
"""
_OWN_CODEBOOK = """- `codebook/` says what the words of this study mean. It builds on the codebook that ships with
  Kizuna: a file in it adds entries, or replaces those of the same code.
"""
_CODEBOOK = {
    "codebook.toml": """# The codebook of this study. With extends = "kizuna" it has only what it adds or changes.
name = "{name}"
title = "{title}"
version = "1"
licence = "CC-BY-4.0"
extends = "kizuna"
""",
    "actors.csv": "code,name,kind,type,native_name,japanese_name,demonyms,capital,aliases,from,to,note\n",
    "instruments.toml": """# Kinds of instrument that this study adds, for instance:
#
# [[kind]]
# code = "fisheries_arrangement"
# label = "Fisheries arrangement"
# short = "Fish"
# domain = "non_traditional"
# binding = "memorandum"
# rung = 2
# definition = "An arrangement on access to fishing grounds or their joint policing."
# boundary = "Trade in fish counts as economic."
# examples = []
""",
    "topics.toml": """# Threats and policies that stances of this study are about, for instance:
#
# [[threat]]
# code = "piracy_west_africa"
# label = "Piracy in the Gulf of Guinea"
# definition = "Armed robbery and hostage taking at sea off West Africa."
""",
}


def start_study(
    target: str | Path, *, title: str = "", copy: bool = False, codebook: bool = False
) -> None:
    """Start a study: a folder with a record, or the tables of a record in a database.

    Args:
        target: a folder that does not exist or is empty, or a ``postgresql://`` address.
        title: what the study is about; by default the name of the folder.
        copy: begin with the record that ships with Kizuna, its history included.
        codebook: put a codebook of its own beside the record, which builds on the shipped one.

    Raises:
        InputError: there is something at that place already.
        StorageError: the place cannot be written; nothing was changed.
    """
    if "://" in str(target):
        if codebook:
            raise InputError("a database has no folder for a codebook; give --codebook to commands")
        create(str(target), load(), title=title or "study")
        _fill(str(target), load(), copy=copy)
        return
    place = Path(target).expanduser()
    title = title or place.resolve().name
    with placed_folder(place, overwrite=False) as folder:
        if codebook:
            _write_codebook(folder / "codebook", title)
        book = load(folder / "codebook") if codebook else load()
        create(folder / opening.DATABASE, book, title=title)
        _fill(folder / opening.DATABASE, book, copy=copy)
        tables = ", ".join(row.file for row in TABLES.values())
        own = _OWN_CODEBOOK if codebook else ""
        text = _README.format(title=title, codebook=own, tables=tables)
        (folder / "README.md").write_text(text, encoding="utf-8")


def _fill(target: str | Path, book: Codebook, *, copy: bool) -> None:
    if not copy:
        return
    with (
        opening.open_record(opening.EVIDENCE) as shipped,
        opening.open_record(target, codebook=None) as record,
    ):
        record.codebook = book
        revisions = shipped.revisions()
        if revisions:
            restore(record, as_files(shipped.view()), revisions)


def _write_codebook(folder: Path, title: str) -> None:
    folder.mkdir()
    name = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-") or "study"
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    for file, text in _CODEBOOK.items():
        filled = text.replace("{name}", name).replace("{title}", quoted)
        (folder / file).write_text(filled, encoding="utf-8")
