"""How does a quiz read as plain text, and as a table?"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from factbook.quizzes.question import Question, Quiz
from factbook.schema import LETTERS
from factbook.writing import csv_bytes

COLUMNS = (
    *("name", "level", "minutes", "question", *(f"option_{letter}" for letter in LETTERS)),
    *("right", "answer", "why", "full", "partly", "not_yet", "facts"),
)
"""The columns of the table: ``right`` is the letter of the right option, empty where the question
is open."""


def text(quiz: Quiz) -> bytes:
    """The questions to read or to copy, then the key on its own, in UTF-8."""
    lines = [quiz.title, quiz.edition, ""]
    for number, question in enumerate(quiz.questions, 1):
        lines += [f"{number}. {question.asks}"]
        lines += [f"   {letter}. {option}" for letter, option in _lettered(question)]
        lines += [f"   ({question.minutes} min, level {question.level})", ""]
    lines += ["", "KEY", ""]
    for number, question in enumerate(quiz.questions, 1):
        if question.options:
            right = LETTERS[question.right]
            lines += [f"{number}. {right}. {question.answer}", f"   Why: {question.why}"]
        else:
            lines += [f"{number}. {question.notes}"]
        lines += [f"   Facts: {', '.join(proof.name for proof in question.proofs)}", ""]
    return "\n".join(lines).encode("utf-8")


def table(quiz: Quiz) -> bytes:
    """One row a question. It begins with the mark of UTF-8, by which spreadsheets know it."""
    rows = csv_bytes(COLUMNS, (_row(question) for question in quiz.questions))
    return codecs.BOM_UTF8 + rows


def _lettered(question: Question) -> Iterator[tuple[str, str]]:
    yield from zip(LETTERS, question.options, strict=False)


def _row(question: Question) -> list[str]:
    options = [*question.options, *[""] * (len(LETTERS) - len(question.options))]
    rubric = question.rubric or ("", "", "")
    return [
        question.name,
        str(question.level),
        str(question.minutes),
        question.asks,
        *options,
        LETTERS[question.right] if question.options else "",
        question.answer,
        question.why,
        *rubric,
        ";".join(proof.name for proof in question.proofs),
    ]
