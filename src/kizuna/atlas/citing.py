"""How to cite a source, and a page about it: APA, Chicago and BibTeX.

The styles are those of the Publication Manual of the APA (7th edition, ch. 9 and 10) and of the
Chicago Manual of Style (17th edition, ch. 15, author and date). Written here rather than with a
processor of citation styles: the record has seven kinds of sources, and the styles that such a
processor reads come under a licence that would bind whoever passes the package on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from kizuna.atlas.references import address
from kizuna.codebook import PartialDate
from kizuna.record import Source
from kizuna.record.interchange.bibtex import entry, escape
from kizuna.record.rows import fields_of, to_text

Style = Literal["apa", "chicago", "bibtex"]
STYLES: dict[Style, str] = {"apa": "APA", "chicago": "Chicago", "bibtex": "BibTeX"}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
# Works that stand alone are set in italics; articles and news are parts of something that does.
_PARTS = frozenset(("article", "news"))
_APA_MOST, _CHICAGO_MOST = 20, 10


class Run(NamedTuple):
    """A stretch of a citation: its text, and whether it is set in italics."""

    text: str
    italic: bool = False


class Cited(NamedTuple):
    """A page of the atlas as something to cite.

    Attributes:
        title: what the page is about.
        address: where it stands: in full, or from the root of a site that is not known.
        known: the day of the record's knowledge.
        record: label of the record.
        version: of Kizuna.
    """

    title: str
    address: str
    known: dt.date | None
    record: str
    version: str


def plain(runs: Sequence[Run]) -> str:
    """A citation as text."""
    return "".join(run.text for run in runs)


def cite(source: Source, style: Style) -> list[Run]:
    """A source in a style.

    Examples:
        >>> from kizuna.codebook import PartialDate
        >>> book = Source(id="v", kind="book", title="Japan's partnerships", editors="Vosse, "
        ...     "Wilhelm;Midford, Paul", publisher="MUP", date=PartialDate.parse("2018"))
        >>> plain(cite(book, "apa"))
        "Vosse, W., & Midford, P. (Eds.). (2018). Japan's partnerships. MUP."
        >>> plain(cite(book, "chicago"))
        "Vosse, Wilhelm, and Paul Midford, eds. 2018. Japan's partnerships. MUP."
    """
    if style == "bibtex":
        fields = {name: to_text(getattr(source, name)) for name in fields_of(Source)}
        return [Run(entry(fields))]
    return _spaced(_apa(source) if style == "apa" else _chicago(source))


def cite_page(page: Cited, style: Style) -> list[Run]:
    """A page of the atlas in a style."""
    known = PartialDate.parse(page.known.isoformat()) if page.known else None
    where = f"Record “{page.record}”, Kizuna {page.version}"
    if style == "bibtex":
        return [Run(_page_bibtex(page, where))]
    if style == "apa":
        return _spaced(_page_apa(page, known))
    return _spaced(_page_chicago(page, known, where))


def _page_apa(page: Cited, known: PartialDate | None) -> Iterator[Run]:
    yield Run(f"The Kizuna authors. ({_apa_date(known)}).")
    yield Run(page.title, italic=True)
    yield Run(f"(Version {page.version}; record “{page.record}”) [Data set]. Kizuna.")
    yield Run(page.address)


def _page_chicago(page: Cited, known: PartialDate | None, where: str) -> Iterator[Run]:
    yield Run(f"The Kizuna authors. {_year(known)}.")
    yield Run(f"“{_closed(page.title)}” {where}{_chicago_day(known)}.")
    yield Run(f"{page.address}.")


def _page_bibtex(page: Cited, where: str) -> str:
    key = "kizuna-" + "-".join(part for part in page.address.split("?")[0].split("/")[-2:] if part)
    lines = [
        f"@misc{{{''.join(c for c in key if c.isalnum() or c in '-_')},",
        "  author = {{The Kizuna authors}},",
        f"  title = {{{{{escape(page.title)}}}}},",
        f"  howpublished = {{{escape(where)}}},",
    ]
    if page.known:
        lines.append(f"  year = {{{page.known.year}}},")
        lines.append(f"  note = {{Record as known on {page.known.isoformat()}}},")
    return "\n".join([*lines, f"  url = {{{_braced(page.address)}}},", "}"])


def _braced(url: str) -> str:
    return url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _apa(source: Source) -> Iterator[Run]:
    part = source.kind in _PARTS
    who = _apa_people(source)
    title = Run(_closed(source.title) if part or not _medium(source) else source.title, not part)
    published = source.publisher and source.publisher != who.rstrip(".")
    date = f"({_apa_date(source.date)})."
    if who:
        yield Run(f"{_closed(who)} {date}")
        yield title
    elif source.publisher and not part:
        # The body that issued it stands for the author, and is not named again.
        published = ""
        yield Run(f"{_closed(source.publisher)} {date}")
        yield title
    else:
        yield title
        yield Run(date)
    if _medium(source):
        yield Run(f"[{_medium(source)}].")
    if published:
        yield Run(_closed(source.publisher), part)
    if address(source):
        yield Run(address(source) if not source.doi else f"https://doi.org/{source.doi}")


def _chicago(source: Source) -> Iterator[Run]:
    part = source.kind in _PARTS
    who = _chicago_people(source) or ("" if part else source.publisher)
    quoted = part or source.kind == "web"
    title = Run(f"“{_closed(source.title)}”") if quoted else Run(_closed(source.title), italic=True)
    if who:
        yield Run(_closed(who))
        yield Run(f"{_year(source.date)}.")
        yield title
    else:
        yield title
        yield Run(f"{_year(source.date)}.")
    if source.publisher and source.publisher != who:
        day = _chicago_day(source.date) if part else ""
        yield Run(f"{source.publisher}{day}." if day else _closed(source.publisher), part)
    elif part or source.kind == "web":
        day = _chicago_day(source.date).removeprefix(", ")
        if day:
            yield Run(f"{day}.")
    if source.doi or address(source):
        yield Run(f"https://doi.org/{source.doi}." if source.doi else f"{address(source)}.")


def _medium(source: Source) -> str:
    return "Data set" if source.kind == "database" else ""


def _people(source: Source) -> tuple[list[str], bool]:
    joined = source.authors or source.editors
    names = [name.strip() for name in joined.split(";") if name.strip()]
    return names, bool(names) and not source.authors


def _apa_people(source: Source) -> str:
    names, editors = _people(source)
    shown = [_initials(name) for name in names]
    if len(shown) > _APA_MOST:
        joined = f"{', '.join(shown[: _APA_MOST - 1])}, … {shown[-1]}"
    else:
        joined = (
            ", & ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
        )
    return f"{joined} ({'Eds.' if len(names) > 1 else 'Ed.'})" if editors else joined


def _initials(name: str) -> str:
    family, comma, given = name.partition(",")
    if not comma:
        return name  # a body, or a name in an order of its own
    letters = [
        "-".join(f"{half[0]}." for half in word.split("-") if half) for word in given.split()
    ]
    return f"{family}, {' '.join(letters)}" if letters else family


def _chicago_people(source: Source) -> str:
    names, editors = _people(source)
    shown = [names[0], *(_turned(name) for name in names[1:])] if names else []
    if len(shown) > _CHICAGO_MOST:
        joined = f"{', '.join(shown[:7])}, et al"
    elif len(shown) > 1:
        joined = f"{', '.join(shown[:-1])}, and {shown[-1]}"
    else:
        joined = "".join(shown)
    return f"{joined}, {'eds' if len(names) > 1 else 'ed'}" if editors else joined


def _turned(name: str) -> str:
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family}".strip() if comma else name


def _year(date: PartialDate | None) -> str:
    return str(date)[:4] if date else "n.d"


def _apa_date(date: PartialDate | None) -> str:
    if date is None:
        return "n.d."
    return f"{str(date)[:4]}{_chicago_day(date)}"


def _chicago_day(date: PartialDate | None) -> str:
    """``, March 13`` as precise as the date is; blank for a year alone."""
    parts = str(date).split("-")[1:] if date else []
    if not parts:
        return ""
    month = _MONTHS[int(parts[0]) - 1]
    return f", {month} {int(parts[1])}" if len(parts) > 1 else f", {month}"


def _closed(text: str) -> str:
    """Text with a stop at its end, unless it has one."""
    return text if text.endswith((".", "?", "!", ".”")) else f"{text}."


def _spaced(runs: Iterator[Run]) -> list[Run]:
    spaced: list[Run] = []
    for run in runs:
        if spaced:
            spaced.append(Run(" "))
        spaced.append(run)
    return spaced
