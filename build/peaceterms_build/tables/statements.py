"""The `statements` table: one row per utterance, however many documents report it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from peaceterms.contract.schemas import TableSchema
    from peaceterms_build.corpus.statement_cards import StatementCard


def build(cards: Sequence[StatementCard], schema: TableSchema) -> pl.DataFrame:
    """Return every statement, in the order of its id."""
    rows = [
        {
            "statement_id": card.statement_id,
            "statement_type": card.statement_type,
            "speaker_id": card.speaker_id,
            "speaks_for_id": card.speaks_for_id,
            "said_earliest_date": card.said_earliest_date,
            "said_latest_date": card.said_latest_date,
            "said_basis": card.said_basis,
            "evidence_url": card.evidence_url,
            "occasion_type": card.occasion_type,
            "occasion": card.occasion,
            "place": card.place,
            "told_in_statement_id": card.told_in_statement_id,
            "about_proposal_id": card.about_proposal_id,
            "act_type": card.act_type,
            "readiness": card.readiness,
            "readiness_of_id": card.readiness_of_id,
            "readiness_toward_id": card.readiness_toward_id,
            "match_basis": card.match_basis,
            "primary_source_id": card.primary_source_id,
            "original_language": card.original_language,
            "summary": card.summary,
        }
        for card in cards
    ]
    return schema.sorted(schema.frame(rows))
