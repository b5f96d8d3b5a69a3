"""How does a frame become a table that readers understand?

:func:`show_table` puts words over every column and shows texts whole.
"""

from __future__ import annotations

import pandas as pd


class Table:
    """A frame as it stands on the page; ``frame`` is what pandas goes on computing with."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        with pd.option_context("display.max_colwidth", None):
            return {"text/html": self.frame._repr_html_(), "text/plain": repr(self.frame)}


def show_table(frame: pd.DataFrame | pd.Series, *, first: str | None = None, **heads: str) -> Table:
    """A frame for the page, words over every column. Write it as the last expression of its cell.

    ``heads`` are the columns to show, in order, each with the words over it: ``value="Billion
    euros"``; without any, all columns are shown under their own names. ``first`` heads the frame's
    index, which then stands first; without ``first`` the first of ``heads`` takes its place. A
    series is a frame of one column.

    Raises :class:`KeyError` for a column that the frame does not have.
    """
    shown = frame.to_frame() if isinstance(frame, pd.Series) else frame
    if heads:
        shown = shown[list(heads)].rename(columns=heads)
        if first is None:
            first = next(iter(heads.values()))
            shown = shown.set_index(first)
    unnamed = [None] * shown.index.nlevels
    return Table(shown.rename_axis(index=unnamed).rename_axis(columns=first))
