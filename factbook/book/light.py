"""What does a page load, and what not?

The theme brings a 1.5 MB icon script beside the icon font that draws the same icons, a launcher for remote
kernels, and source maps.  This room leaves them out, cuts the icon font to the icons in use, and mends
what keeps a page from being quiet: no console error, no request that leaves the site, one name for each
button.  It works on the pages and files of the normal build.  Each edit must find what it edits: a theme
that has changed stops the build and does not pass silently.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

import nbformat
import tinycss2
from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from factbook import notebooks

THEME_AT_START = """\
const mode = localStorage.getItem("mode") || "auto";
    document.documentElement.dataset.mode = mode;
    document.documentElement.dataset.theme = mode !== "auto" ? mode
      : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";"""

EDITS: tuple[tuple[str, re.Pattern, str], ...] = (
    (
        "the icon script, which draws what the icon font draws already",
        re.compile(r'\s*<!-- So that users can add custom icons -->\s*<script defer src="[^"]*fontawesome\.js[^"]*"></script>'),
        "",
    ),
    (
        "the start of the colour theme, which leaves an invalid mode at a first visit",
        re.compile(r'document\.documentElement\.dataset\.mode = localStorage\.getItem\("mode"\) \|\| "";\s*'
                   r'document\.documentElement\.dataset\.theme = localStorage\.getItem\("theme"\) \|\| "";'),
        THEME_AT_START,
    ),
    (
        "the search engine, which only the search page needs: search as you type is off",
        re.compile(r'\s*<script src="[^"]*_static/searchtools\.js"></script>\s*<script src="[^"]*_static/language_data\.js"></script>'
                   r'\s*<script src="[^"]*searchindex\.js"></script>(?=.*</head>)', re.DOTALL),
        "",
    ),
    (
        "the script of tabs, of which the book has none",
        re.compile(r'\s*<script data-sd-tabs-storage-prefix="[^"]*" src="[^"]*"></script>'),
        "",
    ),
    (
        "the first of two viewport rules",
        re.compile(r'<meta name="viewport" content="width=device-width, initial-scale=1\.0" />'),
        "",
    ),
)
"""(what it is, how it stands in the theme's page, what stands there instead)."""

SEARCH_INDEX = re.compile(r'\s*<script src="[^"]*searchindex\.js"></script>(?=.*</head>)', re.DOTALL)
"""The search page loads its index when there is something to look for (facts.js)."""

SEARCH_FIELD_NAME = re.compile(r'(<button class="[^"]*search-button-field[^"]*"[^>]*?)\s+(?:title="Search"\s+)?aria-label="Search"')
"""The search field names itself twice, differently; its visible words stay."""

NOTEBOOK_STYLE = re.compile(r"(mystnb\.[0-9a-f]+\.css)\?v=[0-9a-f]+")
"""MyST-NB's stylesheet has its checksum in its name; Sphinx adds another, but not in a first build."""

ICON_RULE = re.compile(r'((?:\.fa-[a-z0-9-]+:before,?)+)\{content:"\\([0-9a-f]+)"')
ICON_VARIABLE = re.compile(r'--pst-icon-[a-z-]+:"([^"]+)"')
MADE_BY_SPHINX = ("genindex", "search")
"""Pages that have no source."""

# The cutter reports each table of a font; a build need not.
logging.getLogger("fontTools").setLevel(logging.WARNING)

WORD = re.compile(r"[A-Za-z_][\w-]*")
CLASS_ATTRIBUTE = re.compile(r'\bclass="([^"]*)"')
INLINE_SCRIPT = re.compile(r"<script(?![^>]*application/json)[^>]*>(.*?)</script>", re.DOTALL)
ICON_CLASS = re.compile(r"\bfa-[a-z0-9-]+\b")

def lighten(page: str, template: str = "page.html") -> str:
    """A page of the theme with :data:`EDITS` made.  ``ExtensionError`` if one finds nothing to edit."""
    for name, pattern, instead in EDITS:
        if template == "search.html" and name.startswith("the search engine"):
            pattern = SEARCH_INDEX
        page, times = pattern.subn(lambda _: instead, page)
        if not times:
            raise ExtensionError(f"the theme's page no longer has {name}; bring factbook/book/light.py up to date")
    return NOTEBOOK_STYLE.sub(r"\1", SEARCH_FIELD_NAME.sub(r"\1", page))


UNUSED_EXTENSIONS = ("sphinx_thebe", "sphinx_togglebutton")
"""What Jupyter Book always loads and this book does not use: the launcher of remote kernels, and buttons that
hide content (the book folds with the browser's own details element)."""


def drop_unused_extensions(app: Sphinx, config: Config) -> None:
    """Keep them from touching a page."""
    for listeners in app.events.listeners.values():
        listeners[:] = [one for one in listeners if not one.handler.__module__.startswith(UNUSED_EXTENSIONS)]
    for files in (app.registry.css_files, app.registry.js_files):
        files[:] = [(name, attributes) for name, attributes in files
                    if not name or not any(word in name for word in ("thebe", "togglebutton"))]


def edit_pages(app: Sphinx) -> None:
    """Lighten each page when its template has been filled."""
    if app.builder.format != "html":
        return
    templates = app.builder.templates
    render = templates.render

    def render_light(template: str, context: dict) -> str:
        app.builder.factbook_wrote = True
        page = render(template, context)
        return lighten(page, template) if template.endswith(".html") and "<html" in page else page

    templates.render = render_light


def finish_site(app: Sphinx, exception: Exception | None) -> None:
    """Cut the icon fonts, and remove what no page loads and pages that left the book."""
    if exception or app.builder.name != "html":
        return
    site = Path(app.outdir)
    static = site / "_static"
    if getattr(app.builder, "factbook_wrote", False):  # else the theme's fonts stand as the last build cut them
        _cut_icons(site)
    _cut_styles(site)
    for file in (*static.rglob("*.map"), *static.glob("scripts/fontawesome.js*"), *static.rglob("*.LICENSE.txt"), *static.glob("vendor/fontawesome/webfonts/*.ttf"),
                 *static.glob("*webpack-macros.html")):
        file.unlink(missing_ok=True)
    for folder in (site, site / "_sources"):
        for file in folder.rglob("*.*"):
            docname = file.relative_to(folder).with_suffix("").as_posix()
            is_page = file.suffix in (".html", ".ipynb", ".md") and not docname.startswith("_")
            if is_page and docname not in app.env.found_docs and docname not in MADE_BY_SPHINX:
                file.unlink()


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
        raise ExtensionError("the theme's icon font was not found; bring factbook/book/light.py up to date")
    named = {
        name
        for file in (*site.rglob("*.html"), *(site / "_static").rglob("*.js"))
        if file.name not in ("vega-live.js", "fontawesome.js")
        for name in ICON_CLASS.findall(file.read_text(encoding="utf-8"))
    }
    drawn = {glyph_of[name] for name in named if name in glyph_of} | set("".join(ICON_VARIABLE.findall(rules)))
    text = "".join(sorted(drawn))
    for file in fonts:
        font = TTFont(file, recalcTimestamp=False)
        options = subset.Options(flavor="woff2", layout_features=[], notdef_outline=True, hinting=False)
        cutter = subset.Subsetter(options)
        cutter.populate(text=text)
        cutter.subset(font)
        font["head"].modified = font["head"].created
        font.flavor = "woff2"
        beside = file.with_suffix(".new")
        font.save(beside)
        beside.replace(file)


def _cut_styles(site: Path) -> None:
    """Cut from each stylesheet the rules for classes that no page has and no script names.

    Sphinx copies the whole stylesheet anew at each build that writes a page.
    """
    pages = [html.read_text(encoding="utf-8") for html in site.rglob("*.html")]
    known = {name for page in pages for names in CLASS_ATTRIBUTE.findall(page) for name in names.split()}
    for script in (site / "_static").rglob("*.js"):
        if script.name not in ("vega-live.js", "fontawesome.js"):
            known.update(WORD.findall(script.read_text(encoding="utf-8")))
    for page in pages:
        for script in INLINE_SCRIPT.findall(page):
            known.update(WORD.findall(script))
    for file in (site / "_static").rglob("*.css"):
        rules = tinycss2.parse_stylesheet(file.read_text(encoding="utf-8"), skip_comments=True, skip_whitespace=True)
        beside = file.with_suffix(".new")
        beside.write_text("".join(_kept(rules, known)), encoding="utf-8")
        beside.replace(file)


def _kept(rules: list, known: set[str]):
    """The text of the rules that can apply on a page, given the classes that a page can have."""
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [part for part in _split_selectors(rule.prelude) if _classes(part) <= known]
            if selectors:
                yield ",".join(tinycss2.serialize(part).strip() for part in selectors) + "{" + tinycss2.serialize(rule.content) + "}"
        elif rule.type == "at-rule" and rule.content is not None and rule.lower_at_keyword in ("media", "supports"):
            inside = "".join(_kept(tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True), known))
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
    """Connect the room to the build."""
    app.connect("config-inited", drop_unused_extensions, priority=900)
    app.connect("builder-inited", edit_pages, priority=900)
    app.connect("build-finished", finish_site, priority=900)
    app.connect("build-finished", give_fresh_notebooks, priority=910)
