"""What do the articles say, and what holds?

``{article} FILE`` says where an article was found, what the verdicts mean, and writes its judged
passages by verdict, what does not hold first: the quotation, what of it is judged, the verdict, the
explanation, who looked when, and the facts that decide it.  Within a verdict they stand in the
order of the article, and each says its number there.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import editions, schema
from factbook.book.depends import STATES, reads, reads_state
from factbook.book.directives import Argument, BookDirective
from factbook.book.domain import FactDomain, facts_of
from factbook.book.ledger import anchored
from factbook.book.parts import fact_reference, fold, reference
from factbook.book.stopping import COLLECT, Problem, in_table
from factbook.records import Article, Claim, Records
from factbook.tables import date_text


def _article_problem(env: BuildEnvironment, seed: str) -> str:
    """What is wrong with the argument of ``{article}`` on the page that is being read."""
    articles = facts_of(env).records.articles
    if seed not in articles:
        return f"names {seed!r}, which is not in data/articles.csv; there are {', '.join(articles)}"
    if (page := articles[seed].docname) != env.docname:
        return f"names {seed!r}, whose page in data/articles.csv is {page!r} and not this one"
    return ""


FIRST = ("contradicted", "outdated", "partly")
"""The verdicts whose passages stand open, in this order; those of the others are folded."""

FOLDED = ("unverifiable", "opinion", "supported")

COMPARED = "compare-"
"""How the anchor begins at which a passage's verdict is seen alone."""


def claims_of(records: Records, seed: str) -> list[Claim]:
    """The passages of an article in its order."""
    text = records.seed(seed)
    own = [claim for claim in records.claims.values() if claim.seed == seed]
    return sorted(own, key=lambda claim: text.find(claim.quote))


class ArticleDirective(BookDirective):
    """The judged passages of one article: what does not hold first, the rest in folds.

    Each passage says where in the article it stands, and a strip leads to the passages in the order
    of the article.
    """

    takes = (Argument("file in seeds/", _article_problem),)

    def make(self) -> list[nodes.Node]:
        """Where it was found, the verdicts with their meaning, the strip, and the passages by
        verdict.
        """
        (seed,) = self.arguments
        reads(self.env, "seeds")
        reads_state(self.env, "article", seed)
        records = facts_of(self.env).records
        claims = claims_of(records, seed)
        places = {claim.claim_id: place for place, claim in enumerate(claims, 1)}
        box = nodes.container("", classes=["classroom", "article", "generated"])
        box += self._origin(records.articles[seed])
        box += self._count(claims)
        box += self._strip(claims)
        for verdict in (*FIRST, *FOLDED):
            own = [claim for claim in claims if claim.verdict == verdict]
            if own:
                box += self._group(verdict, own, places)
        return [box]

    def _strip(self, claims: list[Claim]) -> nodes.Element:
        """The passages in the order of the article: a link to each, marked with its verdict."""
        strip = nodes.bullet_list("", classes=["passage-strip"])
        for place, claim in enumerate(claims, 1):
            link = reference("claim", claim.claim_id, str(place), self.env.docname)
            word = f" {schema.VERDICT_WORDS[claim.verdict]}"
            link.children[0] += nodes.inline("", word, classes=["visually-hidden"])
            item = nodes.list_item("", nodes.paragraph("", "", link))
            item["classes"].append(f"verdict-{claim.verdict}")
            strip += item
        return strip

    def _group(self, verdict: str, claims: list[Claim], places: dict[str, int]) -> nodes.Element:
        """The passages with one verdict, in the order of the article."""
        passages = [self._passage(claim, places) for claim in claims]
        head = f"{schema.VERDICT_WORDS[verdict].capitalize()}: {len(claims)} of {len(places)}"
        name = f"passages-{verdict}"
        section = nodes.section("", nodes.title("", head), ids=[name], names=[name])
        if verdict in FOLDED:
            many = "passages" if len(claims) > 1 else "passage"
            section += fold("", *passages, summary=f"Show {len(claims)} {many}")
        else:
            section += passages
        return section

    def _origin(self, article: Article) -> nodes.Element:
        """Where the article was found, and what its page shows of author and date."""
        if not article.publisher:
            return nodes.paragraph("", "Where it was published is not known.", classes=["origin"])
        signed = f"signed “{article.byline}”" if article.byline else "without a name"
        dated = (
            f"dated {date_text(article.published)}"
            if article.published
            else "without a date that could be seen"
        )
        line = nodes.paragraph("", "Found at ", classes=["origin"])
        line += nodes.reference("", article.publisher, refuri=article.url)
        line += nodes.Text(
            f", {signed} and {dated}, on {date_text(article.accessed)}. "
            + (article.reply or "The publisher was not asked about the verdicts.")
        )
        return line

    def _count(self, claims: list[Claim]) -> nodes.Element:
        """How many passages have which verdict, with a link to the first that has it."""
        counts = nodes.bullet_list("", classes=["verdict-count"])
        for verdict, meaning in schema.VERDICTS.items():
            of_it = [claim for claim in claims if claim.verdict == verdict]
            said = f"{len(of_it)} {schema.VERDICT_WORDS[verdict]}"
            head = (
                reference("claim", of_it[0].claim_id, said, self.env.docname)
                if of_it
                else nodes.Text(said)
            )
            line = nodes.paragraph("", "", nodes.strong("", "", head), nodes.Text(f": {meaning}"))
            counts += nodes.list_item("", line)
        return counts

    def _passage(self, claim: Claim, places: dict[str, int]) -> nodes.Element:
        entry = anchored(
            "",
            ids=[f"claim-{claim.claim_id}"],
            classes=["entry", "claim", f"verdict-{claim.verdict}"],
        )
        entry += nodes.block_quote("", nodes.paragraph("", claim.quote), classes=["seed-quote"])
        entry += nodes.paragraph("", f"Judged: {claim.claim}", classes=["judged"])
        verdict = nodes.paragraph("", "", classes=["verdict"])
        verdict += [
            nodes.strong("", schema.VERDICT_WORDS[claim.verdict].capitalize()),
            nodes.Text(f" · passage {places[claim.claim_id]} of {len(places)}."),
        ]
        if was := editions.before(claim, facts_of(self.env).records):
            verdict += nodes.Text(f" {was}.")
        # A class that compares its verdict comes here, and sees no other: see classroom.css.
        judgement = nodes.container("", verdict, classes=["judgement"])
        judgement["ids"].append(f"{COMPARED}{claim.claim_id}")
        judgement += nodes.paragraph("", claim.explanation, classes=["explanation"])
        if claim.note:
            judgement += nodes.paragraph("", f"Note: {claim.note}", classes=["verdict-note"])
        judgement += self._looks(claim)
        entry += judgement
        if claim.facts:
            entry += self._evidence(claim)
        return entry

    def _looks(self, claim: Claim) -> nodes.Element:
        """When a passage was judged, whether somebody else looked again, and its address."""
        again = (
            f"A second reader looked on {date_text(claim.second_look)}. "
            if claim.second_look
            else "Nobody has looked a second time yet. "
        )
        line = nodes.paragraph("", f"Judged on {date_text(claim.judged_on)}. ", classes=["looks"])
        line += nodes.Text(again)
        line += reference("claim", claim.claim_id, "Link to this passage", self.env.docname)
        return line

    def _evidence(self, claim: Claim) -> nodes.Element:
        """The facts that a claim names, as links; what rests on one origin says so in words."""
        domain, docname = facts_of(self.env), self.env.docname
        decided = claim.verdict in schema.DECIDED
        head = "Facts that decide it:" if decided else "Facts around it:"
        items = nodes.bullet_list("", classes=["facts"])
        for fact_id in claim.facts:
            fact = domain.records.facts[fact_id]
            line = nodes.paragraph("", "", fact_reference(fact, docname))
            if fact.support == "single":
                line += nodes.inline("", " (one origin)", classes=["one-origin"])
            items += nodes.list_item("", line)
            domain.note_use("fact", fact_id, docname, self.lineno)
        line = nodes.paragraph("", head, classes=["facts-head"])
        return nodes.container("", line, items, classes=["evidence"])


def article_state(domain: FactDomain, seed: str) -> object:
    """The article and its claims, now and earlier.  What a fact says the page depends on by using
    it.
    """
    records = domain.records
    claims = [claim for claim in records.claims.values() if claim.seed == seed]
    return records.articles[seed], claims, [editions.before(claim, records) for claim in claims]


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
    STATES["article"] = article_state
    app.connect(COLLECT, missing_pages)
