"""The places that name the version and the date of an edition agree, and the changelog begins with
it.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from factbook import releasing
from factbook.records import Records

ROOT = Path(__file__).resolve().parent.parent


def test_version_and_date_agree_wherever_they_stand():
    says = releasing.stated(ROOT)
    versions = {file: said["version"] for file, said in says.items() if "version" in said}
    assert versions.keys() == {"CITATION.cff", "pyproject.toml", "README.md"}
    assert len(set(versions.values())) == 1, versions
    released = says["CITATION.cff"]["date"]
    assert says["README.md"]["year"] == released[:4]
    # While an edition is open its date is empty, and the others name the last release.
    assert says["data/edition.toml"]["date"] in ("", released)


def test_the_changelog_names_the_last_release_and_what_is_new():
    says = releasing.stated(ROOT)
    text = (ROOT / releasing.CHANGELOG).read_text("utf-8")
    headings = re.findall(r"(?m)^## (.+)$", text)
    last = f"{says['CITATION.cff']['version']} ({says['CITATION.cff']['date']})"
    assert headings[:2] in (["Unreleased", last], [last, *headings[1:2]])


def test_the_package_has_the_version_of_the_book():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == releasing.stated(ROOT)["CITATION.cff"]["version"]


def test_while_an_edition_is_open_its_date_is_the_last_day_of_a_look_up(tiny_book):
    closed = Records(tiny_book.root)
    assert not closed.is_open and closed.edition == tiny_book.edition
    tiny_book.edition["date"] = ""
    tiny_book.row("facts", "aid-total")["checked"] = "2026-11-23"
    tiny_book.row("sources", "kiel-data-r29")["accessed"] = "2026-11-24"
    tiny_book.write()
    records = Records(tiny_book.root)
    assert records.is_open and records.edition == {
        **tiny_book.edition,
        "name": "Test edition (in progress)",
        "date": "2026-11-24",
    }
