"""How does the search find a number, and keep what it knew?

Sphinx cuts a text into words at commas, so that “1,400” is no word; and where a build writes some pages
only, its index loses the index entries of all others (the terms of the glossary).
"""

from __future__ import annotations

import re

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish
from sphinx.util.index_entries import split_index_msg

NUMBER = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")


class EnglishWithNumbers(SearchEnglish):
    """English, in which a number with commas is a word too, written without them."""

    def split(self, input: str) -> list[str]:
        """The words of a text."""
        return super().split(input) + [number.replace(",", "") for number in NUMBER.findall(input)]


def keep_index_entries(app: Sphinx, pagename: str, *_page: object) -> None:
    """Give the index of the search the entries of pages that this build does not write.

    Sphinx restores titles and words from the last index, but not these; the index domain has them.
    """
    indexer = getattr(app.builder, "indexer", None)
    if app.builder.name != "html" or indexer is None:
        return
    kept = indexer._index_entries
    for docname, entries in app.env.get_domain("index").entries.items():
        if docname not in kept:
            kept[docname] = sorted(
                {
                    (text, target or "", main)
                    for kind, value, target, main, _ in entries
                    for text in _texts(kind, value)
                }
            )


def _texts(kind: str, value: str) -> list[str]:
    try:
        return split_index_msg(kind, value)
    except ValueError:
        return []


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_search_language(EnglishWithNumbers)
    app.connect("html-page-context", keep_index_entries)
