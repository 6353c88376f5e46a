"""Counting a collection: once per text, over several processes, resumable at any moment.

What was counted is kept in the user's cache under the hash of the text, in one small file per
batch, so that a run that was cut short continues where it stopped and a text is counted again
only if it, the dictionary or the way of counting has changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import NamedTuple

import msgspec

from kizuna.codebook.patterns import Dictionary
from kizuna.measures.salience import matching, normalise
from kizuna.measures.salience.matching import Matcher

Progress = Callable[[int, int], None]
"""Called with the megabytes done and the megabytes in all, in bytes."""

_BATCH = 3_000_000  # characters that go to a process at a time
_WORTH_IT = 6_000_000  # characters below which a second process costs more than it gains


class Counts(NamedTuple):
    """What a text says, as numbers; the tuples follow the order of the dictionary.

    Attributes:
        n_words: words of the text.
        english: share of its words that are ``the``, ``of``, ``and`` or ``to``, 0 to 1.
        counted, negated, quoted: matches per threat, by their status.
    """

    n_words: int
    english: float
    counted: tuple[int, ...]
    negated: tuple[int, ...]
    quoted: tuple[int, ...]


class Cache:
    """Counts of texts by the hash of the text, for one way of counting.

    Args:
        way: changes with whatever changes the counts: the dictionary, the code, a model.
        folder: where caches are; by default in the user's cache folder.
    """

    def __init__(self, way: str, *, folder: Path | None = None) -> None:
        if folder is None:
            import platformdirs

            folder = Path(platformdirs.user_cache_dir("kizuna", appauthor=False)) / "salience"
        self.folder = folder / way

    def load(self) -> dict[bytes, Counts]:
        """Everything that was counted before; damaged files are removed."""
        found: dict[bytes, Counts] = {}
        for part in sorted(self.folder.glob("*.counts")):
            try:
                found |= msgspec.msgpack.decode(part.read_bytes(), type=dict[bytes, Counts])
            except (msgspec.DecodeError, OSError):
                with contextlib.suppress(OSError):
                    part.unlink()
        return found

    def keep(self, counted: dict[bytes, Counts]) -> None:
        """Write one batch; a folder that cannot be written costs only the next run's time."""
        name = uuid.uuid4().hex
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            scratch = self.folder / f"{name}.part"
            scratch.write_bytes(msgspec.msgpack.encode(counted))
            scratch.replace(self.folder / f"{name}.counts")


def count(
    texts: Sequence[str],
    dictionary: Dictionary,
    *,
    cache: Cache | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> list[Counts]:
    """Count every text.

    Args:
        texts: the texts; equal ones are counted once.
        dictionary: the dictionary.
        cache: where counts are kept; ``None`` counts everything anew.
        workers: processes. With more than one, a script that calls this needs the usual
            ``if __name__ == "__main__":``.
        progress: told the characters done and the characters in all.

    Returns:
        One entry per text, in their order.
    """
    keys = [key_of(text) for text in texts]
    known = cache.load() if cache else {}
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    total = sum(map(len, texts))
    done = total - sum(map(len, missing.values()))
    if progress:
        progress(done, total)
    sizes = {key: len(text) for key, text in missing.items()}
    small = total - done < _WORTH_IT
    for counted in _run(missing, dictionary, 1 if small else workers):
        known |= counted
        if cache:
            cache.keep(counted)
        done += sum(sizes[key] for key in counted)
        if progress:
            progress(done, total)
    if progress:
        progress(total, total)
    return [known[key] for key in keys]


def _run(
    texts: dict[bytes, str], dictionary: Dictionary, workers: int
) -> Iterator[dict[bytes, Counts]]:
    batches = _batches(texts)
    if workers <= 1:
        _begin(dictionary)
        yield from map(_count_batch, batches)
        return
    import multiprocessing

    # A forked child could inherit a lock that a thread of the parent holds; a spawned one not.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        workers, mp_context=context, initializer=_begin, initargs=(dictionary,)
    ) as pool:
        waiting: set[Future[dict[bytes, Counts]]] = set()
        for batch in batches:
            waiting.add(pool.submit(_count_batch, batch))
            if len(waiting) > 2 * workers:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        yield from (future.result() for future in waiting)


def _batches(texts: dict[bytes, str]) -> Iterator[dict[bytes, str]]:
    batch: dict[bytes, str] = {}
    size = 0
    for key, text in texts.items():
        batch[key] = text
        size += len(text)
        if size >= _BATCH:
            yield batch
            batch, size = {}, 0
    if batch:
        yield batch


_matcher: Matcher | None = None


def _begin(dictionary: Dictionary) -> None:
    """Compile the dictionary, once in every process."""
    global _matcher
    if _matcher is None or _matcher.dictionary != dictionary:
        _matcher = Matcher(dictionary)


def _count_batch(batch: dict[bytes, str]) -> dict[bytes, Counts]:
    if _matcher is None:
        raise RuntimeError("a worker was asked to count before it had its dictionary")
    return {key: count_one(_matcher, text) for key, text in batch.items()}


def count_one(matcher: Matcher, text: str) -> Counts:
    """Count one text."""
    reading = matcher.read(text)
    size = len(matcher.dictionary.threat)
    tallies = {status: [0] * size for status in ("counted", "negated", "quoted")}
    for match in reading.matches:
        tallies[match.status][match.threat] += 1
    return Counts(
        reading.n_words,
        reading.english,
        tuple(tallies["counted"]),
        tuple(tallies["negated"]),
        tuple(tallies["quoted"]),
    )


def default_workers() -> int:
    """Processes that the command line uses: two, or the one core there is."""
    return min(2, os.cpu_count() or 1)


def key_of(text: str) -> bytes:
    """The name of a text in the cache: its hash."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def way_of(dictionary: Dictionary) -> str:
    """Changes with the dictionary and with the code that counts, so that no cache outlives them."""
    digest = hashlib.sha256(dictionary.fingerprint().encode())
    for module in (matching, normalise):
        digest.update(Path(str(module.__file__)).read_bytes())
    return f"dictionary-{digest.hexdigest()[:16]}"
