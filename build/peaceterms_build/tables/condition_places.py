"""The `condition_places` table: which places a condition is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from peaceterms.contract.schemas import TableSchema
    from peaceterms_build.corpus.statement_cards import StatementCard


def build(cards: Sequence[StatementCard], schema: TableSchema) -> pl.DataFrame:
    """Return one row for each place of each condition."""
    rows = [
        {
            "condition_id": condition.condition_id,
            "territory_id": place.territory_id,
            "scope": place.scope,
            "place_as_named": place.place_as_named,
        }
        for card in cards
        for condition in card.conditions
        for place in condition.places
    ]
    return schema.sorted(schema.frame(rows))
