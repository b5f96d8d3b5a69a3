"""Two cold builds of the same book give the same site, byte for byte."""

from __future__ import annotations

import threading

import pytest
from bookbuild import Book

pytestmark = pytest.mark.slow


def test_two_cold_builds_are_equal(tmp_path):
    """In folders of other names and depth, with another order of hashes, in another time zone and
    language.
    """
    places = {
        tmp_path / "a": {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        tmp_path / "another" / "much-longer-name": {
            "PYTHONHASHSEED": "2",
            "TZ": "Pacific/Auckland",
            "LC_ALL": "C",
        },
    }
    builds = {}

    def build(place, environment) -> None:
        book = Book(place)
        builds[place] = book.build("-W", "-n", "--keep-going", **environment), book

    threads = [threading.Thread(target=build, args=item) for item in places.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (first, book), (second, other) = (builds[place] for place in places)
    assert first.status == 0, first.gist()
    assert second.status == 0, second.gist()
    one, two = book.site(), other.site()
    assert sorted(one) == sorted(two)
    assert [name for name in one if one[name] != two[name]] == []
    assert [name for name, content in one.items() if str(tmp_path).encode() in content] == [], (
        "a path of the machine"
    )
