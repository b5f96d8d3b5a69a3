"""What does each page say of itself?  Until when sources were read, from which commit it was built,
under which licence it stands, and how to cite it.
"""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

from factbook import tables
from factbook.book.domain import facts_of
from factbook.book.edition import citation, edition_name
from factbook.book.site.addresses import report_form
from factbook.history import NoHistory, git

logger = logging.getLogger(__name__)

LICENCE_PAGE, LICENCE_ANCHOR = "chapters/about", "licence"


def commit_of(root: Path) -> tuple[str, str]:
    """The short name and the day of the commit that a folder stands at; two empty strings outside a
    checkout.  Where a checkout does not tell, as one that another user owns, the build says why.
    """
    try:
        top = git(root, "rev-parse", "--show-toplevel").decode("utf-8").strip()
        last = git(root, "log", "-1", "--abbrev=10", "--format=%h %cs").decode("utf-8")
    except NoHistory as error:
        if (root / ".git").exists():
            logger.info(f"pages name no commit: {error}")
        return "", ""
    name, day = last.split()
    return (name, day) if top == str(root) else ("", "")


def note_commit(app: Sphinx, config: Config) -> None:
    """Remember the commit as an option, so that a new commit writes every page again and executes
    nothing.
    """
    config.factbook_commit = " ".join(commit_of(Path(app.srcdir).resolve())).strip()


def add_colophon(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Put the lines at the foot of a page, and one above it that only paper shows."""
    config, edition = app.config, facts_of(app.env).records.edition
    commit, _, day = config.factbook_commit.partition(" ")
    title = "" if pagename == config.root_doc else _plain(context.get("title", ""))
    address = config.html_baseurl and config.html_baseurl + app.builder.get_target_uri(pagename)
    built = (
        f"Built from commit <code>{escape(commit)}</code> of {tables.date_text(day)}. "
        if commit
        else ""
    )
    licence = f"{app.builder.get_relative_uri(pagename, LICENCE_PAGE)}#{LICENCE_ANCHOR}"
    form = report_form(config, page=f"{title or config.html_title} {address or pagename}")
    report = f' <a href="{escape(form)}">Report an error on this page</a>.' if form else ""
    cited = citation(edition, config, title, address)
    read, relayed = (
        tables.date_text(edition[name]) for name in ("sources_read_until", "relayed_until")
    )
    context["theme_extra_footer"] = (
        '<div class="colophon">'
        f'<p><strong>Cite this page:</strong> <span class="cite">{escape(cited)}</span></p>'
        f"<p>{escape(edition_name(edition))}. Sources read up to {read}; "
        f"relayed reports reach {relayed}. {built}"
        f'Our text and tables: CC BY 4.0; our code: MIT; <a href="{licence}">what is not ours</a> '
        f"keeps its own terms.{report}</p>"
        "</div>"
    )
    if context.get("body"):
        line = f"{escape(config.html_title)}. {escape(edition_name(edition))}."
        context["body"] = f'<p class="on-paper">{line}</p>\n{context["body"]}'


def _plain(title: str) -> str:
    """A title without the markup of a bound figure."""
    return unescape(re.sub(r"<[^>]+>", "", title))


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_config_value("factbook_commit", "", "html", [str])
    app.connect("config-inited", note_commit)


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("html-page-context", add_colophon)
