"""The `codings` table: the codes that two blind coders gave, before any adjudication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peaceterms_build.tables import coding_units

if TYPE_CHECKING:
    import polars as pl

    from peaceterms.contract.schemas import TableSchema


def build(units: pl.DataFrame, codes: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    """Return one row per unit and variable, with both codes."""
    ids = coding_units.ids_of(units)
    rows = [
        {
            "coding_unit_id": ids[coding_units.key_of(code)],
            "variable": code["variable"],
            "first_code": code["first_code"],
            "second_code": code["second_code"],
        }
        for code in codes.iter_rows(named=True)
    ]
    return schema.sorted(schema.frame(rows))
