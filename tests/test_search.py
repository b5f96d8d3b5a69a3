"""The index of the search: numbers are words, and a warm build keeps the entries of pages that it
does not write.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp

from factbook.book.site.search import English


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("nearly 1,400 drones", ["1400"]),
        ("1,234,567 people and 12,000 more", ["1234567", "12000"]),
        ("in 2025, 100 came", []),
        ("1,40 and 1,4000 and 35", []),
    ],
)
def test_a_number_with_commas_is_a_word(text, numbers):
    """Without them; the words that Sphinx finds stay."""
    words = English({}).split(text)
    assert words[len(words) - len(numbers) :] == numbers
    assert words[:2] == text.replace(",", " ").split()[:2]


def _index(folder: Path) -> dict:
    """Build, and read the index of the search."""
    app = SphinxTestApp("html", srcdir=folder, freshenv=False)
    try:
        app.build()
        text = (Path(app.outdir) / "searchindex.js").read_text(encoding="utf-8")
    finally:
        app.cleanup()
    return json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))


def test_a_warm_edit_keeps_the_terms_of_the_glossary(tmp_path):
    """Of a page that it does not write again; the terms of one that it does are those of now."""
    (tmp_path / "conf.py").write_text(
        "from factbook.book.site.search import connect as setup\n", encoding="utf-8"
    )
    (tmp_path / "index.rst").write_text(
        "Book\n====\n\n.. toctree::\n\n   terms\n\n.. index:: first\n\nOf 1,400 words.\n",
        encoding="utf-8",
    )
    (tmp_path / "terms.rst").write_text(
        "Terms\n=====\n\n.. glossary::\n\n   origin\n      Who said it.\n\n"
        "   relay\n      Who passed it on.\n",
        encoding="utf-8",
    )
    cold = _index(tmp_path)
    assert set(cold["indexentries"]) == {"first", "origin", "relay"}
    assert "1400" in cold["terms"]
    page = tmp_path / "index.rst"
    page.write_text(page.read_text(encoding="utf-8").replace("first", "second"), encoding="utf-8")
    warm = _index(tmp_path)
    assert set(warm["indexentries"]) == {"second", "origin", "relay"}
    for term in ("origin", "relay"):
        assert warm["indexentries"][term] == cold["indexentries"][term]
