"""What is wrong in the pages stops the build: all of it at once, with file and line, and no
traceback.
"""

from __future__ import annotations

import re

import pytest
from smallsite import Build, Site

from factbook.book.stopping import BookError

MISUSED = {
    "```{ledger}\n```": "{ledger} lacks its argument chapter; write {ledger} CHAPTER PART",
    "```{ledger} asia 1\n```": "names the chapter 'asia'; the chapters are summit, germany",
    "```{ledger} summit 1\n```": "stands on the pages of the ledger that the book writes",
    "```{ledger} summit 1 2\n```": "{ledger} has 3 arguments; write {ledger} CHAPTER PART",
    "```{tally} x\n```": "{tally} has 1 arguments; write {tally}",
    "```{tally}\nwords\n```": "{tally} has content or options, and takes none",
    "```{tally}\n:class: wide\n```": "{tally} has content or options, and takes none",
    "```{edition} first\n```": "{edition} has 1 arguments",
    "```{timeline} 2026\n```": "{timeline} has 1 arguments",
    "```{disagreements} all\n```": "{disagreements} has 1 arguments",
    "```{fact-finder} x\n```": "{fact-finder} has 1 arguments",
    "```{table-files} x\n```": "{table-files} has 1 arguments",
    "```{computed-numbers} x\n```": "{computed-numbers} has 1 arguments",
    "```{source-list} 2\n```": "{source-list} has the part '2', whose page is not this one",
    "```{source-list} one\n```": "{source-list} has the part 'one'",
    "```{article}\n```": "{article} lacks its argument file in seeds/",
    "```{article} 001.txt\n```": "{article} names '001.txt', which is not in data/articles.csv",
    "```{article} 000_january.txt\n```": "whose page in data/articles.csv is 'chapters/art",
    "```{chapter-sources} asia\n```": "{chapter-sources} names the chapter 'asia'",
    "```{chapter-sources} germany\n```": "lists what its own page uses, and the page of 'germany' "
    "is 'chapters/germany'",
}
"""A directive that is written wrongly, and what the message says."""

NUMBER = '_ = derive("the-mean", {}, "percent", "the mean of all values", ["series:spending"])'
CHART = (
    'points = alt.Chart(pd.DataFrame({{"x": [{}]}})).mark_point().encode(x="x:Q")\n'
    'figure(lambda width: points.properties(width=width - 40), id="the-chart",'
    ' title="What the values look like", subtitle="Values", sources=["sipri"], as_of="2026",'
    ' description="A single point that stands at the value, and no more than that.")'
)
LOAD = (
    "import altair as alt\nimport pandas as pd\n\nfrom factbook import derive, figure, "
    "load_series\n\n"
    'x = load_series("spending")'
)
GLUED = (
    "import myst_nb\nfrom factbook.derive import _Derived\n\n"
    'myst_nb.glue("stuck", '
    '_Derived({"name": "a-b", "value": "1", "unit": "percent", "printed": "1%", '
    '"formula": "f", "inputs": []}), display=False)'
)


@pytest.fixture(scope="module")
def stopped(tmp_path_factory) -> tuple[Build, dict[str, int]]:
    """One build with everything that is wrong, and the line of each directive on its page."""
    site = Site(tmp_path_factory.mktemp("misuse"))
    text, lines = "# Misused\n", {}
    for piece in MISUSED:
        lines[piece] = text.count("\n") + 2
        text += f"\n{piece}\n"
    site.pages["chapters/misused"] = text + "\nThere were 4711 of {fact}`no-such-fact`.\n"
    site.pages["index"] += "\nAnd {derived}`no-such-number`.\n"
    site.chapter(
        "summit",
        ("markdown", "# A chapter"),
        ("code", LOAD),
        ("code", NUMBER.format(1)),
        ("code", NUMBER.format(2)),
        ("code", CHART.format(1)),
        ("code", CHART.format(2)),
        ("code", GLUED),
        ("markdown", "Glued:\n\n```{glue} stuck\n```"),
    )
    site.add("exceptions", phrase="Article 6", reason="No page has it.")
    site.add(
        "pages",
        page="chapters/gone",
        description="A page that has left the book and has its line still.",
    )
    return site.write().build(), lines


@pytest.mark.slow
def test_one_error_without_a_traceback(stopped):
    """Sphinx shows an error of this kind by its text alone."""
    build, _ = stopped
    assert type(build.error) is BookError, build.error
    assert str(build.error).startswith("the pages do not fit the tables:\n")


@pytest.mark.slow
@pytest.mark.parametrize("piece", MISUSED)
def test_misused_directive(stopped, piece):
    """With page and line."""
    build, lines = stopped
    at = f"chapters/misused.md:{lines[piece]}: "
    assert any(
        line.startswith(at) and MISUSED[piece] in line for line in str(build.error).splitlines()
    ), [line for line in str(build.error).splitlines() if line.startswith(at)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "message",
    [
        r"chapters/misused\.md:\d+: '4711' in .* is not bound",
        r"chapters/misused\.md:\d+: no fact 'no-such-fact'",
        r"index\.md:\d+: no computed number 'no-such-number'",
        r"data/exceptions\.csv:3: phrase: no page has 'Article 6'; remove the line",
        r"data/pages\.csv:\d+: page: the book has no page 'chapters/gone'; remove the line",
        (
            r'chapters/summit\.ipynb: cell "cell-4", line \d+: the computed number \'the-mean\' is '
            r'also computed in chapters/summit\.ipynb: cell "cell-3"'
        ),
        (
            r'chapters/summit\.ipynb: cell "cell-6", line \d+: the chart \'the-chart\' also stands '
            r'in chapters/summit\.ipynb: cell "cell-5"'
        ),
        r'chapters/summit\.ipynb: cell "cell-8", line \d+: a chart or a computed number stands',
    ],
)
def test_all_kinds_in_one_stop(stopped, message):
    """Roles, loose figures, lists, descriptions, names that stand twice: each with its place."""
    build, _ = stopped
    assert re.search(rf"^{message}", str(build.error), re.M), str(build.error)


@pytest.mark.slow
def test_problems_are_sorted(stopped):
    """By file, then by line."""
    build, _ = stopped
    places = re.findall(r"^(\S+?)(?::(\d+))?: ", str(build.error).partition("\n")[2], re.M)
    assert len(places) > len(MISUSED)
    assert places == sorted(places, key=lambda place: (place[0], int(place[1] or 0)))
