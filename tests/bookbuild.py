"""A small book in a folder of its own: real tables, the real package, a front page, one page and
one chapter.

Tests change it and build it as a contributor would, with ``jupyter-book build .``.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat

from factbook import notebooks, tables
from factbook.book.places import Places
from factbook.records import Records

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"

RECORDS = Records(ROOT)
PLACES = Places(RECORDS)
"""What the tables of the real book say, and where it stands."""

FACT = "paris-2026-countries"
"""A fact with a value and a day, which the pages of the small book print."""

FACT_PAGE = f"{PLACES.of_fact(FACT)}.html"
"""The page of the ledger where it leads to."""

INDEX = f"# A small book\n\nThe front page says {{fact}}`{FACT}`.\n"
PAGE = f"# A page\n\nIn the text {{fact}}`{FACT}`, and from the chapter {{derived}}`small-mean`.\n"
SOURCES = "# Sources\n\n```{source-list}\n```\n"

LOAD = """import altair as alt

from factbook import derive, figure, load_facts, load_series

facts = load_facts("summit")
shares = load_series("nato_share")
shares = shares[shares["iso3"].isin(["DEU", "FRA"]) & (shares["year"] >= 2022)]"""

MEAN = """_ = derive("small-mean", shares["value"].mean(), "percent",
           "the mean of all shares shown", ["series:nato_share"], digits=3)"""

BARS = """base = alt.Chart(shares[shares["year"] == 2023]).properties(width=230).encode(
    y=alt.Y("iso3:N", title=None),
    x=alt.X("value:Q", title="Share"),
)
figure(lambda width: base.mark_bar() + base.mark_text(align="left").encode(text="value:Q"),
       id="small-bars", subtitle="Shares of GDP, in percent",
       title="The mean of these bars is {derived}`small-mean`",
       description="Bars with the share of military spending in Germany and in France.",
       sources=["nato-defexp-2026"], as_of="2023",
       columns={"iso3": "Country", "year": "Year", "value": "Share"})"""

LINES = """lines = alt.Chart(shares).mark_line(point=True).encode(
    x="year:O", y="value:Q", color="iso3:N",
)
figure(lambda width: lines.properties(width=width - 90), id="small-lines",
       title="How the shares moved over the years", subtitle="Shares of GDP, in percent",
       description="A line for Germany and one for France, with the share of each year.",
       sources=["nato-defexp-2026"], as_of="2026",
       columns={"iso3": "country", "year": "year", "value": "share"})"""

CHAPTER = [
    (
        "markdown",
        "title",
        f"# A small chapter\n\nOn {{fact-date}}`{FACT}` there were {{fact}}`{FACT}`.",
    ),
    ("code", "load", LOAD),
    ("code", "mean", MEAN),
    (
        "markdown",
        "reading",
        f"## What {{derived}}`small-mean` means\n\nThe text before a chart says {{fact}}`{FACT}`.",
    ),
    ("code", "bars", BARS),
    ("code", "lines", LINES),
    ("markdown", "end", "```{chapter-sources} summit\n```"),
]
"""The small chapter: kind, name and text of each cell."""


@dataclass
class Build:
    """What one run of a command gave."""

    status: int
    log: str
    seconds: float

    def __post_init__(self) -> None:
        self.log = re.sub(r"\x1b\[[0-9;]*m", "", self.log)

    def gist(self) -> str:
        """The log without what is no news, for the message of a test."""
        noise = ("# ", "Traceback", "  File", "    ", "The above")
        return "\n".join(
            line for line in self.log.splitlines() if line.strip() and not line.startswith(noise)
        )

    def executed(self) -> list[str]:
        """The notebooks that were executed."""
        return re.findall(r"(\S+)\.ipynb: executed in", self.log)

    def pages_read(self) -> int:
        """How many pages Sphinx read."""
        ((added, changed),) = re.findall(r"(\d+) added, (\d+) changed, \d+ removed", self.log)
        return int(added) + int(changed)


class Book:
    """A small book.  Write what differs, then build."""

    def __init__(self, root: Path, like: Path = ROOT):
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        for folder in ("data", "factbook", "seeds"):
            shutil.copytree(
                like / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__")
            )
        for name in ("_config.yml", "pyproject.toml", "LICENSE"):
            shutil.copy(like / name, root)
        self.write("data/exceptions.csv", "phrase,reason\n")
        # Their pages are not in the small book.
        for name in ("tasks", "lessons", "steps", "hooks", "words"):
            head = (like / f"data/{name}.csv").read_text(encoding="utf-8").split("\n")[0]
            self.write(f"data/{name}.csv", f"{head}\n")
        self.change("chapters", {"code": "summit"}, docname="chapters/small")
        self.write("index.md", INDEX)
        self.write("chapters/page.md", PAGE)
        self.write("chapters/sources.md", SOURCES)
        self.chapter(CHAPTER)
        self.toc("chapters/page", "chapters/small", "chapters/sources")

    def path(self, name: str) -> Path:
        """A file of the book."""
        return self.root / name

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def toc(self, *pages: str) -> None:
        """Which pages the book has, beside the front page and the ledger; each gets a
        description.
        """
        lines = [
            "format: jb-book",
            "root: index",
            "chapters:",
            *(f"  - file: {page}" for page in pages),
            "  - glob: chapters/ledger/*",
        ]
        self.write("_toc.yml", "\n".join(lines) + "\n")
        rows = (
            f"{page},A page of a small book that a test builds and looks at: "
            f"{_unnumbered(page)}.,\n"
            for page in sorted({"index", "genindex", "search", *pages})
        )
        self.write("data/pages.csv", "page,description,picture\n" + "".join(rows))

    def chapter(self, cells: list[tuple[str, str, str]], name: str = "small") -> None:
        """Write a chapter as a notebook without outputs."""
        kinds = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
        book = nbformat.v4.new_notebook(
            cells=[kinds[kind](text, id=cell) for kind, cell, text in cells]
        )
        self.write(f"chapters/{name}.ipynb", nbformat.writes(notebooks.normalise(book)) + "\n")

    def exceptions(self, *phrases: str) -> None:
        """The phrases that need no binding."""
        rows = "".join(f'"{phrase}",A reason that a test gives.\n' for phrase in sorted(phrases))
        self.write("data/exceptions.csv", "phrase,reason\n" + rows)

    def change(self, table: str, where: dict[str, str], **cells: str) -> dict[str, str]:
        """Change cells of the one row of a table that has these cells; gives the row as it was."""
        path = self.path(f"data/{table}.csv")
        head, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
        wanted = [row for row in rows if where.items() <= dict(zip(head, row, strict=True)).items()]
        assert len(wanted) == 1, f"{table}.csv has {len(wanted)} rows with {where}"
        before = dict(zip(head, wanted[0], strict=True))
        wanted[0][:] = (before | cells).values()
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([head, *rows])
        path.write_text(out.getvalue(), encoding="utf-8")
        return before

    def plant(self, value: str) -> str:
        """Give :data:`FACT` another value, and all that is held against it too: its statement, its
        passages, the explanations of claims that name it, the row of its meeting, and what closed
        editions said, as if it had never been another; gives the value as printed.
        """
        before = self.change("facts", {"fact_id": FACT})
        old, new = tables.number_text(before["value"]), tables.number_text(value)
        statement = before["statement"].replace(old, new)
        self.change("facts", {"fact_id": FACT}, value=value, statement=statement)
        said = tables.read("editions", self.root).cells
        last = {"record": FACT, "closed": said[said["record"] == FACT]["closed"].max()}
        self.change("editions", last, value=value, statement=statement)
        for claim in tables.read("claims", self.root).cells.to_dict("records"):
            if FACT in claim["facts"].split(";"):
                explanation = re.sub(rf"\b{old}\b", new, claim["explanation"])
                self.change("claims", {"claim_id": claim["claim_id"]}, explanation=explanation)
        for passage in tables.read("passages", self.root).cells.to_dict("records"):
            if passage["fact_id"] == FACT:
                pair = {"fact_id": FACT, "source_id": passage["source_id"]}
                self.change("passages", pair, says=re.sub(rf"\b{old}\b", new, passage["says"]))
        meeting = {"date": before["as_of"], "countries": before["value"]}
        self.change("series/meetings", meeting, countries=value)
        return new

    def run(self, *command: str | Path, package: Path | None = None, **environment: str) -> Build:
        """Run a command in the book, with the package of the book (or of another, for tests of the
        refusal).
        """
        start = time.monotonic()
        done = subprocess.run(
            command,
            cwd=self.root,
            env={**_environment(), "PYTHONPATH": str(package or self.root), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=300,
        )
        return Build(done.returncode, done.stdout, time.monotonic() - start)

    def build(self, *options: str, package: Path | None = None, **environment: str) -> Build:
        """``jupyter-book build .``"""
        return self.run(jupyter_book(), "build", ".", *options, package=package, **environment)

    def refresh(self) -> None:
        """Execute the chapters and keep their outputs, as ``make notebooks`` does."""
        done = self.run(
            sys.executable,
            "-c",
            "from factbook import notebooks as n, tables\n"
            "n.refresh(n.chapters(tables.root()), tables.root())",
        )
        assert done.status == 0, done.log

    def site(self) -> dict[str, bytes]:
        """Every file of the built site."""
        site = self.root / "_build" / "html"
        return {
            path.relative_to(site).as_posix(): path.read_bytes()
            for path in sorted(site.rglob("*"))
            if path.is_file()
        }


def _unnumbered(page: str) -> str:
    """The name of a page without figures: descriptions may have none, and each page its own."""
    page = page.replace("january", "first").replace("september", "second")
    return re.sub("[0-9]", "", page)


def jupyter_book() -> Path:
    """The program of the environment that runs the tests."""
    return Path(sys.executable).with_name("jupyter-book")


def _environment() -> dict[str, str]:
    """The environment without what pytest and its plugins leave in it."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST", "COV_", "PYTHONPATH"))
    }


def built_site() -> Path:
    """The built book; fails, and does not skip, where it is missing."""
    if not (SITE / "index.html").is_file():
        raise AssertionError(f"{SITE} is missing: run make book first")
    return SITE


def is_page(name: str) -> bool:
    """Whether a file of a site is one of its pages: no part of the theme, no deck of slides."""
    return name.endswith(".html") and not name.startswith(("_static/", "_teaching/"))


def site_pages(site: Path = SITE) -> list[str]:
    """The name of every page of a site."""
    names = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return sorted(filter(is_page, names))
