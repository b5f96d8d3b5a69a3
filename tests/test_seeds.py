"""The two articles stay byte for byte as they came."""

from __future__ import annotations

import hashlib

import pytest
from bookbuild import ROOT

MANIFEST = {
    "000_6fb508f7188feb9d.txt": "de76a46707e137393afb53cebb24fa02475afbd4059204e35f0a3e859592e9e5",
    "002_dcccf0fbdc60969d.txt": "6938cad89cb4f78507dbe64975069d3926c08d1540dd47b429d07794c2692757",
}


@pytest.mark.parametrize(("name", "digest"), MANIFEST.items())
def test_article_is_unchanged(name, digest):
    """Its checksum stands here too, so that the manifest alone cannot be rewritten with it."""
    assert hashlib.sha256((ROOT / "seeds" / name).read_bytes()).hexdigest() == digest


def test_manifest_lists_them():
    """As `sha256sum --check` reads it."""
    assert (ROOT / "seeds/manifest.sha256").read_text() == "".join(
        f"{digest}  {name}\n" for name, digest in MANIFEST.items()
    )


def test_there_is_nothing_else():
    """Two articles, their checksums, and the page that says what they are."""
    assert {path.name for path in (ROOT / "seeds").iterdir()} == {
        *MANIFEST,
        "manifest.sha256",
        "README.md",
    }
