"""The desk at which a coder reviews: one candidate at a time, by keys."""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kizuna.errors import ConflictError, InputError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from kizuna.reading.queue import Candidate, Outcome, Queue
    from kizuna.reading.words import Words
    from kizuna.record import Record

_STYLES = {
    "actor": "bold cyan",
    "kind": "bold magenta",
    "date": "bold green",
    "verb": "bold yellow",
}
_HELP = """\
a  accept: the row enters the record    e  edit fields, then accept
n  accept as a row of its own           r  reject: this is no fact
s  skip: come back to it at the end     u  undo your last decision
q  quit; everything is kept             ?  this help"""
_KEYS = "[a]ccept [n]ew [e]dit [r]eject [s]kip [u]ndo [q]uit [?]"


class Desk:
    """A coder's review of a queue.

    Args:
        queue: the queue.
        record: the record of the study.
        study: its folder.
        coder: who decides.
    """

    def __init__(self, queue: Queue, record: Record, study: Path, coder: str) -> None:
        self.queue = queue
        self.record = record
        self.study = study
        self.coder = coder
        self._later: set[int] = set()

    def run(self) -> None:
        """Show candidates until none is left or the coder quits."""
        from kizuna.reading.deciding import settle

        settle(self.queue, self.record)
        done = 0
        while (number := self._next()) is not None:
            self._show(number)
            key = self._key()
            if key == "q":
                break
            done += self._act(key, number)
        left = len(self.queue.waiting(self.coder))
        click.echo(f"{done} decided, {left} left. Your decisions are kept.")

    def _next(self) -> int | None:
        """The next candidate: those skipped in this session come back in the next one."""
        waiting = (n for n in self.queue.waiting(self.coder) if n not in self._later)
        return next(waiting, None)

    def _key(self) -> str:
        while True:
            click.echo(f"{_KEYS} ", nl=False)
            try:
                # Keys can also be piped in, where no terminal is.
                piped = not sys.stdin.isatty()
                key = (sys.stdin.read(1) if piped else click.getchar()).lower()
            except (EOFError, KeyboardInterrupt):
                key = ""
            click.echo(key if key.isprintable() else "")
            if key in ("", "\x03", "\x04"):
                return "q"
            if key in "anersuq":
                return key
            click.echo(_HELP)

    def _act(self, key: str, number: int) -> int:
        """Do what a key says; the number of decisions that it added."""
        from kizuna.reading.deciding import decide, undo

        try:
            if key == "u":
                undone = undo(self.queue, self.record, coder=self.coder)
                click.echo(
                    f"Undone: candidate {undone.candidate}." if undone else "Nothing to undo."
                )
                if undone:
                    self._later.discard(undone.candidate)
                return -1 if undone and undone.verdict != "skip" else 0
            if key in "rs":
                verdict = "reject" if key == "r" else "skip"
                if key == "s":
                    self._later.add(number)
                decide(self.queue, self.record, number, coder=self.coder, verdict=verdict)  # type: ignore[arg-type]
                return int(key == "r")
            return self._accept(key, number)
        except (InputError, ConflictError) as error:
            click.echo(f"Not possible: {error}")
            return 0

    def _accept(self, key: str, number: int) -> int:
        from kizuna.reading.deciding import as_new, decide

        outcome = self._outcome(number)
        if key == "n":
            outcome = as_new(self.queue.get(number), self.record.view())
        if key == "e":
            edited = self._edit(outcome)
            if edited is None:
                return 0
            verdict, outcome = ("edit" if edited != outcome else "accept"), edited
        else:
            verdict = "accept"
        decision = decide(
            self.queue, self.record, number, coder=self.coder, verdict=verdict, outcome=outcome  # type: ignore[arg-type]
        )  # fmt: skip
        click.echo(f"In the record: {outcome.row['id']}. (u takes it back)")
        return int(decision.verdict != "skip")

    def _edit(self, outcome: Outcome) -> Outcome | None:
        """Ask for ``field=value`` until a blank line; ``None`` if the coder thinks better of it."""
        from kizuna.reading.deciding import edited

        click.echo("field=value, as often as needed; a blank line accepts, ! goes back.")
        while True:
            line = click.prompt("edit", default="", show_default=False).strip()
            if line == "!":
                return None
            if not line:
                return outcome
            name, sign, value = line.partition("=")
            try:
                if not sign:
                    raise InputError(f"{line[:40]!r}: write field=value, such as title=Joint drill")
                outcome = edited(outcome, {name.strip(): value.strip()}, self.record.codebook)
                click.echo(f"{name.strip()} = {value.strip()}")
            except InputError as error:
                click.echo(f"Not possible: {error}")

    def _outcome(self, number: int) -> Outcome:
        from kizuna.reading.deciding import hidden_from, proposed

        hidden = hidden_from(self.coder, self.queue)
        return proposed(self.queue.get(number), self.record.view(), hidden=hidden)

    def _show(self, number: int) -> None:
        from rich.text import Text

        candidate, outcome = self.queue.get(number), self._outcome(number)
        left = len(self.queue.waiting(self.coder))
        console = self._console
        console.print()
        console.rule(Text(f"candidate {number}, {left} waiting"))
        console.print(self._passage(candidate))
        page = f", p. {candidate.anchor.page}" if candidate.anchor.page else ""
        console.print(f"  {_plain(candidate.source)}{page}, block {candidate.anchor.paragraph}",
                      style="dim", markup=False, highlight=False)  # fmt: skip
        readers = ", ".join(self.queue.readers().get(number, ()))
        why = "; ".join(f"{f.name} {f.found} {f.weight:+.2f}" for f in candidate.why)
        console.print(f"  {_plain(readers)}: score {candidate.score:.2f}"
                      + (f" = {_plain(why)}" if why else ""),
                      style="dim", markup=False, highlight=False)  # fmt: skip
        head = "New row" if outcome.created else f"Claims about {outcome.row['id']}"
        console.print(f"{head}: {outcome.table}, {candidate.stage}", style="bold", markup=False)
        for name, value in outcome.row.items():
            if value and name not in ("check", "coder"):
                console.print(f"  {name:<12} {_plain(value)}", markup=False, highlight=False)
        self._show_matches(candidate)

    def _show_matches(self, candidate: Candidate) -> None:
        from kizuna.reading.deciding import hidden_from
        from kizuna.reading.linking import Linker

        hidden = hidden_from(self.coder, self.queue)
        matches = [
            m for m in Linker(self.record.view()).matches(candidate.proposal())
            if m.row not in hidden
        ]  # fmt: skip
        for match in matches[:5]:
            has = f" ({match.field} {match.value})" if match.field else ""
            self._console.print(f"  {match.relation}: {match.row}{has}", markup=False)

    def _passage(self, candidate: Candidate) -> Text:
        from rich.text import Text

        from kizuna.reading.highlighting import highlights

        text = Text("  " + _plain(candidate.passage))
        for span in highlights(candidate, self._words):
            text.stylize(_STYLES[span.role], span.start + 2, span.end + 2)
        return text

    @cached_property
    def _words(self) -> Words:
        from kizuna.reading.vocabulary import load_vocabulary
        from kizuna.reading.words import Words

        own = self.study / "codebook"
        vocabulary = load_vocabulary(own if own.is_dir() else None)
        return Words(vocabulary, self.record.codebook)

    @cached_property
    def _console(self) -> Console:
        from rich.console import Console

        return Console()


def _plain(text: str) -> str:
    """A text of the same length without signs by which a document could steer the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
