"""What does a build cost?  Prints ratios, measured in one run: see README.md beside this file."""

from __future__ import annotations

import csv
import functools
import gzip
import http.server
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from factbook import chromium, roles, tables
from factbook.records import Records

ROOT = Path(__file__).resolve().parent.parent
TIMES = 10
ROLE = re.compile(r"\{(fact|fact-date|claim|source|derived)\}`([^`]*)`")
PLAIN = (
    "\nfigure = lambda chart, **rest: chart\nderive = lambda name, value, *rest, **more: value\n"
)


def copy_of(target: Path) -> Path:
    """A copy of what git knows of the book, as it stands in the working tree."""
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in files.stdout.splitlines():
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes((ROOT / name).read_bytes())
    return target


def plain_text(found: re.Match) -> str:
    """The text that a role prints, for a book that has no roles."""
    words, target = roles.split_role(found[2])
    facts = Records(ROOT).facts
    if words or target not in facts:
        return words or target
    return facts[target].dated if found[1] == "fact-date" else facts[target].printed


def stock_book(target: Path) -> Path:
    """The same notebooks in a stock Jupyter Book: no extension, no roles, plain charts."""
    (target / "chapters").mkdir(parents=True)
    for notebook in sorted((ROOT / "chapters").glob("*.ipynb")):
        content = json.loads(notebook.read_text(encoding="utf-8"))
        loaded = False
        for cell in content["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                cell["source"] = re.sub(
                    r"```\{(edition|chapter-sources)\}.*?```",
                    "",
                    ROLE.sub(plain_text, source),
                    flags=re.DOTALL,
                )
            elif not loaded:
                cell["source"], loaded = source + PLAIN, True
        (target / "chapters" / notebook.name).write_text(json.dumps(content), encoding="utf-8")
    (target / "index.md").write_text("# Stock\n", encoding="utf-8")
    (target / "_config.yml").write_text(
        "title: Stock\nexecute:\n  execute_notebooks: force\n  timeout: 120\n", encoding="utf-8"
    )
    chapters = "".join(
        f"- file: chapters/{path.stem}\n" for path in sorted((ROOT / "chapters").glob("*.ipynb"))
    )
    (target / "_toc.yml").write_text(
        f"format: jb-book\nroot: index\nchapters:\n{chapters}", encoding="utf-8"
    )
    return target


def large_book(target: Path) -> Path:
    """A copy with each fact and each source ten times, under new names."""
    copy_of(target)
    facts, sources = (
        tables.read(name, ROOT).cells.to_dict("records") for name in ("facts", "sources")
    )
    for copy in range(2, TIMES + 1):
        for source in tables.read("sources", ROOT).cells.to_dict("records"):
            if source["kind"] != "seed":
                sources.append(
                    {
                        **source,
                        "source_id": f"{source['source_id']}-{copy}",
                        "url": f"{source['url']}{'&' if '?' in source['url'] else '?'}copy={copy}",
                    }
                )
        for fact in tables.read("facts", ROOT).cells.to_dict("records"):
            if len(fact["statement"]) <= 230:
                facts.append(
                    {
                        **fact,
                        "fact_id": f"{fact['fact_id']}-{copy}",
                        "question": "",
                        "supersedes": "",
                        "statement": f"{fact['statement'][:-1]} ({copy}).",
                        "sources": ";".join(
                            f"{source}-{copy}" for source in fact["sources"].split(";")
                        ),
                    }
                )
    used = {source for fact in facts for source in fact["sources"].split(";")}
    kept = {row["source_id"] for row in tables.read("sources", ROOT).cells.to_dict("records")}
    sources = [source for source in sources if source["source_id"] in used | kept]
    for name, rows in (("facts", facts), ("sources", sources)):
        rows.sort(key=lambda row: next(iter(row.values())))
        with tables.path_of(name, target).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return target


def build(book: Path, package: Path | None = None) -> tuple[float, int]:
    """(seconds of computing in all its processes, peak memory of the largest one in bytes) of one build."""
    environment = {**os.environ, "PYTHONPATH": str(package or book)}
    start = computing()
    process = psutil.Popen(
        [Path(sys.executable).with_name("jupyter-book"), "build", "."],
        cwd=book,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output: list[str] = []
    reader = threading.Thread(target=lambda: output.extend(process.stdout))
    reader.start()
    largest = 0
    while process.poll() is None:
        for one in (process, *process.children(recursive=True)):
            try:
                largest = max(largest, one.memory_info().rss)
            except psutil.Error:
                pass
        time.sleep(0.1)
    reader.join()
    if process.returncode:
        sys.exit("the build failed:\n" + "".join(output[-40:]))
    return computing() - start, largest


def computing() -> float:
    """Seconds of computing of all processes that this one started and that have ended, with their own children."""
    times = resource.getrusage(resource.RUSAGE_CHILDREN)
    return times.ru_utime + times.ru_stime


def change_one_value(book: Path) -> None:
    """Change the value of one fact, and its statement with it."""
    path = tables.path_of("facts", book)
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("kiel-us-total-april-2026,"))
    path.write_text(text.replace(line, line.replace("115.38", "115.39")), encoding="utf-8")


def first_visit(site: Path, page: str) -> int:
    """Gzipped bytes that a phone loads for a page before any scroll."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments) -> None:
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=site)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium.find()), args=list(chromium.FLAGS)
        )
        tab = browser.new_page(viewport={"width": 360, "height": 800})
        answers: list = []
        tab.on("response", lambda answer: answers.append(answer))
        tab.goto(f"http://127.0.0.1:{server.server_port}/{page}")
        tab.wait_for_load_state("networkidle")
        weight = sum(len(gzip.compress(answer.body(), 9)) for answer in answers)
        browser.close()
    server.shutdown()
    return weight


def main() -> None:
    """Build every copy and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        ours, stock, large = (Path(folder) / name for name in ("ours", "stock", "large"))
        copy_of(ours)
        stock_book(stock)
        large_book(large)
        print("building: stock, cold, no change, one value, ten times the facts …", file=sys.stderr)
        stock_time, _ = build(stock, package=ours)
        cold, memory = build(ours)
        again, _ = build(ours)
        weights = {
            path.stem: first_visit(ours / "_build" / "html", f"chapters/{path.stem}.html")
            for path in sorted((ours / "chapters").glob("*.ipynb"))
        }
        change_one_value(ours)
        one_value, _ = build(ours)
        tenfold, _ = build(large)
        largest_page = max(
            (len(gzip.compress(page.read_bytes(), 9)), page.name)
            for page in (large / "_build/html").rglob("*.html")
        )
    rows = [
        ("cold build / stock", f"{cold / stock_time:.2f}", "1.3"),
        ("no change / cold", f"{again / cold:.2f}", "0.2"),
        ("one value / cold", f"{one_value / cold:.2f}", ""),
        ("ten times the facts / today", f"{tenfold / cold:.2f}", "1.6"),
        (
            "largest page at ten times the facts",
            f"{largest_page[0] / 1024:.0f} KiB ({largest_page[1]})",
            "300 KiB",
        ),
        ("peak memory of the largest process", f"{memory / 2**20:.0f} MiB", "500 MiB"),
        *(
            (f"first visit, {name}", f"{size / 1024:.0f} KiB", "200 KiB")
            for name, size in weights.items()
        ),
    ]
    print("| what | measured | at most |\n| --- | --- | --- |")
    for row in rows:
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
