"""Several files are written as one, and an accident leaves every one as it was."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from factbook import writing


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Three files, of which the last does not exist yet."""
    one, two, three = (tmp_path / name for name in ("one.csv", "two.csv", "three.csv"))
    one.write_bytes(b"1")
    two.write_bytes(b"2")
    return [one, two, three]


def state(files: list[Path]) -> dict[str, bytes]:
    """Every file of the folder with its content, what was left beside included."""
    return {path.name: path.read_bytes() for path in sorted(files[0].parent.iterdir())}


def test_every_file_is_written_and_nothing_is_left_beside(files):
    writing.write_files(dict.fromkeys(files, b"new"))
    assert state(files) == {"one.csv": b"new", "two.csv": b"new", "three.csv": b"new"}


def test_permissions_stay_and_links_are_followed(files, tmp_path):
    files[0].chmod(0o640)
    link = tmp_path / "link.csv"
    try:
        link.symlink_to(files[0])
    except OSError:
        pytest.skip("this system makes no links")
    writing.write_files({link: b"new"})
    assert link.is_symlink() and files[0].read_bytes() == b"new"
    if os.name == "posix":
        assert stat.S_IMODE(files[0].stat().st_mode) == 0o640


@pytest.mark.parametrize("accident", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
@pytest.mark.parametrize("call", range(1, 6))
def test_a_write_that_fails_leaves_every_file_as_it_was(files, monkeypatch, accident, call):
    before, real, calls = state(files), os.fsync, []

    def fsync(number: int) -> None:
        calls.append(number)
        if len(calls) == call:
            raise accident
        real(number)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(type(accident)):
        writing.write_files(dict.fromkeys(files, b"new"))
    assert state(files) == before


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", [1, 2, 3])
def test_an_accident_between_renames_puts_every_file_back(files, monkeypatch, call, after):
    before, real, calls = state(files), Path.replace, []

    def replace(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == call:
            if after:
                real(self, target)
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        writing.write_files(dict.fromkeys(files, b"new"))
    assert state(files) == before


def test_a_table_is_quoted_as_the_book_stores_it():
    rows = [["a", "b,c"], ["d", 'e "f"']]
    assert writing.csv_bytes(["x", "y"], rows) == b'x,y\na,"b,c"\nd,"e ""f"""\n'
