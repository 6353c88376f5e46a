"""Filling the queue of ``kizuna review``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kizuna.errors import DocumentError

if TYPE_CHECKING:
    from kizuna.reading.queue import Queue
    from kizuna.record import Record


def add_files(
    queue: Queue,
    record: Record,
    study: Path,
    added: Sequence[Path],
    documents: Sequence[Path],
    *,
    second: bool,
    date: str,
) -> None:
    """Put the candidates of files into the queue, each file whole or not at all.

    Raises:
        DocumentError: a file cannot be read; those before it are in the queue.
    """
    from kizuna.codebook import PartialDate
    from kizuna.reading.queueing import candidates_in

    if date:
        PartialDate.parse(date)
    new = known = 0
    for path in added:
        more, again = queue.add(list(candidates_in(path, record.codebook)))
        new, known = new + more, known + again
    if documents:
        more, again = _read(queue, record, study, documents, second=second, date=date)
        new, known = new + more, known + again
    also = f", {known} there already" if known else ""
    click.echo(
        f"{new} candidates added{also}. Next: kizuna review {study} --coder NAME, "
        f"or in the browser: kizuna atlas --queue {study} --coder NAME"
    )


def _read(
    queue: Queue, record: Record, study: Path, documents: Sequence[Path], *, second: bool, date: str
) -> tuple[int, int]:
    from kizuna.reading.candidates import Reader
    from kizuna.reading.formats import gathered
    from kizuna.reading.queueing import read_into
    from kizuna.reading.vocabulary import load_vocabulary

    own = study / "codebook"
    reader = Reader(record.codebook, load_vocabulary(own if own.is_dir() else None))
    model = None
    if second:
        from kizuna.reading.second import SecondReader, from_environment

        model = SecondReader(from_environment(), record.codebook)
    new = known = 0
    for path, address in gathered(documents).items():
        found, document = read_into(path, reader, date=date, address=address)
        if model is not None:
            if document is None:
                raise DocumentError(f"{path.name}: the second reader reads documents, not passages")
            answer = model.read(document)
            found += answer.candidates
            for reason, count in answer.rejected.items():
                click.echo(
                    f"{path.name}: {count} proposals of the model left out: {reason}", err=True
                )
        more, again = queue.add(found)
        new, known = new + more, known + again
    return new, known
