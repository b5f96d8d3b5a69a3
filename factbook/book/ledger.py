"""Where does a bound number lead?  The ledger, the sources and the tallies.

The pages of the ledger are stubs that this room writes into ``chapters/ledger/`` (not kept in git): one
page for at most 200 facts of a chapter, one for computed numbers, one that finds facts in all of them
(:mod:`factbook.book.finder`), and those of the sources from the second on.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from factbook import schema, tables
from factbook.book import deferred, domain
from factbook.book.deferred import DeferredDirective, Page
from factbook.book.finder import filter_of
from factbook.book.outputs import fold, series_file, source_name
from factbook.book.stopping import stop
from factbook.building import OWN_PAGE

class anchored(nodes.General, nodes.Element):
    """One record with an anchor: an entry of the ledger or of the list of sources."""


class named_parts(nodes.General, nodes.Element):
    """What is known of a record, part by part."""


class named_part(nodes.General, nodes.TextElement):
    """One part, with its name.  A field of docutils says the same with five nodes and elements, and the ledger has thousands."""


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
            pages[f"{name}.md"] = (
                f"---\nnosearch: true\n---\n\n# Ledger: {title}{part}\n\n```{{ledger}} {chapter} {page}\n```\n"
            )
    pages[f"{domain.DERIVED_PAGE}.md"] = (
        "# Ledger: computed numbers\n\n```{computed-numbers}\n```\n"
    )
    for page in range(2, 1 + -(-len(domain.stored_sources()) // domain.SOURCES_PAGE_SIZE)):
        pages[f"{domain.sources_page(page)}.md"] = (
            f"# Sources, part {page}\n\n```{{source-list}} {page}\n```\n"
        )
    foreign = [file for file in folder.iterdir() if not OWN_PAGE.fullmatch(file.name)]
    if foreign:
        stop(
            app,
            "chapters/ledger is written by the build",
            [f"chapters/ledger/{file.name} is not of its making; move it" for file in foreign],
            forget=False,
        )
    for file in folder.iterdir():
        if f"chapters/ledger/{file.name}" not in pages:
            file.unlink()
    for name, text in pages.items():
        file = tables.ROOT / name
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")


# --- the ledger


def ledger(page: Page, chapter: str, number: str) -> list[nodes.Node]:
    """The filter, and the entries of a page of a chapter's ledger."""
    facts = [fact for fact in domain.stored_facts().values() if fact["chapter"] == chapter]
    start = (int(number) - 1) * domain.PAGE_SIZE
    successors = {
        fact["supersedes"]: fact["fact_id"]
        for fact in domain.stored_facts().values()
        if fact["supersedes"]
    }
    users = page.facts.users("fact")
    facts = facts[start : start + domain.PAGE_SIZE]
    return [filter_of(facts), *(_entry(page, fact, successors, users) for fact in facts)]


def _entry(page: Page, fact: dict, successors: dict, users: dict) -> nodes.Element:
    fact_id = fact["fact_id"]
    entry = anchored("", ids=[f"fact-{fact_id}"], classes=["entry", f"support-{fact['support']}"])
    entry += nodes.paragraph("", fact["statement"], classes=["statement"])
    rows = [("Name", [nodes.literal("", fact_id)])]
    if fact["printed"]:
        rows.append(("Value", [nodes.Text(fact["printed"])]))
    rows.append(("Date", [nodes.Text(tables.date_text(fact["as_of"]))]))
    rows.append(("Kind", [nodes.Text(fact["kind"])]))
    rows.append(
        (
            "About",
            _joined(
                [
                    page.link("subject", code, domain.stored_subjects()[code])
                    for code in fact["subject"].split(";")
                ]
            ),
        )
    )
    rows.append(("Support", [nodes.Text(f"{fact['support']}: {schema.SUPPORT[fact['support']]}")]))
    rows.append(
        ("Sources", _joined([_source(page, source) for source in fact["sources"].split(";")]))
    )
    if others := domain.rivals_of(fact_id):
        rows.append(("Other answers", _joined([_fact(page, other) for other in others])))
    if fact["supersedes"]:
        rows.append(("Earlier state", [_fact(page, fact["supersedes"])]))
    if fact_id in successors:
        rows.append(("Later state", [_fact(page, successors[fact_id])]))
    if fact["note"]:
        rows.append(("Note", [nodes.Text(fact["note"])]))
    rows.append(
        (
            "Looked up",
            [
                nodes.Text(
                    tables.date_text(fact["checked"])
                    if fact["checked"]
                    else "not looked up anew for this edition"
                )
            ],
        )
    )
    rows.append(("Used on", _pages(page, users.get(fact_id, []))))
    entry += _parts(rows)
    return entry


def _source(page: Page, source_id: str) -> list[nodes.Node]:
    source = domain.stored_sources()[source_id]
    about = [
        part
        for part in (
            f"origin {source['origin']}" if source["origin"] else "",
            f"in {LANGUAGES.get(source['language'], source['language'])}"
            if source["language"] != "en"
            else "",
            "relayed" if source["access"] == "relayed" else "",
            "with caution" if source["caution"] else "",
        )
        if part
    ]
    return [
        page.link("source", source_id, source_name(source_id)),
        *([nodes.Text(f" ({', '.join(about)})")] if about else []),
    ]


def _fact(page: Page, fact_id: str) -> nodes.Node:
    return page.link("fact", fact_id, domain.stored_facts()[fact_id]["statement"])


def _pages(page: Page, users: list[str]) -> list[nodes.Node]:
    return _joined([page.page_link(user) for user in users if user in page.env.titles]) or [
        nodes.Text("no page of this edition")
    ]


# --- computed numbers


def computed_numbers(page: Page) -> list[nodes.Node]:
    """An entry for each computed number, in the order of their names."""
    users = page.facts.users("derived")
    return [
        _computed_entry(page, record, users.get(name, []))
        for name, record in sorted(page.facts.derived.items())
    ]


def _computed_entry(page: Page, record: dict, users: list[str]) -> nodes.Element:
    entry = anchored("", ids=[f"derived-{record['name']}"], classes=["entry"])
    entry += nodes.paragraph(
        "", f"{record['printed']}: {record['formula']}.", classes=["statement"]
    )
    home = page.env.titles[record["docname"]].astext()
    entry += _parts(
        [
            ("Name", [nodes.literal("", record["name"])]),
            ("Computed from", _joined([_input(page, name) for name in record["inputs"]])),
            ("Computed in", [page.link("computed-in", f"computed-{record['name']}", home)]),
            ("Used on", _pages(page, users)),
        ]
    )
    return entry


def _input(page: Page, name: str) -> nodes.Node:
    file = series_file(name)
    return nodes.literal("", file) if file else page.link("fact", name, name)


# --- sources


def source_list(page: Page, number: str = "1") -> list[nodes.Node]:
    """The entries of a page of the list of sources."""
    start = (int(number) - 1) * domain.SOURCES_PAGE_SIZE
    sources = list(domain.stored_sources().values())
    return [_source_entry(source) for source in sources[start : start + domain.SOURCES_PAGE_SIZE]]


def _source_entry(source: dict) -> nodes.Element:
    entry = anchored("", ids=[f"source-{source['source_id']}"], classes=["entry", "source"])
    line = nodes.paragraph("", "")
    title = (
        nodes.reference("", source["title"], refuri=source["url"])
        if source["url"]
        else nodes.Text(source["title"])
    )
    line += [nodes.strong("", source["publisher"]), nodes.Text(". "), title, nodes.Text(". ")]
    facts = [
        f"First said by {source['origin']}" if source["origin"] else "",
        tables.date_text(source["published"]) if source["published"] else "Date not known",
        LANGUAGES.get(source["language"], source["language"]),
        schema.SOURCE_KINDS[source["kind"]].removeprefix("a ").capitalize()
        if source["kind"] == "seed"
        else source["kind"].capitalize(),
        "Read " + tables.date_text(source["accessed"])
        if source["access"] == "read" and source["accessed"]
        else "",
        f"Not read: relayed by {source['relayed_by'].replace(';', ', ')}"
        if source["access"] == "relayed"
        else "",
        f"Terms: {source['licence']}" if source["licence"] else "",
        f"Caution: {source['caution']}" if source["caution"] else "",
    ]
    line += nodes.Text(". ".join(part for part in facts if part) + ".")
    entry += line
    return entry


def chapter_sources(page: Page, chapter: str) -> list[nodes.Node]:
    """The sources of the facts that a chapter uses, folded."""
    facts = [domain.stored_facts()[fact_id] for fact_id in page.facts.used("fact", page.docname)]
    ids = sorted(
        {s for f in facts for s in f["sources"].split(";")}
        | page.facts.used("source", page.docname)
    )
    items = nodes.bullet_list("", classes=["chapter-sources"])
    for source_id in ids:
        title = domain.stored_sources()[source_id]["title"]
        items += nodes.list_item(
            "",
            nodes.paragraph(
                "",
                "",
                page.link("source", source_id, source_name(source_id)),
                nodes.Text(f": {title}"),
            ),
        )
    folded = fold(
        "", summary=f"{len(ids)} sources of the {len(facts)} facts that this chapter uses"
    )
    folded += items
    return [folded]


LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "hr": "Croatian",
    "hu": "Hungarian",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sr": "Serbian",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}


def _joined(items: list[nodes.Node | list[nodes.Node]]) -> list[nodes.Node]:
    """Nodes, or groups of them, with a semicolon between each and the next."""
    groups = [item if isinstance(item, list) else [item] for item in items]
    return [
        node for i, group in enumerate(groups) for node in ([nodes.Text("; ")] if i else []) + group
    ]


def _parts(rows: list[tuple[str, list[nodes.Node]]]) -> nodes.Element:
    return named_parts("", *(named_part("", "", *content, name=name) for name, content in rows))


def visit_anchored(translator, node: anchored) -> None:
    """Open an entry."""
    translator.body.append(f'<section id="{node["ids"][0]}" class="{" ".join(node["classes"])}">\n')


def depart_anchored(translator, node: anchored) -> None:
    """Close an entry."""
    translator.body.append("</section>\n")


def visit_parts(translator, node: named_parts) -> None:
    """Open the list of what is known; the theme spaces a list that is not simple as it does the parts of a program."""
    translator.body.append('<dl class="parts simple">\n')


def depart_parts(translator, node: named_parts) -> None:
    """Close it."""
    translator.body.append("</dl>\n")


def visit_part(translator, node: named_part) -> None:
    """The name of a part, and the start of what it says."""
    translator.body.append(f"<dt>{node['name']}</dt>\n<dd>")


def depart_part(translator, node: named_part) -> None:
    """Its end."""
    translator.body.append("</dd>\n")


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    for name, maker in (
        ("ledger", ledger),
        ("computed-numbers", computed_numbers),
        ("source-list", source_list),
        ("chapter-sources", chapter_sources),
    ):
        app.add_directive(name, DeferredDirective)
        deferred.add(name, maker)
    plain = {
        name: (lambda t, n: None, lambda t, n: None) for name in ("latex", "text", "man", "texinfo")
    }
    app.add_node(anchored, html=(visit_anchored, depart_anchored), **plain)
    app.add_node(named_parts, html=(visit_parts, depart_parts), **plain)
    app.add_node(named_part, html=(visit_part, depart_part), **plain)
    app.connect("builder-inited", write_stubs, priority=200)
