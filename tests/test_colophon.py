"""The foot of a page says how to cite it, from which commit it was built, and until when sources
were read.
"""

from __future__ import annotations

import re
import subprocess

import pytest
from bookbuild import RECORDS, ROOT, SITE, built_site
from bs4 import BeautifulSoup

from factbook import tables
from factbook.book.site import colophon


def git(folder, *arguments: str) -> str:
    """What git answers in a folder."""
    done = subprocess.run(
        [
            "git",
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-C",
            str(folder),
            *arguments,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_commit_of_a_checkout(tmp_path):
    """Its short name and its day."""
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "first", "--date", "2026-01-06T12:00:00")
    name, day = colophon.commit_of(tmp_path)
    assert git(tmp_path, "rev-parse", "HEAD").startswith(name) and len(name) >= 10
    assert day == git(tmp_path, "log", "-1", "--format=%cs")


def test_folder_that_is_no_checkout_has_no_commit(tmp_path):
    """Nor has a folder inside somebody else's checkout, nor a checkout without a commit."""
    assert colophon.commit_of(tmp_path) == ("", "")
    git(tmp_path, "init", "-q")
    assert colophon.commit_of(tmp_path) == ("", "")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "first")
    (tmp_path / "inside").mkdir()
    assert colophon.commit_of(tmp_path / "inside") == ("", "")


def test_a_checkout_that_git_does_not_trust_is_no_secret(tmp_path, monkeypatch):
    """One of another user, for instance: pages are without a commit, and the build says why."""
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "first")
    said = []
    monkeypatch.setattr(colophon.logger, "info", said.append)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert colophon.commit_of(tmp_path) == ("", "")
    assert len(said) == 1 and "git rev-parse failed: fatal: " in said[0]
    monkeypatch.delenv("GIT_TEST_ASSUME_DIFFERENT_OWNER")
    monkeypatch.setenv("PATH", "")
    assert colophon.commit_of(tmp_path) == ("", "")
    assert len(said) == 2 and "git was not found" in said[1]


@pytest.mark.parametrize(
    "page",
    [
        "index",
        "chapters/summit",
        "chapters/article-january-2026",
        "chapters/ledger/1-summit",
        "search",
    ],
)
def test_every_page_says_how_to_cite_it(page):
    """With its title, the edition, the dates up to which sources were read, and where the licence
    stands.
    """
    built_site()
    html = BeautifulSoup((SITE / f"{page}.html").read_text(encoding="utf-8"), "lxml")
    text, edition = html.select_one(".colophon").get_text(" ", strip=True), RECORDS.edition
    for said in (
        edition["name"],
        tables.date_text(edition["date"]),
        tables.date_text(edition["sources_read_until"]),
        tables.date_text(edition["relayed_until"]),
        "CC BY 4.0",
        "Coalition of the Willing",
    ):
        assert said in text, (page, said)
    if page.startswith("chapters/"):
        title = html.h1.get_text().rstrip("#").strip()
        assert f"“{title}”" in html.select_one(".colophon .cite").get_text()
    assert html.select_one(".colophon a")["href"].endswith("about.html#licence")
    if colophon.commit_of(ROOT)[0]:
        (name,) = set(re.findall(r"commit ([0-9a-f]{10,})", text))
        git(ROOT, "merge-base", "--is-ancestor", name, "HEAD")  # or it raises
