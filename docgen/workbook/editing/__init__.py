"""A worksheet's own XML changed in place, so that all else in the file stays."""
