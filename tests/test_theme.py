"""A page loads what it needs, and a theme that has changed does not pass silently."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from types import SimpleNamespace

import pydata_sphinx_theme
import pytest
import sphinx
import sphinx_book_theme
import tinycss2
from bookbuild import SITE, built_site, site_pages
from sphinx.errors import ExtensionError
from sphinx.testing.util import SphinxTestApp
from visit import CHAPTERS

from factbook.book.site import classroom, leftovers, styles, theme

BOOK_THEME = Path(sphinx_book_theme.__file__).parent / "theme" / "sphinx_book_theme"
BASE_THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme"
BASIC = Path(sphinx.__file__).parent / "themes" / "basic"

SHADOWED = {
    BASIC / "layout.html": "677b8a118e60",
    BASE_THEME / "layout.html": "fe5c35806042",
    BASE_THEME / "search.html": "098d19aa34f7",
    BASE_THEME / "static/webpack-macros.html": "b1f893e4416c",
    BASE_THEME / "components/prev-next.html": "ff77edddb022",
    BASE_THEME / "components/search-button-field.html": "518dda81dd8c",
    BASE_THEME / "components/search-button.html": "65a5ba03ed2d",
    BASE_THEME / "components/search-field.html": "aec4ce15c313",
    BASE_THEME / "components/theme-switcher.html": "a68d37b2ca35",
    BOOK_THEME / "layout.html": "2cd2fbbe2cae",
    BOOK_THEME / "components/article-header-buttons.html": "01d586c72ac2",
    BOOK_THEME / "components/sbt-sidebar-nav.html": "38342bd74404",
    BOOK_THEME / "components/page-toc.html": "d4026f8b419e",
    BOOK_THEME / "components/toggle-primary-sidebar.html": "316c98ec6677",
    BOOK_THEME / "components/toggle-secondary-sidebar.html": "0cf39e5b61b0",
    BOOK_THEME / "macros/buttons.html": "f00ab51a0c5d",
}
"""The templates of the theme that ours stand for or extend, with the beginning of the sum of each.
"""


@pytest.mark.parametrize("path", SHADOWED, ids=lambda path: f"{path.parts[-2]}/{path.name}")
def test_shadowed_template_is_the_one_we_know(path):
    """A template of ours hides what a new version of the theme does in the same place: look, then
    note the new sum.
    """
    found = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    assert found == SHADOWED[path], (
        f"{path} has changed ({found}): compare it with factbook/book/site/templates"
    )


def test_every_template_of_ours_is_known():
    """Each template that hides one of the theme's has a sum above."""
    ours = {path.name for path in theme.TEMPLATES.rglob("*.html")} - {"icons.html"}
    assert ours <= {path.name for path in SHADOWED}


def test_the_policy():
    """As a whole: what is not said here is not allowed."""
    start = (theme.TEMPLATES / "start.js").read_text(encoding="utf-8")
    assert theme.POLICY == (
        "default-src 'self'; "
        f"script-src 'self' '{theme.checksum(start)}'; "
        "style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; "
        "font-src 'self'; "
        "object-src 'none'; "
        "base-uri 'none'; "
        "form-action 'self'"
    )
    assert theme.checksum("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def test_code_inside_a_page_stops_the_build():
    """An extension that writes code into pages does not pass: the policy would stop that code on
    the reader's side.
    """
    code = SimpleNamespace(filename=None, attributes={"body": "alert(1)"})
    with pytest.raises(ExtensionError, match=r"into the page 'a', which the policy.*alert\(1\)"):
        theme._is_needed(code, "a", "")
    setting = SimpleNamespace(filename=None, attributes={"body": "DOCUMENTATION_OPTIONS.pagename"})
    assert not theme._is_needed(setting, "a", "")


@pytest.mark.parametrize(
    ("name", "body", "needed"),
    [
        ("_static/book.js", "", True),
        ("_static/design-tabs.js", "", False),
        ("_static/clipboard.min.js", "", False),
        ("_static/copybutton.js", '<div class="highlight">', True),
    ],
)
def test_scripts_that_a_page_needs(name, body, needed):
    """Those that copy code come only to pages with code."""
    assert theme._is_needed(SimpleNamespace(filename=name, attributes={}), "a", body) is needed


def test_lighter_leaves_out_plain_marks():
    """Code keeps its words and colours; a table loses the style that pandas writes before it."""
    code = (
        '<div class="highlight"><pre><span class="n">a</span><span class="w"> </span>'
        '<span class="o">=</span> <span class="s2">&quot;b&quot;</span></pre></div>'
    )
    table = "<style scoped>\n.dataframe th { a: b }\n</style>\n<table></table>"
    assert theme.lighter(code + table) == (
        '<div class="highlight"><pre tabindex="0">a = '
        '<span class="s2">&quot;b&quot;</span></pre></div><table></table>'
    )


def test_foreign_stylesheet_stops_the_build():
    """A sheet that is not the site's own cannot be joined, and the policy would refuse it."""
    app = SimpleNamespace(builder=SimpleNamespace(name="html"))
    sheet = SimpleNamespace(filename="https://example.org/a.css", priority=500)
    with pytest.raises(ExtensionError, match=r"'a' is not the site's own: 'https://example.org/a"):
        styles.Styles().note(app, "a", "page.html", {"css_files": [sheet]}, None)


def test_theme_script_that_changed_stops_the_build(tmp_path):
    """And the one of today loses what measures the whole page, only that, once."""
    script = tmp_path / "theme.js"
    script.write_text(
        'e(a),"complete"===document.readyState?I():window.addEventListener("load",I)',
        encoding="utf-8",
    )
    for _ in range(2):
        leftovers.quieten(script)
        assert script.read_text(encoding="utf-8") == f"e(a),{leftovers.MEASURED_LATER}"
    script.write_text("changed", encoding="utf-8")
    with pytest.raises(ExtensionError, match="the theme's script no longer measures"):
        leftovers.quieten(script)


def _build(folder: Path, **options) -> SphinxTestApp:
    """A book of one page, with our theme and no tables, built in this process."""
    folder.mkdir(parents=True)
    (folder / "index.rst").write_text("A page\n======\n", encoding="utf-8")
    (folder / "conf.py").write_text(
        "from factbook.book.site import theme\n"
        "extensions = ['sphinx_book_theme']\nhtml_theme = 'sphinx_book_theme'\nproject = 'A book'\n"
        "def setup(app):\n    theme.setup(app)\n    app.connect('builder-inited', theme.connect)\n",
        encoding="utf-8",
    )
    app = SphinxTestApp("html", srcdir=folder, confoverrides=options)
    try:
        app.build()
    finally:
        app.cleanup()
    return app


def test_build_info_is_the_same_in_two_environments(tmp_path):
    """It hashes the options, and the place of the theme's templates is none; another option is."""
    infos = []
    for place, option in (("one", ""), ("elsewhere/two", ""), ("three", "else")):
        templates = tmp_path / place / "environment" / "components"
        options = {"templates_path": [str(templates)], "html_short_title": option or "A book"}
        app = _build(tmp_path / place / "book", **options)
        assert app.config.templates_path[0] == str(theme.TEMPLATES)
        assert str(templates) in app.config.templates_path
        infos.append((Path(app.outdir) / ".buildinfo").read_text(encoding="utf-8"))
    assert infos[0] == infos[1] != infos[2]


@pytest.mark.parametrize(
    ("style", "elsewhere", "left"),
    [
        ("a{--x:1;b:var(--x)}", "", "a{--x:1;b:var(--x)}"),
        ("a{--x:1;b:c}", "", "a{b:c}"),
        ("a{--x:1}", "read('--x')", "a{--x:1}"),
        ("a{--x:var(--y);--y:1;b:c}", "", "a{b:c}"),
        ('a{--x:"1;}";b:c}', "", "a{b:c}"),
        ('a{--x:"Font Awesome 6";b:var(--x)}', "", "a{b:var(--x)}"),
    ],
)
def test_variables_that_nothing_reads_go(style, elsewhere, left):
    """Also those that only such a variable reads; text in quotes does not end one."""
    assert styles.without_unused_variables(style, elsewhere) == left


@pytest.mark.parametrize(
    ("rules", "kept"),
    [
        (".known{a:b}", ".known{a:b}"),
        (".unknown{a:b}", ""),
        (".known .unknown{a:b}", ""),
        (".unknown,.known{a:b}", ".known{a:b}"),
        ("p > a:hover{a:b}", "p > a:hover{a:b}"),
        (":not(.unknown){a:b}", ":not(.unknown){a:b}"),
        ("#unknown{a:b}", "#unknown{a:b}"),
        ("@media print{.known{a:b}.unknown{a:b}}", "@media print{.known{a:b}}"),
        ("@media print{.unknown{a:b}}", ""),
        ("@supports (a:b){.known{a:b}}", "@supports (a:b){.known{a:b}}"),
        ('@font-face{src:url("x")}', '@font-face{src:url("x")}'),
        ("@keyframes turn{from{a:b}to{a:c}}", "@keyframes turn{from{a:b}to{a:c}}"),
        ('@font-face{font-family:Font Awesome\\ 6 Free;src:url("x")}', ""),
        ("@keyframes fa-spin{from{a:b}to{a:c}}", ""),
        ('[data-theme="dark"] .known{a:b}', '[data-theme="dark"] .known{a:b}'),
    ],
)
def test_rules_for_classes_that_no_page_has_go(rules, kept):
    """And no others."""
    parsed = tinycss2.parse_stylesheet(rules, skip_comments=True, skip_whitespace=True)
    assert "".join(styles.kept_rules(parsed, {"known"})) == kept


# --- the built site
# ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Every page's text; what is there to take away (slides) has tests of its own."""
    return {name: (SITE / name).read_text(encoding="utf-8") for name in site_pages(built_site())}


@pytest.mark.parametrize(
    "pattern",
    [
        "**/fontawesome*.js*",
        "**/*.map",
        "**/*thebe*",
        "**/*.ttf",
        "**/require*.js",
        "**/*.LICENSE.txt",
        "**/*plotly*",
        "**/bootstrap*",
    ],
)
def test_file_is_not_there(pattern):
    """What no page loads is not on the site."""
    assert sorted(built_site().glob(pattern)) == []


@pytest.mark.parametrize(
    "text",
    [
        "fontawesome.js",
        "thebe",
        "THEBE_JS_URL",
        "cdn.jsdelivr",
        "require.min.js",
        "googletagmanager",
        "analytics.js",
        "unpkg.com",
        "cdnjs",
        "fonts.googleapis",
    ],
)
def test_no_page_names(pages, text):
    """Neither the icon script, nor the launcher, nor a service elsewhere."""
    assert [
        name
        for name, page in pages.items()
        if re.search(rf"<(script|link)[^>]*{re.escape(text)}|{re.escape(text)}[^<]*</script>", page)
    ] == []


def test_no_page_needs_an_icon_font(pages):
    """Icons are drawn; the stylesheet carries no font, and the site only the book's own."""
    css = (built_site() / "_static" / styles.SITE_STYLE).read_text(encoding="utf-8")
    assert all("Awesome" not in face for face in re.findall(r"@font-face\{[^}]*\}", css))
    assert ".fa-" not in css and "data:font" not in css
    assert all(file.name.startswith("factbook-sans") for file in SITE.rglob("*.woff2"))
    named = {
        name
        for page in pages.values()
        for names in re.findall(r'class="([^"]*)"', page)
        for name in names.split()
    }
    assert {name for name in named if re.match("fa[srb]?(-|$)", name)} == set()
    icons = {name: len(re.findall(r'<svg class="drawn"', page)) for name, page in pages.items()}
    assert {name for name, number in icons.items() if number < 8} == set()
    assert all(
        'class="drawn" viewBox="0 0 16 16" aria-hidden="true"></svg>' not in page
        for page in pages.values()
    )


def test_there_is_one_light_stylesheet(pages):
    """As it travels, icons included; nothing that it names is missing.  Pages for classes load one
    more, and no other page does.
    """
    sheets = {path.relative_to(SITE).as_posix() for path in built_site().rglob("*.css")}
    assert sheets == {f"_static/{name}" for name in styles.WHOLE}
    loading = {name for name, page in pages.items() if f"_static/{classroom.STYLE}" in page}
    assert loading == {name for name, page in pages.items() if classroom.MARK in page}
    assert loading and not [name for name in CHAPTERS if name in loading]
    text = (SITE / "_static" / styles.SITE_STYLE).read_text(encoding="utf-8")
    assert len(gzip.compress(text.encode())) <= 32 * 1024 and "@import" not in text
    named = {
        name.split("?")[0]
        for name in re.findall(r"url\(([^)]+?\.(?:woff2|png|svg))[^)]*\)", text)
        if not name.startswith(("data:", '"data:'))
    }
    assert [name for name in named if not (SITE / "_static" / name).is_file()] == []


def test_every_page_is_closed(pages):
    """The policy stands before anything loads; the one script inside a page is the one that it
    names.
    """
    for name, page in pages.items():
        policies = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', page)
        assert policies == [theme.POLICY], name
        assert page.index("Content-Security-Policy") < page.index("<link"), name
        inside = re.findall(
            r"<script(?![^>]*application/(?:ld\+)?json)[^>]*>(.*?)</script>", page, re.DOTALL
        )
        assert [script for script in inside if script.strip()] == [theme.START], name
        assert re.findall(r"<[^>]+\son[a-z]+\s*=", page) == [], name
        waits = re.findall(r'<script(?![^>]*\bdefer\b)[^>]* src="', page)
        assert waits == [], name
        assert re.findall(r'rel="preload"[^>]* as="([^"]*)"', page) == ["font"], name


def test_scripts_come_where_they_are_needed(pages):
    """What copies code stands on pages with code alone, the search engine on its page alone."""
    for name, page in pages.items():
        assert ("clipboard" in page) == (theme.CODE in page), name
        assert ("searchtools.js" in page) == (name == "search.html"), name
        assert "searchindex.js" not in page, name


def test_each_page_can_be_zoomed_and_has_a_language(pages):
    """And a title of its own."""
    for name, page in pages.items():
        views = set(re.findall(r'<meta name="viewport" content="([^"]*)"', page))
        assert "width=device-width, initial-scale=1.0" in views, name
        assert views <= {f"width=device-width, initial-scale={one}" for one in ("1", "1.0")}, name
        assert re.search(r'<html[^>]* lang="en"', page), name
    titles = [re.search(r"<title>\s*(.*?)\s*</title>", page, re.S)[1] for page in pages.values()]
    assert len(titles) == len(set(titles))
