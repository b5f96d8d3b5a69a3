"""What may stand in a cell? One function for each sort of column, each a
:class:`pandera.pandas.Column`.

Columns are declared over the *raw text* of a table, so that a violation can name the exact cell; an
empty cell counts as missing. A column is built from pandera's own checks (``isin``,
``str_matches``, ``str_length``) and from the named ones below. Each check's ``error`` is what
follows "expected" in a message; ``metadata["expected"]`` says the same of the whole column and
stands in the dictionary.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable
from functools import lru_cache

import pandas as pd
import pandera.pandas as pa

from factbook import safety

KINDS = {
    "text": "text in our own words, or a name",
    "id": "one identifier: lower-case words joined by hyphens",
    "ids": "identifiers, `;` between",
    "codes": "subject codes, `;` between",
    "choice": "one of the listed values",
    "choices": "listed values, `;` between",
    "number": "a number: digits, one dot at most, no thousands separators",
    "count": "a whole number",
    "date": "a date at the precision known: `2026`, `2026-01` or `2026-01-06`",
    "day": "a day: `2026-01-06`",
    "period": "a half-year: `2025-H2`",
    "url": "an `https:` address",
}
"""``metadata["kind"]`` → what a cell holds; :mod:`factbook.tables` turns the text into a value by
it.
"""

# --- the shapes that a cell may have ------------------------------------------------------------

ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
WORD = r"[a-z]+"
FACT_ID = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+"
NUMBER = r"(?!-0(?:\.0*)?\Z)-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?"
COUNT = r"0|[1-9][0-9]{0,14}"
COUNTRY = r"[A-Z]{3}"
CODE = rf"{COUNTRY}|(?:org|person):[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
YEARS = (1900, 2100)
"""The first and the last year that a date of the book may have."""
YEAR = r"19[0-9]{2}|20[0-9]{2}|2100"
DATE = rf"(?:{YEAR})(?:-[0-9]{{2}}(?:-[0-9]{{2}})?)?"


def first_day(text: str) -> dt.date:
    """The first day that a date at any precision covers.  ``ValueError`` if it does not exist."""
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text, re.ASCII):
        raise ValueError(f"not a date: {text!r}")
    year, month, day = [*text.split("-"), "1", "1"][:3]
    return dt.date(int(year), int(month), int(day))


def last_day(text: str) -> dt.date:
    """The last day that a date at any precision covers.  ``ValueError`` if it does not exist."""
    first = first_day(text)
    if len(text) == 10:
        return first
    month = first.month if len(text) == 7 else 12
    return dt.date(first.year, month, calendar.monthrange(first.year, month)[1])


@lru_cache(maxsize=1 << 14)
def is_date(text: str) -> bool:
    """Whether ``text`` is a date that exists, 1900 to 2100: ``2026``, ``2026-01`` or
    ``2026-01-06``.
    """
    try:
        return YEARS[0] <= first_day(text).year <= YEARS[1]
    except ValueError:
        return False


# --- checks -------------------------------------------------------------------------------------


def _named(name: str, holds: Callable[[str], bool], error: str) -> pa.Check:
    """A check of our own, cell by cell."""

    def holds_each(cells: pd.Series) -> pd.Series:
        return cells.map(holds).astype(bool)

    return pa.Check(holds_each, name=name, error=error)


def _matches(shape: str, error: str) -> pa.Check:
    """The whole cell has this shape."""
    return pa.Check.str_matches(rf"(?:{shape})\Z", error=error)


SAFE = _named("safe_text", lambda text: not safety.unsafe_text(text), "safe text")
ADDRESS = _named("web_address", lambda text: not safety.unsafe_address(text), "an https: address")
EXISTS = _named(
    "date_exists", is_date, "a date that exists, 1900 to 2100: 2026, 2026-01 or 2026-01-06"
)
DAY_EXISTS = _named(
    "day_exists",
    lambda text: len(text) == 10 and is_date(text),
    "a day that exists, 1900 to 2100: 2026-01-06",
)

_NAMED = re.compile(rf"(\{{[a-z-]+\}}`[^`<>]*) <{ID}>`")
"""A role with words of ours, up to the end of what it names."""


def _unsafe_marked(text: str) -> str:
    """What makes a text with roles unsafe: :func:`factbook.safety.unsafe_text`, but for the name
    that a role has between ``<`` and ``>``.
    """
    return safety.unsafe_text(_NAMED.sub(r"\1`", text))


MARKED = _named("safe_marked_text", lambda text: not _unsafe_marked(text), "safe text with roles")

REASONS = {
    "safe text": safety.unsafe_text,
    "safe text with roles": _unsafe_marked,
    "an https: address": safety.unsafe_address,
}
"""The error of a named check → what says more exactly what was expected of a cell."""


def _column(
    kind: str,
    description: str,
    checks: list[pa.Check],
    empty: bool,
    expected: str = "",
    **metadata,
) -> pa.Column:
    """A column of raw text that passes the checks, or is left empty if it may be."""
    expected = expected or str(checks[0].error)
    # No data type: a raw cell is text, and pandera's own look at each costs a third of a check.
    return pa.Column(
        checks=checks,
        nullable=empty,
        description=description,
        metadata={"kind": kind, "empty": empty, "expected": expected, **metadata},
    )


def _shaped(
    kind: str, description: str, shape: str, error: str, empty: bool = False, **metadata
) -> pa.Column:
    return _column(kind, description, [_matches(shape, error)], empty, **metadata)


ENDS = {"full stop": "[.]”?", "question mark": "[?]"}
"""What a sentence may end with → its shape."""

# --- columns ------------------------------------------------------------------------------------


def text(description: str, limit: int = 600, empty: bool = False) -> pa.Column:
    """Safe text of at most ``limit`` characters."""
    size = f"text of at most {limit} characters"
    length = pa.Check.str_length(max_value=limit, error=size)
    return _column("text", description, [SAFE, length], empty, f"safe {size}")


def sentence(
    description: str, limit: int, shortest: int = 1, end: str = "full stop", empty: bool = False
) -> pa.Column:
    """Safe text of ``shortest`` to ``limit`` characters that ends with a mark of :data:`ENDS`."""
    span = f"at most {limit}" if shortest == 1 else f"{shortest} to {limit}"
    size = f"text of {span} characters"
    checks = [
        SAFE,
        pa.Check.str_length(shortest, limit, error=size),
        pa.Check.str_matches(rf"(?s).*{ENDS[end]}\Z", error=f"a {end} at the end"),
    ]
    return _column("text", description, checks, empty, f"safe {size} that ends with a {end}")


def marked(description: str, limit: int, empty: bool = False) -> pa.Column:
    """Safe text of at most ``limit`` characters in which roles of the book may stand."""
    size = f"text of at most {limit} characters"
    length = pa.Check.str_length(max_value=limit, error=size)
    return _column("text", description, [MARKED, length], empty, f"safe {size}, with roles")


def identifier(description: str, shape: str = ID, empty: bool = False) -> pa.Column:
    """One identifier."""
    return _shaped("id", description, shape, "lower-case words joined by hyphens", empty)


def identifiers(description: str, shape: str = ID, empty: bool = False) -> pa.Column:
    """Identifiers, ``;`` between."""
    return _shaped(
        "ids", description, _listed(shape), "identifiers with `;` between and no blanks", empty
    )


def codes(description: str, empty: bool = False) -> pa.Column:
    """Subject codes, ``;`` between."""
    return _shaped(
        "codes",
        description,
        _listed(CODE),
        "codes like FRA, org:nato or person:macron with `;` between",
        empty,
        several=True,
    )


def code(description: str) -> pa.Column:
    """One subject code."""
    return _shaped("codes", description, CODE, "a code like FRA, org:nato or person:macron")


def country(description: str, empty: bool = False) -> pa.Column:
    """One country, by its ISO 3166 alpha-3 code."""
    return _shaped("codes", description, COUNTRY, "an ISO 3166 alpha-3 code like FRA", empty)


def choice(description: str, values: Iterable[str], empty: bool = False) -> pa.Column:
    """One of ``values``."""
    values = list(values)
    check = pa.Check.isin(values, error="one of: " + ", ".join(values))
    return _column("choice", description, [check], empty, values=values)


def choices(description: str, values: Iterable[str]) -> pa.Column:
    """Some of ``values``, ``;`` between."""
    values = list(values)
    shape = "|".join(map(re.escape, values))
    error = "one or more of these with `;` between: " + ", ".join(values)
    return _shaped("choices", description, _listed(shape), error, values=values)


def number(description: str, empty: bool = False) -> pa.Column:
    """A number."""
    return _shaped(
        "number",
        description,
        NUMBER,
        "a number like 2887 or 0.5, without thousands separators",
        empty,
    )


def count(description: str, empty: bool = False) -> pa.Column:
    """A whole number from 0 up."""
    return _shaped("count", description, COUNT, "a whole number", empty)


def between(description: str, first: int, last: int) -> pa.Column:
    """A whole number from ``first`` to ``last``."""
    shape = "|".join(map(str, range(first, last + 1)))
    return _shaped("count", description, shape, f"a whole number from {first} to {last}")


def rank(description: str) -> pa.Column:
    """A whole number from 1 to 9."""
    return between(description, 1, 9)


def year(description: str) -> pa.Column:
    """A calendar year."""
    return _shaped("count", description, YEAR, "a year from 1900 to 2100")


def date(description: str, empty: bool = False) -> pa.Column:
    """A date at the precision known."""
    return _column("date", description, [EXISTS], empty)


def day(description: str, empty: bool = False) -> pa.Column:
    """A day."""
    return _column("day", description, [DAY_EXISTS], empty)


def half_year(description: str) -> pa.Column:
    """A half-year."""
    return _shaped("period", description, rf"(?:{YEAR})-H[12]", "a half-year like 2025-H2")


def language(description: str) -> pa.Column:
    """A language, by its ISO 639-1 code."""
    return _shaped("text", description, "[a-z]{2}", "two letters like en")


def conditions(description: str, empty: bool = False) -> pa.Column:
    """Which rows of a series are meant: ``region=Asia|Europe;measure=usd-bn``."""
    value = r"[^=|;\s][^=|;]*"
    shape = rf"[a-z_0-9]+={value}(?:\|{value})*"
    return _column(
        "text",
        description,
        [SAFE, _matches(_listed(shape), "conditions like region=Asia|Europe;measure=usd-bn")],
        empty,
        "conditions like region=Asia|Europe;measure=usd-bn",
    )


def sha256(description: str) -> pa.Column:
    """The sha256 of a file."""
    return _shaped("text", description, "[0-9a-f]{64}", "64 hexadecimal digits")


def page(description: str) -> pa.Column:
    """A page of the book, as ``_toc.yml`` calls it."""
    return _shaped(
        "id", description, rf"{ID}(?:/{ID})*", "the name of a page like index or chapters/summit"
    )


def pages(description: str) -> pa.Column:
    """Pages of the book, ``;`` between."""
    shape = rf"{ID}(?:/{ID})*"
    error = "names of pages like chapters/summit with `;` between and no blanks"
    return _shaped("ids", description, _listed(shape), error)


def url(description: str, empty: bool = False) -> pa.Column:
    """An https address."""
    return _column("url", description, [ADDRESS], empty)


def table(columns: dict[str, pa.Column], title: str, key: list[str]) -> pa.DataFrameSchema:
    """A table: its columns in order, what it is, and the columns that name a row."""
    return pa.DataFrameSchema(
        columns, title=title, unique=None, strict=True, ordered=True, metadata={"key": key}
    )


def _listed(shape: str) -> str:
    return rf"(?:{shape})(?:;(?:{shape}))*"
