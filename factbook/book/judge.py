"""How does a reader judge an article without seeing the verdicts?

``{judge} FILE`` asks for each passage of an article what a reader makes of it: the quotation, what
it says, facts on lettered cards in order of date, and boxes to tick.  Some of the cards decide the
passage, others only lie near it.  The verdict of the book stands nowhere on the page: it is one
deliberate step away, on the page of the article.  The passages of ``data/judging.csv`` stand open,
the others in a fold.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import schema
from factbook.book import deferred
from factbook.book.articles import COMPARED, claims_of
from factbook.book.deferred import Page
from factbook.book.directives import Argument, BookDirective
from factbook.book.domain import FactDomain, facts_of
from factbook.book.parts import fold, support_marks
from factbook.book.places import SITE_ONLY
from factbook.records import Claim, Fact, Records

CARDS = 5
"""Cards of a passage that at most three facts decide."""

BESIDE, MORE = 2, 3
"""Cards of a passage, at least, that do not decide it; and by how many another may have more."""

NEAR = 16
"""The facts, nearest in date, among which those cards are drawn."""

LETTERS = "ABCDEFGHIJ"
SURE = ("not sure", "fairly sure", "very sure")
"""How sure a reader is, before and after seeing the book's verdict."""


def _seed_problem(env: BuildEnvironment, seed: str) -> str:
    known = facts_of(env).records.articles
    return "" if seed in known else f"no article {seed!r}; there are {', '.join(known)}"


class JudgeDirective(BookDirective):
    """The passages of an article to judge."""

    takes = (Argument("file in seeds/", _seed_problem),)

    def make(self) -> list[nodes.Node]:
        """A place that is filled late; the page stands on the site alone, as it asks and does not
        tell.
        """
        domain, (seed,) = facts_of(self.env), self.arguments
        for claim in claims_of(domain.records, seed):
            for fact in cards(domain.records, claim):
                domain.note_use("fact", fact.fact_id, self.env.docname, self.lineno)
        self.env.metadata[self.env.docname] |= {SITE_ONLY: True, "nosearch": True}
        place = deferred.place_for(self.env, "judge", seed)
        return [nodes.container("", place, classes=["classroom", "judge"])]


# --- what is asked ------------------------------------------------------------------------------


def cards(records: Records, claim: Claim) -> list[Fact]:
    """The facts on the cards of a passage, in order of date: those that the claim names, and others
    of the same chapters, near to these in date, that are no rival, earlier or later state of them.
    Which others, and how many, the passage's name decides, so that neither tells what decides.
    """
    own = [records.facts[name] for name in claim.facts]
    days = [schema.first_day(fact.as_of) for fact in own] or [
        schema.first_day(records.articles[claim.seed].event)
    ]
    chapters = {fact.chapter for fact in own} or {fact.chapter for fact in records.facts.values()}
    near = [
        fact
        for fact in records.facts.values()
        if fact.chapter in chapters and fact not in own and not _akin(fact, own)
    ]
    near.sort(key=lambda fact: (_days_from(fact, days), fact.fact_id))
    drawn = sorted(near[:NEAR], key=lambda fact: _mixed(claim.claim_id, fact.fact_id))
    more = BESIDE + int(_mixed(claim.claim_id), 16) % MORE
    beside = drawn[: CARDS - len(own) if len(own) <= CARDS - BESIDE else more]
    return sorted([*own, *beside], key=lambda fact: (fact.as_of, fact.fact_id))


def _days_from(fact: Fact, days: list[dt.date]) -> int:
    """How far a fact is from the nearest of these days."""
    return min(abs((schema.first_day(fact.as_of) - day).days) for day in days)


def _mixed(*names: str) -> str:
    """A number, in hexadecimal digits, that names have on every machine, as if by chance."""
    return hashlib.sha256(" ".join(names).encode()).hexdigest()


def _akin(fact: Fact, own: list[Fact]) -> bool:
    """Whether a fact says of the same thing what one of these says."""
    names = {one.fact_id for one in own}
    questions = {one.question for one in own if one.question}
    earlier = {one.supersedes for one in own if one.supersedes}
    return fact.question in questions or fact.supersedes in names or fact.fact_id in earlier


# --- how it stands on the page ------------------------------------------------------------------


def judge(page: Page, seed: str) -> list[nodes.Node]:
    """What the verdicts mean, the passages of the set, the others in a fold, and the form that
    chooses.
    """
    records = page.records
    claims = claims_of(records, seed)
    chosen = records.judging.get(seed, ())
    of_set = [records.claims[name] for name in chosen]
    others = [claim for claim in claims if claim.claim_id not in chosen]
    numbers = {claim.claim_id: number for number, claim in enumerate(claims, 1)}
    meaning = nodes.bullet_list("", classes=["judge-verdicts"])
    for verdict, means in schema.VERDICTS.items():
        word = nodes.strong("", schema.VERDICT_WORDS[verdict].capitalize())
        line = nodes.paragraph("", "", word, nodes.Text(f": {means}"))
        meaning += nodes.list_item("", line)
    found: list[nodes.Node] = [meaning, _chooser(claims)]
    shown = [_passage(page, claim, numbers[claim.claim_id]) for claim in of_set]
    found.append(nodes.container("", *shown, classes=["judge-set"]))
    rest = [_passage(page, claim, numbers[claim.claim_id]) for claim in others]
    if rest:
        found.append(fold("", *rest, summary="All other passages", classes=["judge-others"]))
    return found


def _passage(page: Page, claim: Claim, number: int) -> nodes.container:
    """A passage with its cards and its boxes."""
    name = claim.claim_id
    box = nodes.container("", ids=[f"passage-{name}"], classes=["judge-passage"])
    box += nodes.paragraph("", "", nodes.strong("", f"Passage {number}"), classes=["judge-number"])
    box += nodes.block_quote("", nodes.paragraph("", claim.quote), classes=["judge-quote"])
    box += nodes.paragraph("", f"It says: {claim.claim}", classes=["judge-says"])
    listed = nodes.enumerated_list("", enumtype="upperalpha", prefix="", suffix=".")
    listed["classes"].append("judge-cards")
    for fact in cards(page.records, claim):
        said = nodes.Text(f" {fact.dated}, {fact.support}.")
        link = page.link("fact", fact.fact_id, fact.statement, support_marks(fact))
        listed += nodes.list_item("", nodes.paragraph("", "", link, said))
    box += listed
    address = page.builder.get_relative_uri(page.docname, page.records.articles[claim.seed].docname)
    box += nodes.raw("", _boxes(name, number, address), format="html")
    return box


def _boxes(name: str, number: int, address: str) -> str:
    """What a reader ticks and writes, and the step to the verdict of the book."""
    words = [schema.VERDICT_WORDS[verdict] for verdict in schema.VERDICTS]
    return (
        '<div class="judge-boxes">\n'
        + _choice(f"{name}-verdict", f"Your verdict on passage {number}", words)
        + '<p class="judge-write">Deciding cards: <span></span> Reason: <span></span></p>\n'
        + _choice(f"{name}-before", "How sure are you?", SURE)
        + '<details class="judge-compare"><summary>Compare with the book</summary>\n'
        f'<p><a href="{escape(address)}#{COMPARED}{name}" target="_blank">The book\'s '
        f"verdict on passage {number}, with its reason</a>, alone, in a new tab; "
        f'<a href="{escape(address)}">all verdicts</a></p>\n'
        + _choice(f"{name}-after", "How sure are you now?", SURE)
        + "</details>\n"
        '<p class="judge-hint" role="status"></p>\n'
        '<p class="judge-write">The class said: <span></span> Sure now: <span></span></p>\n</div>\n'
    )


def _choice(name: str, legend: str, words: list[str] | tuple[str, ...]) -> str:
    """A group of boxes of which one is ticked."""
    boxes = "".join(
        f'<label><input type="radio" name="{escape(name)}" autocomplete="off"> {word}</label>\n'
        for word in words
    )
    return f"<fieldset><legend>{escape(legend)}</legend>\n{boxes}</fieldset>\n"


def _chooser(claims: list[Claim]) -> nodes.raw:
    """The form that chooses passages; it needs the script."""
    boxes = "".join(
        f'<label><input type="checkbox" name="claims" value="{claim.claim_id}"> {number}. '
        f"{escape(claim.quote)}</label>\n"
        for number, claim in enumerate(claims, 1)
    )
    html = (
        '<form class="judge-chooser" method="get">\n<p>'
        '<button name="random" value="1">Give me one passage by chance</button> '
        "</p>\n<details><summary>Choose passages</summary>\n"
        f"<fieldset><legend>Passages in the order of the article</legend>\n{boxes}</fieldset>\n"
        "<p><button>Show these passages</button></p>\n</details>\n"
        '<p class="judge-shown" role="status"></p>\n</form>\n'
    )
    return nodes.raw("", html, format="html")


def _state(domain: FactDomain, seed: str) -> object:
    """What is asked, without any verdict."""
    records = domain.records
    if seed not in records.articles:
        return None
    asked = [
        (claim.claim_id, claim.quote, claim.claim, [one.fact_id for one in cards(records, claim)])
        for claim in claims_of(records, seed)
    ]
    return records.judging.get(seed, ()), records.articles[seed].docname, asked


def setup(app: Sphinx) -> None:
    """Register ``{judge}`` with Sphinx."""
    deferred.add("judge", judge, state=_state)
    app.add_directive("judge", JudgeDirective)
