"""Into the queue: candidates of documents, and lines that ``kizuna read`` wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from kizuna import __version__
from kizuna.codebook import Codebook, PartialDate
from kizuna.errors import DocumentError, InputError
from kizuna.reading.candidates import Reader
from kizuna.reading.corpus import Found, read_document, read_passages
from kizuna.reading.document import Document
from kizuna.reading.formats.open import open_document
from kizuna.reading.queue import Candidate
from kizuna.reading.said import STANCE, STATED, Said
from kizuna.reading.vocabulary import Vocabulary

RULES = "rules"
_LONGEST_LINE = 1_000_000  # characters of one candidate


def rules_reader(words: Vocabulary) -> str:
    """How the rules are named: with the version of Kizuna and of the words."""
    return f"{RULES} {__version__} {words.fingerprint()[:8]}"


def candidates_of(found: Iterable[Found], reader: str) -> Iterator[Candidate]:
    """What was found, as candidates for the queue."""
    for one in found:
        proposal = one.proposal
        yield Candidate(
            of=proposal.of,
            kind=proposal.kind,
            parties=proposal.parties,
            date=str(proposal.date) if proposal.date else None,
            until=str(proposal.last) if proposal.last else None,
            stage=proposal.stage,
            score=proposal.score,
            passage=one.passage,
            before=one.before,
            after=one.after,
            anchor=one.anchor,
            source=one.source,
            document=one.document,
            why=proposal.features,
            reader=reader,
            **stance_fields(proposal.said),
        )


def stance_fields(said: Said | None) -> dict[str, Any]:
    """What a stance says, by the fields of a candidate; empty for everything else."""
    return msgspec.structs.asdict(said) if said is not None else {}


def read_into(
    path: Path, reader: Reader, *, date: str = "", address: str = ""
) -> tuple[list[Candidate], Document | None]:
    """The candidates of a file as the rules see them, and the document if it is one.

    Args:
        path: of the file.
        reader: the rules.
        date: of a document that states none.
        address: under which the file was found; blank for the one that the file itself states.

    Raises:
        DocumentError: the file cannot be read.
    """
    name = rules_reader(reader.words.vocabulary)
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return list(candidates_of(read_passages(path, reader, date=date), name)), None
    document = open_document(path)
    if address:
        said = msgspec.structs.replace(document.metadata, url=address)
        document = msgspec.structs.replace(document, metadata=said)
    return list(candidates_of(read_document(document, reader, date=date), name)), document


def candidates_in(path: Path, book: Codebook) -> Iterator[Candidate]:
    """The candidates that ``kizuna read --format jsonl`` wrote to a file.

    Raises:
        DocumentError: a line is no candidate of this codebook; names the line.
    """
    decoder = msgspec.json.Decoder(Candidate)
    try:
        with path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if len(line) > _LONGEST_LINE:
                    raise DocumentError(f"{path.name}, line {number}: longer than a candidate is")
                if line.strip():
                    yield _checked(decoder, line, book, f"{path.name}, line {number}")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error


def _checked(
    decoder: msgspec.json.Decoder[Candidate], line: bytes, book: Codebook, where: str
) -> Candidate:
    try:
        one = decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DocumentError(
            f"{where}: {error}; write the file with: kizuna read FILE --format jsonl"
        ) from error
    problem = problem_of(one, book)
    if problem:
        raise DocumentError(f"{where}: {problem}")
    return one if one.reader else msgspec.structs.replace(one, reader=f"{RULES} {__version__}")


def problem_of(one: Candidate, book: Codebook) -> str:
    """What a candidate has that the codebook does not; blank if nothing."""
    if one.of == STANCE:
        return _stance_problem(one, book) or _date_problem(one)
    if one.kind not in book.kinds[one.of]:
        return f"{one.kind[:40]!r} is no kind of {one.of} of the codebook"
    unknown = [code for code in one.parties if code not in book.actors]
    if unknown:
        return f"{unknown[0][:40]!r} is no actor's code in the codebook"
    if not one.parties or list(one.parties) != sorted(set(one.parties)):
        return "the parties must be codes in alphabetical order, each once"
    if one.stage not in STAGES[one.of]:
        return f"{one.stage[:40]!r} is no stage of {one.of}: {', '.join(STAGES[one.of])}"
    return _date_problem(one)


def _stance_problem(one: Candidate, book: Codebook) -> str:
    """What does not fit in a stance; blank if all does."""
    said = one.said
    if one.kind != STANCE or one.stage != STATED or said is None or len(one.parties) != 1:
        return (
            f"a stance has kind {STANCE!r}, stage {STATED!r}, one party, and holder_kind, about_kind, "
            "about and value"
        )
    if one.parties[0] not in book.actors:
        return f"{one.parties[0][:40]!r} is no actor's code in the codebook"
    known = {"threat": book.threats, "policy": book.policies, "partner": book.actors}
    if said.about not in known[said.about_kind]:
        return f"{said.about[:40]!r} is no {said.about_kind} of the codebook"
    low, high = (0, 3) if said.about_kind == "threat" else (-2, 2)
    if not low <= said.value <= high:
        return f"a value of {said.value} about a {said.about_kind}; it runs from {low} to {high}"
    return "" if said.holder_kind == "government" or said.holder_name else "a party needs its name"


def _date_problem(one: Candidate) -> str:
    for date in (one.date, one.until):
        if date:
            try:
                PartialDate.parse(date)
            except InputError as error:
                return str(error)
    return ""


STAGES: dict[str, tuple[str, ...]] = {
    "instrument": ("negotiating", "signed", "in_force", "ended"),
    "dialogue": ("held", "ended"),
    "event": ("held",),
}
"""The stages that a candidate of each table can be at."""
