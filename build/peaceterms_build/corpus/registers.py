"""Registers: actors, offices, places and the other lists that cards refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peaceterms_build.schemas import card_keys, card_schemas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from peaceterms.contract.schemas import Schemas, TableSchema
    from peaceterms_build.parsing.yaml_reader import YamlDocument

NAMES = (*card_schemas.MAPPING_REGISTERS, *card_schemas.LIST_REGISTERS, "reporting_verbs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a register, and the path in its file that leads to it."""

    cells: Mapping[str, Any]
    path: tuple[str | int, ...]


def shape(name: str, schemas: Schemas) -> dict[str, Any]:
    """Return the JSON Schema of a register's file."""
    if name == "reporting_verbs":
        return card_schemas.reporting_verbs(schemas)
    return card_schemas.register(schemas[name])


def parse(document: YamlDocument, schema: TableSchema) -> tuple[Entry, ...]:
    """Return the entries of a register, which must have passed its shape."""
    if schema.name == "reporting_verbs":
        return tuple(_verbs(document.data))
    if schema.name in card_schemas.LIST_REGISTERS:
        columns = card_keys.written(schema)
        return tuple(
            Entry(cells=card_keys.cells(entry, columns), path=(index,)) for index, entry in enumerate(document.data)
        )
    columns = card_keys.written(schema, without=schema.primary_key)
    return tuple(
        Entry(cells={schema.primary_key[0]: key} | card_keys.cells(entry, columns), path=(key,))
        for key, entry in document.data.items()
    )


def _verbs(data: Mapping[str, Mapping[str, list[str]]]) -> Iterator[Entry]:
    """Yield one entry for each lemma."""
    for language, classes in data.items():
        for verb_class, lemmas in classes.items():
            for index, lemma in enumerate(lemmas):
                cells = {"lemma": lemma, "language": language, "verb_class": verb_class}
                yield Entry(cells=cells, path=(language, verb_class, index))
