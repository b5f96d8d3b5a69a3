"""What holds between the articles, the claims that quote them, and the facts that decide?"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Iterator

from factbook import schema
from factbook.cells import Violation
from factbook.rules.base import Book, later, listed
from factbook.rules.files import check_sums


def seeds(book: Book) -> Iterator[Violation]:
    """Each article is UTF-8, stands in `seeds/manifest.sha256` and is, byte for byte, the file
    whose sha256 that and `articles.csv` say.
    """
    advice = "the articles stay byte for byte, restore it"
    found = [*check_sums(book.root, "seeds", "*.txt", advice)]
    yield from found
    for name, content in book.seeds.items():
        if "\ufffd" in book.articles[name] and "\ufffd".encode() not in content:
            yield Violation(f"seeds/{name}", 1, "", "is not UTF-8; the articles are")
    changed = {violation.file for violation in found}
    for line, row in book.rows("articles", "seed", "sha256"):
        file = f"seeds/{row['seed']}"
        if row["seed"] not in book.seeds or file in changed:
            continue
        if hashlib.sha256(book.seeds[row["seed"]]).hexdigest() != row["sha256"]:
            yield book.wrong(
                "articles", line, "sha256", f"is not that of {file}, which has changed; {advice}"
            )


def quotes(book: Book) -> Iterator[Violation]:
    """A claim's quote stands exactly once in its article, character for character."""
    for line, row in book.rows("claims", "seed", "quote"):
        seed, quote = row["seed"], row["quote"]
        if seed not in book.articles:
            yield book.wrong(
                "claims",
                line,
                "seed",
                f"{seed[:80]!r} is not in seeds/; expected one of: {', '.join(book.articles)}",
            )
            continue
        times = book.articles[seed].count(quote)
        elsewhere = [name for name, article in book.articles.items() if quote in article]
        if times > 1:
            yield book.wrong(
                "claims",
                line,
                "quote",
                f"stands {times} times in seeds/{seed}; quote more words, so that it stands once",
            )
        elif not times and elsewhere:
            yield book.wrong(
                "claims",
                line,
                "quote",
                f"is not in seeds/{seed} but in seeds/{elsewhere[0]}; correct the seed",
            )
        elif not times:
            yield book.wrong(
                "claims",
                line,
                "quote",
                f"is not in seeds/{seed}; the closest passage is "
                f"{closest(quote, book.articles[seed])!r}",
            )


def closest(quote: str, article: str) -> str:
    """The passage of an article that has most words in common with a quote; as long as the "
    "quote."""
    words = [(match[0].casefold(), *match.span()) for match in re.finditer(r"\w+", article)]
    wanted = Counter(word.casefold() for word in re.findall(r"\w+", quote))
    size = min(sum(wanted.values()), len(words))
    if not size:
        return ""
    window = Counter(word for word, *_ in words[:size])
    common = sum((window & wanted).values())
    scores = [common]
    for (gone, *_), (new, *_) in zip(words, words[size:], strict=False):
        common -= window[gone] <= wanted[gone]
        window[gone] -= 1
        common += window[new] < wanted[new]
        window[new] += 1
        scores.append(common)
    starts = [i for i, score in enumerate(scores) if score == max(scores)][:50]
    passages = [article[words[i][1] : words[i + size - 1][2]] for i in starts]
    return max(
        passages,
        key=lambda passage: difflib.SequenceMatcher(
            None, passage, quote, autojunk=False
        ).quick_ratio(),
    )


def _spans(book: Book) -> list[tuple[str, int, int, int]]:
    """Where each quote stands that stands once: the article, its start and end there, its line."""
    found = []
    for line, row in book.rows("claims", "seed", "quote"):
        article, quote = book.articles.get(row["seed"], ""), row["quote"]
        if article.count(quote) == 1:
            start = article.index(quote)
            found.append((row["seed"], start, start + len(quote), line))
    return found


def overlaps(book: Book) -> Iterator[Violation]:
    """No two quotes share a character of their article."""
    last: tuple[str, int, int, int] = ("", 0, 0, 0)
    for span in sorted(_spans(book)):
        if span[0] == last[0] and span[1] < last[2]:
            shared = book.articles[span[0]][span[1] : min(span[2], last[2])]
            yield book.wrong(
                "claims",
                span[3],
                "quote",
                f"shares {shared[:80]!r} with line {last[3]}; cut one of them, or join the claims",
            )
        last = max(last, span, key=lambda s: (s[0], s[2]))


def articles(book: Book) -> Iterator[Violation]:
    """Each article in `seeds/` has its row in `articles.csv` and each row its article; no two have
    one prefix or one page.
    """
    first: dict[tuple[str, str], int] = {}
    for line, row in book.rows("articles", "seed", "prefix", "docname"):
        if row["seed"] not in book.seeds:
            yield book.wrong(
                "articles",
                line,
                "seed",
                f"{row['seed'][:80]!r} is not in seeds/; add the article there, or remove the row",
            )
        for column in ("prefix", "docname"):
            if at := first.setdefault((column, row[column]), line) - line:
                yield book.wrong(
                    "articles",
                    line,
                    column,
                    f"{row[column][:80]!r} is that of line {line + at} too; each article has "
                    "its own",
                )
    if book.whole("articles"):
        for name in sorted(book.seeds.keys() - book.ids("articles")):
            yield Violation(
                f"seeds/{name}",
                1,
                "",
                "is not in data/articles.csv; add a row with the day of its event and its page",
            )


def origins(book: Book) -> Iterator[Violation]:
    """An article whose `publisher` is named has its address and the day on which its page was
    looked at; without a publisher nothing is said of the page.
    """
    columns = ("publisher", "url", "byline", "published", "accessed", "reply")
    for line, row in book.rows("articles", *columns):
        for column in columns[1:]:
            if row["publisher"] and not row[column] and column in ("url", "accessed"):
                yield book.wrong(
                    "articles",
                    line,
                    column,
                    f"is empty, but publisher is {row['publisher']!r}; say where and when its "
                    "page was looked at",
                )
            elif not row["publisher"] and row[column]:
                yield book.wrong(
                    "articles", line, column, "stands without a publisher; name it, or empty this"
                )


def chapters(book: Book) -> Iterator[Violation]:
    """No two chapters have one page or one place among the chapters; the places run from 1 to "
    "49."""
    first: dict[tuple[str, str], int] = {}
    for line, row in book.rows("chapters", "code", "docname", "order"):
        if not 1 <= int(row["order"]) <= 49:
            yield book.wrong(
                "chapters", line, "order", f"{row['order']} is invalid: expected 1 to 49"
            )
        for column in ("docname", "order"):
            if at := first.setdefault((column, row[column]), line) - line:
                yield book.wrong(
                    "chapters",
                    line,
                    column,
                    f"{row[column][:80]!r} is that of line {line + at} too; each chapter has "
                    "its own",
                )


def claim_ids(book: Book) -> Iterator[Violation]:
    """A claim's id begins with the `prefix` of its article."""
    times = Counter(row["prefix"] for row in book.about.values())
    for line, row in book.rows("claims", "claim_id", "seed"):
        prefix = book.about.get(row["seed"], {}).get("prefix")
        if prefix and times[prefix] == 1 and not row["claim_id"].startswith(prefix + "-"):
            yield book.wrong(
                "claims",
                line,
                "claim_id",
                f"{row['claim_id'][:80]!r} is a claim of {row['seed']}; its id begins with "
                f"{prefix + '-'!r}",
            )


def verdicts(book: Book) -> Iterator[Violation]:
    """A verdict of `supported`, `partly`, `contradicted` or `outdated` names the facts that decide
    it; `outdated` a later one.
    """
    for line, row in book.rows("claims", "seed", "verdict", "facts"):
        named = listed(row["facts"])
        if row["verdict"] in schema.DECIDED and not named:
            yield book.wrong(
                "claims",
                line,
                "facts",
                f"is empty, but the verdict is {row['verdict']}; name the facts that decide it",
            )
        elif (
            row["verdict"] == "outdated"
            and row["seed"] in book.about
            and set(named) <= set(book.facts)
        ):
            event = book.about[row["seed"]]["event"]
            if not any(later(book.facts[fact]["as_of"], event) for fact in named):
                yield book.wrong(
                    "claims",
                    line,
                    "facts",
                    f"names no fact later than {event}, the article's event, but the verdict is "
                    "outdated; name the later fact",
                )


def own_day(book: Book) -> Iterator[Violation]:
    """An explanation that rests on a fact later than the article's event says “Later”."""
    for line, row in book.rows("claims", "seed", "facts", "explanation"):
        event = book.about.get(row["seed"], {}).get("event")
        named = [name for name in listed(row["facts"]) if name in book.facts]
        after = [name for name in named if event and later(book.facts[name]["as_of"], event)]
        if after and not re.search(r"\blater\b", row["explanation"], re.IGNORECASE):
            yield book.wrong(
                "claims",
                line,
                "explanation",
                f"names {after[0]}, which is later than {event}, the article's event, and does "
                "not say so; write “Later: …”, or name a fact of the article's own day",
            )


def looks(book: Book) -> Iterator[Violation]:
    """A claim was judged on the day of its article's event or later, and looked at a second time
    not before it was judged: who changes a verdict empties `second_look`.
    """
    for line, row in book.rows("claims", "seed", "judged_on", "second_look"):
        event = book.about.get(row["seed"], {}).get("event", "")
        if row["judged_on"] < event:
            yield book.wrong(
                "claims",
                line,
                "judged_on",
                f"{row['judged_on']} lies before {event}, the article's event; correct the day",
            )
        elif row["second_look"] and row["second_look"] < row["judged_on"]:
            yield book.wrong(
                "claims",
                line,
                "second_look",
                f"{row['second_look']} lies before {row['judged_on']}, when the verdict was "
                "decided; empty it until somebody else has looked again",
            )
