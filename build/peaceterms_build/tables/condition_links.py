"""The `condition_links` table: how one condition bears on another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from peaceterms.contract.schemas import TableSchema
    from peaceterms_build.corpus.statement_cards import StatementCard


def build(cards: Sequence[StatementCard], schema: TableSchema) -> pl.DataFrame:
    """Return every link between two conditions of one statement."""
    rows = [
        {
            "from_condition_id": link.from_condition_id,
            "to_condition_id": link.to_condition_id,
            "link_type": link.link_type,
            "passage_id": link.passage_id,
        }
        for card in cards
        for link in card.links
    ]
    return schema.sorted(schema.frame(rows))
