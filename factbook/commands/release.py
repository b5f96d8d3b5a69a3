"""Close the edition under a version and a date, in every place that names them; or open the next
one.

Example: python -m factbook release 1.1.0 --tag

What the book says differently since the last tag goes into CHANGELOG.md. RELEASING.md tells the
steps around it.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from factbook import history, schema
from factbook.commands import CommandError, say
from factbook.differences import FOLDERS, as_markdown, changes
from factbook.releasing import open_next, release
from factbook.trial import new_violations
from factbook.writing import write_files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("version", nargs="?", metavar="VERSION", help="three numbers: 1.1.0")
    what.add_argument("--open", metavar="NAME", help="begin the next edition under this name")
    parser.add_argument(
        "--date", default="", metavar="DAY", help="the day of the release (default: today)"
    )
    parser.add_argument("--tag", action="store_true", help="commit, and tag the commit as vVERSION")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would change, write nothing"
    )


def run(options: argparse.Namespace) -> int:
    """Write all files of the release, or of the next edition; 1, and nothing written, if something
    stands in the way.
    """
    root = options.root
    notes = ""
    if options.open:
        contents = open_next(root, options.open)
    else:
        date = options.date or dt.date.today().isoformat()
        if len(date) != 10 or not schema.is_date(date):
            raise CommandError(
                f"the date {date!r} is invalid: expected a day that exists: 2026-01-06"
            )
        notes = notes_since_last_tag(root)
        contents = release(root, options.version, date, notes)
    if broken := new_violations(root, contents):
        raise CommandError("\n".join(map(str, broken)) + "\nnothing was written")
    if options.tag and not options.dry_run:
        refuse_other_changes(root)
    for path in contents:
        say(
            f"{path.relative_to(root).as_posix()}: "
            f"{'would change' if options.dry_run else 'changed'}"
        )
    if options.dry_run:
        say(notes) if notes else None
        return 0
    before = {path: path.read_bytes() for path in contents}
    write_files(contents)
    if options.tag and options.version:
        commit_and_tag(root, options.version, notes, before)
    return 0


def notes_since_last_tag(root: Path) -> str:
    """What the book says differently since the last tag, as Markdown; empty without a tag.

    Raises :class:`CommandError` if a name that is for ever is gone.
    """
    tag = history.last_tag(root)
    if not tag:
        say("no tag before this one: the changelog gets no list of changed facts", error=True)
        return ""
    found = changes(history.files_at(root, tag, FOLDERS), history.files_now(root, FOLDERS))
    if gone := [change for change in found if change.gone]:
        raise CommandError("\n".join(map(str, gone)))
    return as_markdown(found)


def refuse_other_changes(root: Path) -> None:
    """A release is a commit of its own."""
    if changed := history.git(root, "status", "--porcelain").decode("utf-8").strip():
        raise CommandError(f"commit these first, or put them aside:\n{changed}")


def commit_and_tag(root: Path, version: str, notes: str, before: dict[Path, bytes]) -> None:
    """Commit the files and tag the commit; if git refuses, put the files back."""
    files = [path.relative_to(root).as_posix() for path in before]
    try:
        history.git(root, "commit", "--quiet", "-m", f"Release {version}", "--", *files)
        message = f"{version}\n\n{notes}\n".encode()
        # Headings begin with the sign that git takes for a comment.
        history.git(
            root,
            "tag",
            "--annotate",
            "--cleanup=verbatim",
            "--file=-",
            f"v{version}",
            stdin=message,
        )
    except history.NoHistory:
        write_files(before)
        raise
    say(f"committed and tagged: v{version}; publish it with git push --follow-tags")
