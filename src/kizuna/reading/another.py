"""``signed a pact with A in 2007 and another with B in 2010``: what is told once more by a pronoun."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kizuna.reading.stages import Staged

_ONE = re.compile(
    r"(?:\band|[,;]|\bbut) (?:in (?:[a-z]+ )?[0-9]{4},? )?"
    r"(?:(?:has|have|had|then|also|later|subsequently|again|signed|concluded|held|conducted|reached|followed|by) ){0,4}"
    r"(that|those|one|another(?: one)?|an? (?:similar|second|third|further|new) one|"
    r"(?:the|a|its|their) (?:second|third|fourth|next|latter)(?: one)?|"
    r"the (?:inaugural|first|last|previous|latest|second|third|[a-z]+th)(?: (?:one|meeting|round|session|edition)(?: of which)?)?)"
    r"(?= (?:with|between|in|on|was|took|had been)\b)"
)
# ``… and one with Chile is under negotiation``
_NOT_YET = re.compile(
    r"[^;.]{0,90}?\b(?:will|would|plan\w*|expected|scheduled|negotiat\w+|being|to be|may(?! [0-9])|could|should|not|under|pending)\b"
)
_FROM = 240  # characters between what was named and the pronoun for it


def with_others(staged: Sequence[Staged], low: str) -> list[Staged]:
    """What a sentence states, with what its pronouns repeat at the same stage."""
    told = list(staged)
    for match in _ONE.finditer(low):
        start, end = match.span(1)
        before = [s for s in staged if s.trigger.end <= start <= s.trigger.end + _FROM]
        if not before or _NOT_YET.match(low, end):
            continue
        last = max(before, key=lambda s: s.trigger.end)
        pronoun = match[1] in ("that", "those")
        if pronoun and not low.startswith(" with ", end):
            continue
        if last.trigger.how in ("people", "visit") or (last.trigger.how == "relation") != pronoun:
            continue
        again = last.trigger._replace(start=start, end=end, plural=False, parties=())
        told.append(Staged(again, last.stage, start, end))
    return told
