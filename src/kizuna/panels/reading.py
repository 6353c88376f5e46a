"""Readers of event files: Arrow's parallel parser for DuckDB, Spark's own for Spark."""

from __future__ import annotations

import csv
import gzip
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import ibis

from kizuna.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

    from kizuna.panels.events import Stream

BLOCK = 1 << 19
"""Bytes of text that one thread parses at a time; small enough to stay in the processor's cache."""


def header(paths: Sequence[Path], layout: Stream) -> list[str]:
    """The columns of the files, which must be the same in all.

    Raises:
        DataError: if a file is missing, empty, or not laid out as `layout`; names it.
    """
    names: list[str] = []
    for path in paths:
        try:
            opener = gzip.open if path.suffix == ".gz" else open
            with opener(path, "rt", encoding="utf8", errors="replace") as stream:
                reader = csv.reader(
                    stream,
                    delimiter=layout.separator,
                    quoting=csv.QUOTE_MINIMAL if layout.quote else csv.QUOTE_NONE,
                )
                first = next(reader, [])
            found = layout.names(first)
        except OSError as error:
            raise DataError(f"{path}: cannot be read: {error}") from error
        except DataError as error:
            raise DataError(f"{path.name}: {error}") from error
        if names and found != names:
            raise DataError(f"{path.name}: other columns than {paths[0].name}; read them apart")
        names = found
    return names


def scan(
    paths: Sequence[Path], layout: Stream, names: list[str], engine: BaseBackend | None
) -> ir.Table:
    """The files as a lazy table; only the columns that are used are parsed."""
    if engine is not None and engine.name == "pyspark":
        table = engine.read_csv(
            [str(path) for path in paths],
            sep=layout.separator,
            header=not layout.columns,
            inferSchema=False,
            quote=layout.quote,
            nullValue="\0",
            emptyValue="",
        )
        table = table.rename(dict(zip(names, table.columns, strict=True)))
        return table.mutate(**{name: table[name].fill_null("") for name in table.columns})
    return ibis.memtable(_arrow(paths, layout, names))


def _arrow(paths: Sequence[Path], layout: Stream, names: list[str]):  # type: ignore[no-untyped-def]
    import pyarrow as pa
    import pyarrow.csv as text
    import pyarrow.dataset as dataset

    types = dict.fromkeys(names, pa.string())
    types[layout.place("intensity", names)] = pa.float64()
    if layout.quads == "number":
        types[layout.place("quad", names)] = pa.int8()
    if layout.columns:
        types[layout.place("date", names)] = pa.int32()
    form = dataset.CsvFileFormat(
        parse_options=text.ParseOptions(
            delimiter=layout.separator, quote_char=layout.quote or False
        ),
        read_options=text.ReadOptions(
            column_names=names, skip_rows=0 if layout.columns else 1, block_size=BLOCK
        ),
        convert_options=text.ConvertOptions(column_types=types, strings_can_be_null=False),
    )
    schema = pa.schema(types)
    return dataset.dataset([str(path) for path in paths], format=form, schema=schema)


def unpack(paths: Sequence[Path], into: Path, *, threads: int = 4) -> list[Path]:
    """Take event files out of zip archives, several at once.

    Args:
        paths: archives, and other files, which are passed on as they are.
        into: folder for what comes out; files that are there already are kept.
        threads: archives to unpack at once.

    Raises:
        DataError: if an archive is damaged; names it.
    """
    into.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(threads) as pool:
        return [
            file for files in pool.map(lambda path: _out_of(path, into), paths) for file in files
        ]


def _out_of(path: Path, into: Path) -> list[Path]:
    if path.suffix != ".zip":
        return [path]
    try:
        with zipfile.ZipFile(path) as archive:
            members = [item for item in archive.infolist() if not item.is_dir()]
            files = []
            for member in members:
                target = into / member.filename.rsplit("/", 1)[-1]
                if not target.is_file() or target.stat().st_size != member.file_size:
                    with archive.open(member) as source, target.open("wb") as sink:
                        shutil.copyfileobj(source, sink)
                files.append(target)
            return files
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError(f"{path.name}: the archive is damaged ({error}); fetch it again") from error
