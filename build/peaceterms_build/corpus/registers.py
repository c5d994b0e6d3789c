"""Registers: actors, offices, places and the other lists that cards refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peaceterms_build.corpus.records import Location, Record, record
from peaceterms_build.schemas import card_schemas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from peaceterms.contract.schemas import Schemas, TableSchema
    from peaceterms_build.parsing.yaml_reader import YamlDocument

PUBLISHERS, PUBLISHER = "publishers", "publisher"  # the register, and the type of the actors that it makes
NAMES = (*card_schemas.MAPPING_REGISTERS, *card_schemas.LIST_REGISTERS, "reporting_verbs")


def shape(name: str, schemas: Schemas) -> dict[str, Any]:
    """Return the JSON Schema of a register's file."""
    if name == "reporting_verbs":
        return card_schemas.reporting_verbs(schemas)
    return card_schemas.register(name, schemas)


def records(document: YamlDocument, schemas: Schemas, file: str) -> Iterator[Record]:
    """Yield the rows of a register, which must have passed its JSON Schema; a publisher is an actor too."""
    at, schema = Location(file, document.lines), schemas[document.path.stem]
    if schema.name == "reporting_verbs":
        yield from _verbs(document.data, schema, at)
    elif schema.name in card_schemas.LIST_REGISTERS:
        for index, entry in enumerate(document.data):
            yield record(schema, entry, at.under(index))
    else:
        for key, entry in document.data.items():
            yield record(schema, entry, at.under(key), **{schema.primary_key[0]: key})
            if schema.name == PUBLISHERS:
                yield record(schemas["actors"], entry, at.under(key), actor_id=key, actor_type=PUBLISHER)


def _verbs(data: Mapping[str, Mapping[str, list[str]]], schema: TableSchema, at: Location) -> Iterator[Record]:
    for language, classes in data.items():
        for verb_class, lemmas in classes.items():
            for index, lemma in enumerate(lemmas):
                entry = {"lemma": lemma, "language": language, "verb_class": verb_class}
                yield record(schema, entry, at.under(language, verb_class, index))


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
