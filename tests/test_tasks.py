"""Questions for classes: each stands on its page without its answer, and on the page of answers
with it; the answers stand on the site alone, where no search finds them.
"""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from bs4 import BeautifulSoup, Tag
from pypdf import PdfReader
from smallsite import Site

from factbook import chromium, rules

GERMANY, ANSWERS = "chapters/germany", "chapters/answers"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the built book."""
    book = Site(tmp_path_factory.mktemp("tasks")).ask().write()
    assert rules.check(book.root) == []
    build = book.build(html_baseurl="https://example.org/")
    assert build.error is None, build.error
    assert "WARNING" not in build.log, build.log
    return book.site()


def page(site: dict[str, bytes], name: str) -> Tag:
    """A page of the site."""
    return BeautifulSoup(site[f"{name}.html"], "lxml")


def words(element: Tag) -> str:
    """What is seen of an element."""
    return " ".join(element.get_text().split())


def test_a_page_asks_by_level_without_the_answers(site):
    """With options as a list of letters, and what each question takes."""
    asked = page(site, GERMANY).select_one(".tasks")
    assert [words(one) for one in asked.select(".task-level")] == ["Find", "Judge"]
    first, last = asked.select("li.task")
    assert (first["id"], last["id"]) == ("task-germany-count", "task-germany-rivals")
    assert [words(one) for one in first.select("ol.loweralpha > li")] == [
        "at least 35 countries",
        "27–30 countries",
        "nobody counted",
    ]
    assert words(first.select_one(".task-foot")) == (
        "Recall · 1 minute · on paper · Where to look · Answer · Link to this question"
    )
    assert last.parent["start"] == "2"
    assert "Each answer needs" not in words(asked) and "Both counts" not in words(asked)


def test_figures_in_questions_lead_to_their_proof(site):
    """As those of the text do."""
    links = page(site, GERMANY).select(".tasks li.task p:first-child a")
    assert {link["href"].partition("#")[2] for link in links} >= {"fact-paris-countries"}


def test_question_and_answer_lead_to_each_other(site):
    """And a question leads to where the page tells it."""
    first = page(site, GERMANY).select_one("#task-germany-count .task-foot")
    assert [link["href"] for link in first.select("a")] == [
        "#who-came",
        "answers.html#answer-germany-count",
        "#task-germany-count",
    ]
    back = page(site, ANSWERS).select_one("#answer-germany-count .task-foot a")
    assert back["href"] == "germany.html#task-germany-count"


def test_answers_have_key_reason_rubric_and_proof(site):
    """Each beside its question."""
    answers = page(site, ANSWERS)
    key = words(answers.select_one("#answer-germany-count"))
    assert "a. at least 35 countries" in key
    assert "Why. The host counted at least 35 countries" in key
    sample = answers.select_one("#answer-germany-rivals")
    assert "Sample answer. The host says at least 35 countries" in words(sample)
    assert [words(one) for one in sample.select(".task-rubric > li")] == [
        "Full: Both counts, each with its name",
        "Partly: One count with its name",
        "Not yet: No name",
    ]
    proof = sample.select_one("ul.facts a")
    assert words(proof) == "At least 35 countries took part in the Paris summit."
    assert [words(one) for one in answers.select(".answers-pages li")] == ["Germany"]


def test_no_search_finds_the_answers(site):
    """Neither a search engine nor the book's own search."""
    robots = page(site, ANSWERS).select_one('meta[name="robots"]')
    assert robots["content"] == "noindex"
    assert page(site, GERMANY).select_one('meta[name="robots"]') is None
    assert b"answers.html" not in site["sitemap.xml"]
    index = json.loads(site["searchindex.js"].decode().removeprefix("Search.setIndex(")[:-1])
    place = index["docnames"].index(ANSWERS)
    for word in ("sampl", "teacher"):
        found = index["terms"].get(word, [])
        assert place not in (found if isinstance(found, list) else [found])


@pytest.mark.browser
def test_answers_are_printed_only_when_asked(site, tmp_path):
    """Without a script: the box above them is ticked, or the paper says that it is not."""
    for name in (f"{ANSWERS}.html", "_static/site.css", "_static/classroom.css"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(site[name])
    printed = []
    with chromium.opened() as browser:
        tab = browser.new_page(java_script_enabled=False)
        tab.goto((tmp_path / f"{ANSWERS}.html").as_uri())
        for _ in range(2):
            text = PdfReader(io.BytesIO(tab.pdf())).pages[0].extract_text()
            printed.append(" ".join(text.split()))
            tab.get_by_label("Print the answers too").check()
    assert "The answers are not printed" in printed[0] and "Which count" not in printed[0]
    assert "The answers are not printed" not in printed[1] and "Which count" in printed[1]


def test_answers_stand_in_no_file(tmp_path):
    """The EPUB has the questions, and no link to an answer."""
    book = Site(tmp_path).ask().write()
    build = book.build("epub")
    assert build.error is None, build.error
    (file,) = (tmp_path / "_build/epub").glob("*.epub")
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        text = archive.read(f"{GERMANY}.xhtml").decode()
        whole = "".join(archive.read(name).decode() for name in names if name.endswith("html"))
    assert not any("answers" in name for name in names)
    assert "Which count of" in text
    assert "answers.xhtml" not in whole and "#answer-" not in whole


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda book: book.row("tasks", "germany-count").update(anchor="who-cam"),
            "chapters/germany has no 'who-cam'; did you mean 'who-came'?",
        ),
        (
            lambda book: book.pages.update({GERMANY: "# Germany\n\nNothing.\n"}),
            "chapters/germany has no {tasks}, so that nobody is asked; add it there",
        ),
        (
            lambda book: book.pages.update({"chapters/page": "# A page\n\n```{tasks}\n```\n"}),
            "{tasks} data/tasks.csv has no question of this page",
        ),
        (
            lambda book: book.pages.update(
                {"chapters/page": "# A page\n\n```{tasks} chapters/none\n```\n"}
            ),
            "names 'chapters/none', and data/tasks.csv has no question of that page",
        ),
        (
            lambda book: book.row("tasks", "germany-count").update(
                feedback="It was {derived}`nothing`."
            ),
            "no computed number 'nothing'",
        ),
    ],
)
def test_what_stops_a_build(tmp_path, change, said):
    """Questions that nobody is asked, and places that are not there."""
    book = Site(tmp_path).ask()
    change(book)
    error = book.write().build().error
    assert error is not None and said in str(error)
