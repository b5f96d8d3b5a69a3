"""A page loads what it needs, and a theme that has changed does not pass silently."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re

import pytest
import tinycss2
from bookbuild import SITE, built_site
from fontTools.ttLib import TTFont
from sphinx.errors import ExtensionError

from factbook.book.site import theme

THEMED = """\
<!DOCTYPE html>
<html lang="en" data-content_root="./" >
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" /><meta name="viewport" content="width=device-width, initial-scale=1" />
  <script data-cfasync="false">
    document.documentElement.dataset.mode = localStorage.getItem("mode") || "";
    document.documentElement.dataset.theme = localStorage.getItem("theme") || "";
  </script>
  <link href="_static/styles/theme.css?digest=55c26ed414f5f8a31ebb" rel="stylesheet" />
    <link rel="stylesheet" type="text/css" href="_static/pygments.css?v=03e43079" />
  <!-- Pre-loaded scripts that we'll load fully later -->
  <link rel="preload" as="script" href="_static/scripts/bootstrap.js?digest=55c26ed414f5f8a31ebb" />
<link rel="preload" as="script" href="_static/scripts/pydata-sphinx-theme.js?digest=55c26ed414f5f8a31ebb" />
    <script src="_static/doctools.js?v=9a2dae69"></script>
    <script src="_static/clipboard.min.js?v=a7894cd8"></script>
    <script>let toggleHintShow = 'Click to show';</script>
    <script>let toggleOpenOnPrint = 'true';</script>
    <script>DOCUMENTATION_OPTIONS.pagename = 'chapters/about';</script>
    <script>DOCUMENTATION_OPTIONS.search_as_you_type = false;</script>
  <!-- So that users can add custom icons -->
  <script defer src="_static/scripts/fontawesome.js?digest=8878045cc6db502f8baf"></script>
    <script data-sd-tabs-storage-prefix="sphinx-design-tab-id-" src="_static/design-tabs.js?v=f930bc37"></script>
    <script src="_static/searchtools.js"></script>
    <script src="_static/language_data.js"></script>
    <script src="searchindex.js"></script>
  </head>
  <body><button class="btn search-button-field search-button__button" title="Search" aria-label="Search" data-bs-toggle="tooltip"></button>
<button class="btn dropdown-toggle" type="button" data-bs-toggle="dropdown" aria-expanded="false" aria-label="Download this page">
<i class="fas fa-download"></i>
</button>
  <ul class="dropdown-menu"><li><button onclick="window.print()" class="btn" title="Print" data-bs-placement="left" data-bs-toggle="tooltip"></button></li></ul>
<script defer src="_static/scripts/bootstrap.js?digest=55c26ed414f5f8a31ebb"></script>
</body>
</html>
"""
"""A page as the theme makes it, shortened."""


def test_lighten():
    """Each edit is made, and the rest of the page stays."""
    page = theme.lighten(THEMED)
    assert "fontawesome.js" not in page and "initial-scale=1.0" not in page and '|| "";' not in page
    assert page.count('name="viewport"') == 1 and 'localStorage.getItem("mode") || mode' in page
    assert 'aria-label="Search"' not in page and "search-button-field" in page
    search = theme.lighten(THEMED, "search.html")
    assert (
        "searchindex.js" not in page + search
        and "searchtools.js" not in page
        and "searchtools.js" in search
    )
    assert page.startswith("<!DOCTYPE html>") and page.endswith("</html>\n")


def test_lighten_joins_the_stylesheets():
    """One link where the first was; the sheets are named in their order for the file that joins them."""
    assert theme.stylesheets_of(THEMED) == ["styles/theme.css", "pygments.css"]
    page = theme.lighten(THEMED)
    assert (
        re.findall(r'href="([^"]+)"[^>]*rel="stylesheet"', page) == ["_static/site.css"]
        and "pygments" not in page
    )


def test_lighten_lets_no_script_block():
    """Scripts wait for the page; those that copy code come only to pages with code; one stays inside, named by the policy."""
    page = theme.lighten(THEMED)
    assert '<script defer src="_static/doctools.js' in page and "<script src" not in page
    assert "preload" not in page and "clipboard" not in page
    assert "clipboard" in theme.lighten(
        THEMED.replace("<body>", '<body><div class="highlight"></div>')
    )
    assert "onclick" not in page and page.count("<script data-cfasync") == 1
    inside = re.search(r'<script data-cfasync="false">(.*?)</script>', page, re.DOTALL)[1]
    checksum = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{checksum}';" in page


def test_script_inside_a_page_stops_the_build():
    """A theme that writes code into pages does not pass: the policy would stop that code on the reader's side."""
    with pytest.raises(ExtensionError, match="has 2 scripts inside it"):
        theme.lighten(THEMED.replace("</body>", "<script>alert(1)</script></body>"))
    assert theme.lighten(
        THEMED.replace("</body>", '<script type="application/json">{"a": 1}</script></body>')
    )


def test_lighten_gives_the_menu_to_the_browser():
    """Without the theme's library; any other control that needs it stops the build."""
    page = theme.lighten(THEMED)
    assert (
        'popovertarget="downloads" aria-label="Download this page"' in page
        and 'id="downloads" popover>' in page
    )
    assert (
        "bootstrap" not in page
        and "data-bs-" not in page
        and '<button class="btn" title="Print"></button>' in page.replace("  ", " ")
    )
    with pytest.raises(ExtensionError, match="needs its library of menus"):
        theme.lighten(THEMED.replace("<body>", '<body><a data-bs-toggle="collapse"></a>'))


def test_lighten_leaves_out_plain_marks():
    """Code keeps its words and its colours; a table loses the style that pandas writes before it."""
    code = '<div class="highlight"><span class="n">a</span><span class="w"> </span><span class="o">=</span> <span class="s2">&quot;b&quot;</span></div>'
    table = '<style scoped>\n.dataframe th { a: b }\n</style>\n<table class="dataframe"></table>'
    page = theme.lighten(THEMED.replace("<body>", f"<body>{code}{table}"))
    assert (
        '<div class="highlight">a <span class="o">=</span> <span class="s2">&quot;b&quot;</span></div><table class="dataframe">'
        in page
    )


def test_theme_script_that_changed_stops_the_build(tmp_path):
    """And the one of today loses what measures the whole page, only that."""
    script = tmp_path / "theme.js"
    script.write_text(
        'e(a),"complete"===document.readyState?I():window.addEventListener("load",I)',
        encoding="utf-8",
    )
    theme._cut_script(script)
    assert script.read_text(encoding="utf-8") == "e(a),0"
    with pytest.raises(ExtensionError, match="the theme's script no longer measures"):
        theme._cut_script(script)


@pytest.mark.parametrize(
    ("style", "elsewhere", "left"),
    [
        ("a{--x:1;b:var(--x)}", "", "a{--x:1;b:var(--x)}"),
        ("a{--x:1;b:c}", "", "a{b:c}"),
        ("a{--x:1}", "read('--x')", "a{--x:1}"),
        ("a{--x:var(--y);--y:1;b:c}", "", "a{b:c}"),
        ('a{--x:"1;}";b:c}', "", "a{b:c}"),
    ],
)
def test_variables_that_nothing_reads_go(style, elsewhere, left):
    """Also those that only such a variable reads; text in quotes does not end one."""
    assert theme.without_unused_variables(style, elsewhere) == left


@pytest.mark.parametrize(
    "part",
    [
        "fontawesome.js",
        "dataset.theme",
        "initial-scale=1.0",
        "searchindex.js",
        "data-sd-tabs",
        "Pre-loaded",
        "let toggle",
        "scripts/bootstrap.js",
        "DOCUMENTATION_OPTIONS.pagename",
    ],
)
def test_changed_theme_stops_the_build(part):
    """An edit that finds nothing to edit says what it looked for."""
    with pytest.raises(
        ExtensionError,
        match="the theme's page no longer .*; bring factbook/book/site/theme.py up to date",
    ):
        theme.lighten(THEMED.replace(part, "changed"))


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
        ('[data-theme="dark"] .known{a:b}', '[data-theme="dark"] .known{a:b}'),
    ],
)
def test_rules_for_classes_that_no_page_has_go(rules, kept):
    """And no others."""
    parsed = tinycss2.parse_stylesheet(rules, skip_comments=True, skip_whitespace=True)
    assert "".join(theme._kept(parsed, {"known"})) == kept


# --- the built site ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Every page's text."""
    return {
        path.relative_to(SITE).as_posix(): path.read_text(encoding="utf-8")
        for path in built_site().rglob("*.html")
    }


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


def test_icon_fonts_hold_what_is_drawn(pages):
    """Cut to a few glyphs, and each icon that a page names still has one."""
    css = (built_site() / "_static" / theme.SITE_STYLE).read_text(encoding="utf-8")
    fonts = [
        base64.b64decode(font) for font in re.findall(r"url\(data:font/woff2;base64,([^)]+)\)", css)
    ]
    assert (
        len(fonts) == css.count("@font-face")
        and 0 < sum(map(len, fonts)) <= 12 * 1024
        and list(SITE.rglob("*.woff2")) == []
    )
    glyphs = {code for font in fonts for code in TTFont(io.BytesIO(font)).getBestCmap()}
    named = {
        name
        for page in pages.values()
        for names in re.findall(r'class="([^"]*)"', page)
        for name in names.split()
        if name.startswith("fa-")
    }
    drawn = {}
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            selector, content = (
                tinycss2.serialize(rule.prelude),
                [t for t in rule.content if t.type == "string"],
            )
            if content and "content" in tinycss2.serialize(rule.content):
                for name in named & set(re.findall(r"\.(fa-[a-z0-9-]+):+before", selector)):
                    drawn[name] = content[0].value
    assert drawn, "no rule draws an icon"
    assert {name for name, text in drawn.items() if not {ord(c) for c in text} <= glyphs} == set()
    # Sizes and styles (fa-lg, fa-solid) draw nothing; every other name draws.
    assert {name for name in named if name not in drawn} <= {
        "fa-solid",
        "fa-brands",
        "fa-regular",
        "fa-lg",
        "fa-fw",
        "fa-sm",
        "fa-xs",
    }


def test_there_is_one_light_stylesheet():
    """As it travels, icons included; nothing that it names is missing."""
    assert [path.relative_to(SITE).as_posix() for path in built_site().rglob("*.css")] == [
        f"_static/{theme.SITE_STYLE}"
    ]
    text = (SITE / "_static" / theme.SITE_STYLE).read_text(encoding="utf-8")
    assert len(gzip.compress(text.encode())) <= 32 * 1024 and "@import" not in text
    named = {
        name.split("?")[0]
        for name in re.findall(r"url\(([^)]+?\.(?:woff2|png|svg))[^)]*\)", text)
        if not name.startswith(("data:", '"data:'))
    }
    assert [name for name in named if not (SITE / "_static" / name).is_file()] == []


def test_every_page_is_closed(pages):
    """The policy stands before anything loads, names the one script inside the page, and allows no other and no eval."""
    for name, page in pages.items():
        policies = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', page)
        assert len(policies) == 1 and page.index("Content-Security-Policy") < page.index("<link"), (
            name
        )
        rules = dict(rule.split(maxsplit=1) for rule in policies[0].split("; "))
        assert (
            rules["default-src"] == "'self'"
            and rules["object-src"] == rules["base-uri"] == "'none'"
        ), name
        inside = [script for script in theme.INLINE_SCRIPT.findall(page) if script.strip()]
        checksums = [
            f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
            for script in inside
        ]
        assert rules["script-src"].split() == ["'self'", *checksums] and len(checksums) == 1, name
        assert re.findall(r"<[^>]+\son[a-z]+\s*=", page) == [], name


def test_each_page_can_be_zoomed_and_has_a_language(pages):
    """And a title of its own."""
    for name, page in pages.items():
        assert set(re.findall(r'<meta name="viewport" content="([^"]*)"', page)) == {
            "width=device-width, initial-scale=1"
        }, name
        assert re.search(r'<html[^>]* lang="en"', page), name
    titles = [re.search(r"<title>\s*(.*?)\s*</title>", page, re.S)[1] for page in pages.values()]
    assert len(titles) == len(set(titles))
