"""Pages of the library: the sources, what rests on each, the reader, and readers' reviews."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from kizuna.atlas.dossiers import as_data
from kizuna.atlas.library.kin import Kin, sharing
from kizuna.atlas.library.passages import Passage
from kizuna.atlas.library.reviews import Review
from kizuna.atlas.references import address
from kizuna.atlas.search.entries import source_path
from kizuna.atlas.search.words import Piece
from kizuna.atlas.web.evidence_pages import Turns, page_styles, styles
from kizuna.atlas.web.holdings import Borne, Holdings, Line
from kizuna.atlas.wording import _, noted
from kizuna.reading.document import Block
from kizuna.record import Source
from kizuna.record.related import MOST

LONGEST_PREVIEW = 200
MOST_PREVIEWS = 10
"""Of a text that is not theirs, visitors see so many previews of so many characters."""

LANGUAGES = {
    "ar": noted("Arabic"), "de": noted("German"), "en": noted("English"), "es": noted("Spanish"), "fr": noted("French"),
    "id": noted("Indonesian"), "it": noted("Italian"), "ja": noted("Japanese"), "ko": noted("Korean"), "ms": noted("Malay"),
    "nl": noted("Dutch"), "pl": noted("Polish"), "pt": noted("Portuguese"), "ru": noted("Russian"), "sv": noted("Swedish"),
    "th": noted("Thai"), "tr": noted("Turkish"), "uk": noted("Ukrainian"), "vi": noted("Vietnamese"), "zh": noted("Chinese"),
}  # fmt: skip


class Standing(NamedTuple):
    """A source with what rests on it and who shares that, read once for all forms of its page."""

    source: Source
    borne: Borne
    sharing: tuple[Kin, ...]
    alike: tuple[Kin, ...]
    reviews: tuple[Review, ...]


class Form(NamedTuple):
    """The form for a review, as it is shown.

    Attributes:
        account: who is signed in; blank for nobody.
        csrf: the mark without which nothing is taken.
        problem: why the last attempt was refused.
    """

    account: str = ""
    csrf: str = ""
    name: str = ""
    rating: int = 0
    text: str = ""
    problem: str = ""


class Told(NamedTuple):
    """A passage as it is shown.

    Attributes:
        path: where it stands in the reader; blank for those who do not see the text.
    """

    text: str
    lines: tuple[Line, ...]
    path: str


class Shown(NamedTuple):
    """A block of a text in the reader."""

    number: int
    heading: bool
    runs: tuple[Piece, ...]
    facts: tuple[Line, ...]


def byline(source: Source) -> str:
    """Who, where published, when."""
    people = (source.authors or source.editors).replace(";", "; ")
    if source.editors and not source.authors:
        people += _(" (eds)") if ";" in source.editors else _(" (ed.)")
    return " · ".join(str(part) for part in (people, source.publisher, source.date) if part)


def library_index(held: Holdings, turns: Turns) -> dict[str, Any]:
    """What a page of the list of sources shows."""
    ratings = held.reviews.ratings() if held.reviews else {}
    listed = []
    for source in held.sources[turns.span]:
        facts, claims = held.counts.get(source.id, (0, 0))
        listed.append(
            {
                "path": source_path(source.id),
                "title": source.title,
                "byline": byline(source),
                "kind": source.kind,
                "language": _(LANGUAGES.get(source.language, source.language)),
                "facts": facts,
                "claims": claims,
                "rating": ratings.get(source.id),
                "text": source.id in held.shelf.texts,
            }
        )
    return {
        "total": len(held.sources),
        "held": len(held.shelf.texts),
        "sources": listed,
        "pages": turns,
    }


def sources_data(held: Holdings, turns: Turns) -> list[dict[str, Any]]:
    """The sources of a page of the list as data, with what rests on each."""
    listed = []
    for source in held.sources[turns.span]:
        facts, codings = held.counts.get(source.id, (0, 0))
        listed.append({**as_data(source), "facts": facts, "codings": codings})
    return listed


def standing(held: Holdings, source: Source) -> Standing:
    """What is known of a source."""
    borne = held.borne_by(source.id)
    return Standing(
        source,
        borne,
        tuple(sharing(held.view, source.id, borne.facts, borne.claims)),
        tuple(held.likeness.like(source.id)),
        tuple(held.reviews.of(source.id)) if held.reviews else (),
    )


def source_page(
    held: Holdings, known: Standing, *, permanent: str, local: bool, form: Form | None
) -> dict[str, Any]:
    """What the page of a source shows.

    Args:
        held: the holdings.
        known: what is known of the source.
        permanent: its permanent address, in full.
        local: whether it is shown to whoever sits at the machine on which the texts lie.
        form: the form for a review; ``None`` where none are taken.
    """
    source, borne, reviews = known.source, known.borne, known.reviews
    ratings = [review.rating for review in reviews]
    n_facts, n_claims = held.counts.get(source.id, (0, 0))
    main = {fact.id for fact in borne.facts}
    return {
        "source": source,
        "path": source_path(source.id),
        "byline": byline(source),
        "biblio": list(_biblio(source)),
        "facts": [held.line(fact) for fact in borne.facts],
        "claimed": [held.line(f) for row, f in sorted(borne.claimed.items()) if row not in main],
        "n_facts": n_facts,
        "n_claims": n_claims,
        "cut": MOST if n_facts > len(borne.facts) or n_claims > len(borne.claims) else 0,
        "text": source.id in held.shelf.texts,
        "local": local,
        "found": previews(held, source.id, borne, local=local),
        "sharing": known.sharing,
        "alike": known.alike,
        "reviews": reviews,
        "rating": (sum(ratings) / len(ratings), len(ratings)) if ratings else None,
        "form": form if held.reviews else None,
        "permanent": permanent,
        "styles": styles(source),
        "page_styles": page_styles(held, source.title, permanent),
    }


def source_data(held: Holdings, known: Standing) -> dict[str, Any]:
    """A source with what rests on it, as data; no word of its text."""
    return {
        "source": as_data(known.source),
        "facts": [held.line(fact)._asdict() for fact in known.borne.facts],
        "codings": [as_data(claim) for claim in known.borne.claims],
        "shares_facts_with": [
            {"source": kin.source.id, "facts": kin.shared} for kin in known.sharing
        ],
        "alike": [
            {"source": kin.source.id, "likeness": round(kin.likeness, 4)} for kin in known.alike
        ],
        "reviews": [
            {"name": r.name, "rating": r.rating, "text": r.text, "at": r.at.isoformat()}
            for r in known.reviews
        ],
    }


def source_table(held: Holdings, known: Standing) -> list[dict[str, Any]]:
    """What rests on a source as a table: a line for each fact and each coding."""
    borne = known.borne
    lines = [
        {"row": fact.id, "table": fact.table, "field": "", "value": "", "locator": "",
         "check": fact.check, "title": held.line(fact).title}
        for fact in borne.facts
    ]  # fmt: skip
    for claim in borne.claims:
        fact = borne.claimed.get(claim.row)
        lines.append(
            {"row": claim.row, "table": fact.table if fact else "", "field": claim.field,
             "value": claim.value, "locator": claim.locator, "check": claim.check,
             "title": held.line(fact).title if fact else ""}
        )  # fmt: skip
    return lines


def previews(held: Holdings, source: str, borne: Borne, *, local: bool) -> list[Told]:
    """The passages that support facts: whole for the user, short and few for anybody else."""
    text = held.shelf.texts.get(source)
    if text is None:
        return []
    facts = _facts(held, borne)
    found = held.passages(source)
    return [
        Told(
            _cut(text.blocks[p.block - 1].text[p.start : p.end], local=local),
            tuple(facts[row] for row in p.facts if row in facts),
            f"{source_path(source)}/text#b{p.block}" if local else "",
        )
        for p in (found if local else found[:MOST_PREVIEWS])
    ]


def reader_page(held: Holdings, source: Source, *, local: bool) -> dict[str, Any] | None:
    """What the reader shows; ``None`` where the user does not have the text."""
    text = held.shelf.texts.get(source.id)
    if text is None:
        return None
    borne = held.borne_by(source.id)
    found = held.passages(source.id)
    return {
        "source": source,
        "path": source_path(source.id),
        "local": local,
        "n_passages": len(found),
        "longest_preview": LONGEST_PREVIEW,
        "jumps": sorted({passage.block for passage in found}),
        "found": [] if local else previews(held, source.id, borne, local=False),
        "blocks": list(_blocks(text.blocks, found, _facts(held, borne))) if local else [],
    }


def _blocks(
    blocks: Sequence[Block], found: Sequence[Passage], facts: dict[str, Line]
) -> Iterable[Shown]:
    by_block: dict[int, list[Passage]] = {}
    for passage in found:
        by_block.setdefault(passage.block, []).append(passage)
    for number, block in enumerate(blocks, start=1):
        here = by_block.get(number, [])
        rows = dict.fromkeys(row for passage in here for row in passage.facts)
        lines = tuple(facts[row] for row in rows if row in facts)
        heading = block.kind in ("heading", "title")
        yield Shown(number, heading, tuple(_runs(block.text, here)), lines)


def _runs(text: str, here: Sequence[Passage]) -> Iterable[Piece]:
    at = 0
    for passage in here:
        if passage.start > at:
            yield Piece(text[at : passage.start])
        yield Piece(text[passage.start : passage.end], hit=True)
        at = passage.end
    if at < len(text) or not text:
        yield Piece(text[at:])


def _facts(held: Holdings, borne: Borne) -> dict[str, Line]:
    return {fact.id: held.line(fact) for fact in (*borne.facts, *borne.claimed.values())}


def _cut(text: str, *, local: bool) -> str:
    if local or len(text) <= LONGEST_PREVIEW:
        return text
    return text[:LONGEST_PREVIEW].rsplit(" ", 1)[0] + " …"


def _biblio(source: Source) -> Iterable[tuple[str, str, str]]:
    """The parts of the bibliographic record that are known: label, value, address or blank."""
    doi = f"https://doi.org/{source.doi}" if source.doi else ""
    url = address(source) if source.url else ""
    parts = (
        (_("Kind"), source.kind, ""),
        (_("Authors"), source.authors.replace(";", "; "), ""),
        (_("Editors"), source.editors.replace(";", "; "), ""),
        (_("Publisher"), source.publisher, ""),
        (_("Date"), str(source.date or ""), ""),
        (_("Language"), _(LANGUAGES.get(source.language, source.language)), ""),
        ("ISBN", source.isbn, ""),
        ("DOI", source.doi, doi),
        (_("Address"), source.url, url),
        (_("Id"), source.id, ""),
    )
    return (part for part in parts if part[1])
