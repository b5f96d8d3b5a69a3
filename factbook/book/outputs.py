"""How do charts and computed numbers come out of a notebook?

MyST-NB hands over one MIME type of an output at a time; :class:`FactbookRenderer` keeps the parts
and :class:`AssembleOutputs` puts them together, before Sphinx collects titles and links.
"""

from __future__ import annotations

import csv
import json
from html import escape

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from factbook import charts, picture, roles, tables
from factbook.book.depends import reads_row
from factbook.book.domain import facts_of
from factbook.book.generated import generated
from factbook.book.parts import (
    KEEP,
    add_node,
    close_tag,
    input_reference,
    open_tag,
    reference,
)
from factbook.derive import DERIVED

SVG, CSV = "image/svg+xml", "text/csv"
OURS = (charts.FIGURE, charts.VEGALITE, charts.ON_PHONE, SVG, CSV, DERIVED)
CHARTS_DIR = "_charts"
"""Where the built site keeps the pictures, the specifications and the data of its charts."""

PHONE = "(max-width: 36rem)"
"""Where the chart for a phone stands, as the stylesheet and the script have it too."""


class output_part(nodes.General, nodes.Element):
    """One MIME type of an output of ours, kept until the whole is there."""


class chart_figure(nodes.General, nodes.Element):
    """A chart: caption, picture, source line and data."""


class chart_caption(nodes.General, nodes.Element):
    """The caption of a chart; its text is body text."""


class chart_picture(nodes.General, nodes.Element):
    """The static picture, which knows where the specification of the live chart is."""


class pictured_chart(nodes.Inline, nodes.Element):
    """The picture of a chart of another page, as it is drawn for a phone."""


class chart_data(nodes.General, nodes.Element):
    """The data of a chart as a folded table, and as a file."""


class derived_record(nodes.General, nodes.Element):
    """A number computed in the cell above."""


class FactbookRenderer(MimeRenderPlugin):
    """MyST-NB's plug-in: takes the MIME types that :mod:`factbook` emits (entry point in
    pyproject.toml).
    """

    mime_priority_overrides = [("*", charts.FIGURE, 1), ("*", DERIVED, 1)]

    @staticmethod
    def handle_mime(renderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Keep a part of one of our outputs; leave everything else to MyST-NB."""
        if inline or data.mime_type not in OURS or "factbook" not in data.output_metadata:
            return None
        part = output_part("", content=data.content, line=data.line)
        if data.mime_type == charts.FIGURE:
            # The caption is MyST, so that its figures are bound.  There is no public way to parse
            # it here.
            words = f"{data.content['title']}\n\n{data.content['subtitle']}"
            caption = MimeData("text/markdown", words, line=data.line)
            title, subtitle = renderer._render_markdown_base(caption, fmt="myst", inline=False)
            subtitle["classes"].append("chart-subtitle")
            part += [title, subtitle]
        return [part]


class FillDescriptions(SphinxPostTransform):
    """Fill the roles in what a chart says to those who cannot see it, when all numbers are
    known.
    """

    default_priority = 5

    def run(self, **kwargs) -> None:
        """Replace the roles of each description by what they print."""
        facts = facts_of(self.env)
        for node in self.document.findall(chart_picture):
            node["description"] = roles.fill(node["description"], facts.records, facts.printed)


class AssembleOutputs(SphinxTransform):
    """Replace each bundle of our parts by the node that the page shows."""

    default_priority = 100

    def apply(self, **kwargs) -> None:
        """Walk the outputs of the page."""
        for bundle in list(self.document.findall(_is_bundle)):
            parts = {
                container["mime_type"]: container.children[0]
                for container in bundle.children
                if isinstance(container.children[0], output_part)
            }
            if parts:
                self._assemble(bundle, parts)

    def _assemble(self, bundle: nodes.Element, parts: dict) -> None:
        cell = _cell_of(bundle)
        if cell is None:
            facts_of(self.env).note_problem(
                self.env.docname,
                bundle.line or next(iter(parts.values()))["line"],
                "a chart or a computed number stands below its cell and nowhere else; write "
                "{derived}`name` for the number, or a link to the chart, instead of {glue}",
            )
            bundle.replace_self([])
        elif charts.FIGURE in parts:
            bundle.replace_self(self._chart(parts, has_code=code_of(cell) is not None))
            name = parts[charts.FIGURE]["content"]["id"]
            _anchor_code(cell, f"made-{name}")
        elif DERIVED in parts:
            bundle.replace_self(self._derived(parts[DERIVED]))

    def _chart(self, parts: dict, *, has_code: bool) -> nodes.Element:
        docname, head = self.env.docname, parts[charts.FIGURE]
        record, spec = head["content"], parts[charts.VEGALITE]["content"]
        phone = parts[charts.ON_PHONE]["content"]
        svg, narrow = parts[SVG]["content"] if SVG in parts else "", phone.get("svg", "")
        files = {
            "csv": parts[CSV]["content"],
            "json": _written(spec),
            "svg": svg and picture.alone(svg),
            "phone.json": _written(phone["spec"]),
            "phone.svg": narrow and picture.alone(narrow),
        }
        sizes = [charts.size_of(one) for one in (svg, narrow)]
        chart = {**record, "files": files, "sizes": sizes, "still": narrow}
        facts_of(self.env).note_chart(chart, docname, head["line"])
        for role in roles.find_roles(record["description"]):
            if role.kind != "derived":
                reads_row(self.env, roles.record_kind(role.kind), role.target)
        figure = chart_figure("", ids=[f"fig-{record['id']}"])
        asks = any("input" in str(one.get("bind")) for one in spec.get("params", []))
        shown = chart_picture(
            "",
            svg=svg,
            sizes=sizes,
            description=record["description"],
            name=record["id"],
            as_of=record["as_of"],
            asks=asks,
        )
        figure += [
            chart_caption("", *head.children),
            shown,
            self._source_line(head, has_code=has_code),
            chart_data("", csv=parts[CSV]["content"], name=record["id"]),
        ]
        self.document.note_explicit_target(figure, figure)
        return figure

    def _source_line(self, head: output_part, *, has_code: bool) -> nodes.Element:
        """The line below a chart: its sources, the date of its data, a link to its code."""
        domain, docname, record = facts_of(self.env), self.env.docname, head["content"]
        line = generated(nodes.paragraph("", "", classes=["chart-source", "generated"]))
        line += nodes.Text("Source: " if len(record["sources"]) == 1 else "Sources: ")
        for i, source in enumerate(record["sources"]):
            line += [nodes.Text("; ")] * (i > 0)
            cited = domain.records.sources[source]
            line += reference("source", source, cited.credit, docname)
            domain.note_use("source", source, docname, head["line"])
        line += nodes.Text(f". Data as of {tables.date_text(record['as_of'])}.")
        if has_code:
            link = nodes.reference(
                "",
                "How this chart was made",
                refid=f"made-{record['id']}",
                internal=True,
                classes=["chart-made"],
            )
            line += [nodes.Text(" "), link]
        return line

    def _derived(self, part: output_part) -> nodes.Element:
        record, docname = part["content"], self.env.docname
        domain = facts_of(self.env)
        domain.note_derived(record, docname, part["line"])
        line = generated(nodes.paragraph("", "", classes=["computed", "generated"]))
        line += nodes.Text(f"Computed: {record['printed']}, {record['formula']}. From ")
        for i, name in enumerate(record["inputs"]):
            line += [nodes.Text(", ")] * (i > 0)
            line += input_reference(name, docname)
            if not name.startswith("series:"):
                domain.note_use("fact", name, docname, part["line"])
        line += nodes.Text(".")
        return derived_record("", line, ids=[f"computed-{record['name']}"])


def _written(spec: dict) -> str:
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _is_bundle(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle"


def _cell_of(node: nodes.Node | None) -> nodes.Element | None:
    """The cell whose output a node is; ``None`` for one that stands elsewhere, as ``{glue}`` leaves
    it.
    """
    while node is not None:
        if isinstance(node, nodes.Element) and node.get("nb_element") == "cell_code":
            return node
        node = node.parent
    return None


def code_of(cell: nodes.Element) -> nodes.Element | None:
    """The code of a cell; ``None`` for a cell that shows none."""
    return next(
        (child for child in cell.children if child.get("nb_element") == "cell_code_source"), None
    )


def _anchor_code(cell: nodes.Element, anchor: str) -> None:
    """Give the code of a cell an anchor.

    It stands on the code and not on the fold around it: browsers open a fold when a link leads into
    it, without a script.
    """
    if (code := code_of(cell)) is not None:
        code["ids"].append(anchor)


def is_chart(node: nodes.Node) -> bool:
    """Whether a node is a chart."""
    return isinstance(node, chart_figure)


# --- how the nodes are written -------------------------------------------------------------


def still(svg: str, description: str) -> str:
    """A picture as it stands on a page, named by its description; the description for none."""
    if not svg:
        return f'<p class="chart-words">{escape(description)}</p>'
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(description)}" ', 1)


def picture_element(folder: str, name: str, sizes: list, description: str) -> str:
    """The pictures of a chart, for wide places and for phones, as the browser loads them: the one
    that fits, when a reader comes near it, without a script too.
    """
    (width, height), (narrow, tall) = sizes
    path = f"{folder}{CHARTS_DIR}/{name}"
    return (
        f'<picture><source media="{PHONE}" srcset="{path}.phone.svg" '
        f'width="{narrow:g}" height="{tall:g}"><img src="{path}.svg" width="{width:g}" '
        f'height="{height:g}" loading="lazy" decoding="async" alt="{escape(description)}">'
        "</picture>"
    )


def visit_picture(translator, node: chart_picture) -> None:
    """The static picture; the script fetches the specification of the live chart when the picture
    comes near.

    A chart that asks readers for a number keeps room for the slider, so that nothing jumps.
    """
    if not node["svg"]:  # nothing that the script could make live
        translator.body.append(f"{still('', node['description'])}\n")
        raise nodes.SkipNode
    folder = _up_from(translator)
    pictures = picture_element(folder, node["name"], node["sizes"], node["description"])
    translator.body.append(
        f'<div class="chart-view{" asks" if node["asks"] else ""}" '
        f'data-chart="{folder}{CHARTS_DIR}/{node["name"]}">{pictures}</div>\n'
    )
    raise nodes.SkipNode


def visit_pictured(translator, node: pictured_chart) -> None:
    """The picture for a phone as an image."""
    width, height = node["size"]
    path = f"{_up_from(translator)}{CHARTS_DIR}/{node['name']}.phone.svg"
    translator.body.append(
        f'<img src="{path}" width="{width:g}" height="{height:g}" loading="lazy" '
        f'decoding="async" alt="{escape(node["words"])}">'
    )
    raise nodes.SkipNode


def _up_from(translator) -> str:
    """The path from the page to the root of the site."""
    return "../" * translator.builder.current_docname.count("/")


def visit_data(translator, node: chart_data) -> None:
    """The plotted frame as a file and as a folded table.  The script puts the picture's files
    beside the first.
    """
    head, *rows = csv.reader(node["csv"].splitlines())
    path = f"{_up_from(translator)}{CHARTS_DIR}/{node['name']}.csv"
    cells = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(shown(cell))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    translator.body.append(
        '<details class="chart-data"><summary>Data and picture to share</summary>\n'
        f'<p class="chart-files">Save this chart: <a href="{path}" download aria-label="Data as '
        'CSV">CSV</a></p>\n'
        '<div class="chart-table" tabindex="0" role="group" aria-label="Data table, scrolls '
        'sideways on small screens">'
        f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div></details>\n"
    )
    raise nodes.SkipNode


def shown(cell: str) -> str:
    """A cell as readers see it: floats without noise beyond the third decimal."""
    try:
        number = float(cell)
    except ValueError:
        return cell
    return (
        cell if number.is_integer() and "." not in cell else f"{number:.3f}".rstrip("0").rstrip(".")
    )


def visit_description(translator, node: chart_picture) -> None:
    """Builders without pictures say what the chart shows."""
    translator.add_text(node["description"])
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_transform(AssembleOutputs)
    app.add_post_transform(FillDescriptions)
    for node, tag in (
        (chart_figure, 'figure class="chart"'),
        (chart_caption, "figcaption"),
        (derived_record, 'div class="derived"'),
    ):
        tags = open_tag(tag), close_tag(tag.split()[0])
        add_node(app, node, html=tags, elsewhere=KEEP)
    add_node(app, chart_picture, html=(visit_picture, None), text=(visit_description, None))
    add_node(app, pictured_chart, html=(visit_pictured, None))
    add_node(app, chart_data, html=(visit_data, None))
    add_node(app, output_part)
