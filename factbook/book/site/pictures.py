"""What does a shared link show?

A PNG of 1200 × 630 for each page: the book's title, the page's, and one line of ``data/pages.csv``.
Letters are drawn as outlines of the book's own font, so that the picture depends on no font of the
machine.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from functools import cache

import vl_convert
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from factbook.charts import BLUE, INK
from factbook.picture import FONTS

WIDTH, HEIGHT = 1200, 630
MARGIN = 80
GROUND = "#f7f5f0"
FOLDER = "_pictures"


class Face:
    """A weight of the font: how wide a text is, and its outlines."""

    def __init__(self, weight: int) -> None:
        self.outlines: dict[str, str] = {}
        font = TTFont(FONTS / f"factbook-sans-{weight}.ttf")
        self.glyphs, self.names, self.em = (
            font.getGlyphSet(),
            font.getBestCmap(),
            font["head"].unitsPerEm,
        )

    def width(self, text: str, size: float) -> float:
        """The width of a line."""
        return (
            sum(self.glyphs[self.names[ord(character)]].width for character in text)
            * size
            / self.em
        )

    def wrap(self, text: str, size: float) -> list[str]:
        """The text in lines that fit between the margins, as far as single words do."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.width(longer, size) > WIDTH - 2 * MARGIN:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def fits(self, lines: list[str], size: float) -> bool:
        """Whether no line runs over the margin."""
        return all(self.width(line, size) <= WIDTH - 2 * MARGIN for line in lines)

    def outline(self, character: str) -> str:
        """The outline of a character, in units of the font; empty for a blank."""
        if character not in self.outlines:
            self.outlines[character] = self._drawn(character)
        return self.outlines[character]

    def _drawn(self, character: str) -> str:
        pen = SVGPathPen(self.glyphs, ntos=lambda number: f"{number:g}")
        self.glyphs[self.names[ord(character)]].draw(pen)
        return pen.getCommands()

    def draw(self, line: str, y: float, size: float, colour: str) -> str:
        """A line as one outline, its foot at ``y``."""
        outlines, at = [], 0
        for character in line:
            if outline := self.outline(character):
                outlines.append(f'<path transform="translate({at:g})" d="{outline}"/>')
            at += self.glyphs[self.names[ord(character)]].width
        scale = size / self.em
        place = f"translate({MARGIN} {y:g}) scale({scale:g} {-scale:g})"
        return f'<g fill="{colour}" transform="{place}">{"".join(outlines)}</g>'


@cache
def face(weight: int) -> Face:
    """A weight of the font, read once."""
    return Face(weight)


def unknown(text: str) -> list[str]:
    """The characters of a text that the font does not have."""
    return sorted(
        {
            character
            for character in text
            if ord(character) not in face(400).names or ord(character) not in face(600).names
        }
    )


def svg(book: str, title: str, line: str, foot: str) -> str:
    """The picture of a page."""
    bold, plain = face(600), face(400)
    sizes = (76, 68, 60, 52, 44, 36)
    size = next(
        (
            size
            for size in sizes
            if len(lines := bold.wrap(title, size)) <= 2 and bold.fits(lines, size)
        ),
        sizes[-1],
    )
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>',
        f'<rect width="20" height="{HEIGHT}" fill="{BLUE}"/>',
    ]
    if title != book:
        parts.append(bold.draw(book, 110, 34, BLUE))
    y = 160.0
    for text in bold.wrap(title, size):
        y += size * 1.15
        parts.append(bold.draw(text, y, size, INK))
    y += 24
    room = HEIGHT - 130 - y
    small = next(
        (small for small in (40, 36, 32, 28) if len(plain.wrap(line, small)) * small * 1.3 <= room),
        24,
    )
    for text in plain.wrap(line, small):
        y += small * 1.3
        parts.append(plain.draw(text, y, small, INK))
    parts.append(plain.draw(foot, HEIGHT - 60, 28, BLUE))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"{''.join(parts)}</svg>"
    )


def file_of(docname: str, drawing: str) -> str:
    """The file of a page's picture; another picture has another name, so that no service shows an
    old one.
    """
    digest = hashlib.sha256(drawing.encode()).hexdigest()[:10]
    return f"{FOLDER}/{docname.replace('/', '-')}-{digest}.png"


def png(drawing: str) -> bytes:
    """A drawing as PNG.  The converter packs for speed; packed anew, the file has a quarter of the
    size.
    """
    content = vl_convert.svg_to_png(drawing, scale=1, ppi=72)
    packed, at, chunks = b"", 8, []
    while at < len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        if kind == b"IDAT":
            packed += content[at + 8 : at + 8 + length]
        else:
            chunks.append((kind, content[at + 8 : at + 8 + length]))
        at += 12 + length
    head, *others, end = chunks
    chunks = [head, *others, (b"IDAT", zlib.compress(zlib.decompress(packed), 9)), end]
    return content[:8] + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
