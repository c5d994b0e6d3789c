"""From a card to a row and back: a new column is one edit, and a finding points at the line that wrote the cell."""

from __future__ import annotations

import pytest

from peaceterms.contract.findings import ValidationError
from peaceterms_build.checks import corpus_checks

MORNING = "corpus/documents/2026/morning-2026-05-04.yaml"
MINISTER = "corpus/statements/2026/minister-r-2026-05-04.yaml"
UKRAINE = "corpus/statements/2026/ukraine-morning-2026-05-04.yaml"
EVENING_VOICE = "corpus/statements/2026/evening-voice-2026-05-05.yaml"
REGISTERS = "corpus/registers"

NEW_COLUMN = """\
  - name: mood
    title: Mood
    column_type: name
    written_by: coder
    description: The mood of whoever wrote the row.
    guidelines: As the text has it.
"""


def change(repository, file, old, new):
    path = repository / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


# --- A new optional column is an edit of one schema file ---

FILLED = {
    "sources": (MORNING, "published_basis: stated", "published_basis: stated\nmood: calm"),
    "passages": (MORNING, "starts_with: Without the two", "mood: calm, starts_with: Without the two"),
    "statements": (MINISTER, "place: Harbour Town", "place: Harbour Town\nmood: calm"),
    "conditions": (MINISTER, "duration_days: 90", "duration_days: 90\n    mood: calm"),
    "condition_places": (MINISTER, "{territory: south-region", "{territory: south-region, mood: calm"),
    "territorial_claims": (UKRAINE, "claim_type: asserts", "mood: calm, claim_type: asserts"),
    "control_reports": (EVENING_VOICE, "extent: share", "mood: calm, extent: share"),
    "offices": (f"{REGISTERS}/offices.yaml", "office: Minister", "mood: calm, office: Minister"),
    "territory_parts": (f"{REGISTERS}/territory_parts.yaml", "{part: north", "{mood: calm, part: north"),
}


@pytest.mark.parametrize("table", FILLED)
def test_a_new_column_is_an_edit_of_one_schema_file(small_repository, table):
    with (small_repository / f"schemas/tables/{table}.yaml").open("a", encoding="utf-8") as schema:
        schema.write(NEW_COLUMN)
    change(small_repository, *FILLED[table])
    built = corpus_checks.checked_tables(small_repository, with_reliability=True)[table]
    assert built["mood"].drop_nulls().to_list() == ["calm"]


def test_every_table_that_cards_write_takes_a_new_column(small_repository, schemas):
    written = [name for name in schemas if schemas[name].group in ("words", "meaning", "registers")]
    for table in written:
        with (small_repository / f"schemas/tables/{table}.yaml").open("a", encoding="utf-8") as schema:
            schema.write(NEW_COLUMN)
    built = corpus_checks.checked_tables(small_repository, with_reliability=True)
    assert {name for name, frame in built.items() if "mood" in frame.columns} == set(written)


# --- A finding points at the line and the key of its cell ---

FAULTS = {
    "sources": (MORNING, "publisher: example-morning", "publisher: nobody", "publisher"),
    "passages": (
        MORNING, "reporting_verb: add, credited_publisher: example-wire",
        "reporting_verb: add, credited_publisher: nobody", "passages.p03.credited_publisher",
    ),
    "evidence": (
        MINISTER, "evidence: [morning-2026-05-04.p01, morning-2026-05-04.p03]",
        "evidence: [morning-2026-05-04.p01, morning-2026-05-04.p09]", "conditions.c02.evidence[1].passage",
    ),
    "statements": (MINISTER, "readiness_toward: ukraine", "readiness_toward: nobody", "readiness_toward"),
    "statement_actors": (MINISTER, "addressee: [ukraine", "addressee: [nobody", "actors.addressee[0].actor"),
    "conditions": (MINISTER, "move: offers", "holder: nobody\n    move: offers", "conditions.c02.holder"),
    "conditions, inherited": (MINISTER, "defaults: {", "defaults: {holder: nobody, ", "defaults.holder"),
    "condition_performers": (
        MINISTER, "performers: [russia]", "performers: [nobody]", "conditions.c02.performers[0].actor",
    ),
    "condition_performers, inherited": (
        MINISTER, "performers: [ukraine]", "performers: [nobody]", "defaults.performers[0].actor",
    ),
    "condition_places": (
        MINISTER, "{territory: south-region", "{territory: nowhere", "conditions.c01.places[1].territory",
    ),
    "condition_links": (
        MINISTER, "c02 (morning-2026-05-04.p03)", "c02 (morning-2026-05-04.p09)", "links[1].passage",
    ),
    "territorial_claims": (UKRAINE, "{territory: north-region", "{territory: nowhere", "assertions.a01.territory"),
    "control_reports": (EVENING_VOICE, "controller: russia", "controller: nobody", "control_reports.r01.controller"),
    "offices": (
        f"{REGISTERS}/offices.yaml", "body_actor: russia", "body_actor: nobody", "minister-of-russia-r.body_actor",
    ),
    "territory_parts": (f"{REGISTERS}/territory_parts.yaml", "{part: north-region", "{part: nowhere", "[1].part"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "key"), FAULTS.values(), ids=FAULTS)
def test_a_finding_points_at_the_line_and_the_key_of_its_cell(small_repository, file, old, new, key):
    line = change(small_repository, file, old, new)
    with pytest.raises(ValidationError) as refused:
        corpus_checks.checked_tables(small_repository)
    assert (file, line, key) in {(found.file, found.line, found.key) for found in refused.value.findings}
