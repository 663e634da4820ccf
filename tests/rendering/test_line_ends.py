"""A paragraph's last line holds no lonely characters where a little more room avoids it."""

from __future__ import annotations

import pytest

from docgen.rendering.line_ends import without_lonely_ends


def paragraph(text: str, style: str = "a") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def style_of(text: str, style: str = "a") -> str:
    made = without_lonely_ends(f"<w:body>{paragraph(text, style)}</w:body>")
    return made.partition('w:val="')[2].partition('"')[0]


@pytest.mark.parametrize("rest", [3, 10, 26])
def test_a_last_line_with_words_stays_as_it_is(rest: int) -> None:
    assert style_of("文" * (26 + rest) + "。") == "a"


def test_a_paragraph_of_one_line_stays_as_it_is() -> None:
    assert style_of("文。") == "a"
    assert style_of("文" * 20 + "。") == "a"


@pytest.mark.parametrize(("style", "looser"), [("a", "loose"), ("lastbody", "lastloose")])
def test_two_lonely_characters_get_company_from_the_line_above(style: str, looser: str) -> None:
    assert style_of("文" * 28 + "。", style) == looser


def test_one_lonely_character_after_two_lines_gets_company() -> None:
    assert style_of("文" * (26 + 28 + 1) + "。") == "loose"


def test_what_a_little_room_does_not_mend_is_left_alone() -> None:
    assert style_of("文" * 27 + "。") == "a"  # one would only become two


def test_paragraphs_of_other_styles_and_with_breaks_are_left_alone() -> None:
    assert style_of("文" * 28 + "。", "tbody") == "tbody"
    assert style_of("文" * 28 + "<w:br/>" + "。") == "a"


def test_figures_are_counted_as_half_and_never_parted() -> None:
    assert style_of("文" * 24 + "2026" + "文文。") == "loose"


def test_all_else_of_the_body_is_untouched() -> None:
    body = f"<w:body>{paragraph('甲')}<w:tbl/>{paragraph('文' * 28 + '。')}<w:sectPr/></w:body>"
    made = without_lonely_ends(body)
    assert made.replace('w:val="loose"', 'w:val="a"') == body
    assert made != body
