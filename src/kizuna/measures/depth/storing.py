"""A fit as one file: a zip archive with ``fit.json`` and arrays in NumPy's format."""

from __future__ import annotations

import io
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kizuna.errors import InputError
from kizuna.measures.depth.indicators import Indicators, Item
from kizuna.measures.depth.posterior import Grid
from kizuna.measures.depth.predictive import ItemCheck
from kizuna.measures.depth.result import DepthFit, Parameters, Settings
from kizuna.measures.depth.sampling import write_whole
from kizuna.measures.depth.states import States

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

FORMAT = "kizuna depth fit 1"
_FACTS = "fit.json"
_PLAIN = ("information", "response", "transition", "entry")
_STAMP = (1980, 1, 1, 0, 0, 0)
"""Of every file in the archive, so that the same fit gives the same bytes."""


class _Facts(msgspec.Struct, kw_only=True):
    """Everything that is not an array."""

    format: str
    label: str
    units: tuple[str, ...]
    items: tuple[Item, ...]
    dynamic: bool
    covariate_names: tuple[str, ...]
    revision: str
    met: tuple[tuple[int, ...], ...]
    notes: tuple[str, ...]
    data_hash: str
    software: str
    settings: Settings
    grid: Grid
    parameter_names: tuple[str, ...]
    divergences: int
    acceptance: float | None
    edge: float
    sharpest: float
    checks: list[dict[str, Any]]


def save(fit: DepthFit, path: Path) -> None:
    """Write a fit; readers see the old file or the new one, never a part.

    Raises:
        StorageError: the file cannot be written.
    """
    import numpy as np

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(_FACTS, _STAMP), msgspec.json.encode(_facts(fit)))
        for name, array in _arrays(fit).items():
            entry = zipfile.ZipInfo(f"{name}.npy", _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as file:
                np.lib.format.write_array(file, np.asarray(array), allow_pickle=False)
    write_whole(path, buffer.getvalue())


def load(path: Path) -> DepthFit:
    """Read a fit.

    Raises:
        InputError: the file is missing, damaged, of a newer version, or something else.
    """
    import numpy as np

    if not path.is_file():
        raise InputError(f"there is no fit at {path}; make one with `kizuna depth fit`")
    try:
        with zipfile.ZipFile(path) as archive:
            content = {name: archive.read(name) for name in archive.namelist()}
        facts = msgspec.json.decode(content.pop(_FACTS), type=_Facts)
        if facts.format != FORMAT:
            raise InputError(
                f"{path} has the format {facts.format[:40]!r}, this version reads {FORMAT!r}; "
                "fit again or use the version that made it"
            )
        arrays = {
            name.removesuffix(".npy"): np.load(io.BytesIO(data), allow_pickle=False)
            for name, data in content.items()
        }
        return _fit(facts, arrays)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError) as error:
        raise InputError(f"{path} is no fit of depth, or is damaged: {error}") from error
    except (msgspec.MsgspecError, KeyError, ValueError, TypeError) as error:
        raise InputError(f"{path} is an archive, but no complete fit of depth: {error}") from error


def _facts(fit: DepthFit) -> _Facts:
    import math

    data = fit.data
    return _Facts(
        format=FORMAT,
        label=data.label,
        units=data.units,
        items=data.items,
        dynamic=data.dynamic,
        covariate_names=data.covariate_names,
        revision=data.revision,
        met=fit.met,
        notes=fit.notes,
        data_hash=fit.data_hash,
        software=fit.software,
        settings=fit.settings,
        grid=fit.grid,
        parameter_names=fit.parameters.names,
        divergences=fit.divergences,
        acceptance=None if math.isnan(fit.acceptance) else fit.acceptance,
        edge=fit.states.edge,
        sharpest=fit.states.sharpest,
        checks=[check.to_dict() for check in fit.checks],
    )


def _arrays(fit: DepthFit) -> Arrays:
    import numpy as np

    data, states, parameters = fit.data, fit.states, fit.parameters
    arrays: Arrays = {"unit": data.unit, "time": data.time, "codes": data.codes}
    if data.covariates is not None:
        arrays["covariates"] = data.covariates
    for name in ("draws", "rhat", "bulk", "tail"):
        arrays[f"parameters_{name}"] = getattr(parameters, name)
    for field in fields(States):
        value = getattr(states, field.name)
        if field.name == "kept" and fit.grid.size <= 256:
            value = value.astype(np.uint8)
        if field.name not in ("edge", "sharpest"):
            arrays[f"states_{field.name}"] = value
    return arrays | {name: getattr(fit, name) for name in _PLAIN}


def _fit(facts: _Facts, arrays: Arrays) -> DepthFit:
    import numpy as np

    data = Indicators(
        units=facts.units,
        items=facts.items,
        unit=arrays["unit"],
        time=arrays["time"],
        codes=arrays["codes"],
        label=facts.label,
        dynamic=facts.dynamic,
        covariates=arrays.get("covariates"),
        covariate_names=facts.covariate_names,
        revision=facts.revision,
    )
    parts = {n: arrays[f"parameters_{n}"] for n in ("draws", "rhat", "bulk", "tail")}
    names = [f.name for f in fields(States) if f.name not in ("edge", "sharpest")]
    states = {name: arrays[f"states_{name}"] for name in names}
    states["kept"] = states["kept"].astype(np.int16)
    if states["mean"].shape != data.unit.shape or states["kept"].shape[1:] != data.unit.shape:
        raise ValueError(f"{len(states['mean'])} states for {len(data.unit)} rows")
    return DepthFit(
        data=data,
        met=facts.met,
        notes=facts.notes,
        data_hash=facts.data_hash,
        software=facts.software,
        settings=facts.settings,
        grid=facts.grid,
        parameters=Parameters(facts.parameter_names, **parts),
        divergences=facts.divergences,
        acceptance=float("nan") if facts.acceptance is None else facts.acceptance,
        states=States(**states, edge=facts.edge, sharpest=facts.sharpest),
        checks=tuple(_check(check) for check in facts.checks),
        **{name: arrays[name] for name in _PLAIN},
    )


def _check(facts: dict[str, Any]) -> ItemCheck:
    """A check as it was: JSON has no word for what is not a number, and no tuples."""
    known = {n: float("nan") if value is None else value for n, value in facts.items()}
    return msgspec.convert(known, ItemCheck)
