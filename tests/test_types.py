"""The type checker finds no more than it did: ``mypy-baseline.txt`` has what is left, and only
shrinks.

A line is ``file: error code: count``.  When a file has fewer, run ``python tests/test_types.py``
and commit the list.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

import pytest
from bookbuild import ROOT

BASELINE = ROOT / "mypy-baseline.txt"
ERROR = re.compile(r"^(\S+?):\d+: error: .*\[([a-z-]+)\]$", re.M)


def found() -> Counter[str]:
    """``file: error code`` → how often mypy finds it in the package."""
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--no-pretty"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return Counter(
        f"{file}: {code}" for file, code in ERROR.findall(done.stdout.replace("\\", "/"))
    )


def known() -> dict[str, int]:
    """The same from the list."""
    lines = BASELINE.read_text(encoding="utf-8").splitlines()
    return {key: int(count) for key, _, count in (line.rpartition(": ") for line in lines)}


@pytest.mark.slow
def test_types_only_get_better():
    """No file has more of a kind than the list says, and the list has no more than there is."""
    now, before = found(), known()
    more = {key: count for key, count in now.items() if count > before.get(key, 0)}
    assert more == {}, "python -m mypy shows where"
    fewer = {key: count for key, count in before.items() if count > now[key]}
    assert fewer == {}, (
        "fewer errors than listed: run python tests/test_types.py and commit the list"
    )


if __name__ == "__main__":
    lines = (f"{key}: {count}\n" for key, count in sorted(found().items()))
    BASELINE.write_text("".join(lines), encoding="utf-8")
