"""What do the two articles say, and what holds?

``{article} 000_….txt`` writes an article's judged passages in the article's own order: the quotation, the
verdict, the explanation and the facts that decide it.  What is not judged is elided as […].
"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from factbook import schema, tables
from factbook.book import domain
from factbook.book.ledger import anchored


class ArticleDirective(SphinxDirective):
    """The judged passages of one article."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The passages, with […] wherever text between two of them is left out."""
        seed = self.arguments[0]
        text = (tables.ROOT / "seeds" / seed).read_text(encoding="utf-8")
        claims = [claim for claim in domain.stored_claims().values() if claim["seed"] == seed]
        claims.sort(key=lambda claim: text.find(claim["quote"]))
        box = nodes.container("", classes=["generated", "article"])
        box += self._count(claims)
        at = 0
        for claim in claims:
            start = text.find(claim["quote"])
            if text[at:start].strip(' \n.,;–-“”"'):
                box += nodes.paragraph("", "[…]", classes=["elided"])
            box += self._passage(claim)
            at = start + len(claim["quote"])
        if text[at:].strip():
            box += nodes.paragraph("", "[…]", classes=["elided"])
        return [box]

    def _count(self, claims: list[dict]) -> nodes.Element:
        counts = nodes.bullet_list("", classes=["verdict-count"])
        for verdict, meaning in schema.VERDICTS.items():
            number = sum(claim["verdict"] == verdict for claim in claims)
            line = nodes.paragraph(
                "", "", nodes.strong("", f"{number} {verdict}"), nodes.Text(f": {meaning}")
            )
            counts += nodes.list_item("", line)
        return counts

    def _passage(self, claim: dict) -> nodes.Element:
        entry = anchored(
            "",
            ids=[f"claim-{claim['claim_id']}"],
            classes=["entry", "claim", f"verdict-{claim['verdict']}"],
        )
        entry += nodes.block_quote("", nodes.paragraph("", claim["quote"]), classes=["seed-quote"])
        verdict = nodes.paragraph("", "", classes=["verdict"])
        verdict += [
            nodes.strong("", claim["verdict"].capitalize()),
            nodes.Text(": " + schema.VERDICTS[claim["verdict"]] + "."),
        ]
        judgement = nodes.container(
            "",
            verdict,
            nodes.paragraph("", claim["explanation"], classes=["explanation"]),
            classes=["judgement"],
        )
        entry += judgement
        facts = [fact_id for fact_id in claim["facts"].split(";") if fact_id]
        if facts:
            decided = claim["verdict"] in schema.DECIDED
            line = nodes.paragraph(
                "",
                "Facts that decide it:" if decided else "Facts around it:",
                classes=["facts-head"],
            )
            items = nodes.bullet_list("", classes=["facts"])
            for fact_id in facts:
                fact = domain.stored_facts()[fact_id]
                link = addnodes.pending_xref(
                    "",
                    nodes.inline(
                        "", fact["statement"], classes=["bound", f"support-{fact['support']}"]
                    ),
                    refdomain="fact",
                    reftype="fact",
                    reftarget=fact_id,
                    refexplicit=True,
                    refdoc=self.env.docname,
                    refwarn=True,
                )
                items += nodes.list_item("", nodes.paragraph("", "", link))
                domain.facts_of(self.env).note_use("fact", fact_id, self.env.docname, self.lineno)
            entry += nodes.container("", line, items, classes=["evidence"])
        return entry


def hide_from_search(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Ask search engines not to index the pages that quote the articles."""
    if pagename in domain.ARTICLE_PAGES.values():
        context["metatags"] = (
            context.get("metatags", "") + '\n<meta name="robots" content="noindex">'
        )


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("article", ArticleDirective)
    app.connect("html-page-context", hide_from_search)
