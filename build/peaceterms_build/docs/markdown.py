"""Markdown: frames as tables of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

NOTHING = "–"  # an empty cell is said to be empty


def table(frame: pl.DataFrame) -> Iterator[str]:
    r"""Yield the lines of a frame as a table, numbers to the right.

    Example:
        >>> import polars as pl
        >>> print(*table(pl.DataFrame({"side": ["russia", None], "terms": [12, 3]})), sep="\n")
        | side | terms |
        |---|---:|
        | russia | 12 |
        | – | 3 |
    """
    yield f"| {' | '.join(frame.columns)} |"
    yield f"|{'|'.join('---:' if dtype.is_numeric() else '---' for dtype in frame.dtypes)}|"
    for row in frame.iter_rows():
        yield f"| {' | '.join(NOTHING if cell is None else str(cell) for cell in row)} |"
