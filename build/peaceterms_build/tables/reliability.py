"""The `reliability` and `unit_reliability` tables: how far two blind coders agreed, by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from peaceterms.contract.schemas import TableSchema


def build(figures: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    """Return the figures as the table has them; a group in which nothing was compared has no row."""
    compared = figures.filter(pl.col("documents") > 0).rename({"group": "group_code"})
    return schema.sorted(schema.frame(compared.to_dicts()))
