"""``kizuna codebook``: what the words mean."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from kizuna.cli.listing import listing, to_json
from kizuna.cli.options import format_option, record_options
from kizuna.errors import InputError

if TYPE_CHECKING:
    from kizuna.codebook import Codebook

_SYSTEMS = ("iso3", "iso2", "cow", "gw")


class Section(NamedTuple):
    """A part of the codebook.

    Attributes:
        holds: what it lists, in a few words.
        columns: columns of the list.
        rows: the entries of the list.
        entry: one entry in full: its fields, and lists that belong to it by name.
    """

    holds: str
    columns: tuple[str, ...]
    rows: Callable[[Codebook], list[dict[str, Any]]]
    entry: Callable[[Codebook, str], dict[str, Any]] | None = None


@click.command(
    epilog="""\b
Examples:
  kizuna codebook
  kizuna codebook actors
  kizuna codebook actors DEU
  kizuna codebook kinds acsa
  kizuna codebook memberships ASEAN --format csv
  kizuna codebook ladder --format json
  kizuna codebook path"""
)
@click.argument("section", required=False, default="")
@click.argument("code", required=False, default="")
@format_option("table", "json", "csv", "md")
@record_options
def codebook(
    section: str, code: str, form: str, record_at: str | None, codebook: Path | None
) -> None:
    """What the words mean: a SECTION of the codebook, or one entry of it by its CODE.

    Sections: actors, codes, memberships, kinds, ladder, threats, policies, files. Without one,
    what the codebook holds; with path, the folder it stands in, to be copied and changed.
    """
    book, folder = _opened(record_at, codebook)
    if section == "path":
        click.echo(str(folder))
        return
    if not section:
        click.echo(_overview(book, folder, form).rstrip("\n"))
        return
    if section not in SECTIONS:
        near = difflib.get_close_matches(section, [*SECTIONS, "path"], n=1)
        hint = f"did you mean {near[0]}?" if near else f"choose {', '.join(SECTIONS)} or path"
        raise InputError(f"the codebook has no section {section[:40]!r}: {hint}")
    part = SECTIONS[section]
    if section == "files":
        click.echo(listing(part.columns, _files(folder), form).rstrip("\n"))
    elif code and part.entry is not None:
        click.echo(_entry(part.entry(book, code), form).rstrip("\n"))
    else:
        rows = part.rows(book)
        if code:
            rows = _about(book, rows, code)
        click.echo(listing(part.columns, rows, form).rstrip("\n"))


def _opened(record_at: str | None, folder: Path | None) -> tuple[Codebook, Path]:
    """The codebook asked for, and its folder: given, a study's own, or the shipped one."""
    from kizuna.codebook import SHIPPED, load

    if folder is None and record_at is not None and "://" not in record_at:
        own = Path(record_at).expanduser() / "codebook"
        folder = own if own.is_dir() else None
    return load(folder), folder or SHIPPED


def _overview(book: Codebook, folder: Path, form: str) -> str:
    rows = [
        {"section": name, "entries": len(part.rows(book)), "holds": part.holds}
        for name, part in SECTIONS.items()
        if name != "files"
    ]
    rows.append(
        {"section": "files", "entries": len(_files(folder)), "holds": SECTIONS["files"].holds}
    )
    if form == "json":
        about = {"name": book.name, "title": book.title, "version": book.version}
        return to_json({**about, "path": str(folder), "sections": rows})
    text = listing(("section", "entries", "holds"), rows, form)
    if form == "csv":
        return text
    return f"{book.title}\n{book.name} {book.version}, in {folder}\n\n{text}"


def _about(book: Codebook, rows: list[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    """The rows that concern an actor, by whatever name it is asked for."""
    actor = book.actor(code).code
    return [
        row
        for row in rows
        if actor in (row.get("actor"), row.get("member"), row.get("organisation"))
    ]


def _entry(entry: dict[str, Any], form: str) -> str:
    lists = {name: value for name, value in entry.items() if isinstance(value, list)}
    plain = {name: value for name, value in entry.items() if name not in lists}
    if form == "json":
        return to_json(entry)
    fields = [{"field": name, "value": value} for name, value in plain.items() if value]
    if form == "csv":
        return listing(("field", "value"), fields, form)
    parts = [listing(("field", "value"), fields, form)]
    for name, rows in lists.items():
        if rows:
            heading = f"### {name}" if form == "md" else name
            parts.append(f"{heading}\n\n{listing(tuple(rows[0]), rows, form)}")
    return "\n\n".join(parts)


def _actors(book: Codebook) -> list[dict[str, Any]]:
    return [
        {
            "code": actor.code,
            "name": actor.name,
            "kind": actor.type or actor.kind,
            "from": _text(actor.founded),
            "to": _text(actor.ended),
            "aliases": list(actor.aliases),
        }
        for actor in book.actors.values()
    ]


def _actor(book: Codebook, text: str) -> dict[str, Any]:
    actor = book.actor(text)
    spells = [row for row in _memberships(book) if row["member"] == actor.code]
    members = [row for row in _memberships(book) if row["organisation"] == actor.code]
    return {
        "code": actor.code,
        "name": actor.name,
        "kind": actor.type or actor.kind,
        "native_name": actor.native_name,
        "japanese_name": actor.japanese_name,
        "demonyms": ", ".join(actor.demonyms),
        "capital": actor.capital,
        "aliases": ", ".join(actor.aliases),
        "from": _text(actor.founded),
        "to": _text(actor.ended),
        "note": actor.note,
        "codes": [_without(row, "actor") for row in _codes(book) if row["actor"] == actor.code],
        "memberships": [_without(row, "member", "source", "check") for row in spells],
        "members": [_without(row, "organisation", "source", "check") for row in members],
    }


def _codes(book: Codebook) -> list[dict[str, Any]]:
    order = {system: n for n, system in enumerate(_SYSTEMS)}
    rows = [
        {
            "actor": item.actor,
            "system": item.system,
            "code": item.code,
            "from": _text(item.valid_from),
            "to": _text(item.valid_to),
        }
        for item in book.codes
    ]
    return sorted(rows, key=lambda row: (row["actor"], order[row["system"]], row["from"]))


def _memberships(book: Codebook) -> list[dict[str, Any]]:
    return [
        {
            "member": spell.member,
            "organisation": spell.organisation,
            "status": spell.status,
            "from": _text(spell.valid_from),
            "to": _text(spell.valid_to),
            "note": spell.note,
            "source": spell.source_title,
            "check": spell.check,
        }
        for spell in book.memberships
    ]


def _kinds(book: Codebook) -> list[dict[str, Any]]:
    return [
        {
            "of": kind.of,
            "code": kind.code,
            "label": kind.label,
            "short": kind.short,
            "domain": kind.domain,
            "rung": kind.rung,
        }
        for kinds in book.kinds.values()
        for kind in kinds.values()
    ]


def _kind(book: Codebook, code: str) -> dict[str, Any]:
    """A kind by its code; where several tables have a kind of that name, all are given."""
    import msgspec

    found = [kinds[code] for kinds in book.kinds.values() if code in kinds]
    if not found:
        _unknown("kind", code, [code for kinds in book.kinds.values() for code in kinds])
    entries = [{k: v for k, v in msgspec.to_builtins(kind).items() if v} for kind in found]
    for entry in entries:
        entry["examples"] = ", ".join(entry.get("examples", ()))
        entry["group"] = _group(book, code, entry["of"])
    first, *others = entries
    return {**first, "also": others} if others else first


def _group(book: Codebook, code: str, of: str) -> str:
    """The group of the overview table in which a kind has a column; blank if it has none."""
    if code not in book.ladder.columns or book.column(code).of != of:
        return ""
    return next(group.label for group in book.ladder.groups if code in group.columns)


def _ladder(book: Codebook) -> list[dict[str, Any]]:
    return [
        {
            "group": group.label,
            "column": code,
            "label": kind.label,
            "short": kind.short,
            "rung": kind.rung,
            "shows": f"{kind.of}s",
        }
        for group in book.ladder.groups
        for code in group.columns
        for kind in (book.column(code),)
    ]


def _topics(of: str) -> Callable[[Codebook], list[dict[str, Any]]]:
    def rows(book: Codebook) -> list[dict[str, Any]]:
        topics = book.threats if of == "threat" else book.policies
        return [
            {"code": topic.code, "label": topic.label, "definition": topic.definition}
            for topic in topics.values()
        ]

    return rows


def _topic(of: str) -> Callable[[Codebook, str], dict[str, Any]]:
    def entry(book: Codebook, code: str) -> dict[str, Any]:
        rows = {row["code"]: row for row in _topics(of)(book)}
        if code not in rows:
            _unknown(of, code, list(rows))
        return rows[code]

    return entry


def _unknown(what: str, code: str, known: Sequence[str]) -> None:
    near = difflib.get_close_matches(code, known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"they are {', '.join(known)}"
    raise InputError(f"the codebook has no {what} {code[:40]!r}: {hint}")


def _files(folder: Path) -> list[dict[str, Any]]:
    """The files in a codebook's folder."""
    return [
        {
            "file": path.name,
            "lines": path.read_text(encoding="utf-8").count("\n"),
            "path": str(path),
        }
        for path in sorted([*folder.glob("*.toml"), *folder.glob("*.csv")])
    ]


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _text(value: object) -> str:
    return "" if value is None else str(value)


SECTIONS: dict[str, Section] = {
    "actors": Section(
        "states and organisations",
        ("code", "name", "kind", "from", "to", "aliases"),
        _actors,
        _actor,
    ),
    "codes": Section(
        "their codes in other systems, and when these were valid",
        ("actor", "system", "code", "from", "to"),
        _codes,
    ),
    "memberships": Section(
        "who belonged to which organisation, and when",
        ("member", "organisation", "status", "from", "to", "note", "source", "check"),
        _memberships,
    ),
    "kinds": Section(
        "kinds of instrument, dialogue and event",
        ("of", "code", "label", "short", "domain", "rung"),
        _kinds,
        _kind,
    ),
    "ladder": Section(
        "columns of the overview table, in their groups and order",
        ("group", "column", "label", "short", "rung", "shows"),
        _ladder,
    ),
    "threats": Section(
        "threats whose salience is coded",
        ("code", "label", "definition"),
        _topics("threat"),
        _topic("threat"),
    ),
    "policies": Section(
        "policies for or against which holders stand",
        ("code", "label", "definition"),
        _topics("policy"),
        _topic("policy"),
    ),
    "files": Section("files it is read from", ("file", "lines", "path"), lambda _: []),
}
