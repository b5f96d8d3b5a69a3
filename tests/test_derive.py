"""A computed number carries its formula and its ingredients, or it is none."""

from __future__ import annotations

import math

import IPython.display
import pytest

from factbook import tables
from factbook.derive import DERIVED, DeriveError, derive

FACT = "paris-2026-countries"


@pytest.fixture
def shown(monkeypatch) -> list[tuple[dict, dict]]:
    """What is displayed, in a process that has loaded one fact and one series."""
    outputs = []
    monkeypatch.setattr(
        IPython.display, "display", lambda output: outputs.append(output._repr_mimebundle_())
    )
    monkeypatch.setattr(tables, "loaded", {f"fact:{FACT}", "series:spending"})
    return outputs


def make(**changed) -> None:
    """A derived number that has everything, but for what a test changes."""
    return derive(
        **{
            "name": "mean-share",
            "value": 12.345,
            "unit": "percent",
            "formula": "the mean of all shares",
            "inputs": ["series:spending"],
            **changed,
        }
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": "mean"}, "the name should be two lower-case words or more, joined by hyphens"),
        ({"name": "Mean Share"}, "the name should be"),
        ({"name": "mean_share"}, "the name should be"),
        ({"name": "mean-share\n"}, "the name should be"),
        ({"unit": "parsec"}, "the unit 'parsec' is not one of "),
        ({"unit": ""}, "the unit '' is not one of "),
        ({"value": math.nan}, "the value nan is not a number"),
        ({"value": math.inf}, "the value inf is not a number"),
        ({"formula": "mean"}, "the formula should say in words how the number was computed"),
        ({"inputs": []}, "inputs is empty; name the facts or series that it was computed from"),
        (
            {"inputs": ["series:nato_share"]},
            "the input 'series:nato_share' was not loaded in this chapter",
        ),
        ({"inputs": ["no-such-fact"]}, "the input 'no-such-fact' was not loaded in this chapter"),
        ({"inputs": ["spending"]}, "the input 'spending' was not loaded in this chapter"),
        ({"items": "France"}, "items is one text; give a list of them, one for each thing counted"),
        ({"items": [" "]}, "the item ' ' is not a text that says something"),
        ({"items": ["France", None]}, "the item None is not a text that says something"),
        (
            {"items": ["x" * 121]},
            "the item 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'… has more than 120 letters",
        ),
        ({"items": ["a"] * 61}, "61 items are too many to read; name at most 60"),
        ({"items": ["<b>France"]}, "the item '<b>France' has markup; items are plain texts"),
        ({"items": ["{fact}`x-y`"]}, "has markup"),
        ({"items": ["[a](b)"]}, "has markup"),
        ({"items": ["a &lt; b"]}, "has markup"),
        ({"items": ["a\u200bb"]}, "expected text without U+200B, a character that cannot be seen"),
        ({"items": ["a\nb"]}, "expected text without U+000A"),
        ({"items": ["=1+1"]}, "which a spreadsheet would run"),
    ],
)
def test_refusals(shown, changed, message):
    """Each thing that is wrong is named, under the number's name, and nothing is displayed."""
    with pytest.raises(DeriveError) as error:
        make(**changed)
    assert str(error.value).startswith(f"derive({changed.get('name', 'mean-share')!r}): ")
    assert message in str(error.value)
    assert shown == []


def test_all_refusals_at_once(shown):
    """A chapter's author hears everything in one go."""
    with pytest.raises(DeriveError) as error:
        make(name="x", unit="x", value=math.nan, formula="x", inputs=["x"])
    assert str(error.value).count("; ") == 4


def test_record(shown):
    """The output holds the number as printed, its formula and its ingredients."""
    make(inputs=[FACT, "series:spending"], digits=1)
    ((bundle, metadata),) = shown
    assert metadata == {"factbook": "derived"}
    assert bundle[DERIVED] == {
        "name": "mean-share",
        "value": "12.3",
        "unit": "percent",
        "printed": "12.3%",
        "formula": "the mean of all shares",
        "inputs": [FACT, "series:spending"],
    }
    assert (
        bundle["text/plain"]
        == f"mean-share = 12.3%: the mean of all shares [{FACT}, series:spending]"
    )


def test_items(shown):
    """What is counted, as it is; sixty of them, each as long as it may be; none for a count of
    nothing."""
    items = ["France, 6 January 2026", "R&D: Türkiye's (2 × 3)", *("x" * 120 for _ in range(58))]
    make(items=items)
    make(items=[])
    make(items=None)
    (with_items, _), *without = shown
    assert with_items[DERIVED]["items"] == items
    assert with_items["text/plain"].endswith(f"[series:spending]: {'; '.join(items)}")
    assert all("items" not in bundle[DERIVED] for bundle, _ in without)
    assert all(bundle["text/plain"].endswith("]") for bundle, _ in without)


@pytest.mark.parametrize(
    ("value", "digits", "unit", "printed"),
    [
        (1234567.8, 0, "countries", "1,234,568 countries"),
        (1234.5, 1, "eur-bn", "1,234.5 billion euros"),
        (1, 0, "countries", "1 country"),
        (2.5, 0, "percent", "2%"),
        (3.5, 0, "percent", "4%"),
        (0, 0, "percent", "0%"),
        (-1234.5, 1, "percent", "-1,234.5%"),
        (-0.4, 1, "percent", "-0.4%"),
    ],
)
def test_printed(shown, value, digits, unit, printed):
    """As prose prints it: thousands separated, rounded half to even, the unit in the right
    number, the sign kept."""
    make(value=value, digits=digits, unit=unit)
    assert shown[0][0][DERIVED]["printed"] == printed


def test_gives_nothing(shown):
    """So that it can be the last line of a cell; a chapter keeps the number under a name of its
    own."""
    assert make(value=2 / 3, digits=1) is None


def test_words_run_over_several_lines(shown):
    """As a chapter writes them; inputs are a list, or one text with blanks between."""
    make(formula="the mean\n    of all shares", inputs=f"{FACT}\n    series:spending")
    record = shown[0][0][DERIVED]
    assert record["formula"] == "the mean of all shares"
    assert record["inputs"] == [FACT, "series:spending"]


def test_loading_makes_an_input(monkeypatch):
    """What a chapter loads is what it may name."""
    monkeypatch.setattr(tables, "loaded", set())
    tables.load_series("nato_share")
    facts = tables.load_facts("summit")
    assert tables.loaded == {"series:nato_share", *("fact:" + facts.index)}
