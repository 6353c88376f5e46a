"""What the atlas says of itself to programs, and whether it keeps to it whatever it is asked."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest
import schemathesis
from atlas.web_pages import client
from hypothesis import HealthCheck, Phase, settings

from kizuna.atlas.library.reviews import Reviews
from kizuna.atlas.web.app import Atlas, create_app
from kizuna.atlas.web.openapi import described, templates
from kizuna.record import Record, open_record

schema = schemathesis.openapi.from_dict(described()).include(
    path_regex=r"json$|reviews$|sign-in$|answers$|go$"
)


# Hypothesis asks a NumPy that is loaded for its arrays; the atlas, once it listens, loads NumPy in
# another thread, and half loaded it has none.
importlib.import_module("numpy")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atlas]:
    kept = Reviews(tmp_path_factory.mktemp("api") / "reviews.sqlite")
    with open_record() as record:
        yield create_app(record, reviews=kept, rate=100_000)


@schema.parametrize()
@settings(
    max_examples=3,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_nothing_that_is_asked_breaks_the_atlas(case: schemathesis.Case, app: Atlas) -> None:
    answer = case.call(app=app, base_url="http://127.0.0.1")
    assert answer.status_code < 500
    assert "content-security-policy" in answer.headers


def test_the_description_names_an_address_for_every_kind_of_page() -> None:
    paths = described()["paths"]
    for path in ("/{actor}/{date}", "/{actor}/{date}/{partner}", "/architecture/{date}"):
        assert {path, f"{path}.json", f"{path}.csv", f"{path}/charts/{{chart}}.svg"} <= set(paths)
    assert {"/library/{source}", "/evidence/{table}/{row}.json", "/search.csv"} <= set(paths)
    assert set(paths["/library/{source}/reviews"]) == {"post"}


def test_a_pattern_with_optional_parts_stands_for_several_addresses() -> None:
    found = {t.path: t.parts for t in templates("/a(?:/page/(?P<page>[1-9]))?/(?P<b>x(?:y)?)")}
    assert found == {"/a/{b}": {"b": "x(?:y)?"}, "/a/page/{page}/{b}": {"page": "[1-9]", "b": "x(?:y)?"}}  # fmt: skip


def test_the_description_is_served(study: Record) -> None:
    answer = client(study).get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == described()
