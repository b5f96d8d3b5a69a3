"""How are words brought to their stems for the search?  As Sphinx does it, but each word once.

The words of a book repeat, and finding the stems of all took a second of each whole build.
"""

from __future__ import annotations

from functools import cache

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish


class English(SearchEnglish):
    """Sphinx's English, with a memory."""

    def init(self, options: dict[str, str]) -> None:
        """Prepare the stemmer."""
        super().init(options)
        self._stem = cache(super().stem)

    def stem(self, word: str) -> str:
        """The stem of a word."""
        return self._stem(word)


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.add_search_language(English)
