"""The register tables: actors, offices, places and the other lists, as their files write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from peaceterms.contract.schemas import TableSchema
    from peaceterms_build.corpus.registers import Entry


def build(entries: Sequence[Entry], schema: TableSchema) -> pl.DataFrame:
    """Return every entry of one register, in the order of its key."""
    return schema.sorted(schema.frame([entry.cells for entry in entries]))
