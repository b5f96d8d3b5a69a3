"""How is a ZIP the same bytes each time?  Sorted, and with one time."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP can say."""


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files, by name, as one ZIP."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        for name, content in sorted(files.items()):
            entry = ZipInfo(name, TIME)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            file.writestr(entry, content)
    return target.getvalue()


def written(root: etree._Element) -> bytes:
    """An XML document, indented, in UTF-8."""
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
