"""Reviews: what is taken, from whom, how often, and that nothing acknowledged is ever lost."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kizuna.atlas.library.accounts import LOCAL
from kizuna.atlas.library.reviews import PER_HOUR, RateError, Reviews, check
from kizuna.errors import InputError, StorageError

TEXT = "A careful and balanced volume whose chapters always give both sides room."


@pytest.fixture
def reviews(tmp_path: Path) -> Reviews:
    return Reviews(tmp_path / "reviews.sqlite")


def test_a_review_comes_back_as_it_was_written(reviews: Reviews) -> None:
    kept = reviews.add("book", account="Ann", name="Ann", rating=4, text=TEXT)
    assert reviews.of("book") == [kept]
    assert (kept.name, kept.rating, kept.text) == ("Ann", 4, TEXT)
    assert reviews.ratings() == {"book": (4.0, 1)}
    assert reviews.of("other") == []


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_ratings_are_one_to_five(reviews: Reviews, rating: int) -> None:
    with pytest.raises(InputError, match="1, 2, 3, 4 or 5"):
        reviews.add("book", account="Ann", name="Ann", rating=rating, text=TEXT)


def test_nine_words_are_too_few_and_ten_are_enough() -> None:
    with pytest.raises(InputError, match="at least 10 words; this has 9"):
        check(name="A", rating=1, text="one two three four five six seven eight nine")
    check(name="A", rating=1, text="one two three four five six seven eight nine ten")


def test_a_review_has_a_name_and_an_end() -> None:
    with pytest.raises(InputError, match="give a name"):
        check(name="", rating=1, text=TEXT)
    with pytest.raises(InputError, match="at most 5000 characters"):
        check(name="A", rating=1, text="word " * 1001)


def test_one_review_of_a_source_each(reviews: Reviews) -> None:
    reviews.add("book", account="Ann", name="Ann", rating=4, text=TEXT)
    with pytest.raises(InputError, match="reviewed this source already"):
        reviews.add("book", account="Ann", name="Ann", rating=5, text=TEXT)
    reviews.add("other", account="Ann", name="Ann", rating=5, text=TEXT)


def test_reviews_are_rate_limited_by_account_and_the_hour(reviews: Reviews) -> None:
    noon = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    for number in range(PER_HOUR):
        reviews.add(f"s{number}", account="Ann", name="Ann", rating=1, text=TEXT, now=noon)
    with pytest.raises(RateError):
        reviews.add("more", account="Ann", name="Ann", rating=1, text=TEXT, now=noon)
    reviews.add("more", account="Bob", name="Bob", rating=1, text=TEXT, now=noon)
    later = noon + dt.timedelta(hours=1, seconds=1)
    reviews.add("more", account="Ann", name="Ann", rating=1, text=TEXT, now=later)


def test_deleting_does_not_give_a_turn_back(reviews: Reviews) -> None:
    for number in range(PER_HOUR):
        assert reviews.delete(
            reviews.add(f"s{number}", account="Ann", name="A", rating=1, text=TEXT).id
        )
    with pytest.raises(RateError):
        reviews.add("more", account="Ann", name="A", rating=1, text=TEXT)
    assert reviews.all() == []
    assert not reviews.delete(1)


def test_tokens_name_their_account_and_are_not_kept(reviews: Reviews) -> None:
    token = reviews.give_token("Ann")
    assert reviews.account_of(token) == "Ann"
    assert reviews.account_of(token + "x") is None
    assert reviews.account_of("") is None
    assert reviews.account_of("\ud800") is None
    stored = b"".join(path.read_bytes() for path in reviews.path.parent.iterdir())
    assert token.encode() not in stored
    again = reviews.give_token("Ann")
    assert reviews.account_of(token) is None
    assert reviews.account_of(again) == "Ann"


@pytest.mark.parametrize("name", ["", " ", "\u202e", LOCAL, "x" * 61])
def test_nobody_is_called_so(reviews: Reviews, name: str) -> None:
    with pytest.raises(InputError, match="no name for an account"):
        reviews.give_token(name)


def test_characters_that_turn_the_writing_are_left_out(reviews: Reviews) -> None:
    kept = reviews.add("b", account="A", name="A\u202eb\x00", rating=3, text=f"\u202e{TEXT}\x07")
    assert (kept.name, kept.text) == ("Ab", TEXT)


@given(st.text(max_size=200), st.text(max_size=300), st.integers())
def test_any_input_is_taken_or_refused_in_words(name: str, text: str, rating: int) -> None:
    with contextlib.suppress(InputError):
        check(name=name, rating=rating, text=text)
        assert 1 <= rating <= 5
        assert len(text.split()) >= 1


def test_two_at_the_same_time_are_both_kept(reviews: Reviews) -> None:
    def write(account: str) -> None:
        for number in range(PER_HOUR):
            reviews.add(f"s{number}", account=account, name=account, rating=3, text=TEXT)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("A", "B", "C", "D")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reviews.all()) == 4 * PER_HOUR


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "reviews.sqlite"
    path.write_text("no database" * 100)
    with pytest.raises(StorageError, match="file of reviews"):
        Reviews(path)


_WRITER = """
import sys
from pathlib import Path
from kizuna.atlas.library.reviews import Reviews
reviews = Reviews(Path(sys.argv[1]))
for number in range(10**9):
    kept = reviews.add(f"s{number}", account=f"a{number}", name="A", rating=3, text=sys.argv[2])
    sys.stdout.write(f"{kept.id}\\n")
    sys.stdout.flush()
"""


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "reviews.sqlite"
    for enough in (3, 17, 40):
        process = subprocess.Popen(
            [sys.executable, "-c", _WRITER.replace('f"s{number}"', f'f"s{enough}-{{number}}"')
             .replace('f"a{number}"', f'f"a{enough}-{{number}}"'), str(path), TEXT],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(enough)]
        os.kill(process.pid, signal.SIGKILL)
        told += [int(line) for line in process.stdout.read().splitlines() if line]
        process.wait()
        kept = {review.id for review in Reviews(path).all()}
        assert set(told) <= kept
