"""The example of README.md, done on a copy of the book as README tells it, to the built pages."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import bookbuild
import pytest
from bs4 import BeautifulSoup

from factbook.records import Records

ROOT = Path(__file__).resolve().parent.parent
FACT = "paris-2026-countries"
FOLDERS = ("chapters", "data", "factbook", "seeds")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> bookbuild.Book:
    """The whole book, copied without what was built or is ignored, under git."""
    book = object.__new__(bookbuild.Book)
    book.root = tmp_path_factory.mktemp("example") / "book"
    book.root.mkdir()
    skip = shutil.ignore_patterns("__pycache__", "ledger", ".ipynb_checkpoints")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, book.root / folder, ignore=skip)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, book.root)
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "The book"]):
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        assert book.run("git", *identity, *command).status == 0
    return book


def command(book: bookbuild.Book, *arguments: str) -> bookbuild.Build:
    """Run ``python -m factbook`` in the copy, with the package of the copy."""
    return book.run(bookbuild.sys.executable, "-m", "factbook", *arguments)


def replace_in(book: bookbuild.Book, table: str, old: str, new: str, where) -> int:
    """Write the new figure for the old in each cell of a table that ``where`` takes; how many."""
    path = book.root / f"data/{table}.csv"
    head, *rows = csv.reader(io.StringIO(path.read_text("utf-8"), newline=""))
    changed = 0
    for row in rows:
        for place, column in enumerate(head):
            if where(dict(zip(head, row, strict=True)), column):
                text = re.sub(rf"\b{old}\b", new, row[place])
                changed += text != row[place]
                row[place] = text
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *rows])
    path.write_text(out.getvalue(), "utf-8")
    return changed


def test_the_example_of_the_readme(book):
    readme = (ROOT / "README.md").read_text("utf-8")
    example = readme.split("## How to change a number")[1].split("\n## ")[0]
    before = Records(book.root)
    old, fact = before.facts[FACT].value, before.facts[FACT]
    new = str(int(old) + 1)
    assert FACT in example and f"from {old} to {new}" in example

    # 1. Is an edition open?
    if not before.is_open:
        opened = command(book, "release", "--open", "Second edition")
        assert opened.status == 0, opened.log
    assert command(book, "check").status == 0

    # 2. and 3. Look at it, and correct it.
    shown = command(book, "show", FACT)
    assert shown.status == 0 and fact.statement in shown.log
    why = "One delegation was left out."
    assert f'python -m factbook correct {FACT} --value {new} --why "{why}"' in example
    corrected = command(book, "correct", FACT, "--value", new, "--why", why)
    assert corrected.status == 0, corrected.log
    assert f"data/facts.csv, value: {old} → {new}" in corrected.log

    # 4. Do what is left: every place that it lists, and no other.
    todo = re.findall(r"^- still says the old figure: (.+)$", corrected.log, re.MULTILINE)
    for line in todo:
        place = re.match(r"data/(?P<table>[\w/]+)\.csv(:(?P<line>\d+))?, (?P<rest>.+?): ", line)
        *name, column = place["rest"].split(", ")
        lines = (book.root / f"data/{place['table']}.csv").read_text("utf-8").splitlines()
        key = name[0] if name else lines[int(place["line"]) - 1].split(",")[0]
        key = key.split(" · ")  # of a passage, the fact and the source

        def here(row, cell, key=key, column=column):
            return cell == column and [*row.values()][: len(key)] == key and old in row[cell]

        assert replace_in(book, place["table"], old, new, here) >= 1, line
    assert command(book, "check").status == 0, command(book, "check").log

    # 5. Run the chapters that it names.
    names = re.search(
        r"^- run again: python -m factbook notebooks (.+)$", corrected.log, re.MULTILINE
    )
    executed = command(book, "notebooks", *names[1].split())
    assert executed.status == 0, executed.log

    # 6. Read what you did.
    said = command(book, "diff", "HEAD")
    assert (
        said.status == 0 and f"fact {FACT}: {old} → {new} countries; statement changed" in said.log
    )

    for line in printed_in(example):
        assert line in corrected.log + said.log, line

    build = book.build("-W", "-n", "--keep-going")
    assert build.status == 0, build.gist()
    check_pages(book, before, old, new)


def printed_in(example: str) -> list[str]:
    """The lines that README shows as printed, without days, as far as they are shown."""
    blocks = re.findall(r"^   ```\n(.+?)^   ```", example, re.DOTALL | re.MULTILINE)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    shown = [re.split(r" ?…$|; checked |checked: ", line)[0] for line in lines]
    return [
        line
        for line in shown
        if len(line) > 20
        and "python -m factbook correct" not in line
        and not line.startswith("python")
    ]


def check_pages(book: bookbuild.Book, before: Records, old: str, new: str) -> None:
    """No page says the old figure of the fact any more: links, cards, entries, explanations; but
    that of corrections tells it, and the entry in the ledger as what an earlier edition said.
    """
    stale = re.compile(rf"\b{old}\b")
    links = 0
    for name, content in book.site().items():
        if name.startswith("_cards/"):
            assert before.facts[FACT].statement not in content.decode(), name
        if not name.endswith(".html"):
            continue
        page = BeautifulSoup(content, "lxml")
        for link in page.select(f"a[href$='#fact-{FACT}']"):
            links += 1
            assert not stale.search(link.get_text()), (name, link)
        text = page.get_text(" ")
        told = name == "chapters/corrections.html"
        assert (f"Representatives of {old} countries" in text) == told, name
    assert links > 10
    now = Records(book.root)
    for claim in now.claims.values():
        if FACT in claim.facts:
            assert not stale.search(claim.explanation), claim.claim_id
    entry = BeautifulSoup(book.site()["chapters/ledger/1-summit.html"], "lxml").find(
        id=f"fact-{FACT}"
    )
    if entry:
        (earlier,) = [dt.find_next("dd") for dt in entry.select("dt") if dt.text == "Changed"]
        assert f"In the first edition: {old} countries" in earlier.extract().get_text()
        assert new in entry.get_text() and not stale.search(entry.get_text())
