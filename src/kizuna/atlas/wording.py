"""The sentences that Python makes, in the reader's language where a catalogue has them.

Texts are written in English where they are used, as in the templates, and looked up in the
catalogue ``locales/LANGUAGE/LC_MESSAGES/kizuna.mo`` that the environment (``LANGUAGE``, ``LANG``)
asks for. Without a catalogue the English text stands.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"


@cache
def texts() -> gettext.NullTranslations:
    """The catalogue of the language that the environment asks for; English without one."""
    return gettext.translation("kizuna", LOCALES, fallback=True)


def _(text: str, **values: object) -> str:
    """A text in the reader's language.

    Args:
        text: in English; names in it are written ``%(name)s``, and a per cent sign ``%%``.
        values: what stands for the names.
    """
    return texts().gettext(text) % values


def counted(one: str, many: str, n: int, **values: object) -> str:
    """A text for one or many, in the reader's language; ``%(n)s`` is the number.

    Args:
        one: in English, for one.
        many: in English, for any other number.
        n: the number.
        values: what stands for other names in the text.
    """
    return texts().ngettext(one, many, n) % {"n": n, **values}


def noted(text: str) -> str:
    """A text that is gathered for translation here, and looked up where it is shown."""
    return text


def chance(probability: float) -> str:
    """A probability in [0, 1] as a percentage, never rounded to certainty: ``64%``, ``>99%``."""
    percent = round(100 * probability)
    return {0: "<1%", 100: ">99%"}.get(percent, f"{percent}%")
