"""A visit to the built site in Chromium, which writes down everything that goes wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin

from bookbuild import ROOT, built_site
from bs4 import BeautifulSoup

from factbook import notebooks

CHAPTERS = [f"chapters/{path.stem}.html" for path in notebooks.chapters(ROOT)]
"""The pages of the chapters."""

LISTS = [
    ["article", "section.entry", 6],
    ["tbody", "tr", 3],
    ["article", ".cell_input", 2],
    [".timeline, .chapter-sources", "li", 6],
    [".chart-view", "svg > *", 0],
]
"""(what, its parts, how many of them are looked at more than once)."""

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
COLOURS = {
    "color-contrast": "[data-judged]",
    "link-in-text-block": "a[href][data-judged], [role=link][data-judged]",
}
"""Axe's rules whose answer depends on the theme, and on which elements they are asked."""

ALIKE = 2
"""How many elements that look the same are looked at for their colours."""

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


FRAMES = """async number => {
  while (number--) await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
}"""
"""Resolves after so many frames."""

STILLNESS = """async wanted => {
  const now = () => [scrollX, scrollY, document.documentElement.scrollHeight].join();
  for (let same = 0, before = now(); same < wanted; same += 1) {
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    if (now() !== before) [same, before] = [-1, now()];
  }
}"""
"""Resolves when a page has been the same for so many frames."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_args) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder from this machine alone; gives its address."""
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}/"
    finally:
        httpd.shutdown()
        httpd.server_close()


def chapters_with(selector: str, at_least: int = 1) -> list[str]:
    """The chapters of the built book that have so many elements, so that no test leans on the first
    chapter.
    """
    return [
        page
        for page in CHAPTERS
        if len(BeautifulSoup((built_site() / page).read_bytes(), "lxml").select(selector))
        >= at_least
    ]


class Visit:
    """A tab that writes down what goes wrong in it."""

    def __init__(self, browser, server: str, viewport: dict, theme: str = "light", **options):
        self.server, self.wrong, self.requests = server, [], []
        self.context = browser.new_context(
            viewport=viewport, color_scheme=theme, reduced_motion="reduce", **options
        )
        self.context.add_init_script(
            f"try {{ for (const name of ['mode', 'theme']) localStorage.setItem(name, '{theme}') }}"
            " catch {}"
        )
        self.tab = self.context.new_page()
        self.tab.on(
            "console",
            lambda message: (
                self.note(message.text)
                if message.type == "error" or "stays a picture" in message.text
                else None
            ),
        )
        self.tab.on("pageerror", lambda error: self.note(f"uncaught: {error}"))
        self.tab.on("request", lambda request: self._judge(request.url))
        self.tab.on(
            "response",
            lambda response: (
                self.note(f"{response.status} {response.url}") if response.status >= 400 else None
            ),
        )
        self.tab.on("requestfailed", lambda request: self._failed(request))

    def note(self, text: str) -> None:
        """Something wrong on the page that is open."""
        self.wrong.append(f"{self.page}: {text}")

    def _judge(self, url: str) -> None:
        self.requests.append(url)
        if not url.startswith((self.server, "data:", "blob:")):
            self.note(f"leaves the site: {url}")

    def _failed(self, request) -> None:
        # A script, where scripts are off; what was on its way when the next page was opened.
        left = request.failure == "net::ERR_ABORTED"
        if request.failure != "csp" and not left:
            self.note(f"failed: {request.url} {request.failure}")

    def open(self, page: str, *, whole: bool = True) -> None:
        """Open a page and wait until it has loaded; ``whole`` lays out all of it, as a reader's
        first move does.
        """
        self.page, self.requests = page, []
        self.tab.goto(urljoin(self.server, page), wait_until="load")
        if whole:
            self.tab.evaluate("document.documentElement.classList.add('whole')")

    def drawn(self) -> None:
        """Wait until the browser has drawn two more frames, and has told its observers of them."""
        self.tab.evaluate(FRAMES, 2)

    def settled(self) -> None:
        """Wait until nothing is loaded any more, and the page neither moves nor grows."""
        self.tab.wait_for_load_state("networkidle")
        self.tab.evaluate(STILLNESS, 10)

    def enliven(self) -> int:
        """Scroll to each chart and wait until all are live; how many there are."""
        views = self.tab.locator(".chart-view")
        self.tab.mouse.wheel(0, 50)
        for i in range(views.count()):
            views.nth(i).scroll_into_view_if_needed()
            self.tab.wait_for_function(
                "i => document.querySelectorAll('.chart-view')[i].dataset.live === 'yes'",
                arg=i,
                timeout=20_000,
            )
        return views.count()

    def axe(self, *, colours: bool = True, others: bool = True) -> None:
        """Note every violation of WCAG 2.2 A and AA that axe finds, by rules on colours, by all
        others, or both.

        The colours inside charts are not axe's matter (it cannot tell what lies behind text in a
        picture) but that of ``test_charts.py``.
        """
        if not self.tab.evaluate("'axe' in window"):
            self.tab.evaluate(_axe_script())
        if colours:
            self.tab.evaluate(_looks_script(), ALIKE)
        options = {
            "runOnly": TAGS if others else [*COLOURS],
            "resultTypes": ["violations"],
            "preload": False,
            "rules": {} if colours else {rule: {"enabled": False} for rule in COLOURS},
        }
        found = self.tab.evaluate("options => axe.run(options)", options)
        for violation in found["violations"]:
            for node in violation["nodes"][:3]:
                summary = " ".join(node["failureSummary"].split())
                self.note(
                    f"{self.tab.viewport_size['width']} px, {violation['id']}: "
                    f"{node['html'][:160]} {summary[:200]}"
                )

    def shorten(self) -> None:
        """Keep the beginning of what one template repeats, and drop the pictures: axe has seen all
        of it in another width or theme.
        """
        self.tab.evaluate(
            """lists => {
          for (const [parent, child, kept] of lists)
            for (const one of document.querySelectorAll(parent))
              [...one.querySelectorAll(child)].slice(kept).forEach(element => element.remove());
        }""",
            LISTS,
        )

    def close(self) -> None:
        """Close the tab; fail with everything that went wrong."""
        self.context.close()
        assert self.wrong == [], "\n".join(dict.fromkeys(self.wrong))


@cache
def _axe_script() -> str:
    """Axe, with rules on colours that look at what :file:`looks.js` has marked."""
    from axe_playwright_python.base import AXE_FILE_PATH

    rules = [{"id": rule, "selector": selector} for rule, selector in COLOURS.items()]
    axe = AXE_FILE_PATH.read_text(encoding="utf-8")
    return f"{axe}; axe.configure({json.dumps({'rules': rules})})"


@cache
def _looks_script() -> str:
    """The function in :file:`looks.js`."""
    script = (ROOT / "tests" / "looks.js").read_text(encoding="utf-8")
    return script[script.index("\nkept =>") :].strip()
