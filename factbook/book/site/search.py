"""How does the search find a number, and keep what it knew?

Sphinx cuts a text into words at commas, so that “1,400” is no word; it finds the stem of each word
anew, which took a second of each whole build.  And it loads the index of the last build and adds
the pages that it writes: it loses the entries of ``{index}`` and of the glossary that stand on
other pages, and keeps words that no page has any more.  Both are mended before the index is stored,
so that it is that of a build from nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.search.en import SearchEnglish
from sphinx.util.index_entries import split_index_msg

NUMBER = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")


class English(SearchEnglish):
    """Sphinx's English, with a memory of stems; a number with commas is a word too, written without
    them.
    """

    def init(self, options: dict[str, str]) -> None:
        """Prepare the stemmer."""
        super().init(options)
        self._stem = cache(super().stem)

    def stem(self, word: str) -> str:
        """The stem of a word."""
        return self._stem(word)

    def split(self, input: str) -> list[str]:
        """The words of a text."""
        return super().split(input) + [number.replace(",", "") for number in NUMBER.findall(input)]


def mend(app: Sphinx) -> list:
    """Mend the index that is about to be stored; adds no page."""
    index = getattr(app.builder, "indexer", None)
    if index is not None:
        index._index_entries = {
            page: entries
            for page in sorted(app.env.found_docs)
            if (entries := sorted(set(_entries(app.env, page))))
        }
        for words in (index._mapping, index._title_mapping):
            for word in [word for word, pages in words.items() if not pages]:
                del words[word]
    return []


def _entries(env: BuildEnvironment, page: str) -> Iterator[tuple[str, str, str]]:
    """The index entries of a page, as Sphinx gives them to the search: text, target, ``main`` or
    not.
    """
    for kind, value, target, main, _ in env.domaindata["index"]["entries"].get(page, ()):
        try:
            parts = split_index_msg(kind, value)
        except ValueError:
            continue
        for part in parts:
            yield part, target, main


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.add_search_language(English)
    app.connect("html-collect-pages", mend)
