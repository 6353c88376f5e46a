"""Results as data frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kizuna.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


def to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """A Polars frame as a pandas frame.

    Raises:
        MissingExtraError: pandas is not installed.
    """
    try:
        return frame.to_pandas()
    except ModuleNotFoundError as error:
        raise MissingExtraError("pandas", "pandas") from error
