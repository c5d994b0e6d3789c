"""Card keys: one rule leads from a column to its key on a card, and one from the key back to cells."""

from datetime import date

import pytest

from peaceterms_build.schemas import card_keys, card_schemas


def test_a_key_is_its_column_less_what_the_table_adds():
    keys = {
        "speaker_id": "speaker",
        "told_in_statement_id": "told_in_statement",
        "credited_publisher_id": "credited_publisher",
        "is_red_line": "red_line",
        "is_principal": "principal",
        "in_settlement": "in_settlement",
        "said_earliest_date": "said",
        "said_latest_date": "said",
        "as_of_latest_date": "as_of",
        "deadline_date": "deadline_date",
        "gates_talks": "gates",
        "gates_settlement": "gates",
        "wikidata_id": "wikidata",
        "cow_code": "cow_code",
        "issue": "issue",
    }
    assert {column: card_keys.of(column) for column in keys} == keys


@pytest.mark.parametrize("table", ["sources", "statements", "passages", "conditions", "control_reports"])
def test_no_two_columns_share_a_key_but_bounds_and_gates(schemas, table):
    keys = [
        card_keys.of(column.name)
        for column in card_keys.written(schemas[table])
        if not column.name.endswith(card_keys.LATEST) and not column.name.startswith(card_keys.GATES)
    ]
    assert len(keys) == len(set(keys))


def test_only_what_a_coder_writes_stands_on_a_card(schemas):
    written = {column.name for column in card_keys.written(schemas["passages"])}
    assert written == {
        "statement_id", "is_principal", "rendition", "reporting_verb", "credited_publisher_id",
        "starts_with", "ends_with", "locator",
    }  # fmt: skip


def test_what_the_place_of_a_card_tells_is_left_out(schemas):
    names = [column.name for column in card_keys.written(schemas["sources"], without=["source_id"])]
    assert "source_id" not in names
    assert names[:2] == ["title", "publisher_id"]


def test_required_keys_have_no_default_and_stand_once(schemas):
    assert card_keys.required(card_keys.written(schemas["conditions"])) == [
        "holder", "issue", "aim", "move", "force", "summary",
    ]  # fmt: skip
    assert card_keys.required(card_keys.written(schemas["sources"], without=["source_id"])).count("published") == 1


def test_the_shape_of_a_key_says_what_its_column_says(schemas):
    shapes = card_keys.shapes(card_keys.written(schemas["conditions"]))
    assert shapes["move"]["enum"] == list(schemas["conditions"].column("move").codes)
    assert shapes["gates"]["items"] == {"enum": ["talks", "ceasefire", "settlement"]}
    assert shapes["duration_days"] | {"description": ""} == {
        "type": "integer", "description": "", "minimum": 1, "maximum": 2_000_000_000,
    }  # fmt: skip
    assert shapes["deadline_date"]["format"] == "day"
    assert shapes["summary"]["maxLength"] == 300


def test_references_of_a_raw_coding_have_the_pattern_that_is_given(schemas):
    columns = card_keys.written(schemas["conditions"])
    shapes = card_keys.shapes(columns, identifier_pattern=card_schemas.NEW_NAME)
    assert shapes["holder"]["pattern"] == "^(?:new: .+)$"
    assert "pattern" in shapes["summary"]
    assert shapes["summary"]["pattern"] != shapes["holder"]["pattern"]


def test_cells_are_typed_and_what_is_left_out_has_its_default(schemas):
    entry = {
        "holder": "russia", "issue": "ceasefire.full", "aim": "in_force", "move": "offers",
        "force": "wanted",
        "gates": ["talks", "settlement"], "red_line": True, "quantity": 30, "deadline_date": "2026-08-08",
        "summary": "An example.",
    }  # fmt: skip
    assert card_keys.cells(entry, card_keys.written(schemas["conditions"])) == {
        "holder_id": "russia", "issue": "ceasefire.full", "aim": "in_force", "move": "offers",
        "force": "wanted", "is_vague": False, "gates_talks": True, "gates_ceasefire": False,
        "gates_settlement": True, "in_settlement": False, "is_red_line": True, "reading": "speaker",
        "quantity": 30.0, "quantity_unit": "not_applicable", "quantity_comparator": "not_applicable",
        "takes_effect_date": None, "deadline_date": date(2026, 8, 8), "duration_days": None,
        "is_uncertain": False, "key_phrase": None, "summary": "An example.",
    }  # fmt: skip


def test_one_key_fills_both_bounds(schemas):
    table = schemas["control_reports"]
    columns = [table.column("as_of_earliest_date"), table.column("as_of_latest_date")]
    assert card_keys.cells({"as_of": "2026-02"}, columns) == {
        "as_of_earliest_date": date(2026, 2, 1),
        "as_of_latest_date": date(2026, 2, 28),
    }


def test_a_whole_number_in_a_column_of_numbers_becomes_one(schemas):
    value = card_keys.cells({"share_pct": 40}, [schemas["control_reports"].column("share_pct")])["share_pct"]
    assert isinstance(value, float)
