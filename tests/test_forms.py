"""The project's forms and its workflow are well formed, and the site fills in fields that the form
has.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import bookbuild
import pytest
import yaml
from bs4 import BeautifulSoup

from factbook.book.site import addresses

ROOT = Path(__file__).resolve().parent.parent
FORMS = sorted(
    path for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config"
)
REPOSITORY = "https://forge.example/somebody/book"
KINDS = {
    "markdown": {"value"},
    "input": {"label", "description", "placeholder", "value"},
    "textarea": {"label", "description", "placeholder", "value", "render"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
    "checkboxes": {"label", "description", "options"},
}
"""Kind of an element of a form → the attributes that it may have, as GitHub documents them."""


def form(name: str) -> dict:
    """A form as it is read."""
    path = ROOT / ".github/ISSUE_TEMPLATE" / f"{name}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def fields(name: str) -> set[str]:
    """The ids of a form's fields."""
    return {element["id"] for element in form(name)["body"] if "id" in element}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_what_github_takes(path):
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert form.keys() <= {"name", "description", "title", "labels", "assignees", "body"}
    assert 3 <= len(form["name"]) and 3 <= len(form["description"]) <= 200 and form["body"]
    ids, labels = [], []
    for element in form["body"]:
        assert element.keys() <= {"type", "id", "attributes", "validations"}
        attributes = element["attributes"]
        assert attributes.keys() <= KINDS[element["type"]]
        assert all(attributes.values())
        if element["type"] == "markdown":
            continue
        assert re.fullmatch(r"[A-Za-z0-9_-]+", element["id"])
        ids.append(element["id"])
        labels.append(attributes["label"])
        assert element.get("validations", {}).keys() <= {"required"}
        options = attributes.get("options", [])
        if element["type"] == "dropdown":
            assert len(set(options)) == len(options) > 1 and "None" not in options
        if element["type"] == "checkboxes":
            assert all(option.keys() <= {"label", "required"} for option in options) and options
    assert ids and len(set(ids)) == len(ids) and len(set(labels)) == len(labels)


def test_each_kind_of_change_has_a_form():
    assert {path.stem for path in FORMS} == {"bug", "chapter", "correction", "idea", "source"}


def test_every_action_is_pinned_by_its_commit():
    for path in (ROOT / ".github/workflows").glob("*.yml"):
        for action in re.findall(r"uses: (.+)", path.read_text(encoding="utf-8")):
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_the_workflow_gives_no_job_more_rights_than_it_needs():
    workflow = yaml.safe_load((ROOT / ".github/workflows/book.yml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    writing = {
        name for name, job in workflow["jobs"].items() if "write" in str(job.get("permissions"))
    }
    assert writing == {"comment", "publish"}
    # The job that may write to a request runs nothing that the request brings along.
    steps = workflow["jobs"]["comment"]["steps"]
    assert not any(
        "checkout" in step.get("uses", "") or "factbook" in step.get("run", "") for step in steps
    )


# --- the link to the form --------------------------------------------------------------------


def test_the_form_is_filled_in_by_the_ids_of_its_fields():
    config = SimpleNamespace(factbook_repository=REPOSITORY)
    address = urlsplit(addresses.report_form(config, page="A page & more", fact="a-fact"))
    query = parse_qs(address.query)
    assert query == {"template": ["correction.yml"], "page": ["A page & more"], "fact": ["a-fact"]}
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{REPOSITORY}/issues/new"
    assert addresses.report_form(SimpleNamespace(factbook_repository="")) == ""


def test_the_script_fills_in_fields_that_the_form_has():
    script = (ROOT / "factbook/book/site/static/book.js").read_text(encoding="utf-8")
    body = re.search(r"function reportLink.+?\n}", script, re.DOTALL)[0]
    filled = re.search(r"Object\.entries\(\{(.+?)\}\)", body)[1]
    named = {part.split(":")[0].strip() for part in re.sub(r"`[^`]*`", "", filled).split(",")}
    assert named == {"title", "page", "fact", "wrong"} and named - {"title"} <= fields("correction")
    colophon = (ROOT / "factbook/book/site/colophon.py").read_text(encoding="utf-8")
    assert set(re.findall(r"report_form\(config, (\w+)=", colophon)) <= fields("correction")


@pytest.mark.slow
def test_a_site_that_knows_its_project_leads_to_the_form(tmp_path):
    book = bookbuild.Book(tmp_path / "book")
    build = book.build("-W", "-n", BOOK_REPOSITORY=f"{REPOSITORY}/")
    assert build.status == 0, build.gist()
    html = BeautifulSoup(book.site()["index.html"], "lxml")
    assert html.select_one("#fact-cards")["data-report"].startswith(f"{REPOSITORY}/issues/new?")
    link = html.select_one(".colophon").find("a", string="Report an error on this page")
    assert parse_qs(urlsplit(link["href"]).query)["page"] == ["Coalition of the Willing index"]
    # Without it the card copies a letter, as before, and nothing points outside.
    assert book.build("-W", "-n").status == 0
    html = BeautifulSoup(book.site()["index.html"], "lxml")
    assert "data-report" not in html.select_one("#fact-cards").attrs
    assert "Report an error on this page" not in html.text
    wrong = book.build(BOOK_REPOSITORY="somebody/book")
    assert wrong.status == 1
    assert (
        "BOOK_REPOSITORY or factbook_repository in _config.yml is 'somebody/book': expected"
        in wrong.log
    )
