"""The `sources` table: one row per coded document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from peaceterms.contract.schemas import TableSchema
    from peaceterms_build.corpus.document_cards import DocumentCard


def build(cards: Sequence[DocumentCard], schema: TableSchema) -> pl.DataFrame:
    """Return every document, in the order of its id."""
    rows = [
        {
            "source_id": card.source_id,
            "title": card.title,
            "publisher_id": card.publisher_id,
            "source_type": card.source_type,
            "language": card.language,
            "published_earliest_date": card.published_earliest_date,
            "published_latest_date": card.published_latest_date,
            "published_basis": card.published_basis,
            "evidence_url": card.evidence_url,
            "url": card.url,
            "extent_read": card.extent_read,
            "words_read": card.words_read,
            "text_sha256": card.text_sha256,
            "read_date": card.read_date,
            "coding_status": card.coding_status,
            "manual_version": card.manual_version,
            "note": card.note,
        }
        for card in cards
    ]
    return schema.sorted(schema.frame(rows))
