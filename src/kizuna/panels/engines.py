"""The engines that compute a panel: DuckDB in this process by default, Apache Spark on request."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import ibis
import ibis.util

from kizuna.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend

EngineName = Literal["duckdb", "spark"]

MEMORY = "768MiB"
"""What the engine of this process may hold in memory; beyond it, it works on disk.

Enough for any panel of the world, and little enough to leave the result its room. Make an engine
of your own with :func:`duckdb` for more.
"""

ROW_GROUP = 1_000_000
"""Rows of a Parquet row group: sorted keys compress six times better than in DuckDB's default."""


def duckdb(*, threads: int | None = None, memory: str | None = None) -> BaseBackend:
    """A DuckDB engine of its own.

    It keeps the right side of a join as the table to look up in: DuckDB takes the rows of an
    unnesting for few and would otherwise build its hash table on the whole grid.

    Args:
        threads: at most so many; all cores by default.
        memory: ceiling such as ``4GiB``, beyond which it writes to disk.
    """
    engine = ibis.duckdb.connect()
    spill = Path(tempfile.gettempdir()) / "kizuna-duckdb"
    for setting, value in (
        ("threads", threads),
        ("memory_limit", memory),
        ("temp_directory", spill),
        ("enable_progress_bar", "false"),
        ("disabled_optimizers", "build_side_probe_side"),
    ):
        if value is not None:
            engine.raw_sql(f"SET {setting} = '{value}'")
    return engine


def spark(*, master: str = "local[*]", settings: Mapping[str, str] | None = None) -> BaseBackend:
    """A Spark engine: the session that is running, or a new one at `master`.

    Args:
        master: ``local[*]`` for this machine; ``local-cluster[2,1,1024]`` for two worker processes
            of one core and 1024 MiB each; or the address of a cluster.
        settings: further Spark settings.

    Raises:
        MissingExtraError: if PySpark is not installed.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtraError("PySpark", "spark") from error
    builder = SparkSession.builder.master(master).appName("kizuna")
    defaults = {"spark.sql.session.timeZone": "UTC", "spark.ui.enabled": "false"}
    for key, value in (defaults | dict(settings or {})).items():
        builder = builder.config(key, value)
    return ibis.pyspark.connect(builder.getOrCreate())


@contextmanager
def engine(which: EngineName | BaseBackend | None = None) -> Iterator[BaseBackend]:
    """The engine that `which` names: a name, an Ibis backend, or nothing for DuckDB.

    DuckDB is started for one computation and closed after it: an engine that stays keeps every
    table that was ever looked up in, and its memory.
    """
    if which is not None and not isinstance(which, str):
        yield which
    elif which in (None, "duckdb"):
        own = duckdb(memory=MEMORY)
        try:
            yield own
        finally:
            own.disconnect()
    elif which == "spark":
        yield spark()
    else:
        raise InputError(f"engine {which!r} is unknown: choose duckdb or spark")


def to_arrow(table: ir.Table, which: EngineName | BaseBackend | None = None) -> pa.Table:
    """Compute `table` and hand it over as Arrow."""
    with engine(which) as backend:
        return backend.to_pyarrow(table)


def to_parquet(
    table: ir.Table,
    path: Path | str,
    which: EngineName | BaseBackend | None = None,
    *,
    about: Mapping[str, Any] | None = None,
) -> None:
    """Compute `table` row group by row group into a Parquet file.

    Memory does not grow with the number of rows. The file appears under its name only when it is
    complete.

    Args:
        table: what to compute.
        path: where to write.
        about: what to write into the file's own metadata, under ``kizuna``.
        which: engine; Spark writes a folder of parts, as it does.
    """
    target = Path(path)
    with engine(which) as backend:
        if backend.name == "duckdb":
            _copy(backend, table, target, about or {})
        else:
            backend.to_parquet(table, target, mode="overwrite", compression="zstd")


def _copy(backend: BaseBackend, table: ir.Table, target: Path, about: Mapping[str, Any]) -> None:
    part = target.with_name(f".{target.name}.part")
    view = ibis.util.gen_name("panel")
    backend.create_view(view, table)
    note = _literal(json.dumps(about, ensure_ascii=False))
    try:
        backend.raw_sql(
            f"COPY (FROM {view}) TO {_literal(str(part))} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}, "
            f"KV_METADATA {{kizuna: {note}}})"
        )
        os.replace(part, target)  # noqa: PTH105 - atomic on every platform
    finally:
        backend.raw_sql(f"DROP VIEW IF EXISTS {view}")
        part.unlink(missing_ok=True)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
