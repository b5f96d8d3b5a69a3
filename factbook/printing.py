"""How does a page of the built site become a PDF?  Chromium prints it, as it stands in the folder.

The page is served to the browser from the folder under the book's address, or under one that no
computer has; links to that one are taken out of the file again.  Nothing else is asked for.
"""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pikepdf

from factbook import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Route

NOWHERE = "https://book.invalid/"
"""An address that no computer has (RFC 2606), for a book that does not know its own."""

SIZES = ("A4", "Letter")
"""The sizes of paper that schools have."""

OWN = "own"
"""Stands for a size of paper: the one that the page itself asks for."""

LARGE = "large-print"
"""The class of the root element of a page that is printed in large letters."""


@dataclass(frozen=True, slots=True)
class Printing:
    """A page of a site as it is printed: its file in the site, a size of paper, the letters."""

    page: str
    size: str = OWN
    is_large: bool = False


@contextmanager
def press(site: Path, address: str, day: str) -> Iterator[Callable[[Printing], bytes]]:
    """What prints pages of the site in a folder, dated with a day such as ``2026-11-22``.

    ``address`` is where the site will stand; empty where nobody knows.  Raises
    :class:`RuntimeError` if there is no Chromium, :class:`OSError` for a page that is not there.
    """
    base = address or NOWHERE
    with chromium.opened() as browser:
        yield lambda printing: _printed(browser, site, base, day, printing)


def _printed(browser, site: Path, base: str, day: str, printing: Printing) -> bytes:
    """The bytes of one PDF."""
    if not (site / printing.page).is_file():
        raise FileNotFoundError(2, "is not in the site", str(site / printing.page))
    # Without scripts a page is as it is written; charts stay pictures.
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    context.route("**/*", lambda route: _serve(route, site, base, printing))
    tab = context.new_page()
    # Pictures of charts load when a reader comes near; on paper nobody does.
    tab.emulate_media(media="print")
    tab.goto(base + printing.page, wait_until="load")
    asks = {} if printing.size == OWN else {"format": printing.size}
    content = tab.pdf(**asks, prefer_css_page_size=not asks, print_background=True, tagged=True)
    context.close()
    return _finished(content, base, day)


def _serve(route: Route, site: Path, base: str, printing: Printing) -> None:
    """Answer a request of the browser from the folder; what is not there stays unanswered."""
    address = urlsplit(route.request.url)
    path = unquote(address.path.removeprefix(urlsplit(base).path))
    file = site / path
    if address.netloc != urlsplit(base).netloc or not file.is_file():
        route.abort()
        return
    body = file.read_bytes()
    if path == printing.page:
        body = body.replace(b' loading="lazy"', b"")
        if printing.is_large:
            body = body.replace(b"<html ", f'<html class="{LARGE}" '.encode(), 1)
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    route.fulfill(body=body, content_type=kind)


def _finished(content: bytes, base: str, day: str) -> bytes:
    """A printed file with the date of the edition and no time of its own, and without links that
    lead nowhere.
    """
    moment = f"D:{day.replace('-', '')}000000Z"
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = moment
        pdf.docinfo["/Producer"] = pdf.docinfo["/Creator"] = "Chromium"
        if base == NOWHERE:
            for page in pdf.pages:
                _unlink(page)
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


def _unlink(page: pikepdf.Page) -> None:
    """Let the links of a page that lead nowhere lead to nothing; they stay in its structure, which
    names them.
    """
    for link in page.obj.get("/Annots", pikepdf.Array()):
        if str(link.get("/A", pikepdf.Dictionary()).get("/URI", "")).startswith(NOWHERE):
            del link["/A"]
