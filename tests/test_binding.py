"""A figure that is not bound stops the build, and the message says where it is."""

from __future__ import annotations

import dataclasses
import re

import pytest
from bookbuild import CHAPTER, FACT, FACT_PAGE, Book, Build

from factbook import numerals, tables
from factbook.records import Fact

# --- what stops the build ----------------------------------------------------------------------

LOOSE = {
    "# A heading with 1,234 words": "'1,234'",
    "In the text stand 35.5 soldiers.": "'35.5'",
    "- a list item\n- a list item with 44 ships": "'44'",
    "1. an item with 45 ships": "'45'",
    "| head | head with 50 |\n|---|---|\n| cell | cell |": "'50'",
    "| head | head |\n|---|---|\n| cell | cell |\n| cell | cell with 51 tanks |": "'51'",
    "A term with 61\n: its definition": "'61'",
    "A term\n: its definition with 62": "'62'",
    ":::{note}\nA note with 63 ships.\n:::": "'63'",
    ":::{admonition} A box with 64\nText.\n:::": "'64'",
    "> A quotation that we typed, with 65 ships.": "'65'",
    "In **bold** and *italic 66* and [a link with 67](page.md).": "'66', '67'",
    "Their number was twenty-three.": "'twenty-three'",
    "Two of them came.": "'Two'",
    "Three hundred came.": "'Three', 'hundred'",
    "It began in March.": "'March'",
    "It was done by May.": "'May'",
    "From 2022 to 2026 much changed.": "'2022', '2026'",
    "The figure 7 beside a bound one: {fact}`" + FACT + "`.": "'7'",
    "```{list-table} A caption with 71\n* - cell\n  - cell with 72\n```": "'71'",
    "```{figure} picture.svg\n:name: picture\nA caption with 73.\n```": "'73'",
    "A note at the foot.[^foot]\n\n[^foot]: The note with 74 ships.": "'74'",
    "<p>Typed as HTML with 75 ships.</p>": "'75'",
    "Inline <b>76</b> ships.": "'76'",
}
"""Text that stops the build, and the figures that the message names."""

UNKNOWN = {
    "{fact}`no-such-fact`": "no fact 'no-such-fact'",
    "{fact}`our words <paris-2026-countrys>`": "no fact 'paris-2026-countrys'; did you mean 'paris-2026-countries'?",
    "{fact-date}`no-such-date`": "no fact 'no-such-date'",
    "{claim}`jan-no-such-claim`": "no claim 'jan-no-such-claim'",
    "{source}`no-such-source`": "no source 'no-such-source'",
    "{derived}`no-such-number`": "no computed number 'no-such-number'",
    "{derived}`our words <small-meen>`": "no computed number 'small-meen'; did you mean 'small-mean'?",
}
"""Names that no table has, and what the message says."""

CONTRADICTED = {
    "{fact}`9941 countries <paris-2026-countries>`": "the words '9941 countries' say 9941, which the fact 'paris-2026-countries' does not",
    "{fact}`ninety countries <paris-2026-countries>`": "the words 'ninety countries' say ninety",
    "{fact}`a hundred countries <paris-2026-countries>`": "the words 'a hundred countries' say hundred",
    "{fact-date}`in August <paris-2026-countries>`": "the words 'in August' say August",
    "{fact-date}`1999 <paris-2026-countries>`": "the words '1999' say 1999",
    "{derived}`40 percent <small-mean>`": "the words '40 percent' say 40, but the computed number 'small-mean' is",
    "{claim}`40 claims <jan-27-nations>`": "the words '40 claims' say 40; bind them to a fact",
    "{source}`40 sources <nato-defexp-2026>`": "the words '40 sources' say 40; bind them to a fact",
}
"""Words that say what their record does not, and what the message says."""

STOPPED = {**LOOSE, **UNKNOWN, **CONTRADICTED}

BAD_CELLS = [
    (
        "markdown",
        "bad-words",
        "## A heading\n\nIn a notebook stand 81 ships.\n\nAnd {fact}`no-such-fact-either`.",
    ),
    (
        "markdown",
        "bad-table",
        "| head | head |\n|---|---|\n| cell | cell |\n| cell with 83 | {fact}`no-such-fact-here` |",
    ),
    (
        "code",
        "bad-caption",
        'figure(lines, id="bad-caption", title="A caption that says 82 and not from where",\n'
        '       description="A line for Germany and one for France, with the share of each year.",\n'
        '       sources=["nato-defexp-2026"], as_of="2026", columns={"iso3": "country"})',
    ),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    """One small book for all builds of this module."""
    return Book(tmp_path_factory.mktemp("binding"))


@pytest.fixture(scope="module")
def stopped(book: Book) -> tuple[Build, dict[str, range]]:
    """One build with everything that is wrong, and the lines on which each piece stands."""
    text, lines = "# A page\n", {}
    for piece in STOPPED:
        start = text.count("\n") + 2
        text += f"\n{piece}\n"
        lines[piece] = range(start, text.count("\n") + 1)
    book.write("chapters/picture.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    book.write("chapters/page.md", text)
    book.chapter([*CHAPTER, *BAD_CELLS])
    return book.build(), lines


def said(build: Build, file: str) -> list[tuple[str, str]]:
    """(place, message) of each line of the log about a file."""
    return re.findall(rf"^{re.escape(file)}: ?([^:\n]+): (.+)$", build.log, re.M)


@pytest.mark.slow
def test_the_plain_build_stops(stopped):
    """Without any option, the status says so and no page is written."""
    build, _ = stopped
    assert build.status != 0, build.gist()
    assert "the pages do not fit the tables" in build.log


@pytest.mark.slow
@pytest.mark.parametrize("piece", STOPPED)
def test_message_names_figure_and_line(stopped, piece):
    """Each piece has its own message, with the file, its line and what is wrong: all in one build."""
    build, lines = stopped
    found = [
        message for line, message in said(build, "chapters/page.md") if int(line) in lines[piece]
    ]
    wanted = STOPPED[piece] + (" in “" if piece in LOOSE else "")
    assert any(wanted in message for message in found), (
        f"wanted {wanted} on lines {lines[piece]}, found {said(build, 'chapters/page.md')}"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ('cell "bad-words", line 3', "'81' in “In a notebook stand 81 ships.” is not bound"),
        ('cell "bad-words", line 5', "no fact 'no-such-fact-either'"),
        ('cell "bad-table", line 4', "'83' in “cell with 83” is not bound"),
        ('cell "bad-table", line 4', "no fact 'no-such-fact-here'"),
        (
            'cell "bad-caption", line 1',
            "'82' in “A caption that says 82 and not from where” is not bound",
        ),
    ],
)
def test_message_names_cell_and_line(stopped, place, wanted):
    """In a notebook the place is the cell's name and the line in it."""
    build, _ = stopped
    found = said(build, "chapters/small.ipynb")
    assert any(where == place and wanted in message for where, message in found), found


@pytest.mark.slow
@pytest.mark.parametrize("piece", CONTRADICTED)
def test_what_does_not_fit_is_said_once(stopped, piece):
    """A bound figure that contradicts its record is not called loose as well."""
    build, lines = stopped
    found = {
        message for line, message in said(build, "chapters/page.md") if int(line) in lines[piece]
    }
    assert len(found) == 1, found


@pytest.mark.slow
def test_nothing_else_is_reported(stopped):
    """The text of the small book itself has no loose figure."""
    build, lines = stopped
    bad = {line for span in lines.values() for line in span}
    assert {int(line) for line, _ in said(build, "chapters/page.md")} <= bad
    assert {where.split('"')[1] for where, _ in said(build, "chapters/small.ipynb")} == {
        "bad-words",
        "bad-table",
        "bad-caption",
    }
    assert not said(build, "index.md")


# --- what passes -------------------------------------------------------------------------------

ALLOWED = """\
# A page

Bound, with its own unit: {fact}`paris-2026-countries`; with our words: {fact}`WORDS <paris-2026-countries>`;
its day {fact-date}`paris-2026-countries`, its month {fact-date}`MONTH <paris-2026-countries>`.

## A heading with {fact}`paris-2026-countries`

In code `x = 31415` nothing is said, nor here:

```python
y = 31415
```

Nor in a comment. <!-- 31415 -->

<div style="margin: 3px"></div>

% a comment with 31415

A note at the foot has a number of its own.[^foot]

[^foot]: The note.

Phrases on the list pass: Article 5, and a 28-point plan.
It may be, one day, that words are no figures: he may march, and someone second to none agrees once.
One of them says no one came.
"""

QUIET_CELL = (
    "code",
    "quiet",
    'print("31415 ships in March")  # an output is no body text\nshares.head(3)',
)


@pytest.fixture(scope="module")
def passed(book: Book, stopped) -> Build:
    """A build of what is allowed, after the build that stopped."""
    fact = tables.load_facts().loc[FACT]
    day, month, year = tables.date_text(fact["as_of"]).split()
    number = f"{fact['value']:.0f} of the countries"
    book.write(
        "chapters/page.md", ALLOWED.replace("WORDS", number).replace("MONTH", f"{month} {year}")
    )
    book.chapter([*CHAPTER, QUIET_CELL])
    book.write(
        "chapters/article-january-2026.md",
        "# An article\n\n```{article} 000_6fb508f7188feb9d.txt\n```\n",
    )
    book.toc("chapters/page", "chapters/small", "chapters/sources", "chapters/article-january-2026")
    book.exceptions("Article 5", "28-point plan")
    return book.build("-W", "-n", "--keep-going")


@pytest.mark.slow
def test_what_is_allowed_passes(passed):
    """Roles, code, comments, outputs, quotations of the articles and phrases on the list."""
    assert passed.status == 0, passed.gist()
    assert "is not bound" not in passed.log


@pytest.mark.slow
def test_bound_words_are_links(passed, book):
    """What a role prints leads to its place in the ledger."""
    page = book.path("_build/html/chapters/page.html").read_text(encoding="utf-8")
    assert page.count(f'href="{FACT_PAGE.removeprefix("chapters/")}#fact-{FACT}"') == 5
    assert "of the countries</span></a>" in page


@pytest.mark.slow
def test_article_quotations_keep_their_figures(passed, book):
    """What the articles say stays as they say it."""
    page = book.path("_build/html/chapters/article-january-2026.html").read_text(encoding="utf-8")
    assert "27 nations" in page


@pytest.mark.slow
def test_exception_that_no_page_has_stops_the_build(passed, book):
    """The list says what is in the book: a phrase that left the text has to leave the list."""
    book.toc("chapters/page")
    book.exceptions("Article 5", "28-point plan", "Article 4711")
    build = book.build()
    assert build.status != 0
    assert "data/exceptions.csv:3: phrase: no page has 'Article 4711'; remove the line" in build.log


@pytest.mark.slow
def test_stop_is_not_forgotten(passed, book):
    """What stopped a build stops the next one too, though no page has changed in between."""
    book.toc("chapters/page")
    book.exceptions("Article 5", "28-point plan")
    book.write("index.md", "# A small book\n\nThere were 4711.\n")
    for _ in range(2):
        build = book.build()
        assert build.status != 0
        assert "index.md:3: '4711' in “There were 4711.” is not bound" in build.log


# --- numerals.py ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no figure at all", []),
        ("1,358.40 and 35 and 2.5", ["1,358.40", "35", "2.5"]),
        ("F-35 and G7 and 28-point", ["35", "7", "28"]),
        ("2022–2026", ["2022", "2026"]),
        ("two, Twelve and ninety-nine", ["two", "Twelve", "ninety-nine"]),
        ("one, once, first, second, half", []),
        (
            "a hundred, thousands, a million, billions, dozens",
            ["hundred", "thousands", "million", "billions", "dozens"],
        ),
        ("weighty, tenure, often, atone, stone, someone", []),
        ("January and December", ["January", "December"]),
        ("She may march on in august company", []),
        ("May 2026, 9 May, in May, since May", ["May", "2026", "9", "May", "May", "May"]),
        ("May we? Theresa May said", []),
        ("sixty-five", ["sixty-five"]),
        ("", []),
    ],
)
def test_figures_in(text, found):
    """Digits, number words from two up, scales and months; nothing else."""
    assert numerals.figures_in(text) == found


RECORD = Fact(
    **dict.fromkeys((field.name for field in dataclasses.fields(Fact)), "")
    | {
        "as_of": "2026-05-04",
        "dated": "4 May 2026",
        "printed": "about 1,300.50 billion euros",
        "statement": "Twelve states gave about 1,300.50 billion euros.",
    }
)


@pytest.mark.parametrize(
    ("words", "stray"),
    [
        ("1,300.50 billion", []),
        ("1300.5 billion euros", []),
        ("12 states", []),
        ("a dozen states", ["dozen"]),
        ("twelve states", []),
        ("in May", []),
        ("May", []),
        ("June", ["June"]),
        ("13 states", ["13"]),
        ("1,301 billion", ["1,301"]),
        ("million", ["million"]),
        ("no number at all", []),
        ("two of thirteen", ["two", "thirteen"]),
    ],
)
def test_stray_in_words(words, stray):
    """Our words may say the fact's own figures, in another notation, and no other."""
    assert numerals.stray_in_words(words, RECORD) == stray


@pytest.mark.parametrize(
    ("words", "date", "stray"),
    [
        ("6 January", "2026-01-06", []),
        ("January 2026", "2026-01-06", []),
        ("7 January", "2026-01-06", ["7"]),
        ("May 2026", "2026-05", []),
        ("in May", "2026-05-09", []),
        ("the same year", "2026", []),
        ("2025", "2026", ["2025"]),
        ("February", "2026-01-06", ["February"]),
    ],
)
def test_stray_in_date(words, date, stray):
    """Our words may say the date's own parts and no other."""
    assert numerals.stray_in_date(words, date) == stray
