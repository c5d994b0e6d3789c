"""The `statement_actors` table: who else took part in an utterance, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from peaceterms.contract.schemas import TableSchema
    from peaceterms_build.corpus.statement_cards import StatementCard


def build(cards: Sequence[StatementCard], schema: TableSchema) -> pl.DataFrame:
    """Return every co-speaker, signatory, endorser, mediator, host and addressee."""
    rows = [
        {"statement_id": card.statement_id, "actor_id": actor_id, "role": role}
        for card in cards
        for actor_id, role in card.actors
    ]
    return schema.sorted(schema.frame(rows))
