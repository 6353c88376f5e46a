"""Kinds named by a head noun and its topic: ``a memorandum … on defence cooperation``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kizuna.reading.finders import Hit
from kizuna.reading.fold import word_set
from kizuna.reading.trigger import Trigger
from kizuna.reading.words import Meaning, Topic

_LONGEST = 260  # characters between a head and its topic
_LINKED = word_set(
    "on for concerning regarding in of to about the relating governing covering under enabling "
    "that which and between with"
)
CLAUSE = re.compile(
    r"; |, which |, while |, but |, whereas |, although |, where |, after | because "
)


def composed(
    hit: Hit[Meaning], topics: list[Hit[Topic]], low: str, heads: list[Hit[Meaning]]
) -> Trigger | None:
    """The kind that a head noun names with the nearest topic that fits it.

    Args:
        hit: the head noun.
        topics: the topics of the sentence.
        low: the sentence in lower case.
        heads: its other head nouns; one between the head and a topic takes the topic.
    """
    classes = {meaning.code for meaning in hit.values if meaning.role == "head"}
    if low.startswith(" in principle", hit.end):
        return None  # ``agreement in principle on the Reciprocal Access Agreement``
    if "course" in classes and _PLACE_OF.match(low, hit.end):
        return None
    if "body" in classes and _PARLIAMENT.search(low, max(0, hit.start - 60), hit.end + 60):
        return None
    fitting = list(_fitting(hit, topics, low, heads, classes))
    if not fitting:
        return None
    _, topic, rule = min(fitting, key=lambda one: one[0])
    start, end = min(hit.start, topic.start), max(hit.end, topic.end)
    plural = low[hit.end - 1] == "s" or low[hit.start : hit.end].startswith("memoranda")
    return Trigger(start, end, rule.of, rule.code, "compose", plural)


def _fitting(
    hit: Hit[Meaning],
    topics: list[Hit[Topic]],
    low: str,
    heads: list[Hit[Meaning]],
    classes: set[str],
) -> Iterator[tuple[tuple[int, int], Hit[Topic], Topic]]:
    """The topics that belong to a head, each with its rank: the nearest, then the longest."""
    for topic in topics:
        after = topic.start >= hit.end
        if not after and topic.end > hit.start:
            continue
        gap = low[hit.end : topic.start] if after else low[topic.end : hit.start]
        if len(gap) > _LONGEST or CLAUSE.search(gap):
            continue
        if after and any(hit.end <= h.start and h.end <= topic.start for h in heads):
            continue
        n_words = len(_BETWEEN.sub(" ", gap).split())
        for rule in topic.values:
            if not classes.intersection(rule.heads) or n_words > rule.words:
                continue
            loose = rule.code in _LOOSE and ", and " not in gap
            if _leads(gap) if after else (loose or _goes_before(gap)):
                yield (n_words // 4, topic.start - topic.end), topic, rule


_PLACE_OF = re.compile(r" (?:cent|areas?\b|school|bases?\b|facilit|ground|institut|academ)")
_APART = word_set("and or , including as while")
_PARLIAMENT = re.compile(
    r"parliament|senate|congress|standing committee|select committee|house of|assembly|bundestag|storting|review commission"
)
# Kinds whose topic may stand at a distance before the head: ``the NATO-led Sea Shield operation``.
_LOOSE = frozenset(("multilateral_forum", "operation", "exercise"))
_MODIFIES = word_set(
    "cooperation exchange joint exchanges framework and (nct) transfer relations protection sharing policy technical "
    "industry consultative high-level level strategic planning training bilateral"
)


def _goes_before(gap: str) -> bool:
    """Whether a topic stands right before its head: ``defence industry cooperation agreement``."""
    words = gap.split()
    if words[:2] in (["under", "a"], ["under", "an"], ["under", "the"]):
        return len(words) <= 4  # ``defence cooperation under an enhanced pact``
    return len(words) <= 2 and (not words or words[0].strip("-") in ("", *_MODIFIES))


_BETWEEN = re.compile(
    r"\b(?:between|among) (?:[^;]{0,150}?) (?=on |for |concerning |regarding |relating )"
)


# ``approved the agreement on 16 December, expanding military cooperation``
_CAME_OF_IT = re.compile(
    r"[^,;.]{0,60}, (?:(?:further|rapidly|thus|thereby) )?(?:expand|deepen|strengthen|boost|enhanc|pav|mark|"
    r"reflect|open|cement|accelerat|broaden|signal|highlight|underlin|underscor)ing "
)


def _leads(gap: str) -> bool:
    """Whether the words between a head noun and a topic belong to one name."""
    if _CAME_OF_IT.match(gap):
        return False
    words = gap.split()
    if not words:
        return True
    if words[0] in _APART or gap.startswith(", includ"):
        return False  # ``the agreement and the establishment of …``
    return bool(_LINKED.intersection(words[:1])) or bool(
        _LINKED.intersection(words)
        and not {"was", "were", "is", "has", "had", "will", "signed"}.intersection(words)
    )
