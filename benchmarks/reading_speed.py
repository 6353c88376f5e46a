"""How fast is reading? Megabytes of text a second on one core, and memory over many files.

    python benchmarks/reading_speed.py                  # UN speeches and defence documents
    python benchmarks/reading_speed.py --files my-texts/

Texts come from the public corpora (folder ``KIZUNA_CORPORA``); without them from ``--files``.
Pure reading is timed, in seconds of processor time: structure, sentences, candidates; no start-up, no parsing of PDF. Memory is
the peak of the process while the same texts are read over and over.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kizuna.codebook import PartialDate, load
from kizuna.reading.candidates import Reader
from kizuna.reading.structure import blocks_of
from kizuna.reading.vocabulary import load_vocabulary


def corpora() -> Path:
    """The folder of the public corpora."""
    sibling = Path(__file__).resolve().parents[2] / "shared" / "corpora"
    return Path(os.environ.get("KIZUNA_CORPORA", sibling))


def texts(name: str, megabytes: float) -> list[str]:
    """Texts of a corpus up to so many megabytes, spread over it."""
    import polars as pl

    frame = pl.read_parquet(corpora() / name).sample(fraction=1.0, shuffle=True, seed=1)
    chosen: list[str] = []
    size = 0
    for text in frame["text"]:
        chosen.append(text)
        size += len(text.encode())
        if size > megabytes * 1e6:
            break
    return chosen


def read_all(reader: Reader, documents: list[str]) -> tuple[float, int]:
    """Seconds of processor time, and candidates."""
    start = time.process_time()
    found = 0
    for text in documents:
        paragraphs: Iterator[str] = (block.text for block in blocks_of(text))
        found += sum(map(len, reader.read(paragraphs, date=PartialDate.parse("2020"))))
    return time.process_time() - start, found


def peak() -> float:
    """Peak memory of this process, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--files", type=Path)
    parser.add_argument("--megabytes", type=float, default=20.0)
    options = parser.parse_args()
    start = time.perf_counter()
    reader = Reader(load(), load_vocabulary())
    print(f"words compiled in {time.perf_counter() - start:.2f} s")
    if options.files:
        found = {
            "files": [p.read_text("utf-8") for p in islice(options.files.rglob("*.txt"), 10_000)]
        }
    else:
        found = {
            "UN General Debate": texts("un_general_debate_1990_2024.parquet", options.megabytes),
            "defence documents": texts("defence_documents.parquet", options.megabytes),
        }
    print(f"{'corpus':20}{'MB':>8}{'seconds':>10}{'MB/s':>8}{'candidates':>12}{'peak MB':>10}")
    for name, documents in found.items():
        size = sum(len(text.encode()) for text in documents) / 1e6
        before = peak()
        seconds, count = read_all(reader, documents)
        print(f"{name:20}{size:8.1f}{seconds:10.2f}{size / seconds:8.2f}{count:12,}{peak():10.0f}")
        again, _ = read_all(reader, documents)
        print(f"{'  once more':20}{size:8.1f}{again:10.2f}{size / again:8.2f}{'':12}{peak():10.0f}"
              f"   ({peak() - before:+.0f} MB since it began)")  # fmt: skip


if __name__ == "__main__":
    main()
