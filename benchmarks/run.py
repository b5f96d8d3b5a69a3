"""What does the book cost to build, check and visit?  One run, one table: see README.md here."""

from __future__ import annotations

import argparse
import csv
import functools
import gzip
import http.server
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from itertools import pairwise
from pathlib import Path

import psutil

from factbook import chromium, roles, tables
from factbook.records import Records

ROOT = Path(__file__).resolve().parent.parent
ROLE = re.compile(r"\{(fact|fact-date|claim|source|derived)\}`([^`]*)`")
DIRECTIVE = re.compile(r"(```+|:::+)\{(edition|chapter-sources)\}.*?\1", re.DOTALL)
PLAIN = (
    "\nfigure = lambda chart, **rest: chart\nderive = lambda name, value, *rest, **more: value\n"
)
EDITED, OLD = "kiel-us-total-april-2026", "115.38"
"""The fact of which one value is edited, and that value: it is printed in two chapters."""

OURS = (sys.executable, "-m", "factbook", "build")
STOCK = (str(Path(sys.executable).with_name("jupyter-book")), "build", ".")
CHECK = (sys.executable, "-m", "factbook", "check")


# --- the books -------------------------------------------------------------------------------


def copy_of(target: Path) -> Path:
    """A copy of what git knows of the book, as it stands in the working tree."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    files = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in files.stdout.splitlines():
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes((ROOT / name).read_bytes())
    return target


def plain_text(records: Records, found: re.Match) -> str:
    """The text that a role prints, for a book that has no roles."""
    words, target = roles.split_role(found[2])
    if words or found[1] == "derived":
        return words or target
    return roles.print_role(found[1], target, words, records).text


def stock_book(target: Path) -> Path:
    """The same notebooks in a stock Jupyter Book: no extension, no roles, plain charts."""
    records = Records(ROOT)
    (target / "chapters").mkdir(parents=True)
    names = []
    for notebook in sorted((ROOT / "chapters").glob("*.ipynb")):
        content = json.loads(notebook.read_text(encoding="utf-8"))
        is_first = True
        for cell in content["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                text = ROLE.sub(functools.partial(plain_text, records), source)
                cell["source"] = DIRECTIVE.sub("", text)
            elif is_first:
                cell["source"], is_first = source + PLAIN, False
        (target / "chapters" / notebook.name).write_text(json.dumps(content), encoding="utf-8")
        names.append(f"- file: chapters/{notebook.stem}\n")
    (target / "index.md").write_text("# Stock\n", encoding="utf-8")
    config = "title: Stock\nexecute:\n  execute_notebooks: force\n  timeout: 120\n"
    (target / "_config.yml").write_text(config, encoding="utf-8")
    contents = f"format: jb-book\nroot: index\nchapters:\n{''.join(names)}"
    (target / "_toc.yml").write_text(contents, encoding="utf-8")
    return target


def large_book(target: Path, times: int) -> Path:
    """A copy with each fact, source and passage so many times, under new names."""
    copy_of(target)
    names = ("facts", "sources", "passages")
    rows = {name: rows_of(name) for name in names}
    facts, sources, passages = (list(rows[name]) for name in names)
    again_too = {fact["fact_id"] for fact in rows["facts"] if len(fact["statement"]) <= 230}
    for copy in range(2, times + 1):
        sources += [again(source, copy) for source in rows["sources"] if source["kind"] != "seed"]
        facts += [again_fact(fact, copy) for fact in rows["facts"] if fact["fact_id"] in again_too]
        passages += [
            again_passage(row, copy) for row in rows["passages"] if row["fact_id"] in again_too
        ]
    used = {source for fact in facts for source in fact["sources"].split(";")}
    used |= {row["source_id"] for row in rows["sources"]}
    sources = [source for source in sources if source["source_id"] in used]
    listed = rows_of("names")
    new_names = {one["fact_id"] for one in facts} - {one["fact_id"] for one in listed}
    listed += [{"fact_id": one, "edition": "Benchmark", "retired": ""} for one in new_names]
    changed = {"facts": facts, "sources": sources, "passages": passages, "names": listed}
    for name, new in changed.items():
        new.sort(key=lambda row: [*row.values()][:2])
        with tables.path_of(name, target).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, new[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(new)
    return target


def rows_of(name: str) -> list[dict]:
    """The rows of a table of the book."""
    return [row for _, row in tables.read(name, ROOT).rows]


def again(source: dict, copy: int) -> dict:
    """A source under another name and address."""
    mark = "&" if "?" in source["url"] else "?"
    changed = {"source_id": f"{source['source_id']}-{copy}"}
    return {**source, **changed, "url": f"{source['url']}{mark}copy={copy}"}


def again_passage(passage: dict, copy: int) -> dict:
    """A passage of the same copy; the copies of facts answer no question, so none says no."""
    pair = {name: f"{passage[name]}-{copy}" for name in ("fact_id", "source_id")}
    return {**passage, **pair, "agrees": passage["agrees"].replace("no", "partly")}


def letters(copy: int) -> str:
    """The number of a copy in letters: a statement has no figure beside its value."""
    return "".join("abefghjkno"[int(digit)] for digit in str(copy))


def again_fact(fact: dict, copy: int) -> dict:
    """A fact under another name, from the sources of the same copy."""
    return {
        **fact,
        "fact_id": f"{fact['fact_id']}-{copy}",
        "question": "",
        "supersedes": "",
        "statement": f"{fact['statement'][:-1]} ({letters(copy)}).",
        "sources": ";".join(f"{source}-{copy}" for source in fact["sources"].split(";")),
    }


def change_one_value(book: Path, old: str, new: str) -> None:
    """Change the value of one fact, its statement and what its source says with it, as if no
    edition had said another.
    """
    for name in ("facts", "passages", "editions"):
        path = tables.path_of(name, book)
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        own = [line.startswith(f"{EDITED},") for line in lines]
        edited = [
            line.replace(old, new) if is_own else line
            for line, is_own in zip(lines, own, strict=True)
        ]
        assert edited != lines, f"{EDITED} has no {old} in {path.name}"
        path.write_text("".join(edited), encoding="utf-8")


# --- measuring -------------------------------------------------------------------------------


def clean(book: Path) -> None:
    """As after a fresh clone: nothing built, nothing executed."""
    subprocess.run(["rm", "-rf", "_build", "chapters/ledger"], cwd=book, check=True)


def seconds(book: Path, command: tuple, package: Path | None = None) -> float:
    """The wall time of one command, which must succeed."""
    environment = {**os.environ, "PYTHONPATH": str(package or book)}
    start = time.monotonic()
    done = subprocess.run(
        command,
        cwd=book,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}")
    return time.monotonic() - start


def median(times: int, measure: functools.partial, prepare: functools.partial) -> float:
    """The median of so many measurements, each after a preparation that is not measured."""
    found = []
    for _ in range(times):
        prepare()
        found.append(measure())
    return statistics.median(found)


def peak_memory(book: Path) -> int:
    """Bytes of the largest process of one whole build."""
    clean(book)
    environment = {**os.environ, "PYTHONPATH": str(book)}
    process = psutil.Popen(OURS, cwd=book, env=environment, stdout=subprocess.DEVNULL)
    largest = 0
    while process.poll() is None:
        for one in (process, *process.children(recursive=True)):
            try:
                largest = max(largest, one.memory_info().rss)
            except psutil.Error:
                continue  # it has ended meanwhile
        time.sleep(0.1)
    return largest


def largest_page(book: Path) -> tuple[float, str]:
    """(KiB gzipped, name) of the heaviest page of a built book."""
    site = book / "_build" / "html"
    return max(
        (len(gzip.compress(page.read_bytes(), 9)) / 1024, page.relative_to(site).as_posix())
        for page in site.rglob("*.html")
    )


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def first_visits(site: Path, names: list[str]) -> dict[str, int]:
    """Page → gzipped bytes that a phone loads for it before any scroll."""
    handler = functools.partial(Quiet, directory=site)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    weights = {}
    with chromium.opened() as browser:
        for name in names:
            context = browser.new_context(viewport={"width": 360, "height": 800})
            answers: list = []
            # Playwright marks what it calls, and cannot mark a method of a list.
            context.on("response", lambda answer, own=answers: own.append(answer))
            tab = context.new_page()
            tab.goto(f"http://127.0.0.1:{server.server_port}/{name}")
            tab.wait_for_load_state("networkidle")
            weights[name] = sum(len(gzip.compress(answer.body(), 9)) for answer in answers)
            context.close()
    server.shutdown()
    return weights


# --- the table -------------------------------------------------------------------------------


def measure_small(ours: Path, stock: Path, times: int) -> list[tuple[str, str, str]]:
    """The rows of the book as it is, and of a stock book over the same notebooks."""
    run = functools.partial
    nothing = run(int)
    stock_time = median(times, run(seconds, stock, STOCK, ours), run(clean, stock))
    cold = median(times, run(seconds, ours, OURS), run(clean, ours))
    again_time = median(times, run(seconds, ours, OURS), nothing)
    values = pairwise([OLD, *(f"{OLD[:-2]}{number}" for number in range(41, 99))])
    edit = median(times, run(seconds, ours, OURS), lambda: change_one_value(ours, *next(values)))
    plain = median(1, run(seconds, ours, STOCK), run(clean, ours))
    check = median(times, run(seconds, ours, CHECK), nothing)
    return [
        ("cold build / stock Jupyter Book", ratio(cold, stock_time), "1.0"),
        ("plain `jupyter-book build .`, cold / stock", ratio(plain, stock_time), ""),
        ("one value of one fact edited / cold", ratio(edit, cold), "0.35"),
        ("nothing changed / cold", ratio(again_time, cold), "0.10"),
        ("`python -m factbook check`", f"{check:.2f} s", "1 s"),
    ]


def ratio(one: float, other: float) -> str:
    """A ratio, and what it is made of."""
    return f"{one / other:.2f} ({one:.1f} s / {other:.1f} s)"


def measure_large(folder: Path, cold: float, count: int, most: str) -> list[tuple[str, str, str]]:
    """The rows of a book with so many times the facts."""
    book = large_book(folder / f"times-{count}", count)
    build = seconds(book, OURS)
    weight, page = largest_page(book)
    rows = [
        (f"{count} × the facts / cold", ratio(build, cold), most),
        (f"largest page at {count} ×", f"{weight:.0f} KiB ({page})", "300 KiB"),
    ]
    if count == 100:
        rows.append((f"`check` at {count} ×", f"{seconds(book, CHECK):.2f} s", "5 s"))
    return rows


def main() -> None:
    """Build every copy and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="builds for each median (default: 3)")
    times = parser.parse_args().times
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    cores = os.cpu_count()
    print(f"{platform.system()} {platform.machine()}, {cores} cores, Python", end=" ")
    print(f"{platform.python_version()}; load before: {load:.1f}; medians of {times}\n", flush=True)
    print("| what | measured | at most |\n| --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, stock = copy_of(folder / "ours"), stock_book(folder / "stock")
        show(measure_small(ours, stock, times))
        clean(ours)
        cold = seconds(ours, OURS)
        show(measure_large(folder, cold, 10, "1.3"))
        show(measure_large(folder, cold, 100, "4"))
        show([("peak memory of the largest process", f"{memory(ours)} MiB", "500 MiB")])
        chapters = [f"chapters/{path.stem}.html" for path in (ours / "chapters").glob("*.ipynb")]
        visits = first_visits(ours / "_build" / "html", sorted(chapters))
        show([(f"first visit, {n}", f"{w / 1024:.0f} KiB", "200 KiB") for n, w in visits.items()])


def show(rows: list[tuple[str, str, str]]) -> None:
    """Print rows of the table as soon as they are known."""
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def memory(book: Path) -> int:
    """MiB of the largest process of a whole build."""
    return round(peak_memory(book) / 2**20)


if __name__ == "__main__":
    main()
