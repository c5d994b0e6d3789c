"""The descriptor of a release: constraints that can be checked, keys that exist, codes with their meaning."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from peaceterms.contract import characters
from peaceterms.contract.findings import Finding
from peaceterms.contract.schemas import Schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from peaceterms.contract.schemas import Column

FILE = "datapackage.json"
REBUILD = "run `make release`, or install the package again"
MEANING = ("code", "label", "definition", "use_when", "not_when")  # what a list of codes says of each
SHOWN_LENGTH = 200  # characters of a text


def findings(descriptor: dict[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with a descriptor that has the form of ours.

    Raises:
        KeyError, TypeError, AttributeError, ValueError: It does not have that form.
    """
    schemas = Schemas.from_descriptor(descriptor)
    yield from _findings_of_texts(descriptor)
    yield from _findings_of_constraints(schemas)
    yield from _findings_of_keys(schemas)
    yield from _findings_of_codes(descriptor)


def _findings_of_constraints(schemas: Schemas) -> Iterator[Finding]:
    checked: dict[str, Callable[[], object]] = {}
    for name in schemas:
        for column in schemas[name].columns:
            checked[f"{name}.{column.name}"] = partial(_apply, column)
            checked[f"{name}.{column.name}.pattern"] = partial(_compile, column.constraints.get("pattern", ""))
    for name, vocabulary in schemas.vocabularies.items():
        checked[f"{name}.codes"] = vocabulary.frame  # every cell is a text
        for number, entry in enumerate(vocabulary.entries):
            checked[f"{name}.codes.{number}.pattern"] = partial(_compile, entry.get("pattern", ""))
    for key, check in checked.items():
        try:
            check()
        except (TypeError, ValueError, re.error, pl.exceptions.PolarsError) as error:
            message = f"the constraint cannot be checked: {str(error).splitlines()[0]}"
            yield _finding("descriptors_have_their_form", message, key=key)


def _apply(column: Column) -> None:
    empty = pl.DataFrame(schema={column.name: column.polars_type})
    empty.select(keeps.alias(name) for name, keeps in column.constraint_expressions().items())


def _compile(pattern: str) -> None:
    re.compile(pattern)
    pl.Series([""]).str.contains(pattern)  # the regular expressions of Rust differ from Python's


def _findings_of_keys(schemas: Schemas) -> Iterator[Finding]:
    columns = {name: {*schemas[name].column_names} for name in schemas}
    for name in schemas:
        if not {*schemas[name].primary_key} <= columns[name]:
            message = "the key names a column that does not exist"
            yield _finding("keys_name_columns", message, key=f"{name}.primaryKey")
        for foreign_key in schemas[name].foreign_keys:
            here, there = foreign_key.columns, foreign_key.referenced_columns
            is_known = {*here} <= columns[name] and {*there} <= columns.get(foreign_key.table, set())
            if not is_known or len(here) != len(there):
                message = f"the reference to {foreign_key.table!r} names columns that do not exist"
                yield _finding("keys_name_columns", message, key=f"{name}.foreignKeys")


def _findings_of_texts(descriptor: dict[str, Any]) -> Iterator[Finding]:
    for path, text, rule in characters.texts_at_finding(descriptor):
        message = f"{rule.message}: {text[:SHOWN_LENGTH]!r}"
        yield _finding(rule.name, message, key=".".join(map(str, path)))


def _findings_of_codes(descriptor: dict[str, Any]) -> Iterator[Finding]:
    fields = {f"{table['name']}.{f['name']}": f for table in descriptor["resources"] for f in table["schema"]["fields"]}
    labels: dict[str, dict[str, set[str]]] = {}
    for vocabulary in {field["vocabulary"]: None for field in fields.values() if "vocabulary" in field}:
        for number, entry in enumerate(descriptor["vocabularies"][vocabulary]["codes"]):
            lacking = ", ".join(name for name in MEANING if not entry.get(name))
            if lacking:
                key, message = f"{vocabulary}.codes.{number}", f"the code lacks {lacking}"
                yield _finding("codes_have_their_meaning", message, key=key)
            # An aim of several issues has a label in each.
            labels.setdefault(vocabulary, {}).setdefault(entry.get("code"), set()).add(entry.get("label"))
    for key, field in fields.items():
        defined = labels.get(field.get("vocabulary", ""), {})
        listed = {entry["value"]: entry["label"] for entry in field.get("categories", ())}
        codes = field.get("constraints", {}).get("enum", [])
        is_defined = all(label in defined.get(code, {label}) for code, label in listed.items())
        if codes != [*listed] or not {*defined} <= {*codes} or not is_defined:
            message = "the codes of the column are not those of its vocabulary"
            yield _finding("columns_have_the_codes_of_their_vocabulary", message, key=key)


def _finding(rule: str, message: str, key: str) -> Finding:
    return Finding(rule=rule, message=message, remedy=REBUILD, file=FILE, key=key)
