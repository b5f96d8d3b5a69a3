"""What counts as a figure in a text?  Digits, number words from two up, and names of months."""

from __future__ import annotations

import re
from decimal import Decimal

from factbook import tables
from factbook.records import Fact

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = ("hundred", "thousand", "million", "billion", "trillion", "dozen")

WORDS: dict[str, int] = {word: n for n, word in enumerate(_UNITS) if n >= 2}
WORDS |= {word: 10 * n for n, word in enumerate(_TENS, 2)}
WORDS |= {f"{ten}-{_UNITS[n]}": 10 * t + n for t, ten in enumerate(_TENS, 2) for n in range(1, 10)}
"""Number words from two to ninety-nine, with their values."""

_MONTHS = "|".join(month for month in tables.MONTHS if month != "May")
_MAY = r"May(?=\s+\d)|(?<=\d\s)May|(?<=in )May|(?<=of )May|(?<=since )May|(?<=until )May|(?<=by )May|(?<=from )May|(?<=early )May|(?<=late )May"
"""``May`` is a month after a day or a preposition, or before a number; else it is a verb."""

FIGURE = re.compile(
    r"(?P<digits>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|\b(?P<month>{_MONTHS}|{_MAY})\b"
    rf"|\b(?P<scale>(?i:{'|'.join(_SCALES)}))s?\b"
    rf"|\b(?P<word>(?i:{'|'.join(sorted(WORDS, key=len, reverse=True))}))\b"
)


def figures_in(text: str) -> list[str]:
    """The figures of a text, as they stand."""
    return [found[0] for found in FIGURE.finditer(text)]


def _values(text: str) -> set[str]:
    """The figures of a text in one notation: ``35`` for 35, 35.0 and thirty-five."""
    values = set()
    for found in FIGURE.finditer(text):
        if found["digits"]:
            values.add(f"{Decimal(found['digits'].replace(',', '')).normalize():f}")
        elif found["word"]:
            values.add(str(WORDS[found["word"].lower()]))
        else:
            values.add((found["month"] or found["scale"]).lower())
    return values


def _stray(words: str, allowed: set[str]) -> list[str]:
    return [figure for figure in figures_in(words) if not _values(figure) <= allowed]


def stray_in_text(words: str, text: str) -> list[str]:
    """The figures in our words that a text does not have."""
    return _stray(words, _values(text))


def stray_in_words(words: str, fact: Fact) -> list[str]:
    """The figures in our words that neither the fact's value nor its statement nor its date has."""
    date = fact.dated
    return _stray(
        words, _values(" ".join((fact.printed, fact.statement, date))) | _month_values(date)
    )


def stray_in_date(words: str, date: str) -> list[str]:
    """The figures in our words that a date does not have."""
    text = tables.date_text(date)
    return _stray(words, _values(text) | _month_values(text))


def _month_values(date: str) -> set[str]:
    """The month of a date, which stands without its context here (``May``)."""
    return {month.lower() for month in tables.MONTHS if month in date.split()}
