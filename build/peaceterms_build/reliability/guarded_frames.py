"""Frames of rows that no table schema describes: what is measured of the corpus, not released."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEXT, WHOLE, NUMBER, TRUTH = pl.String(), pl.Int64(), pl.Float64(), pl.Boolean()


def build(rows: Sequence[Mapping[str, object]], columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return the rows as a frame of these columns; `pl.DataFrame(rows)` would drop and guess in silence.

    Args:
        rows: The rows, each with exactly these columns.
        columns: The type of each column.

    Raises:
        ValueError: A row lacks a column or has one too many.
        TypeError: A value is not of its column's type.

    Example:
        >>> build([{"code": "demands", "rows": 12}], {"code": TEXT, "rows": WHOLE}).rows()
        [('demands', 12)]
    """
    for row in rows:
        if row.keys() != columns.keys():
            text = f"a row has the columns {sorted(row)} in place of {sorted(columns)}"
            raise ValueError(text)
    return pl.DataFrame(
        [pl.Series(name, [row[name] for row in rows], dtype, strict=True) for name, dtype in columns.items()]
    )
