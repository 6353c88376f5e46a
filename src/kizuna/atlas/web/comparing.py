"""The page that puts two to five partnerships of an actor side by side, on the same scales."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from kizuna.atlas import relationship
from kizuna.atlas.pages import overview_values
from kizuna.atlas.rendering import environment, with_sign
from kizuna.atlas.sides import signed
from kizuna.atlas.web import home
from kizuna.atlas.web.addresses import ACTOR, CODE, DATE
from kizuna.atlas.web.bars import Bar, Strip, bars_file
from kizuna.atlas.web.curves import Chart, Course, chart, chart_file, chart_svg, reach
from kizuna.atlas.web.frame import Linked
from kizuna.atlas.web.page import FIRST_YEAR, Address, Page, Site, day_of
from kizuna.atlas.web.page import Chart as Draw
from kizuna.atlas.web.partnership import (
    Measured,
    convergence_measure,
    depth_dots,
    depth_measure,
    measured,
)
from kizuna.atlas.web.sheet import sheet_file
from kizuna.atlas.wording import _
from kizuna.codebook.criteria import load_criteria

MOST = 5
_FROM_0_TO_1 = ("0", "1")


class Shown(NamedTuple):
    """A number as a bar and in words; no bar where there is none.

    Attributes:
        shares: of the scale: the value, and the ends of its interval; empty without a bar.
    """

    bar: Any
    words: str
    path: str
    shares: tuple[float | None, float, float] | tuple[()] = ()


class Row(NamedTuple):
    """A measure over the partnerships.

    Attributes:
        ends: of the scale on which all of its bars are drawn; blank for a measure without one.
    """

    label: str
    cells: tuple[Shown, ...]
    ends: tuple[str, str] = ("", "")


def comparison(site: Site, at: Mapping[str, str]) -> Page | None:
    """The page of some partnerships of an actor as of a date."""
    on = day_of(at["date"])
    actor, partners = at["actor"], at["partners"].split("+")
    states = site.states
    known = all(states.known_actor(code) for code in (actor, *partners))
    distinct = len({actor, *partners}) == len(partners) + 1
    if on is None or on > site.today or not known or not distinct:
        return None
    found = [measured(states, actor, partner, on) for partner in partners]
    here = f"{home.path(actor, on)}/compare/{at['partners']}"
    whole = states.table(actor, on)
    lines = {line.partner: line for line in whole.partners}
    chosen = tuple(lines[partner] for partner in partners if partner in lines)
    courses = [one.course._replace(name=one.profile.other.name) for one in found]
    pictures = {
        "depth": _drawn(
            _("Depth over time"), [_depth(one) for one in found], (on, site.today), depth_measure()
        ),
        "convergence": _drawn(
            _("Convergence of threat perceptions over time"),
            courses,
            (on, site.today),
            convergence_measure(),
            unit=True,
        ),
    }
    names = [one.profile.other.name for one in found]
    rows = list(_rows(site, found, [f"{home.path(actor, on)}/{code}" for code in partners]))
    beside = replace(whole, partners=chosen, alongside={})
    values = overview_values(beside, states.book, linked=True)
    title = _(
        "%(name)s with %(partners)s: compared as of %(on)s",
        name=states.book.actors[actor].name,
        partners=", ".join(names),
        on=on,
    )
    return Page(
        path=here,
        title=title,
        template="web/comparison.html",
        context={
            **values,
            "ordered": False,
            "actor_name": states.book.actors[actor].name,
            "names": [
                (n, f"{home.path(actor, on)}/{c}") for n, c in zip(names, partners, strict=True)
            ],
            "on": on,
            "stops": site.stops,
            "path_of": lambda day: f"{home.path(actor, day)}/compare/{at['partners']}",
            "home_path": home.path(actor, on),
            "rows": rows,
            "pictures": [
                (name, drawn.title, drawn.measure, [chart_svg(one) for one in drawn.alone()])
                for name, drawn in pictures.items()
                if drawn
            ],
            "page_of": Linked(lambda url: lambda code: url(f"{home.path(actor, on)}/{code}")),
        },
        data={
            "actor": actor,
            "as_of": on.isoformat(),
            "partnerships": [{**m.profile.to_dict(), **m.both.to_dict()} for m in found],
        },
        table=[
            {
                "measure": row.label,
                **{
                    partner: cell.words.replace("−", "-")
                    for partner, cell in zip(partners, row.cells, strict=True)
                },
            }
            for row in rows
        ],
        charts={
            "measures": lambda: _measures_file(title, rows, names),
            **{name: _filed(drawn) for name, drawn in pictures.items() if drawn},
            "overview": lambda: sheet_file(beside, states.book),
        },
        on=on,
    )


def every(site: Site) -> Iterable[str]:
    """For each date, the four deepest partnerships of each focal actor."""
    for actor in site.seen_from:
        for day in site.stops:
            deepest = home.deepest(site.states.table(actor, day), 4)
            if len(deepest) > 1:
                yield f"{home.path(actor, day)}/compare/{'+'.join(deepest)}"


_PARTNERS = rf"(?P<partners>{CODE}(?:\+{CODE}){{1,{MOST - 1}}})"
ADDRESS = Address(re.compile(f"/{ACTOR}/{DATE}/compare/{_PARTNERS}"), comparison, every)


def _depth(one: Measured) -> Course:
    return Course(one.profile.other.name, depth_dots(one.profile))


def _drawn(
    title: str,
    courses: Sequence[Course],
    days: tuple[dt.date, dt.date],
    measure: str,
    *,
    unit: bool = False,
) -> Chart | None:
    if not any(course.dots for course in courses):
        return None
    on, today = days
    scale = reach(courses, unit=unit, first=FIRST_YEAR, last=today.year)
    across = min(len(courses), 3)
    return chart(title, courses, scale, on, measure=measure, across=across, wide=380, tall=230)


def _filed(drawn: Chart) -> Draw:
    return lambda: chart_file(drawn)


def _rows(site: Site, found: Sequence[Measured], paths: Sequence[str]) -> Iterable[Row]:
    pairs = list(zip(found, paths, strict=True))
    most = max((m.profile.breadth for m in found), default=1) or 1
    yield Row(
        _("Rung of the ladder"),
        tuple(_bar(m.profile.rung / 8, str(m.profile.rung), f"{p}#state") for m, p in pairs),
        ("0", "8"),
    )
    yield Row(
        _("Kinds of ties"),
        tuple(
            _bar(m.profile.breadth / most, str(m.profile.breadth), f"{p}#state") for m, p in pairs
        ),
        ("0", str(most)),
    )
    yield _depths(found, paths)
    yield Row(_("Convergence of threats"), tuple(_converging(m, p) for m, p in pairs), _FROM_0_TO_1)
    rules = load_criteria(site.states.book)
    yield Row(_("Archetype"), tuple(_kind(m, p, rules) for m, p in pairs))
    for criterion in rules.criterion:
        cells = tuple(_criterion(m, p, criterion.code) for m, p in pairs)
        yield Row(criterion.label, cells, _FROM_0_TO_1)


def _depths(found: Sequence[Measured], paths: Sequence[str]) -> Row:
    """Depth, on a scale that ends with whole numbers."""
    last = [m.profile.depth[-1] if m.profile.depth else None for m in found]
    low = math.floor(min((p.q05 for p in last if p), default=0.0))
    high = max(math.ceil(max((p.q95 for p in last if p), default=1.0)), low + 1)
    cells = []
    for point, path in zip(last, paths, strict=True):
        if point is None:
            cells.append(Shown("", _("not in the fit"), f"{path}#depth"))
        else:
            ends = [(n - low) / (high - low) for n in (point.mean, point.q05, point.q95)]
            words = _within(with_sign(point.mean), with_sign(point.q05), with_sign(point.q95))
            cells.append(_drawn_bar(ends[0], ends[1], ends[2], words, f"{path}#depth"))
    return Row(_("Depth"), tuple(cells), (signed(low), signed(high)))


def _converging(m: Measured, path: str) -> Shown:
    if m.both.convergence is None:
        return Shown("", _("not measured"), path)
    p = m.both.convergence.point
    words = _("%(value)s (%(low)s to %(high)s); by chance %(chance)s", value=f"{p.index:.2f}",
              low=f"{p.low:.2f}", high=f"{p.high:.2f}",
              chance=f"{m.both.convergence.by_chance:.2f}")  # fmt: skip
    return _drawn_bar(p.index, p.low, p.high, words, f"{path}#threats-compared")


def _kind(m: Measured, path: str, rules: Any) -> Shown:
    assessed = m.both.criteria
    if assessed is None or not assessed.measured:
        return Shown("", _("insufficient evidence"), path)
    return Shown("", relationship.first(assessed, rules)[0], f"{path}#relationship")


def _criterion(m: Measured, path: str, code: str) -> Shown:
    assessed = m.both.criteria
    if assessed is None or not assessed.measured:
        return Shown("", "–", path)
    value = assessed[code]
    words = _within(relationship.number(value.value), f"{value.low:.2f}", f"{value.high:.2f}")
    return _drawn_bar(value.value, value.low, value.high, words, f"{path}#relationship")


def _within(value: str, low: str, high: str) -> str:
    return _("%(value)s (%(low)s to %(high)s)", value=value, low=low, high=high)


def _bar(share: float, words: str, path: str) -> Shown:
    return _drawn_bar(share, share, share, words, path)


def _drawn_bar(value: float | None, low: float, high: float, words: str, path: str) -> Shown:
    module: Any = environment().get_template("both_sides.html").module
    return Shown(module.bar_of(value, low, high), words, path, (value, low, high))


def _measures_file(title: str, rows: Sequence[Row], names: Sequence[str]) -> str:
    strips = [Strip(row.label, row.ends, tuple(map(_strip_bar, row.cells))) for row in rows]
    said = _("Bars are bounds or 90%% intervals; all partnerships are on the same scales.")
    return bars_file(title, said, strips, heads=names)


def _strip_bar(cell: Shown) -> Bar:
    if not cell.shares:
        return Bar(cell.words)
    value, low, high = cell.shares
    return Bar(cell.words, low, value, high)
