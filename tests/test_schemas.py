"""The schemas: every table, column and code says what it means, and nothing leads nowhere."""

from __future__ import annotations

import re
import shutil
from functools import cache
from itertools import product
from pathlib import Path

import frictionless
import polars as pl
import pycountry
import pytest
from jsonschema import Draft202012Validator

from peaceterms.contract import column_checks
from peaceterms.contract.findings import ValidationError
from peaceterms_build.docs import generated_files
from peaceterms_build.evidence import anchoring
from peaceterms_build.parsing import json_schema, yaml_reader
from peaceterms_build.schemas import card_keys, card_schemas, schema_files

ROOT = Path(__file__).resolve().parents[1]
DESCRIPTOR = schema_files.descriptor(ROOT / "schemas")
TABLES = {resource["name"]: resource for resource in DESCRIPTOR["resources"]}
COLUMNS = {
    f"{name}.{field['name']}": field for name, resource in TABLES.items() for field in resource["schema"]["fields"]
}
CODE_LISTS = {
    name: vocabulary for name, vocabulary in DESCRIPTOR["vocabularies"].items() if "code" in vocabulary["codes"][0]
}
CARD_SCHEMAS = card_schemas.all_schemas(schema_files.read(ROOT / "schemas"))
COLUMN_TYPES = yaml_reader.read(ROOT / "schemas" / "column_types.yaml").data

SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
WITHOUT_COUNTEREXAMPLES = ("boolean", "sha256")  # true, false and a digest have no telling wrong values
LONGEST_STATA_LABEL = 80
LONGEST_STATA_NAME = 32


# --- Tables and columns ---


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_table_is_a_valid_table_schema(table):
    schema = frictionless.Schema.from_descriptor(table["schema"])
    assert list(frictionless.Schema.metadata_validate(table["schema"])) == []
    assert schema.field_names == [field["name"] for field in table["schema"]["fields"]]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_description_of_a_table_says_what_a_row_is(table):
    assert table["description"].startswith("One row per ")


@pytest.mark.parametrize("field", COLUMNS.values(), ids=COLUMNS)
def test_every_column_is_described_for_coder_and_user(field):
    for name in ("title", "description", "guidelines"):
        assert field[name].strip(), f"{name} is empty"
    assert len(field["title"]) <= LONGEST_STATA_LABEL
    if field["column_type"] not in WITHOUT_COUNTEREXAMPLES:
        assert field["examples"]
        assert field["counterexamples"]


@pytest.mark.parametrize("name", sorted({*TABLES, *(column.partition(".")[2] for column in COLUMNS)}))
def test_names_are_small_letters_joined_by_underscores(name):
    assert SNAKE_CASE.fullmatch(name)
    assert len(name) <= LONGEST_STATA_NAME


SUFFIX_TYPES = {
    "_id": {"identifier", "external_code"},
    "_date": {"day"},
    "_pct": {"number"},
    "_code": {"external_code", "integer", "name"},
    "_url": {"address"},
    "_type": {"code"},
    "_sha256": {"sha256"},
    "_count": {"integer"},
}
PREFIX_TYPES = {"is_": "boolean", "gates_": "boolean", "in_": "boolean"}


@pytest.mark.parametrize("field", COLUMNS.values(), ids=COLUMNS)
def test_the_name_of_a_column_tells_its_kind(field):
    name, kind = field["name"], field["column_type"]
    for suffix, kinds in SUFFIX_TYPES.items():
        assert not name.endswith(suffix) or kind in kinds or (name, suffix) == ("our_code", "_code")
    assert (kind == "boolean") == name.startswith(tuple(PREFIX_TYPES))
    assert (kind == "day") == name.endswith("_date")


@pytest.mark.parametrize("field", COLUMNS.values(), ids=COLUMNS)
def test_coded_columns_are_required_and_list_their_codes(field):
    if field["column_type"] != "code":
        assert "vocabulary" not in field
        return
    assert field["constraints"]["required"] is True
    codes = [entry["code"] for entry in CODE_LISTS[field["vocabulary"]]["codes"]]
    assert list(dict.fromkeys(codes)) == field["constraints"]["enum"][: len(set(codes))]
    assert [category["value"] for category in field["categories"]] == field["constraints"]["enum"]


@pytest.mark.parametrize("field", COLUMNS.values(), ids=COLUMNS)
def test_a_default_is_a_value_of_its_column(field, schemas):
    if "default" in field:
        table = next(name for name, other in COLUMNS.items() if other is field).partition(".")[0]
        series = schemas[table].column(field["name"]).series([field["default"]])
        assert series.to_list() == [field["default"]]


@pytest.mark.parametrize("field", COLUMNS.values(), ids=COLUMNS)
def test_examples_of_coded_columns_are_codes(field):
    if field["column_type"] == "code":
        assert set(field["examples"]) <= set(field["constraints"]["enum"])


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_keys_are_required_columns_and_references_lead_to_keys(table):
    fields = {field["name"]: field for field in table["schema"]["fields"]}
    for column in table["schema"]["primaryKey"]:
        assert fields[column]["constraints"]["required"] is True
    for key in table["schema"].get("foreignKeys", ()):
        target = TABLES[key["reference"]["resource"]]["schema"]
        assert key["reference"]["fields"] == target["primaryKey"]
        assert len(key["fields"]) == len(key["reference"]["fields"])


def test_every_reference_to_an_entry_is_a_foreign_key():
    coded = {name: table for name, table in TABLES.items() if table["group"] != "derived"}
    entries = {key[0]: name for name, table in coded.items() if len(key := table["schema"]["primaryKey"]) == 1}
    for name, table in coded.items():
        referring = {column for key in table["schema"].get("foreignKeys", ()) for column in key["fields"]}
        for field in table["schema"]["fields"]:
            column = field["name"]
            if column in entries and entries[column] != name:
                assert column in referring, f"{name}.{column}"


def test_the_tables_come_in_one_order_and_each_has_its_file():
    assert list(TABLES) == list(schema_files.TABLE_ORDER)
    assert {path.stem for path in (ROOT / "schemas" / "tables").glob("*.yaml")} == set(TABLES)


def test_every_vocabulary_serves_a_column():
    served = {field["vocabulary"] for field in COLUMNS.values() if "vocabulary" in field}
    assert set(CODE_LISTS) == served


@pytest.mark.parametrize("table", TABLES)
def test_frames_and_their_pandera_schema_agree(schemas, table):
    frame = schemas[table].frame([])
    assert frame.schema == schemas[table].polars_schema()
    assert list(column_checks.findings(frame, schemas[table])) == []


# --- Column types ---


@pytest.mark.parametrize("kind", COLUMN_TYPES.values(), ids=COLUMN_TYPES)
def test_every_column_type_says_what_it_refuses(kind):
    assert "Refused:" in kind["description"] or "Never empty" in kind["description"]


@pytest.mark.parametrize("name", [name for name in COLUMN_TYPES if "pattern" in str(COLUMN_TYPES[name]["field"])])
def test_patterns_read_alike_in_every_language(name):
    pattern = COLUMN_TYPES[name]["field"]["constraints"]["pattern"]
    assert not re.search(r"\(\?[=!<]|\\[pPAzZ]", pattern)
    re.compile(pattern)
    pl.Series(["a"]).str.contains(f"^(?:{pattern})$")  # Rust takes it too, or raises


RESERVED = [
    "nan", "null", "none", "na", "n-a", "inf", "nil", "true", "false", "yes", "no", "on", "off",
    "mar1", "may-2022", "sept2", "dec-24", "march-1-2022", "jan", "con", "aux", "nul.x", "com1",
]  # fmt: skip
MALFORMED = [
    "001", "1E5", "2-3", "MAR1", "TRUE", "NA", "Russia", "russia ", " russia", "russia_federation", "россия",
    "rusѕia", "-russia", "russia-", "russia--federation", "russia.", ".russia", "rt..p01", "r", "russia\n",
    "",
    "rt-2024.01", "x" * 121,
]  # fmt: skip


@pytest.mark.parametrize("identifier", [*RESERVED, *MALFORMED], ids=ascii)
def test_ids_that_programs_read_as_something_else_are_refused(schemas, identifier):
    coders = schemas["coders"]
    frame = coders.frame([{"coder_id": identifier, "model_name": "Example model", "model_version": None}])
    assert [(found.column, found.value) for found in column_checks.findings(frame, coders)][:1] == [
        ("coder_id", identifier),
    ]


@pytest.mark.parametrize("identifier", ["rt-2024-03-13.p01", "un", "mayor", "march-plan", "a1", "minsk-2015"])
def test_ids_of_the_grammar_pass(schemas, identifier):
    coders = schemas["coders"]
    frame = coders.frame([{"coder_id": identifier, "model_name": "Example model", "model_version": None}])
    assert list(column_checks.findings(frame, coders)) == []


ADDRESSES = {
    "script": "javascript:alert(1)",
    "file": "file:///etc/passwd",
    "data": "data:text/html,x",
    "credentials": "https://user:secret@example.org/",
    "number for a host": "http://127.0.0.1/",
    "localhost": "http://localhost/x",
    "port": "https://example.org:8080/",
    "fragment": "https://example.org/a#:~:text=b",
    "letters beyond ASCII": "https://exämple.org/",
    "path not encoded": "https://example.org/новини",
    "space": "https://example.org/a b",
    "capitals in the host": "https://Example.org/",
    "too long": "https://example.org/" + "a" * 500,
    "no scheme": "example.org/news",
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_addresses_that_are_no_plain_page_are_refused(schemas, address):
    publishers = schemas["publishers"]
    row = dict.fromkeys(publishers.column_names) | {
        "publisher_id": "example-morning", "name": "Example Morning", "publisher_type": "private",
        "evidence_url": address,
    }  # fmt: skip
    found = list(column_checks.findings(publishers.frame([row]), publishers))
    assert {finding.column for finding in found} == {"evidence_url"}


# --- Vocabularies ---


@pytest.mark.parametrize("name", CODE_LISTS)
def test_every_code_has_a_meaning_of_its_own(name):
    entries = CODE_LISTS[name]["codes"]
    keys = [(entry.get("issue", ""), entry["code"]) for entry in entries]
    labels = [(entry.get("issue", ""), entry["label"]) for entry in entries]
    assert len(set(keys)) == len(keys)
    assert len(set(labels)) == len(labels)
    for entry in entries:
        assert re.fullmatch(COLUMN_TYPES["code"]["field"]["constraints"]["pattern"], entry["code"])
        assert all(entry[part].strip() for part in ("label", "definition", "use_when", "not_when"))


def test_every_aim_belongs_to_an_issue_and_the_generic_ones_to_all():
    issues = {entry["code"] for entry in CODE_LISTS["issue"]["codes"]}
    aims = CODE_LISTS["aim"]["codes"]
    assert {entry["issue"] for entry in aims} <= {*issues, "every_issue"}
    assert sorted(entry["code"] for entry in aims if entry["issue"] == "every_issue") == [
        "not_stated",
        "other",
    ]
    own = {entry["issue"] for entry in aims if entry["issue"] != "every_issue"}
    assert issues - own <= {"other"}, "an issue without an aim of its own"


def test_opposite_aims_are_mutual_and_of_one_issue():
    pairs = {
        (entry["issue"], entry["code"]): entry["opposite_aim"]
        for entry in CODE_LISTS["aim"]["codes"]
        if "opposite_aim" in entry
    }
    assert pairs
    for (issue, aim), opposite in pairs.items():
        assert opposite != aim
        assert pairs.get((issue, opposite)) == aim, f"{issue}: {aim} and {opposite}"


def test_the_claim_mapping_gives_every_territorial_combination_once():
    moves = [entry["code"] for entry in CODE_LISTS["move"]["codes"]]
    issues = [entry["code"] for entry in CODE_LISTS["issue"]["codes"] if entry["code"].startswith("territory.")]
    aims = CODE_LISTS["aim"]["codes"]
    expected = {
        (issue, entry["code"], move)
        for issue, entry, move in product(issues, aims, moves)
        if entry["issue"] in (issue, "every_issue")
    }
    mapped = DESCRIPTOR["vocabularies"]["claim_mapping"]["codes"]
    combinations = [(entry["issue"], entry["aim"], entry["move"]) for entry in mapped]
    assert len(set(combinations)) == len(combinations)
    assert set(combinations) == expected


def test_the_claim_mapping_gives_codes_of_the_vocabularies_and_derives_no_assertion():
    claim_types = {entry["code"] for entry in CODE_LISTS["claim_type"]["codes"]}
    sought = {entry["code"] for entry in CODE_LISTS["recognition_sought"]["codes"]}
    for entry in DESCRIPTOR["vocabularies"]["claim_mapping"]["codes"]:
        assert entry["claim_type"] in claim_types | {"none"}
        assert entry["claim_type"] != "asserts_sovereignty"
        assert entry["recognition_sought"] in sought
        if entry["claim_type"] != "seeks_recognition":
            assert entry["recognition_sought"] == "not_stated"


def test_the_claim_mapping_treats_the_two_sides_alike():
    """The aim of one side and its mirror make the same claims; transfer and restoration pair."""
    mirrored = {
        ("territory.status", "to_russia"): "to_ukraine",
        ("territory.possession", "russia_holds"): "ukraine_holds",
        ("territory.withdrawal", "ukrainian_forces_leave"): "russian_forces_leave",
    }
    folded = {"demands_restoration": "demands_transfer"}
    mapped = {
        (entry["issue"], entry["aim"], entry["move"]): folded.get(entry["claim_type"], entry["claim_type"])
        for entry in DESCRIPTOR["vocabularies"]["claim_mapping"]["codes"]
    }
    for ((issue, aim), mirror), move in product(mirrored.items(), {key[2] for key in mapped}):
        assert mapped[issue, aim, move] == mapped[issue, mirror, move]


def test_contested_wordings_are_patterns_in_python_and_rust():
    for entry in DESCRIPTOR["vocabularies"]["contested_wording"]["codes"]:
        assert entry["reason"]
        assert entry["instead"]
        re.compile(entry["pattern"])
        assert not pl.Series(["A plain sentence."]).str.contains(f"(?i){entry['pattern']}").any()


# --- External codes ---


def register(name):
    return yaml_reader.read(ROOT / "corpus" / "registers" / f"{name}.yaml").data


@pytest.mark.parametrize("name", ["actors", "publishers"])
def test_country_codes_of_registers_are_those_of_iso_3166(name):
    codes = {key: entry["country_code_iso3"] for key, entry in register(name).items() if "country_code_iso3" in entry}
    assert codes
    assert {key: code for key, code in codes.items() if pycountry.countries.get(alpha_3=code) is None} == {}


def test_codes_of_territories_are_those_of_iso_3166_2():
    codes = {
        key: entry["iso_3166_2_code"] for key, entry in register("territories").items() if "iso_3166_2_code" in entry
    }
    assert codes
    assert {key: code for key, code in codes.items() if pycountry.subdivisions.get(code=code) is None} == {}
    ukrainian = {unit.code for unit in pycountry.subdivisions.get(country_code="UA")}
    assert ukrainian <= set(codes.values()), "a first-level unit of Ukraine is missing"


def test_languages_are_those_of_iso_639_1():
    codes = {entry["code"] for entry in CODE_LISTS["language"]["codes"]} - {"not_stated", "not_applicable"}
    assert {code for code in codes if pycountry.languages.get(alpha_2=code) is None} == set()
    assert {"en", "ru", "uk"} <= codes


# --- What is generated from the schemas ---


@pytest.mark.parametrize("shape", CARD_SCHEMAS.values(), ids=CARD_SCHEMAS)
def test_card_schemas_are_valid_json_schemas(shape):
    Draft202012Validator.check_schema(shape)
    assert "do not edit" in shape["$comment"]


@cache
def generated_documents():
    generated = generated_files.generated(ROOT, DESCRIPTOR)
    return {path.relative_to(ROOT).as_posix(): text for path, text in generated.items()}


@pytest.mark.parametrize("path", [*(f"schemas/cards/{name}" for name in CARD_SCHEMAS), "corpus/MANUAL.md"])
def test_generated_documents_are_fresh(path):
    assert (ROOT / path).read_text(encoding="utf-8") == generated_documents()[path], "run `make docs`"


def test_no_card_schema_is_left_over():
    assert {path.name for path in (ROOT / "schemas" / "cards").glob("*.json")} == set(CARD_SCHEMAS)


def test_every_key_of_a_card_has_words_for_editors():
    properties = CARD_SCHEMAS["statement.schema.json"]["properties"]
    assert {key for key, shape in properties.items() if not shape.get("description")} <= {
        "conditions", "assertions", "control_reports",
    }  # fmt: skip


def test_a_manual_without_its_marks_is_refused(small_repository):
    (small_repository / "corpus" / "MANUAL.md").write_text("No marks.\n", encoding="utf-8")
    with pytest.raises(ValidationError) as refused:
        generated_files.generated(small_repository, DESCRIPTOR)
    assert [finding.rule for finding in refused.value.findings] == ["documents_have_their_marks"]


# --- The worked example of the manual ---


@pytest.fixture(scope="module")
def worked_example(tmp_path_factory):
    """Return the manual's first worked coding, and its invented text, as files."""
    manual = (ROOT / "corpus" / "MANUAL.md").read_text(encoding="utf-8")
    coding = next(
        match for match in re.finditer(r"```yaml\n(passages:.*?)```", manual, re.DOTALL) if "statements:" in match[1]
    )
    quotations = re.findall(r"(?:^>.*\n)+", manual[: coding.start()], re.MULTILINE)
    text = re.sub(r"^> ?", "", quotations[-1], flags=re.MULTILINE)
    folder = tmp_path_factory.mktemp("worked_example")
    (folder / "example.yaml").write_text(coding[1], encoding="utf-8")
    (folder / "example.txt").write_text(text, encoding="utf-8")
    return folder


def test_the_worked_example_of_the_manual_has_the_shape_of_a_coding(worked_example):
    document = yaml_reader.read(worked_example / "example.yaml")
    assert [
        str(finding) for finding in json_schema.findings(document, CARD_SCHEMAS["coding.schema.json"], "example")
    ] == []


def test_the_worked_example_of_the_manual_can_be_anchored(worked_example):
    lock = anchoring.anchor(worked_example / "example.yaml", worked_example / "example.txt", ROOT / "corpus")
    written = yaml_reader.read(worked_example / "example.yaml").data["passages"]
    assert set(lock.passages) == set(written)


# --- Schema files that are refused ---

SPOILED = {
    "unknown vocabulary": (
        "tables/conditions.yaml", "vocabulary: move", "vocabulary: moves", "unknown_vocabulary",
        "did you mean 'move'?",
    ),
    "unknown column type": (
        "tables/coders.yaml", "column_type: identifier", "column_type: identfier", "unknown_column_type",
        "identifier",
    ),
    "unknown property": (
        "tables/coders.yaml", "written_by: coder", "written_buy: coder", "unknown_key",
        "did you mean 'written_by'?",
    ),
    "key without a column": (
        "tables/coders.yaml", "primaryKey: [coder_id]", "primaryKey: [coder]", "unknown_column", "coder_id",
    ),
    "name of another file": (
        "tables/coders.yaml", "name: coders", "name: coder", "file_name_is_the_name", "'coders'",
    ),
    "reference to no table": (
        "tables/offices.yaml", "resource: actors", "resource: actor", "foreign_keys_lead_somewhere",
        "name columns",
    ),
    "label of another code": (
        "vocabularies/move.yaml", "label: offers", "label: demands", "codes_and_labels_stand_once",
        "of its own",
    ),
    "code that YAML repeats": (
        "vocabularies/move.yaml", "title: Move", "title: Move\ntitle: Move", "duplicate_key",
        "delete or rename",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "rule", "remedy"), SPOILED.values(), ids=SPOILED)
def test_a_spoiled_schema_is_refused_with_its_remedy(tmp_path, file, old, new, rule, remedy):
    folder = tmp_path / "schemas"
    shutil.copytree(ROOT / "schemas", folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValidationError) as refused:
        schema_files.read(folder)
    found = next(finding for finding in refused.value.findings if finding.rule == rule)
    assert found.file.endswith(file)
    assert remedy in found.remedy


def test_a_coded_column_that_may_be_null_is_refused(tmp_path):
    folder = tmp_path / "schemas"
    shutil.copytree(ROOT / "schemas", folder)
    path = folder / "tables" / "evidence.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("required: true", "required: false"), encoding="utf-8")
    with pytest.raises(ValidationError) as refused:
        schema_files.read(folder)
    assert "coded_columns_are_required" in {finding.rule for finding in refused.value.findings}


# --- One door from rows to frames ---


def row(schemas):
    return dict.fromkeys(schemas["actors"].column_names) | {
        "actor_id": "russia", "name": "Russia", "actor_type": "state", "side": "russia",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("spoiled", "told"),
    [
        ({"cow_code": "365"}, "type integer"),
        ({"cow_code": 3.5}, "type integer"),
        ({"cow_code": 2**70}, "type integer"),
        ({"nickname": "x"}, "nickname"),
        ({"name": 7}, "type string"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_the_door_refuses_what_polars_would_make_null(schemas, spoiled, told):
    with pytest.raises(ValueError, match=told):
        schemas["actors"].frame([row(schemas) | spoiled])


def test_the_door_refuses_a_row_that_lacks_a_column(schemas):
    lacking = {name: value for name, value in row(schemas).items() if name != "note"}
    with pytest.raises(ValueError, match="lacks \\['note'\\]"):
        schemas["actors"].frame([row(schemas), lacking])


def test_unknown_columns_are_told_with_the_nearest(schemas):
    with pytest.raises(KeyError, match="did you mean 'holder_id'"):
        schemas["conditions"].column("holder")


def test_card_keys_of_all_tables_are_names_of_columns_in_short(schemas):
    for table in schemas:
        for column in schemas[table].columns:
            assert column.name.startswith(card_keys.GATES) or card_keys.of(column.name) in column.name
