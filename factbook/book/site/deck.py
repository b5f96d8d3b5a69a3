"""How is a deck of slides one file?  A page of HTML that asks for nothing else.

Letters, charts, style and the keys of a presenter stand in the file, so that it opens from a disk
without a network; its policy forbids every request.  Without its script links lead from slide to
slide.  Printed, each slide is a page, and the notes follow.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from factbook.book.site.theme import STATIC, checksum
from factbook.picture import FAMILY

HERE = Path(__file__).parent
STYLE, SCRIPT = (
    (HERE / name).read_text(encoding="utf-8").strip() for name in ("deck.css", "deck.js")
)

EXTENDED = "unicode-range:U+0100-017F,U+0218-021B,U+1E9E;"
"""What the second file of each weight of the font has."""

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
    f"script-src '{checksum(SCRIPT)}'; base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: its title as text, its body and its notes as HTML, and the classes of its layout."""

    title: str
    body: str
    notes: str
    layout: str = ""


def page(title: str, book: str, language: str, slides: Sequence[Slide]) -> str:
    """The file: ``title`` names the deck, the first slide has it as its heading."""
    shown = "".join(_slide(slide, at, len(slides)) for at, slide in enumerate(slides, 1))
    notes = "".join(_notes(slide, at) for at, slide in enumerate(slides, 1))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{escape(title)} Slides · {escape(book)}</title>\n"
        f"<style>\n{_fonts()}{STYLE}\n</style>\n</head>\n<body>\n<main>\n{shown}"
        f'<section class="deck-notes" id="notes" aria-labelledby="notes-head">\n'
        f'<h2 id="notes-head">Notes</h2>\n{notes}</section>\n</main>\n'
        f"<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )


def _slide(slide: Slide, at: int, last: int) -> str:
    """A slide with its heading and its links."""
    level = "h1" if at == 1 else "h2"
    links = [
        f'<a href="#slide-{at - 1}">‹ Back</a>' if at > 1 else "",
        f'<a href="#notes-{at}">Notes</a>',
        f"<span>{at} of {last}</span>",
        f'<a href="#slide-{at + 1}">Next ›</a>' if at < last else "",
    ]
    return (
        f'<section class="{f"deck-slide {slide.layout}".strip()}" id="slide-{at}" '
        f'aria-labelledby="title-{at}">\n'
        f'<{level} id="title-{at}">{escape(slide.title)}</{level}>\n{slide.body}'
        f'<nav aria-label="From slide {at}">{"".join(links)}</nav>\n</section>\n'
    )


def _notes(slide: Slide, at: int) -> str:
    """What is told with a slide, below all slides."""
    return (
        f'<section id="notes-{at}">\n<h3><a href="#slide-{at}">Slide {at}</a>: '
        f"{escape(slide.title)}</h3>\n{slide.notes}</section>\n"
    )


def _fonts() -> str:
    """The font of the book, whole in the file."""
    rules = []
    for weight, weights in ((400, "400"), (600, "600 700")):
        for part, letters in (("", ""), ("-extended", EXTENDED)):
            content = (STATIC / f"factbook-sans-{weight}{part}.woff2").read_bytes()
            data = base64.b64encode(content).decode()
            rules.append(
                f'@font-face{{font-family:"{FAMILY}";font-weight:{weights};{letters}'
                f'src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'
            )
    return "".join(rules)
