"""Text that reads like markup stays text, in every place where the book writes HTML by hand.

Each place gets a text with every character that HTML reads, and what a browser would make of the
result is compared with the text.  Rules refuse most of this in tables; titles, descriptions and
charts are free.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from bookbuild import FACT, RECORDS
from docutils import nodes

from factbook import schema
from factbook.book import finder, outputs, parts
from factbook.book.site import cards, colophon, descriptions, feed, jsonld, social

CRUEL = """a"b'c<i class="x">d</i>&amp;</script></option><!-- e"""
"""Every character that HTML reads, ends of elements, an entity and the beginning of a comment."""


class Reader(HTMLParser):
    """What a browser makes of a piece of HTML: its elements, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.comments: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        """Keep a comment: there should be none."""
        self.comments.append(data)

    def attributes(self, name: str) -> list[str | None]:
        """The values of an attribute, wherever it stands."""
        return [found[name] for _, found in self.elements if name in found]


def read(html: str) -> Reader:
    """A piece of HTML that holds no element, comment or closing that the cruel text brought in."""
    reader = Reader(html)
    assert "i" not in {tag for tag, _ in reader.elements} and reader.comments == [], html
    return reader


def written(visit, node: nodes.Element) -> str:
    """What a visitor of a node writes."""
    builder = SimpleNamespace(
        name="html", current_docname="chapters/a", get_relative_uri=lambda a, b: f"{b}.html"
    )
    translator = SimpleNamespace(body=[], builder=builder)
    with suppress(nodes.SkipNode):
        visit(translator, node)
    return "".join(translator.body)


def test_table_of_a_chart():
    """Heads and cells."""
    row = ",".join([f'"{CRUEL.replace(chr(34), chr(34) * 2)}"'] * 2)
    page = read(written(outputs.visit_data, outputs.chart_data("", csv=f"{row}\n{row}", name="a")))
    assert page.texts.count(CRUEL) == 4
    assert [tag for tag, _ in page.elements].count("td") == 2


def test_picture_of_a_chart():
    """Its description, which stands in an attribute; or as words where there is no picture."""
    svg = outputs.still('<svg class="marks"></svg>', CRUEL)
    assert read(svg).attributes("aria-label") == [CRUEL]
    assert read(outputs.still("", CRUEL)).texts == [CRUEL]


def test_filter_of_the_ledger():
    """What a reader chooses from: values and names."""
    form = finder.filter_form("", choices=[("subject", "About", [(CRUEL, CRUEL)])])
    form["count"], form["everywhere"] = "1 of 1 facts", False
    page = read(written(finder.visit_filter, form))
    assert CRUEL in page.attributes("value") and CRUEL in page.texts
    assert [tag for tag, _ in page.elements].count("option") == 2


def test_fold():
    """Its summary."""
    assert CRUEL in read(written(parts.visit_fold, parts.fold("", summary=CRUEL))).texts


@pytest.fixture
def app(monkeypatch):
    """A build of a book whose titles and descriptions are cruel."""
    config = SimpleNamespace(
        html_title=CRUEL,
        author=CRUEL,
        language="en",
        root_doc="index",
        html_baseurl="",
        factbook_commit="abc<i> 2026-11-22",
        factbook_repository="",
    )
    builder = SimpleNamespace(
        name="html",
        get_target_uri=lambda page: f"{page}.html",
        get_relative_uri=lambda page, other: f"{other}.html",
    )
    facts = SimpleNamespace(
        records=RECORDS, used=lambda kind, docname: {FACT} if kind == "fact" else set()
    )
    facts.places = SimpleNamespace(of_fact=lambda fact_id: "chapters/ledger/1-a")
    for module in (cards, colophon, feed, jsonld, social):
        monkeypatch.setattr(module, "facts_of", lambda env: facts)
    monkeypatch.setattr(descriptions, "description", lambda env, docname: CRUEL)
    monkeypatch.setattr(descriptions, "title", lambda env, docname: CRUEL)
    env = SimpleNamespace(found_docs={"chapters/a"})
    return SimpleNamespace(config=config, builder=builder, env=env)


def test_tags_of_a_page(app, monkeypatch):
    """For search engines and for services that show shared links."""
    monkeypatch.setattr(jsonld, "is_chapter", lambda env, docname: True)
    page = read(social.head(app, "chapters/a", CRUEL))
    said = {found.get("name") or found.get("property"): found for _, found in page.elements}
    for name in ("description", "og:site_name", "og:title", "og:description"):
        assert said[name]["content"] == CRUEL, name
    assert all(
        set(found) <= {"name", "property", "content", "rel", "type", "title", "href"}
        for _, found in page.elements
    )


def test_record_of_a_page(app, monkeypatch):
    """Data in a script element that nothing in it can end."""
    monkeypatch.setattr(jsonld, "is_chapter", lambda env, docname: True)
    html = social.record(app, "chapters/a", CRUEL)
    page = read(html)
    assert [tag for tag, _ in page.elements] == ["script"]
    record = json.loads("".join(page.texts))
    assert record["headline"] == record["description"] == CRUEL
    assert record["author"]["name"] == CRUEL
    inside = html[html.index(">") + 1 : html.rindex("</script>")]
    assert not set("<>&") & set(inside)


def test_foot_of_a_page(app, monkeypatch):
    """The citation, the commit, the edition, the form for errors, and the line for paper."""
    monkeypatch.setattr(colophon, "edition_name", lambda edition: f"edition {CRUEL}")
    monkeypatch.setattr(colophon, "report_form", lambda config, **known: CRUEL)
    context = {"title": CRUEL.replace("<i", "&lt;i").replace("<", "&lt;"), "body": "<p>a</p>"}
    colophon.add_colophon(app, "chapters/a", "page.html", context, None)
    foot = read(context["theme_extra_footer"])
    _, edition = (one for one in foot.texts if CRUEL in one)  # the first is the citation
    assert edition.startswith(f"edition {CRUEL}. ")
    assert "abc<i>" in foot.texts and CRUEL in foot.attributes("href")
    assert f"{CRUEL}. edition {CRUEL}." in read(context["body"]).texts


def test_place_of_cards(app, monkeypatch):
    """The address of the form to which errors are reported, and how to cite."""
    monkeypatch.setattr(cards, "has_cards", lambda domain, docname: True)
    monkeypatch.setattr(cards, "report_form", lambda config: CRUEL)
    monkeypatch.setattr(cards, "citation", lambda edition, config: CRUEL)
    context = {"body": "<p>a</p>"}
    cards.add_place(app, "chapters/a", "page.html", context, None)
    page = read(context["body"])
    assert [tag for tag, _ in page.elements] == ["p", "div", "p"]
    assert page.attributes("data-report") == page.attributes("data-cite") == [CRUEL]


def test_feed(app):
    """Statements of facts, as HTML inside XML."""
    item = feed._item(app, replace(RECORDS.facts[FACT], statement=CRUEL))
    assert CRUEL in read(item).texts


def test_every_card_says_the_support_of_its_fact():
    """In the words of the schema; and its date and each of its passages."""
    for fact in RECORDS.facts.values():
        card = cards.card(fact, RECORDS, lambda kind, target, words: [words, ""])
        assert card["support"].startswith(schema.SUPPORT_WORDS[fact.support])
        assert card["date"] == fact.dated and len(card["proof"]) == len(fact.sources)
        assert len(card.get("rivals", [])) == len(RECORDS.rivals(fact))


def test_card_of_a_computed_number():
    """What it counts, in a file of JSON that could stand in a script."""
    record = {"printed": "1", "formula": CRUEL, "inputs": ["series:spending"], "items": [CRUEL]}
    card = cards.computed_card({**record, "name": "a-b"}, CRUEL, RECORDS, lambda _, t, w: [w, ""])
    text = cards.json_data(card)
    assert not set("<>&") & set(text)
    assert json.loads(text)["which"] == [CRUEL]
    assert json.loads(text)["inputs"][0][0].startswith("Military spending by country")
