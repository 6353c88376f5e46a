"""Event streams: counted by loops and by the engine, in every layout."""

from __future__ import annotations

import gzip
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest

from kizuna.errors import DataError, InputError
from kizuna.panels import engines
from kizuna.panels.events import QUADS, events
from kizuna.panels.reading import unpack

Cell = tuple[str, str, int, str]


def loops(paths: list[Path]) -> dict[Cell, list[float]]:
    """Intensities by pair, year and class."""
    found: dict[Cell, list[float]] = defaultdict(list)
    for path in paths:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf8") as lines:
            for line in lines:
                row = line.rstrip("\n").split("\t")
                one, two = row[7], row[17]
                if one and two and one != two and "ZZZ" not in (one, two):
                    quad = QUADS[int(row[29])]
                    found[one, two, int(row[1][:4]), quad].append(float(row[30]))
    return found


def test_counts_and_means_against_loops(stream: list[Path]) -> None:
    expected = loops(stream)
    frame = events(stream, "gdelt1").aggregate().to_polars()
    assert frame.select("actor1", "actor2", "year").rows() == sorted({key[:3] for key in expected})
    for row in frame.iter_rows(named=True):
        everything = []
        for quad in QUADS.values():
            values = expected.get((row["actor1"], row["actor2"], row["year"], quad), [])
            assert row[f"events_{quad}"] == len(values)
            mean = sum(values) / len(values) if values else None
            assert row[f"intensity_{quad}"] == pytest.approx(mean)
            everything += values
        assert row["events"] == len(everything)
        assert row["intensity"] == pytest.approx(sum(everything) / len(everything))


def test_both_directions_are_rows_of_their_own(stream: list[Path]) -> None:
    pairs = set(events(stream, "gdelt1").aggregate().to_polars().select("actor1", "actor2").rows())
    assert {("JPN", "AUS"), ("AUS", "JPN")} <= pairs


def test_types_of_event_by_the_beginning_of_their_code(stream: list[Path]) -> None:
    frame = events(stream, "gdelt1").aggregate(kinds=("04",)).to_polars()
    rows = [line.split("\t") for path in stream[:1] for line in path.read_text().splitlines()]
    known = {"JPN", "AUS", "USA", "CHN"}
    consultations = sum(
        row[28] == "04" and row[7] != row[17] and {row[7], row[17]} <= known for row in rows
    )
    assert 0 < consultations <= frame["events_04"].sum() < frame["events"].sum()


def test_states_the_codebook_does_not_know_are_counted(stream: list[Path]) -> None:
    rows = engines.to_arrow(events(stream, "gdelt1").unknown()).to_pylist()
    assert [row["name"] for row in rows] == ["ZZZ"]
    assert rows[0]["events"] > 0


def test_a_panel_of_events_takes_other_codes_and_data(stream: list[Path], data: Path) -> None:
    from dataclasses import replace

    panel = replace(events(stream, "gdelt1").aggregate(), data=data)
    frame = panel.join("contiguity").to_polars()
    assert frame.columns[:3] == ["actor1", "actor2", "year"]
    assert set(frame["ccode1"].drop_nulls()) <= {740, 900, 2, 710}
    assert frame.height == panel.to_polars().height


ICEWS = (
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\t"
    "Intensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\t"
    "City\tDistrict\tProvince\tCountry\tLatitude\tLongitude\n"
    "1\t2014-07-08\tA\t\tJapan\tSign\t057\t8.0\tB\t\tAustralia\t1\t1\tX\t\t\t\tAustralia\t1\t2\n"
    "2\t2014-07-09\tA\t\tJapan\tProtest\t141\t-6.5\tB\t\tAustralia\t1\t1\tX\t\t\t\tJapan\t1\t2\n"
    "3\t2014-07-09\tA\t\tNowhere\tProtest\t141\t-6.5\tB\t\tAustralia\t1\t1\tX\t\t\t\tJapan\t1\t2\n"
)
POLECAT = (
    "Event ID\tEvent Date\tEvent Type\tIntensity\tQuad Code\tActor Country\tRecipient Country\n"
    "a\t2019-03-01\tCONSULT\t1.5\tVERBAL COOPERATION\tJPN\tAUS\n"
    "b\t2019-03-02\tASSAULT\t-9\tMATERIAL CONFLICT\tJPN\tAUS\n"
)
PHOENIX = (
    "eid,story_date,year,month,day,source,source_root,source_agent,source_others,target,"
    "target_root,target_agent,target_others,code,root_code,quad_class,goldstein,joined_issues,"
    "lat,lon,placename,statename,countryname,aid,process\n"
    '1,3/14/1999,1999,3,14,JPNGOV,JPN,GOV,,AUSGOV,AUS,GOV,,042,04,1,1.9,"x, y",,,,,,1,p\n'
)


@pytest.mark.parametrize(
    ("layout", "text", "year", "events_", "conflict", "intensity"),
    [
        ("icews", ICEWS, 2014, 2, 1, 0.75),
        ("polecat", POLECAT, 2019, 2, 1, -3.75),
        ("phoenix", PHOENIX, 1999, 1, 0, 1.9),
    ],
)
def test_layouts_of_other_streams(
    tmp_path: Path, layout: str, text: str, year: int, events_: int, conflict: int, intensity: float
) -> None:
    path = tmp_path / "events.txt"
    path.write_text(text)
    row = events([path], layout).aggregate().to_polars().row(0, named=True)
    assert (row["actor1"], row["actor2"], row["year"]) == ("JPN", "AUS", year)
    assert (row["events"], row["events_material_conflict"]) == (events_, conflict)
    assert row["intensity"] == pytest.approx(intensity)


def test_days_are_dates(stream: list[Path]) -> None:
    frame = events(stream, "gdelt1").aggregate(period="day").to_polars()
    assert frame["date"].dt.year().cast(int).equals(frame["year"].cast(int))
    assert frame.select("actor1", "actor2", "date").is_unique().all()


def test_archives_are_unpacked_once(stream: list[Path], tmp_path: Path) -> None:
    archive = tmp_path / "20160101.export.CSV.zip"
    with zipfile.ZipFile(archive, "w") as target:
        target.write(stream[0], "20160101.export.CSV")
    files = unpack([archive], tmp_path / "out")
    assert [file.read_bytes() for file in files] == [stream[0].read_bytes()]
    before = files[0].stat().st_mtime_ns
    assert unpack([archive], tmp_path / "out")[0].stat().st_mtime_ns == before
    archive.write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(DataError, match="the archive is damaged"):
        unpack([archive], tmp_path / "out2")


def test_a_file_of_another_layout_is_named(stream: list[Path], tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a\.tsv: found 58 columns, expected the 61 of GDELT 2\.0"):
        events(stream, "gdelt2")
    with pytest.raises(DataError, match="no column Event ID, Event Date"):
        events(stream[:1], "icews")
    with pytest.raises(DataError, match="cannot be read"):
        events([tmp_path / "missing.tsv"], "gdelt1")
    with pytest.raises(InputError, match="choose gdelt1, gdelt2, icews, phoenix, polecat"):
        events(stream, "acled")


def test_a_panel_of_events_cites_its_stream(stream: list[Path]) -> None:
    panel = events(stream, "gdelt1").aggregate()
    assert panel.cite().count("@") == 1
    assert "GDELT" in panel.cite()
    assert {use.path.name for use in panel.used} == {path.name for path in stream}
