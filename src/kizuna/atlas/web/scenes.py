"""Which state of the record a visitor sees: the newest, or for a coder who codes blind an older one."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from kizuna.atlas.web.holdings import Holdings
from kizuna.atlas.web.states import States
from kizuna.atlas.web.visitors import visitor

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Scope

    from kizuna.atlas.web.queue_work import Work

SESSION = "kizuna-coder"
"""The cookie of who has signed in to decide."""

_SEEN = "kizuna.seen"
_MOST = 4  # older states that are kept, each with what was measured of it


class Scene(NamedTuple):
    """A state of the record, and what pages are made from.

    Attributes:
        held_back: whether what came later is kept from the visitor.
    """

    states: States
    holdings: Holdings
    held_back: bool = False


class Scenes:
    """States of a record older than the newest, the last ones kept.

    Args:
        make: makes the scene of a revision.
    """

    def __init__(self, make: Callable[[int], Scene]) -> None:
        self._make = make
        self._kept: OrderedDict[int, Scene] = OrderedDict()
        self._lock = threading.Lock()

    def at(self, revision: int) -> Scene:
        """The scene of a revision."""
        with self._lock:
            if revision not in self._kept:
                self._kept[revision] = self._make(revision)
                if len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(revision)
            return self._kept[revision]


def coder_of(request: Request, work: Work) -> str:
    """The coder who asks; blank for anybody else."""
    return work.name_of(visitor(request, work.accounts, cookie=SESSION).account)


def last_revision(request: Request, work: Work | None, newest: int) -> int | None:
    """The last revision that may be shown to who asks; ``None`` for who is no coder.

    A request keeps its answer: the page must be the one under which it is remembered, and what
    enters the record while it is made must not get into it.

    Args:
        request: the request.
        work: the queue; ``None`` where there is none.
        newest: the newest revision, read before the decisions are.
    """
    scope: Scope = request.scope
    if work is None:
        return None
    if _SEEN not in scope:
        coder = coder_of(request, work)
        last = work.last_seen(coder) if coder else None
        scope[_SEEN] = min(newest, newest if last is None else last) if coder else None
    seen: int | None = scope[_SEEN]
    return seen
