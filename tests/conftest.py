"""What all tests share: records on both databases, and nothing of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from kizuna.codebook import load
from kizuna.record import Record, open_record
from kizuna.record.migrate import create

if TYPE_CHECKING:
    from postgres_server import Server

settings.register_profile(
    "kizuna",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("kizuna")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled records go to a folder of the test session, not to the user's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.delenv("KIZUNA_RECORD", raising=False)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of the test session."""
    from postgres_server import Server

    server = Server()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Path | str]]:
    """Makes places for records on one of the databases: each a new file or a new database."""
    if request.param == "sqlite":
        numbers = iter(range(1_000_000))
        yield lambda: tmp_path / f"record{next(numbers)}.sqlite"
        return
    server: Server = request.getfixturevalue("postgres")
    made: list[str] = []

    def make() -> str:
        made.append(server.fresh())
        return made[-1]

    yield make
    for address in made:
        server.drop(address)


@pytest.fixture
def place(places: Callable[[], Path | str]) -> Path | str:
    """A place for a record; nothing is there yet. The test runs on both databases."""
    return places()


@pytest.fixture
def record(place: Path | str) -> Iterator[Record]:
    """An empty record with the shipped codebook, on both databases."""
    create(place, load())
    with open_record(place) as opened:
        yield opened
