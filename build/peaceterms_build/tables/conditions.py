"""The `conditions` table: one row per separable term."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from peaceterms.contract.schemas import TableSchema
    from peaceterms_build.corpus.statement_cards import StatementCard


def build(cards: Sequence[StatementCard], schema: TableSchema) -> pl.DataFrame:
    """Return every condition of every statement, in the order of its id."""
    rows = [
        {
            "condition_id": condition.condition_id,
            "statement_id": card.statement_id,
            "holder_id": condition.holder_id,
            "issue": condition.issue,
            "aim": condition.aim,
            "move": condition.move,
            "force": condition.force,
            "is_vague": condition.is_vague,
            "gates_talks": condition.gates_talks,
            "gates_ceasefire": condition.gates_ceasefire,
            "gates_settlement": condition.gates_settlement,
            "in_settlement": condition.in_settlement,
            "is_red_line": condition.is_red_line,
            "reading": condition.reading,
            "quantity": condition.quantity,
            "quantity_unit": condition.quantity_unit,
            "quantity_comparator": condition.quantity_comparator,
            "takes_effect_date": condition.takes_effect_date,
            "deadline_date": condition.deadline_date,
            "duration_days": condition.duration_days,
            "is_uncertain": condition.is_uncertain,
            "key_phrase": condition.key_phrase,
            "summary": condition.summary,
        }
        for card in cards
        for condition in card.conditions
    ]
    return schema.sorted(schema.frame(rows))
