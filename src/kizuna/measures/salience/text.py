"""Threat salience of every actor and year from a collection of texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from kizuna import __version__
from kizuna.codebook import Codebook, load
from kizuna.codebook.patterns import Dictionary, load_patterns
from kizuna.errors import InputError
from kizuna.measures.salience.corpus import Corpus, Document, read_corpus
from kizuna.measures.salience.counting import Cache, Counts, Progress, count, way_of

if TYPE_CHECKING:
    import polars as pl

Method = Literal["dictionary", "embedding"]
ENGLISH = 0.08
"""Texts with a smaller share of English function words are not measured by the dictionary."""

COLUMNS = ("actor", "year", "threat", "value", "n_words", "n_matches")
"""The stable columns of the table."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One actor, year and threat.

    Attributes:
        value: matches per 10,000 words; ``None`` where the actor itself is the threat.
        n_words: words of the actor's texts of that year.
        n_matches: matches that count.
        n_negated: matches that say the threat is absent; they do not count.
        n_quoted: matches in somebody else's words; they do not count.
        n_texts: texts of that year.
    """

    actor: str
    year: int
    threat: str
    value: float | None
    n_words: int
    n_matches: int
    n_negated: int
    n_quoted: int
    n_texts: int


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A place where a text speaks of a threat, with its sentence.

    Attributes:
        term: the words that matched.
        status: ``counted``, ``negated`` or ``quoted``.
        passage: the sentence, white space made equal.
    """

    actor: str
    year: int
    title: str
    threat: str
    term: str
    status: str
    passage: str


class TextSalience(msgspec.Struct, frozen=True, kw_only=True):
    """Salience of threats in the texts of a collection.

    Attributes:
        lines: one per actor, year and threat, zeros included, in that order.
        passages: the matching places, if they were asked for.
        foreign: texts that are not in English and were not measured: actor, year, title.
        unmatched: spellings of actors that the codebook does not know, with their texts.
        unread: files or rows without actor, year or text.
        method: what was done, with its version.
    """

    source: str
    citation: str
    method: str
    lines: tuple[Line, ...]
    passages: tuple[Passage, ...]
    foreign: tuple[tuple[str, int, str], ...]
    unmatched: dict[str, int]
    unread: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The machine form."""
        return {
            "source": self.source,
            "citation": self.citation,
            "method": self.method,
            "kizuna": __version__,
            "lines": msgspec.to_builtins(self.lines),
            "passages": msgspec.to_builtins(self.passages),
            "not_english": [
                {"actor": actor, "year": year, "title": title}
                for actor, year, title in self.foreign
            ],
            "unmatched_actors": self.unmatched,
            "unread": list(self.unread),
        }

    def to_polars(self) -> pl.DataFrame:
        """One row per actor, year and threat; the columns are :data:`COLUMNS`."""
        import polars as pl

        types = (pl.String, pl.Int64, pl.String, pl.Float64, pl.Int64, pl.Int64)
        return pl.DataFrame(
            {name: [getattr(line, name) for line in self.lines] for name in COLUMNS},
            schema=dict(zip(COLUMNS, types, strict=True)),
        )

    def passages_to_polars(self) -> pl.DataFrame:
        """One row per passage."""
        import polars as pl

        names = Passage.__struct_fields__
        return pl.DataFrame(
            {name: [getattr(passage, name) for passage in self.passages] for name in names},
            schema={name: pl.Int64 if name == "year" else pl.String for name in names},
        )


def text_salience(
    source: str,
    *,
    actors: Collection[str] | None = None,
    threats: Collection[str] | None = None,
    first: int | None = None,
    last: int | None = None,
    passages: bool = False,
    method: Method = "dictionary",
    corpora: str | Path | None = None,
    codebook: Path | None = None,
    workers: int = 1,
    cached: bool = True,
    progress: Progress | None = None,
) -> TextSalience:
    """Threat salience per actor and year from a collection of texts.

    Args:
        source: ``un-general-debate``, ``defence-documents``, or the path of a Parquet or CSV
            file (columns actor, year, text) or of a folder of text files.
        actors: codes, names or aliases. Default: all of the collection.
        threats: codes of the codebook. Default: all.
        first: first year. Default: all.
        last: last year, included. Default: all.
        passages: also return the matching sentences.
        method: ``dictionary``, or ``embedding`` (needs ``kizuna[embeddings]``).
        corpora: folder of the named collections. Default: ``KIZUNA_CORPORA``.
        codebook: folder of another codebook than the shipped one.
        workers: processes; with more than one a script needs ``if __name__ == "__main__":``.
        cached: use and fill the cache of counts.
        progress: told the characters done and the characters in all.

    Raises:
        DataError: the collection is missing or not readable; says where to get it.
        InputError: an actor or threat is unknown, or nothing is left to measure.
        MissingExtraError: the embedding variant is not installed.
    """
    book = load(codebook)
    dictionary = _select(load_patterns(codebook), book, threats)
    codes = {book.actor(actor).code for actor in actors} if actors else None
    corpus = read_corpus(source, book, folder=corpora)
    documents = [
        d
        for d in corpus.documents
        if (codes is None or d.actor in codes)
        and (first is None or d.year >= first)
        and (last is None or d.year <= last)
    ]
    if not documents:
        raise InputError(_nothing(corpus, codes, first, last))
    if method == "embedding":
        from kizuna.measures.salience.embedding import count_by_meaning

        counts, name = count_by_meaning(
            documents, dictionary, book, cached=cached, progress=progress
        )
    else:
        # The cache holds the whole dictionary, so that asking for one threat fills it for all.
        whole = load_patterns(codebook)
        texts = [document.text for document in documents]
        cache = Cache(way_of(whole)) if cached else None
        counts = count(texts, whole, cache=cache, workers=workers, progress=progress)
        counts = [_narrow(entry, whole, dictionary) for entry in counts]
        name = f"dictionary {dictionary.version}"
    english = [entry.english >= ENGLISH for entry in counts]
    measured = [d for d, ok in zip(documents, english, strict=True) if ok]
    return TextSalience(
        source=corpus.name,
        citation=corpus.citation,
        method=name,
        lines=tuple(_lines(measured, [c for c in counts if c.english >= ENGLISH], dictionary)),
        passages=tuple(_passages(measured, dictionary)) if passages else (),
        foreign=tuple(
            (d.actor, d.year, d.title) for d, ok in zip(documents, english, strict=True) if not ok
        ),
        unmatched=corpus.unmatched,
        unread=corpus.unread,
    )


def _select(dictionary: Dictionary, book: Codebook, threats: Collection[str] | None) -> Dictionary:
    """The dictionary of these threats, in its own order."""
    book.check_threats(threats or ())
    for code in threats or ():
        if code not in dictionary.codes:
            raise InputError(
                f"the codebook has no patterns for {code!r}; add them to threat_patterns.toml"
            )
    kept = [
        entry
        for entry in dictionary.threat
        if entry.code in (threats or book.threats) and entry.code in book.threats
    ]
    return msgspec.structs.replace(dictionary, threat=tuple(kept))


def _narrow(entry: Counts, whole: Dictionary, part: Dictionary) -> Counts:
    chosen = [whole.codes.index(code) for code in part.codes]
    counted, negated, quoted = (
        tuple(tally[index] for index in chosen)
        for tally in (entry.counted, entry.negated, entry.quoted)
    )
    return Counts(entry.n_words, entry.english, counted, negated, quoted)


def _nothing(corpus: Corpus, codes: set[str] | None, first: int | None, last: int | None) -> str:
    years = sorted({d.year for d in corpus.documents if codes is None or d.actor in codes})
    who = ", ".join(sorted(codes)) if codes else "any actor"
    if not years:
        return f"{corpus.name} holds no text of {who}"
    asked = f" from {first} on" if first else ""
    asked = f" from {first} to {last}" if first and last else asked or f" up to {last}"
    return f"{corpus.name} holds no text of {who}{asked}; it has {years[0]} to {years[-1]}"


def _lines(
    documents: Sequence[Document], counts: Sequence[Counts], dictionary: Dictionary
) -> Iterator[Line]:
    groups: dict[tuple[str, int], list[Counts]] = defaultdict(list)
    for document, entry in zip(documents, counts, strict=True):
        groups[document.actor, document.year].append(entry)
    for (actor, year), entries in sorted(groups.items()):
        words = sum(entry.n_words for entry in entries)
        for index, threat in enumerate(dictionary.threat):
            matches = sum(entry.counted[index] for entry in entries)
            own = threat.subject == actor
            yield Line(
                actor=actor,
                year=year,
                threat=threat.code,
                value=None if own or not words else 10_000 * matches / words,
                n_words=words,
                n_matches=matches,
                n_negated=sum(entry.negated[index] for entry in entries),
                n_quoted=sum(entry.quoted[index] for entry in entries),
                n_texts=len(entries),
            )


def _passages(documents: Iterable[Document], dictionary: Dictionary) -> Iterator[Passage]:
    from kizuna.measures.salience.matching import Matcher, sentence_around

    matcher = Matcher(dictionary)
    for document in sorted(documents, key=lambda d: (d.actor, d.year, d.title)):
        reading = matcher.read(document.text)
        for match in reading.matches:
            yield Passage(
                actor=document.actor,
                year=document.year,
                title=document.title,
                threat=dictionary.threat[match.threat].code,
                term=reading.text[match.start : match.end],
                status=match.status,
                passage=sentence_around(reading.text, match.start, match.end),
            )
