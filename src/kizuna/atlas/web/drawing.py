"""Pictures of the atlas: the same drawing in a page, and on its own for a file.

In a page the style sheet colours a drawing, so that it follows light and dark; a file carries the
colours of the light style sheet within.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

from kizuna.atlas.lettering import FAMILY
from kizuna.atlas.rendering import render
from kizuna.codebook import Actor

_RULE = re.compile(r"--([a-z]+):\s*([^;]+);")
_ABBREVIATION = 5
_USE = re.compile(r"var\(--([a-z]+)\)")


def inline(template: str, **values: Any) -> Any:
    """A drawing as part of a page, marked as safe: the template escapes what it is given."""
    import markupsafe

    return markupsafe.Markup(render(template, standalone=False, **values))  # noqa: S704


def alone(template: str, **values: Any) -> str:
    """A drawing as a file of its own."""
    svg = render(template, standalone=True, **values)
    head, _, rest = svg.partition("<title>")
    family = f'font-family="{FAMILY.replace(chr(34), "&quot;")}"'
    opened = head.replace("<svg ", f"<svg {family} ", 1)
    return f"{opened}<style>{_chart_style()}</style><title>{rest}"


def without_style(svg: str) -> Any:
    """A drawing that brings its style, as part of a page that has the style already."""
    import markupsafe

    return markupsafe.Markup(re.sub(r"<style>.*?</style>", "", svg, count=1, flags=re.DOTALL))  # noqa: S704


def short_name(actor: Actor, longest: int) -> str:
    """What an actor is called in a picture.

    Its name if that is short enough; else its code. A code longer than an abbreviation is written
    as an alias writes it, if one does.

    Args:
        actor: the actor.
        longest: the most characters of a name.
    """
    if len(actor.name) <= longest:
        return actor.name
    if len(actor.code) <= _ABBREVIATION:
        return actor.code
    written = {re.sub(r"[\W_]", "", alias).upper(): alias for alias in reversed(actor.aliases)}
    return written.get(actor.code, actor.code)


@cache
def _chart_style() -> str:
    """The rules for drawings, with the colours of the light style sheet put in."""
    templates = files("kizuna.atlas") / "templates"
    colours = dict(_RULE.findall((templates / "style.css").read_text("utf-8").split("}")[0]))
    rules = (templates / "web" / "charts.css").read_text("utf-8")
    return _USE.sub(lambda use: colours[use[1]], rules).replace("\n", " ")
