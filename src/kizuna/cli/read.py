"""``kizuna read``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from kizuna.cli.options import format_option, out_option, record_options
from kizuna.errors import DocumentError, InputError

if TYPE_CHECKING:
    from kizuna.reading.corpus import FileResult, Found, Settings
    from kizuna.reading.linking import Linker
    from kizuna.reading.proposal import Proposal

_COLUMNS = ("source", "kind", "parties", "date", "stage", "score", "status", "passage")
_STATUS = {
    "new": "new to the record",
    "confirms": "confirm a row",
    "contradicts": "contradict one",
    "related": "of kind and parties that it has",
}
_FULL = (*_COLUMNS[:-1], "matches", "passage", "anchor", "why")


class Lines(NamedTuple):
    """What a line says beyond what was found: matching rows, who read; and which are wanted."""

    linker: Linker
    reader: str
    only: str | None


@click.command(
    epilog="""\b
Examples:
  kizuna read white-paper.pdf
  kizuna read reports/ --jobs 2 --format jsonl --out candidates.jsonl
  kizuna read passages.jsonl --format jsonl
  kizuna read statement.html --speaker AUS --date 2022-10-22
  kizuna read saved/addresses.tsv
  kizuna read reports/ --jobs 2 --queue my-study
  kizuna read white-paper.pdf --stances --speaker AUS --format jsonl
  kizuna read book.epub --outline"""
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--at-least",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Leave out candidates with a lower score.",
)
@click.option("--speaker", metavar="ACTOR", help="Whose documents these are: who 'we' is.")
@click.option("--stances", is_flag=True, help="Propose stances of governments and parties too.")
@click.option("--date", metavar="DATE", help="Date of the documents, where they state none.")
@click.option("--only", type=click.Choice(["new", "confirms", "contradicts", "related"]),
              help="Only candidates that stand so to the record.")  # fmt: skip
@click.option("--outline", is_flag=True, help="What each document says of itself instead.")
@click.option(
    "--jobs", "-j", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes."
)
@click.option("--queue", metavar="STUDY", type=click.Path(path_type=Path),
              help="Put the candidates into the review queue of this study instead.")  # fmt: skip
@click.option("--no-cache", is_flag=True, help="Read every file anew.")
@format_option("table", "jsonl", "json", "csv", "md")
@out_option
@record_options
def read(
    files: tuple[Path, ...],
    at_least: float,
    speaker: str | None,
    stances: bool,
    date: str | None,
    only: str | None,
    outline: bool,
    jobs: int,
    queue: Path | None,
    no_cache: bool,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """Propose evidence from FILES: text, Markdown, HTML, PDF, EPUB, DOCX, or folders of them.

    A list of addresses, each with a tab and the file beside the list in which it is saved, gives
    the files their addresses; nothing is fetched. A JSON-lines file holds passages: id, text and, if known, date. Each candidate says who, with
    whom, what kind, when and at which stage, in which passage, how sure and why, and which rows
    of the record it confirms or contradicts. Nothing enters the record.
    """
    from kizuna.codebook import PartialDate
    from kizuna.reading.corpus import Settings
    from kizuna.reading.formats import gathered
    from kizuna.reading.linking import Linker
    from kizuna.reading.stance_rows import parties_of
    from kizuna.record.open import open_record

    if date is not None:
        PartialDate.parse(date)
    if queue is not None:
        if form != "table" or out is not None or only is not None or outline:
            raise InputError("--queue goes into a study; leave out --format, --out, --only and "
                             "--outline")  # fmt: skip
        record_at = str(queue)
    addresses = gathered(files)
    if outline:
        _deliver_text(_outlines(list(addresses), codebook), out)
        return
    with open_record(record_at, codebook=codebook) as record:
        settings = Settings(
            codebook=_codebook(codebook, record_at),
            at_least=at_least,
            speaker=record.codebook.actor(speaker).code if speaker else "",
            date=date or "",
            stances=stances,
            parties=parties_of(record.view()) if stances else (),
        )
        results = _results(addresses, settings, jobs, cached=not no_cache)
        if queue is not None:
            _enqueue(results, queue, settings)
            return
        lines = Lines(Linker(record.view()), _reader_of(settings), only)
        _deliver(results, lines, form, out)


def _codebook(given: Path | None, record_at: str | None) -> str | None:
    """The folder of the words: the one given, else the study's own, else the shipped one."""
    if given is not None:
        return str(given)
    own = Path(record_at) / "codebook" if record_at else None
    return str(own) if own is not None and own.is_dir() else None


def _results(
    addresses: dict[Path, str], settings: Settings, jobs: int, *, cached: bool
) -> Iterator[FileResult]:
    import platformdirs

    from kizuna.reading.corpus import read_files

    folder = Path(platformdirs.user_cache_dir("kizuna", appauthor=False)) / "reading"
    with _progress() as progress:
        for result in read_files(
            list(addresses), settings, jobs=jobs, cache=folder if cached else None,
            progress=progress,
        ):  # fmt: skip
            yield _addressed(result, addresses[Path(result.path)])


def _addressed(result: FileResult, address: str) -> FileResult:
    """What was found in a file whose address a list states."""
    from msgspec.structs import replace

    if not address:
        return result
    found = (replace(f, document=replace(f.document, url=address)) for f in result.found)
    return replace(result, found=tuple(found))


def _reader_of(settings: Settings) -> str:
    from kizuna.reading.queueing import rules_reader
    from kizuna.reading.vocabulary import load_vocabulary

    return rules_reader(load_vocabulary(Path(settings.codebook) if settings.codebook else None))


def _enqueue(results: Iterator[FileResult], study: Path, settings: Settings) -> None:
    """Put what is found into the queue of a study, each file as soon as it is read.

    Raises:
        DocumentError: at least one file could not be read; the others are in the queue.
    """
    from kizuna.reading.queue import Queue
    from kizuna.reading.queueing import candidates_of

    errors: list[str] = []
    new = known = 0
    name = _reader_of(settings)
    with Queue(study) as queue:
        for result in results:
            if result.error:
                errors.append(result.error)
            more, again = queue.add(candidates_of(result.found, name))
            new, known = new + more, known + again
    also = f", {known} there already" if known else ""
    click.echo(
        f"{new} candidates added{also}. Next: kizuna review {study} --coder NAME, "
        f"or in the browser: kizuna atlas --queue {study} --coder NAME"
    )
    _named(errors)


def _named(errors: list[str]) -> None:
    if errors:
        head = f"{len(errors)} files could not be read:\n  " if len(errors) > 1 else ""
        raise DocumentError(head + "\n  ".join(errors))


def _deliver(results: Iterator[FileResult], lines: Lines, form: str, out: Path | None) -> None:
    """Write what was found; files that cannot be read are named at the end.

    Raises:
        DocumentError: at least one file could not be read.
    """
    errors: list[str] = []
    rows: list[dict[str, Any]] = []
    with _stream(out) as write:
        for result in results:
            if result.error:
                errors.append(result.error)
            for found in result.found:
                row = _row(found, lines)
                if lines.only is not None and row["status"] != lines.only:
                    continue
                if form == "jsonl":
                    write(_line(row))
                else:
                    rows.append(row)
        if form != "jsonl":
            write(_listed(rows, form))
    _named(errors)


def _row(found: Found, lines: Lines) -> dict[str, Any]:
    from kizuna.reading.linking import status_of

    proposal = found.proposal
    matches = lines.linker.matches(proposal)
    row: dict[str, Any] = {"id": found.id} if found.id else {}
    return row | {
        "source": found.source,
        "of": proposal.of,
        "kind": proposal.kind,
        "parties": list(proposal.parties),
        "date": str(proposal.date) if proposal.date else None,
        "until": str(proposal.last) if proposal.last else None,
        "stage": proposal.stage,
        **_stance(proposal),
        "score": proposal.score,
        "passage": found.passage,
        "before": found.before,
        "after": found.after,
        "anchor": found.anchor,
        "status": status_of(matches),
        "matches": matches,
        "why": proposal.features,
        "document": _document(found),
        "reader": lines.reader,
    }


def _stance(proposal: Proposal) -> dict[str, Any]:
    from kizuna.reading.queueing import stance_fields

    return {"holder": proposal.parties[0], **stance_fields(said)} if (said := proposal.said) else {}


def _document(found: Found) -> dict[str, Any]:
    """What the document says of itself, and the hash of its bytes; a passage has none."""
    import msgspec

    said: dict[str, Any] = msgspec.to_builtins(found.document)
    return said if found.id else {"sha256": found.anchor.document, **said}


def _line(row: dict[str, Any]) -> str:
    import msgspec

    return msgspec.json.encode(row).decode()


def _listed(rows: list[dict[str, Any]], form: str) -> str:
    from kizuna.cli.listing import listing, to_json

    if form == "json":
        return to_json(rows)
    shown = [
        row
        | {
            "matches": [f"{m.relation} {m.row}" for m in row["matches"]],
            "anchor": str(row["anchor"]),
            "why": [f"{f.name} {f.found} {f.weight}" for f in row["why"]],
            "passage": row["passage"] if form == "csv" else _short(row["passage"]),
        }
        for row in rows
    ]
    if form == "table":
        return _told(rows)
    return listing(_FULL if form == "csv" else _COLUMNS, shown, form).rstrip("\n")


def _told(rows: list[dict[str, Any]]) -> str:
    """Candidates for reading in a terminal: what, and below it the passage that says so."""
    import textwrap

    if not rows:
        return "No candidates. Lower --at-least to see weaker ones."
    lines: list[str] = []
    for row in rows:
        matches = [m for m in row["matches"] if m.relation != "related"][:2]
        rows_meant = ", ".join(f"{m.row} ({m.value})" for m in matches)
        lines += [
            (
                f"{row['kind']}  {_who(row)}  {row['date'] or 'no date'}  "
                f"{row['stage']}  {row['score']:.2f}  {row['status']} {rows_meant}"
            ).rstrip(),
            *textwrap.wrap(
                f"{_short(row['passage'], 400)} [{row['source']} {row['anchor']}]",
                width=98,
                initial_indent="    ",
                subsequent_indent="    ",
            ),
        ]
    counts = Counter(row["status"] for row in rows)
    told = ", ".join(f"{counts[status]} {_STATUS[status]}" for status in _STATUS if counts[status])
    return "\n".join([*lines, "", f"{len(rows)} candidates: {told}."])


def _who(row: dict[str, Any]) -> str:
    """The parties; of a stance its holder, and what it says of what."""
    if row["of"] != "stance":
        return ";".join(row["parties"])
    return (
        f"{row['holder']} {row['holder_name']} {row['about_kind']} {row['about']}  {row['value']}"
    )


def _short(text: str, most: int = 160) -> str:
    # A document may hold signs by which it would steer the terminal.
    text = "".join(sign if sign.isprintable() else " " for sign in text[: most + 1])
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"


def _outlines(paths: list[Path], codebook: Path | None) -> str:
    from kizuna.cli.listing import to_json
    from kizuna.codebook import load
    from kizuna.reading.actors import Actors
    from kizuna.reading.formats import open_document
    from kizuna.reading.vocabulary import load_vocabulary
    from kizuna.reading.volume import volume_of

    actors = Actors(load(codebook), load_vocabulary(codebook))
    found = []
    for path in paths:
        document = open_document(path)
        volume = volume_of(document, actors)
        found.append({"file": document.name, "sha256": document.sha256, "format": document.format,
                      "metadata": document.metadata, "volume": volume})  # fmt: skip
    return to_json(found)


def _deliver_text(text: str, out: Path | None) -> None:
    with _stream(out) as write:
        write(text)


@contextmanager
def _stream(out: Path | None) -> Iterator[Callable[[str], None]]:
    """Writes lines to standard output, or to a file that is there only when it is whole."""
    if out is None:
        yield click.echo
        return
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("w", encoding="utf-8") as stream:
            yield lambda text: click.echo(text, file=stream)
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}") from error
    except DocumentError:
        part.replace(out)
        raise
    part.replace(out)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error if somebody watches it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn("Reading"),
        BarColumn(),
        TextColumn("{task.completed:.1f} of {task.total:.1f} MB"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("files", total=None)
        yield lambda done, total: bar.update(task, completed=done / 1e6, total=total / 1e6)
