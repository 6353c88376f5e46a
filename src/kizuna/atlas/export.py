"""Results as files: one way out for every verb.

Text forms go to standard output unless a file is named; a file appears whole or not at all. CSV
stays pure data; all other forms carry their title, dates, record, version and citation.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from kizuna.atlas.imprint import imprint
from kizuna.errors import InputError

if TYPE_CHECKING:
    import polars as pl

Form = Literal["csv", "json", "md", "html", "latex", "xlsx", "parquet"]

_LIVE = re.compile(r"[\\|*`\[]")  # what Markdown would not take for text
_LATEX_LANDSCAPE = 6  # columns from which a page is better turned


class Result(Protocol):
    """What the public verbs return."""

    def to_dict(self) -> dict[str, Any]:
        """The machine form."""
        ...

    def to_polars(self) -> pl.DataFrame:
        """The flat form."""
        ...


def export(result: Result, form: str, *, title: str, out: Path | None = None) -> None:
    """Write the result of a verb; JSON is its machine form, all else its frame.

    Args:
        result: the result.
        form: one of :data:`Form`.
        title: what it shows.
        out: file to write; standard output by default.

    Raises:
        InputError: the form is unknown, or binary and would go to a terminal.
        StorageError: the file cannot be written.
    """
    if form == "json":
        deliver(to_json(result.to_dict()), out)
        return
    write(result.to_polars(), form, title=title, notes=imprint(result).lines, out=out)


def write(
    frame: pl.DataFrame,
    form: str,
    *,
    title: str,
    notes: Sequence[str] = (),
    out: Path | None = None,
) -> None:
    """Write a frame with its title and notes.

    Args:
        frame: the data.
        form: one of :data:`Form`.
        title: what it shows.
        notes: its provenance, a sentence each.
        out: file to write; standard output by default.

    Raises:
        InputError: the form is unknown, or binary and would go to a terminal.
        StorageError: the file cannot be written.
    """
    if form not in _WRITERS:
        raise InputError(f"unknown form {form!r}; known are {', '.join(_WRITERS)}")
    deliver(_WRITERS[form](frame, title, notes), out)


def deliver(content: str | bytes, out: Path | None) -> None:
    """Put content into a file, whole or not at all, or on standard output.

    Raises:
        InputError: binary content would go to a terminal.
        StorageError: the file cannot be written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    if out is not None:
        from kizuna.record.interchange.placing import placed_file

        with placed_file(out, overwrite=True) as scratch:
            scratch.write_bytes(data)
    elif isinstance(content, str):
        sys.stdout.write(content if content.endswith("\n") else content + "\n")
    else:
        if sys.stdout.isatty():
            raise InputError("this form is binary and not for a terminal; name a file with --out")
        sys.stdout.buffer.write(data)
        sys.stdout.flush()


def to_json(value: object) -> str:
    """Any value of ours as indented JSON."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2).decode() + "\n"


def markdown(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in GitHub-flavoured Markdown; text stays text."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(plain_markdown, line))} |\n" for line in lines)


def plain_markdown(value: object) -> str:
    """A value as text that Markdown and the HTML within it leave as it is."""
    text = "" if value is None else " ".join(str(value).splitlines())
    return _LIVE.sub(r"\\\g<0>", text).replace("<", "&lt;")


def _csv(frame: pl.DataFrame, *_: object) -> str:
    return frame.write_csv()


def _json(frame: pl.DataFrame, title: str, notes: Sequence[str]) -> str:
    return to_json({"title": title, "notes": list(notes), "rows": frame.to_dicts()})


def _md(frame: pl.DataFrame, title: str, notes: Sequence[str]) -> str:
    table = markdown(frame.columns, frame.rows())
    foot = "\n".join(f"*{plain_markdown(note)}*  " for note in notes)
    return f"**{plain_markdown(title)}**\n\n{table}\n{foot}\n"


def _html(frame: pl.DataFrame, title: str, notes: Sequence[str]) -> str:
    table = _great_table(frame, title, notes)
    return str(table.as_raw_html(make_page=True))


def _latex(frame: pl.DataFrame, title: str, notes: Sequence[str]) -> str:
    table = str(_great_table(frame, title, notes).as_latex())
    packages = "% Preamble: \\usepackage{booktabs,caption,graphicx}"
    if frame.width >= _LATEX_LANDSCAPE:
        packages += "; wide, so consider \\usepackage{pdflscape} and a landscape page"
    return f"{packages}\n{table}"


def _great_table(frame: pl.DataFrame, title: str, notes: Sequence[str]) -> Any:
    import great_tables as gt

    made = gt.GT(frame, id="kizuna").tab_header(title=title).sub_missing(missing_text="")
    for note in notes:
        made = made.tab_source_note(note)
    return made.tab_options(
        table_font_names=["Charter", "Cambria", "Georgia", "serif"],
        table_font_size="14px",
        heading_align="left",
        column_labels_font_weight="600",
        table_border_top_style="none",
        data_row_padding="4px",
    )


def _xlsx(frame: pl.DataFrame, title: str, notes: Sequence[str]) -> bytes:
    def fill(workbook: Any) -> None:
        frame.write_excel(
            workbook,
            worksheet="Data",
            header_format={"bold": True, "bottom": 1},
            table_style="Table Style Light 1",
            freeze_panes=(1, 0),
            autofit=True,
        )

    return workbook_of(fill, title=title, notes=notes)


def workbook_of(fill: Callable[[Any], None], *, title: str, notes: Sequence[str]) -> bytes:
    """A workbook with a sheet on its provenance; text in its cells is never run as a formula.

    Args:
        fill: writes the sheets of data.
        title: what it shows.
        notes: its provenance.
    """
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        workbook.set_properties({"title": title, "comments": " ".join(notes)})
        fill(workbook)
        about = workbook.add_worksheet("About")
        about.set_column(0, 0, 110, workbook.add_format({"text_wrap": True, "valign": "top"}))
        about.write_string(0, 0, title, workbook.add_format({"bold": True}))
        for number, note in enumerate(notes, start=2):
            about.write_string(number, 0, note)
    return stream.getvalue()


def _parquet(frame: pl.DataFrame, title: str, notes: Sequence[str]) -> bytes:
    import pyarrow.parquet

    table = frame.to_arrow()
    own = {"title": title, "provenance": "\n".join(notes)}
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), **own})
    stream = io.BytesIO()
    pyarrow.parquet.write_table(table, stream)
    return stream.getvalue()


_WRITERS: Mapping[str, Callable[[pl.DataFrame, str, Sequence[str]], str | bytes]] = {
    "csv": _csv,
    "json": _json,
    "md": _md,
    "html": _html,
    "latex": _latex,
    "xlsx": _xlsx,
    "parquet": _parquet,
}
