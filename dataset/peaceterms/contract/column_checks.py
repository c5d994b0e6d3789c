"""Columns: each table checked against its pandera schema, compiled from the schema files."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

import polars as pl

from peaceterms.contract import words
from peaceterms.contract.findings import Finding, Rule
from peaceterms.contract.schemas import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peaceterms.contract.schemas import Column, TableSchema

# The checks of `Column.checks`, then those that pandera makes itself under other names.
RULES = (
    Rule("is_a_code_of_its_vocabulary", "not a code of the vocabulary {vocabulary}", "{nearest}"),
    Rule("matches_its_pattern", "not in the form of the type {type}", "write it in the form that the codebook gives"),
    Rule(
        "is_not_a_reserved_word",
        "programs read this id as something else",
        "choose an id that is a name; see the codebook",
    ),
    Rule("keeps_its_length", "{length}", "shorten it, or leave it out"),
    Rule("keeps_its_word_limit", "{length}", "keep the distinctive words, or leave it out"),
    Rule("is_not_negative_zero", "minus zero", "write 0; see the column's entry in the codebook"),
    Rule("is_not_below_its_minimum", "below the minimum {minimum}", "see the column's entry in the codebook"),
    Rule("is_not_above_its_maximum", "above the maximum {maximum}", "see the column's entry in the codebook"),
    Rule(
        "not_nullable",
        "the cell is empty",
        "fill it in; where the text does not say, the vocabulary has a code for that",
    ),
    Rule("dtype", "the column has the type {value}, not {dtype}", "read the column as {dtype}; see the codebook"),
    Rule("column_in_schema", "the table has no such column", "drop the column; {nearest}"),
    Rule("column_in_dataframe", "the column is missing", "add the column"),
    Rule("column_ordered", "the column is not in its place", "put the columns in the order of the codebook"),
)
_RULES = {rule.name: rule for rule in RULES}


def findings(frame: pl.DataFrame, schema: TableSchema) -> Iterator[Finding]:
    """Yield what pandera finds wrong in a frame: columns, types, nulls, codes, patterns, lengths, bounds.

    A column without any value has the type of its schema, whatever type it came with. A column of another type
    is one finding, and its cells are not looked at.
    """
    frame = _with_empty_columns_typed(frame, schema)
    if schema.accepts(frame):
        return
    import pandera.errors

    try:
        # Eager on purpose: pandera checks a LazyFrame for its schema only.
        schema.pandera().validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = pl.DataFrame(errors.failure_cases).rows(named=True)
    else:
        return
    wrong = {case["column"] for case in cases if _name_of(case) == "dtype"}
    keys = frame.select(name for name in schema.primary_key if name in frame.columns)
    said = cache(partial(_said, schema))  # what is wrong with a value is worked out once
    for case in cases:
        if case["column"] in wrong and _name_of(case) != "dtype":
            continue
        value = "" if case["failure_case"] is None else str(case["failure_case"])
        # Of columns that are missing, unknown or out of order, pandera names the table, and the column as the case.
        is_in_column = case["index"] is not None or _name_of(case) == "dtype"
        column = case["column"] if is_in_column else value
        message, remedy = said(_name_of(case), column, value)
        row = {} if case["index"] is None else keys.row(case["index"], named=True)
        yield Finding(
            rule=_name_of(case), message=message, remedy=remedy, table=schema.name, row=row, column=column, value=value
        )


def _with_empty_columns_typed(frame: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    types = schema.polars_schema()
    empty = [
        pl.lit(None, types[name]).alias(name)
        for name, found in frame.schema.items()
        if name in types and found != types[name] and _has_no_value(frame[name])
    ]
    return frame.with_columns(empty)


def _has_no_value(series: pl.Series) -> bool:
    return (series.fill_nan(None) if series.dtype.is_float() else series).null_count() == len(series)


def _name_of(case: dict[str, Any]) -> str:
    return str(case["check"]).partition("(")[0]


def _said(schema: TableSchema, name: str, column: str, value: str) -> tuple[str, str]:
    facts: dict[str, object] = {"value": value}
    if name == "column_in_schema":
        facts["nearest"] = nearest(column, schema.column_names)
    else:
        found = schema.column(column)
        facts |= {key: found.constraints.get(key) for key in ("minimum", "maximum")}
        facts |= {"vocabulary": found.vocabulary, "type": found.column_type, "dtype": found.polars_type}
        facts["nearest"] = nearest(value, found.codes) if name == "is_a_code_of_its_vocabulary" else ""
        facts["length"] = _length(found, value) if name.startswith("keeps_its") else ""
    return _RULES[name].message.format_map(facts), _RULES[name].remedy.format_map(facts)


def _length(column: Column, value: str) -> str:
    shortest, longest = (column.constraints.get(name) for name in ("minLength", "maxLength"))
    if longest is not None and len(value) > longest:
        return f"too long: {len(value)} characters, limit {longest}"
    if shortest is not None and len(value) < shortest:
        return f"too short: {len(value)} characters, at least {shortest}"
    count = pl.Series([value]).str.count_matches(words.WORD)[0]
    if column.word_limit is not None and count > column.word_limit:
        return f"too long: {count} words, limit {column.word_limit}"
    limit = words.UNSPACED_CHARACTER_LIMIT
    return f"too long: {len(value)} characters, limit {limit} in a script without spaces between words"
