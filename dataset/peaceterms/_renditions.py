"""Renditions: how each document words what was said in one utterance, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peaceterms import _release, _rows, _suggestions
from peaceterms._errors import UnknownId
from peaceterms._sources import documents
from peaceterms.links import with_links

if TYPE_CHECKING:
    import polars as pl

    from peaceterms._release import Release
    from peaceterms._rows import Rows

ABSENT = "absent"  # the document was read in full and does not have the term
NOT_SEEN = "not_seen"  # only a part of the document was read: the term may be in the rest
PLACE = "place"  # the place of a row on the card: conditions, assertions, control reports
READ_IN_FULL = "full_text"


def renditions(rows: Rows) -> pl.DataFrame:
    """Return how each document that reports a statement words each of its rows.

    Args:
        rows: The id of a statement, several, or a frame with the column statement_id.

    Returns:
        One row per coded row of the statement (condition, assertion, control report) and document that
        reports the statement, or per passage where several of a document carry the row: row_id, row_type,
        summary, source_id, publisher_name, fit, passage_id, is_principal, rendition, reporting_verb,
        starts_with, ends_with and link. `fit` compares the passage with the row as coded (states, weakens,
        strengthens, differs); it is `absent` where the document was read in full and leaves the row out, and
        `not_seen` where only a part was read and the row is not in it. A statement without such rows gives an
        empty frame.

    Raises:
        UnknownId: No statement has that id; the message names the nearest ones.
        UnknownColumn: The frame has no column statement_id.

    Example:
        >>> found = renditions("vladimir-putin-2024-03-13-kiselyov")
        >>> found["publisher_name"].unique().sort().to_list()
        ['RT', 'Ukrainska Pravda']
        >>> {"states", "absent"} <= set(found["fit"])
        True
    """
    import polars as pl

    present = _release.installed()
    coded = _coded_rows(_statements(rows, present), present)
    passages = present.frame("passages")
    reporting = passages.select("statement_id", "source_id").unique()
    evidence = present.frame("evidence").select("row_id", "passage_id", "fit")
    carried = evidence.join(passages.drop("statement_id"), on="passage_id")
    is_carried = pl.col("passage_id").is_not_null()
    unseen = pl.when(pl.col("extent_read") == READ_IN_FULL).then(pl.lit(ABSENT)).otherwise(pl.lit(NOT_SEEN))
    return (
        coded.with_row_index(PLACE)
        .join(reporting, on="statement_id", how="inner")
        .join(documents(present), on="source_id", how="left")
        .join(carried, on=["row_id", "source_id"], how="left")
        .with_columns(fit=pl.coalesce("fit", unseen), url=pl.when(is_carried).then("url"))
        .pipe(with_links)
        .sort(PLACE, "published_earliest_date", "source_id", "passage_id", maintain_order=True)
        .select(
            *("row_id", "row_type", "summary", "source_id", "publisher_name", "fit", "passage_id"),
            *("is_principal", "rendition", "reporting_verb", "starts_with", "ends_with", "link"),
        )
    )


def _statements(rows: Rows, release: Release) -> pl.DataFrame:
    ids = _rows.ids(rows, "statement_id").drop_nulls().unique(maintain_order=True)
    known = release.frame("statements")["statement_id"].to_list()
    for statement in ids.filter(~ids["statement_id"].is_in(known))["statement_id"]:
        of_row = statement.partition(".")[0]
        is_row = of_row in known
        remedy = f"did you mean {of_row!r}?" if is_row else _suggestions.remedy_of_row(statement, known, release)
        text = f"unknown statement {statement!r}; {remedy}"
        raise UnknownId(text)
    return ids.with_row_index("statement_place")


def _coded_rows(statements: pl.DataFrame, release: Release) -> pl.DataFrame:
    """Return the coded rows of statements: statement_id, row_id, row_type and summary."""
    import polars as pl

    def coded(table: str, key: str, row_type: str) -> pl.DataFrame:
        of_statements = release.frame(table).join(statements, on="statement_id", how="inner", maintain_order="left")
        return of_statements.with_columns(row_id=pl.col(key), row_type=pl.lit(row_type))

    conditions = coded("conditions", "condition_id", "condition")
    assertions = coded("territorial_claims", "claim_id", "assertion").filter(pl.col("condition_id").is_null())
    reports = _with_summaries(coded("control_reports", "report_id", "control_report"), release)
    columns = ("statement_place", "statement_id", "row_id", "row_type", "summary")
    found = pl.concat([frame.select(columns) for frame in (conditions, assertions, reports)])
    return found.sort("statement_place", maintain_order=True).drop("statement_place")


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
