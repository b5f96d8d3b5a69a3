"""A clone is the same on every system, and git joins two requests: what ``.gitattributes``
promises.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from commandbook import commit, git

from factbook import rules

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def origin(tiny_book, tmp_path_factory):
    """The tiny book under git, with the attributes of this one and a text with CR LF among the
    articles.
    """
    shutil.copy(ROOT / ".gitattributes", tiny_book.root)
    commit(tiny_book.root)
    return tiny_book


def test_a_clone_with_the_default_of_git_for_windows_holds_every_rule(origin, tmp_path_factory):
    clone = tmp_path_factory.mktemp("windows") / "clone"
    git(origin.root, "-c", "core.autocrlf=true", "clone", "-q", str(origin.root), str(clone))
    assert rules.check(clone) == []
    assert not [path for path in clone.rglob("*.csv") if b"\r" in path.read_bytes()]
    git(clone, "config", "core.autocrlf", "true")
    assert git(clone, "status", "--porcelain") == ""


def test_an_article_stays_byte_for_byte_even_with_other_line_ends(origin, tmp_path_factory):
    article = origin.root / "seeds/000.txt"
    article.write_bytes(b"one\r\ntwo\n")
    commit(origin.root, "An article")
    clone = tmp_path_factory.mktemp("clone") / "clone"
    git(origin.root, "clone", "-q", str(origin.root), str(clone))
    assert (clone / "seeds/000.txt").read_bytes() == b"one\r\ntwo\n"


def branch(origin, name: str, /, **row: str) -> None:
    """A branch from the first commit, on which a subject was added."""
    git(origin.root, "checkout", "-q", "-b", name, "main-line")
    rows = origin.path("subjects").read_text("utf-8").splitlines(keepends=True)
    rows.insert(3, ",".join(row.values()) + "\n")
    origin.path("subjects").write_text("".join(rows), "utf-8")
    commit(origin.root, name)


def test_two_requests_with_neighbouring_rows_join(origin):
    git(origin.root, "branch", "main-line")
    branch(origin, "one", code="GBR", name="United Kingdom", kind="country", region="Europe")
    branch(origin, "two", code="ITA", name="Italy", kind="country", region="Europe")
    git(origin.root, "merge", "-q", "-m", "Both", "one")
    codes = [line.split(",")[0] for line in origin.path("subjects").read_text().splitlines()]
    assert {"GBR", "ITA"} < set(codes) and "<<<<<<<" not in codes


def test_a_row_that_both_changed_stands_twice_and_the_check_says_so(origin):
    git(origin.root, "branch", "main-line")
    for name in ("one", "two"):
        git(origin.root, "checkout", "-q", "-b", name, "main-line")
        origin.row("subjects", "FRA")["name"] = f"France {name}"
        origin.write()
        commit(origin.root, name)
    git(origin.root, "merge", "-q", "-m", "Both", "one")
    assert [v.column for v in rules.check(origin.root) if "stands in line" in v.message] == ["code"]
