"""Whatever ends a build, the last good site stands and the next build is right.

A small book is built once; each test changes the number of a fact, does something bad to the build,
and looks.  The numbers are planted, so that an old one cannot stand anywhere for another reason.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from itertools import count

import pytest
from bookbuild import FACT, FACT_PAGE, Book, jupyter_book

pytestmark = pytest.mark.slow

STRICT = ("-W", "-n", "--keep-going")
NUMBERS = count(7411, 13)
"""A new number for each test."""

PAGES = ("index.html", "chapters/page.html", "chapters/small.html", FACT_PAGE)


class Planted:
    """The small book, and the number that its fact has."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.number = self.plant()

    def plant(self) -> str:
        """Give the fact another number; gives it as printed."""
        self.number = self.book.plant(str(next(NUMBERS)))
        return self.number

    def assert_shows(self, new: str, old: str) -> None:
        """The one number stands on every page that prints the fact, and the other nowhere."""
        site = self.book.site()
        assert [page for page in PAGES if new.encode() not in site[page]] == []
        stale = re.compile(rf"\b({old}|{old.replace(',', '')})\b".encode())
        assert [name for name, text in site.items() if stale.search(text)] == []


PAUSING = """
import os
import time


def wait(app, *page):
    if os.environ.get("PAUSE"):
        print("WAITING", flush=True)
        time.sleep(100)


def setup(app):
    app.connect("html-page-context", wait)
"""
"""An extension that waits before the first page is written: by then Sphinx has stored what it read,
and no signal comes too late.
"""


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> Planted:
    """The small book, built once each way: in a folder with a blank, an umlaut and Chinese letters
    in its name.
    """
    planted = Planted(Book(tmp_path_factory.mktemp("fäults") / "a book 書"))
    planted.book.write("pausing.py", PAUSING)
    config = planted.book.path("_config.yml").read_text("utf-8")
    ours = "      - factbook.book\n"
    assert ours in config
    planted.book.write("_config.yml", config.replace(ours, f"{ours}      - pausing\n"))
    for command in (BUILD, PLAIN):
        built = planted.book.run(*command)
        assert built.status == 0, built.gist()
    planted.assert_shows(planted.number, "7,399")
    return planted


PLAIN = (jupyter_book(), "build", ".", *STRICT)
BUILD = (sys.executable, "-m", "factbook", "build")


def end(book: Book, command: tuple, number: signal.Signals) -> int:
    """Run a command and send it a signal before it writes its first page; gives its status."""
    process = subprocess.Popen(
        command,
        cwd=book.root,
        env={**os.environ, "PYTHONPATH": str(book.root), "PAUSE": "yes"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # A shell that runs the tests in the background lets them ignore Ctrl-C, and all they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    printed = b""
    while b"WAITING" not in printed:
        piece = os.read(process.stdout.fileno(), 4096)
        assert piece, f"ended before it wrote a page: {printed.decode()[-2000:]}"
        printed += piece
    process.send_signal(number)
    process.communicate(timeout=60)
    return process.returncode


def test_build_that_is_killed_when_it_has_read_is_not_taken_for_done(planted):
    """Sphinx stores what it read before it writes pages: the next build would see nothing to do."""
    old, new = planted.number, planted.plant()
    assert end(planted.book, PLAIN, signal.SIGKILL) != 0
    built = planted.book.run(*PLAIN)
    assert built.status == 0, built.gist()
    planted.assert_shows(new, old)
    assert planted.book.run(*PLAIN).pages_read() == 0


def test_build_that_is_interrupted_while_it_writes_is_not_taken_for_done(planted):
    """Also one that read nothing, and only wrote what has another description."""
    assert planted.book.run(*PLAIN).status == 0
    table = planted.book.path("data/pages.csv")
    text = table.read_text("utf-8")
    table.write_text(text.replace("a test builds", "somebody builds"), encoding="utf-8")
    assert end(planted.book, PLAIN, signal.SIGINT) != 0
    built = planted.book.run(*PLAIN)
    assert built.status == 0, built.gist()
    site = planted.book.site()
    pages = [name for name in site if name.endswith(".html") and "ledger" not in name]
    assert [name for name in pages if b"somebody builds" not in site[name]] == []


def test_last_site_stands_when_a_build_is_ended(planted):
    """The new one is built beside it."""
    assert planted.book.run(*BUILD).status == 0
    before = planted.book.site()
    old, new = planted.number, planted.plant()
    assert end(planted.book, BUILD, signal.SIGKILL) != 0
    assert planted.book.site() == before
    built = planted.book.run(*BUILD)
    assert built.status == 0, built.gist()
    planted.assert_shows(new, old)


def test_swap_that_was_cut_off_is_mended(planted):
    """Between two renames there is no site for a moment; the next build puts the last one back."""
    assert planted.book.run(*BUILD).status == 0
    site = planted.book.path("_build/html")
    before = planted.book.site()
    site.rename(site.with_name(".html-old"))
    built = planted.book.run(*BUILD)
    assert built.status == 0, built.gist()
    assert "nothing has changed" in built.log
    assert planted.book.site() == before


def test_unchanged_book_is_not_built(planted):
    """Neither Sphinx nor a kernel is started; a file of the site that somebody touched is put
    right.
    """
    assert planted.book.run(*BUILD).status == 0
    again = planted.book.run(*BUILD)
    assert (again.status, "Sphinx" in again.log) == (0, False)
    page = planted.book.path("_build/html/index.html")
    before = page.read_bytes()
    page.write_bytes(before + b"<!-- touched -->")
    assert planted.book.run(*BUILD).status == 0
    assert page.read_bytes() == before


def test_edit_with_an_old_time_is_noticed(planted):
    """As a zip unpacked over the folder leaves it, or a clock that was ahead."""
    assert planted.book.run(*PLAIN).status == 0
    old, new = planted.number, planted.plant()
    page = planted.book.path("chapters/page.md")
    page.write_text(page.read_text("utf-8") + "\nA sentence from the past.\n", encoding="utf-8")
    for file in (planted.book.path("data/facts.csv"), page):
        os.utime(file, (946684800, 946684800))
    built = planted.book.run(*PLAIN)
    assert built.status == 0, built.gist()
    planted.assert_shows(new, old)
    assert b"from the past" in planted.book.site()["chapters/page.html"]


def test_strict_build_fails_until_the_cause_is_mended(planted):
    """Sphinx warns of a page only when it reads or writes it."""
    page = planted.book.path("chapters/page.md")
    before = page.read_text("utf-8")
    page.write_text(before + "\nSee {ref}`a-label-that-nothing-has`.\n", encoding="utf-8")
    for _ in range(2):
        built = planted.book.run(*PLAIN)
        assert built.status != 0
        assert "a-label-that-nothing-has" in built.log
    page.write_text(before, encoding="utf-8")
    built = planted.book.run(*PLAIN)
    assert built.status == 0, built.gist()


def test_two_builds_at_once_do_not_mix(planted):
    """The second waits, and says so."""
    old, new = planted.number, planted.plant()
    environment = {**os.environ, "PYTHONPATH": str(planted.book.root)}
    both = [
        subprocess.Popen(
            command,
            cwd=planted.book.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        for command in (BUILD, PLAIN)
    ]
    logs = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], logs
    assert sum("waiting for its end" in log for log in logs) == 1
    planted.assert_shows(new, old)


def test_poor_surroundings(planted, tmp_path):
    """No home that can be written, no git, an umask that shuts others out: the site is built and
    can be read by all, as a web server is another user.  What a user's cache would hold stands
    beside the build.
    """
    planted.plant()
    home = tmp_path / "no-folder"
    home.write_text("a file where a folder would be", encoding="utf-8")
    nowhere = {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "IPYTHONDIR": str(home / "ipython"),
        "PATH": "",
    }
    script = f'umask 077; exec "{sys.executable}" -m factbook build'
    built = planted.book.run("/bin/sh", "-c", script, **nowhere)
    assert built.status == 0, built.gist()
    assert list(planted.book.path("_build/.work/_build/.cache").rglob("vega-live.js"))
    site = planted.book.path("_build/html")
    assert [p for p in (site, *site.rglob("*")) if not p.stat().st_mode & 0o004] == []


def test_folder_that_cannot_be_written(tmp_path):
    """A message with the folder and the reason, and no traceback."""
    book = Book(tmp_path / "book")
    book.write("_build", "a file where the folder would be")
    built = book.run(*BUILD)
    assert built.status == 1
    assert "the book cannot be written" in built.log and "_build" in built.log
    assert "Traceback" not in built.log


def test_foreign_file_among_the_pages_that_the_book_makes(planted):
    """It is neither lost nor published without a word."""
    notes = planted.book.path("chapters/ledger/notes.md")
    notes.write_text("# My notes\n", encoding="utf-8")
    built = planted.book.run(*BUILD)
    assert built.status == 1 and "Traceback" not in built.log
    assert "chapters/ledger/notes.md" in built.log
    assert notes.read_text("utf-8") == "# My notes\n"
    notes.unlink()
    notes.with_suffix("").mkdir()
    built = planted.book.run(*BUILD)
    assert built.status == 1 and "chapters/ledger/notes" in built.log
    assert "Traceback" not in built.log
    notes.with_suffix("").rmdir()


def test_cell_that_fails_is_named_first(planted):
    """File, cell, line and message in one line, then the traceback of the cell and nothing of
    Sphinx; other chapters are executed, and the next build executes only the one that failed.
    """
    cells = [("markdown", "title", "# Broken"), ("code", "divide", "one = 1\none / 0")]
    planted.book.chapter(cells, "broken")
    planted.book.toc("chapters/broken", "chapters/page", "chapters/small", "chapters/sources")
    planted.plant()
    built = planted.book.run(*BUILD)
    assert built.status == 1
    lines = [line for line in built.log.splitlines() if "chapters/broken.ipynb" in line]
    assert lines == [
        'chapters/broken.ipynb: cell "divide", line 2: ZeroDivisionError: division by zero'
    ]
    assert "sphinx" not in built.log.partition(lines[0])[2].lower()
    assert "without encryption" not in built.log
    cells[1] = ("code", "divide", "one = 1\none / 1")
    planted.book.chapter(cells, "broken")
    built = planted.book.run(*BUILD)
    assert built.status == 0, built.gist()
    assert built.executed() == ["chapters/broken"]


def test_build_that_stops_on_a_word_keeps_what_it_executed(planted):
    """The words are known to be wrong only when all is read; mending them must not execute all
    again.
    """
    planted.plant()
    page = planted.book.path("chapters/page.md")
    before = page.read_text("utf-8")
    page.write_text(before + f"\nNot {{fact}}`12 countries <{FACT}>`.\n", encoding="utf-8")
    stopped = planted.book.run(*BUILD)
    assert stopped.status == 1 and stopped.executed() != []
    page.write_text(before, encoding="utf-8")
    mended = planted.book.run(*BUILD)
    assert (mended.status, mended.executed()) == (0, [])
