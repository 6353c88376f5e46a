"""Documents in, candidate evidence out, for a person to accept or reject."""
