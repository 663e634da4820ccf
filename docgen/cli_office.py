"""The commands of the upper-level office: receive, verify, roll up."""

from __future__ import annotations

import click

COMMANDS: tuple[click.Command, ...] = ()
