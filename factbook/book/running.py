"""How does a command let Jupyter Book build?  Strictly, as ``jupyter-book build . -W -n
--keep-going`` does, but into a folder of the caller's choice.
"""

from __future__ import annotations

from pathlib import Path

from factbook import execution, notebooks


def run(root: Path, builder: str, target: Path) -> int:
    """Build the book with one of Sphinx's builders; gives the exit status.

    Chapters begin to be executed before the engine is loaded, which takes as long as half a
    chapter.
    """
    execution.begin_early(notebooks.chapters(root), root)
    from jupyter_book.sphinx import build_sphinx

    result = build_sphinx(
        root,
        target,
        noconfig=True,
        path_config=root / "_config.yml",
        confoverrides={
            "external_toc_path": (root / "_toc.yml").as_posix(),
            "latex_individualpages": False,
            "nitpicky": True,
        },
        builder=builder,
        warningiserror=True,
        keep_going=True,
    )
    return 1 if result else 0
