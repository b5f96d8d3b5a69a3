"""The contents in the sidebar: as ``_toc.yml`` has them, with the page marked that is shown."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from docutils import nodes
from smallsite import Site
from sphinx import addnodes
from tellingbook import Built, build, words

from factbook.book.site import contents

PAGES = ("index", "chapters/one", "chapters/two", "chapters/below")


def tree(caption: str, *entries: tuple[str | None, str]) -> addnodes.toctree:
    """A list of contents as Sphinx keeps it."""
    return addnodes.toctree("", caption=caption, entries=list(entries))


def environment(tocs: dict[str, list[nodes.Node]], ledger: int = 1, sources: int = 1):
    """What Sphinx knows of a book with these contents, and with so many pages of long lists."""
    names = [*PAGES, *(f"ledger/{n}" for n in range(1, ledger + 1))]
    names += [f"sources/{n}" for n in range(1, sources + 1)]
    places = SimpleNamespace(
        ledger={f"ledger/{n}": SimpleNamespace(part=n) for n in range(1, ledger + 1)},
        sources={f"sources/{n}": () for n in range(1, sources + 1)},
    )
    return SimpleNamespace(
        config=SimpleNamespace(root_doc="index"),
        titles={name: nodes.title("", f"Title of {name}") for name in names},
        tocs={name: nodes.container("", *tocs.get(name, [])) for name in names},
        get_domain=lambda name: SimpleNamespace(places=places),
    )


def test_parts_have_their_captions_titles_and_addresses():
    """A title that the contents give stands for the page's own; an address leads outside."""
    env = environment(
        {
            "index": [
                tree("First", (None, "chapters/one"), ("Another title", "chapters/two")),
                tree("", ("Elsewhere", "https://example.org/"), (None, "https://example.com/")),
            ]
        }
    )
    first, second = contents.contents(env)
    assert (first.caption, second.caption) == ("First", "")
    shown = [(one.title, one.docname, one.address) for one in (*first.entries, *second.entries)]
    assert shown == [
        ("Title of chapters/one", "chapters/one", ""),
        ("Another title", "chapters/two", ""),
        ("Elsewhere", "", "https://example.org/"),
        ("https://example.com/", "", "https://example.com/"),
    ]


def test_pages_below_a_page_stand_below_it():
    """And the page above is marked with them."""
    env = environment(
        {
            "index": [tree("", (None, "chapters/one"))],
            "chapters/one": [tree("", (None, "chapters/below"))],
        }
    )
    ((entry,),) = [part.entries for part in contents.contents(env)]
    assert [one.docname for one in entry.entries] == ["chapters/below"]
    assert entry.has("chapters/below") and entry.has("chapters/one")
    assert not entry.has("chapters/two")


@pytest.mark.parametrize("kind", ["ledger", "sources"])
def test_the_sixth_page_of_a_long_list_is_further(kind):
    """The first five stand on every page."""
    pages = [(None, f"{kind}/{n}") for n in range(1, 8)]
    env = environment({"index": [tree("", *pages)]}, **{kind: 7})
    ((*entries,),) = [part.entries for part in contents.contents(env)]
    assert [one.is_further for one in entries] == [False] * 5 + [True] * 2


def test_pages_below_a_page_are_listed_there(tmp_path):
    """On that page and on theirs; other pages do not carry them."""
    site = Site(tmp_path).write()
    toc = site.root / "_toc.yml"
    text = toc.read_text(encoding="utf-8").replace("  - file: chapters/tiles\n", "")
    below = "  - file: chapters/page\n    sections:\n      - file: chapters/tiles\n"
    toc.write_text(text.replace("  - file: chapters/page\n", below), encoding="utf-8")
    book = build(site)
    for docname in ("chapters/page", "chapters/tiles", "chapters/words", "index"):
        listed = [words(line.a) for line in book.page(docname).select(".bd-docs-nav li li")]
        assert listed == (["Tiles"] if docname in ("chapters/page", "chapters/tiles") else [])


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Built:
    """A small book, built; a title has what HTML escapes."""
    site = Site(tmp_path_factory.mktemp("sidebar"))
    site.pages["chapters/page"] = "# Bread & salt\n\nWords.\n"
    return build(site.write())


def test_each_page_is_marked_on_itself(built):
    """Once, and it leads nowhere; every other line leads to its page."""
    for docname in ("index", "chapters/page", "chapters/ledger/0-find", "search"):
        page = built.page(docname)
        lines = page.select(".bd-docs-nav li")
        marked = [line for line in lines if "current" in line["class"]]
        assert len(marked) == (docname not in ("index", "search"))
        for line in lines:
            here = line in marked
            assert ("active" in line["class"]) == here
            assert (line.a["href"] == "#") == here
            assert ("current" in line.a["class"]) == here
    assert "Bread & salt" in [words(line) for line in lines]
