"""What keeps the search index whole when few pages are written?

Sphinx loads the index of the last build and adds the pages that it writes.  It loses the entries of ``{index}`` and of
the glossary that stand on other pages, and keeps words that no page has any more.  Both are mended before the index is
stored, so that it is that of a build from nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.index_entries import split_index_msg


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
    """The index entries of a page, as Sphinx gives them to the search: text, target, ``main`` or not."""
    for kind, value, target, main, _ in env.domaindata["index"]["entries"].get(page, ()):
        try:
            parts = split_index_msg(kind, value)
        except ValueError:
            continue
        for part in parts:
            yield part, target, main


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("html-collect-pages", mend)
