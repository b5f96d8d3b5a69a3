"""What pages say beside the lists: roles, cards, charts, head, foot, files; what they rest on.

The book is that of :mod:`tellingbook`, as in ``test_content.py``.
"""

from __future__ import annotations

import csv
import json
import re
from types import SimpleNamespace

import pytest
from conftest import JANUARY, SEPTEMBER
from sphinx.util.inventory import InventoryFile
from tellingbook import (
    ADDRESS,
    COMPUTED_IN,
    DESCRIPTION,
    FORMULA,
    ITEMS,
    LEDGER,
    PASSAGES,
    Built,
    links,
    rows_of,
    target,
    words,
)

from factbook.book.deferred import Page
from factbook.book.domain import FactDomain
from factbook.book.places import Places
from factbook.book.stopping import BookError
from factbook.records import Records

# --- what roles leave in the prose ---------------------------------------------------------------

ROLES = [
    ("6 January 2026", "fact-paris-countries", ["bound", "bound-fact-date", "support-official"]),
    ("at least 35 countries", "fact-paris-countries", ["bound", "bound-fact", "support-official"]),
    ("The elysee", "source-elysee", ["bound", "bound-source"]),
    ("2 leaders", "fact-summit-planned", ["bound", "bound-fact", "support-relayed"]),
    ("some of them", "fact-summit-planned", ["bound", "bound-fact", "support-relayed"]),
    ("right in part", "claim-jan-nations", ["bound", "bound-claim", "verdict-partly"]),
    ("supported", "claim-sep-russia", ["bound", "bound-claim", "verdict-supported"]),
    ("The brigade", "fact-brigade-ready", ["bound", "bound-fact", "support-single"]),
    ("November 2025", "fact-brigade-begun", ["bound", "bound-fact-date", "support-corroborated"]),
    ("80.4 billion dollars", "derived-mean-of-spending", ["bound", "bound-derived"]),
    ("so much", "derived-mean-of-spending", ["bound", "bound-derived"]),
    ("The radio", "source-radio", ["bound", "bound-source"]),
]
"""What each role of the page prints, where it leads, and its marks."""


FILE = "about.html#file-series-spending"
"""Where the file of a series is listed."""


def test_roles(built):
    """The words of each, its place, and how well it is supported."""
    shown = built.body("chapters/page").select("a:has(> span.bound)")
    assert [(words(link), target(link["href"]), link.span["class"]) for link in shown] == ROLES


def test_what_is_relayed_says_so(built):
    """Words after the number, which are read aloud, and a dashed line; both by the role's class."""
    style = built.text("_static/site.css")
    rules = dict(re.findall(r"([^{}]*)\{([^{}]*)\}", style))
    (after,) = [body for head, body in rules.items() if ".support-relayed.bound::after" in head]
    assert 'content:" (relayed)"' in re.sub(r":\s+", ":", after)
    (line,) = [
        body
        for head, body in rules.items()
        if "a:has(>.support-relayed)" in re.sub(r">\s+", ">", head)
    ]
    assert "dashed" in line


def test_cards(built, facts):
    """Of each fact that a page names, by a date alone too: what the ledger says, in short."""
    place = built.page("chapters/page").select_one("#fact-cards")
    assert place["data-src"] == "../_cards/chapters/page.json"
    assert place["data-cite"].endswith("Test edition, 22 November 2026.")
    cards = json.loads(built.text("_cards/chapters/page.json"))
    named = {"paris-countries", "summit-planned", "brigade-ready", "brigade-begun"}
    assert set(cards) == {f"fact-{name}" for name in named} | {"derived-mean-of-spending"}
    first, second, third = (row["says"] for row in PASSAGES)
    ledger = "ledger/2-germany.html"
    assert cards["fact-brigade-begun"] == {
        "statement": "Germany began to set up the brigade.",
        "date": "November 2025",
        "support": "Two sources that do not depend on each other say so",
        "proof": [
            {
                "source": "The le-monde (7 January 2026)",
                "href": "https://example.org/le-monde#:~:text=la%20premi%C3%A8re%20compagnie",
                "says": first,
                "about": "from Élysée; in French; checked on 20 November 2026",
            },
            {
                "source": "The osw",
                "href": "https://example.org/osw#:~:text=Table%203",
                "says": second,
                "about": "after The radio; in Polish; whole page checked on 20 November 2026",
            },
            {
                "source": "The tass (7 January 2026)",
                "href": "https://example.org/tass",
                "says": third,
                "about": "not read: known through others' reports, 20 November 2026; "
                "says it in part; with caution",
            },
        ],
        "note": "The day is not known.",
        "earlier": [["Germany announced a brigade.", f"{ledger}#fact-brigade-planned"]],
        "later": [["The brigade was ready.", f"{ledger}#fact-brigade-ready"]],
    }
    agency = facts["paris-countries-agency"]["statement"]
    rival = "ledger/1-summit.html#fact-paris-countries-agency"
    assert cards["fact-paris-countries"]["rivals"] == [[agency, rival]]
    assert built.page("chapters/words").select_one("#fact-cards") is None
    assert not (built.folder / "_cards/chapters/words.json").exists()


def test_card_of_a_computed_number(built, facts):
    """What it is, from what, and the cell that computes it."""
    card = json.loads(built.text("_cards/chapters/page.json"))["derived-mean-of-spending"]
    assert card["which"] == list(ITEMS)
    assert card["statement"].endswith(f": {FORMULA}.")
    headquarters = facts["headquarters-open"]["statement"]
    assert card["inputs"] == [
        ["Military spending by country, SIPRI's definition, release of April 2026", FILE],
        [facts["paris-countries"]["statement"], "ledger/1-summit.html#fact-paris-countries"],
        [headquarters, "ledger/1-summit.html#fact-headquarters-open"],
    ]
    assert card["cell"][1].startswith("summit.html#")
    about, anchor = FILE.split("#")
    file = built.page(f"chapters/{about.removesuffix('.html')}").find(id=anchor)
    assert file.name == "li" and words(file).startswith("series/spending.csv: military spending")


def test_foot_of_a_page(built):
    """How to cite the page, with title, edition and address; until when sources were read."""
    foot = built.page("chapters/page").select_one(".colophon")
    book = "The Factbook contributors: Coalition of the Willing. Test edition, 22 November 2026"
    assert words(foot.select_one(".cite")) == f"{book}. “A page”. {ADDRESS}chapters/page.html."
    assert "Sources read up to 10 July 2026; relayed reports reach 10 October 2026." in words(foot)
    front = built.page("index").select_one(".colophon .cite")
    assert words(front) == f"{book}. {ADDRESS}index.html."
    paper = built.body("chapters/page").select_one(".on-paper")
    assert words(paper) == "Coalition of the Willing. Test edition, 22 November 2026."


# --- charts and computed numbers in a chapter ----------------------------------------------------


def test_chart(built):
    """Its caption with a bound number, its picture with a name, its sources, date and data."""
    figure = built.body(COMPUTED_IN).select_one("figure#fig-bars-of-spending")
    caption = figure.figcaption
    assert [words(line) for line in caption.find_all("p")] == [
        "What the countries spend is 80.4 billion dollars",
        "Billion dollars",
    ]
    assert links(caption) == [
        ("80.4 billion dollars", "ledger/5-computed.html#derived-mean-of-spending")
    ]
    name = "../_charts/bars-of-spending"
    image, narrow = figure.select_one("picture img"), figure.select_one("picture source")
    assert (image["src"], image["alt"], image["loading"]) == (f"{name}.svg", DESCRIPTION, "lazy")
    assert (narrow["srcset"], narrow["media"]) == (f"{name}.phone.svg", "(max-width: 36rem)")
    assert figure.select_one(".chart-view")["data-chart"] == name
    assert "asks" not in figure.select_one(".chart-view")["class"]
    source = figure.select_one(".chart-source")
    assert words(source) == (
        "Sources: The sipri (April 2026); The kiel-data-r29 (4 August 2026). "
        "Data as of 2025. How this chart was made"
    )
    assert links(source) == [
        ("The sipri (April 2026)", "sources.html#source-sipri"),
        ("The kiel-data-r29 (4 August 2026)", "sources.html#source-kiel-data-r29"),
        ("How this chart was made", "#made-bars-of-spending"),
    ]
    assert rows_of(figure.table) == [["country", "spending"], ["DEU", "100.323"], ["FRA", "60.541"]]
    assert figure.select_one(".chart-files a")["href"] == "../_charts/bars-of-spending.csv"


def test_files_of_a_chart(built):
    """The plotted frame, the specifications of the live chart and its pictures, for both widths."""
    rows = list(csv.reader(built.text("_charts/bars-of-spending.csv").splitlines()))
    assert rows == [["country", "spending"], ["DEU", "100.323"], ["FRA", "60.541"]]
    for kind in ("json", "phone.json"):
        assert json.loads(built.text(f"_charts/bars-of-spending.{kind}"))["mark"]["type"] == "bar"
    files = sorted(path.name for path in (built.folder / "_charts").iterdir())
    kinds = ("csv", "json", "phone.json", "phone.svg", "svg")
    assert files == [f"bars-of-spending.{kind}" for kind in kinds]
    assert "font/woff2" in built.text("_charts/bars-of-spending.svg")


def test_working_is_gathered(built):
    """Code and computed lines stand in one fold of the page, which a link into it opens."""
    (working,) = built.body(COMPUTED_IN).select("details.working")
    assert words(working.summary) == "How we know"
    assert working.select_one("details.code #made-bars-of-spending") is not None
    assert working.select_one("details.code .computed") is None
    assert len(working.select(".computed")) == 1
    open_code = ".cell_input:not(details.working *)"
    assert built.body(COMPUTED_IN).select(open_code) == []


def test_computed_number_in_its_chapter(built):
    """The number, how it was computed, and from what."""
    line = built.body(COMPUTED_IN).select_one("#computed-mean-of-spending .computed")
    assert words(line) == (
        f"Computed: 80.4 billion dollars, {FORMULA}. "
        "From spending.csv, paris-countries, headquarters-open."
    )
    assert links(line) == [
        (fact, f"ledger/1-summit.html#fact-{fact}")
        for fact in ("paris-countries", "headquarters-open")
    ]


# --- what pages say to programs ------------------------------------------------------------------


def tags(built: Built, docname: str) -> dict[str, str]:
    """The tags in the head of a page."""
    return {
        tag.get("name") or tag.get("property"): tag["content"]
        for tag in built.page(docname).select("head meta[name], head meta[property]")
    }


def test_tags_of_a_page(built):
    """Its own title, description, address and picture."""
    described = {row["page"]: row["description"] for row in built.site.tables["pages"]}
    for docname, title, kind in [
        ("chapters/page", "A page", "website"),
        (COMPUTED_IN, "A chapter", "article"),
    ]:
        said = tags(built, docname)
        assert said["description"] == said["og:description"] == described[docname]
        assert said["og:title"] == title
        assert said["og:type"] == kind
        assert said["og:url"] == f"{ADDRESS}{docname}.html"
        assert said["og:image:alt"] == f"{title}. {described[docname]}"
        assert said["twitter:card"] == "summary_large_image"
        picture = said["og:image"].removeprefix(ADDRESS)
        assert (built.folder / picture).is_file()
        assert picture.startswith(f"_pictures/{docname.replace('/', '-')}-")
    assert "noindex" not in tags(built, "chapters/page").get("robots", "")
    assert tags(built, "chapters/article-january")["robots"] == "noindex"
    assert tags(built, LEDGER["germany"])["description"] == (
        "The ledger of the chapter “The German hesitation”: its facts, each with date, support, "
        "sources and the pages that use it."
    )


def record(built: Built, docname: str) -> dict:
    """The record of a page for programs."""
    (script,) = built.page(docname).select('script[type="application/ld+json"]')
    return json.loads(script.string)


def test_record_of_the_book(built):
    """Its edition, and its chapters as parts."""
    book = record(built, "index")
    assert (book["@type"], book["bookEdition"]) == ("Book", "Test edition")
    assert book["datePublished"] == "2026-11-22"
    assert [(part["@id"], part["headline"]) for part in book["hasPart"]] == [
        (f"{ADDRESS}{COMPUTED_IN}.html", "A chapter")
    ]


def test_record_of_a_chapter(built):
    """It cites the institutions and data sets that its facts and charts rest on, and no others."""
    article = record(built, COMPUTED_IN)
    assert article["headline"] == "A chapter"
    assert article["isPartOf"]["@id"] == f"{ADDRESS}index.html"
    assert [(one["@type"], one["name"]) for one in article["citation"]] == [
        ("CreativeWork", "What elysee wrote"),
        ("Dataset", "What kiel-data-r29 wrote"),
        ("Dataset", "What sipri wrote"),
    ]
    assert article["citation"][0]["url"] == "https://example.org/elysee"


def test_record_of_the_tables(built):
    """Ours under our licence, with all dates of the facts; a publisher's under its own terms."""
    ours, *others = record(built, "chapters/about")["@graph"]
    assert ours["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert ours["temporalCoverage"] == "2025/2026-12"
    names = [one["name"] for one in ours["distribution"]]
    assert "facts.csv" in names and "datapackage.json" in names
    terms = {one["distribution"][0]["name"]: one["license"][0]["name"] for one in others}
    assert terms["series/spending.csv"] == "The sipri: no licence seen; cite the release"
    (spending,) = [one for one in others if one["distribution"][0]["name"] == "series/spending.csv"]
    assert spending["isBasedOn"] == ["https://example.org/sipri"]
    assert spending["creator"] == [{"@type": "Organization", "name": "The sipri"}]


def test_feed(built):
    """An entry for each day and chapter, the latest first, with the facts that were looked up."""
    feed = built.text("feed.xml")
    assert re.findall(r"<title>([^<]*looked up on[^<]*)</title>", feed) == [
        "The German hesitation: 1 fact looked up on 21 November 2026",
        "The summits: 1 fact looked up on 20 November 2026",
    ]
    assert re.findall(r"#fact-([a-z-]+)&quot;|#fact-([a-z-]+)\"", feed) == [
        ("", "brigade-begun"),
        ("", "paris-countries"),
    ]
    assert re.findall(r"<updated>([^<]*)<", feed) == [
        "2026-11-21T00:00:00Z",
        "2026-11-21T00:00:00Z",
        "2026-11-20T00:00:00Z",
    ]


def test_files_are_listed_with_rows_and_terms(built):
    """Every table with the number of its rows, as it stands."""
    items = built.body("chapters/about").select("ul.table-files li")
    listed = {words(item.a): words(item).removeprefix(words(item.a)) for item in items}
    for name in ("facts", "claims", "sources", "questions"):
        number = len(built.site.tables[name])
        assert listed[f"{name}.csv"].endswith(f" {number} rows. CC BY 4.0."), name
    assert listed["series/spending.csv"].endswith(
        " 2 rows. The sipri: no licence seen; cite the release."
    )
    for item in items:
        file = (built.folder / "chapters" / item.a["href"]).resolve()
        assert file.is_file(), file
    assert (built.folder / "_data/facts.csv").read_bytes() == built.site.path("facts").read_bytes()


def test_sitemap(built):
    """Every page but those that quote the articles."""
    pages = re.findall("<loc>([^<]*)</loc>", built.text("sitemap.xml"))
    known = {f"{ADDRESS}{page}.html" for page in built.env.found_docs}
    assert known - set(pages) == {
        f"{ADDRESS}chapters/article-{m}.html" for m in ("january", "september")
    }
    assert set(pages) <= known and len(pages) == len(set(pages))


def test_inventory(built, facts):
    """Facts, claims, sources and computed numbers, each with its place, for other books."""
    with (built.folder / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", lambda base, uri: uri)
    for kind, table, key in [
        ("fact", "facts", "fact_id"),
        ("claim", "claims", "claim_id"),
        ("source", "sources", "source_id"),
    ]:
        known = inventory[f"fact:{kind}"]
        assert sorted(known) == [row[key] for row in built.site.tables[table]]
    assert list(inventory["fact:derived"]) == ["mean-of-spending"]
    assert (
        inventory["fact:fact"]["brigade-begun"][2] == f"{LEDGER['germany']}.html#fact-brigade-begun"
    )
    assert (
        inventory["fact:claim"]["sep-words"][2] == "chapters/article-september.html#claim-sep-words"
    )
    assert inventory["fact:source"]["osw"][2] == "chapters/sources.html#source-osw"
    assert inventory["fact:derived"]["mean-of-spending"][2] == (
        "chapters/ledger/5-computed.html#derived-mean-of-spending"
    )


# --- what pages are read again for ---------------------------------------------------------------

READS = {
    "index": {"data/edition.toml"},
    "chapters/method": set(),
    "chapters/about": {"data/facts.csv", "data/series/spending.csv", "data/questions.csv"},
}
"""Page → tables that it must be read again for, whatever changes in them; of others see
``tests/test_states.py``."""


@pytest.mark.parametrize("docname", READS)
def test_page_depends_on_what_it_shows(built, docname):
    """And on the package: another version may say it otherwise."""
    files = built.depends_on(docname)
    assert READS[docname] <= files
    assert {
        "factbook/records.py",
        "factbook/book/ledger.py",
        "factbook/book/site/cards.py",
    } <= files


def test_article_depends_on_its_text(built):
    """Both articles, as one folder."""
    files = built.depends_on("chapters/article-january")
    assert {f"seeds/{JANUARY}", f"seeds/{SEPTEMBER}"} <= files


# --- what nobody knows ---------------------------------------------------------------------------


@pytest.fixture
def domain(built) -> FactDomain:
    """The domain of the book, with its records and nothing computed."""
    domain = FactDomain(SimpleNamespace(domaindata={}))
    domain.records = Records(built.site.root)
    domain.places = Places(domain.records)
    return domain


KINDS = ("fact", "fact-date", "claim", "source", "subject", "derived", "computed-in", "other")


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_target_has_no_place(domain, kind):
    """Whatever its kind; and a list that names it ends with a sentence, not with a traceback."""
    assert domain.place(kind, "no-such") is None
    page = Page(None, SimpleNamespace(get_domain=lambda name: domain), "chapters/page")
    with pytest.raises(BookError, match=f"chapters/page: no {kind} 'no-such'"):
        page.link(kind, "no-such", "words")


def test_known_target_has_its_place(domain):
    """Of each kind that a table has."""
    assert domain.place("fact", "aid-total") == (LEDGER["summit"], "fact-aid-total")
    assert domain.place("fact-date", "aid-total") == (LEDGER["summit"], "fact-aid-total")
    assert domain.place("claim", "jan-end") == ("chapters/article-january", "claim-jan-end")
    assert domain.place("source", "osw") == ("chapters/sources", "source-osw")
    assert domain.place("subject", "org:coalition") == (
        "chapters/ledger/0-find",
        "subject-org-coalition",
    )
