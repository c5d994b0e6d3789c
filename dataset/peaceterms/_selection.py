"""Selection: the rows whose columns equal what was asked for; a value that a column cannot have is refused."""

from __future__ import annotations

import datetime
import operator
import re
from collections.abc import Iterable, Mapping
from numbers import Real
from typing import TYPE_CHECKING, Any

from peaceterms import _frames, _suggestions
from peaceterms._errors import UnknownColumn, UnknownValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from peaceterms._release import Release
    from peaceterms.contract.schemas import Column, TableSchema

TRUTHS = {"true": True, "false": False}
# Texts are read in the form in which tables write them, and in no other that Python would take.
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
LARGEST = 2**63 - 1  # what a column of whole numbers can hold
REMEDIES = {
    "boolean": "write true or false",
    "date": "write a day as 2024-03-13",
    "string": "write text",
    "integer": "write a whole number in digits",
    "number": "write a number in digits",
}
# Cells that pack several names into one text for reading, with the table and column that can be filtered.
PACKED = {
    ("conditions_flat", "performers"): ("condition_performers", "actor_id"),
    ("conditions_flat", "places"): ("condition_places", "territory_id"),
}


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
        values = [_read(value, column, schema) for value in _listed(wanted, column, schema)]
        texts = [value for value in values if isinstance(value, str)]
        if texts:
            _refuse_packed(texts, column, schema)
            _refuse_unknown(texts, column, schema, frame, release)
        # is_in never finds a null, so that one that was asked for is looked for by name.
        stated = pl.Series([value for value in values if value is not None], dtype=column.polars_type)
        condition = pl.col(name).is_in(stated.implode())
        conditions.append(condition | pl.col(name).is_null() if None in values else condition)
    return frame.filter(conditions) if conditions else frame


def _listed(wanted: Any, column: Column, schema: TableSchema) -> list[object]:
    if _frames.is_frame(wanted):
        raise _no_value(type(wanted).__name__, column, schema, "give a column of the frame")
    if getattr(wanted, "ndim", 1) == 0:  # a number of numpy, which claims to be iterable
        return [wanted]
    if not isinstance(wanted, Iterable) or isinstance(wanted, str | bytes | Mapping):
        return [wanted]
    values = list(wanted)
    if isinstance(wanted, tuple) and column.frictionless_type == "date" and len(values) == len(("from", "to")):
        remedy = (
            f"a pair of days could be a range: write a list for either of the two days, or filter the frame by "
            f"pl.col({column.name!r}).is_between(first, last)"
        )
        raise _no_value(wanted, column, schema, remedy)
    return values


def _read(value: object, column: Column, schema: TableSchema) -> object:
    """Return a value as the column holds it, or None for an empty cell.

    Cells of other libraries' frames are taken for what they are, and texts are read, since the command line has
    nothing else.
    """
    plain = _plain(value)
    if plain is None:
        if column.is_required:
            raise _no_value(value, column, schema, "the column is never empty")
        return None
    readers = {"string": _text, "boolean": _truth, "date": _day, "integer": _whole_number, "number": _number}
    read = readers[column.frictionless_type](plain)
    if read is None:
        raise _no_value(value, column, schema, REMEDIES[column.frictionless_type])
    return read


def _plain(value: Any) -> object:
    if type(value).__name__ in ("NaTType", "NAType") or (isinstance(value, float) and value != value):  # noqa: PLR0124  # NaN
        return None
    if hasattr(value, "dtype") and hasattr(value, "item"):
        if value.dtype.kind == "M":  # numpy's datetime64, of whichever unit
            day = value.astype("datetime64[D]")
            return day.item() if day == value or day.item() is None else value
        return _plain(value.item())
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time() and value.tzinfo is None and not getattr(value, "nanosecond", 0)
        return value.date() if is_day else value
    return value


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str) else None


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else TRUTHS.get(value) if isinstance(value, str) else None


def _day(value: object) -> datetime.date | None:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) and DAY.fullmatch(value) else None
    except ValueError:
        return None


def _whole_number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        if isinstance(value, str):
            number = int(value) if WHOLE_NUMBER.fullmatch(value) else None
        elif isinstance(value, float):
            number = int(value) if value.is_integer() else None
        else:
            number = operator.index(value)
    except (TypeError, ValueError):  # no whole number, or a text of thousands of digits
        return None
    return number if number is not None and -LARGEST <= number <= LARGEST else None


def _number(value: object) -> float | None:
    if isinstance(value, str):
        return float(value) if NUMBER.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _refuse_packed(texts: Sequence[str], column: Column, schema: TableSchema) -> None:
    """Raise for a column whose cells pack several names: one that equals the text would be a part of the rows."""
    if (schema.name, column.name) in PACKED:
        table, key = PACKED[schema.name, column.name]
        remedy = f"its cells pack several names into one text: filter {table} by {key}, then join by condition_id"
        raise _no_value(texts[0], column, schema, remedy)


def _refuse_unknown(
    texts: Sequence[str], column: Column, schema: TableSchema, frame: pl.DataFrame, release: Release
) -> None:
    """Raise at the first text that the column cannot have."""
    valid = _valid(column, schema, frame, release)
    known = set(valid)
    for text in texts:
        if text not in known:
            remedy = "the column is empty in this release"
            if valid:
                remedy = _suggestions.remedy(text, valid, _suggestions.names_of_values(column, schema, release))
            raise _no_value(text, column, schema, remedy)


def _valid(column: Column, schema: TableSchema, frame: pl.DataFrame, release: Release) -> Sequence[str]:
    """Return the values that a column of text can have: codes, ids of its register, or what it has."""
    if column.codes:
        return column.codes
    for key in schema.foreign_keys:
        if key.columns == (column.name,):
            register = release.frame(key.table)
            return register[key.referenced_columns[0]].unique().sort().to_list()
    return frame[column.name].drop_nulls().unique().sort().to_list()


def _no_value(value: object, column: Column, schema: TableSchema, remedy: str) -> UnknownValue:
    return UnknownValue(f"{schema.name}.{column.name} cannot be {value!r}; {remedy}")
