"""Agreement of coders in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from rich.text import Text

from kizuna.atlas.text import console
from kizuna.measures.agreement import Agreement, Comparable

# Krippendorff (2019), ch. 12: rely on 0.800 and above, tentative conclusions from 0.667.
_RELIABLE, _TENTATIVE = 0.800, 0.667


def print_agreement(result: Agreement, *, file: IO[str] | None = None) -> None:
    """Print alpha with its interval, what it allows, and the disagreements."""
    out = console(file)
    out.print(
        Text(f"Agreement on the {result.field} of {result.units} {result.table} rows", style="bold")
    )
    out.print(
        f"Coders: {', '.join(result.coders)} ({result.judgements} judgements, {result.level} scale)"
    )
    if result.alpha is None:
        out.print("All judgements are the same value: alpha is not defined without variation.")
    else:
        share = f"{result.confidence:.0%}"
        bounds = (
            f", {share} interval {result.low:.3f} to {result.high:.3f}"
            if result.low is not None and result.high is not None
            else ""
        )
        out.print(Text(f"Krippendorff's alpha {result.alpha:.3f}{bounds}", style="bold"))
        out.print(_verdict(result))
    if result.disagreements:
        out.print()
        out.print(Text(f"{len(result.disagreements)} disagreements", style="bold"))
    for item in result.disagreements:
        mark = "✓" if item.adjudicated else "?"
        judged = "; ".join(f"{coder}: {value}" for coder, value in sorted(item.judgements.items()))
        out.print(f" {mark} {item.row}: {judged}")
        if item.adjudicated:
            out.print(Text(f"     stands: {item.stands}. {item.reason}", style="dim"))


def print_comparable(fields: Sequence[Comparable], *, file: IO[str] | None = None) -> None:
    """Print on which fields agreement can be measured, or what that takes."""
    out = console(file)
    if not fields:
        out.print(
            "No field of this record was judged by two coders, so that agreement cannot be "
            "measured. Import the codings of a second coder first (codings.csv: row, field, value, "
            "source, coder)."
        )
        return
    out.print(Text("Fields that two coders or more judged", style="bold"))
    for field in fields:
        rows = f"{field.rows} row{'s' if field.rows != 1 else ''}"
        out.print(Text(f"  {field.table} {field.field}: {rows}, by {', '.join(field.coders)}"))
    out.print(Text(f"Try: kizuna agreement {fields[0].table} {fields[0].field}", style="dim"))


def _verdict(result: Agreement) -> str:
    low = result.low if result.low is not None else result.alpha
    if low is not None and low >= _RELIABLE:
        return "The whole interval is above 0.800: conclusions may rely on these codings."
    if low is not None and low >= _TENTATIVE:
        return "The whole interval is above 0.667: tentative conclusions are acceptable."
    return "The interval reaches below 0.667: these codings do not support conclusions yet."
