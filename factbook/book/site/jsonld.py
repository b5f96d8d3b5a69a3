"""What does a page say to programs?  Its record in the vocabulary of schema.org, as JSON-LD.

The front page is a ``Book``, a chapter an ``Article`` of it, and the page that offers the tables
has a ``Dataset`` for each group of tables with the same terms.  Verdicts are not offered as
``ClaimReview``: the pages that judge the articles ask not to be indexed.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import datapackage
from factbook.book.domain import facts_of
from factbook.book.places import FILES_MARK
from factbook.book.site import addresses, downloads
from factbook.records import Records, Source

NAMED = ("official", "dataset")
"""Kinds of source that a chapter's record cites: what institutions and data sets say themselves,
where a fact's value was read in them (a fact's first source). The page of sources lists all; in the
records of chapters they would cost readers up to four kilobytes a visit.
"""


def is_chapter(env: BuildEnvironment, docname: str) -> bool:
    """Whether a page is a chapter: a notebook."""
    return docname in env.found_docs and env.doc2path(docname).endswith(".ipynb")


def data(app: Sphinx, docname: str, title: str, description: str) -> dict | None:
    """The record of a page; ``None`` for a page that has none."""
    if docname == app.config.root_doc:
        return _context(_book(app, title, description))
    if is_chapter(app.env, docname):
        return _context(_article(app, docname, title, description))
    if app.env.metadata.get(docname, {}).get(FILES_MARK):
        return _context({"@graph": _data_sets(app, docname)})
    return None


def _context(record: dict) -> dict:
    return {"@context": "https://schema.org", **record}


def _common(app: Sphinx) -> dict:
    return {
        "inLanguage": app.config.language,
        "datePublished": facts_of(app.env).records.edition["date"],
        "author": {"@type": "Organization", "name": app.config.author},
        "license": datapackage.LICENCE["path"],
    }


def _page(app: Sphinx, docname: str, page: str) -> str:
    return addresses.link(app, docname, app.builder.get_target_uri(page))


def _book(app: Sphinx, title: str, description: str) -> dict:
    root = app.config.root_doc
    chapters = [
        page for page in app.env.toctree_includes.get(root, []) if is_chapter(app.env, page)
    ]
    return {
        "@type": "Book",
        "@id": _page(app, root, root),
        "name": title,
        "description": description,
        **_common(app),
        "bookEdition": facts_of(app.env).records.edition["name"],
        "bookFormat": "https://schema.org/EBook",
        "isAccessibleForFree": True,
        "hasPart": [
            {
                "@type": "Article",
                "@id": _page(app, root, page),
                "headline": app.env.titles[page].astext(),
            }
            for page in chapters
        ],
    }


def _article(app: Sphinx, docname: str, title: str, description: str) -> dict:
    domain, root = facts_of(app.env), app.config.root_doc
    records = domain.records
    read = {records.facts[fact].sources[0] for fact in domain.used("fact", docname)}
    return {
        "@type": "Article",
        "@id": _page(app, docname, docname),
        "headline": title,
        "description": description,
        **_common(app),
        "isPartOf": {
            "@type": "Book",
            "@id": _page(app, docname, root),
            "name": app.config.html_title,
        },
        "citation": [
            _citation(source)
            for name in sorted(read | domain.used("source", docname))
            if (source := records.sources[name]).kind in NAMED
        ],
    }


def _citation(source: Source) -> dict:
    return {
        "@type": "Dataset" if source.kind == "dataset" else "CreativeWork",
        "name": source.title,
        "url": source.url,
    }


def _data_sets(app: Sphinx, docname: str) -> list[dict]:
    """A record for each group of tables with the same terms: our own, then each publisher's."""
    records = facts_of(app.env).records
    groups: dict[tuple, list[str]] = {(): []}
    for name in datapackage.published():
        groups.setdefault(
            tuple(source.source_id for source in datapackage.data_sets(name, records)), []
        ).append(name)
    return [_data_set(app, docname, list(names)) for names in groups.values()]


def _data_set(app: Sphinx, docname: str, names: list[str]) -> dict:
    """The record of tables with the same terms."""
    records = facts_of(app.env).records
    sources = datapackage.data_sets(names[0], records)
    titles = [datapackage.schema_of(name).title for name in names]
    files = [(f"{name}.csv", "text/csv") for name in names]
    if not sources:
        files.append((downloads.DESCRIPTOR, "application/json"))
    what = titles[0] if sources else "facts, claims, sources and series"
    record = {
        "@type": "Dataset",
        "name": f"{app.config.html_title}: {what}",
        "description": f"Tables that the book is made from: {'; '.join(titles)}.",
        "inLanguage": app.config.language,
        "isAccessibleForFree": True,
        "variableMeasured": [
            f"{name.removeprefix('series/')}, {column}: {spec.description}"
            for name in names
            for column, spec in datapackage.schema_of(name).columns.items()
            if spec.metadata["kind"] == "number"
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "encodingFormat": kind,
                "contentUrl": addresses.link(app, docname, f"{downloads.FOLDER}/{name}"),
            }
            for name, kind in files
        ],
        **(_theirs(sources) if sources else _ours(app, records)),
    }
    tables_of_time = [name for name in names if name not in ("claims", "sources")]
    spans = [datapackage.covered(name, records.root) for name in tables_of_time]
    if known := [span for span in spans if span]:
        record["temporalCoverage"] = f"{min(a for a, _ in known)}/{max(b for _, b in known)}"
    return record


def _theirs(sources: list[Source]) -> dict:
    """Who made tables that are not ours.  Their terms are not ours to give: they stand in words."""
    return {
        "creator": [
            {"@type": "Organization", "name": name}
            for name in sorted({source.origin or source.publisher for source in sources})
        ],
        "isBasedOn": [source.url for source in sources],
        "license": [
            {"@type": "CreativeWork", "name": datapackage.terms(source)} for source in sources
        ],
    }


def _ours(app: Sphinx, records: Records) -> dict:
    """Who made our tables, and under which licence."""
    return {
        "creator": {"@type": "Organization", "name": app.config.author},
        "license": datapackage.LICENCE["path"],
        "datePublished": records.edition["date"],
    }
