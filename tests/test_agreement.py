"""Agreement: alpha against figures worked out by hand, and all of it on invented codings."""

from __future__ import annotations

import random
import re
import tracemalloc
from dataclasses import replace

import hypothesis.strategies as st
import krippendorff
import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given

from invented_codings import KNOWN, coding, condition, passage, statement
from peaceterms.contract.findings import ValidationError
from peaceterms_build import __main__
from peaceterms_build.reliability import agreement, agreement_report, alignment, alpha

# --- Alpha ---


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [
        # One of 4 pairs differs; of 8 codes 3 are a and 5 are b: 1 - 2 * 1 * 7 / (64 - 9 - 25).
        ("aabb", "abbb", 0.533),
        # Krippendorff's own example of two coders: 4 of 10 differ; 14 noughts, 6 ones: 1 - 2 * 4 * 19 / 168.
        ("0100000010", "1110010000", 0.095),
        ("abc", "abc", 1.0),
        # All differ, evenly: 1 - 2 * 2 * 3 / (16 - 4 - 4).
        ("ab", "ba", -0.5),
        # One of 2 differs and one code stands once: chance explains it all.
        ("aa", "ab", 0.0),
    ],
    ids=["worked by hand", "Krippendorff 2011", "all agree", "all differ", "no better than chance"],
)
def test_alpha_is_what_was_worked_out_by_hand(first, second, value):
    assert alpha.of(["gazette"] * len(first), first, second).value == value


@pytest.mark.parametrize(
    ("first", "second", "note"),
    [("", "", alpha.NO_UNIT), ("aaa", "aaa", alpha.ONE_CATEGORY)],
    ids=["no unit", "one category"],
)
def test_an_alpha_that_is_undefined_says_why(first, second, note):
    found = alpha.of(["gazette", "courier", "gazette"][: len(first)], first, second)
    assert found == alpha.Alpha(value=None, low=None, high=None, note=note)


def test_one_document_has_an_alpha_and_no_interval():
    found = alpha.of(["gazette"] * 4, "aabb", "abbb")
    assert (found.low, found.high, found.note) == (None, None, alpha.NO_INTERVAL)


def test_the_interval_spans_what_the_documents_allow():
    # Drawn twice, the document that agrees gives 1, the one that differs 1 - 2 * 4 * 7 / (64 - 16 - 16).
    found = alpha.of(["x", "x", "y", "y"], "abab", "abba")
    assert (found.low, found.high, found.note) == (-0.75, 1.0, None)


def test_the_interval_comes_out_again_and_does_not_depend_on_the_order_of_units():
    units = list(zip("xxyyzzzw", "abacabca", "abaaabcb", strict=True))
    found = alpha.of(*zip(*units, strict=True))
    alpha.resamples.cache_clear()
    assert alpha.of(*zip(*reversed(units), strict=True)) == found
    assert found.low < found.value < found.high


def test_resamples_without_an_alpha_are_left_out_and_reported():
    found = alpha.of(["x", "x", "y", "y"], "aaab", "aaab")
    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)
    assert "of 2000 resamples" in found.note


def test_the_draws_of_the_bootstrap_are_those_of_python_for_the_seed():
    drawn, generator = alpha.resamples(7), random.Random(alpha.SEED)
    expected = np.zeros((alpha.RESAMPLES, 7))
    for sample in range(alpha.RESAMPLES):
        for _ in range(7):
            expected[sample, int(generator.random() * 7)] += 1
    assert (drawn == expected).all()


def test_the_draws_of_the_bootstrap_never_change():
    assert alpha.resamples(5)[:3].tolist() == [[2, 2, 1, 0, 0], [1, 2, 0, 1, 1], [0, 3, 2, 0, 0]]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=1, max_size=30))
def test_alpha_is_that_of_the_library(pairs):
    first, second = zip(*pairs, strict=True)
    assume(len({*first, *second}) > 1)
    codes = [["abcd".index(code) for code in coder] for coder in (first, second)]
    expected = krippendorff.alpha(np.array(codes, dtype=float), level_of_measurement="nominal")
    disagreed, used = alpha.counts(["x"] * len(pairs), first, second)
    assert alpha.nominal(disagreed, used) == pytest.approx([expected], abs=1e-12)


def test_alpha_of_many_codes_and_units_needs_little_memory():
    codes = [str(number % 3_000) for number in range(30_000)]
    documents = [str(number % 10) for number in range(30_000)]
    tracemalloc.start()
    found = alpha.of(documents, codes, [*codes[1:], "0"])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.value == 0.0
    assert peak < 300e6  # units times squared codes would be two terabytes


# --- Invented codings ---


def coded(schemas, coder_id, source_id="gazette", **changed):
    """Return a coding of three statements with a condition each; `changed` changes the first condition."""
    passages = {f"p0{n}": passage(f"s0{n}", 100 * n, 100 * n + 50) for n in (1, 2, 3)}
    rows = {
        "s01": condition("p01", **changed),
        "s02": condition("p02", move="offers", force="acceptable"),
        "s03": condition("p03", issue="territory.status", aim="to_russia", places=["crimea"]),
    }
    statements = {key: statement(conditions={"c01": row}) for key, row in rows.items()}
    return coding(schemas, coder_id, passages, statements, source_id=source_id)


def figures_of(found, variable, breakdown="all", group="all", table="conditions"):
    """Return the row of figures of a variable."""
    return found["reliability"].row(
        by_predicate=(pl.col("variable") == f"{table}.{variable}")
        & (pl.col("breakdown") == breakdown)
        & (pl.col("group_code") == group),
        named=True,
    )


def test_identical_codings_agree_in_everything(schemas):
    codings = [
        coded(schemas, "one"),
        coded(schemas, "two"),
        coded(schemas, "one", "courier"),
        coded(schemas, "two", "courier"),
    ]
    found = agreement.measure(codings, KNOWN, schemas)
    assert set(found["reliability"]["percent_agreement"]) == {100.0}
    assert set(found["reliability"]["alpha"].drop_nulls()) == {1.0}
    assert set(found["unit_reliability"]["f1"]) == {1.0}


def test_one_difference_is_counted_where_it_is(schemas):
    codings = [coded(schemas, "one"), coded(schemas, "two", force="wanted")]
    found = agreement.measure(codings, KNOWN, schemas)
    force = figures_of(found, "force")
    assert (force["units"], force["percent_agreement"]) == (3, 66.667)
    # Of 6 codes 3 are required, 2 acceptable, 1 wanted: 1 - 2 * 1 * 5 / (36 - 9 - 4 - 1).
    assert force["alpha"] == 0.545
    assert force["note"] == alpha.NO_INTERVAL
    assert figures_of(found, "move")["alpha"] == 1.0


def test_an_aim_is_compared_with_its_issue(schemas):
    one = coded(schemas, "one", issue="format.talks", aim="other")
    two = coded(schemas, "two", issue="format.basis", aim="other")
    assert figures_of(agreement.measure([one, two], KNOWN, schemas), "aim")["percent_agreement"] == 66.667


def test_several_performers_or_places_are_one_code_in_whatever_order(schemas):
    one = coded(schemas, "one", performers=["russia", "ukraine"], places=["crimea", "donbas"])
    two = coded(schemas, "two", performers=["ukraine", "russia"], places=["crimea"])
    found = agreement.measure([one, two], KNOWN, schemas)
    assert figures_of(found, "actor_id", table="condition_performers")["percent_agreement"] == 100.0
    assert figures_of(found, "territory_id", table="condition_places")["percent_agreement"] == 66.667


def test_a_cell_left_empty_is_a_code_like_any_other(schemas):
    one, two = coded(schemas, "one", deadline_date="2026-06-01"), coded(schemas, "two")
    found = agreement.measure([one, two], KNOWN, schemas)
    assert figures_of(found, "deadline_date")["percent_agreement"] == 66.667
    assert figures_of(found, "takes_effect_date")["note"] == alpha.ONE_CATEGORY


def test_precision_and_recall_are_of_one_coder_against_the_other(schemas):
    one, two = coded(schemas, "one"), coded(schemas, "two")
    without_third = {
        table: tuple(row for row in rows if not str(next(iter(row.cells.values()))).startswith("s03"))
        for table, rows in two.records.items()
    }
    fewer = replace(two, records=without_third)
    found = agreement.measure([one, fewer], KNOWN, schemas)["unit_reliability"]
    row = found.filter(pl.col("unit_type") == "condition", pl.col("breakdown") == "all").row(0, named=True)
    assert (row["first_units"], row["second_units"], row["matched"]) == (3, 2, 2)
    assert (row["precision"], row["recall"], row["f1"]) == (1.0, 0.667, 0.8)


def test_figures_come_by_language_and_by_side_of_the_holder(schemas):
    codings = [
        coded(schemas, "one", holder="ukraine"),
        coded(schemas, "two", holder="ukraine", force="wanted"),
        coded(schemas, "one", "courier", holder="ukraine"),
        coded(schemas, "two", "courier"),
    ]
    found = agreement.measure(codings, KNOWN, schemas)
    assert figures_of(found, "force", "language", "en")["percent_agreement"] == 66.667
    assert figures_of(found, "force", "language", "uk")["percent_agreement"] == 100.0
    assert figures_of(found, "force", "side", "ukraine")["units"] == 1
    assert figures_of(found, "force", "side", "russia")["units"] == 4
    assert figures_of(found, "force", "side", agreement.CODERS_DIFFER)["units"] == 1


@pytest.mark.parametrize(("coder_id", "comparison"), [("two", agreement.SAME_MODEL), ("three", agreement.CROSS_MODEL)])
def test_a_comparison_is_called_what_it_is(schemas, coder_id, comparison):
    found = agreement.measure([coded(schemas, "one"), coded(schemas, coder_id)], KNOWN, schemas)
    assert {*found["reliability"]["comparison"], *found["coding_units"]["comparison"]} == {comparison}


def test_a_coder_without_a_model_is_refused(schemas):
    with pytest.raises(ValidationError) as refused:
        agreement.measure([coded(schemas, "one"), coded(schemas, "stranger")], KNOWN, schemas)
    assert [finding.rule for finding in refused.value.findings] == ["coders_are_registered"]


def test_the_order_of_codings_does_not_matter(schemas):
    codings = [coded(schemas, coder, source) for source in ("gazette", "courier") for coder in ("one", "two")]
    found = agreement.measure(codings, KNOWN, schemas)
    again = agreement.measure(reversed(codings), KNOWN, schemas)
    assert all(found[table].equals(again[table]) for table in found)


def test_one_coding_alone_is_compared_with_nothing(schemas):
    found = agreement.measure([coded(schemas, "one")], KNOWN, schemas)
    assert all(table.is_empty() for table in found.values())
    assert agreement_report.as_text(found) == agreement_report.NOTHING_TO_COMPARE


def test_every_coded_column_is_measured(schemas):
    measured = {variable for of_type in agreement.variables(schemas).values() for variable in of_type}
    coded_columns = {
        (table, column.name)
        for table in (*(unit_type.table for unit_type in alignment.UNIT_TYPES.values()), "statement_actors")
        for column in schemas[table].columns
        if column.written_by == "coder" and column.column_type in ("code", "boolean")
    }
    assert coded_columns <= measured
    assert ("conditions", "summary") not in measured
    assert ("passages", "reporting_verb") in measured


def test_a_holder_without_an_entry_is_refused_with_file_and_key(schemas):
    with pytest.raises(ValidationError) as refused:
        agreement.measure([coded(schemas, "one"), coded(schemas, "two", holder="new: Nobody")], KNOWN, schemas)
    (finding,) = refused.value.findings
    assert (finding.rule, finding.value, finding.key) == (
        "holders_are_registered",
        "new: Nobody",
        "statements.s01.conditions.c01",
    )


def test_every_type_of_unit_is_a_code_and_has_its_table(schemas):
    assert set(alignment.UNIT_TYPES) == set(schemas.vocabularies["unit_type"].codes)
    assert {unit_type.table for unit_type in alignment.UNIT_TYPES.values()} <= set(schemas)


# --- The command ---


def test_the_command_prints_figures_by_group_and_the_lowest_alphas(small_repository, capsys):
    assert __main__.main(["--root", str(small_repository), "agreement"]) == 0
    printed = capsys.readouterr().out
    assert "how stable the model is, not whether the coding is valid" in printed
    assert "Variables, by side" in printed
    assert "lowest alpha" in printed
    assert re.search(r"^passage +1 +2 +3 +2 +0 +0.667 +1 +0.8$", printed, flags=re.MULTILINE)


def test_the_command_says_where_nothing_can_be_compared(small_repository, capsys):
    (small_repository / "corpus/samples/spring.yaml").unlink()
    assert __main__.main(["--root", str(small_repository), "agreement"]) == 0
    assert capsys.readouterr().out == agreement_report.NOTHING_TO_COMPARE
