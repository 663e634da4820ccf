"""The ``--json`` outputs: other programs rely on their keys, command by command."""

from __future__ import annotations

from pathlib import Path

from tests.support.command_line import NAME, Docgen, WordFile, template_folder

PROBLEM = "code severity sheet cell cells place message hint"
FINDING = "code severity place message hint"


def _keys(entry: object) -> set[str]:
    assert isinstance(entry, dict)
    return set(entry)


def test_status_tells_each_stage(docgen: Docgen, early_sample: Path) -> None:
    content = docgen("status", early_sample, "--json").json
    assert _keys(content) == {"ok", "date", "stages", "problems"}
    for stage in content["stages"]:
        assert _keys(stage) == {
            "stage",
            "state",
            "start",
            "end",
            "ready",
            "missing",
            "stopped",
            "overdue",
        }
    ready = [entry for stage in content["stages"] for entry in stage["ready"]]
    missing = [entry for stage in content["stages"] for entry in stage["missing"]]
    assert ready
    assert missing
    assert all(_keys(entry) == {"key", "title", "files"} for entry in ready)
    assert all(_keys(entry) == {"key", "title", "needs"} for entry in missing)


def test_lint_tells_the_rule_and_the_clause(docgen: Docgen, word_file: WordFile) -> None:
    Path("公文.docx").write_bytes(word_file("一段话"))
    content = docgen("lint", "公文.docx", "--json").json
    assert _keys(content) == {"ok", "files"}
    (file,) = content["files"]
    assert _keys(file) == {"file", "ok", "findings"}
    assert file["findings"]
    for finding in file["findings"]:
        assert _keys(finding) == {"rule", "severity", "clause", "places", "found", "wanted"}


def test_templates_check_names_the_file(docgen: Docgen, word_file: WordFile) -> None:
    folder = template_folder(Path("模板"), ballot=word_file("{{ 社区名秤 }}"))
    content = docgen("templates", "check", folder, "--json").json
    assert _keys(content) == {"ok", "templates", "findings"}
    assert content["findings"]
    for finding in content["findings"]:
        assert _keys(finding) == {"file", *FINDING.split()}


def test_verify_collect_and_batch_keep_their_keys(docgen: Docgen, full_sample: Path) -> None:
    batch = docgen("batch", full_sample, "-o", "out", "--json").json
    assert _keys(batch) == {
        "ok",
        "interrupted",
        "total",
        "counts",
        "result",
        "workbooks",
        "skipped",
    }
    assert _keys(batch["counts"]) == {"made", "same", "faulty", "clash", "broken", "left"}
    (workbook,) = batch["workbooks"]
    assert _keys(workbook) == {
        "path",
        "state",
        "community",
        "package",
        "documents",
        "errors",
        "warnings",
        "problems",
    }
    assert all(_keys(each) == set(PROBLEM.split()) for each in workbook["problems"])

    package = Path("out") / f"{NAME}.zip"
    verified = docgen("verify", package, "--json").json
    assert _keys(verified) == {
        "ok",
        "package",
        "community",
        "year",
        "tool",
        "stages",
        "files",
        "workbook",
        "edited",
        "signed_by",
        "findings",
    }
    assert _keys(verified["workbook"]) == {"name", "sha256"}

    Path("坏.zip").write_bytes(b"PK")
    collected = docgen("collect", package, "坏.zip", "-o", "汇总.xlsx", "--json").json
    assert _keys(collected) == {"ok", "workbook", "date", "counted", "not_counted", "skipped"}
    (counted,) = collected["counted"]
    assert _keys(counted) == {
        "package",
        "community",
        "upper_office",
        "year",
        "stages",
        "files",
        "edited",
        "signature",
        "attendance",
        "satisfaction",
        "dissatisfaction",
        "rectifications",
        "overdue",
        "findings",
    }
    (refused,) = collected["not_counted"]
    assert _keys(refused) == {"package", "community", "year", "reason", "duplicate", "findings"}
    assert all(_keys(each) == set(FINDING.split()) for each in refused["findings"])


def test_doctor_names_what_it_looked_at(docgen: Docgen) -> None:
    content = docgen("doctor", "--json").json
    assert _keys(content) == {"ok", "items"}
    assert content["items"]
    for item in content["items"]:
        assert _keys(item) == {"topic", "name", "state", "found", "remedy"}
