"""How are chapters executed?  Side by side, and only when something that they can see has changed.

An execution is kept with what it rests on (:mod:`factbook.kept`), and used again as long as all of
that is so.  An edit of one German fact does not run the chapter on the United States; an edit of
prose runs nothing, and an edit that is undone runs nothing again.
"""

from __future__ import annotations

import ast
import asyncio
import json
import os
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from factbook import kept
from factbook.kept import Now

TIMEOUT = 120
"""Seconds that one cell may take."""

REPORT = """__import__("json").dumps({
    "served": getattr(__import__("sys").modules.get("factbook.tables"), "served", {}),
    "modules": sorted(
        module.__file__
        for name, module in __import__("sys").modules.items()
        if name.partition(".")[0] == "factbook" and getattr(module, "__file__", None)
    ),
})"""
"""What a kernel is asked when its chapter is done."""

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FRAME = re.compile(r"Cell In\[\d+\], line (\d+)")


class ChapterError(Exception):
    """A chapter that does not run to its end.

    Its text begins with one line that names file, cell, line and what went wrong; the traceback
    follows.
    """


@dataclass(frozen=True)
class Execution:
    """A chapter as it was executed."""

    path: Path
    notebook: nbformat.NotebookNode
    """The chapter as it stands, with the outputs of this execution."""
    served: dict[str, str]
    """What it was served: see :data:`factbook.tables.served`."""
    seconds: float
    """How long it took, when it was executed."""
    is_new: bool
    """Whether it was executed now, and not kept from before."""


@dataclass
class Early:
    """What was begun before Sphinx was loaded."""

    sources: str
    """The tables and the core of the package at that time, as one digest."""
    futures: dict[Path, Future[Execution]]


early: Early | None = None
"""What this process has begun and no page has got yet."""


def begin_early(paths: Iterable[Path], root: Path) -> None:
    """Begin to execute chapters while the rest of the engine is loaded; :func:`take_early` gives
    them."""
    global early
    early = Early(Now(root).sources, begin(paths, root))


def take_early(root: Path) -> dict[Path, Future[Execution]]:
    """What was begun early, if nothing has changed since; each is given once."""
    global early
    taken, early = early, None
    return taken.futures if taken and taken.sources == Now(root).sources else {}


def execute(
    paths: Iterable[Path],
    root: Path,
    *,
    anew: bool = False,
    jobs: int | None = None,
    say: Callable[[str], None] = print,
) -> list[Execution]:
    """Execute chapters of one book, ``jobs`` at a time (default: one for each core), and keep what
    they gave.

    With ``anew``, what was kept is not used.  ``say`` is told of each chapter that was executed.
    Raises :class:`ExceptionGroup` of :class:`ChapterError`, one for each chapter that failed, when
    all are done.
    """
    futures = begin(paths, root, anew=anew, jobs=jobs, say=say)
    failed = [future.exception() for future in futures.values()]
    errors = [error for error in failed if isinstance(error, Exception)]
    if errors:
        raise ExceptionGroup("chapters failed", errors)
    return [future.result() for future in futures.values()]


def begin(
    paths: Iterable[Path],
    root: Path,
    *,
    anew: bool = False,
    jobs: int | None = None,
    say: Callable[[str], None] = print,
) -> dict[Path, Future[Execution]]:
    """As :func:`execute`, but in the background: path → what will be its execution, or its
    :class:`ChapterError`.

    What is kept is there at once.
    """
    now = Now(root)
    futures: dict[Path, Future[Execution]] = {}
    waiting = []
    for path in paths:
        futures[path] = Future()
        try:
            notebook = _read(path, root)
        except ChapterError as error:
            futures[path].set_exception(error)
            continue
        execution = None if anew else _from_kept(path, notebook, now)
        if execution:
            futures[path].set_result(execution)
        else:
            waiting.append((path, notebook))
    # The longest first, as far as it is known: else it runs alone at the end.
    waiting.sort(key=lambda item: -_seconds(item[0], now))
    if waiting:
        threading.Thread(
            target=asyncio.run,
            args=(_run_all(waiting, futures, now, jobs or os.cpu_count() or 1, say),),
            daemon=True,
        ).start()
    return futures


# --- running ---------------------------------------------------------------------------------


async def _run_all(
    waiting: list[tuple[Path, nbformat.NotebookNode]],
    futures: dict[Path, Future[Execution]],
    now: Now,
    jobs: int,
    say: Callable[[str], None],
) -> None:
    """Run chapters, so many at a time.

    Kernels get a home of their own: it can be written to, and holds no settings of a user.
    """
    turn = asyncio.Semaphore(jobs)

    async def run(path: Path, notebook: nbformat.NotebookNode, home: Path) -> None:
        async with turn:
            try:
                execution = await _run(path, notebook, home, now)
            except Exception as error:  # noqa: BLE001
                # Whoever waits for the chapter gets it.
                futures[path].set_exception(error)
                return
        say(f"{now.name(path)}: executed in {execution.seconds:.1f} s")
        futures[path].set_result(execution)

    with tempfile.TemporaryDirectory(prefix="factbook-", ignore_cleanup_errors=True) as home:
        runs = (run(path, notebook, Path(home) / path.stem) for path, notebook in waiting)
        await asyncio.gather(*runs)


async def _run(path: Path, notebook: nbformat.NotebookNode, home: Path, now: Now) -> Execution:
    """Run one chapter in a kernel of its own, and keep what it gave unless what it rests on changed
    meanwhile.  Raises :class:`ChapterError`."""
    start, before = time.monotonic(), now.sources
    home.mkdir()
    manager = _manager(home)
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=TIMEOUT,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(path.parent)}},
    )
    log = (home / "stderr").open("w+", encoding="utf-8", errors="replace")
    index = 0
    try:
        # Not by async_setup_kernel, which would clean up at the end of the process too, when
        # nothing is left to do it with: a kernel ends by itself when its parent has ended.
        await client.async_start_new_kernel(env=os.environ | {"IPYTHONDIR": str(home)}, stderr=log)
        await client.async_start_new_kernel_client()
        for index, cell in enumerate(notebook.cells):
            await client.async_execute_cell(cell, index)
        report = await _ask(client)
    except CellExecutionError:
        raise ChapterError(_what_failed(now.name(path), notebook.cells[index])) from None
    except CellTimeoutError:
        place = _place(now.name(path), notebook.cells[index])
        raise ChapterError(f"{place}: takes longer than {TIMEOUT} seconds") from None
    except (DeadKernelError, RuntimeError, OSError) as error:
        log.seek(0)
        why = f"the kernel did not start, or died: {error}\n\n{log.read()}".rstrip()
        raise ChapterError(f"{_place(now.name(path), notebook.cells[index])}: {why}") from error
    finally:
        log.close()
        if client.kc:
            client.kc.stop_channels()
        await manager.shutdown_kernel(now=True)
    record = kept.record(notebook, report, now, time.monotonic() - start)
    if Now(now.root).sources == before:
        kept.keep(now.folder(path), record)
    return Execution(path, notebook, record["served"], record["seconds"], is_new=True)


def _manager(home: Path) -> AsyncKernelManager:
    """What starts a kernel of this very Python, whatever kernels a user has."""
    return AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
        connection_file=str(home / "connection.json"),
        # Else each kernel warns that others on this machine could listen.
        transport_encryption="auto",
    )


async def _ask(client: NotebookClient) -> dict:
    """What the kernel was served, and which modules of the package it imported."""
    # What a manager of this kind gives; nbclient knows it as any client.
    assert isinstance(client.kc, AsyncKernelClient)
    reply = await client.kc.execute_interactive(
        "", silent=True, store_history=False, user_expressions={"report": REPORT}, timeout=TIMEOUT
    )
    answer = reply["content"]["user_expressions"]["report"]["data"]["text/plain"]
    return json.loads(ast.literal_eval(answer))


# --- what failed -----------------------------------------------------------------------------


def _place(name: str, cell: nbformat.NotebookNode) -> str:
    return f'{name}: cell "{cell.get("id", "?")}"'


def _what_failed(name: str, cell: nbformat.NotebookNode) -> str:
    """The line that names file, cell, line and message, and the traceback under it."""
    output = next(output for output in cell.outputs if output.output_type == "error")
    traceback = COLOUR.sub("", "\n".join(output.traceback))
    # The outermost frame is the one of this cell; those below may be of a function from an earlier
    # one.
    line = FRAME.search(traceback)
    at = f", line {line[1]}" if line else ""
    return f"{_place(name, cell)}{at}: {output.ename}: {output.evalue}\n\n{traceback}"


# --- what was kept ---------------------------------------------------------------------------


def _from_kept(path: Path, notebook: nbformat.NotebookNode, now: Now) -> Execution | None:
    """The execution that was kept and still holds."""
    record = kept.find(path, notebook, now)
    if record is None:
        return None
    code_cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    for cell, outcome in zip(code_cells, record["cells"], strict=True):
        cell.execution_count = outcome["execution_count"]
        cell.outputs = [nbformat.from_dict(output) for output in outcome["outputs"]]
    return Execution(path, notebook, record["served"], record["seconds"], is_new=False)


def _seconds(path: Path, now: Now) -> float:
    """How long a chapter took at most, as far as that is known."""
    return max((record["seconds"] for record in kept.all_kept(path, now)), default=0)


def _read(path: Path, root: Path) -> nbformat.NotebookNode:
    """A chapter without outputs.  Raises :class:`ChapterError` for what is not a notebook."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        name = path.resolve().relative_to(root.resolve()).as_posix()
        raise ChapterError(f"{name}: is not a notebook: {error}") from None
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
    return notebook
