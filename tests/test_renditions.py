"""Renditions: what each document states, weakens, strengthens, or leaves out."""

from __future__ import annotations

import pytest

import peaceterms
from invented_release import STATEMENT

pytest_plugins = ("invented_fixtures",)
pytestmark = pytest.mark.usefixtures("invented")

EXPECTED = [
    ("c01", "condition", "wire-2024", "not_seen", None),
    ("c01", "condition", "gazette-2024-03", "weakens", "gazette-2024-03.p01"),
    ("c01", "condition", "gazette-2024-03", "strengthens", "gazette-2024-03.p02"),
    ("c01", "condition", "herald-2024-03-13", "states", "herald-2024-03-13.p01"),
    ("c02", "condition", "wire-2024", "not_seen", None),
    ("c02", "condition", "gazette-2024-03", "absent", None),
    ("c02", "condition", "herald-2024-03-13", "states", "herald-2024-03-13.p02"),
    ("a01", "assertion", "wire-2024", "not_seen", None),
    ("a01", "assertion", "gazette-2024-03", "absent", None),
    ("a01", "assertion", "herald-2024-03-13", "states", "herald-2024-03-13.p01"),
    ("r01", "control_report", "wire-2024", "not_seen", None),
    ("r01", "control_report", "gazette-2024-03", "absent", None),
    ("r01", "control_report", "herald-2024-03-13", "states", "herald-2024-03-13.p01"),
]


def test_each_row_is_set_beside_each_document():
    found = peaceterms.renditions(STATEMENT)
    rows = found.select("row_id", "row_type", "source_id", "fit", "passage_id").rows()
    assert rows == [(f"{STATEMENT}.{key}", *rest) for key, *rest in EXPECTED]


def test_what_a_document_leaves_out_has_no_words_and_no_link():
    found = peaceterms.renditions(STATEMENT)
    left_out = found.filter(found["passage_id"].is_null())
    words = ("is_principal", "rendition", "reporting_verb", "starts_with", "ends_with", "link")
    assert all(left_out[column].null_count() == left_out.height for column in words)
    assert left_out["publisher_name"].null_count() == 0


def test_a_control_report_is_summed_up_in_words():
    found = peaceterms.renditions(STATEMENT).filter(row_type="control_report")
    assert found["summary"].unique().to_list() == ["West Valley: share (17.5 %) reported under the control of Betonia"]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("aldin-2024-03-13-interviw", f"did you mean '{STATEMENT}'"),
        (f"{STATEMENT}.c01", f"did you mean '{STATEMENT}'"),
        ("zzz", f"valid values are {STATEMENT}"),
    ],
)
def test_an_unknown_statement_is_reported(statement, message):
    with pytest.raises(peaceterms.UnknownId, match=message):
        peaceterms.renditions(statement)
