"""What does the small card of a fact say?

The cards of the facts and computed numbers that a page names stand in a file of their own,
``_cards/<page>.json``, which the script asks for at a reader's first sign of interest, so that the
page itself stays light.  Without the script the number is a link to the ledger.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from urllib.parse import quote

from sphinx.application import Sphinx

from factbook import proof, schema
from factbook.book.domain import FactDomain, facts_of
from factbook.book.edition import citation
from factbook.book.ledger import language
from factbook.book.site.addresses import relative, report_form
from factbook.records import Fact, Passage, Records

FOLDER = "_cards"
"""Where the built site keeps the cards of its pages."""

MOST_CARDS = 200
"""Facts that a page has cards for; where there are more, as on the timeline, every link leads
straight to the ledger.
"""


def card(fact: Fact, records: Records) -> dict:
    """The card of one fact: statement, date, support, what each source says and where, rival
    answers, earlier and later states.
    """
    later = records.successors.get(fact.fact_id)
    parts = {
        "statement": fact.statement,
        "date": fact.dated,
        "support": f"{fact.support}: {schema.SUPPORT[fact.support]}",
        "proof": [_proof(passage, records) for passage in fact.passages],
        "note": fact.note,
        "rivals": [[other.fact_id, other.statement] for other in records.rivals(fact)],
        "earlier": _state(fact.supersedes, records),
        "later": _state(later or "", records),
    }
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


def _state(fact_id: str, records: Records) -> list[list[str]]:
    return [[fact_id, records.facts[fact_id].statement]] if fact_id else []


def computed_card(record: dict, domain: FactDomain) -> dict:
    """The card of one computed number: what it is, the cell that computes it, and from what."""
    own = domain.records.facts
    return {
        "statement": f"{record['printed']}: {record['formula']}.",
        "inputs": [[one, own[one].statement if one in own else ""] for one in record["inputs"]],
        "cell": record["name"],
    }


def has_cards(domain: FactDomain, pagename: str) -> bool:
    """Whether a page names records, and not too many."""
    facts, computed = domain.used("fact", pagename), domain.used("derived", pagename)
    return 0 < len(facts | computed) and len(facts) <= MOST_CARDS


def cards_of(domain: FactDomain, pagename: str) -> dict[str, dict]:
    """Anchor in the ledger (``fact-…``, ``derived-…``) → card, for the facts and computed numbers
    that a page names.
    """
    facts, derived = domain.records.facts, domain.derived
    cards = {
        f"fact-{name}": card(facts[name], domain.records)
        for name in sorted(domain.used("fact", pagename))
    }
    for name in sorted(domain.used("derived", pagename)):
        cards[f"derived-{name}"] = computed_card(derived[name], domain)
    return cards


def with_links(cards: dict[str, dict], app: Sphinx, pagename: str) -> dict[str, dict]:
    """The cards; each record that they name becomes its words and its address from the page."""
    domain = facts_of(app.env)

    def link(kind: str, target: str, words: str) -> list[str]:
        place = domain.place(kind, target)
        if place is None:
            return [words or target, ""]
        docname, anchor = place
        return [words or target, f"{app.builder.get_relative_uri(pagename, docname)}#{anchor}"]

    made = {}
    for name, content in cards.items():
        linked = dict(content)
        for part in ("rivals", "earlier", "later", "inputs"):
            if part in content:
                linked[part] = [link("fact", target, words) for target, words in content[part]]
        if "cell" in content:
            home = domain.derived[content["cell"]]["docname"]
            linked["cell"] = link("computed-in", content["cell"], app.env.titles[home].astext())
        made[name] = linked
    return made


def add_place(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Tell a page where its cards are, how to cite what they say, and where to report an error."""
    if not (context.get("body") and has_cards(facts_of(app.env), pagename)):
        return
    form = escape(report_form(app.config))
    report = f' data-report="{form}"' if form else ""
    cited = escape(citation(facts_of(app.env).records.edition, app.config))
    where = quote(relative(pagename, f"{FOLDER}/{pagename}.json"))
    context["body"] += (
        f'<div id="fact-cards" data-src="{where}" data-cite="{cited}"{report}></div>\n'
    )


def write_cards(app: Sphinx, exception: Exception | None) -> None:
    """Write the cards of each page beside the pages, and remove those of pages that have none."""
    if exception:
        return
    folder, domain = Path(app.outdir) / FOLDER, facts_of(app.env)
    wanted = {
        folder / f"{page}.json": json_data(with_links(cards_of(domain, page), app, page))
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
