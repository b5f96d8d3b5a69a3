"""Pages are found and shared with a description, a picture and a record, and what the site offers
to programs is whole.

The built book is looked at as it stands; what depends on an address is tried in a small book that
is given one.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import struct
from itertools import groupby, pairwise
from urllib.parse import unquote, urldefrag, urljoin

import lxml.etree
import lxml.html
import pandas as pd
import pytest
from bookbuild import FACT, PLACES, RECORDS, ROOT, SITE, Book, built_site, is_page, site_pages
from pandera.errors import SchemaError

from factbook import datapackage, editions, notebooks, schema
from factbook.book.site import addresses, downloads, feed, licences, pictures

BASE = "https://example.org/a/book/"
CHAPTERS = [f"chapters/{path.stem}.html" for path in notebooks.chapters(ROOT)]
PRINTED = RECORDS.facts[FACT].printed
"""What the book prints for a fact, from the tables."""

ATOM = "{http://www.w3.org/2005/Atom}"
FOREIGN = {
    "spending": ["SIPRI"],
    "nato-share": ["NATO"],
    "spending-regions": ["NATO", "SIPRI"],
    "aid-flows": ["Kiel Institute"],
    "aid-totals": ["Kiel Institute"],
}
"""The series under their publishers' terms, as LICENSE and data/README.md name them."""


class Page:
    """What the head of a page says."""

    def __init__(self, text: bytes):
        tree = lxml.html.document_fromstring(text)
        self.metas: dict[str, list[str]] = {}
        for meta in tree.iter("meta"):
            self.metas.setdefault(meta.get("name") or meta.get("property") or "", []).append(
                meta.get("content")
            )
        self.links = {
            (link.get("rel"), link.get("type")): link.get("href") for link in tree.iter("link")
        }
        self.records = [
            json.loads(script.text)
            for script in tree.iter("script")
            if script.get("type") == "application/ld+json"
        ]

    def meta(self, name: str) -> str | None:
        """The one value of a tag; ``None`` if the page has no such tag."""
        values = self.metas.get(name, [None])
        assert len(values) == 1, f"{name} stands {len(values)} times"
        return values[0]


@pytest.fixture(scope="module")
def site() -> dict[str, Page]:
    """Every page of the built book."""
    return {name: Page((SITE / name).read_bytes()) for name in site_pages(built_site())}


# --- descriptions and tags of the built book
# -----------------------------------------------------------


def test_every_page_has_a_description_of_its_own(site):
    """Of 50 to 160 characters, those that Sphinx makes and the ledger's included."""
    said = {page: content.meta("description") for page, content in site.items()}
    assert {
        page: text for page, text in said.items() if not text or not 50 <= len(text) <= 160
    } == {}
    assert len(set(said.values())) == len(said) and {
        "search.html",
        "genindex.html",
        "index.html",
    } <= set(said)


def test_every_page_can_be_shared(site):
    """Title, description, kind and book for services that show shared links, and the way to the
    feed.
    """
    for page, content in site.items():
        assert (
            content.meta("og:title") and content.meta("og:site_name") == "Coalition of the Willing"
        ), page
        assert content.meta("og:description") == content.meta("description"), page
        assert content.meta("og:type") == ("article" if page in CHAPTERS else "website"), page
        assert content.meta("twitter:card") in ("summary", "summary_large_image"), page
        assert (SITE / page).parent.joinpath(
            content.links["alternate", "application/atom+xml"]
        ).resolve() == (SITE / "feed.xml").resolve(), page


def test_records(site):
    """The front page is a book with the chapters as parts, a chapter an article that cites, and no
    other page but one has a record.
    """
    (book,) = site["index.html"].records
    assert book["@type"] == "Book" and len(book["hasPart"]) == len(CHAPTERS)
    citations = []
    for page in CHAPTERS:
        (article,) = site[page].records
        assert article["@type"] == "Article" and article["headline"] == site[page].meta("og:title")
        assert (
            article["datePublished"] == RECORDS.edition["date"]
            and article["license"] == datapackage.LICENCE["path"]
        )
        assert (
            article["author"]["name"]
            and article["isPartOf"]["@type"] == "Book"
            and article["description"]
        )
        citations += article["citation"]
        assert urljoin(BASE + page, article["isPartOf"]["@id"]) == urljoin(BASE, book["@id"])
    assert citations and all(
        cited["name"] and cited["url"].startswith("https://") for cited in citations
    )
    assert {urljoin(BASE, part["@id"]) for part in book["hasPart"]} == {
        BASE + page for page in CHAPTERS
    }
    assert {page for page, content in site.items() if content.records} == {
        "index.html",
        "chapters/about.html",
        *CHAPTERS,
    }


def test_data_sets_have_their_files_and_terms(site):
    """Each file is there, and what is not ours is not offered under our licence."""
    (record,) = site["chapters/about.html"].records
    offered = {}
    for one in record["@graph"]:
        assert (
            one["@type"] == "Dataset"
            and 50 <= len(one["description"]) <= 5000
            and one["creator"]
            and one["variableMeasured"]
        )
        for download in one["distribution"]:
            target = urljoin(BASE + "chapters/about.html", download["contentUrl"])
            assert (SITE / target.removeprefix(BASE)).is_file(), target
            offered[download["name"]] = one["license"]
    assert offered["facts.csv"] == offered["series/meetings.csv"] == datapackage.LICENCE["path"]
    assert re.fullmatch(
        r"\d{4}(-\d\d){0,2}/\d{4}(-\d\d){0,2}", record["@graph"][0]["temporalCoverage"]
    )
    ours = {name for name, licence in offered.items() if licence == datapackage.LICENCE["path"]}
    assert not ours & {f"series/{name.replace('-', '_')}.csv" for name in FOREIGN}
    assert set(offered) == {
        downloads.DESCRIPTOR,
        *(f"{name}.csv" for name in datapackage.published()),
    }


def test_no_record_can_end_its_element():
    """Inside it there is no character that HTML would read."""
    for page in ["index.html", "chapters/about.html", *CHAPTERS]:
        (text,) = re.findall(
            r'<script type="application/ld\+json">(.*?)</script>',
            (SITE / page).read_text(encoding="utf-8"),
        )
        assert not re.search("[<>&]", text), page


def test_tags_and_record_of_a_chapter_are_light():
    """Together at most 2.5 KiB, as they travel."""
    for page in CHAPTERS:
        text = (SITE / page).read_text(encoding="utf-8")
        bare = re.sub(
            r'<meta (?:name="(?:description|twitter)|property=)[^>]*>'
            r'|<script type="application/ld\+json">.*?</script>',
            "",
            text,
        )
        assert (
            len(gzip.compress(text.encode())) - len(gzip.compress(bare.encode())) <= 2.5 * 1024
        ), page


# --- what the built book offers to programs
# ------------------------------------------------------------


def test_tables_and_descriptor_agree():
    """Each table stands on the site as in the project, and the descriptor says what is in it."""
    folder = built_site() / downloads.FOLDER
    package = json.loads((folder / downloads.DESCRIPTOR).read_text(encoding="utf-8"))
    assert package[
        "$schema"
    ] == "https://datapackage.org/profiles/2.0/datapackage.json" and package["created"].startswith(
        RECORDS.edition["date"]
    )
    assert re.fullmatch("[a-z0-9-]+", package["name"]) and "licenses" not in package
    assert {r["path"] for r in package["resources"]} == {
        p.relative_to(folder).as_posix() for p in folder.rglob("*.csv")
    }
    assert len({r["name"] for r in package["resources"]}) == len(package["resources"])
    assert (folder / "README.md").read_bytes() == (ROOT / "data" / "README.md").read_bytes()
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert content == (ROOT / "data" / resource["path"]).read_bytes()
        assert (
            resource["bytes"] == len(content)
            and resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        )
        rows = list(csv.DictReader(io.StringIO(content.decode())))
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert list(fields) == list(rows[0]) and all(
            fields[name]["type"] != "list" for name in resource["schema"]["primaryKey"]
        )
        assert all(field["description"] for field in fields.values())
        assert [
            (resource["name"], name, row[name])
            for row in rows
            for name, field in fields.items()
            if not _fits(row[name], field)
        ] == []


def _fits(cell: str, field: dict) -> bool:
    """Whether a cell is what its field says, by the words of the standard."""
    constraints = field.get("constraints", {})
    if cell == "":
        return not constraints.get("required")
    pattern = {"number": r"-?\d+(\.\d+)?", "integer": r"-?\d+", "date": r"\d{4}-\d\d-\d\d"}.get(
        field["type"]
    )
    if pattern is None:
        assert field["type"] == "list" or (
            (field["type"] == "string" and ";" not in cell) or " " in cell
        ), (cell, field)
        pattern = constraints.get(
            "pattern", r"https://\S+" if field.get("format") == "uri" else ".*"
        )
    return bool(re.fullmatch(pattern, cell)) and (
        "enum" not in constraints or cell in constraints["enum"]
    )


def test_terms_are_named_table_by_table():
    """The series of SIPRI, NATO and the Kiel Institute keep their publishers' terms, all others are
    ours.
    """
    package = json.loads(
        (built_site() / downloads.FOLDER / downloads.DESCRIPTOR).read_text(encoding="utf-8")
    )
    foreign = {}
    for resource in package["resources"]:
        if resource["licenses"] == [datapackage.LICENCE]:
            assert "sources" not in resource
        else:
            assert (
                all(licence["path"] == "README.md" for licence in resource["licenses"])
                and resource["sources"]
            )
            owners = ("Kiel Institute", "NATO", "SIPRI")
            foreign[resource["name"]] = [
                owner
                for owner in owners
                if any(licence["title"].startswith(owner) for licence in resource["licenses"])
            ]
    assert foreign == FOREIGN


def test_page_about_the_book_lists_every_file():
    """With a link that readers can click."""
    tree = lxml.html.document_fromstring((built_site() / "chapters/about.html").read_bytes())
    listed = {link.get("href") for link in tree.xpath("//ul[contains(@class, 'table-files')]//a")}
    wanted = [
        *(f"{downloads.FOLDER}/{name}.csv" for name in datapackage.published()),
        f"{downloads.FOLDER}/{downloads.DESCRIPTOR}",
        feed.FILE,
        licences.FILE,
        *(path.relative_to(SITE).as_posix() for path in SITE.glob(f"{downloads.FOLDER}/*.whl")),
    ]
    assert len([name for name in wanted if name.endswith(".whl")]) == 1
    assert listed == {f"../{target}" for target in wanted}


def atom(content: bytes, base: str) -> tuple[lxml.etree._Element, list[str]]:
    """A feed that has what Atom requires, and where its entries lead."""
    root = lxml.etree.fromstring(content)
    assert root.tag == f"{ATOM}feed" and root.find(f"{ATOM}author/{ATOM}name").text
    places, ids = [], []
    for element in (root, *root.findall(f"{ATOM}entry")):
        for tag in ("id", "title", "updated"):
            assert (
                len(element.findall(f"{ATOM}{tag}")) == 1 and element.find(f"{ATOM}{tag}").text
            ), tag
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", element.find(f"{ATOM}updated").text)
        ids.append(element.find(f"{ATOM}id").text)
        assert element.find(f"{ATOM}link[@rel='alternate']") is not None
        if (body := element.find(f"{ATOM}content")) is not None:
            assert body.get("type") == "html"
            places += [
                urljoin(base, link.get("href"))
                for link in lxml.html.fragment_fromstring(body.text).iter("a")
            ]
    assert len(set(ids)) == len(ids) and all(
        re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one) for one in ids
    )
    return root, places


def test_feed_lists_what_was_looked_up():
    """Every fact that was looked up stands in the feed, with a link to its place in the ledger,
    newest day first; so do the corrections of a day, as many as an entry holds.
    """
    root, places = atom((built_site() / feed.FILE).read_bytes(), BASE)
    looked_up = {fact.fact_id: fact for fact in RECORDS.facts.values() if fact.checked}
    corrected = editions.newest(RECORDS)
    anchors = [urldefrag(place)[1] for place in places]
    assert {one for one in anchors if one.startswith("fact-")} == {
        f"fact-{fact_id}" for fact_id in looked_up
    }
    told = [one for one in anchors if one.startswith("correction-")]
    of_a_day = groupby(corrected, key=lambda one: one.corrected)
    most = [one for _, own in of_a_day for one in list(own)[: feed.CORRECTIONS]]
    assert told == [f"correction-{one.record}" for one in most]
    (more,) = {page for page, anchor in map(urldefrag, places) if not anchor}
    assert more == f"{BASE}chapters/corrections.html"
    for place in places:
        page, anchor = urldefrag(place)
        assert not anchor or f'id="{anchor}"' in (
            SITE / unquote(page.removeprefix(BASE))
        ).read_text(encoding="utf-8"), place
    days = [updated.text[:10] for updated in root.findall(f"{ATOM}entry/{ATOM}updated")]
    assert days == sorted(days, reverse=True) and set(days) <= {
        *(fact.checked for fact in looked_up.values()),
        *(one.corrected for one in corrected),
    }
    assert root.find(f"{ATOM}updated").text[:10] == max(days)


def test_ids_of_the_feed_never_change():
    """Readers know an entry by them."""
    root, _ = atom((built_site() / feed.FILE).read_bytes(), BASE)
    assert root.find(f"{ATOM}id").text == "urn:uuid:b379ecfc-5897-5c6e-8177-a02cef7ba26a"


# --- pictures
# ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "Method",
        "What would have to be true",
        "Article judged: Élysée, September 2025",
        "A title that goes on and on " * 4,
    ],
)
def test_picture(title):
    """A PNG of 1200 × 630 in at most 100 KiB, without letters that a machine's fonts would draw,
    and the same each time.
    """
    line = (
        "A line of a hundred and sixty characters, which is the longest that a description of a "
        "page may have, and which is on the picture."
    )
    drawing = pictures.svg(
        "Coalition of the Willing", title.strip(), line, "First edition, 22 November 2026."
    )
    assert "<text" not in drawing and "font" not in drawing
    content = pictures.png(drawing)
    assert content.startswith(b"\x89PNG\r\n\x1a\n") and struct.unpack(">II", content[16:24]) == (
        1200,
        630,
    )
    assert len(content) <= 100 * 1024 and content == pictures.png(drawing)
    feet = [float(y) for y in re.findall(r"translate\(80 ([\d.]+)\)", drawing)]
    assert (
        max(feet) <= pictures.HEIGHT - 50
        and feet == sorted(feet)
        and all(after - before >= 28 for before, after in pairwise(feet))
    )


@pytest.mark.parametrize("size", [36, 76])
def test_lines_end_before_the_margin(size):
    """Measured with the font's own widths."""
    lines = pictures.face(600).wrap(
        "Words of many lengths, extraordinarily long and quite short, in a row " * 3, size
    )
    assert len(lines) > 2 and all(
        pictures.face(600).width(line, size) <= pictures.WIDTH - 2 * pictures.MARGIN
        for line in lines
    )
    assert (
        " ".join(lines)
        == ("Words of many lengths, extraordinarily long and quite short, in a row " * 3).strip()
    )


# --- addresses
# -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["https://example.org", "https://example.org/a/book/", "http://127.0.0.1:8000/"]
)
def test_addresses(address):
    assert addresses.ADDRESS.fullmatch(address)


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "ftp://example.org",
        "https://example.org/?a=b",
        "https://example.org/#a",
        'https://example.org/"',
        "https://",
        "/book",
    ],
)
def test_no_addresses(address):
    assert not addresses.ADDRESS.fullmatch(address)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    """The book: with a judged article, and a picture that shows a fact."""
    book = Book(tmp_path_factory.mktemp("found"))
    book.write(
        "chapters/article-january-2026.md",
        "# An article\n\n```{article} 000_6fb508f7188feb9d.txt\n```\n",
    )
    book.write(
        "chapters/article-september-2025.md",
        "# Another article\n\n```{article} 002_dcccf0fbdc60969d.txt\n```\n",
    )
    book.write(
        "chapters/page.md",
        f"# A page & <more>\n\nIn the text {{fact}}`{FACT}`.\n\n```{{table-files}}\n```\n",
    )
    book.toc(
        "chapters/page",
        "chapters/small",
        "chapters/sources",
        "chapters/article-january-2026",
        "chapters/article-september-2025",
    )
    book.change("pages", {"page": "index"}, picture=f"So many came: {{fact}}`{FACT}`")
    return book


@pytest.fixture(scope="module")
def published(book) -> dict[str, bytes]:
    """The site with an address (the closing slash is not needed)."""
    build = book.build("-W", "-n", "--keep-going", BOOK_ADDRESS=BASE.rstrip("/"))
    assert build.status == 0, build.gist()
    assert f"address of the book: {BASE}" in build.log
    return book.site()


@pytest.mark.slow
class TestAddress:
    """A small book, built with an address, changed, and built without one: each test is a step."""

    def test_pages_say_where_they_are(self, published):
        """Canonical link, address and picture, all absolute, and the picture is there."""
        for name, content in published.items():
            if not is_page(name):
                continue
            page = Page(content)
            assert page.links["canonical", None] == BASE + name
            assert page.meta("og:url") == BASE + name
            if name in ("search.html", "genindex.html"):
                continue
            assert page.meta("twitter:card") == "summary_large_image" and page.meta("og:image:alt")
            picture = published[page.meta("og:image").removeprefix(BASE)]
            assert (
                struct.unpack(">II", picture[16:24])
                == (int(page.meta("og:image:width")), int(page.meta("og:image:height")))
                == (1200, 630)
            )
            assert len(picture) <= 100 * 1024
        assert Page(published["chapters/page.html"]).meta("og:title") == "A page & <more>"
        assert f"So many came: {PRINTED}" in Page(published["index.html"]).meta("og:image:alt")

    def test_sitemap(self, published):
        """Every page that wants to be found and no other, and a file that names the sitemap."""
        places = lxml.etree.fromstring(published["sitemap.xml"]).findall("{*}url/{*}loc")
        quiet = {f"{page}.html" for page in PLACES.article_pages}
        pages = set(filter(is_page, published))
        assert quiet < pages
        assert {place.text for place in places} == {
            BASE + name for name in pages - quiet - {"search.html", "genindex.html"}
        }
        assert f"Sitemap: {BASE}sitemap.xml" in published["robots.txt"].decode()

    def test_feed_and_records_are_absolute(self, published):
        """A feed reader and a program get addresses that work anywhere."""
        root, places = atom(published["feed.xml"], "nowhere:")
        assert root.find(f"{ATOM}link[@rel='self']").get("href") == BASE + "feed.xml"
        assert places and all(place.startswith(BASE) for place in places)
        (article,) = Page(published["chapters/small.html"]).records
        assert (
            article["@id"] == BASE + "chapters/small.html"
            and article["isPartOf"]["@id"] == BASE + "index.html"
        )
        (record,) = Page(published["chapters/page.html"]).records
        assert all(
            d["contentUrl"].removeprefix(BASE) in published
            for one in record["@graph"]
            for d in one["distribution"]
        )
        assert json.loads(published["_data/datapackage.json"])["homepage"] == BASE

    def test_changed_description_reaches_its_page(self, book, published):
        """In the next build, which reads no page and runs no chapter; only that page's picture is
        another.
        """
        said = "A sentence that describes the small chapter anew, for those who look for it."
        book.change("pages", {"page": "chapters/small"}, description=said)
        build = book.build("-W", "-n", "--keep-going", BOOK_ADDRESS=BASE)
        assert build.status == 0 and build.executed() == [] and build.pages_read() == 0, (
            build.gist()
        )
        now = book.site()
        assert Page(now["chapters/small.html"]).meta("description") == said
        before = {name for name in published if name.startswith("_pictures/")}
        after = {name for name in now if name.startswith("_pictures/")}
        assert len(before) == len(after) and [
            name.rpartition("-")[0] for name in after - before
        ] == ["_pictures/chapters-small"]
        book.change(
            "pages",
            {"page": "search"},
            description="Another sentence that says what can be searched in this small book.",
        )
        assert book.build("-W", "-n", "--keep-going", BOOK_ADDRESS=BASE).status == 0
        assert Page(book.site()["search.html"]).meta("description").startswith("Another sentence")

    def test_without_an_address(self, book, published):
        """Nothing that needs one is there, the build says so, and the rest stays."""
        build = book.build("-W", "-n", "--keep-going")
        assert build.status == 0 and build.log.count("no address of the book given") == 1, (
            build.gist()
        )
        now = book.site()
        assert not {"sitemap.xml", "robots.txt"} & set(now) and not [
            name for name in now if name.startswith("_pictures")
        ]
        for name in now:
            if is_page(name):
                page = Page(now[name])
                assert (
                    ("canonical", None) not in page.links
                    and page.meta("og:url") is None
                    and page.meta("og:image") is None
                )
                assert (
                    page.meta("description")
                    and page.meta("og:title")
                    and page.meta("twitter:card") == "summary"
                )
        assert [name for name, content in now.items() if BASE.encode() in content] == []
        _, places = atom(now["feed.xml"], "nowhere:")
        assert places and all(
            place.startswith(("chapters/ledger/", "chapters/article-")) or place == "index.html"
            for place in places
        )

    def test_what_stops_the_build(self, book, published):
        """A page without a description, a line without a page, a loose or unknown figure: each with
        its line, all at once.
        """
        rows = book.path("data/pages.csv").read_text(encoding="utf-8").splitlines()
        kept = [row for row in rows if not row.startswith(("chapters/small,", "search,"))]
        kept.append("zebra,The page of an animal that has left this small book of tests long ago.,")
        book.write("data/pages.csv", "\n".join(kept) + "\n")
        book.change(
            "pages",
            {"page": "chapters/page"},
            description="A page of a small book in which there are 7 countries to count.",
            picture="In March came {fact}`paris-2026-countrie`",
        )
        book.change(
            "pages",
            {"page": "chapters/sources"},
            description="A page of a small book that a test builds and looks at: index.",
            picture="So many came: {fact}`" + FACT + "`, in Αθήνα",
        )
        build = book.build("-W", "-n", "--keep-going")
        assert (
            build.status == 1
            and "Traceback"
            not in build.log.partition("not every page can be found")[2].partition("\n\n")[0]
        )
        lines = {
            row.split(",")[0]: number
            for number, row in enumerate(
                book.path("data/pages.csv").read_text(encoding="utf-8").splitlines(), 1
            )
        }
        for violation in (
            (
                "data/pages.csv: page: 'chapters/small' has no line; "
                "add one with a description of 50 to 160 characters"
            ),
            "data/pages.csv: page: 'search' has no line",
            f"data/pages.csv:{lines['zebra']}: page: the book has no page 'zebra'; remove the line",
            f"data/pages.csv:{lines['chapters/page']}: description: '7' would grow stale unseen",
            f"data/pages.csv:{lines['chapters/page']}: picture: 'March' is not bound",
            (
                f"data/pages.csv:{lines['chapters/page']}: picture: "
                f"no fact 'paris-2026-countrie'; did you mean '{FACT}'?"
            ),
            f"data/pages.csv:{lines['index']}: description: is that of 'chapters/sources' too",
            (
                f"data/pages.csv:{lines['chapters/sources']}: picture: "
                f"the page does not name the fact '{FACT}'"
            ),
            (
                f"data/pages.csv:{lines['chapters/sources']}: picture: "
                "the font of the pictures has no 'Α'"
            ),
        ):
            assert violation in build.log, f"{violation}\n{build.gist()}"

    def test_address_that_is_none_stops_the_build(self, book, published):
        """With the way out."""
        build = book.build(BOOK_ADDRESS="example.org/book")
        assert (
            build.status == 1
            and "BOOK_ADDRESS or html: baseurl: in _config.yml is 'example.org/book': expected https://"
            in build.log
        )


def test_columns_of_pages_take_what_they_should():
    """Descriptions of 50 to 160 characters with a full stop; names as ``_toc.yml`` has them."""
    wrong = [
        ("description", "Too short."),
        ("description", "x" * 160 + "."),
        ("description", "x" * 60),
        ("page", "Index"),
        ("page", "chapters/"),
        ("page", "../index"),
        ("picture", "x" * 241),
    ]
    for column, cell in wrong:
        with pytest.raises(SchemaError):
            schema.PAGES.columns[column].validate(pd.DataFrame({column: [cell]}))
