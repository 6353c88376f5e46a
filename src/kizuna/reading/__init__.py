"""Documents in, candidate evidence out, for a person to accept or reject.

Nothing that is proposed here counts as a fact before a person accepts it.
"""
