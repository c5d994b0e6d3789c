"""The `territorial_claims` table: whose a place is or is to be, by whose account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from peaceterms.contract.schemas import TableSchema
    from peaceterms_build.corpus.statement_cards import StatementCard

NO_CLAIM = "none"


def build(
    cards: Sequence[StatementCard],
    conditions: pl.DataFrame,
    condition_places: pl.DataFrame,
    claim_mapping: pl.DataFrame,
    schema: TableSchema,
) -> pl.DataFrame:
    """Return the claims that conditions imply and the bare assertions, in the order of their ids."""
    derived = _derived(conditions, condition_places, claim_mapping, schema)
    return schema.sorted(pl.concat([derived, _asserted(cards, schema)]))


def _derived(
    conditions: pl.DataFrame,
    condition_places: pl.DataFrame,
    claim_mapping: pl.DataFrame,
    schema: TableSchema,
) -> pl.DataFrame:
    """Return one claim for each place of each condition that the mapping makes a claim."""
    claims = claim_mapping.filter(pl.col("claim_type") != NO_CLAIM)
    return (
        conditions.join(claims, on=["issue", "aim", "move"])
        .join(condition_places, on="condition_id")
        .select(
            claim_id=pl.concat_str("condition_id", "territory_id", separator="."),
            statement_id="statement_id",
            condition_id="condition_id",
            claimant_id="holder_id",
            territory_id="territory_id",
            claim_type="claim_type",
            claim_scope="scope",
            # A basis is coded on bare assertions only: a term does not say why the place is claimed.
            claim_basis=pl.lit(schema.column("claim_basis").default, pl.String),
            recognition_sought="recognition_sought",
            place_as_named="place_as_named",
            summary="summary",
        )
    )


def _asserted(cards: Sequence[StatementCard], schema: TableSchema) -> pl.DataFrame:
    """Return the bare assertions of every card."""
    rows = [
        {
            "claim_id": assertion.claim_id,
            "statement_id": card.statement_id,
            "condition_id": None,
            "claimant_id": assertion.claimant_id,
            "territory_id": assertion.territory_id,
            "claim_type": assertion.claim_type,
            "claim_scope": assertion.claim_scope,
            "claim_basis": assertion.claim_basis,
            "recognition_sought": assertion.recognition_sought,
            "place_as_named": assertion.place_as_named,
            "summary": assertion.summary,
        }
        for card in cards
        for assertion in card.assertions
    ]
    return schema.frame(rows)
