"""JSON Schema: every fault of a card is reported at once, each with its line, key, value, rule and remedy."""

from pathlib import Path

import pytest

from peaceterms_build.parsing import json_schema, yaml_reader
from peaceterms_build.schemas import card_schemas

STATEMENT = """statement_type: speech_act
speaker: minister-r
said: 2026-05-04
said_basis: stated
occasion_type: interview
act_type: states_terms
readiness: not_stated
match_basis: dated
primary_source: morning-2026-05-04
summary: An example.
conditions:
  c01:
    issue: ceasefire.full
    aim: in_force
    move: offers
    force: wanted
    gates: [talks]
    places: [north-region whole_unit, {territory: south-region}]
    quantity: 3
    evidence: [morning-2026-05-04.p01 weakens]
    summary: An example.
links: [c01 must_hold_before c02 (morning-2026-05-04.p01)]
"""


def findings(text, shape):
    document = yaml_reader.parse(text.encode(), Path("card.yaml"))
    return json_schema.findings(document, shape, "card.yaml")


@pytest.fixture(scope="module")
def shape(schemas):
    """Return the shape of a statement card."""
    return card_schemas.statement(schemas)


def test_a_card_as_it_should_be_has_no_finding(shape):
    assert findings(STATEMENT, shape) == []


CORRUPTED = {
    "unknown code": (
        "act_type: states_terms", "act_type: state_terms",
        ("unknown_code", 6, "act_type", "state_terms", "did you mean 'states_terms' or 'answers_terms'?"),
    ),
    "code in the wrong case": (
        "move: offers", "move: Offers",
        ("unknown_code", 15, "conditions.c01.move", "Offers", "did you mean 'offers'?"),
    ),
    "look-alike letter of another alphabet": (
        "move: offers", "move: оffers",
        ("unknown_code", 15, "conditions.c01.move", "оffers", "did you mean 'offers'?"),
    ),
    "unknown key": (
        "readiness: not_stated", "readyness: not_stated",
        ("unknown_key", 7, "readyness", "",
            "did you mean 'readiness' or 'readiness_of' or 'readiness_toward'?"),
    ),
    "unknown key of a condition": (
        "force: wanted", "force: wanted\n    red-line: true",
        ("unknown_key", 17, "conditions.c01.red-line", "", "did you mean 'red_line' or 'reading'?"),
    ),
    "missing key": (
        "summary: An example.\nconditions", "conditions",
        ("missing_key", 1, "", "", "add what is missing"),
    ),
    "missing evidence": (
        "    evidence: [morning-2026-05-04.p01 weakens]\n", "",
        ("missing_key", 12, "conditions.c01", "", "add what is missing"),
    ),
    "no such day": (
        "said: 2026-05-04", "said: 2026-02-30",
        ("no_such_day", 3, "said", "2026-02-30", json_schema.DAY_REMEDY),
    ),
    "days out of order": (
        "said: 2026-05-04", "said: 2026-05-04/2026-05-03",
        ("no_such_day", 3, "said", "2026-05-04/2026-05-03", json_schema.DAY_REMEDY),
    ),
    "unknown gate": (
        "gates: [talks]", "gates: [talk]",
        ("unknown_code", 17, "conditions.c01.gates[0]", "talk", "did you mean 'talks'?"),
    ),
    "gate given twice": (
        "gates: [talks]", "gates: [talks, talks]",
        ("repeated_item", 17, "conditions.c01.gates", "['talks', 'talks']", "write it once"),
    ),
    "unknown fit": (
        "p01 weakens]", "p01 weaken]",
        (
            "wrong_form", 20, "conditions.c01.evidence[0]", "morning-2026-05-04.p01 weaken",
            "write `passage` or `passage fit`, as in `rt-2024-03-13.p02 weakens`",
        ),
    ),
    "link without its passage": (
        "c02 (morning-2026-05-04.p01)]", "c02]",
        (
            "wrong_form", 22, "links[0]", "c01 must_hold_before c02",
            "write `c01 & c02 must_hold_before c03 (passage)`",
        ),
    ),
    "text for a number": (
        "quantity: 3", "quantity: three",
        ("wrong_type", 19, "conditions.c01.quantity", "three", "write a number"),
    ),
    "number below its bound": (
        "quantity: 3", "quantity: -3",
        ("out_of_bounds", 19, "conditions.c01.quantity", "-3", "check the figure"),
    ),
    "prose too long": (
        "summary: An example.\nlinks", f"summary: {'long ' * 60}end\nlinks",
        ("too_long", 21, "conditions.c01.summary", ("long " * 60)[:80], "shorten it"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), CORRUPTED.values(), ids=CORRUPTED)
def test_each_fault_names_rule_line_key_value_and_remedy(shape, old, new, expected):
    assert STATEMENT.count(old) == 1
    found = findings(STATEMENT.replace(old, new), shape)
    said = [(finding.rule, finding.line, finding.key, finding.value, finding.remedy) for finding in found]
    assert expected in said
    assert {finding.file for finding in found} == {"card.yaml"}


def test_a_place_in_a_wrong_scope_names_the_form_of_places(shape):
    (found,) = findings(STATEMENT.replace("north-region whole_unit", "north-region whole"), shape)
    assert (found.rule, found.line, found.key) == ("wrong_form", 18, "conditions.c01.places[0]")
    assert "territory scope" in found.remedy


def test_a_place_mapping_with_an_unknown_key_is_told_as_such(shape):
    (found,) = findings(STATEMENT.replace("{territory: south-region}", "{territory: south-region, scop: line}"), shape)
    assert (found.rule, found.key, found.remedy) == (
        "unknown_key", "conditions.c01.places[1].scop", "did you mean 'scope'?",
    )  # fmt: skip


def test_a_missing_key_names_what_is_missing(shape):
    (found,) = findings(STATEMENT.replace("speaker: minister-r\n", ""), shape)
    assert "speaker" in found.message


def test_all_faults_are_reported_at_once_in_the_order_of_their_lines(shape):
    text = (
        STATEMENT.replace("act_type: states_terms", "act_type: sates_terms")
        .replace("said: 2026-05-04", "said: 04.05.2026")
        .replace("force: wanted", "force: wants")
    )
    assert [(finding.line, finding.key) for finding in findings(text, shape)] == [
        (3, "said"), (6, "act_type"), (16, "conditions.c01.force"),
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["c1", "c001x", "C01", "p01", "condition"])
def test_conditions_have_short_keys_that_sort(shape, key):
    found = findings(STATEMENT.replace("  c01:\n", f"  {key}:\n"), shape)
    assert [(finding.rule, finding.line, finding.key) for finding in found] == [
        ("wrong_form", 12, f"conditions.{key}"),
    ]


def test_a_card_that_is_a_list_is_refused(shape):
    (found,) = findings("- a\n- b\n", shape)
    assert (found.rule, found.remedy) == ("wrong_type", "write a mapping")


def test_a_long_value_is_shown_in_part(shape):
    (found,) = findings(STATEMENT.replace("move: offers", f"move: {'x' * 500}"), shape)
    assert len(found.value) == json_schema.SHOWN_VALUE_LENGTH


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (("conditions", "c01", "places", 0), "conditions.c01.places[0]"),
        ((0, "actor"), "[0].actor"),
        (("title",), "title"),
        ((), ""),
    ],
)
def test_a_path_is_shown_as_a_person_reads_it(path, shown):
    assert json_schema.dotted(path) == shown


def test_the_line_of_an_unwritten_key_is_that_of_the_nearest_place_above():
    document = yaml_reader.parse(b"a: 1\nb:\n  c: 2\n", Path("card.yaml"))
    assert json_schema.line_of(document, ("b", "d")) == 2
    assert json_schema.line_of(document, ("x", "y")) == 1
