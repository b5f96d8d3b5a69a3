"""What counts as a figure in a text, and which figures may stand in words around a fact?

A figure is whatever states an amount or a date: digits of every script, number words from two up,
fractions and multiples, ordinals from the third on, Roman numerals, and names of months.  What
passes on purpose is told in ``chapters/method.md``, with the reasons.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from factbook import tables
from factbook.records import Fact

# --- words, each with one name for its value ----------------------------------------------------

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = ("hundred", "thousand", "million", "billion", "trillion", "quadrillion", "dozen")
_DASHES = ("-", "")
"""Compounds are written with a hyphen or as one word: twenty-three, twentythree."""

CARDINALS: dict[str, int] = {word: n for n, word in enumerate(_UNITS) if n > 1}
CARDINALS |= {word: 10 * n for n, word in enumerate(_TENS, 2)}
CARDINALS |= {
    f"{ten}{dash}{_UNITS[unit]}": 10 * n + unit
    for n, ten in enumerate(_TENS, 2)
    for unit in range(1, 10)
    for dash in _DASHES
}
"""Number words from two to ninety-nine.  "One" is a pronoun too, and "zero" says what "no" says."""

NUMBER = re.compile(
    r"(?P<digits>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|\b(?P<word>(?i:{'|'.join(sorted(CARDINALS, key=len, reverse=True))}))\b"
)
"""A whole or decimal number in digits, or a cardinal word: what a command can put a number for."""


def _ordinal(word: str) -> str:
    irregular = {
        "one": "first",
        "two": "second",
        "three": "third",
        "five": "fifth",
        "eight": "eighth",
        "nine": "ninth",
        "twelve": "twelfth",
    }
    for ending, ordinal in irregular.items():
        if word.endswith(ending):
            return word.removesuffix(ending) + ordinal
    return word.removesuffix("y") + "ieth" if word.endswith("y") else word + "th"


ORDINALS = {_ordinal(word): f"{n}th" for word, n in CARDINALS.items() if n > 2}
ORDINALS |= {f"{scale}th": f"{scale}th" for scale in _SCALES}
ORDINALS["quarter"] = ORDINALS["fourth"]
ORDINALS |= {f"{word}s": value for word, value in ORDINALS.items()}
"""Ordinals from the third on: an amount ("a third of"), or a count."""

_MULTIPLES = {
    2: "twice double doubled doubles doubling doubly",
    3: "thrice triple tripled triples tripling treble trebled",
    4: "quadruple quadrupled quadruples quadrupling",
    5: "quintuple quintupled",
}
_SPANS = {
    "half": "half halves halve halved halving",
    "decade": "decade decades",
    "century": "century centuries",
    "millennium": "millennium millennia",
    "fortnight": "fortnight fortnights",
    "2": "duo twosome",
    "3": "trio threesome",
    "4": "quartet foursome",
}
AMOUNTS = {word: f"{n}-fold" for n, words in _MULTIPLES.items() for word in words.split()}
AMOUNTS |= {word: span for span, words in _SPANS.items() for word in words.split()}
AMOUNTS |= {f"{word}{dash}fold": f"{n}-fold" for word, n in CARDINALS.items() for dash in _DASHES}
AMOUNTS |= {f"{scale}{dash}fold": f"{scale}-fold" for scale in _SCALES for dash in _DASHES}
AMOUNTS |= {f"{ten.removesuffix('y')}ies": f"{ten.removesuffix('y')}ies" for ten in _TENS}
"""Words that state an amount or a span of time without a number."""

LEXICON = {
    **{word: str(n) for word, n in CARDINALS.items()},
    **ORDINALS,
    **AMOUNTS,
    **{f"{scale}{plural}": scale for scale in _SCALES for plural in ("", "s")},
}
"""Every word that is a figure wherever it stands, with its value."""

COLLECTIVES = {"pair": "2", "pairs": "2", "couple": "2", "score": "20", "scores": "20"}
"""Words that state an amount only before "of": a pair of ships, but "every pair" and "no score"."""

SHORT_SCALES = {"k": "thousand", "mn": "million", "bn": "billion", "tn": "trillion"}
"""Letters that are a scale only right after digits."""

_TIME_UNITS = ("year", "years", "hour", "hours", "time")
"""After "half-": the half-year is a unit of time, as the month is."""

# --- months -------------------------------------------------------------------------------------

MONTHS = {month.lower(): month.lower() for month in tables.MONTHS}
_VERBS = ("march", "may", "august")
"""Months whose lower-case form is a word of its own."""

_SHORT = {month[:3].lower(): month.lower() for month in tables.MONTHS} | {"sept": "september"}
_MONTH_BEFORE = re.compile(r"(?:\d |\b(?:since|during|early|late) |\bmid-)$")
_MONTH_AFTER = re.compile(r" ?[\d\ufffc]")
_START = re.compile(r"(?:^|[.!?:] |[.!?]['\"”’)] |[“\"‘(])$")
_WISH = re.compile(
    r" (?:I|we|you|he|she|it|they|this|that|these|those|the|a|an|one|all|there|not|be|my|your|his|"
    r"her|its|our|their|God)\b"
)


def _month(word: str, before: str, after: str) -> str:
    """The month that a word names where it stands, or nothing."""
    lower = word.lower()
    if lower in MONTHS:
        if lower == "may" and word[0] == "M":
            # A capital "May" is a verb only where it opens a wish or a question.
            return "" if _START.search(before) and _WISH.match(after) else lower
        if lower in _VERBS and word == lower:
            beside = bool(_MONTH_BEFORE.search(before) or re.match(r" \d", after))
            in_may = lower == "may" and bool(re.search(r"\bin $", before))
            return lower if beside or in_may else ""
        return lower
    if lower in _SHORT and word[0].isupper():
        numbered = re.search(r"[\d\ufffc] $", before) or _MONTH_AFTER.match(after)
        return _SHORT[lower] if after.startswith(".") or numbered else ""
    return ""


# --- Roman numerals -----------------------------------------------------------------------------

_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_NO_ROMAN = frozenset(
    "CC CD CV DC DI DIV LI LIV MC MD MI MIX MM MV cc cd cv dc di div li liv mm mi mix vi".split()
)
"""What is a Roman numeral by its form, and usually an abbreviation or a word."""

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def _roman(word: str) -> str:
    """The value of a Roman numeral of two letters or more, or nothing."""
    if len(word) < 2 or word in _NO_ROMAN or word not in (word.upper(), word.lower()):
        return ""
    if not _ROMAN.fullmatch(word.upper()):
        return ""
    values = [_ROMAN_VALUES[letter] for letter in word.upper()]
    following = [*values[1:], 0]
    return str(sum(-v if v < after else v for v, after in zip(values, following, strict=True)))


# --- the search ---------------------------------------------------------------------------------


class Figure(NamedTuple):
    """A figure as it stands in a text, one name for its value in every notation, and its place."""

    shown: str
    value: str
    start: int


class _Plain(NamedTuple):
    """A text in plain characters, and for each of them its place in the text as it stands."""

    text: str
    places: range | list[int]


_OTHER = "\ue000"
"""Stands for a numeral of a script without decimal digits."""

_TOKEN = re.compile(
    r"(?P<digits>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<other>{_OTHER}+)"
    r"|(?P<words>[^\W\d_]+(?:-[^\W\d_]+)*)"
)

_LOOKALIKES = str.maketrans(
    "асеіјорѕхуһтнвкмАВЕНІЈКМОРЅТХУοιανετ", "aceijopsxyhthbkmABEHIJKMOPSTXYoiavet"
)
"""Cyrillic and Greek letters that look like Latin ones."""


def _plain(text: str) -> _Plain:
    """The text without what readers do not see, and with look-alikes as what they look like.

    Compatibility forms become plain (``㉟`` 35, ``²`` 2, ``Ⅷ`` VIII), numerals of other scripts
    one mark; soft hyphens, zero-width and combining marks go.
    """
    if text.isascii() or all(map(_is_plain, text)):
        return _Plain(text, range(len(text)))
    plain = [*map(_plain_of, text)]
    places = [place for place, parts in enumerate(plain) for _ in parts]
    return _Plain("".join(plain), places)


@functools.cache
def _plain_of(character: str) -> str:
    """What readers see in the place of one character: none, one or more."""
    parts = unicodedata.normalize("NFKC", character).translate(_LOOKALIKES)
    return "".join(
        _OTHER if not part.isdecimal() and unicodedata.numeric(part, None) is not None else part
        for part in parts
        if unicodedata.category(part) not in ("Cf", "Mn", "Me")
    )


@functools.cache
def _is_plain(character: str) -> bool:
    """Whether a character stands for itself alone: the quotation marks and dashes of most texts."""
    return _plain_of(character) == character


def find(text: str) -> Iterator[Figure]:
    """Each figure of a text."""
    plain = _plain(text)
    for token in _TOKEN.finditer(plain.text):
        if token.lastgroup == "words" and not _may_count(token[0]):
            continue
        for start, end, value in _figures_of(token, plain.text):
            first, last = plain.places[start], plain.places[end - 1]
            yield Figure(text[first : last + 1], value, first)


def _figures_of(token: re.Match, text: str) -> Iterator[tuple[int, int, str]]:
    """The figures inside one token, as (start, end, value)."""
    if token["digits"]:
        value = f"{Decimal(token['digits'].replace(',', '')).normalize():f}"
        yield token.start(), token.end(), value
    elif token["other"]:
        yield token.start(), token.end(), token["other"]
    else:
        yield from _figures_in_words(token["words"], token.start(), text)


def _figures_in_words(words: str, start: int, text: str) -> Iterator[tuple[int, int, str]]:
    """The figures in words that hyphens join: ``twenty-three`` is one, ``mid-May`` has one."""
    parts = words.split("-")
    while parts:
        for length in range(min(len(parts), 2), 0, -1):
            word = "-".join(parts[:length])
            end = start + len(word)
            value = _value_of(word, text[max(0, start - 12) : start], text[end : end + 12])
            if value:
                yield start, end, value
                break
        used = min(length, len(parts))
        start += len("-".join(parts[:used])) + 1
        parts = parts[used:]


_KNOWN = frozenset([*LEXICON, *COLLECTIVES, *SHORT_SCALES, *MONTHS, *_SHORT])
"""Every word that can be a figure somewhere, but for Roman numerals."""


@functools.lru_cache(maxsize=1 << 16)
def _may_count(words: str) -> bool:
    """Whether words that hyphens join can hold a figure anywhere.  Kept: most words stand often."""
    parts = words.split("-")
    pairs = [f"{first}-{second}" for first, second in pairwise(parts)]
    return any(word.lower() in _KNOWN or _roman(word) for word in (*parts, *pairs))


def _value_of(word: str, before: str, after: str) -> str:
    """The value of a word where it stands, or nothing where it is no figure."""
    lower = word.lower()
    if lower not in _KNOWN:
        return _roman(word)
    if value := LEXICON.get(lower):
        unit_of_time = lower == "half" and after[1:].split(" ")[0].rstrip(".,;:") in _TIME_UNITS
        return "" if unit_of_time and after[:1] == "-" else value
    if lower in COLLECTIVES and after.startswith(" of "):
        return COLLECTIVES[lower]
    if lower in SHORT_SCALES and re.search(r"\d ?$", before):
        return SHORT_SCALES[lower]
    return _month(word, before, after) or _roman(word)


def figures_in(text: str) -> list[str]:
    """The figures of a text, as they stand."""
    return [figure.shown for figure in find(text)]


def values_in(text: str) -> set[str]:
    """The values of the figures of a text, each under one name for all its notations."""
    return {figure.value for figure in find(text)}


def _stray(words: str, allowed: set[str]) -> list[str]:
    return [figure.shown for figure in find(words) if figure.value not in allowed]


# --- words around a fact ------------------------------------------------------------------------

_DAYS = r"(?:\d{1,2}(?: ?[–-] ?| and | to ))?\d{1,2}"
_YEAR = r"(?<![\d,.€$£])(?:19|20)\d\d(?![\d,.]*\d)"
_CALENDAR = rf"\b(?:{_DAYS} )?(?:{'|'.join(tables.MONTHS)})\b(?: {_YEAR})?"
_AFTER_YEAR = (
    r"(?=\W*$|\s*[^\w\s%]|\s+(?:and|or|to|until|than|that|which|as|in|by|on|at|for|from|after|before|"
    r"with|when|he|she|it|they|was|were|is|are|has|had|would)\b)"
)
DATE = re.compile(rf"{_CALENDAR}|{_YEAR}{_AFTER_YEAR}")
"""A date in words: a day, a month, a year; a year alone only where it counts nothing after it."""

_DATE_IN_STATEMENT = re.compile(rf"{_CALENDAR}|{_YEAR}")
"""A date in a statement, where counts have their comma and a bare year is a year."""

UNITS = {
    "percent": r"%|\bper ?cent\b|\bpercentage",
    "percentage points": r"\bpercentage points?\b",
    "euros": r"€|\beuros?\b|\bEUR\b",
    "dollars": r"\$|\bdollars?\b|\bUSD\b",
    "pounds": r"£|\bpounds?\b|\bsterling\b|\bGBP\b",
    "per mille": r"‰|\bper mille\b",
}
"""Units that change what a number says, with the words for them."""


def units_in(text: str) -> set[str]:
    """The shares and currencies that a text names: keys of :data:`UNITS`."""
    return {unit for unit, words in UNITS.items() if re.search(words, text)}


def _parts_of_date(date: str) -> set[str]:
    """A date, and what says it with a part left out: ``6 January``, ``January 2026``, ``2026``."""
    words = date.split()
    spans = {
        " ".join(words[first:last])
        for first in range(len(words))
        for last in range(first + 1, len(words) + 1)
    }
    return {span for span in spans if not re.fullmatch(r"\d{1,2}", span)}


def stray_in_text(words: str, text: str) -> list[str]:
    """The figures and units in our words that a text does not have."""
    return [*_stray(words, values_in(text)), *sorted(units_in(words) - units_in(text))]


class _Said(NamedTuple):
    """What a text says: its dates with their parts, the values of its other figures, its units."""

    dates: set[str]
    values: set[str]
    units: set[str]


@functools.lru_cache(maxsize=1024)
def _said(text: str, dated: str) -> _Said:
    """What a text and a date say.  Kept, because pages print one fact many times."""
    dates = [*(found[0] for found in _DATE_IN_STATEMENT.finditer(text)), dated]
    parts = {part for date in dates for part in _parts_of_date(date)}
    return _Said(parts, values_in(_DATE_IN_STATEMENT.sub(" ", text)), units_in(text))


def stray_in_words(words: str, fact: Fact) -> list[str]:
    """The figures and units in our words that the fact does not have.

    Dates are taken out first: a number in words must be one of the value or of the statement, and a
    date one of the statement or the fact's own.
    """
    said = _said(f"{fact.printed} {fact.statement}", fact.dated)
    return [
        *[found[0] for found in DATE.finditer(words) if found[0] not in said.dates],
        *_stray(DATE.sub(" ", words), said.values),
        *sorted(units_in(words) - said.units),
    ]


def stray_in_date(words: str, date: str) -> list[str]:
    """The figures in our words when they say more than a part of the date.

    Words without a figure ("the same day") may say what they like.
    """
    figures = figures_in(words)
    said = re.sub(r"^(?:in|on|by|of) ", "", " ".join(words.split()))
    return figures if figures and said not in _parts_of_date(tables.date_text(date)) else []
