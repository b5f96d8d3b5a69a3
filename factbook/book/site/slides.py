"""Which slides does a class see?  For each page with charts a deck, written beside the site.

A deck has the page's title and its answer, a chart a slide, and questions for the class without
their key.  All texts are those of the page and its records, their roles filled in, so that a
corrected fact corrects the slide.  ``{slide-files}`` lists the decks.
"""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from factbook import picture, roles, tables
from factbook.book import deferred, outputs
from factbook.book.deferred import Page
from factbook.book.domain import FactDomain, facts_of
from factbook.book.edition import edition_text
from factbook.book.site import deck
from factbook.book.site.addresses import relative
from factbook.book.site.deck import Slide
from factbook.book.site.descriptions import picture_line
from factbook.book.tasks import answers_page
from factbook.records import Fact, Task

FOLDER = "_teaching/slides"
"""Where the decks stand in the site."""

ON_SLIDE = 2
"""Sources that a slide names; the notes name all."""

ASKED, LETTERS_ASKED = 3, 620
"""Questions on the last slide at most, and letters that fit on it."""

ABOVE, BESIDE = (1190, 460), (780, 610)
"""Room for a chart below its title and beside it, on a slide of 1280 by 720."""


# --- which decks there are ----------------------------------------------------------------------


def decks(env: BuildEnvironment) -> list[str]:
    """The pages with charts of their own, in the order of the book."""
    order = env.toctree_includes.get(env.config.root_doc, [])
    pages = {record["docname"] for record in facts_of(env).charts.values()}
    return sorted(pages, key=lambda one: (order.index(one) if one in order else len(order), one))


def file_of(docname: str) -> str:
    """Where the deck of a page stands in the site."""
    return f"{FOLDER}/{posixpath.basename(docname)}.html"


def slide_files(page: Page) -> list[nodes.Node]:
    """The decks as links, with the number of their charts."""
    listed = nodes.bullet_list("", classes=["slide-files"])
    charts = [record["docname"] for record in page.facts.charts.values()]
    for docname in decks(page.env):
        title, count = page.env.titles[docname].astext(), charts.count(docname)
        where = relative(page.docname, file_of(docname))
        link = nodes.reference("", title, refuri=where, internal=True)
        on_site = link if page.builder.name == "html" else nodes.Text(title)
        said = nodes.Text(f", {count} chart{'s' if count > 1 else ''}")
        listed += nodes.list_item("", nodes.paragraph("", "", on_site, said))
    return [listed]


def _files_state(domain: FactDomain) -> object:
    """The decks and how many charts they have."""
    titles = domain.env.titles
    pages = sorted(record["docname"] for record in domain.charts.values())
    return [(one, titles[one].astext() if one in titles else "") for one in pages]


# --- what stands on the slides ------------------------------------------------------------------


class Deck:
    """The deck of one page, as it is made when a site has been built."""

    def __init__(self, app: Sphinx, docname: str) -> None:
        self.app, self.env, self.docname = app, app.env, docname
        self.domain = facts_of(app.env)
        self.records = self.domain.records
        self.doctree = app.env.get_doctree(docname)

    def write(self) -> str:
        """The file of the deck."""
        config = self.env.config
        title = self.env.titles[self.docname].astext()
        slides = [self._first(title), *self._charts(), *self._questions()]
        return deck.page(title, config.html_title, config.language, slides)

    def _first(self, title: str) -> Slide:
        """The question of the page, and its answer in short; its opening in the notes."""
        answer, _, _ = picture_line(self.env, self.docname)
        edition = f"{self.env.config.html_title}. {self.records.edition['name']}."
        opening = next(self.doctree.findall(nodes.paragraph), nodes.paragraph())
        terms = f"{edition_text(self.records.edition)} {self.env.config.epub_copyright}"
        said = [
            ("The answer, as the page opens", escape(self._plain(opening))),
            ("How to show this", escape(KEYS)),
            ("Edition and terms", escape(terms)),
        ]
        body = f'<p class="deck-words">{escape(answer)}</p>\n<p>{escape(edition)}</p>\n'
        return Slide(title, body, _defined(said), "deck-first")

    def _charts(self) -> Iterator[Slide]:
        """A slide for each chart, in the order of the page."""
        for figure in self.doctree.findall(outputs.chart_figure):
            name = figure["ids"][0].removeprefix("fig-")
            yield self._chart(self.domain.charts[name], figure)

    def _chart(self, record: dict, figure: nodes.Element) -> Slide:
        """The finding, the picture, its sources; in the notes what else is known of it."""
        title, plotted, shows = (
            self._filled(record[part]) for part in ("title", "subtitle", "description")
        )
        credits = [self.records.sources[source].credit for source in record["sources"]]
        date = f"Data as of {tables.date_text(record['as_of'])}."
        shown = outputs.still(picture.bare(record["files"]["svg"]), shows)
        body = (
            f'<div class="deck-chart">{shown}</div>\n'
            f'<p class="deck-source">{escape(f"{_credited(credits)} {date}")}</p>\n'
        )
        limits = _limits(figure)
        said = [
            ("Plotted", escape(plotted)),
            ("What it shows", escape(shows)),
            ("What this cannot say", escape(self._plain(limits)) if limits else ""),
            ("Sources", escape(f"{'; '.join(credits)}. {date}")),
            ("The facts", self._facts(record)),
            ("The chart with its data", self._link(self.docname, f"fig-{record['id']}")),
        ]
        return Slide(title, body, _defined(said), _layout(*record["sizes"][0]))

    def _questions(self) -> Iterator[Slide]:
        """A last slide with questions of the page that need no code; none if it has none."""
        asked = self._asked()
        if not asked:
            return
        items = "".join(f"<li>{self._question(task)}</li>\n" for task in asked)
        body = f"<ol>\n{items}</ol>\n<p class='deck-terms'>{escape(self._terms())}</p>\n"
        answers = answers_page(self.domain)
        said = [("The answers", escape(ANSWERS) if answers else "")]
        said += [("Where they are", self._link(answers, "") if answers else "")]
        yield Slide("Questions", body, _defined(said), "deck-asks")

    def _asked(self) -> list[Task]:
        """The shortest questions of the first two levels that fit on a slide, easy ones first."""
        own = [
            task
            for task in self.records.tasks.values()
            if task.page == self.docname and task.level < 3 and task.needs != "code"
        ]
        chosen: list[Task] = []
        for task in sorted(own, key=lambda task: (self._length(task), task.task_id)):
            if sum(map(self._length, [*chosen, task])) <= LETTERS_ASKED and len(chosen) < ASKED:
                chosen.append(task)
        return sorted(chosen, key=lambda task: (task.level, task.task_id))

    def _length(self, task: Task) -> int:
        return sum(len(self._filled(text)) for text in (task.question, *task.options))

    def _question(self, task: Task) -> str:
        """A question with its options."""
        options = "".join(f"<li>{escape(self._filled(option))}</li>" for option in task.options)
        said = escape(self._filled(task.question))
        return f"{said}\n<ol>{options}</ol>" if options else said

    def _terms(self) -> str:
        """The book, and what may be done with the slides."""
        config = self.env.config
        where = f" {config.html_baseurl}" if config.html_baseurl else ""
        return f"{config.html_title}, {config.author}.{where} CC BY 4.0."

    # --- texts ----------------------------------------------------------------------------------

    def _filled(self, text: str) -> str:
        """A text of MyST with its roles filled in."""
        return " ".join(roles.fill(text, self.records, self.domain.printed).split())

    def _plain(self, node: nodes.Element) -> str:
        """The text of a part of the page, with what is known only when all pages have been
        read.
        """
        alone = self.doctree.copy()
        alone += [child.deepcopy() for child in node.findall(nodes.paragraph)]
        self.env.resolve_references(alone, self.docname, self.app.builder)
        return " ".join(alone.astext().split())

    def _facts(self, record: dict) -> str:
        """The facts and computed numbers that a chart names, each with its name in the ledger."""
        texts = " ".join(record[part] for part in ("title", "subtitle", "description"))
        named = {(roles.record_kind(one.kind), one.target): one for one in roles.find_roles(texts)}
        items = []
        for kind, target in named:
            if kind == "fact":
                said = _fact(self.records.facts[target])
            elif kind == "derived":
                computed = self.domain.derived[target]
                said = f"{computed['printed']}, {computed['formula']} (computed)"
            else:
                continue
            place = self.domain.place(kind, target)
            name = self._link(*place, target) if place else ""
            name = name or f"<code>{escape(target)}</code>"
            items.append(f'<li><span class="deck-name">{name}</span>: {escape(said)}</li>\n')
        return f"<ul>\n{''.join(items)}</ul>" if items else ""

    def _link(self, docname: str, anchor: str, words: str = "") -> str:
        """A link to a place of the site; empty where its address is not known, for a deck is
        carried anywhere.
        """
        base = self.env.config.html_baseurl
        if not base:
            return ""
        address = base + self.app.builder.get_target_uri(docname)
        address += f"#{anchor}" if anchor else ""
        return f'<a href="{escape(address)}">{escape(words or address)}</a>'


KEYS = (
    "Next and back: the arrow keys, page down and page up, or the links below each slide. "
    "Full screen: F11. Printed, each slide is a page, and these notes follow."
)

ANSWERS = "The book's page of answers has the key to each question, with its reason."


def _layout(width: float, height: float) -> str:
    """Where a chart is larger: below its title or beside it."""
    above, beside = (
        min(room[0] / max(width, 1), room[1] / max(height, 1)) for room in (ABOVE, BESIDE)
    )
    return "deck-beside" if beside > above else ""


def _credited(credits: list[str]) -> str:
    """The sources as a slide names them."""
    head = "Source" if len(credits) == 1 else "Sources"
    rest = "; others in the notes" if len(credits) > ON_SLIDE else ""
    return f"{head}: {'; '.join(credits[:ON_SLIDE])}{rest}."


def _fact(fact: Fact) -> str:
    """A fact with its date and its support."""
    return f"{fact.statement} ({fact.dated}; {fact.support})"


def _limits(figure: nodes.Element) -> nodes.Element | None:
    """The box beside a chart that says what it cannot say: that of its section."""
    section = figure.parent
    while section is not None and not isinstance(section, nodes.section):
        section = section.parent
    if section is None or isinstance(section.parent, nodes.document):
        return None
    return next(
        (box for box in section.findall(nodes.Admonition) if "limits" in box["classes"]), None
    )


def _defined(said: list[tuple[str, str]]) -> str:
    """Notes as a list of what each says, those that say something."""
    items = "".join(f"<dt>{escape(name)}</dt><dd>{text}</dd>\n" for name, text in said if text)
    return f"<dl>\n{items}</dl>\n" if items else ""


# --- writing ------------------------------------------------------------------------------------


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the decks, and remove those of pages that have no chart any more."""
    if exception:
        return
    folder = Path(app.outdir) / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    for docname in decks(app.env):
        file = Path(app.outdir) / file_of(docname)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(Deck(app, docname).write(), encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> None:
    """Register ``{slide-files}`` with Sphinx."""
    deferred.add_directive(app, "slide-files", slide_files, state=_files_state)


def connect(app: Sphinx) -> None:
    """Connect to the build of a site."""
    app.connect("build-finished", write)
