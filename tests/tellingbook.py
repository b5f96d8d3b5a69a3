"""A tiny book with one of everything that its lists can say, built here and read strictly.

:func:`telling` fills the tables of :class:`smallsite.Site` so that each part of each list is there
once and missing once, and so that no order is right by chance: of ids, of dates, of values, of
places in an article.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import chdir
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import altair as alt
import nbformat
from bs4 import BeautifulSoup, Tag
from conftest import JANUARY, SEPTEMBER
from smallsite import Build, Site
from sphinx.environment import BuildEnvironment

from factbook import derive, figure, load_facts, load_series, notebooks, tables

ADDRESS = "https://example.org/book/"

SEEDS = {
    JANUARY: "The summit met in Paris. It drew 27 nations, 900 soldiers were named. The rain fell. "
    "A headquarters is planned, and Germany hesitates, “as ever”. Nobody knows why. "
    "It will end well.\n",
    SEPTEMBER: "Before all, words were said. Thirty nations met in September. Russia looked on. "
    "They left late.\n",
}

CLAIMS = (
    # Their order by id is not that of the articles.
    (JANUARY, "jan-end", "It will end well", "opinion", ""),
    (JANUARY, "jan-germany", "Germany hesitates, “as ever”", "opinion", "brigade-begun"),
    (JANUARY, "jan-headquarters", "A headquarters is planned", "outdated", "headquarters-open"),
    (JANUARY, "jan-nations", "27 nations", "partly", "paris-countries;paris-countries-agency"),
    (JANUARY, "jan-soldiers", "900 soldiers were named", "contradicted", "brigade-count"),
    (JANUARY, "jan-summit", "The summit met in Paris", "supported", "headquarters-planned"),
    (JANUARY, "jan-why", "Nobody knows why", "unverifiable", ""),
    (SEPTEMBER, "sep-nations", "Thirty nations met", "supported", "paris-countries"),
    (SEPTEMBER, "sep-russia", "Russia looked on", "supported", "russia-against-soldiers"),
    (SEPTEMBER, "sep-words", "words were said", "contradicted", "brigade-ready;aid-total"),
)
"""Article, id, quotation, verdict and facts of each claim."""

NOTES = {"jan-nations": "First judged supported."}
LOOKED_AT = ("jan-nations", "sep-words")
"""The claims that another reader has looked at."""

FOUND = {
    "publisher": "The Morning",
    "url": "https://example.org/morning?p=1",
    "byline": "by the Editor",
    "published": "2026-01-05",
    "accessed": "2026-11-20",
    "reply": "It stands by its text.",
}
"""Where the article of January was found; that of September was not."""

MILESTONES = {
    # Their order by id is not that of time.
    "headquarters-open": "The headquarters opens",
    "headquarters-planned": "A headquarters is planned",
    "paris-countries": "At least 35 countries meet in Paris",
}
"""The facts that the timeline shows first, with their headlines."""

SOURCES = (
    {
        "source_id": "le-monde",
        "language": "fr",
        "licence": "All rights reserved",
        "origin": "Élysée",
    },
    {"source_id": "osw", "kind": "think-tank", "language": "pl", "published": ""},
    {"source_id": "radio", "language": "ka", "kind": "reference", "published": "2025"},
    {"source_id": "tass", "party": "RUS", "caution": "Controlled by the Russian state"},
)

FACTS = (
    {
        "fact_id": "brigade-begun",
        "statement": "Germany began to set up the brigade.",
        "as_of": "2025-11",
        "sources": "le-monde;osw;tass",
        "subject": "DEU;org:coalition",
        "supersedes": "brigade-planned",
        "checked": "2026-11-21",
        "note": "The day is not known.",
    },
    {
        "fact_id": "brigade-count",
        "chapter": "summit",
        "statement": "By one count, it was 5,000 soldiers.",
        "value": "5000",
        "unit": "soldiers",
        "as_of": "2026-01-06",
        "sources": "agency-a",
        "question": "brigade-how-many",
    },
    {
        "fact_id": "brigade-of-the-few",
        "statement": "By another count, it was 900 soldiers.",
        "value": "900",
        "unit": "soldiers",
        "as_of": "2026-01",
        "sources": "le-monde;agency-b",
        "question": "brigade-how-many",
    },
    {
        "fact_id": "brigade-of-the-many",
        "statement": "By a third count, it was 12,000 soldiers.",
        "value": "12000",
        "unit": "soldiers",
        "as_of": "2025-12",
        "sources": "osw",
        "question": "brigade-how-many",
    },
    {
        "fact_id": "brigade-planned",
        "kind": "announcement",
        "statement": "Germany announced a brigade.",
        "as_of": "2025-03-10",
        "sources": "report",
    },
    {
        "fact_id": "brigade-ready",
        "statement": "The brigade was ready.",
        "as_of": "2026-02-28",
        "sources": "paper-march",
        "supersedes": "brigade-begun",
    },
    {
        "fact_id": "law-of-the-budget",
        "kind": "rule",
        "statement": "A law set down the budget.",
        "as_of": "2025",
        "sources": "radio",
    },
)

PASSAGES = (
    {
        "source_id": "le-monde",
        "says": "It tells of a first company.",
        "locator": "la première compagnie",
        "seen": "excerpt",
        "agrees": "yes",
    },
    {
        "source_id": "osw",
        "origin": "The radio",
        "says": "It names the month.",
        "locator": "Table 3",
        "seen": "page",
        "agrees": "yes",
    },
    {"source_id": "tass", "says": "It says in winter.", "seen": "relay", "agrees": "partly"},
)
"""The passages of the fact `brigade-begun`; those of the others say what their facts say."""

SUPPORT = {
    "aid-total": "single",
    "brigade-begun": "corroborated",
    "brigade-count": "single",
    "brigade-of-the-few": "corroborated",
    "brigade-of-the-many": "single",
    "brigade-planned": "relayed",
    "brigade-ready": "single",
    "headquarters-open": "single",
    "headquarters-planned": "single",
    "law-of-the-budget": "single",
    "paris-countries": "official",
    "paris-countries-agency": "single",
    "russia-against-soldiers": "official",
    "summit-planned": "relayed",
    "ukraine-loan": "official",
}
"""Every fact of the book, and its support, as a reader of its sources would say it."""

LEDGER = {"summit": "chapters/ledger/1-summit", "germany": "chapters/ledger/2-germany"}
"""The page of each chapter in the ledger."""

COMPUTED_IN = "chapters/summit"

PAGES = {
    "chapters/page": """# A page

On {fact-date}`paris-countries` there were {fact}`paris-countries`, says {source}`elysee`.
There will be {fact}`summit-planned`, and {fact}`some of them <summit-planned>` agree.
It was {claim}`right in part <jan-nations>`, and {claim}`sep-russia`.
{fact}`The brigade <brigade-ready>`, begun in {fact-date}`brigade-begun`, stands.
It cost {derived}`mean-of-spending`, {derived}`so much <mean-of-spending>`, says {source}`radio`.

```{chapter-sources}
```
""",
}

DESCRIPTION = "A bar for each country that spends, and the longest of them is that of Germany."
FORMULA = "the mean of what the countries spend, for the countries named"
ITEMS = ("France, in 2025", "Germany: R&D, \"new\" and 'old'", *(f"a part, {n}" for n in range(9)))
"""What the computed number of the chapter counts: more than stand open."""


class NotWellFormed(AssertionError):
    """HTML that a browser has to mend."""


class Strict(HTMLParser):
    """Reads HTML and takes nothing that a browser would have to mend.

    Each element is closed in its turn, no attribute stands twice or has a strange name, and no
    ``<`` or ``&`` begins nothing.
    """

    VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
    NAME = re.compile(r"[a-zA-Z@:_][\w:.-]*")

    def __init__(self, html: str):
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.feed(html)
        self.close()
        if self.open:
            raise NotWellFormed(f"never closed: {self.open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element's attributes, and remember that it is open."""
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names) or not all(map(self.NAME.fullmatch, names)):
            raise NotWellFormed(f"{self.getpos()}: {self.get_starttag_text()}")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The same for one that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """It must be the one that was opened last."""
        if not self.open or self.open.pop() != tag:
            raise NotWellFormed(f"{self.getpos()}: </{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        """Text has neither of the two characters bare; scripts and styles may."""
        if set("<&") & set(data) and not {"script", "style"} & set(self.open):
            raise NotWellFormed(f"{self.getpos()}: {data!r}")


class Built:
    """A book that was built."""

    def __init__(self, site: Site, build: Build):
        assert build.error is None, (build.error, build.error.__cause__)
        self.site, self.build = site, build
        self.folder = site.root / "_build" / "html"
        self._pages: dict[str, BeautifulSoup] = {}

    def text(self, file: str) -> str:
        """A file of the site."""
        return (self.folder / file).read_text(encoding="utf-8")

    def page(self, docname: str) -> BeautifulSoup:
        """A page, read strictly."""
        if docname not in self._pages:
            html = self.text(f"{docname}.html")
            Strict(html)
            self._pages[docname] = BeautifulSoup(html, "lxml")
        return self._pages[docname]

    def body(self, docname: str) -> Tag:
        """The text of a page, without what the theme writes around it."""
        return self.page(docname).select_one("article")

    def entry(self, anchor: str, docname: str) -> Tag:
        """An entry of a list."""
        return self.body(docname).select_one(f'section[id="{anchor}"]')

    @cached_property
    def env(self) -> BuildEnvironment:
        """What Sphinx keeps of the build."""
        return pickle.loads((self.site.root / "_build/.doctrees/environment.pickle").read_bytes())

    def depends_on(self, docname: str) -> set[str]:
        """The files that a page is read again for, relative to the book, or to the package."""
        package = Path(tables.__file__).parent.parent
        files = set()
        for name in self.env.dependencies[docname]:
            path = (self.site.root / name).resolve()
            root = self.site.root.resolve()
            files.add(str(path.relative_to(root if path.is_relative_to(root) else package)))
        return files


def words(node: Tag | None) -> str:
    """The text of an element, with single blanks."""
    return " ".join(node.get_text().split())


def parts(entry: Tag) -> dict[str, str]:
    """What an entry says, part by part."""
    names, texts = entry.select("dl > dt"), entry.select("dl > dd")
    assert len(names) == len(texts)
    return {words(name): words(text) for name, text in zip(names, texts, strict=True)}


def links(node: Tag) -> list[tuple[str, str]]:
    """The links in an element: text and address."""
    return [(words(link), link["href"]) for link in node.select("a[href]")]


# --- the book ----------------------------------------------------------------------------------


def rows_of(table: Tag) -> list[list[str]]:
    """The texts of a table."""
    return [[words(cell) for cell in row.select("th, td")] for row in table.select("tr")]


def target(address: str) -> str:
    """The anchor in an address."""
    return address.partition("#")[2]


def telling(root: Path) -> Site:
    """The book, written."""
    site = Site(root)
    site.tables["exceptions"].clear()
    site.pages |= {"chapters/method": "# Method\n\n```{tally}\n```\n", **PAGES}
    site.seeds.update(SEEDS)
    for row in site.tables["articles"]:
        row["sha256"] = ""  # that of the text, when it is written
    site.row("articles", JANUARY).update(FOUND)
    base = site.row("sources", "agency-a") | {"origin": ""}
    for cells in SOURCES:
        name = cells["source_id"]
        own = {
            "publisher": f"The {name}",
            "title": f"What {name} wrote",
            "url": f"https://example.org/{name}",
        }
        site.add("sources", **base | own | cells)
    base = site.row("facts", "headquarters-planned") | {"chapter": "germany", "subject": "DEU"}
    for cells in FACTS:
        site.add("facts", **base | {"kind": "figure" if "value" in cells else "event"} | cells)
    for cells in PASSAGES:
        site.add("passages", fact_id="brigade-begun", seen_on="2026-11-20", **cells)
    site.tables["claims"].clear()
    for seed, name, quote, verdict, facts in CLAIMS:
        site.add(
            "claims",
            claim_id=name,
            seed=seed,
            quote=quote,
            claim=f"What {name} says.",
            verdict=verdict,
            facts=facts,
            explanation=f"This is why {name} is so. Later: nothing else.",
            note=NOTES.get(name, ""),
            judged_on="2026-11-20",
            second_look="2026-11-21" if name in LOOKED_AT else "",
        )
    site.add(
        "questions",
        question="brigade-how-many",
        weight="2",
        text="How many soldiers has the brigade?",
        why="Some count reserves and some do not.",
    )
    for fact, headline in MILESTONES.items():
        site.add("milestones", fact_id=fact, headline=headline)
    describe(site, COMPUTED_IN)
    site.pages[COMPUTED_IN] = notebook(site.write().root)
    return site.write()


def describe(site: Site, *others: str) -> None:
    """Give every page, and others that will come, a description of its own without figures."""
    for number, page in enumerate(dict.fromkeys(("genindex", "search", *site.pages, *others))):
        if not any(row["page"] == page for row in site.tables["pages"]):
            name = str(number).translate(str.maketrans("0123456789", "abcdefghij"))
            text = f"A page of a telling book, which a test builds and reads: {name}."
            site.add("pages", page=page, description=text)


def notebook(
    root: Path,
    description: str = DESCRIPTION,
    formula: str = FORMULA,
    heads: tuple[str, str] = ("country", "spending"),
    name: str = "",
    items: Sequence[str] = ITEMS,
) -> str:
    """The chapter of the book, with the outputs that its cells give.

    A name stands in the chart for Germany's.
    """
    shown: list[object] = []
    with (
        chdir(root),
        mock.patch.object(tables, "root", return_value=root.resolve()),
        mock.patch("IPython.display.display", shown.append),
    ):
        load_facts("summit")
        spending = load_series("spending")
        spending["iso3"] = spending["iso3"].replace("DEU", name or "DEU")
        derive(
            "mean-of-spending",
            spending["value"].mean(),
            "usd-bn-2024",
            formula,
            ["series:spending", "paris-countries", "headquarters-open"],
            digits=1,
            items=items,
        )
        bars = alt.Chart(spending).mark_bar().encode(x="value:Q", y="iso3:N")
        shown.append(
            figure(
                lambda width, bars=bars: bars.properties(width=width - 180),
                id="bars-of-spending",
                title="What the countries spend is {derived}`mean-of-spending`",
                subtitle="Billion dollars",
                description=description,
                sources=["sipri", "kiel-data-r29"],
                as_of="2025",
                columns=dict(zip(("iso3", "value"), heads, strict=True)),
            )
        )
    cells = [nbformat.v4.new_markdown_cell("# A chapter", id="title")]
    for number, output in enumerate(shown):
        data, metadata = output._repr_mimebundle_()
        cells.append(
            nbformat.v4.new_code_cell(
                f"show({number})",
                id=f"cell-{number}",
                execution_count=1,
                outputs=[nbformat.v4.new_output("display_data", data, metadata=metadata)],
            )
        )
    return nbformat.writes(notebooks.normalise(nbformat.v4.new_notebook(cells=cells))) + "\n"


def as_stored(paths, root, **ignored) -> dict[Path, Future]:
    """Chapters with the outputs that are stored in them; stands for what executes them."""
    futures: dict[Path, Future] = {}
    for path in paths:
        futures[path] = Future()
        stored = nbformat.read(path, as_version=4)
        futures[path].set_result(SimpleNamespace(path=path, notebook=stored, served={}, files=()))
    return futures


def build(site: Site, **options) -> Built:
    """Build a book without running its chapters and without drawing pictures for shared links."""
    with (
        mock.patch("factbook.execution.begin", as_stored),
        mock.patch("factbook.book.site.pictures.png", lambda svg: svg.encode()),
    ):
        return Built(site, site.build(**options))
