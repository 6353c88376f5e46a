"""One partnership as files: pages and documents hold all of it, flat forms its rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kizuna.atlas import both_sides, relationship, sides
from kizuna.atlas.both_sides import BothSides
from kizuna.atlas.export import deliver, export, markdown, plain_markdown, to_json, workbook_of
from kizuna.atlas.imprint import imprint
from kizuna.atlas.symbols import brief, sentence
from kizuna.codebook import Codebook
from kizuna.codebook.criteria import load_criteria
from kizuna.measures.profile import Profile
from kizuna.record import Stance

if TYPE_CHECKING:
    import polars as pl


_STANCE = (
    "side", "about", "holder_kind", "holder", "value", "leaning", "date", "check", "source", "note",
)  # fmt: skip


def export_profile(
    profile: Profile,
    book: Codebook,
    form: str,
    *,
    both: BothSides | None = None,
    out: Path | None = None,
) -> None:
    """Write a partnership.

    Args:
        profile: the partnership.
        book: the codebook of its record.
        form: ``html``, ``md`` and ``xlsx`` hold its state, its rows and what each side says;
            ``json`` the same for machines; ``csv``, ``parquet`` and ``latex`` its rows.
        both: the comparison of both sides, left out by default; flat forms do without it.
        out: file to write; standard output by default.

    Raises:
        InputError: the form is unknown, or binary and would go to a terminal.
        StorageError: the file cannot be written.
    """
    title = f"{profile.one.name} and {profile.other.name}: a partnership as of {profile.as_of}"
    notes = imprint(profile).lines
    compared = both_sides.frames(both, book) if both and form in ("md", "xlsx") else {}
    if form == "html":
        from kizuna.atlas.pages import profile_page

        deliver(profile_page(profile, book, both=both), out)
    elif form == "json" and both is not None:
        deliver(to_json({**profile.to_dict(), **both.to_dict()}), out)
    elif form == "md":
        sections = [
            f"## {heading}\n\n{markdown(frame.columns, frame.rows())}"
            for heading, frame in (frames(profile, book) | compared).items()
            if heading not in ("Criteria", "Archetypes")
        ]
        sections.insert(1, _relationship(both, book))
        foot = "\n".join(f"*{plain_markdown(note)}*  " for note in notes)
        deliver("\n".join([f"# {plain_markdown(title)}\n", *sections, foot, ""]), out)
    elif form == "xlsx":

        def fill(workbook: Any) -> None:
            for heading, frame in (frames(profile, book) | compared).items():
                frame.write_excel(workbook, worksheet=heading, freeze_panes=(1, 0), autofit=True)

        deliver(workbook_of(fill, title=title, notes=notes), out)
    else:
        export(profile, form, title=title, out=out)


def _relationship(both: BothSides | None, book: Codebook) -> str:
    """The kind of relationship in Markdown: the ruling, then the criteria as a table."""
    if both is None:
        return ""
    if both.criteria is None:
        told, table = [f"Not assessed: {both.unassessed}."], ""
    else:
        told = relationship.sentences(both.criteria, load_criteria(book))
        shown = relationship.summary_frame(both.criteria)
        table = markdown(shown.columns, shown.rows()) if both.criteria.n_rows else ""
    lines = "\n".join(f"- {plain_markdown(line)}" for line in told)
    return f"## What kind of relationship\n\n{lines}\n\n{table}"


def frames(profile: Profile, book: Codebook) -> dict[str, pl.DataFrame]:
    """The parts of a profile as frames: state, rows, threats, stances, sources."""
    import polars as pl

    state = [
        (group.label, book.column(code).label, brief(cell), sentence(cell), ";".join(cell.rows))
        for group in book.ladder.groups
        for code in group.columns
        for cell in (next(c for c in profile.cells if c.column == code),)
    ]
    one, other = profile.one.actor, profile.other.actor
    threats = [
        (t.label, *_said(t.one), *_said(t.other), t.verdict) for t in sides.threats(profile, book)
    ]
    said = [
        (side.actor, s.about, s.holder_kind, s.holder_name, *_leaning(s), s.check, s.source, s.note)
        for side in (profile.one, profile.other)
        for s in (*sides.ordered(side.about_partner), *side.policies)
    ]
    sources = [
        (s.id, s.authors or s.editors, s.title, s.publisher, s.date.text if s.date else "", s.url)
        for _, s in sorted(profile.sources.items())
    ]
    salience = [
        f"{code} {part}" for code in (one, other) for part in ("salience", "date", "source")
    ]
    heads: dict[str, tuple[list[str], list[Any]]] = {
        "State": (["group", "kind", "state", "in words", "rows"], state),
        "Threats": (["threat", *salience, "together"], threats),
        "Stances": (list(_STANCE), said),
        "Sources": (["id", "authors", "title", "publisher", "date", "url"], sources),
    }
    made = {
        name: pl.DataFrame(rows, schema=head, orient="row", infer_schema_length=None)
        for name, (head, rows) in heads.items()
    }
    return {"State": made.pop("State"), "Rows": profile.to_polars(), **made}


def _said(stance: Stance | None) -> tuple[float | None, str | None, str | None]:
    if stance is None:
        return None, None, None
    return stance.value, stance.date.text if stance.date else None, stance.source


def _leaning(stance: Stance) -> tuple[float, str, str | None]:
    return stance.value, sides.leaning(stance.value), stance.date.text if stance.date else None
