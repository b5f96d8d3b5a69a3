"""How do charts and computed numbers come out of a notebook?

MyST-NB hands over one MIME type of an output at a time; :class:`FactbookRenderer` keeps the parts and
:class:`AssembleOutputs` puts them together, before Sphinx collects titles and links.
"""

from __future__ import annotations

import csv
import json
from html import escape
from pathlib import Path

import vl_convert
from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin
from platformdirs import user_cache_path
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from factbook import charts, picture, tables
from factbook.book import domain
from factbook.derive import DERIVED

SVG, CSV = "image/svg+xml", "text/csv"
OURS = (charts.FIGURE, charts.VEGALITE, SVG, CSV, DERIVED)
CHARTS_DIR = "_charts"
"""Where the built site keeps the data and the specifications of its charts."""

LIVE_SNIPPET = """
window.factbookEmbed = (element, spec) =>
  vegaEmbed(element, spec, {ast: true, actions: false, renderer: "svg", mode: "vega-lite", tooltip: true});
"""
LIVE = "vega-live.js"


class output_part(nodes.General, nodes.Element):
    """One MIME type of an output of ours, kept until the whole is there."""


class chart_figure(nodes.General, nodes.Element):
    """A chart: caption, picture, source line and data."""


class chart_caption(nodes.General, nodes.Element):
    """The caption of a chart; its text is body text."""


class chart_picture(nodes.General, nodes.Element):
    """The static picture, which knows where the specification of the live chart is."""


class chart_data(nodes.General, nodes.Element):
    """The data of a chart as a folded table, and as a file."""


class fold(nodes.General, nodes.Element):
    """Content under a summary that the reader opens; its ``summary`` is plain text."""


class derived_record(nodes.General, nodes.Element):
    """A number computed in the cell above."""


class FactbookRenderer(MimeRenderPlugin):
    """MyST-NB's plug-in: takes the MIME types that :mod:`factbook` emits (entry point in pyproject.toml)."""

    mime_priority_overrides = [("*", charts.FIGURE, 1), ("*", DERIVED, 1)]

    @staticmethod
    def handle_mime(renderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Keep a part of one of our outputs; leave everything else to MyST-NB."""
        if inline or data.mime_type not in OURS or "factbook" not in data.output_metadata:
            return None
        part = output_part("", content=data.content, line=data.line)
        if data.mime_type == charts.FIGURE:
            # The caption is MyST, so that its figures are bound.  There is no public way to parse it here.
            caption = MimeData("text/markdown", data.content["title"], line=data.line)
            part += renderer._render_markdown_base(caption, fmt="myst", inline=False)
        return [part]


class AssembleOutputs(SphinxTransform):
    """Replace each bundle of our parts by the node that the page shows."""

    default_priority = 100

    def apply(self, **kwargs) -> None:
        """Walk the outputs of the page."""
        for bundle in list(
            self.document.findall(
                lambda n: isinstance(n, nodes.container) and n.get("nb_element") == "mime_bundle"
            )
        ):
            parts = {
                container["mime_type"]: container.children[0]
                for container in bundle.children
                if isinstance(container.children[0], output_part)
            }
            cell = _cell_of(bundle)
            if charts.FIGURE in parts:
                bundle.replace_self(self._chart(parts, has_code=_code_of(cell) is not None))
                _fold_code(
                    cell, "How this chart was made", f"made-{parts[charts.FIGURE]['content']['id']}"
                )
            elif DERIVED in parts:
                bundle.replace_self(self._derived(parts[DERIVED]))
                _fold_code(cell, "How this was computed")

    def _chart(self, parts: dict, *, has_code: bool) -> nodes.Element:
        docname, head = self.env.docname, parts[charts.FIGURE]
        record = head["content"]
        facts = domain.facts_of(self.env)
        spec = json.dumps(
            parts[charts.VEGALITE]["content"],
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        )
        facts.note_chart(
            {"id": record["id"], "csv": parts[CSV]["content"], "json": spec}, docname, head["line"]
        )
        figure = chart_figure("", ids=[f"fig-{record['id']}"])
        caption = chart_caption("", *head.children)
        asks = any(
            "input" in str(parameter.get("bind"))
            for parameter in parts[charts.VEGALITE]["content"].get("params", [])
        )
        picture = chart_picture(
            "",
            svg=parts[SVG]["content"],
            description=record["description"],
            name=record["id"],
            asks=asks,
        )
        source_line = nodes.paragraph("", "", classes=["chart-source", "generated"])
        source_line += nodes.Text("Source: " if len(record["sources"]) == 1 else "Sources: ")
        for i, source in enumerate(record["sources"]):
            source_line += [nodes.Text("; ")] * (i > 0)
            source_line += source_reference(source, docname)
            facts.note_use("source", source, docname, head["line"])
        source_line += nodes.Text(f". Data as of {tables.date_text(record['as_of'])}.")
        if has_code:
            source_line += [
                nodes.Text(" "),
                nodes.reference(
                    "",
                    "How this chart was made",
                    refid=f"made-{record['id']}",
                    internal=True,
                    classes=["chart-made"],
                ),
            ]
        data = chart_data("", csv=parts[CSV]["content"], name=record["id"])
        figure += [caption, picture, source_line, data]
        self.document.note_explicit_target(figure, figure)
        return figure

    def _derived(self, part: output_part) -> nodes.Element:
        record, docname = part["content"], self.env.docname
        facts = domain.facts_of(self.env)
        facts.note_derived(record, docname, part["line"])
        line = nodes.paragraph("", "", classes=["computed", "generated"])
        line += nodes.Text(f"Computed: {record['printed']}, {record['formula']}. From ")
        for i, name in enumerate(record["inputs"]):
            line += [nodes.Text(", ")] * (i > 0)
            line += input_reference(name, docname)
            if not name.startswith("series:"):
                facts.note_use("fact", name, docname, part["line"])
        line += nodes.Text(".")
        return derived_record("", line, ids=[f"computed-{record['name']}"])


def _cell_of(node: nodes.Node) -> nodes.Element:
    while node.get("nb_element") != "cell_code":
        node = node.parent
    return node


def _code_of(cell: nodes.Element) -> nodes.Element | None:
    return next(
        (child for child in cell.children if child.get("nb_element") == "cell_code_source"), None
    )


def _fold_code(cell: nodes.Element, summary: str, anchor: str = "") -> None:
    """Put the code of a cell under a summary, below what it made: readers meet the result first.

    The anchor stands on the code and not on the fold: browsers open a fold when a link leads into it, without a script.
    """
    code = _code_of(cell)
    if code is None:
        return
    cell.remove(code)
    code["ids"] += [anchor] * bool(anchor)
    folded = fold("", code, summary=summary)
    cell += folded


def source_name(source_id: str) -> str:
    """A source by its publisher and date."""
    source = domain.stored_sources()[source_id]
    return source["publisher"] + (
        f" ({tables.date_text(source['published'])})" if source["published"] else ""
    )


def source_reference(source_id: str, docname: str) -> nodes.Element:
    """A link to a source, by its name."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", source_name(source_id)),
        refdomain="fact",
        reftype="source",
        reftarget=source_id,
        refexplicit=True,
        refdoc=docname,
        refwarn=True,
    )


def series_file(name: str) -> str:
    """The file of a series that a computed number names as its ingredient; empty for the name of a fact."""
    return f"{name.removeprefix('series:')}.csv" if name.startswith("series:") else ""


def input_reference(name: str, docname: str) -> nodes.Element:
    """What a computed number was computed from: a link to a fact, or the file of a series."""
    if file := series_file(name):
        return nodes.literal("", file)
    return addnodes.pending_xref(
        "",
        nodes.inline("", name),
        refdomain="fact",
        reftype="fact",
        reftarget=name,
        refexplicit=True,
        refdoc=docname,
        refwarn=True,
    )


# --- how the nodes are written -------------------------------------------------------------


def _open(tag: str):
    def visit(translator, node: nodes.Element) -> None:
        translator.body.append(f"<{tag}" + "".join(f' id="{i}"' for i in node["ids"][:1]) + ">\n")

    return visit


def _close(tag: str):
    def depart(translator, node: nodes.Element) -> None:
        translator.body.append(f"</{tag}>\n")

    return depart


def still(svg: str, name: str, description: str) -> str:
    """The picture with one name.  A chapter stores it finished; one that an older package stored is finished here."""
    svg = picture.finished(svg, name)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(description)}" ', 1)


def visit_picture(translator, node: chart_picture) -> None:
    """The static picture; the script fetches the specification of the live chart when the picture comes near.

    A chart that asks readers for a number keeps room for the slider, so that nothing jumps.
    """
    svg = still(node["svg"], node["name"], node["description"])
    translator.body.append(
        f'<div class="chart-view{" asks" if node["asks"] else ""}" tabindex="0" role="group" aria-label="Chart, scrolls sideways on small screens" '
        f'data-chart="{_chart_file(translator, node, "json")}">{svg}</div>\n'
    )
    raise nodes.SkipNode


def _chart_file(translator, node: nodes.Element, kind: str) -> str:
    """The path from the page to a file of a chart."""
    return (
        "../" * translator.builder.current_docname.count("/")
        + f"{CHARTS_DIR}/{node['name']}.{kind}"
    )


def visit_data(translator, node: chart_data) -> None:
    """The plotted frame as a file and as a folded table.  The script puts the picture's files beside the first."""
    head, *rows = csv.reader(node["csv"].splitlines())
    path = _chart_file(translator, node, "csv")
    cells = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_shown(cell))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    translator.body.append(
        f'<p class="chart-files">Download <a href="{path}" download aria-label="Data as CSV">CSV</a></p>\n'
        '<details class="chart-data"><summary>The data of this chart</summary>\n'
        f'<div class="chart-table" tabindex="0" role="group" aria-label="Data table, scrolls sideways on small screens">'
        f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div></details>\n"
    )
    raise nodes.SkipNode


def _shown(cell: str) -> str:
    """A cell as readers see it: floats without noise beyond the third decimal."""
    try:
        number = float(cell)
    except ValueError:
        return cell
    return (
        cell if number.is_integer() and "." not in cell else f"{number:.3f}".rstrip("0").rstrip(".")
    )


def visit_fold(translator, node: fold) -> None:
    """Open a fold."""
    translator.body.append(f'<details class="fold"><summary>{escape(node["summary"])}</summary>\n')


def visit_description(translator, node: chart_picture) -> None:
    """Builders without pictures say what the chart shows."""
    translator.add_text(node["description"])
    raise nodes.SkipNode


def skip(translator, node: nodes.Element) -> None:
    """Builders without pages leave the node out."""
    raise nodes.SkipNode


def keep(translator, node: nodes.Element) -> None:
    """Builders without pages write the children only."""


def write_chart_data(app: Sphinx, exception: Exception | None) -> None:
    """Write each chart's data and specification beside the pages, and remove those of charts that are gone."""
    if exception or app.builder.name != "html":
        return
    folder = Path(app.outdir) / CHARTS_DIR
    folder.mkdir(exist_ok=True)
    charts_of_book = domain.facts_of(app.env).charts
    wanted = {
        f"{name}.{kind}": record[kind]
        for name, record in charts_of_book.items()
        for kind in ("csv", "json")
    }
    for file in folder.iterdir():
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")


def live_bundle(build_folder: Path) -> Path:
    """The one script that draws live charts: Vega, Vega-Lite and vega-embed as this vl-convert
    carries them.

    It is made once for each version, as making it takes seconds: in the user's cache, or beside the
    build where a user has none that can be written.
    """
    version = f"{vl_convert.__version__}-{charts._vegalite_version()}"
    file = user_cache_path("factbook") / version / LIVE
    if file.is_file():
        return file
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        (file.parent / "try").touch()
        (file.parent / "try").unlink()
    except (OSError, RuntimeError):
        file = build_folder / ".cache" / version / LIVE
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".new")
        beside.write_text(
            vl_convert.javascript_bundle(LIVE_SNIPPET, vl_version=charts._vegalite_version()),
            encoding="utf-8",
        )
        beside.replace(file)
    return file


def add_assets(app: Sphinx) -> None:
    """Give every page the book's style and script; the bundle is loaded only when a chart comes near."""
    if app.builder.name != "html":
        return
    app.config.html_static_path.append(str(Path(__file__).parent / "site" / "static"))
    app.config.html_static_path.append(str(live_bundle(Path(app.outdir).parent)))
    app.add_css_file("book.css", priority=900)
    app.add_js_file("book.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_transform(AssembleOutputs)
    others = ("latex", "text", "man", "texinfo")
    for node, tag in (
        (chart_figure, 'figure class="chart"'),
        (chart_caption, "figcaption"),
        (derived_record, 'div class="derived"'),
    ):
        app.add_node(
            node,
            html=(_open(tag), _close(tag.split()[0])),
            **dict.fromkeys(others, (keep, keep)),
        )
    app.add_node(
        chart_picture,
        html=(visit_picture, None),
        latex=(skip, None),
        man=(skip, None),
        texinfo=(skip, None),
        text=(visit_description, None),
    )
    app.add_node(chart_data, html=(visit_data, None), **dict.fromkeys(others, (skip, None)))
    app.add_node(fold, html=(visit_fold, _close("details")), **dict.fromkeys(others, (keep, keep)))
    app.add_node(output_part)
    app.connect("builder-inited", add_assets)
    app.connect("build-finished", write_chart_data)
