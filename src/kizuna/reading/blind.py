"""How much of the record a coder may see while candidates are open that others have decided.

A record keeps two times, and what a coder must not see yet is simply not known yet: the pages of
evidence are made from the record as it was known before the first such decision entered.
"""

from __future__ import annotations

from kizuna.reading.queue import Queue
from kizuna.record import Record


def last_seen(queue: Queue, record: Record, coder: str) -> int | None:
    """The last revision of the record that a coder may see.

    Another coder's decision is held back as long as this coder has not decided about the same
    candidate; skipping is no decision. So is one that was undone, whose row stays in the history.

    Args:
        queue: the queue.
        record: the record of the study.
        coder: the coder.

    Returns:
        Its number, 0 for an empty record; ``None`` if nothing is held back.
    """
    own = {d.candidate for d in queue.decisions(coder) if d.verdict != "skip"}
    last: list[int] = []
    for decision in queue.history():
        if decision["coder"] == coder or decision["candidate"] in own or not decision["outcome"]:
            continue
        if decision["revision"] is not None:
            last.append(decision["revision"] - 1)
        elif decision["undone_at"] is None:
            # It may have entered this moment; nothing that is older than the decision tells of it.
            last.append(record.view(decision["at"]).revision)
    return min(last, default=None)
