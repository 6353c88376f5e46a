"""The sources of a record as a BibTeX bibliography.

Written here rather than with a library: the entries are few kinds of simple fields, and the
libraries at hand either do not escape what TeX reads as commands or turn every letter outside
ASCII into a macro, which today's BibTeX and Biber no longer need.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_ENTRY = {
    "book": "book",
    "report": "techreport",
    "article": "article",
    "news": "article",
}
_PUBLISHER = {"techreport": "institution", "article": "journal", "misc": "howpublished"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces, escaped or not
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_SPECIAL = re.compile("|".join(re.escape(sign) for sign in _TEX))
_VERBATIM = {"\\": "%5C", "{": "%7B", "}": "%7D"}


def bibliography(sources: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One entry for each source; its key is the source's id."""
    for source in sources:
        yield entry(source)


def entry(source: Mapping[str, Any]) -> str:
    r"""The entry of one source.

    Examples:
        >>> print(entry({"id": "vosse-2018", "kind": "book", "title": "Japan & partners",
        ...     "editors": "Vosse, Wilhelm;Midford, Paul", "publisher": "MUP", "date": "2018-02"}))
        @book{vosse-2018,
          editor = {Vosse, Wilhelm and Midford, Paul},
          title = {{Japan \& partners}},
          publisher = {MUP},
          year = {2018},
          month = feb,
        }
    """
    kind = _ENTRY.get(str(source["kind"]), "misc")
    lines = [f"@{kind}{{{source['id']},"]
    for name, value in _fields(kind, source):
        lines.append(f"  {name} = {value},")
    return "\n".join([*lines, "}"])


def _fields(kind: str, source: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, people in (("author", "authors"), ("editor", "editors")):
        if source.get(people):
            yield name, f"{{{_names(str(source[people]))}}}"
    yield "title", f"{{{{{escape(str(source['title']))}}}}}"  # doubled: keep its capitals
    if source.get("publisher"):
        yield _PUBLISHER.get(kind, "publisher"), f"{{{escape(str(source['publisher']))}}}"
    date = str(source.get("date") or "")
    if date:
        yield "year", f"{{{date[:4]}}}"
    if len(date) >= 7:
        yield "month", _MONTHS[int(date[5:7]) - 1]
    if len(date) == 10:
        yield "day", f"{{{int(date[8:])}}}"
    for name in ("language", "isbn", "note"):
        if source.get(name):
            yield name, f"{{{escape(str(source[name]))}}}"
    for name in ("doi", "url"):
        if source.get(name):
            yield name, f"{{{_address(str(source[name]))}}}"


def _names(joined: str) -> str:
    """Persons as they are; a body is braced, lest its words be taken for given names."""
    names = [escape(name.strip()) for name in joined.split(";") if name.strip()]
    return " and ".join(
        name if "," in name and " and " not in name else f"{{{name}}}" for name in names
    )


def escape(text: str) -> str:
    """The text with everything that TeX reads as a command made plain."""
    return _SPECIAL.sub(lambda found: _TEX[found[0]], text)


def _address(url: str) -> str:
    """An address is read as it stands; only what would end the field is written otherwise."""
    return "".join(_VERBATIM.get(sign, sign) for sign in url)
