"""Plain text: frames as a person reads them in a terminal."""

from __future__ import annotations

import polars as pl

WIDTH = 1000  # rows stay on one line, however narrow the terminal


def table(frame: pl.DataFrame) -> str:
    """Return a frame as aligned columns, every cell whole.

    Example:
        >>> print(table(pl.DataFrame({"code": ["demands", "offers"], "rows": [12, 3]})), end="")
        code     rows
        demands    12
        offers      3
    """
    with pl.Config(
        tbl_formatting="NOTHING",
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
        tbl_cell_numeric_alignment="RIGHT",
        tbl_rows=-1,
        tbl_cols=-1,
        tbl_width_chars=WIDTH,
        fmt_str_lengths=WIDTH,
    ):
        return "".join(f"{line[1:].rstrip()}\n" for line in str(frame).splitlines())
