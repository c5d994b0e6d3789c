"""Characters: each thing that no cell may hold is refused, and what a release needs is not."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peaceterms.contract import characters
from peaceterms.contract.schemas import Schemas
from peaceterms.contract.tables import Tables

# Each rule with texts that break it and no other rule.
BREAKING = {
    "text_can_be_encoded": ["half \ud800 a pair", "\udfff"],
    "text_has_no_controls": [
        "one\ntwo",
        "one\rtwo",
        "one\ttwo",
        "one\x00two",
        "one\x0btwo",
        "one\x0ctwo",
        "one\x1btwo",
        "one\x7ftwo",
        "one\x85two",
        "one\u2028two",
        "one\u2029two",
        "a" * 2000 + "\x00b",
    ],
    "text_has_no_unseen_characters": [
        *(f"one{mark}two" for mark in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"),
        *(f"one{mark}two" for mark in "\u200b\u200c\u200d\ufeff\u2060\u2063\u034f\u180e\u115f\u3164"),
        "co\u00adoperate",
        *("one\U000e0041", "one\U000e007f", "one\ufe0f", "one\ufe00two", "one\U000e0100"),
    ],
    "characters_have_a_meaning": [
        "one\ue000",
        "one\U000f0000",
        "one\uffff",
        "one\ufdd0",
        "one\ufffd",
        "one\u0378",
    ],
    "text_is_composed": ["Кии\u0306в", "cafe\u0301", "\u212b"],
    "spaces_are_plain": ["one\u00a0two", "one\u202ftwo", "one\u2003two", "one\u3000two", "one\u1680two"],
    "spaces_are_single_and_inside": [" one", "one ", "one  two", " "],
    "text_is_not_a_formula": [
        "=1+1",
        "+1",
        "-1",
        "@one",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20one",
        "'=1",
        '"=1',
        "“=1”",
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("x")',
        '=IMPORTXML("x"; "y")',
        "one;=1",
        "one; =1",
        "- an item of a list",
    ],
    "text_has_no_markup": ["one < two", "one > two", "<script>one</script>"],
    "words_keep_to_one_alphabet": ["Киïв", "Dоnetsk", "sсope", "Αthens", "the old Dоnetsk road"],
    "names_have_no_pictures": [
        "harbour \u2693",
        "harbour \U0001f6a2",
        "flag \U0001f1e6\U0001f1f9",
        "ship\u20e3",
    ],
    "names_have_the_typographic_apostrophe": ["Слов'янськ", "Слов\u02bcянськ", "Слов`янськ"],
}

SOUND = [
    "north-quay-2023-05-01.c01",
    "territory.status",
    "a" * 64,
    "Wants a truce at sea, for 30 days; then talks (in the capital).",
    "What “talks” are meant is left open – for now…",
    "№ 5, ½ of it, 17.5% at −5 °C",
    "Слов’янськ",
    "Київ",
    "Об’єднані Арабські Емірати",
    "Mykolaiv (Миколаїв)",
    "Τρίτη",
    "日本放送協会",
    "ordinary's apostrophe",
    "don’t",
    "«Эхо»",
    "Х-22 and Kh-22",
    "one = two + three - four @ five",
    "A/RES/68/262",
    "U+2019",
    "https://gazette.example/a-b?c=d&e=f",
]


@pytest.mark.parametrize("rule", BREAKING)
def test_a_text_that_breaks_a_rule_breaks_just_that(rule):
    for text in BREAKING[rule]:
        assert [broken.name for broken in characters.broken_rules(text, is_name=True)] == [rule], ascii(text)


def test_a_sound_text_breaks_no_rule():
    assert [text for text in SOUND if characters.broken_rules(text, is_name=True)] == []


def test_every_rule_has_an_example_that_breaks_it():
    assert set(BREAKING) == {rule.name for rule in characters.RULES}


def test_words_as_a_text_has_them_may_hold_what_names_may_not():
    for text in ("leaves on the Dоnetsk road", "Слов'янськ", "a ship \u2693"):
        assert characters.broken_rules(text, is_phrase=True) == []


def test_one_text_may_break_several_rules():
    broken = characters.broken_rules(" =one\u00a0two\u200b\n")
    assert [rule.name for rule in broken] == [
        "text_has_no_controls",
        "text_has_no_unseen_characters",
        "spaces_are_plain",
        "spaces_are_single_and_inside",
        "text_is_not_a_formula",
    ]


def test_a_formula_is_seen_behind_spaces_and_quotation_marks():
    for lead, sign in product([" ", "'", "\u00a0", "“ "], "=+-@\uff1d\uff0b\uff0d\uff20"):
        assert "text_is_not_a_formula" in [rule.name for rule in characters.broken_rules(f"{lead}{sign}1")]


@given(st.text())
def test_what_an_editor_does_not_show_breaks_a_rule_of_cells(text):
    """Files and cells refuse the same characters, but for the line feed and the tab between the two."""
    assert not characters.UNSEEN.search(text) or characters.broken_rules(text)


@given(st.text(max_size=20))
def test_composed_text_is_not_refused_for_its_form(text):
    composed = unicodedata.normalize("NFC", text)
    assert "text_is_composed" not in [rule.name for rule in characters.broken_rules(composed)]


def test_each_text_of_nested_data_is_looked_at_with_its_way():
    found = characters.texts_at_finding({"one": ["two", {"thr\u200bee": "f\u00a0our"}], "five": 6})
    assert [(path, rule.name) for path, _, rule in found] == [
        (("one", 1, "thr\u200bee"), "text_has_no_unseen_characters"),
        (("one", 1, "thr\u200bee"), "spaces_are_plain"),
    ]


def violations_of(text, column_type):
    """Return the findings of a table with one cell."""
    tables = tables_with(column_type)
    return list(
        characters.findings(Tables({"notes": tables["notes"].frame([{"note_id": "n1", "text": text}])}, tables))
    )


def tables_with(column_type):
    def field(name, kind):
        return {
            "name": name,
            "title": name,
            "column_type": kind,
            "type": "string",
            "written_by": "coder",
            "description": name,
        }

    schema = {
        "fields": [field("note_id", "identifier"), field("text", column_type)],
        "primaryKey": ["note_id"],
    }
    resource = {
        "name": "notes",
        "title": "Notes",
        "group": "words",
        "description": "Notes.",
        "schema": schema,
    }
    return Schemas.from_descriptor({"resources": [resource], "vocabularies": {}})


def test_a_violation_names_table_row_column_and_value():
    (finding,) = violations_of("one  two", "prose")
    assert finding.rule == "spaces_are_single_and_inside"
    assert (finding.table, finding.column, finding.value) == ("notes", "text", "one  two")
    assert finding.row == {"note_id": "n1"}


@pytest.mark.parametrize(("column_type", "count"), [("name", 1), ("verbatim_phrase", 0), ("prose", 1)])
def test_all_but_quoted_phrases_keep_to_one_alphabet(column_type, count):
    assert len(violations_of("Dоnetsk", column_type)) == count


def test_empty_cells_hold_nothing():
    assert violations_of(None, "prose") == []
