"""The `passages` table: one row per run of words that carries a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from peaceterms.contract.schemas import TableSchema
    from peaceterms_build.corpus.document_cards import DocumentCard


def build(cards: Sequence[DocumentCard], schema: TableSchema) -> pl.DataFrame:
    """Return every passage of every document, in the order of its id."""
    rows = [
        {
            "passage_id": passage.passage_id,
            "source_id": card.source_id,
            "statement_id": passage.statement_id,
            "is_principal": passage.is_principal,
            "rendition": passage.rendition,
            "reporting_verb": passage.reporting_verb,
            "credited_publisher_id": passage.credited_publisher_id,
            "word_count": passage.word_count,
            "fingerprint": passage.fingerprint,
            "starts_with": passage.starts_with,
            "ends_with": passage.ends_with,
            "text_start": passage.text_start,
            "text_end": passage.text_end,
            "locator": passage.locator,
        }
        for card in cards
        for passage in card.passages
    ]
    return schema.sorted(schema.frame(rows))
