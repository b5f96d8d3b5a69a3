"""The built book in a real browser: quiet, self-contained, accessible, and whole without scripts.

Looks at every page of ``_build/html`` as ``make book`` left it.  Where something is wrong on
several pages, a test collects all of it before it fails.
"""

from __future__ import annotations

import gzip
import json
import posixpath
import re
from collections import Counter, defaultdict
from functools import cache
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from bookbuild import PLACES, RECORDS, ROOT, SITE, built_site, site_pages
from bs4 import BeautifulSoup
from sphinx.util.inventory import InventoryFile
from visit import CHAPTERS, NARROW, WIDE, Visit, chapters_with

from factbook import proof, schema, tables

GOES_ON = re.compile(r"ledger/([2-4]-|\d-sources-)|chapters/(lesson|sheet)-(?!germany)")
"""Pages of the ledger that look as its first does, those of the sources from the second on, and
lessons and sheets beside one of each.
"""

BOUND = "article a[href*='#fact-']"
"""Links to facts."""


@cache
def pages() -> list[str]:
    """Every page of the site."""
    return site_pages(built_site())


@cache
def soup(page: str) -> BeautifulSoup:
    """A page, parsed."""
    return BeautifulSoup((SITE / page).read_bytes(), "lxml")


@cache
def elements(page: str) -> list[tuple[str, dict[str, str]]]:
    """The name and the attributes of each element of a page."""
    tree = lxml.html.document_fromstring((SITE / page).read_bytes())
    return [(node.tag, dict(node.attrib)) for node in tree.iter() if isinstance(node.tag, str)]


@cache
def travels(path: str) -> int:
    """The bytes of a file of the site as it travels, gzipped."""
    return len(gzip.compress((SITE / path).read_bytes()))


@cache
def anchors(page: str) -> frozenset[str]:
    """The targets in a page."""
    return frozenset(
        found[name] for _, found in elements(page) for name in ("id", "name") if name in found
    )


# --- without a browser --------------------------------------------------------------------------


def test_every_page_of_the_contents_is_built():
    """What ``_toc.yml`` lists is there, and the ledger with it."""
    listed = re.findall(r"file: (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
    assert [page for page in ["index", *listed] if f"{page}.html" not in pages()] == []
    assert set(CHAPTERS) <= set(pages())


def test_every_link_leads_somewhere():
    """Each link inside the site has its file, and each anchor its target."""
    wrong = defaultdict(set)
    for page in pages():
        for link in {
            found[name] for _, found in elements(page) for name in ("href", "src") if name in found
        }:
            url = urlsplit(link)
            if url.scheme or url.netloc or link == "#":
                continue
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(url.path)))
                if url.path
                else page
            )
            if not (SITE / target).is_file():
                wrong[link].add(page)
            elif (
                url.fragment
                and target.endswith(".html")
                and unquote(url.fragment) not in anchors(target)
            ):
                wrong[link].add(page)
    assert not wrong, "\n".join(
        f"{link} on {', '.join(sorted(where))}" for link, where in sorted(wrong.items())
    )


def test_every_address_outside_is_a_link():
    """Pages load nothing from elsewhere: no script, style, picture, frame or font."""
    wrong = [
        (page, tag, found[name])
        for page in pages()
        for tag, found in elements(page)
        for name in ("src", "href", "srcset", "poster", "data")
        if urlsplit(found.get(name, "")).netloc
        and not (tag == "a" or (tag == "link" and found.get("rel") == "canonical"))
    ]
    assert wrong == []


def test_no_id_stands_twice():
    """On no page, pictures of charts included."""
    wrong = {}
    for page in pages():
        count = Counter(found["id"] for _, found in elements(page) if "id" in found)
        if double := sorted(name for name, times in count.items() if times > 1):
            wrong[page] = double
    assert wrong == {}


def test_pages_that_quote_the_articles_ask_not_to_be_indexed():
    """These and no others."""
    quiet = {
        page
        for page in pages()
        for tag, found in elements(page)
        if tag == "meta" and found.get("name") == "robots" and "noindex" in found["content"]
    }
    assert quiet >= {f"{page}.html" for page in PLACES.article_pages}
    assert not quiet & {"index.html", *CHAPTERS}


def test_inventory_lists_every_record():
    """Other books can cite each fact, claim and source, and each computed number."""
    with (built_site() / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", posixpath.join)
    assert set(inventory["fact:fact"]) == set(tables.load_facts().index)
    assert set(inventory["fact:claim"]) == set(tables.load_claims().index)
    assert set(inventory["fact:source"]) == set(tables.load_sources().index)
    wrong = [
        name
        for kind in ("fact", "claim", "source", "derived")
        for name, (_, _, place, _) in inventory.get(f"fact:{kind}", {}).items()
        if urlsplit(place).fragment not in anchors(urlsplit(place).path)
    ]
    assert wrong == []


def test_every_bound_number_leads_to_its_record():
    """A link around each, and behind the link the record that it names."""
    count, wrong = 0, []
    for page in pages():
        for bound in soup(page).select("article .bound"):
            link = bound.find_parent("a")
            fragment = urlsplit(link.get("href", "")).fragment if link else ""
            count += 1
            if not fragment.startswith(("fact-", "claim-", "source-", "derived-")):
                wrong.append((page, str(bound)))
    assert wrong == []
    assert count > 100


def test_every_bound_fact_has_the_mark_of_its_support():
    """In its class, from which the stylesheet takes what readers see; relayed ones among them."""
    seen, wrong = Counter(), []
    for page in pages():
        for link in soup(page).select("article a[href*='#fact-']:has(> .bound)"):
            fact = RECORDS.facts[urlsplit(link["href"]).fragment.removeprefix("fact-")]
            classes = link.select_one(".bound")["class"]
            marks = [name for name in classes if name.startswith("support-")]
            seen[fact.support] += 1
            if marks != [f"support-{fact.support}"]:
                wrong.append((page, fact.fact_id, fact.support, classes))
    assert wrong == []
    assert set(seen) == {fact.support for fact in RECORDS.facts.values()}


def test_every_chart_has_its_data():
    """A table that opens, a file, and a specification that a script can read."""
    for page in CHAPTERS:
        for figure in soup(page).select("figure.chart"):
            assert figure.find("figcaption").get_text(strip=True), figure["id"]
            rows = figure.select("details table tbody tr")
            file = SITE / posixpath.normpath(
                posixpath.join(posixpath.dirname(page), figure.select_one("a[download]")["href"])
            )
            assert rows and len(rows) == len(file.read_text(encoding="utf-8").splitlines()) - 1, (
                figure["id"]
            )
            name = posixpath.normpath(
                posixpath.join(
                    posixpath.dirname(page), figure.select_one(".chart-view")["data-chart"]
                )
            )
            for kind in ("json", "phone.json"):
                spec = (SITE / f"{name}.{kind}").read_text(encoding="utf-8")
                assert json.loads(spec)["config"], figure["id"]


def test_no_page_is_heavy():
    """At most 300 KiB as it travels."""
    sizes = {page: len(gzip.compress((SITE / page).read_bytes())) / 1024 for page in pages()}
    assert {page: round(size) for page, size in sizes.items() if size > 300} == {}


# --- with a browser -----------------------------------------------------------------------------


def one_of_each() -> list[str]:
    """The pages without those that look as another does."""
    return [page for page in pages() if not GOES_ON.search(page)]


def _look_at_every_page(browser, server, theme: str) -> None:
    """Open each page on a phone, then on a desk with charts live and everything unfolded.

    In the light theme axe looks at whole pages on the phone, at every one; on the desk, and in the
    dark theme, at the beginning of lists, on the first page of each list that goes on over several
    and on one of each kind.  Only the rules on colours run in the dark one.
    """
    visit, others = Visit(browser, server, NARROW, theme), theme == "light"
    for page in pages() if others else one_of_each():
        visit.tab.set_viewport_size(NARROW)
        visit.open(page)
        assert visit.tab.evaluate("document.documentElement.dataset.theme") == theme
        wide = visit.tab.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            visit.note(f"scrolls sideways by {wide} px at 360 px")
        if not others:
            visit.shorten()
        visit.axe(others=others)
        if GOES_ON.search(page):
            continue
        visit.shorten()
        visit.tab.set_viewport_size(WIDE)
        visit.enliven()
        visit.tab.evaluate(
            "document.querySelectorAll('article details').forEach(details => details.open = true)"
        )
        visit.axe(others=others)
    visit.close()


@pytest.mark.browser
class TestLight:
    """A class of its own, so that the two themes run beside each other."""

    def test_every_page(self, browser, server):
        """No error, no request that leaves the site, no 404, no sideways scroll, no violation; 360
        and 1280 px.
        """
        _look_at_every_page(browser, server, "light")


@pytest.mark.browser
class TestDark:
    """The same in the dark theme."""

    def test_every_page(self, browser, server):
        """No error, no request that leaves the site, no 404, no sideways scroll, no violation; 360
        and 1280 px.
        """
        _look_at_every_page(browser, server, "dark")


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["desk", "phone"])
def test_charts_turn_live_and_nothing_jumps(browser, server, viewport):
    """On scroll the picture becomes a live chart of the same size; before it, no page loads the
    bundle.
    """
    visit, charts = Visit(browser, server, viewport), 0
    for page in CHAPTERS:
        visit.open(page)
        if any("vega-live" in url for url in visit.requests):
            visit.note("loads the chart bundle before a reader scrolls")
        heights = """[...document.querySelectorAll('.chart-view')]
          .map(view => view.getBoundingClientRect().height)"""
        still = visit.tab.evaluate(heights)
        before = visit.tab.evaluate("document.documentElement.scrollHeight")
        charts += visit.enliven()
        live = visit.tab.evaluate(heights)
        after = visit.tab.evaluate("document.documentElement.scrollHeight")
        for i, (was, is_now) in enumerate(zip(still, live, strict=True)):
            name = visit.tab.locator("figure.chart").nth(i).get_attribute("id")
            if abs(was - is_now) > 4:
                visit.note(f"{name} was {was:.0f} px high as a picture and is {is_now:.0f} px live")
            if (
                visit.tab.locator(".chart-view").nth(i).locator("svg[role=img][aria-label]").count()
                != 1
            ):
                visit.note(f"{name} has no named svg when it is live")
        if abs(before - after) > 4 * max(1, len(still)):
            visit.note(f"the page was {before} px high and is {after} px")
    visit.close()
    assert charts == sum(len(soup(page).select(".chart-view")) for page in CHAPTERS) > 0


FITS = """figure => {
  const view = figure.querySelector('.chart-view').getBoundingClientRect();
  const shown = [...figure.querySelectorAll('.chart-view svg, .chart-view img')]
    .find(one => one.checkVisibility());
  const box = shown.getBoundingClientRect();
  const scale = box.width / (shown.viewBox?.baseVal.width || shown.naturalWidth);
  const texts = [...figure.querySelectorAll('.chart-view svg text')]
    .filter(text => text.textContent.trim());
  return {
    wide: box.width - view.width, right: box.right - innerWidth,
    scrolls: document.documentElement.scrollWidth - innerWidth,
    least: Math.min(99, ...texts.map(text => scale * parseFloat(getComputedStyle(text).fontSize))),
    cut: texts.filter(text => {
      const { left, right } = text.getBoundingClientRect();
      return left < box.left - 2 || right > box.right + 2;
    }).map(text => text.textContent),
  };
}"""
"""How a chart stands on the screen: what runs over, and its smallest letters in pixels."""


@pytest.mark.browser
def test_no_chart_is_cut_on_a_phone(browser, server):
    """At 360 pixels each chart, as a picture and live, stands whole in its column: no mark or label
    outside, no letters below 11 pixels, nothing to scroll.
    """
    visit, charts = Visit(browser, server, NARROW), 0
    for page in CHAPTERS:
        visit.open(page)
        for live in (False, True):
            if live:
                visit.enliven()
            for figure in visit.tab.locator("figure.chart").all():
                figure.scroll_into_view_if_needed()
                seen = figure.evaluate(FITS)
                bad = {name: seen[name] for name in ("wide", "right", "scrolls") if seen[name] > 1}
                if bad or seen["cut"] or seen["least"] < 11:
                    visit.note(f"{figure.get_attribute('id')}: {seen}")
                charts += 1
    visit.close()
    assert charts == 2 * sum(len(soup(page).select(".chart-view")) for page in CHAPTERS) > 0


DRAWN = "() => document.querySelector('.chart-view svg').viewBox.baseVal.width"
"""The width for which the first live chart of a page is drawn."""


@pytest.mark.browser
def test_a_turned_phone_gets_the_chart_of_its_width(browser, server):
    """A live chart is drawn anew when the width becomes that of a desk, and back."""
    visit = Visit(browser, server, NARROW)
    visit.open(CHAPTERS[0])
    visit.enliven()
    narrow = visit.tab.evaluate(DRAWN)
    visit.tab.set_viewport_size(WIDE)
    visit.tab.wait_for_function(
        "was => document.querySelector('.chart-view svg').viewBox.baseVal.width > was + 50",
        arg=narrow,
    )
    visit.tab.set_viewport_size(NARROW)
    visit.tab.wait_for_function(
        "was => document.querySelector('.chart-view svg').viewBox.baseVal.width < was + 5",
        arg=narrow,
    )
    visit.close()


@pytest.mark.browser
def test_without_javascript(browser, server):
    """Charts are named pictures that are seen, numbers are links, and the links lead to their
    records.
    """
    visit = Visit(browser, server, WIDE, java_script_enabled=False)
    for page in CHAPTERS:
        visit.open(page)
        views = visit.tab.locator(".chart-view")
        for i in range(views.count()):
            picture = views.nth(i).locator("img")
            picture.scroll_into_view_if_needed()
            box = picture.bounding_box() if picture.count() == 1 else None
            if (
                box is None
                or len(picture.get_attribute("alt") or "") < 40
                or box["width"] < 100
                or box["height"] < 40
            ):
                visit.note(f"chart {i + 1} is no named picture: {box}")
        for element in (".chart-view", "a[href*='#fact-']"):
            if visit.tab.locator(element).count() != len(soup(page).select(element)):
                visit.note(f"lost {element}")
    visit.open(chapters_with(BOUND)[0])
    link = visit.tab.locator(BOUND).first
    target = urlsplit(link.get_attribute("href")).fragment
    link.click()
    visit.page = visit.tab.url
    assert urlsplit(visit.tab.url).fragment == target
    assert visit.tab.locator(f"[id='{target}']").bounding_box() is not None
    visit.close()


@pytest.mark.browser
def test_relayed_facts_say_so(browser, server):
    """In words, beside the number; no other does."""
    visit = Visit(browser, server, WIDE)
    visit.open(chapters_with(".support-relayed.bound")[0])
    said = "one => getComputedStyle(one, '::after').content"
    relayed = visit.tab.locator("article .support-relayed.bound").first
    assert "relayed" in relayed.evaluate(said)
    other = visit.tab.locator("article .bound.bound-fact:not(.support-relayed)").first
    assert other.evaluate(said) == "none"
    visit.close()


@pytest.mark.browser
@pytest.mark.parametrize("way", ["click", "Enter", "tap"])
def test_card_opens_and_gives_the_place_back(browser, server, way):
    """The card of a number shows its statement; Escape closes it, and the focus is on the number
    again.
    """
    visit = Visit(browser, server, NARROW if way == "tap" else WIDE, has_touch=way == "tap")
    visit.open(chapters_with(BOUND)[0])
    link = visit.tab.locator(BOUND).first
    fact = tables.load_facts().loc[
        urlsplit(link.get_attribute("href")).fragment.removeprefix("fact-")
    ]
    address = visit.tab.url
    if way == "Enter":
        link.focus()
        visit.tab.keyboard.press("Enter")
    else:
        link.tap() if way == "tap" else link.click()
    card = visit.tab.locator("dialog[open]")
    card.wait_for(timeout=5000)
    assert card.locator(".statement").inner_text() == fact["statement"]
    assert tables.date_text(fact["as_of"]) in card.inner_text()
    assert schema.SUPPORT_WORDS[fact["support"]] in card.inner_text()
    passages = RECORDS.facts[fact.name].passages
    for fold in card.locator("details:not([open]) > summary").all():  # sources beyond three
        fold.click()
    said = card.locator(".passages > li").all_inner_texts()
    assert [p.says in text for p, text in zip(passages, said, strict=True)] == [True] * len(said)
    first = card.locator(".passages a").first.get_attribute("href")
    source = RECORDS.sources[passages[0].source_id]
    assert first == proof.address(source, passages[0]) and first.startswith(source.url)
    assert "#fact-" in card.locator("form a").first.get_attribute("href")
    visit.axe()
    visit.tab.keyboard.press("Escape")
    card.wait_for(state="detached", timeout=5000)
    assert visit.tab.evaluate(
        "document.activeElement === document.querySelector(\"article a[href*='#fact-']\")"
    )
    assert visit.tab.url == address
    visit.close()


@pytest.mark.browser
def test_computed_number_has_a_card(browser, server):
    """With what it was computed from, and a link to the cell."""
    computed = "article a[href*='#derived-']"
    visit = Visit(browser, server, WIDE)
    visit.open(chapters_with(computed)[0])
    visit.tab.locator(computed).first.click()
    card = visit.tab.locator("dialog[open]")
    card.wait_for(timeout=5000)
    names = [name for name in card.locator("dt").all_inner_texts() if name != "Which"]
    assert names == ["Computed from", "Computed in"]
    assert "#computed-" in card.locator("dd").last.locator("a").get_attribute("href")
    visit.axe()
    visit.close()


@pytest.mark.browser
def test_without_its_card_a_number_leads_to_the_ledger(browser, server):
    """As when a site has lost the file."""
    visit = Visit(browser, server, WIDE)
    visit.tab.route("**/_cards/**", lambda route: route.fulfill(status=404, body="gone"))
    visit.open(chapters_with(BOUND)[0])
    visit.tab.locator(BOUND).first.click()
    visit.tab.wait_for_url("**/ledger/**", timeout=5000)
    assert "#fact-" in visit.tab.url
    visit.wrong = [note for note in visit.wrong if "_cards" not in note and "404" not in note]
    visit.close()


OPENED = "dialog.fact-card[open]"


@pytest.mark.browser
def test_back_closes_a_card(browser, server):
    """And stays on the page; Forward, and Back from a page that the card led to, open it again; a
    card that is closed by its own ✕ or by Escape leaves no entry behind.
    """
    visit = Visit(browser, server, NARROW, has_touch=True)
    visit.open("index.html")
    page = chapters_with(BOUND)[0]
    visit.open(page)
    link, card = visit.tab.locator(BOUND).first, visit.tab.locator(OPENED)
    address, entries = visit.tab.url, visit.tab.evaluate("history.length")
    link.tap()
    card.wait_for()
    assert visit.tab.url == address and visit.tab.evaluate("history.length") == entries + 1
    visit.tab.go_back()
    card.wait_for(state="detached")
    assert visit.tab.url == address
    assert link.evaluate("link => link === document.activeElement")
    visit.tab.go_forward()
    card.wait_for()
    card.get_by_role("link", name="Open in the ledger").tap()
    visit.tab.wait_for_url("**/ledger/**")
    visit.tab.go_back()
    card.wait_for()
    visit.tab.go_back()
    card.wait_for(state="detached")
    assert visit.tab.url == address
    for close in (
        lambda: card.get_by_role("button", name="Close").tap(),
        lambda: visit.tab.keyboard.press("Escape"),
    ):
        link.tap()
        card.wait_for()
        close()
        card.wait_for(state="detached")
        visit.tab.wait_for_function("() => !history.state?.card")
    visit.tab.go_back()
    visit.tab.wait_for_url("**/index.html")
    visit.close()


@pytest.mark.browser
def test_a_card_leads_to_a_place_on_its_own_page(browser, server):
    """The cell that computed a number, in the page and not behind the card."""
    computed = "article a[href*='#derived-']"
    visit = Visit(browser, server, NARROW)
    visit.open(chapters_with(computed)[0])
    visit.tab.locator(computed).first.click()
    inside = visit.tab.locator(f"{OPENED} a[href^='#computed-']")
    inside.click()
    visit.tab.locator(OPENED).wait_for(state="detached")
    name = urlsplit(visit.tab.url).fragment
    assert visit.tab.locator(f"[id='{name}']").is_visible()
    visit.tab.go_back()
    visit.tab.locator(OPENED).wait_for()
    visit.close()


@pytest.mark.browser
def test_a_card_begins_with_what_its_place_says(browser, server):
    """As plain text; and its ✕ stays in the corner while it is scrolled."""
    visit = Visit(browser, server, {"width": 360, "height": 420})
    visit.open(chapters_with(BOUND)[0])
    link, lead = visit.tab.locator(BOUND).first, "Is there <b>one</b>? No."
    link.evaluate("(link, lead) => { link.dataset.lead = lead }", lead)
    link.click()
    card = visit.tab.locator(OPENED)
    assert card.locator("p").first.inner_text() == lead
    assert card.locator("p.lead + p.statement").count() == 1
    close = card.get_by_role("button", name="Close")
    assert close.count() == 1
    card.evaluate("card => { card.scrollTop = card.scrollHeight }")
    box, edge = close.bounding_box(), card.bounding_box()
    assert box["width"] >= 44 and box["height"] >= 44
    assert edge["y"] - 1 <= box["y"] <= edge["y"] + 20
    close.click()
    card.wait_for(state="detached")
    visit.close()


@pytest.mark.browser
def test_without_a_connection_a_reader_stays(browser, server):
    """Who reads on has the cards already; who has not is told, and can ask again."""
    page = chapters_with(BOUND)[0]
    visit = Visit(browser, server, NARROW)
    visit.open(page, whole=False)
    visit.settled()
    assert not any("_cards" in url for url in visit.requests)
    visit.context.set_offline(True)
    link, card = visit.tab.locator(BOUND).first, visit.tab.locator(OPENED)
    link.click()
    card.wait_for()
    assert "No connection: the proof could not be loaded." in card.inner_text()
    assert "/ledger/" in card.get_by_role("link").get_attribute("href")
    visit.axe()
    card.get_by_role("button", name="Try again").click()
    card.get_by_text("Still no connection.").wait_for()
    visit.context.set_offline(False)
    card.get_by_role("button", name="Try again").click()
    card.locator("dl").wait_for()
    assert card.count() == 1
    visit.tab.go_back()
    card.wait_for(state="detached")
    visit.wrong = [note for note in visit.wrong if "INTERNET_DISCONNECTED" not in note]
    visit.open(page, whole=False)
    with visit.tab.expect_response("**/_cards/**"):
        visit.tab.mouse.wheel(0, 50)
    visit.settled()
    visit.context.set_offline(True)
    link.click()
    card.locator("dl").wait_for()
    visit.close()


@pytest.mark.browser
def test_first_visit_is_light(browser, server):
    """Everything that a page loads before a reader scrolls, as it travels: at most 150 KiB for a
    chapter, 170 for the long lists of facts, sources and corrections, 110 for another page.
    """
    heavy = {}
    for page in pages():
        visit = Visit(browser, server, WIDE)
        visit.open(page)
        visit.settled()
        paths = {
            unquote(urlsplit(url).path).lstrip("/")
            for url in visit.requests
            if url.startswith(server)
        }
        weight = sum(map(travels, paths)) / 1024
        lists = ("chapters/sources.html", "chapters/corrections.html")
        most = 170 if "/ledger/" in page or page in lists else 150 if page in CHAPTERS else 110
        if weight > most:
            heavy[page] = f"{weight:.0f} KiB"
        visit.close()
    assert heavy == {}
