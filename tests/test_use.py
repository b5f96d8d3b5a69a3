"""The book in use: charts as files, facts found, filtered and taken home, cards read; by mouse, by
keyboard and by finger.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import struct
import time
from urllib.parse import parse_qs, urlsplit

import lxml.etree
import lxml.html
import pytest
from bookbuild import FACT, PLACES, RECORDS, ROOT, SITE, built_site, site_pages
from test_charts import contrast
from visit import CHAPTERS, NARROW, WIDE, Visit, chapters_with

from factbook import schema, tables
from factbook.book import places
from factbook.book.site import facts as facts_file

FIND = f"{places.FIND_PAGE}.html"
LEDGER = f"{places.ledger_page(RECORDS.chapters['summit'])}.html"
NUMBER, PRINTED = RECORDS.facts[FACT].value, RECORDS.facts[FACT].printed
"""What the book prints for a fact, from the tables: a corrected figure breaks no test."""

USED_ON = "chapters/summit.html"
"""A page that prints it."""

COLUMNS = [*schema.FACTS.columns, "support", "source_urls"]
SVG = "{http://www.w3.org/2000/svg}"


def saved(visit: Visit, button) -> tuple[str, bytes]:
    """The name and the content of the file that a button saves."""
    with visit.tab.expect_download() as download:
        button.evaluate(
            "button => button.focus({ preventScroll: true })"
        )  # a scroll would make pictures live
        visit.tab.keyboard.press("Enter")
    return download.value.suggested_filename, download.value.path().read_bytes()


def found(visit: Visit) -> list[str]:
    """The facts that a list of found facts shows, by name."""
    visit.tab.locator(".found-facts li").first.wait_for(timeout=10_000)
    links = visit.tab.locator(".found-facts .statement a").evaluate_all(
        "links => links.map(link => link.hash)"
    )
    return [link.removeprefix("#fact-") for link in links]


# --- the file of all facts
# ---------------------------------------------------------------------------


def test_the_file_of_all_facts_is_the_tables():
    """Each fact with its cells, its support, and pages that are there."""
    built = json.loads(
        (built_site() / facts_file.FOLDER / "facts.json").read_text(encoding="utf-8")
    )
    raw = tables.read("facts", ROOT).cells.set_index("fact_id", drop=False)
    assert [fact["fact_id"] for fact in built["facts"]] == list(raw.index)
    assert built["columns"] == [*schema.FACTS.columns, "support"]
    supports = tables.load_facts()["support"]
    for fact in built["facts"]:
        assert {name: fact.get(name, "") for name in schema.FACTS.columns} == raw.loc[
            fact["fact_id"]
        ].to_dict()
        assert fact["support"] == supports[fact["fact_id"]]
        assert (SITE / f"{fact['page']}.html").is_file() and all(
            (SITE / f"{page}.html").is_file() for page in fact.get("used_on", [])
        )
        assert set(fact.get("used_on", [])) <= set(built["pages"])
    assert (
        USED_ON.removesuffix(".html")
        in next(fact for fact in built["facts"] if fact["fact_id"] == FACT)["used_on"]
    )


def test_only_pages_with_lists_of_facts_load_their_script():
    """The scripts and the style for them stay away from chapters."""
    loads = {
        name: {
            path.relative_to(SITE).as_posix()
            for path in built_site().rglob("*.html")
            if f"/{name}?v=" in path.read_text(encoding="utf-8")
        }
        for name in (facts_file.SCRIPT, facts_file.TIMELINE_SCRIPT)
    }
    ledger = {f"{PLACES.of_fact(fact_id)}.html" for fact_id in RECORDS.facts}
    assert loads[facts_file.SCRIPT] == {"search.html", FIND, *ledger}
    assert loads[facts_file.TIMELINE_SCRIPT] == {"chapters/timeline.html"}


# --- charts
# ------------------------------------------------------------------------------------------

WATCH = """
window.shifted = [];
const nearest = ({ node }) => (node?.closest ? node : node?.parentElement)
  ?.closest(":is(article, .bd-search-container) [id]")?.id;
new PerformanceObserver(list => {
  for (const { value, sources } of list.getEntries()) {
    const inside = sources.map(nearest).filter(Boolean);
    if (inside.length) shifted.push([value, inside[0]]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
"""Notes what moved in the text of a page without the reader's doing."""

LETTERS_ARE_THERE = "document.fonts.ready.then(() => { shifted.length = 0 })"
"""From here on: words may move by a pixel when the book's font takes the place of another."""


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["desk", "phone"])
def test_charts_turn_live_without_a_shift_or_a_warning(browser, server, viewport):
    """While a reader scrolls through a chapter, nothing in its text moves, and Vega has nothing to
    say.
    """
    visit = Visit(browser, server, viewport)
    visit.context.add_init_script(WATCH)
    visit.tab.on(
        "console", lambda message: visit.note(message.text) if message.type == "warning" else None
    )
    for page in CHAPTERS:
        visit.open(page)
        visit.drawn()
        visit.tab.evaluate(LETTERS_ARE_THERE)
        visit.tab.mouse.wheel(0, 50)
        for view in visit.tab.locator(".chart-view").all():
            view.evaluate(
                "view => view.scrollIntoView({ block: 'center', behavior: 'instant' })"
            )  # a jump: it is seen while it turns live
            view.and_(visit.tab.locator("[data-live]")).wait_for(timeout=20_000)
            visit.drawn()
        for value, where in visit.tab.evaluate("shifted"):
            visit.note(f"a shift of {value:.4f} near #{where}")
    visit.close()


@pytest.mark.browser
def test_live_charts_are_read_in_both_themes(browser, server):
    """Words in charts, slider and tooltip have a contrast of 4.5 on the ground, and follow a switch
    of the theme.
    """
    visit, texts = Visit(browser, server, WIDE, "dark"), 0
    colours = """theme => {
      document.documentElement.dataset.theme = theme;
      const all = selector => [...document.querySelectorAll(selector)];
      const hex = colour => '#' + colour.match(/\\d+/g).slice(0, 3)
        .map(n => (+n).toString(16).padStart(2, '0')).join('');
      // A halo under a label and words on a bar have the colour of the ground, and stand on none.
      const words = all('.chart-view svg text').filter(text => text.textContent.trim()
        && !text.getAttribute('stroke') && text.getAttribute('fill') !== '#ffffff');
      return {
        ground: hex(getComputedStyle(document.body).backgroundColor),
        fills: [...new Set(words.map(text => hex(getComputedStyle(text).fill)))],
        texts: words.length,
        others: all('.chart-view form span, #vg-tooltip-element')
          .map(one => hex(getComputedStyle(one).color)),
        card: all('#vg-tooltip-element').map(one => hex(getComputedStyle(one).backgroundColor)),
      };
    }"""
    for page in CHAPTERS:
        visit.open(page)
        visit.enliven()
        for mark in visit.tab.locator(".chart-view svg .role-mark path").all()[:3]:
            mark.hover(force=True)
        for theme in ("dark", "light"):
            seen = visit.tab.evaluate(colours, theme)
            texts += seen["texts"]
            for colour in [*seen["fills"], *seen["others"]]:
                if contrast(colour, seen["ground"]) < 4.5 or any(
                    contrast(other, card) < 4.5 for other in seen["others"] for card in seen["card"]
                ):
                    visit.note(
                        f"{theme}: words in {colour} on {seen['ground']}, tooltip on {seen['card']}"
                    )
    visit.close()
    assert texts > 500


@pytest.mark.browser
def test_charts_do_not_catch_the_focus(browser, server):
    """The keyboard meets a chart once, a slider once: no mark of a live chart takes the focus."""
    visit, sliders = Visit(browser, server, WIDE), 0
    for page in CHAPTERS:
        visit.open(page)
        visit.enliven()
        for stop in visit.tab.locator(
            ".chart-view :is(a, button, input, select, textarea, [tabindex])"
        ).all():
            name = stop.evaluate(
                """stop => [stop.localName, stop.type, stop.labels?.[0]?.textContent.trim()]
                  .join(' ')"""
            )
            if re.match(r"input (range|radio) \S", name):
                sliders += name.startswith("input range")
            else:
                visit.note(f"a stop in a chart: {name}")
    visit.close()
    assert sliders >= 1


FILES = """async figure => {
  const picture = await pictureOf(figure);
  const points = await (await pointsOf(picture)).arrayBuffer();
  return [picture.text, [...new Uint8Array(points.slice(0, 24))]];
}"""
"""What the buttons of a chart save: the text of the SVG, and the first bytes of the PNG."""

WIDTHS = """(figure, text) => {
  const place = document.createElement("div");
  place.innerHTML = text.replace(/<style.*?<\\/style>/s, "");
  document.body.append(place);
  const found = [...place.querySelectorAll(":scope > svg > text")].map(one => one.getBBox());
  place.remove();
  return found.map(({ x, width }) => ({ x, width }));
}"""
"""Where the words around a saved chart begin, and how wide they are."""


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_chart_is_saved(browser, server, theme):
    """As SVG and PNG under its own name, in light colours on white, with caption and sources
    inside; the data as CSV.
    """
    visit = Visit(browser, server, WIDE, theme)
    for page in CHAPTERS:
        visit.open(page)
        if theme == "dark":
            visit.enliven()
        for i, figure in enumerate(visit.tab.locator("figure.chart").all()):
            name = figure.get_attribute("id").removeprefix("fig-")
            assert (
                figure.locator(".chart-files a[download]")
                .get_attribute("href")
                .endswith(f"/{name}.csv")
            )
            text, head = figure.evaluate(FILES)
            svg = lxml.etree.fromstring(text.encode())
            assert svg.find(f"{SVG}rect").get("fill") == "#ffffff" and "style" not in svg.attrib, (
                name
            )
            assert svg.findtext(f"{SVG}style").count("@font-face") in (2, 4), name
            assert len(svg.findall(f"{SVG}style")) == 1, name
            caption = figure.locator("figcaption > p").all_text_contents()
            title, subtitle = (" ".join(one.rstrip("#").split()) for one in caption)
            assert svg.findtext(f"{SVG}title") == title, name
            drawn = " ".join(one.text for one in svg.findall(f"{SVG}text"))
            for said in (title, subtitle, "Source", "Data as of", "Coalition of the Willing, "):
                assert said in drawn, (name, said)
            assert drawn.replace(" ", "").endswith(f"{page}#fig-{name}"), name
            assert "How this chart was made" not in text, name
            edge = float(svg.get("width"))
            for words in figure.evaluate(WIDTHS, text):
                assert words["x"] + words["width"] <= edge, (name, words)
            assert svg.findtext(f"{SVG}desc").startswith("Source") and svg.findtext(
                f"{SVG}desc"
            ).endswith(f"{page}#fig-{name}"), name
            assert "#23272e" in {words.get("fill") for words in svg.iter(f"{SVG}text")}, name
            scale = max(2, 1080 / float(svg.get("width")))
            sides = [math.ceil(scale * float(svg.get(side))) for side in ("width", "height")]
            assert sides[0] >= 1080, name
            assert list(struct.unpack(">8s8xII", bytes(head))) == [b"\x89PNG\r\n\x1a\n", *sides], (
                name
            )
            figure.locator("details.chart-data").evaluate("fold => { fold.open = true }")
            if i == 0:  # a browser stops a page that saves many files at once
                assert saved(visit, figure.get_by_role("button", name="Chart as SVG")) == (
                    f"{name}.svg",
                    text.encode(),
                )
                file, content = saved(visit, figure.get_by_role("button", name="Chart as PNG"))
                assert file == f"{name}.png" and list(content[:24]) == head
    visit.close()


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_link_opens_how_a_chart_was_made(browser, server, scripts):
    """The source line of each chart leads to its code, and the fold opens by itself."""
    visit = Visit(browser, server, WIDE, java_script_enabled=scripts)
    page = chapters_with("figure.chart .chart-made")[0]
    visit.open(page)
    figures = visit.tab.locator("figure.chart")
    for i in range(figures.count()):
        visit.open(page)  # two charts of a section have their code in one fold
        code = visit.tab.locator(f"#made-{figures.nth(i).get_attribute('id').removeprefix('fig-')}")
        assert not code.is_visible()
        figures.nth(i).get_by_role("link", name="How this chart was made").click()
        code.wait_for(state="visible", timeout=5000)
        assert "figure(" in code.inner_text()
    visit.page = page
    visit.close()


# --- the ledger and the finder
# -----------------------------------------------------------------------


@pytest.mark.browser
def test_ledger_filters_and_its_address_keeps_the_view(browser, server):
    """By words, subject, support and source; the address shows the same facts to another reader,
    and downloads hold them.
    """
    facts = tables.read("facts", ROOT).cells
    wanted = set(
        facts[
            (facts["chapter"] == "summit")
            & facts["subject"].str.split(";").map(lambda codes: "person:macron" in codes)
        ]["fact_id"]
    )
    visit = Visit(browser, server, WIDE)

    def shown() -> set[str]:
        entries = visit.tab.locator(".ledger section.entry:visible")
        ids = entries.evaluate_all("all => all.map(one => one.id)")
        return {one.removeprefix("fact-") for one in ids}

    visit.open(LEDGER)
    everything = shown()
    visit.tab.get_by_label("About").select_option(label="Emmanuel Macron")
    visit.tab.wait_for_url("**subject=person-macron*")
    assert shown() == wanted and 0 < len(wanted) < len(everything)
    assert (
        visit.tab.locator(".ledger-count").inner_text()
        == f"{len(wanted)} of {len(everything)} facts"
    )

    file, content = saved(visit, visit.tab.get_by_role("button", name="Download as CSV"))
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert (
        file == "facts.csv"
        and list(rows[0]) == COLUMNS
        and {row["fact_id"] for row in rows} == wanted
    )
    raw, sources = facts.set_index("fact_id", drop=False), tables.load_sources()
    for row in rows:
        assert {name: row[name] for name in facts.columns} == raw.loc[row["fact_id"]].to_dict()
        assert row["source_urls"].split() == [
            sources.loc[source, "url"] for source in row["sources"].split(";")
        ]
    file, content = saved(visit, visit.tab.get_by_role("button", name="Download as JSON"))
    assert file == "facts.json" and json.loads(content) == rows

    visit.tab.get_by_label("Source").fill("Rev")
    visit.tab.wait_for_url("**source=Rev*")
    visit.tab.get_by_label("Support").select_option("corroborated")
    visit.tab.wait_for_url("**support=corroborated*")
    visit.tab.get_by_label("Words or numbers").fill("élysée 2025")
    visit.tab.wait_for_url("**words=*")
    address, few = visit.tab.url, shown()
    visit.axe()
    visit.tab.goto("about:blank")
    visit.open(address)
    assert shown() == few < wanted
    elsewhere = urlsplit(
        visit.tab.get_by_role("link", name="Look through all chapters").get_attribute("href")
    )
    assert elsewhere.path.endswith(FIND) and set(parse_qs(elsewhere.query)) == {
        "words",
        "subject",
        "support",
        "source",
    }
    visit.tab.get_by_role("button", name="Clear").click()
    visit.tab.wait_for_url(lambda address: not urlsplit(address).query)
    assert shown() == everything
    visit.close()


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["desk", "phone"])
def test_finder_looks_through_all_chapters(browser, server, viewport):
    """It asks for the file of all facts when a reader begins; what it finds leads to the ledger and
    to pages.
    """
    facts = tables.read("facts", ROOT).cells
    visit = Visit(browser, server, viewport)
    visit.open(FIND)
    visit.settled()
    assert not any(facts_file.FOLDER in url for url in visit.requests)
    visit.tab.get_by_label("Words or numbers").fill(PRINTED)
    assert FACT in found(visit)
    assert (
        visit.tab.locator(".ledger-count").inner_text()
        == f"{len(found(visit))} of {len(facts)} facts"
    )
    visit.axe()
    visit.tab.get_by_label("Words or numbers").fill("")
    visit.tab.get_by_label("Chapter").select_option("germany")
    visit.tab.get_by_label("About").select_option(label="Friedrich Merz")
    visit.tab.wait_for_url("**subject=person-merz*")
    wanted = facts[(facts["chapter"] == "germany") & facts["subject"].str.contains("person:merz")][
        "fact_id"
    ]
    visit.tab.wait_for_function(
        "number => document.querySelector('.ledger-count').textContent.startsWith(`${number} of`)",
        arg=len(wanted),
    )
    assert sorted(found(visit)) == sorted(wanted)
    visit.tab.locator(".found-facts .statement a").first.focus()
    visit.tab.keyboard.press("Enter")
    visit.tab.wait_for_url("**/chapters/ledger/*#fact-*")
    visit.page = visit.tab.url
    visit.close()


@pytest.mark.browser
def test_finder_shows_many_facts_in_steps(browser, server):
    """Fifty at first; a button shows the rest and takes the keyboard to the first of them."""
    visit = Visit(browser, server, WIDE)
    visit.open(f"{FIND}?chapter=summit")
    assert len(found(visit)) == 50
    visit.tab.get_by_role("button", name="Show all").press("Enter")
    every = [fact_id for fact_id, fact in RECORDS.facts.items() if fact.chapter == "summit"]
    assert found(visit) == every
    assert visit.tab.evaluate("document.activeElement.hash") == f"#fact-{every[50]}"
    visit.close()


@pytest.mark.browser
def test_finder_without_javascript(browser, server):
    """Links to every page of the ledger; each subject leads to its facts, and a link to a subject
    opens it.
    """
    visit = Visit(browser, server, WIDE, java_script_enabled=False)
    visit.open(FIND)
    pages = visit.tab.locator(".ledger-pages a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert {f"{places.LEDGER}{page}" for page in pages} == {
        f"{PLACES.of_fact(fact_id)}.html" for fact_id in RECORDS.facts
    } | {f"{places.DERIVED_PAGE}.html"}
    visit.open(f"{FIND}#{places.subject_anchor('person:merz')}")
    assert visit.tab.locator(".ledger-filter:visible, .ledger-count:visible").count() == 0
    list_of_facts = visit.tab.locator(f"#{places.subject_anchor('person:merz')}")
    assert list_of_facts.is_visible()
    wanted = {fact_id for fact_id, fact in RECORDS.facts.items() if "person:merz" in fact.subject}
    assert set(list_of_facts.locator("a").all_inner_texts()) == wanted
    visit.close()


@pytest.mark.browser
@pytest.mark.parametrize("page", [LEDGER, FIND, f"search.html?q={NUMBER}"])
def test_nothing_jumps_where_facts_are_found(browser, server, page):
    """The form stands in the page before its script comes, and pages that were searched wait for
    the facts above them.
    """
    visit = Visit(browser, server, NARROW)
    visit.context.add_init_script(WATCH)
    visit.context.route(
        "**/facts.json", lambda route: (time.sleep(1), route.continue_())
    )  # as on a slow line
    visit.open(page)
    visit.settled()
    assert sum(value for value, _ in visit.tab.evaluate("shifted")) < 0.05, visit.tab.evaluate(
        "shifted"
    )
    visit.close()


# --- search
# ------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "fact_id", "page"),
    [
        (NUMBER, FACT, "summit"),
        (FACT, FACT, "summit"),
        ("Merz", "merz-neighbouring-offer-2026", "german-hesitation"),
        ("SAFE", "safe-adopted-2025", "european-autonomy"),
    ],
)
def test_search_offers_facts(browser, server, query, fact_id, page):
    """A number, a name or words: the fact's statement leads to the ledger, and the pages that use
    it are named.

    Below stand the pages that hold the words, numbers included.
    """
    known = RECORDS.facts
    visit = Visit(browser, server, WIDE)
    visit.open(f"search.html?q={query.replace(' ', '+')}")
    ids = found(visit)
    assert fact_id in ids
    if (
        fact_id == FACT
    ):  # what answers with its very value or name stands above what only mentions it
        first = ids[: ids.index(fact_id)]
        assert [known[other].value for other in first] == [NUMBER] * len(first)
    item = visit.tab.locator(
        ".found-facts li", has=visit.tab.locator(f"a[href$='#fact-{fact_id}']")
    )
    assert item.locator(".statement").inner_text() == known[fact_id].statement
    links = "links => links.map(link => new URL(link.href).pathname.slice(1))"
    assert f"chapters/{page}.html" in item.locator(".found-where a").evaluate_all(links)
    visit.tab.get_by_role("heading", name="Search Results").wait_for(timeout=10_000)
    visit.tab.wait_for_load_state("networkidle")
    assert f"chapters/{page}.html" in visit.tab.locator("#search-results li > a").evaluate_all(
        links
    )
    visit.axe()
    visit.close()


@pytest.mark.browser
def test_search_from_any_page(browser, server):
    """The keys of the theme's dialog lead to the facts: as one types, and on the search page."""
    visit = Visit(browser, server, WIDE)
    visit.open(CHAPTERS[-1])
    visit.settled()
    assert not any(facts_file.FOLDER in url or facts_file.SCRIPT in url for url in visit.requests)
    visit.tab.keyboard.press("Control+k")
    visit.tab.keyboard.type("Merz")
    offered = found(visit)
    assert 0 < len(offered) <= 5
    visit.axe()
    dialog = visit.tab.locator("#pst-search-dialog")
    dialog.locator("input").fill(NUMBER)
    dialog.locator("p[role=status]", has_text=f"“{NUMBER}”").wait_for()
    assert FACT in found(visit)
    visit.tab.keyboard.press("Tab")
    assert visit.tab.evaluate("document.activeElement.hash").startswith("#fact-")
    dialog.locator("input").press("Enter")
    visit.tab.wait_for_url(f"**/search.html?q={NUMBER}")
    assert FACT in found(visit)
    visit.settled()
    visit.close()


@pytest.mark.browser
def test_search_page_answers_as_one_types(browser, server):
    """Without Enter; nothing is asked for before, and an emptied field shows nothing."""
    visit = Visit(browser, server, NARROW)
    visit.open("search.html")
    visit.settled()
    assert not any(facts_file.FOLDER in url for url in visit.requests)
    field = visit.tab.locator(".bd-search-container input")
    field.fill(PRINTED)
    assert FACT in found(visit)
    visit.axe()
    field.fill("")
    visit.tab.locator(".search-facts").wait_for(state="hidden")
    visit.close()


def big_number() -> tuple[dict, set[str]]:
    """A fact whose number is printed with a comma, and the pages that use it and print it so."""
    file = built_site() / facts_file.FOLDER / "facts.json"
    for fact in json.loads(file.read_text(encoding="utf-8"))["facts"]:
        value = fact.get("value", "")
        if not value.isdecimal() or int(value) < 1000 or "unit" not in fact:
            continue
        pages = {f"{page}.html" for page in fact.get("used_on", ())}
        texts = {page: lxml.html.parse(SITE / page).xpath("string(//article)") for page in pages}
        if found := {page for page in pages if tables.number_text(value) in texts[page]}:
            return fact, found
    raise AssertionError("no page prints a number with a comma")


@pytest.mark.browser
@pytest.mark.parametrize("write", [str, tables.number_text], ids=["plain", "comma"])
def test_a_number_is_found_with_and_without_its_comma(browser, server, write):
    """By the finder, by the filter of the ledger and on the search page, in facts and in pages."""
    visit = Visit(browser, server, WIDE)
    fact, printed_on = big_number()
    query, place = write(fact["value"]), f"{PLACES.of_fact(fact['fact_id'])}.html"
    visit.open(f"{FIND}?words={query}")
    assert fact["fact_id"] in found(visit)
    visit.open(f"{place}?words={query}")
    visit.tab.locator(".ledger section.entry:not([hidden])").first.wait_for()
    assert visit.tab.locator(f"#fact-{fact['fact_id']}").is_visible()
    visit.open(f"search.html?q={query}")
    assert fact["fact_id"] in found(visit)
    visit.settled()
    links = visit.tab.locator("#search-results li > a").evaluate_all(
        "links => links.map(link => new URL(link.href).pathname.slice(1))"
    )
    assert set(links) & printed_on
    visit.close()


@pytest.mark.browser
def test_snippets_are_what_pages_say(browser, server):
    """Not the theme's buttons, nor the contents of the page."""
    visit = Visit(browser, server, WIDE)
    visit.open("search.html?q=summit")
    snippets = visit.tab.locator("#search-results .context")
    snippets.first.wait_for(timeout=10_000)
    visit.settled()
    texts = snippets.all_inner_texts()
    assert len(texts) > 3
    for text in texts:
        if re.search(r"(?<!\w)\.(md|ipynb)\b|Print to PDF|Contents|Back to top", text):
            visit.note(f"a snippet of what is not the page: {text!r}")
    visit.close()


# --- cards
# -------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_card_is_whole_on_a_phone(browser, server, theme):
    """It begins with the statement, names date, support, proof and other answers, cites, copies,
    and closes beside itself.
    """
    visit = Visit(browser, server, NARROW, theme, permissions=["clipboard-read", "clipboard-write"])
    visit.tab.set_viewport_size({"width": 360, "height": 420})
    visit.open(USED_ON)
    fact = next(
        fact
        for fact_id, fact in RECORDS.facts.items()
        if fact.question
        and visit.tab.locator(f"article a[href$='#fact-{fact_id}']:visible").count()
    )
    link = visit.tab.locator(f"article a[href$='#fact-{fact.fact_id}']:visible").first
    link.click()
    card = visit.tab.locator("dialog[open]")
    card.wait_for(timeout=5000)
    names = card.locator("dt").all_inner_texts()
    assert names[:4] == ["Date", "Support", "Proof", "Other answers"]
    assert set(names[4:]) <= {"Earlier state", "Later state", "Note"}
    assert card.locator(".passages > li").count() == len(fact.sources)
    statement = card.locator(".statement").bounding_box()
    assert statement["y"] >= 0 and card.evaluate("card => card.scrollHeight > card.clientHeight")
    visit.axe()
    card.get_by_role("button", name="Copy link").click()
    assert visit.tab.evaluate("navigator.clipboard.readText()").endswith(f"#fact-{fact.fact_id}")
    card.get_by_role("button", name="Cite").click()
    cited = visit.tab.evaluate("navigator.clipboard.readText()")
    assert cited.startswith(f"{fact.statement} The Factbook contributors: ")
    assert cited.endswith(f"#fact-{fact.fact_id}")
    card.get_by_role("button", name="Report an error").click()
    card.get_by_role("link", name="how to send it").wait_for()
    assert fact.statement in visit.tab.evaluate("navigator.clipboard.readText()")
    target = urlsplit(card.get_by_role("link", name="how to send it").get_attribute("href"))
    assert f'id="{target.fragment}"' in (SITE / target.path.lstrip("/")).read_text(encoding="utf-8")
    small = [
        button.inner_text()
        for button in card.locator("button, form a").all()
        if button.bounding_box()["height"] < 44
    ]
    assert small == []
    visit.tab.mouse.click(2, 2)
    card.wait_for(state="detached", timeout=5000)
    visit.close()


# --- ways around
# ---------------------------------------------------------------------------------------

FAR = 30
"""Which of the bound facts of a chapter a reader follows who has read a good while."""


def long_chapters() -> list[str]:
    """The chapters of six sections and more bound facts than :data:`FAR`."""
    bound = "article > section > section > p > a[href*='#fact-']"
    long = set(chapters_with(bound, FAR + 1)) & set(chapters_with("article > section > section", 6))
    return [page for page in CHAPTERS if page in long]


TOP = "one => one.getBoundingClientRect().top"


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["desk", "phone"])
def test_links_land_where_they_say(browser, server, viewport):
    """Though a page is laid out as it is read: at a fact of the ledger, at a section, and, on the
    way back, at the line that was left.
    """
    visit = Visit(browser, server, viewport)
    last = [fact_id for fact_id in RECORDS.facts if f"{PLACES.of_fact(fact_id)}.html" == LEDGER][
        -20
    ]
    visit.open(f"{LEDGER}#fact-{last}", whole=False)
    for _ in range(2):
        visit.settled()
        assert 0 <= visit.tab.locator(f"#fact-{last}").evaluate(TOP) <= 150
    for page in long_chapters()[:2]:
        visit.open(page, whole=False)
        section = visit.tab.locator("article > section > section").nth(5)
        anchor = section.get_attribute("id")
        visit.tab.locator(
            f"#pst-page-toc-nav a[href='#{anchor}'], .bd-sidebar-secondary a[href='#{anchor}']"
        ).first.evaluate("link => link.click()")
        visit.settled()
        assert -100 <= section.evaluate(TOP) <= 150, page

        visit.open(page, whole=False)
        link = visit.tab.locator("article > section > section > p > a[href*='#fact-']").nth(FAR)
        while link.evaluate(TOP) > viewport["height"] - 100:  # as a reader scrolls
            visit.tab.mouse.wheel(0, 600)
            visit.drawn()
        link.click()
        visit.tab.get_by_role("link", name="Open in the ledger").click()
        visit.tab.wait_for_url("**/ledger/*", wait_until="networkidle")
        visit.tab.go_back()
        visit.settled()
        assert -300 <= link.evaluate(TOP) <= viewport["height"] + 300, (
            f"{page}: the way back leads elsewhere"
        )
    visit.close()


PUT_OFF = """[...document.querySelectorAll('article section')]
  .filter(part => getComputedStyle(part).contentVisibility === 'auto').length"""
LONG_PAGES = (USED_ON, LEDGER, "chapters/timeline.html", "chapters/disagreements.html")
PAGES = site_pages()


@pytest.mark.browser
@pytest.mark.parametrize("move", ["wheel", "key"])
def test_the_rest_is_laid_out_after_the_first_move(browser, server, move):
    """Nothing is before it; then every part, without a shift of what the reader sees."""
    visit = Visit(browser, server, NARROW)
    visit.context.add_init_script(WATCH)
    for page in LONG_PAGES:
        visit.open(page, whole=False)
        assert visit.tab.evaluate(PUT_OFF) > 3, page
        visit.drawn()
        visit.tab.evaluate(LETTERS_ARE_THERE)
        visit.tab.mouse.wheel(0, 40) if move == "wheel" else visit.tab.keyboard.press("PageDown")
        visit.tab.locator("html.whole").wait_for(state="attached", timeout=10_000)
        assert visit.tab.evaluate(PUT_OFF) == 0
        assert visit.tab.evaluate("shifted") == [], page
    visit.close()
    still = Visit(browser, server, NARROW, java_script_enabled=False)
    still.open(USED_ON)  # where scripts are off, all is laid out at once
    assert still.tab.evaluate(PUT_OFF) == 0
    still.close()


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["desk", "phone"])
def test_a_page_is_as_long_as_it_says(browser, server, viewport):
    """Before the first move and after it, on every page: less than a tenth apart."""
    visit, length = Visit(browser, server, viewport), "document.documentElement.scrollHeight"
    for page in PAGES:
        visit.open(page, whole=False)
        before = visit.tab.evaluate(length)
        visit.tab.evaluate("document.documentElement.classList.add('whole')")
        visit.drawn()
        after = visit.tab.evaluate(length)
        if not 0.9 < before / after < 1.1:
            visit.note(f"says {before} px and has {after}")
    visit.close()


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["desk", "phone"])
def test_a_jump_to_the_middle_lands_there(browser, server, viewport):
    """As with the bar at the side: when all is laid out, the reader is in the page's middle."""
    visit = Visit(browser, server, viewport)
    for page in (*LONG_PAGES, *long_chapters()):
        visit.open(page, whole=False)
        visit.tab.evaluate("scrollTo({ top: document.body.scrollHeight / 2, behavior: 'instant' })")
        visit.tab.locator("html.whole").wait_for(state="attached", timeout=10_000)
        visit.settled()
        place = visit.tab.evaluate("scrollY / document.documentElement.scrollHeight")
        if not 0.4 < place < 0.6:
            visit.note(f"a jump to the middle lands at {place:.0%}")
    visit.close()


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_menu_of_downloads(browser, server, scripts):
    """It opens by keyboard below its button, on the screen, offers the page's source and a print,
    and closes by Escape.
    """
    for viewport in (WIDE, NARROW):
        visit = Visit(browser, server, viewport, java_script_enabled=scripts)
        visit.context.add_init_script("window.printed = 0; window.print = () => { printed += 1 }")
        visit.open("index.html")
        button, menu = (
            visit.tab.get_by_role("button", name="Download this page"),
            visit.tab.locator("#download-buttons"),
        )
        assert not menu.is_visible()
        button.focus()
        visit.tab.keyboard.press("Enter")
        menu.wait_for(timeout=5000)
        box, below = menu.bounding_box(), button.bounding_box()
        assert (
            box["y"] >= below["y"] + below["height"] - 4
            and box["x"] >= 0
            and box["x"] + box["width"] <= viewport["width"]
        )
        assert menu.get_by_role("link", name=".md").get_attribute("href") == "_sources/index.md"
        if scripts:
            visit.axe()
            menu.get_by_role("button", name=".pdf").click()
            assert visit.tab.evaluate("printed") == 1
            button.focus()
            visit.tab.keyboard.press("Enter")
        visit.tab.keyboard.press("Escape")
        menu.wait_for(state="hidden", timeout=5000)
        visit.close()


@pytest.mark.browser
def test_what_scrolls_is_reached_by_keyboard(browser, server):
    """A piece of code or a table that is wider than its place takes the focus, and what fits does
    not.
    """
    parts, seen = "article :is(pre, .pst-scrollable-table-container)", []
    for viewport in (WIDE, NARROW):
        visit = Visit(browser, server, viewport)
        for page in chapters_with("pre", 6)[:1]:
            visit.open(page)
            visit.tab.evaluate(
                "for (const fold of document.querySelectorAll('article details')) fold.open = true"
            )
            for part in visit.tab.locator(parts).all():
                part.evaluate("part => part.scrollIntoView()")
                visit.drawn()
            seen += visit.tab.evaluate(
                """parts => [...document.querySelectorAll(parts)].map(part =>
              [
                part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight,
                part.tabIndex === 0,
              ])""",
                parts,
            )
        visit.close()
    assert [scrolls for scrolls, _ in seen] == [reached for _, reached in seen]
    assert [True, True] in seen and [False, False] in seen
