"""Many files: read in parallel, resumed where a run was stopped, one batch in memory at a time."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path

import msgspec

from kizuna.codebook import PartialDate, load
from kizuna.errors import DocumentError, InputError, KizunaError
from kizuna.reading.candidates import Proposal, Reader
from kizuna.reading.document import Anchor, Document, Metadata, around
from kizuna.reading.formats.limits import LARGEST_TEXT
from kizuna.reading.formats.open import hash_of, open_document
from kizuna.reading.stance_words import PartyWords
from kizuna.reading.stances import StancePatterns, load_stances
from kizuna.reading.vocabulary import load_vocabulary

_BATCH = 200  # passages
_CLEAR = frozenset((".jsonl", ".ndjson"))


class Settings(msgspec.Struct, frozen=True):
    """How documents are read.

    Attributes:
        codebook: folder of the codebook; ``None`` for the shipped one.
        at_least: proposals with a lower score are left out.
        speaker: code of the actor whose documents they are; blank if unknown.
        date: date of the documents, where they do not state one.
        stances: propose stances as well.
        parties: further parties that may hold one, such as those of a record.
    """

    codebook: str | None = None
    at_least: float = 0.5
    speaker: str = ""
    date: str = ""
    stances: bool = False
    parties: tuple[PartyWords, ...] = ()


class Found(msgspec.Struct, frozen=True):
    """A proposal with the passage that says so, and where that stands.

    Attributes:
        id: of the passage, where a file of passages gives it one.
        document: what the document says of itself.
        before, after: words of the same paragraph around the passage, 400 characters at most.
    """

    source: str
    proposal: Proposal
    passage: str
    anchor: Anchor
    id: str = ""
    document: Metadata = Metadata()
    before: str = ""
    after: str = ""


class FileResult(msgspec.Struct, frozen=True):
    """What was found in one file, or why it could not be read."""

    path: str
    found: tuple[Found, ...] = ()
    error: str = ""


class Passage(msgspec.Struct, frozen=True):
    """A line of a JSON-lines file; further fields are passed over."""

    id: str | int
    text: str
    date: str | None = None
    title: str | None = None


def read_document(document: Document, reader: Reader, *, date: str = "") -> Iterator[Found]:
    """The candidates of one document, in the order of its text."""
    when = document.metadata.published or (PartialDate.parse(date) if date else None)
    texts = [b.text if b.kind != "table" else b.text.replace("\n", " ") for b in document.blocks]
    read = reader.read(texts, date=when, title=document.metadata.title)
    for number, (block, proposals) in enumerate(zip(document.blocks, read, strict=True), start=1):
        for one in proposals:
            anchor = Anchor(document.sha256, block.page, number, one.start, one.end)
            text = block.text[one.start : one.end]
            before, after = around(block.text, one.start, one.end)
            yield Found(
                document.name, one, text, anchor, document=document.metadata,
                before=before, after=after,
            )  # fmt: skip


def read_passages(path: Path, reader: Reader, *, date: str = "") -> Iterator[Found]:
    """The candidates of a JSON-lines file, a line in memory at a time; ids are kept.

    Raises:
        DocumentError: a line is no passage; names the line.
    """
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if len(line) > LARGEST_TEXT:
                raise DocumentError(f"{path.name}, line {number}: longer than is read")
            if line.strip():
                yield from _passage(_decoded(line, path, number), path, reader, date)


def _decoded(line: bytes, path: Path, number: int) -> Passage:
    try:
        passage = msgspec.json.decode(line, type=Passage)
        if passage.date:
            PartialDate.parse(passage.date)
    except (msgspec.DecodeError, UnicodeDecodeError, InputError) as error:
        raise DocumentError(
            f"{path.name}, line {number}: {error}; each line is an object with id, text and, if "
            "known, date (2007, 2007-03 or 2007-03-13)"
        ) from error
    return passage


def _passage(passage: Passage, path: Path, reader: Reader, date: str) -> Iterator[Found]:
    when = passage.date or date
    parts = _parts(passage.text)
    read = reader.read(
        [passage.text[a:b] for a, b in parts],
        date=PartialDate.parse(when) if when else None,
        title=passage.title or "",
    )
    for (start, stop), proposals in zip(parts, read, strict=True):
        for one in proposals:
            a, b = start + one.start, start + one.end
            anchor = Anchor(str(passage.id), None, 1, a, b)
            before, after = around(passage.text[start:stop], one.start, one.end)
            yield Found(
                path.name, one, passage.text[a:b], anchor, str(passage.id),
                before=before, after=after,
            )  # fmt: skip


def _parts(text: str) -> list[tuple[int, int]]:
    """The paragraphs of a passage, parted by blank lines, as places in it."""
    places: list[tuple[int, int]] = []
    start = 0
    for part in text.split("\n\n"):
        places.append((start, start + len(part)))
        start += len(part) + 2
    return places


def read_files(
    paths: Sequence[Path],
    settings: Settings,
    *,
    jobs: int = 1,
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[FileResult]:
    """Read files, each as soon as it is done; files already read come from the cache.

    Memory is bounded by the results of the largest file times the number of processes.

    Args:
        paths: the files.
        settings: how they are read.
        jobs: processes.
        cache: folder where results are kept by the hash of the file and of the words.
        progress: told the bytes done and the bytes in all.
    """
    sizes = {path: path.stat().st_size for path in paths}
    total, done = sum(sizes.values()), 0
    for path, result in _run(paths, settings, jobs, cache):
        done += sizes[path]
        if progress:
            progress(done, total)
        yield result


def _run(
    paths: Sequence[Path], settings: Settings, jobs: int, cache: Path | None
) -> Iterator[tuple[Path, FileResult]]:
    if jobs <= 1 or len(paths) == 1:
        _begin(settings)
        yield from ((path, _one(path, settings, cache)) for path in paths)
        return
    import multiprocessing

    # A forked child could inherit a lock that a thread of the parent holds; a spawned one not.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_begin, initargs=(settings,)
    ) as pool:
        waiting: dict[Future[FileResult], Path] = {}
        for path in paths:
            waiting[pool.submit(_one, path, settings, cache)] = path
            if len(waiting) > 3 * jobs:
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                yield from ((waiting.pop(f), f.result()) for f in done)
        for future, path in waiting.items():
            yield path, future.result()


_reader: tuple[Settings, Reader] | None = None


def _begin(settings: Settings) -> Reader:
    """Compile the words, once in every process."""
    global _reader
    if _reader is None or _reader[0] != settings:
        folder = Path(settings.codebook) if settings.codebook else None
        reader = Reader(
            load(folder),
            load_vocabulary(folder),
            at_least=settings.at_least,
            speaker=settings.speaker,
            stances=_patterns(settings, folder) if settings.stances else None,
        )
        _reader = (settings, reader)
    return _reader[1]


def _patterns(settings: Settings, folder: Path | None) -> StancePatterns:
    words, threats = load_stances(folder)
    parties = (*words.party, *settings.parties)
    return StancePatterns(msgspec.structs.replace(words, party=parties), threats)


def _one(path: Path, settings: Settings, cache: Path | None) -> FileResult:
    reader = _begin(settings)
    try:
        kept = _kept(path, settings, reader, cache)
        if kept is not None:
            stored = _load(kept)
            if stored is not None:
                return FileResult(str(path), stored)
        found = tuple(_read(path, reader, settings))
    except KizunaError as error:
        return FileResult(str(path), error=str(error))
    except OSError as error:
        return FileResult(str(path), error=f"{path.name}: cannot be read: {error.strerror}")
    if kept is not None:
        _store(kept, found)
    return FileResult(str(path), found)


def _read(path: Path, reader: Reader, settings: Settings) -> Iterable[Found]:
    if path.suffix.lower() in _CLEAR:
        return read_passages(path, reader, date=settings.date)
    return read_document(open_document(path), reader, date=settings.date)


def _kept(path: Path, settings: Settings, reader: Reader, cache: Path | None) -> Path | None:
    """The file that holds the results of this content, these words and this code."""
    if cache is None:
        return None
    key = hashlib.sha256(
        "|".join(
            (
                hash_of(path),
                path.suffix.lower(),
                path.name,
                reader.words.vocabulary.fingerprint(),
                f"{reader.book.name} {reader.book.version}",
                repr(settings),
                *_of_stances(settings),
                _code(),
            )
        ).encode()
    ).hexdigest()
    return cache / f"{key[:40]}.msgpack"


def _of_stances(settings: Settings) -> tuple[str, ...]:
    if not settings.stances:
        return ()
    words, threats = load_stances(Path(settings.codebook) if settings.codebook else None)
    return words.fingerprint(), threats.fingerprint()


def _code() -> str:
    """Changes with the code that reads, so that no cache outlives it."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for file in sorted(here.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _load(file: Path) -> tuple[Found, ...] | None:
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=tuple[Found, ...])
    except (OSError, msgspec.DecodeError):
        return None


def _store(file: Path, found: tuple[Found, ...]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(msgspec.msgpack.encode(found))
        Path(name).replace(file)
    except OSError:
        return  # a cache that cannot be written costs time, nothing else
