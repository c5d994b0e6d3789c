"""Shapes: a parsed YAML file compared with a JSON Schema; each error is a finding with its line.

A compiled validator answers first whether a file is valid, as almost all are. Python's `jsonschema` reads the others
again and words their errors.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import polars as pl
from jsonschema import Draft202012Validator, FormatChecker, validators

from peaceterms.contract.findings import Finding
from peaceterms.contract.schemas import nearest
from peaceterms_build.parsing import dates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jsonschema.exceptions import ValidationError

    from peaceterms_build.parsing.yaml_reader import YamlDocument

DAY_FORMATS = ("day", "day-or-span")
EXPRESSION = "regular-expression"
FORMATS = FormatChecker(formats=())
FORMATS.checks("day", raises=ValueError)(lambda value: not isinstance(value, str) or bool(dates.day(value)))
FORMATS.checks("day-or-span", raises=ValueError)(lambda value: not isinstance(value, str) or bool(dates.bounds(value)))


@FORMATS.checks(EXPRESSION, raises=ValueError)
def _is_expression(value: object) -> bool:
    if isinstance(value, str):
        try:
            re.compile(value)
            pl.Series([""]).str.contains(value)
        except (re.error, pl.exceptions.PolarsError) as error:
            message = f"not a regular expression: {str(error).splitlines()[0]}"
            raise ValueError(message) from error
    return True


def _is_whole(_: object, value: object) -> bool:
    """Return whether a value is a whole number; JSON Schema takes 90.0 for one, the tables do not."""
    return isinstance(value, int) and not isinstance(value, bool)


SHAPE_VALIDATOR = validators.extend(  # type: ignore[no-untyped-call]  # the library leaves it untyped
    Draft202012Validator, type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_whole)
)

JSON_NAMES = {
    "string": "text",
    "object": "a mapping",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
COMPILED: dict[int, tuple[Mapping[str, Any], jsonschema_rs.Draft202012Validator]] = {}
QUOTED_DAY = "write a year in quotes"  # 2024 alone is a number to YAML
DAY_REMEDY = "write a day as 2024-03-13; a span as 2024-03, 2024, or two days with a slash"
SHOWN_VALUE_LENGTH = 80  # a finding is a line, not a page


def findings(document: YamlDocument, shape: Mapping[str, Any], file: str) -> list[Finding]:
    """Return every fault of the document's shape, in the order of its lines."""
    if _is_valid(document.data, shape):
        return []
    validator = SHAPE_VALIDATOR(shape, format_checker=FORMATS)
    found = [
        finding for error in validator.iter_errors(document.data) for finding in _findings_of(error, document, file)
    ]
    return sorted(set(found), key=lambda finding: (finding.line, finding.key))


def _is_valid(data: Any, shape: Mapping[str, Any]) -> bool:
    """Return whether the compiled validator, nowhere more lenient than Python's, finds no error.

    A compiled validator is kept with its shape under the shape's identity: hashing a shape takes longer than using it.
    """
    if _has_whole_decimal(data):
        return False  # JSON Schema takes 90.0 for an integer
    if id(shape) not in COMPILED:
        formats: dict[str, Callable[..., bool]] = {name: partial(_conforms, name) for name in FORMATS.checkers}
        compiled = jsonschema_rs.Draft202012Validator(dict(shape), formats=formats, validate_formats=True)
        COMPILED[id(shape)] = shape, compiled
    try:
        return COMPILED[id(shape)][1].is_valid(data)
    except ValueError:  # half a character pair, or nesting that the compiled validator does not follow
        return False


def _conforms(name: str, text: str) -> bool:
    return FORMATS.conforms(text, name)


def _has_whole_decimal(data: Any) -> bool:
    if isinstance(data, dict | list):
        return any(map(_has_whole_decimal, data.values() if isinstance(data, dict) else data))
    return isinstance(data, float) and data.is_integer()


def line_of(document: YamlDocument, path: tuple[str | int, ...]) -> int:
    """Return the line of the path in the document, or of the nearest place above it."""
    return line_in(document.lines, path)


def line_in(lines: Mapping[tuple[str | int, ...], int], path: tuple[str | int, ...]) -> int:
    """Return the line of the path, or of the nearest place above it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def dotted(path: tuple[str | int, ...]) -> str:
    """Return the path as a person reads it: `conditions.c01.places[0]`."""
    shown = ""
    for step in path:
        shown += f"[{step}]" if isinstance(step, int) else f".{step}" if shown else step
    return shown


def _findings_of(error: ValidationError, document: YamlDocument, file: str) -> Iterator[Finding]:
    """Yield the findings of one JSON Schema error: one for each key or value at fault."""
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        known = sorted(_schema(error).get("properties", {}))
        instance: Any = error.instance
        for name in sorted(set(instance) - set(known)):
            at = (*path, name)
            yield Finding(
                rule="unknown_key",
                message="unknown key",
                remedy=nearest(name, known),
                file=file,
                line=line_of(document, at),
                key=dotted(at),
            )
        return
    if error.validator in ("anyOf", "oneOf") and error.context:
        of_type = [e for e in error.context if e.validator != "type" or e.relative_path]
        for inner in of_type or [error.context[0]]:
            yield from _findings_of(inner, document, file)
        return
    rule, message, remedy = _words_of(error)
    value = "" if error.validator in ("required", "minProperties") else str(error.instance)
    if "propertyNames" in error.absolute_schema_path:
        path = (*path, str(error.instance))
    yield Finding(
        rule=rule,
        message=message,
        remedy=remedy,
        file=file,
        line=line_of(document, path),
        key=dotted(path),
        value=value[:SHOWN_VALUE_LENGTH],
    )


def _schema(error: ValidationError) -> Mapping[str, Any]:
    return error.schema if isinstance(error.schema, dict) else {}


def _words_of(error: ValidationError) -> tuple[str, str, str]:  # noqa: PLR0911  # one line for each kind of error
    expected: Any = error.validator_value
    match error.validator:
        case "required":
            instance: Any = error.instance
            missing = [key for key in expected if key not in instance]
            return "missing_key", f"missing {', '.join(missing)}", "add what is missing"
        case "enum":
            return (
                "unknown_code",
                "unknown code",
                nearest(str(error.instance), [str(code) for code in expected]),
            )
        case "type" if _schema(error).get("format") in DAY_FORMATS:
            return "wrong_type", "a day must be text", f"{DAY_REMEDY}; {QUOTED_DAY}"
        case "type":
            return "wrong_type", "wrong type", f"write {JSON_NAMES.get(str(expected), str(expected))}"
        case "pattern":
            remedy = str(_schema(error).get("errorMessage") or f"write a value of the form {expected}")
            return "wrong_form", "wrong form", remedy
        case "maxLength":
            return "too_long", f"too long: {len(str(error.instance))} characters, limit {expected}", "shorten it"
        case "minLength" | "minItems" | "minProperties":
            return "empty_value", "the value is empty", "write it, or leave the key out"
        case "format" if expected == EXPRESSION:
            return "wrong_form", str(error.cause), "close its brackets and escape its signs"
        case "format":
            return "no_such_day", str(error.cause or "no such day"), DAY_REMEDY
        case "uniqueItems":
            return "repeated_item", "an item is given twice", "write it once"
        case "minimum" | "maximum":
            return "out_of_bounds", f"the {error.validator} is {expected}", "check the figure"
        case _:
            return "wrong_shape", error.message, "see the card's JSON Schema in schemas/cards/"
