"""Rows: what a user hands over, a frame or ids, followed to the passages that carry each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from peaceterms import _frames, _suggestions
from peaceterms._errors import UnknownColumn, UnknownId

if TYPE_CHECKING:
    from typing import TypeAlias

    import pandas as pd
    import polars as pl

    from peaceterms._release import Release

    Rows: TypeAlias = "pl.DataFrame | pl.LazyFrame | pd.DataFrame | Iterable[str] | str"

# The columns by which a frame is followed, the nearest to the evidence first: a row of `territorial_claims`
# is followed as a claim though it names a condition and a statement too.
KEY_COLUMNS = {
    "claim_id": "claim",
    "report_id": "report",
    "condition_id": "condition",
    "row_id": "",
    "passage_id": "passage",
    "statement_id": "statement",
    "source_id": "source",
}
LINK_COLUMNS = ("from_condition_id", "link_type", "to_condition_id")
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")  # half a character, such as Python makes of a byte that is not UTF-8
PLACE = "place"  # the place of a row among those handed over, so that they come back in that order


def followed(rows: Rows, release: Release) -> pl.DataFrame:
    """Return row_id, passage_id, fit and source_id for each row and each passage that carries it.

    The rows keep their order, and one that comes twice counts once. Of a link the row_id is its notation on the
    card: one condition, the type, the other condition.

    Raises:
        UnknownColumn: A frame has no column by which its rows can be followed.
        UnknownId: No coded row has such an id; the message names the nearest ones.
    """
    import polars as pl

    ways = _ways(release)
    if not _frames.is_frame(rows):
        return _joined(ids(rows, "row_id"), ways, release)
    frame = _frames.as_polars(rows)
    if set(LINK_COLUMNS) <= set(frame.columns):
        link_ids = frame.select(row_id=pl.concat_str(LINK_COLUMNS, separator=" "))
        return _joined(link_ids, ways.filter(pl.col("kind") == "link"), release)
    key = next((column for column in KEY_COLUMNS if column in frame.columns), None)
    if key is None:
        needed = f"one of {', '.join(KEY_COLUMNS)}, or {', '.join(LINK_COLUMNS)}"
        text = f"the frame has no column that leads to passages; it needs {needed}"
        raise UnknownColumn(text)
    if key == "row_id" and "passage_id" in frame.columns:
        # Rows that no passage carries, such as those that `renditions` calls absent, lead nowhere.
        return _joined(frame.select("row_id", "passage_id").drop_nulls("passage_id"), ways, release)
    kind = KEY_COLUMNS[key]
    keys = frame.select(pl.col(key).alias("row_id"))
    return _joined(keys, ways.filter(pl.col("kind") == kind) if kind else ways, release)


def ids(rows: Rows, column: str) -> pl.DataFrame:
    """Return ids, one, several, or those in a column of a frame, as a frame of that column.

    Raises:
        UnknownColumn: A frame lacks the column.
        UnknownId: Something is not an id.
    """
    import polars as pl

    if _frames.is_frame(rows):
        frame = _frames.as_polars(rows)
        if column not in frame.columns:
            text = f"the frame has no column {column!r}; give one id, several, or a frame with that column"
            raise UnknownColumn(text)
        return frame.select(pl.col(column).cast(pl.String))
    if not isinstance(rows, Iterable):
        raise _not_an_id(rows)
    listed = [rows] if isinstance(rows, str) else list(rows)
    for item in listed:
        if not isinstance(item, str) or LONE_SURROGATE.search(item):
            raise _not_an_id(item)
    return pl.DataFrame({column: listed}, schema={column: pl.String})


def _not_an_id(item: object) -> UnknownId:
    return UnknownId(f"{item!r} is not an id; give one id, several, or a frame with a key column")


def _joined(rows: pl.DataFrame, ways: pl.DataFrame, release: Release) -> pl.DataFrame:
    import polars as pl

    given = rows.cast(pl.String).unique(maintain_order=True)
    unknown = given.join(ways, on=given.columns, how="anti")
    if unknown.height:
        raise _unknown(unknown.row(0, named=True), ways, release)
    return (
        given.with_row_index(PLACE)
        .join(ways, on=given.columns, how="inner")
        .sort(PLACE, "passage_id", maintain_order=True)
        .select("row_id", "passage_id", "fit", "source_id")
        .unique(("row_id", "passage_id"), maintain_order=True, keep="first")
    )


def _unknown(row: dict[str, str | None], ways: pl.DataFrame, release: Release) -> UnknownId:
    row_id, passage_id = row["row_id"], row.get("passage_id")
    if row_id is None:
        return UnknownId("a row has an empty key; drop it, or fill the key in")
    ids = ways["row_id"].unique().sort().to_list()
    if row_id in ids and passage_id is not None:
        return UnknownId(f"passage {passage_id!r} does not carry {row_id!r}; see sources({row_id!r})")
    remedy = _suggestions.remedy_of_row(row_id, ids, release) if ids else "this release has no such rows"
    return UnknownId(f"unknown id {row_id!r}; {remedy}")


def _ways(release: Release) -> pl.DataFrame:
    """Return every coded row with every passage that carries it: kind, row_id, passage_id, fit, source_id.

    A statement has the passages that report it, a document those that were taken from it, if any.
    """
    import polars as pl

    passages = release.frame("passages").select("passage_id", "statement_id", "source_id")
    evidence = release.frame("evidence").select("row_id", "row_type", "passage_id", "fit")
    claims = release.frame("territorial_claims").filter(pl.col("condition_id").is_not_null())
    links = release.frame("condition_links").select(
        pl.concat_str(LINK_COLUMNS, separator=" ").alias("row_id"), "passage_id"
    )
    sources = release.frame("sources").select("source_id")
    kinds = {"condition": "condition", "assertion": "claim", "control_report": "report"}
    carried = [
        evidence.with_columns(kind=pl.col("row_type").replace_strict(kinds, return_dtype=pl.String)),
        claims.select(pl.lit("claim").alias("kind"), pl.col("claim_id"), "condition_id")
        .join(evidence, left_on="condition_id", right_on="row_id")
        .rename({"claim_id": "row_id"}),
        links.with_columns(kind=pl.lit("link")),
        passages.select(row_id="statement_id", passage_id="passage_id", kind=pl.lit("statement")),
        passages.select(row_id="passage_id", passage_id="passage_id", kind=pl.lit("passage")),
    ]
    columns = ("kind", "row_id", "passage_id", "fit", "source_id")
    source_of = passages.select("passage_id", "source_id")
    by_passage = pl.concat(carried, how="diagonal").join(source_of, on="passage_id").select(columns)
    by_source = sources.join(passages, on="source_id", how="left").select(
        pl.lit("source").alias("kind"),
        pl.col("source_id").alias("row_id"),
        "passage_id",
        pl.lit(None, pl.String).alias("fit"),
        "source_id",
    )
    return pl.concat([by_passage, by_source])
