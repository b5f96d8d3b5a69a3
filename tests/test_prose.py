"""Is the prose plain?  The reading grade of each page, without quotations, names and numbers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
AIM = 11
"""The grade that no page may pass: an age of sixteen or so.  Most pages lie between five and nine.
"""

PAGES = sorted(
    [*(ROOT / "chapters").glob("*.ipynb"), *(ROOT / "chapters").glob("*.md"), ROOT / "index.md"]
)


def markdown_of(page: Path) -> str:
    """The Markdown of a page or of a notebook's cells."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".md":
        return text
    cells = json.loads(text)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def prose_of(markdown: str) -> str:
    """The sentences of a page as a reader reads them, without quotations, headings, tables, names
    and numbers.
    """
    text = re.sub(r"```.*?```", "", markdown, flags=re.DOTALL)
    text = re.sub(r"^(#|\||\(|:).*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\{[a-z-]+\}`([^`<]*)(?:<[^`]*>)?`", r"\1", text)
    text = re.sub(r"[“\"][^”\"]*[”\"]", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"`[^`]*`|[*_]", "", text)
    text = re.sub(r"(?<![.!?:]\s)(?<!^)\b[A-ZÀ-Þ][\w’'-]*", "", text, flags=re.MULTILINE)
    return re.sub(r"\b\S*\d\S*", "", text)


def syllables_of(word: str) -> int:
    """Groups of vowels, without a silent e at the end: within a syllable of the dictionary for
    most English words.
    """
    groups = len(re.findall(r"[aeiouyà-ÿ]+", word))
    return max(1, groups - (word.endswith("e") and not word.endswith("le")))


def reading_grade(text: str) -> float:
    """The Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and
    others, 1975, Navy Research Branch Report 8-75); syllables as :func:`syllables_of` counts them.
    """
    sentences = [
        s for s in re.split(r"[.!?]+\s|\n\n|^- ", text, flags=re.MULTILINE) if len(s.split()) >= 3
    ]
    words = re.findall(r"[a-zà-ÿ][a-zà-ÿ’'-]*", " ".join(sentences).lower())
    syllables = sum(syllables_of(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def test_the_grade_rises_with_long_words_and_sentences():
    plain = "The cat sat on the mat. The dog ran to the door. We saw it go."
    heavy = (
        "The administration's characterisation of the multilateral architecture presupposes "
        "considerable institutional interdependence across heterogeneous constituencies and "
        "jurisdictions. "
    ) * 2
    assert reading_grade(plain) < 3 < AIM < reading_grade(heavy)


def test_quotations_names_and_numbers_do_not_count():
    text = (
        'He said "a very long quotation". '
        "On {fact-date}`x-y` {fact}`35 countries <a-b>` met Macron."
    )
    assert prose_of(text).split() == ["He", "said", ".", "On", "x-y", "countries", "met", "."]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_reading_grade(page):
    grade = reading_grade(prose_of(markdown_of(page)))
    assert 0 < grade, "the measure itself is broken"
    assert grade <= AIM, f"{page.name} has a grade of {grade:.1f}: cut long sentences in two"
