"""The work on a study's queue: what a coder has before them, and what others did, kept blind."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from kizuna.atlas.library.accounts import LOCAL, Accounts
from kizuna.atlas.web.guard import Trickle
from kizuna.errors import InputError
from kizuna.measures.reviewing import ReviewAgreement, coders_agree
from kizuna.reading.blind import last_seen
from kizuna.reading.deciding import as_new, check_coder, hidden_from, proposed, settle
from kizuna.reading.linking import Linker, Match, Status, status_of
from kizuna.reading.queue import Candidate, Decision, Outcome, Queue
from kizuna.reading.words import Words
from kizuna.record import Record, View

CODERS = "coders.sqlite"
"""Name of the file of coders' accounts in the folder of a study."""

STATUSES: tuple[Status, ...] = ("contradicts", "new", "related", "confirms")
"""What the record can say of a candidate, what needs a person most first."""

_PACE, _BURST = 2.0, 120.0  # decisions a second in the long run, and at once
_HASH = re.compile("[0-9a-f]{64}")


class Pile(NamedTuple):
    """Candidates that are worked through together: all, those of a document, those of a status.

    Attributes:
        slug: in addresses; blank for all.
        title: of the document; blank for all.
        numbers: of the candidates, in the order of the queue.
        status: what the record says of its candidates; blank for those of a document.
    """

    slug: str
    title: str
    numbers: tuple[int, ...]
    status: str = ""


class Work:
    """A study's queue as coders work through it in the atlas.

    Args:
        record: the study's record.
        study: its folder.
        coder: name of who sits at this machine; blank if they sign in as everybody else.

    Raises:
        InputError: nobody could decide, or the record takes no changes.
    """

    def __init__(self, record: Record, study: Path, *, coder: str = "") -> None:
        if record.read_only:
            raise InputError(
                f"{study} is read-only, and what a coder accepts must be written; "
                "let your user write in that folder, or leave out --queue"
            )
        if coder:
            check_coder(coder)
        self.queue = Queue(study)
        self.record = record
        self.study = study
        self.coder = coder.strip()
        self.accounts = Accounts(study / CODERS)
        if not self.coder and not self.accounts.names():
            raise InputError(
                "nobody could decide about the queue: say who sits at this machine with "
                f"--coder NAME, or give coders a token each with: kizuna review {study} --token NAME"
            )
        self.pace = Trickle(_PACE, _BURST)
        self.lock = threading.RLock()
        self._known: tuple[View, Linker] | None = None
        self._candidates: dict[int, Candidate] = {}
        self._statuses: tuple[object, dict[int, Status]] = (None, {})
        self._agreed: dict[tuple[object, ...], list[ReviewAgreement]] = {}
        self._seen: tuple[object, dict[str, int | None]] = (None, {})
        settle(self.queue, record)

    def name_of(self, account: str) -> str:
        """The coder behind an account; blank for nobody."""
        return self.coder if account == LOCAL else account

    def last_seen(self, coder: str) -> int | None:
        """The last revision of the record that a coder may see; ``None`` if none is held back."""
        stamp = self.queue.stamp()
        kept, seen = self._seen
        if kept != stamp:
            seen = {}
        if coder not in seen:
            seen[coder] = last_seen(self.queue, self.record, coder)
            self._seen = (stamp, seen)
        return seen[coder]

    @cached_property
    def words(self) -> Words:
        """The words by which passages are read, the study's own included."""
        from kizuna.reading.vocabulary import load_vocabulary

        own = self.study / "codebook"
        return Words(load_vocabulary(own if own.is_dir() else None), self.record.codebook)

    def known(self) -> tuple[View, Linker]:
        """The newest state of the record, and its rows ready to be compared with."""
        with self.lock:
            view = self.record.view()
            if self._known is None or self._known[0].revision != view.revision:
                self._known = (view, Linker(view))
            return self._known

    def candidates(self) -> dict[int, Candidate]:
        """All candidates by number; they are only ever added to."""
        with self.lock:
            newest = self.queue.newest()
            if newest and newest not in self._candidates:
                self._candidates = self.queue.candidates()
            return self._candidates

    def leading(self) -> str:
        """Code of the actor that most candidates name, to begin with where the record has none.

        Raises:
            InputError: the queue is empty.
        """
        named = Counter(code for one in self.candidates().values() for code in one.parties)
        if not named:
            raise InputError(
                "neither the record nor the queue names anybody yet; fill the queue with: "
                f"kizuna read FILE --queue {self.study}"
            )
        return named.most_common(1)[0][0]

    def piles(self) -> list[Pile]:
        """All candidates, and those of each document."""
        by: dict[str, list[int]] = {}
        titles: dict[str, str] = {}
        candidates = self.candidates()
        for number, one in candidates.items():
            slug = pile_of(one)
            by.setdefault(slug, []).append(number)
            titles.setdefault(slug, one.document.title or one.source)
        found = [Pile(slug, titles[slug], tuple(numbers)) for slug, numbers in by.items()]
        return [Pile("", "", tuple(candidates)), *found]

    def sorted_by_record(self, coder: str) -> list[Pile]:
        """What a coder has still to decide, by what the record says of it: contradictions first."""
        view, linker = self.known()
        hidden = hidden_from(coder, self.queue)
        decided = {n for n, d in self.own(coder).items() if d.verdict != "skip"}
        key = (view.revision, hidden)
        with self.lock:
            if self._statuses[0] != key:
                self._statuses = (key, {})
            known = self._statuses[1]
        by: dict[Status, list[int]] = {status: [] for status in STATUSES}
        for number, one in self.candidates().items():
            if number not in decided:
                if number not in known:
                    found = linker.matches(one.proposal())
                    known[number] = status_of(tuple(m for m in found if m.row not in hidden))
                by[known[number]].append(number)
        return [Pile(s, "", tuple(numbers), s) for s, numbers in by.items() if numbers]

    def pile(self, slug: str, coder: str) -> Pile:
        """The pile of this name; all candidates where there is none."""
        if slug in STATUSES:
            sorts = self.sorted_by_record(coder)
            return next((pile for pile in sorts if pile.slug == slug), Pile(slug, "", (), slug))
        piles = self.piles()
        return next((pile for pile in piles if pile.slug == slug), piles[0])

    def waiting(self, coder: str, slug: str = "") -> list[int]:
        """What a coder has still to decide in a pile; what was skipped comes last."""
        numbers = set(self.pile(slug, coder).numbers)
        return [number for number in self.queue.waiting(coder) if number in numbers]

    def following(self, coder: str, slug: str, *, after: int = 0) -> int | None:
        """The candidate at which a coder goes on: not the one just seen, if there is another."""
        waiting = self.waiting(coder, slug)
        skipped = {d.candidate for d in self.queue.decisions(coder) if d.verdict == "skip"}
        fresh = [number for number in waiting if number not in skipped]
        ahead = [number for number in fresh if number > after]
        others = [number for number in waiting if number != after]
        return next(iter([*ahead, *fresh, *others, *waiting]), None)

    def outcome(self, coder: str, candidate: Candidate, *, new: bool = False) -> Outcome:
        """What a candidate would become if this coder accepted it.

        Args:
            coder: the coder, to whom what others made is not shown.
            candidate: the candidate.
            new: make it a row of its own, whatever the record has.
        """
        view, linker = self.known()
        if new:
            return as_new(candidate, view, linker=linker)
        return proposed(candidate, view, hidden=hidden_from(coder, self.queue), linker=linker)

    def matches(self, coder: str, candidate: Candidate) -> list[Match]:
        """Rows of the record that a candidate speaks of, without what other coders made of it."""
        hidden = hidden_from(coder, self.queue)
        _view, linker = self.known()
        return [m for m in linker.matches(candidate.proposal()) if m.row not in hidden]

    def own(self, coder: str) -> dict[int, Decision]:
        """A coder's decisions that hold, by candidate."""
        return {d.candidate: d for d in self.queue.decisions(coder)}

    def others(self, coder: str) -> list[Decision]:
        """What others decided, about candidates alone that this coder has decided as well."""
        mine = {number for number, d in self.own(coder).items() if d.verdict != "skip"}
        return [
            d
            for d in self.queue.decisions()
            if d.coder != coder and d.candidate in mine and d.verdict != "skip"
        ]

    def agreement(self, coder: str, other: str) -> list[ReviewAgreement]:
        """How far a coder agrees with another on what both have decided."""
        newest = max((d.id for d in self.queue.decisions()), default=0)
        undone = sum(row["undone_at"] is not None for row in self.queue.history())
        key = (*sorted((coder, other)), newest, undone)
        return self._once(key, lambda: coders_agree(self.queue, (coder, other)))

    def _once(
        self, key: tuple[object, ...], make: Callable[[], list[ReviewAgreement]]
    ) -> list[ReviewAgreement]:
        with self.lock:
            if key not in self._agreed:
                self._agreed = {k: v for k, v in self._agreed.items() if k[2:] == key[2:]}
                self._agreed[key] = make()
            return self._agreed[key]


def pile_of(candidate: Candidate) -> str:
    """The name of the pile in which a candidate lies: one for each document or file of passages."""
    document = candidate.anchor.document
    place = document if _HASH.fullmatch(document) else candidate.source
    return hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def seal(outcome: Outcome) -> str:
    """Changes with what a coder saw of an outcome: so that nobody accepts what they did not see.

    The id and the source are left out: they change with what others accept of the same document.
    """
    row = sorted((name, text) for name, text in outcome.row.items() if name not in ("id", "source"))
    own = "" if outcome.created else outcome.row["id"]
    seen = (outcome.table, own, outcome.stage, outcome.field, row)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
