"""What may a date or a number mean that a spreadsheet wrote?  Every reading, as the tables write
it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from decimal import Decimal, InvalidOperation

from factbook import numerals, schema
from factbook.tables import MONTHS

_ABROAD = {"mrz": 3, "mär": 3, "mai": 5, "okt": 10, "dez": 12, "januar": 1, "februar": 2, "märz": 3}
_ABROAD |= {"juni": 6, "juli": 7, "oktober": 10, "dezember": 12}
MONTH_NUMBERS = {month.lower(): n for n, month in enumerate(MONTHS, 1)}
MONTH_NUMBERS |= {month[:3].lower(): n for n, month in enumerate(MONTHS, 1)} | {"sept": 9}
MONTH_NUMBERS |= _ABROAD
"""Month names and their short forms, English and German, in small letters."""

_TIME = re.compile(r"[ T]0{1,2}:00(:00)?(\.0+)?Z?$")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.](\d{4})")
_NAMED_MONTH = re.compile(r"([^\W\d]+)\.?[- ](\d{4}|\d{2})")
_NAMED_DAY = re.compile(r"(\d{1,2})\.?[- ]([^\W\d]+)\.?[- ](\d{4}|\d{2})")
_MONTH_DAY = re.compile(r"([^\W\d]+)\.? (\d{1,2}), (\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})\.?[- /]([^\W\d]+)\.?|(\d{1,2})\.(\d{1,2})\.(?:\d{4}|\d{2})?")


def dates(text: str, order: str = "") -> list[str]:
    """The dates that a cell may say, at the precision that it has; ``order`` is ``dmy`` or ``mdy``
    where known.
    """
    text = _TIME.sub("", text)
    if re.fullmatch(r"\d{4}(\.0)?", text):
        found = [text[:4]]
    elif match := _YEAR_FIRST.fullmatch(text):
        found = [_iso(*match.groups())]
    elif match := _NUMERIC.fullmatch(text):
        found = _numeric(match, order)
    elif match := _MONTH_YEAR.fullmatch(text):
        found = [_iso(match[2], match[1])]
    elif match := _NAMED_MONTH.fullmatch(text):
        found = [_iso(year, _month(match[1])) for year in _years(match[2])]
    elif match := _NAMED_DAY.fullmatch(text):
        found = [_iso(year, _month(match[2]), match[1]) for year in _years(match[3])]
    elif match := _MONTH_DAY.fullmatch(text):
        found = [_iso(match[3], _month(match[1]), match[2])]
    else:
        found = []
    return sorted({date for date in found if schema.is_date(date)})


def order_of_days(cells: Iterable[str], known: Collection[str]) -> str:
    """How a file writes ``1/6/2026``: ``dmy``, ``mdy``, or empty where that cannot be told.

    One spreadsheet writes all days of a file in one order.  A number above twelve tells; else the
    days that stood in the table before, if they speak for one order and none for the other.
    """
    written = [match for cell in cells if (match := _NUMERIC.fullmatch(_TIME.sub("", cell)))]
    slashes = [match for match in written if match[2] != "."]
    impossible = {
        "dmy": any(int(match[3]) > 12 for match in slashes),
        "mdy": any(int(match[1]) > 12 for match in slashes),
    }
    left = [order for order in ("dmy", "mdy") if not impossible[order]]
    if len(left) == 1:
        return left[0]
    unlike = [match for match in slashes if match[1] != match[3]]
    speak = {
        order: any(set(_numeric(match, order)) & set(known) for match in unlike) for order in left
    }
    spoken = [order for order in left if speak[order]]
    return spoken[0] if len(spoken) == 1 else ""


def numbers(text: str) -> list[str]:
    """The numbers that a cell may say, as the tables write numbers: no separator of thousands, a
    dot for decimals.
    """
    plain = re.sub(r"[\s\u00a0\u202f']", "", text).replace("\u2212", "-").removesuffix("%")
    found = []
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", plain):
        found.append(plain)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        found.append(plain.replace(",", ""))
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+,\d+", plain) or re.fullmatch(r"-?\d*,\d+", plain):
        found.append(plain.replace(".", "").replace(",", "."))
    if re.fullmatch(r"-?\d{1,3}(\.\d{3}){2,}", plain):
        found.append(plain.replace(".", ""))
    if match := _DAY_MONTH.fullmatch(text):  # German Excel takes 3.5 for the third of May
        day, month = (match[1], _month(match[2])) if match[1] else (match[3], match[4])
        if month:
            found += [f"{int(day)}.{int(month)}", f"{int(day)}.{int(month):02}"]
    return list(dict.fromkeys(filter(None, map(_plain, found))))


def whole(number: str) -> str:
    """A number without the decimals that say nothing (``35.0`` → ``35``); empty if they say
    something.
    """
    value = Decimal(number)
    return f"{value:.0f}" if value == value.to_integral_value() else ""


def printed(statement: str) -> list[str]:
    """The numbers that a sentence shows, in order, without commas: ``358.40``, ``2`` for "two"."""
    found = []
    for match in numerals.NUMBER.finditer(statement):
        if match["digits"]:
            found.append(match["digits"].replace(",", ""))
        elif match["word"]:
            found.append(str(numerals.CARDINALS[match["word"].lower()]))
    return found


def may_be_saved_as(text: str, saved: str, encoding: str) -> bool:
    """Whether a save in an encoding that lacks some letters of a text may have made ``saved`` of
    it.
    """
    pattern = ""
    for letter in text:
        try:
            letter.encode(encoding)
            pattern += re.escape(letter)
        except UnicodeEncodeError:
            pattern += "."
    return bool(re.fullmatch(pattern, saved))


def _plain(number: str) -> str:
    """A number as the tables write it (``.5`` → ``0.5``, ``035`` → ``35``); empty if it is none of
    theirs.
    """
    try:
        text = f"{Decimal(number):f}"
    except InvalidOperation:
        return ""
    return text if re.fullmatch(schema.NUMBER, text) else ""


def _numeric(match: re.Match, order: str) -> list[str]:
    """The days that three numbers may say; between dots the day always stands first."""
    orders = ["dmy"] if match[2] == "." else [order] if order else ["dmy", "mdy"]
    found = []
    for one in orders:
        day, month = (match[1], match[3]) if one == "dmy" else (match[3], match[1])
        found += [_iso(year, month, day) for year in _years(match[4])]
    return [date for date in found if schema.is_date(date)]


def _years(text: str) -> list[str]:
    """The years that two digits may stand for; spreadsheets put 00 to 29 into this century."""
    if len(text) == 4:
        return [text]
    return [f"20{text}"] if int(text) <= 29 else [f"19{text}", f"20{text}"]


def _month(name: str) -> str:
    return str(MONTH_NUMBERS.get(name.lower(), ""))


def _iso(year: str, month: str, day: str | None = None) -> str:
    """A date from its parts; one that does not exist is sorted out by whoever asks."""
    if not month:
        return ""
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
