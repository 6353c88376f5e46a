"""Cycles of replacement are found wherever there are any, and only there."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kizuna.record.checks.chains import cycles

NODES = st.sampled_from([f"n{n}" for n in range(8)])
LINKS = st.dictionaries(NODES, st.lists(NODES, unique=True, max_size=4).map(tuple), max_size=8)


def acyclic(links: dict[str, tuple[str, ...]]) -> bool:
    """Whether every node can be peeled off after all that it links to (Kahn's definition)."""
    left = {node: set(after) for node, after in links.items()}
    while free := [n for n, after in left.items() if not after & left.keys()]:
        for node in free:
            del left[node]
    return not left


@given(LINKS)
def test_cycles_are_found_exactly_where_there_are_any(links: dict[str, tuple[str, ...]]) -> None:
    found = list(cycles(links))
    assert bool(found) is not acyclic(links)
    for cycle in found:
        assert cycle[0] == min(cycle)
        assert len(set(cycle)) == len(cycle)
        for node, after in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
            assert after in links[node]


@given(LINKS)
def test_cycles_share_no_node_and_leave_none_behind(links: dict[str, tuple[str, ...]]) -> None:
    found = list(cycles(links))
    nodes = [node for cycle in found for node in cycle]
    assert len(nodes) == len(set(nodes))
    assert acyclic({n: after for n, after in links.items() if n not in nodes})


@given(LINKS, st.randoms(use_true_random=False))
def test_the_order_of_the_links_does_not_matter(
    links: dict[str, tuple[str, ...]], random: Random
) -> None:
    shuffled = list(links.items())
    random.shuffle(shuffled)
    assert list(cycles(dict(shuffled))) == list(cycles(links))


def test_long_chains_are_no_danger() -> None:
    chain = {f"i{n:06}": (f"i{n + 1:06}",) for n in range(50_000)}
    assert list(cycles(chain)) == []
    chain["i050000"] = ("i000000",)
    (cycle,) = cycles(chain)
    assert len(cycle) == 50_001


def test_a_row_that_replaces_itself() -> None:
    assert list(cycles({"a": ("a",)})) == [("a",)]
