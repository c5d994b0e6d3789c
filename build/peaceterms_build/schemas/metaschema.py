"""The JSON Schemas of the schema files: those of `schemas/meta/`, and those that are made from the lists of codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, SchemaError

from peaceterms.contract import strict_json
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms.contract.schemas import EVERY_ISSUE
from peaceterms_build.parsing import files
from peaceterms_build.parsing.json_schema import EXPRESSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# The lists of codes of which the mappings and crosswalks speak.
SPOKEN_OF = (
    "issue", "aim", "move", "act_type", "claim_type", "recognition_sought", "crosswalk_scheme", "match",
)  # fmt: skip
NO_CLAIM = "none"  # what the claim mapping gives a combination that makes no claim
WHOLE_ISSUE = "not_applicable"  # the aim of a crosswalk's row that is about an issue as a whole
UNVERIFIED = "( unverified)?"  # may follow a match whose label was not seen at its source
# What the crosswalk to schemes of events speaks of: columns of ours, and events that are none of our rows.
OUR_VARIABLES = ("move", "act_type", "issue", "gates")
OUT_OF_SCOPE = "out_of_scope"
GATES = ("gates_talks", "gates_ceasefire", "gates_settlement", "is_red_line", "links")

_TEXT = {"type": "string", "minLength": 1}
_LETTERS = {"type": "string", "pattern": "[^\\W\\d_]"}  # words, not a number or a sign that a slip left
_EXPRESSION = {"type": "string", "format": EXPRESSION, "minLength": 1}


def _record(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": dict(properties),
    }


def _mapping(keys: Iterable[str], value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"enum": list(keys)},
        "additionalProperties": dict(value),
    }


def read(folder: Path, name: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of schema file: `column_types`, `tables`, `table` or `vocabulary`.

    Raises:
        ValidationError: The file is not JSON, or not a JSON Schema.
    """
    file = f"meta/{name}.schema.json"
    try:
        shape: dict[str, Any] = strict_json.parse(files.read_bytes(folder / file))
        Draft202012Validator.check_schema(shape)
    except (ValueError, SchemaError) as error:
        finding = Finding(
            rule="malformed_json_schema",
            message=f"not a JSON Schema: {error.message if isinstance(error, SchemaError) else error}",
            remedy="correct it, or restore it from the repository's history",
            file=f"schemas/{file}",
            line=getattr(error, "lineno", 1),
            key=getattr(error, "json_path", ""),
        )
        raise ValidationError([finding]) from error
    return shape


def special(vocabularies: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the shapes of the vocabularies that are not lists of codes, by name.

    Args:
        vocabularies: The lists of codes that they speak of.
    """
    codes = {name: [entry["code"] for entry in item["codes"]] for name, item in vocabularies.items()}
    aims = {issue: _aims_of(issue, vocabularies["aim"]) for issue in codes["issue"]}
    claim = {"enum": [*codes["claim_type"], NO_CLAIM]}
    moves = _record(dict.fromkeys(codes["move"], claim))
    match = {"type": "string", "pattern": f"^({'|'.join(codes['match'])}){UNVERIFIED}$"}
    scheme = {"enum": codes["crosswalk_scheme"]}
    schemes = _mapping(codes["crosswalk_scheme"], {"type": "object", "additionalProperties": match})
    row = {
        "our_variable": {"enum": [*OUR_VARIABLES, OUT_OF_SCOPE]},
        "our_code": {"enum": [*codes["move"], *codes["act_type"], *codes["issue"], *GATES, WHOLE_ISSUE]},
        "qualifier": _TEXT,
        "scheme": scheme,
        "their_code": _TEXT,
    }
    wording = _record({"pattern": _EXPRESSION, "reason": _LETTERS, "instead": _LETTERS})
    recognition = {"enum": codes["recognition_sought"]}
    contents: dict[str, dict[str, Any]] = {
        "claim_mapping": {
            "principles": {"type": "array", "items": _LETTERS, "minItems": 1},
            "mapping": _by_issue({issue: _record(dict.fromkeys(of, moves)) for issue, of in aims.items()}),
            "recognition_sought": _by_issue({issue: _mapping(of, recognition) for issue, of in aims.items()}),
        },
        "contested_wording": {"wordings": {"type": "array", "items": wording, "minItems": 1}},
        "crosswalk": {"rows": _by_issue({i: _mapping([*of, WHOLE_ISSUE], schemes) for i, of in aims.items()})},
        "move_crosswalk": {"rows": {"type": "array", "items": _record(row | {"match": match}), "minItems": 1}},
    }
    head = {"name": _TEXT, "title": _LETTERS, "description": _LETTERS}
    return {name: _record(head | content) for name, content in contents.items()}


def _by_issue(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": dict(values)}


def _aims_of(issue: str, aims: Mapping[str, Any]) -> list[str]:
    return [entry["code"] for entry in aims["codes"] if entry.get("issue") in (issue, EVERY_ISSUE)]
