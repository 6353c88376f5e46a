"""What a scholarly volume says of itself: editors, ISBN, and its chapters with pair and perspective."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from kizuna.codebook import PartialDate
from kizuna.errors import InputError
from kizuna.reading.actors import Actors
from kizuna.reading.document import Block, Document
from kizuna.reading.fold import fold, lower

_ISBN = re.compile(
    r"\bISBN(?:-1[03])?:? ?((?:97[89][- ]?)?[0-9](?:[- ]?[0-9]){8}[- ]?[0-9Xx])(?![0-9])"
)
_EDITED = re.compile(r"edited by (.{3,160})", re.IGNORECASE)
_COPYRIGHT = re.compile(r"(?:copyright )?©|copyright ©", re.IGNORECASE)
_YEAR = re.compile(
    r"\b(?:first published|copyright|published)\b.{0,60}?\b((?:19|20)[0-9]{2})\b", re.IGNORECASE
)
_PRESS = re.compile(
    r"(?:published by|©) ((?:[A-Z][\w&'.-]+ ){0,5}(?:Press|Publishing|Publishers|Books|Verlag))"
)
_PART = re.compile(
    r"part (?:[ivx]+|[0-9]+|one|two|three|four|five|six)\b[:.]? ?(.*)", re.IGNORECASE
)
_CHAPTER = re.compile(r"(?:chapter )?([0-9]{1,2})[.:]? (.+)", re.IGNORECASE)
_UNNUMBERED = re.compile(
    r"(introduction|conclusions?|epilogue|prologue|afterword)\b[:.]? ?(.*)", re.IGNORECASE
)
_VIEW = re.compile(
    r"\b(?:the )?([A-Z][\w’' -]{2,40}?) (?:perspective|view|approach)s? (?:on|of|to)\b(.*)"
)
_WITH = re.compile(r"\bwith (?:the )?([A-Z][\w’' -]{1,40}?)$")
_IS_A = re.compile(r"((?:[A-ZÀ-Þ][\w'’.ø-]+ ){1,5}?)(?:is|was|holds|teaches|serves|received|has)\b")
_NOTES = re.compile(
    r"(?:notes on|list of|about the) (?:the )?(?:contributors|authors|editors)|contributors",
    re.IGNORECASE,
)
_FRONT = 400  # blocks in which a volume speaks of itself


class Chapter(msgspec.Struct, frozen=True, omit_defaults=True):
    """A chapter as the contents list it.

    Attributes:
        number: as printed; blank for an introduction or a conclusion.
        part: title of the part in which it stands.
        perspective: whose view it takes, as printed; ``perspective_code`` if that is an actor.
        pair: codes of the two sides, sorted; one where the other is a region.
    """

    title: str
    number: str = ""
    part: str = ""
    authors: tuple[str, ...] = ()
    perspective: str = ""
    perspective_code: str = ""
    partner: str = ""
    pair: tuple[str, ...] = ()


class Volume(msgspec.Struct, frozen=True, omit_defaults=True):
    """A volume's front matter."""

    title: str
    editors: tuple[str, ...] = ()
    publisher: str = ""
    isbn: str = ""
    isbns: tuple[str, ...] = ()
    date: str = ""
    chapters: tuple[Chapter, ...] = ()
    contributors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


def volume_of(document: Document, actors: Actors) -> Volume:
    """What the front matter of a document says; fields that it does not state are blank.

    Args:
        document: any document as read.
        actors: who is an actor, to tell the chapters' pairs.
    """
    texts = [block.text for block in document.blocks]
    front = texts[:_FRONT]
    contributors = tuple(_contributors(document.blocks))
    metadata = document.metadata
    isbns = tuple(dict.fromkeys(re.sub("[- ]", "", m[1]) for t in front for m in _ISBN.finditer(t)))
    chapters = tuple(_chapters(front, contributors, actors))
    listed = {chapter.title for chapter in chapters}
    return Volume(
        title=_title(metadata.title, texts[:60]),
        editors=metadata.editors or _editors(front),
        publisher=metadata.publisher or _first(_PRESS, front),
        isbn=metadata.isbn or next((i for i in isbns if len(i) == 13), next(iter(isbns), "")),
        isbns=isbns,
        date=metadata.date or _dated(front),
        chapters=chapters,
        contributors=contributors,
        sections=tuple(
            b.text
            for b in document.blocks
            if b.kind in ("title", "heading") and b.text not in listed
        ),
    )


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> str:
    return next((m[1].strip() for t in texts if (m := pattern.search(t))), "")


def _dated(texts: Sequence[str]) -> str:
    released = _first(
        re.compile(r"[Rr]elease date:? ?([A-Z][a-z]{2,8} [0-9]{1,2}, (?:19|20)[0-9]{2})"), texts
    )
    if released:
        from kizuna.reading.dated import Anchor
        from kizuna.reading.dates import find_dates

        found = find_dates(released.lower(), released, Anchor(None, None))
        if found and found[0].date:
            return str(found[0].date)
    year = _first(_YEAR, texts)
    try:
        return str(PartialDate.parse(year)) if year else ""
    except InputError:
        return ""


def _title(said: str, texts: Sequence[str]) -> str:
    """The title, with its subtitle; a line that returns in the front matter is likely it."""
    if said and texts.count(said) == 0:
        return said
    repeated = [t for t in texts if 8 < len(t) < 200 and texts.count(t) > 1]
    with_subtitle = [t for t in repeated if ":" in t]
    return next(iter(with_subtitle or repeated), said)


def _editors(texts: Sequence[str]) -> tuple[str, ...]:
    for index, text in enumerate(texts):
        match = _EDITED.match(text)
        if match:
            names = match[1]
            if names.endswith((" and", ",")) and index + 1 < len(texts):
                names += f" {texts[index + 1]}"
            return tuple(n.strip() for n in re.split(r",| and ", names) if n.strip())
    return ()


def _contributors(blocks: Sequence[Block]) -> Iterable[str]:
    """Names from the notes on contributors: each note begins with one."""
    inside = False
    for block in blocks[:_FRONT]:
        if _NOTES.fullmatch(block.text):
            inside = True
        elif inside and len(block.text) < 80:
            if block.kind == "heading":
                inside = False
        elif inside and (match := _IS_A.match(block.text)):
            yield match[1].strip()


def _chapters(
    texts: Sequence[str], contributors: Sequence[str], actors: Actors
) -> Iterable[Chapter]:
    start = next(
        (i for i, t in enumerate(texts) if re.fullmatch("(table of )?contents", t, re.I)), None
    )
    if start is None:
        return
    part = ""
    part_pair: tuple[str, ...] = ()
    for text in texts[start + 1 : start + 120]:
        if len(text) > 250 or (_NOTES.fullmatch(text) and part):
            break
        if match := _PART.fullmatch(text):
            part, part_pair = match[1].strip(), _pair(match[1], actors)
        elif match := _CHAPTER.fullmatch(text):
            yield _chapter(match[1], match[2], part, part_pair, contributors, actors)
        elif match := _UNNUMBERED.fullmatch(text):
            title, authors = _without_authors(text, contributors)
            yield Chapter(title=title, authors=authors)
            if match[1].lower().startswith(("concl", "epi", "after")):
                break


def _chapter(
    number: str,
    text: str,
    part: str,
    part_pair: tuple[str, ...],
    contributors: Sequence[str],
    actors: Actors,
) -> Chapter:
    title, authors = _without_authors(text, contributors)
    perspective, code, partner = "", "", ""
    if match := _VIEW.search(title):
        perspective = match[1].removeprefix("The ").strip()
        code = next(iter(_codes(perspective, actors)), "")
        other = _WITH.search(match[2])
        partner = other[1].strip() if other else ""
    own = tuple(sorted({*([code] if code else []), *_codes(partner, actors)}))
    pair = (
        own if len(own) == 2 else part_pair if len(part_pair) == 2 else own or _pair(title, actors)
    )
    return Chapter(
        number=number,
        title=title,
        part=part,
        authors=authors,
        perspective=perspective,
        perspective_code=code,
        partner=partner,
        pair=pair,
    )


def _without_authors(text: str, contributors: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """A title without the names that end it, and these names."""
    authors: list[str] = []
    rest = text.strip()
    found = True
    while found:
        found = False
        for name in contributors:
            if rest.endswith(name):
                rest = rest[: -len(name)].rstrip(" ,")
                rest = re.sub(r"(?:,| and)$", "", rest).strip()
                authors.insert(0, name)
                found = True
    return rest, tuple(authors)


def _codes(text: str, actors: Actors) -> list[str]:
    folded = fold(text)
    found = actors.mentions(folded, lower(folded))
    return list(
        dict.fromkeys(m.code for m in found if m.part != "place" and actors.acts_alone(m.code))
    )


def _pair(text: str, actors: Actors) -> tuple[str, ...]:
    # A region such as Europe in the title of a part is no actor; the other side stands alone.
    return tuple(sorted(_codes(text, actors)))
