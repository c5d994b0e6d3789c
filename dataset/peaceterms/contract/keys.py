"""Keys: every row has a key of its own, what is required is there, and every reference leads to a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.findings import Finding
from peaceterms.contract.schemas import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peaceterms.contract.schemas import ForeignKey, TableSchema
    from peaceterms.contract.tables import Tables


def findings(tables: Tables) -> Iterator[Finding]:
    """Yield every missing required cell, key that is not unique, and reference that leads nowhere."""
    for table, frame in tables.items():
        schema = tables.schemas[table]
        yield from _findings_of_required(frame, schema)
        yield from _findings_of_primary_key(frame, schema)
        for foreign_key in schema.foreign_keys:
            yield from _findings_of_foreign_key(tables, schema, foreign_key)


def lacking(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return the rows in which the column is empty."""
    return frame.filter(pl.col(column).is_null())


def duplicates(frame: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    """Return the rows whose primary key another row has too."""
    return frame.filter(pl.struct(schema.primary_key).is_duplicated())


def lookalikes(frame: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    """Return the rows whose primary key differs from another's by letter case or Unicode form only.

    Rows whose keys are wholly the same are duplicates, and left out here.
    """
    distinct = frame.unique(schema.primary_key, keep="none", maintain_order=True)
    folded = [_folded(schema, column) for column in schema.primary_key]
    return distinct.filter(pl.struct(folded).is_duplicated())


def orphans(tables: Tables, table: str, foreign_key: ForeignKey) -> pl.DataFrame:
    """Return the rows of a table whose reference leads to no row; an empty reference is none."""
    columns = list(foreign_key.columns)
    referring = tables[table].drop_nulls(columns)
    return referring.join(
        tables[foreign_key.table],
        left_on=columns,
        right_on=list(foreign_key.referenced_columns),
        how="anti",
        maintain_order="left",
    )


def _folded(schema: TableSchema, column: str) -> pl.Expr:
    """Return the expression of a key column without letter case and compatibility forms."""
    key = pl.col(column)
    if schema.column(column).frictionless_type != "string":
        return key
    return key.str.normalize("NFKC").str.to_lowercase()


def _key(row: dict[str, object], schema: TableSchema) -> dict[str, object]:
    """Return the cells of a row's primary key."""
    return {column: row[column] for column in schema.primary_key}


def _told(row: dict[str, object], columns: tuple[str, ...]) -> str:
    """Return the cells of the columns as a person reads them."""
    return ", ".join(str(row[column]) for column in columns)


def _findings_of_required(frame: pl.DataFrame, schema: TableSchema) -> Iterator[Finding]:
    """Yield a finding for each required cell that is empty."""
    for column in schema.columns:
        if not column.is_required:
            continue
        for row in lacking(frame, column.name).iter_rows(named=True):
            yield Finding(
                rule="required_cells_are_filled",
                message=f"{column.name} is empty",
                remedy="fill it in; where the text does not say, the vocabulary has a code for that",
                table=schema.name,
                row=_key(row, schema),
                column=column.name,
            )


def _findings_of_primary_key(frame: pl.DataFrame, schema: TableSchema) -> Iterator[Finding]:
    """Yield a finding for each row whose key is not its own."""
    for rule, message, remedy, rows in (
        (
            "keys_are_unique",
            "another row has the same key",
            "merge the rows, or give one of them a key of its own",
            duplicates(frame, schema),
        ),
        (
            "keys_differ_by_more_than_case",
            "the key differs from another's by letter case or Unicode form only",
            "write both alike if they are one, or give one of them a key of its own",
            lookalikes(frame, schema),
        ),
    ):
        for row in rows.iter_rows(named=True):
            yield Finding(
                rule=rule,
                message=message,
                remedy=remedy,
                table=schema.name,
                row=_key(row, schema),
                column=schema.primary_key[0],
                value=_told(row, schema.primary_key),
            )


def _findings_of_foreign_key(tables: Tables, schema: TableSchema, foreign_key: ForeignKey) -> Iterator[Finding]:
    """Yield a finding for each reference that leads nowhere, with the nearest keys that exist."""
    rows = orphans(tables, schema.name, foreign_key)
    if rows.is_empty():
        return
    columns = list(foreign_key.referenced_columns)
    valid = [
        ", ".join(map(str, key)) for key in tables[foreign_key.table].select(columns).unique().sort(columns).rows()
    ]
    for row in rows.iter_rows(named=True):
        value = _told(row, foreign_key.columns)
        yield Finding(
            rule="references_lead_to_a_row",
            message=f"{foreign_key.table} has no such entry",
            remedy=nearest(value, valid) if valid else f"add the entry to {foreign_key.table}, which is empty",
            table=schema.name,
            row=_key(row, schema),
            column=foreign_key.columns[0],
            value=value,
        )
