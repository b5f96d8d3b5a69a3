"""How does a reader find a fact?  The filter of the ledger, and the finder through all chapters.

``{fact-search}`` is a field on any page that leads to the finder.
``{fact-finder}`` lists the ledger's pages and every subject with its facts; with the script it is a
search through all facts (:mod:`factbook.book.site.facts`).  The form of the filter stands in the
page, so that nothing jumps when the script comes, and is shown only where scripts run.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from html import escape

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from factbook import schema
from factbook.book import deferred
from factbook.book.deferred import Page
from factbook.book.depends import STATES, reads_state
from factbook.book.directives import BookDirective
from factbook.book.domain import FactDomain, facts_of
from factbook.book.parts import SKIP, add_node, fold
from factbook.book.places import DERIVED_PAGE, FIND_PAGE, subject_anchor
from factbook.records import Fact, Records

SUBJECTS = {
    "": "Countries and their facts",
    "org": "Organisations and their facts",
    "person": "People and their facts",
}
"""What a subject's code begins with → the heading over such subjects."""


FACTS_A_SUBJECT = 200
"""Facts of a subject that the finder links one by one; of more it links the ledger's pages that
have them, with their counts."""


class filter_form(nodes.General, nodes.Element):
    """The form that filters facts: ``choices`` are the lists to choose from, ``count`` says how
    many facts there are.
    """


def filter_of(facts: Sequence[Fact], records: Records, *, everywhere: bool = False) -> filter_form:
    """The form for a page of the ledger with these facts, or for the finder."""
    codes = {code for fact in facts for code in fact.subject}
    names = sorted((records.subjects[code].name, code) for code in codes)
    about = [(subject_anchor(code).removeprefix("subject-"), name) for name, code in names]
    choices = [
        ("subject", "About", about),
        ("support", "Support", [(level, level) for level in schema.SUPPORT]),
    ]
    if everywhere:
        titles = [(code, chapter.title) for code, chapter in records.chapters.items()]
        choices.insert(0, ("chapter", "Chapter", titles))
    count = (
        "Type or choose: facts of all chapters appear here."
        if everywhere
        else f"{len(facts)} of {len(facts)} facts"
    )
    return filter_form("", choices=choices, count=count, everywhere=everywhere)


def visit_filter(translator, node: filter_form) -> None:
    """Write the form on the site; the books on paper and for readers have none."""
    if translator.builder.name != "html":  # the formats of paper are HTML too
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
            (
                '<input type="search" id="ledger-source" name="source" list="ledger-sources" '
                'autocomplete="off">'
            ),
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
        buttons.append(f'<a href="{_find_page(translator)}">Look through all chapters</a>')
    translator.body.append(
        f'<form class="ledger-filter" role="search" aria-label="Filter the facts">{boxes}<datalist '
        'id="ledger-sources"></datalist>'
        f'{"".join(buttons)}</form>\n<p class="ledger-count" '
        f'aria-live="polite">{node["count"]}</p>\n'
    )
    raise nodes.SkipNode


class search_form(nodes.General, nodes.Element):
    """A plain form that asks the finder: it needs no script to lead there."""


def visit_search(translator, node: search_form) -> None:
    """Write the form on the site; the books on paper and for readers have none."""
    if translator.builder.name != "html":
        raise nodes.SkipNode
    translator.body.append(
        f'<form class="fact-search" role="search" action="{_find_page(translator)}">'
        '<label for="fact-words">Find a fact</label>'
        '<input type="search" id="fact-words" name="words" placeholder="a word or a number">'
        '<button type="submit" class="btn btn-outline-secondary">Find</button></form>\n'
    )
    raise nodes.SkipNode


class FactSearch(BookDirective):
    """A field for words and a button that leads to the finder with them."""

    def make(self) -> list[nodes.Node]:
        """The form."""
        return [search_form()]


def _find_page(translator) -> str:
    builder = translator.builder
    return builder.get_relative_uri(builder.current_docname, FIND_PAGE)


def finder_state(domain: FactDomain) -> object:
    """What the finder says: of each fact its name, its page and its subjects, not its words."""
    records = domain.records
    facts = [
        (fact.fact_id, fact.chapter, fact.subject, domain.places.of_fact(fact.fact_id))
        for fact in records.facts.values()
    ]
    return facts, records.subjects, records.chapters


class FactFinder(BookDirective):
    """The form, then the ledger's pages and the subjects as lists of links."""

    def make(self) -> list[nodes.Node]:
        """The form and the lists, as content that the book generates."""
        reads_state(self.env, "fact-finder")
        domain = facts_of(self.env)
        facts = tuple(domain.records.facts.values())
        box = nodes.container("", classes=["generated", "fact-finder"])
        box += filter_of(facts, domain.records, everywhere=True)
        text = f"The ledger has {len(facts)} facts. Each stands on the page of its chapter:"
        box += nodes.paragraph("", text)
        pages = nodes.bullet_list("", classes=["ledger-pages"])
        for docname, (chapter, part, own) in domain.places.ledger.items():
            if not own:
                continue
            title = chapter.title + (f", part {part}" if part > 1 else "")
            count = nodes.Text(f": {len(own)} facts")
            line = nodes.paragraph("", "", self._page(docname, title), count)
            pages += nodes.list_item("", line, classes=[f"chapter-{chapter.code}"])
        computed = self._page(DERIVED_PAGE, "Computed numbers")
        pages += nodes.list_item("", nodes.paragraph("", "", computed))
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
            place = deferred.place_for(self.env, "subjects", kind)
            title = nodes.title("", heading)
            sections.append(nodes.section("", title, place, ids=[name], names=[name]))
        return sections


def subjects(page: Page, kind: str) -> list[nodes.Node]:
    """For each subject of a kind that has facts, in the order of their names, a fold with links."""
    facts = defaultdict(list)
    for fact in page.records.facts.values():
        for code in fact.subject:
            facts[code].append(fact.fact_id)
    own = [one for one in page.records.subjects.values() if one.code.rpartition(":")[0] == kind]
    folds: list[nodes.Node] = []
    for subject in sorted(own, key=lambda one: (one.name, one.code)):
        ids = facts[subject.code]
        if not ids:
            continue
        links = [part for link in _links(page, ids) for part in (nodes.Text("; "), *link)][1:]
        anchor = subject_anchor(subject.code)
        line = nodes.paragraph("", "", *links, ids=[anchor], classes=["subject-facts"])
        folds.append(fold("", line, summary=f"{subject.name}: {len(ids)}"))
    return folds


def _links(page: Page, ids: Sequence[str]) -> list[list[nodes.Node]]:
    """Where these facts stand: each by its name, or the pages that have them with their counts.

    Names, because statements would be said once for each subject.
    """
    if len(ids) <= FACTS_A_SUBJECT:
        return [[page.link("fact", fact_id, fact_id)] for fact_id in ids]
    pages = Counter(map(page.places.of_fact, ids))
    return [[page.page_link(name), nodes.Text(f": {count}")] for name, count in pages.items()]


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    add_node(app, filter_form, html=(visit_filter, None), elsewhere=SKIP)
    add_node(app, search_form, html=(visit_search, None), elsewhere=SKIP)
    app.add_directive("fact-finder", FactFinder)
    app.add_directive("fact-search", FactSearch)
    deferred.add("subjects", subjects)
    STATES["fact-finder"] = finder_state
