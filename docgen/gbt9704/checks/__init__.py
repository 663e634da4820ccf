"""The checks, each for a part of the standard."""
