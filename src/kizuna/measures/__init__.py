"""Numbers about a partnership: the overview table and what stands behind and beside it."""
