"""What is posted in public, filed or put into a ballot box tells nothing it should not of a person."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from docgen.campaign.model import Campaign
from docgen.commands.build.render_all import render_all
from docgen.commands.check import check
from docgen.commands.templates.export import export
from docgen.documents import DOCUMENTS, plan
from docgen.documents.context import base_context, public_context
from docgen.package.manifest import FileRecord, Manifest, campaign_data, encoded
from docgen.package.replacing import PackageFile
from tests.support.samples import changed, sheet_of, with_info, written

PUBLIC = [document.key for document in DOCUMENTS if document.public]
SUPERVISION = "0571-00009999"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"


@dataclass(frozen=True)
class Made:
    """A campaign in which nobody shares a name or a number, and its documents."""

    campaign: Campaign
    files: tuple[PackageFile, ...]

    @property
    def phones(self) -> list[str]:
        """Everybody's own number."""
        people = (*self.campaign.group, *self.campaign.representatives)
        return [self.campaign.info.contact_phone, *(person.phone for person in people)]

    def of(self, key: str) -> list[bytes]:
        """The bytes of a document's files."""
        return [file.data for file in self.files if file.key == key]


def numbered(book: Workbook) -> None:
    """Gives everybody a name and a number of their own."""
    info = sheet_of(book, "活动信息")
    for row in range(2, info.max_row + 1):
        if info.cell(row, 1).value == "联系人":
            info.cell(row, 2).value = "联络员甲乙"
        if info.cell(row, 1).value == "联系电话":
            info.cell(row, 2).value = "139-0000-1000"
        if info.cell(row, 1).value == "监督电话":
            info.cell(row, 2).value = SUPERVISION
    group = sheet_of(book, "领导小组")
    for row in range(2, group.max_row + 1):
        if group.cell(row, 2).value:
            group.cell(row, 5).value = f"1380000{2000 + row}"
    people = sheet_of(book, "参评代表")
    headings = [cell.value for cell in people[1]]
    phone = headings.index("联系电话") + 1
    name = next(n for n, heading in enumerate(headings, 1) if str(heading).startswith("姓名"))
    for row in range(2, people.max_row + 1):
        if people.cell(row, name).value:
            first, second = divmod(row, len(SURNAMES))
            people.cell(row, name).value = f"{SURNAMES[second]}代{SURNAMES[first]}表"
            people.cell(row, phone).value = f"1370000{3000 + row}"


@cache
def _made(folder: Path) -> Made:
    report = check(written(changed(numbered), folder))
    assert report.campaign is not None
    assert report.ok, report.problems
    return Made(report.campaign, tuple(render_all(report.plan.planned)))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return _made(tmp_path_factory.mktemp("privacy"))


def parts(data: bytes) -> dict[str, bytes]:
    """Every part of a Word file, with those of the workbooks inside it."""
    found = {}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            found[name] = part
            if part.startswith(b"PK"):
                found |= {f"{name}!{inner}": p for inner, p in parts(part).items()}
    return found


def words(data: bytes) -> str:
    """All that a part says, without tags: a name split between two runs is still one."""
    text = "\n".join(part.decode("utf-8", "replace") for part in parts(data).values())
    return re.sub(r"<[^>]*>", "", text) + text


def figures(text: str) -> str:
    """Text without the signs that are written between the figures of a number."""
    return re.sub(r"[\s\-－—–()（）]", "", text)


def test_the_campaign_of_these_tests_has_numbers_to_hide(made: Made) -> None:
    assert len(made.phones) == len(set(made.phones)) > 60
    assert all(made.phones)
    sheets = "".join(map(words, made.of("sign_in_sheet")))
    name = made.campaign.representatives[0].name
    assert name in sheets.replace("　", "")
    plan_text = figures("".join(map(words, made.of("implementation_plan"))))
    assert figures(made.campaign.info.contact_phone) in plan_text  # what is hidden can be found


# --- documents posted in public ----------------------------------------------------------------


def test_the_public_documents_are_those_that_hang_on_the_notice_board() -> None:
    assert PUBLIC == [
        "public_notice",
        "result_bulletin",
        "result_posting",
        "disclosure_schedule",
        "rectification_posting",
    ]


@pytest.mark.parametrize("key", PUBLIC)
def test_a_public_document_holds_nobodys_number(made: Made, key: str) -> None:
    assert made.of(key)
    for data in made.of(key):
        text = figures(words(data))
        assert [phone for phone in made.phones if figures(phone) in text] == []
        assert "联系电话" not in text


@pytest.mark.parametrize("key", PUBLIC)
def test_a_public_document_names_no_representative(made: Made, key: str) -> None:
    for data in made.of(key):
        text = words(data).replace("　", "")
        assert [p.name for p in made.campaign.representatives if p.name in text] == []


@pytest.mark.parametrize("key", PUBLIC)
def test_a_public_document_keeps_the_supervision_telephone(made: Made, key: str) -> None:
    assert all(SUPERVISION in words(data) for data in made.of(key))


@pytest.mark.parametrize("whose", ["contact", "group", "representative"])
@pytest.mark.parametrize("key", PUBLIC)
def test_a_supervision_telephone_that_is_somebodys_own_is_not_posted(
    made: Made, key: str, whose: str
) -> None:
    person = {
        "contact": made.campaign.info.contact_phone,
        "group": made.campaign.group[1].phone,
        "representative": made.campaign.representatives[-1].phone,
    }[whose]
    spelled = f"{person[:3]} {person[3:]}"
    campaign = with_info(made.campaign, supervision_phone=spelled)
    for file in render_all(plan(campaign, only=[key]).planned):
        text = words(file.data)
        assert figures(person) not in figures(text)
        assert "监督电话：" not in text


def test_an_own_template_of_a_public_document_is_not_given_numbers_either(made: Made) -> None:
    context = public_context(made.campaign, base_context(made.campaign))
    text = figures(repr(context))
    assert [phone for phone in made.phones if figures(phone) in text] == []
    assert context["监督电话"] == SUPERVISION
    assert figures(made.phones[1]) in figures(repr(base_context(made.campaign)))


def test_the_guide_to_own_templates_still_lists_the_telephone(tmp_path: Path) -> None:
    export(tmp_path / "模板")
    guide = "".join(
        path.read_text(encoding="utf-8")
        for path in (tmp_path / "模板").iterdir()
        if path.suffix in (".md", ".txt")
    )
    assert "联系电话" in guide


# --- ballots -----------------------------------------------------------------------------------


def test_a_ballot_names_nobody_but_those_who_are_judged(made: Made) -> None:
    campaign = made.campaign
    judged = {official.name for official in campaign.officials}
    everybody = {
        campaign.info.contact,
        campaign.info.supervising_leader,
        *(person.name for person in campaign.group),
        *(person.name for person in campaign.representatives),
        *(person.name for person in campaign.tellers),
        *(meeting.host for meeting in campaign.meetings),
    }
    assert made.of("ballot")
    for data in made.of("ballot"):
        text = words(data).replace("　", "")
        assert judged <= {name for name in judged if name in text}
        assert [name for name in everybody - judged - {""} if name in text] == []
        found = figures(text)
        assert [phone for phone in (*made.phones, SUPERVISION) if figures(phone) in found] == []


def test_no_ballot_of_a_class_can_be_told_from_another(made: Made) -> None:
    """Not by a number, a name or a mark: each holds the same words, drawn in the same way."""
    for data in made.of("ballot"):
        body = parts(data)["word/document.xml"].decode()
        body = body[body.index("<w:body>") :]
        for identity in ("w14:paraId", "w:rsidR", "SEQ ", "PAGE", "w:bookmarkStart"):
            assert identity not in body
        title = "测评票"
        faces = re.split(r"(?=<w:p>(?:(?!</w:p>).)*?" + title + ")", body, flags=re.DOTALL)
        plain = [re.sub(r"<[^>]*>|\s", "", face) for face in faces[1:]]
        texts = [face.replace("（沿此线裁开）", "") for face in plain]
        assert len(texts) > 1
        assert len(set(texts)) == 1
        assert not re.search(r"编号|序号|号码|条码", texts[0])


# --- the manifest ------------------------------------------------------------------------------


def test_the_manifest_tells_no_number_and_no_representative(made: Made) -> None:
    file = FileRecord("workbook", "活动工作簿.xlsx", 1, "0" * 64, "", "0" * 64)
    data = campaign_data(made.campaign)
    told = encoded(Manifest("2.0.0", data, file.name, (file,))).decode()
    assert data.counts
    assert [phone for phone in (*made.phones, SUPERVISION) if figures(phone) in figures(told)] == []
    assert [p.name for p in made.campaign.representatives if p.name in told] == []
    assert made.campaign.officials[0].name in told


def test_what_the_workbook_says_of_persons_does_not_change_the_manifest(made: Made) -> None:
    campaign = made.campaign
    bare = with_info(
        replace(campaign, group=(), representatives=(), tellers=(), opinions=()),
        contact="", contact_phone="", supervision_phone="", supervising_leader="",
    )  # fmt: skip
    assert campaign_data(bare) == campaign_data(campaign)


def test_an_office_with_one_line_for_everything_may_post_that_line(made: Made) -> None:
    campaign = with_info(
        made.campaign, supervision_phone="0000-5550199", contact_phone="00005550199"
    )
    (file,) = render_all(plan(campaign, only=["public_notice"]).planned)
    assert "监督电话：0000-5550199" in words(file.data)
