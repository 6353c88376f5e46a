"""What each side says, put next to each other so that agreement and difference show at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kizuna.atlas.wording import noted
from kizuna.codebook import Codebook
from kizuna.measures.profile import Profile
from kizuna.record import Stance

HIGH = 2.0
"""Salience from which a government stresses a threat (of 0 to 3)."""
APART = 2.0
"""Difference of salience from which the weights differ."""

_HOLDERS = ("government", "parliament", "party", "public")


class Threat(NamedTuple):
    """A threat in the eyes of both governments; ``None`` where no stance is known."""

    label: str
    one: Stance | None
    other: Stance | None
    verdict: str


class Matter(NamedTuple):
    """A policy, and what the holders on each side say of it."""

    label: str
    one: tuple[Stance, ...]
    other: tuple[Stance, ...]


def threats(profile: Profile, book: Codebook) -> list[Threat]:
    """All threats of which either government speaks: shared ones first, then by weight."""
    mine = {stance.about: stance for stance in profile.one.threats}
    theirs = {stance.about: stance for stance in profile.other.threats}
    lines = []
    for code in {**mine, **theirs}:
        one, other = mine.get(code), theirs.get(code)
        label = book.threats[code].label if code in book.threats else code
        lines.append(Threat(label, one, other, _verdict(profile, one, other)))
    return sorted(lines, key=lambda t: (-len([s for s in t[1:3] if s]), -_weight(t), t.label))


def _weight(threat: Threat) -> float:
    return sum(stance.value for stance in (threat.one, threat.other) if stance)


def _verdict(profile: Profile, one: Stance | None, other: Stance | None) -> str:
    if one is None or other is None:
        return f"{(profile.one if one else profile.other).name} only"
    if abs(one.value - other.value) >= APART:
        return "weights differ"
    return "both stress it" if min(one.value, other.value) >= HIGH else ""


def summary(profile: Profile, book: Codebook) -> list[str]:
    """In sentences: what both governments stress, where they differ, what only one names."""
    lines = threats(profile, book)
    found = []
    for verdict, words in (
        ("both stress it", "Both governments stress"),
        ("weights differ", "Their weights differ on"),
        (f"{profile.one.name} only", f"Known only of {profile.one.name}:"),
        (f"{profile.other.name} only", f"Known only of {profile.other.name}:"),
    ):
        labels = [f"{line.label} ({_years(line)})" for line in lines if line.verdict == verdict]
        if labels:
            found.append(f"{words} {'; '.join(labels)}.")
    if not (profile.one.threats and profile.other.threats):
        silent = [s.name for s in (profile.one, profile.other) if not s.threats]
        found.append(f"No government stance on threats is known of {' and '.join(silent)}.")
    return found


def _years(threat: Threat) -> str:
    """When it was said, on the one side and the other: what is old must not pass for today's."""
    dates = [stance.date for stance in (threat.one, threat.other) if stance]
    return ", ".join(dict.fromkeys(str(date.year) if date else "no date" for date in dates))


def policies(profile: Profile, book: Codebook) -> list[Matter]:
    """All policies on which anybody on either side is known to speak; shared ones first."""
    codes = dict.fromkeys(s.about for s in (*profile.one.policies, *profile.other.policies))
    matters = [
        Matter(
            book.policies[code].label if code in book.policies else code,
            ordered(s for s in profile.one.policies if s.about == code),
            ordered(s for s in profile.other.policies if s.about == code),
        )
        for code in codes
    ]
    return sorted(matters, key=lambda m: (not (m.one and m.other), m.label))


def ordered(stances: Iterable[Stance]) -> tuple[Stance, ...]:
    """Government, parliament, parties and public; those in favour first."""
    return tuple(sorted(stances, key=lambda s: (_rank(s), -s.value, s.holder_name)))


def _rank(stance: Stance) -> int:
    return _HOLDERS.index(stance.holder_kind) if stance.holder_kind in _HOLDERS else len(_HOLDERS)


def leaning(value: float) -> str:
    """A stance on a partner or a policy (-2 to +2) in words."""
    if abs(value) < 0.5:
        return noted("divided")
    if abs(value) >= 1.5:
        return noted("strongly for") if value > 0 else noted("strongly against")
    return noted("for") if value > 0 else noted("against")


def signed(value: float) -> str:
    """A value with its sign, such as ``+1.6`` or ``−2``."""
    text = f"{value:+g}" if value else "0"
    return text.replace("-", "−")
