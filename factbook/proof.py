"""How does a passage lead to its place, and what is said of it?"""

from __future__ import annotations

from urllib.parse import quote, urldefrag

from factbook import schema, tables
from factbook.records import Fact, Passage, Source

SEEN = {
    "page": "whole page checked on {}",
    "excerpt": "checked on {}",
    "relay": "not read: known through others' reports, {}",
}
"""How much was seen → the words for it, and for the day."""

REPEATED = "; the others repeat it, or do not count"
"""What is said of a single source beside which others are named."""

AGREES = {"yes": "", "partly": "says it in part", "no": "says something else"}
"""Whether the passage agrees → the words for it; none where it does."""


def address(source: Source, passage: Passage) -> str:
    """The address of a source that leads to the passage where the browser can find it: with a text
    fragment (WICG, "URL Fragment Text Directives"), which others ignore.

    A PDF has no such places, and what was not seen has none that is known.
    """
    page, fragment = urldefrag(source.url)
    if not passage.locator or passage.seen == "relay" or page.lower().endswith(".pdf"):
        return source.url
    if source.kind == "dataset":
        return source.url
    words = quote(passage.locator, safe="").replace("-", "%2D")
    return f"{page}#{fragment}:~:text={words}"


def about(source: Source, passage: Passage, language: str = "") -> str:
    """What is said of a passage in a line: its origin, whom it reports, language, how much was seen
    and when, and whether it agrees.  ``language`` is the name of a language that is not the book's
    own.
    """
    place = passage.locator if address(source, passage) == source.url else ""
    parts = [
        f"from {source.origin}" if source.origin else "",
        f"after {passage.origin}" if passage.origin else "",
        f"in {language}" if language else "",
        place if passage.seen != "relay" else "",
        SEEN[passage.seen].format(tables.date_text(passage.seen_on)),
        AGREES[passage.agrees],
        "with caution" if source.caution else "",
    ]
    return "; ".join(part for part in parts if part)


def support(fact: Fact) -> str:
    """How well a fact is supported, in a reader's words."""
    words = schema.SUPPORT_WORDS[fact.support]
    more = fact.support == "single" and len(fact.passages) > 1
    return words + REPEATED if more else words
