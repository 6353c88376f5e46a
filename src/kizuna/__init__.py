"""Kizuna: security partnerships as a measured, sourced record, seen from both sides."""
