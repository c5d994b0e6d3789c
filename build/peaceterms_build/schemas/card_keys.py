"""One naming rule between cards and tables: a card key is its column's name less what the table adds.

`speaker_id` is written `speaker`, `is_vague` is `vague`, the pair `said_earliest_date` and
`said_latest_date` is one key `said`, and `gates_talks`, `gates_ceasefire`, `gates_settlement` are the list
`gates`. What a key may hold, and its value where a card leaves it out, is in the table's schema.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from peaceterms_build.parsing import dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from peaceterms.contract.schemas import Column, TableSchema

EARLIEST, LATEST = "_earliest_date", "_latest_date"
GATES = "gates_"


@cache
def of(column: str) -> str:
    """Return the card key under which the column is written.

    Example:
        >>> [of(name) for name in ("speaker_id", "is_vague", "said_latest_date", "gates_talks", "summary")]
        ['speaker', 'vague', 'said', 'gates', 'summary']
    """
    for ending in (EARLIEST, LATEST, "_id"):
        if column.endswith(ending):
            return column.removesuffix(ending)
    if column.startswith(GATES):
        return "gates"
    return column.removeprefix("is_")


def written(schema: TableSchema, without: Iterable[str] = ()) -> list[Column]:
    """Return the columns that a person writes on a card, except those that follow from the card's place."""
    left_out = set(without)
    return [column for column in schema.columns if column.written_by == "coder" and column.name not in left_out]


def shapes(columns: Iterable[Column], *, identifier_pattern: str | None = None) -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each card key of the columns.

    Args:
        columns: The columns that a person writes.
        identifier_pattern: What references must match, in place of the pattern of their column.
    """
    found: dict[str, dict[str, Any]] = {}
    gates: list[str] = []
    for column in columns:
        if column.name.startswith(GATES):
            gates.append(column.name.removeprefix(GATES))
            found["gates"] = {
                "type": "array",
                "items": {"enum": gates},
                "uniqueItems": True,
                "description": column.description,
            }
        elif column.name.endswith((EARLIEST, LATEST)):
            found[of(column.name)] = {
                "type": "string",
                "format": "day-or-span",
                "description": f"{column.description} A day, a month, a year, or two days with a slash.",
            }
        else:
            found[of(column.name)] = _shape(column, identifier_pattern)
    return found


def required(columns: Iterable[Column]) -> list[str]:
    """Return the card keys that may not be left out: required columns without a default."""
    keys = (of(c.name) for c in columns if c.is_required and c.default is None)
    return list(dict.fromkeys(keys))


def _shape(column: Column, identifier_pattern: str | None) -> dict[str, Any]:
    json_types = {"string": "string", "date": "string", "boolean": "boolean", "integer": "integer"}
    shape: dict[str, Any] = {
        "type": json_types.get(column.frictionless_type, "number"),
        "description": column.description,
    }
    if column.codes:
        # The codes are enough: with a pattern and a length too, one mistake would be reported three times.
        return shape | {"enum": list(column.codes)}
    if column.frictionless_type == "date":
        shape["format"] = "day"
    constraints = column.constraints
    pattern = constraints.get("pattern")
    if column.column_type == "identifier" and identifier_pattern:
        pattern = identifier_pattern
    if pattern:
        shape["pattern"] = f"^(?:{pattern})$"
    if column.column_type == "address":
        shape["errorMessage"] = (
            "write https:// or http://, a public host name and the path; no user name and no fragment (#…), "
            "and percent-encode what is not ASCII"
        )
    for name in ("minLength", "maxLength"):
        if name in constraints and pattern != identifier_pattern:
            shape[name] = constraints[name]
    if column.frictionless_type in ("integer", "number"):
        shape |= {name: constraints[name] for name in ("minimum", "maximum") if name in constraints}
    return shape


def cells(entry: Mapping[str, Any], columns: Iterable[Column]) -> dict[str, Any]:
    """Return the cells that an entry of a card writes, typed, with the schema's defaults filled in.

    The entry must already have passed its shape.
    """
    found: dict[str, Any] = {}
    for column in columns:
        value = entry.get(of(column.name))
        if column.name.startswith(GATES):
            found[column.name] = column.name.removeprefix(GATES) in (value or ())
        elif value is None:
            found[column.name] = column.default
        elif column.name.endswith(EARLIEST):
            found[column.name] = dates.bounds(value)[0]
        elif column.name.endswith(LATEST):
            found[column.name] = dates.bounds(value)[1]
        elif column.frictionless_type == "date":
            found[column.name] = dates.day(value)
        elif column.frictionless_type == "number":
            found[column.name] = float(value)
        else:
            found[column.name] = value
    return found
