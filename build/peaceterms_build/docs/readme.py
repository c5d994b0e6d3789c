"""The generated part of the README: how much is in a release, and what a term looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms import links as text_links
from peaceterms_build.docs import markdown, stats

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables

MOVES = ("demands", "offers", "rejects")


def part(tables: Tables) -> str:
    """Return the generated part as Markdown."""
    counted = stats.counts(tables)
    years = tables["sources"]["published_earliest_date"].dt.year()
    return markdown.render(
        "readme.md.j2",
        counted=counted.filter(pl.col("breakdown") == stats.EVERYTHING).row(0, named=True),
        first_year=years.min(),
        last_year=years.max(),
        languages=_labelled(tables, counted, "language", "documents"),
        sides=_labelled(tables, counted, "side", "conditions"),
        read_in_full=int((tables["sources"]["extent_read"] == "full_text").sum()),
        moves=MOVES,
        terms=terms(tables).to_dicts(),
    )


def terms(tables: Tables) -> pl.DataFrame:
    """Return one term per side and move, the latest of those that most documents report.

    Columns: those of `conditions_flat`, publisher_name and link (null where the document has no address).
    """
    chosen = (
        tables["conditions_flat"]
        .filter(pl.col("move").is_in(MOVES), pl.col("said_earliest_date") == pl.col("said_latest_date"))
        .sort("document_count", "said_earliest_date", "condition_id", descending=[True, True, False])
        .unique(["holder_side", "move"], keep="first", maintain_order=True)
    )
    passages = (
        tables["evidence"]
        .join(tables["passages"], on="passage_id")
        .join(tables["statements"].select("statement_id", "primary_source_id"), on="statement_id")
        .join(tables["sources"].select("source_id", "publisher_id", "url"), on="source_id")
        .join(tables["publishers"].select("publisher_id", publisher_name="name"), on="publisher_id")
        .sort(pl.col("url").is_null(), pl.col("source_id") != pl.col("primary_source_id"), "fit", "passage_id")
        .unique("row_id", keep="first", maintain_order=True)
    )
    links = text_links.with_links(passages).select("row_id", "publisher_name", "link")
    return chosen.join(links, left_on="condition_id", right_on="row_id").sort("said_earliest_date", "condition_id")


def _labelled(tables: Tables, counted: pl.DataFrame, breakdown: str, column: str) -> list[tuple[str, int]]:
    found = counted.filter(pl.col("breakdown") == breakdown).sort(column, descending=True, maintain_order=True)
    labels = tables.vocabulary(breakdown).select(group=pl.col("code").cast(pl.String), label="label")
    return found.join(labels, on="group", maintain_order="left").select("label", column).rows()
