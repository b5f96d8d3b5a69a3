"""Which pages must be written again though they were not read?

A page shows more than its source says: numbers that other pages compute, tags and a picture line
from ``data/pages.csv``, the edition at its foot, and the titles of all pages in its sidebar.
Sphinx does not follow those.  A digest of them is kept for each page, and a page whose digest has
changed is written again.
"""

from __future__ import annotations

import hashlib
import json

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook.book import pointers, tasks
from factbook.book.domain import FactDomain, facts_of
from factbook.book.places import DERIVED_PAGE, MADE_BY_SPHINX
from factbook.book.site import cards, descriptions, social


def rewrite_changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages that were written otherwise than they would be now."""
    domain = facts_of(env)
    everywhere = _everywhere(env)
    users = {kind: domain.users(kind) for kind in ("fact", "derived")}
    changed = []
    for page in sorted(env.found_docs):
        title = descriptions.title(env, page)
        shown = [social.head(app, page, title), social.record(app, page, title), everywhere]
        shown += [_computed(domain, page), _used(domain, page, users)]
        shown.append(repr(pointers.shown_of(env, page)))
        shown.append(repr(cards.has_cards(domain, page)))
        shown.append(tasks.answers_page(domain))
        if page == app.config.root_doc:  # stands for the pages that Sphinx makes whenever it writes
            shown += [repr(domain.records.pages.get(one)) for one in MADE_BY_SPHINX]
        now = hashlib.sha256("\0".join(shown).encode()).hexdigest()
        if domain.written.get(page, now) != now:
            changed.append(page)
        domain.written[page] = now
    return changed


def _computed(domain: FactDomain, page: str) -> str:
    """The computed numbers that a page prints, and where they are computed."""
    names = sorted(domain.used("derived", page))
    found = [(name, domain.derived.get(name, {})) for name in names]
    return json.dumps([(name, one.get("printed"), one.get("docname")) for name, one in found])


def _used(domain: FactDomain, page: str, users: dict[str, dict[str, list[str]]]) -> str:
    """What the ledger says of pages: which use its facts, or compute its numbers."""
    if page == DERIVED_PAGE:
        shown = ("printed", "formula", "inputs", "docname")
        records = sorted(domain.derived.items())
        files = domain.place("series", "")
        return json.dumps(
            [
                (n, [one[key] for key in shown], one.get("items"), users["derived"].get(n), files)
                for n, one in records
            ]
        )
    if page in domain.places.ledger:
        facts = domain.places.ledger[page].facts
        return json.dumps([users["fact"].get(fact.fact_id) for fact in facts])
    return ""


def _everywhere(env: BuildEnvironment) -> str:
    """What every page shows: the edition, and the contents with their titles."""
    contents = env.toctree_includes
    titles = {page: env.titles[page].astext() for page in sorted(env.found_docs)}
    return json.dumps([dict(facts_of(env).records.edition), sorted(contents.items()), titles])


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("env-updated", rewrite_changed)
