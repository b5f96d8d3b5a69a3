"""Where is the book published?

The book does not know and never guesses: whoever publishes it says so, in the environment variable
``BOOK_ADDRESS`` or as ``html: baseurl:`` in ``_config.yml``.  With an address, pages have canonical
links and pictures for shared links, and the site a sitemap; without one those are left out, because
each of them must be an absolute address.

In the same way ``BOOK_REPOSITORY`` (or ``factbook_repository`` in ``_config.yml``) says in which
project readers report errors: its forms are in ``.github/ISSUE_TEMPLATE``, and links to them fill
in what the page knows.

Own lines and not sphinx-sitemap: that lists only the pages that the last build wrote (its issue 13)
and warns, which stops a strict build, when a build wrote none.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

from factbook.book.domain import facts_of
from factbook.book.stopping import stop

logger = logging.getLogger(__name__)

VARIABLE = "BOOK_ADDRESS"
REPOSITORY_VARIABLE = "BOOK_REPOSITORY"
ADDRESS = re.compile(r"https?://[a-z0-9.-]+(:\d+)?(/[^\s?#\"'<>\\]*)?", re.IGNORECASE)


def take_address(app: Sphinx, config: Config) -> None:
    """Take the book's address from the environment or the configuration; stop the build if it is
    none.
    """
    given = given_address("the book's", VARIABLE, "html: baseurl:", config.html_baseurl)
    config.html_baseurl = f"{given.rstrip('/')}/" if given else ""


def take_repository(app: Sphinx, config: Config) -> None:
    """Take the project's address from the environment or the configuration; stop the build if it
    is none.
    """
    setting = config.factbook_repository
    given = given_address("the project's", REPOSITORY_VARIABLE, "factbook_repository", setting)
    config.factbook_repository = given.rstrip("/")


def given_address(whose: str, variable: str, option: str, setting: str) -> str:
    """The address in a variable of the environment, or else in the configuration; empty if neither
    has one.  The build stops if what is given is no address.
    """
    given = os.environ.get(variable) or setting
    if given and not ADDRESS.fullmatch(given):
        problem = (
            f"{variable} or {option} in _config.yml is {given!r}: "
            "expected https://, a host and a path, without ? and #"
        )
        stop(f"{whose} address is not an address", [problem])
    return given


def report_form(config: Config, **fields: str) -> str:
    """The address of the form for a correction, with these fields filled in; empty where no project
    is known.

    The names of the fields are the ids in ``.github/ISSUE_TEMPLATE/correction.yml``.
    """
    if not config.factbook_repository:
        return ""
    query = urlencode({"template": "correction.yml", **fields})
    return f"{config.factbook_repository}/issues/new?{query}"


def say_address(app: Sphinx) -> None:
    """Say in one line where the book will stand, or what is left out."""
    base = app.config.html_baseurl
    logger.info(
        f"address of the book: {base}"
        if base
        else f"no address of the book given ({VARIABLE}): "
        "no canonical links, no sitemap, no pictures for shared links"
    )


def link(app: Sphinx, docname: str, target: str) -> str:
    """A file of the site as a page names it: absolute where the address is known, else relative to
    the page.
    """
    return (
        app.config.html_baseurl + target if app.config.html_baseurl else relative(docname, target)
    )


def relative(docname: str, target: str) -> str:
    """A file of the site, relative to a page."""
    return "../" * docname.count("/") + target


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Write the sitemap and the file that names it; without an address remove both."""
    if exception:
        return
    sitemap, robots = Path(app.outdir) / "sitemap.xml", Path(app.outdir) / "robots.txt"
    base, domain = app.config.html_baseurl, facts_of(app.env)
    if not base:
        sitemap.unlink(missing_ok=True)
        robots.unlink(missing_ok=True)
        return
    day = domain.records.edition["date"]
    pages = sorted(app.env.found_docs - domain.places.article_pages - domain.site_only)
    entries = "".join(
        f"<url><loc>{escape(base + app.builder.get_target_uri(page))}</loc>"
        f"<lastmod>{day}</lastmod></url>\n"
        for page in pages
    )
    sitemap.write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{entries}</urlset>\n",
        encoding="utf-8",
    )
    robots.write_text(f"User-agent: *\nAllow: /\n\nSitemap: {base}sitemap.xml\n", encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_config_value("factbook_repository", "", "html", [str])
    app.connect("config-inited", take_address)
    app.connect("config-inited", take_repository)


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    say_address(app)
    app.connect("build-finished", write_sitemap)
