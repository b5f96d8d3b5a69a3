"""Where does a bound number lead?  The ledger, the sources and the tallies.

The pages of the ledger are stubs that this room writes into ``chapters/ledger/`` (not kept in git): one
page for at most 200 facts of a chapter, one for computed numbers, one that finds facts in all of them
(:mod:`factbook.book.finder`), and those of the sources from the second on.  Their content is made when a page is
written, because it names the pages that use each fact.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from factbook import rules, schema, tables
from factbook.book import domain
from factbook.book.finder import filter_of
from factbook.book.outputs import fold, input_reference, source_reference


class generated_content(nodes.General, nodes.Element):
    """A place for content that is made when the page is written."""


class anchored(nodes.General, nodes.Element):
    """One record with an anchor: an entry of the ledger or of the list of sources."""


def write_stubs(app: Sphinx) -> None:
    """Write the pages of the ledger as far as they differ, and remove those that are not needed.

    The search over the words of pages leaves facts out: the search page offers them from a file of their own.
    """
    folder = tables.ROOT / "chapters" / "ledger"
    folder.mkdir(exist_ok=True)
    pages = {f"{domain.FIND_PAGE}.md": "# Ledger: find a fact\n\n```{fact-finder}\n```\n"}
    for chapter, title in schema.CHAPTERS.items():
        count = sum(fact["chapter"] == chapter for fact in domain.stored_facts().values())
        for page in range(1, 1 + max(1, -(-count // domain.PAGE_SIZE))):
            name = domain.ledger_page(chapter, page)
            part = f", part {page}" if page > 1 else ""
            pages[f"{name}.md"] = f"---\nnosearch: true\n---\n\n# Ledger: {title}{part}\n\n```{{ledger}} {chapter} {page}\n```\n"
    pages[f"{domain.DERIVED_PAGE}.md"] = "# Ledger: computed numbers\n\n```{computed-numbers}\n```\n"
    for page in range(2, 1 + -(-len(domain.stored_sources()) // domain.SOURCES_PAGE_SIZE)):
        pages[f"{domain.sources_page(page)}.md"] = f"# Sources, part {page}\n\n```{{source-list}} {page}\n```\n"
    for file in folder.iterdir():
        if f"chapters/ledger/{file.name}" not in pages:
            file.unlink()
    for name, text in pages.items():
        file = tables.ROOT / name
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")


class GeneratedDirective(SphinxDirective):
    """Leaves a place for generated content: ``{ledger} summit 1``, ``{computed-numbers}``,
    ``{source-list} 2``, ``{chapter-sources} summit``, ``{tally}``, ``{edition}``."""

    optional_arguments = 2

    def run(self) -> list[nodes.Node]:
        """The place, and the anchors that cross-references need."""
        return [generated_content("", content=self.name, arguments=self.arguments, docname=self.env.docname)]


class FillGenerated(SphinxPostTransform):
    """Make the content when the page is written.

    Last of all: it is thousands of nodes, and every transform before it would walk through them in vain.  So the
    links are resolved here.
    """

    default_priority = 990

    def run(self, **kwargs) -> None:
        """Replace every place."""
        makers = {"ledger": self._ledger, "computed-numbers": self._computed, "source-list": self._sources,
                  "chapter-sources": self._chapter_sources, "tally": self._tally, "edition": self._edition}
        for node in list(self.document.findall(generated_content)):
            box = nodes.container("", classes=["generated", node["content"]])
            box += makers[node["content"]](node["docname"], *node["arguments"])
            node.replace_self(box)
            for link in list(box.findall(addnodes.pending_xref)):
                home = self.env.domains[link["refdomain"]]
                link.replace_self(home.resolve_xref(self.env, link["refdoc"], self.app.builder, link["reftype"], link["reftarget"], link, link[0]))

    # --- the ledger

    def _ledger(self, docname: str, chapter: str, page: str) -> list[nodes.Node]:
        facts = [fact for fact in domain.stored_facts().values() if fact["chapter"] == chapter]
        start = (int(page) - 1) * domain.PAGE_SIZE
        successors = {fact["supersedes"]: fact["fact_id"] for fact in domain.stored_facts().values() if fact["supersedes"]}
        users = self.env.get_domain("fact").users("fact")
        facts = facts[start : start + domain.PAGE_SIZE]
        return [filter_of(facts), *(self._entry(fact, docname, successors, users) for fact in facts)]

    def _entry(self, fact: dict, docname: str, successors: dict, users: dict) -> nodes.Element:
        fact_id = fact["fact_id"]
        entry = anchored("", ids=[f"fact-{fact_id}"], classes=["entry", f"support-{fact['support']}"])
        entry += nodes.paragraph("", fact["statement"], classes=["statement"])
        rows = [("Name", [nodes.literal("", fact_id)])]
        if fact["printed"]:
            rows.append(("Value", [nodes.Text(fact["printed"])]))
        rows.append(("Date", [nodes.Text(tables.date_text(fact["as_of"]))]))
        rows.append(("Kind", [nodes.Text(fact["kind"])]))
        rows.append(("About", _joined([self._subject(code, docname) for code in fact["subject"].split(";")], "; ")))
        rows.append(("Support", [nodes.Text(f"{fact['support']}: {schema.SUPPORT[fact['support']]}")]))
        rows.append(("Sources", _joined([self._source(source, docname) for source in fact["sources"].split(";")], "; ")))
        if others := domain.rivals_of(fact_id):
            rows.append(("Other answers", _joined([self._fact(other, docname) for other in others], "; ")))
        if fact["supersedes"]:
            rows.append(("Earlier state", [self._fact(fact["supersedes"], docname)]))
        if fact_id in successors:
            rows.append(("Later state", [self._fact(successors[fact_id], docname)]))
        if fact["note"]:
            rows.append(("Note", [nodes.Text(fact["note"])]))
        rows.append(("Looked up", [nodes.Text(tables.date_text(fact["checked"]) if fact["checked"] else
                                              "not looked up anew for this edition")]))
        rows.append(("Used on", self._pages(users.get(fact_id, []), docname)))
        entry += _fields(rows)
        return entry

    def _subject(self, code: str, docname: str) -> nodes.Element:
        return addnodes.pending_xref("", nodes.inline("", domain.stored_subjects()[code]), refdomain="fact", reftype="subject",
                                     reftarget=code, refexplicit=True, refdoc=docname, refwarn=True)

    def _source(self, source_id: str, docname: str) -> nodes.Element:
        source = domain.stored_sources()[source_id]
        about = [part for part in (
            f"origin {source['origin']}" if source["origin"] else "",
            f"in {LANGUAGES.get(source['language'], source['language'])}" if source["language"] != "en" else "",
            "relayed" if source["access"] == "relayed" else "",
            "with caution" if source["caution"] else "",
        ) if part]
        inline = nodes.inline("", "", source_reference(source_id, docname))
        if about:
            inline += nodes.Text(f" ({', '.join(about)})")
        return inline

    def _fact(self, fact_id: str, docname: str) -> nodes.Element:
        return addnodes.pending_xref("", nodes.inline("", domain.stored_facts()[fact_id]["statement"]), refdomain="fact",
                                     reftype="fact", reftarget=fact_id, refexplicit=True, refdoc=docname, refwarn=True)

    def _pages(self, pages: list[str], docname: str) -> list[nodes.Node]:
        pages = [page for page in pages if page in self.env.titles]
        return _joined([_page_reference(self.env.titles[page].astext(), page, docname) for page in pages], "; ") or [
            nodes.Text("no page of this edition")]

    # --- computed numbers

    def _computed(self, docname: str) -> list[nodes.Node]:
        facts_domain = self.env.get_domain("fact")
        users = facts_domain.users("derived")
        return [self._computed_entry(record, docname, users.get(name, []))
                for name, record in sorted(facts_domain.derived.items())]

    def _computed_entry(self, record: dict, docname: str, users: list[str]) -> nodes.Element:
        entry = anchored("", ids=[f"derived-{record['name']}"], classes=["entry"])
        entry += nodes.paragraph("", f"{record['printed']}: {record['formula']}.", classes=["statement"])
        where = _page_reference(self.env.titles[record["docname"]].astext(), record["docname"], docname,
                                f"computed-{record['name']}")
        entry += _fields([
            ("Name", [nodes.literal("", record["name"])]),
            ("Computed from", _joined([input_reference(name, docname) for name in record["inputs"]], "; ")),
            ("Computed in", [where]),
            ("Used on", self._pages(users, docname)),
        ])
        return entry

    # --- sources

    def _sources(self, docname: str, page: str = "1") -> list[nodes.Node]:
        start = (int(page) - 1) * domain.SOURCES_PAGE_SIZE
        sources = list(domain.stored_sources().values())
        return [self._source_entry(source, docname) for source in sources[start : start + domain.SOURCES_PAGE_SIZE]]

    def _source_entry(self, source: dict, docname: str) -> nodes.Element:
        entry = anchored("", ids=[f"source-{source['source_id']}"], classes=["entry", "source"])
        line = nodes.paragraph("", "")
        title = nodes.reference("", source["title"], refuri=source["url"]) if source["url"] else nodes.Text(source["title"])
        line += [nodes.strong("", source["publisher"]), nodes.Text(". "), title, nodes.Text(". ")]
        facts = [
            f"First said by {source['origin']}" if source["origin"] else "",
            tables.date_text(source["published"]) if source["published"] else "Date not known",
            LANGUAGES.get(source["language"], source["language"]),
            schema.SOURCE_KINDS[source["kind"]].removeprefix("a ").capitalize() if source["kind"] == "seed" else source["kind"].capitalize(),
            "Read " + tables.date_text(source["accessed"]) if source["access"] == "read" and source["accessed"] else "",
            f"Not read: relayed by {source['relayed_by'].replace(';', ', ')}" if source["access"] == "relayed" else "",
            f"Terms: {source['licence']}" if source["licence"] else "",
            f"Caution: {source['caution']}" if source["caution"] else "",
        ]
        line += nodes.Text(". ".join(part for part in facts if part) + ".")
        entry += line
        return entry

    def _chapter_sources(self, docname: str, chapter: str) -> list[nodes.Node]:
        facts_domain = self.env.get_domain("fact")
        facts = [domain.stored_facts()[fact_id] for fact_id in facts_domain.used("fact", docname)]
        ids = sorted({s for f in facts for s in f["sources"].split(";")} | facts_domain.used("source", docname))
        items = nodes.bullet_list("", classes=["chapter-sources"])
        for source_id in ids:
            title = domain.stored_sources()[source_id]["title"]
            items += nodes.list_item("", nodes.paragraph("", "", source_reference(source_id, docname), nodes.Text(f": {title}")))
        folded = fold("", summary=f"{len(ids)} sources of the {len(facts)} facts that this chapter uses")
        folded += items
        return [folded]

    # --- the edition's dates

    def _edition(self, docname: str) -> list[nodes.Node]:
        return [nodes.paragraph("", edition_text(), classes=["edition"])]

    # --- tallies

    def _tally(self, docname: str) -> list[nodes.Node]:
        facts = list(domain.stored_facts().values())
        levels = list(schema.SUPPORT)
        rows = [["Chapter", *levels, "all", "looked up anew"]]
        for chapter, title in [*schema.CHAPTERS.items(), ("", "All chapters")]:
            own = [f for f in facts if not chapter or f["chapter"] == chapter]
            rows.append([title, *(str(sum(f["support"] == level for f in own)) for level in levels), str(len(own)),
                         str(sum(bool(f["checked"]) for f in own))])
        claims = list(domain.stored_claims().values())
        articles = {"January 2026": "jan", "September 2025": "sep"}
        verdicts = [["Verdict", *articles, "both"]]
        for name, wanted in [*((verdict, (verdict,)) for verdict in schema.VERDICTS), ("all", tuple(schema.VERDICTS))]:
            counts = [sum(c["claim_id"].startswith(prefix) and c["verdict"] in wanted for c in claims)
                      for prefix in articles.values()]
            verdicts.append([name, *map(str, counts), str(sum(counts))])
        return [nodes.paragraph("", "Facts by chapter and support", classes=["table-head"]), table_of(rows),
                nodes.paragraph("", "Claims by verdict and article", classes=["table-head"]), table_of(verdicts)]


def edition_text() -> str:
    """Until when the edition's sources were read and reports relayed."""
    edition = tables.edition()
    return (
        f"As of {tables.date_text(edition['date'])}. Sources were read up to {tables.date_text(edition['sources_read_until'])}; "
        f"what is marked as relayed is known through others' reports, which reach {tables.date_text(edition['relayed_until'])}."
    )


LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hr": "Croatian",
    "hu": "Hungarian", "it": "Italian", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}


def table_of(rows: list[list[str]]) -> nodes.table:
    """A table with a header row, from text cells."""
    table = nodes.table("", classes=["tally"])
    group = nodes.tgroup("", cols=len(rows[0]))
    group += [nodes.colspec("", colwidth=1) for _ in rows[0]]
    for part, lines in ((nodes.thead(), rows[:1]), (nodes.tbody(), rows[1:])):
        for row in lines:
            part += nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in row))
        group += part
    table += group
    return table


def _joined(items: list[nodes.Node], separator: str) -> list[nodes.Node]:
    return [node for i, item in enumerate(items) for node in ([nodes.Text(separator)] if i else []) + [item]]


def _fields(rows: list[tuple[str, list[nodes.Node]]]) -> nodes.Element:
    fields = nodes.field_list("")
    for name, content in rows:
        fields += nodes.field("", nodes.field_name("", name), nodes.field_body("", nodes.paragraph("", "", *content)))
    return fields


def _page_reference(text: str, page: str, docname: str, anchor: str = "") -> nodes.Element:
    """A link to a page of the book."""
    if anchor:
        return addnodes.pending_xref("", nodes.inline("", text), refdomain="fact", reftype="computed-in", reftarget=anchor,
                                     refexplicit=True, refdoc=docname, refwarn=True)
    return addnodes.pending_xref("", nodes.inline("", text), refdomain="std", reftype="doc", reftarget=f"/{page}",
                                 refexplicit=True, refdoc=docname, refwarn=True)


def visit_anchored(translator, node: anchored) -> None:
    """Open an entry."""
    translator.body.append(f'<section id="{node["ids"][0]}" class="{" ".join(node["classes"])}">\n')


def depart_anchored(translator, node: anchored) -> None:
    """Close an entry."""
    translator.body.append("</section>\n")


def setup(app: Sphinx) -> None:
    """Connect the room to the build."""
    for name in ("ledger", "computed-numbers", "source-list", "chapter-sources", "tally", "edition"):
        app.add_directive(name, GeneratedDirective)
    app.add_post_transform(FillGenerated)
    plain = {name: (lambda t, n: None, lambda t, n: None) for name in ("latex", "text", "man", "texinfo")}
    app.add_node(generated_content)
    app.add_node(anchored, html=(visit_anchored, depart_anchored), **plain)
    app.connect("builder-inited", write_stubs, priority=200)
