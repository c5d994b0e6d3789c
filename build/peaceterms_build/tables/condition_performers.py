"""The `condition_performers` table: who would have to act or refrain."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from peaceterms.contract.schemas import TableSchema
    from peaceterms_build.corpus.statement_cards import StatementCard


def build(cards: Sequence[StatementCard], schema: TableSchema) -> pl.DataFrame:
    """Return one row for each performer of each condition."""
    rows = [
        {"condition_id": condition.condition_id, "actor_id": actor_id}
        for card in cards
        for condition in card.conditions
        for actor_id in condition.performers
    ]
    return schema.sorted(schema.frame(rows))
