"""What does the script look facts up in?  One file of all facts, read only when a reader asks for
it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from factbook import schema
from factbook.book.domain import facts_of
from factbook.book.places import LEDGER
from factbook.records import Fact, Records

FOLDER = "_facts"
"""Where the built site keeps its file of all facts."""

SCRIPT, TIMELINE_SCRIPT = "facts.js", "timeline.js"


def all_facts(app: Sphinx) -> dict:
    """What the script needs to find facts and to name them: columns, subjects, publishers, pages,
    and the facts.
    """
    domain, order = facts_of(app.env), list(app.env.collect_relations())
    records, users = domain.records, domain.users("fact")
    facts = []
    for fact in records.facts.values():
        pages = [page for page in users.get(fact.fact_id, []) if page in order]
        shown = {
            "date": fact.dated,
            "page": domain.places.of_fact(fact.fact_id),
            "used_on": sorted(pages, key=order.index),
        }
        facts.append({name: cell for name, cell in {**_cells(fact), **shown}.items() if cell})
    named = {page for fact in facts for page in fact.get("used_on", ())}
    subjects = {code for fact in records.facts.values() for code in fact.subject}
    return {
        "columns": [*schema.FACTS.columns, "support"],
        "chapters": {code: chapter.title for code, chapter in records.chapters.items()},
        "subjects": {
            code: subject.name for code, subject in records.subjects.items() if code in subjects
        },
        "publishers": {one: records.sources[one].publisher for one in _sources(records)},
        "pages": {page: app.env.titles[page].astext() for page in order if page in named},
        "headings": [
            heading
            for page in order
            if not page.startswith(LEDGER)
            for heading in headings(app, page)
        ],
        "facts": facts,
    }


def headings(app: Sphinx, page: str) -> Iterator[list[str]]:
    """The title of a page and the headings of its sections, each with its page and anchor."""
    for item in app.env.tocs[page]:
        for link in item.findall(nodes.reference):
            sections = link.parent.parent.parent.parent
            if link.get("refuri") == page and sections in (app.env.tocs[page].parent, item):
                yield [page, link["anchorname"].lstrip("#"), link.astext()]


def _cells(fact: Fact) -> dict[str, str]:
    """A fact as text cells, its lists as the tables write them."""
    cells = asdict(fact)
    del cells["dated"], cells["passages"]
    return {
        name: ";".join(cell) if isinstance(cell, tuple) else cell for name, cell in cells.items()
    }


def _sources(records: Records) -> list[str]:
    return sorted({source for fact in records.facts.values() for source in fact.sources})


def write_facts(app: Sphinx, exception: Exception | None) -> None:
    """Write the file of all facts, and one of sources' addresses, which only downloads need."""
    if exception:
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    records = facts_of(app.env).records
    addresses = {source: records.sources[source].url for source in _sources(records)}
    for name, content in (("facts", all_facts(app)), ("addresses", addresses)):
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def add_scripts(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Give scripts to the pages that have facts to filter, and to no other: the ledger, the search,
    the timeline.
    """
    body = context.get("body", "")
    finds = 'class="ledger-filter"' in body or templatename == "search.html"
    if finds or 'class="timeline-chapters' in body:
        app.add_js_file(SCRIPT if finds else TIMELINE_SCRIPT, loading_method="defer", priority=910)


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("html-page-context", add_scripts)
    app.connect("build-finished", write_facts)
