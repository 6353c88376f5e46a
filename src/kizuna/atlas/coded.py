"""What is coded, in the words that a reader knows: kinds, groups, choices, values of stances."""

from __future__ import annotations

import re

from kizuna.atlas.sides import leaning, signed
from kizuna.atlas.wording import _, noted
from kizuna.codebook import Codebook

_CHOICES = {
    "binding": {"executive": noted("executive agreement"), "political": noted("political text")},
    "domain": {"non_traditional": noted("non-traditional")},
    "status": {"in_force": noted("in force"), "political": noted("political: not meant to enter into force")},
    "purpose": {
        "functional": noted("goals to reach together"),
        "threat": noted("a threat to meet"),
        "both": noted("goals to reach together and a threat to meet"),
    },
    "level": {"leader": noted("leaders"), "minister": noted("ministers"),
              "vice_minister": noted("vice-ministers"), "official": noted("officials"),
              "service": noted("services")},
    "role": {
        "head": noted("led the government"),
        "coalition": noted("in the coalition"),
        "support": noted("supported the government"),
    },
}  # fmt: skip
_SALIENCE = (noted("absent"), noted("mentioned"), noted("prominent"), noted("central"))
_LISTED = re.compile(r"\((?P<how>\d+ of \d+): (?P<codes>[^()]*)\)")


def choice(field: str, code: str) -> str:
    """A value of a field with a closed list."""
    words = _CHOICES.get(field, {}).get(code)
    return _(words) if words else code.replace("_", " ")


def stance_value(about_kind: str, text: str) -> str:
    """What a stance says on its scale, with what the number means.

    Args:
        about_kind: threat, partner or policy.
        text: the value as text; what is no number stays as it is.
    """
    try:
        value = float(text)
    except ValueError:
        return text
    if about_kind == "threat":
        words = _(_SALIENCE[min(max(round(value), 0), len(_SALIENCE) - 1)])
        return _("%(value)s of 3, %(words)s", value=f"{value:g}", words=words)
    words = _(leaning(value))
    return _("%(value)s, %(words)s (scale from −2 to +2)", value=signed(value), words=words)


def said(code: str, book: Codebook, field: str = "") -> str:
    """A code wherever it comes from: the label of a kind or a group of the ladder, else a choice.

    Args:
        code: the code.
        book: the codebook.
        field: the field of a row in which it stands, if it does.
    """
    labels = {group.code: group.label for group in book.ladder.groups}
    for kinds in book.kinds.values():
        if code in kinds:
            return kinds[code].label
    return labels.get(code) or choice(field, code)


def warned(text: str, book: Codebook) -> str:
    """A warning about a fit, with its items by their labels."""

    def labels(match: re.Match[str]) -> str:
        codes = match["codes"].split(", ")
        named = "; ".join("…" if code == "..." else said(code, book) for code in codes)
        return f"({match['how']}: {named})"

    return _LISTED.sub(labels, text)
