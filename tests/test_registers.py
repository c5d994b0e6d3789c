"""The registers: each entry becomes a row, each external code has its evidence."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from peaceterms.contract.findings import ValidationError
from peaceterms_build.corpus import reader, registers
from peaceterms_build.parsing import json_schema, yaml_reader
from peaceterms_build.schemas import card_schemas


def parsed(text, name, schemas):
    document = yaml_reader.parse(text.encode(), Path(f"{name}.yaml"))
    assert json_schema.findings(document, card_schemas.register(name, schemas), f"{name}.yaml") == []
    return list(registers.records(document, schemas, f"{name}.yaml"))


def findings(text, name, schemas):
    document = yaml_reader.parse(text.encode(), Path(f"{name}.yaml"))
    return json_schema.findings(document, card_schemas.register(name, schemas), f"{name}.yaml")


# --- From a file to entries ---


def test_an_entry_of_a_mapping_has_its_key_its_cells_and_its_path(schemas):
    text = "minister-of-r: {actor: minister-r, office: Minister, body_actor: russia, start_date: 2025-01-01}\n"
    (entry,) = parsed(text, "offices", schemas)
    assert entry.location.path == ("minister-of-r",)
    assert entry.cells == {
        "office_id": "minister-of-r", "actor_id": "minister-r", "office": "Minister",
        "body_actor_id": "russia",
        "start_date": datetime.date(2025, 1, 1), "end_date": None, "is_contested": False,
    }  # fmt: skip


def test_an_entry_of_a_list_is_known_by_its_place(schemas):
    text = "- {part: a-region, whole: regions}\n- {part: b-region, whole: regions, end_date: 2020-12-31}\n"
    first, second = parsed(text, "territory_parts", schemas)
    assert (first.location.path, second.location.path) == ((0,), (1,))
    assert second.cells == {
        "part_id": "b-region", "whole_id": "regions", "start_date": None, "end_date": datetime.date(2020, 12,
            31),
    }  # fmt: skip


def test_a_verb_has_its_language_and_its_class(schemas):
    entries = parsed("en:\n  neutral: [say, state]\nru:\n  neutral: [сказать]\n", "reporting_verbs", schemas)
    assert [(tuple(entry.cells.values()), entry.location.path) for entry in entries] == [
        (("say", "en", "neutral"), ("en", "neutral", 0)),
        (("state", "en", "neutral"), ("en", "neutral", 1)),
        (("сказать", "ru", "neutral"), ("ru", "neutral", 0)),
    ]


CORRUPTED = {
    "Norway stays a text": ("actors", "no-state: {name: NO, actor_type: state, side: no}\n", "unknown_code",
        "no-state.side"),
    "name left out": ("actors", "russia: {actor_type: state}\n", "missing_key", "russia"),
    "id in capitals": ("actors", "Russia: {name: Russia, actor_type: state}\n", "wrong_form", "Russia"),
    "day as a Russian writes it": (
        "offices", "a-b: {actor: a-x, office: B, body_actor: c-x, start_date: 24.02.2022}\n", "no_such_day",
        "a-b.start_date",
    ),
    "verb without a class": ("reporting_verbs", "en: {plain: [say]}\n", "unknown_code", "en.plain"),
    "verb twice": ("reporting_verbs", "en: {neutral: [say, say]}\n", "repeated_item", "en.neutral"),
    "unknown language": ("reporting_verbs", "xx: {neutral: [say]}\n", "unknown_code", "xx"),
    "list for a mapping": ("actors", "- {name: Russia}\n", "wrong_type", ""),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "rule", "key"), CORRUPTED.values(), ids=CORRUPTED)
def test_a_spoiled_register_is_refused_at_its_key(name, text, rule, key, schemas):
    assert (rule, key) in {(finding.rule, finding.key) for finding in findings(text, name, schemas)}


# --- Evidence of external codes ---


def refusal_of(repository, schemas):
    with pytest.raises(ValidationError) as refused:
        reader.read(repository, schemas)
    return [(finding.rule, finding.file, finding.line, finding.key) for finding in refused.value.findings]


def change(repository, name, old, new):
    path = repository / "corpus" / "registers" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_code_without_evidence_is_refused(small_repository, schemas):
    change(small_repository, "actors", "country_code_iso3: UKR,", "country_code_iso3: UKR, gw_code: 369,")
    assert refusal_of(small_repository, schemas) == [
        ("external_codes_have_evidence", "corpus/registers/actors.yaml", 2, "ukraine.gw_code"),
    ]


def test_a_code_other_than_its_evidence_is_refused(small_repository, schemas):
    change(small_repository, "actors", "cow_code: 365", "cow_code: 366")
    assert refusal_of(small_repository, schemas) == [
        ("external_codes_have_evidence", "corpus/registers/actors.yaml", 1, "russia.cow_code"),
    ]


def test_evidence_of_no_code_is_refused(small_repository, schemas):
    change(small_repository, "actors", "cow_code: 365, ", "")
    assert refusal_of(small_repository, schemas) == [
        ("external_codes_have_evidence", "corpus/registers/actors.yaml", 1, "russia.cow_code"),
    ]


def test_evidence_of_an_entry_that_does_not_exist_is_refused(small_repository, schemas):
    change(small_repository, "code_evidence", "id: russia", "id: rusia")
    rules = {rule for rule, *_ in refusal_of(small_repository, schemas)}
    assert rules == {"external_codes_have_evidence", "code_evidence_is_of_a_code"}
