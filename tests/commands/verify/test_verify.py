"""``docgen verify``: honest packages pass, however they came about; what is missing is named."""

from __future__ import annotations

import ast
import dataclasses
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from docgen.campaign.model import Stage
from docgen.commands.build import build
from docgen.commands.verify.verify import verify
from docgen.errors import ExitCode, RequestError
from docgen.package import signing
from docgen.package.manifest import MANIFEST, decoded
from docgen.package.signing import PublicKey
from docgen.system.resources import shipped
from tests.support.command_line import Docgen, assert_chinese
from tests.support.older import PLAN, older_program
from tests.support.received import (
    BULLETIN,
    LIST,
    OUTLINE,
    WORKBOOK,
    errors,
    finding,
    recorded,
    reworded,
    sample_files,
    told,
    verified,
    with_manifest,
)
from tests.support.samples import FULL_SAMPLE, ROOT, changed, parts_of, sheet_of, written, zipped


def built(folder: Path, workbook: Path = FULL_SAMPLE, **options: object) -> Path:
    """The zip of a package."""
    build.build(workbook, folder, **options)  # type: ignore[arg-type]
    (path,) = folder.glob("*.zip")
    return path


# --- honest packages ---------------------------------------------------------------------


def test_the_whole_sample_passes_as_zip_and_as_folder(tmp_path: Path) -> None:
    path = built(tmp_path)
    for place in (path, path.with_suffix("")):
        result = verify(place)
        assert result.findings == ()
        assert result.ok
        assert result.stages == tuple(Stage)
        assert result.manifest is not None
        assert result.manifest.campaign.community == "幸福里社区"
        assert (result.edited, result.signed_by) == ((), None)


def test_counted_pages_may_be_any_number(tmp_path: Path) -> None:
    path = built(tmp_path, page_counter=lambda files: dict.fromkeys(files, 4))
    result = verify(path)
    assert result.findings == ()
    partly = built(
        tmp_path / "部分", page_counter=lambda files: dict.fromkeys(sorted(files)[:3], 2)
    )
    assert verify(partly).findings == ()


def test_a_package_of_the_first_stage_passes(tmp_path: Path) -> None:
    result = verified(sample_files(Stage.MOBILISE), tmp_path)
    assert result.findings == ()
    assert result.stages == (Stage.MOBILISE,)


def test_a_package_of_an_early_workbook_passes(tmp_path: Path, early_sample: Path) -> None:
    result = verify(built(tmp_path, early_sample))
    assert errors(result) == []
    assert result.stages == (Stage.MOBILISE, Stage.REVIEW), "of the third one document is there"


def test_a_workbook_without_votes_yet_but_with_an_error_elsewhere_is_told(tmp_path: Path) -> None:
    book = changed(lambda book: sheet_of(book, "整改清单").__setitem__("G2", "下个月"))
    path = built(tmp_path, written(book, tmp_path), stages=[Stage.MOBILISE])
    result = verify(path)
    assert errors(result) == [("workbook-error", f"{WORKBOOK} 整改清单!G2")]


def test_an_edited_outline_is_told_after_a_rebuild(tmp_path: Path) -> None:
    folder = built(tmp_path).with_suffix("")
    outline = folder / OUTLINE
    outline.write_bytes(reworded(outline.read_bytes(), "</w:t>", "\u3000</w:t>"))
    result = verify(built(tmp_path))
    assert result.ok
    assert result.edited == (OUTLINE,)
    beside = OUTLINE.replace(".docx", "（新生成）.docx")
    assert told(result) == [
        ("file-edited", OUTLINE),
        ("file-twice", beside),
        ("document-edit", OUTLINE),
    ]


def test_a_changed_file_in_the_folder_is_told_until_it_is_built_again(tmp_path: Path) -> None:
    folder = built(tmp_path).with_suffix("")
    outline = folder / OUTLINE
    outline.write_bytes(reworded(outline.read_bytes(), "林致远", "林志远"))
    assert ("file-changed", OUTLINE) in errors(verify(folder))


def test_own_templates_pass(tmp_path: Path) -> None:
    templates = tmp_path / "模板"
    templates.mkdir()
    source = (shipped("templates_docx") / "result_bulletin.docx").read_bytes()
    own = reworded(source, "测评有效", "民主测评有效")
    (templates / "result_bulletin.docx").write_bytes(own)
    result = verify(built(tmp_path / "out", templates=templates))
    assert result.ok
    assert told(result) == [("template-own", "manifest.json")]
    assert result.findings[0].message.startswith("测评结果通报用的不是")
    assert result.stages == tuple(Stage)


def test_files_of_another_version_pass_when_they_read_the_same(tmp_path: Path) -> None:
    files = with_manifest(sample_files(), lambda content: content["tool"].update(version="9.9"))
    loose = reworded(files[BULLETIN], "</w:pPr>", "<w:keepNext/></w:pPr>")
    assert verified(recorded(files, BULLETIN, loose), tmp_path).findings == ()
    other = reworded(files[BULLETIN], "反映，监督电话", "反映，社区监督电话")
    result = verified(recorded(files, BULLETIN, other), tmp_path)
    assert errors(result) == [("document-differs", BULLETIN)]
    assert "其他版本" in result.findings[0].hint


def test_what_an_older_version_made_and_an_update_kept_passes(tmp_path: Path) -> None:
    with older_program():
        built(tmp_path)
    path = built(tmp_path)
    manifest = decoded(zipfile.ZipFile(path).read(MANIFEST))
    assert [file.name for file in manifest.files if file.tool] == [PLAN]
    result = verify(path)
    assert told(result) == [("template-own", "manifest.json")]
    assert result.stages == tuple(Stage)


def test_what_an_older_version_of_this_template_worded_otherwise_passes(tmp_path: Path) -> None:
    """The same template, other wording from the program: that it was another tells the record."""
    files = sample_files()
    other = reworded(files[PLAN], "以无记名方式", "以不记名方式")
    older = verified(recorded(files, PLAN, other, tool="0.0.9"), tmp_path)
    assert (older.ok, told(older)) == (True, [("document-differs", PLAN)])
    now = verified(recorded(files, PLAN, other), tmp_path)
    assert errors(now) == [("document-differs", PLAN)]


def test_the_layout_and_wording_of_an_older_version_are_of_their_time(tmp_path: Path) -> None:
    files = sample_files()
    small = reworded(files[PLAN], 'w:h="16838"', 'w:h="12000"')
    small = reworded(small, "（云街发〔2026〕12号）", "（云街发［2026］12号文）")
    result = verified(recorded(files, PLAN, small, tool="0.0.9"), tmp_path)
    assert result.ok
    assert {code for code, _ in told(result)} == {"document-layout", "document-differs"}


def test_its_figures_and_names_are_held_against_the_workbook_all_the_same(tmp_path: Path) -> None:
    files = sample_files()
    for old, new, code in (
        ("94.12%", "98.12%", "document-lacks"),
        ("林致远", "林志远", "document-lacks"),
        ("90.00%", "99.99%", "figure-unknown"),
    ):
        forged = reworded(files[BULLETIN], old, new)
        result = verified(recorded(files, BULLETIN, forged, tool="0.0.9"), tmp_path)
        assert (code, BULLETIN) in errors(result), old


def test_one_that_a_person_edited_is_not_excused_by_its_version(tmp_path: Path) -> None:
    files = sample_files()
    small = reworded(files[PLAN], 'w:h="16838"', 'w:h="12000"')
    edited = recorded(files, PLAN, small, tool="0.0.9", made_sha256="1" * 64)
    assert ("document-layout", PLAN) in errors(verified(edited, tmp_path))


def repacked(data: bytes) -> bytes:
    """The same parts, packed less tightly, those of workbooks inside, too."""
    return zipped(
        {
            name: repacked(part) if name.endswith(".xlsx") else part
            for name, part in parts_of(data).items()
        }
    )


def test_documents_packed_by_another_zlib_pass(tmp_path: Path) -> None:
    """Other builds of Python pack the same parts into other bytes; charts hold workbooks, too."""
    files = sample_files()
    for name in (BULLETIN, LIST):
        loose = repacked(files[name])
        assert loose != files[name]
        files = recorded(files, name, loose)
    assert verified(files, tmp_path).findings == ()


def test_a_package_may_grow_while_the_workbook_goes_on(tmp_path: Path) -> None:
    """What was issued from an earlier workbook stays as issued, but for what prints the vote."""
    early = changed(lambda book: sheet_of(book, "进度安排").__setitem__("E2", "综合办公室"))
    built(tmp_path, written(early, tmp_path), stages=[Stage.MOBILISE])
    result = verify(built(tmp_path, stages=[Stage.REVIEW, Stage.USE, Stage.RECTIFY]))
    assert result.ok
    assert told(result) == [("document-older", "01_实施方案.docx")]
    assert "以前填写的工作簿" in result.findings[0].hint
    assert "综合办公室" in result.findings[0].message


def test_a_bulletin_of_former_votes_does_not_pass(tmp_path: Path) -> None:
    """It is what its own workbook makes, which the package holds; the votes have changed since."""

    def other_votes(book: Workbook) -> None:
        for cell, number in (("D2", -1), ("F2", 1)):
            sheet_of(book, "计票结果")[cell].value += number

    built(tmp_path, written(changed(other_votes), tmp_path))
    path = built(tmp_path, stages=[Stage.RECTIFY])
    assert any("活动工作簿_" in name for name in zipfile.ZipFile(path).namelist())
    result = verify(path)
    assert {code for code, _ in errors(result)} == {"document-outdated"}
    assert {name for _, name in errors(result)} == {BULLETIN, "11_测评结果公示.docx"}


def test_former_versions_in_the_folder_do_not_count(tmp_path: Path) -> None:
    folder = built(tmp_path).with_suffix("")
    (folder / "历史版本" / "旧").mkdir(parents=True)
    (folder / "历史版本" / "旧" / BULLETIN).write_bytes(b"old")
    assert verify(folder).findings == ()


# --- what is missing ---------------------------------------------------------------------


def test_without_a_manifest_nothing_can_be_verified(tmp_path: Path) -> None:
    result = verified({"甲.docx": b"1"}, tmp_path)
    assert errors(result) == [("manifest-missing", "manifest.json")]
    assert result.manifest is None


def test_what_is_no_zip_is_told_once(tmp_path: Path) -> None:
    path = written(b"Rar!", tmp_path, "材料.zip")
    assert errors(verify(path)) == [("zip-unknown", "材料.zip")]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda content: content.update(format="x"), "manifest.json format"),
        (lambda content: content["files"][3].update(size="1"), "manifest.json files[3].size"),
        (lambda content: content["files"][3].update(name="../x"), "manifest.json files[3].name"),
        (
            lambda content: content["campaign"]["results"][3]["votes"].update(满意=-1),
            "manifest.json campaign.results[3].votes.满意",
        ),
    ],
)
def test_a_manifest_of_another_form_is_told_with_its_place(
    change: object, place: str, tmp_path: Path
) -> None:
    files = with_manifest(sample_files(Stage.MOBILISE), lambda _: None)
    if "results" in place:
        files = with_manifest(sample_files(), lambda _: None)
    result = verified(with_manifest(files, change), tmp_path)  # type: ignore[arg-type]
    assert errors(result) == [("manifest-invalid", place)]
    result = verified({"manifest.json": b"{"}, tmp_path)
    assert errors(result) == [("manifest-invalid", "manifest.json")]


def test_every_document_of_a_stage_that_was_begun_must_be_there(tmp_path: Path) -> None:
    files = recorded(sample_files(Stage.MOBILISE), "03_述评公告.docx", None)
    result = verified(files, tmp_path)
    assert errors(result) == [("document-missing", "03_述评公告.docx")]
    assert "组织发动" in result.findings[0].message
    assert result.stages == ()


def test_a_stage_that_is_asked_for_must_be_complete(tmp_path: Path) -> None:
    files = sample_files(Stage.MOBILISE)
    assert verified(files, tmp_path, stage=Stage.MOBILISE).ok
    result = verified(files, tmp_path, stage=Stage.USE)
    missing = errors(result)
    assert {code for code, _ in missing} == {"document-missing"}
    assert ("document-missing", BULLETIN) in missing
    assert ("document-missing", "12_公开事项目录.docx") in missing
    assert not any(place.startswith(("01_", "15_", "16_")) for _, place in missing)


def test_what_the_workbook_cannot_make_yet_is_told_of_a_stage_that_is_asked_for(
    tmp_path: Path, early_sample: Path
) -> None:
    path = built(tmp_path, early_sample)
    assert verify(path, stage=Stage.REVIEW).ok
    result = verify(path, stage=Stage.USE)
    waiting = [each for each in result.findings if each.code == "document-waiting"]
    assert waiting
    assert {each.place for each in waiting} == {WORKBOOK}
    assert all("成果运用" in each.message for each in waiting)


# --- signatures --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PublicKey, PublicKey]:
    """A private key's file, its public key, and another public key."""
    folder = tmp_path_factory.mktemp("keys")
    private = folder / "甲.key"
    own = signing.generate(private, folder / "甲.pub")
    return private, own, signing.generate(folder / "乙.key", folder / "乙.pub")


@pytest.fixture(scope="module")
def signed(
    keys: tuple[Path, PublicKey, PublicKey], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return built(tmp_path_factory.mktemp("signed"), sign=keys[0], stages=[Stage.MOBILISE])


def test_a_trusted_signature_passes(signed: Path, keys: tuple[Path, PublicKey, PublicKey]) -> None:
    owned = dataclasses.replace(keys[1], community="幸福里 社区")
    result = verify(signed, [keys[2], owned])
    assert result.findings == ()
    assert result.signed_by == keys[1].fingerprint


def test_a_trusted_key_that_is_bound_to_nobody_passes_with_a_word(
    signed: Path, keys: tuple[Path, PublicKey, PublicKey]
) -> None:
    result = verify(signed, [keys[1]])
    assert (result.ok, told(result)) == (True, [("signature-unbound", "manifest.sig")])


def test_the_key_of_another_community_does_not_pass(
    signed: Path, keys: tuple[Path, PublicKey, PublicKey]
) -> None:
    other = dataclasses.replace(keys[1], community="向阳社区")
    result = verify(signed, [other])
    assert errors(result) == [("signature-other-community", "manifest.sig")]
    assert "是向阳社区的，不是幸福里社区的" in result.findings[0].message
    assert verify(signed, [other, dataclasses.replace(keys[1], community="幸福里社区")]).ok


def test_keys_are_named_by_community_or_by_their_files(
    docgen: Docgen, signed: Path, keys: tuple[Path, PublicKey, PublicKey], tmp_path: Path
) -> None:
    public = keys[0].with_suffix(".pub")
    folder = tmp_path / "公钥"
    folder.mkdir()
    assert docgen("verify", signed, "--trust", folder).code == ExitCode.USAGE
    (folder / "幸福里社区.pub").write_bytes(public.read_bytes())
    for trusted in (folder, f"幸福里社区={public}"):
        outcome = docgen("verify", signed, "--trust", trusted, "--json")
        assert (outcome.code, outcome.json["findings"]) == (0, [])
    assert docgen("verify", signed, "--trust", f"向阳社区={public}").code == 6
    assert docgen("verify", signed, "--trust", "幸福里社区=没有.pub").code == ExitCode.USAGE


def test_a_signature_nobody_vouches_for_is_told(
    signed: Path, keys: tuple[Path, PublicKey, PublicKey]
) -> None:
    result = verify(signed)
    assert result.ok
    assert told(result) == [("signature-unchecked", "manifest.sig")]
    assert "未核对来源" in result.findings[0].message
    assert keys[1].fingerprint in result.findings[0].message
    assert result.signed_by == keys[1].fingerprint


def test_a_strangers_signature_does_not_pass(
    signed: Path, keys: tuple[Path, PublicKey, PublicKey]
) -> None:
    result = verify(signed, [keys[2]])
    assert errors(result) == [("signature-untrusted", "manifest.sig")]
    assert keys[1].fingerprint in result.findings[0].message


def test_a_missing_signature_matters_only_to_who_asks_for_one(
    tmp_path: Path, keys: tuple[Path, PublicKey, PublicKey]
) -> None:
    result = verified(sample_files(Stage.MOBILISE), tmp_path, trusted=[keys[1]])
    assert errors(result) == [("signature-missing", "manifest.sig")]


@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_broken_signature_never_passes(
    signed: Path, keys: tuple[Path, PublicKey, PublicKey], tmp_path: Path, is_trusted: bool
) -> None:
    with zipfile.ZipFile(signed) as package:
        files = {name: package.read(name) for name in package.namelist()}
    trusted = [keys[1]] if is_trusted else []
    for broken in (
        files | {"manifest.json": files["manifest.json"] + b"\n"},
        files | {"manifest.sig": b"{}"},
    ):
        result = verified(broken, tmp_path, trusted=trusted)
        assert errors(result) == [("signature-broken", "manifest.sig")]
        assert result.signed_by is None
    alone = verified({"manifest.sig": files["manifest.sig"]}, tmp_path, trusted=trusted)
    assert ("signature-broken", "manifest.sig") in errors(alone)


def test_without_the_library_a_signature_is_told_to_be_unchecked(
    signed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RequestError("没有安装签名所需的组件cryptography", "请安装。")

    monkeypatch.setattr(signing, "verify", refuse)
    result = verify(signed)
    assert result.ok
    assert told(result) == [("signature-unchecked", "manifest.sig")]


# --- the command -------------------------------------------------------------------------


def test_the_command_says_what_passed(docgen: Docgen, signed: Path) -> None:
    outcome = docgen("verify", signed, "--trust", signed.parent / "没有.pub")
    assert outcome.code == ExitCode.USAGE
    outcome = docgen("verify", signed)
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert lines[0] == f"{signed.name}：通过核验"
    assert "社区：幸福里社区　年度：2026年" in lines[1]
    assert "材料齐全的阶段：组织发动" in lines[2]
    assert re.search(r"SHA-256：[0-9a-f]{64}", outcome.out)
    assert lines[-2].startswith("【提醒】manifest.sig　有签名，未核对来源")
    assert lines[-1].startswith("　　　　办法：")


def test_the_command_ends_in_6_when_something_is_wrong(docgen: Docgen, tmp_path: Path) -> None:
    verified(recorded(sample_files(Stage.MOBILISE), "03_述评公告.docx", None), tmp_path)
    path = tmp_path / "材料.zip"
    outcome = docgen("verify", path)
    assert outcome.code == ExitCode.VERIFICATION == 6
    assert outcome.out.startswith("材料.zip：没有通过核验：1处错误\n")
    assert "【错误】03_述评公告.docx　" in outcome.out
    assert_chinese(outcome.out, "--stage", "docx", "zip", "build", "SHA", "json")
    content = docgen("verify", path, "--json", "--stage", "民主评议").json
    assert content["ok"] is False
    assert (content["community"], content["year"]) == ("幸福里社区", 2026)
    assert content["stages"] == []
    assert {each["code"] for each in content["findings"]} == {"document-missing"}
    assert content["findings"][0]["severity"] == "error"


def test_the_command_trusts_the_keys_it_is_given(
    docgen: Docgen, signed: Path, keys: tuple[Path, PublicKey, PublicKey]
) -> None:
    own, other = keys[0].with_suffix(".pub"), keys[0].with_name("乙.pub")
    outcome = docgen("verify", signed, "--trust", own, "--trust", other, "--json")
    assert outcome.code == 0
    assert outcome.json["signed_by"] == keys[1].fingerprint
    assert docgen("verify", signed, "--trust", other).code == 6


def test_a_package_that_cannot_be_read_is_reported_as_json_too(docgen: Docgen) -> None:
    Path("材料.zip").write_bytes(b"")
    content = docgen("verify", "材料.zip", "--json").json
    assert content["community"] is None
    assert content["workbook"] is None
    assert [each["code"] for each in content["findings"]] == ["zip-empty"]
    assert docgen("verify", "没有.zip").code == ExitCode.USAGE


# --- all kinds of findings ---------------------------------------------------------------


def test_every_kind_of_finding_is_tested() -> None:
    sources = [ROOT / "docgen/package/reader.py", *(ROOT / "docgen/commands/verify").glob("*.py")]
    tests = "".join(
        (ROOT / f"tests/{name}.py").read_text(encoding="utf-8")
        for name in (
            "package/test_reader",
            "commands/verify/test_verify",
            "commands/verify/test_forged",
            "commands/verify/test_pdfs",
            "commands/build/test_pdfs",
        )
    )
    found = {
        node.value
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z]+(-[a-z]+)+", node.value)
    } - {"utf-8"}
    assert len(found) > 30
    assert sorted(code for code in found if f'"{code}"' not in tests) == []


def test_the_same_package_gives_the_same_report(tmp_path: Path) -> None:
    files = recorded(sample_files(Stage.MOBILISE), "03_述评公告.docx", b"x")
    first, second = (verified(files, tmp_path) for _ in range(2))
    assert first == second
    assert json.loads(files["manifest.json"])["campaign"]["issued_on"] == str(date(2026, 3, 5))
    assert finding(first.findings, "document-layout").place == "03_述评公告.docx"
