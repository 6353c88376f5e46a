"""The rule of archetypes: fuzzy conditions, the winner, the runner-up, what decides, what is open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kizuna.codebook import load
from kizuna.codebook.criteria import Archetype, load_criteria
from kizuna.measures.criteria.archetypes import Degree, rule

PACT = Archetype(code="pact", label="Pact", definition="", requires=("pledge", "treaty"))
TALKS = Archetype(
    code="talks", label="Talks", definition="", requires=("talks", "not pledge"), typical=("trade",)
)
SHIPPED = load_criteria(load())


def sure(value: float) -> Degree:
    return Degree(value, value, value)


def degrees(**values: float) -> dict[str, Degree]:
    return {name: sure(value) for name, value in values.items()}


def test_a_pair_by_hand() -> None:
    found = rule([PACT, TALKS], degrees(pledge=0.4, treaty=1.0, talks=0.8, trade=0.1))
    assert (found.archetype, found.runner_up, found.possible) == ("talks", "pact", ("talks",))
    talks, pact = found.memberships
    assert (talks.value, talks.closeness) == (pytest.approx(0.6), pytest.approx(0.5))
    assert (pact.value, pact.closeness) == (pytest.approx(0.4), pytest.approx(0.7))
    assert [(d.archetype, d.condition) for d in found.deciding] == [
        ("talks", "not pledge"),
        ("pact", "pledge"),
    ]


def test_more_out_than_in_of_every_type_is_none() -> None:
    found = rule([PACT, TALKS], degrees(pledge=0.5, treaty=1.0, talks=0.3, trade=1.0))
    assert (found.archetype, found.runner_up, found.possible) == ("none", "pact", ("none",))


def test_missing_evidence_counts_for_nothing_and_leaves_the_type_open() -> None:
    given = degrees(treaty=1.0, talks=0.0, trade=0.0) | {"pledge": Degree(None, 0.0, 1.0)}
    found = rule([PACT, TALKS], given)
    assert found.archetype == "none"
    assert set(found.possible) == {"pact", "none"}


fractions = st.floats(0, 1)


@st.composite
def bounded(draw: st.DrawFn) -> Degree:
    low, value, high = sorted(draw(fractions) for _ in range(3))
    return Degree(value, low, high)


ALL = st.fixed_dictionaries({code: bounded() for code in sorted(SHIPPED.codes)})


@given(ALL, st.data())
def test_what_is_ruled_within_the_bounds_is_among_the_possible(
    given: dict[str, Degree], data: st.DataObject
) -> None:
    found = rule(SHIPPED.archetype, given)
    inside = {code: data.draw(st.floats(d.low, d.high)) for code, d in given.items()}
    settled = rule(SHIPPED.archetype, {code: sure(value) for code, value in inside.items()})
    assert settled.archetype in found.possible
    by_code = {member.archetype.code: member for member in found.memberships}
    for member in settled.memberships:
        bounds = by_code[member.archetype.code]
        assert bounds.low - 1e-12 <= member.value <= bounds.high + 1e-12


@given(ALL)
def test_memberships_are_degrees_and_the_first_is_the_greatest(given: dict[str, Degree]) -> None:
    found = rule(SHIPPED.archetype, given)
    values = [member.value for member in found.memberships]
    assert values == sorted(values, reverse=True)
    assert all(0 <= m.low <= m.value <= m.high <= 1 for m in found.memberships)
    assert all(0 <= m.closeness <= 1 for m in found.memberships)
    assert found.archetype == (found.memberships[0].archetype.code if values[0] > 0.5 else "none")
    assert found.runner_up != found.archetype
