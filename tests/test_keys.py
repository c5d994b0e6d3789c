"""Keys: what is required is there, every row has its own key, every reference leads to a row."""

from __future__ import annotations

from collections import Counter

import pytest

from peaceterms.contract import keys
from peaceterms.contract.schemas import Schemas
from peaceterms.contract.tables import Tables


def field(name, **constraints):
    return {
        "name": name,
        "title": name,
        "column_type": "identifier",
        "type": constraints.pop("type", "string"),
        "written_by": "coder",
        "description": name,
        "constraints": constraints,
    }


def resource(name, primary_key, fields, foreign_keys=()):
    schema = {"fields": fields, "primaryKey": primary_key, "foreignKeys": list(foreign_keys)}
    return {"name": name, "title": name, "group": "registers", "description": name, "schema": schema}


def reference(columns, table, referenced):
    return {"fields": columns, "reference": {"resource": table, "fields": referenced}}


SCHEMAS = Schemas.from_descriptor(
    {
        "resources": [
            resource("harbours", ["harbour_id"], [field("harbour_id", required=True), field("sea")]),
            resource(
                "ferries",
                ["harbour_id", "number"],
                [
                    field("harbour_id", required=True),
                    field("number", type="integer", required=True),
                    field("goes_to_id"),
                ],
                [
                    reference(["harbour_id"], "harbours", ["harbour_id"]),
                    reference(["goes_to_id"], "harbours", ["harbour_id"]),
                ],
            ),
        ],
        "vocabularies": {},
    }
)
HARBOURS = (("north-quay", "grey"), ("south-quay", None))
FERRIES = (("north-quay", 1, "south-quay"), ("north-quay", 2, None), ("south-quay", 1, "north-quay"))


def tables_of(harbours=HARBOURS, ferries=FERRIES):
    rows = {"harbours": harbours, "ferries": ferries}
    return Tables(
        {
            name: SCHEMAS[name].frame([dict(zip(SCHEMAS[name].column_names, row, strict=True)) for row in rows[name]])
            for name in SCHEMAS
        },
        SCHEMAS,
    )


def test_sound_tables_have_no_violations():
    assert list(keys.findings(tables_of())) == []


def test_empty_tables_have_no_violations():
    assert list(keys.findings(tables_of(harbours=(), ferries=()))) == []


def test_a_key_that_stands_twice_is_told_for_both_rows():
    found = list(keys.findings(tables_of(harbours=(*HARBOURS, ("north-quay", "blue")))))
    assert [(finding.rule, finding.value) for finding in found] == [("keys_are_unique", "north-quay")] * 2
    assert found[0].row == {"harbour_id": "north-quay"}


def test_a_key_of_two_columns_may_repeat_one_of_them():
    ferries = (*FERRIES, ("north-quay", 2, "south-quay"))
    found = list(keys.findings(tables_of(ferries=ferries)))
    assert Counter(finding.value for finding in found) == {"north-quay, 2": 2}


@pytest.mark.parametrize(
    "lookalike",
    ["North-Quay", "NORTH-QUAY", "north-qu\uff41y"],
    ids=["one capital", "all capitals", "full-width letter"],
)
def test_a_key_that_differs_by_case_or_form_only_is_told_for_both_rows(lookalike):
    found = list(keys.findings(tables_of(harbours=(*HARBOURS, (lookalike, "grey")))))
    assert {finding.rule for finding in found} == {"keys_differ_by_more_than_case"}
    assert sorted(finding.value for finding in found) == sorted(["north-quay", lookalike])


def test_keys_that_are_wholly_the_same_are_reported_once_only():
    harbours = (*HARBOURS, ("north-quay", "grey"))
    assert {finding.rule for finding in keys.findings(tables_of(harbours=harbours))} == {"keys_are_unique"}


def test_an_empty_required_cell_is_reported_with_its_column():
    found = list(keys.findings(tables_of(ferries=(("north-quay", None, None),))))
    assert [(finding.rule, finding.table, finding.column) for finding in found] == [
        ("required_cells_are_filled", "ferries", "number")
    ]


def test_an_empty_cell_that_is_not_required_is_none():
    assert keys.lacking(tables_of()["harbours"], "sea").height == 1
    assert list(keys.findings(tables_of())) == []


def test_a_reference_that_leads_nowhere_names_the_nearest_key():
    (finding,) = keys.findings(tables_of(ferries=(("north-quay", 1, "south-kay"),)))
    assert finding.rule == "references_lead_to_a_row"
    assert (finding.column, finding.value) == ("goes_to_id", "south-kay")
    assert finding.row == {"harbour_id": "north-quay", "number": 1}
    assert finding.remedy.startswith("did you mean 'south-quay'")


def test_every_reference_of_a_row_is_followed():
    found = list(keys.findings(tables_of(ferries=(("east-quay", 1, "west-quay"),))))
    assert [finding.column for finding in found] == ["harbour_id", "goes_to_id"]


def test_a_reference_into_an_empty_table_says_so():
    found = list(keys.findings(tables_of(harbours=(), ferries=(("north-quay", 1, None),))))
    assert [finding.remedy for finding in found] == ["add the entry to harbours, which is empty"]


def test_references_are_not_folded():
    (finding,) = keys.findings(tables_of(ferries=(("north-quay", 1, "South-Quay"),)))
    assert finding.value == "South-Quay"


def test_all_violations_are_reported_at_once():
    found = keys.findings(
        tables_of(harbours=(*HARBOURS, ("North-Quay", None)), ferries=(("north-quay", None, "west-quay"),))
    )
    assert {finding.rule for finding in found} == {
        "keys_differ_by_more_than_case",
        "references_lead_to_a_row",
        "required_cells_are_filled",
    }
