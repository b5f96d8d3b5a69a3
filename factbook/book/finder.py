"""How does a reader find a fact?  The filter of the ledger, the finder through all chapters, and the search page.

``{fact-finder}`` lists the ledger's pages and every subject with its facts; with the script it is a search through
all facts.  The script reads one file of all facts, and only when a reader asks for it.  The form of the filter stands
in the page, so that nothing jumps when the script comes, and is shown only where scripts run.
"""

from __future__ import annotations

import json
from collections import defaultdict
from html import escape
from itertools import groupby
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from factbook import schema, tables
from factbook.book import deferred, domain
from factbook.book.deferred import Page
from factbook.book.outputs import fold

FOLDER = "_facts"
"""Where the built site keeps its file of all facts."""

SCRIPT, TIMELINE_SCRIPT = "facts.js", "timeline.js"
SUBJECTS = {
    "": "Countries and their facts",
    "org": "Organisations and their facts",
    "person": "People and their facts",
}
"""What a subject's code begins with → the heading over such subjects."""


class filter_form(nodes.General, nodes.Element):
    """The form that filters facts: ``choices`` are the lists to choose from, ``count`` says how many facts there are."""


def filter_of(facts: list[dict], *, everywhere: bool = False) -> filter_form:
    """The form for a page of the ledger with these facts, or for the finder."""
    names = {
        code: domain.stored_subjects()[code]
        for fact in facts
        for code in fact["subject"].split(";")
    }
    about = [
        (domain.subject_anchor(code).removeprefix("subject-"), name)
        for code, name in sorted(names.items(), key=lambda item: item[1])
    ]
    choices = [
        ("subject", "About", about),
        ("support", "Support", [(level, level) for level in schema.SUPPORT]),
    ]
    if everywhere:
        choices.insert(0, ("chapter", "Chapter", list(schema.CHAPTERS.items())))
    count = (
        "Type or choose: facts of all chapters appear here."
        if everywhere
        else f"{len(facts)} of {len(facts)} facts"
    )
    return filter_form("", choices=choices, count=count, everywhere=everywhere)


def visit_filter(translator, node: filter_form) -> None:
    """Write the form on the site; the books on paper and for readers have none."""
    if translator.builder.name != "html":
        raise nodes.SkipNode
    fields = [("words", "Words or numbers", '<input type="search" id="ledger-words" name="words">')]
    for name, label, choices in node["choices"]:
        options = "".join(
            f'<option value="{escape(value)}">{escape(text)}</option>'
            for value, text in [("", "any"), *choices]
        )
        fields.append((name, label, f'<select id="ledger-{name}" name="{name}">{options}</select>'))
    fields.append(
        (
            "source",
            "Source",
            '<input type="search" id="ledger-source" name="source" list="ledger-sources" autocomplete="off">',
        )
    )
    boxes = "".join(
        f'<div><label for="ledger-{name}">{label}</label>{field}</div>'
        for name, label, field in fields
    )
    button = '<button type="{}" class="btn btn-outline-secondary"{}>{}</button>'.format
    buttons = [
        button("reset", "", "Clear"),
        *(
            button("button", f' data-save="{kind.lower()}"', f"Download as {kind}")
            for kind in ("CSV", "JSON")
        ),
    ]
    if not node["everywhere"]:
        buttons.append(
            f'<a href="{domain.FIND_PAGE.removeprefix(domain.LEDGER)}.html">Look through all chapters</a>'
        )
    translator.body.append(
        f'<form class="ledger-filter" role="search" aria-label="Filter the facts">{boxes}<datalist id="ledger-sources"></datalist>'
        f'{"".join(buttons)}</form>\n<p class="ledger-count" aria-live="polite">{node["count"]}</p>\n'
    )
    raise nodes.SkipNode


def skip(translator, node: nodes.Element) -> None:
    """Builders without pages leave the form out."""
    raise nodes.SkipNode


class FactFinder(SphinxDirective):
    """The form, then the ledger's pages and the subjects as lists of links."""

    def run(self) -> list[nodes.Node]:
        """The form and the lists, as content that the book generates."""
        box = nodes.container("", classes=["generated", "fact-finder"])
        box += filter_of(list(domain.stored_facts().values()), everywhere=True)
        box += nodes.paragraph(
            "",
            f"The ledger has {len(domain.stored_facts())} facts. Each stands on the page of its chapter:",
        )
        pages = nodes.bullet_list("", classes=["ledger-pages"])
        for chapter, title in schema.CHAPTERS.items():
            facts = [fact for fact in domain.stored_facts().values() if fact["chapter"] == chapter]
            for docname, group in groupby(
                facts, key=lambda fact: domain.place_of_fact(fact["fact_id"])
            ):
                part = docname.removeprefix(domain.ledger_page(chapter, 1)).replace("-", ", part ")
                pages += nodes.list_item(
                    "",
                    nodes.paragraph(
                        "",
                        "",
                        self._page(docname, title + part),
                        nodes.Text(f": {len(list(group))} facts"),
                    ),
                    classes=[f"chapter-{chapter}"],
                )
        pages += nodes.list_item(
            "", nodes.paragraph("", "", self._page(domain.DERIVED_PAGE, "Computed numbers"))
        )
        box += [pages, *self._subjects()]
        return [box]

    def _page(self, docname: str, text: str) -> nodes.Element:
        return addnodes.pending_xref(
            "",
            nodes.inline("", text),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{docname}",
            refexplicit=True,
            refdoc=self.env.docname,
            refwarn=True,
        )

    def _subjects(self) -> list[nodes.Element]:
        """A section for each kind of subject."""
        sections = []
        for kind, heading in SUBJECTS.items():
            name = f"subjects-{kind or 'country'}"
            sections.append(
                nodes.section(
                    "",
                    nodes.title("", heading),
                    deferred.placeholder(
                        "", content="subjects", arguments=[kind], docname=self.env.docname
                    ),
                    ids=[name],
                    names=[name],
                )
            )
        return sections


def subjects(page: Page, kind: str) -> list[nodes.Node]:
    """For each subject of a kind that has facts, in the order of their names, a fold with links to the facts.

    The links say the facts' names: their statements would be said once for each subject.
    """
    facts = defaultdict(list)
    for fact in domain.stored_facts().values():
        for code in fact["subject"].split(";"):
            facts[code].append(fact["fact_id"])
    folds = []
    for name, code in sorted(
        (name, code)
        for code, name in domain.stored_subjects().items()
        if code.rpartition(":")[0] == kind
    ):
        if ids := facts[code]:
            links = [
                node
                for fact_id in ids
                for node in (nodes.Text("; "), page.link("fact", fact_id, fact_id))
            ][1:]
            folds.append(
                fold(
                    "",
                    nodes.paragraph(
                        "", "", *links, ids=[domain.subject_anchor(code)], classes=["subject-facts"]
                    ),
                    summary=f"{name}: {len(ids)}",
                )
            )
    return folds


def all_facts(app: Sphinx) -> dict:
    """What the script needs to find facts and to name them: columns, subjects, publishers, pages, and the facts."""
    users, order = domain.facts_of(app.env).users("fact"), list(app.env.collect_relations())
    facts = []
    for fact_id, fact in domain.stored_facts().items():
        pages = sorted((page for page in users.get(fact_id, []) if page in order), key=order.index)
        shown = {
            "date": tables.date_text(fact["as_of"]),
            "page": domain.place_of_fact(fact_id),
            "used_on": pages,
        }
        facts.append({name: cell for name, cell in {**fact, **shown}.items() if cell})
    named = {page for fact in facts for page in fact.get("used_on", ())}
    subjects = {code for fact in facts for code in fact["subject"].split(";")}
    return {
        "columns": [*schema.FACTS.columns, "support"],
        "chapters": schema.CHAPTERS,
        "subjects": {
            code: name for code, name in domain.stored_subjects().items() if code in subjects
        },
        "publishers": {
            source: domain.stored_sources()[source]["publisher"] for source in _sources()
        },
        "pages": {page: app.env.titles[page].astext() for page in order if page in named},
        "facts": facts,
    }


def _sources() -> list[str]:
    return sorted(
        {source for fact in domain.stored_facts().values() for source in fact["sources"].split(";")}
    )


def write_facts(app: Sphinx, exception: Exception | None) -> None:
    """Write the file of all facts, and one of their sources' addresses, which only downloads need."""
    if exception or app.builder.name != "html":
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    addresses = {source: domain.stored_sources()[source]["url"] for source in _sources()}
    for name, content in (("facts", all_facts(app)), ("addresses", addresses)):
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def add_scripts(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Give scripts to the pages that have facts to filter, and to no other: the ledger, the search, the timeline."""
    body = context.get("body", "")
    timeline, finds = (
        'class="timeline-chapters' in body,
        'class="ledger-filter"' in body or templatename == "search.html",
    )
    if finds or timeline:
        app.add_js_file(SCRIPT if finds else TIMELINE_SCRIPT, loading_method="defer", priority=910)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_node(
        filter_form,
        html=(visit_filter, None),
        **dict.fromkeys(("latex", "text", "man", "texinfo"), (skip, None)),
    )
    app.add_directive("fact-finder", FactFinder)
    deferred.add("subjects", subjects)
    app.connect("html-page-context", add_scripts)
    app.connect("build-finished", write_facts)
