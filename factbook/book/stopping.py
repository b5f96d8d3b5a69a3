"""How does a build end when the content is wrong?  With every violation, exit status 1, and no traceback."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

from sphinx.application import Sphinx


def stop(app: Sphinx, heading: str, violations: list[str], forget: bool) -> NoReturn:
    """Say what is wrong and end the build.

    ``forget`` makes the next build read every page again: needed once pages were read but not written, because
    Sphinx would take them for up to date.
    """
    if forget:
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)
    print("", f"{heading}:", *violations, "", sep="\n", file=sys.stderr, flush=True)
    raise SystemExit(1)
