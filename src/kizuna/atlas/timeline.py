"""A picture of one partnership over time, as SVG, PNG, PDF or a page.

Drawn from a template rather than with a grammar of graphics: hatched bars, labels that share the
room under a lane, partial dates as intervals and a table-like gutter need exact placing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path

from kizuna.atlas.export import deliver, export
from kizuna.atlas.grid import plural
from kizuna.atlas.imprint import imprint
from kizuna.atlas.lettering import FAMILY
from kizuna.atlas.rendering import render
from kizuna.atlas.timeline_layout import WIDTH, Drawing, draw
from kizuna.atlas.timeline_rows import bands, chosen
from kizuna.codebook import Codebook, PartialDate
from kizuna.errors import InputError
from kizuna.measures.profile import Profile

FORMS = ("svg", "png", "pdf", "html", "json", "csv")

_SHAPES = {
    "diamond": "M0 -4.4L4.4 0L0 4.4L-4.4 0Z",
    "square": "M-3.1 -3.1H3.1V3.1H-3.1Z",
    "triangle": "M0 -4L4 3.2H-4Z",
    "wedge": "M0 4L4 -3.2H-4Z",
    "cross": "M-1.4 -4H1.4V-1.4H4V1.4H1.4V4H-1.4V1.4H-4V-1.4H-1.4Z",
}


def timeline_svg(
    profile: Profile,
    book: Codebook,
    *,
    kinds: Collection[str] = (),
    bilateral: bool = False,
    since: str | None = None,
    standalone: bool = True,
) -> str:
    """The timeline of a partnership as SVG.

    Args:
        profile: the partnership.
        book: the codebook of its record.
        kinds: codes of kinds, or of groups of the ladder; none for all.
        bilateral: only what the two do by themselves.
        since: left edge of the picture; by default the earliest date shown.
        standalone: a picture of its own, with its ground and its sources; else part of a page.

    Raises:
        InputError: a kind or the date is unknown, or nothing is left to show.
    """
    entries = chosen(profile, book, kinds=kinds, bilateral=bilateral)
    if not any(entry.date for entry in entries):
        raise InputError(
            f"the record has nothing dated to show for {profile.one.actor} and "
            f"{profile.other.actor} by {profile.as_of}; ask for more kinds or a later date"
        )
    shown = bands(profile, book, entries)
    names = f"{profile.one.name} and {profile.other.name}"
    only = ", bilateral only" if bilateral else ""
    cut = f" What touches the left edge began before {since}." if since else ""
    sources = len({entry.row.source for entry in entries})
    foot = _foot(profile, sources) if standalone else ""
    drawing = draw(shown, last=profile.as_of, first=_first(since, profile.as_of), foot=foot)
    count = sum(len(band.strands) for band in shown)
    return render(
        "timeline.svg",
        d=drawing,
        width=WIDTH,
        title=f"{names}: what was signed, held and done",
        subtitle=f"As of {profile.as_of}{only}. {plural(len(entries), 'row')} of the record.{cut}",
        description=f"{count} lines from {_first_year(drawing)} to {profile.as_of}, in groups: "
        + ", ".join(band.heading for band in shown),
        family=FAMILY,
        shapes=_SHAPES,
        standalone=standalone,
    )


def export_timeline(
    profile: Profile,
    book: Codebook,
    form: str,
    *,
    out: Path | None = None,
    kinds: Collection[str] = (),
    bilateral: bool = False,
    since: str | None = None,
) -> None:
    """Write the timeline of a partnership.

    Args:
        profile: the partnership.
        book: the codebook of its record.
        form: one of :data:`FORMS`; JSON and CSV hold the rows behind the picture.
        out: file to write; standard output by default.
        kinds: as :func:`timeline_svg`.
        bilateral: as there.
        since: as there.

    Raises:
        InputError: a kind or the date is unknown, nothing is left to show, or a binary form
            would go to a terminal.
        StorageError: the file cannot be written.
    """
    if form in ("json", "csv"):
        export(_only(profile, book, kinds, bilateral), form, title="", out=out)
        return
    svg = timeline_svg(profile, book, kinds=kinds, bilateral=bilateral, since=since)
    if form == "svg":
        deliver(svg, out)
    elif form == "html":
        from kizuna.atlas.pages import timeline_page

        inline = timeline_svg(
            profile, book, kinds=kinds, bilateral=bilateral, since=since, standalone=False
        )
        deliver(timeline_page(_only(profile, book, kinds, bilateral), book, inline), out)
    else:
        from kizuna.atlas.pictures import to_pdf, to_png

        deliver(to_pdf(svg) if form == "pdf" else to_png(svg), out)


def _only(profile: Profile, book: Codebook, kinds: Collection[str], bilateral: bool) -> Profile:
    """The profile with only the entries that are shown."""
    import msgspec

    kept = {entry.row.id for entry in chosen(profile, book, kinds=kinds, bilateral=bilateral)}
    return msgspec.structs.replace(
        profile,
        instruments=tuple(e for e in profile.instruments if e.row.id in kept),
        dialogues=tuple(e for e in profile.dialogues if e.row.id in kept),
        events=tuple(e for e in profile.events if e.row.id in kept),
    )


def _first(since: str | None, as_of: dt.date) -> dt.date | None:
    if since is None:
        return None
    first = PartialDate.parse(since).earliest
    if first >= as_of:
        raise InputError(f"the picture cannot begin on {first} and end on {as_of}")
    return first


def _first_year(drawing: Drawing) -> str:
    return drawing.years[0][1] if drawing.years else ""


def _foot(profile: Profile, sources: int) -> str:
    pair = f"{profile.one.actor} {profile.other.actor}"
    stand, cite = imprint(profile).lines
    return (
        f"Source: {plural(sources, 'source')} of the record, listed by: kizuna profile {pair} "
        f"--as-of {profile.as_of}. {stand}\n{cite}"
    )
