"""The tests themselves: they wait for what happens, never for a while, never ask the page to
evaluate a text, and see the one odd word among many that look the same.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from visit import ALIKE, WIDE, Visit, served

FUNCTION = re.compile(r"\s*(async\s+)?(function\b|\w+\s*=>|\([^()]*\)\s*=>)")
"""How JavaScript that Playwright calls begins; anything else it evaluates, which the policy of the
pages forbids.
"""


def violations(code: str) -> list[str]:
    """What is wrong with the waits in a file of tests: ``line: message``."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr == "wait_for_timeout":
            found.append(f"{node.lineno}: wait for a condition, not for a while")
        if node.func.attr == "wait_for_function":
            given = node.args[0] if node.args else None
            if not (
                isinstance(given, ast.Constant)
                and isinstance(given.value, str)
                and FUNCTION.match(given.value)
            ):
                found.append(f"{node.lineno}: wait_for_function wants a function: '() => …'")
    return found


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.glob("*.py")), ids=lambda p: p.name)
def test_tests_wait_for_conditions(path):
    """A bare expression is evaluated at each poll, which the policy forbids: red whenever the first
    poll comes early.
    """
    assert violations(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("call", "number"),
    [
        ("tab.wait_for_timeout(50)", 1),
        ("tab.wait_for_function(\"location.search === ''\")", 1),
        ("tab.wait_for_function('a => 1' if a else 'b')", 1),
        ("tab.wait_for_function(text)", 1),
        ("tab.wait_for_function()", 1),
        ("tab.wait_for_function('() => 1')", 0),
        ("tab.wait_for_function('async () => 1')", 0),
        ("tab.wait_for_function('i => i', arg=1)", 0),
        ("tab.wait_for_function('([a, b]) => a', arg=1)", 0),
        ("tab.wait_for_function('function () { return 1 }')", 0),
    ],
)
def test_waits_that_are_seen(call, number):
    """The check itself."""
    assert len(violations(call)) == number


STYLE = """
main { background: #222; color: #222; }
div { position: relative; padding: 10px; background: #fff; }
p { position: relative; z-index: 1; }
a { color: #333; text-decoration: underline; }
i { position: absolute; left: 50%; width: 9px; height: 9px; background: #333; }
"""
ALIKE_ONES = '<div><p>Words with <a href="#x">a link</a> in them.</p><i></i></div>'
ODD_ONES = {
    "same": "",
    "colour": "p { color: #bbb; }",
    "colour of the link": "a { color: #ddd; }",
    "ground": "p { background: #333; }",
    "ground around it": "div { background: #333; }",
    "opacity around it": "div { opacity: 0.3; }",
    "ground that ends above it": "div { height: 0; } :scope { height: 90px; }",
    "something that lies behind it": "i { inset: 0; width: auto; height: auto; }",
    "a link that nothing tells": "a { text-decoration: none; }",
}
"""A style that the last of many equal paragraphs has."""


@pytest.mark.browser
@pytest.mark.parametrize("odd", ODD_ONES)
def test_the_odd_one_among_many_is_seen(browser, tmp_path, odd):
    """Axe is asked about some of what looks the same, and about each that differs."""
    style = f"<style>{STYLE} @scope (.odd) {{ {ODD_ONES[odd]} }}</style>"
    page = (
        f"<!doctype html><html lang=en><title>Words</title>{style}"
        f"<main>{ALIKE_ONES * 30}</main><main class=odd>{ALIKE_ONES}</main>"
    )
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    with served(tmp_path) as server:
        visit = Visit(browser, server, WIDE)
        visit.open("index.html", whole=False)
        visit.axe(others=False)
        judged = visit.tab.locator("main:not(.odd) [data-judged]").count()
        visit.context.close()
    assert judged == 2 * ALIKE, "paragraphs and links"
    found = [note for note in visit.wrong if "px" in note]
    assert bool(found) == (odd != "same"), visit.wrong
