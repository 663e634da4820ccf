"""What stands on the pages of a PDF, in millimetres from a page's upper left corner.

Text comes from ``pdftotext -bbox-layout``, whose words carry the boxes of their fonts; ink
and rules come from ``pdftocairo -svg``, whose glyphs are outlines on exact baselines. A
synthetic bold's extra stroke (0.15 mm each side for a title) is not counted as ink.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree

Millimetres = float
POINT: Millimetres = 25.4 / 72

RED = (255, 0, 0)
BLACK = (0, 0, 0)
Colour = tuple[int, int, int]
Matrix = tuple[float, float, float, float, float, float]

# Text further apart than this many times its height is not one line: another cell, another name.
_GAP = 1.2
_NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
_COMMAND = re.compile(rf"([MLHVCZ])((?:\s*{_NUMBER})*)")
_STYLE = re.compile(r"([a-z-]+)\s*:\s*([^;]+)")
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
_LINK = "{http://www.w3.org/1999/xlink}href"
_PERCENT = re.compile(r"rgb\(([\d.]+)%, ?([\d.]+)%, ?([\d.]+)%\)")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    left: Millimetres
    top: Millimetres
    right: Millimetres
    bottom: Millimetres

    @property
    def width(self) -> Millimetres:
        """From the left to the right edge."""
        return self.right - self.left

    @property
    def height(self) -> Millimetres:
        """From the upper to the lower edge."""
        return self.bottom - self.top

    @property
    def centre(self) -> Millimetres:
        """The middle between left and right."""
        return (self.left + self.right) / 2

    @property
    def middle(self) -> Millimetres:
        """The middle between top and bottom."""
        return (self.top + self.bottom) / 2


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds these (at least one)."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


@dataclass(frozen=True, slots=True)
class Text:
    """A word or a line as it is printed; ``box`` is that of its font, not of its ink."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line across or down the page; ``box`` includes its thickness."""

    box: Box
    colour: Colour

    @property
    def is_across(self) -> bool:
        """Whether it runs from left to right."""
        return self.box.width >= self.box.height

    @property
    def thickness(self) -> Millimetres:
        """The shorter side."""
        return min(self.box.width, self.box.height)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character: where its ink is, and its baseline."""

    box: Box
    baseline: Millimetres
    colour: Colour


@dataclass(frozen=True)
class Page:
    """A page of a PDF; its drawing is read when asked for."""

    pdf: Path
    number: int
    width: Millimetres
    height: Millimetres
    words: tuple[Text, ...]

    @cached_property
    def lines(self) -> tuple[Text, ...]:
        """The words joined to lines, in reading order: downwards, then to the right."""
        return tuple(lines_of(self.words))

    @cached_property
    def text(self) -> str:
        """The lines in a row, without blanks."""
        return "".join(line.text for line in self.lines)

    @cached_property
    def glyphs(self) -> tuple[Glyph, ...]:
        """The characters as they are painted, in that order."""
        return tuple(glyphs(self._svg))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The straight lines, in the order they are painted."""
        return tuple(dict.fromkeys(rules(self._svg)))

    @cached_property
    def _svg(self) -> etree._Element:
        number = str(self.number)
        # Without these options the page is shrunk to the default paper.
        options = ["-svg", "-noshrink", "-nocenter", "-f", number, "-l", number]
        command = ["pdftocairo", *options, str(self.pdf), "-"]
        return etree.fromstring(subprocess.run(command, capture_output=True, check=True).stdout)


def pages(pdf: Path) -> list[Page]:
    """Every page of a PDF with its words."""
    command = ["pdftotext", "-bbox-layout", str(pdf), "-"]
    output = subprocess.run(command, capture_output=True, check=True).stdout
    # Control characters of a text would be no XML.
    root = etree.fromstring(re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", output))
    return [
        Page(
            pdf,
            number,
            float(page.get("width", "0")) * POINT,
            float(page.get("height", "0")) * POINT,
            tuple(_words(page)),
        )
        for number, page in enumerate(root.iterfind(".//{*}page"), start=1)
    ]


def texts_by_font(pdf: Path) -> list[tuple[str, str]]:
    """Each stretch of text in one font, and the font's family without style or subset."""
    command = ["pdftohtml", "-xml", "-stdout", "-i", "-fontfullname", "-hidden", str(pdf)]
    output = subprocess.run(command, capture_output=True, check=True).stdout
    root = etree.fromstring(output)
    families = {
        spec.get("id"): spec.get("family", "").partition("+")[2].partition("-")[0]
        for spec in root.iterfind(".//fontspec")
    }
    return [
        ("".join(map(str, text.itertext())), families[text.get("font")])
        for text in root.iterfind(".//text")
    ]


def _words(page: etree._Element) -> Iterator[Text]:
    for word in page.iterfind(".//{*}word"):
        edges = (float(word.get(name, "0")) * POINT for name in ("xMin", "yMin", "xMax", "yMax"))
        if text := _BLANKS.sub("", word.text or ""):
            yield Text(text, Box(*edges))


def lines_of(words: Sequence[Text]) -> list[Text]:
    """Words on one height and near each other joined to lines, in reading order."""
    rows: list[list[Text]] = []
    for word in sorted(words, key=lambda word: word.box.middle):
        # Half-width and full-width characters of a line have boxes of one height.
        if rows and abs(rows[-1][0].box.middle - word.box.middle) < word.box.height / 4:
            rows[-1].append(word)
        else:
            rows.append([word])
    lines = []
    for row in rows:
        joined: list[Text] = []
        for word in sorted(row, key=lambda word: word.box.left):
            if joined and word.box.left - joined[-1].box.right > _GAP * word.box.height:
                lines.append(_joined(joined))
                joined = []
            joined.append(word)
        lines.append(_joined(joined))
    return lines


def _joined(words: Sequence[Text]) -> Text:
    return Text("".join(word.text for word in words), around([word.box for word in words]))


def by_baseline(glyphs: Sequence[Glyph]) -> dict[Millimetres, list[Glyph]]:
    """Glyphs by their line, downwards; baselines within 0.2 mm are one."""
    lines: dict[Millimetres, list[Glyph]] = {}
    for glyph in sorted(glyphs, key=lambda glyph: glyph.baseline):
        last = next(reversed(lines), None)
        if last is None or glyph.baseline - last > 0.2:
            last = glyph.baseline
        lines.setdefault(last, []).append(glyph)
    return lines


# --- drawings -----------------------------------------------------------------------------


def glyphs(svg: etree._Element) -> Iterator[Glyph]:
    """The characters on a page that ``pdftocairo -svg`` has written."""
    shapes = {
        f"#{symbol.get('id')}": _bounds(path.get("d", ""), _IDENTITY)
        for symbol in svg.iterfind(".//{*}symbol")
        for path in symbol.iterfind("{*}path")
    }
    for group in svg.iterfind("{*}g/{*}g"):
        colour = _colour(_style(group).get("fill", ""))
        for use in group.iterfind("{*}use"):
            shape = shapes.get(use.get(_LINK, ""))
            x, y = float(use.get("x", "0")), float(use.get("y", "0"))
            if shape is not None:
                edges = (x + shape.left, y + shape.top, x + shape.right, y + shape.bottom)
                box = Box(*(edge * POINT for edge in edges))
                yield Glyph(box, y * POINT, colour)


def rules(svg: etree._Element) -> Iterator[Rule]:
    """The straight lines on a page that ``pdftocairo -svg`` has written."""
    for element in svg.iterfind("{*}g/{*}path"):
        yield from _rules(element, _style(element))


def _style(element: etree._Element) -> dict[str, str]:
    return dict(_STYLE.findall(element.get("style", "")))


def _rules(element: etree._Element, style: dict[str, str]) -> Iterator[Rule]:
    """A stroked straight line, or a filled rectangle: both are how rules are painted."""
    path = element.get("d", "")
    if "C" in path or not path:
        return
    matrix = _matrix(element.get("transform", ""))
    bounds = _bounds(path, matrix)
    if bounds is None:
        return
    left, top, right, bottom = bounds.left, bounds.top, bounds.right, bounds.bottom
    if style.get("stroke", "none") != "none":
        if min(bounds.width, bounds.height) > 0.1:  # points: an oblique or a broken line
            return
        half = float(style.get("stroke-width", "1")) * abs(matrix[0] or matrix[1]) / 2
        if bounds.width >= bounds.height:
            top, bottom = top - half, bottom + half
        else:
            left, right = left - half, right + half
        colour = _colour(style["stroke"])
    elif style.get("fill", "none") != "none":
        colour = _colour(style["fill"])
    else:
        return
    yield Rule(Box(left * POINT, top * POINT, right * POINT, bottom * POINT), colour)


def _colour(text: str) -> Colour:
    found = _PERCENT.match(text)
    if found is None:
        return BLACK
    red, green, blue = (round(float(part) * 2.55) for part in found.groups())
    return red, green, blue


def _matrix(text: str) -> Matrix:
    numbers = [float(number) for number in re.findall(_NUMBER, text)]
    if len(numbers) != 6:
        return _IDENTITY
    a, b, c, d, e, f = numbers
    return a, b, c, d, e, f


def _bounds(path: str, matrix: Matrix) -> Box | None:
    """The box of a path, in points; curves by points along them."""
    points = list(_points(path))
    if not points:
        return None
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x, y in points]
    ys = [b * x + d * y + f for x, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _points(path: str) -> Iterator[tuple[float, float]]:
    x = y = 0.0
    for command, text in _COMMAND.findall(path):
        numbers = [float(number) for number in text.split()]
        if command == "C":
            for start in range(0, len(numbers) - 5, 6):
                curve = numbers[start : start + 6]
                yield from _along((x, y), curve)
                x, y = curve[4], curve[5]
        elif command == "H":
            for x in numbers:
                yield x, y
        elif command == "V":
            for y in numbers:
                yield x, y
        else:
            for start in range(0, len(numbers) - 1, 2):
                x, y = numbers[start], numbers[start + 1]
                yield x, y


def _along(start: tuple[float, float], curve: Sequence[float]) -> Iterator[tuple[float, float]]:
    x0, y0 = start
    x1, y1, x2, y2, x3, y3 = curve
    for step in (0.25, 0.5, 0.75, 1.0):
        rest = 1 - step
        k0, k1, k2, k3 = rest**3, 3 * rest**2 * step, 3 * rest * step**2, step**3
        yield k0 * x0 + k1 * x1 + k2 * x2 + k3 * x3, k0 * y0 + k1 * y1 + k2 * y2 + k3 * y3
