"""A server over a record, for tests of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from starlette.testclient import TestClient

from kizuna.atlas.library.reviews import Reviews
from kizuna.atlas.web.app import create_app
from kizuna.atlas.web.holdings import Holdings
from kizuna.record import Record

HERE = ("127.0.0.1", 50_000)
ELSEWHERE = ("203.0.113.7", 50_000)


def holdings(
    record: Record, *, library: Sequence[Path] = (), reviews: Path | None = None
) -> Holdings:
    """The holdings of a record."""
    return Holdings(record.view(), library=library, reviews=Reviews(reviews) if reviews else None)


def client(
    record: Record,
    *,
    library: Sequence[Path] = (),
    reviews: Path | None = None,
    at: tuple[str, int] = HERE,
) -> TestClient:
    """A browser, at this machine or elsewhere, that does not follow redirects."""
    host = "http://127.0.0.1:8000" if at == HERE else "http://atlas.example"
    kept = Reviews(reviews) if reviews else None
    app = create_app(record, library=library, reviews=kept, rate=10_000)
    return TestClient(app, base_url=host, client=at, follow_redirects=False)
