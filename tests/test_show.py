"""A frame on the page has words over every column."""

from __future__ import annotations

import pandas as pd
import pytest

from factbook import show_table

FRAME = pd.DataFrame(
    {"as_of": ["2026", "2025"], "value": [1.5, 2.5], "statement": ["<b>" + "long " * 40, "short"]},
    index=pd.Index(["one", "two"], name="fact_id"),
)


def test_heads_choose_order_and_name():
    """The first named column stands first; nothing else is shown."""
    frame = show_table(FRAME, as_of="As of", value="Billion euros").frame
    assert (frame.columns.name, list(frame.columns)) == ("As of", ["Billion euros"])
    assert list(frame.index) == ["2026", "2025"] and frame.index.name is None


def test_first_heads_the_index():
    """It then is the first column."""
    frame = show_table(FRAME, first="Fact", value="Billion euros").frame
    assert (frame.columns.name, list(frame.columns)) == ("Fact", ["Billion euros"])
    assert list(frame.index) == ["one", "two"]


def test_without_heads_all_is_shown():
    """Under the frame's own names."""
    frame = show_table(FRAME).frame
    assert list(frame.columns) == list(FRAME.columns)
    assert frame.index.name is None and frame.columns.name is None


def test_series_and_several_indexes():
    """A series is a frame of one column; every level of an index loses its name."""
    counted = pd.crosstab([FRAME["as_of"], FRAME["value"]], FRAME["statement"])
    assert show_table(counted).frame.index.names == [None, None]
    assert list(show_table(FRAME["value"].rename("Euros"), first="Fact").frame.columns) == ["Euros"]


def test_texts_are_whole_and_escaped():
    """A statement is not cut, and is no markup; the setting of pandas stays as it was."""
    width = pd.get_option("display.max_colwidth")
    bundle = show_table(FRAME, as_of="As of", statement="Statement")._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "&lt;b&gt;" + "long " * 39 in bundle["text/html"] and "<b>" not in bundle["text/html"]
    assert "long " * 39 in bundle["text/plain"]
    assert pd.get_option("display.max_colwidth") == width


def test_the_frame_stays(monkeypatch):
    """The chapter goes on with the frame as it was."""
    before = FRAME.copy()
    show_table(FRAME, as_of="As of", value="Value")
    pd.testing.assert_frame_equal(FRAME, before)


def test_unknown_column():
    """It is named."""
    with pytest.raises(KeyError, match="no_such"):
        show_table(FRAME, as_of="As of", no_such="?")
