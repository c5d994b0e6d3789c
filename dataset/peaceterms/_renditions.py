"""Renditions: how each document words what was said in one utterance, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peaceterms import _release
from peaceterms._errors import UnknownId
from peaceterms._sources import documents, with_links

if TYPE_CHECKING:
    import polars as pl

    from peaceterms._release import Release

ABSENT = "absent"  # the document was read in full and does not have the term
NOT_SEEN = "not_seen"  # only a part of the document was read: the term may stand in the rest
PLACE = "place"  # where a row stands on the card: conditions, assertions, control reports
READ_IN_FULL = "full_text"


def renditions(statement: str) -> pl.DataFrame:
    """Return how each document that reports a statement words each of its rows.

    Args:
        statement: The id of a statement.

    Returns:
        One row per coded row of the statement (condition, assertion, control report) and document that
        reports the statement, or per passage where several of a document carry the row: row_id, row_type,
        summary, source_id, publisher_name, fit, passage_id, is_principal, rendition, reporting_verb,
        starts_with, ends_with and link. `fit` sets the passage against the row as coded (states, weakens,
        strengthens, differs); it is `absent` where the document was read in full and leaves the row out, and
        `not_seen` where only a part was read and the row is not in it. A statement without such rows gives an
        empty frame.

    Raises:
        UnknownId: There is no such statement; the message names the nearest ones.

    Example:
        >>> found = renditions("vladimir-putin-2024-03-13-kiselyov")
        >>> found["publisher_name"].unique().sort().to_list()
        ['RT', 'Ukrainska Pravda']
        >>> {"states", "absent"} <= set(found["fit"])
        True
    """
    import polars as pl

    present = _release.installed()
    _hold_against_statements(statement, present)
    rows = _rows_of(statement, present)
    passages = present.frame("passages").drop("statement_id")
    carried = present.frame("evidence").select("row_id", "passage_id", "fit").join(passages, on="passage_id")
    reporting = present.frame("passages").filter(pl.col("statement_id") == statement).select("source_id").unique()
    is_carried = pl.col("passage_id").is_not_null()
    unseen = pl.when(pl.col("extent_read") == READ_IN_FULL).then(pl.lit(ABSENT)).otherwise(pl.lit(NOT_SEEN))
    return (
        rows.with_row_index(PLACE)
        .join(documents(present).join(reporting, on="source_id", how="semi"), how="cross")
        .join(carried, on=["row_id", "source_id"], how="left")
        .with_columns(fit=pl.coalesce("fit", unseen), url=pl.when(is_carried).then("url"))
        .pipe(with_links)
        .sort(PLACE, "published_earliest_date", "source_id", "passage_id", maintain_order=True)
        .select(
            *("row_id", "row_type", "summary", "source_id", "publisher_name", "fit", "passage_id"),
            *("is_principal", "rendition", "reporting_verb", "starts_with", "ends_with", "link"),
        )
    )


def _rows_of(statement: str, release: Release) -> pl.DataFrame:
    """Return the coded rows of a statement: row_id, row_type and summary."""
    import polars as pl

    def coded(table: str, key: str, row_type: str) -> pl.DataFrame:
        of_statement = release.frame(table).filter(pl.col("statement_id") == statement)
        return of_statement.with_columns(row_id=pl.col(key), row_type=pl.lit(row_type))

    conditions = coded("conditions", "condition_id", "condition")
    assertions = coded("territorial_claims", "claim_id", "assertion").filter(pl.col("condition_id").is_null())
    reports = _with_summaries(coded("control_reports", "report_id", "control_report"), release)
    columns = ("row_id", "row_type", "summary")
    return pl.concat([frame.select(columns) for frame in (conditions, assertions, reports)])


def _with_summaries(reports: pl.DataFrame, release: Release) -> pl.DataFrame:
    """Return control reports with a summary, which as coded they do not have."""
    import polars as pl

    actors = release.frame("actors").select(controller_id="actor_id", controller="name")
    territories = release.frame("territories").select(territory_id="territory_id", territory="name_en")
    extents = release.vocabulary("extent").select(extent="code", extent_label="label")
    share = pl.concat_str(pl.lit(" ("), "share_pct", pl.lit(" %)"))
    return (
        reports.join(actors, on="controller_id", how="left", maintain_order="left")
        .join(territories, on="territory_id", how="left", maintain_order="left")
        .join(extents, on="extent", how="left", maintain_order="left")
        .with_columns(
            summary=pl.concat_str(
                *("territory", pl.lit(": "), "extent_label"),
                *(share.fill_null(""), pl.lit(" reported under the control of "), "controller"),
            )
        )
    )


def _hold_against_statements(statement: str, release: Release) -> None:
    """Raise if there is no such statement."""
    from peaceterms.contract.schemas import nearest

    statements = release.frame("statements")["statement_id"].to_list()
    if statement not in statements:
        of_row = str(statement).partition(".")[0]
        remedy = f"did you mean {of_row!r}?" if of_row in statements else nearest(str(statement), statements)
        text = f"unknown statement {statement!r}; {remedy}"
        raise UnknownId(text)
