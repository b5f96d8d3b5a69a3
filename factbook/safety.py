"""What may not stand in a cell: what pages, spreadsheets or readers take for something else.

Each function gives the words that follow "expected" in a message, or nothing when all is well.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from urllib.parse import urlsplit

_SOUND = re.compile(r"(?:(?![ =+\-@])[ !-:=-z|~]*[!-:=-z|~])?")
"""Printable ASCII that none of these rules looks at again: most cells are that."""

_PLAIN = re.compile(r"[ !-;=-~]*")
"""Printable ASCII without ``<``, which needs no look at single characters."""

_HIDDEN_CATEGORIES = {
    "Cc": "a control character",
    "Cf": "a character that cannot be seen",
    "Cs": "half of a character",
    "Co": "a character for private use",
    "Cn": "a character that Unicode does not have",
    "Zl": "a line separator",
    "Zp": "a paragraph separator",
}
_HIDDEN = {
    "\u034f": "a character that cannot be seen",
    "\u115f": "a blank that looks like nothing",
    "\u1160": "a blank that looks like nothing",
    "\u17b4": "a character that cannot be seen",
    "\u17b5": "a character that cannot be seen",
    "\u2800": "a blank that looks like nothing",
    "\u3164": "a blank that looks like nothing",
    "\uffa0": "a blank that looks like nothing",
    "\ufffc": "the mark of an object that is missing",
    "\ufffd": "the mark of a character that was lost",
}

_CP1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MISREAD = re.compile(f"[\u0080-\u00ff{_CP1252}]{{2,}}")
"""What can be UTF-8 that was read as Windows-1252: two characters or more outside ASCII."""

_PLAUSIBLE = re.compile("[\u0080-\u024f\u0370-\u04ff\u2000-\u206f\u20a0-\u20bf\u2100-\u22ff]+")
"""What misread text decodes to: European letters, punctuation, signs.  Anything else is chance."""

_FORMULA = re.compile(r"(?:^|;)([=+\-@])")
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4}"
)
"""Four combining marks in a row: no European language stacks more than three."""

_WORD = re.compile(r"[^\W\d_]+")
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
_LOCAL = ("local", "localhost", "internal", "home", "lan", "test", "invalid", "example")
LONGEST_ADDRESS = 600
"""Longer addresses carry a session or a tracker; the longest has 505, since letters of
other scripts stand percent-encoded."""


def unsafe_text(text: str) -> str:
    """What makes a text unsafe or damaged, as words that follow "expected"; empty when it is fine.

    Refused are markup, what a spreadsheet would run, what cannot be seen, and what a wrong decoding
    leaves behind.  ``text`` is a whole cell.
    """
    if _SOUND.fullmatch(text):
        return ""
    if not _PLAIN.fullmatch(text):
        if "<" in text:
            return "text without '<', which begins markup"
        if reason := _odd_characters(text):
            return reason
    if text != text.strip():
        return "text that neither begins nor ends with a blank"
    if found := _FORMULA.search(text):
        where = "at its start" if found.start() == 0 and found[0] == found[1] else "after ';'"
        return f"text without {found[1]!r} {where}, which a spreadsheet would run"
    if "{{" in text or "}}" in text:
        return "text without '{{' and '}}', which begin a placeholder"
    return ""


def _odd_characters(text: str) -> str:
    """What is wrong with the characters of a text, as :func:`unsafe_text` says it."""
    for character in text:
        if what := _hidden(character):
            return f"text without U+{ord(character):04X}, {what}"
    for found in _MISREAD.finditer(text):
        if right := _decoded(found[0]):
            return (
                f"{right!r} in the place of {found[0]!r}: "
                "UTF-8 was read as Windows-1252, import the file as UTF-8"
            )
    if text != unicodedata.normalize("NFC", text):
        return "text in Unicode's composed form (NFC): é as one character"
    if _MARKS.search(text):
        return "at most three combining marks on a letter"
    for found in _WORD.finditer(text):
        if not found[0].isascii() and len(scripts := _scripts(found[0])) > 1:
            return f"one script in {found[0]!r}, which has letters of {' and '.join(scripts)}"
    return ""


@cache
def _hidden(character: str) -> str:
    """What a character that no text may hold is; empty for any other."""
    if reason := _HIDDEN.get(character):
        return reason
    if "VARIATION SELECTOR" in unicodedata.name(character, ""):
        return "a character that cannot be seen"
    return _HIDDEN_CATEGORIES.get(unicodedata.category(character), "")


def _decoded(text: str) -> str:
    """The text that was read as Windows-1252 although it was UTF-8; empty if it was not."""
    try:
        # Windows-1252 leaves five bytes open; what reads it passes those on as they are.
        right = b"".join(c.encode("latin-1" if c < "\u00a0" else "cp1252") for c in text).decode(
            "utf-8"
        )
    except UnicodeError:
        return ""
    return right if _PLAUSIBLE.fullmatch(right) else ""


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0]


def _scripts(word: str) -> list[str]:
    """The look-alike scripts of a word's letters: Latin, Cyrillic, Greek."""
    found = {_script(letter) for letter in word} & {"LATIN", "CYRILLIC", "GREEK"}
    return sorted(script.capitalize() for script in found)


def unsafe_address(address: str) -> str:
    """What is wrong with an address, as words that follow "expected"; empty when it is fine.

    An address is ``https:``, its host is a name of the public internet in ASCII letters (a name in
    other letters can look like another), and nothing in it is hidden.
    """
    if not address.startswith("https://"):
        return "an address that begins with https://"
    if re.search(r"[\s<>\"'`\\{}|^]", address):
        return "an address without blanks, quotation marks and < > \\ { } | ^ `"
    if not address.isascii():
        for character in address:
            if what := _hidden(character):
                return f"an address without U+{ord(character):04X}, {what}"
    if len(address) > LONGEST_ADDRESS:
        return f"an address of at most {LONGEST_ADDRESS} characters"
    return _unsafe_host(address)


def _unsafe_host(address: str) -> str:
    """What is wrong with the host of an address, as :func:`unsafe_address` says it."""
    try:
        host = urlsplit(address).netloc
    except ValueError:
        return "an address with a host like www.example.org"
    if "@" in host:
        return "an address without '@' in its host: what stands before it is no part of the host"
    if not host.isascii() or "xn--" in host.lower():
        return "a host in ASCII letters: other letters can look like those of another site"
    if not _HOST.fullmatch(host) or host.lower().rsplit(".", 1)[-1] in _LOCAL:
        return "an address with a host of the public internet like www.example.org"
    return ""
