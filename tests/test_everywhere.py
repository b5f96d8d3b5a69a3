"""The stored pictures come out the same whatever fonts a machine has, and in every time zone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from fontTools.ttLib import TTFont

from factbook import charts, notebooks, picture, tables

DRAW = """
import json, sys
from factbook import charts, picture
{before}
specs = json.load(sys.stdin)
version = charts.vegalite_version()
json.dump({{id: picture.draw(spec, version, id) for id, spec in specs.items()}}, sys.stdout)
"""

IMPOSTORS = ("Arial", "Helvetica", "Liberation Sans", "DejaVu Sans", "Source Sans 3", "sans-serif")
"""Names that a converter looks for when it is asked for a sans-serif."""

MACHINES = {
    "no fonts, Kiritimati": ((), "Pacific/Kiritimati"),
    "DejaVu, New York": (("DejaVu Sans",), "America/New_York"),
    "Liberation, Kolkata": (("Liberation Sans",), "Asia/Kolkata"),
    "many, Berlin": (IMPOSTORS, "Europe/Berlin"),
    "this machine's, UTC": (None, "UTC"),
}
"""Fonts that a machine has, and its time zone."""


@pytest.fixture(scope="module")
def stored() -> dict[str, tuple[dict, str]]:
    """The specification and the picture of every chart of the chapters, by id."""
    bundles = [
        output.data
        for path in notebooks.chapters(tables.root())
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if charts.FIGURE in output.get("data", {})
    ]
    return {
        bundle[charts.FIGURE]["id"]: (bundle[charts.VEGALITE], "".join(bundle["image/svg+xml"]))
        for bundle in bundles
    }


def machine(folder: Path, fonts: tuple[str, ...] | None) -> dict[str, str]:
    """The environment of a machine with these fonts alone, each twice as wide as the book's;
    ``None``: with its own."""
    if fonts is None:
        return {}
    for family in fonts:
        font = TTFont(picture.FONTS / "factbook-sans-400.ttf")
        for number in (1, 4, 16):
            font["name"].setName(family, number, 3, 1, 0x409)
        for name, (width, side) in font["hmtx"].metrics.items():
            font["hmtx"][name] = (2 * width, side)
        font.save(folder / f"{family}.ttf")
    config = folder / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{folder}</dir></fontconfig>", encoding="utf-8")
    return {"FONTCONFIG_FILE": str(config)}


def drawn(specs: dict[str, dict], environment: dict[str, str], before: str = "") -> dict[str, str]:
    """The pictures that a process of its own draws; ``before`` is code that it runs first."""
    run = subprocess.run(
        [sys.executable, "-c", DRAW.format(before=before)],
        input=json.dumps(specs),
        capture_output=True,
        text=True,
        check=True,
        cwd=tables.root(),
        env={**os.environ, "PYTHONPATH": str(tables.root()), **environment},
    )
    return json.loads(run.stdout)


@pytest.mark.parametrize("name", MACHINES)
def test_pictures_are_the_same(stored, name, tmp_path):
    """On a machine with these fonts, in this zone, every chart is drawn as it stands in its
    chapter."""
    fonts, zone = MACHINES[name]
    specs = {id: spec for id, (spec, _) in stored.items()}
    made = drawn(specs, {**machine(tmp_path, fonts), "TZ": zone})
    assert [id for id, (_, svg) in stored.items() if made[id] != svg] == []


def test_fonts_of_the_machine_would_be_seen(stored, tmp_path):
    """The test above can fail: with the book's own font left out, the fonts of a machine move
    every chart with text."""
    specs = {id: stored[id][0] for id in ("summit-chain", "us-engagement", "germany-polls")}
    environment = machine(tmp_path, IMPOSTORS)
    made = drawn(specs, environment, before="picture._converter = lambda: __import__('vl_convert')")
    assert [id for id in specs if made[id] == stored[id][1]] == []


def test_the_font_has_its_licence():
    """Its text, the copyright, and a name that is not the reserved one; on the site too."""
    licence = (picture.FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "Reserved Font Name 'Source'" in licence and "SIL OPEN FONT LICENSE" in licence
    site = tables.root() / "factbook/book/site/static"
    assert (site / "factbook-sans-licence.txt").read_text(encoding="utf-8") == licence
    files = [*picture.FONTS.glob("*.ttf"), *site.glob("*.woff2")]
    assert len(files) == 7
    for file in files:
        names = TTFont(file)["name"]
        assert picture.FAMILY in (names.getDebugName(16), names.getDebugName(1))
        assert "Source" not in names.getDebugName(6)
        assert "Reserved Font Name" in names.getDebugName(0)
        assert "SIL Open Font License" in names.getDebugName(13)


def widths(file: Path) -> dict[int, int]:
    """How wide each character of a font is."""
    font = TTFont(file)
    return {code: font["hmtx"][name][0] for code, name in font.getBestCmap().items()}


@pytest.mark.parametrize("weight", [400, 600])
def test_the_site_has_the_font_of_the_pictures(weight):
    """The same characters in two parts, as wide."""
    site, name = tables.root() / "factbook/book/site/static", f"factbook-sans-{weight}"
    parts = [widths(site / f"{name}{part}.woff2") for part in ("", "-extended")]
    assert parts[0] | parts[1] == widths(picture.FONTS / f"{name}.ttf")


def test_a_character_that_the_font_lacks_is_refused():
    """Else each machine would draw it with a font of its own."""
    spec = {
        "data": {"values": [{"x": "Київ → Kyiv"}]},
        "mark": "text",
        "encoding": {"text": {"field": "x", "type": "nominal"}},
    }
    with pytest.raises(picture.MissingGlyph, match="has no 'К', 'в', 'и', 'ї'"):
        picture.draw(spec, charts.vegalite_version(), "kyiv")
