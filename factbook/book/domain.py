"""What may pages and other books link to?  Facts, claims, sources and computed numbers.

``fact`` is a Sphinx domain: it keeps what pages name and compute, and its records stand in
``objects.inv``. Its roles are in :mod:`factbook.book.bound`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from factbook import roles
from factbook.book.places import DERIVED_PAGE, FILES_MARK, SITE_ONLY, Places, file_anchor
from factbook.book.positions import where
from factbook.book.stopping import COLLECT, Problem
from factbook.records import Records


class Use(NamedTuple):
    """One role in a page."""

    kind: str
    target: str
    line: int
    words: str


class FactDomain(Domain):
    """Facts, claims, sources and computed numbers, as targets that pages and other books can link
    to.
    """

    name, label = "fact", "Ledger:"
    object_types = {
        "fact": ObjType("fact", "fact"),
        "claim": ObjType("claim", "claim"),
        "source": ObjType("source", "source"),
        "derived": ObjType("computed number", "derived"),
    }
    initial_data = {
        "uses": {},
        "problems": {},
        "derived": {},
        "charts": {},
        "exceptions": {},
        "written": {},
        "rows": {},
        "views": {},
        "served": {},
        "pictured": {},
        "anchors": {},
    }
    data_version = 7

    records: Records
    """The records of the book, from the time that the builder is known."""
    places: Places
    """Where they stand."""
    reads_pages = False
    """Whether this build reads any page."""

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self._users: dict[str, dict[str, list[str]]] = {}

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
    def printed(self) -> dict[str, str]:
        """name → what a computed number prints."""
        return {name: record["printed"] for name, record in self.derived.items()}

    @property
    def charts(self) -> dict[str, dict]:
        """id → a chart's record: what it says, ``docname``, and its ``files`` by ending."""
        return self.data["charts"]

    @property
    def exceptions(self) -> dict[str, set[str]]:
        """docname → the phrases of ``data/exceptions.csv`` that the page has."""
        return self.data["exceptions"]

    @property
    def rows(self) -> dict[str, set[tuple[str, str]]]:
        """docname → (kind, target) of records that the page shows without naming them by a role in
        its text.
        """
        return self.data["rows"]

    @property
    def views(self) -> dict[str, set[tuple[str, ...]]]:
        """docname → the views of tables on the page, each with its arguments: see
        :data:`factbook.book.depends.STATES`.
        """
        return self.data["views"]

    @property
    def served(self) -> dict[str, dict[str, str]]:
        """docname → what the kernel of the page was served: see :data:`factbook.tables.served`."""
        return self.data["served"]

    @property
    def pictured(self) -> dict[str, list[str]]:
        """docname → the charts of other pages whose pictures the page shows."""
        return self.data["pictured"]

    @property
    def anchors(self) -> dict[str, set[str]]:
        """docname → the ids on the page, as far as they are known when it is read."""
        return self.data["anchors"]

    @property
    def site_only(self) -> set[str]:
        """The pages that stand on the site alone, and in no index of it."""
        return {page for page, about in self.env.metadata.items() if SITE_ONLY in about}

    @property
    def written(self) -> dict[str, str]:
        """docname → a digest of what the page shows that is not in its source: see
        :mod:`factbook.book.site.rewriting`.
        """
        return self.data["written"]

    def note_use(
        self, kind: str, target: str, docname: str, line: int | None, words: str = ""
    ) -> None:
        """A page names a record, in words of its own or not."""
        self._users.clear()
        self.uses.setdefault(docname, []).append(Use(kind, target, line or 0, words))

    def note_roles(self, text: str, docname: str, line: int | None) -> None:
        """A page names what the roles in a text of MyST name."""
        for role in roles.find_roles(text):
            kind = roles.record_kind(role.kind)
            self.note_use(kind, role.target, docname, line, role.words)

    def replace_uses(self, docname: str, uses: list[Use]) -> None:
        """What a page names, as it is found now."""
        self._users.clear()
        self.uses[docname] = uses

    def used(self, kind: str, docname: str) -> set[str]:
        """The records of one kind that a page names."""
        return {use.target for use in self.uses.get(docname, []) if use.kind == kind}

    def note_problem(self, docname: str, line: int | None, message: str) -> None:
        """Something in a page does not fit; the build stops when all pages have been read."""
        self.problems.setdefault(docname, []).append((line or 0, message))

    def note_derived(self, record: dict, docname: str, line: int | None) -> None:
        """A page computes a number; one of this name that is known already is a problem."""
        name = record["name"]
        if other := self.derived.get(name):
            self.note_problem(
                docname,
                line,
                f"the computed number {name!r} is also computed in {self._whereabouts(other)}; "
                "a name stands for one number in the whole book",
            )
        self.derived[name] = {**record, "docname": docname, "line": line or 0}

    def note_chart(self, record: dict, docname: str, line: int | None) -> None:
        """A page has a chart; one of this id that is known already is a problem."""
        if other := self.charts.get(record["id"]):
            self.note_problem(
                docname,
                line,
                f"the chart {record['id']!r} also stands in {self._whereabouts(other)}; "
                "an id stands for one chart in the whole book",
            )
        self.charts[record["id"]] = {**record, "docname": docname, "line": line or 0}

    def _whereabouts(self, record: dict) -> str:
        return where(self.env, record["docname"], record["line"])

    def users(self, kind: str) -> dict[str, list[str]]:
        """Record → the docnames of the pages that name it, sorted, for the records of one kind.

        Looked up once for all that is written; while pages are read, each answer is new.
        """
        if kind not in self._users:
            users: dict[str, list[str]] = {}
            for docname in sorted(self.uses):
                for target in self.used(kind, docname):
                    users.setdefault(target, []).append(docname)
            self._users[kind] = users
        return self._users[kind]

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is read again or is gone."""
        self._users.clear()
        by_name = {"derived": self.derived, "charts": self.charts}
        for kind in self.initial_data.keys() - by_name.keys():
            self.data[kind].pop(docname, None)
        for records in by_name.values():
            for key in [key for key, record in records.items() if record["docname"] == docname]:
                del records[key]

    def place(self, kind: str, target: str) -> tuple[str, str] | None:
        """(docname, anchor) of a record; ``None`` for one that nobody knows."""
        if kind == "derived" and target in self.derived:
            return DERIVED_PAGE, f"derived-{target}"
        if kind == "computed-in" and (record := self.derived.get(target)):
            return record["docname"], f"computed-{target}"
        if kind == "series":
            pages = [page for page, about in self.env.metadata.items() if FILES_MARK in about]
            return (pages[0], file_anchor(f"series/{target}")) if pages else None
        return self.places.of(kind, target)

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: nodes.Element,
        contnode: nodes.Element,
    ) -> nodes.Element | None:
        """The link of one role."""
        if (place := self.place(typ, target)) is None:
            return None
        return make_refnode(builder, fromdocname, *place, contnode)

    def resolve_any_xref(self, *ignored) -> list[tuple[str, nodes.Element]]:
        """Facts are never meant by a role that names no kind."""
        return []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Everything that ``objects.inv`` lists.

        The priority of -1 keeps names out of the search page's index: it finds facts by what they
        say, and pages.
        """
        for kind, known in (
            ("fact", self.records.facts),
            ("claim", self.records.claims),
            ("source", self.records.sources),
            ("derived", self.derived),
        ):
            for target in known:
                if place := self.place(kind, target):
                    yield target, target, kind, *place, -1


def facts_of(env: BuildEnvironment) -> FactDomain:
    """The domain of a build, typed."""
    return cast(FactDomain, env.get_domain("fact"))


def load_records(app: Sphinx) -> None:
    """Give the domain the records of the book that is built, and their places."""
    domain = facts_of(app.env)
    domain.records = Records(Path(app.srcdir))
    domain.places = Places(domain.records)


def page_problems(app: Sphinx, env: BuildEnvironment) -> list[Problem]:
    """What was noted while pages were read."""
    return [
        Problem(env.doc2path(docname, base=False), line, where(env, docname, line), message)
        for docname, found in facts_of(env).problems.items()
        for line, message in found
    ]


def note_pages_read(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Remember whether this build reads anything."""
    facts_of(env).reads_pages = bool(docnames)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_domain(FactDomain)
    app.connect("builder-inited", load_records, priority=50)
    app.connect("env-before-read-docs", note_pages_read)
    app.connect(COLLECT, page_problems)
