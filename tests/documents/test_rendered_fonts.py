"""The same pages with the stand-ins of the standard's fonts and with none of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from docgen import documents
from docgen.campaign.model import Campaign
from docgen.commands.build.render_all import render_all
from tests.documents.test_page_budget import CAMPAIGNS
from tests.support.rendered import renderer  # noqa: F401  # a fixture
from tests.support.samples import sample_campaign
from tools import rendering

FORMS = ("ballot", "count_sheet")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[int, int]]:
    """The numbers of pages of each file, in both sets of fonts."""
    folder = tmp_path_factory.mktemp("fonts")
    files = list(_written(folder, "sample", sample_campaign(), ()))
    for name, campaign in CAMPAIGNS.items():
        files += _written(folder, name.replace(" ", "-"), campaign, FORMS)
    counts: dict[str, tuple[int, ...]] = {}
    for number, fonts in enumerate((rendering.FONTS, rendering.OTHER_FONTS)):
        for pdf in rendering.convert(files, folder / str(number), fonts=fonts):
            counts[pdf.stem] = (*counts.get(pdf.stem, ()), len(rendering.page_texts(pdf)))
    return {name: (first, second) for name, (first, second) in counts.items()}


def _written(folder: Path, case: str, campaign: Campaign, only: tuple[str, ...]) -> list[Path]:
    """The first file of each kind that is asked for; every file of the sample."""
    planned = documents.plan(campaign, list(only)).planned
    kept = {each.document.key: each for each in reversed(planned)}.values() if only else planned
    paths = []
    for file in render_all(list(kept)):
        paths.append(folder / f"{case}-{file.name}")
        paths[-1].write_bytes(file.data)
    return paths


def test_other_fonts_make_no_more_pages(pages: Mapping[str, tuple[int, int]]) -> None:
    assert len(pages) > 30 + len(CAMPAIGNS)
    assert {name: both for name, both in pages.items() if both[0] != both[1]} == {}


def test_ballots_share_pages_in_any_fonts(pages: Mapping[str, tuple[int, int]]) -> None:
    sample = sample_campaign()
    for voter_class in sample.classes:
        number = voter_class.expected + voter_class.spare
        (found,) = [
            both for name, both in pages.items()
            if name.startswith("sample-07") and name.endswith(f"_{voter_class.name}")
        ]  # fmt: skip
        assert found == ((number + 1) // 2,) * 2
