"""Similarity: by hand, against published tables and against other software, pair by pair."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import kendalltau

from kizuna.errors import InputError
from kizuna.panels import portfolios
from kizuna.panels.similarity import measures, similarity


def from_table(counts: list[list[int]]) -> np.ndarray:
    """Two rows of positions with this table of how often each combination occurs."""
    pairs = [(a, b) for a, row in enumerate(counts) for b, n in enumerate(row) for _ in range(n)]
    return np.array(pairs).T


def test_cohen_1968_agreement_of_psychiatric_diagnoses() -> None:
    """Cohen 1968, Psychological Bulletin 70(4): 213-220: kappa .492, weighted kappa .348."""
    table = from_table([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert measures(table, 3, distance="nominal").kappa[0, 1] == pytest.approx(0.492, abs=5e-4)
    steps = np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]], dtype=float)
    assert measures(table, 3, distance=steps).kappa[0, 1] == pytest.approx(0.348, abs=5e-4)


# Commitments of Germany and Russia in 1914 to the twenty states of Europe: Signorino and Ritter
# 1999, International Studies Quarterly 43(1), Table 6, p. 134; 3 defence pact to 0 none.
GERMANY = [3, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 3] + [0] * 8
RUSSIA = [0, 3, 1, 3, 0, 1] + [0] * 14


def test_signorino_and_ritter_1999_table_6() -> None:
    """S = 0.4 and tau-b = .03 in the article; more digits as in the R package fpsim 0.2.0.

    fpsim prints for these data tau-b .03031695, kappa with squared distances -.07758621, and pi
    of Scott (1955), which knows only same and different, -.04477612.
    """
    found = measures(np.array([GERMANY, RUSSIA]), 4)
    assert found.s[0, 1] == pytest.approx(0.4)
    assert found.tau_b[0, 1] == pytest.approx(0.03031695, abs=5e-9)
    squared = measures(np.array([GERMANY, RUSSIA]), 4, distance="squared")
    assert squared.kappa[0, 1] == pytest.approx(-0.07758621, abs=5e-9)
    nominal = measures(np.array([GERMANY, RUSSIA]), 4, distance="nominal")
    assert nominal.pi[0, 1] == pytest.approx(-0.04477612, abs=5e-9)


def test_chance_corrected_s_of_the_same_example() -> None:
    """Benati and Capurri 2026 (Quality and Quantity) take from S what chance would give: -.04.

    Kappa with absolute distances is that difference as a share of what chance leaves: with S = .4
    and .44 expected, -.04 / (1 - .44).
    """
    found = measures(np.array([GERMANY, RUSSIA]), 4)
    assert found.kappa[0, 1] == pytest.approx(-0.04 / 0.56)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(0, 3), (1, 2), (2, 1), (3, 0)], -1 / 3),
        ([(1, 3), (2, 2), (2, 2), (3, 1)], 1 / 3),
        ([(2, 3), (2, 3), (3, 2), (3, 2)], 1 / 3),
        ([(3, 3)] * 4, 1),
        ([(0, 0)] * 10 + [(0, 3), (3, 0)], 2 / 3),
        ([(1, 1)] * 10 + [(0, 3), (3, 0)], 2 / 3),
        ([(2, 2)] * 10 + [(0, 3), (3, 0)], 2 / 3),
        ([(3, 3)] * 10 + [(0, 3), (3, 0)], 2 / 3),
    ],
)
def test_signorino_and_ritter_1999_table_5(pairs: list[tuple[int, int]], expected: float) -> None:
    """The eight hypothetical portfolios (a) to (h) of their Table 5, in which tau-b misleads."""
    assert measures(np.array(pairs).T, 4).s[0, 1] == pytest.approx(expected)


def test_united_states_and_mexico_in_the_assembly_of_1946(data: Path) -> None:
    """As fpsim 0.2.0 prints: kappa (squared) -.01222707, pi (nominal) -.02775801, tau-b .01431261."""
    calls = pl.read_parquet(data / "un_roll_calls.parquet")
    votes = pl.read_parquet(data / "un_votes.parquet").join(calls, on="rcid")
    votes = votes.filter(pl.col("date").dt.year() == 1946)
    both = votes.filter(country="United States").join(votes.filter(country="Mexico"), on="rcid")
    rank = {"yes": 0, "abstain": 1, "no": 2}
    positions = np.array([[rank[v] for v in both[n]] for n in ("vote", "vote_right")])
    squared = measures(positions, 3, distance="squared")
    assert squared.kappa[0, 1] == pytest.approx(-0.01222707, abs=5e-9)
    assert squared.tau_b[0, 1] == pytest.approx(0.01431261, abs=5e-9)
    nominal = measures(positions, 3, distance="nominal")
    assert nominal.pi[0, 1] == pytest.approx(-0.02775801, abs=5e-9)


def test_by_hand() -> None:
    """Ten items; two states agree on six, are one step apart on three and two on one.

    Positions of i: 0 twice, 1 three times, 2 five times; of j: 0 three times, 1 four, 2 three.
    S = 1 - 2 * (3 + 2) / (10 * 2) = 0.5. Expected distance of kappa: (2*4*1 + 2*3*2 + 3*3*1 +
    3*3*1 + 5*3*2 + 5*4*1) / 100 = 0.88, so kappa = 1 - 0.5 / 0.88. Of pi, with shares .25 .35 .4:
    2 * (.25*.35 + .25*.4*2 + .35*.4) = 0.855, so pi = 1 - 0.5 / 0.855.
    """
    i = [0, 0, 1, 1, 1, 2, 2, 2, 2, 2]
    j = [0, 1, 1, 1, 0, 2, 2, 2, 1, 0]
    # Agree on items 1, 3, 4, 6, 7, 8; apart by one on 2, 5, 9; by two on 10.
    j_shares = [j.count(level) for level in range(3)]
    assert j_shares == [3, 4, 3]
    found = measures(np.array([i, j]), 3)
    assert found.items[0, 1] == 10
    assert found.agreement[0, 1] == pytest.approx(0.6)
    assert found.s[0, 1] == pytest.approx(0.5)
    independent = (2 * 4 + 2 * 3 * 2 + 3 * 3 + 3 * 3 + 5 * 3 * 2 + 5 * 4) / 100
    assert found.kappa[0, 1] == pytest.approx(1 - 0.5 / independent)
    p = [0.25, 0.35, 0.4]
    common = 2 * (p[0] * p[1] + p[0] * p[2] * 2 + p[1] * p[2])
    assert found.pi[0, 1] == pytest.approx(1 - 0.5 / common)


def test_weights_make_an_item_count_more() -> None:
    positions = np.array([[0, 0, 2], [0, 1, 0]])
    assert measures(positions, 3).s[0, 1] == pytest.approx(1 - 2 * 3 / 6)
    heavy = measures(positions, 3, weights=np.array([8.0, 2.0, 0.0]))
    assert heavy.s[0, 1] == pytest.approx(1 - 2 * 2 / (10 * 2))
    doubled = measures(positions[:, [0, 1, 1, 2]], 3)
    same = measures(positions, 3, weights=np.array([1.0, 2.0, 1.0]))
    for name in ("s", "kappa", "pi", "tau_b"):
        assert getattr(same, name)[0, 1] == pytest.approx(getattr(doubled, name)[0, 1])


def test_squared_distances() -> None:
    found = measures(np.array([[0, 1, 2, 3], [0, 2, 2, 0]]), 4, distance="squared")
    assert found.s[0, 1] == pytest.approx(1 - 2 * (0 + 1 + 0 + 9) / (4 * 9))


def test_items_on_which_one_has_no_position_do_not_count() -> None:
    full = measures(np.array([[0, 1, 2, 1], [0, 2, 2, 0]]), 3)
    gaps = measures(np.array([[0, 1, -1, 2, 1, 2], [0, 2, 1, 2, 0, -1]]), 3)
    for name in ("items", "agreement", "s", "kappa", "pi", "tau_b"):
        assert getattr(gaps, name)[0, 1] == pytest.approx(getattr(full, name)[0, 1])


def test_bounds_and_the_undefined() -> None:
    same = measures(np.array([[0, 1, 2], [0, 1, 2]]), 3)
    assert (same.s[0, 1], same.kappa[0, 1], same.pi[0, 1], same.tau_b[0, 1]) == (1, 1, 1, 1)
    assert measures(np.array([[0, 2], [2, 0]]), 3).s[0, 1] == -1
    flat = measures(np.array([[1, 1], [1, 1]]), 3)
    assert flat.s[0, 1] == 1
    assert np.isnan([flat.kappa[0, 1], flat.pi[0, 1], flat.tau_b[0, 1]]).all()
    assert np.isnan(measures(np.array([[0, -1], [-1, 0]]), 3).s[0, 1])


def test_bad_input_is_refused() -> None:
    with pytest.raises(InputError, match="positions go up to 3, levels are 3"):
        measures(np.array([[3, 0]]), 3)
    with pytest.raises(InputError, match="1 weights for 2 items"):
        measures(np.array([[1, 0]]), 3, weights=np.ones(1))


def plain(x: np.ndarray, y: np.ndarray) -> tuple[float, float, float, float]:
    """S, kappa, pi and tau-b of one pair, straight from their definitions."""
    shared = (x >= 0) & (y >= 0)
    x, y = x[shared], y[shared]
    observed = np.abs(x - y).mean()
    expected = np.abs(x[:, None] - y[None, :]).mean()
    both = np.concatenate([x, y])
    common = np.abs(both[:, None] - both[None, :]).mean()
    return (
        1 - 2 * observed / 2,
        1 - observed / expected,
        1 - observed / common,
        kendalltau(x, y, variant="b").statistic,
    )


def test_all_pairs_at_once_equal_one_pair_at_a_time() -> None:
    random = np.random.default_rng(20161231)
    positions = random.integers(-1, 3, size=(12, 60))
    found = measures(positions, 3)
    for i, j in combinations(range(12), 2):
        one = plain(positions[i], positions[j])
        many = [getattr(found, name)[i, j] for name in ("s", "kappa", "pi", "tau_b")]
        assert many == pytest.approx(one, abs=1e-12)


def test_votes_of_the_assembly(data: Path) -> None:
    frame = portfolios.votes(data=data)
    assert frame.filter(pl.col("year") <= 2019).height > 800_000
    assert frame.select("code1", "code2", "year").is_unique().all()
    rows = (
        pl.read_parquet(data / "un_votes.parquet")
        .join(pl.read_parquet(data / "un_roll_calls.parquet").select("rcid", "date"), on="rcid")
        .filter(pl.col("date").dt.year() == 2003)
    )
    rank = {"no": 0, "abstain": 1, "yes": 2}
    for one, two, codes in (
        ("Japan", "United States", ("JPN", "USA")),
        ("Australia", "Japan", ("AUS", "JPN")),
    ):
        both = rows.filter(pl.col("country") == one).join(
            rows.filter(pl.col("country") == two), on="rcid"
        )
        x, y = (np.array([rank[v] for v in both[name]]) for name in ("vote", "vote_right"))
        found = frame.filter(code1=codes[0], code2=codes[1], year=2003).row(0, named=True)
        assert found["items"] == len(x)
        assert [found[name] for name in ("s", "kappa", "pi", "tau_b")] == pytest.approx(plain(x, y))


def test_a_code_that_was_given_out_again_is_settled_by_the_name(data: Path) -> None:
    """CS was Czechoslovakia's until 1993 and Serbia and Montenegro's from 2003 (ISO 3166-3)."""
    frame = portfolios.votes(data=data, directed=True)
    years = {code: set(frame.filter(code1=code, code2="USA")["year"]) for code in ("CSK", "JPN")}
    assert max(years["CSK"]) == 1992
    assert len(years["CSK"]) > 40


def test_alliance_portfolios(data: Path) -> None:
    frame = portfolios.alliances(data=data, first=2000, last=2001)
    assert frame["year"].unique().to_list() == [2000, 2001]
    allies = frame.filter(code1=200, code2=220, year=2000)["s"].item()
    rivals = frame.filter(code1=2, code2=731, year=2000)["s"].item()
    assert allies > 0.8 > rivals
    weights = pl.DataFrame({"year": [2000, 2001], "item": [200, 200], "weight": [1.0, 1.0]})
    toward = portfolios.alliances(data=data, first=2000, last=2000, weights=weights)
    assert set(toward["s"].round(9).unique()) <= {1.0, round(1 / 3, 9), round(-1 / 3, 9), -1.0}


def test_a_long_table_in_both_orders() -> None:
    table = pl.DataFrame(
        {
            "code": ["a", "a", "b", "b"],
            "year": [1, 1, 1, 1],
            "item": [1, 2, 1, 2],
            "value": [0, 1, 0, 0],
        }
    )
    one = similarity(table)
    both = similarity(table, directed=True)
    assert one.select("code1", "code2").rows() == [("a", "b")]
    assert both.select("code1", "code2").rows() == [("a", "b"), ("b", "a")]
    assert both["kappa"].n_unique() == 1


def test_memberships_of_organisations(tmp_path: Path) -> None:
    """Full, associate, observer and none are 3, 2, 1 and 0; what is not there does not count.

    2 and 20 in 1950: (3, 3), (2, 0), (0, 1) on three organisations, so S = 1 - 2 * 3 / (3 * 3).
    """
    from kizuna.errors import DataError

    (tmp_path / "state_year_formatv3.csv").write_text(
        "ccode,year,state,AAAID,AALCO,AARO,ABEDA\n"
        "2,1950,usa,1,2,0,-1\n20,1950,canada,1,0,3,-1\n2,1951,usa,1,1,1,-9\n20,1951,canada,1,1,1,1\n"
    )
    rows = portfolios.memberships(data=tmp_path).select("code1", "code2", "year", "items", "s")
    assert rows.rows() == [(2, 20, 1950, 3, pytest.approx(1 / 3)), (2, 20, 1951, 3, 1)]
    (tmp_path / "state_year_formatv3.csv").unlink()
    with pytest.raises(DataError, match=r"expected one of: state_year_formatv3\.csv"):
        portfolios.memberships(data=tmp_path)


def test_portfolios_of_the_records_own_instruments() -> None:
    from kizuna.record import open_record

    with open_record() as record:
        made = portfolios.instruments(record.view(), ["acsa", "information_security"])
    row = made.filter(code1="AUS", code2="JPN", year=2020).row(0, named=True)
    assert row["items"] > 3
    assert -1 <= row["s"] <= 1
    assert made.select("code1", "code2", "year").is_unique().all()
