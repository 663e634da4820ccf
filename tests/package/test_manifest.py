"""manifest.json: what is written follows its schema; what comes from anywhere is looked at hard."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from docgen.campaign import tally
from docgen.campaign.model import (
    CountRow,
    Grade,
    Item,
    Official,
    RectificationState,
    ReportForm,
    VoterClass,
)
from docgen.package.manifest import (
    MAX_BYTES,
    CampaignData,
    FileRecord,
    Manifest,
    ManifestFault,
    RectificationRecord,
    campaign_data,
    campaign_json,
    decoded,
    encoded,
    recorded,
)
from tests.support.samples import ROOT, plain_campaign, sample_campaign, votes

A, B, C = "a" * 64, "b" * 64, "c" * 64
WORKBOOK = FileRecord("workbook", "活动工作簿.xlsx", 1234, A, "", A)
NOTICE = FileRecord("public_notice", "03_述评公告.docx", 99, B, C, A)


@cache
def validator() -> Draft202012Validator:
    path = ROOT / "docs" / "manifest.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def conforms(content: object) -> bool:
    return bool(validator().is_valid(content))


@cache
def sample() -> Manifest:
    data = campaign_data(sample_campaign())
    return Manifest("2.0.0", data, WORKBOOK.name, (NOTICE, WORKBOOK))


def content() -> Any:
    """The sample's manifest as JSON, to be changed."""
    return json.loads(encoded(sample()))


def changed(change: Callable[[Any], object]) -> bytes:
    told = content()
    change(told)
    return json.dumps(told).encode()


def place_of_fault(data: bytes) -> str:
    with pytest.raises(ManifestFault) as raised:
        decoded(data)
    return raised.value.place


# --- what is written ---------------------------------------------------------------------


def test_the_samples_manifest_follows_the_schema() -> None:
    told = content()
    validator().validate(told)
    assert len(told["campaign"]["results"]) == len(sample_campaign().counts) > 0
    assert told["campaign"]["rectifications"]
    assert [file["name"] for file in told["files"]] == [NOTICE.name, WORKBOOK.name]
    assert told["files"][0]["template_sha256"] == C
    assert told["files"][1]["template_sha256"] is None


def test_a_manifest_before_the_vote_has_no_results_and_follows_the_schema() -> None:
    data = campaign_data(plain_campaign(counts=(votes("甲", "履职", "党员"),)))
    assert data.counts == ()
    manifest = Manifest("2.0.0", data, WORKBOOK.name, (WORKBOOK,))
    told = json.loads(encoded(manifest))
    validator().validate(told)
    assert told["campaign"]["results"] == []
    assert decoded(encoded(manifest)).campaign == as_stored(data)


def test_the_order_of_files_does_not_matter() -> None:
    other = replace(sample(), files=(WORKBOOK, NOTICE))
    assert encoded(other) == encoded(sample())


def test_results_that_do_not_add_up_are_not_told() -> None:
    campaign = sample_campaign()
    (first, *others) = campaign.counts
    wrong = replace(first, votes=(10**6, *(first.votes or ())[1:]))
    assert campaign_data(replace(campaign, counts=(wrong, *others))).counts == ()


def test_what_is_counted_from_a_manifest_is_what_was_counted_from_the_workbook() -> None:
    assert tally.count(decoded(encoded(sample())).campaign) == tally.count(sample_campaign())


def as_stored(data: CampaignData) -> CampaignData:
    """Without what a manifest does not hold."""
    return replace(
        data,
        officials=tuple(replace(each, form=ReportForm.SPOKEN) for each in data.officials),
        items=tuple(replace(each, note="") for each in data.items),
        classes=tuple(replace(each, spare=0, colour="") for each in data.classes),
    )


def test_the_sample_comes_back_as_it_was() -> None:
    back = decoded(encoded(sample()))
    assert back == replace(sample(), campaign=as_stored(sample().campaign))
    assert encoded(back) == encoded(sample())
    assert [file.is_edited for file in back.files] == [True, False]


WORDS = st.text(st.characters(categories=("L", "N", "P", "Z")), min_size=1, max_size=8)
NAMES = st.lists(WORDS, min_size=1, max_size=3, unique=True)
FRACTIONS = st.none() | st.fractions(-100, 100, max_denominator=1000)
BALLOTS = st.integers(0, 500)


@st.composite
def campaigns(draw: st.DrawFn) -> CampaignData:
    grades = tuple(
        Grade(name=name, satisfied=draw(st.booleans()), unsatisfied=draw(st.booleans()),
              counted=draw(st.booleans()), score=draw(FRACTIONS))
        for name in draw(NAMES)
    )  # fmt: skip
    returned = {name: draw(BALLOTS) for name in draw(NAMES)}
    classes = tuple(
        VoterClass(name=name, expected=count, spare=0, present=draw(st.none() | BALLOTS),
                   issued=draw(st.none() | BALLOTS), returned=count,
                   invalid=draw(st.none() | st.integers(0, count)), colour="",
                   weight=draw(FRACTIONS))
        for name, count in returned.items()
    )  # fmt: skip
    officials = tuple(
        Official(name=name, post=draw(WORDS), form=ReportForm.SPOKEN) for name in draw(NAMES)
    )
    items = tuple(Item(name=name, note="") for name in draw(NAMES))
    counts = []
    for official in officials:
        for each in classes:
            share = tally.turnout(each).valid // len(grades)
            marks = tuple(draw(st.integers(0, share)) for _ in grades)
            counts.append(CountRow(official=official.name, item=items[0].name,
                                   voter_class=each.name, votes=marks))  # fmt: skip
    rectifications = tuple(
        RectificationRecord(draw(WORDS), state, draw(st.dates()), draw(st.none() | st.dates()))
        for state in draw(st.lists(st.sampled_from(RectificationState), max_size=3))
    )
    return CampaignData(
        community=draw(WORDS), upper_office=draw(WORDS), campaign_name=draw(WORDS),
        year=draw(st.integers(1900, 2999)), issued_on=draw(st.dates()), officials=officials,
        items=items, grades=grades, classes=classes, counts=tuple(counts),
        rectifications=rectifications,
    )  # fmt: skip


@given(campaigns())
def test_any_campaign_comes_back_as_it_was(data: CampaignData) -> None:
    manifest = Manifest("2.0.0", data, WORKBOOK.name, (NOTICE, WORKBOOK))
    written = encoded(manifest)
    assert decoded(written) == manifest
    assert encoded(decoded(written)) == written
    validator().validate(json.loads(written))


def test_fractions_lose_nothing() -> None:
    grade = replace(sample().campaign.grades[0], score=Fraction(1, 3))
    data = replace(sample().campaign, grades=(grade, *sample().campaign.grades[1:]))
    assert campaign_json(data)["grades"][0]["score"] == "1/3"
    manifest = replace(sample(), campaign=data)
    assert decoded(encoded(manifest)).campaign.grades[0].score == Fraction(1, 3)


# --- each field, wrong or missing ------------------------------------------------------------

Path = tuple[str | int, ...]
NULLABLE = {"score", "weight", "closed_on", "template_sha256", "workbook_sha256", "present", "issued", "returned",
            "invalid"}  # fmt: skip


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Every place of a JSON value but its root; of lists the first element stands for all."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*path, key))
    elif isinstance(value, list) and value:
        yield from paths(value[0], (*path, 0))


def shown(path: Path) -> str:
    """``files[3].size``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


@cache
def places() -> tuple[Path, ...]:
    return tuple(paths(content()))


def at(told: Any, path: Path) -> Any:
    for step in path:
        told = told[step]
    return told


def put(told: Any, path: Path, value: object) -> None:
    at(told, path[:-1])[path[-1]] = value


def refused(told: Any, path: Path) -> None:
    """Both the reader, with the exact place, and the schema refuse this."""
    assert place_of_fault(json.dumps(told).encode()) == shown(path)
    assert not conforms(told)


EACH_PLACE = pytest.mark.parametrize("path", places(), ids=map(shown, places()))


@EACH_PLACE
def test_a_missing_field_is_named(path: Path) -> None:
    if isinstance(path[-1], int):
        return  # an element of a list may be missing
    told = content()
    del at(told, path[:-1])[path[-1]]
    if path[-2:-1] == ("votes",):  # the schema does not know the names of the grades
        assert place_of_fault(json.dumps(told).encode()) == shown(path)
    else:
        refused(told, path)


@EACH_PLACE
def test_null_is_taken_only_where_something_may_be_unknown(path: Path) -> None:
    told = content()
    put(told, path, None)
    if path[-1] in NULLABLE:
        assert conforms(told)
    else:
        refused(told, path)


@EACH_PLACE
@pytest.mark.parametrize("value", [[[]], {"a": {"b": 1}}, 1.5, -1, "", "\x1b[2J", True, 10**400])
def test_a_value_of_another_kind_is_refused_at_its_place(path: Path, value: object) -> None:
    told = content()
    old = at(told, path)
    put(told, path, copy.deepcopy(value))
    if type(value) is type(old) and value != "\x1b[2J" and not isinstance(value, int):
        return  # another value of the same kind, not another kind
    if isinstance(value, bool) and isinstance(old, bool):
        return
    data = json.dumps(told).encode()
    with pytest.raises(ManifestFault) as raised:
        decoded(data)
    # a list or an object of a wrong content is refused where the content begins to be wrong
    assert raised.value.place.startswith(shown(path)) or raised.value.place == "manifest.json"
    if raised.value.place == "manifest.json":
        assert value == 10**400  # no program's integer
    assert not conforms(told)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), "docgen-package/1"),
        (("tool", "name"), "other"),
        (("campaign", "issued_on"), "2026-2-3"),
        (("campaign", "issued_on"), "20260203"),
        (("campaign", "issued_on"), "2026-W06-2"),
        (("campaign", "issued_on"), "2026-02-30"),
        (("campaign", "issued_on"), "２０２６-02-03"),
        (("campaign", "rectifications", 0, "state"), "好"),
        (("campaign", "rectifications", 0, "closed_on"), "明天"),
        (("campaign", "grades", 0, "score"), "1/0"),
        (("campaign", "grades", 0, "score"), "1.5"),
        (("campaign", "grades", 0, "score"), "٣"),
        (("campaign", "grades", 0, "score"), "9" * 21),
        (("campaign", "classes", 0, "weight"), "1e9"),
        (("campaign", "classes", 0, "expected"), 10**9 + 1),
        (("files", 0, "sha256"), "A" * 64),
        (("files", 0, "made_sha256"), "a" * 63),
        (("files", 0, "template_sha256"), ""),
    ],
)
def test_a_value_out_of_bounds_is_refused_at_its_place(path: Path, value: object) -> None:
    told = content()
    put(told, path, value)
    refused(told, path)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../a.docx", "a/b", "a\\b", "/etc/passwd", "C:\\a", "a\0b", "a\nb", "C:a",
     "manifest.json", "Manifest.JSON", "a\x1bb"],
)  # fmt: skip
def test_no_file_name_leads_elsewhere(name: str) -> None:
    told = content()
    told["files"][0]["name"] = name
    refused(told, ("files", 0, "name"))


@pytest.mark.parametrize("path", [(), ("tool",), ("campaign",), ("files", 0), ("workbook",)])
def test_the_schema_knows_every_field(path: Path) -> None:
    told = content()
    at(told, path)["phone"] = "13800000000"
    assert not conforms(told)


# --- what contradicts itself -------------------------------------------------------------------


def doubled(name: str) -> Callable[[Any], object]:
    return lambda told: told["campaign"][name].append(told["campaign"][name][0])


def with_result(**changes: object) -> Callable[[Any], object]:
    return lambda told: told["campaign"]["results"][1].update(changes)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (doubled("officials"), "campaign.officials"),
        (doubled("items"), "campaign.items"),
        (doubled("grades"), "campaign.grades"),
        (doubled("classes"), "campaign.classes"),
        (with_result(official="无人"), "campaign.results[1].official"),
        (with_result(item="无项"), "campaign.results[1].item"),
        (with_result(**{"class": "无类"}), "campaign.results[1].class"),
        (with_result(valid=0), "campaign.results[1].valid"),
        (
            lambda told: told["campaign"]["results"][1]["votes"].update(满意=900),
            "campaign.results[1].votes",
        ),
        (
            lambda told: told["campaign"]["results"][1]["votes"].update(很满意=1),
            "campaign.results[1].votes",
        ),
        (lambda told: told["files"].append(told["files"][0]), "files"),
        (
            lambda told: told["files"].append(
                told["files"][1] | {"name": told["files"][1]["name"].upper()}
            ),
            "files",
        ),
        (lambda told: told["workbook"].update(size=1), "workbook"),
        (lambda told: told["workbook"].update(sha256=B), "workbook"),
        (lambda told: told["workbook"].update(name=NOTICE.name), "workbook"),
        (lambda told: told["files"][1].update(key="ballot"), "workbook"),
        (lambda told: told.update(files=[]), "workbook"),
    ],
)
def test_what_contradicts_itself_is_refused(change: Callable[[Any], object], place: str) -> None:
    assert place_of_fault(changed(change)) == place


def test_a_result_told_twice_is_not_counted_twice() -> None:
    number = len(content()["campaign"]["results"])
    data = changed(doubled("results"))
    assert place_of_fault(data) == f"campaign.results[{number}]"


def test_more_invalid_than_returned_ballots_are_refused() -> None:
    def change(told: Any) -> None:
        told["campaign"]["results"] = []
        told["campaign"]["classes"][1].update(returned=3, invalid=4)

    assert place_of_fault(changed(change)) == "campaign.classes[1].invalid"


# --- hostile bytes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"3",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"format": ' + b"9" * 5000 + b"}",
        b" " * (MAX_BYTES + 1),
        b'{"format": "docgen-package/2", "format": "docgen-package/2"}',
    ],
)
def test_what_is_no_manifest_is_refused_as_a_whole(data: bytes) -> None:
    assert place_of_fault(data) == "manifest.json"


def test_a_manifest_of_six_megabytes_is_refused_before_it_is_read() -> None:
    data = changed(lambda told: told["campaign"].update(community="区" * 1_050_000))
    assert len(data) > 6 * 1024 * 1024
    with pytest.raises(ManifestFault, match=r"^manifest\.json：文件超过5兆$"):
        decoded(data)


@pytest.mark.parametrize("number", ["1e999", "NaN", "-Infinity", "9" * 4000])
def test_no_number_is_too_strange(number: str) -> None:
    data = encoded(sample()).replace(b'"size": 99', f'"size": {number}'.encode())
    assert place_of_fault(data) == "files[0].size"


def test_half_a_character_is_refused() -> None:
    data = changed(lambda told: told["campaign"].update(community="\ud800"))
    assert place_of_fault(data) == "campaign.community"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.sampled_from(places()), JSON)
def test_what_is_read_without_a_fault_follows_the_schema(path: Path, value: object) -> None:
    def change(told: Any) -> None:
        put(told, path, value)

    data = changed(change)
    try:
        manifest = decoded(data)
    except ManifestFault:
        return
    validator().validate(json.loads(encoded(manifest)))


# --- the tool's own folder ---------------------------------------------------------------------


def test_the_records_of_a_manifest_can_be_read() -> None:
    known = {each.name: replace(each, tool="2.0.0") for each in (NOTICE, WORKBOOK)}
    assert recorded(encoded(sample())) == known


def test_a_record_keeps_the_version_that_made_its_file() -> None:
    older = replace(NOTICE, tool="1.9.0")
    manifest = replace(sample(), files=(older, WORKBOOK))
    assert recorded(encoded(manifest))[older.name].tool == "1.9.0"
    assert decoded(encoded(manifest)).files == (older, WORKBOOK)


def test_what_readers_did_not_always_know_is_told_only_where_it_says_something() -> None:
    assert {"source_sha256", "tool"}.isdisjoint(content()["files"][0])
    told = replace(NOTICE, source_sha256=A, tool="1.9.0")
    manifest = replace(sample(), files=(told, replace(WORKBOOK, tool="2.0.0")))
    first, second = json.loads(encoded(manifest))["files"]
    validator().validate(json.loads(encoded(manifest)))
    assert (first["source_sha256"], first["tool"]) == (A, "1.9.0")
    assert "tool" not in second, "it is the manifest's"


@pytest.mark.parametrize(
    ("key", "value"), [("source_sha256", None), ("source_sha256", "x"), ("tool", None), ("tool", 3)]
)
def test_what_a_record_tells_besides_is_looked_at_as_hard(key: str, value: object) -> None:
    def change(told: Any) -> None:
        told["files"][0][key] = value

    assert place_of_fault(changed(change)) == f"files[0].{key}"
    told = content()
    change(told)
    assert not conforms(told)


@pytest.mark.parametrize("tool", [None, 3, "docgen", {"version": None}, {}])
def test_the_files_are_known_though_the_version_is_damaged(tool: object) -> None:
    data = changed(lambda told: told.update(tool=tool))
    assert recorded(data).keys() == {NOTICE.name, WORKBOOK.name}


def test_the_records_of_the_earlier_format_can_be_read() -> None:
    record = {"name": "a.docx", "key": "ballot", "size": 3, "sha256": A}
    data = json.dumps({"format": "docgen-package/1", "files": [record]}).encode()
    assert recorded(data) == {"a.docx": FileRecord("ballot", "a.docx", 3, A, "", A)}


RECORDS = st.lists(
    JSON
    | st.fixed_dictionaries(
        {},
        optional={
            "key": JSON,
            "name": JSON,
            "size": st.sampled_from([1, 10.5, float("inf"), float("nan"), "9" * 5000]) | JSON,
            "sha256": JSON,
            "made_sha256": JSON,
            "template_sha256": JSON,
        },
    )
)


@given(
    st.binary()
    | (st.fixed_dictionaries({"files": JSON | RECORDS}) | JSON).map(json.dumps).map(str.encode)
)
def test_no_damaged_record_stops_the_work(data: bytes) -> None:
    for name, record in recorded(data).items():
        assert record.name == name


@pytest.mark.parametrize("data", [b"", b"\xff", b"[" * 200_000, b"{}", b'{"files": 3}'])
def test_without_a_readable_record_there_are_none(data: bytes) -> None:
    assert recorded(data) == {}


def test_an_endless_size_is_no_record() -> None:
    data = encoded(sample()).replace(b'"size": 99', b'"size": Infinity')
    assert recorded(data) == {}


def test_a_date_is_a_date() -> None:
    assert decoded(encoded(sample())).campaign.issued_on == date(2026, 3, 5)
