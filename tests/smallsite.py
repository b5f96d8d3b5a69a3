"""A tiny book with pages, built in this process: a second a build, and every table of it can be
changed.

:class:`Site` is :class:`conftest.TinyBook` with a page for each directive of the book.  The
extension takes its root from the folder of the book, so that nothing is copied; only a chapter
needs a package of its own, because its kernel is another process.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

import nbformat
import tinycss2
from bookbuild import ROOT
from conftest import JANUARY, TASKS, TinyBook
from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from factbook import notebooks, tables

PAGES = {
    "index": "# A tiny book\n\nThere were {fact}`paris-countries`.\n\n```{edition}\n```\n",
    "chapters/page": "# A page\n\nOn {fact-date}`paris-countries` there were "
    "{fact}`paris-countries`, says {source}`elysee`; the article is {claim}`jan-nations`.\n",
    "chapters/article-january": "# An article\n\n```{article} 000_january.txt\n```\n",
    "chapters/article-september": "# The other article\n\n```{article} 002_september.txt\n```\n",
    "chapters/timeline": "# Timeline\n\n```{timeline}\n```\n",
    "chapters/disagreements": "# Disagreements\n\n```{disagreements}\n```\n",
    "chapters/tiles": "# Tiles\n\n```{tiles}\n```\n\n```{fact-search}\n```\n",
    "chapters/sources": "# Sources\n\n```{source-list}\n```\n",
    "chapters/method": "# Method\n\nArticle 5 is a name.\n\n```{tally}\n```\n",
    "chapters/about": "# About\n\n(licence)=\n## Licence\n\nWhat may be done.\n\n"
    "```{table-files}\n```\n",
    "chapters/germany": "# Germany\n\nThere were {fact}`paris-countries`.\n\n"
    "```{chapter-sources} germany\n```\n",
    "chapters/corrections": "# Corrections\n\n"
    + "".join(
        f"## The {part}\n\n```{{corrections}} {part}\n```\n\n"
        for part in ("counts", "figures", "verdicts", "statements", "retired", "support")
    ),
    "chapters/words": "# Words\n\n```{glossary}\nsummit\n  A meeting.\n```\n",
}
"""Docname → text: every directive of the book and every role of the tables stands on one of
them.
"""


COUNTS = """\
import altair as alt
import pandas as pd
from factbook.charts import figure

counts = pd.DataFrame({"Who": ["host", "agency"], "Countries": [35, 27], "Said": ["w" * 60, "b"]})

def draw(width):
    return alt.Chart(counts, width=width - 150).mark_bar().encode(x="Countries", y="Who")

figure(
    draw, id="counts", title="The host counted more", subtitle="Countries in Paris",
    description="A long bar for the count of the host and a shorter one for the agency.",
    sources=["elysee"], as_of="2026-01-06", data=counts,
)"""
"""A cell that draws a chart with a column too long for a sheet."""

LETTERS = str.maketrans("0123456789", "ghijklmnop")


@dataclass
class Build:
    """What one build gave: its log with warnings, its error, and the docnames that it read."""

    log: str
    error: Exception | None
    read: list[str]
    seconds: float


class Site(TinyBook):
    """A tiny book with pages.  Change tables or ``pages``, :meth:`write`, then :meth:`build`."""

    def __init__(self, root: Path):
        super().__init__(root)
        self.pages = dict(PAGES)

    def write(self) -> Site:
        """Write the tables, the pages and what Jupyter Book needs; pages that are as they were keep
        their time.
        """
        rows = {row["page"]: row for row in self.tables["pages"]}
        for page in {"genindex", "search", *self.pages} - rows.keys():
            # A name without the months and numbers that a description may not say.
            name = hashlib.md5(page.encode()).hexdigest().translate(LETTERS)
            text = f"A page of a tiny book that a test builds and looks at: {name}."
            self.add("pages", page=page, description=text)
        before = {path: (path.read_bytes(), path.stat()) for path in self._files()}
        super().write()
        for path, (content, stat) in before.items():
            if path.read_bytes() == content:  # one edit is one file: Sphinx compares times
                os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        if not (self.root / "factbook").is_dir():
            # For kernels, which are other processes, and for the logo.
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / "factbook", self.root / "factbook", ignore=ignored)
            shutil.copytree(ROOT / "data/map", self.root / "data/map", dirs_exist_ok=True)
        shutil.copy(ROOT / "_config.yml", self.root)
        toc = (ROOT / "_toc.yml").read_text(encoding="utf-8")
        globs = re.findall(r"- glob: (\S+)", toc)[:2]
        files = [f"  - file: {page}" for page in self.pages if page != "index"]
        lines = [*files, *(f"  - glob: {glob}" for glob in globs)]
        _write(
            self.root / "_toc.yml",
            "\n".join(["format: jb-book", "root: index", "chapters:", *lines, ""]),
        )
        for page, text in self.pages.items():
            path = self.root / page
            _write(path.with_suffix(".ipynb" if text.startswith("{") else ".md"), text)
        return self

    def _files(self) -> list[Path]:
        """The tables and the articles."""
        return [
            path
            for folder in ("data", "seeds")
            for path in (self.root / folder).rglob("*.*")
            if path.is_file()
        ]

    def ask(self) -> Site:
        """Ask the questions for classes on the page that they are of, and answer them on a page."""
        for row in TASKS:
            self.add("tasks", **row)
        self.pages["chapters/germany"] += (
            "\n(who-came)=\n## Who came?\n\nSome.\n\n:::{fold} For a class\n```{tasks}\n```\n:::\n"
        )
        self.pages["chapters/answers"] = "# Answers\n\nFor teachers.\n\n```{answers}\n```\n"
        return self

    def taught(self) -> Site:
        """Ask the questions and answer them; have a lesson about Germany, its page and its
        sheet.
        """
        self.teach()
        self.pages["chapters/answers"] = "# Answers\n\nFor teachers.\n\n```{answers}\n```\n"
        self.pages["chapters/germany"] += (
            "\n(who-came)=\n## Who came?\n\nSome.\n\n:::{fold} For a class\n```{tasks}\n```\n:::\n"
        )
        parts = ["lesson-line", "plan", "exit-quiz", "hooks", "lesson-key"]
        named = [f"```{{{part}}} germany{' 45' if part == 'plan' else ''}\n```\n" for part in parts]
        self.pages["chapters/lesson-germany"] = "\n".join(["# Lesson: the guests\n", *named])
        self.pages["chapters/sheet-germany"] = (
            "# The guests\n\nThere were {fact}`paris-countries`.\n\n```{sheet} germany\n```\n"
        )
        self.add("judging", seed=JANUARY, place="1", claim_id="jan-nations")
        self.pages["chapters/judge"] = f"# Judge\n\n```{{judge}} {JANUARY}\n```\n"
        self.pages["chapters/test"] = "# Test\n\n```{self-test}\n```\n"
        self.pages["chapters/teaching"] = "# For teachers\n\n```{lesson-list}\n```\n"
        return self

    def draw(self) -> Site:
        """Let the sheet of the lesson have a chart, of a chapter that draws it."""
        self.row("lessons", "germany").update(chart="counts", caption="Who counted, and what.")
        self.chapter("drawn", ("markdown", "# Drawn"), ("code", COUNTS))
        return self

    def chapter(self, name: str, *cells: tuple[str, str]) -> None:
        """A page that is a notebook; each cell is its kind (``markdown``, ``code``) and its
        text.
        """
        make = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
        book = nbformat.v4.new_notebook(
            cells=[make[kind](text, id=f"cell-{i}") for i, (kind, text) in enumerate(cells, 1)]
        )
        self.pages[f"chapters/{name}"] = nbformat.writes(notebooks.normalise(book)) + "\n"

    def build(self, builder: str = "html", to: str = "_build", **overrides) -> Build:
        """Build the book as ``jupyter-book build`` does, in this process; what stops it is in
        ``error``.
        """
        start, log = time.monotonic(), io.StringIO()
        read: list[str] = []
        with _root(self.root), patch_docutils(), docutils_namespace():
            config, _ = get_final_config(
                user_yaml=self.root / "_config.yml",
                cli_config={"latex_individualpages": False},
                sourcedir=self.root,
                validate=False,
            )
            error = None
            try:
                app = Sphinx(
                    srcdir=self.root,
                    confdir=None,
                    outdir=self.root / to / builder,
                    doctreedir=self.root / to / ".doctrees",
                    buildername=builder,
                    # Lists of their own: extensions add to the defaults, which all builds share.
                    confoverrides={
                        **config,
                        "external_toc_path": str(self.root / "_toc.yml"),
                        "templates_path": [],
                        "html_static_path": [],
                        **overrides,
                    },
                    status=log,
                    warning=log,
                )
                app.connect("source-read", lambda app, docname, source: read.append(docname))
                app.build()
            except Exception as stopped:  # noqa: BLE001 (what stops it is asked for)
                error = stopped
        text = re.sub(r"\x1b\[[0-9;]*m", "", log.getvalue())
        return Build(text, error, sorted(read), time.monotonic() - start)

    def site(self, to: str = "_build") -> dict[str, bytes]:
        """Every file of a built site."""
        site = self.root / to / "html"
        return {
            path.relative_to(site).as_posix(): path.read_bytes()
            for path in sorted(site.rglob("*"))
            if path.is_file()
        }


def _write(path: Path, text: str) -> None:
    """Write a file unless it has this text already."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


_parsed = cache(tinycss2.parse_stylesheet)
"""The theme's stylesheets, parsed once: that is half of the time of such a small build."""


@contextmanager
def _root(root: Path) -> Iterator[None]:
    """The package as if it stood in a book, in this process and in kernels."""
    with (
        mock.patch.object(tables, "root", return_value=root.resolve()),
        mock.patch.object(tinycss2, "parse_stylesheet", _parsed),
        mock.patch.dict(os.environ, {"PYTHONPATH": str(root)}),
        chdir(root),
    ):
        yield
