"""Charts as LibreOffice prints them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.rendering.test_charts import GRADES, REPORT, build, made, report  # noqa: F401  # fixture
from tests.support.rendered import renderer  # noqa: F401  # fixture
from tools import rendering

pytestmark = pytest.mark.render


def test_a_printed_chart_shows_names_counts_and_scale(
    report: dict[str, Any],  # noqa: F811
    tmp_path: Path,
) -> None:
    path = tmp_path / "document.docx"
    path.write_bytes(made(build(REPORT), **report))
    (pdf,) = rendering.convert([path], tmp_path / "pdf")
    lines = ["".join(line.split()) for line in rendering.page_texts(pdf)[0].splitlines()]
    above = lines[: lines.index("图1林致远测评结果")]
    first, second, third = (
        above.index(row)  # a count of 0 is not shown
        for row in ("履行职责情况3012432", "依法办事情况40821", "管理服务社区情况22101252")
    )
    assert first < second < third < above.index("0%20%40%60%80%100%")
    assert all(grade in "".join(above[third:]) for grade in GRADES)
