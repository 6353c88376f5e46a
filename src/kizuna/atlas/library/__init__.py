"""The library: texts that the user has, the passages behind facts, related sources, reviews."""
