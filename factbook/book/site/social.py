"""How is a page found and shared?  By the tags in its head that search engines and services for shared links read.

Own lines and not sphinxext-opengraph: that takes descriptions from the text, where numbers are bound and pages are code, and
needs Matplotlib for pictures.
"""

from __future__ import annotations

import hashlib
from html import escape
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import tables
from factbook.book.site import addresses, descriptions, feed, jsonld, pictures
from factbook.book.site.cards import json_data
from factbook.book.stopping import stop


def drawing(app: Sphinx, docname: str) -> str:
    """The picture of a page, as SVG."""
    edition = tables.edition()
    foot = f"{edition['name']}, {tables.date_text(edition['date'])}. Every figure one click from its proof."
    return pictures.svg(
        app.config.html_title,
        descriptions.title(app.env, docname),
        descriptions.picture_line(app.env, docname)[0],
        foot,
    )


def head(app: Sphinx, docname: str, title: str) -> str:
    """The tags of a page for search engines and services that show shared links."""
    book, text = app.config.html_title, descriptions.description(docname)
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
        f'<link rel="alternate" type="application/atom+xml" title="{escape(feed.TITLE)}" href="{addresses.relative(docname, feed.FILE)}">'
    )
    return "\n" + "\n".join(tags) + "\n"


def record(app: Sphinx, docname: str, title: str) -> str:
    """The record of a page for programs, as a script element that holds data; empty for a page that has none."""
    data = jsonld.data(app, docname, title, descriptions.description(docname))
    return f'<script type="application/ld+json">{json_data(data)}</script>\n' if data else ""


def add_tags(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Add the tags to the head of a page, and its record to the end of its body: beside the list of sources it packs better."""
    if app.builder.name != "html":
        return
    if not descriptions.description(pagename):
        stop(app, "not every page can be found", [descriptions.missing(pagename)], forget=True)
    title = descriptions.title(app.env, pagename) or context["title"]
    context["metatags"] = context.get("metatags", "") + head(app, pagename, title)
    if context.get("body"):
        context["body"] += record(app, pagename, title)


def rewrite_changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages whose tags changed since they were written.  The front page stands for those that Sphinx makes."""
    if app.builder.name != "html":
        return []
    heads = {}
    for page in env.found_docs:
        title = descriptions.title(env, page)
        heads[page] = head(app, page, title) + record(app, page, title)
    heads[app.config.root_doc] += tables.path_of("pages").read_text(encoding="utf-8")
    now = {page: hashlib.sha256(text.encode()).hexdigest() for page, text in heads.items()}
    before, env.factbook_heads = getattr(env, "factbook_heads", {}), now
    return sorted(page for page in now if before.get(page, now[page]) != now[page])


def write_pictures(app: Sphinx, exception: Exception | None) -> None:
    """Draw the pictures that are not there yet, and remove those that no page names."""
    if exception or app.builder.name != "html":
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


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("env-updated", rewrite_changed)
    app.connect("html-page-context", add_tags, priority=400)
    app.connect("build-finished", write_pictures)
