"""What does the small card of a fact say?

The cards of the facts and computed numbers that a page names stand in a file of their own,
``_cards/<page>.json``, which the script asks for at a reader's first sign of interest, so that the
page itself stays light.  Without the script the number is a link to the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import quote

from sphinx.application import Sphinx

from factbook import editions, proof
from factbook.book.domain import FactDomain, facts_of
from factbook.book.edition import citation
from factbook.book.ledger import language
from factbook.book.parts import series_of, series_title
from factbook.book.places import FIND_PAGE
from factbook.book.site.addresses import relative, report_form
from factbook.records import Fact, Passage, Records

FOLDER = "_cards"
"""Where the built site keeps the cards of its pages."""

MOST_CARDS = 200
"""Facts that a page has cards for; where there are more, as on the timeline, every link leads
straight to the ledger.
"""


PROOF_ON_PAPER = "Every number and every date of this page has its proof in the ledger:"
"""What a printed page says where the script has not listed the proofs themselves."""

Link = Callable[[str, str, str], list[str]]
"""(kind, name, words) of a record → its words and its address, which is empty for what is nowhere.
"""


def card(fact: Fact, records: Records, link: Link) -> dict:
    """The card of one fact: statement, date, support, what each source says and where, rival
    answers, earlier and later states, and whether an earlier edition said otherwise.
    """
    states = {"earlier": fact.supersedes, "later": records.successors.get(fact.fact_id)}
    parts = {
        "statement": fact.statement,
        "date": fact.dated,
        "support": proof.support(fact),
        "proof": [_proof(passage, records) for passage in fact.passages],
        "note": fact.note,
        "rivals": [link("fact", one.fact_id, one.statement) for one in records.rivals(fact)],
    }
    for name, state in states.items():
        parts[name] = [link("fact", state, records.facts[state].statement)] if state else []
    if changed := editions.since(fact, records):
        known = fact.fact_id in records.corrections
        parts["changed"] = link("correction" if known else "corrections", fact.fact_id, changed)
    return {name: part for name, part in parts.items() if part}


def _proof(passage: Passage, records: Records) -> dict:
    """One source on a card: its name, the address of the place, what it says, and about it."""
    source = records.sources[passage.source_id]
    return {
        "source": source.name,
        "href": proof.address(source, passage),
        "says": passage.says,
        "about": proof.about(source, passage, language(source)),
    }


def computed_card(record: dict, home: str, records: Records, link: Link) -> dict:
    """The card of one computed number: what it is, from what, and the cell that computes it on the
    page with the title ``home``.
    """
    parts = {
        "statement": f"{record['printed']}: {record['formula']}.",
        "which": record.get("items"),
        "inputs": [_input(one, records, link) for one in record["inputs"]],
        "cell": link("computed-in", record["name"], home),
    }
    return {name: part for name, part in parts.items() if part}


def _input(name: str, records: Records, link: Link) -> list[str]:
    """What a number was computed from: a series by its title, a fact by its statement."""
    if series := series_of(name):
        return link("series", series, series_title(series))
    return link("fact", name, records.facts[name].statement if name in records.facts else name)


def has_cards(domain: FactDomain, pagename: str) -> bool:
    """Whether a page names records, and not too many."""
    facts, computed = domain.used("fact", pagename), domain.used("derived", pagename)
    return 0 < len(facts | computed) and len(facts) <= MOST_CARDS


def cards_of(app: Sphinx, pagename: str) -> dict[str, dict]:
    """Anchor in the ledger (``fact-…``, ``derived-…``) → card, for the facts and computed numbers
    that a page names.
    """
    domain = facts_of(app.env)
    records, titles = domain.records, app.env.titles

    def link(kind: str, target: str, words: str) -> list[str]:
        place = domain.place(kind, target)
        if place is None or place[0] not in app.env.found_docs:
            return [words, ""]
        docname, anchor = place
        address = app.builder.get_relative_uri(pagename, docname)
        return [words, f"{address}#{anchor}" if anchor else address]

    cards = {
        f"fact-{name}": card(records.facts[name], records, link)
        for name in sorted(domain.used("fact", pagename))
    }
    for name in sorted(domain.used("derived", pagename)):
        record = domain.derived[name]
        home = titles[record["docname"]].astext()
        cards[f"derived-{name}"] = computed_card(record, home, records, link)
    return cards


def add_place(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Tell a page where its cards are, how to cite what they say, and where to report an error."""
    if not (context.get("body") and has_cards(facts_of(app.env), pagename)):
        return
    form = escape(report_form(app.config))
    report = f' data-report="{form}"' if form else ""
    cited = escape(citation(facts_of(app.env).records.edition, app.config))
    ledger = app.config.html_baseurl + app.builder.get_target_uri(FIND_PAGE)
    where = quote(relative(pagename, f"{FOLDER}/{pagename}.json"))
    context["body"] += (
        f'<div id="fact-cards" data-src="{where}" data-cite="{cited}"{report}>'
        f'<p class="on-paper">{PROOF_ON_PAPER} {escape(ledger)}</p></div>\n'
    )


def write_cards(app: Sphinx, exception: Exception | None) -> None:
    """Write the cards of each page beside the pages, and remove those of pages that have none."""
    if exception:
        return
    folder, domain = Path(app.outdir) / FOLDER, facts_of(app.env)
    wanted = {
        folder / f"{page}.json": json_data(cards_of(app, page))
        for page in sorted(app.env.found_docs)
        if has_cards(domain, page)
    }
    for file in folder.rglob("*.json"):
        if file not in wanted:
            file.unlink()
    for file, text in wanted.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def json_data(value: dict | list) -> str:
    """JSON that can be the content of a script element too: no character in it can end the
    element.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("html-page-context", add_place)
    app.connect("build-finished", write_cards)
