"""Pages: self-contained, well-formed, every cell leads to its evidence, all text stays text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from atlas.conftest import HOSTILE
from atlas.markup import Page

from kizuna.atlas.pages import file_name, overview_page, profile_page
from kizuna.atlas.references import address
from kizuna.atlas.site import write_pages
from kizuna.errors import InputError
from kizuna.measures.profile import profile
from kizuna.measures.table import table
from kizuna.record import Record, Source


@pytest.fixture
def site(study: Record, tmp_path: Path) -> dict[str, Page]:
    """The pages of Australia, read."""
    index = write_pages("AUS", tmp_path / "site", as_of="2020", record=study)
    assert index == tmp_path / "site" / "index.html"
    return {
        path.name: Page(path.read_text(encoding="utf-8")) for path in index.parent.glob("*.html")
    }


def test_a_page_for_every_partner(site: dict[str, Page]) -> None:
    assert set(site) == {"index.html", "IND.html", "EU.html", "NZL.html"}


def test_pages_are_well_formed_with_unique_ids(site: dict[str, Page]) -> None:
    for name, page in site.items():
        assert not page.faults, name
        assert not page.open, name
        assert len(page.ids) == len(set(page.ids)), name


def test_every_link_within_the_site_arrives(site: dict[str, Page]) -> None:
    checked = 0
    for name, page in site.items():
        for link in page.links:
            if "://" in link:
                continue
            target, _, anchor = link.partition("#")
            assert (target or name) in site, link
            assert not anchor or anchor in site[target or name].ids, (name, link)
            checked += 1
    assert checked > 50


def test_cells_lead_to_rows_sources_claims_and_revisions(site: dict[str, Page]) -> None:
    assert "IND.html#acsa" in site["index.html"].links
    text = site["IND.html"].text
    for words in (
        "A paper",
        "claims" and "p. 3",
        "Revision 1",
        "a tester",
        "the cell does not rest",
    ):
        assert words in text, words


def test_nothing_comes_from_elsewhere(study: Record, tmp_path: Path) -> None:
    index = write_pages("AUS", tmp_path, as_of="2020", record=study)
    for path in index.parent.glob("*.html"):
        page = Page(path.read_text(encoding="utf-8"))
        assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
        assert not [name for name, _ in page.attributes if name in ("src", "srcset", "style")]
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        assert not re.search(r"@import|url\(\s*['\"]?(?!#)", path.read_text(encoding="utf-8"))


def test_text_of_the_record_stays_text(hostile: Record, tmp_path: Path) -> None:
    write_pages("AUS", tmp_path, as_of="2020", record=hostile)
    text = (tmp_path / "IND.html").read_text(encoding="utf-8")
    page = Page(text)
    assert not page.faults
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert not [link for link in page.links if link.startswith("javascript:")]
    assert page.text.count(HOSTILE) > 10
    assert "49" not in page.text.replace("2049", "")


def test_tables_have_captions_and_headers(site: dict[str, Page]) -> None:
    index = site["index.html"]
    assert "caption" in index.tags
    scopes = [value for name, value in index.attributes if name == "scope"]
    assert {"col", "row", "colgroup"} <= set(scopes)


def test_pages_say_where_they_come_from(site: dict[str, Page]) -> None:
    for page in site.values():
        for words in ("As of", "2020-12-31", "As known", "study.sqlite", "Cite as", "Kizuna"):
            assert words in page.text, words


def test_single_pages_link_to_nothing_that_is_not_there(study: Record) -> None:
    one = Page(overview_page(table("AUS", as_of="2020", record=study), study.codebook))
    assert [link for link in one.links if not link.startswith("#")] == []
    for pair in (("AUS", "IND"), ("FRA", "NZL")):
        text = profile_page(profile(*pair, as_of="2020", record=study), study.codebook)
        page = Page(text)
        assert all(link.removeprefix("#") in page.ids for link in page.links)
        assert not page.faults


def test_nothing_later_than_the_date_is_shown(study: Record, tmp_path: Path) -> None:
    write_pages("AUS", tmp_path, as_of="2016", record=study)
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "2017" not in Page(index).text
    assert "in force since 2013-01-31" in index


def test_one_state_of_knowledge_for_all_pages(study: Record, tmp_path: Path) -> None:
    write_pages("AUS", tmp_path, as_of="2020", as_known="r0", record=study)
    assert [path.name for path in tmp_path.glob("*.html")] == ["index.html"]


def test_a_file_is_no_folder(study: Record, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(InputError, match=r"taken is a file; name a folder"):
        write_pages("AUS", tmp_path / "taken", record=study)
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize("code", ["../x", "a/b", "index", "", "ÄÖ", "x" * 80, ".", "a b"])
def test_codes_that_are_no_file_names(code: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{16}\.html", file_name(code))


def test_code_is_its_own_file_name() -> None:
    assert file_name("AUS") == "AUS.html"


def test_only_addresses_that_a_browser_may_follow() -> None:
    def at(**places: str) -> str:
        return address(Source(id="a", kind="web", title="A", **places))

    assert at(url="javascript:alert(1)") == ""
    assert at(url="https://example.org") == "https://example.org"
    assert at(doi="10.1000/x") == "https://doi.org/10.1000/x"
