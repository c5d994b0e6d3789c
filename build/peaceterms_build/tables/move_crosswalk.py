"""The `move_crosswalk` table: how moves and acts map to the codes of event schemes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from peaceterms.contract.schemas import TableSchema


def build(rows: Sequence[Mapping[str, str]], schema: TableSchema) -> pl.DataFrame:
    """Return one row per move or act of ours and code of another scheme."""
    return schema.sorted(
        schema.frame(
            [
                {
                    "our_variable": row["our_variable"],
                    "our_code": row["our_code"],
                    "qualifier": row["qualifier"],
                    "scheme": row["scheme"],
                    "their_code": row["their_code"],
                    "match": row["match"].partition(" ")[0],
                    "is_verified": not row["match"].endswith(" unverified"),
                }
                for row in rows
            ]
        )
    )
