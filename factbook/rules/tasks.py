"""Does each question for classes have an answer that can be defended?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from factbook import lab, roles, schema
from factbook.cells import Violation
from factbook.records import Records, parts
from factbook.rules.base import Book
from factbook.rules.marked import unbound

OPTIONS = (3, 5)
"""How many options a question that marks itself has, at least and at most."""

LONGEST_LEVEL = 120
"""The characters that a level of a rubric has at most."""

RATED = ("weigh", "write")
"""The kinds of open tasks that have no single right answer."""

ARTICLES = "articles"
"""The word of the pages that judge articles."""

MARKED = ("question", "options", "answer", "feedback", "rubric", "samples")
"""The columns in which roles may stand."""

_WORDLESS = re.compile(r"[\W\d]*")


def placed(book: Book) -> Iterator[Violation]:
    """The name of a task begins with the word of its page: the code of the chapter, `articles`, or
    a word that no other page has.
    """
    own = {row["docname"]: row["code"] for _, row in book.rows("chapters", "docname", "code")}
    own |= {row["docname"]: ARTICLES for _, row in book.rows("articles", "docname")}
    known = book.ids("pages")  # what is not there is said elsewhere
    taken = {word: f"{page}, and others of its kind" for page, word in own.items()}
    for line, row in book.rows("tasks", "task_id", "page"):
        word, page = row["task_id"].split("-")[0], row["page"]
        if page not in known:
            continue
        if page not in own and word not in taken:
            own[page], taken[word] = word, page
        if own.get(page) != word:
            right = f"expected {own[page]}-…" if page in own else f"that is {taken[word]}"
            message = f"begins with {word!r}, which is not the word of {page}; {right}"
            yield book.wrong("tasks", line, "task_id", message)


def keyed(book: Book) -> Iterator[Violation]:
    """A task with options has three to five, no two alike, the number of one of them as its answer,
    and no rubric.
    """
    least, most = OPTIONS
    for line, row in book.rows("tasks", "options", "answer", "rubric"):
        options = parts(row["options"])
        if not options:
            continue
        if not least <= len(options) <= most:
            message = f'has {len(options)}: expected {least} to {most}, with " | " between'
            yield book.wrong("tasks", line, "options", message)
        elif len(set(map(_read, options))) < len(options) or "" in options:
            message = "has an option twice or an empty one; each is an answer of its own"
            yield book.wrong("tasks", line, "options", message)
        elif row["answer"] not in [str(number + 1) for number in range(len(options))]:
            message = f"is {row['answer'][:40]!r}: expected the number of the right option"
            yield book.wrong("tasks", line, "answer", message)
        if row["rubric"]:
            message = "stands beside options, which mark themselves; leave it empty"
            yield book.wrong("tasks", line, "rubric", message)


def _read(option: str) -> str:
    """An option without what no pupil tells apart: case, width of spaces, a full stop."""
    return " ".join(option.casefold().split()).rstrip(".")


def openly(book: Book) -> Iterator[Violation]:
    """A task without options has a sample answer in words."""
    for line, row in book.rows("tasks", "options", "answer"):
        if not row["options"] and _WORDLESS.fullmatch(row["answer"]):
            message = f"is {row['answer']!r}, and there are no options; write a sample answer"
            yield book.wrong("tasks", line, "answer", message)


def rated(book: Book) -> Iterator[Violation]:
    """An open task that weighs or writes has a rubric; a rubric has three levels, each of at most
    120 characters.
    """
    for line, row in book.rows("tasks", "kind", "options", "rubric"):
        levels = parts(row["rubric"])
        if not levels and not row["options"] and row["kind"] in RATED:
            message = (
                f"is empty, and what one {row['kind']}s has no single right answer; say what is "
                f"{', '.join(schema.RUBRIC)}"
            )
            yield book.wrong("tasks", line, "rubric", message)
        elif levels and (len(levels) != len(schema.RUBRIC) or "" in levels):
            message = f'has {len(levels)}: expected {", ".join(schema.RUBRIC)}, " | " between'
            yield book.wrong("tasks", line, "rubric", message)
        elif long := [level for level in levels if len(_plain(level)) > LONGEST_LEVEL]:
            message = f"has {long[0][:40]!r}…: expected at most {LONGEST_LEVEL} characters a level"
            yield book.wrong("tasks", line, "rubric", message)


def sampled(book: Book) -> Iterator[Violation]:
    """Samples stand beside a rubric, one that is partly an answer and one that is not yet one."""
    for line, row in book.rows("tasks", "rubric", "samples"):
        samples = parts(row["samples"])
        if samples and not row["rubric"]:
            message = "stands where no rubric says what is partly an answer; write one, or leave it"
            yield book.wrong("tasks", line, "samples", message)
        elif samples and (len(samples) != len(schema.RUBRIC) - 1 or "" in samples):
            message = f'has {len(samples)}: expected {", ".join(schema.RUBRIC[1:])}, " | " between'
            yield book.wrong("tasks", line, "samples", message)


def coded(book: Book) -> Iterator[Violation]:
    """A task that needs code asks to compute, and a lab can check its answer: it has options, or
    its answer begins with a computed number, or with a fact that has one number.
    """
    numbers = {name for name, row in book.facts.items() if row["value"] and not row["value_max"]}
    columns = ("kind", "needs", "options", "answer")
    for line, row in book.rows("tasks", *columns):
        if row["needs"] != "code":
            continue
        if row["kind"] != "compute":
            message = f"is {row['kind']!r}, and what needs code is to compute; expected compute"
            yield book.wrong("tasks", line, "kind", message)
        options = parts(row["options"])
        if options and row["answer"] not in [str(place + 1) for place in range(len(options))]:
            continue  # said elsewhere
        role = lab.role_of(options, row["answer"])
        if role and role.kind != "derived" and role.target in book.facts.keys() - numbers:
            message = f"begins with {role.target!r}, which has no single number to check"
            yield book.wrong("tasks", line, "options" if options else "answer", message)
        elif not role and not options:
            message = "does not begin with {fact}`…` or {derived}`…`; a lab checks that number"
            yield book.wrong("tasks", line, "answer", message)


def bound(book: Book) -> Iterator[Violation]:
    """The roles in a task fit the tables; no figure, date or month stands outside of them, and
    nothing beside one changes what it says.
    """
    if not book.sound("facts", "sources", "passages", "claims", "exceptions"):
        return
    records = Records(book.root)
    for column in MARKED:
        for line, row in book.rows("tasks", column, "options"):
            if column == "answer" and (row["options"] or _WORDLESS.fullmatch(row["answer"])):
                continue
            for text in parts(row[column]):
                for message in unbound(text, records):
                    yield book.wrong("tasks", line, column, message)


def _plain(text: str) -> str:
    """A text with what its roles name left out."""
    return roles.ROLE.sub(lambda found: roles.split_role(found["text"])[0] or "…", text)
