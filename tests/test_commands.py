"""The line of ``python -m factbook``, and the commands that read: check, show, find and diff."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import commandbook
import pytest
from commandbook import commit, files, git

from factbook import __main__ as command_line
from factbook import checking, commands, history, rules, tables
from factbook.__main__ import main
from factbook.commands import check, find

# --- the line --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", commands.COMMANDS)
def test_each_command_has_one_sentence_and_an_example_that_parses(name, capsys):
    with pytest.raises(SystemExit) as left:
        main([name, "--help"])
    out = " ".join(capsys.readouterr().out.split())
    assert left.value.code == 0
    sentence, example = command_line.described(name)
    assert sentence.endswith(".") and sentence in out and example in out
    command, *line = shlex.split(example.removeprefix("Example: python -m factbook "))
    assert command == name and command_line.parser_of(name).parse_args(line)


def test_the_help_names_every_command(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    out = capsys.readouterr().out
    assert all(f"    {name}" in out for name in commands.COMMANDS)


def test_a_command_that_is_none_is_named(capsys):
    with pytest.raises(SystemExit) as left:
        main(["chekc"])
    assert left.value.code == 2 and "invalid choice: 'chekc'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("trouble", "status", "said"),
    [
        (KeyboardInterrupt(), 130, "interrupted; every file is as it was"),
        (OSError(28, "No space left on device"), 1, "No space left on device"),
        (commands.CommandError("no such thing"), 1, "no such thing"),
    ],
)
def test_trouble_is_one_line_and_a_status(run, monkeypatch, trouble, status, said):
    def fail(options):
        raise trouble

    monkeypatch.setattr(check, "run", fail)
    got, out, err = run("check")
    assert (got, out) == (status, "") and said in err and "Traceback" not in err


def test_a_letter_that_the_terminal_lacks_is_escaped():
    done = subprocess.run(
        [sys.executable, "-c", "from factbook.commands import say; say('Č → x')"],
        env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(tables.root())},
        capture_output=True,
        check=True,
    )
    assert done.stdout.split() == [rb"\u010c", rb"\u2192", b"x"]


# --- check -----------------------------------------------------------------------------------


def test_check_is_quiet_when_all_holds(run):
    assert run("check") == (0, "", "")


def test_check_prints_every_broken_rule(run, book):
    book.row("facts", "paris-countries").update(unit="parsecs", value="36")
    book.write()
    status, out, err = run("check")
    assert status == 1 and len(out.splitlines()) == len(rules.check(book.root)) >= 2
    assert "data/facts.csv:5: paris-countries: unit: " in out and "broken rules" in err


def test_check_reads_the_pages_too(run, book):
    (book.root / "index.md").write_text("# A\n\nIt had {fact}`36 countries <paris-countries>`.\n")
    status, out, _ = run("check", "--github")
    assert status == 1
    assert "index.md:3: the words '36 countries' say 36, which the fact 'paris-countries'" in out
    assert "::error file=index.md,line=3,title=broken rule::the words" in out


def test_a_row_that_keeps_pages_from_being_judged_is_named_itself(run, book):
    book.row("facts", "paris-countries").update(unit="parsecs", value="x", as_of="2026-99")
    book.write()
    status, out, err = run("check")
    assert (
        status == 1 and "data/facts.csv:5: paris-countries: unit" in out and "Traceback" not in err
    )


def test_an_error_of_the_checks_own_is_not_hidden(run, monkeypatch):
    def fail(records):
        raise KeyError("a mistake of ours")

    monkeypatch.setattr(checking.pages, "violations", fail)
    with pytest.raises(KeyError):
        run("check")


def test_check_annotates_a_pull_request(run, book):
    book.row("facts", "paris-countries")["unit"] = "100%,a:b"
    book.write()
    status, out, _ = run("check", "--github")
    assert status == 1
    assert re.search(
        r"^::error file=data/facts\.csv,line=5,title=unit::'100%25,a:b' is ", out, re.M
    )


def test_an_annotation_cannot_be_broken_out_of():
    violation = tables.Violation("a,b:c.csv", 1, "", "one\n::error::two % three")
    assert check.annotation(violation) == (
        "::error file=a%2Cb%3Ac.csv,line=1,title=broken rule::one%0A::error::two %25 three"
    )


# --- show ------------------------------------------------------------------------------------


def test_show_a_fact(run, book):
    book.row("claims", "jan-nations")["explanation"] = "The host counted thirty-five."
    book.write()
    status, out, _ = run("show", "paris-countries")
    assert status == 0
    for line in (
        "fact paris-countries",
        "statement: At least 35 countries took part in the Paris summit.",
        "prints: at least 35 countries; 6 January 2026",
        "support: official, the text of the institution that acted says it",
        "source elysee: The elysee (6 January 2026), “What elysee wrote” https://example.org/elysee",
        "rival paris-countries-agency: By the agency's count, 27 to 30 countries took part.",
        "index.md:3: {fact} “35 countries”",
        "index.md:3: {fact-date} “6 January 2026”",
        "index.md:4: {fact}",
        'chapters/small.ipynb: cell "title", line 3: {fact} “35 countries”',
        'chapters/small.ipynb: cell "chart", line 2: {fact}',
        "decides claim jan-nations (partly)",
        "goes into small-mean (chapters/small.ipynb: cell 'load'): 31.0 countries",
        "repeats the figure: data/claims.csv, jan-nations, explanation",
        "repeats the figure: data/series/meetings.csv:2, countries_max",
    ):
        assert f"{line}\n" in out or f"{line} " in out, line
    assert "question: paris-how-many" in out and "qualifier: at-least" in out


def test_show_states_and_relays(run):
    assert (
        "later state headquarters-open: The headquarters" in run("show", "headquarters-planned")[1]
    )
    assert "earlier state headquarters-planned: Macron" in run("show", "headquarters-open")[1]
    assert "; relayed by digest-a, digest-b https://" in run("show", "summit-planned")[1]
    assert "; caution: Controlled by" in run("show", "russia-against-soldiers")[1]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (
            "jan-nations",
            ["verdict partly: part of it", "fact paris-countries: At least", "index.md:5"],
        ),
        (
            "elysee",
            ["fact paris-countries: At least", "series meetings: 1 row", "index.md:5: {source}"],
        ),
        ("FRA", ["name: France", "fact headquarters-planned: Macron"]),
        ("paris-how-many", ["text: How many", "answer paris-countries-agency: By the"]),
        (
            "small-mean",
            [
                "formula: the mean",
                "from paris-countries: at least 35",
                'cell "end", line 1: {derived}',
            ],
        ),
    ],
)
def test_show_the_other_records(run, name, lines):
    status, out, _ = run("show", name)
    assert status == 0 and all(line in out for line in lines), out


def test_show_offers_the_nearest_ids(run):
    status, out, err = run("show", "paris-countrys")
    assert (status, out) == (1, "")
    assert err.startswith("no record 'paris-countrys'; nearest: paris-countries, ")
    assert run("show", "zzz")[2] == "no record 'zzz'\n"


def test_a_notebook_that_is_not_one_is_named(run, book):
    (book.root / "chapters/broken.ipynb").write_text("<<<<<<< ours\n")
    status, _, err = run("show", "paris-countries")
    assert status == 1 and err.startswith("broken.ipynb is not a notebook")


# --- find ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            "1358.40 billion",
            "data/facts.csv:2: statement: By April 2026 donors had allocated about 1,",
        ),
        ("1,358.40", "data/facts.csv:2: value: 1358.40"),
        ("AT LEAST 35  countries took", "data/facts.csv:5: statement"),
        ("lends money", "data/series/instruments.csv:2: statement: It lends money."),
        ('"as ever"', "data/claims.csv:3: quote"),
        ("example.org/elysee", "data/sources.csv:4: url"),
        ("see {source}`elysee`", "index.md:5: "),
        ("the mean is", 'chapters/small.ipynb: cell "end", line 1: The mean is'),
    ],
)
def test_find_folds_what_a_keyboard_lacks(run, text, place):
    status, out, _ = run("find", text)
    assert status == 0 and place in out


def test_find_nothing(run):
    assert run("find", "no such words") == (1, "", "")
    assert run("find", " ")[0] == 1


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Élysée", "elysee"),
        ("Nicușor  Łódź", "nicusor lodz"),
        ("1,400 of 12,345,678", "1400 of 12345678"),
        ("1,40 and 1,4000", "1,40 and 1,4000"),
        ("co-chairs’ “x” – y", 'co-chairs\' "x" - y'),
        ("Straße", "strasse"),
    ],
)
def test_folding(text, plain):
    assert find.folded(text) == plain


def test_an_excerpt_shows_the_words_around():
    text = "word " * 50 + "Élysée here" + " word" * 50
    around = find.excerpt(text, "elysee")
    assert "Élysée here" in around and around.startswith("… ") and around.endswith(" …")
    assert len(around) < 200 and find.excerpt(text, "nothing") == ""


# --- diff ------------------------------------------------------------------------------------


@pytest.fixture
def committed(book):
    """The book in its first commit."""
    commit(book.root)
    return book


def test_diff_says_nothing_changed(run, committed):
    assert run("diff", "HEAD")[:2] == (
        0,
        "No fact, verdict, source, series or computed number changed.\n",
    )


def test_diff_says_what_changed_in_sentences(run, committed):
    committed.row("facts", "paris-countries").update(
        value="36",
        statement="At least 36 countries took part in the Paris summit.",
        sources="elysee;agency-a",
        as_of="2026-01-07",
    )
    committed.row("facts", "aid-total")["note"] = (
        "A note of more than forty characters, so that it is long."
    )
    committed.row("claims", "jan-nations").update(verdict="contradicted", facts="paris-countries")
    committed.row("sources", "elysee")["title"] = "Another title"
    committed.add(
        "subjects", code="USA", name="United States", kind="country", region="North America"
    )
    committed.row("series/meetings", "2026-01-06")["countries_max"] = "36"
    committed.tables["series/aid_flows"].pop()
    committed.write()
    commandbook.change_derived(
        committed.root, printed="31.5 countries", formula="another way to it"
    )
    status, out, _ = run("diff", "HEAD")
    assert status == 0 and out.splitlines() == [
        "fact aid-total: note changed",
        (
            "fact paris-countries: at least 35 countries → at least 36 countries; "
            "6 → 7 January 2026; statement changed; sources with agency-a"
        ),
        "claim jan-nations: verdict partly → contradicted; facts without paris-countries-agency",
        "computed small-mean: 31.0 → 31.5 countries; formula changed",
        "series aid_flows: 2026-H1 · United States · military: row is gone",
        "series meetings: 2026-01-06 · leaders: countries_max 35 → 36",
        "passage paris-countries · agency-a: new: It says so, and 36.",
        "passage paris-countries · elysee: says It says so, and 35. → It says so, and 36.",
        "source elysee: title What elysee wrote → Another title",
        "subject USA: new: United States",
    ]


def test_diff_prints_a_number_without_its_unit_twice(run, committed):
    committed.row("facts", "summit-planned").update(value="3")
    committed.write()
    assert run("diff", "HEAD")[1].splitlines()[0] == "fact summit-planned: 2 → 3 leaders"


@pytest.mark.parametrize(("table", "kind"), [("facts", "fact"), ("claims", "claim")])
def test_diff_refuses_a_name_that_vanished(run, committed, table, kind):
    gone = next(iter(committed.tables[table].pop(0).values()))
    committed.write()
    status, out, _ = run("diff", "HEAD")
    assert status == 1
    assert out.splitlines()[0] == f"{kind} {gone}: is gone; a name is for ever: restore it"


def test_diff_refuses_a_computed_number_that_vanished_and_lets_a_source_go(run, committed):
    (committed.root / "chapters/small.ipynb").unlink()
    committed.tables["sources"].pop(1)
    committed.write()
    status, out, _ = run("diff", "HEAD")
    assert status == 1 and "computed small-mean: is gone; a name is for ever" in out
    assert "source agency-b: is gone\n" in out


def test_diff_of_two_revisions_as_markdown(run, committed):
    committed.row("facts", "summit-planned").update(note="Two *leaders* of [it] <b> @all")
    committed.tables["facts"].pop(0)
    committed.write()
    commit(committed.root, "Another")
    committed.row("facts", "summit-planned").update(note="Not asked for.")
    committed.write()
    status, out, _ = run("diff", "HEAD~1", "HEAD", "--markdown")
    assert status == 1 and out == (
        "### Gone\n\n- `aid-total`: is gone; a name is for ever: restore it\n\n"
        "### Facts\n\n- `summit-planned`: note nothing → "
        r"Two \*leaders\* of \[it\] \<b\> \@all"
        "\n"
    )


def test_diff_compares_with_tables_of_another_schema(run, committed):
    path = committed.root / "data/facts.csv"
    lines = path.read_text("utf-8").replace(",question,", ",riddle,")
    path.write_text(lines, "utf-8")
    (committed.root / "data/series/old.csv").write_text("a,b\n1,2\n")
    (committed.root / "chapters/broken.ipynb").write_text("{}")
    commit(committed.root, "Older")
    committed.write()
    assert run("diff", "HEAD")[0] == 0


def test_diff_without_git_or_revision_says_so(run, committed, monkeypatch):
    assert run("diff", "nonsense")[2].startswith("no revision 'nonsense' here")
    with pytest.raises(history.NoHistory, match="no revision '--output=x' here"):
        history.files_at(committed.root, "--output=x", ["data"])
    with monkeypatch.context() as without:
        without.setenv("PATH", "")
        assert "git was not found" in run("diff", "HEAD")[2]
    git_folder = committed.root / ".git"
    git_folder.rename(committed.root / "elsewhere")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(committed.root.parent))
    status, out, err = run("diff", "HEAD")
    assert (status, out) == (1, "") and "not a git repository" in err


def test_reading_commands_write_nothing(run, committed):
    before = files(committed.root)
    for line in (["check"], ["show", "FRA"], ["find", "a"], ["diff", "HEAD"], ["unused"]):
        run(*line)
    assert files(committed.root) == before and git(committed.root, "status", "--porcelain") == ""
