"""How does a chart look, and what must it carry?

:func:`figure` turns an Altair chart into one output that works everywhere: a static SVG for paper and
for readers without JavaScript, the Vega-Lite specification for the live chart, the plotted frame as
CSV, and a description for readers who cannot see it.
"""

from __future__ import annotations

import json
import re

import altair as alt
import pandas as pd
import vl_convert

from factbook import tables

INK, RULE, GRID, PAPER = "#23272e", "#767d87", "#dde1e6", "#ffffff"
"""Text, axes, grid lines and ground.  The site's stylesheet swaps these four in dark mode, by value."""

BLUE, ORANGE, GREEN, PURPLE, OCHRE, GREY = (
    "#0072b2",
    "#d55e00",
    "#00916a",
    "#b0568f",
    "#a6761d",
    "#767d87",
)
"""Marks.  From the palette of Okabe and Ito, for readers with colour blindness, darkened where needed so
that each has a contrast of 3 or more on white and on the dark ground alike."""

PALETTE = (BLUE, ORANGE, GREEN, PURPLE, OCHRE, GREY)
WIDTH = 560
"""Width of a chart's plot in pixels, when a chapter does not say otherwise."""

MAX_SVG = 40 * 1024
"""Bytes that a static picture may have: round coordinates, aggregate points."""

MAX_ROWS = 400
"""Rows that the data table under a chart may have."""

VEGALITE, FIGURE = "application/vnd.vegalite.v6+json", "application/vnd.factbook.figure+json"

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class ChartError(ValueError):
    """A chart lacks something that a reader needs, or is too heavy.  The text lists everything that is wrong."""


def theme() -> alt.theme.ThemeConfig:
    """The book's chart theme: no font is named, so that the same SVG comes out on every machine."""
    axis = {
        "domainColor": RULE,
        "tickColor": RULE,
        "gridColor": GRID,
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 260,
        "titlePadding": 8,
    }
    text = {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "labelLimit": 300,
    }
    return alt.theme.ThemeConfig(
        {
            "config": {
                "background": None,
                "view": {"stroke": None, "continuousWidth": WIDTH, "continuousHeight": 280},
                "axis": axis,
                "legend": {**text, "orient": "top", "symbolStrokeColor": RULE},
                "header": text,
                "range": {"category": list(PALETTE)},
                "text": {"color": INK, "fontSize": 12},
                "title": {"color": INK, "fontSize": 13, "fontWeight": "normal"},
                "bar": {"color": BLUE},
                "line": {"color": BLUE, "strokeWidth": 2.5},
                "point": {"color": BLUE, "filled": True, "size": 70},
                "rule": {"color": RULE},
                "area": {"color": BLUE},
                "rect": {"color": BLUE},
                "tick": {"color": BLUE},
                "geoshape": {"stroke": RULE},
            }
        }
    )


class Figure:
    """A chart with all that it must carry, as one notebook output."""

    def __init__(self, bundle: dict):
        self.bundle = bundle

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        return self.bundle, {"factbook": "figure"}


def figure(
    chart: alt.TopLevelMixin,
    *,
    id: str,
    title: str,
    description: str,
    sources: list[str],
    as_of: str,
    data: pd.DataFrame | None = None,
    columns: dict[str, str] | None = None,
) -> Figure:
    """A chart that always arrives.  Write it as the last expression of its own cell.

    ``id``
        kebab-case, unique over the book; the page's anchor is ``fig-<id>``.
    ``title``
        the caption, in MyST: what the chart shows, its figures bound by roles; then what is plotted.
    ``description``
        what a reader who cannot see the chart needs to know, in 40 characters or more.
    ``sources``
        ids from ``sources.csv``; a source stands in the caption with a link.
    ``as_of``
        the date of the data: ``2026``, ``2026-04`` or ``2026-04-30``.
    ``data``, ``columns``
        the plotted frame for the table and the CSV under the chart (default: the chart's own frame),
        and its columns with the words that head them (default: all, under their own names).

    Raises :class:`ChartError` with everything that is missing or too heavy.
    """
    frame = data if data is not None else _plotted(chart)
    wrong = []
    if not ID.fullmatch(id):
        wrong.append(f"id {id!r} should be lower-case words joined by hyphens")
    if len(title.split()) < 4:
        wrong.append("title should say what the chart shows, in four words or more")
    if len(description) < 40:
        wrong.append(
            "description should tell a reader who cannot see the chart what it shows, in 40 characters or more"
        )
    known = tables.load_sources().index
    if not sources:
        wrong.append("sources is empty; name where the data come from")
    wrong += [
        f"source {source!r} is not in data/sources.csv" for source in sources if source not in known
    ]
    if not tables.schema.is_date(as_of):
        wrong.append(f"as_of {as_of!r} should be a date: 2026, 2026-04 or 2026-04-30")
    if frame is None:
        wrong.append("the plotted frame is not known; give data=")
    else:
        columns = columns or {name: str(name).replace("_", " ") for name in frame.columns}
        wrong += [
            f"column {name!r} is not in the plotted frame"
            for name in columns
            if name not in frame.columns
        ]
        if len(frame) > MAX_ROWS:
            wrong.append(
                f"the plotted frame has {len(frame)} rows; at most {MAX_ROWS}: aggregate, or give data="
            )
    if wrong:
        raise ChartError(f"figure {id!r}: " + "; ".join(wrong))

    with alt.theme.enable("factbook"):
        spec = chart.to_dict()
    spec.pop("$schema", None)
    # The picture is one image with one description; labels on every mark would only weigh.
    still = {**spec, "config": {**spec["config"], "aria": False}}
    svg = vl_convert.vegalite_to_svg(json.dumps(still), vl_version=_vegalite_version())
    if len(svg.encode()) > MAX_SVG:
        raise ChartError(
            f"figure {id!r}: the picture has {len(svg.encode()) / 1024:.0f} KiB, at most "
            f"{MAX_SVG // 1024}: round coordinates, or aggregate points"
        )
    table = frame[list(columns)].rename(columns=columns)
    return Figure(
        {
            VEGALITE: spec,
            FIGURE: {
                "id": id,
                "title": title,
                "description": description,
                "sources": sources,
                "as_of": as_of,
            },
            "image/svg+xml": svg,
            "text/csv": table.to_csv(index=False, lineterminator="\n"),
            "text/plain": description,
        }
    )


def _vegalite_version() -> str:
    """The newest Vega-Lite that the converter carries and that is not newer than Altair's."""
    ours = [int(part) for part in alt.SCHEMA_VERSION.lstrip("v").split(".")[:2]]
    fitting = [
        v
        for v in vl_convert.get_vegalite_versions()
        if [int(part) for part in v.split(".")] <= ours
    ]
    return max(fitting, key=lambda v: [int(part) for part in v.split(".")])


def _plotted(chart: alt.TopLevelMixin) -> pd.DataFrame | None:
    """The frame of a chart, or of the first part of a compound chart that has one."""
    if isinstance(getattr(chart, "data", None), pd.DataFrame):
        return chart.data
    for kind in ("layer", "hconcat", "vconcat", "concat"):
        for part in getattr(chart, kind, None) or ():
            if (found := _plotted(part)) is not None:
                return found
    return (
        _plotted(chart.spec)
        if hasattr(chart, "spec") and isinstance(chart.spec, alt.TopLevelMixin)
        else None
    )


alt.theme.register("factbook", enable=False)(theme)
