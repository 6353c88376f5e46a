"""Options that several commands share, so that they mean the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kizuna.errors import InputError

F = TypeVar("F", bound=Callable[..., Any])


def record_options(function: F) -> F:
    """``--record`` and ``--codebook``: which record to read."""
    function = click.option(
        "--codebook",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Folder of another codebook than the record's own.",
    )(function)
    return click.option(
        "--record",
        "record_at",
        metavar="PLACE",
        envvar="KIZUNA_RECORD",
        show_envvar=True,
        help="A study's folder, a SQLite file, a folder of CSV files or a postgresql:// address; "
        "by default the record that ships with Kizuna.",
    )(function)


def time_options(function: F) -> F:
    """``--as-of`` and ``--as-known``: the date in the world, and the date of our knowledge."""
    function = click.option(
        "--as-known",
        metavar="WHEN",
        help="What the record knew then: a date, a moment or the number of a revision.",
    )(function)
    return click.option(
        "--as-of",
        metavar="DATE",
        help="The state of the world then: 2016-12-31, 2016-12 or 2016 (its last day). Default: today.",
    )(function)


def format_option(*formats: str, default: str = "table") -> Callable[[F], F]:
    """``--format``, with the formats that a command has."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=default,
        show_default=True,
        help="Form of the output.",
    )


def check_out(form: str, out: Path | None) -> None:
    """Refuse a file for what is meant for the terminal.

    Raises:
        InputError: ``--out`` without a format that goes into files.
    """
    if form == "table" and out is not None:
        raise InputError("--out needs a --format other than table")


def out_option(function: F) -> F:
    """``--out``: a file instead of standard output."""
    return click.option(
        "--out",
        "-o",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write to this file instead of standard output.",
    )(function)
