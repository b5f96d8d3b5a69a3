"""What a spreadsheet saved comes back byte for byte, or each cell that cannot be told is named and
left.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from spreadsheets import SAVES, Save, american, british, german, read_as_windows

from factbook import tables, writing
from factbook.__main__ import main
from factbook.commands.tidy import letters_of
from factbook.spreadsheet import SheetError, read_sheet, undo_wrong_decoding
from factbook.tidying import Tidied, tidy

ROOT = Path(__file__).resolve().parent.parent


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a stored table."""
    return list(csv.DictReader(io.StringIO(content.decode())))


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_a_save_of_each_table_comes_back_byte_for_byte(save: Save):
    letters = letters_of(ROOT)
    for name in tables.names():
        stored = tables.path_of(name, ROOT).read_bytes()
        saved = save.save(stored)
        tidied = tidy(name, f"data/{name}.csv", saved, rows_of(stored), letters)
        assert tidied.open == [] and tidied.content == stored, name


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_without_a_row_to_compare_with_what_cannot_be_told_is_named_and_left(save: Save):
    """Facts carry their number in the statement: dates of the last century and lost letters alone
    are open.
    """
    stored = tables.path_of("facts", ROOT).read_bytes()
    tidied = tidy("facts", "data/facts.csv", save.save(stored), (), letters_of(ROOT))
    lines = zip(tidied.content.decode().split("\n"), stored.decode().split("\n"), strict=True)
    unlike = {number for number, (one, other) in enumerate(lines, 1) if one != other}
    assert unlike == {violation.line for violation in tidied.open} and len(unlike) < 10


def fact(**cells: str) -> Tidied:
    """One fact, saved with these cells and tidied with no row before it."""
    row = {
        "fact_id": "a-fact",
        "chapter": "summit",
        "kind": "figure",
        "as_of": "2026-01-06",
        "statement": "Donors allocated 358.40 billion euros.",
        "value": "358.40",
        "unit": "eur-bn",
        "subject": "UKR",
        "sources": "a",
    }
    columns = list(rows_of((ROOT / "data/facts.csv").read_bytes())[0])
    cells = dict.fromkeys(columns, "") | row | cells
    content = writing.csv_bytes(columns, [cells.values()])
    return tidy("facts", "facts.csv", content)


def cell(column: str, **cells: str) -> str:
    """One cell after tidying; everything else of the row was right."""
    tidied = fact(**cells)
    assert tidied.open == []
    return rows_of(tidied.content)[0][column]


@pytest.mark.parametrize(
    "saved", ["358.4", "358,4", "358.40", "358,40", "+358.4", "3.584E+02", "358.400"]
)
def test_a_number_is_written_as_its_statement_shows_it(saved):
    assert cell("value", value=saved) == "358.40"


@pytest.mark.parametrize(
    ("saved", "statement", "right"),
    [
        (".5", "It rose by 0.5 points.", "0.5"),
        ("035", "It has 35 members.", "35"),
        ("35.0", "It has 35 members.", "35"),
        ("2.0", "It has two members.", "2"),
        ("1,358.4", "It gave 1,358.40 euros.", "1358.40"),
        ("1.358,4", "It gave 1,358.40 euros.", "1358.40"),
        ("1,358", "It gave 1,358 euros.", "1358"),
        ("1,358", "It gave 1.358 euros.", "1.358"),
        ("3. Mai", "It rose to 3.5 percent.", "3.5"),
        ("3-May", "It rose to 3.05 percent.", "3.05"),
        ("−2", "It fell by -2 points.", "-2"),
        ("7", "It has eight members.", "7"),
    ],
)
def test_the_statement_decides_between_readings_of_a_number(saved, statement, right):
    assert cell("value", value=saved, statement=statement) == right


@pytest.mark.parametrize(
    ("saved", "readings"),
    [("1,358", ["1358", "1.358"]), ("3. Mai", ["3.5", "3.05"]), ("many", ["number"])],
)
def test_a_number_that_cannot_be_told_is_left_and_its_readings_named(saved, readings):
    tidied = fact(value=saved, statement="It gave much.")
    (violation,) = tidied.open
    assert (violation.file, violation.line, violation.column) == ("facts.csv", 2, "value")
    assert all(reading in violation.message for reading in readings)
    assert rows_of(tidied.content)[0]["value"] == saved


@pytest.mark.parametrize(
    ("saved", "right"),
    [
        ("06.01.2026", "2026-01-06"),
        ("6.1.26", "2026-01-06"),
        ("2026/1/6", "2026-01-06"),
        ("2026-1-6", "2026-01-06"),
        ("2026-01-06 00:00:00", "2026-01-06"),
        ("2026-01-06T00:00:00.000", "2026-01-06"),
        ("1/13/2026", "2026-01-13"),
        ("13/1/2026", "2026-01-13"),
        ("5/5/2026", "2026-05-05"),
        ("6-Jan-26", "2026-01-06"),
        ("6. Mai 2026", "2026-05-06"),
        ("January 6, 2026", "2026-01-06"),
        ("Jan-26", "2026-01"),
        ("Mrz 26", "2026-03"),
        ("Sept. 2026", "2026-09"),
        ("01/2026", "2026-01"),
        ("2026.0", "2026"),
    ],
)
def test_a_date_that_can_be_told_is_written_as_iso(saved, right):
    assert cell("as_of", as_of=saved) == right


@pytest.mark.parametrize(
    ("saved", "said"),
    [
        ("1/6/2026", "may be 2026-01-06 or 2026-06-01"),
        ("Jan-99", "may be 1999-01 or 2099-01"),
        ("31.02.2026", "cannot be read as a date"),
        ("26-Jan", "cannot be read as a date"),
        ("46028", "cannot be read as a date"),
        ("#VALUE!", "cannot be read as a date"),
    ],
)
def test_a_date_that_cannot_be_told_is_left(saved, said):
    tidied = fact(as_of=saved)
    assert said in tidied.open[0].message and rows_of(tidied.content)[0]["as_of"] == saved


def test_one_date_tells_the_order_of_all_in_its_file():
    assert rows_of(fact(as_of="1/6/2026", checked="13/11/2026").content)[0]["as_of"] == "2026-06-01"
    assert rows_of(fact(as_of="1/6/2026", checked="11/13/2026").content)[0]["as_of"] == "2026-01-06"


@pytest.mark.parametrize(("date", "right"), [(american, "2026-02-03"), (british, "2026-02-03")])
def test_else_the_days_that_stood_there_before_tell_it(date, right):
    stored = fact(as_of=right, checked="2026-04-05").content
    saved = Save(date).save(stored)
    tidied = tidy("facts", "facts.csv", saved, rows_of(stored))
    assert tidied.open == [] and tidied.content == stored


def test_an_edit_of_a_cell_is_kept_whatever_stood_there():
    stored = fact().content
    edited = stored.replace(b"358.40", b"358.5").replace(b"2026-01-06", b"2026-01-07")
    saved = Save(german, ",", ";", "cp1252").save(edited)
    assert tidy("facts", "facts.csv", saved, rows_of(stored)).content == edited


def test_a_day_that_a_spreadsheet_added_to_a_month_is_asked_for():
    stored = fact(as_of="2026-01").content
    saved = stored.replace(b"2026-01,", b"2026-01-01,")
    tidied = tidy("facts", "facts.csv", saved, rows_of(stored))
    assert "may be 2026-01 or 2026-01-01" in tidied.open[0].message


def test_blank_rows_and_columns_go_rows_are_sorted_and_capitals_put_back():
    columns = ["code", "name", "kind", "region"]
    rows = [["FRA", "France", "Country", "europe"], ["DEU", " Germany ", "country", "Europe"]]
    stored = writing.csv_bytes(columns, [["DEU", "Germany", "country", "Europe"]])
    stored += b"FRA,France,country,Europe\n"
    wide = [[*row, "", ""] for row in rows]
    saved = writing.csv_bytes([*columns, "", ""], [*wide, [""] * 6, [" "] * 6])
    assert tidy("subjects", "subjects.csv", saved).content == stored
    turned = [row[::-1] for row in [["Code", "NAME", "kind", "region"], *rows]]
    saved = b"sep=,\n" + writing.csv_bytes(turned[0], turned[1:])
    assert tidy("subjects", "subjects.csv", saved).content == stored


@pytest.mark.parametrize(
    ("saved", "said"),
    [
        ("code,name,kind\nDEU,Germany,country\n", "the column region is missing"),
        ("code,name,kind,region,remark\nDEU,Germany,country,Europe,x\n", "the column remark"),
        ("code,name,kind,region,\nDEU,Germany,country,Europe,x\n", "number 5, which has no name,"),
        ("code,name,kind,region\nDEU,Germany,West,country,Europe\n", "the row 'DEU' has 5 cells"),
        ("code,name,kind,region\n<<<<<<< ours\nDEU,a,b,c\n=======\n", "two versions"),
        ("\n\n", "is empty"),
    ],
)
def test_a_file_that_is_not_the_table_is_refused_with_the_reason(saved, said):
    with pytest.raises(SheetError, match=said):
        tidy("subjects", "subjects.csv", saved.encode())


@pytest.mark.parametrize("text", ["co-chairs’ “own” words", "Élysée", "Nicușor", "plain"])
def test_a_wrong_decoding_is_undone_and_nothing_else(text):
    assert (
        undo_wrong_decoding(read_as_windows(text.encode())) == text
        and undo_wrong_decoding(text) == text
    )


def test_a_lost_letter_and_a_line_break_are_asked_for():
    sheet = "code,name,kind,region\nperson:dan,Nicu?or Dan,person,\n"
    saved = (sheet + "FRA,Québec,country,Europe\n").encode("cp1252")
    (violation,) = tidy("subjects", "subjects.csv", saved).open
    assert "has lost a letter" in violation.message and violation.line == 3
    saved = b'code,name,kind,region\nFRA,"Fra\nnce",country,Europe\n'
    assert "has a line break" in tidy("subjects", "subjects.csv", saved).open[0].message


def test_mac_roman_and_windows_are_told_apart_by_the_letters_of_the_book():
    text = "code,name\nFRA,Élysée\n"
    for encoding in ("mac_roman", "cp1252"):
        sheet = read_sheet(text.encode(encoding), ["code", "name"], "Éé")
        assert sheet.rows == [["FRA", "Élysée"]] and sheet.encoding == encoding


# --- the command -----------------------------------------------------------------------------


@pytest.fixture
def book(tiny_book):
    """The tiny book under git, so that there is a last commit."""
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "A book"]):
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *command],
            cwd=tiny_book.root,
            check=True,
        )
    return tiny_book


def run(book, *arguments: str) -> int:
    return main(["tidy", *map(str, arguments), "--root", str(book.root)])


def test_every_table_is_tidied_and_a_second_run_finds_nothing(book, capsys):
    stored = {name: book.path(name).read_bytes() for name in ("facts", "series/spending")}
    for name, content in stored.items():
        book.path(name).write_bytes(SAVES["Excel, German"].save(content))
    assert run(book) == 0
    assert capsys.readouterr().out == "data/facts.csv: tidied\ndata/series/spending.csv: tidied\n"
    assert {name: book.path(name).read_bytes() for name in stored} == stored and book.check() == []
    assert run(book) == 0 and capsys.readouterr().out == ""


def test_a_file_elsewhere_is_known_by_its_columns(book, tmp_path_factory, capsys):
    file = tmp_path_factory.mktemp("downloads") / "facts (1).csv"
    file.write_bytes(SAVES["Excel, CSV UTF-8"].save(book.path("facts").read_bytes()))
    assert run(book, file) == 0
    assert file.read_bytes() == book.path("facts").read_bytes()
    file.write_text("weather,wind\nfair,west\n")
    assert run(book, file) == 1 and "is not like any table" in capsys.readouterr().out
    assert run(book, file.with_name("none.csv")) == 1
    assert "none.csv: cannot be read" in capsys.readouterr().err


def test_a_dry_run_shows_the_difference_and_writes_nothing(book, capsys):
    saved = book.path("facts").read_bytes().replace(b"1358.40", b"1358.4")
    book.path("facts").write_bytes(saved)
    assert run(book, "--dry-run") == 0
    out = capsys.readouterr().out
    assert "--- data/facts.csv" in out and "\n-aid-total," in out and ",1358.40,,about" in out
    assert book.path("facts").read_bytes() == saved
    book.path("facts").write_bytes(saved.replace(b"1358.4,", b"1358.40,").replace(b"\n", b"\r\n"))
    assert run(book, "--dry-run") == 0 and "only encoding, line ends" in capsys.readouterr().out


def test_open_cells_are_listed_and_the_other_files_are_tidied(book, capsys):
    book.row("facts", "aid-total")["checked"] = "2/3/2026"
    book.row("facts", "paris-countries")["checked"] = "3/4/2026"
    book.write()
    book.path("subjects").write_bytes(b"code,name\nDEU,Germany\n")
    sources = book.path("sources").read_bytes()
    book.path("sources").write_bytes(b"\xef\xbb\xbf" + sources)
    assert run(book) == 1
    out = capsys.readouterr().out
    assert "data/facts.csv:2: checked: '2/3/2026' may be 2026-02-03 or 2026-03-02" in out
    assert "data/subjects.csv: the column kind is missing" in out
    assert "data/sources.csv: tidied" in out and book.path("sources").read_bytes() == sources
    assert "2/3/2026" in book.path("facts").read_text()


def test_without_git_the_statement_still_decides(book, monkeypatch, capsys):
    shutil.rmtree(book.root / ".git")
    stored = book.path("facts").read_bytes()
    book.path("facts").write_bytes(SAVES["Google Sheets"].save(stored))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(book.root.parent))
    assert run(book) == 0 and book.path("facts").read_bytes() == stored
    monkeypatch.setenv("PATH", "")
    book.path("facts").write_bytes(SAVES["Google Sheets"].save(stored))
    assert run(book) == 0 and book.path("facts").read_bytes() == stored


def test_interrupted_it_leaves_every_table_as_it_was(book, monkeypatch, capsys):
    for name in ("facts", "sources"):
        book.path(name).write_bytes(b"\xef\xbb\xbf" + book.path(name).read_bytes())
    before = {path: path.read_bytes() for path in book.root.rglob("*.csv")}
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == "sources.csv" and self.suffix == ".new":
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    assert run(book) == 130 and "every file is as it was" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in book.root.rglob("*.csv")} == before
