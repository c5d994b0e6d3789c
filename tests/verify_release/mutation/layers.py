"""Layers: the defences of the dataset in the order in which they are met, and the rules that each has."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

from peaceterms.contract import characters, coding_rules, keys, release_files, schemas
from peaceterms_build.checks import future_dates, iso_codes
from peaceterms_build.corpus import reader
from peaceterms_build.docs import generated_files
from peaceterms_build.evidence import anchoring, locks, phrases, text_reuse
from peaceterms_build.parsing import json_schema, yaml_reader
from peaceterms_build.schemas import schema_files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from peaceterms.contract.findings import Finding

LOADER = "loader"
# How a message names a place by itself: a line or byte, a key of JSON, or that the file is not there at all.
PLACE = re.compile(r"\b(line|byte) \d|the key '|lacks '|is no number of JSON|No such file")
UNKNOWN = "unknown"
# What says where a fault is by naming the file: nothing smaller can be named in it.
WHOLE_FILES = frozenset({
    "checksums_hold", "data_integrity", "missing_lock", "unreadable_file", "every_file_has_its_place",
    "parquet_can_be_read", "parquet_has_the_types_of_its_schema", "paths_are_those_of_their_tables",
    "rows_are_counted",
})  # fmt: skip
PANDERA = frozenset({"dtype", "not_nullable", "column_in_schema", "column_in_dataframe", "column_ordered"})
LOCK = frozenset({"lock_agrees_with_its_card"})
DESCRIPTOR = frozenset({
    "descriptors_have_their_form", "paths_are_those_of_their_tables", "codes_have_their_meaning",
    "columns_have_the_codes_of_their_vocabulary", "keys_name_columns",
})  # fmt: skip


def _rules(*modules: ModuleType) -> frozenset[str]:
    """Return every word that a module writes as the name of a rule is written."""
    return frozenset(
        name for module in modules for name in re.findall(r'"([a-z][a-z_0-9]+)"', inspect.getsource(module))
    )


RULES: dict[str, frozenset[str]] = {
    "YAML reader": _rules(yaml_reader),
    "schema files": _rules(schema_files),
    "card schema": _rules(json_schema),
    "lock": _rules(locks, anchoring, phrases) | LOCK,
    "corpus": _rules(reader, future_dates, iso_codes) - LOCK,
    "pandera": _rules(schemas) | PANDERA,
    "characters": frozenset(rule.name for rule in characters.CHARACTER_RULES),
    "keys": _rules(keys),
    "coding rule": frozenset(rule.name for rule in coding_rules.CODING_RULES),
    "borrowed sentences": _rules(text_reuse),
    "documentation": _rules(generated_files),
    "checksum": frozenset({"checksums_hold"}),
    "descriptor": DESCRIPTOR,
    "CSV equals Parquet": _rules(release_files) - DESCRIPTOR,
    "frictionless": frozenset(),
    LOADER: frozenset({"data_integrity"}),
}


def of(fault: Finding) -> str:
    """Return the layer that has the fault's rule."""
    if fault.rule.startswith("frictionless"):
        return "frictionless"
    return next((layer for layer, rules in RULES.items() if fault.rule in rules), UNKNOWN)


def first(faults: Iterable[Finding]) -> str:
    """Return the layer that is met first of those that found the faults."""
    order = [*RULES, UNKNOWN]
    return min(map(of, faults), key=order.index)


def names_its_place(fault: Finding) -> bool:
    """Return whether a fault tells where it is: the file, and the line, key, row or byte in it."""
    is_told = fault.line or fault.key or fault.value or PLACE.search(fault.message)
    return bool(fault.file) and bool(is_told or fault.rule in WHOLE_FILES)
