"""How does a page look, and what may it load and run?

The theme is changed by templates that extend its own (``templates/``) and by Sphinx's documented
hooks, never by edits of the pages that it has written.  Its icon script and icon font, its library
of menus and tooltips, and scripts that no page needs stay away: menus are the browser's, icons are
drawn in the templates.  A policy closes each page: no code runs but the site's own files and the
one script at its start.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.errors import ExtensionError

from factbook.book.site.descriptions import title, title_with_subtitle

HERE = Path(__file__).parent
TEMPLATES, STATIC = HERE / "templates", HERE / "static"

START = (TEMPLATES / "start.js").read_text(encoding="utf-8")
"""The one script inside a page: it sets the colour theme before anything is drawn."""


def checksum(script: str) -> str:
    """The name of a script inside a page in a policy: ``sha256-…``."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


POLICY = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' '{checksum(START)}'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)
"""What a page may load and run.  It stands in the page, so that it holds wherever the site is put;
who may frame a page (``frame-ancestors``) can only be said by the server, in a header.
"""

UNUSED_SCRIPTS = ("design-tabs.js",)
"""Scripts that extensions bring to every page, and that no page of the book needs."""

SCRIPTS_FOR_CODE = ("clipboard.min.js", "copybutton.js")
"""Scripts that copy code: only pages with code load them."""

UNUSED_SETTINGS = ("DOCUMENTATION_OPTIONS.",)
"""How code begins that the theme writes into each page for a switch between versions and for search
as you type in its own dialog, neither of which the book has.
"""

SCROLLER = re.compile(
    r'<(pre|div class="(?:output |pst-scrollable-table-container)[^"]*")(?=[ >])(?![^>]*tabindex)'
)
"""What may be wider than its place is reached by keyboard; the script of the book takes that from
what fits.
"""

TABLE_STYLE = re.compile(r"<style scoped>.*?</style>\n?", re.DOTALL)
"""What pandas writes before each table, and what makes the browser style the whole page anew."""

PLAIN_CODE = re.compile(r'<span class="(?:n|nn|o|p|w)">([^<]*)</span>')
"""Names, operators, marks and spaces in code: most of its elements, in the colour of plain code."""

CODE = 'class="highlight'


def note_own_files(app: Sphinx, config: Config) -> None:
    """Put the templates first, and note the files of the site as an option, so that a change of one
    writes every page.
    """
    config.templates_path.insert(0, str(TEMPLATES))
    files = sorted(path for folder in (TEMPLATES, STATIC) for path in folder.rglob("*.*"))
    config.factbook_static = hashlib.sha256(b"".join(map(Path.read_bytes, files))).hexdigest()


def make_build_info_portable(app: Sphinx) -> None:
    """Write ``.buildinfo`` without the place of the environment: equal sites have equal files."""
    # Modules of a site are connected for no other builder.
    assert isinstance(app.builder, StandaloneHTMLBuilder)
    options = ("templates_path", "html_static_path")
    paths = {option: app.config[option] for option in options}
    for option in options:
        app.config[option] = [Path(path).name for path in paths[option]]
    app.builder.build_info = app.builder.create_build_info()
    for option in options:
        app.config[option] = paths[option]


def fill_page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Give the templates what they need, decide on scripts, and lighten the text of the page."""
    body = context.get("body", "")
    context["factbook_start"] = START
    policy = f'\n    <meta http-equiv="Content-Security-Policy" content="{POLICY}" />'
    context["metatags"] = policy + context.get("metatags", "")
    # The theme writes it into a heading for paper as it is.
    context["pagetitle"] = escape(context.get("pagetitle", ""))
    if pagename == app.config.root_doc and app.config.factbook_subtitle:
        context["factbook_title"] = title_with_subtitle(app, pagename, title(app.env, pagename))
    context["script_files"] = [
        script for script in context["script_files"] if _is_needed(script, pagename, body)
    ]
    if body:
        context["body"] = lighter(body)


def _is_needed(script, pagename: str, body: str) -> bool:
    """Whether a page needs a script; code inside the page that nobody knows of stops the build."""
    if script.filename is None:
        code = script.attributes.get("body", "")
        if not code.startswith(UNUSED_SETTINGS):
            raise ExtensionError(
                f"an extension writes code into the page {pagename!r}, which the policy of the "
                f"site forbids: {code[:80]!r}; leave the extension out, or move the code to a file"
            )
        return False
    name = Path(script.filename).name
    return name not in UNUSED_SCRIPTS and (name not in SCRIPTS_FOR_CODE or CODE in body)


def lighter(body: str) -> str:
    """The text of a page without what only weighs: styles before tables, plain marks in code."""
    body = SCROLLER.sub(r'<\1 tabindex="0"', TABLE_STYLE.sub("", body))
    return PLAIN_CODE.sub(r"\1", body) if CODE in body else body


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_config_value("factbook_static", "", "html", [str])
    app.add_config_value("factbook_subtitle", "", "html", [str])
    app.connect("config-inited", note_own_files)


def trim_templates(app: Sphinx) -> None:
    """Let a line of a template that only decides something leave no empty line in each page."""
    assert isinstance(app.builder, StandaloneHTMLBuilder)
    templates = app.builder.templates.environment
    templates.trim_blocks = templates.lstrip_blocks = True


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    make_build_info_portable(app)
    trim_templates(app)
    app.connect("html-page-context", fill_page, priority=990)
