"""Labs: pupils get them without solutions, each check knows its answer and never tells it, and what
a lab says is bound as the words of pages are.

That labs run away from the book, ``tests/test_offered.py`` shows.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from bookbuild import RECORDS, ROOT, built_site
from conftest import TinyBook
from smallsite import Site

from factbook import checking, exercises, lab, mentions, notebooks, tables
from factbook.lab import Letter, Number

LABS = exercises.labs(ROOT)
CODED = exercises.coded(RECORDS)
each_lab = pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
each_question = pytest.mark.parametrize("task", CODED, ids=lambda task: task.task_id)

# --- the labs of the book -----------------------------------------------------------------------


def test_each_chapter_has_a_lab():
    """And each lab asks four to six questions, the easy ones first."""
    assert [path.stem for path in LABS] == [path.stem for path in notebooks.chapters(ROOT)]
    for path in LABS:
        asked = exercises.asked(mentions.notebook(path))
        levels = [RECORDS.tasks[name].level for name in asked]
        assert 4 <= len(asked) <= 6 and levels == sorted(levels), path.stem


@each_lab
def test_is_stored_as_it_ran(path):
    """Normalised and valid, with words for ids; no output is an error or names a folder."""
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert nbformat.writes(notebooks.normalise(nbformat.reads(text, as_version=4))) + "\n" == text
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", cell.id) for cell in notebook.cells)
    assert not re.search(r"(?:/home/|/Users/|/root/|/tmp/|/work/|[A-Z]:\\\\)", text)
    outputs = [o for cell in notebook.cells for o in cell.get("outputs", [])]
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]


@each_lab
def test_each_solution_is_right(path):
    """As stored, which nbval compares with a run; and none of them is right for nothing."""
    cells = mentions.notebook(path)["cells"]
    checks = {c["id"]: c for c in cells if c["id"].startswith("check-")}
    said = ["".join(cell["outputs"][0]["text"]) for cell in checks.values()]
    assert len(said) == len(exercises.asked({"cells": cells}))
    assert all(text.startswith("Right.") for text in said), said


def statements(whole: dict) -> list[str]:
    """The lines of solutions that say more than a name or a bracket."""
    return [line for line in exercises.solutions(whole) if re.search(r"\w\W+\w", line)]


@each_lab
def test_pupils_get_no_solution_and_no_output(path):
    """Of the lines between the marks nothing is left, in the notebook or on the site."""
    whole = mentions.notebook(path)
    made = exercises.stripped(whole)
    left = json.dumps(made, ensure_ascii=False)
    hidden = statements(whole)
    assert len(hidden) >= 4
    assert [line for line in hidden if json.dumps(line, ensure_ascii=False)[1:-1] in left] == []
    assert "SOLUTION" not in left and '"text"' not in left
    assert left.count(exercises.YOUR_TURN) >= 4
    assert len(made["cells"]) == len(whole["cells"])


@pytest.mark.slow
def test_no_solution_is_on_the_site():
    """In no file that a reader can reach: pages, search, sources, notebooks."""
    site = built_site()
    hidden = {line for path in LABS for line in statements(mentions.notebook(path))}
    # The chapters compute the same numbers, and some lines of code are theirs too.
    chapters = "".join(path.read_text(encoding="utf-8") for path in notebooks.chapters(ROOT))
    own = {line for line in hidden if json.dumps(line, ensure_ascii=False)[1:-1] not in chapters}
    assert len(own) > 30
    for file in sorted(site.rglob("*")):
        if file.suffix in (".html", ".ipynb", ".md", ".txt", ".js") and file.is_file():
            text = file.read_text(encoding="utf-8")
            forms = (lambda line: line, lambda line: json.dumps(line, ensure_ascii=False)[1:-1])
            assert not [line for line in own for form in forms if form(line) in text], file.name
    names = sorted(file.name for file in (site / "_teaching/labs").iterdir())
    assert names == [f"{path.stem}-lab.ipynb" for path in LABS]
    assert not (site / "_sources/chapters/labs").exists()


def test_the_numbers_of_the_answers_are_those_of_the_chapters():
    """What is kept beside the tables, for those who have no chapters."""
    kept = json.loads(tables.lab_numbers_path(ROOT).read_text(encoding="utf-8"))
    assert kept and kept == exercises.numbers(RECORDS)


# --- what a check says --------------------------------------------------------------------------


def said(task_id: str, answer: object, capsys: pytest.CaptureFixture) -> str:
    """What a check prints."""
    lab.check(task_id, answer)
    return capsys.readouterr().out.strip()


def tells(text: str, key: Number) -> bool:
    """Whether a text holds a number, as it is kept or as it is printed."""
    forms = {key.text, tables.number_text(key.text), f"{key.value:g}"}
    return any(re.search(rf"(?<![\d.,]){re.escape(form)}(?![\d]|[.,]\d)", text) for form in forms)


@each_question
def test_check_knows_the_answer_and_never_tells_it(task, capsys):
    """The right one, none, and wrong ones by sign, by a factor, by much."""
    key = lab._key(task.options, task.answer)
    for nothing in (None, ...):
        assert said(task.task_id, nothing, capsys).startswith("Not answered yet")
    if isinstance(key, Letter):
        assert said(task.task_id, key.letter, capsys) == "Right."
        assert said(task.task_id, f" {key.letter.upper()}) ", capsys) == "Right."
        others = [letter for letter in lab.LETTERS[: key.options] if letter != key.letter]
        for wrong in [*others, "z", "", 1, 2.5, ["a"]]:
            answered = said(task.task_id, wrong, capsys)
            assert answered.startswith("Not yet: ")
            assert f'"{key.letter}"' not in answered and f" {key.letter} " not in answered
        return
    assert key.printed in said(task.task_id, key.value, capsys)
    for wrong in (-key.value, 10 * key.value, key.value / 1000, 3 * key.value + 77, str(key.value)):
        answered = said(task.task_id, wrong, capsys)
        assert answered.startswith("Not yet: ") and not tells(answered, key), answered


SHARE, EUROS = Number("72", "percent"), Number("21.4", "eur-bn-per-year")
COUNT, THIRD = Number("35", "countries"), Letter("c", 4)

MESSAGES: dict[str, tuple[object, Number | Letter, str]] = {
    "right as printed": (72, SHARE, "Right. The book prints 72%."),
    "right and not rounded": (72.49, SHARE, "Right."),
    "right from numpy": (np.float32(21.42), EUROS, "Right."),
    "right as a whole number of numpy": (np.int64(35), COUNT, "Right."),
    "nothing": (None, SHARE, "Not answered yet"),
    "a text": ("72 percent", SHARE, "that is a text; give the number alone"),
    "True": (True, COUNT, "that is True or False"),
    "True of numpy": (np.bool_(True), COUNT, "that is True or False"),
    "a column": (pd.Series([1.0, 2.0]), EUROS, "several values"),
    "a list": ([21.4], EUROS, "several values"),
    "something else": (print, EUROS, "that is not a number"),
    "a gap": (float("nan"), EUROS, "no finite number (NaN or inf)"),
    "endless": (np.inf, EUROS, "no finite number"),
    "the sign": (-21.4, EUROS, "the size is right and the sign is not"),
    "a share for percent": (0.72, SHARE, "a share of one, and the question asks for percent"),
    "percent twice": (7200.0, SHARE, "turned into percent twice"),
    "later by earlier": (172.1, SHARE, "asked is how much it grew"),
    "later by earlier, as a share": (1.72, SHARE, "asked is how much it grew"),
    "the rest": (28, SHARE, "that is the rest"),
    "the rest, as a share": (0.28, SHARE, "that is the rest"),
    "upside down": (138.9, SHARE, "looks upside down"),
    "millions": (21400, EUROS, "a factor of a thousand. The answer is asked in billion euros"),
    "a decimal place": (214, EUROS, "off by a factor of ten"),
    "euros": (21.4e9, EUROS, "off by a factor of a billion"),
    "rounded too far": (21, EUROS, "rounded too far. Give one decimal"),
    "a count in tens": (40, COUNT, "rounded too far"),
    "close": (22.1, EUROS, "close, but not it"),
    "another number": (64.1, EUROS, "that is another number"),
    "another letter": ("b", THIRD, "it is another option"),
    "no letter": (3, THIRD, "give the letter of one of the options"),
    "a letter of none": ("e", THIRD, "give the letter of one of the options"),
}


@pytest.mark.parametrize("slip", MESSAGES)
def test_check_says_what_may_be_wrong(slip):
    """Each likely slip by its own words, without the answer."""
    answer, key, fragment = MESSAGES[slip]
    answered = lab.said_of(answer, key)
    assert fragment in answered
    if not answered.startswith("Right") and isinstance(key, Number):
        assert not tells(answered, key)


def test_an_unknown_question_is_said(capsys):
    """With the one that was meant."""
    task = CODED[0].task_id
    assert f"did you mean {task!r}" in said(f"{task}x", 1, capsys)


# --- what a lab is held to ----------------------------------------------------------------------

TASK = {
    "task_id": "germany-lab-count",
    "page": "chapters/germany",
    "level": "1",
    "kind": "compute",
    "minutes": "3",
    "needs": "code",
    "question": "In the lab: an agency has {fact}`paris-countries-agency`. How many has the host?",
    "answer": "{fact}`paris-countries`: the host's count.",
    "feedback": "The agency counted fewer.",
    "facts": "paris-countries",
}
TEXT = (
    "# Lab: a count\n\n```{lab-task} germany-lab-count\n```\n\nThe day was "
    "{fact-date}`paris-countries`, a **fact** in `facts.csv` of [the book](page.md).\n\n"
    "<details><summary>Hint</summary>\n\nRow `35` it is not.\n\n</details>"
)
ANSWER = (
    "came = None\n### BEGIN SOLUTION\n"
    'came = int(facts.loc["paris-countries", "value"])\ncame\n### END SOLUTION'
)
START = "from factbook import load_facts\nfrom factbook.lab import check\n\nfacts = load_facts()"


def write_lab(book: TinyBook, text: str = TEXT, answer: str = ANSWER, asked: str = "count") -> Path:
    """Write a lab on Germany into a book."""
    cells = [
        nbformat.v4.new_markdown_cell(text, id="task"),
        nbformat.v4.new_code_cell(START, id="load"),
        nbformat.v4.new_code_cell(answer, id="answer"),
        nbformat.v4.new_code_cell(f'check("germany-lab-{asked}", came)', id="check"),
    ]
    made = notebooks.normalise(nbformat.v4.new_notebook(cells=cells))
    path = exercises.lab_of(book.root, "chapters/germany")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(made) + "\n", encoding="utf-8")
    return path


def tiny(root: Path, **cells: str) -> TinyBook:
    """A tiny book with a question for a lab."""
    book = TinyBook(root)
    words = "A page of a tiny book that a test looks at, and nobody else will ever read."
    book.add("pages", page="chapters/germany", description=words)
    book.add("tasks", **{**TASK, **cells})
    return book.write()


def found(book: TinyBook) -> list[str]:
    """What is wrong with a book, as the command says it."""
    return [str(violation) for violation in checking.check(book.root)]


def test_a_sound_lab_is_silent(tmp_path):
    """Roles, code, links and folds are what its text may hold."""
    book = tiny(tmp_path)
    write_lab(book)
    exercises.write_numbers(book.root)
    assert found(book) == []


WRONG: dict[str, tuple[Callable[[TinyBook], object], str]] = {
    "a figure": (
        lambda book: write_lab(book, TEXT + "\n\nThere were 35."),
        "cell \"task\": says '35' outside of a role",
    ),
    "a figure in a fold": (
        lambda book: write_lab(book, TEXT.replace("it is not", "is of May")),
        "says 'May' outside of a role",
    ),
    "words that do not fit": (
        lambda book: write_lab(book, TEXT + "\n\n{fact}`36 countries <paris-countries>`"),
        "the words '36 countries' say 36",
    ),
    "words beside a role": (
        lambda book: write_lab(book, TEXT + "\n\nNot {fact}`paris-countries` came."),
        "right beside {fact}`paris-countries` changes what it says",
    ),
    "no computed number": (
        lambda book: write_lab(book, TEXT + "\n\n{derived}`no-number`"),
        "no computed number 'no-number'",
    ),
    "marks": (
        lambda book: write_lab(book, answer=ANSWER.replace("### END SOLUTION", "")),
        "cell \"answer\": has '### BEGIN SOLUTION' without '### END SOLUTION'",
    ),
    "another question": (
        lambda book: write_lab(book, asked="counts"),
        "which is no question of chapters/germany that needs code; did you mean 'germany-lab-count",
    ),
    "a question not checked": (
        lambda book: write_lab(book, asked="counts"),
        "does not check 'germany-lab-count', which needs code",
    ),
    "a question twice": (
        lambda book: write_lab(book, answer=ANSWER + '\ncheck("germany-lab-count", came)'),
        "checks 'germany-lab-count' more than once",
    ),
    "a question not told": (
        lambda book: write_lab(book, TEXT.replace("{lab-task} germany-lab-count", "")),
        "each question needs {lab-task} in a text above its check",
    ),
    "no lab": (
        lambda book: None,
        "data/tasks.csv:2: germany-lab-count: needs: needs code, and chapters/labs has no lab",
    ),
    "no notebook": (
        lambda book: write_lab(book).write_text("{", encoding="utf-8"),
        "chapters/labs/germany.ipynb:1",
    ),
    "old numbers": (
        lambda book: (
            write_lab(book),
            tables.lab_numbers_path(book.root).write_text('{"x": {}}', encoding="utf-8"),
        ),
        "data/labs.json:1: does not hold what the chapters compute; run python -m factbook",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_refused(tmp_path, wrong):
    """With the file and the cell, and the way out."""
    change, message = WRONG[wrong]
    book = tiny(tmp_path)
    change(book)
    assert any(message in one for one in found(book)), found(book)


# --- the site -----------------------------------------------------------------------------------

LIST = "# Labs\n\nFor classes.\n\n```{lab-files}\n```\n\n```{how-to-run}\n```\n"


def teaching(root: Path) -> Site:
    """A small book with a lab and a page that lists it."""
    book = Site(root).ask()
    book.add("tasks", **TASK)
    book.pages["chapters/labs"] = LIST
    book.write()
    write_lab(book)
    return book


def test_site_offers_the_lab_without_its_solution(tmp_path):
    """Filled in, listed with its questions and its minutes; and nothing of the solution anywhere,
    nor in an EPUB.
    """
    book = teaching(tmp_path)
    build = book.build()
    assert build.error is None, build.error
    assert "WARNING" not in build.log, build.log
    files = book.site()
    offered = nbformat.reads(files["_teaching/labs/germany-lab.ipynb"].decode(), as_version=4)
    nbformat.validate(offered)
    head, task, load, answer, _ = offered.cells
    assert "a lab on the chapter “Germany”" in head.source and "germany-lab.ipynb" in head.source
    asked = "an agency has 27–30 countries. How many has the host?\n\n*Find · 3 minutes*"
    assert asked in task.source
    assert "The day was 6 January 2026" in task.source and "{" not in task.source
    assert "<details><summary>Hint</summary>" in task.source
    assert (load.source, load.execution_count) == (START, None)
    assert answer.source == "came = None\n# Your turn"
    page = files["chapters/labs.html"].decode()
    assert 'href="../_teaching/labs/germany-lab.ipynb"' in page
    assert 'href="../_data/factbook-' in page and 'href="#how-to-run"' in page
    assert "1 questions and a text to write · 8 minutes" not in page
    assert "1 question and a text to write · 8 minutes" in page
    assert [name for name, content in files.items() if b"int(facts.loc" in content] == []
    assert not [
        name for name in files if "labs/germany.html" in name or "_sources/chapters/labs/" in name
    ]
    assert book.build("epub").error is None
    (file,) = (tmp_path / "_build/epub").glob("*.epub")
    with zipfile.ZipFile(file) as archive:
        texts = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name, content in texts.items() if b"int(facts.loc" in content]
    assert b"germany-lab.ipynb" in texts["chapters/labs.xhtml"]


def test_an_edit_of_a_lab_reaches_the_site(tmp_path):
    """And one that is not bound stops the build."""
    book = teaching(tmp_path)
    assert book.build().error is None
    write_lab(book, TEXT.replace("The day was", "It was on"))
    build = book.build()
    assert build.error is None and build.read == ["chapters/labs"]
    assert b"It was on 6 January" in book.site()["_teaching/labs/germany-lab.ipynb"]
    write_lab(book, TEXT + "\n\nThere were 35.")
    error = book.build().error
    assert error is not None and "chapters/labs/germany.ipynb" in str(error)
    assert "says '35' outside of a role" in str(error)


def test_a_list_without_labs_is_refused(tmp_path):
    """A page that promises some."""
    book = Site(tmp_path)
    book.pages["chapters/labs"] = LIST
    error = book.write().build().error
    assert error is not None and "{lab-files} chapters/labs has no lab; write one" in str(error)
