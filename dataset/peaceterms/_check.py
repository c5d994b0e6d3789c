"""Checks: a user's frame against a table's contract, and the installed release against all of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from peaceterms import _frames, _release
from peaceterms._errors import DataIntegrityError
from peaceterms._extras import need

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    import polars as pl

    from peaceterms._table_names import TableName
    from peaceterms.contract.findings import Finding
    from peaceterms.contract.schemas import Column, TableSchema

VALIDATORS = ("pandera", "pyarrow")
TYPES = {
    "string": "text",
    "date": "days",
    "boolean": "true and false",
    "integer": "whole numbers",
    "number": "numbers",
}


def check(frame: pl.DataFrame | pd.DataFrame, table: TableName) -> pl.DataFrame:
    """Check a frame against the contract of a table.

    Columns, their order and types, empty cells, codes, patterns, lengths, bounds, forbidden characters and
    the primary key are checked; the references to other tables are not, since the frame may bring new rows.
    Days held as times, whole numbers held as floats, and columns without any value are taken for what they
    are, and the named index of a frame of pandas for columns.

    Args:
        frame: A frame of polars or pandas.
        table: The table whose contract it should keep.

    Returns:
        One row per finding, none if all is well: row (the cells of the key), column, value, rule, message
        and remedy.

    Raises:
        UnknownTable: No table has that name.
        UnknownColumn: The frame has a column twice.
        UnknownValue: A column mixes types.
        MissingExtra: The extra `validate` is not installed.

    Example:
        >>> from peaceterms import load
        >>> check(load("territories"), "territories").height
        0
    """
    import polars as pl

    schema = _release.installed().schema(table)
    need("validate", *VALIDATORS)
    typed = _typed(_frames.as_polars(frame), schema)
    rows = [
        {
            "row": _key(finding, schema),
            "column": finding.column or None,
            "value": finding.value or None,
            "rule": finding.rule,
            "message": finding.message,
            "remedy": finding.remedy,
        }
        for finding in _violations(typed, schema)
    ]
    names = ("row", "column", "value", "rule", "message", "remedy")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))


def validate() -> None:
    """Check the installed release against everything that it promises.

    The checksums of all files are compared first; then the descriptor is checked, each CSV file is compared with
    its Parquet file and read by frictionless, every table is checked against its schema, the keys against each
    other, and the coded rows against the coding rules.

    Raises:
        DataIntegrityError: Something is wrong; the message has every finding, and the remedy.
        MissingExtra: The extra `validate` is not installed.

    Example:
        >>> validate()
    """
    from peaceterms.contract import release_files, validation

    present = _release.installed()
    folder = present.folder()
    found = [*release_files.checksum_findings(folder)]  # needs no extra
    if not found:
        need("validate", *VALIDATORS, "frictionless")
        found = release_files.findings(folder) or release_files.frictionless_findings(folder)
        found = found or validation.findings(present.tables())
    if found:
        raise DataIntegrityError("\n".join([*map(str, found), _release.REINSTALL]))


def _violations(frame: pl.DataFrame, schema: TableSchema) -> Iterable[Finding]:
    import polars as pl

    from peaceterms.contract import characters, column_checks, keys
    from peaceterms.contract.tables import Tables

    wrong = [
        column for column in schema.columns if frame.schema.get(column.name, column.polars_type) != column.polars_type
    ]
    typed = frame.with_columns(pl.lit(None, column.polars_type).alias(column.name) for column in wrong)
    named = {column.name for column in wrong}
    found = [_wrong_type(column, frame, schema) for column in wrong]
    found += [finding for finding in column_checks.findings(typed, schema) if finding.column not in named]
    if found:
        return found
    schemas = _release.installed().schemas
    alone = replace(schema, foreign_keys=())
    tables = Tables({schema.name: frame}, replace(schemas, tables={schema.name: alone}))
    return [*characters.findings(tables), *keys.findings(tables)]


def _wrong_type(column: Column, frame: pl.DataFrame, schema: TableSchema) -> Finding:
    from peaceterms.contract.findings import Finding

    wanted = TYPES[column.frictionless_type]
    return Finding(
        rule="columns_have_their_type",
        message=f"the column holds {frame.schema[column.name]}, not {wanted}",
        remedy=f"read the column as {wanted} (polars: {column.polars_type})",
        table=schema.name,
        column=column.name,
    )


def _typed(frame: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    import polars as pl

    expected: dict[str, Any] = dict(schema.polars_schema())
    for name, found in frame.schema.items():
        wanted = expected.get(name)
        widened = (
            (found == pl.Datetime and wanted == pl.Date)
            or (found.is_integer() and wanted in (pl.Int64, pl.Float64))
            or (found.is_float() and wanted == pl.Int64)
        )
        if wanted is None or found == wanted:
            continue
        if _has_no_value(frame[name]):
            frame = frame.with_columns(pl.lit(None, wanted).alias(name))
        elif widened:
            cast = frame[name].cast(wanted, strict=False)
            if cast.cast(found, strict=False).equals(frame[name], null_equal=True):
                frame = frame.with_columns(cast)
    return frame


def _has_no_value(cells: pl.Series) -> bool:
    """Return whether a column holds nothing but null and NaN, so that its type is what a reader guessed."""
    return bool(cells.is_null().all() or (cells.dtype.is_float() and cells.is_nan().fill_null(value=True).all()))


def _key(finding: Finding, schema: TableSchema) -> str | None:
    """Return the key of the row at fault, as text."""
    cells = [str(finding.row[name]) for name in schema.primary_key if name in finding.row]
    return ", ".join(cells) or (", ".join(map(str, finding.row.values())) or None)
