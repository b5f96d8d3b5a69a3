"""Where is a Chromium, and how is it opened?  Finds one, or fetches one:
``python -m factbook.chromium`` prints its path.

In this order: a Chromium or Chrome on the path; the one that Playwright keeps in the user's cache;
a download of that one; as root on Debian or Ubuntu, the system's package.  What is fetched is said
on stderr.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()),
)
"""Quiet and off the network; root cannot have a sandbox."""

INSTALL = f"{sys.executable} -m playwright install --with-deps chromium"


@contextmanager
def opened() -> Iterator[Browser]:
    """Chromium, open, as Playwright gives it.

    On Linux it is told of the book's font beside those of the system: where there is none at all,
    its pages crash.  Raises :class:`RuntimeError` as :func:`find` does.
    """
    path = find()
    # Imported here: the package does without a browser.
    from playwright.sync_api import sync_playwright

    fonts = {"FONTCONFIG_FILE": str(resources.files("factbook") / "fonts" / "fonts.conf")}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(FLAGS), env={**fonts, **os.environ}
        )
        yield browser
        browser.close()


@cache
def find() -> Path:
    """The path of a Chromium that starts.

    Raises :class:`RuntimeError` with the one command to type if there is none.
    """
    for fetch in (None, _download, _install):
        if fetch:
            fetch()
        for candidate in _candidates():
            if _starts(candidate):
                return candidate
    raise RuntimeError(
        f"Chromium is needed, and none was found or could be fetched; type: {INSTALL}"
    )


def _candidates() -> Iterator[Path]:
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    yield from _of_playwright()


def _of_playwright() -> list[Path]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return [path] if path.is_file() else []


def _starts(path: Path) -> bool:
    """Whether it is a browser that runs: not a stub that asks to install one, nor one that lacks
    libraries.
    """
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _download() -> None:
    _say("no Chromium found; Playwright downloads its own into your cache")
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr, check=False
    )


def _install() -> None:
    if "--no-sandbox" not in FLAGS or not Path("/etc/debian_version").is_file():
        return
    _say(
        "still no Chromium that starts; installing the system's package (apt-get install chromium)"
    )
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]):
        subprocess.run(command, stdout=sys.stderr, check=False, env=environment)


def _say(text: str) -> None:
    print(f"factbook.chromium: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        print(find())
    except RuntimeError as error:
        sys.exit(f"factbook.chromium: {error}")
