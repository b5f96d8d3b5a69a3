"""What does the one stylesheet of the site hold?

The stylesheets that a page would load, joined in their order, without rules for classes that no
page has, variables that nothing reads, and the icon font of the theme.  A page then waits for one
file of a tenth of the weight.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import tinycss2
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from factbook import cache
from factbook.book.site.classroom import STYLE as CLASSROOM_STYLE
from factbook.book.site.theme import START

SITE_STYLE = "site.css"
WHOLE = (SITE_STYLE, CLASSROOM_STYLE)
"""Sheets that stay as they are: the joined one, and the one that only pages for classes load."""

THEME_SHEETS = ("styles/theme.css", "styles/pydata-sphinx-theme.css")
"""The sheets that the theme's own template loads before those that extensions ask for."""

BIG_SCRIPTS = ("vega-live.js", "fontawesome.js")
"""Scripts that make no element with a class of a page."""

ICON_FONT = "Font Awesome"
"""The family of the theme's icon font: icons are drawn in the templates."""

ICON_CLASS = re.compile(r"fa[srb]?(-|$)")
"""The classes of that font."""

WORD = re.compile(r"[A-Za-z_][\w-]*")
CLASS_ATTRIBUTE = re.compile(r'\bclass="([^"]*)"')
VARIABLE, VARIABLE_READ = re.compile(r"--[a-z][\w-]*"), re.compile(r"var\(\s*(--[\w-]+)")
VARIABLE_SET = re.compile(r"""(?<=[{;])\s*(--[\w-]+)\s*:(?:[^;}"']|"[^"]*"|'[^']*')*;?""")
IMPORT = re.compile(r'@import "([^"]+)";')
ADDRESS = re.compile(r"""url\(["']?(?!data:)([^"')]+)["']?\)""")


class Styles:
    """The sheets of one build: noted as pages are written, joined at its end."""

    def __init__(self) -> None:
        self.sheets: list[str] = []

    def note(self, app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
        """Note the sheets that a page asks for, in the order in which they apply."""
        asked = sorted(context["css_files"], key=lambda sheet: sheet.priority)
        names = [sheet.filename for sheet in asked]
        for name in names:
            if not name.startswith("_static/"):
                raise ExtensionError(
                    f"a stylesheet of {pagename!r} is not the site's own: {name!r}"
                )
        ours = [*THEME_SHEETS, *(name.removeprefix("_static/") for name in names)]
        self.sheets += [name for name in ours if name not in self.sheets]

    def write(self, app: Sphinx, exception: Exception | None) -> None:
        """Write the one stylesheet, and remove those that it is made of; nothing where no page was
        written.
        """
        if exception:
            return
        static = Path(app.outdir) / "_static"
        if self.sheets:
            beside = static / "site.new"
            beside.write_text(joined(Path(app.outdir), self.sheets), encoding="utf-8")
            beside.replace(static / SITE_STYLE)
        for file in static.rglob("*.css"):
            if file.name not in WHOLE:
                file.unlink()


def joined(site: Path, sheets: list[str]) -> str:
    """The text of the sheets of a site that can apply to its pages."""
    static = site / "_static"
    pages = [page.read_text(encoding="utf-8") for page in site.rglob("*.html")]
    scripts = [
        script.read_text(encoding="utf-8")
        for script in static.rglob("*.js")
        if script.name not in BIG_SCRIPTS
    ]
    known = {
        name for page in pages for names in CLASS_ATTRIBUTE.findall(page) for name in names.split()
    }
    for script in (*scripts, START):
        known.update(WORD.findall(script))
    known = {name for name in known if not ICON_CLASS.match(name)}
    text = _cut(static, sheets, known)
    beside = static / CLASSROOM_STYLE
    own = beside.read_text(encoding="utf-8") if beside.is_file() else ""
    return without_unused_variables(text, "".join([*scripts, *pages, own]))


def _cut(static: Path, sheets: list[str], known: set[str]) -> str:
    """The sheets cut to what the known classes need; kept in a cache, as reading the theme's rules
    takes a second.
    """
    of_theme = (file for file in static.rglob("*.css") if file.name not in WHOLE)
    files = [Path(__file__), *sorted(of_theme)]
    parts = [*map(Path.read_bytes, files), *(word.encode() for word in (*sheets, *sorted(known)))]
    digest = hashlib.sha256(b"\0".join(parts)).hexdigest()
    kept = cache.kept(
        f"styles/{digest}.css",
        static.parent.parent,
        lambda: "".join(_sheet(static, name, known) for name in sheets),
    )
    return kept.read_text(encoding="utf-8")


def without_unused_variables(style: str, elsewhere: str) -> str:
    """A stylesheet without the variables that neither it nor a script or a page reads: the theme
    sets hundreds.

    Those that name the icon font go too.
    """
    read_elsewhere = set(VARIABLE.findall(elsewhere))
    before = None
    while style != before:
        before, style = style, _without_unread(style, read_elsewhere)
    return style


def _without_unread(style: str, read_elsewhere: set[str]) -> str:
    used = read_elsewhere | set(VARIABLE_READ.findall(style))
    return VARIABLE_SET.sub(
        lambda found: found[0] if found[1] in used and ICON_FONT not in found[0] else "", style
    )


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
    kept = "".join(kept_rules(rules, known))
    return imported + ADDRESS.sub(
        lambda found: f"url({posixpath.normpath(posixpath.join(folder, found[1]))})", kept
    )


def kept_rules(rules: Iterable, known: set[str]) -> Iterator[str]:
    """The text of the rules that can apply on a page, given the classes that a page can have."""
    for rule in rules:
        if rule.type == "error":
            continue
        if rule.type == "qualified-rule":
            yield from _kept_rule(rule, known)
        elif rule.lower_at_keyword in ("media", "supports") and rule.content is not None:
            inside = tinycss2.parse_blocks_contents(
                rule.content, skip_comments=True, skip_whitespace=True
            )
            if text := "".join(kept_rules(inside, known)):
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{text}}}"
        elif rule.lower_at_keyword != "charset" and not _is_of_icon_font(rule):
            yield rule.serialize()


def _kept_rule(rule, known: set[str]) -> Iterator[str]:
    """One rule with the selectors that can apply, if there are any."""
    selectors = [part for part in _split_selectors(rule.prelude) if _classes(part) <= known]
    if selectors:
        heads = ",".join(tinycss2.serialize(part).strip() for part in selectors)
        yield f"{heads}{{{tinycss2.serialize(rule.content)}}}"


def _is_of_icon_font(rule) -> bool:
    """Whether a rule loads the icon font or moves its icons."""
    if rule.lower_at_keyword == "font-face":
        return ICON_FONT in rule.serialize().replace("\\", "")
    return rule.lower_at_keyword.endswith("keyframes") and tinycss2.serialize(
        rule.prelude
    ).strip().startswith("fa-")


def _split_selectors(prelude: list) -> list[list]:
    parts: list[list] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _classes(selector: list) -> set[str]:
    """The classes that an element must have for a selector to apply, but not those inside
    ``:not()``.
    """
    return {
        token.value
        for before, token in pairwise(selector)
        if before.type == "literal" and before.value == "." and token.type == "ident"
    }


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    styles = Styles()
    app.connect("html-page-context", styles.note, priority=990)
    app.connect("build-finished", styles.write, priority=900)
