"""Quiz files say what the table says: each is read back here by readers of their own, which know
the formats and nothing of the writers.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from bookbuild import RECORDS, built_site
from bs4 import BeautifulSoup
from smallsite import Site

from factbook import roles, rules
from factbook.book.site import quizzes

ADDRESS = "https://example.org/book/"
CRUEL = "Is a & b = c ~e #f %g :i: \\j “k”, or 'l'?"
"""A question with signs that some format takes for its own; the tables refuse others."""


class Read(NamedTuple):
    """A question as a reader found it: without options ``right`` is empty."""

    asks: str
    options: tuple[str, ...]
    right: str
    said: str


def plain(text: str) -> str:
    """HTML as the words that it shows."""
    return " ".join(BeautifulSoup(text, "html.parser").get_text().split())


# --- the readers --------------------------------------------------------------------------------

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"


def qti_items(document: bytes) -> list[Read]:
    """The questions of a document of QTI 1.2."""
    found = []
    for item in ElementTree.fromstring(document).iter(f"{QTI}item"):
        asks = plain(item.find(f"{QTI}presentation/{QTI}material/{QTI}mattext").text)
        labels = item.findall(f".//{QTI}render_choice/{QTI}response_label")
        options = {one.get("ident"): plain(one.find(f".//{QTI}mattext").text) for one in labels}
        full = [
            condition.find(f".//{QTI}varequal").text
            for condition in item.iter(f"{QTI}respcondition")
            if condition.find(f"{QTI}setvar") is not None
        ]
        feedback = item.find(f"{QTI}itemfeedback//{QTI}mattext")
        said = plain(feedback.text) if feedback is not None else ""
        found.append(Read(asks, tuple(options.values()), options[full[0]] if full else "", said))
    return found


def canvas(content: bytes) -> list[Read]:
    """A ZIP for Canvas: the resource of its manifest that is a quiz."""
    with ZipFile(io.BytesIO(content)) as file:
        manifest = ElementTree.fromstring(file.read("imsmanifest.xml"))
        (quiz,) = [one for one in manifest.iter() if one.get("type") == "imsqti_xmlv1p2"]
        assert all(one.get("href") in file.namelist() for one in manifest.iter() if one.get("href"))
        return qti_items(file.read(quiz[0].get("href")))


def cartridge(content: bytes) -> list[Read]:
    """A Common Cartridge: its quiz, found through the items of its contents."""
    space = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
    with ZipFile(io.BytesIO(content)) as file:
        manifest = ElementTree.fromstring(file.read("imsmanifest.xml"))
        resources = {one.get("identifier"): one for one in manifest.iter(f"{space}resource")}
        named = [one.get("identifierref") for one in manifest.iter(f"{space}item")]
        shown = [resources[one] for one in named if one]
        assert len(shown) == len(resources)
        assert all(one[0].get("href") in file.namelist() for one in shown)
        (quiz,) = [one for one in shown if one.get("type").endswith("/assessment")]
        return qti_items(file.read(quiz[0].get("href")))


def moodle(content: bytes) -> list[Read]:
    """Moodle XML."""
    found = []
    for question in ElementTree.fromstring(content).findall("question"):
        if question.get("type") == "category":
            continue
        answers = question.findall("answer")
        options = [plain(one.findtext("text")) for one in answers]
        right = [
            text for one, text in zip(answers, options, strict=True) if one.get("fraction") == "100"
        ]
        where = "generalfeedback" if answers else "graderinfo"
        found.append(
            Read(
                plain(question.findtext("questiontext/text")),
                tuple(options),
                right[0] if right else "",
                plain(question.findtext(f"{where}/text")),
            )
        )
    return found


def gift(content: bytes) -> list[Read]:
    """GIFT, by its own rules: a backslash keeps the next sign, a blank line parts questions."""
    found = []
    for block in content.decode().split("\n\n")[1:]:
        signs = re.findall(r"\\.|.", block.strip(), re.DOTALL)
        kept = "".join(chr(0xE000 + ord(one[1])) if len(one) == 2 else one for one in signs)
        shown = "\n".join(line for line in kept.split("\n") if not line.startswith("//"))
        asks, answers = re.fullmatch(r"::.*?::(.*?)\{(.*)\}", shown, re.DOTALL).groups()
        body, _, said = answers.partition("####")
        options = re.findall(r"\s*([=~])([^=~]+)", body)
        right = [_unescaped(text) for sign, text in options if sign == "="]
        texts = tuple(_unescaped(text) for _, text in options)
        found.append(Read(_unescaped(asks), texts, right[0] if right else "", _unescaped(said)))
    return found


def _unescaped(text: str) -> str:
    """A text of GIFT with the signs that stood behind a backslash."""
    words = " ".join(text.split())
    return re.sub("[\ue000-\uf8ff]", lambda sign: chr(ord(sign[0]) - 0xE000), words)


def text(content: bytes) -> list[Read]:
    """Plain text: questions and options, then the key by number."""
    asked, key = content.decode().split("\nKEY\n")
    found = []
    for block in re.split(r"\n(?=\d+\. )", asked)[1:]:
        number, asks = re.match(r"(\d+)\. (.*)", block).groups()
        options = re.findall(r"^   ([a-e])\. (.*)$", block, re.MULTILINE)
        answer = re.search(rf"^{number}\. (.*(?:\n   Why: .*)?)$", key, re.MULTILINE)[1]
        right = dict(options)[answer[0]] if options else ""
        said = answer.partition("Why: ")[2] if options else answer
        found.append(Read(asks, tuple(text for _, text in options), right, said))
    return found


def table(content: bytes) -> list[Read]:
    """CSV."""
    found = []
    for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))):
        options = {letter: row[f"option_{letter}"] for letter in "abcde" if row[f"option_{letter}"]}
        found.append(
            Read(
                row["question"], tuple(options.values()), options.get(row["right"], ""), row["why"]
            )
        )
    return found


READERS: dict[str, Callable[[bytes], list[Read]]] = {
    "-canvas.zip": canvas,
    "-moodle.xml": moodle,
    "-gift.txt": gift,
    "-copies.imscc": cartridge,
    "-links.imscc": cartridge,
    ".txt": text,
    ".csv": table,
}
"""The end of a file's name → what reads it."""


# --- the tiny book ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a book with cruel signs in a question, built for an address."""
    book = Site(tmp_path_factory.mktemp("quizzes")).taught()
    book.row("tasks", "germany-first")["question"] = CRUEL
    book.pages["chapters/teaching"] += "\n```{quiz-files}\n```\n"
    book.write()
    assert rules.check(book.root) == []
    build = book.build(html_baseurl=ADDRESS)
    assert build.error is None, build.error
    return book.root / "_build/html" / quizzes.FOLDER


@pytest.mark.parametrize("end", READERS)
def test_each_format_says_what_the_table_says(folder, end):
    """Question, options, key and reason. What marks an open question is for the teacher alone: it
    stands where no platform shows it to whoever answered.
    """
    found = {one.asks: one for one in READERS[end]((folder / f"germany{end}").read_bytes())}
    first = found["How many countries were in Paris, by the host?"]
    assert first.options == ("at least 35 countries", "27–30 countries", "nobody counted")
    assert first.right == "at least 35 countries"
    assert first.said == "The host counted at least 35 countries; the agency counted fewer."
    opened = found["Which count of January would you print?"]
    assert (opened.options, opened.right) == ((), "")
    if end in ("-moodle.xml", ".txt"):
        assert "Sample answer: The host says at least 35 countries" in opened.said
        assert "Not yet: No name" in opened.said
    elif end != ".csv":
        assert opened.said == ""
    assert CRUEL in found


def test_a_teacher_finds_the_rubric_in_gift(folder):
    """In a comment above the question, which an import leaves out."""
    content = (folder / "germany-gift.txt").read_text(encoding="utf-8")
    (line,) = re.findall(
        r"^// Sample answer: The host .*\n::germany-rivals::.*\{\}$", content, re.M
    )
    assert "Not yet: No name" in line


def test_a_table_opens_in_a_spreadsheet(folder):
    """With the mark by which spreadsheets know UTF-8."""
    assert (folder / "germany.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_question_on_a_chart_says_where_the_chart_is():
    """Away from the book nobody sees it."""
    asked = [
        one.asks for one in moodle((built_site() / quizzes.FOLDER / "all-moodle.xml").read_bytes())
    ]
    charts = sum(task.kind == "chart" for task in RECORDS.tasks.values())
    assert sum("(The chart stands in the book, under “" in one for one in asked) == charts > 5


def test_all_questions_stand_in_one_file_too(folder):
    """Those of every page."""
    names = {path.name for path in folder.iterdir()}
    assert names == {f"{name}{end}" for name in ("all", "germany") for end in READERS}
    assert len(moodle((folder / "all-moodle.xml").read_bytes())) == 7


def test_cartridges_lead_to_the_book_or_bring_what_decides(folder):
    """Links to the page and its sheet; copies of the questions without answers, and of facts."""
    with ZipFile(folder / "germany-links.imscc") as file:
        links = [file.read(name).decode() for name in file.namelist() if "link" in name]
    assert [re.search(r'href="(.*?)"', one)[1] for one in links] == [
        f"{ADDRESS}chapters/germany.html",
        f"{ADDRESS}chapters/sheet-germany.html",
    ]
    with ZipFile(folder / "germany-copies.imscc") as file:
        asked, facts = (file.read(f"pages/{name}.html").decode() for name in ("questions", "facts"))
    assert "How many countries" in asked and "The host counted" not in asked
    assert "At least 35 countries took part in the Paris summit. (6 January 2026)" in facts


def test_files_are_listed_with_the_way_in(folder):
    """By page, as downloads that search engines are asked not to follow."""
    page = folder.parent.parent / "chapters/teaching.html"
    listed = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select(".quiz-files a")
    assert listed[0]["href"] == "../_teaching/quiz/all-canvas.zip"
    assert all(link["rel"] == ["nofollow"] and link.has_attr("download") for link in listed)
    assert len(listed) == 2 * len(READERS)
    assert all((folder / Path(link["href"]).name).is_file() for link in listed)


def test_without_an_address_no_cartridge_has_links(tmp_path):
    """And the same book gives the same bytes again."""
    book = Site(tmp_path).taught().write()
    assert book.build().error is None
    assert book.build(to="again").error is None
    first, second = (tmp_path / to / "html" / quizzes.FOLDER for to in ("_build", "again"))
    names = {path.name for path in first.iterdir()}
    assert not [name for name in names if name.endswith("links.imscc")]
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in names)


# --- the real book ------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [end for end in READERS if end != "-links.imscc"])
def test_files_of_the_book_hold_every_question(end):
    """Each question of the table, with its key; no role is left over."""
    found = READERS[end]((built_site() / quizzes.FOLDER / f"all{end}").read_bytes())
    tasks = RECORDS.tasks.values()
    assert len(found) == len(tasks)
    assert not [one for one in found if roles.ROLE.search(html.unescape(" ".join(map(str, one))))]
    keys = {(len(task.options), int(task.answer)) for task in tasks if task.options}
    assert {
        (len(one.options), one.options.index(one.right) + 1) for one in found if one.right
    } == keys
    assert sum(bool(one.right) for one in found) == sum(bool(task.options) for task in tasks)
