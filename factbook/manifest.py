"""Is a site that somebody serves the one that these sources give?

The site carries the sums of its own files, ``manifest.sha256``, in the form that ``sha256sum -c``
reads.  :func:`verify` compares another copy of the site with it, in a folder or at an address, by
looking at every file.
"""

from __future__ import annotations

import hashlib
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

FILE = "manifest.sha256"
AT_ONCE = 8
"""Files that are fetched at a time."""

TIMEOUT = 30
"""Seconds to wait for an answer."""


def sums(site: Path) -> dict[str, str]:
    """File → SHA-256 of every file of a site, sorted by name, but for the manifest itself and for
    names that begin with a dot, which hosts do not serve."""
    files = sorted(path for path in site.rglob("*") if path.is_file())
    names = {path.relative_to(site).as_posix(): path for path in files}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in sorted(names.items())
        if name != FILE and not any(part.startswith(".") for part in name.split("/"))
    }


def write(site: Path) -> None:
    """Write the manifest of a site, if it differs from the one that is there."""
    text = "".join(f"{digest}  {name}\n" for name, digest in sums(site).items())
    file = site / FILE
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        beside = site / f"{FILE}.new"
        beside.write_text(text, encoding="utf-8")
        beside.replace(file)


def read(site: Path) -> dict[str, str]:
    """File → sum, as the manifest of a site says.  Raises :class:`OSError` where there is none."""
    return _parse((site / FILE).read_text(encoding="utf-8"))


def _parse(text: str) -> dict[str, str]:
    lines = (line.split("  ", 1) for line in text.splitlines())
    return {name: digest for digest, name in lines}


def is_whole(site: Path) -> bool:
    """Whether a site holds exactly what its manifest says."""
    try:
        return read(site) == sums(site)
    except (OSError, ValueError):
        return False


def verify(site: Path, other: str) -> list[str]:
    """What differs between the site of this build and another copy, a folder or an address; empty
    where nothing does.

    Raises :class:`ValueError` where one of the two cannot be read as a site.
    """
    if not is_whole(site):
        raise ValueError(f"{site} is not a whole site of this version; build the book first")
    ours = read(site)
    if other.startswith(("https://", "http://")):
        theirs = _fetched_sums(other.rstrip("/"), ours)
    elif Path(other).is_dir():
        theirs = sums(Path(other))
    else:
        raise ValueError(f"{other!r} is not a folder, and not an address that begins with https://")
    return [
        *(f"{name}: is missing there" for name in ours if name not in theirs),
        *(f"{name}: is not in this build" for name in theirs if name not in ours),
        *(f"{name}: differs" for name in ours if theirs.get(name, ours[name]) != ours[name]),
    ]


def _fetched_sums(address: str, ours: dict[str, str]) -> dict[str, str]:
    """The sums of what stands at an address: of each file that either manifest names."""
    try:
        listed = _parse(_fetch(f"{address}/{FILE}").decode())
    except (OSError, ValueError) as error:
        raise ValueError(f"{address}/{FILE} cannot be read: {error}") from error
    names = sorted({*ours, *listed})
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda name: _sum_at(f"{address}/{quote(name)}"), names))
    return {name: digest for name, digest in zip(names, found, strict=True) if digest}


def _sum_at(address: str) -> str:
    """The sum of one file; empty where it is not there."""
    try:
        return hashlib.sha256(_fetch(address)).hexdigest()
    except urllib.error.HTTPError as error:
        if error.code in (404, 410):
            return ""
        raise ValueError(f"{address} cannot be read: {error}") from error
    except OSError as error:
        raise ValueError(f"{address} cannot be read: {error}") from error


def _fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=TIMEOUT) as answer:
        return answer.read()
