"""Is what a build leaves behind always right, however the one before it ended?

Sphinx remembers what it read and compares times.  That is not enough: a build that was killed
leaves pages that were read and not written, a file can carry an old time, two builders share what
was read.  So this room keeps, beside what Sphinx remembers,

* for each builder, which state of what was read its last good build wrote (empty while it builds):
  else the next build starts clean, or reads every page again;
* for each page, the digest of its source and of every file that it depends on.

A strict build takes no other with warnings for done: one that fails once fails until the cause is
mended.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from factbook import manifest
from factbook.book.depends import state_of_rows, state_of_views
from factbook.book.domain import facts_of
from factbook.book.stopping import stop
from factbook.building import FINISHED
from factbook.kept import Now, installed
from factbook.lock import Lock

logger = logging.getLogger(__name__)

WITH_WARNINGS = " with warnings"
"""Behind the state that a build wrote with warnings: a strict build does not take it for done."""

UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}


@dataclass
class Memory:
    """What was read last, and from what: stored with the environment."""

    state: str = ""
    """A name for what was read: another one when anything is read again."""
    data: str = ""
    """All tables, as one digest."""
    contents: dict[str, str] = field(default_factory=dict)
    """docname → one digest of all that the page was read from."""


def _memory(env: BuildEnvironment) -> Memory:
    return env.domaindata.setdefault("factbook.guard", {}).setdefault("memory", Memory())


class Contents:
    """The digests of files, each looked at once in a build, before the pages are read."""

    def __init__(self, root: Path) -> None:
        self._now = Now(root)

    @property
    def data(self) -> str:
        """All tables, as one digest."""
        return self._now.data

    def of_page(self, env: BuildEnvironment, docname: str) -> str:
        """One digest of all that a page was read from: its source, the files, records and views
        that it depends on, and what its kernel was served, as the tables would answer now."""
        files = {Path(env.doc2path(docname))}
        files.update(Path(env.srcdir) / name for name in env.dependencies[docname])
        served = facts_of(env).served.get(docname, {})
        if self.data != _memory(env).data:
            served = self._now.answers(served)
        parts = [
            self._now.digest_of_all(files),
            state_of_rows(env, docname),
            state_of_views(env, docname),
            json.dumps(served, sort_keys=True),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Guard:
    """One build, from its lock to its last word."""

    lock: Lock
    finished: str
    """The state that this builder wrote last; empty if it did not end well."""
    contents: Contents

    # --- one build at a time, and clean after one that did not end ---------------------------

    def begin(self, app: Sphinx, config: Config) -> None:
        """Wait for other builds, and start clean after one that did not end well."""
        # What the pages look like depends on what is installed; the times of its files say nothing.
        config.factbook_installed = installed()
        try:
            self.lock = Lock(Path(app.outdir).parent / ".lock")
            self.lock.wait(logger.info)
            self.finished = _finished(app).get(Path(app.outdir).name, "")
            is_strict = app.warningiserror or app.keep_going
            if self.finished.endswith(WITH_WARNINGS) and is_strict:
                self.finished = ""
            if not self.finished and any(Path(app.outdir).iterdir()):
                (Path(app.doctreedir) / ENV_PICKLE_FILENAME).unlink(missing_ok=True)
        except OSError as error:
            stop_unwritable(app, error)

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Note that the build has ended well, and give up the lock."""
        if error := _unwritable(exception):
            stop_unwritable(app, error)
        if exception is None:
            state = _memory(app.env).state + (WITH_WARNINGS if app._warncount else "")
            _write(app, {**_finished(app), Path(app.outdir).name: state})
        self.lock.release()

    # --- what has changed, by content --------------------------------------------------------

    def find_changed(
        self,
        app: Sphinx,
        env: BuildEnvironment,
        added: set[str],
        changed: set[str],
        removed: set[str],
    ) -> list[str]:
        """The pages to read again: those of which something has other content than when they were
        read, and all of them when this builder has not written what was read last.
        """
        self.contents = Contents(Path(env.srcdir))
        memory = _memory(env)
        pages = env.found_docs - added - removed
        digests = {docname: self.contents.of_page(env, docname) for docname in pages}
        stale = {name for name in pages if memory.contents.get(name) != digests[name]}
        # What only has another time, as after a change of branches and back, need not be read.
        changed -= {docname for docname in changed - stale if _is_stored(env, docname)}
        if self.finished and self.finished.removesuffix(WITH_WARNINGS) != memory.state:
            stale = pages
        if not memory.state or added or changed or removed or stale:
            memory.state = uuid.uuid4().hex
        return sorted(stale)

    def note_contents(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Remember what each page was read from."""
        memory = _memory(env)
        memory.data = self.contents.data
        memory.contents = {
            docname: self.contents.of_page(env, docname) for docname in sorted(env.found_docs)
        }


def note_unfinished(app: Sphinx, env: BuildEnvironment) -> None:
    """Note that the build is under way: from here on it stores what it read, and writes."""
    _write(app, {**_finished(app), Path(app.outdir).name: ""})


def _finished(app: Sphinx) -> dict[str, str]:
    try:
        return json.loads((Path(app.doctreedir) / FINISHED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _write(app: Sphinx, finished: dict[str, str]) -> None:
    file = Path(app.doctreedir) / FINISHED
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(finished, indent=1), encoding="utf-8")
    beside.replace(file)


def _unwritable(exception: BaseException | None) -> OSError | None:
    """The error of a file that could not be written, where one led to the exception."""
    while exception:
        if isinstance(exception, OSError) and exception.errno in UNWRITABLE:
            return exception
        exception = exception.__cause__ or exception.__context__
    return None


def stop_unwritable(app: Sphinx, error: OSError) -> None:
    """End the build where a file cannot be written: a full disk, a folder that is read-only."""
    where = error.filename or app.outdir
    stop("the book cannot be written", [f"{where}: {error.strerror}"])


def _is_stored(env: BuildEnvironment, docname: str) -> bool:
    """Whether what was read of a page is there, and the page does not ask to be read each time."""
    doctree = Path(env.doctreedir) / f"{docname}.doctree"
    return doctree.is_file() and docname not in env.reread_always


# --- what others may read --------------------------------------------------------------------


def open_to_all(app: Sphinx, exception: Exception | None) -> None:
    """Let everybody read the site, whatever the umask: a web server is another user."""
    if exception or os.name == "nt":
        return
    site = Path(app.outdir)
    for path in (site, *site.rglob("*")):
        wanted = 0o755 if path.is_dir() else 0o644
        if path.stat().st_mode & 0o777 != wanted:
            path.chmod(wanted)


def write_manifest(app: Sphinx, exception: Exception | None) -> None:
    """Write the sums of the files of the site beside them."""
    if exception is None and app.builder.name == "html":
        manifest.write(Path(app.outdir))


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_config_value("factbook_installed", "", "env", [str])
    guard = Guard()
    app.connect("config-inited", guard.begin, priority=1)
    app.connect("env-get-outdated", guard.find_changed)
    app.connect("env-updated", guard.note_contents)
    app.connect("env-updated", note_unfinished, priority=990)
    app.connect("build-finished", write_manifest, priority=970)
    app.connect("build-finished", open_to_all, priority=980)
    app.connect("build-finished", guard.finish, priority=990)
