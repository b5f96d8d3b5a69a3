"""How many facts have which support, and how many claims which verdict?"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from factbook import schema
from factbook.book import deferred
from factbook.book.deferred import Page
from factbook.book.domain import FactDomain
from factbook.records import Records


def tally(page: Page) -> list[nodes.Node]:
    """How many facts with which support, and how many claims with which verdict."""
    return [
        nodes.paragraph("", "Facts by chapter and support", classes=["table-head"]),
        table_of(facts_by_support(page.records)),
        nodes.paragraph("", "Claims by verdict and article", classes=["table-head"]),
        table_of(claims_by_verdict(page.records)),
    ]


def tally_state(domain: FactDomain) -> object:
    """All that it says."""
    return facts_by_support(domain.records), claims_by_verdict(domain.records)


def facts_by_support(records: Records) -> list[list[str]]:
    """A header and a row for each chapter, then one for all: facts of each support, all, those
    looked up; and how many of their passages were seen.
    """
    levels = list(schema.SUPPORT)
    rows = [["Chapter", *levels, "all", "looked up anew", "passages seen"]]
    groups = [
        *(
            (records.chapters[code].title, facts)
            for code, facts in records.facts_by_chapter.items()
        ),
        ("All chapters", tuple(records.facts.values())),
    ]
    for title, facts in groups:
        counts = [sum(fact.support == level for fact in facts) for level in levels]
        looked_up = sum(bool(fact.checked) for fact in facts)
        passages = [passage for fact in facts for passage in fact.passages]
        seen = sum(passage.seen != "relay" for passage in passages)
        of_all = f"{seen} of {len(passages)}"
        rows.append([title, *map(str, [*counts, len(facts), looked_up]), of_all])
    return rows


def claims_by_verdict(records: Records) -> list[list[str]]:
    """A header and a row for each verdict, then one for all: claims of each article, the latest
    first, and of all.
    """
    articles = sorted(records.articles.values(), key=lambda one: one.event, reverse=True)
    together = "both" if len(articles) == 2 else "together"
    rows = [["Verdict", *(article.title for article in articles), together]]
    for name, wanted in [
        *((words, (verdict,)) for verdict, words in schema.VERDICT_WORDS.items()),
        ("all", tuple(schema.VERDICTS)),
    ]:
        counts = [
            sum(
                claim.seed == article.seed and claim.verdict in wanted
                for claim in records.claims.values()
            )
            for article in articles
        ]
        rows.append([name, *map(str, [*counts, sum(counts)])])
    return rows


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


def setup(app: Sphinx) -> None:
    """Register ``{tally}`` with Sphinx."""
    deferred.add_directive(app, "tally", tally, state=tally_state)
