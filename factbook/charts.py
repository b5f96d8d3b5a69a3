"""How does a chart look, and what must it carry?

:func:`figure` turns an Altair chart into one output that works everywhere: a static SVG for paper
and for readers without JavaScript, the Vega-Lite specification for the live chart, the plotted
frame as CSV, and a description for readers who cannot see it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

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

UKRAINE, RUSSIA, AMERICA, EUROPE, GERMANY = "#8f7d00", "#b3455a", PURPLE, BLUE, INK
"""Whose mark it is: one meaning each over the whole book. Germany stands out among Europe's states,
and its ink turns light where the ground is dark."""

FIRM, CONDITIONAL, REFUSED, UNKNOWN = GREEN, OCHRE, ORANGE, GREY
"""How firm a word is: given, under conditions, refused or contradicted, not known."""

WIDE, PHONE = 560, 300
"""The widths for which a chart is drawn, in pixels: on a wide page, and on a phone."""

MOST_WIDE = {WIDE: 688, PHONE: 328}
"""How wide the finished picture may be, labels and all: the column of text on a desk, and on a
phone of 360 pixels. Nothing scrolls sideways."""

LEAST_TEXT = {WIDE: 10, PHONE: 11}
"""The smallest letters that a picture may have, in pixels."""

MAX_SVG = 40 * 1024
"""Bytes that a static picture may have: round coordinates, aggregate points."""

MAX_ROWS = 400
"""Rows that the data table under a chart may have."""

VEGALITE, FIGURE = "application/vnd.vegalite.v6+json", captions.FIGURE
ON_PHONE = "application/vnd.factbook.phone+json"
"""The MIME type of the chart for a phone: ``spec``, and ``svg`` where it could be drawn."""

FONT_SIZE = re.compile(r'font-size="([0-9.]+)px"')
SIZE = re.compile(r'<svg\b[^>]*? width="([0-9.]+)" height="([0-9.]+)"')

Draw = Callable[[int], alt.TopLevelMixin]
"""Draws a chart for a width, :data:`WIDE` or :data:`PHONE`."""

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class ChartError(ValueError):
    """A chart lacks something that a reader needs, or is too heavy. The text lists everything
    that is wrong."""


_MARK = {"color": BLUE, "opacity": 1}
_NAMES = {"ticks": False, "domain": False}


def theme(width: int = WIDE) -> alt.theme.ThemeConfig:
    """The book's chart theme for a width: its font and colours, no title on an axis or a legend
    unless a chart gives one, and no line or ticks on an axis of names. Letters and room for labels
    are smaller on a phone."""
    wide = width == WIDE
    letters, limit = (13, 260) if wide else (12, 150)
    text = {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": letters,
        "titleFontSize": letters,
    }
    guide = {**text, "title": None}
    lines = {"domainColor": RULE, "tickColor": RULE, "gridColor": GRID}
    room = {"labelLimit": limit, "labelSeparation": 8, "titlePadding": 8}
    title = {"color": INK, "fontSize": letters + 1, "fontWeight": "normal", "anchor": "start"}
    config: Any = {
        # The chart is one picture with one description: marks that are read out would only weigh.
        "aria": False,
        "font": picture.FONT,
        "background": None,
        "view": {"stroke": None, "continuousWidth": width, "continuousHeight": 280},
        "axis": {**guide, **lines, **room, "titleFontWeight": "normal"},
        "axisXDiscrete": {**_NAMES, "labelAngle": 0},
        "axisYDiscrete": {**_NAMES, "labelPadding": 8},
        "legend": {**guide, "labelLimit": 300, "orient": "top", "symbolStrokeColor": RULE},
        "header": {**guide, "labelLimit": 400 if wide else 300, "labelFontSize": letters + 1},
        "headerRow": {"labelOrient": "top", "labelAnchor": "start", "labelFontWeight": "bold"},
        "range": {"category": list(PALETTE)},
        "text": {"color": INK, "fontSize": letters},
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
    draw: Draw,
    *,
    id: str,
    title: str,
    subtitle: str,
    description: str,
    sources: Sequence[str] | str,
    as_of: str,
    data: pd.DataFrame | None = None,
    columns: dict[str, str] | None = None,
) -> Figure:
    """A chart that always arrives. Write it as the last expression of its own cell.

    ``draw`` gives the chart for a width, and is called with :data:`WIDE` and :data:`PHONE`; the
    finished pictures keep to :data:`MOST_WIDE` and :data:`LEAST_TEXT`. ``id`` is kebab-case, unique
    over the book; the page's anchor is ``fig-<id>``. ``title`` is one sentence, the finding, and
    ``subtitle`` what is plotted; both are the caption, in MyST, their numerals bound by roles.
    ``description`` is what a reader who cannot see the chart needs to know, in 40 characters or
    more. They may run over several lines. ``sources`` are ids from ``sources.csv``, as a list or in
    one text with blanks between, and ``as_of`` is the date of the data: ``2026``, ``2026-04`` or
    ``2026-04-30``. ``data`` is the frame for the table and the CSV under the chart (default: the
    chart's own), ``columns`` its columns and the words that head them (default: all, by name).

    Away from the book the caption is an output of its own, above the chart.

    Raises :class:`ChartError` with everything that is missing, too wide, too small or too heavy.
    Where the converter of :mod:`factbook.picture` is not installed, the figure has no still
    picture.
    """
    charts = {width: draw(width) for width in (WIDE, PHONE)}
    frame, columns = _table_of(data if data is not None else _plotted(charts[WIDE]), columns)
    given = {"title": title, "subtitle": subtitle, "description": description}
    words = {name: " ".join(text.split()) for name, text in given.items()}
    sources = sources.split() if isinstance(sources, str) else list(sources)
    record = {"id": id, **words, "sources": sources, "as_of": as_of}
    if (wrong := _missing(record) + _unfit(frame, columns)) or frame is None:
        raise ChartError(f"figure {id!r}: " + "; ".join(wrong))
    specs = {width: _specification(chart, id, width) for width, chart in charts.items()}
    bundle: dict[str, object] = {VEGALITE: specs[WIDE], FIGURE: record}
    phone: dict[str, object] = {"spec": specs[PHONE]}
    if picture.available():
        stills = {width: _still(spec, id) for width, spec in specs.items()}
        if wrong := [one for width, svg in stills.items() for one in _unreadable(svg, width)]:
            raise ChartError(f"figure {id!r}: " + "; ".join(wrong))
        bundle["image/svg+xml"] = stills[WIDE]
        phone["svg"] = stills[PHONE]
    table = frame[list(columns)].rename(columns=columns)
    bundle["text/csv"] = table.to_csv(index=False, lineterminator="\n")
    kind = Figure if captions.is_in_book() else Captioned
    return kind({**bundle, ON_PHONE: phone, "text/plain": words["description"]})


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
    if not record["subtitle"]:
        wrong.append("subtitle is empty; say what is plotted: measure, unit, time")
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


def _specification(chart: alt.TopLevelMixin, id: str, width: int) -> dict:
    """The Vega-Lite specification of a chart in the theme for its width, the same in every time
    zone."""
    with alt.theme.enable(_theme_name(width)):
        spec = chart.to_dict()
    spec.pop("$schema", None)
    try:
        return utc.in_universal_time(spec)
    except ValueError as error:
        raise ChartError(f"figure {id!r}: {error}") from error


def size_of(svg: str) -> tuple[float, float]:
    """The width and the height of a finished picture in pixels."""
    found = SIZE.search(svg)
    return (float(found[1]), float(found[2])) if found else (0, 0)


def _unreadable(svg: str, width: int) -> list[str]:
    """Why a picture cannot be read whole at its width."""
    wrong, place = [], "on a phone" if width == PHONE else "on a wide page"
    if (real := size_of(svg)[0]) > MOST_WIDE[width]:
        wrong.append(
            f"{place} the picture is {real:.0f} pixels wide, at most {MOST_WIDE[width]}, labels "
            "and legend included: draw(width) should make it narrower"
        )
    if (least := min(map(float, FONT_SIZE.findall(svg)), default=99)) < LEAST_TEXT[width]:
        wrong.append(
            f"{place} it has letters of {least:g} pixels, at least {LEAST_TEXT[width]} are needed"
        )
    return wrong


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


def _theme_name(width: int) -> str:
    return f"factbook-{width}"


for _width in (WIDE, PHONE):
    alt.theme.register(_theme_name(_width), enable=False)(partial(theme, _width))
