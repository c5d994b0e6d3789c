"""The reliability tables: what two blind coders found, the codes that they gave, and how far they agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms_build.reliability import agreement

if TYPE_CHECKING:
    from peaceterms.contract.schemas import Schemas, TableSchema
    from peaceterms_build.corpus.reader import Corpus

UNIT_KEY = ("source_id", "first_coder_id", "second_coder_id", "unit_type", "first_key", "second_key")


def build(corpus: Corpus, schemas: Schemas) -> dict[str, pl.DataFrame]:
    """Return the four tables, measured on the raw codings of the documents that were drawn for a sample."""
    agreed = agreement.of_samples(corpus, schemas)
    units = numbered(agreed.units)
    codes = agreed.codes.join(units.select(*UNIT_KEY, "coding_unit_id"), on=UNIT_KEY, nulls_equal=True)
    return {
        name: _table(frame, schemas[name])
        for name, frame in (
            ("coding_units", units.with_columns(pl.col("is_tied").fill_null(value=False), holder_side="side")),
            ("codings", codes),
            ("reliability", _compared(agreed.variable_figures)),
            ("unit_reliability", _compared(agreed.unit_figures)),
        )
    }


def numbered(units: pl.DataFrame) -> pl.DataFrame:
    """Return the units with their ids: the document and the number there, in the order of the matching."""
    number = pl.int_range(1, pl.len() + 1).over("source_id").cast(pl.String).str.zfill(3)
    return units.with_columns(coding_unit_id=pl.concat_str("source_id", number, separator=".u"))


def _compared(figures: pl.DataFrame) -> pl.DataFrame:
    """Return the figures of the groups in which anything was compared."""
    return figures.filter(pl.col("documents") > 0).rename({"group": "group_code"})


def _table(frame: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    return schema.sorted(schema.frame(frame.select(schema.column_names).to_dicts()))
