"""Depth in the terminal: the curve of a partnership, an order with its doubts, and side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO, TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from kizuna.atlas.text import console
from kizuna.atlas.wording import chance
from kizuna.codebook.depth_sets import DepthSet
from kizuna.measures.depth.outlook import (
    Curve,
    Origin,
    Place,
    Point,
    Ranking,
    SideBySide,
    dated,
)

if TYPE_CHECKING:
    import polars as pl

_BAR = 46
_NAME = 22
_WIDE = 4  # partners up to which there is room for intervals
_LEAST = 0.005  # shares below it would be shown as nothing
_MOST_SHARES = 12
_MOST_YEARS = 30  # years shown one by one; before them every fifth


def print_answer(result: Curve | Ranking | SideBySide, *, file: IO[str] | None = None) -> None:
    """Print an answer, whichever it is."""
    if isinstance(result, Curve):
        print_curve(result, file=file)
    elif isinstance(result, Ranking):
        print_ranking(result, file=file)
    else:
        print_side_by_side(result, file=file)


def print_curve(result: Curve, *, file: IO[str] | None = None) -> None:
    """Print a partnership's depth year by year with its band, and what moved it."""
    out = console(file)
    _warn(out, result.fit)
    when = dated(result.as_of)
    out.print(Text(f"{result.title}: depth{when}", style="bold"))
    low, high = _reach(result.points)
    head = f"{'Year':<6}{'Depth':>7}{'90% interval':>18}  "
    out.print(Text(f"{head}{low:<+.1f}{high:>+{_BAR - 4}.1f}", style="dim"))
    first = result.last.time - _MOST_YEARS
    for point in result.points:
        if point.time > first or point.time % 5 == 0 or point is result.points[0]:
            band = f"{point.q05:+.2f} to {point.q95:+.2f}"
            out.print(
                Text(
                    f"{point.time or '':<6}{point.mean:>+7.2f}{band:>18}  {_bar(point, low, high)}"
                )
            )
    out.print(Text("● mean, ─ 90% interval; 0 and 1: mean and spread at entry", style="dim"))
    if result.changes and len(result.points) > 1:
        _moves(out, result)
    _shares(out, result)
    _foot(out, result.fit, result.notes)


def _moves(out: Console, result: Curve) -> None:
    """The indicators that changed, with what the year's move owes to each."""
    out.print(Text("\nWhat changed, and its share of the year's move", style="bold"))
    for change in result.changes:
        before, after = change.before or "not known", change.after or "not known"
        out.print(
            Text(f"{change.time:<6}{_signed(change.weight):>7}  {change.label}: {before} → {after}")
        )


def _shares(out: Console, result: Curve) -> None:
    """What the newest year owes to each indicator, adding up to its depth."""
    told = [share for share in result.rests_on if abs(share.weight) >= _LEAST][:_MOST_SHARES]
    if not told:
        return
    when = f" at the end of {result.last.time}" if len(result.points) > 1 else ""
    out.print(Text(f"\nWhat depth{when} rests on", style="bold"))
    for share in told:
        out.print(Text(f"{share.weight:>+7.2f}  {share.label}: {share.now or 'not known'}"))
    total = sum(share.weight for share in result.rests_on)
    others = total - sum(share.weight for share in told)
    if len(result.rests_on) > len(told):
        out.print(Text(f"{others:>+7.2f}  {len(result.rests_on) - len(told)} other indicators"))
    rest = result.last.mean - total
    out.print(Text(f"{rest:>+7.2f}  the mean at entry, and doubt about the items", style="dim"))
    out.print(Text(f"{result.last.mean:>+7.2f}  depth", style="bold"))


def _signed(weight: float | None) -> str:
    """A share; a dot where there is nothing to tell of it."""
    if weight is None:
        return ""
    return f"{weight:+.2f}" if abs(weight) >= _LEAST else "·"


def print_ranking(result: Ranking, *, file: IO[str] | None = None) -> None:
    """Print an actor's partnerships in order, and how sure each step of the order is."""
    out = console(file)
    _warn(out, result.fit)
    title = f"{result.name}: partnerships by depth{dated(result.as_of)}"
    if result.as_of is not None and result.as_of.year != result.time:
        title = f"{result.name}: partnerships by depth at the end of {result.time}"
    out.print(Text(title, style="bold"))
    out.print(
        Text(
            f"{'':<4}{'Partner':<{_NAME}}{'Depth':>7}{'90% interval':>18}{'Rank':>9}  "
            "Deeper than the next",
            style="dim",
        )
    )
    for place in result.places:
        out.print(Text(_place(place)))
    out.print(
        Text("Rank: 90% interval of the place. Probabilities near 50%: no order.", style="dim")
    )
    _foot(out, result.fit, result.notes)


def _place(place: Place) -> str:
    point = place.point
    band = f"{point.q05:+.2f} to {point.q95:+.2f}"
    span = f"{place.rank_low}–{place.rank_high}"
    sure = chance(place.deeper_than_next) if place.deeper_than_next is not None else ""
    return (
        f"{place.rank:<4}{place.name[: _NAME - 1]:<{_NAME}}{point.mean:>+7.2f}{band:>18}"
        f"{span:>9}  {sure}"
    )


def print_side_by_side(result: SideBySide, *, file: IO[str] | None = None) -> None:
    """Print several partnerships in columns, who passed whom, and how sure the order is."""
    out = console(file)
    _warn(out, result.fit)
    partners = list(result.curves)
    names = ", ".join(result.names[partner] for partner in partners)
    out.print(
        Text(f"{result.names[result.actor]} with {names}: depth{dated(result.as_of)}", "bold")
    )
    wide = len(partners) <= _WIDE
    room = 20 if wide else 13
    out.print(Text("Year  " + "".join(f"{partner:>{room}}" for partner in partners), style="dim"))
    by_year: dict[int, dict[str, Point]] = {}
    for partner, points in result.curves.items():
        for point in points:
            # Without years, all stand in one line.
            by_year.setdefault(point.time if result.as_of else 0, {})[partner] = point
    years = sorted(by_year)
    for year in years:
        if year > years[-1] - _MOST_YEARS or year % 5 == 0:
            out.print(
                Text(
                    f"{year or '':<6}"
                    + "".join(_cell(by_year[year].get(p), room) for p in partners)
                )
            )
    out.print(Text(f"Mean and {'90% interval' if wide else 'standard deviation'}.", style="dim"))
    for crossing in result.crossings:
        if crossing.lasting:
            out.print(
                Text(
                    f"{crossing.time}: {result.names[crossing.partner]} passes "
                    f"{result.names[crossing.passed]} ({chance(crossing.probability)} sure)"
                )
            )
    _chances(out, result.deeper, partners)
    _foot(out, result.fit, result.notes)


def print_fit(
    origin: Origin,
    notes: Sequence[str],
    parameters: pl.DataFrame,
    *,
    file: IO[str] | None = None,
) -> None:
    """Print how sound a fit is, and its parameters.

    Args:
        origin: where its numbers come from.
        notes: what was done to the data, and what to look at.
        parameters: the summary of a fit.
        file: where to; standard output by default.
    """
    out = console(file)
    _warn(out, origin)
    out.print(Text(f"Depth: set {origin.set}", style="bold"))
    head = f"{'Parameter':<44}{'Mean':>8}{'Deviation':>11}{'90% interval':>20}{'R-hat':>8}"
    out.print(Text(f"{head}{'ESS':>8}", style="dim"))
    for row in parameters.iter_rows(named=True):
        sound = (
            f"{row['rhat']:>8.3f}{min(row['ess_bulk'], row['ess_tail']):>8.0f}"
            if row["rhat"] == row["rhat"]
            else f"{'–':>8}{'–':>8}"
        )
        band = f"{row['q05']:.2f} to {row['q95']:.2f}"
        out.print(
            Text(
                f"{row['parameter'][:43]:<44}{row['mean']:>8.2f}{row['sd']:>11.2f}{band:>20}{sound}"
            )
        )
    _foot(out, origin, notes)


def print_sets(sets: Mapping[str, DepthSet], *, file: IO[str] | None = None) -> None:
    """Print the sets of indicators with what they measure."""
    out = console(file)
    for chosen in sets.values():
        out.print(Text(f"{chosen.code}: {chosen.title}", style="bold"))
        out.print(Text(chosen.about))
        named = [i.code for i in chosen.item]
        named += ["every column of the ladder"] if chosen.ladder else []
        if named:
            out.print(Text("Items: " + ", ".join(named), style="dim"))
        if chosen.cite:
            out.print(Text("Cite: " + "; ".join(chosen.cite), style="dim"))
        out.print()


def _chances(
    out: Console, deeper: Mapping[str, Mapping[str, float]], partners: Sequence[str]
) -> None:
    out.print(Text("\nProbability that the row is deeper than the column", style="bold"))
    out.print(Text(f"{'':<8}" + "".join(f"{partner:>8}" for partner in partners), style="dim"))
    for partner in partners:
        cells = (chance(deeper[partner][p]) if p in deeper[partner] else "" for p in partners)
        out.print(Text(f"{partner:<8}" + "".join(f"{cell:>8}" for cell in cells)))


def _cell(point: Point | None, room: int) -> str:
    if point is None:
        return " " * room
    if room < 20:
        return f"{point.mean:+.2f} ±{point.sd:.2f}".rjust(room)
    return f"{point.mean:+.2f} ({point.q05:+.1f}, {point.q95:+.1f})".rjust(room)


def _reach(points: Sequence[Point]) -> tuple[float, float]:
    return min(point.q05 for point in points), max(point.q95 for point in points)


def _bar(point: Point, low: float, high: float) -> str:
    """The interval of a year on a line from the lowest to the highest value of all years."""
    step = max(high - low, 1e-9) / (_BAR - 1)
    first, mean, last = (round((x - low) / step) for x in (point.q05, point.mean, point.q95))
    return " " * first + "─" * (mean - first) + "●" + "─" * (last - mean)


def _warn(out: Console, origin: Origin) -> None:
    for warning in origin.warnings:
        out.print(Text(f"! {warning}", style="bold yellow"))


def _foot(out: Console, origin: Origin, notes: Sequence[str]) -> None:
    for line in (*notes, origin.line):
        out.print(Text(line, style="dim"))
