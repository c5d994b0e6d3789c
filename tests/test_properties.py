"""Properties: what holds of every valid table, whatever is in it, and of cards in whatever order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as st
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from polars.testing import assert_frame_equal

import valid_frames
from peaceterms.contract import column_checks
from peaceterms_build import tables as builders
from peaceterms_build.corpus import records
from peaceterms_build.corpus.records import Card, Location
from peaceterms_build.evidence import locks
from peaceterms_build.release import writer
from peaceterms_build.schemas import schema_files

ROOT = Path(__file__).resolve().parents[1]
SCHEMAS = schema_files.read(ROOT / "schemas")
FRAMES = {table: valid_frames.frames(SCHEMAS[table], least_rows=1) for table in SCHEMAS}
# Frames of many columns are slow to draw; fixtures are read only.
MODEST = settings(
    max_examples=15,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)

TABLES = st.sampled_from(list(SCHEMAS))


# --- Columns ---


@given(table=TABLES, data=st.data())
@MODEST
def test_a_valid_frame_passes(table, data):
    frame = data.draw(FRAMES[table])
    assert list(column_checks.findings(frame, SCHEMAS[table])) == []


# Each way to corrupt a cell once for each type of column, so that none is left to chance.
CLASSES = {
    (kind, SCHEMAS[table].column(name).column_type): (table, name, value)
    for table in SCHEMAS
    for kind, name, value in valid_frames.corruptions(SCHEMAS[table])
}


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in CLASSES}))
@given(data=st.data())
@settings(MODEST, max_examples=1)
def test_one_corrupt_cell_is_caught_in_its_column(kind, data):
    for table, name, value in (place for (its_kind, _), place in CLASSES.items() if its_kind == kind):
        frame = data.draw(FRAMES[table])
        row = data.draw(st.integers(0, frame.height - 1))
        found = list(column_checks.findings(valid_frames.corrupted(frame, row, name, value), SCHEMAS[table]))
        assert {(finding.table, finding.column) for finding in found} == {(table, name)}
        assert all(finding.rule and finding.message and finding.remedy for finding in found)


@given(table=TABLES, data=st.data())
@MODEST
def test_a_frame_with_other_columns_is_caught(table, data):
    frame = data.draw(FRAMES[table])
    first = frame.columns[0]
    for changed in (
        frame.drop(first),
        frame.with_columns(nickname=pl.lit("x")),
        frame.rename({first: first.upper()}),
        frame.select(reversed(frame.columns)),
    ):
        assert list(column_checks.findings(changed, SCHEMAS[table])) != []


# --- The one door from rows to frames ---


@given(table=TABLES, data=st.data())
@MODEST
def test_the_door_lets_valid_rows_through_unchanged(table, data):
    frame = data.draw(FRAMES[table])
    assert_frame_equal(SCHEMAS[table].frame(frame.to_dicts()), frame)


@given(table=TABLES, data=st.data())
@MODEST
def test_the_door_refuses_unknown_and_missing_keys(table, data):
    rows = data.draw(FRAMES[table]).to_dicts()
    row = data.draw(st.integers(0, len(rows) - 1))
    key = data.draw(st.sampled_from(SCHEMAS[table].column_names))
    for changed in ({**rows[row], "nickname": "x"}, {k: v for k, v in rows[row].items() if k != key}):
        with pytest.raises(ValueError, match="a row lacks"):
            SCHEMAS[table].frame([*rows[:row], changed, *rows[row + 1 :]])


# --- The order of cards, passages and conditions ---


def shuffled(draw, mapping):
    """Return the mapping with its keys in another order."""
    return {key: mapping[key] for key in draw(st.permutations(list(mapping)))}


def reordered_statement(draw, data):
    """Return a statement card's data with everything whose order has no meaning in another order."""
    changed = shuffled(draw, data)
    for block in ("conditions", "assertions", "control_reports", "actors"):
        if block in changed:
            changed[block] = shuffled(draw, changed[block])
    for key, condition in changed.get("conditions", {}).items():
        lists = {name: draw(st.permutations(condition[name])) for name in ("evidence", "places") if name in condition}
        changed["conditions"][key] = shuffled(draw, condition) | lists
    if "links" in changed:
        changed["links"] = draw(st.permutations(changed["links"]))
    return changed


@given(data=st.data())
@settings(MODEST, max_examples=10)
def test_the_order_on_and_of_cards_does_not_change_the_tables(small_corpus, small_tables, data):
    rows = []
    for file, document in data.draw(st.permutations(sorted(small_corpus.files.items()))):
        at = Location(file, document.lines)
        if file.startswith("corpus/statements/"):
            card = Card(reordered_statement(data.draw, document.data), SCHEMAS, at)
            rows += records.of_statement(document.path.stem, card)
        if file.startswith("corpus/documents/"):
            passages = shuffled(data.draw, document.data["passages"])
            lock = locks.read(locks.path_of(document.path))
            rows += records.of_document(
                document.path.stem, Card(document.data | {"passages": passages}, SCHEMAS, at), lock
            )
    coded = records.by_table(rows)
    registers = {
        name: tuple(data.draw(st.permutations(found)))
        for name, found in small_corpus.records.items()
        if name not in coded
    }
    built = builders.build(replace(small_corpus, records=registers | coded), SCHEMAS)
    for table in built:
        assert_frame_equal(built[table], small_tables[table])


# --- Written and read back ---


def read_csv(path, schema):
    """Return a table as its CSV file says it, typed by its schema."""
    casts = [
        pl.col(column.name).str.to_date("%Y-%m-%d")
        if column.frictionless_type == "date"
        else (pl.col(column.name) == "true")
        if column.frictionless_type == "boolean"
        else pl.col(column.name).cast(column.polars_type)
        for column in schema.columns
    ]
    return pl.read_csv(path, infer_schema=False).select(casts)


@given(table=TABLES, data=st.data())
@MODEST
def test_a_table_reads_back_as_it_was_written_in_both_formats(table, data, tmp_path_factory):
    frame = data.draw(FRAMES[table])
    folder = tmp_path_factory.mktemp("written")
    writer.write_table(frame, table, folder)
    assert_frame_equal(read_csv(folder / "csv" / f"{table}.csv", SCHEMAS[table]), frame)
    assert_frame_equal(pl.read_parquet(folder / "parquet" / f"{table}.parquet"), frame)
