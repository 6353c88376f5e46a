"""The site without a server: the same pages, and no link that leads nowhere."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from atlas.markup import Page
from atlas.web_pages import client

from kizuna.atlas.web.addresses import file_of, relative
from kizuna.atlas.web.build import Built, build
from kizuna.errors import InputError
from kizuna.record import Record


@pytest.fixture
def built(study: Record, tmp_path: Path) -> Built:
    return build(study, tmp_path / "site", dates=["2016-12-31", "2019-12-31"], focal="AUS")


def _broken(root: Path) -> list[tuple[str, str]]:
    pages = {file: Page(file.read_text()) for file in root.rglob("*.html")}
    broken = []
    for file, page in pages.items():
        links = [v for n, v in page.attributes if n in ("href", "src", "data-index") and v]
        for link in links:
            if ":" in link:
                continue
            place, _, fragment = link.partition("#")
            target = (file.parent / place.partition("?")[0]).resolve() if place else file
            lost = fragment and target in pages and fragment not in pages[target].ids
            if not target.is_file() or lost or link.startswith("/"):
                broken.append((str(file.relative_to(root)), link))
    return broken


def test_no_link_leads_nowhere(built: Built) -> None:
    root = built.home.parent.resolve()
    assert not _broken(root)
    assert built.pages == len(list(root.rglob("*.html"))) - 1
    assert len(list(root.rglob("*"))) > built.pages


def test_the_index_of_the_search_leads_to_files(built: Built) -> None:
    root = built.home.parent
    script = (root / "static" / "search-index.js").read_text()
    rows = json.loads(script.removeprefix("globalThis.kizunaIndex = ").removesuffix(";\n"))
    assert rows
    missing = [row[0] for row in rows if not (root / row[0].partition("#")[0]).is_file()]
    assert not missing


def test_a_page_is_the_same_as_on_a_server(built: Built, study: Record) -> None:
    root, atlas = built.home.parent, client(study)
    for path in ("/AUS/2019-12-31", "/AUS/2019-12-31/IND", "/architecture/2019-12-31"):
        assert (root / f"{path[1:]}.json").read_bytes() == atlas.get(f"{path}.json").content
        file, served = (root / f"{path[1:]}.html").read_text(), atlas.get(path).text
        ours, theirs = Page(file), Page(served)
        assert not ours.faults
        # Only a server has forms, other dates, and pages of other focal actors.
        assert set(ours.ids) <= set(theirs.ids)
        assert {"sources", "timeline"} & set(ours.ids) == {"sources", "timeline"} & set(theirs.ids)
    assert (root / "AUS/2019-12-31/IND/charts/timeline.png").read_bytes().startswith(b"\x89PNG")


def test_the_first_page_is_there_for_every_year_and_says_what_stays(built: Built) -> None:
    folder = built.home.parent / "AUS"
    years = {file.stem[:4] for file in folder.glob("*.html")}
    assert years == {str(year) for year in range(1990, 2020)}
    early = Page((folder / "1995-12-31.html").read_text())
    words = " ".join(early.text.split())
    assert "This page moves among 30 dates." in words
    assert "The pages of partnerships to which it leads stay at 2019-12-31." in words
    assert "2019-12-31/IND.html" in early.links
    late = Page((folder / "2019-12-31" / "IND.html").read_text())
    assert "This page moves among 2 dates." in " ".join(late.text.split())


def test_the_default_date_is_today(study: Record, tmp_path: Path) -> None:
    build(study, tmp_path / "now", focal="AUS")
    today = dt.datetime.now(dt.UTC).date()
    assert (tmp_path / "now" / "AUS" / f"{today}.html").is_file()


@pytest.mark.parametrize(
    ("here", "there", "link"),
    [
        ("/JPN/2016-12-31/AUS", "/library/a#b", "../../library/a.html#b"),
        ("/JPN/2016-12-31", "/JPN/2016-12-31/AUS", "2016-12-31/AUS.html"),
        ("/", "/static/atlas.css", "static/atlas.css"),
        ("/evidence", "/evidence.json", "evidence.json"),
    ],
)
def test_addresses_are_relative(here: str, there: str, link: str) -> None:
    assert relative(here)(there) == link
    assert file_of("/") == "index.html"


def test_other_focal_actors_have_their_pages_too(study: Record, tmp_path: Path) -> None:
    built = build(study, tmp_path / "two", dates=["2019-12-31"], focal="AUS", also=["IND", "AUS"])
    root = built.home.parent
    assert not _broken(root.resolve())
    assert "IND/2019-12-31.html" in Page(built.home.read_text()).links
    theirs = Page((root / "IND/2019-12-31.html").read_text())
    assert "2019-12-31/AUS.html" in theirs.links
    turned = Page((root / "AUS/2019-12-31/IND.html").read_text())
    assert "../../IND/2019-12-31/AUS.html" in turned.links
    # Every year is there of the first actor alone.
    assert [file.stem for file in (root / "IND").glob("*.html")] == ["2019-12-31"]


def test_an_actor_without_partners_is_refused(study: Record, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="knows no partner of FJI"):
        build(study, tmp_path / "none", dates=["2019-12-31"], focal="AUS", also=["FJI"])


def test_the_first_page_is_moved_without_its_data(built: Built) -> None:
    moved, there = built.home, built.home.parent / "AUS" / "2019-12-31.html"

    def said(file: Path, name: str) -> list[str | None]:
        return [v for n, v in Page(file.read_text()).attributes if n == name]

    for name in ("data-day", "data-partners", "data-focal"):
        assert said(moved, name) == said(there, name)
    assert said(moved, "data-pair") == ["AUS/2019-12-31/CODE.html"]


def test_a_site_that_knows_where_it_will_stand_says_so(study: Record, tmp_path: Path) -> None:
    folder = tmp_path / "there"
    build(study, folder, dates=["2019-12-31"], focal="AUS", base="https://example.org/kizuna/")
    for name in ("AUS/2019-12-31.html", "AUS/2019-12-31/IND.html", "evidence/instrument/new.html"):
        text = (folder / name).read_text()
        assert f'<link rel="canonical" href="https://example.org/kizuna/{name}">' in text
        assert f"https://example.org/kizuna/{name}" in Page(text).text
        assert "the address of the site" not in text
    # Links stay relative, so that the site can be read from a disk too.
    assert not _broken(folder.resolve())


def test_a_site_that_does_not_says_how_to_form_an_address(built: Built) -> None:
    page = Page((built.home.parent / "evidence/instrument/new.html").read_text())
    words = " ".join(page.text.split())
    assert (
        "/evidence/instrument/new.html . Here and in the citations below, put the address" in words
    )
    assert "http://127" not in words


@pytest.mark.parametrize("base", ["example.org", "ftp://example.org/", "https://", "https://a/?b"])
def test_a_base_that_is_no_address_is_refused(study: Record, tmp_path: Path, base: str) -> None:
    with pytest.raises(InputError, match="no address at which a site can stand"):
        build(study, tmp_path / "none", dates=["2019-12-31"], focal="AUS", base=base)
