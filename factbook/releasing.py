"""Where do an edition's version and date stand, and how does the next one begin?

An edition is **open** while ``date`` in ``data/edition.toml`` is empty: rows may be checked today.
A release closes it: version and date go to every place in :data:`PLACES`, what was written under
"Unreleased" in ``CHANGELOG.md`` gets its heading, and ``data/editions.csv`` keeps what it said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from factbook.editions import closing

VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")

EDITION = "data/edition.toml"
CHANGELOG = "CHANGELOG.md"
UNRELEASED = "## Unreleased"

PLACES = {
    EDITION: {r'(?m)^date = "(?P<date>[^"]*)"$': 'date = "{date}"'},
    "CITATION.cff": {
        r'(?m)^version: "(?P<version>[^"]*)"$': 'version: "{version}"',
        r'(?m)^date-released: "(?P<date>[^"]*)"$': 'date-released: "{date}"',
    },
    "pyproject.toml": {r'(?m)^version = "(?P<version>[^"]*)"$': 'version = "{version}"'},
    "README.md": {
        r"\bversion (?P<version>\d+\.\d+\.\d+), (?P<year>\d{4})\b": "version {version}, {year}"
    },
}
"""File → the pattern of each place, and how it is written."""


class ReleaseError(ValueError):
    """What stands in the way of a release.  One problem a line."""


def stated(root: Path) -> dict[str, dict[str, str]]:
    """File → what it says of the edition: ``version``, ``date``, ``year``.

    Raises :class:`ReleaseError` where a place is missing or stands twice.
    """
    found: dict[str, dict[str, str]] = {}
    for file, patterns in PLACES.items():
        text = (root / file).read_text(encoding="utf-8")
        found[file] = {}
        for pattern in patterns:
            found[file] |= _only(pattern, text, file).groupdict()
    return found


def release(root: Path, version: str, date: str, notes: str = "") -> dict[Path, bytes]:
    """The contents of all files of a release: the open edition is closed under this version on this
    day.

    ``notes`` go into ``CHANGELOG.md`` after what was written by hand.
    Raises :class:`ReleaseError` with everything that stands in the way.
    """
    says = stated(root)
    last, closed = says["pyproject.toml"]["version"], says[EDITION]["date"]
    problems = []
    if closed:
        problems.append(
            f"the edition was closed on {closed}; open the next one first: release --open NAME"
        )
    if not VERSION.fullmatch(version):
        problems.append(f"the version {version!r} is invalid: expected three numbers like 1.1.0")
    elif VERSION.fullmatch(last) and _numbers(version) <= _numbers(last):
        problems.append(f"the version {version} does not follow {last}")
    _stop(problems)
    values = {"version": version, "date": date, "year": date[:4]}
    contents = {}
    for file, patterns in PLACES.items():
        text = (root / file).read_text(encoding="utf-8")
        for pattern, written in patterns.items():
            text = re.sub(pattern, written.format(**values), text)
        contents[root / file] = text.encode("utf-8")
    text = (root / CHANGELOG).read_text(encoding="utf-8")
    head, body, rest = _unreleased(text)
    body = "\n\n".join(part for part in (body, notes.strip()) if part)
    changed = f"{head}## {version} ({date})\n\n{body}\n\n{rest}".rstrip() + "\n"
    return contents | closing(root, date) | {root / CHANGELOG: changed.encode("utf-8")}


def open_next(root: Path, name: str) -> dict[Path, bytes]:
    """The contents of all files when the next edition begins, under its name.

    Raises :class:`ReleaseError` while an edition is open.
    """
    text = (root / EDITION).read_text(encoding="utf-8")
    closed = _only(r'(?m)^date = "([^"]*)"$', text, EDITION)[1]
    changelog = (root / CHANGELOG).read_text(encoding="utf-8")
    problems = []
    if not closed:
        problems.append("an edition is open already; release it first")
    if not name.strip() or set(name) & set('"\\\n'):
        problems.append(f"the name {name!r} is invalid: expected words like Second edition")
    _stop(problems)
    text = re.sub(r'(?m)^name = "[^"]*"$', f'name = "{name.strip()}"', text)
    text = re.sub(r'(?m)^date = "[^"]*"$', 'date = ""', text)
    if f"{UNRELEASED}\n" not in changelog:
        first = re.search(r"(?m)^## ", changelog)
        at = first.start() if first else len(changelog)
        changelog = f"{changelog[:at]}{UNRELEASED}\n\n{changelog[at:]}"
    return {
        root / EDITION: text.encode("utf-8"),
        root / CHANGELOG: changelog.encode("utf-8"),
    }


def _unreleased(text: str) -> tuple[str, str, str]:
    """What stands before, under and after the heading "Unreleased" of the changelog."""
    head, mark, rest = text.partition(f"{UNRELEASED}\n")
    if not mark:
        raise ReleaseError(f"{CHANGELOG} has no heading {UNRELEASED!r}; write there what changed")
    end = re.search(r"(?m)^## ", rest)
    at = end.start() if end else len(rest)
    return head, rest[:at].strip(), rest[at:]


def _only(pattern: str, text: str, file: str) -> re.Match:
    found = list(re.finditer(pattern, text))
    if len(found) != 1:
        raise ReleaseError(f"{file}: {len(found)} places look like {pattern}; expected one")
    return found[0]


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


def _stop(problems: Iterable[str]) -> None:
    if text := "\n".join(problems):
        raise ReleaseError(text)
