"""A number that changes in a table turns a chapter red, and then changes everywhere; what does not
change costs nothing.

One small book is built, built again, edited and built once more, in that order: the tests of this
module are the steps.  The numbers are planted, so that the old one cannot stand anywhere for
another reason.
"""

from __future__ import annotations

import json
import re
import sys

import pytest
from bookbuild import CHAPTER, FACT, FACT_PAGE, ROOT, Book, Build

from factbook import kept
from factbook.book import places

pytestmark = pytest.mark.slow

VALUE = {"iso3": "DEU", "year": "2023"}
OLD_COUNT, NEW_COUNT = ("7919", "7,919"), ("6151", "6,151")
"""A fact's value, in the table and as printed."""

OLD_SHARE, NEW_SHARE = "3.1719", "2.4397"
"""A value of a series."""


CELLS = [
    *CHAPTER,
    ("code", "frame", 'shares[shares["year"] == 2023]'),
    ("code", "printed", f'print(facts.loc["{FACT}", "printed"])'),
]
"""The numbers printed by roles, computed, drawn, and in the outputs of cells."""


def plant(book: Book, count: tuple[str, str], share: str) -> None:
    """Write a value into the fact (with its statement) and one into the series."""
    book.plant(count[0])
    book.change("series/nato_share", VALUE, value=share)


def nbval(book: Book) -> Build:
    """Strict nbval over the chapters of the book, with the options of ``make test``."""
    return book.run(
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--nbval",
        "--nbval-current-env",
        "-p",
        "no:cacheprovider",
        "chapters",
    )


def mean(book: Book) -> str:
    """What the chapter computes, as printed."""
    page = book.path(f"_build/html/{places.DERIVED_PAGE}.html").read_text(encoding="utf-8")
    return re.search(r'class="statement">([\d.]+)%', page)[1]


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    """The small book with planted numbers and committed outputs."""
    book = Book(tmp_path_factory.mktemp("freshness"))
    book.chapter(CELLS)
    plant(book, OLD_COUNT, OLD_SHARE)
    book.refresh()
    return book


@pytest.fixture(scope="module")
def cold(book: Book) -> Build:
    """The first build, and the site that it gave."""
    build = book.build("-W", "-n", "--keep-going")
    assert build.status == 0, build.gist()
    build.site = book.site()
    build.mean = mean(book)
    return build


@pytest.fixture(scope="module")
def unchanged(book: Book, cold: Build) -> Build:
    """A second build with nothing changed."""
    build = book.build("-W", "-n", "--keep-going")
    assert build.status == 0, build.gist()
    build.site = book.site()
    return build


@pytest.fixture(scope="module")
def edited(book: Book, unchanged: Build) -> Build:
    """A build after one value of a fact and one of a series have changed."""
    plant(book, NEW_COUNT, NEW_SHARE)
    build = book.build("-W", "-n", "--keep-going")
    assert build.status == 0, build.gist()
    build.site = book.site()
    return build


def test_first_build_shows_the_numbers(cold):
    """The planted numbers stand where the next tests look for others."""
    assert cold.pages_read() > 3
    for page in ("index.html", "chapters/page.html", "chapters/small.html", FACT_PAGE):
        assert OLD_COUNT[1].encode() in cold.site[page], page
    for file in (
        "chapters/small.html",
        "_charts/small-bars.csv",
        "_charts/small-lines.csv",
        "_sources/chapters/small.ipynb",
    ):
        assert OLD_SHARE.encode() in cold.site[file], file
    assert cold.mean.encode() in cold.site["chapters/page.html"]


def test_what_was_executed_for_the_notebook_is_used_for_the_page(cold):
    """``make notebooks`` and the build share what they execute."""
    assert cold.executed() == []


def test_build_without_change_does_nothing(cold, unchanged):
    """No notebook is executed, no page is read, and the site stays byte for byte."""
    assert unchanged.executed() == []
    assert unchanged.pages_read() == 0
    assert "no targets are out of date" in unchanged.log
    assert sorted(unchanged.site) == sorted(cold.site)
    assert [name for name in cold.site if cold.site[name] != unchanged.site[name]] == []


def test_edit_executes_the_chapter(edited):
    """The chapter depends on the tables that it loads."""
    assert any(path.endswith("chapters/small") for path in edited.executed())


@pytest.mark.parametrize("old", [OLD_COUNT[0], OLD_COUNT[1], OLD_SHARE])
def test_old_number_is_nowhere(edited, old):
    """Not in a page, a card, a chart's data, a table, the ledger, the search index or a notebook
    for download.
    """
    stale = re.compile(rf"\b{re.escape(old)}\b".encode())
    assert [name for name, content in edited.site.items() if stale.search(content)] == []


def test_old_computed_number_is_nowhere(cold, edited):
    """A number computed from the changed one has changed with it, also on the page that only prints
    it.  The tables that the site offers hold no computed number, and thousands of others: one may
    be equal by chance.
    """
    assert [
        name
        for name, content in edited.site.items()
        if cold.mean.encode() in content and not name.startswith(("_static", "_data/"))
    ] == []


@pytest.mark.parametrize(
    ("new", "files"),
    [
        (
            NEW_COUNT[1],
            [
                "index.html",
                "chapters/page.html",
                "chapters/small.html",
                FACT_PAGE,
                "_sources/chapters/small.ipynb",
            ],
        ),
        (
            NEW_SHARE,
            [
                "chapters/small.html",
                "_charts/small-bars.csv",
                "_charts/small-lines.csv",
                "_sources/chapters/small.ipynb",
            ],
        ),
    ],
)
def test_new_number_is_there(edited, new, files):
    """Wherever the old number stood."""
    assert [name for name in files if new.encode() not in edited.site[name]] == []


def test_new_computed_number_is_there(edited, book):
    """In the chapter, on the other page and in the ledger."""
    new = mean(book).encode()
    assert [
        page
        for page in ("chapters/small.html", "chapters/page.html")
        if new not in edited.site[page]
    ] == []


def test_edited_site_is_the_site_of_a_cold_build(edited, book, tmp_path_factory):
    """Building after an edit gives what building from nothing gives, byte for byte, but for words
    that Sphinx's search index keeps with no page behind them.
    """
    other = Book(tmp_path_factory.mktemp("cold"), like=book.root)
    other.chapter(CELLS)
    build = other.build("-W", "-n", "--keep-going")
    assert build.status == 0, build.gist()
    cold = other.site()
    for site in (cold, edited.site):
        site.pop("manifest.sha256")  # the sum of the index differs with it
        index = json.loads(
            site["searchindex.js"].decode().removeprefix("Search.setIndex(").removesuffix(")")
        )
        for terms in ("terms", "titleterms"):
            index[terms] = {word: where for word, where in index[terms].items() if where != []}
        site["searchindex.js"] = index
    assert sorted(cold) == sorted(edited.site)
    assert [name for name in cold if cold[name] != edited.site[name]] == []


def test_nbval_sees_the_change(edited, book):
    """The committed outputs are those of the old numbers: red, with old and new.  Executed anew:
    green.
    """
    red = nbval(book)
    assert red.status == 1, red.gist()
    code = [name for kind, name, _ in CELLS if kind == "code"]
    failed = {code[int(number)] for number in re.findall(r"small\.ipynb::Cell (\d+)", red.log)}
    assert failed == {"mean", "bars", "lines", "frame", "printed"}
    for number in (OLD_SHARE, NEW_SHARE, OLD_COUNT[1], NEW_COUNT[1]):
        assert number in red.log
    book.refresh()
    green = nbval(book)
    assert green.status == 0, green.gist()


def test_another_books_package_refuses(book):
    """An editable install must not serve its neighbour's tables to a chapter or to a build."""
    script = "from factbook import kept, load_facts\nload_facts()"
    refused = book.run(sys.executable, "-P", "-c", script, package=ROOT)
    assert refused.status != 0
    assert "WrongBook" in refused.log and f"pip install -e {book.root}" in refused.log
    for load in (
        "load_series('nato_share')",
        "load_sources()",
        "load_subjects()",
        "load_claims()",
        "load_map()",
    ):
        code = (
            f"import factbook, os\nos.chdir({str(book.path('chapters'))!r})\n"
            f"try: factbook.{load}\nexcept RuntimeError as e: print(type(e).__name__)"
        )
        assert (
            book.run(sys.executable, "-P", "-c", code, package=ROOT).log.strip() == "WrongBook"
        ), load
    build = book.build(package=ROOT)
    assert build.status != 0
    assert f"the package of the book in {ROOT}; install its own" in build.log


def test_compiled_modules_are_no_reason_to_run_again():
    """They are written while a chapter runs for the first time."""
    assert [file for file in kept.core_files() if "__pycache__" in file.parts] == []
    assert {file.parent.name for file in kept.core_files()} >= {"factbook", "fonts", "rules"}
