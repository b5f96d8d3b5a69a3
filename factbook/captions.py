"""How does a chart read where no book is around it?

The pages of the book write the caption of a chart.  In a notebook away from it the caption is an
output of its own, above the chart: title, sources and date, with every role filled in.
"""

from __future__ import annotations

from functools import cache

from factbook import plain, roles, tables
from factbook.derive import computed
from factbook.plain import Surroundings
from factbook.records import Records

SVG = "image/svg+xml"
FIGURE = "application/vnd.factbook.figure+json"
"""The MIME type under which :func:`factbook.figure` stores what a chart says."""


def is_in_book() -> bool:
    """Whether the package stands in a checkout of the book, and not installed anywhere else."""
    return (tables.root() / "_config.yml").is_file()


@cache
def surroundings() -> Surroundings:
    """What this process knows: the records of the package, and the numbers computed so far."""
    return Surroundings(Records(tables.root()), computed)


def caption(record: dict, around: Surroundings) -> str:
    """The caption of a chart as Markdown: title and subtitle, its sources with links, its date."""
    sources = [around.records.sources[source] for source in record["sources"]]
    named = "; ".join(plain.link(plain.escape(one.name), one.url) for one in sources)
    title, subtitle = (
        plain.markdown(" ".join(record[part].split()), around) for part in ("title", "subtitle")
    )
    head = "Source" if len(sources) == 1 else "Sources"
    date = tables.date_text(record["as_of"])
    return f"**{title}**\n\n{subtitle}\n\n{head}: {named}. Data as of {date}."


def away(bundle: dict, around: Surroundings) -> tuple[dict, dict]:
    """What stands away from the book for the bundle of a figure: its caption, and the figure with
    every role in its words filled in; both by MIME type.
    """
    record = bundle[FIGURE]
    above = caption(record, around)
    unlinked = Surroundings(around.records, around.derived)
    words = {key: filled(record[key], around) for key in ("title", "subtitle", "description")}
    figure = {**bundle, FIGURE: {**record, **words}, "text/plain": words["description"]}
    if svg := bundle.get(SVG):
        # The font of the picture stays behind; a wider one may run over the edge, uncut.
        figure[SVG] = svg.replace("<svg ", '<svg overflow="visible" ', 1)
    return {"text/markdown": above, "text/plain": caption(record, unlinked)}, figure


def filled(text: str, around: Surroundings) -> str:
    """A text with every role replaced by what it prints; a number that nobody has computed by its
    name.
    """
    named = {role.target: role.target for role in roles.find_roles(text)}
    return roles.fill(text, around.records, named | dict(around.derived))
