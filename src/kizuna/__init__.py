"""Kizuna: security partnerships as a measured, sourced record, seen from both sides."""

__version__ = "0.1.0"
