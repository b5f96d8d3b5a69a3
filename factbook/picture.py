"""How is a chart drawn as a picture that is the same on every machine?

The converter draws with the font that this package ships, under a name that no system has, and in
universal time. It is optional: where ``vl_convert`` is not installed, charts are live only and have
no picture.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html import unescape
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from types import ModuleType

FONTS = Path(__file__).parent / "fonts"
"""The font in two weights, ``factbook-sans-400.ttf`` and ``-600.ttf``; its README says how they
were made."""

FAMILY = "Factbook Sans"
FONT = f"{FAMILY}, sans-serif"
"""What pictures and live charts name: the font of the package, and any other where it did not
arrive."""

BOLD = re.compile(r'font-weight="(?:bold|[6-9]00)"')
TEXT = re.compile(r"<(?:text|tspan)\b[^>]*>([^<]+)")
WORDS = re.compile(r"<(?:text|tspan)\b(?P<marks>[^>]*)>(?P<text>[^<]+)")
OUTLINE, FINE = re.compile(r' d="[^"]*"'), re.compile(r"(\.\d)\d+")
LONG, DECIMALS = 500, re.compile(r"-?\d+\.\d+")
"""From so many letters on an outline is that of a country: a tenth of a pixel is nothing there, and
a map has thousands of them."""

ROLES = re.compile(r' role="graphics-[a-z]+"| aria-roledescription="[^"]*"')


class MissingGlyph(ValueError):
    """A text has characters that the font does not have, and each machine would draw them with a
    font of its own."""


def available() -> bool:
    """Whether the converter is installed."""
    return find_spec("vl_convert") is not None


def draw(spec: dict, version: str, name: str) -> str:
    """A Vega-Lite specification as a finished SVG.

    ``version`` is that of Vega-Lite (``6.1``), ``name`` begins the ids inside the picture. Raises
    :class:`MissingGlyph` for a character that the font does not have, and :class:`ValueError` for a
    specification that cannot be drawn.
    """
    with _universal_time():
        svg = _converter().vegalite_to_svg(json.dumps(spec), vl_version=version)
    if strange := unknown("".join(map(unescape, TEXT.findall(svg)))):
        raise MissingGlyph(f"the font of the charts has no {', '.join(map(repr, strange))}")
    return finished(svg, name)


def finished(svg: str, name: str) -> str:
    """The picture without roles inside it, with ids that begin with ``name`` and so are unique on a
    page, and with lines to a tenth of a pixel, outlines of countries to a pixel: finer steps nobody
    sees.

    A finished picture stays as it is.
    """
    svg = ROLES.sub("", OUTLINE.sub(lambda found: _rounded(found[0]), svg))
    own = f"(?!{re.escape(name)}-)"
    svg = re.sub(rf'\bid="{own}', f'id="{name}-', svg)
    svg = re.sub(rf"url\(#{own}", f"url(#{name}-", svg)
    return re.sub(rf'(xlink:href|href)="#{own}', rf'\1="#{name}-', svg)


def alone(svg: str) -> str:
    """A finished picture as a file of its own, which brings its letters: as an image on a page it
    knows none of the page's fonts."""
    letters: dict[int, set[str]] = {400: set(), 600: set()}
    for found in WORDS.finditer(svg):
        weight = 600 if BOLD.search(found["marks"]) else 400
        letters[weight] |= set(unescape(found["text"]))
    rules = "".join(_font_face(weight, own) for weight, own in letters.items() if own)
    head, rest = svg.split(">", 1)
    return f"{head}><style>{rules}</style>{rest}"


def bare(svg: str) -> str:
    """A picture of :func:`alone` without its letters, for a place that has them."""
    return re.sub(r"<style>.*?</style>", "", svg, count=1)


def _font_face(weight: int, letters: set[str]) -> str:
    """A rule of CSS with these letters of the font and nothing else: neither hints nor kerning,
    which half of its weight would be."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    logging.getLogger(subset.__name__).setLevel(logging.WARNING)  # it tells each step
    wanted = subset.Options(
        hinting=False,
        layout_features=[],
        name_IDs=[],
        glyph_names=False,
        drop_tables=["GDEF", "GPOS", "GSUB"],
    )
    cutter = subset.Subsetter(wanted)
    cutter.populate(text="".join(sorted(letters)))
    font = TTFont(FONTS / f"factbook-sans-{weight}.ttf", recalcTimestamp=False)
    cutter.subset(font)
    font.flavor, content = "woff2", BytesIO()
    font.save(content)
    heavy = "600 700" if weight > 400 else "400"
    data = base64.b64encode(content.getvalue()).decode()
    return (
        f'@font-face{{font-family:"{FAMILY}";font-weight:{heavy};'
        f"src:url(data:font/woff2;base64,{data})}}"
    )


def _rounded(outline: str) -> str:
    """An outline in tenths of a pixel, a long one in whole pixels."""
    if len(outline) < LONG:
        return FINE.sub(r"\1", outline)
    return DECIMALS.sub(lambda found: f"{float(found[0]):.0f}", outline)


def unknown(text: str) -> list[str]:
    """The characters of a text that the font does not have, sorted."""
    return sorted({character for character in text if ord(character) not in _characters()})


@cache
def _characters() -> frozenset[int]:
    """The characters that every weight of the font has."""
    from fontTools.ttLib import TTFont

    return frozenset.intersection(
        *(frozenset(TTFont(file).getBestCmap()) for file in sorted(FONTS.glob("*.ttf")))
    )


@cache
def _converter() -> ModuleType:
    """The converter, which knows the font."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


@contextmanager
def _universal_time() -> Iterator[None]:
    """The process's time zone as the converter sees it: it reads the zone when it first draws, and
    keeps it.

    Python reads the zone at its own start, so that a chapter's own clock stays as it was.
    """
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before


def png(svg: str) -> bytes:
    """A drawing as PNG, its text in the font of the package."""
    return _converter().svg_to_png(svg)


def versions() -> list[str]:
    """The versions of Vega-Lite that the converter carries."""
    return _converter().get_vegalite_versions()
