"""A chart shows the same days to every reader, wherever the reader's clock stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from unittest.mock import patch

import altair as alt
import pandas as pd
import pytest

from factbook import charts, tables
from factbook.charts import ChartError, figure
from factbook.utc import in_universal_time

ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati")

FRAME = pd.DataFrame(
    {
        "day": pd.to_datetime(["2026-01-01", "2026-03-29", "2026-07-01"]),
        "end": pd.to_datetime(["2026-01-31", "2026-04-30", "2026-12-31"]),
        "value": [1, 2, 3],
    }
)


def spec_of(chart: alt.TopLevelMixin) -> dict:
    """The specification of a figure, with the description that its picture leaves out."""
    with patch.dict(charts.MOST_WIDE, dict.fromkeys(charts.MOST_WIDE, 9999)):
        made = figure(
            lambda width: chart,
            id="small-days",
            title="What happened on some days",
            subtitle="Value by day",
            description="Points for three days of a year, each higher than the one before it.",
            sources=["nato-defexp-2026"],
            as_of="2026",
        )
    return made.bundle[charts.VEGALITE]


BASE, DAYS = alt.Chart(FRAME), alt.Chart(FRAME.assign(day=FRAME["day"].dt.strftime("%Y-%m-%d")))
SPANS = BASE.mark_rule().encode(x="day:T", x2="end:T", y="value:Q", tooltip=["day", "end"])
CHARTS = {
    "axis": BASE.mark_point().encode(x="day:T", y="value:Q", tooltip=["day", "value"]),
    "formats": BASE.mark_text().encode(
        x=alt.X("day:T").axis(format="%d %b", tickCount={"interval": "month", "step": 1}),
        y="value:Q",
        text=alt.Text("day:T").format("%d %b"),
        tooltip=[alt.Tooltip("day:T").format("%d.%m.%Y %H:%M")],
    ),
    "time unit": BASE.mark_bar().encode(x="yearmonth(day):T", y="value:Q"),
    "time unit of a name": BASE.mark_bar().encode(
        x="yearmonthdate(day):O", y="value:Q", tooltip="yearmonth(day)"
    ),
    "span": SPANS,
    "colour": BASE.mark_point().encode(x="value:Q", color="day:T"),
    "facet": DAYS.mark_point().encode(x="value:Q").facet(row="yearmonthdate(day):O"),
    "facet of days": DAYS.mark_point().encode(x="value:Q", row=alt.Row("day:T").title("day")),
    "expression": BASE.mark_text()
    .encode(
        x=alt.X("day:T").axis(labelExpr="timeFormat(datum.value, '%d %b %H')"),
        text="words:N",
    )
    .transform_calculate(words="date(datum.day) + '/' + hours(datum.day)")
    .transform_filter("year(datum.day) >= 2026"),
    "calculated unit": BASE.mark_point()
    .encode(x="month:T", y="value:Q")
    .transform_timeunit(month="yearmonth(day)"),
    "domain": BASE.mark_point().encode(
        x=alt.X("day:T").scale(
            domain=[alt.DateTime(year=2026, month=1, date=1), "2026-12-31"], nice="month"
        ),
        y="value:Q",
    ),
    "layers": SPANS + BASE.mark_point().encode(x="day:T", y="value:Q"),
    "side by side": SPANS | BASE.mark_tick().encode(x="day:T"),
    "condition": BASE.mark_text().encode(
        x="day:T",
        text=alt.condition(
            "hours(datum.day) == 0", alt.Text("day:T", format="%d %b"), alt.value("?")
        ),
    ),
    "text for days": DAYS.mark_point().encode(x="day:T"),
}

DRAW = """
import json, sys, vl_convert
version, specs = json.load(sys.stdin)
draw = vl_convert.vegalite_to_svg
json.dump([draw(json.dumps(spec), vl_version=version) for spec in specs], sys.stdout)
"""


def drawn(specs: list[dict], zone: str) -> list[str]:
    """The pictures that the converter alone draws in a process in this time zone: as a browser
    there would."""
    run = subprocess.run(
        [sys.executable, "-c", DRAW],
        input=json.dumps([charts.vegalite_version(), specs]),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TZ": zone},
    )
    return json.loads(run.stdout)


def test_the_same_days_everywhere():
    """The live chart of a reader in New York, Kolkata or Kiritimati is that of a reader in
    London."""
    specs = [spec_of(chart) for chart in CHARTS.values()]
    there = {zone: drawn(specs, zone) for zone in ZONES}
    assert {
        name: zone
        for i, name in enumerate(CHARTS)
        for zone in ZONES
        if there[zone][i] != there["UTC"][i]
    } == {}


def test_without_it_days_would_differ():
    """The test above can fail: each of these charts, as Altair makes it, differs in some zone."""
    specs = [chart.to_dict() for chart in CHARTS.values()]
    there = {zone: drawn(specs, zone) for zone in ZONES}
    same = {
        name
        for i, name in enumerate(CHARTS)
        if all(there[zone][i] == there["UTC"][i] for zone in ZONES)
    }
    assert same == set()


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_local_is_left(name):
    """Compiled to Vega, no scale, unit, format or function follows the reader's clock, labels
    for listeners too."""
    import vl_convert

    spec = spec_of(CHARTS[name])
    vega = json.dumps(
        vl_convert.vegalite_to_vega(json.dumps(spec), vl_version=charts.vegalite_version())
    )
    assert '"type": "time"' not in vega and "timeFormat(" not in vega.replace("utcFormat(", "")
    assert '"timezone": "local"' not in vega
    assert vega.count('"type": "timeunit"') == vega.count('"timezone": "utc"')
    assert in_universal_time(spec) == spec


def test_what_is_no_time_stays():
    """Names, numbers, titles and years as numbers are as they were."""
    frame = pd.DataFrame({"year": [2025, 2026], "month": ["May", "June"], "value": [1.5, 2.5]})
    chart = (
        alt.Chart(frame, title="year(s) of month(s)")
        .mark_line()
        .encode(x=alt.X("year:Q").scale(domain=[2025, 2026]), y="value:Q", tooltip=["month"])
    )
    spec = chart.to_dict()
    assert in_universal_time(spec) == spec


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("2026", "2026"),
        ("2026-01", "2026-01"),
        ("2026-01-06", "2026-01-06"),
        ("2026-01-06T00:00:00", "2026-01-06"),
        ("2026-01-06T12:30:00", "2026-01-06T12:30:00Z"),
        ("2026-01-06T12:30:00+02:00", "2026-01-06T12:30:00+02:00"),
        (None, None),
    ],
)
def test_times_in_the_data(given, stored):
    """A time without a zone is one of UTC, and a day is a day."""
    spec = {
        "data": {"values": [{"day": given}]},
        "mark": "point",
        "encoding": {"x": {"field": "day", "type": "temporal"}},
    }
    assert in_universal_time(spec)["data"]["values"] == [{"day": stored}]


def test_days_in_words_are_refused():
    """Each browser would read them by its own clock, if at all."""
    frame = pd.DataFrame({"day": ["6 January 2026"], "value": [1]})
    with pytest.raises(ChartError, match="figure 'small-days': day '6 January 2026' should be"):
        spec_of(alt.Chart(frame).mark_point().encode(x="day:T"))


def test_every_chapter_is_served():
    """No stored specification is left as it was before this module: done again, nothing changes."""
    import nbformat

    from factbook import notebooks

    specs = [
        output.data[charts.VEGALITE]
        for path in notebooks.chapters(tables.root())
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if charts.VEGALITE in output.get("data", {})
    ]
    assert len(specs) > 20
    assert all(in_universal_time(spec) == spec for spec in specs)
