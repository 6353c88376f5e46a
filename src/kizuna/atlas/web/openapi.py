"""The description of every address of the atlas, made from the patterns that answer them (OpenAPI 3.1).

<https://spec.openapis.org/oas/v3.1.0>
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from kizuna import __version__
from kizuna.atlas.web.addresses import addresses
from kizuna.atlas.web.leaves import patterns

FORMS = {
    "": "text/html",
    ".json": "application/json",
    ".csv": "text/csv",
    "/charts/{chart}.svg": "image/svg+xml",
    "/charts/{chart}.png": "image/png",
}
_QUERIES = {
    "/search": ("q", "page"),
    "/search/answers": ("q",),
    "/go": ("actor", "date", "with"),
    "/sign-in": ("next",),
}
_SENT = {"/library/{source}/reviews": ("name", "rating", "text", "csrf"), "/sign-in": ("token", "csrf")}  # fmt: skip


class Template(NamedTuple):
    """An address with names for its parts.

    Attributes:
        path: such as ``/{actor}/{date}``.
        parts: the pattern of each part.
    """

    path: str
    parts: dict[str, str]


def described() -> dict[str, Any]:
    """The description: every path with what can be asked there, and in which forms it answers."""
    paths: dict[str, Any] = {
        "/": {"get": _asked(Template("/", {}), "text/html", moves=True)},
        "/go": {"get": _asked(Template("/go", {}), "text/html", moves=True)},
        "/search/answers": {"get": _asked(Template("/search/answers", {}), "application/json")},
        "/sign-in": {
            "get": _asked(Template("/sign-in", {}), "text/html"),
            "post": _asked(Template("/sign-in", {}), "text/html", moves=True),
        },
    }
    for pattern in (*(address.pattern for address in addresses()), *patterns()):
        dated = "(?P<date>" in pattern.pattern
        for template in templates(pattern.pattern):
            for form, media in FORMS.items():
                if dated or "chart" not in form:
                    whole = Template(template.path + form, _parts(template, form))
                    paths[whole.path] = {"get": _asked(whole, media)}
    review = Template("/library/{source}/reviews", paths["/library/{source}"]["get"]["x-parts"])
    paths[review.path] = {"post": _asked(review, "text/html", moves=True)}
    for operations in paths.values():
        for operation in operations.values():
            operation.pop("x-parts")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kizuna atlas",
            "version": __version__,
            "description": "Every page is also data: the same address with .json or .csv, and its "
            "charts below it as SVG and PNG.",
        },
        "paths": dict(sorted(paths.items())),
    }


def templates(pattern: str) -> Iterator[Template]:
    """The addresses that a pattern stands for, with and without each of its optional parts."""
    pieces: list[tuple[Template, ...]] = []
    at = 0
    while at < len(pattern):
        if pattern[at] != "(":
            end = pattern.find("(", at)
            end = len(pattern) if end < 0 else end
            pieces.append((Template(pattern[at:end], {}),))
            at = end
            continue
        end = _closing(pattern, at)
        inside = pattern[at + 1 : end]
        named = re.match(r"\?P<(\w+)>", inside)
        if named:
            pieces.append((Template(f"{{{named[1]}}}", {named[1]: inside[named.end() :]}),))
            at = end + 1
        else:
            # The only other groups are optional ones: ``(?:…)?``.
            pieces.append((Template("", {}), *templates(inside.removeprefix("?:"))))
            at = end + 2
    for chosen in itertools.product(*pieces):
        parts = {name: rule for one in chosen for name, rule in one.parts.items()}
        yield Template("".join(one.path for one in chosen), parts)


def _closing(pattern: str, at: int) -> int:
    depth = 0
    for place in range(at, len(pattern)):
        depth += {"(": 1, ")": -1}.get(pattern[place], 0)
        if depth == 0:
            return place
    raise ValueError(f"the pattern {pattern} has a bracket that is not closed")


def _parts(template: Template, form: str) -> dict[str, str]:
    return {**template.parts, **({"chart": "[a-z0-9-]{1,20}"} if "chart" in form else {})}


def _asked(template: Template, media: str, *, moves: bool = False) -> dict[str, Any]:
    """What can be asked at an address, and what answers it gives."""
    path = template.path.removesuffix(".json").removesuffix(".csv")
    given: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": f"^{rule}$"},
        }
        for name, rule in template.parts.items()
    ]
    given += [
        {"name": name, "in": "query", "schema": {"type": "string"}}
        for name in _QUERIES.get(path, ())
    ]
    answers: dict[str, Any] = {
        "200": {"description": "What was asked for.", "content": {media: {}}},
        "4XX": {"description": "It is not there, or was not asked for as it must be."},
    }
    if moves:
        answers["3XX"] = {"description": "Leads to the page."}
    found: dict[str, Any] = {"parameters": given, "responses": answers, "x-parts": template.parts}
    if path in _SENT and moves:
        fields = {name: {"type": "string"} for name in _SENT[path]}
        form = {"schema": {"type": "object", "properties": fields}}
        found["requestBody"] = {"content": {"application/x-www-form-urlencoded": form}}
    return found
