"""Fit the depth of the shipped record anew: ``make depth``, or ``python -m`` this module.

Writes the fit, its summary and where it comes from beside this module; commit all three together
with the evidence that they are of.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import msgspec

from kizuna import __version__
from kizuna.codebook.depth_sets import depth_set
from kizuna.errors import KizunaError
from kizuna.measures.depth.fitting import fit
from kizuna.measures.depth.opening import closing_of
from kizuna.measures.depth.result import DepthFit
from kizuna.measures.depth.sets import indicators, priors_of
from kizuna.measures.depth.shipped import FIT, HERE, ORIGIN, SET, SUMMARY, Closed, shipped
from kizuna.record.open import EVIDENCE, open_record

KEPT = 200  # draws of the states in the file: a rank is then within 4 percentage points

_log = logging.getLogger(__name__)


def is_current() -> bool:
    """Whether the shipped fit is of the shipped record as it is, as its set asks for it now."""
    chosen, found = depth_set(SET), DepthFit.load(FIT)
    made = found.settings
    asked = (chosen.draws, chosen.alike, chosen.discount, chosen.acceptance, priors_of(chosen))
    as_asked = asked == (made.draws, made.alike, made.discount, made.acceptance, made.priors)
    with open_record(EVIDENCE) as record:
        same = indicators(SET, record=record).data_hash == shipped().origin.data_hash
    return same and as_asked and found.software == __version__


def refit(folder: Path = HERE, *, draws: int | None = None) -> Closed:
    """Fit the shipped record, and write the files.

    Args:
        folder: where to.
        draws: of each chain. Default: those of the set.

    Returns:
        What was written about it.
    """
    folder.mkdir(exist_ok=True)
    chosen = depth_set(SET)
    with open_record(EVIDENCE) as record:
        found = fit(
            indicators(SET, record=record),
            draws=draws or chosen.draws,
            priors=priors_of(chosen),
            alike=chosen.alike,
            discount=chosen.discount,
            acceptance=chosen.acceptance,
            keep=KEPT,
        )
        told = Closed(found.origin, closing_of(found, record))
    found.save(folder / FIT.name)
    found.to_frame().write_csv(folder / SUMMARY.name, float_precision=3)
    (folder / ORIGIN.name).write_bytes(msgspec.json.format(msgspec.json.encode(told)) + b"\n")
    return told


def main() -> None:
    """Fit anew, and say how it went."""
    _log.setLevel(logging.INFO)
    _log.addHandler(logging.StreamHandler())
    try:
        origin = refit().origin
    except KizunaError as error:
        sys.exit(f"Error: {error}")
    for line in (*origin.warnings, origin.line):
        _log.info(line)


if __name__ == "__main__":
    main()
