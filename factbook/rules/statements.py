"""Does a fact's statement say what its row says, and nothing that the row cannot answer for?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from factbook import numerals, schema
from factbook.cells import Row, Violation
from factbook.rules.base import Book
from factbook.tables import MONTHS, number_text

NUMBER_WORDS = (
    ("zero", "no", "none", "nobody"),
    ("one",),
    ("two",),
    ("three",),
    ("four",),
    ("five",),
    ("six",),
    ("seven",),
    ("eight",),
    ("nine",),
    ("ten",),
    ("eleven",),
    ("twelve",),
)
"""The words by which a statement may show a whole number up to twelve."""

NUMBERS = {
    "facts": ("value", "value_max", "unit", "qualifier"),
    "series/instruments": ("amount", None, "unit", None),
    "series/meetings": ("countries", "countries_max", None, None),
}
"""Table → the columns of its number: the lower end, the upper end, the unit, the qualifier."""

LIMITS = "less than|fewer than|under|below|at most|no more than|close to|approximately"
"""Words that limit a number and for which there is no qualifier."""

NAMED = "Article|Brigade|Chapter|Phase|Release|release|Resolution|resolution|Section|section"
"""Words after which a number is part of a name."""

_MONTHS = "|".join(MONTHS)
_YEAR = r"(?<![\d,.€$£])(?:19|20)\d\d(?![\d,.]*\d)"
_DAY = re.compile(rf"(?:(\d{{1,2}})(?:–| and | to | or ))?(\d{{1,2}}) ({_MONTHS}) (\d{{4}})")
_MONTH = re.compile(rf"({_MONTHS}) (\d{{4}})")
_OTHER_DATE = re.compile(
    r"\b(?:until|since|before|after|for|by|of)(?: (?:the|mid|early|late))?[ -]$"
)
"""Before a date that bounds or names something else: *until 1 February*, *tables of July*."""

_DATE = re.compile(
    r"(?=[\dJFMASOND])(?:"
    rf"\b(?:(?:\d{{1,2}}(?:–| and | to | or ))?\d{{1,2}} )?(?:{_MONTHS})\b(?: {_YEAR})?|{_YEAR})"
)
_NAME = re.compile(rf"\b(?:{NAMED}) \d+(?:\.\d+)*|\b[^\W\d_]\w*[-.]?\d[\w.]*|\b\d+[A-Z]\b")
"""A number that is part of a name: Article 42.7, PAC-3, G7, 1B."""

_SPAN = re.compile(
    r"\b[a-z]+ (?:year|month|week|day|hour)s? (?:before|after|earlier|later)\b", re.IGNORECASE
)
"""A count of years in words that places something in time."""


_WORDS = re.compile("[a-z]+(?:-[a-z]+)?")
_LIKE_NUMBER_WORD = re.compile(
    r"\b(?=[efnst])(?:eig|ele|fif|fiv|for|fou|nin|sev|six|ten|thi|thr|twe|two)", re.IGNORECASE
)
_DIGIT = re.compile(r"[\d¹²³¼-¾\u2070-\u209f\u2150-\u218f\u2460-\u24ff\u3200-\u33ff]")


def numbers(book: Book) -> Iterator[Violation]:
    """A number has a unit, and a unit, a qualifier or an upper end has a number; a range runs from
    the lower end to the upper.
    """
    for name, columns in NUMBERS.items():
        low, high, unit, _ = columns
        for line, row in book.rows(name, *filter(None, columns)):
            others = [column for column in columns[1:] if column and row[column]]
            if not row[low] and others:
                yield book.wrong(
                    name,
                    line,
                    low,
                    f"is empty, but {' and '.join(others)} stand{'s' if len(others) == 1 else ''} "
                    "beside it; give the number, or empty the rest",
                )
            elif row[low] and unit and not row[unit]:
                yield book.wrong(
                    name,
                    line,
                    unit,
                    f"is empty, but {low} is {row[low][:40]}; a number needs a unit",
                )
            elif high and row[high] and Decimal(row[high]) <= Decimal(row[low]):
                yield book.wrong(
                    name,
                    line,
                    high,
                    f"{row[high][:40]} is not more than {low}, {row[low][:40]}; the lower end of a "
                    f"range stands in {low}, the upper in {high}",
                )


def shown(book: Book) -> Iterator[Violation]:
    """The statement shows the value as it is printed, with commas at the thousands, or as a number
    word up to twelve.
    """
    for line, row in book.rows("facts", "statement", "value", "value_max"):
        for column in ("value", "value_max"):
            if not row["value"] or not row[column] or _places(row["statement"], row[column]):
                continue
            text, words = number_text(row[column])[:40], _words(row[column])
            if longer := _with_its_zeros(row["statement"], row[column]):
                message = (
                    f"{row[column][:40]} is {longer} in the statement: a spreadsheet dropped the "
                    f"zero; write {longer.replace(',', '')} here"
                )
            else:
                message = (
                    f"the statement does not show {text}; write {text!r}"
                    + "".join(f" or {word!r}" for word in words[:1])
                    + " there, or the value that it shows here"
                )
            yield book.wrong("facts", line, column, message)


def _words(number: str) -> tuple[str, ...]:
    return NUMBER_WORDS[int(number)] if re.fullmatch("[0-9]|1[0-2]", number) else ()


def _places(statement: str, number: str) -> list[tuple[int, int]]:
    """Where a statement shows a number: as it is printed, or as a number word up to twelve."""
    text, found, at = number_text(number), [], -1
    while (at := statement.find(text, at + 1)) >= 0:
        end = at + len(text)
        if not re.search(r"\w$|\w[.,]$", statement[:at][-2:]) and not re.match(
            r"\w|[.,]\d", statement[end : end + 2]
        ):
            found.append((at, end))
    if words := _words(number):
        pattern = rf"(?<![\w-])(?:{'|'.join(words)})(?!\w)(?![ -](?:hundred|thousand))"
        found += [match.span() for match in re.finditer(pattern, statement, re.IGNORECASE)]
    return sorted(found)


def _with_its_zeros(statement: str, number: str) -> str:
    """The number as the statement shows it, if only zeros at its end tell them apart."""
    for found in re.finditer(r"\d[\d,]*\.\d*0(?!\d)", statement):
        digits = found[0].replace(",", "")
        if digits != number and Decimal(digits) == Decimal(number):
            return found[0]
    return ""


def qualifiers(book: Book) -> Iterator[Violation]:
    """The statement says the qualifier right before the number, in one of its words, and no other;
    and what it says there is the qualifier.
    """
    for line, row in book.rows("facts", "statement", "value", "qualifier"):
        if not row["value"] or not (places := _places(row["statement"], row["value"])):
            continue
        before = [row["statement"][:start] for start, _ in places]
        words = schema.QUALIFIERS.get(row["qualifier"], ())
        if words and not any(
            re.search(rf"\b(?:{'|'.join(words)})(?: [\w’']+){{0,2}} $", text, re.IGNORECASE)
            for text in before
        ):
            yield book.wrong(
                "facts",
                line,
                "qualifier",
                f"the statement does not say {row['qualifier']!r} before the number; write one of "
                f"{', '.join(words)} there, or empty the qualifier",
            )
        elif said := _qualified(before, row["qualifier"]):
            yield book.wrong("facts", line, "qualifier", said)


def _qualified(before: list[str], qualifier: str) -> str:
    """What is wrong if the words before a number limit it in another way than the qualifier."""
    for text in before:
        if found := re.search(rf"\b({LIMITS})(?: the)? $", text, re.IGNORECASE):
            return f"the statement says {found[1]!r}, and no qualifier does; say it otherwise"
        for code, words in schema.QUALIFIERS.items():
            found = re.search(rf"\b({'|'.join(words)})(?: the)? $", text, re.IGNORECASE)
            if found and code != qualifier:
                return (
                    f"the statement says {found[1]!r}: expected {code}, else prose prints the "
                    f"number {'as ' + qualifier if qualifier else 'as exact'}"
                )
    return ""


def units(book: Book) -> Iterator[Violation]:
    """The statement names the unit: its currency, `GDP`, a percentage, or what is counted."""
    for line, row in book.rows("facts", "statement", "value", "unit"):
        if not row["value"] or not row["unit"]:
            continue
        if missing := _unsaid(row["unit"], row["statement"]):
            yield book.wrong(
                "facts",
                line,
                "unit",
                f"{row['unit']} prints as {schema.UNITS[row['unit']].label!r}, and the statement "
                f"does not say {missing}; correct the one or the other",
            )


def _unsaid(code: str, statement: str) -> str:
    """What a unit says and a statement does not; empty if it says all."""
    if named := _shares_and_currencies(code):
        missing = [unit for unit in named if not re.search(numerals.UNITS[unit], statement)]
        if not missing and code == "percent-gdp" and "GDP" not in statement:
            missing = ["GDP"]
        return "".join(missing[:1])
    text = statement.lower()
    if any(word in text for word in (*schema.unit_words(code), *schema.SYNONYMS.get(code, ()))):
        return ""
    return schema.unit_words(code)[0]


@cache
def _shares_and_currencies(code: str) -> list[str]:
    """What of :data:`factbook.numerals.UNITS` a unit prints."""
    return sorted(numerals.units_in(schema.UNITS[code].label))


def figures(book: Book) -> Iterator[Violation]:
    """A statement has no figure beside its value, but dates and names: a second number has its own
    row, or none.
    """
    for line, row in book.rows("facts", "statement", "value", "value_max"):
        if second := _second_figure(row):
            yield book.wrong(
                "facts",
                line,
                "statement",
                f"has the figure {second!r} beside "
                + (f"its value {row['value'][:40]}" if row["value"] else "no value")
                + "; give it a row of its own, or say it without a figure",
            )


def _second_figure(row: Row) -> str:
    """The first figure of a statement that is not its value, a date or part of a name."""
    text = row["statement"]
    in_words = _has_number_word(text)
    if not in_words and not _DIGIT.search(text):
        return ""
    for number in (row["value"], row["value_max"]) if row["value"] else ():
        places = _places(text, number) if number else []
        if number and not places:
            return ""  # told by the rule on what is shown
        for start, end in places:
            text = text[:start] + " " * (end - start) + text[end:]
    text = _DATE.sub(_blank, text)
    if not in_words and not _DIGIT.search(text):
        return ""
    text = _SPAN.sub(_blank, _NAME.sub(_blank, text))
    # Vague words (several thousand) and ordinals are no numbers that a reader could take over.
    numerals_left = (f for f in numerals.find(text) if re.fullmatch(r"\d+(\.\d+)?", f.value))
    return next((figure.shown for figure in numerals_left), "")


def _blank(found: re.Match) -> str:
    return " " * len(found[0])


def _has_number_word(text: str) -> bool:
    """Whether a text has a number word from two up."""
    if not _LIKE_NUMBER_WORD.search(text):
        return False
    return not numerals.CARDINALS.keys().isdisjoint(_WORDS.findall(text.lower()))


def dated(book: Book) -> Iterator[Violation]:
    """The day or month that a statement gives is the row's date, unless it bounds (`until`) or
    belongs to another thing (`tables of July`).
    """
    for line, row in book.rows("facts", "statement", "as_of"):
        said, other = _dates(row["statement"])
        if said and not any(_overlap(row["as_of"], date) for date in (*said, *other)):
            yield book.wrong(
                "facts",
                line,
                "as_of",
                f"{row['as_of']} is not the date of the statement, {' or '.join(sorted(said))}; "
                "correct the one or the other",
            )


def _dates(statement: str) -> tuple[set[str], set[str]]:
    """The dates of a statement: its own, and those that bound or belong to another thing.

    Days if it has any, else months.
    """
    said: set[str] = set()
    other: set[str] = set()
    for found in [*_DAY.finditer(statement)] or [*_MONTH.finditer(statement)]:
        *days, month, year = found.groups()
        name = f"{year}-{MONTHS.index(month) + 1:02}"
        dates = {f"{name}-{int(day):02}" for day in days if day} or {name}
        before = statement[: found.start()]
        (other if _OTHER_DATE.search(before) else said).update(dates)
    return said, other


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def statements(book: Book) -> Iterator[Violation]:
    """No statement stands twice, whatever its spaces and capitals."""
    first: dict[str, int] = {}
    for line, row in book.rows("facts", "statement"):
        text = " ".join(row["statement"].casefold().split())
        if text in first:
            yield book.wrong(
                "facts",
                line,
                "statement",
                f"says the same as line {first[text]}; keep one row, with the sources of both",
            )
        first.setdefault(text, line)
