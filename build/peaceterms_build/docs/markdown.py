"""Markdown: the templates of the pages, and how text and frames are written on them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

if TYPE_CHECKING:
    import polars as pl

TEMPLATES = Path(__file__).parent / "templates"
NOTHING = "–"  # so that an empty cell is not taken for a mistake of the page
SIGNS = re.compile(r"([\\`*_\[\]<>|$])")  # what Markdown would read as markup


def render(template: str, **values: object) -> str:
    """Return a page made from a template; a name that the template uses and nobody gives is an error."""
    return _environment().get_template(template).render(values).strip() + "\n"


def escaped(text: str) -> str:
    r"""Return text of the data so that a page shows it as it is, a link or formula in it included.

    Example:
        >>> print(escaped("talks [without] terms"))
        talks \[without\] terms
    """
    return SIGNS.sub(r"\\\1", text)


def table(frame: pl.DataFrame) -> str:
    """Return a frame as a table, numbers to the right.

    Example:
        >>> import polars as pl
        >>> print(table(pl.DataFrame({"side": ["russia", None], "terms": [12, 3]})))
        | side | terms |
        |---|---:|
        | russia | 12 |
        | – | 3 |
    """
    ruler = "|".join("---:" if dtype.is_numeric() else "---" for dtype in frame.dtypes)
    rows = (" | ".join(NOTHING if cell is None else str(cell) for cell in row) for row in frame.iter_rows())
    return "\n".join([f"| {' | '.join(frame.columns)} |", f"|{ruler}|", *(f"| {row} |" for row in rows)])


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # pages are Markdown, not HTML
    )
    environment.filters |= {"escaped": escaped, "table": table}
    return environment
