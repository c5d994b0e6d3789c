"""Raw codings: what a coder left out is filled in as on a statement card; passages bring their offsets."""

from __future__ import annotations

import pytest

from invented_codings import coding as invented
from invented_codings import condition, passage, statement
from peaceterms.contract.findings import ValidationError
from peaceterms_build.corpus import reader
from peaceterms_build.evidence import locks
from peaceterms_build.parsing import yaml_reader


@pytest.fixture(scope="module")
def coding(schemas):
    return invented(
        schemas,
        "one",
        {
            "p01": passage("s01", 10, 40),
            "p02": passage("s02", 50, 70),
            "p03": passage("s02", 80, 90, principal=True),
        },
        {
            "s02": statement(
                speaker="new: Minister R",
                speaks_for="ukraine",
                readiness="ready",
                defaults={"force": "wanted"},
                conditions={
                    "c02": condition("p03 weakens", force="required", places=["crimea held_by_russia"]),
                    "c01": {key: value for key, value in condition("p02", gates=["talks"]).items() if key != "force"},
                },
                links=["c01 must_hold_before c02 (p03)"],
            ),
            "s01": statement(speaks_for=None, told_in_statement="s02"),
        },
        notes=["the manual is silent on this"],
    )


def cells_of(coding, table, *columns):
    """Return the cells of the columns in each record of the table."""
    return [tuple(record.cells[column] for column in columns) for record in coding.records[table]]


def test_statements_have_their_keys_on_the_card_for_ids(coding):
    assert cells_of(coding, "statements", "statement_id") == [("s02",), ("s01",)]
    assert cells_of(coding, "conditions", "condition_id") == [("s02.c02",), ("s02.c01",)]
    assert coding.utterances == {"s01": "new: remarks", "s02": "new: remarks"}
    assert coding.notes == ("the manual is silent on this",)


def test_conditions_inherit_as_on_a_statement_card(coding):
    assert cells_of(coding, "conditions", "condition_id", "holder_id", "force", "gates_talks") == [
        ("s02.c02", "ukraine", "required", False),
        ("s02.c01", "ukraine", "wanted", True),
    ]
    assert cells_of(coding, "condition_places", "condition_id", "scope") == [("s02.c02", "held_by_russia")]


def test_evidence_and_links_cite_local_passages(coding):
    assert cells_of(coding, "evidence", "row_id", "passage_id", "fit") == [
        ("s02.c02", "p03", "weakens"),
        ("s02.c01", "p02", "states"),
    ]
    assert cells_of(coding, "condition_links", "from_condition_id", "passage_id") == [("s02.c01", "p03")]


def test_readiness_is_the_speakers_unless_the_coder_says_whose(coding):
    assert cells_of(coding, "statements", "readiness_of_id") == [("new: Minister R",), (None,)]


def test_the_document_is_the_primary_source_of_its_statements(coding):
    assert set(cells_of(coding, "statements", "primary_source_id")) == {("gazette",)}


def test_passages_have_the_offsets_of_the_lock_and_know_which_is_principal(coding):
    found = cells_of(coding, "passages", "passage_id", "text_start", "text_end", "is_principal")
    assert found == [("p01", 10, 40, True), ("p02", 50, 70, False), ("p03", 80, 90, True)]


def test_every_coding_of_a_corpus_is_read(small_repository, schemas):
    codings = reader.read(small_repository, schemas).codings
    assert [(one.coder_id, one.source_id) for one in codings] == [
        ("coder-x", "morning-2026-05-04"),
        ("coder-y", "morning-2026-05-04"),
    ]
    path = small_repository / "corpus/codings/coder-x/morning-2026-05-04.yaml"
    lock = locks.read(locks.path_of(path))
    assert codings[0].text_sha256 == lock.text_sha256
    assert cells_of(codings[0], "passages", "text_start")[1] == (lock.passages["p02"].text_start,)
    written = yaml_reader.read(path).data["statements"]["s01"]["conditions"]
    assert len(codings[0].records["conditions"]) == len(written)


def test_new_names_are_read_with_the_ids_that_they_were_given(small_corpus):
    first, second = small_corpus.codings
    for coding in (first, second):
        assert cells_of(coding, "statements", "speaker_id")[0] == ("minister-r",)
    assert {*cells_of(first, "condition_places", "territory_id")} == {("north-region",), ("south-region",)}


def test_a_name_that_was_given_no_id_stays_as_it_was_written(small_repository, schemas):
    (small_repository / "corpus/new_ids/morning-2026-05-04.yaml").unlink()
    read = reader.read(small_repository, schemas)
    speakers = [cells_of(coding, "statements", "speaker_id")[0] for coding in read.codings]
    assert speakers == [("new: Minister R",), ("new: Minister R of Russia",)]


def test_an_id_that_no_register_has_is_refused(small_repository, schemas):
    path = small_repository / "corpus/new_ids/morning-2026-05-04.yaml"
    path.write_text(path.read_text().replace("north-region", "north-regoin"))
    with pytest.raises(ValidationError) as refused:
        reader.read(small_repository, schemas)
    (finding,) = refused.value.findings
    assert (finding.rule, finding.key, finding.value) == (
        "new_ids_are_in_a_register",
        "North Region",
        "north-regoin",
    )
    assert finding.line == 3
