"""How do two builds of one book keep out of each other's way?

By a lock of the operating system on a file: it ends with the process that holds it, however that
ends, so that none is ever left behind.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PAUSE = 0.2
"""Seconds between two tries."""


class Lock:
    """A lock on a folder; :meth:`release`, or the end of the process, gives it up."""

    def __init__(self, file: Path) -> None:
        """Open the lock's file.  Raises :class:`OSError` where it cannot be written."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)

    def try_once(self) -> bool:
        """Take the lock if no other process has it; whether it was taken."""
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._descriptor, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def wait(self, say: Callable[[str], None]) -> None:
        """Take the lock; say so once if another process has it, and wait for its end."""
        if self.try_once():
            return
        say("another build of this book is running; waiting for its end")
        while not self.try_once():
            time.sleep(PAUSE)

    def release(self) -> None:
        """Give the lock up."""
        os.close(self._descriptor)
