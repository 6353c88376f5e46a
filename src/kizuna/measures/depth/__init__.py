"""Depth: how deep a partnership is, how sure we are, and where the number comes from."""

from kizuna.measures.depth.indicators import MISSING, Indicators, Item

__all__ = ["MISSING", "Indicators", "Item"]
