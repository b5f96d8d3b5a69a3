"""Hostile text in a table: the rules refuse it; and should it get past them, it stays text on the
page.
"""

from __future__ import annotations

import threading
from functools import partial
from http.server import ThreadingHTTPServer

import pytest
from bookbuild import FACT, FACT_PAGE, Book
from visit import WIDE, Quiet, Visit

HOSTILE = (
    '35 <img src=x onerror="window.hacked=1"> <script>window.hacked=1</script> '
    "</script><script>window.hacked=1</script> {{ 7 * 7 }} \u202eevil\u202c"
)
ADDRESS = "javascript:window.hacked=1"
UNGUARDED = {
    "rules/__init__.py": "\n\ndef check(root):\n    return []\n",
    "tables.py": "\n\ndef validate_cells(table):\n    return []\n",
}
"""What a copy of the package gets at its end, so that nothing is refused."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Book:
    """A small book whose fact and whose source are written by somebody who means harm."""
    book = Book(tmp_path_factory.mktemp("hostile") / "book")
    source = book.change("facts", {"fact_id": FACT}, statement=HOSTILE, note=HOSTILE)[
        "sources"
    ].split(";")[0]
    book.change("sources", {"source_id": source}, title=HOSTILE, publisher=HOSTILE, url=ADDRESS)
    return book


def _sources_page(book: Book) -> str:
    """The page of the list of sources that has the hostile one."""
    site = book.path("_build/html")
    [page] = [
        page
        for page in site.rglob("chapters/**/*sources*.html")
        if "evil" in page.read_text(encoding="utf-8")
    ]
    return page.relative_to(site).as_posix()


@pytest.mark.slow
def test_rules_refuse_it(hostile):
    """Each of the cells, by line and column; nothing is built."""
    done = hostile.build()
    assert done.status == 1, done.gist()
    for column in ("facts.csv", "statement", "note", "sources.csv", "title", "publisher", "url"):
        assert column in done.log, column
    assert not hostile.path("_build/html/index.html").exists()


@pytest.mark.slow
@pytest.mark.browser
def test_past_the_rules_it_stays_text(hostile, browser):
    """On the page, in the card, in the ledger and in the list of sources; no code runs, and no
    element comes of it.
    """
    for name, text in UNGUARDED.items():
        with hostile.path(f"factbook/{name}").open("a", encoding="utf-8") as file:
            file.write(text)
    done = hostile.build()
    assert done.status == 0, done.gist()
    handler = partial(Quiet, directory=str(hostile.path("_build/html")))
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    visit = Visit(browser, f"http://127.0.0.1:{httpd.server_port}/", WIDE)
    seen = 0
    for page in (
        "index.html",
        "chapters/page.html",
        "chapters/small.html",
        FACT_PAGE,
        _sources_page(hostile),
    ):
        visit.open(page)
        if (
            link := visit.tab.locator("article a[href*='#fact-']").first
        ).count() and page != FACT_PAGE:
            link.click()
            card = visit.tab.locator("dialog[open] .statement")
            card.wait_for(timeout=5000)
            assert "<script>" in card.inner_text()
        seen += visit.tab.locator("body").inner_text().count("<img src=x")
        planted = visit.tab.locator("img[src='x'], article script:not([type])").count()
        assert (visit.tab.evaluate("typeof window.hacked"), planted) == ("undefined", 0), page
    link = visit.tab.locator("a[href^='javascript:']").first
    link.click(timeout=5000)
    assert visit.tab.evaluate("typeof window.hacked") == "undefined"
    # The policy says so on the console; nothing else is wrong.
    assert any("Content Security Policy" in text for text in visit.wrong)
    visit.wrong = [text for text in visit.wrong if "Content Security Policy" not in text]
    visit.close()
    httpd.shutdown()
    httpd.server_close()
    assert seen >= 5
