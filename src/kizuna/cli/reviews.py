"""``kizuna reviews``: what readers wrote about sources, for the keeper of an atlas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kizuna.cli.listing import listing
from kizuna.cli.options import format_option

if TYPE_CHECKING:
    from kizuna.atlas.library.reviews import Reviews

F = TypeVar("F", bound=Callable[..., Any])


def place_option(function: F) -> F:
    """``--reviews``: the file in which they are kept."""
    return click.option(
        "--reviews",
        "place",
        type=click.Path(dir_okay=False, path_type=Path),
        envvar="KIZUNA_REVIEWS",
        show_envvar=True,
        help="File of the reviews; by default one in your folder of data.",
    )(function)


@click.group(
    epilog="""\b
Examples:
  kizuna reviews list
  kizuna reviews delete 12
  kizuna reviews token "Ann Reader"
"""
)
def reviews() -> None:
    """What readers of your atlas wrote about its sources; no measure uses it."""


@reviews.command("list")
@click.option("--source", metavar="ID", help="Only reviews of this source.")
@place_option
@format_option("table", "csv", "json", "md")
def list_(source: str | None, place: Path | None, form: str) -> None:
    """All reviews, the newest first."""
    kept = _opened(place)
    rows = [
        {
            "id": review.id,
            "source": review.source,
            "name": review.name,
            "account": review.account,
            "rating": review.rating,
            "at": review.at.isoformat(timespec="seconds"),
            "text": review.text,
        }
        for review in (kept.of(source) if source else kept.all())
    ]
    columns = ("id", "source", "name", "account", "rating", "at", "text")
    click.echo(listing(columns, rows, form) if rows or form == "json" else "No reviews.")


@reviews.command()
@click.argument("number", type=int, metavar="ID")
@place_option
def delete(number: int, place: Path | None) -> None:
    """Delete a review for good."""
    from kizuna.errors import InputError

    if not _opened(place).delete(number):
        raise InputError(f"there is no review {number}; `kizuna reviews list` shows all")
    click.echo(f"Review {number} is deleted.", err=True)


@reviews.command()
@click.argument("name")
@place_option
def token(name: str, place: Path | None) -> None:
    """Print a token with which somebody can sign in to write reviews.

    It is shown this once; a new one for the same name puts the old one out of use.
    """
    click.echo(_opened(place).give_token(name))


def _opened(place: Path | None) -> Reviews:
    from kizuna.atlas.library.reviews import Reviews, default_place

    return Reviews(place or default_place())
