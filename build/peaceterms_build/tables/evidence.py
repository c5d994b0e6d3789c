"""The `evidence` table: which passage carries which row, and how well."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl

    from peaceterms.contract.schemas import TableSchema
    from peaceterms_build.corpus.statement_cards import Evidence, StatementCard


def build(cards: Sequence[StatementCard], schema: TableSchema) -> pl.DataFrame:
    """Return the evidence of every condition, assertion and control report."""
    rows = [
        {
            "row_id": row_id,
            "passage_id": evidence.passage_id,
            "row_type": row_type,
            "fit": evidence.fit,
        }
        for card in cards
        for row_type, row_id, cited in _citing_rows(card)
        for evidence in cited
    ]
    return schema.sorted(schema.frame(rows))


def _citing_rows(card: StatementCard) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
    """Yield the kind, the id and the evidence of every row of a card that passages carry."""
    for condition in card.conditions:
        yield "condition", condition.condition_id, condition.evidence
    for assertion in card.assertions:
        yield "assertion", assertion.claim_id, assertion.evidence
    for report in card.control_reports:
        yield "control_report", report.report_id, report.evidence
