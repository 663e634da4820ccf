"""Documents made, printed by LibreOffice and read back, for the tests in test_rendered_*.py."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from docgen import documents
from docgen.campaign.model import Campaign
from docgen.commands.build.render_all import render_all
from docgen.documents import Planned
from tests.support.samples import sample_campaign
from tools import measuring, rendering
from tools.measuring import Box, Page

Pages = Callable[[Campaign, str], list[list[str]]]
MOST_FILES = 3


# Imported by the modules that use them, under names that hide none of their arguments.


@pytest.fixture(scope="module", autouse=True)
def renderer() -> None:
    """Skips where a program is missing, fails where rendering is required."""
    missing = rendering.missing_programs()
    if missing and os.environ.get("DOCGEN_REQUIRE_RENDER") == "1":
        pytest.fail(f"cannot render, missing: {missing}")
    if missing:
        pytest.skip(f"cannot render, missing: {missing}")


@pytest.fixture(scope="module", name="campaign")
def campaign_fixture() -> Campaign:
    """The full sample."""
    return sample_campaign()


@pytest.fixture(name="pages")
def pages_fixture(tmp_path: Path) -> Pages:
    """The pages of a document's files, as texts."""

    def convert(campaign: Campaign, key: str) -> list[list[str]]:
        planned = documents.plan(campaign, [key]).planned
        paths = []
        for file in render_all(planned):
            path = tmp_path / file.name
            path.write_bytes(file.data)
            paths.append(path)
        return [rendering.page_texts(pdf) for pdf in rendering.convert(paths, tmp_path / "pdf")]

    return convert


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True)
class Printed:
    """A document as planned, as a Word file, and as printed pages."""

    planned: Planned
    data: bytes
    pdf: Path

    @property
    def key(self) -> str:
        return self.planned.document.key

    @property
    def name(self) -> str:
        return self.planned.file_name

    @property
    def context(self) -> dict[str, Any]:
        return self.planned.part.context

    @cached_property
    def pages(self) -> list[Page]:
        return measuring.pages(self.pdf)

    @cached_property
    def blocks(self) -> list[Any]:
        """The paragraphs and tables of the body, in order, without empty paragraphs."""
        file = docx.Document(BytesIO(self.data))
        blocks = list(file.iter_inner_content())
        return [b for b in blocks if b._element.tag == qn("w:tbl") or squeezed(b.text)]

    @property
    def is_numbered(self) -> bool:
        return self.key != "ballot"

    @property
    def type_area(self) -> Box:
        """版心 of the document's pages, in millimetres."""
        section = docx.Document(BytesIO(self.data)).sections[0]
        if section.orientation == WD_ORIENT.LANDSCAPE:  # turned clockwise, 订口 on top
            return Box(35, 28, 35 + 225, 28 + 156)
        if self.key == "ballot":  # a form of its own page, its table wider than 版心
            return Box(21, 10, 21 + 170, 10 + 277)
        return Box(28, 37, 28 + 156, 37 + 225)

    def body(self, page: Page) -> list[measuring.Text]:
        """The lines of a page but its number."""
        return [line for line in page.lines if line.box.middle < self.type_area.bottom]


def printed(
    cases: Mapping[str, tuple[Campaign, Collection[str]]], folder: Path
) -> dict[str, list[Printed]]:
    """Some documents of each campaign (all, when no keys are named), converted in one call."""
    made: dict[str, list[Printed]] = {}
    files = []
    for case, (campaign, only) in cases.items():
        planned = _some_of_each(documents.plan(campaign, only).planned)
        for item, file in zip(planned, render_all(planned), strict=True):
            path = folder / f"{case}__{file.name}"
            path.write_bytes(file.data)
            files.append(path)
            pdf = folder / "pdf" / f"{path.stem}.pdf"
            made.setdefault(case, []).append(Printed(item, file.data, pdf))
    rendering.convert(files, folder / "pdf")
    return made


def _some_of_each(planned: Sequence[Planned]) -> list[Planned]:
    """Of each document type its first files and the last: one form, filled in sixty times."""
    kept: list[Planned] = []
    for _, files in itertools.groupby(planned, lambda item: item.document.key):
        same = list(files)
        kept += same if len(same) <= MOST_FILES else [*same[: MOST_FILES - 1], same[-1]]
    return kept


def one(documents: list[Printed], key: str) -> Printed:
    """The only document of a kind."""
    (document,) = [document for document in documents if document.key == key]
    return document
