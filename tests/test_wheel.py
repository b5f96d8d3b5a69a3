"""The package works away from the book: a wheel holds all that it needs, and its core runs alone in
an empty folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from email import message_from_bytes
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from bookbuild import ROOT
from packaging.requirements import Requirement

from factbook import tables
from factbook.wheel import Wheel

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess:
    """Run a command away from the book; its output is text."""
    hidden = ("PYTHONPATH", "PYTEST")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=550
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel of this package, built from a copy: building leaves folders behind."""
    folder = tmp_path_factory.mktemp("wheel")
    ask = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
    if run(*ask, PROJECT["build-system"]["requires"][0], cwd=folder).returncode:
        pytest.skip("the package index cannot be reached: what a wheel is built with comes from it")
    for name in ("factbook", "data"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / "book" / name, ignore=ignored)
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, folder / "book")
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--disable-pip-version-check"]
    done = run(*pip, "--wheel-dir", str(folder), str(folder / "book"), cwd=folder)
    assert done.returncode == 0, done.stderr
    (file,) = folder.glob("factbook-*.whl")
    return file


@pytest.mark.slow
def test_wheel_holds_what_the_package_needs(wheel):
    """Every module, and beside them fonts, styles, scripts, tables and the map."""
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "factbook").rglob("*.py")}
    assert modules - {"factbook/fonts/make.py"} <= names
    wanted = {
        f"factbook/data/{path}" for path in ("edition.toml", "README.md", "map/europe.geojson")
    }
    wanted |= {f"factbook/data/{name}.csv" for name in tables.names()}
    for pattern in (
        "book/site/static/*",
        "book/site/templates/**/*.*",
        "book/paper/*.css",
        "fonts/*.ttf",
        "fonts/OFL.txt",
    ):
        wanted |= {p.relative_to(ROOT).as_posix() for p in (ROOT / "factbook").glob(pattern)}
    assert wanted - names == set()
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]


@pytest.mark.slow
def test_wheel_of_the_site_is_the_one_that_pip_builds(wheel):
    """The same files with the same contents, but for what tells who wrote it."""
    ours = Wheel(ROOT, ROOT)
    assert ours.name == wheel.name
    with ZipFile(wheel) as one, ZipFile(BytesIO(ours.content())) as other:
        assert sorted(one.namelist()) == sorted(other.namelist())
        differ = [name for name in one.namelist() if one.read(name) != other.read(name)]
        made_by = {f"{ours.stem}.dist-info/{name}" for name in ("METADATA", "RECORD", "WHEEL")}
        assert set(differ) <= made_by
        described = f"{ours.stem}.dist-info/METADATA"
        assert _fields(one.read(described)) == _fields(other.read(described))


def _fields(metadata: bytes) -> list[tuple[str, str]]:
    """What a wheel says of itself; which fields the tool found by itself says nothing of it."""
    return sorted(
        (name, str(Requirement(text)) if name == "Requires-Dist" else text)
        for name, text in message_from_bytes(metadata).items()
        if name != "Dynamic"
    )


def test_every_package_is_listed():
    """A folder of modules that is not listed would be missing in the wheel."""
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "factbook").rglob("__init__.py")}
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    assert listed == {".".join(folder.parts) for folder in folders} | {"factbook.data"}


@pytest.mark.slow
def test_core_runs_alone_in_an_empty_folder(wheel, tmp_path):
    """A new environment with the wheel and its own dependencies serves the tables, and draws what
    can be drawn.
    """
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    assert run(sys.executable, "-m", "venv", str(tmp_path / "venv"), cwd=tmp_path).returncode == 0
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = run(*install, wheel, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (tmp_path / "empty").mkdir()
    code = "from factbook import load_facts, load_map; load_map(); print(len(load_facts()))"
    done = run(python, "-c", code, cwd=tmp_path / "empty")
    assert done.returncode == 0, done.stderr
    facts = tables.read("facts", ROOT).cells
    assert done.stdout.strip() == str(len(facts))
    done = run(python, "-c", "import sphinx", cwd=tmp_path / "empty")
    assert "ModuleNotFoundError" in done.stderr
