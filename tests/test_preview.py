"""The preview serves the site with a script that loads a page again, and never writes it there."""

from __future__ import annotations

import os
import urllib.request

import pytest

from factbook import preview

PAGE = "<!DOCTYPE html>\n<html><body><p>One page</p>\n</body></html>\n"


@pytest.fixture
def site(tmp_path):
    """A site of one page and one script."""
    site = tmp_path / "_build" / "html"
    (site / "chapters").mkdir(parents=True)
    (site / "index.html").write_text(PAGE, encoding="utf-8")
    (site / "chapters" / "a.html").write_text(PAGE, encoding="utf-8")
    (site / "book.js").write_text("let page = '</body>';", encoding="utf-8")
    return site


@pytest.fixture
def get(site):
    """Fetches what the preview serves."""
    server = preview.serve(site, 0)

    def fetch(path: str) -> str:
        address = f"http://{preview.ADDRESS}:{server.server_port}{path}"
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert answer.headers["Cache-Control"] == "no-store"
            return answer.read().decode()

    yield fetch
    server.shutdown()


@pytest.mark.parametrize("path", ["/", "/index.html", "/chapters/a.html?find=35"])
def test_pages_get_the_script_as_they_are_served(site, get, path):
    """As a file of the same place: the policy of a page allows that and no code inside it."""
    assert get(path) == PAGE.replace("</body>", preview.TAG + "</body>")
    assert [p for p in site.rglob("*.html") if "preview" in p.read_text("utf-8")] == []


def test_other_files_are_served_as_they_are(get):
    """Also those that hold the end of a page as text."""
    assert get("/book.js") == "let page = '</body>';"
    assert "location.reload()" in get(preview.SCRIPT)


def test_state_changes_when_a_site_is_put_in_the_place_of_the_last(site, get):
    """Which is what the script asks for."""
    before = get(preview.STATE)
    assert before == get(preview.STATE) != ""
    site.rename(site.with_name("old"))
    assert get(preview.STATE) == ""
    site.mkdir()
    assert get(preview.STATE) not in ("", before)


def test_a_saved_file_is_seen(tmp_path):
    """By its time or its size; what the build writes is not."""
    page = tmp_path / "index.md"
    page.write_text("# One\n", encoding="utf-8")
    before = preview.stamps(tmp_path)
    assert list(before) == [page]
    page.write_text("# Two\n", encoding="utf-8")
    os.utime(page, (1, 1))
    assert preview.stamps(tmp_path) != before
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "index.html").write_text(PAGE, encoding="utf-8")
    assert list(preview.stamps(tmp_path)) == [page]


def test_port_that_is_taken(tmp_path, capsys):
    """A message, and no traceback."""
    server = preview.serve(tmp_path, 0)
    assert preview.preview(tmp_path, server.server_port) == 1
    assert f"port {server.server_port}" in capsys.readouterr().out
    server.shutdown()
