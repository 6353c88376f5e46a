"""Depth: what is wrong with a table is named, and what was done about it is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kizuna.errors import InputError
from kizuna.measures.depth import Indicators, Item
from kizuna.measures.depth.cleaning import prepared

RNG = np.random.default_rng(4)
DEPTH = RNG.standard_normal(60)
CODES = (RNG.standard_normal((60, 4)) < 1.5 * DEPTH[:, None]).astype(np.int8)


def table(**changes: Any) -> Indicators:
    given: dict[str, Any] = {
        "units": tuple(f"u{n}" for n in range(20)),
        "items": tuple(Item(f"i{n}", f"item {n}", 2) for n in range(4)),
        "unit": np.repeat(np.arange(20, dtype=np.int32), 3),
        "time": np.tile(np.arange(2000, 2003, dtype=np.int32), 20),
        "codes": CODES,
        "label": "trial",
        "dynamic": True,
    }
    return Indicators(**(given | changes))


def with_column(column: Any, categories: int = 2) -> Indicators:
    codes = np.column_stack([CODES, np.asarray(column, dtype=np.int8)])
    items = (*table().items, Item("odd", "the odd one", categories))
    return table(codes=codes, items=items)


def test_sound_data_are_left_alone() -> None:
    done = prepared(table())
    assert done.notes == ()
    assert done.data.data_hash == table().data_hash


def test_the_hash_knows_every_value() -> None:
    codes = CODES.copy()
    codes[7, 2] ^= 1
    assert table(codes=codes).data_hash != table().data_hash
    assert table(dynamic=True, label="another").data_hash == table().data_hash


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"codes": CODES[:, :3]}, r"codes has shape \(60, 3\), expected \(60, 4\)"),
        ({"codes": np.where(CODES == 1, 2, 0)}, "item i0, u.*category 2, expected 0 to 1, or -1"),
        ({"unit": np.repeat(np.arange(20), 3)[::-1]}, r"row 3 \(u18, 2000\).*sorted by unit"),
        ({"time": np.repeat(2000, 60)}, r"row 1 \(u0, 2000\): rows must be sorted"),
        ({"dynamic": False}, "row 1 .*one per unit"),
        (
            {"time": np.tile(np.array([2000, 2001, 9000], dtype=np.int32), 20)},
            "u0 has a row in 2001 and its next in 9000; expected at most 1,000 years",
        ),
        (
            {"time": np.tile(np.arange(-1, 2, dtype=np.int32), 20)},
            r"row 0 \(u0\) is of the year -1, expected 1 to 9999",
        ),
        (
            {"items": tuple(Item(f"i{n}", "", 2, weight=0.0) for n in range(4))},
            "item i0: weight 0.0, expected above 0 and at most 1",
        ),
        ({"units": ("u",) * 20}, "unit 'u' is named twice"),
        ({"units": tuple(f"u{n}" for n in range(21))}, r"1 units have no rows \(u20\)"),
        ({"covariates": np.ones((3, 1), np.float32)}, "covariates have shape"),
        (
            {"covariates": np.full((20, 1), np.nan, np.float32), "covariate_names": ("gdp",)},
            "covariate gdp of u0 is missing",
        ),
    ],
)
def test_broken_tables_are_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        table(**changes)


def test_items_that_say_nothing_new_are_left_out() -> None:
    done = prepared(with_column(np.zeros(60)))
    assert done.notes == (
        "item odd is always 0 where it is known: left out, it tells units apart nowhere",
    )
    done = prepared(with_column(np.full(60, -1)))
    assert "item odd has no responses: left out" in done.notes[0]
    done = prepared(with_column(CODES[:, 1]))
    assert done.notes[0].startswith("item odd says the same as i1 wherever both are known")
    assert [item.code for item in done.data.items] == ["i0", "i1", "i2", "i3"]


def test_items_that_nearly_repeat_another_are_named() -> None:
    rng = np.random.default_rng(7)
    codes = (rng.standard_normal((400, 3)) < rng.standard_normal(400)[:, None]).astype(np.int8)
    twin = codes[:, 0].copy()
    twin[:2] ^= 1
    data = Indicators(
        units=tuple(f"u{n}" for n in range(400)),
        items=tuple(Item(code, "", 2) for code in ("a", "b", "c", "twin")),
        unit=np.arange(400, dtype=np.int32),
        time=np.full(400, 2000, dtype=np.int32),
        codes=np.column_stack([codes, twin]),
        label="static",
        dynamic=False,
    )
    told = prepared(data).notes
    assert len(told) == 1
    assert "items a and twin say nearly the same (correlation 0.9" in told[0]


def test_categories_that_were_never_met_are_merged() -> None:
    column = (RNG.standard_normal(60) < DEPTH) * 2 + (RNG.random(60) < 0.2) * 1
    column[column == 1] = 0
    done = prepared(with_column(np.where(column > 1, 3, 0), categories=4))
    assert done.notes[0] == "item odd: category 1, 2 was never met: merged"
    assert done.met[-1] == (0, 3)
    assert done.data.items[-1].categories == 2


def test_categories_in_the_wrong_order_are_told() -> None:
    depth = np.repeat(DEPTH, 20)
    noise = RNG.standard_normal((1200, 5))
    codes = (noise < 1.5 * depth[:, None]).astype(np.int8)
    levels = np.digitize(depth + 0.3 * noise[:, 4], [-0.6, 0.6])
    codes[:, 4] = np.array([1, 0, 2])[levels]
    items = (*(Item(f"i{n}", "", 2) for n in range(4)), Item("odd", "", 3))
    data = Indicators(
        units=tuple(f"u{n}" for n in range(1200)),
        items=items,
        unit=np.arange(1200, dtype=np.int32),
        time=np.full(1200, 2000, dtype=np.int32),
        codes=codes,
        label="static",
        dynamic=False,
    )
    assert "item odd: categories 0 and 1 look out of order" in prepared(data).notes[0]
    turned = codes.copy()
    turned[:, 0] = 1 - turned[:, 0]
    assert (
        "item i0 falls where the other items rise" in prepared(replace(data, codes=turned)).notes[0]
    )


def test_a_trifle_among_many_rows_is_no_wrong_order() -> None:
    rng = np.random.default_rng(11)
    rows = 40_000
    depth = rng.standard_normal(rows)
    codes = (rng.standard_normal((rows, 4)) < depth[:, None]).astype(np.int8)
    # Of the other items' spread, the second category is a twentieth below the first.
    codes[:, 3] = np.digitize(depth + rng.standard_normal(rows), [0.0]) * 2
    low = np.flatnonzero(codes[:, 3] == 0)
    codes[rng.permutation(low)[: len(low) // 2], 3] = 1
    raised = low[(codes[low, 3] == 0) & (codes[low, 0] == 0) & (rng.random(len(low)) < 0.06)]
    codes[raised, 0] = 1
    data = Indicators(
        units=tuple(f"u{n}" for n in range(rows)),
        items=(*(Item(f"i{n}", "", 2) for n in range(3)), Item("odd", "", 3)),
        unit=np.arange(rows, dtype=np.int32),
        time=np.full(rows, 2000, dtype=np.int32),
        codes=codes,
        label="static",
        dynamic=False,
    )
    rest = codes[:, :3].mean(axis=1)
    lower, upper = (rest[codes[:, 3] == category].mean() for category in (0, 1))
    assert -0.1 * rest.std() < upper - lower < -0.03 * rest.std()
    assert prepared(data).notes == ()


def test_units_without_responses_are_left_out() -> None:
    codes = CODES.copy()
    codes[9:12] = -1
    done = prepared(table(codes=codes))
    assert done.notes == ("1 unit has no response in any year: left out (u3)",)
    assert "u3" not in done.data.units
    assert len(done.data.unit) == 57


def test_covariates_are_put_on_the_scale_of_their_prior() -> None:
    distance = np.linspace(500, 12_000, 20)
    given = np.column_stack([distance, np.arange(20) % 2, np.full(20, 3.0)]).astype(np.float32)
    data = table(covariates=given, covariate_names=("distance", "ally", "same"))
    done = prepared(data)
    assert done.data.covariate_names == ("distance", "ally")
    assert done.data.covariates is not None
    assert done.data.covariates[:, 0].std() == pytest.approx(1.0)
    assert done.data.covariates[:, 0].mean() == pytest.approx(0.0, abs=1e-6)
    assert done.data.covariates[:, 1].tolist() == given[:, 1].tolist()
    assert done.notes[0].startswith(
        "covariate distance: its effect is that of one standard deviation"
    )
    assert done.notes[1] == "covariate same is always 3: left out, it tells nothing"
    alone = prepared(table(covariates=given[:, 2:], covariate_names=("same",))).data
    assert alone.covariates is None
    assert alone.covariate_names == ()


def test_too_little_is_refused() -> None:
    with pytest.raises(InputError, match=r"no unit has two years \(u0, u1, .*use a static set"):
        prepared(
            table(
                unit=np.arange(20, dtype=np.int32),
                time=np.full(20, 2000, dtype=np.int32),
                codes=CODES[::3],
            )
        )
    with pytest.raises(InputError, match=r"usable items are 1 \(i0\), at least 2 are"):
        prepared(table().of_items(["i0"]))
    with pytest.raises(InputError, match="no item varies"):
        prepared(table(codes=np.zeros_like(CODES)))
    with pytest.raises(InputError, match="unknown item 'x'; known: i0"):
        table().of_items(["x"])


def test_short_series_are_told() -> None:
    assert prepared(table()).notes == ()
    rows = table().time < 2002
    short = table(unit=table().unit[rows], time=table().time[rows], codes=CODES[rows])
    assert "the longest series has 2 years" in prepared(short).notes[0]


def test_units_with_one_year_only_are_named() -> None:
    rows = np.r_[0, np.arange(3, 9), 9, np.arange(12, 60)]
    data = table(unit=table().unit[rows], time=table().time[rows], codes=CODES[rows])
    (told,) = prepared(data).notes
    assert told.startswith("2 units have one year only (u0, u3): kept; depth there is that of an")
