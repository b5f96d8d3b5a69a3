"""How does the package come to those who take a notebook?  As a wheel that the site offers.

The wheel is written from the same lines of ``pyproject.toml`` as the one that pip builds, without
any tool, and is the same bytes on every machine: sorted, stored, with a fixed time.
"""

from __future__ import annotations

import base64
import glob
import hashlib
import io
import tomllib
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

DEFINITION, LICENCE = "pyproject.toml", "LICENSE"
TIME = (1980, 1, 1, 0, 0, 0)
DATA = "factbook.data"
"""The package that holds the tables."""


class Wheel:
    """The wheel of the package in the folder ``checkout``, with the tables of the book ``root``."""

    def __init__(self, checkout: Path, root: Path) -> None:
        self.checkout, self.root = checkout, root
        text = (checkout / DEFINITION).read_text(encoding="utf-8")
        definition = tomllib.loads(text)
        self.project, self.setup = definition["project"], definition["tool"]["setuptools"]

    @property
    def stem(self) -> str:
        """Name and version, as the names of files have them: ``factbook-1.0.0``."""
        return f"{self.project['name'].replace('-', '_')}-{self.project['version']}"

    @property
    def name(self) -> str:
        """The name of the file."""
        return f"{self.stem}-py3-none-any.whl"

    @property
    def python(self) -> str:
        """The oldest Python that the package runs with: ``3.11``."""
        return self.project["requires-python"].removeprefix(">=")

    def files(self) -> dict[str, Path]:
        """Name in the wheel → file, for all modules and all that stands beside them; sorted."""
        folders, beside = self.setup["package-dir"], self.setup["package-data"]
        found = {}
        for package in self.setup["packages"]:
            inside = package.replace(".", "/")
            folder = self.checkout / folders.get(package, inside)
            if package == DATA:
                folder = self.root / folders[package]
            for pattern in ("*.py", *beside.get(package, ())):
                # As setuptools reads patterns: two stars stand for files too.
                for name in glob.glob(pattern, root_dir=folder, recursive=True):  # noqa: PTH207
                    if (folder / name).is_file():
                        found[f"{inside}/{Path(name).as_posix()}"] = folder / name
        return dict(sorted(found.items()))

    def content(self) -> bytes:
        """The file."""
        entries = {name: file.read_bytes() for name, file in self.files().items()}
        described = f"{self.stem}.dist-info"
        entries |= {f"{described}/{name}": text.encode() for name, text in self._described()}
        licence = (self.checkout / LICENCE).read_bytes()
        entries[f"{described}/licenses/{LICENCE}"] = licence
        record = f"{described}/RECORD"
        entries[record] = _record(entries, record).encode()
        return _zip(entries)

    def _described(self) -> list[tuple[str, str]]:
        """The files that say what the package is, but for the licence and the record."""
        tops = sorted({package.split(".")[0] for package in self.setup["packages"]})
        return [
            ("METADATA", self.metadata()),
            ("WHEEL", _lines(WHEEL)),
            ("entry_points.txt", self._entry_points()),
            ("top_level.txt", "".join(f"{name}\n" for name in tops)),
        ]

    def metadata(self) -> str:
        """Name, version and what the package needs, in the form of a wheel."""
        project = self.project
        fields = [
            ("Metadata-Version", "2.4"),
            ("Name", project["name"]),
            ("Version", project["version"]),
            ("Summary", project["description"]),
            ("License-Expression", project["license"]),
            ("Requires-Python", project["requires-python"]),
            ("License-File", LICENCE),
            *(("Requires-Dist", one) for one in project["dependencies"]),
        ]
        for extra, needed in project["optional-dependencies"].items():
            fields.append(("Provides-Extra", extra))
            fields += [("Requires-Dist", f'{one}; extra == "{extra}"') for one in needed]
        return _lines(fields)

    def _entry_points(self) -> str:
        groups = self.project["entry-points"].items()
        return "\n".join(
            f"[{group}]\n" + "".join(f"{name} = {place}\n" for name, place in sorted(own.items()))
            for group, own in sorted(groups)
        )


WHEEL = [
    ("Wheel-Version", "1.0"),
    ("Generator", "factbook"),
    ("Root-Is-Purelib", "true"),
    ("Tag", "py3-none-any"),
]


def _lines(fields: list[tuple[str, str]]) -> str:
    return "".join(f"{name}: {text}\n" for name, text in fields)


def _record(entries: Mapping[str, bytes], own: str) -> str:
    """Every file with its sum and its length; the record itself has neither."""
    lines = [f"{name},sha256={_sum(content)},{len(content)}" for name, content in entries.items()]
    return "\n".join([*sorted(lines), f"{own},,", ""])


def _sum(content: bytes) -> str:
    digest = hashlib.sha256(content).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _zip(entries: Mapping[str, bytes]) -> bytes:
    """The files in one, not packed: what packs differs between machines."""
    whole = io.BytesIO()
    with ZipFile(whole, "w", ZIP_STORED) as archive:
        for name, content in sorted(entries.items()):
            info = ZipInfo(name, TIME)
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, content)
    return whole.getvalue()
