"""One way out: forms of a frame, provenance, safety of text, files whole or not at all."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import polars as pl
import pyarrow.parquet
import pytest
from atlas.conftest import HOSTILE
from atlas.markup import Page

from kizuna.atlas.export import deliver, export, markdown, write
from kizuna.atlas.imprint import imprint
from kizuna.atlas.overview import export_table
from kizuna.errors import InputError, StorageError
from kizuna.measures.compare import compare
from kizuna.measures.table import table
from kizuna.record import Record

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "https://example.org", "{=1}"]
NOTES = ("As of then.", "Cite as: this.")


@pytest.fixture
def frame() -> pl.DataFrame:
    return pl.DataFrame({"text": [HOSTILE, *FORMULAS], "n": [1, *[None] * len(FORMULAS)]})


def written(frame: pl.DataFrame, form: str, tmp_path: Path) -> Path:
    out = tmp_path / f"frame.{form}"
    write(frame, form, title="A & B", notes=NOTES, out=out)
    return out


def test_csv_is_pure_data(frame: pl.DataFrame, tmp_path: Path) -> None:
    assert pl.read_csv(written(frame, "csv", tmp_path)).equals(frame)


def test_json_has_title_notes_and_rows(frame: pl.DataFrame, tmp_path: Path) -> None:
    data = json.loads(written(frame, "json", tmp_path).read_bytes())
    assert (data["title"], data["notes"], data["rows"][0]["n"]) == ("A & B", list(NOTES), 1)


def test_html_shows_text_as_text(frame: pl.DataFrame, tmp_path: Path) -> None:
    page = Page(written(frame, "html", tmp_path).read_text(encoding="utf-8"))
    assert "script" not in page.tags
    assert "img" not in page.tags
    for words in (HOSTILE, "A & B", *NOTES):
        assert words in page.text


def test_latex_escapes_and_names_its_packages(tmp_path: Path) -> None:
    found = written(pl.DataFrame({"a_b": ["50% of $x_y & #1"]}), "latex", tmp_path).read_text()
    assert r"50\% of \$x\_y \& \#1" in found
    assert found.startswith("% Preamble: \\usepackage{booktabs")
    assert "Cite as: this." in found


def test_markdown_cells_stay_cells() -> None:
    found = markdown(["a"], [["x|y"], ["<b>"], ["two\nlines"], ["*[l](u)`"], [None]])
    assert found.splitlines()[2:] == [
        "| x\\|y |",
        "| &lt;b> |",
        "| two lines |",
        "| \\*\\[l](u)\\` |",
        "|  |",
    ]


def test_workbook_never_runs_text(frame: pl.DataFrame, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(frame, "xlsx", tmp_path))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [book["Data"].cell(n + 3, 1).value for n in range(len(FORMULAS))] == FORMULAS
    assert not [cell for cell in cells if cell.hyperlink]
    assert [book["About"].cell(n, 1).value for n in (1, 3, 4)] == ["A & B", *NOTES]


def test_parquet_carries_its_provenance(frame: pl.DataFrame, tmp_path: Path) -> None:
    out = written(frame, "parquet", tmp_path)
    assert pl.read_parquet(out).equals(frame)
    metadata = pyarrow.parquet.read_schema(out).metadata
    assert metadata[b"title"] == b"A & B"
    assert metadata[b"provenance"] == b"As of then.\nCite as: this."


def test_unknown_form(frame: pl.DataFrame) -> None:
    with pytest.raises(InputError, match="unknown form 'docx'; known are csv, json, md"):
        write(frame, "docx", title="")


def test_binary_is_not_for_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    with pytest.raises(InputError, match="binary and not for a terminal; name a file with --out"):
        deliver(b"PK", None)


def test_what_was_there_stays_if_the_new_file_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        deliver("new", tmp_path / "missing" / "file.txt")
    out = tmp_path / "file.txt"
    out.write_text("old")
    with pytest.raises((StorageError, UnicodeEncodeError)):
        deliver("\ud800", out)
    assert out.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


def test_provenance_of_each_result(study: Record) -> None:
    one = imprint(table("AUS", as_of="2020", record=study))
    assert one.as_of == "2020-12-31"
    assert one.lines[0].startswith("As of 2020-12-31, as known 20")
    assert "Record “study.sqlite”, as of 2020-12-31" in one.lines[1]
    two = imprint(compare("AUS", "2012", "2020", record=study))
    assert two.as_of == "2012-12-31 and 2020-12-31"


@pytest.mark.parametrize("form", ["json", "csv", "md", "html", "latex", "xlsx", "parquet"])
def test_an_empty_result_has_every_form(study: Record, tmp_path: Path, form: str) -> None:
    out = tmp_path / "empty"
    export(compare("AUS", "1950", "1951", record=study), form, title="Nothing", out=out)
    assert out.stat().st_size > 0


@pytest.mark.parametrize("form", ["json", "csv", "md", "html", "latex", "xlsx", "parquet"])
def test_overview_in_every_form_even_without_partners(
    study: Record, tmp_path: Path, form: str
) -> None:
    for actor in ("AUS", "FRA"):
        out = tmp_path / actor
        export_table(table(actor, as_of="2020", record=study), study.codebook, form, out=out)
        assert out.stat().st_size > 0


def test_overview_workbook_explains_its_cells(study: Record, tmp_path: Path) -> None:
    out = tmp_path / "table.xlsx"
    export_table(table("AUS", as_of="2020", record=study), study.codebook, "xlsx", out=out)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Overview", "Cells", "About"]
    cells = {
        cell.comment.text: cell.value for row in book["Overview"] for cell in row if cell.comment
    }
    assert (
        cells["Acquisition and cross-servicing agreement: in force since 2017-09-06. Rows: new"]
        == "●17"
    )


def test_overview_markdown_keeps_its_columns(study: Record, tmp_path: Path) -> None:
    out = tmp_path / "table.md"
    export_table(table("AUS", as_of="2020", record=study), study.codebook, "md", out=out)
    lines = [line for line in out.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in lines}) == 1
    assert any(line.startswith("| European Union |") and "◐19\\*" in line for line in lines)


def test_overview_latex_has_a_cell_for_every_column(study: Record, tmp_path: Path) -> None:
    out = tmp_path / "table.tex"
    result = table("AUS", as_of="2020", record=study)
    export_table(result, study.codebook, "latex", out=out)
    columns = len({cell.column for cell in result.cells if cell.state != "none"})
    body = out.read_text(encoding="utf-8").split(r"\endfoot")[1].split(r"\end{longtable}")[0]
    assert {line.count("&") for line in body.strip().splitlines()} == {columns + 1}
    assert r"\kzforce{17}" in body


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
def test_overview_compiles_and_fits_landscape_a4(study: Record, tmp_path: Path) -> None:
    export_table(
        table("AUS", as_of="2020", record=study), study.codebook, "latex", out=tmp_path / "t.tex"
    )
    (tmp_path / "doc.tex").write_text(
        r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}"
        r"\usepackage{booktabs,longtable,pdflscape,graphicx,amssymb,wasysym}"
        r"\usepackage[a4paper,margin=15mm]{geometry}\begin{document}\input{t.tex}\end{document}"
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "doc.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    log = done.stdout.decode("utf-8", "replace")
    if "not found" in log and done.returncode:
        pytest.skip("a LaTeX package is not installed")
    assert done.returncode == 0, log[-2000:]
    assert "Overfull \\hbox" not in log
