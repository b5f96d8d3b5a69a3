"""How does a page look while it is written?

``python -m factbook preview`` builds the book whenever a file is saved, serves it on this machine
only, and has the browser load the page again.  The script that does so is added to pages as they
are served: it never stands in the site.
"""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from factbook import building

ADDRESS = "127.0.0.1"
"""Nobody outside this machine can look."""

PAUSE = 0.4
"""Seconds between two looks at the files."""

SCRIPT, STATE = "/preview.js", "/preview-state"
RELOAD = f"""\
let shown;
setInterval(async () => {{
  try {{
    const state = await (await fetch("{STATE}", {{cache: "no-store"}})).text();
    if (shown !== undefined && shown !== state) location.reload();
    shown = state;
  }} catch {{ /* the preview has ended */ }}
}}, 700);
"""
TAG = f'<script src="{SCRIPT}" defer></script>\n'


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the built site, with the script in its pages."""

    def do_GET(self) -> None:
        """Answer with the script, with the state of the site, or with a file of it."""
        path = Path(self.translate_path(self.path))
        if self.path == SCRIPT:
            self._answer(RELOAD, "text/javascript")
        elif self.path == STATE:
            self._answer(self.state(), "text/plain")
        else:
            page = path / "index.html" if self.path.partition("?")[0].endswith("/") else path
            if page.suffix == ".html" and page.is_file():
                head, end, rest = page.read_text(encoding="utf-8").rpartition("</body>")
                self._answer(head + TAG + end + rest, "text/html")
            else:
                super().do_GET()

    def state(self) -> str:
        """Another text after each build: the site is put in its place as a new folder."""
        try:
            return str(Path(self.directory).stat().st_ino)
        except OSError:
            return ""

    def _answer(self, text: str, kind: str) -> None:
        content = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        """Let the browser keep nothing: the next build may change every file."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        """Say nothing of each request: what the build says would drown."""


def serve(site: Path, port: int) -> http.server.ThreadingHTTPServer:
    """A server of the site, already running.  Raises :class:`OSError` where the port is taken."""
    handler = functools.partial(Handler, directory=site)
    server = http.server.ThreadingHTTPServer((ADDRESS, port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def stamps(root: Path) -> dict[Path, tuple[int, int]]:
    """File → time and size of every source of the book."""
    found = {}
    for file in building.sources(root):
        try:
            status = file.stat()
        except OSError:
            continue  # an editor has just replaced it
        found[file] = (status.st_mtime_ns, status.st_size)
    return found


def preview(root: Path, port: int) -> int:
    """Build, serve, and build again whenever a file is saved, until Ctrl-C; the exit status."""
    root = root.resolve()
    try:
        server = serve(root / "_build" / "html", port)
    except OSError as error:
        print(f"port {port} of this machine cannot be used: {error.strerror}; give another")
        return 1
    print(f"the preview: http://{ADDRESS}:{server.server_port}/ (Ctrl-C ends it)", flush=True)
    before: dict[Path, tuple[int, int]] = {}
    try:
        while True:
            now = stamps(root)
            if now != before:
                changed = {file for file in {*before, *now} if before.get(file) != now.get(file)}
                if before:
                    names = ", ".join(sorted(file.relative_to(root).as_posix() for file in changed))
                    print(f"\nsaved: {names}", flush=True)
                before = now
                _build(root)
            time.sleep(PAUSE)
    except KeyboardInterrupt:
        return 0
    finally:
        server.shutdown()


def _build(root: Path) -> None:
    """Build in a process of its own: the package may be what was edited."""
    start = time.monotonic()
    command = [sys.executable, "-m", "factbook", "build", "--root", str(root)]
    done = subprocess.run(command, cwd=root, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    seconds = time.monotonic() - start
    state = "the page is new" if done.returncode == 0 else "the build stopped; the last site stands"
    print(f"{state} ({seconds:.1f} s)", flush=True)
