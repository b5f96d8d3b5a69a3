"""What did a file of the book look like in another revision?  Asks ``git``, and changes nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path


class NoHistory(ValueError):
    """The book's history cannot be asked: no git, no repository, or no such revision."""


def git(root: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """What a git command prints, run in the book.  Raises :class:`NoHistory` when it fails."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, input=stdin, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise NoHistory("git was not found; the book's history needs it") from None
    except OSError as error:
        raise NoHistory(f"git cannot be run: {error.strerror or error}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip() or "it does not say why"
        raise NoHistory(f"git {arguments[0]} failed: {said.splitlines()[0]}")
    return done.stdout


def files_at(root: Path, revision: str, folders: Iterable[str]) -> dict[str, bytes]:
    """Path → content of every file in these folders as a revision has it.

    Raises :class:`NoHistory` for an unknown revision.
    """
    _known(root, revision)
    listed = git(root, "ls-tree", "-r", "-z", "--name-only", revision, "--", *folders)
    paths = [path for path in listed.decode("utf-8").split("\0") if path]
    asked = "".join(f"{revision}:./{path}\n" for path in paths).encode("utf-8")
    answer, contents, at = git(root, "cat-file", "--batch", stdin=asked), {}, 0
    for path in paths:
        head_end = answer.index(b"\n", at)
        size = int(answer[at:head_end].rsplit(b" ", 1)[1])
        contents[path] = answer[head_end + 1 : head_end + 1 + size]
        at = head_end + 1 + size + 1
    return contents


def file_at(root: Path, revision: str, path: str) -> bytes | None:
    """One file of the book as a revision has it, or ``None`` where that cannot be told."""
    try:
        return files_at(root, revision, [path]).get(path)
    except NoHistory:
        return None


def files_now(root: Path, folders: Iterable[str]) -> dict[str, bytes]:
    """Path → content of every file in these folders as it stands now."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in folders
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def last_tag(root: Path) -> str:
    """The newest tag that the present commit comes from; empty if there is none."""
    try:
        return git(root, "describe", "--tags", "--abbrev=0").decode("utf-8").strip()
    except NoHistory:
        return ""


def _known(root: Path, revision: str) -> None:
    """Refuse what is not a revision, options included."""
    try:
        git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except NoHistory as error:
        if "git was not found" in str(error) or "not a git repository" in str(error):
            raise
        raise NoHistory(
            f"no revision {revision!r} here; a revision is a branch, a tag or a commit"
        ) from None
