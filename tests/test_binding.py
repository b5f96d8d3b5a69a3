"""A figure that is not bound stops the build, and the message says where it is."""

from __future__ import annotations

import dataclasses
import io
import re
from pathlib import Path

import nbformat
import pytest
import tries
from bookbuild import CHAPTER, FACT, FACT_PAGE, Book, Build
from conftest import TinyBook
from sphinx.testing.util import SphinxTestApp

from factbook import charts, numerals, pages, roles, tables
from factbook.__main__ import main
from factbook.book import domain, positions
from factbook.book.generated import generated, is_generated
from factbook.book.stopping import BookError
from factbook.derive import DERIVED
from factbook.records import Fact, Records

# --- a book of tries, read in this process --------------------------------------------------------

CONFIGURATION = """
extensions = ["myst_nb", "sphinx_design", "sphinx_book_theme"]
myst_enable_extensions = ["colon_fence", "deflist", "substitution"]
nb_execution_mode = "off"
smartquotes = False

def setup(app):
    from factbook.book import binding, bound, directives, domain, outputs, parts, stopping
    app.add_event(stopping.COLLECT)
    app.connect("env-check-consistency", stopping.stop_on_problems, priority=900)
    for module in (domain, bound, parts, outputs, binding):
        module.setup(app)
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"/>'
SOURCE = "nato-defexp-2026"
BOUND = "{fact}`35 countries <paris-countries>`"


class Tries:
    """A tiny book with a page for each try; one build reads them all."""

    def __init__(self, root: Path):
        self.root = root
        book = TinyBook(root)
        book.add("sources", **book.row("sources", "elysee") | {"source_id": SOURCE})
        book.write()
        (root / "data/README.md").unlink()
        self.write("conf.py", CONFIGURATION)
        self.write("index.md", "# A book of tries\n")
        for picture in ("picture.svg", "picture-1234.svg"):
            self.write(picture, PICTURE)
        self.pages: dict[str, str] = {}
        self.facts: domain.FactDomain
        self.said = ""

    def write(self, name: str, text: str) -> None:
        """Write a file of the book."""
        (self.root / name).write_text(text, encoding="utf-8")

    def page(self, text: str) -> str:
        """Add a page with this text below its heading; gives its name."""
        if text not in self.pages:
            self.pages[text] = f"try-{len(self.pages):03}"
            heading = "" if text.startswith(("# ", "---")) else "# A page\n\n"
            self.write(f"{self.pages[text]}.md", f"{heading}{text}\n")
        return self.pages[text]

    def read(self, **options: str) -> dict[str, list[tuple[int, str]]]:
        """Read every page; gives (line, message) by page."""
        app = SphinxTestApp(
            "dummy",
            srcdir=self.root,
            confoverrides=options,
            status=io.StringIO(),
            warning=io.StringIO(),
        )
        try:
            app.build()
            self.said = ""
        except BookError as error:
            self.said = str(error)
        finally:
            app.cleanup()
        self.facts = domain.facts_of(app.env)
        return self.facts.problems


def beside(words: str) -> str:
    """A sentence with a bound fact in its middle, and words beside it."""
    return f"There were {words.format(BOUND)} there."


def cell(kind: str, name: str, source: str, *outputs: dict) -> nbformat.NotebookNode:
    """A cell of a notebook, with outputs by MIME type."""
    if kind == "markdown":
        return nbformat.v4.new_markdown_cell(source, id=name)
    shown = [
        nbformat.v4.new_output(
            "display_data", data, metadata={"factbook": "figure"} if charts.FIGURE in data else {}
        )
        for data in outputs
    ]
    return nbformat.v4.new_code_cell(source, id=name, outputs=shown, execution_count=1)


def chart(
    name: str,
    description: str,
    caption: str = "What the chart shows",
    head: str = "Country",
    **spec: object,
) -> dict:
    """A stored chart with one row of data: Germany, 2024, 77."""
    record = {
        "id": name,
        "title": caption,
        "subtitle": "What is plotted",
        "description": description,
        "sources": [SOURCE],
        "as_of": "2025-04",
    }
    drawn = {"mark": "bar", "data": {"values": [{"title": "in 1066"}]}, **spec}
    return {
        charts.FIGURE: record,
        charts.VEGALITE: drawn,
        charts.ON_PHONE: {"spec": drawn, "svg": PICTURE},
        "image/svg+xml": PICTURE,
        "text/csv": f"{head},Year,Share\nGermany,2024,77\n",
        "text/plain": description,
    }


DESCRIPTION = "Bars for some countries, the first of them the longest; nothing else."
CHARTS = {
    "says-nothing": (chart("says-nothing", DESCRIPTION), []),
    "says-five": (chart("says-five", f"{DESCRIPTION} Lines for five countries."), ["'five'"]),
    "says-bound": (chart("says-bound", f"{DESCRIPTION} Here are {BOUND}."), []),
    "says-computed": (chart("says-computed", DESCRIPTION + " And {derived}`no-such`."), []),
    "says-wrong": (
        chart("says-wrong", DESCRIPTION + " And {fact}`36 <paris-countries>`."),
        ["the words '36' say 36"],
    ),
    "says-less": (
        chart("says-less", f"{DESCRIPTION} And less than {BOUND}."),
        ["'less than' right beside"],
    ),
    "axis-of-data": (
        chart("axis-of-data", DESCRIPTION, encoding={"x": {"title": "billion euros, April 2025"}}),
        [],
    ),
    "axis-from-caption": (
        chart("axis-from-caption", DESCRIPTION, f"What {BOUND} did then", title=["of 35", "seen"]),
        [],
    ),
    "axis-loose": (
        chart("axis-loose", DESCRIPTION, encoding={"x": {"title": "prices of 2020"}}),
        ["'2020' in “prices of 2020”"],
    ),
    "text-loose": (
        chart("text-loose", DESCRIPTION, layer=[{"mark": {"type": "text", "text": "36 of them"}}]),
        ["'36' in “36 of them”"],
    ),
    "value-loose": (
        chart("value-loose", DESCRIPTION, encoding={"text": {"value": "37 of them"}}),
        ["'37' in “37 of them”"],
    ),
    "slider-loose": (
        chart("slider-loose", DESCRIPTION, params=[{"name": "p", "bind": {"name": "38 ships"}}]),
        ["'38' in “38 ships”"],
    ),
    "head-loose": (chart("head-loose", DESCRIPTION, head="Rise since 2020"), ["'2020' in “Rise"]),
}
"""A chart, and what its messages say."""

OUTPUTS = {
    "markdown": ({"text/markdown": "There were 9941 ships."}, "'9941'"),
    "html": ({"text/html": "<p>There were 9942 ships.</p>"}, "'9942'"),
    "frame": ({"text/html": "<table><tr><td>9943</td></tr></table><p>5 rows × 3 columns</p>"}, ""),
    "plain": ({"text/plain": "9944 ships in March"}, ""),
}
"""What a cell shows, and the figure that the message names, if any."""


def notebook() -> nbformat.NotebookNode:
    """A notebook with charts and other outputs, and prose with errors."""
    cells = [
        cell("markdown", "title", "# A notebook"),
        cell("markdown", "bad-words", "## A heading\n\nHere are 81 ships.\n\n{fact}`no-such`."),
        cell(
            "markdown",
            "bad-table",
            "| a | b |\n|---|---|\n| c | d |\n| with 83 | {fact}`no-fact` |",
        ),
        *(cell("code", name, "figure()", bundle) for name, (bundle, _) in CHARTS.items()),
        *(cell("code", name, "show()", data) for name, (data, _) in OUTPUTS.items()),
    ]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.fixture(scope="module")
def book_of_tries(tmp_path_factory) -> Tries:
    """Every try of this module, written."""
    book = Tries(tmp_path_factory.mktemp("tries") / "book")
    for text in (*tries.WORDS_THAT_STOP, *tries.PLACES_THAT_STOP.values(), *tries.PASSES):
        book.page(text)
    for words in (*tries.BESIDE_THAT_STOPS, *tries.LOOSE_BESIDE):
        book.page(beside(words))
    for text in (*NAMES, *TABLES_WITH_LINES):
        book.page(text)
    book.write("notebook.ipynb", nbformat.writes(notebook()))
    return book


@pytest.fixture(scope="module")
def found(book_of_tries) -> dict[str, list[tuple[int, str]]]:
    """What one build of all tries found, by page."""
    return book_of_tries.read()


def messages(found: dict, book: Tries, text: str) -> list[str]:
    """What the build says of the page with this text."""
    return [message for _, message in found.get(book.page(text), [])]


# --- what stops -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "figure"), tries.WORDS_THAT_STOP.items())
def test_figure_stops(book_of_tries, found, text, figure):
    """Whatever states an amount or a date is a figure, however it is written."""
    said = messages(found, book_of_tries, text)
    assert any(repr(figure) in message.partition(" in “")[0] for message in said), said


@pytest.mark.parametrize("place", tries.PLACES_THAT_STOP)
def test_place_is_looked_through(book_of_tries, found, place):
    """Whatever is seen or heard is looked through, whatever directive it came from."""
    said = messages(found, book_of_tries, tries.PLACES_THAT_STOP[place])
    assert any(re.search(r"'(1,?234|Thirty)'", message) for message in said), said


@pytest.mark.parametrize(("words", "named"), tries.BESIDE_THAT_STOPS.items())
def test_words_beside_a_role_do_not_change_it(book_of_tries, found, words, named):
    """What stands right beside a role stops when it changes what the fact says."""
    said = messages(found, book_of_tries, beside(words))
    assert any(message.startswith(f"{named!r} right beside {{fact}}`paris-") for message in said), (
        said
    )


@pytest.mark.parametrize(("words", "figure"), tries.LOOSE_BESIDE.items())
def test_figure_beside_a_role_is_loose(book_of_tries, found, words, figure):
    """A figure beside a bound one is a figure."""
    said = messages(found, book_of_tries, beside(words))
    assert any(f"'{figure}' in “" in message for message in said), said


@pytest.mark.parametrize("text", tries.PASSES)
def test_what_passes(book_of_tries, found, text):
    """What passes on purpose, with the reason in the table."""
    assert not messages(found, book_of_tries, text), tries.PASSES[text]


NAMES = {
    "{fact}`no-such-fact`": "no fact 'no-such-fact'",
    "{fact}`words <paris-countrys>`": "no fact 'paris-countrys'; did you mean 'paris-countries'?",
    "{fact}`headquarters-open`": "the fact 'headquarters-open' has no value",
    "{fact-date}`no-such-date`": "no fact 'no-such-date'",
    "{claim}`jan-no-such`": "no claim 'jan-no-such'",
    "{source}`no-such-source`": "no source 'no-such-source'",
    "{fact}`9941 countries <paris-countries>`": "the words '9941 countries' say 9941, which",
}
"""Names and words that the tables do not have, and what the message says."""


@pytest.mark.parametrize(("text", "said"), NAMES.items())
def test_what_does_not_fit_is_said_once(book_of_tries, found, text, said):
    """A role that does not fit has its own message, and is not called loose as well."""
    (message,) = messages(found, book_of_tries, text)
    assert said in message


TABLES_WITH_LINES = {
    "One.\n\nTwo.\n\nHere are 44 ships.": 7,
    "| head | head |\n|---|---|\n| cell | cell |\n| cell | with 44 |": 6,
    "- an item\n- with 44 ships": 4,
}
"""A text, and the line of its page that the last message names."""


@pytest.mark.parametrize(("text", "line"), TABLES_WITH_LINES.items())
def test_message_names_the_line(book_of_tries, found, text, line):
    """Rows of tables are counted: MyST gives them no line of their own."""
    assert found[book_of_tries.page(text)][-1][0] == line


@pytest.mark.parametrize("name", CHARTS)
def test_chart(found, name):
    """Descriptions are spoken, labels and heads are read: no figure in them but what is bound."""
    wanted = CHARTS[name][1]
    said = [message for _, message in found["notebook"] if f"chart '{name}'" in message]
    assert len(said) == len(wanted), said
    assert all(any(part in message for message in said) for part in wanted), said


def test_roles_in_a_description_are_uses(book_of_tries, found):
    """The page depends on them, the ledger knows them, and an unknown number ends the build."""
    assert {"no-such"} == book_of_tries.facts.used("derived", "notebook")
    assert "paris-countries" in book_of_tries.facts.used("fact", "notebook")


@pytest.mark.parametrize("name", OUTPUTS)
def test_output(found, name):
    """What a cell shows as prose is prose; plain text and the cells of tables are data."""
    figure = OUTPUTS[name][1]
    said = [message for _, message in found["notebook"] if "994" in message]
    assert (not figure) or any(figure in message for message in said), said
    assert len(said) == sum(bool(figure) for _, figure in OUTPUTS.values())


def test_place_in_a_notebook_is_cell_and_line(book_of_tries):
    """In a notebook the place is the cell's name and the line in it."""
    app = SphinxTestApp(
        "dummy", srcdir=book_of_tries.root, status=io.StringIO(), warning=io.StringIO()
    )
    places = [positions.where(app.env, "notebook", line) for line in (20004, 20006, 30005)]
    app.cleanup()
    assert places == [
        'notebook.ipynb: cell "bad-words", line 3',
        'notebook.ipynb: cell "bad-words", line 5',
        'notebook.ipynb: cell "bad-table", line 4',
    ]


def test_configuration_is_looked_through(tmp_path):
    """The title of the book and its author are text of every page."""
    book = Tries(tmp_path / "book")
    book.read(html_title="A book of 1,234 ships", author="Two authors")
    assert "_config.yml: html_title: '1,234' in “A book of 1,234 ships”" in book.said
    assert "_config.yml: author: 'Two'" in book.said
    book.read(html_title="A book")
    assert "_config.yml" not in book.said


def test_exception_that_no_page_has(tmp_path):
    """The list says what is in the book: a phrase that left the text has to leave the list."""
    book = Tries(tmp_path / "book")
    book.read()
    assert "data/exceptions.csv:2: phrase: no page has 'Article 5'; remove the line" in book.said
    book.page("It is Article 5.")
    book.read()
    assert not book.said


def test_stop_is_not_forgotten(tmp_path):
    """What stopped a build stops the next one too, though no page has changed in between."""
    book = Tries(tmp_path / "book")
    book.write("index.md", "# A small book\n\nThere were 4711, and Article 5.\n")
    for _ in range(2):
        book.read()
        assert "index.md:3: '4711' in “There were 4711, and" in book.said


def test_generated_is_a_mark_that_no_class_gives():
    """The class is for looks alone."""
    node = domain.nodes.container("", classes=["generated"])
    assert not is_generated(node)
    assert is_generated(generated(node))


# --- numerals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no figure at all", []),
        ("", []),
        ("1,358.40 and 35 and 2.5", ["1,358.40", "35", "2.5"]),
        ("F-35 and G7 and 28-point", ["35", "7", "28"]),
        ("2022–2026", ["2022", "2026"]),
        ("two, Twelve and ninety-nine", ["two", "Twelve", "ninety-nine"]),
        ("a hundred, thousands, a million", ["hundred", "thousands", "million"]),
        ("35bn, 35 k, bn", ["35", "bn", "35", "k"]),
        ("May 2026, 9 May, since May", ["May", "2026", "9", "May", "May"]),
        ("a thirty-year-old two-thirds", ["thirty", "two", "thirds"]),
        ("twenty-first, twenty-second", ["twenty-first", "twenty-second"]),
    ],
)
def test_figures_in(text, found):
    """Each figure as it stands in the text."""
    assert numerals.figures_in(text) == found


@pytest.mark.parametrize(
    "notations",
    [
        ("35", "35.0", "thirty-five", "Thirtyfive", "XXXV", "xxxv", "㉟", "３５"),
        ("1,234", "1234", "1234.00"),
        ("half", "Halves", "halved"),
        ("twice", "doubled", "twofold", "two-fold"),
        ("a quarter", "fourth", "quarters"),
        ("January", "Jan.", "january"),
        ("2 bn", "2 billion", "two billions"),
    ],
)
def test_notations_have_one_value(notations):
    """Our words may say a figure in another notation."""
    values = [numerals.values_in(text) for text in notations]
    assert values == [values[0]] * len(values)


RECORD = Fact(
    **dict.fromkeys((field.name for field in dataclasses.fields(Fact)), "")
    | {
        "as_of": "2026-05-04",
        "dated": "4 May 2026",
        "printed": "about 1,300.50 billion euros",
        "statement": "On 6 January 2026 twelve states, half of all, gave about 1,300.50 billion "
        "euros for 2027, and 5% more from 2 to 3 March.",
    }
)


@pytest.mark.parametrize(
    ("words", "stray"),
    [
        ("1,300.50 billion", []),
        ("1300.5 billion euros", []),
        ("1300.5 bn euros", []),
        ("12 states", []),
        ("XII states", []),
        ("half of them", []),
        ("5% more", []),
        ("a dozen states", ["dozen"]),
        ("on 6 January 2026", []),
        ("in January", []),
        ("4 May", []),
        ("May", []),
        ("for 2027", []),
        ("2026 and 2027 as planned", []),
        ("2 to 3 March", []),
        ("6 countries", ["6"]),
        ("2,026 countries", ["2,026"]),
        ("2026 countries", ["2026"]),
        ("4 countries", ["4"]),
        ("6 May", ["6 May"]),
        ("7 January 2026", ["7 January 2026"]),
        ("June", ["June"]),
        ("2028", ["2028"]),
        ("13 states", ["13"]),
        ("twice as many", ["twice"]),
        ("1,301 billion", ["1,301"]),
        ("million", ["million"]),
        ("12 dollars", ["dollars"]),
        ("€12", []),
        ("12 percentage points", ["percentage points"]),
        ("no number at all", []),
    ],
)
def test_stray_in_words(words, stray):
    """Numbers are those of value and statement, dates those of statement and fact, units too."""
    assert numerals.stray_in_words(words, RECORD) == stray


@pytest.mark.parametrize(
    ("words", "date", "stray"),
    [
        ("6 January", "2026-01-06", []),
        ("on 6 January", "2026-01-06", []),
        ("January 2026", "2026-01-06", []),
        ("May 2026", "2026-05", []),
        ("in May", "2026-05-09", []),
        ("the same year", "2026", []),
        ("7 January", "2026-01-06", ["7", "January"]),
        ("the day after 6 January 2026", "2026-01-06", ["6", "January", "2026"]),
        ("before January", "2026-01-06", ["January"]),
        ("6", "2026-01-06", ["6"]),
        ("Feb. 2026", "2026-01-06", ["Feb", "2026"]),
        ("2025", "2026", ["2025"]),
        ("February", "2026-01-06", ["February"]),
    ],
)
def test_stray_in_date(words, date, stray):
    """Our words are a part of the date, or say no figure."""
    assert numerals.stray_in_date(words, date) == stray


# --- roles ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def records(tmp_path_factory) -> Records:
    """The records of a tiny book."""
    return Records(TinyBook(tmp_path_factory.mktemp("records")).write().root)


@pytest.mark.parametrize(
    ("role", "problem"),
    [
        ("{claim}`jan-nations`", ""),
        ("{claim}`only partly right <jan-nations>`", ""),
        ("{claim}`nations that met <jan-nations>`", ""),
        ("{claim}`supported <jan-nations>`", "say 'supported', but 'jan-nations' is partly"),
        ("{claim}`not partly right <jan-nations>`", "say 'not partly'"),
        ("{claim}`unsupported <jan-nations>`", "say 'unsupported'"),
        ("{claim}`27 nations <jan-nations>`", "say 27; bind them to a fact"),
        ("{source}`the French presidency <elysee>`", ""),
        ("{source}`The agency-a <elysee>`", "name The agency-a, not The elysee 'elysee'"),
        ("{source}`40 sources <elysee>`", "say 40; bind them to a fact"),
        ("{fact}`35 percent <paris-countries>`", "say percent"),
        ("{fact-date}`in August <paris-countries>`", "say August"),
    ],
)
def test_words_of_a_role(records, role, problem):
    """Words around a record do not contradict it."""
    found = next(roles.find_roles(role))
    said = roles.print_role(found.kind, found.target, found.words, records).problem
    assert problem in said
    assert bool(said) == bool(problem)


def test_fill_prints_roles_as_text(records):
    """Where no link can stand, a role is what it prints."""
    text = "{fact}`paris-countries`, {fact-date}`headquarters-open`, {derived}`sum`, "
    text += "{derived}`it <sum>`"
    filled = roles.fill(text, records, {"sum": "77 ships"})
    assert filled == "at least 35 countries, March 2026, 77 ships, it"


# --- the pages without a build --------------------------------------------------------------------

PAGE = """\
# A page

{fact}`no-such-fact` and `` {fact}`in-code` `` and {doc}`x` and {fact}`9941 <paris-countries>`.

```python
"{fact}`in-a-fence`"
```

<!-- {fact}`in-a-comment` -->
% {fact}`in-a-comment`

:::{note}
{claim}`no-such-claim`, {derived}`small-mean`, {derived}`small-meen`.
:::
"""
CODE = """\
derive("small-mean", value, "percent", "how it was computed",
       ["paris-countries"])
figure(bars, title="What {fact}`our "
       "words <no-fact-here>` do and {fact}`" + name + "`",
       description=f"Bars for {n} and five countries.")
"""


@pytest.fixture
def small(tmp_path) -> TinyBook:
    """A tiny book with a page and a notebook that have errors."""
    book = TinyBook(tmp_path).write()
    (tmp_path / "index.md").write_text(PAGE, "utf-8")
    cells = [cell("markdown", "words", "A {fact}`no-fact-in-a-cell`."), cell("code", "bars", CODE)]
    written = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    (tmp_path / "chapters/small.ipynb").write_text(written, "utf-8")
    return book


def test_pages_are_checked_without_a_build(small):
    """Every role and its words, with file and line, and the way out."""
    said = [str(violation) for violation in pages.violations(Records(small.root))]
    lines = ["", *(small.root / "chapters/small.ipynb").read_text("utf-8").splitlines()]
    assert said[:4] == [
        "index.md:3: no fact 'no-such-fact'",
        "index.md:3: the words '9941' say 9941, which the fact 'paris-countries' does not",
        "index.md:13: no claim 'no-such-claim'",
        "index.md:13: no computed number 'small-meen'; did you mean 'small-mean'?",
    ]
    in_notebook = [
        re.fullmatch(r'chapters/small.ipynb:(\d+): cell "(.+)", line (\d): (.+)', s)
        for s in said[4:]
    ]
    assert [(m[2], m[3], m[4][:25]) for m in in_notebook] == [
        ("words", "1", "no fact 'no-fact-in-a-cel"),
        ("bars", "4", "no fact 'no-fact-here'"),
        ("bars", "5", "'five' in the description"),
    ]
    assert "no-fact-in-a-cell" in lines[int(in_notebook[0][1])]
    assert "no-fact-here" in lines[int(in_notebook[1][1])]


def test_check_reads_the_pages(small, capsys):
    """``python -m factbook check`` prints what does not fit, and says so with its status."""
    assert main(["check", "--root", str(small.root)]) == 1
    assert "index.md:3: no fact 'no-such-fact'" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<<<<<<< HEAD\n{}", "is not a notebook"),
        ("[]", "is not a notebook"),
        ('{"cells": [{}]}', "is not a notebook"),
    ],
)
def test_bad_notebook_is_a_violation(small, text, said):
    """A file that a merge or an editor broke has a message, and the other pages theirs."""
    (small.root / "chapters/small.ipynb").write_text(text, "utf-8")
    violations = pages.violations(Records(small.root))
    (message,) = (v.message for v in violations if v.file == "chapters/small.ipynb")
    assert said in message
    assert any(v.file == "index.md" for v in violations)


def test_code_that_is_not_python_is_a_violation(small):
    """With the cell and the line in it."""
    cells = [cell("code", "broken", "x = 1\ny = (")]
    written = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    (small.root / "chapters/small.ipynb").write_text(written, "utf-8")
    said = [str(violation) for violation in pages.violations(Records(small.root))]
    assert any('cell "broken", line 2: is not Python' in message for message in said), said


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        ("7", True),
        ("-7 + 2 * 3", True),
        ("value", False),
        ("round(table['value'].sum(), 1)", False),
    ],
)
def test_value_of_a_computed_number_is_computed(small, value, typed):
    """A figure typed into ``derive`` would look as if it came from the tables."""
    for call in (
        f'derive("sum", {value}, "percent", "how", [])',
        f'derive("sum", unit="percent", formula="how", inputs=[],\n       value={value})',
    ):
        notebook = nbformat.v4.new_notebook(cells=[cell("code", "made", call)])
        (small.root / "chapters/small.ipynb").write_text(nbformat.writes(notebook), "utf-8")
        said = [str(one) for one in pages.violations(Records(small.root))]
        assert any('cell "made"' in one and "is typed" in one for one in said) == typed


def test_name_that_code_puts_together_is_known(small):
    """The numbers that a notebook stores count beside those that its code names."""
    made = cell("code", "made", 'derive(f"mean-{kind}", value, "percent", "a mean of it", inputs)')
    data = {DERIVED: {"name": "mean-of-all", "printed": "7%"}}
    made.outputs = [nbformat.v4.new_output("display_data", data)]
    cells = [cell("markdown", "words", "{derived}`mean-of-all`, {derived}`mean-of-none`"), made]
    written = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    (small.root / "chapters/small.ipynb").write_text(written, "utf-8")
    said = [str(one) for one in pages.violations(Records(small.root)) if one.file != "index.md"]
    assert len(said) == 1
    assert "no computed number 'mean-of-none'" in said[0]


def test_what_a_page_names(small):
    """The inputs of computed numbers count among what a page names."""
    page = pages.read(small.root)[1]
    assert page.name == "chapters/small.ipynb"
    assert "paris-countries" in page.computed["small-mean"]


# --- a whole build, as a contributor makes it -----------------------------------------------------

BAD_PAGE = """\
# A page

Here are 44 ships, and {{derived}}`no-such-number`, {{derived}}`our words <small-meen>`.

{{derived}}`40 percent <small-mean>` and {{fact}}`9941 countries <{fact}>`.
"""
BAD_CAPTION = """\
figure(lambda width: lines.properties(width=width - 90), id="bad-caption",
       title="A caption that says 82 and not from where", subtitle="Shares",
       description="A line for Germany and one for France, with the share of each year.",
       sources=["nato-defexp-2026"], as_of="2026", columns={"iso3": "country"})
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    """One small book for all builds of this module."""
    return Book(tmp_path_factory.mktemp("binding"))


@pytest.mark.slow
def test_the_plain_build_stops(book):
    """Without any option, the status says so; every message has its file and line."""
    book.write("chapters/page.md", BAD_PAGE.format(fact=FACT))
    typed = 'derive("small-typed", 7, "percent", "nothing at all", ["series:nato_share"])'
    book.chapter([*CHAPTER, ("code", "bad-caption", BAD_CAPTION), ("code", "typed", typed)])
    build = book.build()
    assert build.status != 0, build.gist()
    assert "the pages do not fit the tables" in build.log
    for said in (
        "chapters/page.md:3: '44' in “Here are 44 ships",
        "chapters/page.md:3: no computed number 'no-such-number'",
        "chapters/page.md:3: no computed number 'small-meen'; did you mean 'small-mean'?",
        "chapters/page.md:5: the words '40 percent' say 40, but the computed number 'small-mean'",
        "chapters/page.md:5: the words '9941 countries' say 9941",
        "chapters/small.ipynb: cell \"bad-caption\", line 1: '82' in “A caption that says 82",
        'chapters/small.ipynb: cell "typed", line 1: the value of this computed number is typed',
    ):
        assert said in build.log, build.log


ALLOWED = """\
# A page

Bound, with its own unit: {fact}`paris-2026-countries`;
with our words: {fact}`WORDS <paris-2026-countries>`;
its day {fact-date}`paris-2026-countries`, its month {fact-date}`MONTH <paris-2026-countries>`.

## A heading with {fact}`paris-2026-countries`

Phrases on the list pass: Article 5, and a 28-point plan.
"""
DESCRIBED = """\
figure(lambda width: lines.properties(width=width - 90), id="described",
       title="How the shares moved over the years", subtitle="Shares",
       description="A line for Germany and one for France, as {fact}`paris-2026-countries` saw it, "
                   "and a mean of {derived}`small-mean` above them.",
       sources=["nato-defexp-2026"], as_of="2026",
       columns={"iso3": "country", "year": "year", "value": "share"})
"""


@pytest.fixture(scope="module")
def passed(book: Book) -> Build:
    """A build of what is allowed."""
    fact = tables.load_facts().loc[FACT]
    _, month, year = tables.date_text(fact["as_of"]).split()
    number = f"{fact['value']:.0f} of the countries"
    text = ALLOWED.replace("WORDS", number).replace("MONTH", f"{month} {year}")
    book.write("chapters/page.md", text)
    book.chapter([*CHAPTER, ("code", "described", DESCRIBED)])
    book.write(
        "chapters/article-january-2026.md",
        "# An article\n\n```{article} 000_6fb508f7188feb9d.txt\n```\n",
    )
    book.toc("chapters/page", "chapters/small", "chapters/sources", "chapters/article-january-2026")
    book.exceptions("Article 5", "28-point plan")
    return book.build("-W", "-n", "--keep-going")


@pytest.mark.slow
def test_what_is_allowed_passes(passed):
    """Roles, quotations of the articles and phrases on the list."""
    assert passed.status == 0, passed.gist()


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
def test_description_is_filled(passed, book):
    """What a screen reader speaks has the numbers, and no markup of roles."""
    page = book.path("_build/html/chapters/small.html").read_text(encoding="utf-8")
    printed = Records(book.root).facts[FACT].printed
    label = re.search(r'alt="A line for Germany and one for France, as ([^"]*)"', page)[1]
    assert label.startswith(f"{printed} saw it, and a mean of ")
    assert "{" not in label
    assert re.search(r"\d", label.partition("a mean of ")[2])
