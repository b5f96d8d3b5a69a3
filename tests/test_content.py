"""What the lists that the book builds say, held against the tables: each part and each order.

One small book has each part once and lacks each once (:mod:`tellingbook`); it is built once, in
this process.
"""

from __future__ import annotations

import json
from collections import Counter
from urllib.parse import urljoin

import pytest
from bs4 import Tag
from conftest import JANUARY, SEPTEMBER
from tellingbook import (
    ADDRESS,
    CLAIMS,
    FORMULA,
    ITEMS,
    LEDGER,
    MILESTONES,
    SUPPORT,
    NotWellFormed,
    Strict,
    links,
    parts,
    rows_of,
    target,
    words,
)

from factbook import schema, tables

TITLES = {"summit": "The summits", "germany": "The German hesitation"}


# --- the form of pages ---------------------------------------------------------------------------


def test_pages_are_well_formed(built):
    """A browser has nothing to mend on any of them."""
    files = [path.relative_to(built.folder) for path in built.folder.rglob("*.html")]
    assert len(files) > 15
    for file in files:
        built.page(file.with_suffix("").as_posix())


@pytest.mark.parametrize(
    "html",
    [
        "<p>a < b</p>",
        "<p>a & b</p>",
        "<p>a",
        "<p><b>a</p></b>",
        '<p title="a "b" c">d</p>',
        '<p id="a" id="b">c</p>',
        "a</p>",
    ],
)
def test_strict_reading_is_strict(html):
    """The reader of these tests itself."""
    with pytest.raises(NotWellFormed):
        Strict(html)


def test_links_lead_to_what_they_name(built):
    """Each link within the book leads to a page that is there, and a place that is there once."""
    pages = {path.relative_to(built.folder).as_posix() for path in built.folder.rglob("*.html")}
    ids = {
        page: Counter(tag["id"] for tag in built.page(page[:-5]).select("[id]")) for page in pages
    }
    for page, own in ids.items():
        assert [name for name, number in own.items() if number > 1] == [], page
        for _, address in links(built.page(page[:-5]).select_one("main")):
            file, _, anchor = urljoin(ADDRESS + page, address).removeprefix(ADDRESS).partition("#")
            if file.endswith(".html") and not file.startswith("https:"):
                assert file in ids, (page, address)
                assert not anchor or ids[file][anchor] == 1, (page, address)


# --- the tally -----------------------------------------------------------------------------------


def test_tally_of_facts(built, facts):
    """Support by chapter, all, and those looked up anew; the last row adds all chapters."""
    table, _ = built.body("chapters/method").select("table.tally")
    levels = ["official", "corroborated", "single", "relayed"]
    wanted = [["Chapter", *levels, "all", "looked up anew", "passages seen"]]
    passages = built.site.tables["passages"]
    for title, codes in [*((TITLES[code], {code}) for code in TITLES), ("All chapters", {*TITLES})]:
        own = [fact for fact, row in facts.items() if row["chapter"] in codes]
        counts = Counter(SUPPORT[fact] for fact in own)
        checked = [fact for fact in own if facts[fact]["checked"]]
        numbers = [*(counts[level] for level in levels), len(own), len(checked)]
        of_own = [passage["seen"] for passage in passages if passage["fact_id"] in own]
        seen = f"{sum(how != 'relay' for how in of_own)} of {len(of_own)}"
        wanted.append([title, *map(str, numbers), seen])
    assert rows_of(table) == wanted
    assert wanted[1][1:] != wanted[2][1:]


def test_tally_of_claims(built):
    """Verdicts by article, the later one first; the last row and the last column add up."""
    _, table = built.body("chapters/method").select("table.tally")
    counts = Counter((seed, verdict) for seed, _, _, verdict, _ in CLAIMS)
    words_for = {"partly": "partly right"}
    wanted = [["Verdict", "January 2026", "September 2025", "both"]]
    for verdict in (
        "supported",
        "partly",
        "contradicted",
        "outdated",
        "unverifiable",
        "opinion",
    ):
        own = [counts[JANUARY, verdict], counts[SEPTEMBER, verdict]]
        wanted.append([words_for.get(verdict, verdict), *map(str, [*own, sum(own)])])
    wanted.append(["all", "7", "3", "10"])
    assert rows_of(table) == wanted


# --- the articles --------------------------------------------------------------------------------

PASSAGES = {
    "chapters/article-january": {
        "contradicted": ["jan-soldiers"],
        "outdated": ["jan-headquarters"],
        "partly": ["jan-nations"],
        "unverifiable": ["jan-why"],
        "opinion": ["jan-germany", "jan-end"],
        "supported": ["jan-summit"],
    },
    "chapters/article-september": {
        "contradicted": ["sep-words"],
        "supported": ["sep-nations", "sep-russia"],
    },
}
"""Page → verdict → its passages, in the order of the page: what does not hold stands first."""

IN_ORDER = {
    "chapters/article-january": [
        *("jan-summit", "jan-nations", "jan-soldiers", "jan-headquarters", "jan-germany"),
        *("jan-why", "jan-end"),
    ],
    "chapters/article-september": ["sep-words", "sep-nations", "sep-russia"],
}
"""Page → its passages in the order of the article."""


@pytest.mark.parametrize("docname", PASSAGES)
def test_passages_stand_by_verdict(built, docname):
    """What does not hold first; the rest in a fold for each verdict; within a verdict in the order
    of the article.
    """
    article = built.body(docname).select_one(".article")
    groups = article.select("section[id^=passages-]")
    found = {
        group["id"].removeprefix("passages-"): [
            entry["id"].removeprefix("claim-") for entry in group.select("section.claim")
        ]
        for group in groups
    }
    assert list(found.items()) == list(PASSAGES[docname].items())
    total = len(IN_ORDER[docname])
    for group, (verdict, own) in zip(groups, found.items(), strict=True):
        head = "Partly right" if verdict == "partly" else verdict.capitalize()
        assert words(group.h3 or group.h2).rstrip("#") == f"{head}: {len(own)} of {total}"
        folded = verdict in ("unverifiable", "opinion", "supported")
        inside = [entry["id"] for entry in group.select("details.fold section.claim")]
        assert inside == ([f"claim-{name}" for name in own] if folded else [])


@pytest.mark.parametrize("docname", IN_ORDER)
def test_strip_leads_to_the_passages_in_the_order_of_the_article(built, docname):
    """By number, marked with the verdict, which those who listen hear."""
    items = built.body(docname).select("ul.passage-strip > li")
    verdicts = {name: verdict for _, name, _, verdict, _ in CLAIMS}
    expected = [
        (f"{place} {schema.VERDICT_WORDS[verdicts[name]]}", f"#claim-{name}")
        for place, name in enumerate(IN_ORDER[docname], 1)
    ]
    assert [links(item)[0] for item in items] == expected
    marks = [item["class"] for item in items]
    assert marks == [[f"verdict-{verdicts[name]}"] for name in IN_ORDER[docname]]


@pytest.mark.parametrize(("seed", "name", "quote", "verdict", "named"), CLAIMS)
def test_passage(built, seed, name, quote, verdict, named):
    """The quotation, what is judged, the verdict with the passage's number, why, and the facts that
    decide or are around; those that rest on one origin say so.
    """
    docname = "chapters/article-january" if seed == JANUARY else "chapters/article-september"
    entry = built.entry(f"claim-{name}", docname)
    assert entry["class"] == ["entry", "claim", f"verdict-{verdict}"]
    assert words(entry.select_one("blockquote")) == quote
    assert words(entry.select_one(".judged")) == f"Judged: What {name} says."
    label = "Partly right" if verdict == "partly" else verdict.capitalize()
    place, total = IN_ORDER[docname].index(name) + 1, len(IN_ORDER[docname])
    assert words(entry.select_one(".verdict")) == f"{label} · passage {place} of {total}."
    explanation = words(entry.select_one(".explanation"))
    assert explanation == f"This is why {name} is so. Later: nothing else."
    heads = [words(head) for head in entry.select(".facts-head")]
    decided = verdict not in ("unverifiable", "opinion")
    head = "Facts that decide it:" if decided else "Facts around it:"
    assert heads == ([head] if named else [])
    shown = [(words(link), target(link["href"])) for link in entry.select("ul.facts a")]
    rows = built.site.tables["facts"]
    statements = {row["fact_id"]: row["statement"] for row in rows}
    ids = named.split(";") if named else []
    assert shown == [(statements[fact], f"fact-{fact}") for fact in ids]
    marks = [f"support-{SUPPORT[fact]}" for fact in ids]
    assert [span["class"] for span in entry.select("ul.facts a span")] == [
        ["bound", mark] for mark in marks
    ]
    lines = [words(line).endswith(" (one origin)") for line in entry.select("ul.facts li")]
    assert lines == [SUPPORT[fact] == "single" for fact in ids]


def test_passage_says_who_looked_when(built):
    """The day of the verdict, the second look, why it changed, and a link to the passage."""
    looked, alone = (
        built.entry(f"claim-{name}", "chapters/article-january")
        for name in ("jan-nations", "jan-soldiers")
    )
    assert words(looked.select_one(".looks")) == (
        "Judged on 20 November 2026. A second reader looked on 21 November 2026. "
        "Link to this passage"
    )
    assert words(alone.select_one(".looks")) == (
        "Judged on 20 November 2026. Nobody has looked a second time yet. Link to this passage"
    )
    assert links(alone.select_one(".looks")) == [("Link to this passage", "#claim-jan-soldiers")]
    assert words(looked.select_one(".verdict-note")) == "Note: First judged supported."
    assert alone.select_one(".verdict-note") is None


def test_article_says_where_it_was_found(built):
    """Publisher, address, signature, date and reply; or that it was not found."""
    found, unknown = (
        built.body(f"chapters/article-{month}").select_one(".article > .origin")
        for month in ("january", "september")
    )
    assert words(found) == (
        "Found at The Morning, signed “by the Editor” and dated 5 January 2026, on "
        "20 November 2026. It stands by its text."
    )
    assert links(found) == [("The Morning", "https://example.org/morning?p=1")]
    assert words(unknown) == "Where it was published is not known."


@pytest.mark.parametrize(
    ("docname", "numbers"),
    [
        ("chapters/article-january", [1, 1, 1, 1, 1, 2]),
        ("chapters/article-september", [2, 0, 1, 0, 0, 0]),
    ],
)
def test_verdicts_of_an_article_are_counted(built, docname, numbers):
    """Each verdict with its meaning, which stands nowhere else, those too that no passage has; with
    a link to the first that has it.
    """
    body = words(built.body(docname).select_one(".article"))
    assert all(body.count(meaning) == 1 for meaning in schema.VERDICTS.values())
    names = ["supported", "partly right", "contradicted", "outdated", "unverifiable", "opinion"]
    counts = [words(strong) for strong in built.body(docname).select(".verdict-count strong")]
    assert counts == [f"{number} {name}" for number, name in zip(numbers, names, strict=True)]
    first = [entry["class"][-1] for entry in built.body(docname).select("section.claim")]
    jumps = [href for _, href in links(built.body(docname).select_one(".verdict-count"))]
    entries = built.body(docname).select("section.claim")
    assert jumps == [
        f"#{entries[first.index(f'verdict-{code}')]['id']}"
        for code, number in zip(schema.VERDICTS, numbers, strict=True)
        if number
    ]


# --- facts side by side --------------------------------------------------------------------------

DATED = {
    "2025": ["brigade-planned", "brigade-begun"],
    "2026": [
        "headquarters-planned",
        "paris-countries",
        "russia-against-soldiers",
        "ukraine-loan",
        "brigade-ready",
        "headquarters-open",
        "summit-planned",
    ],
}
"""Year → what happened in it, in order of time, and the milestones, but nothing else that somebody
counted; a month without a day stands before its days.
"""


def test_timeline(built, facts):
    """What happened or was said, and the milestones, once, under its year, in order of time."""
    page = built.body("chapters/timeline")
    years = page.select('section[id^="year-"]')
    assert [words(year.h2).rstrip("#") for year in years] == list(DATED)
    for year in years:
        items = year.select("ul.timeline-year > li")
        shown = [target(item.a["href"]).removeprefix("fact-") for item in items]
        assert shown == DATED[year["id"].removeprefix("year-")]
        for item, fact in zip(items, shown, strict=True):
            row = facts[fact]
            announced = ", announced" if row["kind"] == "announcement" else ""
            assert words(item) == (
                f"{tables.date_text(row['as_of'])}{announced}. {row['statement']} "
                f"{TITLES[row['chapter']]}"
            )
            first = ["milestone"] if fact in MILESTONES else []
            assert item["class"] == [f"chapter-{row['chapter']}", *first]
            assert item.a.span["class"] == ["bound", f"support-{SUPPORT[fact]}"]


def test_timeline_begins_with_the_milestones(built, facts):
    """Headline, statement, and what others say otherwise."""
    items = built.body("chapters/timeline").select("#milestones ul.timeline-milestones > li")
    found = [(target(item.a["href"]).removeprefix("fact-"), words(item.a)) for item in items]
    in_time = ["headquarters-planned", "paris-countries", "headquarters-open"]
    assert found == [(fact, MILESTONES[fact]) for fact in in_time]
    for item, fact in zip(items, in_time, strict=True):
        assert words(item.strong) == tables.date_text(facts[fact]["as_of"])
        assert item["class"] == [f"chapter-{facts[fact]['chapter']}"]
    said = [words(line) for line in items[1].select(".milestone-statement")]
    rival = facts["paris-countries-agency"]["statement"]
    assert said == [facts["paris-countries"]["statement"], f"Otherwise: {rival}"]


def test_timeline_draws_its_facts(built):
    """By chapter, with the class by which the script filters, and over all: columns for those who
    see, the same counts as words for those who listen.
    """
    page = built.body("chapters/timeline")
    chapters = page.select("ul.timeline-chapters > li")
    assert [words(item.p) for item in chapters] == ["The summits (6)", "The German hesitation (3)"]
    assert [item["class"] for item in chapters] == [["chapter-summit"], ["chapter-germany"]]
    for item in chapters:
        drawn = [words(text) for text in item.select("svg.columns text")]
        said = words(item.select_one(".visually-hidden"))
        assert drawn == [part.split(": ")[1] for part in said.split("; ")]
        assert [words(text) for text in item.select("svg.columns-axis text")] == [
            "before",
            "2025",
            "2026",
        ]
    assert words(page.select_one(".timeline-count")) == "9 of 9 facts shown."


def answers(question: Tag) -> list[tuple[str, str]]:
    """The answers to a question: fact and sources."""
    return [
        (
            target(item.a["href"]).removeprefix("fact-"),
            words(item.select_one(".answer-sources")).removeprefix("Sources: "),
        )
        for item in question.select("ul.answers > li")
    ]


def scale(question: Tag) -> list[tuple[str, str, str, str]]:
    """The picture of the answers: value, fact, and where the mark begins and ends or lies."""
    found = []
    for item in question.select("ul.scale > li"):
        mark = item.select_one("rect, circle")
        at = (mark["x"], mark["width"]) if mark.name == "rect" else (mark["cx"], "")
        found.append((words(item.a), target(item.a["href"]).removeprefix("fact-"), *at))
    return found


def test_disagreements(built):
    """Every question once, the weightiest first, with its chapter; the answers by value."""
    page = built.body("chapters/disagreements")
    groups = page.select('section[id^="questions-"]')
    assert [group["id"] for group in groups] == ["questions-5", "questions-1"]
    paris, brigade = page.select('section[id^="question-"]')
    assert (paris.parent["id"], brigade.parent["id"]) == ("questions-5", "questions-1")
    assert words(paris.h3).rstrip("#") == "How many countries met in Paris?"
    chapters = [words(one.select_one(".question-chapter")) for one in (paris, brigade)]
    assert chapters == list(TITLES.values())
    assert answers(paris) == [
        ("paris-countries-agency", "The agency-a (7 January 2026)"),
        ("paris-countries", "The elysee (6 January 2026)"),
    ]
    assert words(paris.find_all("p")[-1]) == (
        "Why they differ. The host and the agency count in different ways."
    )
    both = "The le-monde (7 January 2026); The agency-b (7 January 2026)"
    assert answers(brigade) == [
        ("brigade-of-the-few", both),
        ("brigade-count", "The agency-a (7 January 2026)"),
        ("brigade-of-the-many", "The osw"),
    ]
    few = brigade.select_one("ul.answers > li")
    assert words(few).startswith("By another count, it was 900 soldiers. Sources: The")
    assert [target(address) for _, address in links(brigade.select_one(".answers li"))] == [
        "fact-brigade-of-the-few",
        "source-le-monde",
        "source-agency-b",
    ]
    assert [span["class"][1] for span in brigade.select(".answers a span.bound")] == [
        "support-corroborated",
        "support-single",
        "support-single",
    ]


def test_answers_are_drawn_on_one_scale(built):
    """From nothing to the highest: a range is a bar, a number a dot, open where it is qualified,
    and its line goes on where it may be more.
    """
    paris, brigade = built.body("chapters/disagreements").select('section[id^="question-"]')
    assert scale(paris) == [
        ("27–30 countries", "paris-countries-agency", "76.06%", "8.23%"),
        ("at least 35 countries", "paris-countries", "98%", ""),
    ]
    assert scale(brigade) == [
        ("900 soldiers", "brigade-of-the-few", "9.2%", ""),
        ("5,000 soldiers", "brigade-count", "42%", ""),
        ("12,000 soldiers", "brigade-of-the-many", "98%", ""),
    ]
    assert paris.select_one("circle")["class"] == ["dot", "qualified"]
    assert len(paris.select("line.more")) == 1 and not brigade.select("line.more, rect")


def test_who_says_what_is_folded_but_for_the_weightiest(built):
    """Below the picture and why they differ."""
    paris, brigade = built.body("chapters/disagreements").select('section[id^="question-"]')
    assert not paris.select("details") and paris.select_one("ul.answers")
    assert words(brigade.select_one("details.fold > summary")) == "Who says what"
    assert brigade.select_one("details.fold > ul.answers")


def test_questions_are_listed_before_their_answers(built):
    """In a fold, by weight, with a link to each."""
    index = built.body("chapters/disagreements").select_one("details.fold > ul.questions")
    assert words(index) == (
        "Questions that decide much How many countries met in Paris? "
        "Questions of detail How many soldiers has the brigade?"
    )
    assert [address for _, address in links(index)] == [
        "#question-paris-how-many",
        "#question-brigade-how-many",
    ]


# --- the ledger ----------------------------------------------------------------------------------

ENTRIES = {
    "brigade-begun": {
        "Name": "brigade-begun",
        "Date": "November 2025",
        "Kind": "event",
        "About": "Germany; Coalition of the Willing",
        "Support": "Two sources that do not depend on each other say so (corroborated)",
        "Proof": "The le-monde (7 January 2026): It tells of a first company. (from Élysée; in "
        "French; checked on 20 November 2026; about the source) "
        "The osw: It names the month. (after The radio; in Polish; whole page checked on "
        "20 November 2026; about the source) "
        "The tass (7 January 2026): It says in winter. (not read: known through others' reports, "
        "20 November 2026; says it in part; with caution; about the source)",
        "Earlier state": "Germany announced a brigade.",
        "Later state": "The brigade was ready.",
        "Note": "The day is not known.",
        "Looked up": "21 November 2026",
        "Used on": "An article; A page; Timeline",
    },
    "law-of-the-budget": {
        "Name": "law-of-the-budget",
        "Date": "2025",
        "Kind": "rule",
        "About": "Germany",
        "Support": "One source (single)",
        "Proof": "The radio (2025): It says so. (in ka; whole page checked on 20 November "
        "2026; about the source)",
        "Looked up": "not looked up anew for this edition",
        "Used on": "no page of this edition",
    },
    "brigade-count": {
        "Name": "brigade-count",
        "Value": "5,000 soldiers",
        "Date": "6 January 2026",
        "Kind": "figure",
        "About": "Germany",
        "Support": "One source (single)",
        "Proof": "The agency-a (7 January 2026): It says so, and 5000. (from Agency; whole page "
        "checked on 20 November 2026; about the source)",
        "Other answers": "By another count, it was 900 soldiers.; "
        "By a third count, it was 12,000 soldiers.",
        "Looked up": "not looked up anew for this edition",
        "Used on": "An article; Disagreements",
    },
    "paris-countries": {
        "Name": "paris-countries",
        "Value": "at least 35 countries",
        "Date": "6 January 2026",
        "Kind": "figure",
        "About": "Coalition of the Willing",
        "Support": "The institution's own text (official)",
        "Proof": "The elysee (6 January 2026): It says so, and 35. (whole page checked on 20 "
        "November 2026; about the source)",
        "Other answers": "By the agency's count, 27 to 30 countries took part.",
        "Looked up": "20 November 2026",
        "Used on": "An article; The other article; Disagreements; Germany; A page; "
        "A chapter; Timeline; A tiny book",
    },
    "summit-planned": {
        "Name": "summit-planned",
        "Value": "2 leaders",
        "Date": "December 2026",
        "Kind": "announcement",
        "About": "Coalition of the Willing",
        "Support": "Known only second-hand: we have not read the original (relayed)",
        "Proof": "The report (20 August 2026): It says so, and 2. (not read: known through "
        "others' reports, 20 November 2026; about the source)",
        "Looked up": "not looked up anew for this edition",
        "Used on": "A page; Timeline",
    },
}
"""Fact → what its entry says, part by part, in their order; parts that it has not are not there."""


@pytest.mark.parametrize("fact", ENTRIES)
def test_entry_of_a_fact(built, facts, fact):
    """The statement, then each part that is known, and no other."""
    entry = built.entry(f"fact-{fact}", LEDGER[facts[fact]["chapter"]])
    assert words(entry.select_one(".statement")) == facts[fact]["statement"]
    assert list(parts(entry).items()) == list(ENTRIES[fact].items())


def test_each_part_of_an_entry_is_tried():
    """The entries above have every part, and one lacks each that may be missing."""
    always = {"Name", "Date", "Kind", "About", "Support", "Proof", "Looked up", "Used on"}
    having = [set(entry) for entry in ENTRIES.values()]
    sometimes = {"Value", "Other answers", "Earlier state", "Later state", "Note"}
    assert set.union(*having) == always | sometimes
    assert set.intersection(*having) == always


def test_links_of_an_entry(built):
    """Subjects lead to the finder, sources to the place in them and to their list, states to
    entries, pages to pages.
    """
    entry = built.entry("fact-brigade-begun", LEDGER["germany"])
    assert links(entry) == [
        ("Germany", "0-find.html#subject-DEU"),
        ("Coalition of the Willing", "0-find.html#subject-org-coalition"),
        (
            "The le-monde (7 January 2026)",
            "https://example.org/le-monde#:~:text=la%20premi%C3%A8re%20compagnie",
        ),
        ("about the source", "../sources.html#source-le-monde"),
        ("The osw", "https://example.org/osw#:~:text=Table%203"),
        ("about the source", "../sources.html#source-osw"),
        ("The tass (7 January 2026)", "https://example.org/tass"),
        ("about the source", "../sources.html#source-tass"),
        ("Germany announced a brigade.", "#fact-brigade-planned"),
        ("The brigade was ready.", "#fact-brigade-ready"),
        ("An article", "../article-january.html"),
        ("A page", "../page.html"),
        ("Timeline", "../timeline.html"),
    ]


def test_ledger_has_each_fact_of_a_chapter_once(built, facts):
    """In the order of the table, with the class of its support."""
    for chapter, docname in LEDGER.items():
        entries = built.body(docname).select("section.entry")
        own = [fact for fact, row in facts.items() if row["chapter"] == chapter]
        assert [entry["id"] for entry in entries] == [f"fact-{fact}" for fact in own]
        marks = [entry["class"] for entry in entries]
        assert marks == [["entry", f"support-{SUPPORT[fact]}"] for fact in own]


def test_entry_of_a_computed_number(built):
    """The number with its formula, what it was computed from and in, and where it is used."""
    entry = built.entry("derived-mean-of-spending", "chapters/ledger/5-computed")
    assert words(entry.select_one(".statement")) == f"80.4 billion dollars: {FORMULA}."
    assert parts(entry) == {
        "Name": "mean-of-spending",
        "Which": f"All {len(ITEMS)} {' '.join(ITEMS)}",
        "Computed from": "Military spending by country, SIPRI's definition, release of April 2026; "
        "paris-countries; headquarters-open",
        "Computed in": "A chapter",
        "Used on": "A page; A chapter",
    }
    assert [words(one) for one in entry.select("details ul.which > li")] == list(ITEMS)
    assert links(entry) == [
        (
            "Military spending by country, SIPRI's definition, release of April 2026",
            "../about.html#file-series-spending",
        ),
        ("paris-countries", "1-summit.html#fact-paris-countries"),
        ("headquarters-open", "1-summit.html#fact-headquarters-open"),
        ("A chapter", "../summit.html#computed-mean-of-spending"),
        ("A page", "../page.html"),
        ("A chapter", "../summit.html"),
    ]


LISTED = {
    "agency-a": "The agency-a. What agency-a wrote. First said by Agency. 7 January 2026. English. "
    "News. Read 1 July 2026.",
    "kremlin": "The kremlin. What kremlin wrote. 7 January 2026. English. Official. "
    "Read 1 July 2026. Caution: Controlled by the Russian state.",
    "le-monde": "The le-monde. What le-monde wrote. First said by Élysée. 7 January 2026. French. "
    "News. Read 1 July 2026. Terms: All rights reserved.",
    "osw": "The osw. What osw wrote. Date not known. Polish. Think-tank. Read 1 July 2026.",
    "radio": "The radio. What radio wrote. 2025. ka. Reference. Read 1 July 2026.",
    "report": "The report. What report wrote. 20 August 2026. English. News. "
    "Not read: relayed by digest-a, digest-b.",
    "seed-january": "The seed-january. What seed-january wrote. Date not known. English. "
    "One of the two articles that the book examines. Read 1 July 2026.",
    "sipri": "The sipri. What sipri wrote. April 2026. English. Dataset. Read 1 July 2026.",
}
"""Source → what the list says of it."""


@pytest.mark.parametrize("source", LISTED)
def test_entry_of_a_source(built, source):
    """All that is known of it, in its order, and its address."""
    entry = built.entry(f"source-{source}", "chapters/sources")
    assert words(entry) == LISTED[source]
    address = built.site.row("sources", source)["url"]
    assert links(entry) == ([(f"What {source} wrote", address)] if address else [])


def test_sources_are_listed_once(built):
    """In the order of the table."""
    entries = built.body("chapters/sources").select("section.entry.source")
    ids = [row["source_id"] for row in built.site.tables["sources"]]
    assert [entry["id"] for entry in entries] == [f"source-{source}" for source in ids]


def test_sources_of_a_page(built):
    """Those of the facts that the page uses, and those that it names; folded, and counted."""
    fold = built.body("chapters/page").select_one("details")
    assert words(fold.summary) == "7 sources of the 4 facts that this chapter uses"
    assert [(text, target(address)) for text, address in links(fold)] == [
        ("The elysee (6 January 2026)", "source-elysee"),
        ("The le-monde (7 January 2026)", "source-le-monde"),
        ("The osw", "source-osw"),
        ("The paper-march (10 March 2026)", "source-paper-march"),
        ("The radio (2025)", "source-radio"),
        ("The report (20 August 2026)", "source-report"),
        ("The tass (7 January 2026)", "source-tass"),
    ]
    assert words(fold.li) == "The elysee (6 January 2026)"


def test_edition(built):
    """How fresh it is, in one plain line."""
    assert words(built.body("index").select_one(".edition")) == (
        "Newest news here: October 2026. We read sources up to 10 July 2026; what came later, up "
        "to 10 October 2026, we know only second-hand: it is marked “relayed”. "
        "Checked in November 2026."
    )


# --- finding -------------------------------------------------------------------------------------


def options(form: Tag, name: str) -> dict[str, str]:
    """What a list of a form offers: value and text."""
    return {
        option["value"]: words(option) for option in form.select(f'select[name="{name}"] option')
    }


def test_filter_of_the_ledger(built):
    """The subjects of its facts by name, every support, and how many facts there are."""
    page = built.body(LEDGER["germany"])
    form = page.select_one("form.ledger-filter")
    assert list(options(form, "subject").items()) == [
        ("", "any"),
        ("org-coalition", "Coalition of the Willing"),
        ("DEU", "Germany"),
    ]
    supports = ["official", "corroborated", "single", "relayed"]
    assert list(options(form, "support").items()) == [("", "any"), *((s, s) for s in supports)]
    assert options(form, "chapter") == {}
    assert words(page.select_one(".ledger-count")) == "6 of 6 facts"
    assert links(form) == [("Look through all chapters", "0-find.html")]


def test_finder(built, facts):
    """All chapters with their facts counted, and every subject that has facts with their names."""
    page = built.body("chapters/ledger/0-find")
    assert list(options(page.form, "chapter")) == ["", "summit", "germany"]
    assert "The ledger has 15 facts." in words(page)
    assert [words(item) for item in page.select("ul.ledger-pages > li")] == [
        "The summits: 9 facts",
        "The German hesitation: 6 facts",
        "Computed numbers",
    ]
    names = {row["code"]: row["name"] for row in built.site.tables["subjects"]}
    about: dict[str, list[str]] = {code: [] for code in names}
    for fact, row in facts.items():
        for code in row["subject"].split(";"):
            about[code].append(fact)
    found = {
        line["id"]: [words(link) for link in line.select("a")]
        for line in page.select(".subject-facts")
    }
    assert found == {f"subject-{code.replace(':', '-')}": own for code, own in about.items() if own}
    assert [words(head) for head in page.select("details summary")] == [
        "France: 1",
        "Germany: 7",
        "Russia: 1",
        "Coalition of the Willing: 8",
        "Emmanuel Macron: 1",
    ]
    heads = [words(head).rstrip("#") for head in page.select("h2")]
    assert heads == [
        "Countries and their facts",
        "Organisations and their facts",
        "People and their facts",
    ]


def test_file_of_all_facts(built, facts):
    """What the script finds facts by: each cell of each fact, its support, and where it stands."""
    file = json.loads(built.text("_facts/facts.json"))
    assert file["chapters"] == TITLES
    assert file["columns"] == [*built.site.tables["facts"][0], "support"]
    assert [fact["fact_id"] for fact in file["facts"]] == list(facts)
    for fact in file["facts"]:
        row = facts[fact["fact_id"]]
        assert {name: cell for name, cell in row.items() if cell}.items() <= fact.items()
        assert fact["support"] == SUPPORT[fact["fact_id"]]
        assert fact["date"] == tables.date_text(row["as_of"])
        assert fact["page"] == LEDGER[row["chapter"]]
    (begun,) = [fact for fact in file["facts"] if fact["fact_id"] == "brigade-begun"]
    # In the order of the contents.
    assert begun["used_on"] == ["chapters/page", "chapters/article-january", "chapters/timeline"]
    assert file["pages"]["chapters/page"] == "A page"
    assert file["publishers"]["osw"] == "The osw"
    assert file["subjects"]["person:macron"] == "Emmanuel Macron"
    addresses = json.loads(built.text("_facts/addresses.json"))
    assert addresses["osw"] == "https://example.org/osw"
