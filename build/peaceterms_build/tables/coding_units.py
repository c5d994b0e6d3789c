"""The `coding_units` table: what two blind coders of a document found to code, matched by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import polars as pl

    from peaceterms.contract.schemas import TableSchema

UNIT_KEY = ("source_id", "unit_type", "first_key", "second_key")


def build(units: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    """Return the units of all samples, each with its number in its document."""
    ids = ids_of(units)
    rows = [
        {
            "coding_unit_id": ids[key_of(unit)],
            "source_id": unit["source_id"],
            "sample": unit["sample"],
            "comparison": unit["comparison"],
            "unit_type": unit["unit_type"],
            "holder_side": unit["side"],
            "first_coder_id": unit["first_coder_id"],
            "second_coder_id": unit["second_coder_id"],
            "first_key": unit["first_key"],
            "second_key": unit["second_key"],
            "share": unit["share"],
            "is_tied": bool(unit["is_tied"]),
        }
        for unit in units.iter_rows(named=True)
    ]
    return schema.sorted(schema.frame(rows))


def key_of(unit: Mapping[str, str | None]) -> tuple[str | None, ...]:
    """Return what tells a unit from all others."""
    return tuple(unit[name] for name in UNIT_KEY)


def ids_of(units: pl.DataFrame) -> dict[tuple[str | None, ...], str]:
    """Return the id of each unit: its document and its number there, in the order of the matching."""
    return dict(_numbered(units))


def _numbered(units: pl.DataFrame) -> Iterator[tuple[tuple[str | None, ...], str]]:
    """Yield each unit with its id."""
    numbers: dict[str, int] = {}
    for unit in units.iter_rows(named=True):
        source_id = unit["source_id"]
        numbers[source_id] = numbers.get(source_id, 0) + 1
        yield key_of(unit), f"{source_id}.u{numbers[source_id]:03d}"
