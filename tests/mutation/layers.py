"""Layers: the defences of the dataset in the order in which they are met, and the rules that each has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peaceterms.contract.characters import CHARACTER_RULES
from peaceterms.contract.coding_rules import CODING_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from peaceterms.contract.faults import Fault

LOADER = "loader"
UNKNOWN = "unknown"
RULES: dict[str, frozenset[str]] = {
    "YAML reader": frozenset({
        "unreadable_file", "file_too_large", "byte_order_mark", "not_utf_8", "unseen_character", "yaml_syntax",
        "alias", "anchor", "tag", "directive", "second_document", "empty_file", "empty_value", "empty_key",
        "bare_value", "duplicate_key", "merge_key", "key_not_text", "number_too_long", "too_deep",
        "too_many_values", "files_end_with_a_line",
    }),
    "schema files": frozenset({
        "file_name_is_the_name", "codes_and_labels_stand_once", "columns_stand_once", "unknown_column_type",
        "codes_name_their_vocabulary", "unknown_vocabulary", "coded_columns_are_required", "unknown_column",
        "every_table_has_its_file", "foreign_keys_lead_somewhere",
    }),
    "card schema": frozenset({
        "unknown_key", "missing_key", "unknown_code", "wrong_type", "wrong_form", "too_long", "nothing_written",
        "no_such_day", "repeated_item", "out_of_bounds", "wrong_shape", "ids_have_their_form",
        "cards_stand_under_their_year", "links_join_conditions_of_the_card",
    }),
    "lock": frozenset({
        "missing_lock", "malformed_lock", "lock_agrees_with_its_card", "phrase_stands_in_its_passage",
        "unknown_passage",
    }),
    "register evidence": frozenset({"external_codes_have_evidence", "code_evidence_is_of_a_code"}),
    "pandera": frozenset({
        "is_a_code_of_its_vocabulary", "matches_its_pattern", "is_no_reserved_word", "keeps_its_length",
        "is_not_below_its_minimum", "is_not_above_its_maximum", "not_nullable", "column_in_schema",
        "column_in_dataframe", "dtype", "column_ordered",
    }),
    "characters": frozenset(rule.name for rule in CHARACTER_RULES),
    "keys": frozenset({
        "required_cells_are_filled", "keys_are_unique", "keys_differ_by_more_than_case", "references_lead_to_a_row",
    }),
    "coding rule": frozenset(rule.name for rule in CODING_RULES),
    "borrowed sentences": frozenset({"sentences_are_our_own", "malformed_fingerprints", "no_git_checkout"}),
    "checksum": frozenset({"checksums_hold"}),
    "descriptor": frozenset({"descriptors_have_their_form"}),
    "bytes": frozenset({
        "bytes_are_plain_utf_8", "files_have_a_header", "lines_hold_no_controls", "files_end_with_a_line_feed",
        "headers_are_the_columns",
    }),
    "frictionless": frozenset(),
    "CSV equals Parquet": frozenset({"parquet_equals_csv"}),
    LOADER: frozenset(),
}  # fmt: skip


def of(fault: Fault) -> str:
    """Return the layer that has the fault's rule."""
    if fault.rule.startswith("frictionless"):
        return "frictionless"
    return next((layer for layer, rules in RULES.items() if fault.rule in rules), UNKNOWN)


def first(faults: Iterable[Fault]) -> str:
    """Return the layer that is met first of those that found the faults."""
    order = [*RULES, UNKNOWN]
    return min(map(of, faults), key=order.index)
