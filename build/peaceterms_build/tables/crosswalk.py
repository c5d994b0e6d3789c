"""The `crosswalk` table: how issues and aims map to the codes of other schemes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from peaceterms.contract.schemas import TableSchema

    CodesByScheme = Mapping[str, Mapping[str, str]]


def build(rows: Mapping[str, Mapping[str, CodesByScheme]], schema: TableSchema) -> pl.DataFrame:
    """Return one row per issue, aim and code of another scheme."""
    return schema.sorted(
        schema.frame(
            [
                {
                    "issue": issue,
                    "aim": aim,
                    "scheme": scheme,
                    "their_code": their_code,
                    "match": match.partition(" ")[0],
                    "is_verified": not match.endswith(" unverified"),
                }
                for issue, aims in rows.items()
                for aim, schemes in aims.items()
                for scheme, codes in schemes.items()
                for their_code, match in codes.items()
            ]
        )
    )
