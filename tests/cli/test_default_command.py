"""What docgen does without a command: workbooks are built, nothing at all opens the page."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from docgen.cli import default_command, terminal
from docgen.errors import ExitCode
from tests.support.command_line import Docgen, assert_chinese


@pytest.fixture(name="dropped")
def dropped_fixture(monkeypatch: pytest.MonkeyPatch) -> list[Path | str]:
    """As on Windows after a workbook was dropped on the program: what the user sees happen."""
    seen: list[Path | str] = []
    monkeypatch.setattr(terminal, "has_own_window", lambda: True)
    monkeypatch.setattr(terminal, "open_folder", seen.append)
    monkeypatch.setattr(terminal, "wait_for_enter", lambda: seen.append("waited"))
    return seen


def copied(sample: Path, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sample.read_bytes())
    return path


def test_a_workbook_alone_is_built(docgen: Docgen, full_sample: Path) -> None:
    outcome = docgen(full_sample)
    assert outcome.code == 0
    assert len(list(Path("out").glob("*/*.docx"))) == 37


def test_the_options_of_build_are_taken(docgen: Docgen, full_sample: Path) -> None:
    outcome = docgen(full_sample, "-o", "公文", "--stage", "成果运用", "--json")
    assert len(outcome.json["files"]) == 3
    assert Path("公文").is_dir()


def test_a_workbook_that_is_not_there_is_told_as_such(docgen: Docgen) -> None:
    outcome = docgen("没有.xlsx")
    assert outcome.code == 2
    assert "没有.xlsx" in outcome.err
    assert "没有这个命令" not in outcome.err


def test_a_mistyped_command_is_still_told(docgen: Docgen) -> None:
    outcome = docgen("chekc")
    assert outcome.code == 2
    assert "check" in outcome.err


def test_two_workbooks_are_built_one_after_the_other(
    docgen: Docgen, full_sample: Path, early_sample: Path
) -> None:
    outcome = docgen(full_sample, early_sample)
    assert outcome.code == 0
    assert len(list(Path("out").glob("*.zip"))) == 2


def test_a_faulty_workbook_stops_no_other_and_is_told_by_the_code(
    docgen: Docgen, full_sample: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"no workbook")
    outcome = docgen(broken, full_sample)
    assert outcome.code == 1
    assert len(list(Path("out").glob("*.zip"))) == 1


def test_two_workbooks_for_one_place_are_told_before_anything_is_written(
    docgen: Docgen, full_sample: Path, tmp_path: Path
) -> None:
    other = copied(full_sample, tmp_path / "另一份.xlsx")
    outcome = docgen(full_sample, other)
    assert outcome.code == 2
    assert "要生成同一个文件夹" in outcome.err
    assert not Path("out").exists()


def test_what_is_dropped_is_built_beside_the_workbook_and_its_folder_opens(
    docgen: Docgen, early_sample: Path, tmp_path: Path, dropped: list[Path | str]
) -> None:
    book = copied(early_sample, tmp_path / "我的 材料" / "工作簿.xlsx")
    assert docgen(book).code == 0
    (package,) = (path for path in (book.parent / "out").iterdir() if path.is_dir())
    assert package in dropped
    assert not Path("out").exists()


def test_a_dropped_workbook_with_faults_keeps_the_window_open(
    docgen: Docgen, tmp_path: Path, dropped: list[Path | str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from docgen.__main__ import main

    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"no workbook")
    with pytest.raises(SystemExit) as end:
        main([str(broken)])
    assert end.value.code == 1
    assert dropped == ["waited"]


def test_nothing_at_all_opens_the_page(docgen: Docgen, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[int] = []
    monkeypatch.setattr(
        "docgen.web.server.serve", lambda port, opened, browser: served.append(port)
    )
    assert docgen().code == 0
    assert served == [0]


def test_without_the_libraries_of_the_page_nothing_at_all_shows_the_help(
    docgen: Docgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(default_command, "_SERVERS", ("no_such_library",))
    outcome = docgen()
    assert outcome.code == ExitCode.USAGE
    assert "用法" in outcome.text
    assert_chinese(outcome.text)


def test_the_page_without_its_libraries_says_what_to_install(
    docgen: Docgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("docgen.web")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    outcome = docgen("web")
    assert outcome.code == 2
    assert 'pip install ".[web]"' in outcome.err


def test_a_port_that_is_taken_is_told(docgen: Docgen) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        outcome = docgen("web", "--no-browser", "--port", taken.getsockname()[1])
    assert outcome.code == 2
    assert "不能使用（正被另一个程序使用）" in outcome.err
    assert "--port" in outcome.err


# --- how much is said --------------------------------------------------------------------


def test_a_quiet_build_says_nothing_when_all_is_well(docgen: Docgen, early_sample: Path) -> None:
    for arguments in (("-q", "build", early_sample), ("build", early_sample, "--quiet")):
        outcome = docgen(*arguments)
        assert outcome.code == 0
        assert outcome.text == ""


def test_a_quiet_check_still_tells_errors(docgen: Docgen, faulty: Path) -> None:
    outcome = docgen("check", faulty, "-q")
    assert outcome.code == 1
    assert "【错误】" in outcome.out
    assert "【提醒】" not in outcome.out


def test_each_step_is_told_when_asked_for(docgen: Docgen, early_sample: Path) -> None:
    outcome = docgen("build", early_sample, "-v")
    assert outcome.code == 0
    for step in ("读取工作簿", "核对各工作表", "正在生成", "写入"):
        assert step in outcome.err
    assert "秒]" in outcome.err
    assert "秒]" not in docgen("build", early_sample).err  # and of the next run nothing


def test_quiet_and_verbose_at_once_make_no_sense(docgen: Docgen, early_sample: Path) -> None:
    outcome = docgen("-q", "build", early_sample, "-v")
    assert outcome.code == 2
    assert "不能一起使用" in outcome.err


def test_help_as_a_command_is_help_as_an_option(docgen: Docgen) -> None:
    asked = docgen("help")
    assert asked.code == 0
    assert asked.out == docgen("--help").out
    assert docgen("help", "check").out == docgen("check", "--help").out


def test_help_on_a_command_that_there_is_none_of_is_refused(docgen: Docgen) -> None:
    assert docgen("help", "chek").code == ExitCode.USAGE
