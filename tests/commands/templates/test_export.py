"""The shipped templates exported: whole, never over a person's work, with what may be written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docgen.commands.templates import export
from docgen.commands.templates.check import sample_parts
from docgen.documents import DOCUMENTS, template_files
from docgen.errors import ExitCode, OutputFault, RequestError
from docgen.rendering.template import compile_template
from tests.support.command_line import Docgen, assert_chinese, names
from tests.support.template_faults import SHIPPED

FILES = [*(f"{document.key}.docx" for document in DOCUMENTS), "变量说明.txt"]


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("导出")
    export.export(folder)
    return (folder / "变量说明.txt").read_text(encoding="utf-8-sig")


def test_every_template_is_exported_as_it_is_shipped(docgen: Docgen) -> None:
    outcome = docgen("templates", "export", "深/处")
    assert outcome.code == ExitCode.OK
    assert names("深/处") == sorted(FILES)
    for name in FILES[:-1]:
        assert Path("深/处", name).read_bytes() == (SHIPPED / name).read_bytes()
    assert all(name in outcome.out for name in FILES)
    assert "docgen templates check 深" in outcome.out
    assert_chinese(outcome.out, "docx", "txt")


def test_a_file_in_the_way_stops_everything_and_is_named(docgen: Docgen) -> None:
    Path("模板").mkdir()
    Path("模板/ballot.docx").write_bytes(b"mine")
    outcome = docgen("templates", "export", "模板")
    assert outcome.code == ExitCode.USAGE
    assert "已有这些文件，没有改动：ballot.docx" in outcome.err
    assert names("模板") == ["ballot.docx"]
    assert Path("模板/ballot.docx").read_bytes() == b"mine"


def test_force_overwrites(docgen: Docgen) -> None:
    Path("模板").mkdir()
    Path("模板/ballot.docx").write_bytes(b"mine")
    Path("模板/别的.docx").write_bytes(b"mine")
    assert docgen("templates", "export", "模板", "--force").code == ExitCode.OK
    assert Path("模板/ballot.docx").read_bytes() == (SHIPPED / "ballot.docx").read_bytes()
    assert Path("模板/别的.docx").read_bytes() == b"mine"


def test_a_folder_that_cannot_be_made_ends_in_4_with_its_name(docgen: Docgen) -> None:
    Path("占用").write_bytes(b"mine")
    for place in ("占用", "占用/里面"):
        outcome = docgen("templates", "export", place)
        assert outcome.code == ExitCode.OUTPUT
        assert f"无法写入“{place}" in outcome.err
    assert Path("占用").read_bytes() == b"mine"


def test_a_fault_in_the_middle_is_told_with_the_file_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = export.replace_file

    def refuse(path: Path, data: bytes) -> None:
        if path.name == "ballot.docx":
            raise OSError(28, "No space left on device")
        write(path, data)

    monkeypatch.setattr(export, "replace_file", refuse)
    (tmp_path / "result_bulletin.docx").write_bytes(b"mine")
    with pytest.raises(OutputFault) as caught:
        export.export(tmp_path, force=True)
    assert "ballot.docx”（磁盘空间不足）" in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["result_bulletin.docx"]


def test_a_file_is_written_beside_and_then_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(5, "Input/output error")

    (tmp_path / "implementation_plan.docx").write_bytes(b"mine")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputFault):
        export.export(tmp_path, force=True)
    assert (tmp_path / "implementation_plan.docx").read_bytes() == b"mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_export_twice_names_every_file(tmp_path: Path) -> None:
    export.export(tmp_path)
    with pytest.raises(RequestError) as caught:
        export.export(tmp_path)
    assert all(name in caught.value.message for name in FILES)


# --- the list of variables -------------------------------------------------------------------


def test_the_list_opens_in_notepad(tmp_path: Path) -> None:
    export.export(tmp_path)
    data = (tmp_path / "变量说明.txt").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") > 100


def sections(text: str) -> dict[str, str]:
    """The shared variables and those of each template, by title."""
    parts = re.split(r"^(二、.*|（\d+）.*)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_list_holds_every_variable_of_every_template(explained: str) -> None:
    shared, *own = sections(explained).items()
    assert len(own) == len(DOCUMENTS)
    contexts = {key: parts[0].context for key, parts in sample_parts().items()}
    for document, (title, text) in zip(DOCUMENTS, own, strict=True):
        assert document.title in title
        assert f"{document.key}.docx" in title
        for name in contexts[document.key]:
            assert re.search(rf"^　　{name}　", shared[1] + text, re.MULTILINE), name


def test_a_variable_that_only_some_templates_have_is_not_among_the_shared(explained: str) -> None:
    found = sections(explained)
    shared, agenda = (
        next(text for title, text in found.items() if words in title)
        for words in ("二、", "会议议程")
    )
    assert "\n　　社区名称　文字，例如：幸福里社区\n" in shared
    assert "有测评" not in shared
    assert "\n　　有测评　是否，例如：否\n" in agenda
    assert "社区名称" not in agenda
    assert "\n　　会议　一组内容，有：\n" in agenda
    assert "\n　　会议　列表，每行有：\n　　　　会议名称　文字，" in shared


def test_kinds_and_examples_are_those_of_the_sample(explained: str) -> None:
    for line in (
        "　　年度　数字，例如：2026",
        "　　票面字号　文字，例如：四号",
        "　　行高　数字，例如：9.0",
        "　　测评项目内容　列表，每行是文字，例如：履行职责情况，即完成本职工作",
        "　　　　　　　　满意率　文字，例如：92.16%",
        "　　超过触发值　列表，每行有：",
    ):
        assert f"\n{line}" in explained, line
    assert "Markup" not in explained
    assert "None" not in explained


def test_the_explanation_names_both_filters_and_all_tags(explained: str) -> None:
    how = explained[: explained.index("二、")]
    for tag in (
        "{{ 社区名称 }}",
        "{%p for",
        "{%p if",
        "{%tr for",
        "|汉字数",
        "|编号(",
        "|rowheight",
    ):
        assert tag in how


def test_what_the_explanation_shows_works(explained: str, word_file: object) -> None:
    how = explained[explained.index("一、") : explained.index("二、")]
    lines = [
        line for line in how.splitlines() if re.match(r"\{\{|\{%p|\{% |监督", line)
        and "变量" not in line and "条|" not in line and "loop.index|" not in line and "|rowheight" not in line
    ]  # fmt: skip
    assert len(lines) >= 7
    context = sample_parts()["implementation_plan"][0].context
    compile_template("说明.docx", word_file(*lines)).render(context)  # type: ignore[operator]
    assert template_files.own_templates(SHIPPED)


def test_forced_export_that_fails_gives_every_file_back(docgen: Docgen) -> None:
    Path("模板", "meeting_agenda.docx").mkdir(parents=True)  # stands for one that Word holds open
    Path("模板/implementation_plan.docx").write_bytes(b"mine")
    outcome = docgen("templates", "export", "模板", "--force")
    assert outcome.code == ExitCode.OUTPUT
    assert "meeting_agenda.docx" in outcome.err
    assert Path("模板/implementation_plan.docx").read_bytes() == b"mine"
    assert names("模板") == ["implementation_plan.docx", "meeting_agenda.docx"]
