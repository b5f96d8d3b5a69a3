"""How does a chart look, and what must it carry?

:func:`figure` turns an Altair chart into one output that works everywhere: a static SVG for paper
and for readers without JavaScript, the Vega-Lite specification for the live chart, the plotted
frame as CSV, and a description for readers who cannot see it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import altair as alt
import pandas as pd

from factbook import captions, picture, tables, utc

INK, RULE, GRID, PAPER = "#23272e", "#767d87", "#dde1e6", "#ffffff"
"""Text, axes, grid lines and ground. The site's stylesheet swaps these four in dark mode, by
value."""

BLUE, ORANGE, GREEN, PURPLE, OCHRE, GREY = (
    "#0072b2",
    "#d55e00",
    "#00916a",
    "#b0568f",
    "#a6761d",
    "#767d87",
)
"""Marks. From the palette of Okabe and Ito, for readers with colour blindness, darkened where
needed so that each has a contrast of 3 or more on white and on the dark ground alike."""

PALETTE = (BLUE, ORANGE, GREEN, PURPLE, OCHRE, GREY)
WIDTH = 560
"""Width of a chart's plot in pixels, when a chapter does not say otherwise."""

MAX_SVG = 40 * 1024
"""Bytes that a static picture may have: round coordinates, aggregate points."""

MAX_ROWS = 400
"""Rows that the data table under a chart may have."""

VEGALITE, FIGURE = "application/vnd.vegalite.v6+json", captions.FIGURE

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class ChartError(ValueError):
    """A chart lacks something that a reader needs, or is too heavy. The text lists everything
    that is wrong."""


_TEXT = {"labelColor": INK, "titleColor": INK, "labelFontSize": 13, "titleFontSize": 13}
_GUIDE = {**_TEXT, "title": None}
_MARK = {"color": BLUE, "opacity": 1}
_NAMES = {"ticks": False, "domain": False}


def theme() -> alt.theme.ThemeConfig:
    """The book's chart theme: its font and colours, no title on an axis or a legend unless a
    chart gives one, and no line or ticks on an axis of names."""
    lines = {"domainColor": RULE, "tickColor": RULE, "gridColor": GRID}
    room = {"labelLimit": 260, "labelSeparation": 8, "titlePadding": 8}
    title = {"color": INK, "fontSize": 14, "fontWeight": "normal", "anchor": "start"}
    config = {
        "font": picture.FONT,
        "background": None,
        "view": {"stroke": None, "continuousWidth": WIDTH, "continuousHeight": 280},
        "axis": {**_GUIDE, **lines, **room, "titleFontWeight": "normal"},
        "axisXDiscrete": {**_NAMES, "labelAngle": 0},
        "axisYDiscrete": {**_NAMES, "labelPadding": 8},
        "legend": {**_GUIDE, "labelLimit": 300, "orient": "top", "symbolStrokeColor": RULE},
        "header": {**_GUIDE, "labelLimit": 400, "labelFontSize": 14},
        "headerRow": {"labelOrient": "top", "labelAnchor": "start", "labelFontWeight": "bold"},
        "range": {"category": list(PALETTE)},
        "text": {"color": INK, "fontSize": 13},
        "title": title,
        "bar": {"color": BLUE},
        "line": {"color": BLUE, "strokeWidth": 2.5},
        "point": {**_MARK, "filled": True, "size": 70},
        "circle": _MARK,
        "rule": {"color": RULE},
        "area": {"color": BLUE},
        "rect": {"color": BLUE},
        "tick": _MARK,
        "geoshape": {"stroke": RULE},
    }
    return alt.theme.ThemeConfig({"config": config})


class Figure:
    """A chart with all that it must carry, as one notebook output; ``bundle`` holds it by MIME
    type."""

    def __init__(self, bundle: dict) -> None:
        self.bundle = bundle

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        return self.bundle, {"factbook": "figure"}


class Captioned(Figure):
    """A figure away from the book, where the notebook itself writes the caption above it."""

    def _ipython_display_(self) -> None:
        # Imported here: the build needs no notebook.
        from IPython.display import display

        for bundle in captions.away(self.bundle, captions.surroundings()):
            display(bundle, raw=True)


def figure(
    chart: alt.TopLevelMixin,
    *,
    id: str,
    title: str,
    description: str,
    sources: Sequence[str] | str,
    as_of: str,
    data: pd.DataFrame | None = None,
    columns: dict[str, str] | None = None,
) -> Figure:
    """A chart that always arrives. Write it as the last expression of its own cell.

    ``id`` is kebab-case, unique over the book; the page's anchor is ``fig-<id>``. ``title`` is the
    caption, in MyST: what the chart shows, its numerals bound by roles; then what is plotted.
    ``description`` is what a reader who cannot see the chart needs to know, in 40 characters or
    more. Both may run over several lines. ``sources`` are ids from ``sources.csv``, as a list or in
    one text with blanks between, and ``as_of`` is the date of the data: ``2026``, ``2026-04`` or
    ``2026-04-30``. ``data`` is the frame for the table and the CSV under the chart (default: the
    chart's own), ``columns`` its columns and the words that head them (default: all, by name).

    Away from the book the caption is an output of its own, above the chart.

    Raises :class:`ChartError` with everything that is missing or too heavy. Where the converter of
    :mod:`factbook.picture` is not installed, the figure has no still picture.
    """
    frame, columns = _table_of(data if data is not None else _plotted(chart), columns)
    words = {"title": " ".join(title.split()), "description": " ".join(description.split())}
    sources = sources.split() if isinstance(sources, str) else list(sources)
    record = {"id": id, **words, "sources": sources, "as_of": as_of}
    if (wrong := _missing(record) + _unfit(frame, columns)) or frame is None:
        raise ChartError(f"figure {id!r}: " + "; ".join(wrong))
    spec = _specification(chart, id)
    bundle: dict[str, object] = {VEGALITE: spec, FIGURE: record}
    if picture.available():
        bundle["image/svg+xml"] = _still(spec, id)
    table = frame[list(columns)].rename(columns=columns)
    bundle["text/csv"] = table.to_csv(index=False, lineterminator="\n")
    kind = Figure if captions.is_in_book() else Captioned
    return kind({**bundle, "text/plain": words["description"]})


def _table_of(
    frame: pd.DataFrame | None, columns: dict[str, str] | None
) -> tuple[pd.DataFrame | None, dict[str, str]]:
    """The frame under a chart and its heads: by default every column under its own name."""
    if columns is None and frame is not None:
        columns = {name: str(name).replace("_", " ") for name in frame.columns}
    return frame, columns or {}


def _missing(record: dict) -> list[str]:
    """What a figure lacks of the words that it must carry."""
    wrong = []
    if not ID.fullmatch(record["id"]):
        wrong.append(f"id {record['id']!r} should be lower-case words joined by hyphens")
    if len(record["title"].split()) < 4:
        wrong.append("title should say what the chart shows, in four words or more")
    if len(record["description"]) < 40:
        wrong.append(
            "description should tell a reader who cannot see the chart what it shows, "
            "in 40 characters or more"
        )
    if not record["sources"]:
        wrong.append("sources is empty; name where the data come from")
    known = tables.known_sources()
    wrong += [
        f"source {source!r} is not in data/sources.csv"
        for source in record["sources"]
        if source not in known
    ]
    if not tables.schema.is_date(record["as_of"]):
        wrong.append(f"as_of {record['as_of']!r} should be a date: 2026, 2026-04 or 2026-04-30")
    return wrong


def _unfit(frame: pd.DataFrame | None, columns: dict[str, str]) -> list[str]:
    """Why a frame cannot stand under its chart as a table."""
    if frame is None:
        return ["the plotted frame is not known; give data="]
    wrong = [
        f"column {name!r} is not in the plotted frame"
        for name in columns
        if name not in frame.columns
    ]
    if len(frame) > MAX_ROWS:
        wrong.append(
            f"the plotted frame has {len(frame)} rows; at most {MAX_ROWS}: aggregate, or give data="
        )
    return wrong


def _specification(chart: alt.TopLevelMixin, id: str) -> dict:
    """The Vega-Lite specification of a chart in the book's theme, the same in every time zone."""
    with alt.theme.enable("factbook"):
        spec = chart.to_dict()
    spec.pop("$schema", None)
    try:
        return utc.in_universal_time(spec)
    except ValueError as error:
        raise ChartError(f"figure {id!r}: {error}") from error


def _still(spec: dict, id: str) -> str:
    """The picture of a chart, finished."""
    try:
        svg = picture.draw(spec, vegalite_version(), id)
    except picture.MissingGlyph as error:
        raise ChartError(f"figure {id!r}: {error}") from error
    if (size := len(svg.encode())) > MAX_SVG:
        raise ChartError(
            f"figure {id!r}: the picture has {size / 1024:.0f} KiB, at most "
            f"{MAX_SVG // 1024}: round coordinates, or aggregate points"
        )
    return svg


def vegalite_version() -> str:
    """The newest Vega-Lite that the converter carries and that is not newer than Altair's."""

    def numbers(version: str) -> list[int]:
        return [int(part) for part in version.split(".")[:2]]

    ours = numbers(alt.SCHEMA_VERSION.lstrip("v"))
    return max((v for v in picture.versions() if numbers(v) <= ours), key=numbers)


def _plotted(chart: alt.TopLevelMixin) -> pd.DataFrame | None:
    """The frame of a chart, or of the first part of a compound chart that has one."""
    if isinstance(getattr(chart, "data", None), pd.DataFrame):
        return chart.data
    for kind in ("layer", "hconcat", "vconcat", "concat"):
        for part in getattr(chart, kind, None) or ():
            if (found := _plotted(part)) is not None:
                return found
    inner = getattr(chart, "spec", None)
    return _plotted(inner) if isinstance(inner, alt.TopLevelMixin) else None


alt.theme.register("factbook", enable=False)(theme)
