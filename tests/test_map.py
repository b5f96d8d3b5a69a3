"""The map's borders follow UN General Assembly resolution 68/262."""

from __future__ import annotations

import pytest

from factbook import load_map, load_subjects

TOWNS = {
    "Simferopol": (34.10, 44.95),
    "Sevastopol": (33.52, 44.60),
    "Kerch": (36.47, 45.36),
    "Donetsk": (37.80, 48.00),
    "Luhansk": (39.31, 48.57),
}
"""Longitude and latitude of towns whose country many map files get wrong."""

CAPITALS = {
    "UKR": (30.52, 50.45),
    "RUS": (37.62, 55.75),
    "FRA": (2.35, 48.86),
    "DEU": (13.40, 52.52),
    "POL": (21.01, 52.23),
    "CYP": (33.38, 35.17),
}
"""Towns that show that the test itself finds countries."""


def in_ring(point: tuple[float, float], ring: list[list[float]]) -> bool:
    """Whether a point lies inside a closed line."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def countries_at(point: tuple[float, float]) -> list[str]:
    """The countries whose area holds a point."""
    found = []
    for feature in load_map()["features"]:
        geometry = feature["geometry"]
        polygons = (
            geometry["coordinates"]
            if geometry["type"] == "MultiPolygon"
            else [geometry["coordinates"]]
        )
        if any(
            in_ring(point, outer) and not any(in_ring(point, hole) for hole in holes)
            for outer, *holes in polygons
        ):
            found.append(feature["properties"]["iso3"])
    return found


@pytest.mark.parametrize("town", TOWNS)
def test_town_is_in_ukraine_alone(town):
    """In Ukraine, and in no other country."""
    assert countries_at(TOWNS[town]) == ["UKR"]


@pytest.mark.parametrize("country", CAPITALS)
def test_capital_is_in_its_country(country):
    """The test can tell countries apart."""
    assert countries_at(CAPITALS[country]) == [country]


def test_open_sea_is_in_no_country():
    """The Black Sea south of Crimea."""
    assert countries_at((34.0, 43.5)) == []


def test_countries_have_one_code_and_its_name():
    """Codes are unique, and are those of subjects.csv where the book knows the country."""
    features = load_map()["features"]
    codes = [feature["properties"]["iso3"] for feature in features]
    assert len(codes) == len(set(codes))
    assert [feature["id"] for feature in features] == codes
    known = load_subjects()
    assert {
        feature["properties"]["name"]
        for feature in features
        if feature["id"] in known.index
        and known.loc[feature["id"], "name"] != feature["properties"]["name"]
    } == set()
