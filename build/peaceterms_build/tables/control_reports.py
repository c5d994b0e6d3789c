"""The `control_reports` table: who holds the ground, by whose account."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from peaceterms.contract.schemas import TableSchema
    from peaceterms_build.corpus.statement_cards import StatementCard


def build(cards: Sequence[StatementCard], schema: TableSchema) -> pl.DataFrame:
    """Return every report of control, in the order of its id."""
    rows = [
        {
            "report_id": report.report_id,
            "statement_id": card.statement_id,
            "controller_id": report.controller_id,
            "territory_id": report.territory_id,
            "extent": report.extent,
            "share_pct": report.share_pct,
            "share_base": report.share_base,
            "as_of_earliest_date": report.as_of_earliest_date,
            "as_of_latest_date": report.as_of_latest_date,
            "place_as_named": report.place_as_named,
        }
        for card in cards
        for report in card.control_reports
    ]
    return schema.sorted(schema.frame(rows))
