"""What the drawings of the atlas show, and what they must not cover."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from atlas.web_pages import client
from starlette.testclient import TestClient

from kizuna.record import open_record

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def atlas() -> Iterator[TestClient]:
    with open_record() as record:
        yield client(record)


def _drawn(atlas: TestClient, path: str) -> ET.Element:
    return ET.fromstring(atlas.get(path).text)


def _numbers(path: str) -> list[float]:
    return [float(n) for n in re.findall(r"-?[0-9.]+", path)]


def _disc(svg: ET.Element) -> tuple[float, float, float]:
    disc = svg.find(f".//{SVG}circle[@class='focal']")
    assert disc is not None
    return float(disc.attrib["cx"]), float(disc.attrib["cy"]), float(disc.attrib["r"])


@pytest.mark.parametrize("date", ["1995-12-31", "2025-12-31"])
def test_an_interval_of_depth_is_whole_and_ends_before_the_focal_actor(
    atlas: TestClient, date: str
) -> None:
    svg = _drawn(atlas, f"/JPN/{date}/charts/network.svg")
    cx, cy, core = _disc(svg)
    bands = svg.findall(f".//{SVG}path[@class='band']")
    assert bands
    for band in bands:
        x, y, end_x, end_y = _numbers(band.attrib["d"])
        inner, outer = math.hypot(x - cx, y - cy), math.hypot(end_x - cx, end_y - cy)
        assert core < inner < outer
    # The deepest partner's interval has room on both sides of its dot.
    for tie in svg.findall(f".//{SVG}a"):
        band, dot = tie.find(f"{SVG}path[@class='band']"), tie.find(f"{SVG}circle")
        if band is not None and dot is not None:
            x, y, end_x, end_y = _numbers(band.attrib["d"])
            at = math.hypot(float(dot.attrib["cx"]) - cx, float(dot.attrib["cy"]) - cy)
            assert math.hypot(x - cx, y - cy) < at - 4 < at + 4 < math.hypot(end_x - cx, end_y - cy)


def test_arcs_between_partners_pass_the_focal_actor_by(atlas: TestClient) -> None:
    svg = _drawn(atlas, "/architecture/2025-12-31/charts/network.svg")
    cx, cy, core = _disc(svg)
    arcs = [p for p in svg.iter(f"{SVG}path") if "arc" in p.attrib["class"].split()]
    assert arcs
    for arc in arcs:
        x, y, via_x, via_y, end_x, end_y = _numbers(arc.attrib["d"])
        for n in range(101):
            t = n / 100
            at = [
                (1 - t) ** 2 * start + 2 * t * (1 - t) * via + t**2 * end
                for start, via, end in ((x, via_x, end_x), (y, via_y, end_y))
            ]
            assert math.hypot(at[0] - cx, at[1] - cy) > core


def test_the_picture_of_the_overview_has_a_mark_for_every_tie(atlas: TestClient) -> None:
    path = "/JPN/2016-12-31"
    svg = _drawn(atlas, f"{path}/charts/overview.svg")
    said = [text.text for text in svg.iter(f"{SVG}text")]
    cells = [cell for cell in atlas.get(f"{path}.json").json()["cells"] if cell["state"] != "none"]
    years = [text for text in svg.iter(f"{SVG}text") if text.get("class") == "when"]
    assert len(years) == len(cells)
    assert {"Australia", "ASEAN", "Two-plus-two ministerial", "in force or held"} <= set(said)


def test_bars_that_are_compared_show_the_ends_of_their_scale(atlas: TestClient) -> None:
    path = "/JPN/2016-12-31/compare/AUS+IND"
    page = atlas.get(path).text
    for words in ("0 to 8", "0 to 1"):
        assert f"on a scale from {words}" in page
    depth = re.search(r"Depth<span class=.unseen.> on a scale from ([+−]?\d+) to ([+−]?\d+)", page)
    assert depth
    svg = _drawn(atlas, f"{path}/charts/measures.svg")
    ends = [t.text for t in svg.iter(f"{SVG}text") if (t.get("class") or "").startswith("tick")]
    # Two partners, each with both ends, for every measure that has a scale.
    assert ends.count(depth[1]) >= 2
    assert ends.count(depth[2]) >= 2
    assert "Strategic partnership" in "".join(svg.itertext())


def test_both_courses_of_a_partnership_show_a_year_at_the_same_place(atlas: TestClient) -> None:
    """What is measured at the end of 2015 stands above 2015, in depth as in convergence."""
    places = []
    for name in ("depth", "convergence"):
        drawn = atlas.get(f"/JPN/2020-06-30/AUS/charts/{name}.svg").text
        years = dict(re.findall(r'class="tick mid" x="([\d.]+)"[^>]*>(\d{4})<', drawn))
        found = re.findall(r'cx="([\d.]+)"[^>]*><title>(\d{4}):', drawn)
        at = {year: float(x) for x, year in years.items()}
        dots = {year: float(x) for x, year in found}
        assert dots["2015"] == pytest.approx(at["2015"], abs=0.2)
        places.append(dots["2015"])
    assert places[0] == pytest.approx(places[1], abs=0.2)
