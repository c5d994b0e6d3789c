"""Columns: every table held against its pandera schema, compiled from the schema files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.findings import Finding
from peaceterms.contract.schemas import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peaceterms.contract.schemas import TableSchema


def findings(frame: pl.DataFrame, schema: TableSchema) -> Iterator[Finding]:
    """Yield what pandera finds wrong in a frame: columns, types, nulls, codes, patterns, lengths, bounds."""
    import pandera.errors

    try:
        # Eager on purpose: pandera checks a LazyFrame for its schema only.
        schema.pandera().validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return
    for case in pl.DataFrame(cases).iter_rows(named=True):
        yield _finding(case, frame, schema)


def _finding(case: dict[str, object], frame: pl.DataFrame, schema: TableSchema) -> Finding:
    """Return one failure case of pandera as a finding of ours."""
    column = str(case["column"] or "")
    if column == schema.name or column not in schema.column_names:
        column = str(case["failure_case"])
    index = case["index"]
    row = frame.row(int(str(index)), named=True) if index is not None else {}
    value = "" if case["failure_case"] is None else str(case["failure_case"])
    check = str(case["check"])
    codes = schema.column(column).codes if column in schema.column_names else ()
    remedies = {
        "is_a_code_of_its_vocabulary": nearest(value, codes) if codes else "",
        "matches_its_pattern": "write it in the form that the codebook gives",
        "keeps_its_length": "shorten it, or leave it out",
        "not_nullable": "fill it in",
        "column_in_schema": "drop the column",
        "column_in_dataframe": "add the column",
    }
    return Finding(
        rule=check.partition("(")[0],
        message=f"breaks the check {check!r}",
        remedy=remedies.get(check, "see the column's entry in the codebook"),
        table=schema.name,
        row=row,
        column=column,
        value=value,
    )
