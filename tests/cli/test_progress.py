"""The line of progress: it never wraps, tells what helps, and every console can show it."""

from __future__ import annotations

import pytest

from docgen.chinese.wording import terminal_columns
from docgen.cli.progress import progress_text

NAME = "04_会议议程_2_述职述廉民主评议会议.docx"


def test_a_bar_the_count_the_share_and_the_name_are_shown() -> None:
    shown = progress_text("正在生成", 12, 38, "05_签到表.docx", 0)
    assert shown == "正在生成 ███░░░░░░░░░ 12/38 31% 05_签到表.docx"


def test_the_rate_and_the_time_left_join_after_a_while() -> None:
    assert "份" not in progress_text("正在核验", 1, 300, "甲", 0.5)
    assert "12/300 4% 每秒2.0份，约剩2分 甲" in progress_text("正在核验", 12, 300, "甲", 6)
    assert "每秒2.0份，约剩5秒" in progress_text("正在核验", 290, 300, "甲", 145)
    assert "每分钟2份，约剩1小时40分" in progress_text("正在核验", 1, 200, "甲", 30)


@pytest.mark.parametrize("columns", [*range(1, 60), 80, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "ascii"])
def test_the_line_never_wraps(columns: int, encoding: str) -> None:
    shown = progress_text("正在生成", 12, 38, NAME, 6, columns, encoding)
    assert terminal_columns(shown) < columns or shown == ""


@pytest.mark.parametrize(
    ("encoding", "bar"),
    [
        ("utf-8", "██████░░░░░░"),
        ("gbk", "■■■■■■□□□□□□"),
        ("ascii", "######------"),
        ("no", "######------"),
    ],
)
def test_the_bar_is_of_signs_that_the_console_has(encoding: str, bar: str) -> None:
    assert f" {bar} " in progress_text("正在生成", 19, 38, "甲.docx", 0, 80, encoding)


def test_where_room_is_short_the_bar_goes_before_the_name() -> None:
    shown = progress_text("正在生成", 12, 38, NAME, 0, 40)
    assert "█" not in shown
    assert "12/38 31% 04_会" in shown


def test_a_long_name_keeps_the_kind_of_its_file() -> None:
    shown = progress_text("正在生成", 12, 38, NAME, 0, 60)
    assert shown.endswith("….docx")
