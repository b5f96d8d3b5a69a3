"""What may prose name?  Facts, dates, claims, sources and computed numbers.

``fact`` is a Sphinx domain.  Its roles stand under plain names:

=====================================  ==========================================================
``{fact}`id```                         value, qualifier and unit of the fact
``{fact}`our words <id>```             our words; every number in them must be the fact's own
``{fact-date}`id```                    the date of the fact, at the precision known
``{fact-date}`words <id>```            our words; every number and month must be the date's own
``{claim}`id```, ``{source}`id```      a claim's verdict, a source's publisher, or our words
``{derived}`name```                    a number computed in a chapter
=====================================  ==========================================================

Every name leads to its place in the ledger.  What is unknown or does not fit stops the build; all of
it is listed at once, with page and line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

from factbook import numerals, roles, schema, tables
from factbook.book.stopping import stop
from factbook.records import Records

PAGE_SIZE, SOURCES_PAGE_SIZE = 200, 400
"""Facts that one page of the ledger holds at most, and sources that one page of theirs holds."""

LEDGER = "chapters/ledger/"
FIND_PAGE, DERIVED_PAGE, SOURCES_PAGE = f"{LEDGER}0-find", f"{LEDGER}5-computed", "chapters/sources"
ARTICLE_PAGES = {"jan": "chapters/article-january-2026", "sep": "chapters/article-september-2025"}


@cache
def stored_facts() -> dict[str, dict]:
    """Every fact by id, raw, with its computed ``support`` and ``printed`` value."""
    facts = _records("facts", "fact_id")
    for fact in facts.values():
        fact["support"], fact["printed"] = (
            tables.support(fact, stored_sources()),
            tables.printed(fact),
        )
    return facts


@cache
def stored_sources() -> dict[str, dict]:
    """Every source by id, raw."""
    return _records("sources", "source_id")


@cache
def stored_claims() -> dict[str, dict]:
    """Every claim by id, raw."""
    return _records("claims", "claim_id")


@cache
def stored_subjects() -> dict[str, str]:
    """The name of every subject by code."""
    return {code: row["name"] for code, row in _records("subjects", "code").items()}


@cache
def stored_questions() -> dict[str, dict]:
    """Every question with rival answers, raw."""
    return _records("questions", "question")


@cache
def _by_question() -> dict[str, list[str]]:
    answers = {}
    for fact_id, fact in stored_facts().items():
        answers.setdefault(fact["question"], []).append(fact_id)
    return answers


def rivals_of(fact_id: str) -> list[str]:
    """The facts that answer the same question differently."""
    question = stored_facts()[fact_id]["question"]
    return [other for other in _by_question()[question] if other != fact_id] if question else []


def _records(table: str, key: str) -> dict[str, dict]:
    return {row[key]: row for row in tables.read(table).cells.to_dict("records")}


def read_tables_anew(app: Sphinx) -> None:
    """Forget the tables of an earlier build in the same process."""
    for stored in (
        stored_facts,
        stored_sources,
        stored_claims,
        stored_subjects,
        stored_questions,
        _by_question,
        _places,
        _source_places,
    ):
        stored.cache_clear()


def ledger_page(chapter: str, page: int) -> str:
    """The docname of a page of the ledger; pages count from 1.  Its name sorts as the chapters do."""
    return f"{LEDGER}{list(schema.CHAPTERS).index(chapter) + 1}-{chapter}" + (
        f"-{page}" if page > 1 else ""
    )


@cache
def _places() -> dict[str, str]:
    places = {}
    for chapter in schema.CHAPTERS:
        ids = [fact_id for fact_id, fact in stored_facts().items() if fact["chapter"] == chapter]
        places.update(
            {fact_id: ledger_page(chapter, 1 + i // PAGE_SIZE) for i, fact_id in enumerate(ids)}
        )
    return places


def sources_page(page: int) -> str:
    """The docname of a page of the list of sources; pages count from 1, and from the second on they stand by the ledger."""
    return SOURCES_PAGE if page == 1 else f"{LEDGER}6-sources-{page}"


@cache
def _source_places() -> dict[str, str]:
    return {
        source_id: sources_page(1 + i // SOURCES_PAGE_SIZE)
        for i, source_id in enumerate(stored_sources())
    }


def place_of_fact(fact_id: str) -> str:
    """The docname of the ledger's page that holds a fact."""
    return _places()[fact_id]


def subject_anchor(code: str) -> str:
    """Where the finder lists the facts of a subject."""
    return f"subject-{code.replace(':', '-')}"


# --- where a position in a source file is ----------------------------------------------------


def where(env: BuildEnvironment, docname: str, line: int | None) -> str:
    """A position as a contributor finds it: ``chapters/x.md:12`` or ``chapters/x.ipynb: cell "reading-2", line 5``.

    In a notebook MyST-NB counts lines from 10,000 for each cell, and the first line of a cell is its second.
    """
    path = Path(env.doc2path(docname, base=False))
    if path.suffix != ".ipynb" or not line:
        return f"{path.as_posix()}:{line or 1}"
    cell, line = divmod(line, 10000)
    cells = json.loads((Path(env.srcdir) / path).read_text(encoding="utf-8"))["cells"]
    name = cells[cell - 1].get("id", str(cell)) if 0 < cell <= len(cells) else str(cell)
    return f'{path.as_posix()}: cell "{name}", line {max(line - 1, 1)}'


# --- roles ---------------------------------------------------------------------------------


class BoundRole(SphinxRole):
    """A role that prints a record of the tables as a link to its place."""

    def __init__(self, kind: str):
        self.kind = kind

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The printed text as a reference that the domain resolves; what does not fit is noted."""
        words, target = roles.split_role(self.text)
        domain = facts_of(self.env)
        line = self.lineno
        if self.kind == "derived":
            node = derived_reference(
                "", words, target=target, words=words, docname=self.env.docname, line=line
            )
            domain.note_use("derived", target, self.env.docname, line, words)
            return [node], []
        printed = roles.print_role(self.kind, target, words, domain.records)
        if printed.problem:
            domain.note_problem(self.env.docname, line, printed.problem)
            return [nodes.problematic("", words or target)], []
        classes = ["bound", f"bound-{self.kind}", *printed.classes]
        inline = nodes.inline("", printed.text, classes=classes)
        node = addnodes.pending_xref(
            "",
            inline,
            refdomain="fact",
            reftype=self.kind,
            reftarget=target,
            refexplicit=bool(words),
            refdoc=self.env.docname,
            refwarn=True,
        )
        domain.note_use(
            "fact" if self.kind == "fact-date" else self.kind, target, self.env.docname, line
        )
        return [node], []


class derived_reference(nodes.Inline, nodes.TextElement):
    """A place in the prose that waits for a number computed in a chapter."""


class ResolveOwnDerived(SphinxTransform):
    """Print the numbers that the page itself computes, before titles are collected."""

    default_priority = 200

    def apply(self, **kwargs) -> None:
        """Replace what this page's own outputs answer."""
        own = facts_of(self.env).derived
        for node in list(self.document.findall(derived_reference)):
            record = own.get(node["target"])
            if record and record["docname"] == self.env.docname:
                _print_derived(node, record)


class ResolveDerived(SphinxPostTransform):
    """Print the numbers that other pages compute, when all pages have been read."""

    default_priority = 5

    def run(self, **kwargs) -> None:
        """Replace every place that still waits."""
        for node in list(self.document.findall(derived_reference)):
            _print_derived(node, facts_of(self.env).derived[node["target"]])


def _print_derived(node: derived_reference, record: dict) -> None:
    inline = nodes.inline(
        "", node["words"] or record["printed"], classes=["bound", "bound-derived"]
    )
    node.replace_self(
        addnodes.pending_xref(
            "",
            inline,
            refdomain="fact",
            reftype="derived",
            reftarget=node["target"],
            refexplicit=bool(node["words"]),
            refdoc=node["docname"],
            refwarn=True,
        )
    )


class Use(NamedTuple):
    """One role in a page."""

    kind: str
    target: str
    line: int
    words: str


# --- the domain ----------------------------------------------------------------------------


class FactDomain(Domain):
    """Facts, claims, sources and computed numbers, as targets that pages and other books can link to."""

    name, label = "fact", "Ledger:"
    object_types = {
        "fact": ObjType("fact", "fact"),
        "claim": ObjType("claim", "claim"),
        "source": ObjType("source", "source"),
        "derived": ObjType("computed number", "derived"),
    }
    initial_data = {"uses": {}, "problems": {}, "derived": {}, "charts": {}, "exceptions": {}}
    data_version = 2
    reads_pages = False
    records: Records
    """The records of the book, from the time that the builder is known."""

    @property
    def uses(self) -> dict[str, list[Use]]:
        """docname → the roles in the page."""
        return self.data["uses"]

    @property
    def problems(self) -> dict[str, list[tuple[int, str]]]:
        """docname → (line, message)."""
        return self.data["problems"]

    @property
    def derived(self) -> dict[str, dict]:
        """name → the record of a computed number, with its ``docname``."""
        return self.data["derived"]

    @property
    def charts(self) -> dict[str, dict]:
        """id → a chart's record: ``docname``, ``title``, ``csv``."""
        return self.data["charts"]

    def note_use(self, kind: str, target: str, docname: str, line: int, words: str = "") -> None:
        """A page names a record, in words of its own or not."""
        self.uses.setdefault(docname, []).append(Use(kind, target, line, words))

    def used(self, kind: str, docname: str) -> set[str]:
        """The records of one kind that a page names."""
        return {use.target for use in self.uses.get(docname, []) if use.kind == kind}

    def note_problem(self, docname: str, line: int | None, message: str) -> None:
        """Something in a page does not fit; the build stops when all pages have been read."""
        self.problems.setdefault(docname, []).append((line or 0, message))

    def note_derived(self, record: dict, docname: str, line: int) -> None:
        """A page computes a number."""
        other = self.derived.get(record["name"])
        if other and other["docname"] != docname:
            self.note_problem(
                docname,
                line,
                f"the computed number {record['name']!r} is also computed in {other['docname']}",
            )
        self.derived[record["name"]] = {**record, "docname": docname, "line": line}

    def note_chart(self, record: dict, docname: str, line: int) -> None:
        """A page has a chart."""
        other = self.charts.get(record["id"])
        if other and other["docname"] != docname:
            self.note_problem(
                docname, line, f"the chart {record['id']!r} also stands in {other['docname']}"
            )
        self.charts[record["id"]] = {**record, "docname": docname}

    @property
    def exceptions(self) -> dict[str, set[str]]:
        """docname → the phrases of ``data/exceptions.csv`` that the page has."""
        return self.data["exceptions"]

    def users(self, kind: str) -> dict[str, list[str]]:
        """Record → the docnames of the pages that name it, sorted, for the records of one kind."""
        users: dict[str, list[str]] = {}
        for docname in sorted(self.uses):
            for target in self.used(kind, docname):
                users.setdefault(target, []).append(docname)
        return users

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is read again or is gone."""
        self.uses.pop(docname, None)
        self.problems.pop(docname, None)
        self.exceptions.pop(docname, None)
        for records in (self.derived, self.charts):
            for key in [key for key, record in records.items() if record["docname"] == docname]:
                del records[key]

    def merge_domaindata(self, docnames: list[str], otherdata: dict) -> None:
        """Take over what another process read."""
        for docname in docnames:
            for kind in ("uses", "problems", "exceptions"):
                if docname in otherdata[kind]:
                    self.data[kind][docname] = otherdata[kind][docname]
        for kind in ("derived", "charts"):
            self.data[kind].update(
                {k: v for k, v in otherdata[kind].items() if v["docname"] in docnames}
            )

    def place(self, kind: str, target: str) -> tuple[str, str] | None:
        """(docname, anchor) of a record, or ``None``."""
        if kind in ("fact", "fact-date"):
            return (place_of_fact(target), f"fact-{target}") if target in stored_facts() else None
        if kind == "claim":
            return (
                (ARTICLE_PAGES[target.split("-")[0]], f"claim-{target}")
                if target in stored_claims()
                else None
            )
        if kind == "source":
            return (
                (_source_places()[target], f"source-{target}")
                if target in stored_sources()
                else None
            )
        if kind == "subject":
            return FIND_PAGE, subject_anchor(target)
        if kind == "computed-in":
            return self.derived[target.removeprefix("computed-")]["docname"], target
        return (DERIVED_PAGE, f"derived-{target}") if target in self.derived else None

    def resolve_xref(self, env, fromdocname, builder, typ, target, node, contnode):
        """The link of one role."""
        if (place := self.place(typ, target)) is None:
            return None
        return make_refnode(builder, fromdocname, *place, contnode)

    def resolve_any_xref(self, env, fromdocname, builder, target, node, contnode):
        """Facts are never meant by a role that names no kind."""
        return []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Everything that ``objects.inv`` lists.

        The priority of -1 keeps names out of the search page's index: it finds facts by what they say, and pages.
        """
        for kind, known in (
            ("fact", stored_facts()),
            ("claim", stored_claims()),
            ("source", stored_sources()),
            ("derived", self.derived),
        ):
            for target in known:
                docname, anchor = self.place(kind, target)
                yield target, target, kind, docname, anchor, -1


def facts_of(env: BuildEnvironment) -> FactDomain:
    """The domain of a build, typed."""
    return cast(FactDomain, env.get_domain("fact"))


def load_records(app: Sphinx) -> None:
    """Give the domain the records of the book that is built."""
    facts_of(app.env).records = Records(Path(app.srcdir))


def stop_on_problems(app: Sphinx, env: BuildEnvironment) -> None:
    """List everything that does not fit, and stop the build in every builder."""
    domain = facts_of(env)
    problems = {
        (docname, line, message)
        for docname, found in domain.problems.items()
        for line, message in found
    }
    for docname, uses in domain.uses.items():
        for use in uses:
            if use.kind == "derived" and (problem := _derived_problem(use, domain.derived)):
                problems.add((docname, use.line, problem))
    if problems:
        stop(
            app,
            "the text does not fit the tables",
            [
                f"{where(env, docname, line)}: {message}"
                for docname, line, message in sorted(problems)
            ],
            forget=True,
        )


def _derived_problem(use: Use, derived: dict[str, dict]) -> str:
    """What does not fit where a page prints a computed number; known only when all pages have been read."""
    record = derived.get(use.target)
    if record is None:
        return f"no computed number {use.target!r}{roles.nearest(use.target, derived)}"
    if stray := numerals.stray_in_text(use.words, record["printed"]):
        return (
            f"the words {use.words!r} say {', '.join(stray)}, but the computed number {use.target!r} is "
            f"{record['printed']}"
        )
    return ""


def note_pages_read(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Remember whether this build reads anything."""
    facts_of(env).reads_pages = bool(docnames)


def rewrite_dependent_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """When a page was read again, write what shows its numbers or its uses of facts: the ledger, the
    sources, and pages that print a number computed elsewhere."""
    domain = facts_of(env)
    if not domain.reads_pages:
        return []
    readers = {docname for docname in domain.uses if domain.used("derived", docname)}
    return sorted(
        readers
        | {d for d in env.found_docs if d.startswith(LEDGER)}
        | {SOURCES_PAGE} & env.found_docs
    )


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_domain(FactDomain)
    for kind in ("fact", "fact-date", "claim", "source", "derived"):
        app.add_role(kind, BoundRole(kind))
    app.add_node(derived_reference)
    app.add_transform(ResolveOwnDerived)
    app.add_post_transform(ResolveDerived)
    app.connect("builder-inited", read_tables_anew, priority=50)
    app.connect("builder-inited", load_records, priority=60)
    app.connect("env-before-read-docs", note_pages_read)
    app.connect("env-updated", rewrite_dependent_pages)
    app.connect("env-check-consistency", stop_on_problems)
