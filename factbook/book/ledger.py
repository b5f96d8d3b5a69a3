"""Where does a bound number lead?  The ledger and the sources.

The pages of the ledger are stubs that this module writes into ``chapters/ledger/`` (not kept in
git): one page for at most 200 facts of a chapter, one for computed numbers, one that finds facts in
all of them (:mod:`factbook.book.finder`), and those of the sources from the second on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import editions, proof, schema, tables
from factbook.book import deferred, places
from factbook.book.deferred import Page
from factbook.book.directives import Argument
from factbook.book.domain import FactDomain, facts_of
from factbook.book.finder import filter_of
from factbook.book.parts import KEEP, add_node, fold, series_of, series_title
from factbook.book.places import Places
from factbook.book.stopping import stop
from factbook.building import OWN_PAGE
from factbook.records import Fact, Source

MARKDOWN, BACKSLASH = re.compile(r"[\\`*_{}\[\]<>&$~|]"), r"\\\g<0>"
"""What Markdown would read in a title that a table has as text, and what it becomes."""


OPEN_ITEMS = 10
"""How many things that a computed number counts stand open; the card has the same bound."""


class anchored(nodes.General, nodes.Element):
    """One record with an anchor: an entry of the ledger or of the list of sources."""


class named_parts(nodes.General, nodes.Element):
    """What is known of a record, part by part."""


class named_part(nodes.General, nodes.TextElement):
    """One part, with its name.  A field of docutils says the same with five nodes and elements, and
    the ledger has thousands.
    """


def stubs(places_of_book: Places) -> dict[str, str]:
    """Docname → the text of each page that the book writes itself.

    The search over the words of pages leaves facts out: the search page offers them from a file of
    their own.
    """
    pages = {places.FIND_PAGE: "# Ledger: find a fact\n\n```{fact-finder}\n```\n"}
    for docname, (chapter, part, _) in places_of_book.ledger.items():
        title = chapter.title + (f", part {part}" if part > 1 else "")
        directive = f"```{{ledger}} {chapter.code} {part}\n```\n"
        head = f"# Ledger: {MARKDOWN.sub(BACKSLASH, title)}"
        pages[docname] = f"---\nnosearch: true\n---\n\n{head}\n\n{directive}"
    pages[places.DERIVED_PAGE] = "# Ledger: computed numbers\n\n```{computed-numbers}\n```\n"
    for part, docname in enumerate(places_of_book.sources, 1):
        if part > 1:
            pages[docname] = f"# Sources, part {part}\n\n```{{source-list}} {part}\n```\n"
    return pages


def write_stubs(app: Sphinx) -> None:
    """Write the pages of the ledger as far as they differ, and remove those that are not needed."""
    domain = facts_of(app.env)
    root, pages = domain.records.root, stubs(domain.places)
    folder = root / places.LEDGER
    folder.mkdir(exist_ok=True)
    foreign = [file for file in folder.iterdir() if not OWN_PAGE.fullmatch(file.name)]
    if foreign:
        stop(
            "chapters/ledger is written by the build",
            [f"chapters/ledger/{file.name} is not of its making; move it" for file in foreign],
        )
    for file in folder.iterdir():
        if f"{places.LEDGER}{file.stem}" not in pages or file.suffix != ".md":
            file.unlink()
    for docname, text in pages.items():
        file = root / f"{docname}.md"
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")


# --- what the directives take


def _chapter_problem(env: BuildEnvironment, code: str) -> str:
    chapters = facts_of(env).records.chapters
    if code in chapters:
        return ""
    return f"names the chapter {code!r}; the chapters are {', '.join(chapters)}"


def _ledger_problem(env: BuildEnvironment, code: str) -> str:
    """Whether the page that is being read is one of a chapter's ledger."""
    if problem := _chapter_problem(env, code):
        return problem
    page = facts_of(env).places.ledger.get(env.docname)
    if page and page.chapter.code == code:
        return ""
    return (
        "stands on the pages of the ledger that the book writes itself, and this is none of "
        f"{code!r}"
    )


def _ledger_part_problem(env: BuildEnvironment, part: str) -> str:
    own = str(facts_of(env).places.ledger[env.docname].part)
    return "" if part == own else f"has the part {part!r}; this page is part {own}"


def _sources_part_problem(env: BuildEnvironment, part: str) -> str:
    pages = list(facts_of(env).places.sources)
    if part in map(str, range(1, len(pages) + 1)) and pages[int(part) - 1] == env.docname:
        return ""
    return f"has the part {part!r}, whose page is not this one; the pages are {', '.join(pages)}"


def _own_chapter_problem(env: BuildEnvironment, code: str) -> str:
    """Whether a chapter is the page that is being read: the list is that of the page."""
    if problem := _chapter_problem(env, code):
        return problem
    if (page := facts_of(env).records.chapters[code].docname) != env.docname:
        return (
            f"lists what its own page uses, and the page of {code!r} is {page!r}; leave the name "
            "out"
        )
    return ""


# --- the ledger


def ledger(page: Page, chapter: str, part: str) -> list[nodes.Node]:
    """The filter, and the entries of a page of a chapter's ledger; none for a part that it does not
    have.
    """
    here = places.ledger_page(page.records.chapters[chapter], int(part))
    facts = page.places.ledger[here].facts if here in page.places.ledger else ()
    users = page.facts.users("fact")
    return [filter_of(facts, page.records), *(_entry(page, fact, users) for fact in facts)]


def ledger_state(domain: FactDomain, chapter: str, part: str) -> object:
    """The facts of a page of the ledger with all that their entries say, but for where they are
    used: that other pages tell.
    """
    records = domain.records
    page = domain.places.ledger.get(places.ledger_page(records.chapters[chapter], int(part)))
    shown: list[object] = []
    for fact in page.facts if page else ():
        states = (fact.supersedes, records.successors.get(fact.fact_id))
        beside = [*records.rivals(fact), *(records.facts[name] for name in states if name)]
        shown += [
            fact,
            [(one.statement, domain.place("fact", one.fact_id)) for one in beside],
            [(records.sources[one], domain.place("source", one)) for one in fact.sources],
            [records.subjects[code] for code in fact.subject],
            (editions.before(fact, records), fact.fact_id in records.corrections),
        ]
    return shown


def _entry(page: Page, fact: Fact, users: Mapping[str, Sequence[str]]) -> nodes.Element:
    entry = anchored("", ids=[f"fact-{fact.fact_id}"], classes=["entry", f"support-{fact.support}"])
    entry += nodes.paragraph("", fact.statement, classes=["statement"])
    subjects = [
        page.link("subject", code, page.records.subjects[code].name) for code in fact.subject
    ]
    successor = page.records.successors.get(fact.fact_id)
    checked = tables.date_text(fact.checked) if fact.checked else ""
    rows: list[tuple[str, Sequence[nodes.Node]]] = [
        ("Name", [nodes.literal("", fact.fact_id)]),
        ("Value", _text(fact.printed)),
        ("Date", _text(fact.dated)),
        ("Kind", _text(fact.kind)),
        ("About", _joined(subjects)),
        ("Support", _text(f"{proof.support(fact)} ({fact.support})")),
        ("Proof", _proof(page, fact)),
        ("Other answers", _joined([_fact(page, one) for one in page.records.rivals(fact)])),
        ("Earlier state", _facts(page, fact.supersedes)),
        ("Later state", _facts(page, successor)),
        ("Note", _text(fact.note)),
        ("Changed", _changed(page, fact)),
        ("Looked up", _text(checked or "not looked up anew for this edition")),
        ("Used on", _pages(page, users.get(fact.fact_id, []))),
    ]
    entry += parts_of([row for row in rows if row[1]])
    return entry


def _text(text: str) -> list[nodes.Node]:
    """A text as nodes; none for no text."""
    return [nodes.Text(text)] if text else []


def _proof(page: Page, fact: Fact) -> list[nodes.Node]:
    """What each source of a fact says, with a link to the place and one to the entry of the
    source.
    """
    items = nodes.bullet_list("", classes=["passages"])
    for passage in fact.passages:
        source = page.records.sources[passage.source_id]
        place = nodes.reference("", source.name, refuri=proof.address(source, passage))
        entry = page.link("source", source.source_id, "about the source")
        line = nodes.paragraph("", "", place, nodes.Text(f": {passage.says} ("))
        line += [nodes.Text(f"{proof.about(source, passage, language(source))}; "), entry]
        line += nodes.Text(")")
        items += nodes.list_item("", line)
    return [items]


def _changed(page: Page, fact: Fact) -> list[nodes.Node]:
    """What an earlier edition said otherwise, with the way to the reason."""
    text = _text(editions.before(fact, page.records))
    if fact.fact_id in page.records.corrections and places.CORRECTIONS_PAGE in page.env.found_docs:
        text += [nodes.Text(" ("), page.link("correction", fact.fact_id, "why"), nodes.Text(")")]
    return text


def _facts(page: Page, fact_id: str | None) -> list[nodes.Node]:
    return [_fact(page, page.records.facts[fact_id])] if fact_id else []


def _fact(page: Page, fact: Fact) -> nodes.Node:
    return page.link("fact", fact.fact_id, fact.statement)


def _pages(page: Page, users: Sequence[str]) -> list[nodes.Node]:
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


def _computed_entry(page: Page, record: dict, users: Sequence[str]) -> nodes.Element:
    name = record["name"]
    entry = anchored("", ids=[f"derived-{name}"], classes=["entry"])
    statement = f"{record['printed']}: {record['formula']}."
    entry += nodes.paragraph("", statement, classes=["statement"])
    home = page.env.titles[record["docname"]].astext()
    rows = [
        ("Name", [nodes.literal("", name)]),
        ("Which", _which(record.get("items", []))),
        ("Computed from", _joined([_input(page, one) for one in record["inputs"]])),
        ("Computed in", [page.link("computed-in", name, home)]),
        ("Used on", _pages(page, users)),
    ]
    entry += parts_of([row for row in rows if row[1]])
    return entry


def _which(items: Sequence[str]) -> list[nodes.Node]:
    """What a computed number counts; a long list is folded."""
    if not items:
        return []
    lines = [nodes.list_item("", nodes.paragraph("", one)) for one in items]
    listed = nodes.bullet_list("", *lines, classes=["which"])
    folded = len(items) > OPEN_ITEMS
    return [fold("", listed, summary=f"All {len(items)}")] if folded else [listed]


def _input(page: Page, name: str) -> nodes.Node:
    if not (series := series_of(name)):
        return page.link("fact", name, name)
    known, words = page.facts.place("series", series), series_title(series)
    return page.link("series", series, words) if known else nodes.Text(words)


# --- sources


def source_list(page: Page, part: str = "1") -> list[nodes.Node]:
    """The entries of a page of the list of sources; none for a part that it does not have."""
    sources = page.places.sources.get(places.sources_page(int(part)), ())
    return [_source_entry(source) for source in sources]


def source_list_state(domain: FactDomain, part: str = "1") -> object:
    """The sources of a page of their list."""
    return domain.places.sources.get(places.sources_page(int(part)))


def _source_entry(source: Source) -> nodes.Element:
    entry = anchored("", ids=[f"source-{source.source_id}"], classes=["entry", "source"])
    line = nodes.paragraph("", "")
    title = (
        nodes.reference("", source.title, refuri=source.url)
        if source.url
        else nodes.Text(source.title)
    )
    line += [nodes.strong("", source.publisher), nodes.Text(". "), title, nodes.Text(". ")]
    line += nodes.Text(". ".join(part for part in _about(source) if part) + ".")
    entry += line
    return entry


def _about(source: Source) -> list[str]:
    """What is known of a source, part by part; empty where it is not."""
    kind = source.kind
    if kind == "seed":
        kind = schema.SOURCE_KINDS[kind].removeprefix("a ")
    read = tables.date_text(source.accessed) if source.accessed else ""
    return [
        f"First said by {source.origin}" if source.origin else "",
        tables.date_text(source.published) if source.published else "Date not known",
        _language(source),
        kind.capitalize(),
        f"Read {read}" if read and source.access == "read" else "",
        f"Not read: relayed by {', '.join(source.relayed_by)}"
        if source.access == "relayed"
        else "",
        f"Terms: {source.licence}" if source.licence else "",
        f"Caution: {source.caution}" if source.caution else "",
    ]


def chapter_sources(page: Page, chapter: str = "") -> list[nodes.Node]:
    """The sources of the facts that the page uses, folded, each by its name: titles stand in the
    entries.  A chapter, where one is named, is that page.
    """
    ids = sources_used(page.facts, page.docname)
    items = nodes.bullet_list("", classes=["chapter-sources"])
    for source in (page.records.sources[one] for one in ids):
        link = page.link("source", source.source_id, source.name)
        items += nodes.list_item("", nodes.paragraph("", "", link))
    facts = len(page.facts.used("fact", page.docname))
    summary = f"{len(ids)} sources of the {facts} facts that this chapter uses"
    return [fold("", items, summary=summary)]


def sources_used(domain: FactDomain, docname: str) -> list[str]:
    """The ids of the sources of all facts that a page uses, and of those that it names; sorted."""
    facts = [domain.records.facts[one] for one in domain.used("fact", docname)]
    own = {one for fact in facts for one in fact.sources}
    return sorted(own | domain.used("source", docname))


def language(source: Source) -> str:
    """The language of a source, where it is not that of the book."""
    return "" if source.language == "en" else _language(source)


def _language(source: Source) -> str:
    return LANGUAGES.get(source.language, source.language)


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


def _joined(items: Sequence[nodes.Node | list[nodes.Node]]) -> list[nodes.Node]:
    """Nodes, or groups of them, with a semicolon between each and the next."""
    found: list[nodes.Node] = []
    for item in items:
        if found:
            found.append(nodes.Text("; "))
        found += item if isinstance(item, list) else [item]
    return found


def parts_of(rows: Sequence[tuple[str, Sequence[nodes.Node]]]) -> nodes.Element:
    """What is known of a record, as a list of names and what they stand for."""
    return named_parts("", *(named_part("", "", *content, name=name) for name, content in rows))


def visit_anchored(translator, node: anchored) -> None:
    """Open an entry."""
    translator.body.append(f'<section id="{node["ids"][0]}" class="{" ".join(node["classes"])}">\n')


def depart_anchored(translator, node: anchored) -> None:
    """Close an entry."""
    translator.body.append("</section>\n")


def visit_parts(translator, node: named_parts) -> None:
    """Open the list of what is known; the theme spaces a list that is not simple as it does the
    parts of a program.
    """
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
    deferred.add_directive(
        app,
        "ledger",
        ledger,
        takes=(
            Argument("chapter", _ledger_problem),
            Argument("part", _ledger_part_problem),
        ),
        state=ledger_state,
    )
    deferred.add_directive(app, "computed-numbers", computed_numbers)
    part = Argument("part", _sources_part_problem, optional=True)
    deferred.add_directive(app, "source-list", source_list, takes=(part,), state=source_list_state)
    own_chapter = Argument("chapter", _own_chapter_problem, optional=True)
    deferred.add_directive(
        app,
        "chapter-sources",
        chapter_sources,
        "chapters",
        takes=(own_chapter,),
    )
    add_node(app, anchored, html=(visit_anchored, depart_anchored), elsewhere=KEEP)
    add_node(app, named_parts, html=(visit_parts, depart_parts), elsewhere=KEEP)
    add_node(app, named_part, html=(visit_part, depart_part), elsewhere=KEEP)
    app.connect("builder-inited", write_stubs, priority=200)
