"""Timelines: what is drawn when, labels that never overlap, forms of the file."""

from __future__ import annotations

import datetime as dt
import struct
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

import pytest
from atlas.conftest import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from study import instrument

from kizuna.atlas.lettering import width
from kizuna.atlas.pictures import to_png
from kizuna.atlas.timeline import export_timeline, timeline_svg
from kizuna.atlas.timeline_layout import SMALL, Sign, _captions, draw
from kizuna.atlas.timeline_rows import Band, Strand, Stretch, bands, chosen, life
from kizuna.codebook import PartialDate
from kizuna.errors import InputError
from kizuna.measures.profile import Entry, profile
from kizuna.measures.state import instrument_state
from kizuna.record import Record

UNTIL = dt.date(2020, 12, 31)
SOURCE = PartialDate.parse("2020-06-01")


def told(**values: object) -> tuple[list[tuple[str, str, str]], bool]:
    """The life of an instrument as text."""
    row = instrument(**values)
    entry = Entry(
        date=row.signed,
        row=row,
        state=instrument_state(row, UNTIL, known_by=SOURCE),
        multilateral=False,
    )
    stretches, ended = life(entry, SOURCE, UNTIL)
    return [(s.first.isoformat(), s.last.isoformat(), s.style) for s in stretches], ended


@pytest.mark.parametrize(
    ("values", "expected", "ended"),
    [
        (
            {"signed": "2017-01-14", "in_force": "2017-09-06"},
            [("2017-01-14", "2017-09-06", "signed"), ("2017-09-06", "2020-12-31", "force")],
            False,
        ),
        (
            {"signed": "2019-03-01", "status": "signed"},
            [("2019-03-01", "2020-12-31", "signed")],
            False,
        ),
        (
            {"negotiated_from": "2018", "status": "negotiating"},
            [("2018-01-01", "2020-12-31", "talks")],
            False,
        ),
        (
            {"signed": "2010-01-01", "in_force": "2011-01-01", "ended": "2015-06"},
            [
                ("2010-01-01", "2011-01-01", "signed"),
                ("2011-01-01", "2015-06-01", "force"),
                ("2015-06-01", "2015-06-30", "maybe"),
            ],
            True,
        ),
        (
            {"signed": "2014", "status": "political", "binding": "political"},
            [
                ("2014-01-01", "2014-12-31", "maybe"),
                ("2014-01-01", "2014-12-31", "maybe"),
                ("2014-12-31", "2020-12-31", "force"),
            ],
            False,
        ),
        # In force, but when is not said: open until the date of the source that says so.
        (
            {"signed": "2012-02-02"},
            [
                ("2012-02-02", "2020-06-01", "maybe"),
                ("2020-06-01", "2020-12-31", "force"),
            ],
            False,
        ),
        # What happens after the last day of the picture is not in it.
        (
            {"signed": "2019-03-01", "in_force": "2021-01-01", "ended": "2022-01-01"},
            [("2019-03-01", "2020-12-31", "signed")],
            False,
        ),
    ],
)
def test_life_of_an_instrument(
    values: dict[str, object], expected: list[tuple[str, str, str]], ended: bool
) -> None:
    assert told(**values) == (expected, ended)


def test_rows_stand_in_the_groups_of_the_ladder(study: Record) -> None:
    result = profile("AUS", "IND", as_of="2020", record=study)
    found = bands(result, study.codebook, chosen(result, study.codebook))
    assert {b.heading: [s.label for s in b.strands] for b in found} == {
        "Political": ["An agreement"],
        "Dialogue": ["Talks (4×)"],
        "Defence framework": ["An agreement", "An agreement", "An agreement"],
        "Practice": ["Exercise"],
        "Other events": ["Port call or unit visit"],
    }


def test_sessions_are_ticks_of_their_dialogue(study: Record) -> None:
    result = profile("AUS", "IND", as_of="2020", record=study)
    (talks,) = next(
        b.strands
        for b in bands(result, study.codebook, chosen(result, study.codebook))
        if b.heading == "Dialogue"
    )
    assert [m.date.text for m in talks.moments] == ["2015", "2018-02-03", "2020-03-01"]


def test_replaced_agreement_ends_when_the_new_one_takes_effect(study: Record) -> None:
    result = profile("AUS", "IND", as_of="2020", record=study)
    old, new = next(
        b.strands[:2]
        for b in bands(result, study.codebook, chosen(result, study.codebook))
        if b.heading == "Defence framework"
    )
    assert old.ended
    assert old.stretches[-1].last == dt.date(2017, 9, 6) == new.stretches[-1].first


def test_choice_of_rows(study: Record) -> None:
    result = profile("AUS", "IND", as_of="2020", record=study)

    def ids(**choice: object) -> list[str]:
        return [e.row.id for e in chosen(result, study.codebook, **choice)]

    assert ids(kinds=["acsa"]) == ["old", "new"]
    assert set(ids(kinds=["practice", "two_plus_two"])) == {"drill", "two"}
    assert "three" in ids()
    assert "three" not in ids(bilateral=True)
    with pytest.raises(InputError, match=r"unknown kind 'acas'"):
        ids(kinds=["acas"])


@given(
    st.lists(
        st.tuples(
            st.floats(340, 936).map(lambda x: round(x, 1)),
            st.text("abc defgh", min_size=1, max_size=60),
            st.booleans(),
        ),
        max_size=40,
    )
)
def test_labels_never_overlap_and_no_hairline_runs_through_one(
    events: list[tuple[float, str, bool]],
) -> None:
    signs = [Sign(x, x, x, "circle", op, False, f"2010: {text}") for x, text, op in events]
    captions = _captions(signs, 100.0)
    boxes = [(c.x, c.x + width(c.text, SMALL), c.y) for c in captions]
    for n, (low, high, y) in enumerate(boxes):
        for m, (other_low, other_high, other_y) in enumerate(boxes):
            if n < m and y == other_y:
                assert high <= other_low or other_high <= low
        for caption in captions:
            if caption.y > y:
                assert not low < caption.at < high


def test_few_events_are_all_labelled() -> None:
    signs = [
        Sign(x, x, x, "circle", False, False, f"2010: event {x}") for x in (400, 402, 500, 936)
    ]
    assert len(_captions(signs, 100.0)) == 4


def test_titles_are_written_whole_in_as_many_lines_as_they_need() -> None:
    title = "Agreement concerning the transfer of arms and military technologies for joint research"
    text = f"{title}, development and production of defence equipment, with notes"
    sign = Sign(340, 340, 340, "circle", False, False, f"2010: {text}")
    captions = _captions([sign], 100.0)
    assert " ".join(caption.text for caption in captions) == text
    assert len({caption.y for caption in captions}) == len(captions) > 1
    assert min(caption.x for caption in captions) > 0
    day = dt.date(2010, 5, 4)
    stretch = Stretch(day, dt.date(2015, 5, 4), "force")
    strands = tuple(Strand(text, text, "*", False, stretches=(stretch,)) for _ in range(2))
    drawing = draw([Band("Defence", strands)], last=dt.date(2020, 1, 1), first=None, foot="")
    upper, lower = drawing.blocks[0].lines
    assert " ".join(upper.label) == text
    assert lower.y - upper.y > 12 * (len(upper.label) - 1)


def test_everything_stands_within_the_picture(study: Record) -> None:
    result = profile("AUS", "IND", as_of="2020", record=study)
    drawing = draw(
        bands(result, study.codebook, chosen(result, study.codebook)),
        last=result.as_of,
        first=None,
        foot="word " * 100,
    )
    assert drawing.years[0][1] == "2010"
    for block in drawing.blocks:
        for line in block.lines:
            assert drawing.top < line.y < drawing.bottom
            for box in line.boxes:
                assert drawing.left <= box.x
                assert box.x + box.width <= drawing.right + 0.2
    assert all(y < drawing.height for y, _ in drawing.foot)


def test_svg_is_well_formed_and_text_stays_text(hostile: Record) -> None:
    svg = timeline_svg(profile("AUS", "IND", as_of="2020", record=hostile), hostile.codebook)
    root = ET.fromstring(svg)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not tags & {"script", "img", "foreignObject", "image", "a"}
    assert any(element.text == HOSTILE for element in root.iter())


def test_picture_carries_its_source_and_citation(study: Record) -> None:
    svg = timeline_svg(profile("AUS", "IND", as_of="2020", record=study), study.codebook)
    for words in ("Source: 1 source of", "Cite as: Kizuna", "study.sqlite", "2020-12-31"):
        assert words in svg


@pytest.mark.parametrize(
    ("form", "magic"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("html", b"<!do")]
)
def test_forms(study: Record, tmp_path: Path, form: str, magic: bytes) -> None:
    out = tmp_path / f"picture.{form}"
    result = profile("AUS", "IND", as_of="2020", record=study)
    export_timeline(result, study.codebook, form, out=out)
    assert out.read_bytes().startswith(magic)


def test_picture_from_a_date(study: Record) -> None:
    result = profile("AUS", "IND", as_of="2020", record=study)
    svg = timeline_svg(result, study.codebook, since="2016")
    assert ">2016</text>" in svg
    assert ">2014</text>" not in svg
    assert "What touches the left edge began before 2016." in svg
    later = timeline_svg(result, study.codebook, since="2019-06")
    assert "Port call" not in later  # over by then
    assert "Talks" in later
    with pytest.raises(InputError, match="cannot begin on 2021-01-01 and end on 2020-12-31"):
        timeline_svg(result, study.codebook, since="2021")


def test_nothing_to_show_is_said(study: Record) -> None:
    result = profile("AUS", "BRA", as_of="2020", record=study)
    with pytest.raises(InputError, match="nothing dated to show for AUS and BRA by 2020-12-31"):
        timeline_svg(result, study.codebook)


def pixels(png: bytes) -> bytes:
    """The filtered lines of a PNG; every chunk must be intact."""
    place, data = 8, b""
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        chunk = png[place + 4 : place + 8 + length]
        assert struct.unpack_from(">I", png, place + 8 + length) == (zlib.crc32(chunk),)
        data += chunk[4:] if chunk[:4] == b"IDAT" else b""
        place += length + 12
    return zlib.decompress(data)


def test_packed_picture_shows_the_same(study: Record) -> None:
    import vl_convert

    svg = timeline_svg(profile("AUS", "IND", as_of="2020", record=study), study.codebook)
    loose, tight = bytes(vl_convert.svg_to_png(svg, scale=2)), to_png(svg)
    assert len(tight) < len(loose) / 2
    assert tight[:33] == loose[:33]  # signature and header: size, depth, colours
    assert pixels(tight) == pixels(loose)
