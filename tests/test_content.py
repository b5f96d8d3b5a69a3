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
    LEDGER,
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
    "chapters/article-january": [
        "jan-summit",
        "[…]",
        "jan-nations",
        "jan-soldiers",
        "[…]",
        "jan-headquarters",
        "[…]",
        "jan-germany",
        "jan-why",
        "jan-end",
    ],
    "chapters/article-september": [
        "[…]",
        "sep-words",
        "sep-nations",
        "[…]",
        "sep-russia",
        "[…]",
    ],
}
"""Page → what stands on it: passages in their order, and […] where words are left out."""


@pytest.mark.parametrize("docname", PASSAGES)
def test_passages_stand_in_the_order_of_the_article(built, docname):
    """With […] where words are left out, at the beginning and the end too, and only there."""
    article = built.body(docname).select_one(".article")
    found = [
        node["id"].removeprefix("claim-") if node.name == "section" else words(node)
        for node in article.select("section.claim, .elided")
    ]
    assert found == PASSAGES[docname]
    assert len(article.find_all(recursive=False)) == 2 + len(found)


@pytest.mark.parametrize(("seed", "name", "quote", "verdict", "named"), CLAIMS)
def test_passage(built, seed, name, quote, verdict, named):
    """The quotation, what is judged, the verdict with its meaning, why, and the facts that decide
    or are around; those that rest on one origin say so.
    """
    meanings = {
        "supported": "the facts named bear it out",
        "partly": "part of it holds, part does not",
        "contradicted": "the facts named say otherwise",
        "outdated": "right on its day; a later fact changed it",
        "unverifiable": "nothing that was read decides it",
        "opinion": "a forecast or a word of value: not a matter of record",
    }
    docname = "chapters/article-january" if seed == JANUARY else "chapters/article-september"
    entry = built.entry(f"claim-{name}", docname)
    assert entry["class"] == ["entry", "claim", f"verdict-{verdict}"]
    assert words(entry.select_one("blockquote")) == quote
    assert words(entry.select_one(".judged")) == f"Judged: What {name} says."
    label = "Partly right" if verdict == "partly" else verdict.capitalize()
    assert words(entry.select_one(".verdict")) == f"{label}: {meanings[verdict]}."
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
    """Each verdict, those too that no passage has; with a link to the first that has it."""
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
    "2025": ["brigade-planned", "brigade-begun", "brigade-of-the-many"],
    "2026": [
        "brigade-of-the-few",
        "brigade-count",
        "headquarters-planned",
        "paris-countries",
        "paris-countries-agency",
        "russia-against-soldiers",
        "ukraine-loan",
        "brigade-ready",
        "headquarters-open",
        "aid-total",
        "summit-planned",
    ],
}
"""Year → its facts in order of time; a month without a day stands before its days."""


def test_timeline(built, facts):
    """Every fact whose month is known, once, under its year, in order of time."""
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
            assert item["class"] == [f"chapter-{row['chapter']}"]
            assert item.a.span["class"] == ["bound", f"support-{SUPPORT[fact]}"]


def test_timeline_counts_its_facts(built):
    """By chapter, with the class by which the script filters, and over all."""
    page = built.body("chapters/timeline")
    chapters = page.select("ul.timeline-chapters > li")
    assert [words(item) for item in chapters] == [
        "The summits: 9 facts",
        "The German hesitation: 5 facts",
    ]
    assert [item["class"] for item in chapters] == [["chapter-summit"], ["chapter-germany"]]
    assert words(page.select_one(".timeline-count")) == "14 of 14 facts shown."


def answers(question: Tag) -> list[tuple[str, str, str]]:
    """The answers to a question: value, fact and sources."""
    return [
        (
            words(item.select_one("strong")),
            target(item.a["href"]).removeprefix("fact-"),
            words(item.select_one(".answer-sources")).removeprefix("Sources: "),
        )
        for item in question.select("ul.answers > li")
    ]


def test_disagreements(built):
    """Every question once, under the chapter of most of its answers; these by value."""
    page = built.body("chapters/disagreements")
    chapters = page.select('section[id^="questions-"]')
    assert [chapter["id"] for chapter in chapters] == ["questions-summit", "questions-germany"]
    assert [words(chapter.h2).rstrip("#") for chapter in chapters] == list(TITLES.values())
    paris, brigade = page.select('section[id^="question-"]')
    assert (paris.parent["id"], brigade.parent["id"]) == ("questions-summit", "questions-germany")
    assert words(paris.h3).rstrip("#") == "How many countries met in Paris?"
    assert answers(paris) == [
        ("27–30 countries", "paris-countries-agency", "The agency-a (7 January 2026)"),
        ("at least 35 countries", "paris-countries", "The elysee (6 January 2026)"),
    ]
    assert words(paris.find_all("p")[-1]) == (
        "Why they differ. The host and the agency count in different ways."
    )
    both = "The le-monde (7 January 2026); The agency-b (7 January 2026)"
    assert answers(brigade) == [
        ("900 soldiers", "brigade-of-the-few", both),
        ("5,000 soldiers", "brigade-count", "The agency-a (7 January 2026)"),
        ("12,000 soldiers", "brigade-of-the-many", "The osw"),
    ]
    few = brigade.select_one("ul.answers > li")
    assert words(few).startswith("900 soldiers By another count, it was 900 soldiers. Sources: The")
    assert [target(address) for _, address in links(brigade.select_one(".answers li"))] == [
        "fact-brigade-of-the-few",
        "source-le-monde",
        "source-agency-b",
    ]
    assert [span["class"][1] for span in brigade.select("a span.bound")] == [
        "support-corroborated",
        "support-single",
        "support-single",
    ]


def test_questions_are_listed_before_their_answers(built):
    """By chapter, with a link to each."""
    index = built.body("chapters/disagreements").select_one("ul.questions")
    assert words(index) == (
        "The summits How many countries met in Paris? "
        "The German hesitation How many soldiers has the brigade?"
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
        "Support": "corroborated: two distinct origins or more say it",
        "Proof": "The le-monde (7 January 2026): It tells of a first company. (from Élysée; in "
        "French; passage seen, 20 November 2026; about the source) "
        "The osw: It names the month. (in Polish; whole page seen, 20 November 2026; about the "
        "source) "
        "The tass (7 January 2026): It says in winter. (not seen: known through others' reports, "
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
        "Support": "single: one origin says it",
        "Proof": "The radio (2025): It says so. (in ka; whole page seen, 20 November 2026; about "
        "the source)",
        "Looked up": "not looked up anew for this edition",
        "Used on": "no page of this edition",
    },
    "brigade-count": {
        "Name": "brigade-count",
        "Value": "5,000 soldiers",
        "Date": "6 January 2026",
        "Kind": "figure",
        "About": "Germany",
        "Support": "single: one origin says it",
        "Proof": "The agency-a (7 January 2026): It says so, and 5000. (from Agency; whole page "
        "seen, 20 November 2026; about the source)",
        "Other answers": "By another count, it was 900 soldiers.; "
        "By a third count, it was 12,000 soldiers.",
        "Looked up": "not looked up anew for this edition",
        "Used on": "An article; Disagreements; Timeline",
    },
    "paris-countries": {
        "Name": "paris-countries",
        "Value": "at least 35 countries",
        "Date": "6 January 2026",
        "Kind": "figure",
        "About": "Coalition of the Willing",
        "Support": "official: the text of the institution that acted says it",
        "Proof": "The elysee (6 January 2026): It says so, and 35. (whole page seen, 20 November "
        "2026; about the source)",
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
        "Support": "relayed: no source that says it was seen; two independent relays or more give "
        "its address",
        "Proof": "The report (20 August 2026): It says so, and 2. (not seen: known through "
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
        "Computed from": "spending.csv; paris-countries; headquarters-open",
        "Computed in": "A chapter",
        "Used on": "A page; A chapter",
    }
    assert links(entry) == [
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
    """The three dates of the edition, each in its place."""
    assert words(built.body("index").select_one(".edition")) == (
        "As of 22 November 2026. Sources were read up to 10 July 2026; what is marked as relayed "
        "is known through others' reports, which reach 10 October 2026."
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
