"""An edit changes what stands beside it: on other pages, in heads and cards, in the ledger.

As in ``test_edits.py``, the site after the next build is that of a cold build, byte for byte.
There one table is edited at a time; here it is the prose, and single cells that only some part of a
page shows.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from smallsite import Site
from tellingbook import Built, describe, parts

NAMED = "# A page\n\nThere were {fact}`paris-countries`.\n\n```{chapter-sources}\n```\n"
UNNAMED = "# A page\n\nNobody came.\n\n```{chapter-sources}\n```\n"


def prose(page: str, text: str) -> Callable[[Site], None]:
    """Change the text of a page."""
    return lambda site: site.pages.update({page: text})


def cell(table: str, key: str, **cells: str) -> Callable[[Site], None]:
    """Change cells of one row."""
    return lambda site: site.row(table, key).update(cells)


EDITS: dict[str, tuple[Callable[[Site], None], str]] = {
    "a role that is taken out": (prose("chapters/page", UNNAMED), "chapters/ledger/1-summit.html"),
    "a role that comes": (prose("chapters/page", NAMED), "chapters/ledger/1-summit.html"),
    "the title of a page": (
        prose("chapters/other", "# Quite another page\n\nNobody came.\n"),
        "chapters/page.html",
    ),
    "the title of a source": (cell("sources", "elysee", title="Anew"), "chapters/sources.html"),
    "the date of a source": (
        cell("sources", "elysee", published="2026-01-08"),
        "chapters/page.html",
    ),
    "a rival answer": (
        cell(
            "facts",
            "paris-countries-agency",
            statement="As the agency counts, 27 to 30 countries took part.",
        ),
        "_cards/chapters/page.json",
    ),
    "the description of a page": (
        cell(
            "pages",
            "chapters/page",
            description="Another text about the same page of a tiny book, as long as it must be.",
        ),
        "chapters/page.html",
    ),
    "how a source is known": (
        cell("sources", "elysee", kind="news"),
        "chapters/page.html",
    ),
}
"""Edit → what it does, and a page that it must change.  Each goes on from the one before."""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    """A small book, built."""
    site = Site(tmp_path_factory.mktemp("pages"))
    site.tables["exceptions"].clear()
    keep = ("index", "chapters/sources", "chapters/words")
    site.pages = {page: text for page, text in site.pages.items() if page in keep}
    site.pages |= {"chapters/page": NAMED, "chapters/other": "# Another page\n\nNobody came.\n"}
    describe(site)
    Built(site, site.write().build())
    return site


@pytest.mark.parametrize("name", EDITS)
def test_edit(site, name, tmp_path):
    """The page that shows it is another than before, and the site is that of a cold build."""
    change, shown = EDITS[name]
    before = site.site()
    change(site)
    build = site.write().build()
    assert build.error is None, build.error
    cold = site.build(to=str(tmp_path))
    assert cold.error is None, cold.error
    after, wanted = site.site(), site.site(to=str(tmp_path))
    names = after.keys() | wanted.keys()
    assert [file for file in sorted(names) if after.get(file) != wanted.get(file)] == []
    assert before[shown] != after[shown]


def test_ledger_says_who_uses_a_fact(site):
    """After all edits: the pages that name it now."""
    built = Built(site, site.build())
    entry = built.entry("fact-paris-countries", "chapters/ledger/1-summit")
    assert parts(entry)["Used on"] == "A page; A tiny book"
