"""What columns does each table have, of what type, with which allowed values?

Every table is a :class:`pandera.pandas.DataFrameSchema` over the *raw text* of its cells;
:mod:`factbook.columns` says what each sort of column takes.  A column's ``description`` says in one
sentence what it means: the dictionary in ``data/README.md`` is made from it.

Nothing else in the project says what a column means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pandera.pandas as pa

from factbook.columns import (
    FACT_ID,
    KINDS,
    NUMBER,
    WORD,
    between,
    choice,
    choices,
    code,
    codes,
    conditions,
    count,
    country,
    date,
    day,
    first_day,
    half_year,
    identifier,
    identifiers,
    is_date,
    language,
    last_day,
    marked,
    number,
    page,
    pages,
    rank,
    sentence,
    sha256,
    table,
    text,
    url,
    year,
)

__all__ = ["FACT_ID", "KINDS", "NUMBER", "first_day", "is_date", "last_day"]
"""Names of :mod:`factbook.columns` that are part of this module's interface."""

FACT_KINDS = {
    "event": "something that happened",
    "figure": "a number that somebody counted or measured",
    "rule": "what a law, a treaty or a definition says",
    "position": "what somebody says of their own aims",
    "announcement": "what somebody said would happen later",
}

SUPPORT = {
    "official": "the text of the institution that acted says it",
    "corroborated": "two distinct origins or more say it",
    "single": "one origin says it",
    "relayed": "no source that says it was seen; two independent relays or more give its address",
}
"""Levels of support, strongest first.  Computed by :func:`factbook.tables.support`, never typed."""

SUPPORT_WORDS = {
    "official": "The institution's own text",
    "corroborated": "Two sources that do not depend on each other say so",
    "single": "One source",
    "relayed": "Known only second-hand: we have not read the original",
}
"""Level of support → how cards and the ledger say it to readers."""

SEEN = {
    "page": "the whole page",
    "excerpt": "the part that says it",
    "relay": "only what others report of it",
}

AGREEMENT = {
    "yes": "says it",
    "partly": "says it in part: precision, date or actors differ",
    "no": "says something else",
}

VERDICTS = {
    "supported": "the facts named bear it out",
    "partly": "part of it holds, part does not",
    "contradicted": "the facts named say otherwise",
    "outdated": "right on its day; a later fact changed it",
    "unverifiable": "nothing that was read decides it",
    "opinion": "a forecast or a word of value: not a matter of record",
}
VERDICT_WORDS = {**{verdict: verdict for verdict in VERDICTS}, "partly": "partly right"}
"""Verdict → how pages print it: "partly" alone would leave open what a part of it is."""

DECIDED = ("supported", "partly", "contradicted", "outdated")
"""The verdicts that must name the facts that decide them."""

SOURCE_KINDS = {
    "seed": "one of the two articles that the book examines",
    "official": "the text of an institution that acted",
    "dataset": "a published data set",
    "think-tank": "a research institute",
    "news": "a newspaper, an agency, a broadcaster",
    "reference": "an encyclopaedia, a digest, a legal or technical reference",
}

QUALIFIERS = {
    "about": ("about", "around", "roughly", "some"),
    "nearly": ("nearly", "almost"),
    "more-than": ("more than", "over", "above", "exceed", "exceeded", "passed"),
    "at-least": ("at least",),
    "up-to": ("up to",),
}
"""Qualifier code → the words by which a statement may say it; the first is the one we print."""


@dataclass(frozen=True)
class Unit:
    """How a unit prints. ``pattern`` has one ``{}`` for the number; ``label`` is for tables and
    axes.
    """

    singular: str
    plural: str
    pattern: str
    label: str

    @property
    def is_count(self) -> bool:
        """Whether it counts things, so that the number can stand alone where they are named."""
        return self.singular != self.plural and not self.label.startswith("percentage")

    def show(self, number: str) -> str:
        """The number with its unit, as prose prints it."""
        return (self.singular if number == "1" else self.pattern).format(number)


def _counted(singular: str, plural: str) -> Unit:
    return Unit("{} " + singular, "{} " + plural, "{} " + plural, plural)


def _amount(text: str, label: str | None = None) -> Unit:
    return Unit("{}" + text, "{}" + text, "{}" + text, label or text.strip())


UNITS: dict[str, Unit] = {
    "eur-bn": _amount(" billion euros"),
    "eur-mn": _amount(" million euros"),
    "eur-bn-per-year": _amount(" billion euros a year"),
    "usd-bn": _amount(" billion dollars"),
    "usd-mn": _amount(" million dollars"),
    "usd-bn-2024": _amount(" billion dollars", "billion dollars, constant 2024 prices"),
    "usd-bn-current": _amount(" billion dollars", "billion dollars, prices of the year"),
    "gbp-bn": _amount(" billion pounds"),
    "gbp-mn": _amount(" million pounds"),
    "percent": _amount("%", "percent"),
    "percent-gdp": _amount("% of GDP", "percent of GDP"),
    "percent-points": _counted("percentage point", "percentage points"),
    "inhabitants-mn": _amount(" million inhabitants"),
    "usd-mn-per-year": _amount(" million dollars a year"),
    "drones-mn": _amount(" million drones"),
    "drones-mn-per-year": _amount(" million drones a year"),
    "rounds-mn-per-year": _amount(" million rounds a year"),
    "shells-per-year": _amount(" shells a year"),
    "missiles-per-year": _amount(" missiles a year"),
    "kilometres": _counted("kilometre", "kilometres"),
    "square-kilometres": _counted("square kilometre", "square kilometres"),
    "soldiers-per-km": _amount(" soldiers per kilometre"),
    **{
        plural: _counted(singular, plural)
        for singular, plural in (
            ("country", "countries"),
            ("state", "states"),
            ("nation", "nations"),
            ("participant", "participants"),
            ("leader", "leaders"),
            ("ally", "allies"),
            ("signatory", "signatories"),
            ("representative", "representatives"),
            ("soldier", "soldiers"),
            ("person", "people"),
            ("planner", "planners"),
            ("senator", "senators"),
            ("meeting", "meetings"),
            ("point", "points"),
            ("task", "tasks"),
            ("condition", "conditions"),
            ("component", "components"),
            ("vote", "votes"),
            ("post", "posts"),
            ("package", "packages"),
            ("agreement", "agreements"),
            ("contribution", "contributions"),
            ("step", "steps"),
            ("project", "projects"),
            ("company", "companies"),
            ("plan", "plans"),
            ("year", "years"),
            ("month", "months"),
            ("week", "weeks"),
            ("day", "days"),
            ("hour", "hours"),
            ("minute", "minutes"),
            ("system", "systems"),
            ("missile", "missiles"),
            ("aircraft", "aircraft"),
            ("brigade", "brigades"),
            ("statement", "statements"),
            ("donor", "donors"),
            ("subject", "subjects"),
            ("ceasefire", "ceasefires"),
            ("violation", "violations"),
            ("respondent", "respondents"),
            ("time", "times"),
        )
    },
}
"""Unit code → how it prints."""

SYNONYMS: dict[str, tuple[str, ...]] = {
    "allies": ("members",),
    "drones-mn": ("drones",),
    "leaders": ("heads of state",),
    "missiles-per-year": ("interceptors",),
    "people": ("members", "troops"),
    "soldiers": ("members of the brigade", "personnel", "troops"),
}
"""Unit code → words by which a statement may say what is counted, beside the unit's own."""


@cache
def unit_words(code: str) -> tuple[str, ...]:
    """The words for what a unit counts, singular and plural, without scale and time."""
    unit = UNITS[code]
    return tuple(
        re.sub(r"\b(million|billion|a year)\b|\{\}", "", pattern).split(" per ")[0].strip()
        for pattern in (unit.singular, unit.plural)
    )


# --- the tables ------------------------------------------------------------------------------

FACTS = table(
    {
        "fact_id": identifier(
            "words that say what the fact is; unique, for ever: never renamed, never reused",
            FACT_ID,
        ),
        "chapter": identifier("the chapter that the fact belongs to, from `chapters.csv`", WORD),
        "kind": choice(
            "what sort of statement it is; an announcement may lie after the evidence's end",
            FACT_KINDS,
        ),
        "as_of": date("the date that the statement is about"),
        "statement": sentence("one neutral sentence in our own words", 240),
        "value": number("the number as printed, or the lower end of a range", empty=True),
        "value_max": number("the upper end of a range", empty=True),
        "qualifier": choice("what limits the number", QUALIFIERS, empty=True),
        "unit": choice("the unit of the number", UNITS, empty=True),
        "subject": codes("whom or what the fact is about, from `subjects.csv`"),
        "sources": identifiers(
            "where it was read, from `sources.csv`; the first is where the value was read"
        ),
        "question": identifier("facts with the same question are rival answers to it", empty=True),
        "supersedes": identifier("the fact of which this is the later state", FACT_ID, empty=True),
        "checked": day("the day on which the row was last looked up at its sources", empty=True),
        "note": text(
            "what qualifies it: a disagreement, a definition, a day not known", empty=True
        ),
    },
    "the shared table: one row, one atomic, dated, sourced statement",
    ["fact_id"],
)

CLAIMS = table(
    {
        "claim_id": identifier(
            "words that say what the claim is, the first of them the `prefix` of its article",
            FACT_ID,
        ),
        "seed": text("the file in `seeds/` that makes the claim, from `articles.csv`"),
        "quote": text("the exact span of that file", 700),
        "claim": sentence("what the span asserts, in our own words", 400),
        "verdict": choice("what the evidence says of it", VERDICTS),
        "facts": identifiers(
            "the facts that decide it, or that are its context", FACT_ID, empty=True
        ),
        "explanation": sentence(
            "what holds, then what does not, then, after “Later”, what the article could not know; "
            "in our own words",
            900,
        ),
        "note": sentence(
            "how the verdict came to change, or why it stands against a proposal", 400, empty=True
        ),
        "judged_on": day("the day on which verdict, facts and explanation were last decided"),
        "second_look": day(
            "the day on which another reader held them against the facts; empty: nobody has",
            empty=True,
        ),
    },
    "what the articles say, passage by passage, with a verdict",
    ["claim_id"],
)

SOURCES = table(
    {
        "source_id": identifier("names the source; unique, never renamed"),
        "kind": choice("what sort of source it is", SOURCE_KINDS),
        "access": choice(
            "whether its text was read, or is known through relays only", ("read", "relayed")
        ),
        "publisher": text("the site or paper where it was read"),
        "origin": text(
            "who first said it, an agency or an institution; empty: the publisher", empty=True
        ),
        "party": country("the state behind a state-controlled source", empty=True),
        "title": text("the real title, or a plain description"),
        "url": url("where it is; empty for a seed", empty=True),
        "archive_url": url("a stored copy", empty=True),
        "published": date("when it was published; empty: not known", empty=True),
        "accessed": day("when it was read", empty=True),
        "language": language("its language, ISO 639-1"),
        "licence": text("its terms, as far as seen; empty: none seen", empty=True),
        "relayed_by": identifiers(
            "for a relayed source: the independent relays that give its address", empty=True
        ),
        "caution": text("why it never supports a fact alone", empty=True),
    },
    "every source, with its origin: two papers with the same agency text are one source",
    ["source_id"],
)

PASSAGES = table(
    {
        "fact_id": identifier("the fact, from `facts.csv`", FACT_ID),
        "source_id": identifier("one of its sources, from `sources.csv`"),
        "origin": text(
            "who first said this, where it is not the source's own origin: the paper, the agency "
            "or the counter that it reports; empty: the source's origin, else its publisher",
            empty=True,
        ),
        "says": sentence(
            "what this source says on the statement, in our own words and at its own precision",
            240,
        ),
        "locator": text(
            "where it stands: at most six words as they stand in the page, or a table, page or "
            "paragraph; empty: not known",
            100,
            empty=True,
        ),
        "seen": choice("how much of the source was seen", SEEN),
        "seen_on": day("the day on which it was seen"),
        "agrees": choice("whether it says what the fact says", AGREEMENT),
    },
    "for each source of each fact, what it says there: support rests on these",
    ["fact_id", "source_id"],
)

REGIONS = ("Europe", "North America", "Asia", "Oceania", "South America", "Africa")

SUBJECTS = table(
    {
        "code": code("ISO 3166 alpha-3, `org:…` or `person:…`"),
        "name": text("the name, as the book spells it"),
        "kind": choice("what it is", ("country", "organisation", "person")),
        "region": choice(
            "for a country: where it is; what counts as Europe is decided here", REGIONS, empty=True
        ),
    },
    "every country, organisation and person, spelt once",
    ["code"],
)

QUESTIONS = table(
    {
        "question": identifier("the name that facts give in their column `question`"),
        "weight": rank(
            "how much hangs on the answer, 9 the most: the page of disagreements begins with it"
        ),
        "text": sentence("the question, in words", 160, end="question mark"),
        "why": sentence("why the answers differ, as far as is known", 500),
    },
    "questions to which facts give rival answers, and why they differ",
    ["question"],
)

MILESTONES = table(
    {
        "fact_id": identifier("the fact, from `facts.csv`; its month is known", FACT_ID),
        "headline": text("the fact in a few words; the figures in it are the fact's own", 80),
    },
    "the facts that the timeline shows first",
    ["fact_id"],
)

LETTERS = "abcde"
"""How the options of a question are counted."""

TASK_LEVELS = {1: "Find", 2: "Explain", 3: "Judge"}
"""Level of a task → what a reader does at it, as pages head it."""

TASK_KINDS = {
    "recall": "says again what the page says",
    "chart": "reads a chart",
    "source": "opens a source or an entry of the ledger and compares",
    "weigh": "weighs what speaks for an answer and what against it",
    "write": "writes for a reader",
    "compute": "computes",
}
"""What whoever does a task does."""

TASK_NEEDS = {
    "paper": "the page as it is printed",
    "screen": "the page on a screen",
    "code": "the chapter as a notebook",
}
"""What a task needs."""

RUBRIC = ("full", "partly", "not yet")
"""The parts of a rubric, in their order."""

TASKS = table(
    {
        "task_id": identifier(
            "names the task, the first word the one of its page; unique, never renamed", FACT_ID
        ),
        "page": page("the page whose readers are asked, from `pages.csv`"),
        "level": between("what it asks for: 1 find, 2 explain, 3 judge", 1, 3),
        "kind": choice("what whoever does it does", TASK_KINDS),
        "minutes": between("how long it takes", 1, 60),
        "needs": choice("what it needs", TASK_NEEDS),
        "question": marked("the question; it stands alone, its figures are bound by roles", 400),
        "options": marked(
            "three to five answers to choose from, ` | ` between, one of them right; empty: an "
            "open question",
            800,
            empty=True,
        ),
        "answer": marked("the number of the right option; to an open question a sample", 600),
        "feedback": marked("why, and what a likely wrong answer mixes up", 400),
        "rubric": marked(
            "for an open question without one right answer: what is full, what is partly and what "
            "is not yet an answer, ` | ` between; empty otherwise",
            400,
            empty=True,
        ),
        "samples": marked(
            "to a question with a rubric, a sample answer that is partly one, and one that is not "
            "yet one, ` | ` between; may be empty",
            600,
            empty=True,
        ),
        "facts": identifiers("the facts that decide the answer", FACT_ID),
        "anchor": identifier("where on the page a reader finds it: an id there", empty=True),
    },
    "questions for classes, each with its key or its rubric",
    ["task_id"],
)

JUDGING = table(
    {
        "seed": text("the article, from `articles.csv`"),
        "place": between("the place of the passage in the set", 1, 6),
        "claim_id": identifier("the passage, from `claims.csv`", FACT_ID),
    },
    "the passages that a class judges first, without their verdicts",
    ["seed", "place"],
)

LESSONS = table(
    {
        "lesson_id": identifier("names the lesson, in one word; unique, never renamed", WORD),
        "page": page("the page that the lesson is about, from `pages.csv`"),
        "lesson_page": page("the page for the teacher, with plans and key, from `pages.csv`"),
        "sheet_page": page("the page for pupils, from `pages.csv`"),
        "title": text("what the lesson is called", 80),
        "chart": identifier("the chart on the sheet; empty: none", empty=True),
        "caption": marked(
            "what stands above the chart on the sheet, where its title would answer questions; "
            "empty without a chart",
            120,
            empty=True,
        ),
        "tasks": identifiers("the questions on the sheet, in its order", FACT_ID),
        "exit": identifiers("the questions at the end of the lesson", FACT_ID),
    },
    "lessons: what a teacher and a class get to one page of the book",
    ["lesson_id"],
)

PLANS = {
    "45": "one lesson of 45 minutes",
    "90": "a double lesson of 90 minutes",
    "week": "five lessons of 45 minutes",
}
"""Plan of a lesson → what it fills."""

STEP_FORMS = {
    "class": "all together",
    "pairs": "two and two",
    "groups": "in groups",
    "alone": "each alone",
    "home": "at home, in no time of the lesson",
}
"""How a class works in a step."""

STEPS = table(
    {
        "lesson_id": identifier("the lesson, from `lessons.csv`", WORD),
        "plan": choice("which of its plans", PLANS),
        "place": between("the place of the step in the plan", 1, 9),
        "minutes": between("how long it takes; 0 at home", 0, 45),
        "form": choice("how the class works", STEP_FORMS),
        "does": marked("what teacher and class do; its figures are bound by roles", 240),
        "asks": identifiers(
            "the lesson's questions that are answered in it; empty: none", FACT_ID, empty=True
        ),
    },
    "plans of lessons, step by step",
    ["lesson_id", "plan", "place"],
)

FRAMEWORKS = {
    "C3": "the C3 Framework for Social Studies, United States",
    "Common Core": "the Common Core State Standards, United States",
    "Council of Europe": "the Reference Framework of Competences for Democratic Culture",
    "KMK": "the German strategy on education in the digital world",
    "UNESCO MIL": "the UNESCO curriculum for media and information literacy",
}
"""Framework of curricula → what it is."""

CURRICULA = table(
    {
        "code": text("how the framework names it, exactly", 60),
        "framework": choice("the framework", FRAMEWORKS),
        "says": sentence("what it asks of pupils, in our own words", 200),
        "url": url("where the framework stands"),
    },
    "what curricula ask for, where lessons serve it",
    ["code"],
)

HOOKS = table(
    {
        "lesson_id": identifier("the lesson, from `lessons.csv`", WORD),
        "code": text("what it serves, from `curricula.csv`", 60),
        "how": sentence("how it does", 200),
    },
    "which lesson serves what curricula ask for",
    ["lesson_id", "code"],
)

LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "uk": "Ukrainian",
    "ru": "Russian",
}
"""Column of a word → its language."""

CYRILLIC = ("uk", "ru")
"""The languages of words that are written in Cyrillic letters."""

WORDS = table(
    {
        "word_id": identifier("names the word, in English; unique, never renamed"),
        "pages": pages("the pages that it helps to read, from `pages.csv`"),
        **{
            code: text(f"the word in {language}, as official texts have it", 60)
            for code, language in LANGUAGES.items()
        },
        "meaning": sentence("what it means, in plain English and without figures", 120),
    },
    "words for classes in five languages, by the pages that they help to read",
    ["word_id"],
)

EXCEPTIONS = table(
    {
        "phrase": text(
            "words with a figure that need no fact, exactly as they stand in the text", 120
        ),
        "reason": sentence("why no fact is needed", 200),
    },
    "figures in the text that name a thing and state nothing: the reviewed list",
    ["phrase"],
)

CHAPTERS = table(
    {
        "code": identifier("names the chapter, in one word; unique, never renamed", WORD),
        "title": text("its title in lists of chapters and over its ledger", 80),
        "docname": page("the page of the chapter, as `_toc.yml` calls it"),
        "order": count("its place among the chapters, and the number of its pages in the ledger"),
    },
    "the chapters that facts belong to",
    ["code"],
)

ARTICLES = table(
    {
        "seed": text("the file in `seeds/`"),
        "sha256": sha256("its sum: a manifest rewritten together with the article is noticed here"),
        "prefix": identifier("the word with which the ids of its claims begin", WORD),
        "title": text("what lists call the article: the month of its event", 80),
        "event": day("the day that it is about, inferred from what it says: see `seeds/README.md`"),
        "docname": page("the page that judges it, as `_toc.yml` calls it"),
        "publisher": text("who published it; empty: not found", 80, empty=True),
        "url": url("where it was found", empty=True),
        "byline": text("how it is signed there; empty: no name was seen", 80, empty=True),
        "published": date("the date that its page shows; empty: none was seen", empty=True),
        "accessed": day("when its page was looked at", empty=True),
        "reply": sentence(
            "what the publisher said of the verdicts; empty: it was not asked", 600, empty=True
        ),
    },
    "the articles that the book examines",
    ["seed"],
)

PAGES = table(
    {
        "page": page(
            "the page, as `_toc.yml` calls it; `genindex` and `search` are made by Sphinx"
        ),
        "description": sentence(
            "what the page is about, for search engines and shared links; without figures",
            160,
            shortest=50,
        ),
        "picture": text(
            "the line on the page's picture for shared links, its figures by `{fact}` and "
            "`{fact-date}`; empty: the description",
            240,
            empty=True,
        ),
    },
    "how each page is found and shared; the pages of the ledger describe themselves",
    ["page"],
)

NAMES = table(
    {
        "fact_id": identifier("a name that a fact has or had; unique, for ever", FACT_ID),
        "edition": text("the edition in which it first stood", 80),
        "retired": sentence(
            "why the fact went, and where to look now; empty while it stands", 300, empty=True
        ),
    },
    "every name that a fact ever had; `python -m factbook names` adds the new ones",
    ["fact_id"],
)

COUNTED_BY = {
    "addresses": "the sources that a fact names and that were read",
    "passages": "the passages that were seen and say what the fact says",
}
"""What an edition counted when it computed support → what that is."""

EDITIONS = table(
    {
        "record": identifier("the name of a fact or of a claim", FACT_ID),
        "closed": day("the day on which the edition was closed"),
        "edition": text("its name", 80),
        "kind": choice("a fact's kind in it", FACT_KINDS, empty=True),
        "as_of": date("a fact's date in it", empty=True),
        "statement": sentence("a fact's statement in it", 240, empty=True),
        "value": number("a fact's number in it, or the lower end of a range", empty=True),
        "value_max": number("the upper end of a range", empty=True),
        "qualifier": choice("what limited the number", QUALIFIERS, empty=True),
        "unit": choice("the unit of the number", UNITS, empty=True),
        "support": choice("a fact's support in it", SUPPORT, empty=True),
        "counted_by": choice("what its support was counted by", COUNTED_BY, empty=True),
        "verdict": choice("a claim's verdict in it", VERDICTS, empty=True),
    },
    "what closed editions said: a row stands for its edition and for later ones until the next row "
    "of its record; `python -m factbook release` adds what an edition says anew, and nobody types "
    "here",
    ["record", "closed"],
)

CHANGES = {
    "value": "the number, its qualifier or its unit",
    "date": "the date",
    "kind": "the kind of statement",
    "statement": "what the sentence states",
    "note": "what the note states",
    "sources": "a source that does not say it",
    "verdict": "the verdict of a claim",
}
"""What a correction corrected → what that means."""

CORRECTIONS = table(
    {
        "record": identifier("the name of a fact, retired ones too, or of a claim", FACT_ID),
        "corrected": day("the day on which it was corrected"),
        "change": choices("what was corrected", CHANGES),
        "edition": text("the closed edition in which it was wrong first", 80),
        "why": sentence("what was wrong, and what is right, in our own words", 300),
        "evidence": identifiers(
            "the sources that show it, from `sources.csv`; empty for a claim, whose facts decide",
            empty=True,
        ),
    },
    "what earlier editions had wrong; a mere rewording needs no row",
    ["record", "corrected"],
)

CONDITION_STATES = {
    "met": "a fact of record shows it, at the time that the fact names",
    "stated": "somebody in office said or wrote that it will be so; no fact shows that it is",
    "contradicted": "a fact of record says otherwise, or a party does without which it cannot be",
    "not known": "no fact that was found decides it, or the facts give rival answers",
}
"""What the facts say of a condition, in the order in which pages count it → what that means."""

FORMS = ("in-person", "hybrid", "video")
LEVELS = ("leaders", "ministers", "advisers", "chiefs", "planners")
_sources = "where it was read, from `sources.csv`"
_facts = "the facts that give its number: the first the lower end, the last the upper"

SERIES: dict[str, pa.DataFrameSchema] = {
    "meetings": table(
        {
            "date": day("the day of the meeting"),
            "place": text(
                "where it met; a video meeting has the place `video`; `not stated`: the pages "
                "read do not say"
            ),
            "level": choice("who met", LEVELS),
            "form": choice("how it met; `unknown`: the pages read do not say", (*FORMS, "unknown")),
            "hosts": text("who hosted or chaired it", empty=True),
            "countries": count(
                "countries taking part, as reported; the lower end where reports differ", empty=True
            ),
            "countries_max": count("the upper end where reports differ", empty=True),
            "result": sentence("what came of it, in our own words", 240),
            "facts": identifiers(_facts, FACT_ID, empty=True),
            "sources": identifiers(_sources),
        },
        "the coalition's meetings",
        ["date", "level"],
    ),
    "attendance": table(
        {
            "date": day("the day of the meeting, from `meetings`"),
            "level": choice("who met, from `meetings`", LEVELS),
            "iso3": country("the country; one that is not listed is not known, never absent"),
            "office": choice(
                "the highest office in which it came",
                ("leader", "vice-president", "minister", "ambassador"),
            ),
            "form": choice("how it took part", ("in-person", "video")),
            "basis": choice(
                "a list or a report of the meeting names it, or it was announced before",
                ("reported", "announced"),
            ),
            "note": text("what qualifies it", empty=True),
            "sources": identifiers(_sources),
        },
        "which countries came to which meeting, as far as lists were found",
        ["date", "level", "iso3"],
    ),
    "us_engagement": table(
        {
            "date": day("the day of the meeting"),
            "meeting": text("which meeting it was"),
            "short": text("the meeting in a few words, as charts name it"),
            "circle": choice(
                "a meeting of the coalition, or a related format", ("coalition", "related")
            ),
            "form": choice(
                "how the United States took part; `absent`: it did not, `unknown`: nobody named "
                "in the pages read",
                ("in-person", "video", "absent", "unknown"),
            ),
            "level": choice(
                "the highest American office present",
                ("president", "cabinet", "envoy", "military", "none"),
            ),
            "representatives": text("who came", empty=True),
            "outcome": sentence("what was pledged or not, in our own words", 240),
            "sources": identifiers(_sources),
        },
        "who came from the United States, in which form",
        ["date", "meeting"],
    ),
    "participants": table(
        {
            "iso3": country("the country"),
            "participant": choice(
                "whether it takes part in the coalition", ("yes", "no", "unclear")
            ),
            "position": choice(
                "what its newest words that were read say of own soldiers on Ukrainian ground "
                "after a ceasefire, whatever the conditions; `ready`: some are named, by a number, "
                "a unit or a task there; `conditional`: none are named, none excluded; "
                "`not-in-ukraine`: excluded, help from outside offered; `ruled-out`: excluded, and "
                "no such help; `unclear`: no words found; `host`: Ukraine",
                ("ready", "conditional", "not-in-ukraine", "ruled-out", "unclear", "host"),
            ),
            "domains": text("what it offers or leads", empty=True),
            "statement": sentence("its position in our own words", 320),
            "as_of": date("when the position was stated; nothing is carried forward"),
            "sources": identifiers(_sources),
        },
        "country by country: in the coalition or not, and its position on soldiers",
        ["iso3"],
    ),
    "german_positions": table(
        {
            "date": day("the day of the statement"),
            "speaker": text("who spoke"),
            "office": text("as what"),
            "party": choice(
                "of which party", ("CDU", "CSU", "SPD", "Greens", "AfD", "Left", "none")
            ),
            "position": choice(
                "the position on German soldiers in Ukraine",
                ("against", "premature", "conditional", "open"),
            ),
            "conditions": text("the conditions named, in our own words", empty=True),
            "american_guarantee": choice(
                "whether an American guarantee is named as a condition", ("yes", "no")
            ),
            "bundestag_mandate": choice(
                "whether the Bundestag's mandate is named as a condition", ("yes", "no")
            ),
            "ceasefire": choice(
                "whether a ceasefire or an agreement is named as a condition", ("yes", "no")
            ),
            "outside_ukraine": choice(
                "whether the offer is limited to, or exemplified by, territory outside Ukraine",
                ("yes", "no"),
            ),
            "sources": identifiers(_sources),
        },
        "who said what on German soldiers, with which conditions",
        ["date", "speaker"],
    ),
    "conditions": table(
        {
            "condition_id": identifier("names the condition; unique, never renamed", FACT_ID),
            "guarantee": text("the part of the guarantees that needs it", 40),
            "order": count("its place among all conditions; those of one part stand together"),
            "short": text("the condition in a word or two, as small pictures name it", 14),
            "condition": text("what has to be true, in a few words and without a figure", 60),
            "state": choice("what the facts say of it, in our judgement", CONDITION_STATES),
            "why": text(
                "why, in a sentence or two and without a figure; a card says it first", 200
            ),
            "decided_by": identifier(
                "the fact that decides it; where none does, the one that comes nearest", FACT_ID
            ),
            "supports": identifiers("the facts for it", FACT_ID, empty=True),
            "weakens": identifiers("the facts against it", FACT_ID, empty=True),
        },
        "what has to be true before each guarantee can work, and what the facts say of it",
        ["condition_id"],
    ),
    "fcas": table(
        {
            "date": date("when it happened"),
            "event": sentence("what happened, in our own words", 240),
            "parties": text("who acted"),
            "turn": choice("which way it moved the project", ("start", "forward", "stall", "end")),
            "sources": identifiers(_sources),
        },
        "the joint fighter, from 2017 to its end",
        ["date", "event"],
    ),
    "agreements": table(
        {
            "party": code("the country, or org:eu"),
            "signed": date("when it was signed"),
            "years": count("for how many years it was concluded", empty=True),
            "title": text("its title or description"),
            "note": text("what qualifies it", empty=True),
            "sources": identifiers(_sources),
        },
        "security agreements with Ukraine since January 2024",
        ["party", "signed"],
    ),
    "instruments": table(
        {
            "instrument": text("its name"),
            "nature": choice(
                "what it is: money given, money lent, permission to borrow or spend, a target, a "
                "rule, a plan",
                ("grant", "loan", "permission", "purchase", "target", "rule", "plan"),
            ),
            "owner": choice("whose instrument it is", ("EU", "NATO", "G7", "bilateral")),
            "amount": number("its size", empty=True),
            "unit": choice("the unit of its size", UNITS, empty=True),
            "adopted": date("when it was adopted, announced or proposed", empty=True),
            "status": text("its state in the sources read"),
            "statement": sentence("what it does, in our own words", 240),
            "facts": identifiers(_facts, FACT_ID, empty=True),
            "sources": identifiers(_sources),
        },
        "instruments of the EU and NATO",
        ["instrument"],
    ),
    "safe_loans": table(
        {
            "iso3": country("the state"),
            "measure": choice(
                "tentative allocation of September 2025, the Council's maximum, or the advance "
                "payment allowed",
                ("tentative", "council-maximum", "pre-financing"),
            ),
            "value": number("billion euros"),
            "date": date("the day of the decision"),
            "note": text("what qualifies it", empty=True),
            "sources": identifiers(_sources),
        },
        "SAFE loans by state, in billion euros",
        ["iso3", "measure"],
    ),
    "spending": table(
        {
            "iso3": country("the country"),
            "year": year("the calendar year"),
            "measure": choice(
                "billion dollars at prices of the year, billion dollars at constant 2024 prices, "
                "or percent of GDP",
                ("usd-bn-current", "usd-bn-2024", "percent-gdp"),
            ),
            "value": number("the figure as released"),
            "status": text("`reported`, or how it was estimated"),
            "sources": identifiers(_sources),
        },
        "military spending by country, SIPRI's definition, release of April 2026",
        ["iso3", "year", "measure"],
    ),
    "spending_regions": table(
        {
            "region": text("the region, as the publisher draws it"),
            "year": year("the calendar year"),
            "measure": choice(
                "billion dollars at constant prices, or percent of GDP",
                ("usd-bn-2024", "usd-bn-current", "usd-bn-2021", "percent-gdp"),
            ),
            "value": number("the figure"),
            "publisher": text("who publishes the figure"),
            "sources": identifiers(_sources),
        },
        "world and regional totals as their publisher gives them; SIPRI and NATO are never one "
        "line",
        ["region", "year", "measure"],
    ),
    "nato_share": table(
        {
            "iso3": country("the ally"),
            "year": year("the calendar year"),
            "value": number("defence expenditure, percent of GDP, NATO's definition"),
            "status": choice("reported, or NATO's estimate", ("reported", "estimate")),
            "sources": identifiers(_sources),
        },
        "NATO's own share of GDP by ally (core defence)",
        ["iso3", "year"],
    ),
    "aid_flows": table(
        {
            "period": half_year("the half-year; 2026-H1 ends in April"),
            "group": choice("the donors", ("Europe", "United States", "Other")),
            "kind": choice("the kind of aid", ("military", "financial", "humanitarian")),
            "value": number("allocations in billion euros, current prices; sums of ours"),
            "sources": identifiers(_sources),
        },
        "aid to Ukraine by half-year, allocations, Kiel release 29; sums of ours over the "
        "tracker's monthly rows",
        ["period", "group", "kind"],
    ),
    "aid_totals": table(
        {
            "donor": code("the donor: a country or org:eu"),
            "kind": choice(
                "the kind of aid; `total` is the publisher's",
                ("military", "financial", "humanitarian", "total"),
            ),
            "measure": choice(
                "billion euros allocated, or percent of GDP with the share in EU aid",
                ("eur-bn", "percent-gdp"),
            ),
            "value": number("allocations from January 2022 to April 2026"),
            "sources": identifiers(_sources),
        },
        "aid to Ukraine by donor, allocations to 30 April 2026, Kiel release 29",
        ["donor", "kind", "measure"],
    ),
}
"""Series name → schema; the file is ``data/series/<name>.csv``."""

TOTALS = table(
    {
        "series": choice("the series", SERIES),
        "parts": conditions(
            "which rows are added: `column=value`, several values with `|`, several columns with "
            "`;`; empty: all",
            empty=True,
        ),
        "whole": conditions(
            "the rows of the series that are the publisher's own sum of these parts, each for the "
            "parts that agree with it in the rest of the key; empty: the sum is in `value`",
            empty=True,
        ),
        "value": number("the publisher's sum of all these rows", empty=True),
        "tolerance": number("how far a sum may lie from it, since publishers round"),
        "unit": choice("the unit of the sum", UNITS),
        "sources": identifiers(_sources),
        "note": text("what qualifies it", empty=True),
    },
    "totals that the rows of a series add up to",
    ["series", "parts", "whole"],
)

TABLES: dict[str, pa.DataFrameSchema] = {
    "facts": FACTS,
    "articles": ARTICLES,
    "chapters": CHAPTERS,
    "claims": CLAIMS,
    "sources": SOURCES,
    "passages": PASSAGES,
    "subjects": SUBJECTS,
    "questions": QUESTIONS,
    "milestones": MILESTONES,
    "tasks": TASKS,
    "judging": JUDGING,
    "lessons": LESSONS,
    "steps": STEPS,
    "curricula": CURRICULA,
    "hooks": HOOKS,
    "words": WORDS,
    "exceptions": EXCEPTIONS,
    "pages": PAGES,
    "names": NAMES,
    "editions": EDITIONS,
    "corrections": CORRECTIONS,
    "totals": TOTALS,
}
"""Table name → schema; the file is ``data/<name>.csv``."""

EDITION = {
    "name": "the edition's name",
    "date": "the day on which the edition was closed; empty while it is open",
    "sources_read_until": "the last date up to which sources were read",
    "relayed_until": "the last date that relayed reports reach; no statement but an announcement "
    "is dated later",
}
"""The keys of ``data/edition.toml``, with what they mean."""
