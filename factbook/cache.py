"""Where stands what takes long to make and is the same for every build?

In the user's cache; or beside the build, where a user has no cache that can be written.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from platformdirs import user_cache_path

MOST = 20
"""Files of one kind that are kept."""


def kept(name: str, beside: Path, make: Callable[[], str]) -> Path:
    """A file of the cache, made if it is not there.

    ``name`` says all that the content depends on: a version, or a digest.  ``beside`` is the folder
    of the build.  Raises :class:`OSError` where neither place can be written.
    """
    places = (_user_cache(), beside / ".cache")
    for place in filter(None, places):
        if (place / name).is_file():
            return place / name
    text = make()
    try:
        return _write((places[0] or places[1]) / name, text)
    except OSError:
        return _write(places[1] / name, text)


def _write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(file)
    newest_first = sorted(file.parent.glob(f"*{file.suffix}"), key=lambda f: -f.stat().st_mtime)
    for old in newest_first[MOST:]:
        old.unlink(missing_ok=True)
    return file


def _user_cache() -> Path | None:
    """The user's cache; nothing where there is no home."""
    try:
        return user_cache_path("factbook")
    except RuntimeError:
        return None
