"""Graphs in tables: rows that run in a circle, and the groups to which an actor belongs."""

from __future__ import annotations

import polars as pl


def rows_in_a_circle(edges: pl.DataFrame, start: str, end: str) -> pl.DataFrame:
    """Return the rows that run in a circle, or lead from one circle to another.

    Rows that nothing leads to, or that lead nowhere, are taken off until every row that is left has both a
    row before and a row after it; that is so only on circles and between them.
    """
    while True:
        rest = edges.join(edges, left_on=start, right_on=end, how="semi")
        rest = rest.join(rest, left_on=end, right_on=start, how="semi")
        if rest.height == edges.height:
            return rest
        edges = rest


def groups_reached(beginnings: pl.DataFrame, memberships: pl.DataFrame) -> pl.DataFrame:
    """Return the beginnings and every group to which memberships lead on from them, on common days.

    Args:
        beginnings: Rows with `key`, `group_id` and the days `from_date` to `until_date`.
        memberships: Rows with `member_id`, `group_id` and the days `start_date` to `end_date`, none null.

    Returns:
        Rows of the same columns as the beginnings; the days are those on which the whole chain holds.
    """
    columns = ["key", "group_id", "from_date", "until_date"]
    steps = memberships.select("member_id", "start_date", "end_date", next_id="group_id")
    reached = newest = beginnings.select(columns)
    while newest.height:
        newest = (
            newest.join(steps, left_on="group_id", right_on="member_id")
            .select(
                "key",
                group_id="next_id",
                from_date=pl.max_horizontal("from_date", "start_date"),
                until_date=pl.min_horizontal("until_date", "end_date"),
            )
            .filter(pl.col("from_date") <= pl.col("until_date"))
            .unique(maintain_order=True)
            .join(reached, on=columns, how="anti")
        )
        reached = pl.concat([reached, newest])
    return reached
