"""Documents are asked for by key, by title, or by what one title alone holds."""

from __future__ import annotations

import pytest

from docgen.commands.build.selection import document_keys
from docgen.documents import DOCUMENTS
from docgen.errors import RequestError


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
def test_a_document_is_meant_by_its_key_and_by_its_title(document: object) -> None:
    key, title = document.key, document.title  # type: ignore[attr-defined]
    assert document_keys([key, title]) == (key, key)


def test_a_part_that_one_title_alone_holds_means_that_document() -> None:
    assert document_keys(["通报", "签到"]) == ("result_bulletin", "sign_in_sheet")


def test_a_part_of_several_titles_names_them() -> None:
    with pytest.raises(RequestError, match="“测评结果”可以指几种公文") as refused:
        document_keys(["测评结果"])
    assert "测评结果通报（result_bulletin）、测评结果公示（result_posting）" in refused.value.hint


@pytest.mark.parametrize("name", ["ballots", "", "选票"])
def test_what_no_title_holds_is_refused(name: str) -> None:
    with pytest.raises(RequestError, match="这种公文"):
        document_keys([name])
