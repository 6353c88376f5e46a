"""``kizuna review``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kizuna.cli.options import format_option, out_option
from kizuna.errors import InputError

if TYPE_CHECKING:
    from kizuna.reading.queue import Queue
    from kizuna.record import Record


@click.command(
    epilog="""\b
Examples:
  kizuna review study --read white-paper.pdf
  kizuna review study --add candidates.jsonl
  kizuna review study --coder "Aiko Mori"
  kizuna review study --list --format csv
  kizuna review study --agreement
  kizuna review study --token "Aiko Mori"

\b
Keys: a accept · n accept as a new row · e edit · r reject · s skip · u undo · q quit · ? help"""
)
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--coder", "--as", metavar="NAME", envvar="KIZUNA_CODER", show_envvar=True,
              help="Who decides; blind to what other coders decided.")  # fmt: skip
@click.option("--add", "added", multiple=True, type=click.Path(path_type=Path),
              help="Put candidates into the queue: a file of kizuna read --format jsonl.")  # fmt: skip
@click.option("--read", "documents", multiple=True, type=click.Path(path_type=Path),
              help="Read a document or folder and put its candidates into the queue.")  # fmt: skip
@click.option("--second", is_flag=True,
              help="With --read: also ask the model that KIZUNA_READER_URL names.")  # fmt: skip
@click.option("--date", metavar="DATE", help="With --read: date of documents that state none.")
@click.option("--list", "listed", is_flag=True, help="List the queue instead.")
@click.option("--history", is_flag=True, help="List all decisions instead, with those undone.")
@click.option("--agreement", is_flag=True, help="How far coders and readers agree, instead.")
@click.option("--token", metavar="NAME",
              help="Print a token with which NAME can sign in to decide in the web atlas.")  # fmt: skip
@format_option("table", "json", "csv", "md")
@out_option
def review(
    study: Path,
    coder: str | None,
    added: tuple[Path, ...],
    documents: tuple[Path, ...],
    second: bool,
    date: str | None,
    listed: bool,
    history: bool,
    agreement: bool,
    token: str | None,
    form: str,
    out: Path | None,
) -> None:
    """Judge the candidates of a STUDY: accept, edit or reject what reading proposes.

    Nothing that was proposed counts before a person accepts it. What is accepted enters the record
    as a revision, with the passage, the person and the reader. It resumes where it stopped.
    """
    from kizuna.reading.queue import Queue
    from kizuna.record.open import open_record

    if second and not documents:
        raise InputError("--second asks a model about documents; name them with --read")
    if token is not None:
        _give_token(study, token)
        return
    with Queue(study) as queue, open_record(study) as record:
        if added or documents:
            from kizuna.cli.review_adding import add_files

            add_files(queue, record, study, added, documents, second=second, date=date or "")
        elif agreement:
            from kizuna.cli.review_lists import agreements

            _deliver(agreements(queue, form), out)
        elif listed or history:
            from kizuna.cli.review_lists import decisions, entries

            text = decisions(queue, form) if history else entries(queue, coder, form)
            _deliver(text, out)
        else:
            _judge(queue, record, study, coder)


def _give_token(study: Path, name: str) -> None:
    """Print a token, this once; the one that the same coder had stops working."""
    from kizuna.atlas.library.accounts import Accounts
    from kizuna.atlas.web.queue_work import CODERS
    from kizuna.reading.deciding import check_coder

    if not study.is_dir():
        raise InputError(f"{study} is no folder of a study; start one with: kizuna init {study}")
    check_coder(name)
    click.echo(Accounts(study / CODERS).give_token(name))


def _judge(queue: Queue, record: Record, study: Path, coder: str | None) -> None:
    from kizuna.cli.review_desk import Desk

    if not coder or not coder.strip():
        raise InputError("who reviews? Say so with --coder NAME, or set KIZUNA_CODER")
    Desk(queue, record, study, coder.strip()).run()


def _deliver(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text)
        return
    try:
        out.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}") from error
