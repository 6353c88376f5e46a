"""The page of a partnership: a column for each side, and between them what they share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from kizuna.atlas import relationship
from kizuna.atlas.both_sides import BothSides, both_sides, choices
from kizuna.atlas.pages import profile_values
from kizuna.atlas.timeline import timeline_svg
from kizuna.atlas.web import home
from kizuna.atlas.web.addresses import ACTOR, DATE, PARTNER
from kizuna.atlas.web.curves import Chart, Course, Dot, chart, chart_file, chart_svg, reach
from kizuna.atlas.web.drawing import without_style
from kizuna.atlas.web.frame import Linked
from kizuna.atlas.web.page import FIRST_YEAR, Address, Page, Site, day_of
from kizuna.atlas.web.page import Chart as Draw
from kizuna.atlas.web.states import States
from kizuna.atlas.wording import _
from kizuna.codebook import Codebook
from kizuna.codebook.criteria import load_criteria
from kizuna.errors import InputError
from kizuna.measures.convergence.result import Point
from kizuna.measures.evidence import Evidence
from kizuna.measures.profile import Profile, Side, profile
from kizuna.measures.salience.coded import MAX_AGE, age_in_years
from kizuna.measures.why import Witness, dossier
from kizuna.record import Stance

_ZOOMS = (1990, 2000, 2010, 2020)


class Measured(NamedTuple):
    """All that was measured of a partnership as of a date."""

    profile: Profile
    both: BothSides
    course: Course
    evidence: Mapping[str, list[Witness]]


class SideShown(NamedTuple):
    """One side in short.

    Attributes:
        scripts: its name in other scripts with their language.
        threats: the most salient.
        choices: parties for, undecided and against closer ties.
    """

    name: str
    partner: str
    scripts: list[tuple[str, str]]
    threats: list[tuple[str, Stance]]
    choices: list[Any]
    path: str


def measured(states: States, actor: str, partner: str, on: dt.date) -> Measured:
    """What is known of a partnership, measured once a date."""

    def measure() -> Measured:
        one = profile(actor, partner, as_of=on, as_known=states.known, record=states.record)
        both = both_sides(one, as_known=states.known, record=states.record)
        evidence = Evidence(states.view, actor, on, partner=partner)
        return Measured(
            one,
            both,
            _convergence(states, one, both),
            dossier(evidence, partner, states.record),
        )

    return states.once(("partnership", actor, partner, on), measure)


def partnership(site: Site, at: Mapping[str, str]) -> Page | None:
    """The page of a partnership as of a date."""
    on = day_of(at["date"])
    actor, partner = at["actor"], at["partner"]
    states = site.states
    known = states.known_actor(actor) and states.known_actor(partner) and actor != partner
    if on is None or on > site.today or not known:
        return None
    found = measured(states, actor, partner, on)
    here = f"{home.path(actor, on)}/{partner}"
    values = profile_values(found.profile, states.book, both=found.both, evidence=found.evidence)
    depth = Course(_("Depth"), depth_dots(found.profile))
    pictures = {
        "depth": _drawn(_("Depth over time"), depth, on, site.today, depth_measure()),
        "convergence": _drawn(
            _("Convergence of threat perceptions over time"),
            found.course._replace(name=_("Convergence")),
            on,
            site.today,
            convergence_measure(),
            unit=True,
        ),
    }
    return Page(
        path=here,
        title=f"{values['title']}",
        template="web/partnership.html",
        context={
            **values,
            "timeline": without_style(values["timeline"]) if values["timeline"] else "",
            "timeline_zooms": [(year, f"{here}/charts/timeline-{year}.svg") for year in _ZOOMS],
            "timeline_own": f"{here}/charts/timeline-own.svg",
            "stops": site.stops,
            "path_of": lambda day: f"{home.path(actor, day)}/{partner}",
            "home_path": home.path(actor, on),
            "sides": [
                _side(states.book, found, 0, on),
                _side(states.book, found, 1, on),
            ],
            "turned": f"{home.path(partner, on)}/{actor}",
            "kind_label": _kind(found.both, states.book),
            "courses": [
                (name, f"{drawn.title}. {drawn.measure}", chart_svg(drawn))
                for name, drawn in pictures.items()
                if drawn
            ],
            "convergence_point": found.both.convergence.point if found.both.convergence else None,
            "row_of": Linked(lambda url: lambda row: url(f"/evidence/{row.table}/{row.id}")),
        },
        data={**found.profile.to_dict(), **found.both.to_dict()},
        table=found.profile.to_polars().to_dicts(),
        charts={
            **{name: _filed(drawn) for name, drawn in pictures.items() if drawn},
            **(_timelines(found.profile, states.book) if values["timeline"] else {}),
        },
        on=on,
    )


def every(site: Site) -> Iterable[str]:
    """The pages of all partnerships of the focal actors, as of every date that can be slid to."""
    for actor in site.seen_from:
        for day in site.stops:
            for line in site.states.table(actor, day).partners:
                yield f"{home.path(actor, day)}/{line.partner}"


ADDRESS = Address(re.compile(f"/{ACTOR}/{DATE}/{PARTNER}"), partnership, every)


def depth_dots(found: Profile) -> tuple[Dot, ...]:
    """The depth of a partnership at the ends of the years since the atlas begins."""
    return tuple(
        Dot(point.time, point.mean, point.q05, point.q95)
        for point in found.depth
        if point.time >= FIRST_YEAR
    )


def _convergence(states: States, one: Profile, both: BothSides) -> Course:
    """The course of the index up to the day of a profile.

    The ends of years are the same whatever the day, and are measured once for all dates.
    """
    if both.convergence is None:
        return Course("Convergence", ())
    on, pair = one.as_of, (one.one.actor, one.other.actor)
    last = max(dt.datetime.now(dt.UTC).year, on.year)
    ends = course(states, *pair, dt.date(last, 12, 31))
    if ends is None:
        ends = course(states, *pair, on) or ()
    points = [*(p for p in ends if p.on < dt.date(on.year, 1, 1)), both.convergence.point]
    chance = _("; by chance %(chance)s", chance=f"{both.convergence.by_chance:.2f}")
    dots = tuple(Dot(p.on.year, p.index, p.low, p.high) for p in points)
    return Course("Convergence", dots, chance)


def course(states: States, one: str, other: str, until: dt.date) -> tuple[Point, ...] | None:
    """The index of two actors at the end of each year; ``None`` where there is none by then."""
    from kizuna.measures.convergence import convergence

    def measure() -> tuple[Point, ...] | None:
        try:
            return convergence(
                one, other, as_of=until, as_known=states.known, record=states.record
            ).course
        except InputError:
            return None

    return states.once(("course", one, other, until), measure)


def depth_measure() -> str:
    """What the axis of depth shows."""
    return _(
        "0 is the average partnership at its entry into the record, 1 a standard deviation among "
        "those; the band holds depth with 90%% probability."
    )


def convergence_measure() -> str:
    """What the axis of convergence shows."""
    return _(
        "0: the two governments stress wholly different threats; 1: the same ones alike. The band "
        "is a 90%% interval."
    )


def _drawn(
    title: str, course: Course, on: dt.date, today: dt.date, measure: str, *, unit: bool = False
) -> Chart | None:
    if len(course.dots) < 2:
        return None
    scale = reach([course], unit=unit, first=FIRST_YEAR, last=today.year)
    return chart(title, [course], scale, on, measure=measure)


def _filed(drawn: Chart) -> Draw:
    return lambda: chart_file(drawn)


def _timelines(found: Profile, book: Codebook) -> dict[str, Draw]:
    """The timeline, and the same from later years on and of the two alone."""

    def since(year: int) -> Draw:
        return lambda: timeline_svg(found, book, since=str(year))

    # A zoom shows nothing where everything ended before, or begins after the date.
    last = max((e.date.latest.year for e in found.entries if e.date), default=0)
    zooms = {
        f"timeline-{year}": since(year)
        for year in _ZOOMS
        if year < found.as_of.year and year <= last
    }
    own = any(e.date and not e.multilateral for e in found.entries)
    alone: dict[str, Draw] = (
        {"timeline-own": lambda: timeline_svg(found, book, bilateral=True)} if own else {}
    )
    return {"timeline": lambda: timeline_svg(found, book), **zooms, **alone}


def _side(book: Codebook, found: Measured, which: int, on: dt.date) -> SideShown:
    one: Side = (found.profile.one, found.profile.other)[which]
    other: Side = (found.profile.one, found.profile.other)[1 - which]
    debate = found.both.debates[which]

    def old(stance: Stance) -> bool:
        """Whether a newer statement on something else says more of today."""
        return stance.date is not None and age_in_years(stance.date, on) > MAX_AGE

    ties = [question for question in debate.questions if question.parties]
    return SideShown(
        name=one.name,
        partner=other.name,
        scripts=home.scripts(book, one.actor),
        threats=[(_threat(book, s.about), s) for s in sorted(one.threats, key=old)[:5]],
        choices=choices(ties[0]) if ties else [],
        path=home.path(one.actor, on),
    )


def _threat(book: Codebook, code: str) -> str:
    return book.threats[code].label if code in book.threats else code


def _kind(both: BothSides, book: Codebook) -> tuple[str, str] | None:
    if both.criteria is None or not both.criteria.measured:
        return None
    return relationship.first(both.criteria, load_criteria(book))
