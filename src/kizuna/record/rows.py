"""The tables of the record as typed rows: one class per table, one annotation per field.

This is the only place where the fields are written down. The database tables, the readers and
writers of files, the checks of imported cells and the reference pages are derived from it.
Rows are values: to change one is to record a new version of it in a revision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin, get_type_hints

import msgspec

from kizuna.codebook import PartialDate

Form = Literal[
    "slug",  # lower-case identifier
    "ref",  # id of a row of another table
    "refs",  # several such ids
    "kind",  # a kind of the codebook
    "actor",  # code of an actor
    "actors",  # codes of actors, sorted
    "topic",  # threat, policy or actor, depending on about_kind
    "date",  # partial date
    "choice",  # one of a closed list
    "names",  # names of persons, "Family, Given"
    "text",  # free text
    "count",  # whole number, 0 or more
    "number",  # real number
    "url",  # http or https address
    "isbn",  # ISBN-10 or ISBN-13
    "doi",  # DOI without resolver
]
TableName = Literal["source", "instrument", "dialogue", "event", "stance", "office", "coding"]


@dataclass(frozen=True, slots=True)
class Field:
    """What a field may hold: its form, and what a person should know when filling it."""

    form: Form
    doc: str
    required: bool = False
    of: str = ""  # the table a reference points to
    values: tuple[str, ...] = ()
    longest: int = 400
    words: int = 0  # at most so many words, 0 for no limit


CHECKS = ("verified", "recalled")
DOMAINS = ("traditional", "non_traditional", "economic", "mixed")
STATUSES = ("in_force", "signed", "negotiating", "superseded", "terminated", "political")
BINDINGS = ("treaty", "executive", "memorandum", "political")
PURPOSES = ("functional", "both", "threat")
TARGETS = ("none", "implied", "named")
PLEDGES = ("none", "consultation", "defence")
STATIONING = ("none", "visiting", "standing")
LEVELS = ("leader", "minister", "vice_minister", "official", "service")
HOLDER_KINDS = ("government", "party", "public", "parliament")
ABOUT_KINDS = ("threat", "partner", "policy")
ROLES = ("head", "coalition", "support")
SOURCE_KINDS = ("web", "document", "report", "book", "article", "news", "database")

_Id = Annotated[
    str, Field("slug", "Identifier, a lower-case slug; never reused.", required=True, longest=80)
]
_Parties = Annotated[
    tuple[str, ...],
    Field(
        "actors",
        "Codes of the parties, joined by `;`, in alphabetical order.",
        required=True,
        longest=1000,
    ),
]
_Title = Annotated[str, Field("text", "Title, in English.", required=True)]
_Domain = Annotated[str, Field("choice", "Domain of security.", required=True, values=DOMAINS)]
_Source = Annotated[
    str, Field("ref", "Id of the main source.", required=True, of="source", longest=80)
]
_Check = Annotated[
    str,
    Field(
        "choice",
        "`verified`: the source's text was read and says so; `recalled`: widely known, not yet checked.",
        required=True,
        values=CHECKS,
    ),
]
_Coder = Annotated[str, Field("text", "Who coded the row.", longest=80)]
_Note = Annotated[
    str, Field("text", "What else matters, in our own words, 25 words at most.", words=25)
]
_Date = PartialDate | None


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row of the record. ``table`` names its table, ``file`` the file it is exchanged in.

    Rows hold no reference to one another, so that the garbage collector need not look at them.
    """

    table: ClassVar[TableName]
    file: ClassVar[str]
    id: str


class Source(Row, frozen=True, kw_only=True):
    """Where a fact stands: a document, web page, book, report, article or data set."""

    table = "source"
    file = "sources"
    id: _Id
    kind: Annotated[str, Field("choice", "Kind of source.", required=True, values=SOURCE_KINDS)]
    title: Annotated[str, Field("text", "Title as published.", required=True)]
    authors: Annotated[str, Field("names", "Authors, `Family, Given`, joined by `;`.")] = ""
    editors: Annotated[str, Field("names", "Editors, `Family, Given`, joined by `;`.")] = ""
    publisher: Annotated[str, Field("text", "Publisher or issuing body.")] = ""
    date: Annotated[_Date, Field("date", "Date of publication.")] = None
    language: Annotated[str, Field("text", "Language, ISO 639-1.", longest=2)] = ""
    url: Annotated[str, Field("url", "Address of the text.", longest=2000)] = ""
    isbn: Annotated[str, Field("isbn", "ISBN of a book or report.", longest=20)] = ""
    doi: Annotated[str, Field("doi", "Digital object identifier.", longest=200)] = ""
    note: _Note = ""


class Instrument(Row, frozen=True, kw_only=True):
    """A formal arrangement between actors, from the opening of talks to its end."""

    table = "instrument"
    file = "instruments"
    id: _Id
    kind: Annotated[str, Field("kind", "Kind of instrument.", required=True, of="instrument")]
    parties: _Parties
    title: _Title
    negotiated_from: Annotated[_Date, Field("date", "When negotiations opened.")] = None
    signed: Annotated[_Date, Field("date", "When it was signed or issued.")] = None
    provisional_from: Annotated[_Date, Field("date", "From when it was applied provisionally.")] = (
        None
    )
    in_force: Annotated[_Date, Field("date", "When it entered into force.")] = None
    ended: Annotated[_Date, Field("date", "When it ended: terminated, expired or replaced.")] = None
    status: Annotated[
        str,
        Field(
            "choice", "Stage that it had reached when last coded.", required=True, values=STATUSES
        ),
    ]
    replaces: Annotated[
        tuple[str, ...],
        Field("refs", "Ids of the instruments it replaces, joined by `;`.", of="instrument"),
    ] = ()
    binding: Annotated[str, Field("choice", "Binding force.", required=True, values=BINDINGS)]
    domain: _Domain
    purpose: Annotated[
        str,
        Field("choice", "Goals to reach together, a threat to meet, or both.", values=PURPOSES),
    ] = ""
    target: Annotated[
        str, Field("choice", "Whether it is directed against a state.", values=TARGETS)
    ] = ""
    pledge: Annotated[
        str, Field("choice", "What the parties owe each other when threatened.", values=PLEDGES)
    ] = ""
    stationing: Annotated[
        str,
        Field("choice", "Forces of one party in the territory of the other.", values=STATIONING),
    ] = ""
    notice_months: Annotated[
        int | None, Field("count", "Months of notice after which a party is free of it.")
    ] = None
    source: _Source
    check: _Check
    coder: _Coder = ""
    note: _Note = ""


class Dialogue(Row, frozen=True, kw_only=True):
    """A standing channel between actors."""

    table = "dialogue"
    file = "dialogues"
    id: _Id
    kind: Annotated[str, Field("kind", "Kind of dialogue.", required=True, of="dialogue")]
    parties: _Parties
    title: _Title
    first_held: Annotated[_Date, Field("date", "First session.")] = None
    latest_held: Annotated[_Date, Field("date", "Latest session known.")] = None
    times_held: Annotated[int | None, Field("count", "Sessions held up to the latest one.")] = None
    level: Annotated[str, Field("choice", "Level of those who meet.", required=True, values=LEVELS)]
    source: _Source
    check: _Check
    coder: _Coder = ""
    note: _Note = ""


class Event(Row, frozen=True, kw_only=True):
    """Something that happened on a date, or between two dates."""

    table = "event"
    file = "events"
    id: _Id
    kind: Annotated[str, Field("kind", "Kind of event.", required=True, of="event")]
    parties: _Parties
    title: _Title
    start: Annotated[_Date, Field("date", "First day.", required=True)]
    end: Annotated[_Date, Field("date", "Last day; blank for a single day or unknown.")] = None
    place: Annotated[str, Field("text", "Where.")] = ""
    related_instrument: Annotated[
        str, Field("ref", "Instrument it belongs to.", of="instrument", longest=80)
    ] = ""
    related_dialogue: Annotated[
        str, Field("ref", "Dialogue of which it is a session.", of="dialogue", longest=80)
    ] = ""
    domain: _Domain
    source: _Source
    check: _Check
    coder: _Coder = ""
    note: _Note = ""


class Stance(Row, frozen=True, kw_only=True):
    """What a holder says about a threat, a partner or a policy."""

    table = "stance"
    file = "stances"
    id: _Id
    holder: Annotated[
        str, Field("actor", "Code of the actor on whose side the holder stands.", required=True)
    ]
    holder_kind: Annotated[str, Field("choice", "Who speaks.", required=True, values=HOLDER_KINDS)]
    holder_name: Annotated[
        str, Field("text", "Name of the government, party, parliament or poll.", required=True)
    ]
    about_kind: Annotated[
        str, Field("choice", "What it is about.", required=True, values=ABOUT_KINDS)
    ]
    about: Annotated[
        str, Field("topic", "Code of the threat, the partner or the policy.", required=True)
    ]
    value: Annotated[
        float,
        Field("number", "Threat: salience 0 to 3; partner and policy: -2 to +2.", required=True),
    ]
    date: Annotated[_Date, Field("date", "When it was said or asked.", required=True)]
    source: _Source
    check: _Check
    coder: _Coder = ""
    note: _Note = ""


class Office(Row, frozen=True, kw_only=True):
    """A spell in which a party led a government, shared in it or kept it in power."""

    table = "office"
    file = "offices"
    id: _Id
    actor: Annotated[str, Field("actor", "Code of the actor that was governed.", required=True)]
    party: Annotated[
        str, Field("text", "Name of the party, as in the stances it holds.", required=True)
    ]
    role: Annotated[str, Field("choice", "Its part in government.", required=True, values=ROLES)]
    start: Annotated[_Date, Field("date", "First day.", required=True)]
    end: Annotated[_Date, Field("date", "Last day; blank while it lasts.")] = None
    source: _Source
    check: _Check
    coder: _Coder = ""
    note: _Note = ""


class Coding(Row, frozen=True, kw_only=True):
    """One coder's judgement that a source gives a field of a row this value.

    Codings of one field that differ are conflicting claims: all are kept, one is preferred.
    """

    table = "coding"
    file = "codings"
    id: _Id
    row: Annotated[str, Field("slug", "Id of the row.", required=True, longest=80)]
    field: Annotated[str, Field("text", "Field of that row.", required=True, longest=40)]
    value: Annotated[str, Field("text", "Value that the source gives.", required=True)]
    source: _Source
    locator: Annotated[str, Field("text", "Where in the source: page, section, paragraph.")] = ""
    check: _Check
    coder: _Coder = ""
    coded_on: Annotated[_Date, Field("date", "When it was coded.")] = None
    confidence: Annotated[
        str, Field("choice", "The coder's confidence.", values=("high", "medium", "low"))
    ] = ""
    preferred: Annotated[
        str,
        Field(
            "choice",
            "Among conflicting claims: whether this one stands in the row.",
            values=("yes", "no"),
        ),
    ] = ""
    reason: Annotated[str, Field("text", "Why it is preferred or not.")] = ""
    note: _Note = ""


Fact = Instrument | Dialogue | Event | Stance | Office
TABLES: dict[TableName, type[Row]] = {
    cls.table: cls for cls in (Source, Instrument, Dialogue, Event, Stance, Office, Coding)
}
FACTS: tuple[TableName, ...] = ("instrument", "dialogue", "event", "stance", "office")


@cache
def fields_of(row_type: type[Row]) -> dict[str, Field]:
    """The fields of a table in their order, by name."""
    hints = get_type_hints(row_type, include_extras=True)
    return {
        item.name: next(m for m in get_args(hints[item.name]) if isinstance(m, Field))
        for item in msgspec.structs.fields(row_type)
        if get_origin(hints[item.name]) is Annotated
    }


def to_text(value: object) -> str:
    """The text form in which a value stands in a file or in a database column."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


def decoder(row_type: type[Row]) -> Callable[[Sequence[Any]], Row]:
    """A function that builds a row from stored values in the order of the fields.

    Stored values were checked when they were recorded, so they are only given their types.
    """
    names = list(fields_of(row_type))
    convert = [
        (name, _DECODE[field.form])
        for name, field in fields_of(row_type).items()
        if field.form in _DECODE
    ]

    def decode(values: Sequence[Any]) -> Row:
        built = dict(zip(names, values, strict=True))
        for name, function in convert:
            built[name] = function(built[name])
        return row_type(**built)

    return decode


def encode(row: Row) -> tuple[Any, ...]:
    """The stored values of a row in the order of its fields; a blank date is ``None``."""
    fields = fields_of(type(row))
    return tuple(
        value if value is None or isinstance(value, int | float) else to_text(value)
        for value in (getattr(row, name) for name in fields)
    )


@lru_cache(maxsize=65_536)
def _date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


@lru_cache(maxsize=65_536)
def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


_DECODE: dict[str, Callable[[Any], Any]] = {"date": _date, "actors": _codes, "refs": _codes}
