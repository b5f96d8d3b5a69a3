"""The manifest names every file of a site, and finds what differs in a copy."""

from __future__ import annotations

import functools
import http.server
import shutil
import subprocess
import threading

import pytest

from factbook import manifest


@pytest.fixture
def site(tmp_path):
    """A site with its manifest."""
    site = tmp_path / "site"
    (site / "chapters").mkdir(parents=True)
    for name in ("index.html", "chapters/ein Kapitel.html", "b.js", ".buildinfo"):
        (site / name).write_text(f"text of {name}", encoding="utf-8")
    manifest.write(site)
    return site


@pytest.fixture
def copy(site, tmp_path):
    """A copy of the site."""
    return shutil.copytree(site, tmp_path / "copy")


def test_manifest_is_sorted_and_leaves_out_what_hosts_do_not_serve(site):
    """Equal sites have equal manifests."""
    assert list(manifest.read(site)) == ["b.js", "chapters/ein Kapitel.html", "index.html"]


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="this system has no sha256sum")
def test_other_programs_read_it(site):
    """In the form of ``sha256sum``."""
    command = ["sha256sum", "--check", "--quiet", manifest.FILE]
    assert subprocess.run(command, cwd=site).returncode == 0


def test_equal_copy(site, copy):
    """Nothing to tell."""
    assert manifest.verify(site, str(copy)) == []


def test_each_difference_is_named(site, copy):
    """A file that is missing, one that is added, one that differs whatever its manifest says."""
    (copy / "b.js").unlink()
    (copy / "index.html").write_text("another text", encoding="utf-8")
    (copy / "chapters" / "more.html").write_text("more", encoding="utf-8")
    assert manifest.verify(site, str(copy)) == [
        "b.js: is missing there",
        "chapters/more.html: is not in this build",
        "index.html: differs",
    ]


def test_copy_at_an_address(site, copy):
    """Every file is fetched: a manifest alone proves nothing."""
    (copy / "b.js").write_text("another text", encoding="utf-8")
    (copy / "chapters" / "ein Kapitel.html").unlink()
    handler = functools.partial(Quiet, directory=str(copy))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    assert manifest.verify(site, address) == [
        "chapters/ein Kapitel.html: is missing there",
        "b.js: differs",
    ]
    server.shutdown()
    with pytest.raises(ValueError, match=r"manifest\.sha256 cannot be read"):
        manifest.verify(site, "http://127.0.0.1:9/")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def test_build_that_is_not_whole_proves_nothing(site, copy):
    """Else a page edited by hand would be held against the copy."""
    (site / "index.html").write_text("edited by hand", encoding="utf-8")
    with pytest.raises(ValueError, match="build the book first"):
        manifest.verify(site, str(copy))


def test_what_is_no_copy(site):
    """A word that is neither a folder nor an address."""
    with pytest.raises(ValueError, match="not a folder"):
        manifest.verify(site, "nowhere")
