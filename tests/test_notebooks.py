"""The chapters are committed with outputs that are the same on every machine."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path

import nbformat
import pytest
from bookbuild import CHAPTER, ROOT, Book

from factbook import charts, notebooks, picture

CHAPTERS = notebooks.chapters(ROOT)
each_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


def cells(path: Path, kind: str) -> list:
    """The cells of one kind."""
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def outputs(cell) -> list:
    """The MIME bundles of a cell."""
    return [output.data for output in cell.outputs if "data" in output]


def test_there_are_chapters():
    """Else the tests below would pass for nothing."""
    assert len(CHAPTERS) >= 4


@each_chapter
def test_is_normalised(path):
    """As ``make notebooks`` writes it: no versions, no times, no state of an interface."""
    text = path.read_text(encoding="utf-8")
    assert nbformat.writes(notebooks.normalise(nbformat.reads(text, as_version=4))) + "\n" == text


@each_chapter
def test_is_valid(path):
    """A notebook that other programs read, in format 4.5 or newer, where cells have ids."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)


@each_chapter
def test_every_code_cell_was_executed(path):
    """Strict nbval skips a cell without a count; with one and the same, a new cell changes no
    other's lines."""
    assert {cell.execution_count for cell in cells(path, "code")} == {1}
    assert {
        output.execution_count
        for cell in cells(path, "code")
        for output in cell.outputs
        if output.output_type == "execute_result"
    } <= {1}


@each_chapter
def test_cells_that_end_in_an_expression_have_an_output(path):
    """Charts, computed numbers and frames are committed, so that nbval has something to compare."""
    for cell in cells(path, "code"):
        last = ast.parse(cell.source).body[-1]
        value = isinstance(last, ast.Expr) and not (
            isinstance(last.value, ast.Call) and "set_option" in ast.unparse(last.value.func)
        )
        if value or "figure(" in cell.source or "derive(" in cell.source:
            assert cell.outputs, f"{cell.id}: {ast.unparse(last)}"


@each_chapter
def test_no_output_is_an_error_or_a_warning(path):
    """What a reader sees is what was meant."""
    for cell in cells(path, "code"):
        for output in cell.outputs:
            assert output.output_type != "error", cell.id
            assert output.get("name") != "stderr", cell.id


@each_chapter
def test_cell_ids_are_words(path):
    """The build names a cell by its id: it says what the cell is about."""
    ids = [cell.id for cell in nbformat.read(path, as_version=4).cells]
    assert [
        name
        for name in ids
        if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", name) or re.fullmatch(r"[0-9a-f]{8}", name)
    ] == []
    assert len(ids) == len(set(ids))


@each_chapter
def test_names_no_path(path):
    """Chapters read tables by name, and no output shows a folder of the machine that made it."""
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"(?:/home/|/Users/|/root/|/tmp/|/work/|[A-Z]:\\\\)\S*", text) == []
    for cell in cells(path, "code"):
        assert not re.search(
            r"open\(|read_csv|pathlib|import os\b|\.csv\b|\.geojson\b|https?:", cell.source
        ), cell.id


@each_chapter
def test_no_random_output(path):
    """Nothing that differs at each run: ids of Altair's or pandas' HTML, dtypes, addresses in
    memory."""
    for cell in cells(path, "code"):
        text = json.dumps(cell.outputs)
        assert not re.search(r"altair-viz-|#T_[0-9a-f]{5}|dtype: | at 0x[0-9a-f]{6}", text), cell.id
        assert not any(
            kind.startswith("image/png") for bundle in outputs(cell) for kind in bundle
        ), cell.id


@each_chapter
def test_one_chart_a_cell(path):
    """Each chart is the output of a cell of its own, made by ``figure``."""
    for cell in cells(path, "code"):
        bundles = outputs(cell)
        assert sum(charts.FIGURE in bundle for bundle in bundles) <= 1, cell.id
        assert all(
            charts.FIGURE in bundle
            for bundle in bundles
            if charts.VEGALITE in bundle or "image/svg+xml" in bundle
        ), cell.id


@each_chapter
def test_has_charts(path):
    """A chapter shows its data."""
    assert any(charts.FIGURE in bundle for cell in cells(path, "code") for bundle in outputs(cell))


@each_chapter
def test_pictures_are_light(path):
    """At most 40 KiB each, in the font of the book, and finished."""
    for cell in cells(path, "code"):
        for bundle in outputs(cell):
            if svg := bundle.get("image/svg+xml"):
                assert len("".join(svg).encode()) <= charts.MAX_SVG, cell.id
                fonts = set(re.findall(r'font-family="([^"]*)"', "".join(svg)))
                assert fonts <= {picture.FONT}, cell.id
                name = bundle[charts.FIGURE]["id"]
                assert picture.finished("".join(svg), name) == "".join(svg), cell.id


@each_chapter
def test_one_title(path):
    """The first cell holds the one heading of the first level."""
    first = nbformat.read(path, as_version=4).cells[0]
    assert first.cell_type == "markdown" and first.source.startswith("# ")
    headings = [
        line
        for cell in cells(path, "markdown")
        for line in re.sub(r"(?ms)^(`{3,}|:{3,}).*?^\1", "", cell.source).splitlines()
        if re.match(r"# ", line)
    ]
    assert headings == [first.source.splitlines()[0]]


@each_chapter
def test_no_raw_html(path):
    """A chapter's words are Markdown: HTML would run as it stands, on the page and in the
    notebook."""
    for cell in cells(path, "markdown"):
        text = re.sub(r"`+[^`]*`+", "", cell.source)
        assert not re.search(r"<[a-zA-Z!/]", text), cell.id


# --- notebooks.py --------------------------------------------------------------------------------


def test_normalise_keeps_what_counts():
    """Sources, ids, tags, outputs and our own output metadata stay; versions, times and states
    go."""
    output = nbformat.v4.new_output(
        "display_data", {"text/plain": "x"}, metadata={"factbook": "figure", "other": 1}
    )
    cell = nbformat.v4.new_code_cell(
        "x",
        id="x",
        execution_count=3,
        outputs=[output],
        metadata={"tags": ["hide-input"], "execution": {"iopub.busy": "now"}, "collapsed": True},
    )
    notebook = nbformat.v4.new_notebook(
        cells=[cell, nbformat.v4.new_markdown_cell("# X", id="y", metadata={"editable": False})],
        metadata={"language_info": {"name": "python", "version": "3.11.7"}, "widgets": {}},
    )
    made = notebooks.normalise(notebook)
    assert made.metadata == notebooks.METADATA
    assert made.cells[0].metadata == {"tags": ["hide-input"]} and made.cells[1].metadata == {}
    assert made.cells[0].outputs[0].metadata == {"factbook": "figure"}
    assert (made.cells[0].id, made.cells[0].source, made.cells[0].execution_count) == ("x", "x", 1)
    assert notebooks.normalise(made) == made


@pytest.mark.slow
def test_refresh(tmp_path):
    """Executes and keeps the outputs; a second time changes nothing; a cell that fails leaves
    the file as it was."""
    book = Book(tmp_path)
    path = book.path("chapters/small.ipynb")
    script = (
        "from factbook import notebooks, tables\n"
        "book = tables.root()\n"
        "print('changed', *notebooks.refresh(notebooks.chapters(book), book).values())"
    )
    assert book.run(sys.executable, "-c", script).log.strip().endswith("changed True")
    counts = [cell.execution_count for cell in cells(path, "code")]
    assert counts == [1] * sum(kind == "code" for kind, _, _ in CHAPTER)
    assert book.run(sys.executable, "-c", script).log.strip().endswith("changed False")
    book.chapter([("code", "broken", "1 / 0")])
    before = path.read_bytes()
    failed = book.run(sys.executable, "-c", script)
    assert failed.status != 0 and "ZeroDivisionError" in failed.log
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.new"))
