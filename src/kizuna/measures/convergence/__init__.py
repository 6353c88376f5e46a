"""Convergence and divergence of the threat perceptions of two sides."""

from kizuna.measures.convergence.index import convergence
from kizuna.measures.convergence.result import Convergence, Point, ThreatPair
from kizuna.measures.convergence.similarity import MEASURES

__all__ = ["MEASURES", "Convergence", "Point", "ThreatPair", "convergence"]
