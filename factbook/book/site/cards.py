"""What does the small card of a fact say?

A page carries the cards of the facts that it names as data; the script shows one when a reader
clicks. Without the script the number is a link to the ledger.
"""

from __future__ import annotations

import json
from html import escape

from sphinx.application import Sphinx

from factbook import schema, tables
from factbook.book.domain import FactDomain, facts_of
from factbook.book.site.addresses import report_form
from factbook.records import Fact, Records, Source

MOST_CARDS = 200
"""Facts that a page has cards for; where there are more, as on the timeline, a card for each would
weigh more than the page, and every link leads straight to the ledger.
"""


def card(fact: Fact, records: Records) -> dict:
    """The card of one fact: statement, date, support, a line for each source, and rival answers."""
    rivals = [other.statement for other in records.rivals(fact)]
    return {
        "statement": fact.statement,
        "date": fact.dated,
        "support": f"{fact.support}: {schema.SUPPORT[fact.support]}",
        "sources": [_line(records.sources[source]) for source in fact.sources],
        **({"rivals": rivals} if rivals else {}),
    }


def _line(source: Source) -> str:
    published = f", {tables.date_text(source.published)}" if source.published else ""
    origin = f" (from {source.origin})" if source.origin else ""
    return f"{source.publisher}{origin}{published}"


def json_data(value: dict | list) -> str:
    """JSON as the content of a script element that holds data: no character in it can end the
    element.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def cards_of(domain: FactDomain, pagename: str) -> dict[str, dict]:
    """Fact → card, for the facts that a page names; none where there are too many."""
    ids, facts = sorted(domain.used("fact", pagename)), domain.records.facts
    if len(ids) > MOST_CARDS:
        return {}
    return {fact_id: card(facts[fact_id], domain.records) for fact_id in ids}


def add_cards(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Add the cards of a page to its body."""
    domain = facts_of(app.env)
    cards = cards_of(domain, pagename)
    if cards and context.get("body"):
        form = escape(report_form(app.config))
        report = f' data-report="{form}"' if form else ""
        context["body"] += (
            f'<script type="application/json" id="fact-cards"{report}>{json_data(cards)}</script>\n'
        )


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("html-page-context", add_cards)
