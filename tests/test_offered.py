"""The notebook that a page offers reads without the book, and runs away from it."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import IPython.display
import nbformat
import pytest
from bookbuild import FACT, RECORDS, ROOT, built_site
from markdown_it import MarkdownIt
from smallsite import Site

from factbook import (
    captions,
    charts,
    exercises,
    figure,
    lab,
    notebooks,
    offered,
    plain,
    roles,
    schema,
    stored,
    tables,
)
from factbook.plain import Surroundings, Target
from factbook.records import Task
from factbook.wheel import Wheel

ADDRESS = "https://example.org/book/"
CLAIM, SOURCE = next(iter(RECORDS.claims)), next(iter(RECORDS.sources))
DERIVED = {"small-mean": "2.5%"}

UNLINKED = Surroundings(RECORDS, DERIVED)
LINKED = Surroundings(
    RECORDS,
    DERIVED,
    record=lambda kind, target: Target("", f"{ADDRESS}{kind}#{target}"),
    place=lambda target: (
        Target("The method", f"{ADDRESS}method.html") if target == "method" else Target()
    ),
    directives={
        "edition": lambda arguments: "As of today.",
        "chapter-sources": lambda arguments: f"- sources of {arguments}",
    },
    here=Target("The chapter", f"{ADDRESS}chapter.html"),
)

ROLE_MARKUP = re.compile(r"\{[a-z][\w:-]*\}`")
MYST = re.compile(rf"{ROLE_MARKUP.pattern}|^ *:::|^`{{3,}}\{{|^\([\w-]+\)=|^:[\w-]+:", re.MULTILINE)

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(text: str) -> str:
    """The text that a reader of Markdown sees, without tags."""
    html = READER.render(text)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


# --- text ----------------------------------------------------------------------------------------

PRINTED = {
    f"{{fact}}`{FACT}`": RECORDS.facts[FACT].printed,
    f"{{fact}}`our words <{FACT}>`": "our words",
    f"{{fact}}`words\n  over lines <{FACT}>`": "words over lines",
    f"{{fact-date}}`{FACT}`": RECORDS.facts[FACT].dated,
    f"{{claim}}`{CLAIM}`": schema.VERDICT_WORDS[RECORDS.claims[CLAIM].verdict],
    f"{{source}}`{SOURCE}`": RECORDS.sources[SOURCE].publisher,
    "{derived}`small-mean`": "2.5%",
    "{derived}`a part <small-mean>`": "a part",
}


@pytest.mark.parametrize("written", PRINTED)
def test_each_role_prints_what_the_book_prints(written):
    """As plain words where the address is not known, and else as a link to its place."""
    assert shown(plain.markdown(f"So {written}, they say.", UNLINKED)) == (
        f"So {PRINTED[written]}, they say."
    )
    assert "](" not in plain.markdown(written, UNLINKED)
    linked = READER.render(plain.markdown(written, LINKED))
    role = next(roles.find_roles(written))
    assert f'<a href="{ADDRESS}{role.kind}#{role.target}">' in linked
    assert shown(plain.markdown(written, LINKED)) == PRINTED[written]


HOSTILE = (
    'a ] and [ and "b" (c)',
    "*stars* _lines_ ~~waves~~ `ticks`",
    "<script>alert(1)</script> & &lt; <b>",
    "$10 or $20, a \\ and | a pipe",
    "1994. After that",
    "- no list",
    "# no heading",
    "[x](javascript:alert(1))",
    "![x](y)",
    "= = =",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_words_are_printed_as_they_are(text):
    """Whatever characters they have: no link, no formula, no list, no element comes of them."""
    assert shown(plain.escape(text)) == text
    assert not re.search(r"<(?!/?p>)", READER.render(plain.escape(text)))
    assert not re.search(r"(?<!\\)\$", plain.escape(text))


def test_a_date_at_the_beginning_is_no_list():
    """A paragraph that begins with a year and a full stop."""
    written = f"{{fact-date}}`1994 <{FACT}>`. After that"
    assert READER.render(plain.markdown(written, UNLINKED)) == "<p>1994. After that</p>\n"


TEXTS = {
    "(a-label)=\n## A heading": "## A heading",
    "% a comment\nText": "Text",
    "Text <!-- unseen --> on": "Text  on",
    "One.\n+++\nTwo.": "One.\n\nTwo.",
    "It costs $5 and `$6`.": r"It costs \$5 and `$6`.",
    "`{fact}` and ``{fact}`x` `` are code": "`{fact}` and ``{fact}`x` `` are code",
    "```python\n{fact}`x`\n```": "```python\n{fact}`x`\n```",
    "[words](method)": f"[words](<{ADDRESS}method.html>)",
    "[](method)": f"[The method](<{ADDRESS}method.html>)",
    "{doc}`method`": f"[The method](<{ADDRESS}method.html>)",
    "{ref}`our words <method>`": f"[our words](<{ADDRESS}method.html>)",
    "[words](nowhere.md)": "words",
    "[out](https://a.example/x)": "[out](<https://a.example/x>)",
    "<project:method>": f"[The method](<{ADDRESS}method.html>)",
    "<https://a.example>": "<https://a.example>",
    "![what it shows](picture.png)": "*what it shows*",
    "{math}`x^2` {sub}`i` {kbd}`Esc` {abbr}`EU (European Union)` {odd}`w <t>`": (
        "$x^2$ <sub>i</sub> `Esc` EU w"
    ),
    "Terms\n: **A**: first,\n  on.\n: **B**: second.": (
        "**Terms**\n\n- **A**: first,\n  on.\n- **B**: second."
    ),
    "```{edition}\n```": "As of today.",
    "```{chapter-sources} summit\n```": "- sources of summit",
    ":::{admonition} Know\n:class: x\n\n- one\n:::": "> **Know**\n>\n> - one",
    ":::{note}\nMind.\n:::\nAfter": "> **Note**\n>\n> Mind.\n\nAfter",
    "::::{note}\n:::{warning} Two\nMind.\n:::\n::::": (
        "> **Note**\n>\n> > **Warning Two**\n> >\n> > Mind."
    ),
    ":::{dropdown} More\nBody.\n:::": "**More**\n\nBody.",
    "```{code-block} python\n:linenos:\n\nx = 1\n```": "```python\n\nx = 1\n```",
    "```{math}\nx\n```": "$$\nx\n$$",
    "```{toctree}\na\n```\nText": "Text",
    "```{tally}\n```": f"*[{plain.ELSEWHERE}](<{ADDRESS}chapter.html>)*",
    "```{list} A\n---\nkey: value\n---\nBody\n```": "**A**\n\nBody",
    "- item\n\n  ```{note}\n  Inside.\n  ```": "- item\n\n  > **Note**\n  >\n  > Inside.",
    ":::{note}\nNever closed": "> **Note**\n>\n> Never closed",
    "````{note}\n```\n{fact}`x`\n```\n````": "> **Note**\n>\n> ```\n> {fact}`x`\n> ```",
}


@pytest.mark.parametrize("written", TEXTS)
def test_myst_becomes_markdown(written):
    """Labels, comments, links, directives and definitions."""
    assert plain.markdown(written, LINKED) == TEXTS[written]


def test_without_an_address_no_link_is_broken():
    """Links into the book lose their address, links out of it stay."""
    for written in ("[words](method)", "{doc}`words <method>`", "{ref}`words <method>`"):
        assert plain.markdown(written, UNLINKED) == "words"
    assert plain.markdown("```{tally}\n```", UNLINKED) == f"*{plain.ELSEWHERE}*"


@pytest.mark.parametrize("path", notebooks.chapters(ROOT), ids=lambda path: path.stem)
def test_chapters_lose_all_markup_and_no_figure(path):
    """Each role of the prose is a link to its place, and nothing else of MyST is left."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "markdown":
            continue
        made = plain.markdown(cell.source, LINKED)
        assert not MYST.search(made), cell.id
        written = [f"{one.kind}#{one.target}" for one in roles.find_roles(cell.source)]
        assert re.findall(rf'href="{ADDRESS}([^".]*)"', READER.render(made)) == written, cell.id
        assert not MYST.search(plain.markdown(cell.source, UNLINKED)), cell.id


# --- code, charts, the first cell ---------------------------------------------------------------


def test_code_says_what_the_book_prints():
    """Titles in code too; quotes of a record end no string."""
    around = Surroundings(RECORDS, {"a-name": 'a "quoted" \\ one'})
    source = f'title = "{{derived}}`a-name` of {{fact}}`{FACT}` and {{fact}}`ours <{FACT}>`"'
    (made,) = ast.parse(offered.code(source, around)).body
    assert made.value.value == f'a "quoted" \\ one of {RECORDS.facts[FACT].printed} and ours'


RECORD = {
    "id": "small-bars",
    "title": f"Bars of {{fact}}`{FACT}` and {{derived}}`small-mean`.",
    "subtitle": "What is plotted, in $.",
    "description": f"Bars for {{fact}}`{FACT}` that get longer from year to year.",
    "sources": [SOURCE],
    "as_of": "2026-06",
}


def test_caption_says_title_sources_and_date():
    """In words, its numbers filled in."""
    source = RECORDS.sources[SOURCE]
    printed = RECORDS.facts[FACT].printed
    said = captions.caption(RECORD, UNLINKED)
    assert shown(said) == (
        f"Bars of {printed} and 2.5%. What is plotted, in $. Source: {source.name}. "
        "Data as of June 2026."
    )
    assert source.url in said
    assert f"({ADDRESS}" not in said
    assert f"(<{ADDRESS}fact#{FACT}>)" in captions.caption(RECORD, LINKED)


def test_a_number_that_nobody_computed_is_named():
    """A caption has no hole where a cell has not run yet."""
    assert captions.filled("It is {derived}`not-yet` high", UNLINKED) == "It is not-yet high"


def bars() -> charts.Figure:
    """A chart as a chapter makes it."""
    frame = tables.load_series("nato_share").head(3)
    chart = charts.alt.Chart(frame).mark_bar().encode(x="value:Q", y="iso3:N")
    chart = chart.properties(width=200)
    return figure(
        lambda width: chart,
        id="small-bars",
        title=RECORD["title"],
        subtitle=RECORD["subtitle"],
        description=RECORD["description"],
        sources=SOURCE,
        as_of="2026-06",
    )


def test_figure_shows_its_caption_away_from_the_book(monkeypatch):
    """And in the book it is one output, as it is stored."""
    assert not hasattr(bars(), "_ipython_display_")
    monkeypatch.setattr(captions, "is_in_book", lambda: False)
    monkeypatch.setattr(captions, "surroundings", lambda: UNLINKED)
    outputs = []
    monkeypatch.setattr(IPython.display, "display", lambda data, raw: outputs.append(data))
    bars()._ipython_display_()
    caption, chart = outputs
    assert caption["text/markdown"] == captions.caption(RECORD, UNLINKED)
    assert chart["image/svg+xml"].startswith('<svg overflow="visible" ')
    assert chart[charts.VEGALITE]["mark"]
    assert not ROLE_MARKUP.search(json.dumps(outputs))


def test_the_package_knows_whether_it_stands_in_a_book(monkeypatch, tmp_path):
    """An installed one has no configuration of a book beside its tables."""
    assert captions.is_in_book()
    monkeypatch.setattr(tables, "root", lambda: tmp_path)
    assert not captions.is_in_book()


def chapter() -> nbformat.NotebookNode:
    """An executed chapter with everything that is taken from it."""
    cell = nbformat.v4.new_code_cell(f'title = "{{fact}}`{FACT}`"', id="chart")
    stored = {captions.FIGURE: RECORD, "text/plain": RECORD["description"], "text/csv": "a\n1\n"}
    cell.outputs = [nbformat.v4.new_output("execute_result", data=stored, execution_count=7)]
    cell.outputs[0].metadata = {"factbook": "figure"}
    text = nbformat.v4.new_markdown_cell(f"# On {{fact}}`{FACT}`", id="title")
    label = nbformat.v4.new_markdown_cell("(label)=", id="label")
    for one in (cell, text):
        one.metadata = nbformat.from_dict({"tags": ["hide-input"], "mystnb": {"x": 1}})
    made = nbformat.v4.new_notebook(cells=[text, label, cell])
    made.metadata = nbformat.from_dict({"myst": {"x": 1}})
    return made


def book(address: str = "") -> offered.Book:
    """What a notebook says of its book."""
    wheel = f"{address}_data/factbook-1.0.0-py3-none-any.whl" if address else ""
    package = offered.Package("factbook-1.0.0-py3-none-any.whl", "factbook", "3.11", wheel)
    ledger = f"{address}ledger.html" if address else ""
    return offered.Book("A *book*", "Somebody", "First edition", "CC BY 4.0", ledger, package)


@pytest.mark.parametrize("address", ["", ADDRESS])
def test_the_notebook_is_whole(address):
    """A first cell, filled text, captions, no metadata, no markup; and it is valid."""
    made = offered.notebook(
        chapter(), "small.ipynb", book(address), LINKED if address else UNLINKED
    )
    nbformat.validate(made)
    assert [cell.id for cell in made.cells] == [offered.HEAD, "title", "chart"]
    assert all(cell.metadata == {} for cell in made.cells)
    assert set(made.metadata) == {"kernelspec", "language_info"}
    caption, chart = made.cells[2].outputs
    assert "What is plotted" in caption.data["text/markdown"]
    assert chart.data["text/csv"] == "a\n1\n"
    assert not ROLE_MARKUP.search(nbformat.writes(made))
    assert (ADDRESS in nbformat.writes(made)) == bool(address)


def test_the_first_cell_says_how_it_runs():
    """Title, edition, licence, where links lead or would lead, and commands for each system."""
    for address, around in ((ADDRESS, LINKED), ("", UNLINKED)):
        head = offered.notebook(chapter(), "small.ipynb", book(address), around).cells[0].source
        words = shown(head)
        for said in ("A *book*", "Somebody", "First edition", "CC BY 4.0", "Python 3.11 or newer"):
            assert said in words
        assert ("leads to its entry in the ledger of the book." in words) == bool(address)
        assert (offered.UNKNOWN in words) != bool(address)
        asked = offered.commands(book(address).package, "small.ipynb")
        assert asked.keys() == {"Linux, macOS", "Windows"}
        for typed in asked.values():
            assert f"```text\n{typed}\n```" in head
            assert typed.endswith("-m jupyterlab small.ipynb")
            wanted = f"factbook[still] @ {ADDRESS}_data/" if address else "./factbook-"
            assert f'-m pip install "{wanted}' in typed


# --- the wheel -----------------------------------------------------------------------------------


def test_wheel_is_the_same_bytes_and_lists_them(tmp_path):
    """Its record has every file with its sum; nothing in it tells when or where it was made."""
    wheel = Wheel(ROOT, ROOT)
    content = wheel.content()
    assert content == Wheel(ROOT, ROOT).content()
    file = tmp_path / wheel.name
    file.write_bytes(content)
    with ZipFile(file) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {(info.create_system, info.external_attr) for info in archive.infolist()} == {
            (3, 0o644 << 16)
        }
        record = archive.read(f"{wheel.stem}.dist-info/RECORD").decode()
        lines = rf"(.+,sha256=[\w-]{{43}},\d+\n)+{re.escape(wheel.stem)}.dist-info/RECORD,,\n"
        assert re.fullmatch(lines, record)
        assert archive.read("factbook/data/facts.csv") == (ROOT / "data/facts.csv").read_bytes()
    checked = [sys.executable, "-m", "wheel", "unpack", "--dest", str(tmp_path), str(file)]
    # It compares the sums of the record.
    assert subprocess.run(checked, capture_output=True).returncode == 0
    file.write_bytes(content.replace(b"fact_id,chapter", b"fact_id,Chapter"))
    assert subprocess.run(checked, capture_output=True).returncode != 0


@pytest.mark.slow
def test_wheel_is_installed_by_pip(tmp_path):
    """And serves its tables in an empty folder, without the book."""
    wheel = Wheel(ROOT, ROOT)
    (tmp_path / wheel.name).write_bytes(wheel.content())
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet"]
    target = tmp_path / "site"
    done = subprocess.run(
        [*pip, "--target", str(target), str(tmp_path / wheel.name)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (tmp_path / "empty").mkdir()
    code = (
        "import factbook; from factbook import captions, load_facts;"
        "print(factbook.__file__, captions.is_in_book(), len(load_facts()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "empty",
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [
        str(target / "factbook" / "__init__.py"),
        "False",
        str(len(RECORDS.facts)),
    ]


# --- the site ------------------------------------------------------------------------------------

ABOUT = (
    "# About\n\n(licence)=\n## Licence\n\nFree.\n\n```{how-to-run}\n```\n\n```{table-files}\n```\n"
)
PROSE = """# Germany

(start)=
## Start

There were {fact}`paris-countries`, {derived}`the-mean`, as [above](start); see [](page) and
{doc}`words`.

(lower)=
What is [below](lower).

```{chapter-sources} germany
```
"""
CODE = """from factbook import derive, load_facts

facts = load_facts()
derive(
    "the-mean", facts["value"].mean(), "countries", "the mean of all values", "paris-countries"
)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    """A small book with a chapter, not built."""
    made = Site(tmp_path_factory.mktemp("site"))
    del made.pages["chapters/germany"]
    made.chapter("germany", ("markdown", PROSE), ("code", CODE))
    made.pages["chapters/about"] = ABOUT
    return made.write()


@pytest.mark.parametrize("address", ["", ADDRESS])
def test_site_offers_what_runs(site, address):
    """The notebook in the place of the source, the wheel, the commands, and Binder if it can."""
    to = "_build/known" if address else "_build/unknown"
    repository = "https://github.com/somebody/book" if address else ""
    built = site.build(to=to, html_baseurl=address, factbook_repository=repository)
    assert built.error is None, built.log
    files = site.site(to)
    text = files["_sources/chapters/germany.ipynb"].decode()
    notebook = nbformat.reads(text, as_version=4)
    head, prose, code = notebook.cells
    assert not MYST.search(head.source + prose.source)
    printed = "at least 35 countries"
    if address:
        assert f"[{printed}](<{ADDRESS}chapters/ledger/" in prose.source
        assert "#derived-the-mean>)" in prose.source
        assert f"[above](<{ADDRESS}chapters/germany.html#start>)" in prose.source
        assert f"[below](<{ADDRESS}chapters/germany.html#lower>)" in prose.source
        assert f"[A page](<{ADDRESS}chapters/page.html>)" in prose.source
        assert f"[Words](<{ADDRESS}chapters/words.html>)" in prose.source
    else:
        assert f"There were {printed}, " in prose.source
        assert "as above; see A page and\nWords." in prose.source
        assert "](" not in prose.source.partition("\n- ")[0]
    assert re.search(r"^- .*(Élysée|lys)", prose.source, re.MULTILINE)
    assert "the-mean = " in code.outputs[0].data["text/plain"]
    (wheel,) = (name for name in files if name.endswith(".whl"))
    with ZipFile(site.root / to / "html" / wheel) as archive:
        rows = archive.read("factbook/data/facts.csv")
    assert (
        rows
        == (site.root / "data/facts.csv").read_bytes()
        != (ROOT / "data/facts.csv").read_bytes()
    )
    about = unescape(files["chapters/about.html"].decode())
    wanted = f"factbook[still] @ {ADDRESS}{wheel}" if address else f"./{Path(wheel).name}[still]"
    assert f'-m pip install "{wanted}" jupyterlab' in about
    assert f'href="../{wheel}"' in about
    page, other = files["chapters/germany.html"].decode(), files["chapters/page.html"].decode()
    assert 'href="about.html#how-to-run"' in page
    assert "how-to-run" not in other
    binder = "https://mybinder.org/v2/gh/somebody/book/HEAD?labpath=notebooks%2Fgermany.ipynb"
    assert (binder in page) == bool(address)


@pytest.mark.parametrize(
    ("repository", "start"),
    [
        ("https://github.com/a/b", "https://mybinder.org/v2/gh/a/b/HEAD?labpath="),
        ("https://github.com/a/b.git", "https://mybinder.org/v2/gh/a/b/HEAD?labpath="),
        ("https://gitlab.com/a/b", "https://mybinder.org/v2/gl/a%2Fb/HEAD?labpath="),
        ("https://code.example/a/b", ""),
        ("https://github.com/a", ""),
        ("", ""),
    ],
)
def test_binder_is_named_where_it_knows_the_host(repository, start):
    """And nowhere else."""
    from factbook.book.site import offering

    found = offering.binder(repository, "chapters/small")
    assert found == (start and f"{start}notebooks%2Fsmall.ipynb")


# --- the real book -------------------------------------------------------------------------------

EXECUTE = """
import sys, nbformat
from nbclient import NotebookClient
for name in sys.argv[1:]:
    notebook = nbformat.read(name, as_version=4)
    NotebookClient(notebook, kernel_name="python3", timeout=300).execute()
    nbformat.write(notebook, "ran-" + name)
"""


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess:
    """Run a command away from the book."""
    hidden = ("PYTHONPATH", "PYTEST", "JUPYTER")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=900
    )


OFFLINE = """
import socket
connect = socket.socket.connect
def only_here(self, address):
    if isinstance(address, tuple) and not str(address[0]).startswith(("127.", "localhost", "::1")):
        raise OSError(f"no network: {address}")
    return connect(self, address)
socket.socket.connect = only_here
"""
"""What Python runs when it starts, so that neither a notebook nor its kernel reaches another
machine.
"""


class Elsewhere:
    """An empty folder with the site's wheel, and an environment with that wheel alone."""

    def __init__(self, base: Path, site: Path) -> None:
        self.folder, self.site = base / "empty", site
        self.folder.mkdir()
        self.python = base / "lab" / ("Scripts" if os.name == "nt" else "bin") / "python"
        assert run(sys.executable, "-m", "venv", str(base / "lab"), cwd=base).returncode == 0
        (wheel,) = (site / "_data").glob("*.whl")
        (self.folder / wheel.name).write_bytes(wheel.read_bytes())
        install = [self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done = run(*install, f"./{wheel.name}[still]", "nbclient", "ipykernel", cwd=self.folder)
        if done.returncode and "No matching distribution" in done.stderr:
            pytest.skip("the package index cannot be reached: what notebooks run with is there")
        assert done.returncode == 0, done.stderr
        where = "import sysconfig; print(sysconfig.get_path('purelib'))"
        packages = Path(run(self.python, "-c", where, cwd=base).stdout.strip())
        (packages / "sitecustomize.py").write_text(OFFLINE, encoding="utf-8")

    def execute(self, notebooks_: dict[str, str]) -> dict[str, nbformat.NotebookNode]:
        """Run notebooks by name, and give them as they ran; an error fails the test."""
        for name, text in notebooks_.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        done = run(self.python, "-c", EXECUTE, *notebooks_, cwd=self.folder)
        assert done.returncode == 0, done.stderr[-3000:]
        return {
            name: nbformat.read(self.folder / f"ran-{name}", as_version=4) for name in notebooks_
        }


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> Elsewhere:
    """One for the chapters and the labs: to install takes longest."""
    return Elsewhere(tmp_path_factory.mktemp("elsewhere"), built_site())


def texts_of(folder: Path) -> dict[str, str]:
    """Name → text of each notebook in a folder."""
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.ipynb"))}


@pytest.mark.slow
def test_offered_notebooks_run_in_an_empty_folder(elsewhere):
    """In a new environment with the site's wheel, without a network, they give what the book
    shows.
    """
    texts = texts_of(elsewhere.site / "_sources" / "chapters")
    assert len(texts) == len(notebooks.chapters(ROOT))
    for name, after in elsewhere.execute(texts).items():
        before = nbformat.reads(texts[name], as_version=4)
        for offer, ran in zip(before.cells, after.cells, strict=True):
            assert not ROLE_MARKUP.search(offer.source), (name, offer.id)
            said = [_data(output) for output in ran.get("outputs", [])]
            assert said == [_data(output) for output in offer.get("outputs", [])], (name, ran.id)
            assert not ROLE_MARKUP.search(json.dumps(said)), (name, ran.id)


def checked(ran: nbformat.NotebookNode) -> list[str]:
    """What the checks of a lab said."""
    cells = [cell for cell in ran.cells if cell.id.startswith("check-")]
    return ["".join(output.text for output in cell.outputs) for cell in cells]


def key_of(task: Task) -> str:
    """The number that answers a question, as the book prints it; empty where a letter does."""
    role = lab.role_of(task.options, task.answer)
    if role is None:
        return ""
    if role.kind == "derived":
        return stored.derived(ROOT)[role.target]["printed"]
    return RECORDS.facts[role.target].printed


@pytest.mark.slow
def test_labs_run_in_an_empty_folder(elsewhere):
    """As pupils get them, and with their solutions, which give the keys of the questions."""
    texts = texts_of(elsewhere.site / "_teaching" / "labs")
    assert len(texts) == len(notebooks.chapters(ROOT))
    for name, ran in elsewhere.execute(texts).items():
        assert not MYST.search("\n".join(cell.source for cell in ran.cells)), name
        assert len(checked(ran)) >= 4
        assert all(said.startswith("Not answered yet") for said in checked(ran)), name
    solved = {f"solved-{path.name}": path.read_text("utf-8") for path in exercises.labs(ROOT)}
    for name, ran in elsewhere.execute(solved).items():
        asked = exercises.asked(nbformat.reads(solved[name], as_version=4))
        keys = [key_of(RECORDS.tasks[one]) for one in asked]
        assert [said.strip() for said in checked(ran)] == [
            f"Right. The book prints {key}." if key else "Right." for key in keys
        ], name


def _data(output: nbformat.NotebookNode) -> dict:
    """What an output shows.  Captions have no links where the code's titles are plain words."""
    data = dict(output.get("data", {"text": output.get("text")}))
    if "text/markdown" in data:
        data["text/markdown"] = shown(data["text/markdown"])
    return data
