"""What was looked up when?  An Atom feed of the facts, by the day on which each was last looked up.

An entry is a day's facts of one chapter: a fact that is looked up anew moves to the entry of the
new day.  All comes from the tables and nothing from the clock.  Without the book's address the
links are relative to the feed.
"""

from __future__ import annotations

import uuid
from html import escape
from itertools import groupby
from xml.etree import ElementTree

from sphinx.application import Sphinx

from factbook import tables
from factbook.book.domain import facts_of
from factbook.book.site import addresses
from factbook.records import Fact

FILE, TITLE = "feed.xml", "Facts by the day on which they were looked up"
NAMESPACE = uuid.UUID("36b349bf-2be2-4c6f-bf68-eb336bc3bbe6")
"""Ours, chosen once: the ids of the feed and of its entries are derived from it and never change.
"""

ENTRIES = 20
"""Entries that the feed has at most: the newest."""

ATOM = "http://www.w3.org/2005/Atom"


def atom(app: Sphinx) -> bytes:
    """The feed."""
    records = facts_of(app.env).records
    looked_up = sorted((fact for fact in records.facts.values() if fact.checked), key=_place)
    groups = [
        (day, chapter, list(facts))
        for (day, chapter), facts in groupby(
            looked_up, key=lambda fact: (fact.checked, fact.chapter)
        )
    ]
    groups.sort(key=lambda group: records.chapters[group[1]].order)
    groups = sorted(groups, key=lambda group: group[0], reverse=True)[:ENTRIES]
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": app.config.language})
    _text(feed, "id", _id("feed"))
    _text(feed, "title", f"{app.config.html_title}: {TITLE[:1].lower()}{TITLE[1:]}")
    _text(
        feed, "updated", _moment(max((day for day, *_ in groups), default=records.edition["date"]))
    )
    _text(ElementTree.SubElement(feed, "author"), "name", app.config.author)
    _link(
        feed,
        "alternate",
        "text/html",
        addresses.link(app, "", app.builder.get_target_uri(app.config.root_doc)),
    )
    if app.config.html_baseurl:
        _link(feed, "self", "application/atom+xml", addresses.link(app, "", FILE))
    for day, chapter, facts in groups:
        _entry(app, feed, day, chapter, facts)
    ElementTree.indent(feed, " ")
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True) + b"\n"


def _entry(
    app: Sphinx, feed: ElementTree.Element, day: str, chapter: str, facts: list[Fact]
) -> None:
    """Add what was looked up on one day in one chapter."""
    domain = facts_of(app.env)
    entry = ElementTree.SubElement(feed, "entry")
    _text(entry, "id", _id(f"{day}/{chapter}"))
    count = f"{len(facts)} facts" if len(facts) > 1 else "1 fact"
    title = domain.records.chapters[chapter].title
    _text(entry, "title", f"{title}: {count} looked up on {tables.date_text(day)}")
    _text(entry, "updated", _moment(day))
    place = _ledger(app, domain.places.of_fact(facts[0].fact_id))
    _link(entry, "alternate", "text/html", place)
    content = ElementTree.SubElement(entry, "content", {"type": "html"})
    content.text = f"<ul>{''.join(_item(app, fact) for fact in facts)}</ul>"


def _place(fact: Fact) -> tuple[str, str, str]:
    return fact.checked, fact.chapter, fact.fact_id


def _item(app: Sphinx, fact: Fact) -> str:
    page = facts_of(app.env).places.of_fact(fact.fact_id)
    address = f"{_ledger(app, page)}#fact-{fact.fact_id}"
    return f'<li><a href="{escape(address)}">{escape(fact.statement)}</a></li>'


def _ledger(app: Sphinx, docname: str) -> str:
    return addresses.link(app, "", app.builder.get_target_uri(docname))


def _id(name: str) -> str:
    return uuid.uuid5(NAMESPACE, name).urn


def _moment(day: str) -> str:
    """A day as Atom wants it: the tables know no hour."""
    return f"{day}T00:00:00Z"


def _text(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = text


def _link(parent: ElementTree.Element, rel: str, kind: str, address: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": rel, "type": kind, "href": address})
