"""The commands of ``python -m factbook``: one module each, thin.

A module of a command has a docstring, whose first paragraph is what the command does and whose
second is an example; ``add_arguments(parser)``, if it takes any; and ``run(options)``, which gives
the exit status. ``options.root`` is the book.  A command that cannot do its work raises
:class:`CommandError`.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable

COMMANDS = (
    "check",
    "tidy",
    "show",
    "find",
    "correct",
    "add-fact",
    "add-source",
    "diff",
    "unused",
    "dictionary",
    "names",
    "notebooks",
    "build",
    "teaching",
    "preview",
    "verify",
    "release",
)
"""Every command, in the order of the help.  ``add-fact`` is the module ``add_fact``."""


class CommandError(ValueError):
    """What a command could not do, and the way out; nothing was written.  One problem a line."""


def say(text: object = "", error: bool = False) -> None:
    """Print a line, whatever letters the terminal knows."""
    stream = sys.stderr if error else sys.stdout
    encoding = stream.encoding or "ascii"
    print(str(text).encode(encoding, "backslashreplace").decode(encoding), file=stream)


def nearest_ids(target: str, known: Iterable[str]) -> list[str]:
    """At most five ids like the one that was meant: near in spelling, or holding its words."""
    known = sorted(known)
    close = difflib.get_close_matches(target, known, n=3)
    words = [word for word in target.split("-") if word]
    holding = [name for name in known if words and all(word in name for word in words)]
    return list(dict.fromkeys([*close, *holding]))[:5]


def unknown_id(what: str, target: str, known: Iterable[str]) -> CommandError:
    """The error for an id that no record has, with the ids that were perhaps meant."""
    close = nearest_ids(target, known)
    hint = f"; nearest: {', '.join(close)}" if close else ""
    return CommandError(f"no {what} {target!r}{hint}")
