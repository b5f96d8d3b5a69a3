"""The commands that write: correct, add-fact, add-source, release.  They write all or nothing."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import commandbook
import pytest
from commandbook import commit, files, git

from factbook import correcting, rules, tables

TODAY = dt.date.today().isoformat()


def row(book, name: str = "paris-countries") -> dict[str, str]:
    """A fact as it stands in its file now."""
    rows = tables.read("facts", book.root).cells.to_dict("records")
    return next(row for row in rows if row["fact_id"] == name)


def sources(book) -> list[str]:
    """The texts of the chapter's cells, as they stand now."""
    cells = json.loads((book.root / "chapters/small.ipynb").read_bytes())["cells"]
    return ["".join(cell["source"]) for cell in cells]


# --- correct ---------------------------------------------------------------------------------


def test_correct_changes_row_statement_and_the_words_of_roles(run, book):
    before = files(book.root)
    status, out, _ = run("correct", "paris-countries", "--value", "36")
    assert status == 0
    assert row(book)["value"] == "36"
    assert row(book)["statement"] == "At least 36 countries took part in the Paris summit."
    index = (book.root / "index.md").read_text("utf-8")
    assert index == (
        commandbook.INDEX.replace("35 countries", "36 countries").replace("-five", "-six")
    )
    assert "{fact}`36 countries <paris-countries>`" in sources(book)[0]
    assert '"{fact}`36 " "countries <paris-countries>`"' in sources(book)[2]
    assert before.keys() == files(book.root).keys()
    changed = {name for name, content in files(book.root).items() if content != before[name]}
    assert changed == {"data/facts.csv", "index.md", "chapters/small.ipynb"}
    for line in (
        "data/facts.csv, value: 35 → 36",
        "index.md:3: “35 countries” → “36 countries”",
        "index.md:4: “Thirty-five” → “Thirty-six”",
        'chapters/small.ipynb: cell "title", line 3: “35 countries” → “36 countries”',
        "look at the source elysee: https://example.org/elysee",
        "a rival answer, does it still differ? paris-countries-agency: By the agency's count",
        "still says the old figure: data/passages.csv, paris-countries · elysee, says: It says",
        "still says the old figure: data/series/meetings.csv:2, countries_max: 35",
        "computed with it: small-mean, now 31.0 countries",
        "read again index.md:4: {fact}`Thirty-six <paris-countries>` came",
        "run again: python -m factbook notebooks small",
        "checked stays 2026-11-20: the edition was closed on 2026-11-22",
    ):
        assert line in out, line


def test_a_corrected_notebook_is_stored_as_before_but_for_its_words(run, book):
    before = (book.root / "chapters/small.ipynb").read_text("utf-8")
    run("correct", "paris-countries", "--value", "36")
    after = (book.root / "chapters/small.ipynb").read_text("utf-8")
    assert after == before.replace("`35 ", "`36 ") and after != before


def test_a_dry_run_says_the_same_and_writes_nothing(run, book):
    before = files(book.root)
    dry = run("correct", "paris-countries", "--value", "36", "--dry-run")
    assert files(book.root) == before
    assert (
        dry[1].split("Left to do")[0]
        == run("correct", "paris-countries", "--value", "36")[1].split("Left to do")[0]
    )


def test_while_the_edition_is_open_checked_is_today(run, book):
    book.edition["date"] = ""
    book.write()
    status, out, _ = run("correct", "paris-countries", "--value", "36")
    assert status == 0 and row(book)["checked"] == TODAY and "checked stays" not in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--value", "36", "--unit", "parsecs"], "paris-countries: unit: 'parsecs'"),
        (["--value", "36", "--statement", "No number here."], "the statement does not show 36"),
        (["--value", "3,6"], "value '3,6' is invalid"),
        (["--value", "35"], "nothing to correct"),
        (["--value", ""], "value goes: give the sentence"),
        (["--value-max", "40"], "value_max appears: give the sentence"),
        (["--sources", "nowhere"], "'nowhere' is not in data/sources.csv"),
    ],
)
def test_a_correction_that_breaks_a_rule_writes_nothing(run, book, arguments, said):
    before = files(book.root)
    status, out, err = run("correct", "paris-countries", *arguments)
    assert (status, out) == (1, "") and said in err and files(book.root) == before


def test_an_unknown_fact_and_a_broken_table_are_refused(run, book):
    assert "no fact 'paris-country'; nearest: paris-countries" in run("correct", "paris-country")[2]
    path = book.path("facts")
    path.write_bytes(path.read_bytes() + b"half,a,row\n")
    assert "mend this first" in run("correct", "paris-countries", "--value", "36")[2]


def test_a_statement_that_says_the_number_twice_is_asked_for(run, book):
    book.row("facts", "paris-countries")["statement"] = "At least 35 countries sent 35 delegations."
    book.write()
    _, _, err = run("correct", "paris-countries", "--value", "36")
    assert "says the old number 2 times" in err
    words = "At least 36 countries sent delegations."
    assert run("correct", "paris-countries", "--value", "36", "--statement", words)[0] == 0
    assert row(book)["statement"] == words


def test_a_range_and_a_date_are_corrected(run, book):
    (book.root / "index.md").write_text(
        "On {fact-date}`6 January 2026 <paris-countries-agency>` and in "
        "{fact-date}`January 2026 <paris-countries-agency>`: "
        "{fact}`27 to 30 on 6 January <paris-countries-agency>`.\n"
    )
    status, _, _ = run(
        "correct",
        "paris-countries-agency",
        "--value",
        "28",
        "--value-max",
        "31",
        "--as-of",
        "2025-12-06",
    )
    assert status == 0
    assert row(book, "paris-countries-agency")["statement"] == (
        "By the agency's count, 28 to 31 countries took part."
    )
    assert (book.root / "index.md").read_text() == (
        "On {fact-date}`6 December 2025 <paris-countries-agency>` and in "
        "{fact-date}`December 2025 <paris-countries-agency>`: "
        "{fact}`28 to 31 on 6 December <paris-countries-agency>`.\n"
    )


def test_the_picture_line_of_a_page_is_corrected(run, book):
    text = "A page of a tiny book that a test looks at, so that it has a page."
    picture = "There were {fact}`35 <paris-countries>`"
    book.add("pages", page="index", description=text, picture=picture)
    book.write()
    _, out, _ = run("correct", "paris-countries", "--value", "36")
    assert tables.read("pages", book.root).cells["picture"].tolist() == [
        picture.replace("35", "36")
    ]
    assert "data/pages.csv:2: “35” → “36”" in out


@pytest.mark.parametrize(
    ("text", "value", "new", "right"),
    [
        ("Two leaders met.", "2", "3", "Three leaders met."),
        ("two leaders", "2", "1", "one leader"),
        ("2 leaders", "2", "1", "1 leader"),
        ("1 leader", "1", "2", "2 leaders"),
        ("ninety-nine leaders", "99", "100", "100 leaders"),
        ("1,400 leaders", "1400", "1500.5", "1,500.5 leaders"),
        ("12 leaders on 12 May 2026", "12", "13", "13 leaders on 12 May 2026"),
        ("12 leaders on 12 and 13 May 2026", "12", "14", "14 leaders on 12 and 13 May 2026"),
        ("2.0 leaders", "2.0", "2.5", "2.5 leaders"),
        ("120 leaders", "12", "13", "120 leaders"),
    ],
)
def test_numbers_in_words(text, value, new, right):
    old = {"value": value, "value_max": "", "unit": "leaders", "as_of": "2026-05-12"}
    assert correcting.Change(old, old | {"value": new}).numbers_in(text)[0] == right


def test_words_that_no_longer_fit_are_left_to_do(run, book):
    status, out, _ = run("correct", "paris-countries", "--as-of", "2026-01")
    assert status == 0 and "- index.md:3: the words '6 January 2026' say" in out


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_accident_in_the_middle_leaves_every_file_as_it_was(run, book, monkeypatch, trouble):
    before, real = files(book.root), Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.suffix == ".new" and target.suffix == ".csv":
            raise trouble
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    status, _, err = run("correct", "paris-countries", "--value", "36")
    assert status in (1, 130) and err and files(book.root) == before


# --- add-fact and add-source -----------------------------------------------------------------

FACT = {
    "--id": "exampleland-trainers",
    "--chapter": "summit",
    "--kind": "position",
    "--as-of": "2026-01-06",
    "--statement": "Exampleland offered 40 soldiers, as trainers.",
    "--value": "40",
    "--unit": "soldiers",
    "--subject": "FRA",
    "--sources": "elysee",
}
SOURCE = {
    "--id": "example-gov",
    "--kind": "official",
    "--access": "read",
    "--publisher": "Government of Exampleland",
    "--title": "Statement on the Paris summit",
    "--url": "https://example.org/paris",
    "--language": "en",
    "--accessed": "2026-11-20",
}


def line(cells: dict[str, str], **other: str) -> list[str]:
    """Options as they stand on a command line; of a fact, with what its source says."""
    cells = cells | {f"--{name}": text for name, text in other.items()}
    options = [part for option in cells.items() for part in option]
    if "--sources" in cells:
        options += ["--passage", cells["--sources"], "It offers 40.", "40 soldiers"]
        options += ["--seen-on", "2026-11-20"]
    return options


def test_a_fact_gets_into_its_place(run, book):
    before = book.path("facts").read_text("utf-8").splitlines()
    status, out, _ = run("add-fact", *line(FACT))
    after = book.path("facts").read_text("utf-8").splitlines()
    assert status == 0 and book.check() == []
    passage = "exampleland-trainers,elysee,,It offers 40.,40 soldiers,excerpt,2026-11-20,yes"
    assert passage in book.path("passages").read_text("utf-8").splitlines()
    assert out.strip() == after[2] and after == [*before[:2], out.strip(), *before[2:]]
    assert out.startswith('exampleland-trainers,summit,position,2026-01-06,"Exampleland offered')


def test_a_dry_run_prints_the_row(run, book):
    before = files(book.root)
    status, out, _ = run("add-fact", *line(FACT), "--dry-run")
    assert status == 0 and out.startswith("exampleland-trainers,") and files(book.root) == before


def test_every_problem_is_named_at_once_with_what_was_perhaps_meant(run, book):
    before = files(book.root)
    wrong = {"subject": "germany", "sources": "https://example.org/elysee;paper", "unit": "parsecs"}
    status, out, err = run("add-fact", *line(FACT, **wrong), "--chapter", "asia")
    assert (status, out) == (1, "") and files(book.root) == before
    for said in (
        "chapter: 'asia'",
        "unit: 'parsecs'",
        "subject 'germany': perhaps DEU (Germany), or add it to data/subjects.csv",
        "source 'https://example.org/elysee': perhaps elysee, or add it first",
        "source 'paper': perhaps paper-march, or",
        "nothing was written",
    ):
        assert said in err, said
    # The new row stands in no file yet: its problems have a column and no line.
    assert "data/facts.csv:" not in err
    assert "nothing like it" in run("add-fact", *line(FACT, subject="XYZ"))[2]


def test_a_fact_whose_name_is_taken_is_refused(run, book):
    before = files(book.root)
    assert "stands in line" in run("add-fact", *line(FACT, id="aid-total"))[2]
    assert files(book.root) == before


def test_in_an_open_edition_a_new_row_was_looked_up_today(run, book):
    book.edition["date"] = ""
    book.write()
    assert run("add-fact", *line(FACT))[0] == 0
    assert row(book, "exampleland-trainers")["checked"] == TODAY
    assert run("add-source", *line(SOURCE, accessed=""))[0] == 0
    assert f",{TODAY},en," in book.path("sources").read_text("utf-8")


def test_a_source_and_then_its_fact(run, book):
    status, out, err = run("add-source", *line(SOURCE))
    assert status == 0 and out.startswith("example-gov,official,read,") and "add-fact" in err
    assert [violation.column for violation in book.check()] == ["source_id"]
    status, _, err = run("add-fact", *line(FACT, sources="example-gov"))
    assert (status, err) == (0, "") and book.check() == []


def test_a_source_that_is_known_already_is_refused(run, book):
    before = files(book.root)
    status, _, err = run("add-source", *line(SOURCE, url="https://example.org/elysee/"))
    assert status == 1 and files(book.root) == before
    assert "the address is that of elysee already: What elysee wrote" in err


# --- release ---------------------------------------------------------------------------------


@pytest.fixture
def open_book(book):
    """The book in an open edition, with the files that name its version, under git and tagged."""
    root = book.root
    book.edition["date"] = ""
    book.write()
    (root / "CITATION.cff").write_text('version: "1.0.0"\ndate-released: "2025-01-01"\n')
    (root / "pyproject.toml").write_text('[project]\nname = "a"\nversion = "1.0.0"\n')
    (root / "README.md").write_text("# A book\n\n*A book*, version 1.0.0, 2025. More.\n")
    (root / "CHANGELOG.md").write_text(
        "# Changelog\n\n## Unreleased\n\n- By hand.\n\n## 1.0.0 (2025-01-01)\n\n- The first.\n"
    )
    commit(root)
    git(root, "tag", "v1.0.0")
    return book


def test_a_release_sets_every_place(run, open_book):
    assert run("correct", "paris-countries", "--value", "36", "--note", "A note.")[0] == 0
    passages = open_book.path("passages")
    passages.write_text(passages.read_text("utf-8").replace("and 35", "and 36"), "utf-8")
    status, out, _ = run("release", "1.1.0", "--date", TODAY)
    root = open_book.root
    assert status == 0 and len(out.splitlines()) == 6
    assert f'date = "{TODAY}"\n' in (root / "data/edition.toml").read_text()
    assert (root / "CITATION.cff").read_text() == f'version: "1.1.0"\ndate-released: "{TODAY}"\n'
    assert 'version = "1.1.0"\n' in (root / "pyproject.toml").read_text()
    assert f"version 1.1.0, {TODAY[:4]}. More." in (root / "README.md").read_text()
    assert (root / "CHANGELOG.md").read_text() == (
        f"# Changelog\n\n## 1.1.0 ({TODAY})\n\n- By hand.\n\n### Facts\n\n"
        "- `paris-countries`: at least 35 countries → at least 36 countries; statement changed; "
        f"checked 2026-11-20 → {TODAY}; note nothing → A note.\n\n"
        "### Passages\n\n- `paris-countries · elysee`: says It says so, and 35. → It says so, "
        "and 36.\n\n"
        "## 1.0.0 (2025-01-01)\n\n- The first.\n"
    )
    assert rules.check(root) == []


def test_a_release_commits_and_tags(run, open_book):
    root = open_book.root
    status, out, _ = run("release", "2.0.0", "--tag")
    assert status == 0 and "git push --follow-tags" in out
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "log", "-1", "--format=%s").strip() == "Release 2.0.0"
    assert git(root, "tag", "-n1", "--points-at", "HEAD").split() == ["v2.0.0", "2.0.0"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["1.0.0"], "the version 1.0.0 does not follow 1.0.0"),
        (["1.1"], "the version '1.1' is invalid"),
        (["1.1.0", "--date", "2026-02-30"], "the date '2026-02-30' is invalid"),
        (["1.1.0", "--date", "2026-07-01"], "data/edition.toml:"),
        (["--open", "Second"], "an edition is open already"),
    ],
)
def test_what_stands_in_the_way_of_a_release(run, open_book, arguments, said):
    before = files(open_book.root)
    status, _, err = run("release", *arguments)
    assert status == 1 and said in err and files(open_book.root) == before


def test_a_release_with_other_changes_or_a_lost_name_or_a_missing_place_is_refused(run, open_book):
    root = open_book.root
    (root / "stray.txt").write_text("x")
    assert "commit these first" in run("release", "1.1.0", "--tag")[2]
    (root / "stray.txt").unlink()
    text = (root / "README.md").read_text()
    (root / "README.md").write_text("No version.\n")
    assert "README.md: 0 places" in run("release", "1.1.0")[2]
    (root / "README.md").write_text(text)
    (root / "CHANGELOG.md").write_text("# Changelog\n")
    assert "has no heading '## Unreleased'" in run("release", "1.1.0")[2]
    open_book.tables["facts"] = [
        f for f in open_book.tables["facts"] if f["fact_id"] != "aid-total"
    ]
    open_book.write()
    assert "fact aid-total: is gone" in run("release", "1.1.0")[2]


def test_if_git_refuses_the_files_are_put_back(run, open_book):
    root = open_book.root
    hook = root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no >&2\nexit 1\n")
    hook.chmod(0o755)
    before = files(root)
    status, _, err = run("release", "1.1.0", "--tag")
    assert status == 1 and "git commit failed: no" in err and files(root) == before


def test_the_next_edition_is_opened(run, open_book):
    root = open_book.root
    assert run("release", "1.1.0")[0] == 0
    commit(root, "Release")
    assert "was closed on" in run("release", "1.2.0")[2]
    dry = files(root)
    assert run("release", "--open", "Second edition", "--dry-run")[0] == 0 and files(root) == dry
    assert run("release", "--open", "Second edition")[0] == 0
    edition = (root / "data/edition.toml").read_text()
    assert 'name = "Second edition"\ndate = ""\n' in edition and rules.check(root) == []
    assert "# Changelog\n\n## Unreleased\n\n## 1.1.0 (" in (root / "CHANGELOG.md").read_text()
    assert run("release", "--open", 'A "b"')[0] == 1
    assert run("release", "1.2.0")[0] == 0
