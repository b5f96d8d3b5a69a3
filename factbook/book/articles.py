"""What do the articles say, and what holds?

``{article} FILE`` writes an article's judged passages in the article's own order: the quotation,
the verdict, the explanation and the facts that decide it.  What is not judged is elided as […].
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import schema
from factbook.book.depends import reads
from factbook.book.directives import Argument, BookDirective
from factbook.book.domain import facts_of
from factbook.book.ledger import anchored
from factbook.book.parts import fact_reference
from factbook.book.stopping import COLLECT, Problem, in_table
from factbook.records import Claim

MARKS = ' \n.,;–-“”"'
"""What may stand between two passages without a word being left out."""


def _article_problem(env: BuildEnvironment, seed: str) -> str:
    """What is wrong with the argument of ``{article}`` on the page that is being read."""
    articles = facts_of(env).records.articles
    if seed not in articles:
        return f"names {seed!r}, which is not in data/articles.csv; there are {', '.join(articles)}"
    if (page := articles[seed].docname) != env.docname:
        return f"names {seed!r}, whose page in data/articles.csv is {page!r} and not this one"
    return ""


class ArticleDirective(BookDirective):
    """The judged passages of one article."""

    takes = (Argument("file in seeds/", _article_problem),)

    def make(self) -> list[nodes.Node]:
        """The passages, with […] wherever text between two of them is left out."""
        reads(self.env, "articles", "claims", "seeds", "facts", "passages", "sources")
        (seed,) = self.arguments
        records = facts_of(self.env).records
        text = records.seed(seed)
        claims = [claim for claim in records.claims.values() if claim.seed == seed]
        claims.sort(key=lambda claim: text.find(claim.quote))
        box = nodes.container("", classes=["generated", "article"])
        box += self._count(claims)
        at = 0
        for claim in claims:
            start = text.find(claim.quote)
            if text[at:start].strip(MARKS):
                box += nodes.paragraph("", "[…]", classes=["elided"])
            box += self._passage(claim)
            at = start + len(claim.quote)
        if text[at:].strip(MARKS):
            box += nodes.paragraph("", "[…]", classes=["elided"])
        return [box]

    def _count(self, claims: list[Claim]) -> nodes.Element:
        counts = nodes.bullet_list("", classes=["verdict-count"])
        for verdict, meaning in schema.VERDICTS.items():
            number = sum(claim.verdict == verdict for claim in claims)
            line = nodes.paragraph(
                "", "", nodes.strong("", f"{number} {verdict}"), nodes.Text(f": {meaning}")
            )
            counts += nodes.list_item("", line)
        return counts

    def _passage(self, claim: Claim) -> nodes.Element:
        entry = anchored(
            "",
            ids=[f"claim-{claim.claim_id}"],
            classes=["entry", "claim", f"verdict-{claim.verdict}"],
        )
        entry += nodes.block_quote("", nodes.paragraph("", claim.quote), classes=["seed-quote"])
        verdict = nodes.paragraph("", "", classes=["verdict"])
        verdict += [
            nodes.strong("", claim.verdict.capitalize()),
            nodes.Text(": " + schema.VERDICTS[claim.verdict] + "."),
        ]
        explanation = nodes.paragraph("", claim.explanation, classes=["explanation"])
        entry += nodes.container("", verdict, explanation, classes=["judgement"])
        if claim.facts:
            entry += self._evidence(claim)
        return entry

    def _evidence(self, claim: Claim) -> nodes.Element:
        """The facts that a claim names, as links."""
        domain, docname = facts_of(self.env), self.env.docname
        decided = claim.verdict in schema.DECIDED
        head = "Facts that decide it:" if decided else "Facts around it:"
        items = nodes.bullet_list("", classes=["facts"])
        for fact_id in claim.facts:
            link = fact_reference(domain.records.facts[fact_id], docname)
            items += nodes.list_item("", nodes.paragraph("", "", link))
            domain.note_use("fact", fact_id, docname, self.lineno)
        line = nodes.paragraph("", head, classes=["facts-head"])
        return nodes.container("", line, items, classes=["evidence"])


def missing_pages(app: Sphinx, env: BuildEnvironment) -> list[Problem]:
    """The articles with claims that pages name, and without a page."""
    domain = facts_of(env)
    lines = {seed: line for line, seed in enumerate(domain.records.articles, 2)}
    named = {
        domain.records.claims[use.target].seed
        for uses in domain.uses.values()
        for use in uses
        if use.kind == "claim"
    }
    return [
        in_table(
            "data/articles.csv",
            lines[article.seed],
            "docname",
            (
                f"the book has no page {article.docname!r}, where its claims lead to; add it to "
                "_toc.yml"
            ),
        )
        for article in domain.records.articles.values()
        if article.seed in named and article.docname not in env.found_docs
    ]


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("article", ArticleDirective)
    app.connect(COLLECT, missing_pages)
