"""A package on disk: its manifest and signature, written whole or not at all, read with care."""
