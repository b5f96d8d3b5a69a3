"""What was corrected, and what was looked up when?  An Atom feed, by days.

An entry is a day's corrections, or a day's facts of one chapter: a fact that is looked up anew
moves to the entry of the new day.  All comes from the tables and nothing from the clock.  Without
the book's address the links are relative to the feed.
"""

from __future__ import annotations

import uuid
from html import escape
from itertools import groupby, islice
from xml.etree import ElementTree

from sphinx.application import Sphinx

from factbook import editions, tables
from factbook.book.domain import facts_of
from factbook.book.places import CORRECTIONS_PAGE
from factbook.book.site import addresses
from factbook.records import Correction, Fact, Records

FILE, TITLE = "feed.xml", "Facts and corrections by their day"
NAMESPACE = uuid.UUID("36b349bf-2be2-4c6f-bf68-eb336bc3bbe6")
"""Ours, chosen once: the ids of the feed and of its entries are derived from it and never change.
"""

ENTRIES = 20
"""Entries that the feed has at most: the newest."""

CORRECTIONS = 50
"""Corrections that an entry lists at most; it links to the page that has all."""

ATOM = "http://www.w3.org/2005/Atom"


def atom(app: Sphinx) -> bytes:
    """The feed."""
    records = facts_of(app.env).records
    groups, corrected = _looked_up(records), _corrected(records)
    days = sorted({*corrected, *(day for day, *_ in groups)}, reverse=True)
    feed = _head(app, days[0] if days else records.edition["date"])
    for day in days:
        if day in corrected:
            _corrections(app, feed, day, corrected[day])
        for other, chapter, facts in groups:
            if other == day:
                _entry(app, feed, day, chapter, facts)
    ElementTree.indent(feed, " ")
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True) + b"\n"


def _looked_up(records: Records) -> list[tuple[str, str, list[Fact]]]:
    """The newest days with a chapter and its facts that were looked up then."""
    looked_up = sorted((fact for fact in records.facts.values() if fact.checked), key=_place)
    groups = [
        (day, chapter, list(facts))
        for (day, chapter), facts in groupby(
            looked_up, key=lambda fact: (fact.checked, fact.chapter)
        )
    ]
    groups.sort(key=lambda group: records.chapters[group[1]].order)
    return sorted(groups, key=lambda group: group[0], reverse=True)[:ENTRIES]


def _corrected(records: Records) -> dict[str, list[Correction]]:
    """The newest days with their corrections."""
    days = groupby(editions.newest(records), key=lambda one: one.corrected)
    return {day: list(own) for day, own in islice(days, ENTRIES)}


def _head(app: Sphinx, day: str) -> ElementTree.Element:
    """A feed without entries, of a day."""
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": app.config.language})
    _text(feed, "id", _id("feed"))
    _text(feed, "title", f"{app.config.html_title}: {TITLE[:1].lower()}{TITLE[1:]}")
    _text(feed, "updated", _moment(day))
    _text(ElementTree.SubElement(feed, "author"), "name", app.config.author)
    root = addresses.link(app, "", app.builder.get_target_uri(app.config.root_doc))
    _link(feed, "alternate", "text/html", root)
    if app.config.html_baseurl:
        _link(feed, "self", "application/atom+xml", addresses.link(app, "", FILE))
    return feed


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


def _corrections(
    app: Sphinx, feed: ElementTree.Element, day: str, corrections: list[Correction]
) -> None:
    """Add what was corrected on one day: each record as it is said now, and why it was changed."""
    has_page = CORRECTIONS_PAGE in app.env.found_docs
    page = _ledger(app, CORRECTIONS_PAGE if has_page else app.config.root_doc)
    entry = ElementTree.SubElement(feed, "entry")
    _text(entry, "id", _id(f"{day}/corrections"))
    count = f"{len(corrections)} corrections" if len(corrections) > 1 else "1 correction"
    _text(entry, "title", f"{count} of {tables.date_text(day)}")
    _text(entry, "updated", _moment(day))
    _link(entry, "alternate", "text/html", page)
    items = "".join(_correction(app, page, one) for one in corrections[:CORRECTIONS])
    rest = len(corrections) - CORRECTIONS
    if rest > 0:
        items += f'<li><a href="{escape(page)}">{rest} more</a></li>'
    ElementTree.SubElement(entry, "content", {"type": "html"}).text = f"<ul>{items}</ul>"


def _correction(app: Sphinx, page: str, correction: Correction) -> str:
    """One correction, with a link to it, or to its record where the book has no page for them."""
    domain, name = facts_of(app.env), correction.record
    records = domain.records
    kind, said = ("claim", records.claims[name].claim) if name in records.claims else ("fact", name)
    if name in records.facts:
        said = records.facts[name].statement
    place = domain.place("correction" if CORRECTIONS_PAGE in app.env.found_docs else kind, name)
    if place and name not in records.retired:
        page = f"{_ledger(app, place[0])}#{place[1]}"
    return f'<li><a href="{escape(page)}">{escape(said)}</a> {escape(correction.why)}</li>'


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
