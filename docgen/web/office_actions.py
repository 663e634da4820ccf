"""The upper-level office's work, for the page: filings verified and rolled up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.campaign.model import Stage
from docgen.commands.collect import collect
from docgen.commands.verify.verify import Verified, verify
from docgen.package import signing
from docgen.web.state import ReceivedFilings

if TYPE_CHECKING:
    from docgen.web.jobs import Tell

ROLLUP = "汇总.xlsx"


def receive(
    filings: Sequence[Path],
    keys: Sequence[Path],
    stage: Stage | None,
    as_of: date,
    folder: Path,
    tell: Tell,
) -> ReceivedFilings:
    """Verify filings and roll up those that hold, into ``folder``.

    Raises:
        RequestError: there is none, or a key cannot be used.
        OutputFault: the roll-up cannot be written.
    """
    rollup = collect.collect(
        collect.packages(filings),
        as_of,
        [signing.load_public_key(key) for key in keys],
        progress=lambda number, total, name: tell(number, total, f"已核验“{name}”"),
        verify=partial(_verified, stage=stage),
    )
    path = folder / ROLLUP
    collect.write(path, rollup)
    return ReceivedFilings(rollup, path)


def _verified(path: Path, trusted: Sequence[signing.PublicKey], *, stage: Stage | None) -> Verified:
    return verify(path, trusted, stage)
