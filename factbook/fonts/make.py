"""How the fonts beside this file and those of the site were made, from Adobe's release.

    python factbook/fonts/make.py FOLDER

``FOLDER`` holds ``SourceSans3-Regular.ttf`` and ``SourceSans3-Semibold.ttf``, version 3.052. Each
is cut to the characters that European languages in Latin letters need, without hints, kerned
between plain letters and stops only, and renamed: the licence reserves the name "Source" for the
original, and a name that no system has is what keeps pictures the same everywhere.
"""

from __future__ import annotations

import sys
from pathlib import Path
from string import ascii_letters

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Factbook Sans"
WEIGHTS = {"Regular": 400, "Semibold": 600}
HERE = Path(__file__).parent
SITE = HERE.parent / "book" / "site" / "static"

LATIN = [
    *range(0x20, 0x7F),  # Basic Latin
    *range(0xA0, 0x100),  # Latin-1
    *(0x2007, 0x2009, 0x202F),  # spaces
    *range(0x2010, 0x2016),  # hyphens and dashes
    *range(0x2018, 0x2023),  # quotation marks, daggers, bullet
    *(0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2122),  # … ‰ ′ ″ ‹ › € ™
    *range(0x2190, 0x2194),  # arrows
    *(0x2212, 0x2248, 0x2260, 0x2264, 0x2265),  # − ≈ ≠ ≤ ≥
    *(0x2713, 0x2717),  # ✓ ✗, the signs of what is met and what is not
]
EXTENDED = [*range(0x100, 0x180), *range(0x218, 0x21C), 0x1E9E]
"""Latin Extended-A, Romanian letters, capital sharp s: a page of the site loads them when it has
one."""

CYRILLIC = [
    *range(0x410, 0x450),  # Russian but for ё
    *(0x401, 0x451),  # Ё ё
    *(0x404, 0x406, 0x407, 0x454, 0x456, 0x457, 0x490, 0x491),  # Є І Ї є і ї Ґ ґ
]
"""Ukrainian and Russian letters, in the plain weight: the lists of words load them."""

KERNED = ascii_letters + ".,-–’‘“”"


def cut(original: Path, style: str, characters: list[int]) -> TTFont:
    """A weight of the original, cut and renamed; its licence and copyright stay in it."""
    font = TTFont(original, recalcTimestamp=False)
    options = subset.Options(
        layout_features=["kern"],
        hinting=False,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        name_languages=[0x409],
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    _kern_less(font, subset.Subsetter(options))
    for number, text in {
        1: FAMILY if style == "Regular" else f"{FAMILY} {style}",
        2: "Regular",
        3: f"{FAMILY} {style}, cut from Source Sans 3",
        4: f"{FAMILY} {style}",
        6: f"FactbookSans-{style}",
        **({} if style == "Regular" else {16: FAMILY, 17: style}),
    }.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = WEIGHTS[style]
    return font


def _kern_less(font: TTFont, cutter: subset.Subsetter) -> None:
    """Leave kerning between the characters of :data:`KERNED` alone: a third of the file is
    kerning."""
    names = font.getBestCmap()
    cutter.glyphs = cutter.glyphs_gsubed = {names[ord(c)] for c in KERNED if ord(c) in names}
    if not font["GPOS"].subset_glyphs(cutter):
        del font["GPOS"]


def main(folder: Path) -> None:
    """Write each weight: as TrueType for the converter, as WOFF2 in two parts for the site,
    and there the letters of the lists of words."""
    for style, weight in WEIGHTS.items():
        original = folder / f"SourceSans3-{style}.ttf"
        cut(original, style, LATIN + EXTENDED).save(HERE / f"factbook-sans-{weight}.ttf")
        for part, characters in (("", LATIN), ("-extended", EXTENDED)):
            font = cut(original, style, characters)
            font.flavor = "woff2"
            font.save(SITE / f"factbook-sans-{weight}{part}.woff2")
    words = cut(folder / "SourceSans3-Regular.ttf", "Regular", CYRILLIC)
    words.flavor = "woff2"
    words.save(SITE / "factbook-sans-400-cyrillic.woff2")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
