"""Registers: actors, offices, places and the other lists that cards refer to."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from peaceterms_build.corpus.records import Location, Record, record
from peaceterms_build.schemas import card_schemas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from peaceterms.contract.schemas import Schemas, TableSchema
    from peaceterms_build.parsing.yaml_reader import YamlDocument

PUBLISHERS, PUBLISHER = "publishers", "publisher"  # the register, and the type of the actors that it makes


def records(document: YamlDocument, schemas: Schemas, file: str) -> Iterator[Record]:
    """Yield the rows of a register, which must have passed its JSON Schema; a publisher is an actor too."""
    table = schemas[document.path.stem]
    keys = card_schemas.keys_of_register(table)
    for entry, ids, at in _entries(document.data, keys, Location(file, document.lines)):
        written = entry if isinstance(entry, dict) else {card_schemas.key_of_short_entry(table): entry}
        yield record(table, written, at, **ids)
        if table.name == PUBLISHERS:
            yield record(schemas["actors"], written, at, actor_id=ids["publisher_id"], actor_type=PUBLISHER)


def _entries(
    data: Any, keys: Sequence[str], at: Location, ids: Mapping[str, object] = MappingProxyType({})
) -> Iterator[tuple[Any, Mapping[str, object], Location]]:
    if keys:
        for key, inner in data.items():
            yield from _entries(inner, keys[1:], at.under(key), {**ids, keys[0]: key})
    elif isinstance(data, list):
        yield from ((entry, ids, at.under(index)) for index, entry in enumerate(data))
    else:
        yield data, ids, at


def crosswalk(document: YamlDocument, schema: TableSchema, file: str) -> Iterator[Record]:
    """Yield the rows of a crosswalk, which must have passed its JSON Schema."""
    for path, row in _matches(document.data["rows"]):
        match, _, unverified = row["match"].partition(" ")
        entry = row | {"match": match, "verified": not unverified}
        yield record(schema, entry, Location(file, document.lines, ("rows", *path)))


def _matches(rows: Any) -> Iterator[tuple[tuple[str | int, ...], dict[str, str]]]:
    if isinstance(rows, list):
        yield from (((index,), row) for index, row in enumerate(rows))
        return
    keys = ("issue", "aim", "scheme", "their_code", "match")
    for issue, aims in rows.items():
        for aim, schemes in aims.items():
            for scheme, codes in schemes.items():
                for code, match in codes.items():
                    path = (issue, aim, scheme, code)
                    yield path, dict(zip(keys, (*path, match), strict=True))
