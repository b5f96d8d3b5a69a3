"""HTML in a page that would run code or lead elsewhere ends the build; all else stays."""

from __future__ import annotations

import pytest
from sphinx.testing.util import SphinxTestApp

from factbook.book import markup

FORBIDDEN = {
    "<script>window.hacked = 1</script>": "<script> runs code",
    '<SCRIPT src="../_sources/a.md"></SCRIPT>': "<script> runs code",
    "<script/src=a.js>": "<script> runs code",
    '<svg><script href="a.js"/></svg>': "<script> runs code",
    '<meta http-equiv="refresh" content="0; url=https://example.org">': "<meta http-equiv>",
    "<META HTTP-EQUIV=refresh>": "<meta http-equiv>",
    '<img src="x" onerror="alert(1)">': "onerror= runs code",
    '<img/src="x"/onerror=alert(1)>': "onerror= runs code",
    "<details open ontoggle=alert(1)>": "ontoggle= runs code",
    '<a href="javascript:alert(1)">a</a>': "href= is an address that runs code",
    '<a href=" java&#115;cript:alert(1)">a</a>': "href= is an address that runs code",
    '<a href="java\nscript:alert(1)">a</a>': "href= is an address that runs code",
    '<svg><a xlink:href="JavaScript:alert(1)"></a></svg>': "xlink:href= is an address",
    '<button formaction="vbscript:a">a</button>': "formaction= is an address",
    '<iframe src="a.html"></iframe>': "<iframe> shows another page",
    '<b srcdoc="a">a</b>': "srcdoc= shows another page",
    '<base href="https://example.org">': "<base> leads every link elsewhere",
    '<object data="a.html"></object>': "<object> shows another file",
    "<!--><script>alert(1)</script>-->": "code",
}


@pytest.mark.parametrize("html", FORBIDDEN)
def test_forbidden(html):
    """Each by what it does, on its line."""
    found = markup.violations(f"<p>\nText\n{html}")
    assert any(FORBIDDEN[html] in message and line == 2 for line, message in found), found


@pytest.mark.parametrize(
    "html",
    [
        "<p>one < two, and javascript: is a word</p>",
        '<a href="https://example.org/javascript:">a</a>',
        '<div class="once" id="on"><abbr title="on=">a</abbr></div>',
        '<img src="data:image/png;base64,AAAA" alt="A picture">',
        "<!-- a remark for authors -->",
        "<svg><path d='M0 0'/></svg>",
        '<meta name="robots" content="noindex">',
    ],
)
def test_allowed(html):
    """What runs nothing stays."""
    assert markup.violations(html) == []


class _Notes(list):
    def note_problem(self, docname: str, line: int | None, message: str) -> None:
        """Keep it."""
        self.append((docname, line, message))


PAGE = """\
# A page

Text, and <b onclick="a()">a word</b> in it.

<div>

</div>

<div>
<meta http-equiv="refresh" content="0">
</div>

A formula, {math}`a^2`, and one of its own:

```{math}
a^2 + b^2
```
"""


def test_a_page_is_looked_at(tmp_path, monkeypatch):
    """Inline and in blocks; formulas too."""
    notes = _Notes()
    monkeypatch.setattr(markup.domain, "facts_of", lambda env: notes)
    (tmp_path / "index.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "conf.py").write_text(
        "extensions = ['myst_parser', 'factbook.book.markup']\n"
        # Its own: where this process built a book, Jupyter Book's parser for .md is the default.
        "source_suffix = {'.md': 'markdown'}\n",
        encoding="utf-8",
    )
    app = SphinxTestApp("dummy", srcdir=tmp_path)
    try:
        app.build()
    finally:
        app.cleanup()
    assert sorted((line, message.split(",")[0]) for _, line, message in notes) == [
        (3, "onclick= runs code"),
        (10, "<meta http-equiv> gives the browser an order"),
        (13, "a formula is drawn by a library that the site would load from elsewhere"),
        (15, "a formula is drawn by a library that the site would load from elsewhere"),
    ]
