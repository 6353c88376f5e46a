"""The model: graded responses to one latent depth that walks at random from year to year.

With depth ``x`` on a grid, item ``i`` with thresholds ``k_1 < k_2 < ...``:

    P(y_i >= c | x) = 1 / (1 + exp(-(a_i x - k_ic)))          Samejima 1969
    x_1 ~ N(covariates @ beta, 1),  x_t = x_(t-1) + s e_t     Martin and Quinn 2002

with ``e_t`` standard normal, or Student's t with estimated degrees of freedom (robust). The scale
is that of units at entry: mean 0, standard deviation 1. ``a_i`` is positive, so no sign can flip.
All parameters are sampled on an unbounded scale on which their priors are normal.

Sticky items lean towards where they were the year before: of each threshold ``k_ic``, ``g_i > 0``
is taken if the item was at or above it then, and added if it was below.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from kizuna.errors import InputError
from kizuna.measures.depth.indicators import Item

if TYPE_CHECKING:
    import jax
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Priors:
    """Mean and standard deviation of the normal priors on the unbounded scale.

    Attributes:
        discrimination: of ``log a``.
        threshold: of the first ``k`` of an item, in logits.
        gap: of the log of the distance between neighbouring thresholds.
        innovation: of ``log s``.
        tail: of ``log(degrees of freedom - 2)``, robust model only.
        shift: of a coder's shift of all thresholds, in logits.
        covariate: of ``beta``.
        persistence: of ``log g`` of sticky items.

    Raises:
        InputError: a standard deviation is not above 0, or one of the numbers is none.
    """

    discrimination: tuple[float, float] = (0.4, 0.8)
    threshold: tuple[float, float] = (0.0, 5.0)
    gap: tuple[float, float] = (0.3, 0.8)
    innovation: tuple[float, float] = (math.log(0.2), 0.8)
    tail: tuple[float, float] = (1.0, 1.0)
    shift: tuple[float, float] = (0.0, 0.7)
    covariate: tuple[float, float] = (0.0, 1.0)
    persistence: tuple[float, float] = (0.7, 0.8)

    def __post_init__(self) -> None:
        for prior in fields(self):
            mean, sd = getattr(self, prior.name)
            if not (math.isfinite(mean) and math.isfinite(sd) and sd > 0.0):
                raise InputError(
                    f"prior of the {prior.name}: mean {mean} and standard deviation {sd}, expected "
                    "numbers, the second above 0"
                )


class Tables(NamedTuple):
    """The model on a grid of K points.

    Attributes:
        response: log chance of each response of each item, shape (responses in all, K). A response
            is a category or, of a sticky item, a category after another.
        transition: chance of going from row to column in a year, shape (K, K).
        entry: log chance of the first state by class of covariates, shape (Q, K).
    """

    response: jax.Array
    transition: jax.Array
    entry: jax.Array


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where each parameter sits in the vector of D unbounded parameters.

    Attributes:
        names: of the parameters, length D.
        mean, sd: of their priors, shape (D,).
        slices: place of each block.
        item_of: question of each response, shape (F,).
        slope_of: discrimination of each response, index into that block, shape (F,).
        low, high: threshold below and above each response, index into the flat thresholds
            padded with minus and plus infinity at the ends, shape (F,).
        low_held, high_held: 1 where the category before was at or above that threshold, -1 where it
            was below, 0 where it is not known or does not count, shape (F,).
        held_of: persistence of each response, index into that block; -1 if none, shape (F,).
        first, gaps, shifts: linear maps from the blocks to the flat thresholds, shape (T, ...).
        gap_of: log gap below each response that has both neighbours, shape (F,); -1 if none.
        offsets: first category of each item among all categories, and the end, shape (items + 1,).
        places: the same of its responses among all responses, shape (items + 1,).
        fresh: the responses with nothing before them, in the order of categories.
        dynamic, robust: which model.
    """

    names: tuple[str, ...]
    mean: Floats
    sd: Floats
    slices: dict[str, slice]
    item_of: Ints
    slope_of: Ints
    low: Ints
    high: Ints
    low_held: Floats
    high_held: Floats
    held_of: Ints
    first: Floats
    gaps: Floats
    shifts: Floats
    gap_of: Ints
    offsets: Ints
    places: Ints
    fresh: Ints
    dynamic: bool
    robust: bool

    @property
    def size(self) -> int:
        """Number of parameters."""
        return len(self.names)


def question_of(item: Item) -> str:
    """What an item asks: itself, or its group where several coders answered it."""
    return f"{item.group}*" if item.coder else item.code


@lru_cache(maxsize=64)
def layout_of(
    items: tuple[Item, ...],
    *,
    covariates: tuple[str, ...] = (),
    dynamic: bool,
    robust: bool,
    priors: Priors,
    alike: bool = False,
) -> Layout:
    """Lay out the parameters of a model for these items; the same object for the same model."""
    import numpy as np

    questions = list(dict.fromkeys(question_of(item) for item in items))
    steps = {question_of(item): item.categories - 1 for item in items}
    coded = [item for item in items if item.coder]
    sticky = list(dict.fromkeys(question_of(i) for i in items if i.sticky and dynamic))
    blocks: dict[str, tuple[tuple[float, float], list[str]]] = {
        "discrimination": (
            priors.discrimination,
            ["discrimination"] if alike else [f"discrimination[{q}]" for q in questions],
        ),
        "threshold": (priors.threshold, [f"threshold[{q},1]" for q in questions]),
        "gap": (
            priors.gap,
            [f"gap[{q},{c}]" for q in questions for c in range(2, steps[q] + 1)],
        ),
        "shift": (priors.shift, [f"shift[{item.code}]" for item in coded]),
        "covariate": (priors.covariate, [f"covariate[{name}]" for name in covariates]),
        "persistence": (
            priors.persistence,
            [f"persistence[{q}]" for q in sticky],
        ),
        "innovation": (priors.innovation, ["innovation"] if dynamic else []),
        "tail": (priors.tail, ["tail"] if dynamic and robust else []),
    }
    slices: dict[str, slice] = {}
    names: list[str] = []
    mean: list[float] = []
    sd: list[float] = []
    for block, ((centre, spread), members) in blocks.items():
        slices[block] = slice(len(names), len(names) + len(members))
        names += members
        mean += [centre] * len(members)
        sd += [spread] * len(members)
    maps = {
        **_threshold_maps(items, questions, steps, coded),
        **_response_maps(items, questions, steps, sticky),
    }
    return Layout(
        slope_of=np.zeros_like(maps["item_of"]) if alike else maps["item_of"],
        names=tuple(names),
        mean=np.array(mean, dtype=np.float64),
        sd=np.array(sd, dtype=np.float64),
        slices=slices,
        **maps,
        dynamic=dynamic,
        robust=dynamic and robust,
    )


def _threshold_maps(
    items: Sequence[Item], questions: list[str], steps: dict[str, int], coded: Sequence[Item]
) -> dict[str, Any]:
    """From the blocks of parameters to the flat thresholds."""
    import numpy as np

    gap_start = _gap_starts(questions, steps)
    n_gaps = sum(steps.values()) - len(steps)
    total = sum(item.categories - 1 for item in items)
    first = np.zeros((total, len(questions)))
    gaps = np.zeros((total, n_gaps))
    shifts = np.zeros((total, len(coded)))
    row = 0
    for item in items:
        question = question_of(item)
        top = item.categories - 1
        for step in range(top):
            first[row + step, questions.index(question)] = 1.0
            gaps[row + step, gap_start[question] : gap_start[question] + step] = 1.0
            if item.coder:
                shifts[row + step, coded.index(item)] = 1.0
        row += top
    return {"first": first, "gaps": gaps, "shifts": shifts}


def _gap_starts(questions: list[str], steps: dict[str, int]) -> dict[str, int]:
    """First gap of each question."""
    starts, gaps = {}, 0
    for question in questions:
        starts[question] = gaps
        gaps += steps[question] - 1
    return starts


def _response_maps(
    items: Sequence[Item], questions: list[str], steps: dict[str, int], sticky: list[str]
) -> dict[str, Any]:
    """From the flat thresholds to the responses."""
    import numpy as np

    gap_start = _gap_starts(questions, steps)
    rows: list[tuple[int, ...]] = []
    offsets, places, first = [0], [0], 0
    fresh: list[int] = []
    total = sum(item.categories - 1 for item in items)
    for item in items:
        question, top = question_of(item), item.categories - 1
        fresh += range(len(rows), len(rows) + item.categories)
        held_of = sticky.index(question) if question in sticky else -1
        for before in (None, *range(item.categories if held_of >= 0 else 0)):
            for category in range(item.categories):
                # The flat thresholds are padded: 0 is minus infinity, total + 1 plus infinity.
                low = 0 if category == 0 else first + category
                high = total + 1 if category == top else first + category + 1
                gap = gap_start[question] + category - 1 if 0 < category < top else -1
                held = (0, 0) if before is None else (_held(before, category, top))
                rows.append((questions.index(question), low, high, gap, held_of, *held))
        first += top
        offsets.append(offsets[-1] + item.categories)
        places.append(len(rows))
    columns = np.array(rows, dtype=np.int64).T
    names = ("item_of", "low", "high", "gap_of", "held_of")
    return {
        **dict(zip(names, columns[:5], strict=True)),
        "low_held": columns[5].astype(np.float64),
        "high_held": columns[6].astype(np.float64),
        "offsets": np.array(offsets, dtype=np.int64),
        "places": np.array(places, dtype=np.int64),
        "fresh": np.array(fresh, dtype=np.int64),
    }


def _held(before: int, category: int, top: int) -> tuple[int, int]:
    """Whether the category before reached the threshold below this one, and that above it."""
    low = 1 if before >= category else -1
    high = 1 if before > category else -1
    return (low if category > 0 else 0), (high if category < top else 0)


def thresholds(layout: Layout, phi: jax.Array) -> jax.Array:
    """Flat thresholds of all items in logits, shape (T,)."""
    import jax.numpy as jnp

    parts = layout.slices
    flat = jnp.matmul(layout.first, phi[parts["threshold"]])
    flat += jnp.matmul(layout.gaps, jnp.exp(phi[parts["gap"]]))
    return flat + jnp.matmul(layout.shifts, phi[parts["shift"]])


def tables_of(layout: Layout, phi: jax.Array, grid: jax.Array, covariates: jax.Array) -> Tables:
    """The model on a grid.

    Args:
        layout: where the parameters are.
        phi: unbounded parameters, shape (D,).
        grid: evenly spaced depths, shape (K,).
        covariates: distinct rows of covariates, shape (Q, p); (1, 0) without any.
    """
    import jax

    centre = covariates @ phi[layout.slices["covariate"]]
    entry = jax.nn.log_softmax(-0.5 * (grid - centre[:, None]) ** 2, axis=1)
    return Tables(responses(layout, phi, grid), _transition(layout, phi, grid), entry)


def responses(layout: Layout, phi: jax.Array, depth: jax.Array) -> jax.Array:
    """Log chance of each response at some depths, shape (responses in all, depths)."""
    import jax
    import jax.numpy as jnp

    parts = layout.slices
    slope = jnp.exp(phi[parts["discrimination"]])[layout.slope_of]
    edges = jnp.concatenate([jnp.array([-jnp.inf]), thresholds(layout, phi), jnp.array([jnp.inf])])
    gap = jnp.concatenate([jnp.exp(phi[parts["gap"]]), jnp.array([jnp.inf])])[layout.gap_of]
    low, high = edges[layout.low], edges[layout.high]
    hold = jnp.concatenate([jnp.exp(phi[parts["persistence"]]), jnp.zeros(1)])[layout.held_of]
    low, high = low - hold * layout.low_held, high - hold * layout.high_held
    gap += hold * (layout.low_held - layout.high_held)
    # log(S(x) - S(y)) = log S(x) + log S(-y) + log(1 - exp(y - x)), which loses no digits.
    above = jax.nn.log_sigmoid(slope[:, None] * depth - low[:, None])
    below = jax.nn.log_sigmoid(high[:, None] - slope[:, None] * depth)
    return above + below + jnp.log1p(-jnp.exp(-gap))[:, None]


def _transition(layout: Layout, phi: jax.Array, grid: jax.Array) -> jax.Array:
    import jax
    import jax.numpy as jnp

    if not layout.dynamic:
        return jnp.eye(len(grid))
    scale = jnp.exp(phi[layout.slices["innovation"]][0])
    square = ((grid[:, None] - grid[None, :]) / scale) ** 2
    if layout.robust:
        freedom = 2.0 + jnp.exp(phi[layout.slices["tail"]][0])
        return jax.nn.softmax(-0.5 * (freedom + 1.0) * jnp.log1p(square / freedom), axis=1)
    return jax.nn.softmax(-0.5 * square, axis=1)


def log_prior(layout: Layout, phi: jax.Array) -> jax.Array:
    """Log density of the priors, up to a constant."""
    import jax.numpy as jnp

    return -0.5 * jnp.sum(((phi - layout.mean) / layout.sd) ** 2)


def natural(layout: Layout, phi: Floats) -> tuple[tuple[str, ...], Floats]:
    """Names and values of the parameters on the scale that people read.

    Discriminations ``a``; difficulties, the depth ``k / a`` at which reaching a category is as
    likely as not; shifts of coders; effects of covariates; the innovation's scale and degrees of
    freedom.

    Args:
        layout: where the parameters are.
        phi: unbounded parameters, shape (..., D).
    """
    import numpy as np

    parts = layout.slices
    slope = np.exp(phi[..., parts["discrimination"]])
    flat = phi[..., parts["threshold"]] @ layout.first.T + np.exp(phi[..., parts["gap"]]) @ (
        layout.gaps.T
    )
    steps = layout.fresh[layout.low[layout.fresh] > 0]
    base, slope_of = layout.item_of[steps], layout.slope_of[steps]
    # Coders of one question share its thresholds: the first of them stands for all.
    names, columns = list(layout.names[parts["discrimination"]]), []
    starts = layout.names[parts["threshold"]]
    questions = [name.removeprefix("threshold[").removesuffix(",1]") for name in starts]
    seen: set[str] = set()
    for row, question in enumerate(base):
        step = int(layout.gaps[row].sum()) + 1
        name = f"difficulty[{questions[question]},{step}]"
        if name not in seen:
            seen.add(name)
            names.append(name)
            columns.append(row)
    values = [slope, flat[..., columns] / slope[..., slope_of[columns]]]
    for block in ("shift", "covariate"):
        names += layout.names[parts[block]]
        values.append(phi[..., parts[block]])
    for block, offset in (("persistence", 0.0), ("innovation", 0.0), ("tail", 2.0)):
        names += layout.names[parts[block]]
        values.append(offset + np.exp(phi[..., parts[block]]))
    return tuple(names), np.concatenate(values, axis=-1)
