"""What a rendered document shows and what its soundness hangs on, known by its pieces. Pure.

A document is the template's own text with printed values in between. Whether it is well formed
and laid out to the standard hangs on that text, and on the values only as far as the checker's
rules look at them: on their signs, the words that rules know, and whether they are blank. So a
document whose own text is the same as that of an examined one, and whose values have the same
``shape``, need not be examined again. ``tests/commands/build/test_proof_key.py`` holds this against the checker.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from docgen.gbt9704.rules import KNOWN_WORDS
from docgen.ooxml.xml import FORBIDDEN

# Figures to which no sign beside them gives a meaning, as it does in 2026年, 〔5〕号 or 3.
_SIGNS = r"\d.．、:：\-~—～(（)）\[\]【】〔〕﹝﹞年月日时分元人号第期条章节编图表件a-zA-Z"
_SIGN = re.compile(f"[{_SIGNS}]")
_FREE_FIGURE = re.compile(rf"(?<![{_SIGNS}])(?:0|[1-9]\d*)(?:\.\d+)?%?(?![{_SIGNS}])")
# Of these only a whole word has a meaning where a value is all that a cell holds.
_IN_CELL = re.compile(
    r"([年月日时分元人第号]|[抄主分]\s*送|印发|附\s*件|文件|纪要|签发人"
    r"|[一二三四五六七八九十百零〇○]+(?=[.,、．，）)年月日]))|[\u3400-\u9fff]"
)
_RUN = re.compile("字{3,}")
_TOKEN = re.compile(r"<(?:(/w:p>)|(w:t(?=[ >])[^>/]*>)|(w:(?:br|cr|tab)\b)|[^>]*>)([^<]*)")
# What the renderer itself makes of line breaks, tabs and charts.
_BREAKS = re.compile(r'</w:t><(?:w:br|w:tab|docgen:chart number="\d+")/><w:t xml:space="preserve">')
# What text that was escaped does not hold, and what XML does not know.
_UNPLAIN = re.compile(f"[<>]|&(?!(?:amp|lt|gt|#34|#39);)|[{FORBIDDEN}]")
_KEY = 16  # bytes


class _Blur(dict[int, str]):
    """For ``str.translate``: an ideograph that no rule looks for becomes 字."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        known = not "\u3400" <= character <= "\u9fff" or character in KNOWN_WORDS
        self[code] = character if known else "字"
        return self[code]


_BLURRED = _Blur()


@dataclass(frozen=True, slots=True)
class _Own:
    """A piece of the template's own text as it is looked at again and again.

    ``lead`` stands before its first tag, ``printed`` is what it prints after that, a line for
    each paragraph. ``opens`` tells whether a value after it is printed; None when it has no tag.
    """

    digest: bytes
    lead: str
    printed: str
    opens: bool | None
    tables: int


@lru_cache(maxsize=16384)
def _own(text: str) -> _Own:
    lead, bracket, rest = text.partition("<")
    printed: list[str] = []
    opens: bool | None = None
    for ends, begins, breaks, after in _TOKEN.findall(bracket + rest):
        opens = bool(begins)
        printed.append("\n" if ends else " " if breaks else html.unescape(after) if begins else "")
    if text.rfind("<") > text.rfind(">"):
        opens = False  # within a tag
    tables = text.count("<w:tbl>") + text.count("<w:tbl ") - text.count("</w:tbl>")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return _Own(digest, html.unescape(lead), "".join(printed), opens, tables)


@lru_cache(maxsize=16384)
def shape(value: str, before: str, after: str, in_table: bool) -> str:
    """What rules can tell of a printed value: two of one shape are alike to all of them.

    ``before`` and ``after`` are the signs on either side, ``<`` and ``>`` where a tag stands.
    Ideographs are blurred unless a rule looks for them, and figures unless a sign beside them
    gives them a meaning. In a table, where lengths make no difference, so are rows of ideographs.
    """
    left, right = ("第" if _is_sign(each, in_table) else "字" for each in (before, after))
    figured = _FREE_FIGURE.sub("1", f"{left}{value}{right}")[1:-1]
    if not in_table:
        return figured.translate(_BLURRED)
    alone = before in "<>" and after in "<>"
    blurred = _IN_CELL.sub(_kept, figured) if alone else figured.translate(_BLURRED)
    return _RUN.sub("字字", blurred)


def _kept(found: re.Match[str]) -> str:
    return found[1] or "字"


def _is_sign(character: str, in_table: bool) -> bool:
    """Whether it gives a figure beside it a meaning; at the edge of a text a figure may be a mark."""
    return not in_table if character in "<>" else bool(_SIGN.match(character))


def is_plain(pieces: Mapping[str, Sequence[str]]) -> bool:
    """Whether all values are mere text, so that they cannot break what stands around them."""
    values = (v for each in pieces.values() for v in each if isinstance(v, Markup) and v)
    return all(map(_is_plain, dict.fromkeys(values)))


def _is_plain(value: str) -> bool:
    return not _UNPLAIN.search(_BREAKS.sub("", value) if "<" in value else value)


def paragraphs(pieces: Mapping[str, Sequence[str]]) -> list[str]:
    """The text of every paragraph in the parts of the document; breaks and tabs as blanks."""
    printed: list[str] = []
    for name, each in pieces.items():
        if name.startswith("word/"):
            printed += _printed_pieces(each)
            printed.append("\n")
    return "".join(printed).split("\n")


def _printed_pieces(pieces: Sequence[str]) -> Iterator[str]:
    opens = False
    for piece in pieces:
        if isinstance(piece, Markup):
            if opens and piece:
                yield _text(piece)
            continue
        own = _own(piece)
        if opens and own.lead:
            yield own.lead
        if own.printed:
            yield own.printed
        if own.opens is not None:
            opens = own.opens


@lru_cache(maxsize=16384)
def _text(value: str) -> str:
    """A printed value as it is read."""
    plain = _BREAKS.sub(" ", value) if "<" in value else value
    return (html.unescape(plain) if "&" in plain else plain).replace("\n", " ")


def key(template: str, pieces: Mapping[str, Sequence[str]]) -> bytes:
    """What all documents have in common that are sound or not sound together: 16 bytes.

    ``template`` is the SHA-256 of the template; ``pieces`` are plain (``is_plain``).
    """
    parts = [template.encode()]
    for name, each in pieces.items():
        parts.append(name.encode())
        parts += _shapes(each)
    return hashlib.sha256(b"\0".join(parts)).digest()[:_KEY]


def _shapes(pieces: Sequence[str]) -> Iterator[bytes]:
    depth = 0
    before = ">"
    seen: dict[str, int] = {}
    for piece, following in zip(pieces, [*pieces[1:], "<"], strict=True):
        if not isinstance(piece, Markup):
            own = _own(piece)
            depth += own.tables
            yield own.digest
        elif piece:
            yield shape(piece, before, following[:1] or "<", depth > 0).encode()
            if not depth and len(piece) > 1:  # where the same words stand again
                yield b"%d" % seen.setdefault(piece, len(seen))
        else:
            yield b""
        before = piece[-1:] or before
