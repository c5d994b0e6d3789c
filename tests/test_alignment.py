"""Unit alignment: units are matched by the words that they cover, one to one, and never by their codes."""

from __future__ import annotations

import random

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from invented_codings import OTHER_TEXT, coding, condition, passage, statement
from peaceterms.contract.findings import ValidationError
from peaceterms_build.reliability import alignment

READ_ONLY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def matched(first, second, unit_type):
    """Return the keys of each unit of a type with its match, None where it has none."""
    return [
        (match.first and match.first.key, match.second and match.second.key)
        for match in alignment.matches(first, second)
        if match.unit_type == unit_type
    ]


def one_statement(schemas, coder_id, start, end, **keys):
    return coding(schemas, coder_id, {"p01": passage("s01", start, end)}, {"s01": statement(**keys)})


@pytest.mark.parametrize(
    ("start", "end", "is_same"),
    [(0, 100, True), (0, 50, True), (0, 49, False), (40, 120, True), (41, 120, False), (200, 300, False)],
    ids=["the same", "half", "less than half", "60 of 120", "59 of 120", "apart"],
)
def test_statements_share_at_least_half_of_the_words_of_both(schemas, start, end, is_same):
    first, second = one_statement(schemas, "one", 0, 100), one_statement(schemas, "two", start, end)
    expected = [("s01", "s01")] if is_same else [("s01", None), (None, "s01")]
    assert matched(first, second, "statement") == expected


def test_statements_of_two_speakers_are_never_the_same(schemas):
    first = one_statement(schemas, "one", 0, 100)
    second = one_statement(schemas, "two", 0, 100, speaker="ukraine")
    assert matched(first, second, "statement") == [("s01", None), (None, "s01")]


def test_names_that_the_registers_lack_are_the_same_whatever_their_capitals(schemas):
    first = one_statement(schemas, "one", 0, 100, speaker="new: Unnamed Official")
    second = one_statement(schemas, "two", 0, 100, speaker="new: unnamed official")
    assert matched(first, second, "statement") == [("s01", "s01")]


def test_all_passages_of_a_statement_count_together(schemas):
    first = coding(
        schemas,
        "one",
        {"p01": passage("s01", 0, 60, principal=True), "p02": passage("s01", 100, 140)},
        {"s01": statement()},
    )
    assert matched(first, one_statement(schemas, "two", 0, 60), "statement") == [("s01", "s01")]
    assert matched(first, one_statement(schemas, "two", 100, 140), "statement")[0] == ("s01", None)


def test_the_pair_that_shares_most_comes_first(schemas):
    first = coding(
        schemas,
        "one",
        {"p01": passage("s01", 0, 60), "p02": passage("s02", 0, 100)},
        {"s01": statement(), "s02": statement()},
    )
    second = one_statement(schemas, "two", 0, 90)
    assert matched(first, second, "statement") == [("s02", "s01"), ("s01", None)]


def two_passages(schemas, coder_id, conditions, *, spans=((0, 50), (60, 100))):
    """Return a coding of one statement in two passages that holds the conditions."""
    (a, b), (c, d) = spans
    passages = {"p01": passage("s01", a, b, principal=True), "p02": passage("s01", c, d)}
    return coding(schemas, coder_id, passages, {"s01": statement(conditions=conditions)})


def test_conditions_are_matched_by_the_passages_that_they_cite(schemas):
    first = two_passages(schemas, "one", {"c01": condition("p01"), "c02": condition("p02")})
    second = two_passages(schemas, "two", {"c01": condition("p02"), "c02": condition("p01")})
    assert matched(first, second, "condition") == [("s01.c01", "s01.c02"), ("s01.c02", "s01.c01")]


def test_conditions_on_the_same_words_are_matched_in_their_order_whatever_their_codes(schemas):
    withdrawal = {"issue": "territory.withdrawal", "aim": "ukrainian_forces_leave"}
    first = two_passages(schemas, "one", {"c01": condition("p01"), "c02": condition("p01", **withdrawal)})
    second = two_passages(schemas, "two", {"c01": condition("p01", **withdrawal), "c02": condition("p01")})
    assert matched(first, second, "condition") == [("s01.c01", "s01.c01"), ("s01.c02", "s01.c02")]
    found = [match for match in alignment.matches(first, second) if match.unit_type == "condition"]
    assert [match.is_tied for match in found] == [True, True]


def test_a_condition_that_shares_no_word_has_no_match(schemas):
    first = two_passages(schemas, "one", {"c01": condition("p01")})
    second = two_passages(schemas, "two", {"c01": condition("p02")})
    assert matched(first, second, "condition") == [("s01.c01", None), (None, "s01.c01")]


def test_a_condition_of_another_statement_is_no_match(schemas):
    first = two_passages(schemas, "one", {"c01": condition("p01")})
    second = coding(
        schemas,
        "two",
        {"p01": passage("s01", 0, 100), "p02": passage("s02", 0, 50)},
        {"s01": statement(), "s02": statement(speaker="ukraine", conditions={"c01": condition("p02")})},
    )
    assert matched(first, second, "statement")[0] == ("s01", "s01")
    assert matched(first, second, "condition") == [("s01.c01", None), (None, "s02.c01")]


def test_assertions_and_control_reports_are_matched_as_conditions_are(schemas):
    claim = {
        "territory": "crimea",
        "claim_type": "asserts_sovereignty",
        "summary": "Russia claims Crimea.",
        "evidence": ["p01"],
    }
    report = {"controller": "russia", "territory": "crimea", "extent": "whole", "evidence": ["p02"]}

    def coded(coder_id, claim_type):
        blocks = {
            "assertions": {"a01": claim | {"claim_type": claim_type}},
            "control_reports": {"r01": report},
        }
        passages = {"p01": passage("s01", 0, 50, principal=True), "p02": passage("s01", 60, 100)}
        return coding(schemas, coder_id, passages, {"s01": statement(**blocks)})

    first, second = coded("one", "asserts_sovereignty"), coded("two", "denies_sovereignty")
    assert matched(first, second, "assertion") == [("s01.a01", "s01.a01")]
    assert matched(first, second, "control_report") == [("s01.r01", "s01.r01")]


def test_citations_places_and_links_are_matched_within_matched_rows(schemas):
    def coded(coder_id, places, fit):
        conditions = {
            "c01": condition("p01", f"p02 {fit}", places=places),
            "c02": condition("p02"),
        }
        passages = {"p01": passage("s01", 0, 50, principal=True), "p02": passage("s01", 60, 100)}
        links = ["c01 must_hold_before c02 (p02)"]
        return coding(schemas, coder_id, passages, {"s01": statement(conditions=conditions, links=links)})

    first = coded("one", ["crimea", "donetsk-oblast line"], "weakens")
    second = coded("two", ["crimea whole_unit"], "states")
    assert matched(first, second, "evidence") == [
        ("s01.c01.p01", "s01.c01.p01"),
        ("s01.c01.p02", "s01.c01.p02"),
        ("s01.c02.p02", "s01.c02.p02"),
    ]
    assert matched(first, second, "place") == [
        ("s01.c01.crimea", "s01.c01.crimea"),
        ("s01.c01.donetsk-oblast", None),
    ]
    link = "s01.c01.must_hold_before.s01.c02"
    assert matched(first, second, "link") == [(link, link)]


def test_codings_of_different_texts_are_refused(schemas):
    first = one_statement(schemas, "one", 0, 100)
    second = coding(schemas, "two", {"p01": passage("s01", 0, 100)}, {"s01": statement()}, text=OTHER_TEXT)
    with pytest.raises(ValidationError) as refused:
        alignment.pairs([first, second])
    assert [finding.rule for finding in refused.value.findings] == ["codings_have_one_text"]


def test_only_codings_of_one_document_are_paired_each_two_once(schemas):
    def coded(coder_id, source_id):
        passages = {"p01": passage("s01", 0, 9)}
        return coding(schemas, coder_id, passages, {"s01": statement()}, source_id=source_id)

    codings = [
        coded("two", "gazette"),
        coded("three", "gazette"),
        coded("one", "courier"),
        coded("one", "gazette"),
    ]
    found = [(one.source_id, one.coder_id, two.coder_id) for one, two in alignment.pairs(codings)]
    assert found == [("gazette", "one", "three"), ("gazette", "one", "two"), ("gazette", "three", "two")]


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 40)), min_size=1, max_size=5)


def shuffled_statements(schemas, coder_id, found, order):
    """Return a coding of one statement per span, whose keys are dealt out in an order."""
    passages, statements = {}, {}
    for number, (start, length) in zip(order, found, strict=True):
        key = f"{number + 1:02}"
        passages[f"p{key}"] = passage(f"s{key}", start, start + length)
        statements[f"s{key}"] = statement(conditions={"c01": condition(f"p{key}")})
    return coding(schemas, coder_id, passages, statements)


@given(first=spans, second=spans, seed=st.integers(0, 99))
@READ_ONLY
def test_shuffled_keys_do_not_change_what_is_matched(schemas, first, second, seed):
    first, second = list(dict.fromkeys(first)), list(dict.fromkeys(second))

    def matched_spans(order):
        keys = {f"s{number + 1:02}": span for number, span in zip(order, second, strict=True)}
        one = shuffled_statements(schemas, "one", first, range(len(first)))
        two = shuffled_statements(schemas, "two", second, order)
        return sorted((one_key, keys.get(two_key)) for one_key, two_key in matched(one, two, "statement") if one_key)

    order = list(range(len(second)))
    random.Random(seed).shuffle(order)
    assert matched_spans(order) == matched_spans(range(len(second)))


@given(first=spans, second=spans)
@READ_ONLY
def test_it_does_not_matter_which_coder_comes_first(schemas, first, second):
    one = shuffled_statements(schemas, "one", first, range(len(first)))
    two = shuffled_statements(schemas, "two", second, range(len(second)))
    for unit_type in alignment.UNIT_TYPES:
        there = set(matched(one, two, unit_type))
        back = {(b, a) for a, b in matched(two, one, unit_type)}
        assert there == back


@given(first=spans, second=spans)
@READ_ONLY
def test_every_unit_is_matched_once_or_alone(schemas, first, second):
    one = shuffled_statements(schemas, "one", first, range(len(first)))
    two = shuffled_statements(schemas, "two", second, range(len(second)))
    found = list(alignment.matches(one, two))
    for name, coded in (("first", one), ("second", two)):
        keys = [getattr(match, name).key for match in found if getattr(match, name)]
        assert sorted(keys) == sorted(unit.key for units in alignment.units(coded).values() for unit in units)


stretches = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


@given(ones=stretches, others=stretches)
def test_intervals_share_what_sets_of_characters_share(ones, others):
    first, second = ({position for start, end in spans for position in range(start, end)} for spans in (ones, others))
    joined = alignment._joined(ones), alignment._joined(others)
    assert [{position for span in spans for position in range(*span)} for spans in joined] == [first, second]
    assert alignment._overlap(*joined) == len(first & second)
