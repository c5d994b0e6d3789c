"""Future dates: reject days after the release date, which are usually a wrong year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.findings import Finding

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from peaceterms.contract.tables import Tables

# Days of what has happened. Terms, and the ends of offices and memberships, may lie ahead.
PAST_COLUMNS = (
    ("sources", "published_earliest_date"),
    ("sources", "read_date"),
    ("statements", "said_earliest_date"),
    ("control_reports", "as_of_earliest_date"),
    ("actor_memberships", "start_date"),
    ("offices", "start_date"),
    ("proposals", "public_date"),
    ("territory_parts", "start_date"),
    ("legal_acts", "adopted_date"),
)
# Of an act of which only the year is known, the latest day is the last of the year.
LATEST_COLUMNS = (
    ("sources", "published_latest_date"),
    ("statements", "said_latest_date"),
    ("control_reports", "as_of_latest_date"),
)


def findings(tables: Tables, release_date: datetime.date) -> Iterator[Finding]:
    """Yield a finding for each day of something past that comes after the release."""
    last_of_year = release_date.replace(month=12, day=31)
    for columns, bound in ((PAST_COLUMNS, release_date), (LATEST_COLUMNS, last_of_year)):
        for table, column in columns:
            for row in tables[table].filter(pl.col(column) > bound).iter_rows(named=True):
                yield Finding(
                    rule="dates_are_not_after_the_release",
                    message=f"the day comes after {bound}; the release is of {release_date}",
                    remedy="check the year; a later release gives its day in CITATION.cff, `date-released`",
                    table=table,
                    row=row,
                    column=column,
                    value=str(row[column]),
                )
