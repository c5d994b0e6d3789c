"""Selection: the rows whose columns equal what was asked for, with every misspelling told."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from peaceterms._errors import UnknownColumn, UnknownValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from peaceterms._release import Release
    from peaceterms.contract.schemas import Column, TableSchema

TRUTHS = {"true": True, "false": False}


def selected(frame: pl.DataFrame, schema: TableSchema, equals: Mapping[str, object], release: Release) -> pl.DataFrame:
    """Return the rows of a whole table whose columns equal the values, or one of the values of a list.

    Raises:
        UnknownColumn: The table has no such column.
        UnknownValue: The column cannot have such a value; the message names the nearest valid ones.
    """
    import polars as pl

    conditions = []
    for name, wanted in equals.items():
        if name not in schema.column_names:
            from peaceterms.contract.schemas import nearest

            text = f"table {schema.name!r} has no column {name!r}; {nearest(name, schema.column_names)}"
            raise UnknownColumn(text)
        column = schema.column(name)
        values = [_read(value, column, schema) for value in _listed(wanted)]
        texts = [value for value in values if isinstance(value, str)]
        if texts:
            _hold_against(texts, column, schema, _valid(column, schema, frame, release))
        # is_in never finds a null, so that one that was asked for is looked for by name.
        stated = pl.Series([value for value in values if value is not None], dtype=column.polars_type)
        condition = pl.col(name).is_in(stated.implode())
        conditions.append(condition | pl.col(name).is_null() if None in values else condition)
    return frame.filter(conditions) if conditions else frame


def _listed(wanted: object) -> list[object]:
    """Return the values that were asked for, one or several."""
    if isinstance(wanted, Iterable) and not isinstance(wanted, str | bytes | Mapping):
        return list(wanted)
    return [wanted]


def _read(value: object, column: Column, schema: TableSchema) -> object:
    """Return a value as the column holds it; texts are read, since the command line knows nothing else."""
    if value is None:
        if column.is_required:
            raise _no_value(value, column, schema, "the column is never empty")
        return None
    kind = column.frictionless_type
    read: object = None
    if kind == "string":
        read = value if isinstance(value, str) else None
    elif kind == "boolean":
        read = value if isinstance(value, bool) else TRUTHS.get(str(value))
    elif kind == "date":
        read = _day(value)
    elif not isinstance(value, bool):
        read = _number(value, whole=kind == "integer")
    if read is None:
        remedies = {
            "boolean": "write true or false",
            "date": "write a day as 2024-03-13",
            "string": "write it as text",
        }
        raise _no_value(value, column, schema, remedies.get(kind, f"write it as {kind}, in digits"))
    return read


def _day(value: object) -> datetime.date | None:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _number(value: object, *, whole: bool) -> int | float | None:
    if not isinstance(value, int | float | str):
        return None
    try:
        return int(value) if whole and not isinstance(value, float) else _whole_or_float(value, whole=whole)
    except (ValueError, OverflowError):
        return None


def _whole_or_float(value: float | str, *, whole: bool) -> int | float | None:
    number = float(value)
    if not whole:
        return number
    return int(number) if number.is_integer() else None


def _valid(column: Column, schema: TableSchema, frame: pl.DataFrame, release: Release) -> Sequence[str]:
    """Return the values that a column of text can have: codes, ids of its register, or what stands in it."""
    if column.codes:
        return column.codes
    for key in schema.foreign_keys:
        if key.columns == (column.name,):
            register = release.frame(key.table)
            return register[key.referenced_columns[0]].unique().sort().to_list()
    return frame[column.name].drop_nulls().unique().sort().to_list()


def _hold_against(texts: Sequence[str], column: Column, schema: TableSchema, valid: Sequence[str]) -> None:
    """Raise at the first text that is not valid."""
    from peaceterms.contract.schemas import nearest

    known = set(valid)
    for text in texts:
        if text not in known:
            remedy = nearest(text, valid) if valid else "the column is empty in this release"
            raise _no_value(text, column, schema, remedy)


def _no_value(value: object, column: Column, schema: TableSchema, remedy: str) -> UnknownValue:
    """Return the error of a value that a column cannot have."""
    return UnknownValue(f"{schema.name}.{column.name} cannot be {value!r}; {remedy}")
