"""The overview and all partnerships behind it as a folder of pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path

from msgspec.structs import replace

from kizuna.atlas.both_sides import both_sides
from kizuna.atlas.export import deliver
from kizuna.atlas.pages import Neighbour, file_name, overview_page, profile_page
from kizuna.errors import InputError, StorageError
from kizuna.measures.alongside import Value, archetype_of, convergence_with
from kizuna.measures.evidence import Evidence
from kizuna.measures.profile import profile
from kizuna.measures.table import table
from kizuna.measures.why import dossier
from kizuna.record import Record
from kizuna.record.open import borrow


def write_pages(
    actor: str,
    out_dir: Path,
    *,
    as_of: str | dt.date | None = None,
    as_known: str | dt.datetime | dt.date | int | None = None,
    partners: Collection[str] | None = None,
    record: Record | str | None = None,
) -> Path:
    """Write the overview of an actor, and a page behind each of its partners.

    The overview shows archetype and convergence with each partner too. Every cell of the overview leads to its evidence on the partner's page. The pages need
    neither a network nor a server.

    Args:
        actor: code, name or alias of the focal actor.
        out_dir: folder to write into; made if it is not there. Other files in it stay.
        as_of: the state of the world then. Default: today.
        as_known: what the record knew then. Default: now.
        partners: by default all.
        record: an open record or its place. Default: the shipped one.

    Returns:
        The overview page, ``index.html``.

    Raises:
        InputError: an actor or a date is unknown, or the folder is a file.
        StorageError: the folder cannot be written.
    """
    folder = made(out_dir)
    with borrow(record) as opened:
        view = opened.view(as_known)
        # One state of knowledge for all pages, whatever is recorded while they are written.
        known = f"r{view.revision}"
        book = view.codebook
        overview = table(actor, as_of=as_of, as_known=known, partners=partners, record=opened)
        home = Neighbour(overview.name, "index.html")
        kinds: dict[str, Value] = {}
        threats: dict[str, Value] = {}
        pages = [Neighbour(line.name, file_name(line.partner)) for line in overview.partners]
        for n, (line, page) in enumerate(zip(overview.partners, pages, strict=True)):
            one = profile(
                overview.actor, line.partner, as_of=overview.as_of, as_known=known, record=opened
            )
            evidence = Evidence(view, overview.actor, overview.as_of, partner=line.partner)
            both = both_sides(one, as_known=known, record=opened)
            if both.criteria:
                kinds[line.partner] = archetype_of(both.criteria)
            threats[line.partner] = convergence_with(both.convergence, both.missing)
            text = profile_page(
                one,
                book,
                both=both,
                evidence=dossier(evidence, line.partner, opened),
                home=home,
                before=pages[n - 1] if n else None,
                after=pages[n + 1] if n + 1 < len(pages) else None,
            )
            deliver(text, folder / page.href)
        index = folder / home.href
        # A codebook without criteria has no archetypes to show.
        beside = {"archetype": kinds} if kinds else {}
        shown = replace(overview, alongside={**beside, "convergence": threats})
        deliver(overview_page(shown, book, linked=True), index)
        return index


def made(folder: Path) -> Path:
    """The folder for pages, made if it is not there.

    Raises:
        InputError: it is a file.
        StorageError: it cannot be made.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; name a folder for the pages")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} cannot be made: {error.strerror or error}") from error
    return folder
