"""How does MyST read where only plain Markdown is understood, as in Jupyter?

:func:`markdown` fills the roles in, makes links of them where an address is known, and turns
directives into quotations, lists and plain text.  What it does not know keeps its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from factbook import roles
from factbook.records import Records


class Target(NamedTuple):
    """Where a link leads: the title of the place, and its address (empty where none is known)."""

    title: str = ""
    address: str = ""


def _nowhere(*asked: str) -> Target:
    return Target()


@dataclass(frozen=True)
class Surroundings:
    """What of the book a text needs away from it.

    ``derived`` gives the printed form of each computed number by name; ``record`` the place of a
    record, asked by the role's kind and target; ``place`` that of a page, a label or an anchor;
    ``directives`` what stands for a directive of the book, by its name, made of its arguments.
    ``here`` is the page that the text is from.
    """

    records: Records
    derived: Mapping[str, str] = field(default_factory=dict)
    record: Callable[[str, str], Target] = _nowhere
    place: Callable[[str], Target] = _nowhere
    directives: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    here: Target = field(default_factory=Target)


CODE = ("code", "code-block", "code-cell", "sourcecode")
SILENT = ("contents", "include", "index", "meta", "raw", "tableofcontents", "toctree")
"""Directives that say nothing here: they arrange pages, or write what is not Markdown."""

ADMONITIONS = (
    *("attention", "caution", "danger", "error", "hint", "important", "note", "seealso", "tip"),
    *("todo", "versionadded", "versionchanged", "warning"),
)
"""Admonitions whose name is their title; the title of others is their argument."""

ELSEWHERE = "What stands here in the book is on its page."

_FENCE = re.compile(r"(?P<indent> *)(?P<mark>`{3,}|~{3,}|:{3,})(?P<info>.*)")
_DIRECTIVE = re.compile(r"\s*\{(?P<name>[\w:.+-]+)\}\s*(?P<arguments>.*?)\s*")
_OPTION = re.compile(r":[\w-]+:(\s.*)?")
_UNSEEN = re.compile(r"\([^()\s]+\)=\s*|%.*|\+\+\+.*")
"""A label, a comment, a break between blocks: lines that print nothing."""

_MEANING = re.compile(r"^:\s+(?=\S)")
"""How a line begins that says what the term above it means."""

_INLINE = re.compile(
    r"(?P<escape>\\.)"
    r"|\{(?P<role>[A-Za-z][\w:.+-]*)\}(?P<ticks>`+)(?P<text>.+?)(?P=ticks)(?!`)"
    r"|(?P<code>(?P<fence>`+)(?!`).+?(?<!`)(?P=fence)(?!`))"
    r"|(?P<comment><!--.*?-->)"
    r"|!\[(?P<alt>[^\]]*)\]\([^)]*\)"
    r"|\[(?P<words>(?:[^\[\]`]|`[^`]*`|\[[^\]]*\])*)\]\(<?(?P<target>[^)\s>]*)>?(?:\s+\"[^\"]*\")?\)"
    r"|<(?P<auto>project:[^<>\s]*)>"
    r"|(?P<dollar>\$)",
    re.DOTALL,
)
_MARKUP = re.compile(r"([\\`*_\[\]<>|$~#&])")
_STARTS_BLOCK = re.compile(r"^[-+=]")
_STARTS_LIST = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)


def escape(text: str) -> str:
    """A text that Markdown prints as it is.

    The dollar sign too, which begins a formula in Jupyter.
    """
    text = _STARTS_BLOCK.sub(r"\\\g<0>", _MARKUP.sub(r"\\\1", text))
    return _STARTS_LIST.sub(r"\1\\\2", text)


def link(words: str, address: str) -> str:
    """A link of words that are Markdown already; the words alone where there is no address."""
    return f"[{words}](<{address}>)" if address else words


def markdown(text: str, around: Surroundings) -> str:
    """A text of MyST as plain Markdown."""
    blocks = [block for block in _blocks(text.split("\n"), around) if block.strip("\n")]
    return "\n\n".join(block.strip("\n") for block in blocks)


def _blocks(lines: list[str], around: Surroundings) -> Iterator[str]:
    """The blocks of a text, converted: paragraphs, directives, code."""
    paragraph: list[str] = []
    rest = iter(lines)
    for line in rest:
        opened = _FENCE.fullmatch(line)
        if line.strip() and not opened and not _UNSEEN.fullmatch(line):
            paragraph.append(line)
            continue
        yield _paragraph(paragraph, around)
        paragraph = []
        if opened:
            body = list(_until_closed(rest, opened["mark"], len(opened["indent"])))
            yield _indented(_fenced(opened, body, around), opened["indent"])
    yield _paragraph(paragraph, around)


def _until_closed(lines: Iterator[str], mark: str, indent: int) -> Iterator[str]:
    """The lines of a fence up to its end, which the text's end is too."""
    for line in lines:
        bare = line.strip()
        if len(bare) >= len(mark) and not bare.strip(mark[0]):
            return
        yield line[min(indent, len(line) - len(line.lstrip(" "))) :]


def _indented(text: str, indent: str) -> str:
    return "\n".join(indent + line if line else line for line in text.split("\n"))


def _fenced(opened: re.Match, body: list[str], around: Surroundings) -> str:
    directive = _DIRECTIVE.fullmatch(opened["info"])
    if directive:
        return _directive(directive["name"], directive["arguments"], body, around)
    if opened["mark"].startswith(":"):
        return markdown("\n".join(body), around)
    return _code(opened["info"].strip(), body)


def _code(language: str, body: list[str]) -> str:
    """Code in a fence that is longer than any inside it."""
    longest = max([2, *map(len, re.findall(r"`{3,}", "\n".join(body)))])
    mark = "`" * (longest + 1)
    return "\n".join([mark + language, *body, mark])


def _directive(name: str, arguments: str, body: list[str], around: Surroundings) -> str:
    """What stands for a directive."""
    if name in around.directives:
        return around.directives[name](arguments)
    if name in SILENT:
        return ""
    body = _without_options(body)
    if name in CODE:
        return _code(arguments, body)
    if name == "math":
        return "\n".join(["$$", *body, "$$"])
    said = markdown("\n".join(body), around)
    title = _inline(arguments, around) if arguments else ""
    if name == "admonition" or name in ADMONITIONS:
        title = " ".join(filter(None, ["" if name == "admonition" else name.capitalize(), title]))
        return _quoted("\n\n".join(filter(None, [f"**{title}**", said])))
    if not said:
        return f"*{link(ELSEWHERE, around.here.address)}*"
    return "\n\n".join(filter(None, [title and f"**{title}**", said]))


def _without_options(body: list[str]) -> list[str]:
    """The content of a directive without the options before it, in either form."""
    if body and body[0].strip() == "---":
        end = next((i for i, line in enumerate(body[1:], 1) if line.strip() == "---"), len(body))
        return body[end + 1 :]
    while body and _OPTION.fullmatch(body[0]):
        body = body[1:]
    return body


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _paragraph(lines: list[str], around: Surroundings) -> str:
    """Lines without a blank one between them, converted; a term with what it means as a list."""
    listed: list[str] = []
    for line, following in pairwise([*lines, ""]):
        if _MEANING.match(line) and listed:
            listed.append(_MEANING.sub("- ", line))
        elif _MEANING.match(following) and not line.startswith(" "):
            listed += [*[""] * bool(listed), f"**{line.strip()}**", ""]
        else:
            listed.append(line)
    return _inline("\n".join(listed), around)


def _inline(text: str, around: Surroundings, *, linked: bool = False) -> str:
    """A text with its roles and links converted; ``linked`` inside a link, which holds no other."""
    return _INLINE.sub(lambda found: _replaced(found, around, linked), text)


def _replaced(found: re.Match, around: Surroundings, linked: bool) -> str:
    if found["role"]:
        said = _role(found["role"], " ".join(found["text"].split()), around, linked)
        return said + "\\" if _begins_a_list(said, found) else said
    if found["words"] is not None:
        return _link(found["words"], found["target"], around, linked)
    if found["auto"]:
        return _link("", found["auto"].removeprefix("project:"), around, linked)
    if found["alt"] is not None:
        return f"*{_inline(found['alt'], around, linked=linked)}*" if found["alt"] else ""
    if found["dollar"]:
        return r"\$"
    return "" if found["comment"] else found[0]


def _begins_a_list(said: str, role: re.Match) -> bool:
    """Whether a number at the beginning of a line, with the stop that follows, would be a list."""
    text, start, end = role.string, role.start(), role.end()
    opens = not text[:start].rpartition("\n")[2].strip()
    return opens and said.isdecimal() and text[end : end + 1] in (".", ")")


def _role(name: str, text: str, around: Surroundings, linked: bool) -> str:
    """What a role prints, as a link where it has one."""
    words, target = roles.split_role(text)
    if name in roles.KINDS:
        printed = words or printed_by(name, target, around)
        address = "" if linked else around.record(name, target).address
        return link(escape(printed), address)
    match name:
        case "doc" | "ref" | "any" | "numref" | "download":
            place = around.place(target)
            return link(escape(words or place.title or target), "" if linked else place.address)
        case "code" | "kbd" | "samp" | "file" | "command" | "literal":
            return f"``{text}``" if "`" in text else f"`{text}`"
        case "math":
            return f"${text}$"
        case "sub" | "sup":
            return f"<{name}>{escape(text)}</{name}>"
        case "abbr":
            return escape(re.sub(r"\s*\(.*\)$", "", text))
    return escape(words or text)


def printed_by(kind: str, target: str, around: Surroundings) -> str:
    """What a role of the book prints without words of its own; its target where nobody knows."""
    if kind == "derived":
        return around.derived.get(target, target)
    return roles.print_role(kind, target, "", around.records).text or target


def _link(words: str, target: str, around: Surroundings, linked: bool) -> str:
    """A link: as it stands where it leads away from the book, else to its place there."""
    said = _inline(words, around, linked=True)
    if _OUTSIDE.match(target):
        return link(said or escape(target), "" if linked else target)
    place = around.place(target)
    return link(said or escape(place.title or target), "" if linked else place.address)
