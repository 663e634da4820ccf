"""Reports of the upper-level office's commands: for a person, and as JSON."""

from __future__ import annotations
