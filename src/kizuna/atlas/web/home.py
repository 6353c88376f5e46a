"""The page of a focal actor: partners as a network, what changed, and the overview."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from kizuna.atlas import coded
from kizuna.atlas.pages import overview_values
from kizuna.atlas.rendering import environment, with_sign
from kizuna.atlas.sides import signed
from kizuna.atlas.symbols import sentence
from kizuna.atlas.web.addresses import ACTOR, DATE
from kizuna.atlas.web.bars import Bar, Strip, bars_file
from kizuna.atlas.web.ego import Span, ego_file, ego_svg, span
from kizuna.atlas.web.frame import Linked
from kizuna.atlas.web.leaf import Later
from kizuna.atlas.web.page import Address, Page, Site, day_of
from kizuna.atlas.web.sheet import sheet_file
from kizuna.atlas.wording import _
from kizuna.codebook import Codebook
from kizuna.measures.alongside import PartnerDepth
from kizuna.measures.compare import Change, changes
from kizuna.measures.table import Table, cell_record


class Moved(NamedTuple):
    """A kind of tie that changed."""

    column: str
    label: str
    words: str


class News(NamedTuple):
    """What changed with a partner: changes of state, and what was held or issued once more."""

    name: str
    path: str
    changes: tuple[Moved, ...]
    renewed: tuple[Moved, ...]


class Placed(NamedTuple):
    """A partner in the order of depth.

    Attributes:
        shares: of the scale: the mean, and the ends of the interval.
    """

    name: str
    path: str
    bar: Any
    mean: str
    interval: str
    shares: tuple[float, float, float]


class Ranking(NamedTuple):
    """The partners in the order of depth, with the ends of the scale on which bars are drawn."""

    low: str
    high: str
    lines: tuple[Placed, ...]


def path(actor: str, on: dt.date) -> str:
    """The address of the page of an actor."""
    return f"/{actor}/{on}"


def home(site: Site, at: Mapping[str, str]) -> Page | None:
    """The page of a focal actor as of a date."""
    on = day_of(at["date"])
    actor = at["actor"]
    if on is None or on > site.today or not site.states.known_actor(actor):
        return None
    states = site.states
    table = states.table(actor, on)
    here = path(actor, on)
    # Without a server, there are pages of partnerships at the stops alone.
    there = path(actor, on if on in site.stops or not site.years else site.today)
    before = states.table(actor, _year_before(on))
    news = list(_news(table, before, states.book, there))
    ranking = _ranking(table, there)
    values = overview_values(table, states.book, linked=True)

    first = (site.years or site.stops)[0]
    reach = span([states.table(actor, first), states.table(actor, site.today)])

    def partner(code: str) -> str:
        return f"{there}/{code}"

    def data() -> dict[str, Any]:
        return {**table.to_dict(), "changed_in_twelve_months": [_news_data(one) for one in news]}

    return Page(
        path=here,
        title=_("%(name)s: security partnerships as of %(on)s", name=table.name, on=on),
        template="web/home.html",
        context={
            **values,
            "scripts": scripts(states.book, actor),
            "lede": _lede(table),
            "path_of": lambda day: path(actor, day),
            "stops": days(site, actor),
            "others": [(c, states.book.actors[c].name) for c in site.seen_from if c != actor],
            "elsewhere": there != here,
            "network_hint": _hint(reach),
            "changes": [one for one in news if one.changes],
            "renewed": [one for one in news if one.renewed],
            "year_before": _year_before(on),
            "ranking": ranking,
            "warnings": [coded.warned(told, states.book) for told in _warnings(table)],
            "ego": Linked(lambda url: ego_svg(table, partner, url, reach, states.book)),
            "ego_small": Linked(
                lambda url: ego_svg(table, partner, url, reach, states.book, small=True)
            ),
            "page_of": Linked(lambda url: lambda code: url(partner(code))),
            "compared": f"{there}/compare/"
            + "+".join(deepest(table if there == here else states.table(actor, site.today), 4)),
            "actors": sorted(
                ((a.code, a.name) for a in states.book.actors.values()), key=lambda pair: pair[1]
            ),
        },
        data=Later(data),
        table=Later(lambda: [cell_record(cell) for cell in table.cells]),
        charts={
            "network": lambda: ego_file(table, reach, states.book),
            "overview": lambda: sheet_file(table, states.book),
            **({"ranking": lambda: _ranking_file(table, ranking)} if ranking else {}),
        },
        on=on,
    )


def days(site: Site, actor: str) -> tuple[dt.date, ...]:
    """The dates at which there is a page of an actor: every year of the focal one."""
    return (site.years if actor == site.focal else ()) or site.stops


def every(site: Site) -> Iterable[str]:
    """The pages of the focal actor at all dates, and of the others whose pages are held."""
    return (path(actor, day) for actor in site.seen_from for day in days(site, actor))


ADDRESS = Address(re.compile(f"/{ACTOR}/{DATE}"), home, every)


def scripts(book: Codebook, actor: str) -> list[tuple[str, str]]:
    """The names of an actor in other scripts, with their language where it is known."""
    known = book.actors[actor]
    names = [("ja", known.japanese_name), ("und", known.native_name)]
    return [(lang, name) for lang, name in names if name and name != known.name][
        : 1 if known.japanese_name == known.native_name else 2
    ]


def deepest(table: Table, most: int) -> list[str]:
    """Codes of the partners with the deepest ties, the deepest first."""
    depths = table.alongside.get("depth", {})

    def depth(code: str) -> float:
        value = depths.get(code)
        known = isinstance(value, PartnerDepth) and value.mean is not None
        return value.mean if known else float("-inf")  # type: ignore[union-attr,return-value]

    lines = [line for line in table.partners if line.breadth]
    order = sorted(lines, key=lambda line: (-depth(line.partner), -line.rung, -line.breadth))
    return [line.partner for line in order[:most]]


def _lede(table: Table) -> str:
    known = [line for line in table.partners if line.breadth]
    own = sum(line.alone for line in known)
    ties = sum(line.breadth for line in known)
    return _(
        "%(name)s has %(partners)s partners with whom an agreement is in force or a dialogue or "
        "exercise is held: %(ties)s ties of different kinds in all. With %(own)s of the partners "
        "something is between the two alone.",
        name=table.name,
        partners=len(known),
        ties=ties,
        own=own,
    )


def _hint(reach: Span) -> str:
    ties = _(
        "A filled dot has ties of its own, an open one only ties shared with others; a broader "
        "line means more kinds of ties."
    )
    if reach[0] < reach[1]:
        rings = _(
            "Rings are depth, from %(low)s at the rim to %(high)s at the core, the same for every "
            "date; the band on a line holds it with 90%% probability.",
            low=signed(reach[0]),
            high=signed(reach[1]),
        )
        return f"{rings} {ties} " + _("Partners for whom depth is not fitted stand at the rim.")
    rings = _(
        "Rings are the rungs of the ladder, the highest at the core: depth has not been fitted to "
        "this record."
    )
    return f"{rings} {ties}"


def _depths(table: Table) -> list[Any]:
    return list(table.alongside.get("depth", {}).values())


def _warnings(table: Table) -> list[str]:
    found = [w for d in _depths(table) if isinstance(d, PartnerDepth) for w in d.warnings]
    return list(dict.fromkeys(found))


def _ranking(table: Table, here: str) -> Ranking | None:
    depths = {
        line: value
        for line in table.partners
        if isinstance(value := table.alongside.get("depth", {}).get(line.partner), PartnerDepth)
        and value.mean is not None
        and line.breadth
    }
    numbers = [n for d in depths.values() for n in (d.low, d.high) if n is not None]
    if not numbers:
        return None
    low, high = math.floor(min(numbers)), math.ceil(max(numbers))
    span = max(high - low, 1)
    bar_of = environment().get_template("both_sides.html").module.bar_of  # type: ignore[attr-defined]
    lines = []
    for line, d in sorted(depths.items(), key=lambda pair: -(pair[1].mean or 0)):
        if d.mean is not None and d.low is not None and d.high is not None:
            shares = (d.mean - low) / span, (d.low - low) / span, (d.high - low) / span
            lines.append(
                Placed(
                    line.name,
                    f"{here}/{line.partner}",
                    bar_of(*shares),
                    with_sign(d.mean),
                    _("%(low)s to %(high)s", low=with_sign(d.low), high=with_sign(d.high)),
                    shares,
                )
            )
    return Ranking(signed(low), signed(high), tuple(lines))


def _ranking_file(table: Table, ranking: Ranking) -> str:
    strips = [
        Strip(
            line.name,
            ("", ""),
            (
                Bar(
                    f"{line.mean} ({line.interval})", line.shares[1], line.shares[0], line.shares[2]
                ),
            ),
        )
        for line in ranking.lines
    ]
    return bars_file(
        _("%(name)s: partnerships by depth, %(on)s", name=table.name, on=table.as_of),
        _("Depth with its 90%% interval, in standard deviations; 0 is the average at entry."),
        strips,
        ends=(ranking.low, ranking.high),
    )


def _news(table: Table, before: Table, book: Codebook, there: str) -> Iterable[News]:
    by_partner: dict[str, list[Change]] = {}
    for change in changes(before, table):
        by_partner.setdefault(change.partner, []).append(change)
    for line in table.partners:
        found = by_partner.get(line.partner, [])
        if found:
            yield News(
                line.name,
                f"{there}/{line.partner}",
                tuple(_moved(c, book) for c in found if c.direction != "renewed"),
                tuple(_moved(c, book) for c in found if c.direction == "renewed"),
            )


def _moved(change: Change, book: Codebook) -> Moved:
    label = book.column(change.column).label
    if change.after.state == "none":
        # What was held lapses where years went by without another; what stands, ends.
        years = book.ladder.practice_years
        lapsed = _("lapsed: none known in %(years)s years", years=years)
        return Moved(change.column, label, lapsed if change.before.state == "held" else _("lapsed"))
    return Moved(change.column, label, sentence(change.after))


def _news_data(news: News) -> dict[str, Any]:
    return {
        "partner": news.name,
        "changes": [one._asdict() for one in news.changes],
        "renewed": [one._asdict() for one in news.renewed],
    }


def _year_before(day: dt.date) -> dt.date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
