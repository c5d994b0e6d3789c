"""Keys: what holds between the cells and rows of tables by their schemas alone, whatever they are about.

Keys and codes are unique, references lead to a row of the right type, nothing is part of itself, and two dates
of one span are in order.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.findings import Rule
from peaceterms.contract.graphs import rows_in_a_circle
from peaceterms.contract.schemas import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peaceterms.contract.findings import Finding
    from peaceterms.contract.schemas import ForeignKey, TableSchema
    from peaceterms.contract.tables import Tables

# Names of two columns that are the ends of one span.
FIRST_DAY = re.compile(r"^(?:(?P<name>.+)_earliest_date|start_date)$")

# A pattern that allows more than small ASCII letters: only then can two keys look alike.
LOOSE_PATTERN = re.compile(r"[A-Z]|\\[A-Za-z]|(?<!\\)\.|[^\x00-\x7f]")

KEYS_ARE_UNIQUE = Rule(
    "keys_are_unique", "another row has the same key", "merge the rows, or give one of them another key"
)
KEYS_DIFFER = Rule(
    "keys_differ_by_more_than_case",
    "the key differs from another's by letter case or Unicode form only",
    "write both alike if they are one, or give one of them another key",
)
VALUES_ARE_UNIQUE = Rule(
    "values_are_unique", "another row of {table} has the same {column}", "correct it, or merge the rows if they are one"
)
REFERENCES_LEAD_TO_A_ROW = Rule("references_lead_to_a_row", "{table} has no such entry", "{nearest}")
REFERENCES_HAVE_THEIR_TYPE = Rule(
    "references_have_their_type",
    "{column} cannot be {value!r}, which has the type {type}",
    "name an entry of the type {types}, or correct its type in {table}",
)
ROWS_DO_NOT_RUN_IN_A_CIRCLE = Rule(
    "rows_do_not_run_in_a_circle",
    "{from_id!r} comes back to itself by way of {column} {value!r}",
    "correct the row that reads the wrong way",
)
DATES_ARE_IN_ORDER = Rule(
    "dates_are_in_order", "{first} is after {last}: {first_day}, {last_day}", "write the earlier day first"
)
DATES_ARE_BOTH_GIVEN = Rule(
    "dates_are_both_given",
    "one of {first} and {last} is empty",
    "give both; where the text names one day, they are the same",
)
RULES = (
    KEYS_ARE_UNIQUE, KEYS_DIFFER, VALUES_ARE_UNIQUE, REFERENCES_LEAD_TO_A_ROW, REFERENCES_HAVE_THEIR_TYPE,
    ROWS_DO_NOT_RUN_IN_A_CIRCLE, DATES_ARE_IN_ORDER, DATES_ARE_BOTH_GIVEN,
)  # fmt: skip


def findings(tables: Tables) -> Iterator[Finding]:
    """Yield every key or value that is not unique, wrong reference, circle, and span of dates out of order."""
    for table, frame in tables.items():
        schema = tables.schemas[table]
        yield from _findings_of_primary_key(frame, schema)
        yield from _findings_of_unique_columns(frame, schema)
        yield from _findings_of_dates(frame, schema)
        yield from _findings_of_circles(frame, schema)
        for foreign_key in schema.foreign_keys:
            yield from _findings_of_foreign_key(tables, schema, foreign_key)
            yield from _findings_of_types(tables, schema, foreign_key)


def duplicates(frame: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    """Return the rows whose primary key another row has too."""
    return frame.filter(pl.struct(schema.primary_key).is_duplicated())


def lookalikes(frame: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    """Return the rows whose primary key differs from another's by letter case or Unicode form only.

    Rows whose keys are wholly the same are duplicates, and left out here. Keys that their pattern keeps to small
    ASCII letters cannot look alike.
    """
    foldable = [
        name
        for name in schema.primary_key
        if schema.column(name).frictionless_type == "string"
        and LOOSE_PATTERN.search(schema.column(name).constraints.get("pattern", "."))
    ]
    if not foldable:
        return frame.clear()
    distinct = frame.unique(schema.primary_key, keep="none", maintain_order=True)
    folded = [
        pl.col(name).str.normalize("NFKC").str.to_lowercase() if name in foldable else pl.col(name)
        for name in schema.primary_key
    ]
    return distinct.filter(pl.struct(folded).is_duplicated())


def orphans(tables: Tables, table: str, foreign_key: ForeignKey) -> pl.DataFrame:
    """Return the rows of a table whose reference leads to no row; an empty reference is none."""
    columns = list(foreign_key.columns)
    return (
        tables[table]
        .drop_nulls(columns)
        .join(
            tables[foreign_key.table],
            left_on=columns,
            right_on=list(foreign_key.referenced_columns),
            how="anti",
            maintain_order="left",
        )
    )


def _joined(row: dict[str, object], columns: tuple[str, ...]) -> str:
    return ", ".join("" if row[column] is None else str(row[column]) for column in columns)


def _found(
    rule: Rule, rows: pl.DataFrame, schema: TableSchema, columns: tuple[str, ...], **facts: object
) -> Iterator[Finding]:
    """Yield a finding for each row, at the first of the columns; cells of the row may be named in the message."""
    for row in rows.iter_rows(named=True):
        value = _joined(row, columns)
        key = {column: row[column] for column in schema.primary_key}
        said = {"table": schema.name, "column": columns[0], "value": value} | facts | row
        yield rule.finding(said, table=schema.name, row=key, column=columns[0], value=value)


def _findings_of_primary_key(frame: pl.DataFrame, schema: TableSchema) -> Iterator[Finding]:
    yield from _found(KEYS_ARE_UNIQUE, duplicates(frame, schema), schema, schema.primary_key)
    yield from _found(KEYS_DIFFER, lookalikes(frame, schema), schema, schema.primary_key)


def _findings_of_unique_columns(frame: pl.DataFrame, schema: TableSchema) -> Iterator[Finding]:
    for column in schema.columns:
        if column.constraints.get("unique"):
            rows = frame.filter(pl.col(column.name).is_not_null() & pl.col(column.name).is_duplicated())
            yield from _found(VALUES_ARE_UNIQUE, rows, schema, (column.name,))


def _findings_of_dates(frame: pl.DataFrame, schema: TableSchema) -> Iterator[Finding]:
    """Yield the findings of the spans, which their columns' names show; a span without an end goes on."""
    for first in schema.column_names:
        match = FIRST_DAY.match(first)
        last = f"{match['name']}_latest_date" if match and match["name"] else "end_date"
        if not match or last not in schema.column_names:
            continue
        days = frame.with_columns(first_day=first, last_day=last)
        out_of_order = days.filter(pl.col(first) > pl.col(last))
        yield from _found(DATES_ARE_IN_ORDER, out_of_order, schema, (first,), first=first, last=last)
        if match["name"]:
            half = days.filter(pl.col(first).is_null() != pl.col(last).is_null())
            yield from _found(DATES_ARE_BOTH_GIVEN, half, schema, (first,), first=first, last=last)


def _findings_of_circles(frame: pl.DataFrame, schema: TableSchema) -> Iterator[Finding]:
    if schema.acyclic:
        start, end = schema.acyclic
        rows = rows_in_a_circle(frame, start, end).with_columns(from_id=start)
        yield from _found(ROWS_DO_NOT_RUN_IN_A_CIRCLE, rows, schema, (end,))


def _findings_of_foreign_key(tables: Tables, schema: TableSchema, foreign_key: ForeignKey) -> Iterator[Finding]:
    rows = orphans(tables, schema.name, foreign_key)
    if rows.is_empty():
        return
    target = tables[foreign_key.table].select(foreign_key.referenced_columns).unique().sort(pl.all())
    valid = [_joined(key, foreign_key.referenced_columns) for key in target.iter_rows(named=True)]

    @cache
    def suggest(value: str) -> str:
        return nearest(value, valid) if valid else f"add the entry to {foreign_key.table}"

    for value, same in rows.group_by(foreign_key.columns, maintain_order=True):
        remedy = suggest(", ".join(map(str, value)))
        yield from _found(
            REFERENCES_LEAD_TO_A_ROW, same, schema, foreign_key.columns, table=foreign_key.table, nearest=remedy
        )


def _findings_of_types(tables: Tables, schema: TableSchema, foreign_key: ForeignKey) -> Iterator[Finding]:
    column, key = foreign_key.columns[0], foreign_key.referenced_columns[0]
    types = schema.column(column).target_types
    if not types:
        return
    targets = tables[foreign_key.table].select(pl.col(key).alias(column), type=key.replace("_id", "_type"))
    rows = tables[schema.name].join(targets, on=column, maintain_order="left").filter(~pl.col("type").is_in(types))
    yield from _found(
        REFERENCES_HAVE_THEIR_TYPE, rows, schema, (column,), types=" or ".join(types), table=foreign_key.table
    )
