"""Keys: unique, of the right type and without circles; references lead to a row; spans of dates are in order."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import replace
from itertools import zip_longest

import pytest

from peaceterms.contract import keys
from peaceterms.contract.schemas import Schemas
from peaceterms.contract.tables import Tables


def field(name, type_="string", **more):
    common = {"name": name, "title": name, "column_type": "identifier", "type": type_, "written_by": "coder"}
    return common | {"description": name} | more


def resource(name, primary_key, fields, **more):
    schema = {"fields": fields, "primaryKey": primary_key} | more
    return {"name": name, "title": name, "group": "registers", "description": name, "schema": schema}


def reference(columns, table, referenced):
    return {"fields": columns, "reference": {"resource": table, "fields": referenced}}


SCHEMAS = Schemas.from_descriptor(
    {
        "resources": [
            resource(
                "harbours",
                ["harbour_id"],
                [
                    field("harbour_id"),
                    field("harbour_type"),
                    field("code", constraints={"unique": True}),
                    field("part_of_id"),
                ],
                foreignKeys=[reference(["part_of_id"], "harbours", ["harbour_id"])],
                acyclic=["harbour_id", "part_of_id"],
            ),
            resource(
                "ferries",
                ["harbour_id", "number"],
                [
                    field("harbour_id"),
                    field("number", "integer"),
                    field("goes_to_id", target_types=["sea", "lake"]),
                    field("start_date", "date"),
                    field("end_date", "date"),
                    field("built_earliest_date", "date"),
                    field("built_latest_date", "date"),
                ],
                foreignKeys=[
                    reference(["harbour_id"], "harbours", ["harbour_id"]),
                    reference(["goes_to_id"], "harbours", ["harbour_id"]),
                ],
            ),
        ],
        "vocabularies": {},
    }
)
HARBOURS = (("north-quay", "sea", "NQ", None), ("south-quay", "lake", None, None), ("east-bridge", "river", None, None))
FERRIES = (("north-quay", 1, "south-quay"), ("north-quay", 2, None), ("south-quay", 1, "north-quay"))


def tables_of(harbours=HARBOURS, ferries=FERRIES):
    rows = {"harbours": harbours, "ferries": ferries}
    frames = {
        name: SCHEMAS[name].frame([dict(zip_longest(SCHEMAS[name].column_names, row)) for row in rows[name]])
        for name in SCHEMAS
    }
    return Tables(frames, SCHEMAS)


def test_sound_tables_have_no_violations():
    assert list(keys.findings(tables_of())) == []


def test_empty_tables_have_no_violations():
    assert list(keys.findings(tables_of(harbours=(), ferries=()))) == []


def test_a_key_that_stands_twice_is_told_for_both_rows():
    found = list(keys.findings(tables_of(harbours=(*HARBOURS, ("north-quay", "sea")))))
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
    found = list(keys.findings(tables_of(harbours=(*HARBOURS, (lookalike, "sea")))))
    assert {finding.rule for finding in found} == {"keys_differ_by_more_than_case"}
    assert sorted(finding.value for finding in found) == sorted(["north-quay", lookalike])


def test_keys_that_are_wholly_the_same_are_told_once_only():
    harbours = (*HARBOURS, ("north-quay", "sea"))
    assert {finding.rule for finding in keys.findings(tables_of(harbours=harbours))} == {"keys_are_unique"}


def test_a_reference_that_leads_nowhere_names_the_nearest_key():
    (finding,) = keys.findings(tables_of(ferries=(("north-quay", 1, "south-kay"),)))
    assert finding.rule == "references_lead_to_a_row"
    assert (finding.column, finding.value) == ("goes_to_id", "south-kay")
    assert finding.row == {"harbour_id": "north-quay", "number": 1}
    assert finding.remedy.startswith("did you mean 'south-quay'")


def test_every_reference_of_a_row_is_followed():
    found = list(keys.findings(tables_of(ferries=(("east-quay", 1, "west-quay"),))))
    assert [finding.column for finding in found] == ["harbour_id", "goes_to_id"]


def test_a_reference_into_an_empty_table_says_what_to_add():
    found = list(keys.findings(tables_of(harbours=(), ferries=(("north-quay", 1, None),))))
    assert [finding.remedy for finding in found] == ["add the entry to harbours"]


def test_references_are_not_folded():
    (finding,) = keys.findings(tables_of(ferries=(("north-quay", 1, "South-Quay"),)))
    assert finding.value == "South-Quay"


def test_keys_that_their_pattern_keeps_to_small_letters_are_not_folded():
    harbours = tables_of(harbours=(*HARBOURS, ("North-Quay", "sea")))["harbours"]
    schema = SCHEMAS["harbours"]
    small = replace(schema.columns[0], constraints={"pattern": r"[a-z]+(-[a-z]+)*(\.[a-z]+)?"})
    assert keys.lookalikes(harbours, schema).height == 2
    assert keys.lookalikes(harbours, replace(schema, columns=(small, *schema.columns[1:]))).is_empty()


MAY, JUNE = datetime.date(2023, 5, 1), datetime.date(2023, 6, 1)
OF_SCHEMAS = {
    "a code that two rows have": (
        {"harbours": (*HARBOURS, ("west-quay", "sea", "NQ"))}, "values_are_unique", ["NQ", "NQ"],
        "another row of harbours has the same code",
    ),
    "a reference to a row of another type": (
        {"ferries": (("north-quay", 1, "east-bridge"),)}, "references_have_their_type", ["east-bridge"],
        "goes_to_id cannot be 'east-bridge', which has the type river",
    ),
    "a circle": (
        {"harbours": (("one", "", "", "two"), ("two", "", None, "one"), ("three", "", None, "one")), "ferries": ()},
        "rows_do_not_run_in_a_circle", ["two", "one"], "'one' comes back to itself by way of part_of_id 'two'",
    ),
    "an end before the start": (
        {"ferries": (("north-quay", 1, None, JUNE, MAY), ("south-quay", 2, None, MAY), ("south-quay", 3))},
        "dates_are_in_order", ["2023-06-01"], "start_date is after end_date: 2023-06-01, 2023-05-01",
    ),
    "bounds out of order": (
        {"ferries": (("north-quay", 1, None, None, None, JUNE, MAY),)}, "dates_are_in_order", ["2023-06-01"],
        "built_earliest_date is after built_latest_date: 2023-06-01, 2023-05-01",
    ),
    "one bound of two": (
        {"ferries": (("north-quay", 1, None, None, None, None, MAY), ("north-quay", 2, None, None, None, MAY, MAY))},
        "dates_are_both_given", [""], "one of built_earliest_date and built_latest_date is empty",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "rule", "values", "message"), OF_SCHEMAS.values(), ids=OF_SCHEMAS)
def test_what_a_schema_says_of_rows_holds_for_every_table(rows, rule, values, message):
    found = list(keys.findings(tables_of(**rows)))
    assert [(finding.rule, finding.value) for finding in found] == [(rule, value) for value in values]
    assert found[0].message == message


def test_the_remedy_for_a_wrong_reference_is_found_once_for_each_value(monkeypatch):
    asked = []
    monkeypatch.setattr(keys, "nearest", lambda value, _: asked.append(value) or "look")
    found = list(keys.findings(tables_of(ferries=[("north-quay", n, "south-kay") for n in range(50)])))
    assert (len(found), asked) == (50, ["south-kay"])


def test_everything_is_reported_at_once():
    found = keys.findings(
        tables_of(harbours=(*HARBOURS, ("North-Quay", "sea", "NQ")), ferries=(("north-quay", 1, "west-quay"),))
    )
    assert {finding.rule for finding in found} == {
        "keys_differ_by_more_than_case",
        "references_lead_to_a_row",
        "values_are_unique",
    }
