"""What do pages load beside the theme?  The book's own style and script, and the files of its
charts.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import vl_convert
from sphinx.application import Sphinx

from factbook import cache, charts
from factbook.book.domain import facts_of
from factbook.book.outputs import CHARTS_DIR

LIVE_SNIPPET = """
window.factbookEmbed = (element, spec) =>
  vegaEmbed(element, spec, {
    ast: true, actions: false, renderer: "svg", mode: "vega-lite", tooltip: true
  });
"""
LIVE = "vega-live.js"


def live_bundle(build_folder: Path) -> Path:
    """The one script that draws live charts: Vega, Vega-Lite and vega-embed as this vl-convert
    carries them.  It is kept in a cache, as making it takes seconds.
    """
    vegalite = charts.vegalite_version()
    return cache.kept(
        f"{version('vl-convert-python')}-{vegalite}/{LIVE}",
        build_folder,
        lambda: vl_convert.javascript_bundle(LIVE_SNIPPET, vl_version=vegalite),
    )


def write_chart_data(app: Sphinx, exception: Exception | None) -> None:
    """Write each chart's pictures, specifications and data beside the pages, and remove those of
    charts that are gone.
    """
    if exception:
        return
    folder = Path(app.outdir) / CHARTS_DIR
    folder.mkdir(exist_ok=True)
    wanted = {
        f"{name}.{kind}": text
        for name, record in facts_of(app.env).charts.items()
        for kind, text in record["files"].items()
        if text
    }
    for file in folder.iterdir():
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")


def connect(app: Sphinx) -> None:
    """Give every page the book's style and script; the bundle is loaded only when a chart comes
    near.
    """
    # A list of its own: the default is one object for every build of this process.
    own = [str(Path(__file__).parent / "static"), str(live_bundle(Path(app.outdir).parent))]
    app.config.html_static_path = [*app.config.html_static_path, *own]
    app.add_css_file("book.css", priority=900)
    app.add_js_file("book.js", loading_method="defer")
    app.connect("build-finished", write_chart_data)
