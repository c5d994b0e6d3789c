"""The JSON Schemas of the cards, compiled from the table schemas.

They check the cards at build time and serve editors for completion; `docs` writes them to `schemas/cards/`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from peaceterms_build.schemas import card_keys
from peaceterms_build.schemas.schema_files import CROSSWALKS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from peaceterms.contract.schemas import Column, Schemas, TableSchema

PASSAGE_KEY = "p[0-9]{2,3}"
CONDITION_KEY = "c[0-9]{2,3}"
ASSERTION_KEY = "a[0-9]{2,3}"
REPORT_KEY = "r[0-9]{2,3}"
STATEMENT_KEY = "s[0-9]{2,3}"
# What a coder meets for the first time is named, and gets its id from the adjudicator.
NEW_NAME = "new: .+"
# The inherited keys of a condition: written once on the statement, or on the condition itself.
INHERITED = ("holder_id", "move", "force")
# What a sample says of a document when it is drawn.
SAMPLE_COLUMNS = (
    "publisher_id", "source_type", "language", "published_earliest_date", "published_latest_date", "url",
    "extent_read", "text_sha256",
)  # fmt: skip
# What a publisher, who is an actor too, may have in the table of actors beside its own columns.
PUBLISHER_COLUMNS = ("name_uk", "name_ru", "note")
# The blocks of a statement whose entries cite passages, and their tables.
CITING_BLOCKS = {"conditions": "conditions", "assertions": "territorial_claims", "control_reports": "control_reports"}
# A register with many short rows is nested by all columns but one.
NESTED_BY = {"reporting_verbs": ("language", "verb_class")}


def document(schemas: Schemas) -> dict[str, Any]:
    """Return the JSON Schema of a document card."""
    columns = card_keys.written(schemas["sources"], without=["source_id"])
    properties = card_keys.shapes(columns)
    properties["passages"] = _passages(schemas, statement_pattern=None)
    return _card(
        "Document card",
        "What was printed where: the bibliography of one document and its passages.",
        properties,
        [*card_keys.required(columns), "passages"],
    )


def statement(schemas: Schemas) -> dict[str, Any]:
    """Return the JSON Schema of a statement card."""
    columns = card_keys.written(schemas["statements"], without=["statement_id"])
    properties = card_keys.shapes(columns) | _meaning(schemas, identifier_pattern=None)
    return _card(
        "Statement card",
        "What was said and demanded in one utterance, each row with its evidence.",
        properties,
        card_keys.required(columns),
    )


def coding(schemas: Schemas) -> dict[str, Any]:
    """Return the JSON Schema of a raw coding: one document's passages and statements, by one coder."""
    identifier = _identifier_pattern(schemas)
    pattern = f"{identifier}|{STATEMENT_KEY}|{NEW_NAME}"
    columns = card_keys.written(schemas["statements"], without=["statement_id", "primary_source_id"])
    statement_properties = card_keys.shapes(columns, identifier_pattern=pattern)
    statement_properties["utterance"] = {
        "type": "string",
        "pattern": f"^(?:{identifier}|{NEW_NAME})$",
        "description": "The id of a listed utterance, or `new: ` and what it is.",
    }
    statement_properties |= _meaning(schemas, identifier_pattern=pattern)
    statements = {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": f"^{STATEMENT_KEY}$"},
        "additionalProperties": _mapping(statement_properties, [*card_keys.required(columns), "utterance"]),
    }
    notes = {"type": "array", "items": {"type": "string", "minLength": 1}}
    return _card(
        "Raw coding",
        "One document coded blind by one coder; frozen after its first commit.",
        {"passages": _passages(schemas, pattern), "statements": statements, "notes": notes},
        ["passages", "statements"],
    )


def registers(schemas: Schemas) -> list[str]:
    """Return the tables that have a file in `corpus/registers/`."""
    return [name for name in schemas if schemas[name].group == "registers" and name not in CROSSWALKS]


def keys_of_register(table: TableSchema) -> tuple[str, ...]:
    """Return the columns whose cells are the keys of a register's file, outermost first.

    A register whose rows have one id is a mapping by id; one whose key has several columns is a list.
    """
    return NESTED_BY.get(table.name, table.primary_key if len(table.primary_key) == 1 else ())


def key_of_short_entry(table: TableSchema) -> str:
    """Return the key that a nested register may write alone: the one that no entry can do without."""
    (key,) = card_keys.required(card_keys.written(table, without=NESTED_BY[table.name]))
    return key


def register(name: str, schemas: Schemas) -> dict[str, Any]:
    """Return the JSON Schema of a register: mappings by its keys, and within them an entry or a list of entries."""
    table = schemas[name]
    keys = keys_of_register(table)
    columns = card_keys.written(table, without=keys)
    if name == "publishers":
        columns += [schemas["actors"].column(column) for column in PUBLISHER_COLUMNS]
    shapes = card_keys.shapes(columns)
    entry = _mapping(shapes, card_keys.required(columns))
    if name in NESTED_BY:
        entry = {"anyOf": [shapes[key_of_short_entry(table)], entry]}
    if not set(table.primary_key) <= set(keys):
        entry = {"type": "array", "items": entry} | ({"uniqueItems": True} if name in NESTED_BY else {})
    for column in (table.column(key) for key in reversed(keys)):
        names = {"enum": list(column.codes)} if column.codes else {"pattern": f"^(?:{column.constraints['pattern']})$"}
        entry = {"type": "object", "propertyNames": names, "additionalProperties": entry}
    return _head(f"Register: {table.title}", table.description) | entry


def code_evidence(schemas: Schemas) -> dict[str, Any]:
    """Return the JSON Schema of the evidence for external codes."""
    text = {"type": "string", "minLength": 1}
    note = schemas["actors"].column("note")
    properties = {
        "table": {"enum": ["actors", "territories"]},
        "id": text,
        "column": text,
        "value": {"type": ["string", "integer"]},
        "evidence_url": card_keys.shapes([schemas["sources"].column("evidence_url")])["evidence_url"],
        "read_date": {"type": "string", "format": "day"},
        "note": card_keys.shapes([note])["note"],
    }
    required = ["table", "id", "column", "value", "evidence_url", "read_date"]
    description = "Where each external code of the registers was seen."
    return _head("Evidence for external codes", description) | {
        "type": "array",
        "items": _mapping(properties, required),
    }


def adjudication(schemas: Schemas) -> dict[str, Any]:
    """Return the JSON Schema of the adjudication of one document: each difference, decision and reason."""
    text = {"type": "string", "minLength": 1, "maxLength": 600}
    properties = {
        "about": text | {"description": "The passage, statement or row in question, as its card has it."},
        "variable": text | {"description": "What the coders decided differently: a column, or `unit`."},
        "coder_a": text | {"description": "What the first coder wrote."},
        "coder_b": text | {"description": "What the second coder wrote."},
        "decision": text | {"description": "What the card has now."},
        "kind": {
            "enum": list(schemas.vocabularies["adjudication_kind"].codes),
            "description": "Where it came from; `merging`: another document of the utterance decides.",
        },
        "reason": text | {"description": "Why, in words of ours."},
    }
    description = "The differences between two blind codings of one document, each with decision and reason."
    return _head("Adjudication", description) | {
        "type": "array",
        "items": _mapping(properties, list(properties)),
    }


def sample(schemas: Schemas) -> dict[str, Any]:
    """Return the JSON Schema of a sample: the documents drawn, before anybody coded them."""
    sources = {column.name: column for column in schemas["sources"].columns}
    columns = [sources[name] for name in SAMPLE_COLUMNS]
    properties = card_keys.shapes(columns) | {
        "sample": {
            "enum": list(schemas["coding_units"].column("sample").codes),
            "description": "The sample that the document was drawn for.",
        },
        "events": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string"},
            "description": "What it reports; documents with an event in common report one utterance or text.",
        },
    }
    item = _mapping(properties, [*card_keys.required(columns), "sample", "events", "text_sha256"])
    description = "The documents of a sample, drawn and committed before anybody coded them."
    return _head("Sample", description) | {"type": "object", "additionalProperties": item}


def new_ids(schemas: Schemas) -> dict[str, Any]:
    """Return the JSON Schema of the ids that a document's new names were given."""
    identifier = _identifier_pattern(schemas)
    description = "What the coders of one document wrote as `new: <name>`, and the id that it was given."
    return _head("New ids", description) | {
        "type": "object",
        "additionalProperties": {"type": "string", "pattern": f"^(?:{identifier})$"},
    }


RIGHT = "right"  # the one verdict that needs no kind of error
AUDITS = ("rows", "documents", "summaries", "aliases")  # each has its file in corpus/audits/


def audits(schemas: Schemas) -> dict[str, dict[str, Any]]:
    """Return the JSON Schemas of what audits found in rows, documents and masked summaries, and of the aliases."""
    text = {"type": "string", "minLength": 1, "maxLength": 600}
    identifier = {"type": "string", "pattern": f"^(?:{_identifier_pattern(schemas)})$"}
    codes = {
        name: list(schemas.vocabularies[f"audit_{name}"].codes) for name in ("error", "verdict", "guess", "favour")
    }
    kind = {"enum": codes["error"], "description": "What kind of error was found."}
    reason = text | {"description": "What was wrong, in words of ours, and how it was fixed."}
    row = identifier | {"description": "The row that was audited."}
    error = _mapping({"about": row, "kind": kind, "reason": reason}, ["about", "kind", "reason"])
    errors = {"type": "array", "items": error}
    verdict = {
        "table": {"enum": list(schemas), "description": "The table of the row."},
        "language": {"enum": list(schemas["sources"].column("language").codes)},
        "row": row,
        "verdict": {"enum": codes["verdict"], "description": "Whether the text supports all of the row."},
        "kind": kind,
        "reason": reason,
    }
    whole = {
        "rows_read": {"type": "integer", "minimum": 0, "description": "How many rows the document has."},
        "errors": errors | {"description": "The rows that were wrong."},
        "missing": errors | {"description": "What is in scope and had no row."},
    }
    sides = list(schemas["actors"].column("side").codes)
    summary = {
        "row": row,
        "side": {"enum": sides, "description": "The side of the holder."},
        "guess": {"enum": [*sides, *codes["guess"]], "description": "Whose position the audit took it for."},
        "favours": {"enum": codes["favour"], "description": "Whom the writer favours."},
        "reason": text | {"description": "Which wording leans, and how it was rewritten."},
    }
    faulty = {"enum": [code for code in codes["verdict"] if code != RIGHT]}
    audited = _mapping(verdict, ["table", "language", "row", "verdict"]) | {
        "if": {"properties": {"verdict": faulty}, "required": ["verdict"]},
        "then": {"required": ["kind", "reason"]},
    }
    rows = {"type": "array", "items": audited}
    summaries = {"type": "array", "items": _mapping(summary, ["row", "side", "guess", "favours"])}
    documents = {"type": "object", "additionalProperties": _mapping(whole, list(whole))}
    aliases = {
        "type": "object",
        "propertyNames": {"pattern": identifier["pattern"]},
        "additionalProperties": {"type": "array", "minItems": 1, "items": text, "uniqueItems": True},
    }
    return {
        "audit-rows": _head("Audited rows", "Rows drawn by seed, each compared with its text.") | rows,
        "audit-documents": _head("Audited documents", "Whole documents, each compared with its rows.") | documents,
        "audit-summaries": _head("Audited summaries", "Summaries read with the parties masked.") | summaries,
        "audit-aliases": _head("Aliases", "What actors are called beside their names, to mask them.") | aliases,
    }


def all_schemas(schemas: Schemas) -> dict[str, dict[str, Any]]:
    """Return every card schema by its file name in `schemas/cards/`."""
    found = {"document": document(schemas), "statement": statement(schemas), "coding": coding(schemas)}
    found |= {
        "adjudication": adjudication(schemas),
        "sample": sample(schemas),
        "new_ids": new_ids(schemas),
    }
    found |= audits(schemas)
    found |= {f"register-{name}": register(name, schemas) for name in registers(schemas)}
    found["register-code_evidence"] = code_evidence(schemas)
    return {f"{name}.schema.json": shape for name, shape in sorted(found.items())}


def write(schemas: Schemas, folder: Path) -> None:
    """Write every card schema to the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, shape in all_schemas(schemas).items():
        (folder / name).write_text(as_text(shape), encoding="utf-8")


def as_text(shape: Mapping[str, Any]) -> str:
    """Return a card schema as it is written to its file."""
    return json.dumps(shape, ensure_ascii=False, indent=1) + "\n"


def _head(title: str, description: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Generated from schemas/ by `make docs`; do not edit.",
        "title": title,
        "description": description,
    }


def _mapping(properties: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": dict(properties),
        "required": required,
    }


def _card(title: str, description: str, properties: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    return _head(title, description) | _mapping(properties, required)


def _keyed(key: str, item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": f"^{key}$"},
        "additionalProperties": dict(item),
    }


def _passages(schemas: Schemas, statement_pattern: str | None) -> dict[str, Any]:
    columns = card_keys.written(schemas["passages"])
    properties = card_keys.shapes(columns, identifier_pattern=statement_pattern)
    properties["occurrence"] = {
        "type": "integer",
        "minimum": 1,
        "description": "Which run of the text is meant, where first and last words fit several.",
    }
    return _keyed(PASSAGE_KEY, _mapping(properties, card_keys.required(columns)))


def _identifier_pattern(schemas: Schemas) -> str:
    """Return the pattern of ids, as every table has it."""
    return str(schemas["statements"].column("statement_id").constraints["pattern"])


def _meaning(schemas: Schemas, identifier_pattern: str | None) -> dict[str, Any]:
    """Return the keys of a statement below its head: actors, defaults, conditions, links, claims, reports."""
    identifier = identifier_pattern or _identifier_pattern(schemas)
    reference = {"type": "string", "pattern": f"^(?:{identifier})$"}
    references = {"type": "array", "items": reference, "minItems": 1, "uniqueItems": True}
    passage = PASSAGE_KEY if identifier_pattern else _identifier_pattern(schemas)
    evidence = {
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {
            "type": "string",
            "pattern": _short(passage, "fit", schemas["evidence"]),
            "errorMessage": "write `passage` or `passage fit`, as in `rt-2024-03-13.p02 weakens`",
        },
        "description": "The passages that carry the row, each with its fit; `states` may be left out.",
    }
    places = _places(schemas, identifier, identifier_pattern)
    performers = references | {"description": schemas["condition_performers"].description}

    conditions = schemas["conditions"]
    columns = card_keys.written(conditions)
    item = card_keys.shapes(columns, identifier_pattern=identifier_pattern)
    item |= {"performers": performers, "places": places, "evidence": evidence}
    inherited = {card_keys.of(name) for name in INHERITED}
    needed = [key for key in card_keys.required(columns) if key not in inherited]
    defaults = {card_keys.of(name): item[card_keys.of(name)] for name in INHERITED}

    claims = card_keys.written(schemas["territorial_claims"])
    reports = card_keys.written(schemas["control_reports"])
    return {
        "actors": {
            "type": "object",
            "propertyNames": {"enum": list(schemas["statement_actors"].column("role").codes)},
            "additionalProperties": references,
            "description": schemas["statement_actors"].description,
        },
        "defaults": _mapping(defaults | {"performers": performers}, [])
        | {"description": "What every condition of the statement inherits unless it says otherwise."},
        "conditions": _keyed(CONDITION_KEY, _mapping(item, [*needed, "evidence"])),
        "links": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "string",
                "pattern": _link_pattern(schemas, identifier),
                "errorMessage": "write `c01 & c02 must_hold_before c03 (passage)`",
            },
            "description": schemas["condition_links"].description,
        },
        "assertions": _keyed(ASSERTION_KEY, _row(claims, evidence, identifier_pattern, inherited="claimant")),
        "control_reports": _keyed(REPORT_KEY, _row(reports, evidence, identifier_pattern)),
    }


def _row(
    columns: list[Column], evidence: Mapping[str, Any], identifier_pattern: str | None, inherited: str = ""
) -> dict[str, Any]:
    properties = card_keys.shapes(columns, identifier_pattern=identifier_pattern) | {"evidence": evidence}
    needed = [key for key in card_keys.required(columns) if key != inherited]
    return _mapping(properties, [*needed, "evidence"])


def _places(schemas: Schemas, identifier: str, identifier_pattern: str | None) -> dict[str, Any]:
    """Return the schema of a condition's places: `territory`, `territory scope`, or a mapping."""
    table = schemas["condition_places"]
    columns = card_keys.written(table)
    return {
        "type": "array",
        "minItems": 1,
        "items": {
            "anyOf": [
                {
                    "type": "string",
                    "pattern": _short(identifier, "scope", table),
                    "errorMessage": "write `territory` or `territory scope`, as in `crimea whole_unit`",
                },
                _mapping(
                    card_keys.shapes(columns, identifier_pattern=identifier_pattern),
                    card_keys.required(columns),
                ),
            ]
        },
        "description": table.description,
    }


def _short(identifier: str, column: str, table: TableSchema) -> str:
    """Return the pattern of an id, and a space and a code of the column where it is not the default."""
    return f"^(?:{identifier})(?: (?:{'|'.join(table.column(column).codes)}))?$"


def _link_pattern(schemas: Schemas, identifier: str) -> str:
    """Return the pattern of a link: conditions, link type, conditions, and the passage that states it."""
    several = f"{CONDITION_KEY}(?: & {CONDITION_KEY})*"
    types = "|".join(schemas["condition_links"].column("link_type").codes)
    return rf"^{several} (?:{types}) {several} \((?:{identifier})\)$"
