"""Does each question for classes have an answer that can be defended?"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from factbook import numerals, roles, schema
from factbook.cells import Violation
from factbook.records import Records, parts
from factbook.rules.base import Book

OPTIONS = (3, 5)
"""How many options a question that marks itself has, at least and at most."""

LONGEST_LEVEL = 120
"""The characters that a level of a rubric has at most."""

RATED = ("weigh", "write")
"""The kinds of open tasks that have no single right answer."""

ARTICLES = "articles"
"""The word of the pages that judge articles."""

MARKED = ("question", "options", "answer", "feedback", "rubric")
"""The columns in which roles may stand."""

_WORDLESS = re.compile(r"[\W\d]*")

_ROLE = "\ue001"
"""Stands in a text for what a role prints, as :func:`factbook.roles.changed_by` knows it."""


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
        elif len({option.lower() for option in options}) < len(options) or "" in options:
            message = "has an option twice or an empty one; each is an answer of its own"
            yield book.wrong("tasks", line, "options", message)
        elif row["answer"] not in [str(number + 1) for number in range(len(options))]:
            message = f"is {row['answer'][:40]!r}: expected the number of the right option"
            yield book.wrong("tasks", line, "answer", message)
        if row["rubric"]:
            message = "stands beside options, which mark themselves; leave it empty"
            yield book.wrong("tasks", line, "rubric", message)


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
                for message in _wrong(text, records):
                    yield book.wrong("tasks", line, column, message)


def _wrong(text: str, records: Records) -> Iterator[str]:
    """What is wrong with the roles of a text, and with what stands around them."""
    found = [*roles.find_roles(text)]
    around = [text[one.end : two.start] for one, two in itertools.pairwise(found)]
    pieces = [text[: found[0].start], *around, text[found[-1].end :]] if found else [text]
    for place, role in enumerate(found):
        printed = roles.Printed()
        if role.kind != "derived":  # the pages that compute are not read here
            printed = roles.print_role(role.kind, role.target, role.words, records)
        if printed.problem:
            yield printed.problem
            continue
        before, after = _ROLE.join(pieces[: place + 1]), _ROLE.join(pieces[place + 1 :])
        fact = records.facts.get(role.target) if role.kind in ("fact", "fact-number") else None
        said = f"{fact.printed} {fact.statement}" if fact else ""
        if word := roles.changed_by(before, after, role.kind, printed.text or role.words, said):
            yield (
                f"{word.replace(_ROLE, '…')!r} right beside {{{role.kind}}}`{role.target}` changes "
                "what it says; put the words into the role, or part them from it"
            )
    plain = "\ufffc".join(pieces)
    if odd := re.search(r"[{}`*_\[\]]", plain):
        yield f"has {odd[0]!r} outside of a role, which would print as it stands"
    for _, pattern in records.phrases:
        plain = pattern.sub("\ufffc", plain)
    if loose := numerals.figures_in(plain):
        shown = ", ".join(map(repr, loose))
        yield f"says {shown} outside of a role; bind it: {{fact}}, {{fact-date}}, {{derived}}"


def _plain(text: str) -> str:
    """A text with what its roles name left out."""
    return roles.ROLE.sub(lambda found: roles.split_role(found["text"])[0] or "…", text)
