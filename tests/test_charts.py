"""A chart carries what a reader needs, or there is no chart."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import altair as alt
import nbformat
import pandas as pd
import pydata_sphinx_theme
import pytest

from factbook import charts, picture, tables
from factbook.book import outputs
from factbook.book.site import cards
from factbook.charts import ChartError, figure

FRAME = pd.DataFrame({"country": ["DEU", "FRA", "POL"], "share_of_gdp": [2.4, 2.1, 4.3]})


def bars(frame: pd.DataFrame = FRAME) -> alt.Chart:
    """A small chart."""
    chart = alt.Chart(frame).mark_bar().encode(x="share_of_gdp:Q", y="country:N")
    return chart.properties(width=90)


def make(
    chart: alt.TopLevelMixin | None = None, draw: charts.Draw | None = None, **changed
) -> charts.Figure:
    """A figure that has everything, but for what a test changes: one chart for both widths, or how
    it is drawn.
    """
    return figure(
        draw or (lambda width: chart if chart is not None else bars().properties(width=width - 60)),
        **{
            "id": "small-bars",
            "title": "Shares of some countries",
            "subtitle": "Percent of GDP",
            "description": "Bars with the share of each of the countries, longest for Poland.",
            "sources": ["nato-defexp-2026"],
            "as_of": "2026-06",
            **changed,
        },
    )


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"id": "Small Bars"}, "id 'Small Bars' should be lower-case words joined by hyphens"),
        ({"id": "small_bars"}, "id 'small_bars' should be"),
        ({"id": ""}, "id '' should be"),
        ({"title": "Some shares"}, "title should say what the chart shows, in four words or more"),
        (
            {"description": "Bars."},
            "description should tell a reader who cannot see the chart what it shows",
        ),
        ({"sources": []}, "sources is empty; name where the data come from"),
        (
            {"sources": ["nato-defexp-2026", "no-such-source"]},
            "source 'no-such-source' is not in data/sources.csv",
        ),
        ({"as_of": "June 2026"}, "as_of 'June 2026' should be a date: 2026, 2026-04 or 2026-04-30"),
        ({"as_of": "2026-13"}, "as_of '2026-13' should be a date"),
        ({"as_of": ""}, "as_of '' should be a date"),
        ({"columns": {"capital": "the capital"}}, "column 'capital' is not in the plotted frame"),
    ],
)
def test_refusals(changed, message):
    """Each thing that is missing or wrong is named, under the chart's id."""
    with pytest.raises(ChartError) as error:
        make(**changed)
    assert str(error.value).startswith(f"figure {changed.get('id', 'small-bars')!r}: ")
    assert message in str(error.value)


def test_all_refusals_at_once():
    """A chapter's author hears everything in one go."""
    with pytest.raises(ChartError) as error:
        make(id="X", title="x", description="x", sources=[], as_of="x", columns={"x": "x"})
    assert str(error.value).count("; ") >= 5
    for word in ("id", "title", "description", "sources", "as_of", "column"):
        assert f"{word} " in str(error.value)


@pytest.mark.parametrize("missing", ["id", "title", "description", "sources", "as_of"])
def test_nothing_can_be_left_out(missing):
    """No part has a default."""
    parts = {"id": "x", "title": "x", "description": "x", "sources": [], "as_of": "2026"}
    del parts[missing]
    with pytest.raises(TypeError, match=missing):
        figure(bars(), **parts)


def test_unknown_frame_is_refused():
    """A chart from an address has no frame that could stand under it as a table."""
    with pytest.raises(ChartError, match="the plotted frame is not known; give data="):
        make(alt.Chart(alt.NamedData("elsewhere")).mark_bar())


def test_long_frame_is_refused():
    """A table under a chart can be read."""
    frame = pd.DataFrame({"x": range(charts.MAX_ROWS + 1)})
    with pytest.raises(
        ChartError,
        match=f"has {charts.MAX_ROWS + 1} rows; at most {charts.MAX_ROWS}: aggregate, or give",
    ):
        make(alt.Chart(frame).mark_point().encode(x="x"))
    binned = alt.Chart(frame).mark_bar().encode(x=alt.X("x", bin=True), y="count()")
    assert make(binned.properties(width=100), data=FRAME)


def test_heavy_picture_is_refused():
    """A picture has at most so many bytes."""
    frame = pd.DataFrame(
        {"x": range(charts.MAX_ROWS), "y": [i * 7919 % 1000 / 7 for i in range(charts.MAX_ROWS)]}
    )
    chart = alt.Chart(frame).mark_text().encode(x="x", y="y", text="y")
    with pytest.raises(
        ChartError,
        match=r"picture has \d+ KiB, at most 40: round coordinates, or aggregate points",
    ):
        make(chart)


# --- what comes out ------------------------------------------------------------------------------


def test_bundle():
    """One output for every reader: live, still, as data and as words."""
    bundle, metadata = make()._repr_mimebundle_()
    assert set(bundle) == {
        "application/vnd.vegalite.v6+json",
        "application/vnd.factbook.figure+json",
        "application/vnd.factbook.phone+json",
        "image/svg+xml",
        "text/csv",
        "text/plain",
    }
    assert metadata == {"factbook": "figure"}
    assert (
        bundle["text/plain"] == "Bars with the share of each of the countries, longest for Poland."
    )
    assert bundle["application/vnd.factbook.figure+json"] == {
        "id": "small-bars",
        "title": "Shares of some countries",
        "subtitle": "Percent of GDP",
        "description": bundle["text/plain"],
        "sources": ["nato-defexp-2026"],
        "as_of": "2026-06",
    }
    assert bundle["text/csv"] == "country,share of gdp\nDEU,2.4\nFRA,2.1\nPOL,4.3\n"
    assert bundle["image/svg+xml"].startswith("<svg ")


def test_bundle_is_a_valid_output():
    """Notebooks with it are valid: nbformat wants JSON types to end on +json."""
    bundle, metadata = make()._repr_mimebundle_()
    output = nbformat.v4.new_output(
        "execute_result", json.loads(json.dumps(bundle)), metadata=metadata, execution_count=1
    )
    nbformat.validate(
        nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell("x", id="x", execution_count=1, outputs=[output])]
        )
    )


def test_columns_choose_and_name():
    """The table under a chart has the columns that the chapter chooses, under its words."""
    bundle = make(columns={"share_of_gdp": "Share, percent", "country": "Country"}).bundle
    assert bundle["text/csv"].splitlines()[:2] == ['"Share, percent",Country', "2.4,DEU"]


def test_words_run_over_several_lines():
    """As a chapter writes them; sources are a list, or one text with blanks between."""
    made = make(
        title="Shares of\n    some countries", sources="nato-defexp-2026\n    sipri-milex-2026"
    )
    record = made.bundle[charts.FIGURE]
    assert record["title"] == "Shares of some countries"
    assert record["sources"] == ["nato-defexp-2026", "sipri-milex-2026"]
    described = make(description="Bars with the share\n    of each of the countries.").bundle
    assert described["text/plain"] == "Bars with the share of each of the countries."
    assert described[charts.FIGURE]["description"] == described["text/plain"]


@pytest.mark.parametrize(
    "chart",
    [
        bars() + bars().mark_text(),
        bars() | bars(),
        bars() & bars(),
        alt.layer(bars(), bars().mark_text()),
        bars().properties(width=60).facet("country:N", columns=1),
    ],
    ids=["layer", "side by side", "stacked", "layered", "facet"],
)
def test_frame_of_a_compound_chart_is_found(chart):
    """The table is that of the first part."""
    assert make(chart).bundle["text/csv"].startswith("country,share of gdp\nDEU,2.4")


def sized(width: int = 100, letters: int = 13) -> alt.Chart:
    """Bars of a width, with letters of a size."""
    words = bars().mark_text(fontSize=letters).encode(text="country")
    return (bars().properties(width=width) + words.properties(width=width)).properties(height=60)


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda width: sized(290), "on a phone the picture is 331 pixels wide, at most 328"),
        (lambda width: sized(700 if width > 400 else 200), "on a wide page the picture is 742"),
        (lambda width: sized(letters=10), "on a phone it has letters of 10 pixels, at least 11"),
        (lambda width: sized(letters=9), "on a wide page it has letters of 9 pixels"),
    ],
    ids=["phone", "wide", "letters", "small letters"],
)
def test_what_no_reader_could_read_whole_is_refused(draw, message):
    """Too wide for the column, or letters too small: nothing scrolls sideways, nothing is cut."""
    with pytest.raises(ChartError) as error:
        make(draw=draw)
    assert message in str(error.value)


def test_a_chart_is_drawn_for_both_widths():
    """Each with letters of its theme, and the phone's picture stands in a part of its own."""
    asked = []

    def draw(width: int) -> alt.Chart:
        asked.append(width)
        return bars().properties(width=width - 60)

    made = make(draw=draw).bundle
    assert asked == [charts.WIDE, charts.PHONE]
    stills = (made["image/svg+xml"], made[charts.ON_PHONE]["svg"])
    widths = [charts.size_of(svg)[0] for svg in stills]
    assert 480 < widths[0] < charts.MOST_WIDE[charts.WIDE]
    assert 220 < widths[1] < charts.MOST_WIDE[charts.PHONE]
    assert [set(charts.FONT_SIZE.findall(svg)) for svg in stills] == [{"13"}, {"12"}]


def test_a_picture_alone_brings_its_letters():
    """As an image it knows none of the page's fonts: it has its own, heavy ones only if needed."""
    plain = make().bundle["image/svg+xml"]
    alone = picture.alone(plain)
    assert alone.count("@font-face") == 1 and "data:font/woff2;base64," in alone
    bold = bars() + bars().mark_text(fontWeight="bold").encode(text="country")
    assert picture.alone(make(bold).bundle["image/svg+xml"]).count("@font-face") == 2
    assert re.sub(r"<style>.*?</style>", "", alone) == plain
    assert picture.alone(plain) == alone


def test_picture_is_deterministic():
    """The same picture each time: strict nbval compares it, and so does the test of two builds."""
    assert make().bundle == make().bundle


def test_picture_names_the_font_of_the_book():
    """With any other font, pictures differ from machine to machine; ``test_everywhere.py`` draws
    them on several."""
    chart = (bars() + bars().mark_text().encode(text="country")).properties(title="A title")
    bundle = make(chart.encode(color="country")).bundle
    assert set(re.findall(r'font-family="([^"]*)"', bundle["image/svg+xml"])) == {picture.FONT}
    assert bundle[charts.VEGALITE]["config"]["font"] == picture.FONT == "Factbook Sans, sans-serif"


def test_text_that_the_font_lacks_is_refused():
    """A letter that each machine would draw in a font of its own."""
    frame = pd.DataFrame({"country": ["Україна"], "share_of_gdp": [34.0]})
    with pytest.raises(ChartError, match="figure 'small-bars': the font of the charts has no 'У'"):
        make(bars(frame))


def test_picture_is_finished():
    """No roles inside, ids of its own, lines to a tenth of a pixel: a page adds only its name."""
    chart = bars().mark_area(clip=True).encode(x="share_of_gdp:Q", y=alt.Y("share_of_gdp:Q"))
    svg = make(chart).bundle["image/svg+xml"]
    assert "graphics-" not in svg and "aria-label" not in svg and "roledescription" not in svg
    assert re.findall(r'\bid="([^"]*)"', svg) and not re.search(r'\bid="(?!small-bars-)', svg)
    assert set(re.findall(r"url\(#([^)]*)\)", svg)) <= set(re.findall(r'\bid="([^"]*)"', svg))
    assert not re.search(r' d="[^"]*\.\d\d', svg)
    assert picture.finished(svg, "small-bars") == svg


def test_chart_without_the_converter(monkeypatch):
    """Where it is not installed, as in a browser, a chart is live and has no picture."""
    with_it = make().bundle
    monkeypatch.setattr(picture, "available", lambda: False)
    monkeypatch.setattr(picture, "draw", None)
    without = make().bundle
    assert without[charts.VEGALITE] == with_it[charts.VEGALITE]
    assert without[charts.ON_PHONE] == {"spec": with_it[charts.ON_PHONE]["spec"]}
    assert set(with_it) - set(without) == {"image/svg+xml"}


def test_package_without_the_converter(tmp_path):
    """The package is imported and a figure made where there is no ``vl_convert`` at all."""
    script = """
import sys
sys.modules["vl_convert"] = None
sys.meta_path.insert(0, type("No", (), {"find_spec": staticmethod(lambda name, *rest: None)}))
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "vl_convert" else found(name, *rest)
import altair as alt, pandas as pd
from factbook import figure
chart = alt.Chart(pd.DataFrame({"x": [1]})).mark_point().encode(x="x:Q")
words = "One point on a line, and nothing else. " * 2
made = figure(lambda width: chart, id="x", title="A point on a line", description=words,
              subtitle="Points",
              sources="nato-defexp-2026", as_of="2026")
print(sorted(made.bundle))
"""
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=tables.root(),
    )
    assert "svg" not in run.stdout and "vegalite" in run.stdout


def test_checking_waits_for_no_chart():
    """``python -m factbook check`` loads nothing that draws, shows or executes."""
    script = "import sys, factbook.__main__ as m; m.main(['check']); print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=tables.root(),
    )
    heavy = {"altair", "vl_convert", "IPython", "fontTools", "nbclient", "sphinx"}
    assert heavy & set(run.stdout.split()) == set()


def test_picture_has_one_description():
    """Labels on each mark would only weigh; the live chart has them."""
    svg = make().bundle["image/svg+xml"]
    assert "aria-label=" not in svg and "<title" not in svg


def test_picture_has_no_ground():
    """It stands on the page's own ground, light or dark."""
    assert "<rect" not in make().bundle["image/svg+xml"]
    assert make().bundle["application/vnd.vegalite.v6+json"]["config"].get("background") is None


def test_live_data_is_the_picture_data():
    """The specification carries its data and asks no other place for any."""
    spec = make().bundle["application/vnd.vegalite.v6+json"]
    assert "$schema" not in spec
    assert '"url"' not in json.dumps(spec)
    assert next(iter(spec["datasets"].values()))[2] == {"country": "POL", "share_of_gdp": 4.3}


# --- on the page ---------------------------------------------------------------------------------


def test_data_cannot_leave_its_element():
    """Text in a record cannot end the script element that holds it, nor begin a comment."""
    nasty = "</script><script>alert(1)</script><!-- & \u2028 ]]>"
    inside = cards.json_data({"name": nasty})
    assert not set("<>&") & set(inside)
    assert json.loads(inside) == {"name": nasty}


def test_picture_on_the_page():
    """It has a role and a name, and ids of its own."""
    svg = (
        '<svg width="9"><g role="graphics-object" aria-roledescription="group mark"></g>'
        '<defs><clipPath id="clip0"/></defs><g clip-path="url(#clip0)">'
        '<use xlink:href="#clip0"/><use href="#clip0"/></g></svg>'
    )
    still = outputs.still(picture.finished(svg, "small-bars"), 'Bars, "quoted" & <tagged>')
    assert re.match(r'<svg role="img" aria-label="([^"]*)" ', still)
    assert unescape(re.search(r'aria-label="([^"]*)"', still)[1]) == 'Bars, "quoted" & <tagged>'
    assert (
        "graphics-" not in still
        and "roledescription" not in still
        and still.count('role="img"') == 1
    )
    assert "small-bars-clip0" in still and not re.search(r'"clip0|#clip0', still)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("2.0019999999", "2.002"),
        ("2.50", "2.5"),
        ("35", "35"),
        ("2026-01-06", "2026-01-06"),
        ("", ""),
        ("3.0", "3"),
        ("-1.25", "-1.25"),
        ("inf", "inf"),
        ("nan", "nan"),
        ("1e3", "1e3"),
        ("DEU", "DEU"),
    ],
)
def test_cells_of_the_table(cell, shown):
    """Floats without noise; everything else as it stands."""
    assert outputs.shown(cell) == shown


# --- colours -------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """Relative luminance after WCAG."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast after WCAG, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def grounds() -> dict[str, str]:
    """The theme's own grounds, light and dark."""
    rules = next(
        Path(pydata_sphinx_theme.__file__).parent.rglob("pydata-sphinx-theme.css")
    ).read_text(encoding="utf-8")
    found = {}
    for theme in ("light", "dark"):
        for block in re.findall(rf'html\[data-theme=["\']?{theme}["\']?\]\{{([^}}]*)\}}', rules):
            if ground := re.search(r"--pst-color-background:(#[0-9a-f]{3,6})", block):
                found[theme] = (
                    ground[1]
                    if len(ground[1]) == 7
                    else "#" + "".join(c * 2 for c in ground[1][1:])
                )
    return found


def test_contrast_is_computed_right():
    """Black on white is 21, the grey #767676 on white the known 4.54."""
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("colour", charts.PALETTE)
def test_marks_stand_out(colour, theme):
    """Each mark has a contrast of 3 or more on the ground of the theme (WCAG 1.4.11)."""
    assert contrast(colour, grounds()[theme]) >= 3


def test_text_stands_out():
    """Text in charts has 4.5 or more: the ink on white, and what stands for it in dark mode."""
    css = (tables.root() / "factbook/book/site/static/book.css").read_text(encoding="utf-8")
    dark = re.search(r'data-theme="dark"\] \{[^}]*--fb-ink: (#[0-9a-f]{6})', css)[1]
    assert contrast(charts.INK, grounds()["light"]) >= 4.5
    assert contrast(dark, grounds()["dark"]) >= 4.5


def test_stylesheet_swaps_the_four_colours():
    """The stylesheet finds the colours of text, axes, grid and ground by their values."""
    css = (tables.root() / "factbook/book/site/static/book.css").read_text(encoding="utf-8")
    for colour in (charts.INK, charts.GRID, charts.PAPER):
        assert f'"{colour}"' in css, colour
