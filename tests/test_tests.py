"""The tests themselves: they wait for what happens, never for a while, and never ask the page to
evaluate a text.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

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
