"""How many facts have which support, and how many claims which verdict?"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from factbook import schema
from factbook.book import deferred, domain
from factbook.book.deferred import DeferredDirective, Page


def tally(page: Page) -> list[nodes.Node]:
    """How many facts with which support, and how many claims with which verdict."""
    facts = list(domain.stored_facts().values())
    levels = list(schema.SUPPORT)
    rows = [["Chapter", *levels, "all", "looked up anew"]]
    for chapter, title in [*schema.CHAPTERS.items(), ("", "All chapters")]:
        own = [f for f in facts if not chapter or f["chapter"] == chapter]
        rows.append(
            [
                title,
                *(str(sum(f["support"] == level for f in own)) for level in levels),
                str(len(own)),
                str(sum(bool(f["checked"]) for f in own)),
            ]
        )
    claims = list(domain.stored_claims().values())
    articles = {"January 2026": "jan", "September 2025": "sep"}
    verdicts = [["Verdict", *articles, "both"]]
    for name, wanted in [
        *((verdict, (verdict,)) for verdict in schema.VERDICTS),
        ("all", tuple(schema.VERDICTS)),
    ]:
        counts = [
            sum(c["claim_id"].startswith(prefix) and c["verdict"] in wanted for c in claims)
            for prefix in articles.values()
        ]
        verdicts.append([name, *map(str, counts), str(sum(counts))])
    return [
        nodes.paragraph("", "Facts by chapter and support", classes=["table-head"]),
        table_of(rows),
        nodes.paragraph("", "Claims by verdict and article", classes=["table-head"]),
        table_of(verdicts),
    ]


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
    app.add_directive("tally", DeferredDirective)
    deferred.add("tally", tally)
