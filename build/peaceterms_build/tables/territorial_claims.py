"""The claims that conditions imply: whose a place is to be, by whose account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peaceterms.contract.schemas import Schemas

NO_CLAIM = "none"


def derived(tables: Mapping[str, pl.DataFrame], schemas: Schemas) -> pl.DataFrame:
    """Return one claim for each place of each condition that the mapping makes a claim.

    A column that says nothing of terms, such as the basis of a claim, has its default.
    """
    claims = schemas.vocabulary("claim_mapping").filter(pl.col("claim_type") != NO_CLAIM)
    found = (
        tables["conditions"]
        .join(claims, on=["issue", "aim", "move"])
        .join(tables["condition_places"], on="condition_id")
        .select(
            "statement_id",
            "condition_id",
            "territory_id",
            "claim_type",
            "recognition_sought",
            "place_as_named",
            "summary",
            claim_id=pl.concat_str("condition_id", "territory_id", separator="."),
            claimant_id="holder_id",
            claim_scope="scope",
        )
    )
    schema = schemas["territorial_claims"]
    unsaid = [column for column in schema.columns if column.name not in found.columns]
    filled = found.with_columns(pl.lit(column.default, column.polars_type).alias(column.name) for column in unsaid)
    return filled.select(schema.column_names)
