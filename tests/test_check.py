"""Checks: a user's own frame against a table's contract, and the installed release against all of it."""

from __future__ import annotations

import sys

import polars as pl
import pytest

import peaceterms
from invented_release import STATEMENT, hash_again
from peaceterms import _release
from peaceterms.contract import validation
from peaceterms.contract.findings import Finding
from peaceterms_build.release import writer

pytest_plugins = ("invented_fixtures",)
pytestmark = pytest.mark.usefixtures("invented")

COLUMNS = ["row", "column", "value", "rule", "message", "remedy"]


def corrupted(frame: pl.DataFrame, **cells: object) -> pl.DataFrame:
    """Return the frame with other values in its first row."""
    first = frame.head(1).with_columns(
        pl.lit(value, dtype=frame.schema[column]).alias(column) for column, value in cells.items()
    )
    return pl.concat([first, frame.tail(-1)])


def test_a_released_table_keeps_its_contract_in_every_library(invented):
    for name in invented.schemas:
        for library in ("polars", "pandas", "arrow"):
            found = peaceterms.check(peaceterms.load(name, as_=library), name)
            assert found.columns == COLUMNS
            assert found.rows() == [], (name, library)


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"move": "demand"}, "move", "did you mean 'demands'"),
        ({"summary": None}, "summary", "fill it in"),
        ({"summary": "x" * 301}, "summary", "shorten it"),
        ({"holder_id": "Alfaria"}, "holder_id", "form that the codebook gives"),
        ({"duration_days": 0}, "duration_days", "codebook"),
        ({"condition_id": f"{STATEMENT}.c02"}, "condition_id", "another key"),
    ],
    ids=["code", "null", "length", "pattern", "bound", "key"],
)
def test_a_corrupt_cell_is_reported_with_its_row_and_remedy(cells, column, message):
    found = peaceterms.check(corrupted(peaceterms.load("conditions"), **cells), "conditions")
    assert found["column"].to_list()[0] == column
    assert message in found["remedy"].to_list()[0]
    assert found["row"].to_list()[0].startswith(STATEMENT)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (lambda frame: frame.drop("move"), "move"),
        (lambda frame: frame.with_columns(mood=pl.lit("grim")), "mood"),
        (lambda frame: frame.with_columns(deadline_date=pl.lit("soon")), "deadline_date"),
        (lambda frame: frame.with_columns(duration_days=pl.lit(1.5)), "duration_days"),
    ],
    ids=["missing", "unknown", "wrong type", "fraction"],
)
def test_a_wrong_column_is_reported(change, column):
    found = peaceterms.check(change(peaceterms.load("conditions")), "conditions")
    assert column in found["column"].to_list()


def test_own_rows_need_no_release():
    own = corrupted(peaceterms.load("conditions"), condition_id="own-2024.c01", statement_id="own-2024")
    assert peaceterms.check(own, "conditions").height == 0


def test_columns_without_a_value_need_no_type():
    own = peaceterms.load("conditions").with_columns(deadline_date=pl.lit(None), quantity=pl.lit(3, pl.Int32))
    assert peaceterms.check(own, "conditions").height == 0


def test_a_missing_library_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandera", None)
    with pytest.raises(ImportError, match=r"pip install .*peaceterms\[validate\]"):
        peaceterms.check(peaceterms.load("conditions"), "conditions")
    with pytest.raises(ImportError, match=r"pip install .*peaceterms\[validate\]"):
        peaceterms.validate()


def test_every_changed_file_of_a_release_is_reported_at_once(own_copy):
    (own_copy.root / "csv" / "actors.csv").write_text("actor_id\n", encoding="utf-8")
    (own_copy.root / "CODEBOOK.md").unlink()
    (own_copy.root / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(peaceterms.DataIntegrityError) as raised:
        peaceterms.validate()
    for message in ("csv/actors.csv", "CODEBOOK.md", "notes.txt", _release.REINSTALL):
        assert message in str(raised.value)


def test_a_coding_rule_that_is_broken_is_reported(own_copy):
    evidence = pl.read_parquet(own_copy.root / "parquet" / "evidence.parquet")
    evidence = evidence.with_columns(pl.col("row_id").replace(f"{STATEMENT}.c02", f"{STATEMENT}.c01"))
    writer.write_table(evidence.sort("row_id", "passage_id"), "evidence", own_copy.root)
    for kind in ("csv", "parquet"):
        hash_again(own_copy.root, f"{kind}/evidence.{kind}")
    with pytest.raises(peaceterms.DataIntegrityError, match=rf"{STATEMENT}\.c02.*have_evidence"):
        peaceterms.validate()


def test_a_csv_file_that_is_not_its_parquet_file_is_reported(own_copy):
    file = own_copy.root / "csv" / "actors.csv"
    file.write_bytes(file.read_bytes().replace(b"Alfaria", b"Alfarya"))
    hash_again(own_copy.root, "csv/actors.csv")
    with pytest.raises(peaceterms.DataIntegrityError, match=r"csv/actors\.csv:2: name: .*'Alfarya'.*'Alfaria'"):
        peaceterms.validate()


def test_a_release_without_fault_is_valid(invented, monkeypatch):
    monkeypatch.setattr(validation, "findings", lambda tables: [] if set(tables) == set(invented.schemas) else None)
    peaceterms.validate()


def test_violations_are_reported_as_they_are(monkeypatch):
    finding = Finding(rule="rules_hold", message="it does not", remedy="fix it", table="actors")
    monkeypatch.setattr(validation, "findings", lambda _: [finding])
    with pytest.raises(peaceterms.DataIntegrityError, match=r"actors: it does not \[rules_hold\]; fix it"):
        peaceterms.validate()
