"""The shapes of the schema files: JSON Schemas for tables, vocabularies, column types and crosswalks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peaceterms.contract.schemas import EVERY_ISSUE, POLARS_TYPES
from peaceterms_build.parsing.json_schema import EXPRESSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
_TEXTS = {"type": "array", "items": {"type": ["string", "number", "boolean", "integer"]}, "minItems": 1}
_NAMES = {"type": "array", "items": _TEXT, "minItems": 1}
_COUNT = {"type": "integer", "minimum": 0}
_BOUND = {"type": ["string", "integer", "number"]}


def _record(required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the shape of a mapping that has these keys and no other."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": dict(required) | dict(optional or {}),
    }


def _mapping(keys: Iterable[str], value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shape of a mapping from any of these keys to values of one shape."""
    return {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"enum": list(keys)},
        "additionalProperties": dict(value),
    }


_CONSTRAINTS = _record(
    {},
    {
        "required": {"type": "boolean"},
        "unique": {"type": "boolean"},
        "minLength": _COUNT,
        "maxLength": _COUNT,
        "minimum": _BOUND,
        "maximum": _BOUND,
        "pattern": _EXPRESSION,
        "enum_also": _NAMES,
    },
)
COLUMN_TYPES: dict[str, Any] = {
    "type": "object",
    "required": ["identifier", "code"],
    "additionalProperties": _record(
        {
            "description": _LETTERS,
            "field": _record(
                {"type": {"enum": list(POLARS_TYPES)}},
                {
                    "format": {"enum": ["default", "uri"]},
                    "constraints": _CONSTRAINTS,
                    "trueValues": _NAMES,
                    "falseValues": _NAMES,
                },
            ),
        },
        {"reserved": {"type": "array", "items": _EXPRESSION, "minItems": 1}},
    ),
}
GROUPS = _record(dict.fromkeys(("words", "meaning", "derived", "registers", "reliability"), _NAMES))
TABLE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "title", "description", "primaryKey", "fields"],
    "properties": {
        "name": _TEXT,
        "title": _TEXT,
        "description": _TEXT,
        "primaryKey": _NAMES,
        "acyclic": _NAMES | {"minItems": 2, "maxItems": 2},  # rows that lead from one column to the other
        "foreignKeys": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["fields", "reference"],
                "properties": {
                    "fields": _NAMES,
                    "reference": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["resource", "fields"],
                        "properties": {"resource": _TEXT, "fields": _NAMES},
                    },
                },
            },
        },
        "fields": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "if": {"not": {"required": ["same_as"]}},
                "then": {"required": ["name", "title", "column_type", "written_by", "description", "guidelines"]},
                "properties": {
                    "name": _TEXT,
                    "same_as": {"type": "string", "pattern": "^[a-z_]+[.][a-z0-9_]+$"},
                    "title": {"type": "string", "minLength": 1, "maxLength": 80},
                    "column_type": _TEXT,
                    "vocabulary": _TEXT,
                    "written_by": {"enum": ["coder", "anchor", "build"]},
                    "default": {"type": ["string", "boolean", "number"]},
                    "description": _TEXT,
                    "guidelines": _TEXT,
                    "examples": _TEXTS,
                    "counterexamples": _TEXTS,
                    "constraints": _CONSTRAINTS,
                    "word_limit": _COUNT,
                    "target_types": _NAMES,  # the types that a row referred to may have
                },
            },
        },
    },
}


def vocabulary(code: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shape of a list of codes.

    Args:
        code: The column type of codes, whose pattern every code has.
    """
    form = {"type": "string", "pattern": f"^(?:{code['field']['constraints']['pattern']})$"}
    entry = _record(
        {"code": form, "label": _TEXT, "definition": _LETTERS, "use_when": _LETTERS, "not_when": _LETTERS},
        {"issue": form, "opposite_aim": form},
    )
    codes = {"type": "array", "minItems": 1, "items": entry}
    return _record({"name": _TEXT, "title": _LETTERS, "description": _LETTERS, "codes": codes})


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
    """Return the shape of a mapping from issues to what each may hold."""
    return {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": dict(values)}


def _aims_of(issue: str, aims: Mapping[str, Any]) -> list[str]:
    """Return the aims of an issue, those that hold for every issue included."""
    return [entry["code"] for entry in aims["codes"] if entry.get("issue") in (issue, EVERY_ISSUE)]
