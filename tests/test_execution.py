"""Chapters run side by side, and again only when something that they can see has changed."""

from __future__ import annotations

import json
import os
import sys
import time

import nbformat
import pytest
from bookbuild import FACT, Book

from factbook import execution, kept, tables

pytestmark = pytest.mark.slow

GERMAN = "from factbook import load_facts\nlen(load_facts('germany'))"
SUMMIT = f"from factbook import load_facts\nprint(load_facts('summit').loc['{FACT}', 'value'])"
SHARES = "from factbook import load_series\nload_series('nato_share')['value'].sum()"
SCRIPT = """\
import sys
from pathlib import Path
from factbook import execution, notebooks
paths = notebooks.chapters(Path.cwd())
for one in execution.execute(paths, Path.cwd(), say=lambda line: None):
    print(one.path.stem, one.is_new, *sorted(one.served))
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    """A book of three small chapters."""
    book = Book(tmp_path_factory.mktemp("execution"))
    book.path("chapters/small.ipynb").unlink()
    for name, code in (("german", GERMAN), ("shares", SHARES), ("summit", SUMMIT)):
        book.chapter([("markdown", "title", f"# {name}"), ("code", "run", code)], name)
    return book


def run(book: Book) -> dict[str, list[str]]:
    """Chapter → whether it was executed now, and what it was served."""
    done = book.run(sys.executable, "-c", SCRIPT)
    assert done.status == 0, done.log
    assert "WARNING" not in done.log, "a kernel has something to say"
    return {line.split()[0]: line.split()[1:] for line in done.log.splitlines()}


def executed(book: Book) -> list[str]:
    """The chapters that are executed now."""
    return [name for name, (is_new, *_) in run(book).items() if is_new == "True"]


def test_only_what_an_edit_concerns_is_executed(book):
    """First all; then nothing; then each chapter for what it was served, its code and the package;
    an edit that is undone brings back what was kept.
    """
    assert run(book) == {
        "german": ["True", "facts:germany"],
        "shares": ["True", "series:nato_share"],
        "summit": ["True", "facts:summit"],
    }
    assert executed(book) == []
    before = book.change("facts", {"fact_id": FACT}, note="A note of a test.")
    assert executed(book) == ["summit"]
    book.change("facts", {"fact_id": FACT}, note=before["note"])
    assert executed(book) == []
    book.change("series/nato_share", {"iso3": "DEU", "year": "2023"}, value="3.1719")
    assert executed(book) == ["shares"]
    cells = [("markdown", "title", "# Other words"), ("code", "run", GERMAN)]
    book.chapter(cells, "german")
    assert executed(book) == []
    book.chapter([cells[0], ("code", "run", GERMAN + " + 1")], "german")
    assert executed(book) == ["german"]
    module = book.path("factbook/tables.py")
    module.write_text(module.read_text("utf-8") + "\n# another line\n", encoding="utf-8")
    assert executed(book) == ["german", "shares", "summit"]


def test_what_is_kept_and_spoilt_is_made_again(book):
    """A file that was cut off is no execution."""
    run(book)
    folder = book.path("_build/.execution/chapters/shares")
    for file in folder.iterdir():
        file.write_text("{", encoding="utf-8")
    assert executed(book) == ["shares"]
    assert len(list(folder.iterdir())) <= kept.MOST_KEPT + 1


def test_all_failures_are_told_and_the_rest_is_kept(book):
    """Each in one line that names file, cell and line; the line of the cell and not that of a
    function below.
    """
    helper = "def divide(n):\n    return 1 / n"
    book.chapter(
        [("code", "helper", helper), ("code", "ratio", "one = 1\n\ndivide(0)")], "broken-a"
    )
    book.chapter([("code", "unfinished", "print(")], "broken-b")
    book.write("chapters/broken-c.ipynb", "<<<<<<< ours\n{}\n")
    book.chapter([("code", "new", "'fine'")], "fine")
    done = book.run(sys.executable, "-m", "factbook", "notebooks")
    assert done.status == 1
    assert 'chapters/broken-a.ipynb: cell "ratio", line 3: ZeroDivisionError: division by zero' in (
        done.log.splitlines()
    )
    assert 'chapters/broken-b.ipynb: cell "unfinished", line 1: ' in done.log
    assert "chapters/broken-c.ipynb: is not a notebook" in done.log
    assert list(book.path("_build/.execution/chapters/fine").glob("*.json"))
    for name in ("broken-a", "broken-b", "broken-c", "fine"):
        book.path(f"chapters/{name}.ipynb").unlink()


def test_kernel_that_does_not_start_is_told(book, tmp_path):
    """With what it said, and without a traceback of ours."""
    (tmp_path / "ipykernel_launcher.py").write_text("raise SystemExit('no kernel today')\n")
    path = os.pathsep.join([str(tmp_path), str(book.root)])
    book.chapter([("code", "new", "'another'")], "another")
    done = book.run(sys.executable, "-m", "factbook", "notebooks", "another", PYTHONPATH=path)
    assert done.status == 1
    place = 'chapters/another.ipynb: cell "new": the kernel did not start, or died: '
    assert place in done.log and "no kernel today" in done.log
    assert "Traceback" not in done.log
    book.path("chapters/another.ipynb").unlink()


def test_chapters_run_side_by_side(book):
    """Two that wait for each other both come to their end."""
    meet = """\
import pathlib, time
pathlib.Path("{own}.mark").touch()
for _ in range(300):
    if pathlib.Path("{other}.mark").exists():
        break
    time.sleep(0.1)
else:
    raise TimeoutError"""
    for own, other in (("one", "two"), ("two", "one")):
        book.chapter([("code", "meet", meet.format(own=own, other=other))], own)
    paths = [book.path(f"chapters/{name}.ipynb") for name in ("one", "two")]
    start = time.monotonic()
    done = execution.execute(paths, book.root, jobs=2, say=lambda line: None)
    assert [one.is_new for one in done] == [True, True]
    assert time.monotonic() - start < 60
    for path in paths:
        path.unlink()


def test_change_while_a_chapter_runs_is_not_lost(book):
    """Nobody can tell what the chapter saw: it is executed again."""
    code = (
        "from factbook import load_series\nshares = load_series('nato_share')\n"
        "import pathlib\npath = pathlib.Path('../data/README.md')\n"
        "path.write_text(path.read_text() + '.')\nlen(shares)"
    )
    book.chapter([("code", "edit", code)], "editing")
    assert "editing" in executed(book)
    assert "editing" in executed(book)
    book.path("chapters/editing.ipynb").unlink()


def test_digests_are_those_of_what_was_served(tmp_path):
    """Of every kind of query, without a kernel; one that cannot be answered has none."""
    queries = ["facts:", "facts:summit", "series:fcas", "claims", "sources", "source-ids"]
    queries += ["subjects", "questions", "map", "edition"]
    book = tables.root()
    now = tables.digests([*queries, "series:gone"], book)
    assert list(now) == queries
    tables.load_facts("summit"), tables.load_series("fcas"), tables.load_map()
    tables.load_edition(), tables.known_sources()
    for query in ("facts:summit", "series:fcas", "map", "edition", "source-ids"):
        assert tables.served[query] == now[query]


def test_outputs_are_those_of_the_kernel(book):
    """As nbformat stores them, with their counts; the file stays as it is."""
    book.chapter([("markdown", "title", "# Plain"), ("code", "say", "print('said')")], "plain")
    path = book.path("chapters/plain.ipynb")
    (one,) = execution.execute([path], book.root, say=lambda line: None)
    cell = one.notebook.cells[1]
    assert (cell.execution_count, cell.outputs[0].text) == (1, "said\n")
    nbformat.validate(one.notebook)
    assert json.loads(path.read_text("utf-8"))["cells"][1]["outputs"] == []
    path.unlink()


def test_what_is_said_to_a_kernel_is_encrypted(book):
    """Anybody on the machine can listen to a port of it: the kernel has keys, of jupyter_client 8.9
    or newer.
    """
    code = "from ipykernel import get_connection_info\nsorted(get_connection_info(unpack=True))"
    book.chapter([("code", "keys", code)], "keys")
    path = book.path("chapters/keys.ipynb")
    (one,) = execution.execute([path], book.root, say=lambda line: None)
    assert "'curve_secretkey'" in one.notebook.cells[0].outputs[0].data["text/plain"]
    path.unlink()
