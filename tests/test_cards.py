"""How a card is read and refused, on the small corpus."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from peaceterms.contract.findings import ValidationError
from peaceterms_build.corpus import reader, records
from peaceterms_build.corpus.records import Card, Location
from peaceterms_build.evidence import anchoring, locks
from peaceterms_build.parsing import yaml_reader

ROOT = Path(__file__).resolve().parents[1]

# --- How a card is read ---


def cells_of(records, table, opening, *columns):
    """Return the cells of the columns in the records of the table whose first cell opens as given."""
    rows = [record.cells for record in records if record.table == table]
    return [tuple(row[column] for column in columns) for row in rows if next(iter(row.values())).startswith(opening)]


@pytest.fixture
def written(small_corpus):
    """Return every record of the small corpus."""
    return [record for records in small_corpus.records.values() for record in records]


def test_a_document_card_is_joined_with_its_lock(written):
    dates = ("published_earliest_date", "published_latest_date")
    assert cells_of(written, "sources", "evening-2026-05-05", *dates, "words_read") == [
        (datetime.date(2026, 5, 5), datetime.date(2026, 5, 6), 49)
    ]
    assert cells_of(written, "passages", "evening-2026-05-05", "passage_id", "word_count") == [
        ("evening-2026-05-05.p01", 18),
        ("evening-2026-05-05.p02", 14),
    ]


def test_the_only_passage_of_a_statement_is_its_principal_one(written):
    assert dict(cells_of(written, "passages", "", "passage_id", "is_principal")) == {
        "evening-2026-05-05.p01": True,
        "evening-2026-05-05.p02": True,
        "morning-2026-05-04.p01": False,
        "morning-2026-05-04.p02": True,
        "morning-2026-05-04.p03": False,
        "morning-2026-05-04.p04": True,
    }


def test_a_passage_that_says_it_is_not_principal_is_not(schemas):
    folder = ROOT / "tests/examples/small_corpus/corpus/documents/2026"
    data = yaml_reader.read(folder / "evening-2026-05-05.yaml").data
    data["passages"]["p02"]["principal"] = False
    card = Card(data, schemas, Location("evening-2026-05-05.yaml", {}))
    found = records.of_document("evening-2026-05-05", card, locks.read(folder / "evening-2026-05-05.lock"))
    assert cells_of(found, "passages", "", "is_principal") == [(True,), (False,)]


def test_conditions_inherit_what_they_do_not_say(written):
    assert cells_of(written, "conditions", "minister-r", "holder_id", "move", "force") == [
        ("russia", "demands", "required"),
        ("russia", "offers", "acceptable"),
        ("russia", "leaves_open", "acceptable"),
    ]
    assert cells_of(written, "condition_performers", "minister-r", "condition_id", "actor_id") == [
        ("minister-r-2026-05-04.c01", "ukraine"),
        ("minister-r-2026-05-04.c02", "russia"),
        ("minister-r-2026-05-04.c03", "all-parties"),
    ]


@pytest.mark.parametrize(
    ("head", "condition", "holder"),
    [
        ({}, {}, "minister-r"),
        ({"speaks_for": "russia"}, {}, "russia"),
        ({"speaks_for": "russia", "defaults": {"holder": "all-parties"}}, {}, "all-parties"),
        ({"speaks_for": "russia", "defaults": {"holder": "all-parties"}}, {"holder": "ukraine"}, "ukraine"),
    ],
    ids=["the speaker", "who is spoken for", "the default of the card", "the condition's own"],
)
def test_the_holder_is_the_nearest_that_is_named(schemas, head, condition, holder):
    data = {
        "statement_type": "speech_act", "speaker": "minister-r", "said": "2026-05-04",
        "said_basis": "stated",
        "occasion_type": "speech", "act_type": "states_terms", "readiness": "not_stated",
        "match_basis": "dated",
        "primary_source": "morning-2026-05-04", "summary": "An example.",
        "conditions": {
            "c01": {
                "issue": "ceasefire.full", "aim": "in_force", "move": "offers", "force": "wanted",
                "evidence": ["morning-2026-05-04.p01"], "summary": "An example.",
            } | condition,
        },
    } | head  # fmt: skip
    found = records.of_statement("an-example", Card(data, schemas, Location("an-example.yaml", {})))
    assert cells_of(found, "conditions", "", "holder_id") == [(holder,)]


def test_a_bare_assertion_is_made_by_the_holder_of_the_card(written):
    columns = ("claimant_id", "claim_basis", "recognition_sought")
    assert cells_of(written, "territorial_claims", "", *columns) == [("ukraine", "not_stated", "not_stated")]


def test_readiness_is_the_speakers_own_unless_the_card_says_whose(written):
    columns = ("readiness", "readiness_of_id")
    assert cells_of(written, "statements", "minister-r", *columns) == [("ready_on_conditions", "minister-r")]
    assert cells_of(written, "statements", "ukraine", *columns) == [("not_stated", None)]


def test_evidence_states_unless_the_card_says_otherwise(written):
    assert cells_of(written, "evidence", "minister-r-2026-05-04.c01", "passage_id", "fit") == [
        ("morning-2026-05-04.p01", "states"),
        ("morning-2026-05-04.p02", "states"),
        ("evening-2026-05-05.p01", "weakens"),
    ]


def test_a_place_is_written_alone_with_its_scope_or_in_full(written):
    columns = ("territory_id", "scope", "place_as_named")
    assert cells_of(written, "condition_places", "minister-r", *columns) == [
        ("north-region", "not_stated", None),
        ("south-region", "held_by_ukraine", "the South Region"),
    ]
    assert cells_of(written, "condition_places", "ukraine-morning-2026-05-04.c01", *columns) == [
        ("north-region", "whole_unit", None)
    ]


LINKS = {
    "c01 must_hold_before c02 (a.p01)": [("c01", "c02", "must_hold_before")],
    "c02 must_hold_before c01 (a.p01)": [("c02", "c01", "must_hold_before")],
    "c01 & c02 must_hold_before c03 (a.p01)": [
        ("c01", "c03", "must_hold_before"), ("c02", "c03", "must_hold_before"),
    ],
    "c01 voids c02 & c03 (a.p01)": [("c01", "c02", "voids"), ("c01", "c03", "voids")],
    "c02 & c01 comes_before c04 & c03 (a.p01)": [
        ("c02", "c04", "comes_before"), ("c02", "c03", "comes_before"),
        ("c01", "c04", "comes_before"), ("c01", "c03", "comes_before"),
    ],
    "c03 simultaneous_with c02 (a.p01)": [("c02", "c03", "simultaneous_with")],
    "c02 in_exchange_for c01 & c03 (a.p01)": [("c01", "c02", "in_exchange_for"), ("c02", "c03",
        "in_exchange_for")],
    "c10 alternative_to c09 (a.p01)": [("c09", "c10", "alternative_to")],
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LINKS.items(), ids=list(LINKS))
def test_a_line_of_links_joins_every_left_with_every_right(text, expected):
    found = [
        tuple(link[name] for name in ("from_condition", "to_condition", "link_type")) for link in records.links(text)
    ]
    assert found == expected
    assert {link["passage"] for link in records.links(text)} == {"a.p01"}


@pytest.mark.parametrize("text", ["c01 before", "c01 must_hold_before c02", "", "c01, c02 voids c03 (a.p01"])
def test_what_is_not_a_link_raises(text):
    with pytest.raises(ValueError, match="is not a link"):
        list(records.links(text))


# --- How a corpus is refused ---

MORNING = "corpus/documents/2026/morning-2026-05-04.yaml"
MINISTER = "corpus/statements/2026/minister-r-2026-05-04.yaml"
UKRAINE = "corpus/statements/2026/ukraine-morning-2026-05-04.yaml"
CODING = "corpus/codings/coder-x/morning-2026-05-04.yaml"

CORRUPT = {
    "a passage changed since it was anchored": (
        MORNING, "ends_with: maps as Russian", "ends_with: as Russian", "lock_agrees_with_its_card", 16,
        "passages.p04",
    ),
    "a link to a condition that is not there": (
        MINISTER, "c01 must_hold_before c02", "c01 must_hold_before c04",
        "links_join_conditions_of_the_card", 51, "links[0]",
    ),
    "a move that nobody gives": (MINISTER, "move: demands, ", "", "missing_key", 19, "conditions.c01"),
    "a card under another year": (MINISTER, "said: 2026-05-04", "said: 2025-05-04",
        "cards_stand_under_their_year", 1, ""),
    "an unknown code": (UKRAINE, "move: rejects, force: required", "move: reject, force: required",
        "unknown_code", 12, "conditions.c01.move"),
    "a key twice": (MINISTER, "speaker: minister-r", "speaker: minister-r\nspeaker: minister-s",
        "duplicate_key", 3, "speaker"),
    "a raw coding with an unknown fit": (CODING, "evidence: [p01, p02]", "evidence: [p01 states so, p02]",
        "wrong_form", 28, "statements.s01.conditions.c01.evidence[0]"),
    "a raw coding changed since it was anchored": (
        CODING, "starts_with: Without the two", "starts_with: Without the", "lock_agrees_with_its_card", 3,
        "passages.p02",
    ),
}  # fmt: skip


def replace(repository, file, old, new):
    path = repository / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal_of(repository, schemas):
    with pytest.raises(ValidationError) as refused:
        reader.read(repository, schemas)
    return refused.value.findings


@pytest.mark.parametrize(("file", "old", "new", "rule", "line", "key"), CORRUPT.values(), ids=CORRUPT)
def test_a_corrupt_card_is_refused_at_its_line(small_repository, schemas, file, old, new, rule, line, key):
    replace(small_repository, file, old, new)
    found = [
        (finding.rule, finding.file, finding.line, finding.key) for finding in refusal_of(small_repository, schemas)
    ]
    assert (rule, file, line, key) in found


def test_findings_of_several_files_are_reported_at_once(small_repository, schemas):
    replace(small_repository, MORNING, "source_type: media_report", "source_type: media report")
    replace(small_repository, MINISTER, "act_type: states_terms", "act_type: terms")
    replace(small_repository, "corpus/registers/actors.yaml", "side: russia", "side: Russia")
    assert {finding.file for finding in refusal_of(small_repository, schemas)} == {
        MORNING, MINISTER, "corpus/registers/actors.yaml",
    }  # fmt: skip


def test_a_card_that_was_never_anchored_is_refused(small_repository, schemas):
    (small_repository / MORNING).with_suffix(".lock").unlink()
    (found,) = refusal_of(small_repository, schemas)
    assert found.rule == "missing_lock"
    assert found.file.endswith("morning-2026-05-04.lock")


@pytest.mark.parametrize("name", ["Minister-R-2026", "minister_r", "министр-2026", "minister r"], ids=ascii)
def test_a_file_name_that_is_not_an_id_is_refused(small_repository, schemas, name):
    card = small_repository / MINISTER
    card.rename(card.with_name(f"{name}.yaml"))
    assert "ids_have_their_form" in {finding.rule for finding in refusal_of(small_repository, schemas)}


def test_a_lock_that_was_edited_by_hand_is_refused(small_repository, schemas):
    lock = (small_repository / MORNING).with_suffix(".lock")
    text = lock.read_text("utf-8")
    assert '"words_read": ' in text
    lock.write_text(text.replace('"words_read": ', '"words_read": -'), "utf-8")
    assert {finding.rule for finding in refusal_of(small_repository, schemas)} == {"malformed_lock"}


@pytest.mark.parametrize(("card", "text"), [
    ("documents/2026/morning-2026-05-04", "morning-2026-05-04"),
    ("documents/2026/evening-2026-05-05", "evening-2026-05-05"),
    ("codings/coder-x/morning-2026-05-04", "morning-2026-05-04"),
])  # fmt: skip
def test_the_locks_of_the_small_corpus_are_those_that_anchor_writes(schemas, card, text):
    folder = ROOT / "tests" / "examples" / "small_corpus"
    path = folder / "corpus" / f"{card}.yaml"
    assert anchoring.anchor(path, folder / "texts" / f"{text}.txt", folder / "corpus", schemas) == locks.read(
        locks.path_of(path)
    )
