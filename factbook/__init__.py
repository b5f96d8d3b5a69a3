"""What the chapters import and the book is built with: facts bound to prose, charts that always
arrive.

A chapter needs few names::

    from factbook import load_facts, load_series, load_subjects, figure, derive, show_table

Each is loaded when it is first asked for: who checks the tables does not wait for what draws
charts.
"""

from importlib import import_module
from typing import Any

# Not late: the function and its module have one name, and the package gives what comes last.
from factbook.derive import derive

_WHERE = {
    "figure": "charts",
    "show_table": "show",
    **dict.fromkeys(
        (
            "load_claims",
            "load_edition",
            "load_facts",
            "load_map",
            "load_questions",
            "load_series",
            "load_sources",
            "load_subjects",
        ),
        "tables",
    ),
}

__all__ = ["derive", *_WHERE]


def __getattr__(name: str) -> Any:
    """A name of the package, from the module that defines it."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    """The names of the package."""
    return sorted(__all__)
