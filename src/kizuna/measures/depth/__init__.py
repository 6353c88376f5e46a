"""Depth: how deep a partnership is, how sure we are, and where the number comes from."""

from kizuna.measures.depth.fitting import fit
from kizuna.measures.depth.indicators import MISSING, Indicators, Item
from kizuna.measures.depth.model import Priors
from kizuna.measures.depth.result import DepthFit

__all__ = ["MISSING", "DepthFit", "Indicators", "Item", "Priors", "fit"]
