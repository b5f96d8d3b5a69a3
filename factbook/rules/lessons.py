"""Does each lesson hold together: its plans, its questions, what curricula ask?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from factbook import schema
from factbook.cells import Row, Violation
from factbook.records import Records
from factbook.rules.base import Book, listed
from factbook.rules.marked import unbound

ON_SHEET, AT_EXIT = (4, 6), (2, 3)
"""How many questions stand on a sheet, and at the end of a lesson, at least and at most."""

MOST_DECIDING = 3
"""Deciding facts of a passage that a class judges first, at most."""

SHORTEST = "45"
"""The plan that asks every question of its lesson."""

LASTS = {"45": 45, "90": 90, "week": 225}
"""Plan → the minutes that its steps add up to; a week has five lessons."""


def asking(book: Book) -> Iterator[Violation]:
    """A lesson asks questions of its page that need paper only: on its sheet four to six of two
    levels or more, one that marks itself and one with a rubric and samples among them; at its end
    two or three others that mark themselves.
    """
    asked = {row["task_id"]: row for _, row in book.rows("tasks")}
    for line, row in book.rows("lessons", "page", "tasks", "exit"):
        for column, (least, most) in (("tasks", ON_SHEET), ("exit", AT_EXIT)):
            names = listed(row[column])
            tasks = [asked[name] for name in names if name in asked]  # others are said elsewhere
            if not least <= len(names) <= most:
                message = f"names {len(names)}: expected {least} to {most}, with ; between"
                yield book.wrong("lessons", line, column, message)
                continue
            for task in tasks:
                if problem := _unfit(task, row, column):
                    message = f"names {task['task_id']!r}, which {problem}"
                    yield book.wrong("lessons", line, column, message)
            if column == "tasks" and len(tasks) == len(names) and (lacks := _lacking(tasks)):
                yield book.wrong("lessons", line, column, lacks)


def _unfit(task: Row, lesson: Row, column: str) -> str:
    """Why a question cannot stand there; empty if it can."""
    if task["page"] != lesson["page"]:
        return f"is a question of {task['page']}; the lesson is about {lesson['page']}"
    if task["needs"] != "paper":
        return f"needs a {task['needs']}; a sheet is paper"
    if column == "exit" and not task["options"]:
        return "does not mark itself; an exit quiz does"
    if column == "exit" and task["task_id"] in listed(lesson["tasks"]):
        return "stands on the sheet already"
    return ""


def _lacking(tasks: list[Row]) -> str:
    """What is missing among the questions of a sheet; empty if nothing is."""
    if not any(task["options"] for task in tasks):
        return "has no question that marks itself; add one with options"
    if not any(task["rubric"] and task["samples"] for task in tasks):
        return "has no question with a rubric and samples; add one, or write the samples"
    if len({task["level"] for task in tasks}) == 1:
        return "has questions of one level only; add an easier or a harder one"
    if unsampled := [task["task_id"] for task in tasks if task["rubric"] and not task["samples"]]:
        return f"has {unsampled[0]!r}, whose rubric has no samples; write them"
    return ""


def planned(book: Book) -> Iterator[Violation]:
    """Each lesson has its three plans, each with the minutes that it lasts; only what is done at
    home takes none.
    """
    if not book.sound("steps"):
        return
    minutes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    last: dict[tuple[str, str], int] = {}
    for line, row in book.rows("steps"):
        minutes[row["lesson_id"]][row["plan"]] += int(row["minutes"])
        last[row["lesson_id"], row["plan"]] = line
        if (row["form"] == "home") != (row["minutes"] == "0"):
            message = f"is {row['minutes']} where the form is {row['form']}: 0 is for home alone"
            yield book.wrong("steps", line, "minutes", message)
    for line, row in book.rows("lessons", "lesson_id"):
        for plan, lasts in LASTS.items():
            found = minutes[row["lesson_id"]].get(plan)
            if found is None:
                message = f"{row['lesson_id']} has no plan {plan}; write its steps in steps.csv"
                yield book.wrong("lessons", line, "lesson_id", message)
            elif found != lasts:
                message = f"the steps of {row['lesson_id']}, plan {plan}, take {found}, not {lasts}"
                yield book.wrong("steps", last[row["lesson_id"], plan], "minutes", message)


def timed(book: Book) -> Iterator[Violation]:
    """A step has time for the questions that it asks, and asks those of its lesson; the shortest
    plan asks all of them, and no plan asks one again.
    """
    if not book.sound("steps", "tasks", "lessons") or any(asking(book)):
        return
    needs = {row["task_id"]: int(row["minutes"]) for _, row in book.rows("tasks")}
    own = {
        row["lesson_id"]: [*listed(row["tasks"]), *listed(row["exit"])]
        for _, row in book.rows("lessons")
    }
    if not needs.keys() >= {name for names in own.values() for name in names}:
        return  # what is not known is said elsewhere
    asked: dict[str, dict[str, list[str]]] = {plan: defaultdict(list) for plan in LASTS}
    for line, row in book.rows("steps"):
        names, before = listed(row["asks"]), asked[row["plan"]][row["lesson_id"]]
        for name in names:
            if name not in own.get(row["lesson_id"], ()):
                message = f"names {name!r}, which {row['lesson_id']} does not ask"
                yield book.wrong("steps", line, "asks", message)
            elif name in before and row["plan"] != "week":
                message = f"names {name!r}, which the plan has asked already"
                yield book.wrong("steps", line, "asks", message)
            before.append(name)
        takes = sum(needs.get(name, 0) for name in names)
        if takes > int(row["minutes"]):
            message = f"is {row['minutes']}, and its questions take {takes}"
            yield book.wrong("steps", line, "minutes", message)
    for line, row in book.rows("lessons", "lesson_id"):
        left = set(own[row["lesson_id"]]) - set(asked[SHORTEST][row["lesson_id"]])
        if left:
            message = f"plan {SHORTEST} of {row['lesson_id']} leaves out {', '.join(sorted(left))}"
            yield book.wrong("lessons", line, "lesson_id", f"{message}; see asks in steps.csv")


def hooked(book: Book) -> Iterator[Violation]:
    """Each lesson serves something of each framework of curricula."""
    if not book.sound("curricula", "hooks"):
        return
    framework = {row["code"]: row["framework"] for _, row in book.rows("curricula")}
    served: dict[str, set[str]] = defaultdict(set)
    for _, row in book.rows("hooks"):
        served[row["lesson_id"]].add(framework.get(row["code"], ""))
    for line, row in book.rows("lessons", "lesson_id"):
        own = served[row["lesson_id"]]
        if "" in own:  # what is not known is said elsewhere
            continue
        if missing := [one for one in schema.FRAMEWORKS if one not in own]:
            message = f"{row['lesson_id']} serves nothing of {', '.join(missing)}; see hooks.csv"
            yield book.wrong("lessons", line, "lesson_id", message)


def told(book: Book) -> Iterator[Violation]:
    """The roles in a step or a caption fit the tables; no figure, date or month stands outside of
    them. A lesson has a caption if it has a chart.
    """
    if not book.sound("facts", "sources", "passages", "claims", "exceptions"):
        return
    records = Records(book.root)
    for table, column in (("steps", "does"), ("lessons", "caption")):
        for line, row in book.rows(table, column):
            for message in unbound(row[column], records):
                yield book.wrong(table, line, column, message)
    for line, row in book.rows("lessons", "chart", "caption"):
        if bool(row["chart"]) != bool(row["caption"]):
            message = "says what stands above a chart: expected one beside a chart, and only there"
            yield book.wrong("lessons", line, "caption", message)


def judged(book: Book) -> Iterator[Violation]:
    """The passages that a class judges first are of their article, none twice, each with at most
    three deciding facts; they have not all a verdict of their own, or the last would be known.
    """
    claims = {row["claim_id"]: row for _, row in book.rows("claims")}
    seen: dict[str, int] = {}
    for line, row in book.rows("judging", "seed", "claim_id"):
        name = row["claim_id"]
        claim = claims.get(name)
        if claim is None:  # said elsewhere
            continue
        if claim["seed"] != row["seed"]:
            message = f"{name!r} is a passage of {claim['seed']}"
            yield book.wrong("judging", line, "claim_id", message)
        elif name in seen:
            message = f"{name!r} stands in line {seen[name]} already"
            yield book.wrong("judging", line, "claim_id", message)
        elif len(listed(claim["facts"])) > MOST_DECIDING:
            message = f"{name!r} has more deciding facts than a sheet has room for"
            yield book.wrong("judging", line, "claim_id", message)
        seen.setdefault(name, line)
    for seed in sorted({row["seed"] for _, row in book.rows("judging", "seed")}):
        own = [(line, row["claim_id"]) for line, row in book.rows("judging") if row["seed"] == seed]
        verdicts = [claims[name]["verdict"] for _, name in own if name in claims]
        if len(own) == len(verdicts) == len(set(verdicts)) > 1:
            message = "each passage of the set has a verdict of its own; let two have the same"
            yield book.wrong("judging", own[-1][0], "claim_id", message)
