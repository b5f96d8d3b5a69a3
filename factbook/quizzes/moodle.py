"""How do Moodle's XML and its GIFT say a quiz?

Both as Moodle's documentation describes them; other platforms read GIFT too.
"""

from __future__ import annotations

import re
from html import escape

from lxml import etree
from lxml.builder import E

from factbook.quizzes.packed import written
from factbook.quizzes.question import Question, Quiz

SPECIAL = re.compile(r"([~=#{}:\\])")
"""What GIFT takes for its own signs, unless a backslash stands before."""


def xml(quiz: Quiz) -> bytes:
    """A quiz as Moodle XML: a category with its questions."""
    category = E.category(E.text(f"$course$/top/{quiz.title.replace('/', '//')}"))
    first = E.question(category, type="category")
    return written(E.quiz(first, *(_question(one) for one in quiz.questions)))


def _question(question: Question) -> etree._Element:
    """One question."""
    closed = bool(question.options)
    parts = [
        E.name(E.text(question.name)),
        _html("questiontext", question.asks),
        _html("generalfeedback", question.why if closed else ""),
        E.defaultgrade("1"),
        E.penalty("0"),
        E.hidden("0"),
    ]
    if closed:
        parts += [E.single("true"), E.shuffleanswers("false"), E.answernumbering("abc")]
        for place, option in enumerate(question.options):
            answer = _html("answer", option)
            answer.set("fraction", "100" if place == question.right else "0")
            answer.append(_html("feedback", ""))
            parts.append(answer)
    else:
        parts += [
            E.responseformat("editor"),
            E.responserequired("1"),
            E.responsefieldlines("10"),
            E.attachments("0"),
            _html("graderinfo", question.notes),
            _html("responsetemplate", ""),
        ]
    return E.question(*parts, type="multichoice" if closed else "essay")


def _html(name: str, text: str) -> etree._Element:
    """An element with text as HTML in which nothing is markup."""
    said = f"<p>{escape(text, quote=False)}</p>" if text else ""
    element = etree.Element(name, format="html")
    element.append(E.text(said))
    return element


def gift(quiz: Quiz) -> bytes:
    """A quiz as GIFT, in UTF-8."""
    parts = [f"// {quiz.title}. {quiz.edition}", *(_gift(one) for one in quiz.questions)]
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def _gift(question: Question) -> str:
    """One question; to an open one the notes stand in a comment, which no pupil sees."""
    asked = f"::{_safe(question.name)}::{_safe(question.asks)}{{"
    if not question.options:
        return f"// {question.notes}\n{asked}}}"
    lines = [asked]
    for place, option in enumerate(question.options):
        lines.append(f"\t{'=' if place == question.right else '~'}{_safe(option)}")
    lines.append(f"\t####{_safe(question.why)}")
    return "\n".join([*lines, "}"])


def _safe(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)
