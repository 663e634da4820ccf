"""The digest of what the user gave for a document: his data count, what the program brings does not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from docgen import documents
from docgen.campaign import schema
from docgen.campaign.model import Campaign, Grade, Source
from docgen.campaign.schema import Sheet, Use
from docgen.commands.build.sources import with_sources
from docgen.commands.check import check_bytes
from docgen.documents import DOCUMENTS, Document
from tests.support.samples import changed, sample_campaign, sheet_of, with_info

PLAIN = [document for document in DOCUMENTS if not document.lists_files]


def sources(campaign: Campaign, own: Mapping[str, str] | None = None) -> dict[str, str]:
    """The digest of each document, by its key."""
    planned = documents.plan(sample_campaign()).planned
    found = with_sources(planned, campaign, own or {})
    return {item.document.key: item.source_sha256 for item in found}


def uses_of(document: Document) -> dict[str, Use]:
    return {use.sheet.name: use for use in (Use(schema.INFO), *document.uses)}


def other(value: Any) -> Any:
    """A value that is not this one."""
    return f"{value}另"


def changes() -> Iterator[tuple[Sheet, str]]:
    """Every field of every sheet but the paper ballots, which are there as counts."""
    for sheet in schema.SHEETS:
        if not sheet.by_ballot:
            for name in {column.field: None for column in sheet.columns}:
                yield sheet, name


def with_other(campaign: Campaign, sheet: Sheet, name: str) -> Campaign:
    content = getattr(campaign, sheet.field)
    if sheet is schema.INFO:
        source = dataclasses.replace(content.source, empty=frozenset())
        fields = {name: other(getattr(content, name)), "source": source}
        return dataclasses.replace(campaign, info=dataclasses.replace(content, **fields))
    first, *rest = content
    first = dataclasses.replace(first, **{name: other(getattr(first, name))})
    return dataclasses.replace(campaign, **{sheet.field: (first, *rest)})


def test_what_is_typed_counts_for_the_documents_that_use_it_and_no_others() -> None:
    before = sources(sample_campaign())
    assert all(before[document.key] for document in PLAIN)
    for sheet, name in changes():
        after = sources(with_other(sample_campaign(), sheet, name))
        for document in PLAIN:
            use = uses_of(document).get(sheet.name)
            counts = use is not None and (not use.fields or name in use.fields)
            assert (before[document.key] != after[document.key]) is counts, (sheet.name, name)


def test_a_document_that_lists_the_package_has_none() -> None:
    assert not any(sources(sample_campaign())[d.key] for d in DOCUMENTS if d.lists_files)


def test_whether_a_number_may_be_posted_counts_though_it_stands_elsewhere() -> None:
    """A person's own number must leave what is posted, whoever's it turns out to be."""
    campaign = with_info(sample_campaign(), supervision_phone="13800000000")
    first, *others = campaign.representatives
    private = dataclasses.replace(
        campaign,
        representatives=(dataclasses.replace(first, phone="138 0000 0000"), *others),
    )
    before, after = sources(campaign), sources(private)
    assert before["result_posting"] != after["result_posting"]
    assert before["implementation_plan"] == after["implementation_plan"]


def test_rows_that_other_sheets_name_count_by_where_they_stand() -> None:
    """意见建议!3 is another opinion once a row was put in above it."""
    campaign = sample_campaign()
    moved = tuple(
        dataclasses.replace(each, source=dataclasses.replace(each.source, row=each.source.row + 1))
        for each in campaign.opinions
    )
    lower = sources(dataclasses.replace(campaign, opinions=moved))
    assert lower["rectification_list"] != sources(campaign)["rectification_list"]
    assert lower["implementation_plan"] == sources(campaign)["implementation_plan"]


def test_a_cell_left_empty_tells_the_same_whatever_the_program_puts_there() -> None:
    info = sample_campaign().info
    empty = dataclasses.replace(info.source, empty=frozenset({"guiding_thought"}))
    one, another = (
        sources(with_info(sample_campaign(), guiding_thought=text, source=empty))
        for text in ("以前的默认内容。", "现在的默认内容。")
    )
    assert one == another
    typed = sources(with_info(sample_campaign(), guiding_thought="以前的默认内容。"))
    assert typed != one


def test_the_reader_tells_which_cells_were_left_empty() -> None:
    def clear(book: Any) -> None:
        for row in sheet_of(book, "活动信息").iter_rows():
            if row[0].value and "指导思想" in str(row[0].value):
                row[1].value = "　"

    read = check_bytes(changed(clear)).campaign
    assert read is not None
    assert "guiding_thought" in read.info.source.empty
    assert "community" not in read.info.source.empty
    assert "guiding_thought" not in sample_campaign().info.source.empty


def test_a_sheet_left_empty_tells_the_same_whatever_the_program_puts_there() -> None:
    grades = sample_campaign().grades
    by_default = tuple(dataclasses.replace(each, source=Source()) for each in grades)
    extra = Grade(name="弃权", satisfied=False, unsatisfied=False)
    one = dataclasses.replace(sample_campaign(), grades=by_default)
    another = dataclasses.replace(sample_campaign(), grades=(*by_default, extra))
    assert sources(one) == sources(another) != sources(sample_campaign())


def test_ones_own_template_counts_and_may_print_from_any_sheet() -> None:
    own = {"implementation_plan": "a" * 64}
    shipped, mine = sources(sample_campaign()), sources(sample_campaign(), own)
    assert {key for key in mine if mine[key] != shipped[key]} == {"implementation_plan"}
    assert sources(sample_campaign(), {"implementation_plan": "b" * 64}) != mine
    opinions = with_other(sample_campaign(), schema.OPINIONS, "content")
    assert sources(opinions, own)["implementation_plan"] != mine["implementation_plan"]


def test_an_optional_column_that_came_later_tells_nothing_until_it_is_filled_in() -> None:
    """Otherwise the update that brings it would make all that is out anew."""

    @dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
    class LaterGrade(Grade):
        remark: str = ""
        rank: int | None = None
        shown: bool = True

    def later(grade: Grade, **more: Any) -> LaterGrade:
        values = {field.name: getattr(grade, field.name) for field in dataclasses.fields(Grade)}
        return LaterGrade(**values, **more)

    def with_grades(**more: Any) -> Campaign:
        grades = tuple(later(each, **more) for each in sample_campaign().grades)
        return dataclasses.replace(sample_campaign(), grades=grades)

    assert sources(with_grades()) == sources(sample_campaign())
    assert sources(with_grades(shown=False)) != sources(sample_campaign())
    assert sources(with_grades(remark="注")) != sources(sample_campaign())
