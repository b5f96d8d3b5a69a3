"""What the chapters import and the book is built with: facts bound to prose, charts that always arrive.

A chapter needs five names::

    from factbook import load_facts, load_series, load_subjects, figure, derive
"""

from factbook.charts import figure
from factbook.derive import derive
from factbook.tables import (
    load_claims,
    load_facts,
    load_map,
    load_series,
    load_sources,
    load_subjects,
)

__all__ = [
    "derive",
    "figure",
    "load_claims",
    "load_facts",
    "load_map",
    "load_series",
    "load_sources",
    "load_subjects",
]
