"""How is a page found and shared?  By the tags in its head that search engines and services for
shared links read.

Own lines and not sphinxext-opengraph: that takes descriptions from the text, where numbers are
bound and pages are code, and needs Matplotlib for pictures.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from sphinx.application import Sphinx

from factbook import tables
from factbook.book.domain import facts_of
from factbook.book.site import addresses, descriptions, feed, jsonld, pictures
from factbook.book.site.cards import json_data
from factbook.book.stopping import stop


def drawing(app: Sphinx, docname: str) -> str:
    """The picture of a page, as SVG."""
    edition = facts_of(app.env).records.edition
    day = tables.date_text(edition["date"])
    foot = f"{edition['name']}, {day}. Every figure one click from its proof."
    return pictures.svg(
        app.config.html_title,
        descriptions.title(app.env, docname),
        descriptions.picture_line(app.env, docname)[0],
        foot,
    )


def head(app: Sphinx, docname: str, title: str) -> str:
    """The tags of a page for search engines and services that show shared links."""
    book, text = app.config.html_title, descriptions.description(app.env, docname)
    is_chapter = jsonld.is_chapter(app.env, docname)
    properties = {
        "og:site_name": book,
        "og:type": "article" if is_chapter else "website",
        "og:title": title,
        "og:description": text,
    }
    names = {"description": text, "twitter:card": "summary"}
    if app.config.html_baseurl:
        properties["og:url"] = addresses.link(app, docname, app.builder.get_target_uri(docname))
    if app.config.html_baseurl and docname in app.env.found_docs:
        properties |= {
            "og:image": addresses.link(
                app, docname, pictures.file_of(docname, drawing(app, docname))
            ),
            "og:image:type": "image/png",
            "og:image:width": str(pictures.WIDTH),
            "og:image:height": str(pictures.HEIGHT),
            "og:image:alt": f"{title}. {descriptions.picture_line(app.env, docname)[0]}",
        }
        names["twitter:card"] = "summary_large_image"
    tags = [f'<meta name="{name}" content="{escape(content)}">' for name, content in names.items()]
    tags += [
        f'<meta property="{name}" content="{escape(content)}">'
        for name, content in properties.items()
    ]
    tags.append(
        f'<link rel="alternate" type="application/atom+xml" title="{escape(feed.TITLE)}" '
        f'href="{addresses.relative(docname, feed.FILE)}">'
    )
    return "\n" + "\n".join(tags) + "\n"


def record(app: Sphinx, docname: str, title: str) -> str:
    """The record of a page for programs, as a script element that holds data; empty for a page that
    has none.
    """
    data = jsonld.data(app, docname, title, descriptions.description(app.env, docname))
    return f'<script type="application/ld+json">{json_data(data)}</script>\n' if data else ""


def add_tags(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Add the tags to the head of a page, and its record to the end of its body: beside the list of
    sources it packs better.
    """
    if not descriptions.description(app.env, pagename):
        stop("not every page can be found", [descriptions.missing(pagename)], forget=app)
    title = descriptions.title(app.env, pagename) or context["title"]
    shared = descriptions.title_with_subtitle(app, pagename, title)
    context["metatags"] = context.get("metatags", "") + head(app, pagename, shared)
    if context.get("body"):
        context["body"] += record(app, pagename, title)


def write_pictures(app: Sphinx, exception: Exception | None) -> None:
    """Draw the pictures that are not there yet, and remove those that no page names."""
    if exception:
        return
    drawings = {}
    if app.config.html_baseurl:
        for page in sorted(app.env.found_docs):
            svg = drawing(app, page)
            drawings[Path(app.outdir) / pictures.file_of(page, svg)] = svg
    folder = Path(app.outdir) / pictures.FOLDER
    for file in folder.glob("*"):
        if file not in drawings:
            file.unlink()
    for file, svg in drawings.items():
        folder.mkdir(exist_ok=True)
        if not file.is_file():
            file.write_bytes(pictures.png(svg))
    if folder.is_dir() and not drawings:
        folder.rmdir()


def hide_articles(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Ask search engines not to index the pages that quote the articles, and the answers."""
    domain = facts_of(app.env)
    if pagename in domain.places.article_pages | domain.site_only:
        context["metatags"] = (
            context.get("metatags", "") + '\n<meta name="robots" content="noindex">'
        )


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("html-page-context", add_tags, priority=400)
    app.connect("html-page-context", hide_articles)
    app.connect("build-finished", write_pictures)
