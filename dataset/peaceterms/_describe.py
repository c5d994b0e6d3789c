"""Descriptions: what each column and each code means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peaceterms import _release
from peaceterms._errors import UnknownColumn, UnknownVocabulary

if TYPE_CHECKING:
    import polars as pl

    from peaceterms._release import Release
    from peaceterms._table_names import TableName
    from peaceterms.contract.schemas import TableSchema

CODE_COLUMNS = ("code", "label", "definition", "use_when", "not_when", "issue", "opposite_aim")


def describe(table: TableName) -> pl.DataFrame:
    """Return what each column of a table means.

    Args:
        table: The name of the table.

    Returns:
        One row per column: name, title, type (string, date, boolean, integer, number), vocabulary (the list
        of its codes, if it has one; see `codes`), refers_to (the column whose key it holds), required,
        experimental (coders agreed too little on it to analyse it: see the table `reliability`), description,
        guidelines (how it is coded and to be read) and examples.

    Raises:
        UnknownTable: No table has that name.

    Example:
        >>> describe("territories")["name"].to_list()[:2]
        ['territory_id', 'name_en']
    """
    import polars as pl

    present = _release.installed()
    schema = present.schema(table)
    fields = {field["name"]: field for field in present.resource(table)["schema"]["fields"]}
    references = _references(schema)
    rows = [
        {
            "name": column.name,
            "title": column.title,
            "type": column.frictionless_type,
            "vocabulary": column.vocabulary,
            "refers_to": references.get(column.name),
            "required": column.is_required,
            "experimental": bool(fields[column.name].get("experimental", False)),
            "description": column.description,
            "guidelines": column.guidelines,
            "examples": " | ".join(column.examples) or None,
        }
        for column in schema.columns
    ]
    may_be_empty = ("vocabulary", "refers_to", "examples")
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(may_be_empty, pl.String))


def codes(vocabulary: str) -> pl.DataFrame:
    """Return what each code of a vocabulary means.

    Args:
        vocabulary: The name of a vocabulary, such as `move`, or a column, such as `conditions.move`.

    Returns:
        One row per code: code, label, definition, use_when and not_when; for `aim` also the issue to which
        the code belongs (`every_issue`: all) and its opposite_aim, if it has one. The lists `claim_mapping`
        and `contested_wording` have other columns.

    Raises:
        UnknownVocabulary: No vocabulary has that name, or the column holds no codes.
        UnknownTable: No table has that name.
        UnknownColumn: The table has no such column.

    Example:
        >>> "demands" in codes("conditions.move")["code"].to_list()
        True
    """
    present = _release.installed()
    frame = present.vocabulary(_name(vocabulary, present))
    return frame.select(
        *(name for name in CODE_COLUMNS if name in frame.columns),
        *(name for name in frame.columns if name not in CODE_COLUMNS),
    )


def _name(vocabulary: str, release: Release) -> str:
    table, point, column = str(vocabulary).partition(".")
    if not point:
        return vocabulary
    schema = release.schema(table)
    if column not in schema.column_names:
        from peaceterms.contract.schemas import nearest

        text = f"table {table!r} has no column {column!r}; {nearest(column, schema.column_names)}"
        raise UnknownColumn(text)
    name = schema.column(column).vocabulary
    if name is None:
        coded = ", ".join(item.name for item in schema.columns if item.vocabulary) or "none"
        text = f"column {vocabulary!r} holds no codes; columns of {table!r} that do: {coded}"
        raise UnknownVocabulary(text)
    return name


def _references(schema: TableSchema) -> dict[str, str]:
    return {
        key.columns[0]: f"{key.table}.{key.referenced_columns[0]}"
        for key in schema.foreign_keys
        if len(key.columns) == 1
    }
