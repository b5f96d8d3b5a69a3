"""Is an answer of a lab right, and if not, what is likely wrong with it?

:func:`check` is what a lab calls.  The right answer does not stand in the lab: it is that of the
question in ``tasks.csv``, whose number is looked up in the tables at each call.  So it is right
after an edit too.  What is said of a wrong answer never holds the right one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from numbers import Real

from factbook import roles, schema, tables
from factbook.records import parts
from factbook.roles import Role
from factbook.schema import LETTERS

NUMBERED = ("fact", "fact-number", "derived")
"""The roles that print a number."""

DECIMALS = {1: "one decimal", 2: "two decimals", 3: "three decimals"}
"""How many decimals, in words."""

FACTORS = {1: "ten", 2: "a hundred", 3: "a thousand", 6: "a million", 9: "a billion"}
"""Power of ten → the factor in words."""


@dataclass(frozen=True)
class Number:
    """A right answer that is a number: its digits as the book prints them, and its unit."""

    text: str
    unit: str

    @property
    def value(self) -> float:
        """The number."""
        return float(self.text)

    @property
    def decimals(self) -> int:
        """The decimals that the book prints."""
        return len(self.text.partition(".")[2])

    @property
    def label(self) -> str:
        """The unit in words."""
        return schema.UNITS[self.unit].label

    @property
    def printed(self) -> str:
        """The number with its unit, as the book prints it."""
        return schema.UNITS[self.unit].show(tables.number_text(self.text))

    def is_met_by(self, given: float) -> bool:
        """Whether a number is this one, as exactly as the book prints it."""
        return abs(given - self.value) <= 0.5 * 10**-self.decimals + 1e-9


@dataclass(frozen=True)
class Letter:
    """A right answer that is one of the options: its letter, and how many options there are."""

    letter: str
    options: int


def check(task_id: str, answer: object) -> None:
    """Say whether an answer to a question of the book is right, and else what may be wrong.

    Nothing is raised: an answer that is not there yet (``None`` or ``...``) is told so.
    """
    tasks = tables.load_tasks()
    if task_id not in tasks.index:
        print(f"No question is called {task_id!r}{roles.nearest(task_id, set(tasks.index))}.")
        return
    task = tasks.loc[task_id]
    print(said_of(answer, _key(parts(task["options"]), task["answer"])))


def said_of(answer: object, key: Number | Letter) -> str:
    """What is said of an answer, given the right one."""
    if answer is None or answer is ...:
        return "Not answered yet: put your answer in the place of None, and run both cells."
    if isinstance(key, Letter):
        return _said_of_letter(answer, key)
    return _said_of_number(answer, key)


# --- the right answer ---------------------------------------------------------------------------


def role_of(options: Sequence[str], answer: str) -> Role | None:
    """The role that prints the number which answers a question; nothing if a letter does, or if an
    open answer does not begin with a number.
    """
    text = options[int(answer) - 1] if options else answer
    role = next(roles.find_roles(text), None)
    if role is None or role.start or role.kind not in NUMBERED:
        return None
    if options and role.end < len(text):
        return None
    return role if role.kind == "derived" or not role.words else None


def _key(options: Sequence[str], answer: str) -> Number | Letter:
    """The right answer to a question."""
    role = role_of(options, answer)
    if role is None:
        return Letter(LETTERS[int(answer) - 1], len(options))
    if role.kind == "derived":
        number = tables.load_lab_numbers()[role.target]
        return Number(number["value"], number["unit"])
    fact = tables.load_facts().loc[role.target]
    return Number(f"{fact['value']:.12g}", fact["unit"])


# --- what is said -------------------------------------------------------------------------------


def _said_of_letter(answer: object, key: Letter) -> str:
    letters = LETTERS[: key.options]
    given = answer.strip().strip("().").lower() if isinstance(answer, str) else ""
    if len(given) != 1 or given not in letters:
        return "Not yet: give the letter of one of the options, in quotation marks."
    if given == key.letter:
        return "Right."
    return "Not yet: it is another option. Run the cells above again and read what they print."


def _said_of_number(answer: object, key: Number) -> str:
    given, problem = _number_in(answer)
    if problem:
        return f"Not yet: {problem}"
    if key.is_met_by(given):
        return f"Right. The book prints {key.printed}."
    reasons = (reason for slip in SLIPS for reason in slip(given, key))
    return f"Not yet: {next(reasons, ELSE)}"


ELSE = (
    "that is another number. Which rows count, and what is divided by what? The hint above the "
    "task says more."
)
"""What is said when no likely slip explains the answer."""


def _number_in(answer: object) -> tuple[float, str]:
    """The number that an answer is, and what is wrong when it is none."""
    if type(answer).__name__ in ("bool", "bool_"):  # Python's and numpy's
        return 0, "that is True or False; the question asks for a number."
    if isinstance(answer, str):
        return 0, "that is a text; give the number alone, without quotation marks and unit."
    if not isinstance(answer, Real):
        sized = hasattr(answer, "__len__") or hasattr(answer, "__iter__")
        many = "several values (a table, a column or a list); add them up, or pick the one asked."
        return 0, f"that is {many}" if sized else "that is not a number; the question asks for one."
    if not math.isfinite(answer):
        return 0, "that is no finite number (NaN or inf). Does a gap stand in a sum or a division?"
    return float(answer), ""


def _sign(given: float, key: Number) -> Iterator[str]:
    if given and key.is_met_by(-given):
        yield "the size is right and the sign is not. Which one is subtracted from which?"


def _of_percent(given: float, key: Number) -> Iterator[str]:
    """Slips between shares, percent, growth and the rest."""
    if not key.unit.startswith("percent"):
        return
    if key.is_met_by(100 * given):
        yield f"that is a share of one, and the question asks for {key.label}."
    elif key.is_met_by(given / 100):
        yield "that was turned into percent twice."
    elif key.is_met_by(given - 100) or key.is_met_by(100 * (given - 1)):
        yield "that is the later amount in parts of the earlier one; asked is how much it grew."
    elif key.is_met_by(100 - given) or key.is_met_by(100 * (1 - given)):
        yield "that is the rest. Which of the two parts is asked?"
    elif given and (key.is_met_by(1e4 / given) or key.is_met_by(100 / given)):
        yield "that looks upside down. Which of the two numbers is the whole?"


def _size(given: float, key: Number) -> Iterator[str]:
    for power, words in FACTORS.items():
        if key.is_met_by(given * 10**power) or key.is_met_by(given / 10**power):
            yield (
                f"the digits are right, and it is off by a factor of {words}. "
                f"The answer is asked in {key.label}."
            )


def _rounded(given: float, key: Number) -> Iterator[str]:
    coarser = [n for n in range(key.decimals - 1, -3, -1) if 10.0**-n <= abs(key.value)]
    if any(math.isclose(given, round(key.value, n)) for n in coarser):
        exact = DECIMALS.get(key.decimals, "the last digit")
        yield f"close, and rounded too far. Give {exact}, or do not round at all."


def _close(given: float, key: Number) -> Iterator[str]:
    if abs(given - key.value) <= 0.05 * abs(key.value):
        yield "close, but not it. Is a row missing, counted twice, or of another year?"


SLIPS: tuple[Callable[[float, Number], Iterator[str]], ...] = (
    _sign,
    _of_percent,
    _size,
    _rounded,
    _close,
)
"""The likely slips, in the order in which they are looked for."""

_CHECK = re.compile(r"""\bcheck\(\s*["']([\w-]+)["']""")
"""A call of :func:`check` in code."""


def asked_in(code: str) -> list[str]:
    """The questions whose answers a piece of code checks, in its order."""
    return _CHECK.findall(code)
