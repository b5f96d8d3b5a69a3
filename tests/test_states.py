"""What each view of the tables depends on: an edit that it shows changes its state, another does
not, so that a page is read again for what it shows and for nothing else.

That a page whose view has another state is built again, ``tests/test_edits.py`` shows.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from smallsite import Site
from test_labs import TASK, write_lab

from factbook.book import (
    articles,
    finder,
    judge,
    ledger,
    lessons,
    selftest,
    tally,
    tasks,
    tiles,
    views,
    words,
)
from factbook.book.depends import STATES
from factbook.book.domain import FactDomain
from factbook.book.places import Places
from factbook.book.site import labs
from factbook.records import Records

JANUARY, SEPTEMBER = "000_january.txt", "002_september.txt"
VIEWS = {
    "ledger summit": ("ledger", "summit", "1"),
    "ledger germany": ("ledger", "germany", "1"),
    "sources": ("source-list", "1"),
    "january": ("article", JANUARY),
    "september": ("article", SEPTEMBER),
    "tasks": ("tasks", "chapters/germany"),
    "self-test": ("self-test",),
    "judge": ("judge", JANUARY),
    "plan": ("plan", "germany", "45"),
    "key": ("lesson-key", "germany"),
    "sheet": ("sheet", "germany"),
    "words": ("words", "chapters/germany"),
    **{
        name: (name,)
        for name in (
            *("fact-finder", "timeline", "disagreements", "tally", "tiles", "answers"),
            *("lesson-list", "lab-files"),
        )
    },
}
"""A name → the view and its arguments."""

BOTH = {"ledger summit", "ledger germany"}
SHOWN = {"tasks", "answers", "plan", "key", "self-test"}
EDITS = [
    ("facts", "aid-total", {"statement": "Another."}, {"ledger summit"}),
    ("facts", "aid-total", {"subject": "FRA"}, {"ledger summit", "fact-finder"}),
    # What somebody counted is not on the timeline.
    ("facts", "aid-total", {"as_of": "2026"}, {"ledger summit", "judge"}),
    ("facts", "ukraine-loan", {"as_of": "2026"}, {"ledger summit", "timeline", "judge"}),
    ("facts", "summit-planned", {"chapter": "germany"}, {*BOTH, "fact-finder", "tally", "judge"}),
    # A rival, an earlier and a later state on a page of another chapter.
    ("facts", "paris-countries", {"statement": "Another."}, BOTH),
    ("facts", "headquarters-planned", {"statement": "Another."}, BOTH),
    ("facts", "headquarters-open", {"statement": "Another."}, BOTH),
    ("facts", "aid-total", {"question": "paris-how-many"}, {*BOTH, "disagreements"}),
    ("passages", "aid-total", {"says": "Something else."}, {"ledger summit"}),
    (
        "passages",
        "aid-total",
        {"says": "Something else.", "seen": "relay"},
        {"ledger summit", "tally"},
    ),
    ("sources", "paper-march", {"title": "Another"}, {"ledger germany", "sources"}),
    ("subjects", "FRA", {"name": "Another"}, {"ledger summit", "fact-finder"}),
    ("questions", "paris-how-many", {"why": "Nobody knows."}, {"disagreements"}),
    ("series/conditions", "army-money", {"short": "loans"}, {"tiles"}),
    ("questions", "paris-how-many", {"weight": "1"}, {"disagreements"}),
    ("milestones", "headquarters-open", {"headline": "It opens"}, {"timeline"}),
    ("tasks", "germany-count", {"minutes": "2"}, {*SHOWN, "sheet"}),
    # A page does not show the answers to its questions.
    ("tasks", "germany-count", {"feedback": "Another."}, SHOWN - {"tasks"}),
    ("tasks", "germany-lab-count", {"minutes": "2"}, {"tasks", "answers", "lab-files"}),
    ("tasks", "germany-lab-count", {"feedback": "Another."}, {"answers"}),
    ("lessons", "germany", {"title": "Another"}, {"plan", "key", "lesson-list"}),
    ("lessons", "germany", {"chart": "another"}, {"plan", "key", "sheet"}),
    ("steps", "germany", {"does": "Another."}, {"plan", "key"}),
    ("words", "word-b", {"de": "das Werk"}, {"words"}),
    ("claims", "jan-nations", {"explanation": "Nobody knows."}, {"january"}),
    ("claims", "sep-nations", {"verdict": "opinion"}, {"september", "tally"}),
    # What is judged does not show the verdict.
    ("claims", "jan-nations", {"verdict": "opinion"}, {"january", "tally"}),
    ("claims", "jan-nations", {"claim": "Some came."}, {"january", "judge"}),
    ("articles", JANUARY, {"title": "Another"}, {"january", "tally"}),
    (
        "chapters",
        "germany",
        {"title": "Another"},
        {"fact-finder", "timeline", "disagreements", "tally"},
    ),
]


def states(site: Site) -> dict[str, str]:
    """The state of each view of a book as its tables stand."""
    domain = FactDomain(SimpleNamespace(domaindata={}))
    domain.records = Records(site.write().root)
    domain.places = Places(domain.records)
    return {
        name: repr(STATES[view](domain, *arguments)) for name, (view, *arguments) in VIEWS.items()
    }


@pytest.fixture(scope="module", autouse=True)
def registered() -> None:
    """The views register what they depend on."""
    app = SimpleNamespace(
        add_directive=lambda *args: None,
        add_node=lambda *args, **kwargs: None,
        connect=lambda *args, **kwargs: None,
    )
    for module in (
        articles,
        finder,
        judge,
        labs,
        ledger,
        lessons,
        selftest,
        tally,
        tasks,
        tiles,
        views,
        words,
    ):
        module.setup(app)


@pytest.mark.parametrize(("table", "key", "cells", "changed"), EDITS)
def test_view_changes_with_what_it_shows(tmp_path, table, key, cells, changed):
    """And with nothing else."""
    site = Site(tmp_path)
    for fact in ("paris-countries-agency", "headquarters-open"):
        site.row("facts", fact)["chapter"] = "germany"
    site.add("milestones", fact_id="headquarters-open", headline="The headquarters opens")
    site.teach()
    site.add("tasks", **TASK)
    write_lab(site)
    site.spell()
    before = states(site)
    site.row(table, key).update(cells)
    after = states(site)
    assert {name for name in VIEWS if before[name] != after[name]} == changed
