"""What does a page load, and what not?

The theme brings a 1.5 MB icon script beside the icon font that draws the same icons, a launcher for remote
kernels, a library for menus and tooltips that browsers have themselves by now, and source maps.  This room
leaves them out, cuts the icon font to the icons in use, and mends what keeps a page from being quiet: no
console error, no request that leaves the site, one name for each button.  It joins the stylesheets and the
icons into one file, and closes each page by a policy that lets no foreign code run.
It works on the pages and files of the normal build.  Each edit must find what it edits: a theme that has
changed stops the build and does not pass silently.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

import nbformat
import tinycss2
from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from factbook import notebooks
from factbook.book.places import MADE_BY_SPHINX

THEME_AT_START = """\
if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") document.documentElement.classList.add("whole");
    let mode = "auto";
    try { mode = localStorage.getItem("mode") || mode; } catch { /* a browser that remembers nothing */ }
    document.documentElement.dataset.mode = mode;
    document.documentElement.dataset.theme = mode !== "auto" ? mode
      : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";"""

EDITS: tuple[tuple[str, re.Pattern, str], ...] = (
    (
        "the icon script, which draws what the icon font draws already",
        re.compile(
            r'\s*<!-- So that users can add custom icons -->\s*<script defer src="[^"]*fontawesome\.js[^"]*"></script>'
        ),
        "",
    ),
    (
        "the start of the colour theme, which leaves an invalid mode at a first visit",
        re.compile(
            r'document\.documentElement\.dataset\.mode = localStorage\.getItem\("mode"\) \|\| "";\s*'
            r'document\.documentElement\.dataset\.theme = localStorage\.getItem\("theme"\) \|\| "";'
        ),
        THEME_AT_START,
    ),
    (
        "the search engine, which only the search page needs: search as you type is off",
        re.compile(
            r'\s*<script src="[^"]*_static/searchtools\.js"></script>\s*<script src="[^"]*_static/language_data\.js"></script>'
            r'\s*<script src="[^"]*searchindex\.js"></script>'
        ),
        "",
    ),
    (
        "the script of tabs, of which the book has none",
        re.compile(r'\s*<script data-sd-tabs-storage-prefix="[^"]*" src="[^"]*"></script>'),
        "",
    ),
    (
        "the head start of scripts that no page needs before it can be read",
        re.compile(
            r'\s*<!-- Pre-loaded scripts that we\'ll load fully later -->(?:\s*<link rel="preload" as="script" [^>]*>)+'
        ),
        "",
    ),
    (
        "the settings of buttons that hide content, of which the book has none",
        re.compile(r"(?:\s*<script>let toggle\w+ = '[^']*';</script>)+"),
        "",
    ),
    (
        "the name of the page for a switch between versions, which the book does not have",
        re.compile(
            r"\s*<script>DOCUMENTATION_OPTIONS\.pagename = '[^']*';</script>\s*<script>DOCUMENTATION_OPTIONS\.search_as_you_type = false;</script>"
        ),
        "",
    ),
    (
        "the first of two viewport rules",
        re.compile(r'<meta name="viewport" content="width=device-width, initial-scale=1\.0" />'),
        "",
    ),
)
"""(what it is, how it stands in the head of the theme's page, what stands there instead)."""

SEARCH_INDEX = re.compile(r'\s*<script src="[^"]*searchindex\.js"></script>')
"""The search page loads its index when there is something to look for (facts.js)."""

SEARCH_FIELD_NAME = re.compile(
    r'(<button class="[^"]*search-button-field[^"]*"[^>]*?)\s+(?:title="Search"\s+)?aria-label="Search"'
)
"""The search field names itself twice, differently; its visible words stay."""

STYLESHEET = re.compile(
    r'\s*<link (?:rel="stylesheet" type="text/css" )?href="(?:\.\./)*_static/([^"?]+\.css)[^"]*"(?: rel="stylesheet")? />'
)
SITE_STYLE = "site.css"
"""The one stylesheet of the site: the theme's, cut, and the book's own, in the order of the page."""

MENU_LIBRARY = re.compile(r'<script defer src="[^"]*/scripts/bootstrap\.js[^"]*"></script>')
"""The browser opens the one menu, and shows titles."""

MENU = re.compile(
    r'<button class="btn dropdown-toggle" type="button" data-bs-toggle="dropdown" aria-expanded="false" (aria-label="[^"]*")>'
    r'(.*?</button>\s*)<ul class="dropdown-menu">',
    re.DOTALL,
)
MENU_OF_THE_BROWSER = r'<button class="btn dropdown-toggle" type="button" popovertarget="downloads" \1>\2<ul class="dropdown-menu" id="downloads" popover>'
"""The menu of downloads opens without a script."""

TOOLTIP = re.compile(r'\s+data-bs-(?:placement="[^"]*"|toggle="tooltip")')
SCROLLER = re.compile(
    r'<(pre|div class="(?:output |pst-scrollable-table-container)[^"]*")(?=[ >])(?![^>]*tabindex)'
)
"""What may be wider than its place is reached by keyboard; the script of the book takes that from what fits."""

TABLE_STYLE = re.compile(r"<style scoped>.*?</style>\n?", re.DOTALL)
"""What pandas writes before each table, and what makes the browser style the whole page anew; the book styles tables itself."""

PLAIN_CODE = re.compile(r'<span class="(?:n|nn|p|w)">([^<]*)</span>')
"""Names, marks and spaces in code: half of its elements, in the colour that code has anyway."""

SCROLLERS_AT_ONCE = re.compile(
    r'"complete"===document\.readyState\?(\w+)\(\):window\.addEventListener\("load",\1\)'
)
"""Where the theme's script measures every table and piece of code of a page, which the browser then has to lay out before
anyone reads it.  The script of the book measures what comes near."""

SCRIPT_THAT_BLOCKS = re.compile(r'<script src="')
COPY_BUTTONS = re.compile(
    r'\s*<script defer src="[^"]*(?:clipboard\.min|copybutton)\.js[^"]*"></script>'
)
SEARCH_FOCUS = re.compile(
    r"\s*<script>\s*// Activate the search field on page load.*?</script>", re.DOTALL
)
PRINT_BUTTON = 'onclick="window.print()"'
"""The script of the book listens to this button instead: the policy allows no code in a page."""

POLICY = (
    "default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'"
)
"""What a page may load and run: what is the site's own, and the one script at its start, named by its checksum."""

ICON_RULE = re.compile(r'((?:\.fa-[a-z0-9-]+:before,?)+)\{content:"\\([0-9a-f]+)"')
ICON_VARIABLE = re.compile(r'--pst-icon-[a-z-]+:"([^"]+)"')

# The cutter reports each table of a font; a build need not.
logging.getLogger("fontTools").setLevel(logging.WARNING)

WORD = re.compile(r"[A-Za-z_][\w-]*")
CLASS_ATTRIBUTE = re.compile(r'\bclass="([^"]*)"')
VARIABLE, VARIABLE_READ = re.compile(r"--[a-z][\w-]*"), re.compile(r"var\(\s*(--[\w-]+)")
VARIABLE_SET = re.compile(r"""(?<=[{;])\s*(--[\w-]+)\s*:(?:[^;}"']|"[^"]*"|'[^']*')*;?""")
ICON_FONT = re.compile(
    r"url\((vendor/[^)]+\.woff2)\) format\(\"woff2\"\),url\([^)]+\.ttf\) format\(\"truetype\"\)"
)
IMPORT = re.compile(r'@import "([^"]+)";')
ADDRESS = re.compile(r"""url\(["']?(?!data:)([^"')]+)["']?\)""")
INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*application/(?:ld\+)?json)[^>]*>(.*?)</script>", re.DOTALL
)
ICON_CLASS = re.compile(r"\bfa-[a-z0-9-]+\b")


def lighten(page: str, template: str = "page.html") -> str:
    """A page of the theme with :data:`EDITS` made.  ``ExtensionError`` if one finds nothing to edit."""
    head, end, body = page.partition("</head>")
    for name, pattern, instead in EDITS:
        if template == "search.html" and name.startswith("the search engine"):
            pattern = SEARCH_INDEX
        head, times = pattern.subn(lambda _: instead, head)
        if not times:
            raise ExtensionError(
                f"the theme's page no longer has {name}; bring factbook/book/site/theme.py up to date"
            )
    body, times = MENU_LIBRARY.subn("", body)
    if not times:
        raise ExtensionError(
            "the theme's page no longer loads its library of menus and tooltips; bring factbook/book/site/theme.py up to date"
        )
    page = head + end + body
    page = SEARCH_FOCUS.sub("", SEARCH_FIELD_NAME.sub(r"\1", page)).replace(PRINT_BUTTON, "")
    page = TOOLTIP.sub("", MENU.sub(MENU_OF_THE_BROWSER, page)).replace(
        " data-bs-title=", " title="
    )
    if "data-bs-" in page:
        raise ExtensionError(
            "the theme's page has a control that needs its library of menus and tooltips; bring factbook/book/site/theme.py up to date"
        )
    page = SCRIPT_THAT_BLOCKS.sub('<script defer src="', page)
    page = SCROLLER.sub(r'<\1 tabindex="0"', TABLE_STYLE.sub("", page))
    page = PLAIN_CODE.sub(r"\1", page) if 'class="highlight' in page else COPY_BUTTONS.sub("", page)
    return _close(_one_stylesheet(page))


def stylesheets_of(page: str) -> list[str]:
    """The stylesheets that a page of the theme loads, in their order, by their paths in ``_static``."""
    return STYLESHEET.findall(page)


def _one_stylesheet(page: str) -> str:
    """A page with one link to a stylesheet instead of many, which each would keep a reader waiting."""
    first = STYLESHEET.search(page)
    if first is None:
        raise ExtensionError(
            "the theme's page no longer links its stylesheets; bring factbook/book/site/theme.py up to date"
        )
    link = re.sub(r'_static/[^"]+"', f'_static/{SITE_STYLE}"', first[0])
    return STYLESHEET.sub("", page[: first.start()] + "\x00" + page[first.start() :]).replace(
        "\x00", link
    )


def _close(page: str) -> str:
    """A page with the policy that closes it: no script but the site's own files and the one at the start."""
    inside = [script for script in INLINE_SCRIPT.findall(page) if script.strip()]
    if len(inside) != 1:
        raise ExtensionError(
            f"a page of the theme has {len(inside)} scripts inside it, and one was expected; "
            "bring factbook/book/site/theme.py up to date"
        )
    checksum = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
    policy = POLICY.format(scripts=f"'sha256-{checksum}'")
    return page.replace(
        '<meta charset="utf-8" />',
        f'<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="{policy}" />',
        1,
    )


UNUSED_EXTENSIONS = ("sphinx_thebe", "sphinx_togglebutton")
"""What Jupyter Book always loads and this book does not use: the launcher of remote kernels, and buttons that
hide content (the book folds with the browser's own details element)."""


def drop_unused_extensions(app: Sphinx, config: Config) -> None:
    """Keep them from touching a page."""
    for listeners in app.events.listeners.values():
        listeners[:] = [
            one for one in listeners if not one.handler.__module__.startswith(UNUSED_EXTENSIONS)
        ]
    for files in (app.registry.css_files, app.registry.js_files):
        files[:] = [
            (name, attributes)
            for name, attributes in files
            if not name or not any(word in name for word in ("thebe", "togglebutton"))
        ]


def note_own_files(app: Sphinx, config: Config) -> None:
    """Remember the book's own scripts and styles as an option, so that a change of one writes every page again."""
    files = sorted((Path(__file__).parent / "static").iterdir())
    config.factbook_static = hashlib.sha256(
        b"".join(file.read_bytes() for file in files)
    ).hexdigest()


def edit_pages(app: Sphinx) -> None:
    """Lighten each page when its template has been filled."""
    if app.builder.name != "html":
        return
    templates = app.builder.templates
    render = templates.render

    def render_light(template: str, context: dict) -> str:
        app.builder.factbook_wrote = True
        page = render(template, context)
        if not template.endswith(".html") or "<html" not in page:
            return page
        app.builder.factbook_styles = stylesheets_of(page)
        return lighten(page, template)

    templates.render = render_light


def finish_site(app: Sphinx, exception: Exception | None) -> None:
    """Cut the icon fonts, and remove what no page loads and pages that left the book."""
    if exception or app.builder.name != "html":
        return
    site = Path(app.outdir)
    static = site / "_static"
    if getattr(
        app.builder, "factbook_wrote", False
    ):  # else fonts and styles stand as the last build cut them
        _cut_icons(site)
        _cut_script(static / "scripts" / "pydata-sphinx-theme.js")
        _cut_styles(site, app.builder.factbook_styles)
    for file in (
        *static.rglob("*.map"),
        *static.glob("scripts/fontawesome.js*"),
        *static.glob("scripts/bootstrap.js*"),
        *static.rglob("*.LICENSE.txt"),
        *static.glob("vendor/fontawesome/webfonts/*.*"),
        *static.glob("*webpack-macros.html"),
        *(file for file in static.rglob("*.css") if file.name != SITE_STYLE),
    ):
        file.unlink(missing_ok=True)
    for folder in (site, site / "_sources"):
        for file in folder.rglob("*.*"):
            docname = file.relative_to(folder).with_suffix("").as_posix()
            is_page = file.suffix in (".html", ".ipynb", ".md") and not docname.startswith("_")
            if is_page and docname not in app.env.found_docs and docname not in MADE_BY_SPHINX:
                file.unlink()


def _cut_script(script: Path) -> None:
    """Leave out of the theme's script what makes the browser lay out a whole page."""
    text, times = SCROLLERS_AT_ONCE.subn("0", script.read_text(encoding="utf-8"))
    if not times:
        raise ExtensionError(
            "the theme's script no longer measures what scrolls; bring factbook/book/site/theme.py up to date"
        )
    beside = script.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(script)


def _cut_icons(site: Path) -> None:
    """Cut each icon font to the glyphs of the icons that pages and scripts name."""
    stylesheet = site / "_static" / "styles" / "pydata-sphinx-theme.css"
    fonts = sorted((site / "_static" / "vendor" / "fontawesome" / "webfonts").glob("*.woff2"))
    rules = stylesheet.read_text(encoding="utf-8")
    glyph_of = {
        name.removeprefix(".").removesuffix(":before"): chr(int(code, 16))
        for names, code in ICON_RULE.findall(rules)
        for name in names.split(",")
    }
    if not glyph_of or not fonts:
        raise ExtensionError(
            "the theme's icon font was not found; bring factbook/book/site/theme.py up to date"
        )
    named = {
        name
        for file in (*site.rglob("*.html"), *(site / "_static").rglob("*.js"))
        if file.name not in ("vega-live.js", "fontawesome.js")
        for name in ICON_CLASS.findall(file.read_text(encoding="utf-8"))
    }
    drawn = {glyph_of[name] for name in named if name in glyph_of} | set(
        "".join(ICON_VARIABLE.findall(rules))
    )
    text = "".join(sorted(drawn))
    for file in fonts:
        font = TTFont(file, recalcTimestamp=False)
        options = subset.Options(
            flavor="woff2", layout_features=[], notdef_outline=True, hinting=False
        )
        cutter = subset.Subsetter(options)
        cutter.populate(text=text)
        cutter.subset(font)
        font["head"].modified = font["head"].created
        font.flavor = "woff2"
        beside = file.with_suffix(".new")
        font.save(beside)
        beside.replace(file)


def _cut_styles(site: Path, sheets: list[str]) -> None:
    """Write the one stylesheet: of each sheet the rules that can apply, without those for classes that no page has
    and no script names."""
    static = site / "_static"
    pages = [html.read_text(encoding="utf-8") for html in site.rglob("*.html")]
    known = {
        name for page in pages for names in CLASS_ATTRIBUTE.findall(page) for name in names.split()
    }
    for script in static.rglob("*.js"):
        if script.name not in ("vega-live.js", "fontawesome.js"):
            known.update(WORD.findall(script.read_text(encoding="utf-8")))
    for page in pages:
        for script in INLINE_SCRIPT.findall(page):
            known.update(WORD.findall(script))
    scripts = "".join(
        script.read_text(encoding="utf-8")
        for script in static.rglob("*.js")
        if script.name != "vega-live.js"
    )
    text = without_unused_variables(
        "".join(_sheet(static, name, known) for name in sheets), "".join([scripts, *pages])
    )
    # Two kilobytes each, and an icon that came later would move the words beside it.
    text, times = ICON_FONT.subn(
        lambda found: (
            f"url(data:font/woff2;base64,{base64.b64encode((static / found[1]).read_bytes()).decode()})"
        ),
        text,
    )
    if not times:
        raise ExtensionError(
            "the theme's stylesheet no longer loads its icon font; bring factbook/book/site/theme.py up to date"
        )
    beside = static / "site.new"
    beside.write_text(text, encoding="utf-8")
    beside.replace(static / SITE_STYLE)


def without_unused_variables(style: str, elsewhere: str) -> str:
    """A stylesheet without the variables that neither it nor a script or a page reads: the theme sets hundreds."""
    read_elsewhere = set(VARIABLE.findall(elsewhere))
    while True:
        used = read_elsewhere | set(VARIABLE_READ.findall(style))
        shorter = VARIABLE_SET.sub(lambda found: found[0] if found[1] in used else "", style)
        if shorter == style:
            return style
        style = shorter


def _sheet(static: Path, name: str, known: set[str]) -> str:
    """The cut text of a sheet and of what it imports, with addresses as seen from ``_static``."""
    text = (static / name).read_text(encoding="utf-8")
    folder = posixpath.dirname(name)
    imported = "".join(
        _sheet(static, posixpath.normpath(posixpath.join(folder, found)), known)
        for found in IMPORT.findall(text)
    )
    rules = tinycss2.parse_stylesheet(
        IMPORT.sub("", text), skip_comments=True, skip_whitespace=True
    )
    kept = "".join(
        _kept(
            (
                rule
                for rule in rules
                if not (rule.type == "at-rule" and rule.lower_at_keyword == "charset")
            ),
            known,
        )
    )
    return imported + ADDRESS.sub(
        lambda found: f"url({posixpath.normpath(posixpath.join(folder, found[1]))})", kept
    )


def _kept(rules: Iterable, known: set[str]):
    """The text of the rules that can apply on a page, given the classes that a page can have."""
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [part for part in _split_selectors(rule.prelude) if _classes(part) <= known]
            if selectors:
                yield (
                    ",".join(tinycss2.serialize(part).strip() for part in selectors)
                    + "{"
                    + tinycss2.serialize(rule.content)
                    + "}"
                )
        elif (
            rule.type == "at-rule"
            and rule.content is not None
            and rule.lower_at_keyword in ("media", "supports")
        ):
            inside = "".join(
                _kept(
                    tinycss2.parse_blocks_contents(
                        rule.content, skip_comments=True, skip_whitespace=True
                    ),
                    known,
                )
            )
            if inside:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inside}}}"
        elif rule.type != "error":
            yield rule.serialize()


def _split_selectors(prelude: list) -> list[list]:
    parts = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _classes(selector: list) -> set[str]:
    """The classes that an element must have for a selector to apply; those inside ``:not()`` and the like do not count."""
    return {
        token.value
        for before, token in zip(selector, selector[1:])
        if before.type == "literal" and before.value == "." and token.type == "ident"
    }


def give_fresh_notebooks(app: Sphinx, exception: Exception | None) -> None:
    """Offer for download the notebooks as this build executed them, not as they were committed."""
    if exception or app.builder.name != "html":
        return
    executed = Path(app.outdir).parent / "jupyter_execute"
    for copy in (Path(app.outdir) / "_sources").rglob("*.ipynb"):
        fresh = executed / copy.relative_to(Path(app.outdir) / "_sources")
        if fresh.is_file():
            notebook = nbformat.read(fresh, as_version=4)
            copy.write_text(nbformat.writes(notebooks.normalise(notebook)) + "\n", encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_config_value("factbook_static", "", "html", [str])
    app.connect("config-inited", note_own_files)
    app.connect("config-inited", drop_unused_extensions, priority=900)
    app.connect("builder-inited", edit_pages, priority=900)
    app.connect("build-finished", finish_site, priority=900)
    app.connect("build-finished", give_fresh_notebooks, priority=910)
