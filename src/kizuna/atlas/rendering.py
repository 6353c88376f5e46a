"""The environment in which templates are filled: everything is escaped unless marked otherwise."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from kizuna.atlas.symbols import SIGNS
from kizuna.atlas.wording import texts

if TYPE_CHECKING:
    import gettext

    import jinja2
    import markupsafe

_DATE = re.compile(r"\b[0-9]{4}-[0-9]{2}(-[0-9]{2})?\b")
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}


def render(template: str, **values: Any) -> str:
    """Fill a template of the atlas; HTML and SVG are escaped, values in LaTeX are too."""
    return environment(tex=template.endswith(".tex")).get_template(template).render(values)


@cache
def environment(*, tex: bool = False) -> jinja2.Environment:
    """The templates' environment.

    Args:
        tex: for LaTeX, whose braces clash with the usual signs: ``<< value >>``, ``<% if %>``.
    """
    import jinja2

    signs = {
        "block_start_string": "<%",
        "block_end_string": "%>",
        "variable_start_string": "<<",
        "variable_end_string": ">>",
        "comment_start_string": "<#",
        "comment_end_string": "#>",
    }
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("kizuna.atlas"),
        autoescape=not tex,  # noqa: S701 - LaTeX has an escape of its own below
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_escape_tex if tex else None,
        extensions=() if tex else ("jinja2.ext.i18n",),
        **(signs if tex else {}),  # type: ignore[arg-type]
    )
    if not tex:
        # Texts of the templates are in English; a folder of translations can stand beside them.
        made.install_gettext_translations(texts(), newstyle=True)  # type: ignore[attr-defined]
        made.globals["_"] = _phrase
    made.globals["signs"] = SIGNS
    made.filters["whole_dates"] = _whole_dates
    made.filters["num"] = lambda value: f"{value:.2f}".rstrip("0").rstrip(".")
    made.filters["signed"] = with_sign
    return made


def _phrase(text: str, **values: object) -> markupsafe.Markup:
    """A text of a template in the reader's language; values are escaped.

    The same as Jinja's own function of this name, which takes ten times as long: a large page has a
    thousand such texts.
    """
    return _translated(texts(), text) % values if values else _plain(texts(), text)


@lru_cache(maxsize=8_192)
def _translated(language: gettext.NullTranslations, text: str) -> markupsafe.Markup:
    import markupsafe

    return markupsafe.Markup(language.gettext(text))  # noqa: S704 - ours, or a translator's


@lru_cache(maxsize=8_192)
def _plain(language: gettext.NullTranslations, text: str) -> markupsafe.Markup:
    return _translated(language, text) % {}


def with_sign(value: float) -> str:
    """A number with two digits, its sign, and a minus as wide as the plus: ``+1.20``, ``−0.35``."""
    return f"{value:+.2f}".replace("-", "−")


def _whole_dates(text: str) -> markupsafe.Markup:
    """Text in which no date is torn apart at the end of a line; it is escaped here."""
    import markupsafe

    return markupsafe.Markup(  # noqa: S704 - escaped before the spans are put in
        _DATE.sub(r'<span class="date">\g<0></span>', str(markupsafe.escape(text)))
    )


class Tex(str):
    """Text that is LaTeX already."""

    __slots__ = ()


def _escape_tex(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Tex):
        return "".join(_TEX.get(character, character) for character in value)
    return value
