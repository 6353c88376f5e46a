"""What the dictionary measure of text salience costs: seconds, MB/s, and how it grows.

    python benchmarks/salience.py [--corpus FOLDER] [--workers 2] [--engines]

Measures both named collections without their cache, then the same texts in parts of one eighth,
a quarter, a half and all, and prints the exponent of growth (1 is linear). ``--engines`` holds
the automaton against the alternatives on the same patterns: pyahocorasick and one compiled
regular expression, where they are installed.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kizuna.codebook import load
from kizuna.codebook.patterns import load_patterns
from kizuna.errors import DataError
from kizuna.measures.salience.corpus import read_corpus
from kizuna.measures.salience.counting import count
from kizuna.measures.salience.matching import Matcher
from kizuna.measures.salience.normalise import normalise
from kizuna.measures.salience.text import text_salience

TARGETS = {"un-general-debate": 60.0, "defence-documents": 90.0}
_SAMPLE = 8_000_000  # characters on which engines are compared
_PARTS = (0.125, 0.25, 0.5, 1.0)


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def whole(source: str, folder: Path | None, workers: int) -> bool:
    """One collection from the file to the table, nothing cached; whether it met its target."""
    seconds = timed(lambda: text_salience(source, corpora=folder, workers=workers, cached=False))
    met = seconds < TARGETS[source]
    print(
        f"{source:<20}{seconds:>8.1f} s   target {TARGETS[source]:.0f} s   "
        f"{'met' if met else 'MISSED'}"
    )
    return met


def growth(source: str, folder: Path | None) -> None:
    """Seconds of counting on one core by size, and the exponent of growth."""
    dictionary = load_patterns()
    texts = [d.text for d in read_corpus(source, load(), folder=folder).documents]
    points = []
    for part in _PARTS:
        chosen = texts[:: round(1 / part)]
        size = sum(len(text.encode()) for text in chosen) / 1e6
        seconds = timed(lambda chosen=chosen: count(chosen, dictionary))  # type: ignore[misc]
        points.append((size, seconds))
        print(
            f"{source:<20}{size:>8.1f} MB{seconds:>8.2f} s{size / seconds:>8.1f} MB/s on one core"
        )
    (small, fast), (large, slow) = points[0], points[-1]
    print(f"{source:<20}exponent {math.log(slow / fast) / math.log(large / small):.2f}")


def engines(source: str, folder: Path | None) -> None:
    """The bare search by three engines, on the same patterns and text."""
    import importlib
    import importlib.util
    import re

    matcher = Matcher(load_patterns())
    strings = sorted(
        {
            form
            for entry in load_patterns().threat
            for form in (
                *entry.terms,
                *entry.unless,
                *(p for n in entry.near for p in n.one + n.along),
            )
        }
    )
    texts: list[str] = []
    for document in read_corpus(source, load(), folder=folder).documents:
        texts.append(normalise(document.text).lower())
        if sum(map(len, texts)) > _SAMPLE:
            break
    size = sum(map(len, texts)) / 1e6
    search = matcher._automaton.find_matches_as_indexes
    seconds = timed(lambda: [search(text, overlapping=True) for text in texts])
    print(f"{'ahocorasick_rs':<20}{size / seconds:>8.1f} MB/s")
    if importlib.util.find_spec("ahocorasick"):
        automaton = importlib.import_module("ahocorasick").Automaton()
        for number, pattern in enumerate(strings):
            automaton.add_word(pattern.removesuffix("*"), number)
        automaton.make_automaton()
        seconds = timed(lambda: [list(automaton.iter(text)) for text in texts])
        print(f"{'pyahocorasick':<20}{size / seconds:>8.1f} MB/s")
    body = "|".join(
        re.escape(p.removesuffix("*")) + (r"\w*" if p.endswith("*") else "")
        for p in sorted(strings, key=len, reverse=True)
    )
    alternation = re.compile(rf"\b(?:{body})\b")
    part = texts[: max(1, len(texts) // 8)]
    seconds = timed(lambda: [alternation.findall(text) for text in part])
    print(f"{'re, one alternation':<20}{sum(map(len, part)) / 1e6 / seconds:>8.1f} MB/s")


def main() -> int:
    """Run the benchmark; exit code 1 if a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="folder of the collections")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--engines", action="store_true")
    options = parser.parse_args()
    met = True
    for source in TARGETS:
        try:
            met &= whole(source, options.corpus, options.workers)
            growth(source, options.corpus)
        except DataError as error:
            print(f"{source}: left out. {error}")
            continue
        if options.engines:
            engines(source, options.corpus)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
