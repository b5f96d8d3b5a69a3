"""Where does each record stand?  The pages that the book writes itself, and the anchors on them.

The names of these pages are public addresses and never change.  They sort as the book has them: the
first four chapters of the ledger, then those from the fifth on, whose number has two digits, then
what ``5-`` and ``6-`` name since the first edition.  ``_toc.yml`` says the same in four lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from factbook import roles
from factbook.records import Chapter, Fact, Records, Source

LEDGER = "chapters/ledger/"
"""The folder of the pages that the book writes itself."""

FIND_PAGE, DERIVED_PAGE, SOURCES_PAGE = f"{LEDGER}0-find", f"{LEDGER}5-computed", "chapters/sources"

CORRECTIONS_PAGE = "chapters/corrections"
"""Where a book tells what its earlier editions had wrong, if it has such a page."""

FILES_MARK = "table-files"
"""The mark of the page that lists the files of the tables, in its metadata."""

SITE_ONLY = "site-only"
"""The mark of a page, in its metadata, that stands in no file of the whole book and in no index."""

MADE_BY_SPHINX = ("genindex", "search")
"""Pages that have no source."""

FACTS_A_PAGE, SOURCES_A_PAGE = 200, 400
"""Facts that one page of the ledger holds at most, and sources that one page of theirs holds."""

ONE_DIGIT = 4
"""Chapters whose pages have one digit before their name; ``5-`` and ``6-`` were taken."""


class LedgerPage(NamedTuple):
    """A page of a chapter's ledger; parts count from 1."""

    chapter: Chapter
    part: int
    facts: tuple[Fact, ...]


def ledger_page(chapter: Chapter, part: int = 1) -> str:
    """The docname of a page of the ledger; parts count from 1."""
    number = f"{chapter.order}" if chapter.order <= ONE_DIGIT else f"{chapter.order:02}"
    return f"{LEDGER}{number}-{chapter.code}{_part(part)}"


def sources_page(part: int = 1) -> str:
    """The docname of a page of the list of sources; from the second part on it stands by the
    ledger.
    """
    return SOURCES_PAGE if part == 1 else f"{LEDGER}6-sources{_part(part)}"


def file_anchor(name: str) -> str:
    """The anchor of a table in the list of files: ``file-series-spending``."""
    return f"file-{name.replace('/', '-').replace('_', '-')}"


def _part(part: int) -> str:
    """The end of a page's name.  An ``x`` for each digit after the first makes names sort as
    numbers do.
    """
    return f"-{'x' * (len(str(part)) - 1)}{part}" if part > 1 else ""


def subject_anchor(code: str) -> str:
    """Where the finder lists the facts of a subject."""
    return f"subject-{code.replace(':', '-')}"


def correction_anchor(record: str) -> str:
    """Where the page of corrections has the last one of a record."""
    return f"correction-{record}"


def question_anchor(question: str) -> str:
    """Where the page of disagreements has a question."""
    return f"question-{question}"


class Places:
    """The places of a book's records: docnames of pages, and what stands on each."""

    def __init__(
        self,
        records: Records,
        facts_a_page: int = FACTS_A_PAGE,
        sources_a_page: int = SOURCES_A_PAGE,
    ) -> None:
        self.records = records
        self.facts_a_page, self.sources_a_page = facts_a_page, sources_a_page

    @cached_property
    def ledger(self) -> Mapping[str, LedgerPage]:
        """Docname → what stands there, for each page of the chapters' ledger in the order of the
        book.

        A chapter without facts has one page.
        """
        pages = {}
        for code, facts in self.records.facts_by_chapter.items():
            chapter = self.records.chapters[code]
            for part, start in enumerate(range(0, max(len(facts), 1), self.facts_a_page), 1):
                own = facts[start : start + self.facts_a_page]
                pages[ledger_page(chapter, part)] = LedgerPage(chapter, part, own)
        return pages

    @cached_property
    def sources(self) -> Mapping[str, tuple[Source, ...]]:
        """Docname → the sources that stand there, for each page of the list of sources."""
        sources = tuple(self.records.sources.values())
        return {
            sources_page(part): sources[start : start + self.sources_a_page]
            for part, start in enumerate(range(0, max(len(sources), 1), self.sources_a_page), 1)
        }

    @cached_property
    def _facts(self) -> Mapping[str, str]:
        return {fact.fact_id: name for name, page in self.ledger.items() for fact in page.facts}

    @cached_property
    def _sources(self) -> Mapping[str, str]:
        return {one.source_id: name for name, page in self.sources.items() for one in page}

    @cached_property
    def _articles(self) -> Mapping[str, str]:
        return {name: article.docname for name, article in self.records.articles.items()}

    @property
    def article_pages(self) -> frozenset[str]:
        """The docnames of the pages that judge an article."""
        return frozenset(self._articles.values())

    def of_fact(self, fact_id: str) -> str:
        """The docname of the ledger's page that holds a fact.  :class:`KeyError` for an unknown
        one.
        """
        return self._facts[fact_id]

    def of(self, kind: str, target: str) -> tuple[str, str] | None:
        """(docname, anchor) of a fact, claim, source, subject, or of the last correction of a
        record, or of all corrections; ``None`` for one that no table has.
        """
        if kind in roles.OF_FACTS and target in self._facts:
            return self._facts[target], f"fact-{target}"
        if kind == "claim" and target in self.records.claims:
            return self._articles[self.records.claims[target].seed], f"claim-{target}"
        if kind == "source" and target in self._sources:
            return self._sources[target], f"source-{target}"
        if kind == "subject" and target in self.records.subjects:
            return FIND_PAGE, subject_anchor(target)
        if kind == "corrections":
            return CORRECTIONS_PAGE, ""
        if kind == "correction" and target in self.records.corrections:
            return CORRECTIONS_PAGE, correction_anchor(target)
        return None
