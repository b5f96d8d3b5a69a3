"""How does a chart show the same days to a reader in New York, Kolkata and Kiritimati?

Vega-Lite counts days in the time zone of whoever looks, so that the sixth of January begins on the
fifth in New York. :func:`in_universal_time` makes a specification say UTC wherever it would follow
the reader's clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

DAY = "%b %d, %Y"
"""How a day in a label or a tooltip that names no format is written: as Vega-Lite does."""

LOCAL = re.compile(
    r"(?<![\w.])(year|quarter|month|date|day|dayofyear|week|hours|minutes|seconds|milliseconds"
    r"|timeFormat|timeParse|timeOffset|timeSequence|datetime(?!\(\s*['\"]))\("
)
"""Functions of Vega's expressions that follow the reader's clock."""

EXPRESSIONS = {"expr", "labelExpr", "calculate", "filter", "test", "and", "or", "not", "signal"}
FORMATTED, FACETS = {"text", "tooltip", "description", "href"}, {"row", "column", "facet"}
DATE_PARTS = {
    *("year", "quarter", "month", "date", "day", "hours", "minutes", "seconds", "milliseconds")
}
PERIOD = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?")


def in_universal_time(spec: dict) -> dict:
    """A copy of a Vega-Lite specification without anything that depends on the reader's time zone.

    Scales of time become ``utc``, time units too, functions of expressions are those of UTC, and
    times in the data say that they are UTC. Done twice, it changes nothing more.

    Raises :class:`ValueError` for a day in the data that browsers would read by their own clock
    (``6 January 2026`` in place of ``2026-01-06``).
    """
    made = _walk_object(spec, "", set(_fields(spec)))
    if "'formatType': 'utcFormat'" in str(made):
        # Only so may a label be written by a function that is not one of Vega-Lite's two.
        made["config"] = {**made.get("config", {}), "customFormatTypes": True}
    return made


def _fields(part: object) -> Iterator[str]:
    """The fields that a part of a specification shows as times."""
    if isinstance(part, list):
        for item in part:
            yield from _fields(item)
    elif isinstance(part, dict):
        if part.get("type") == "temporal" and isinstance(part.get("field"), str):
            yield part["field"]
        yield from (second["field"] for second in _seconds(part).values() if "field" in second)
        for key, value in part.items():
            if key not in ("datasets", "data"):
                yield from _fields(value)


def _seconds(encoding: dict) -> dict[str, dict]:
    """The ends of spans in time, which take their type from the channel of the beginning."""
    return {
        f"{axis}2": encoding[f"{axis}2"]
        for axis in ("x", "y")
        if isinstance(encoding.get(f"{axis}2"), dict)
        and isinstance(encoding.get(axis), dict)
        and encoding[axis].get("type") == "temporal"
    }


def _walk(part: object, key: str, fields: set[str]) -> object:
    """A copy of a part of a specification in UTC; ``key`` is where it stands."""
    if isinstance(part, str):
        return LOCAL.sub(_universal, part) if key in EXPRESSIONS else part
    if isinstance(part, list):
        return [_walk(item, key, fields) for item in part]
    return _walk_object(part, key, fields) if isinstance(part, dict) else part


def _walk_object(part: dict, key: str, fields: set[str]) -> dict:
    """The same for a part that is an object."""
    if key == "datasets":
        return {name: _rows(rows, fields) for name, rows in part.items()}
    if key == "data" and isinstance(part.get("values"), list):
        return {**part, "values": _rows(part["values"], fields)}
    made: dict = {name: _walk(value, name, fields) for name, value in part.items()}
    if "timeUnit" in made:
        made["timeUnit"] = _unit(made["timeUnit"])
    if key == "parse":
        made = {name: re.sub("^date:", "utc:", str(how)) for name, how in made.items()}
    if key == "encoding" or (key == "facet" and "field" not in made):
        made = {name: _channel(name, value) for name, value in made.items()}
        return {**made, **{name: _label(end) for name, end in _seconds(made).items()}}
    if key == "facet":
        return _channel_object(key, made)
    return {**made, "utc": True} if made and made.keys() <= DATE_PARTS else made


def _universal(found: re.Match) -> str:
    """The function of UTC for one that follows the reader's clock."""
    name = found[1]
    if name == "datetime":
        return "utc("
    return f"utc{name.removeprefix('time')}("


def _unit(unit: str | dict) -> str | dict:
    """A time unit in UTC."""
    if isinstance(unit, dict):
        return {**unit, "utc": True}
    return re.sub(r"^(binned)?(?:utc)?", r"\1utc", unit, count=1)


def _channel(name: str, channel: object) -> object:
    """A channel whose scale, or whose label where it has no scale, is in UTC."""
    if isinstance(channel, list):
        return [_channel(name, item) for item in channel]
    return _channel_object(name, channel) if isinstance(channel, dict) else channel


def _channel_object(name: str, channel: dict) -> dict:
    """The same for a channel that is one object."""
    made = dict(channel)
    if "condition" in made:
        made["condition"] = _channel(name, made["condition"])
    if made.get("type") != "temporal" and "timeUnit" not in made:
        return made
    if name in FACETS:
        header = made.get("header") or {}
        return {**made, "header": _label(header)} if made.get("header", {}) is not None else made
    if name in FORMATTED:
        return _label(made)
    if made.get("type") == "temporal" and made.get("scale", {}) is not None:
        scale = made.get("scale", {})
        made["scale"] = {**scale, "type": "utc"} if scale.get("type", "time") == "time" else scale
    return made


def _label(part: dict) -> dict:
    """The part with a format that is that of UTC."""
    return {**part, "format": part.get("format", DAY), "formatType": "utcFormat"}


def _rows(rows: list, fields: set[str]) -> list:
    """Rows whose times say that they are UTC."""
    return [
        {name: _time(name, value, name in fields) for name, value in row.items()}
        if isinstance(row, dict)
        else row
        for row in rows
    ]


def _time(name: str, value: object, wanted: bool) -> object:
    """A time that every browser reads as the same moment; ``wanted``: the chart shows the field
    as one."""
    if not isinstance(value, str) or PERIOD.fullmatch(value):
        return value
    if moment := MOMENT.fullmatch(value):
        day, time, zone = moment.groups()
        midnight = set(time) <= set("0:.") and zone in (None, "Z")
        return day if midnight else f"{day}T{time}{zone or 'Z'}"
    if wanted:
        raise ValueError(
            f"{name} {value!r} should be a day as 2026-01-06, or a time after ISO 8601"
        )
    return value
