"""The schemas: what their files cannot check of themselves, what is made from them, and what they refuse."""

from __future__ import annotations

import json
import re
import shutil
from itertools import product
from pathlib import Path

import frictionless
import polars as pl
import pycountry
import pytest
from jsonschema import Draft202012Validator

from peaceterms.contract import column_checks
from peaceterms.contract.findings import ValidationError
from peaceterms.contract.schemas import POLARS_TYPES
from peaceterms_build.docs import generated_files
from peaceterms_build.evidence import anchoring
from peaceterms_build.parsing import json_schema, yaml_reader
from peaceterms_build.schemas import card_keys, card_schemas, schema_files

ROOT = Path(__file__).resolve().parents[1]
SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
WITHOUT_COUNTEREXAMPLES = ("boolean", "sha256")  # true, false and a digest have no wrong value worth showing
LONGEST_STATA_NAME = 32


@pytest.fixture(scope="module")
def resources(descriptor):
    """Return the tables of the descriptor, by name."""
    return {resource["name"]: resource for resource in descriptor["resources"]}


@pytest.fixture(scope="module")
def fields(resources):
    """Return every column of every table, by `table.column`."""
    return {
        f"{name}.{field['name']}": field
        for name, resource in resources.items()
        for field in resource["schema"]["fields"]
    }


@pytest.fixture(scope="module")
def code_lists(descriptor):
    """Return the codes of each vocabulary that is a list of codes."""
    return {
        name: vocabulary["codes"]
        for name, vocabulary in descriptor["vocabularies"].items()
        if "code" in vocabulary["codes"][0]
    }


@pytest.fixture(scope="module")
def column_types():
    """Return the kinds of column."""
    return yaml_reader.read(ROOT / "schemas" / "column_types.yaml").data


@pytest.fixture(scope="module")
def shapes(schemas):
    """Return the JSON Schema of each kind of card."""
    return card_schemas.all_schemas(schemas)


# --- Tables and columns ---


def test_every_table_is_a_valid_table_schema_to_frictionless(resources):
    for name, resource in resources.items():
        assert list(frictionless.Schema.metadata_validate(resource["schema"])) == [], name


def test_every_description_of_a_table_says_what_a_row_is(resources):
    assert [name for name, each in resources.items() if not each["description"].startswith("One row per ")] == []


def test_columns_have_examples_and_counterexamples(fields):
    assert [
        name
        for name, field in fields.items()
        if field["column_type"] not in WITHOUT_COUNTEREXAMPLES
        and not (field.get("examples") and field.get("counterexamples"))
    ] == []


def test_names_are_small_letters_joined_by_underscores_and_short_enough_for_stata(resources, fields):
    names = {*resources, *(name.partition(".")[2] for name in fields)}
    assert [name for name in names if not SNAKE_CASE.fullmatch(name) or len(name) > LONGEST_STATA_NAME] == []


SUFFIX_TYPES = {
    "_id": {"identifier", "external_code"},
    "_date": {"day"},
    "_pct": {"number"},
    "_code": {"external_code", "integer", "name", "code"},
    "_url": {"address"},
    "_type": {"code"},
    "_sha256": {"sha256"},
    "_count": {"integer"},
}


def test_the_name_of_a_column_says_its_kind(fields):
    for name, field in fields.items():
        kind = field["column_type"]
        for suffix, kinds in SUFFIX_TYPES.items():
            assert not name.endswith(suffix) or kind in kinds or name.endswith(".our_code"), name
        assert (kind == "boolean") == field["name"].startswith(("is_", "gates_", "in_")), name
        assert (kind == "day") == name.endswith("_date"), name


def test_defaults_are_values_of_their_columns(schemas):
    for table in schemas:
        for column in schemas[table].columns:
            if column.default is not None:
                assert column.series([column.default]).to_list() == [column.default], f"{table}.{column.name}"


def test_keys_are_required_and_references_lead_to_keys(resources):
    for name, resource in resources.items():
        schema = resource["schema"]
        required = {field["name"] for field in schema["fields"] if field["constraints"].get("required")}
        assert set(schema["primaryKey"]) <= required, name
        for key in schema.get("foreignKeys", ()):
            assert key["reference"]["fields"] == resources[key["reference"]["resource"]]["schema"]["primaryKey"], name
            assert len(key["fields"]) == len(key["reference"]["fields"]), name


def test_every_reference_to_an_entry_is_a_foreign_key(resources):
    coded = {name: each["schema"] for name, each in resources.items() if each["group"] != "derived"}
    entries = {schema["primaryKey"][0]: name for name, schema in coded.items() if len(schema["primaryKey"]) == 1}
    for name, schema in coded.items():
        referring = {column for key in schema.get("foreignKeys", ()) for column in key["fields"]}
        named = {field["name"] for field in schema["fields"] if entries.get(field["name"], name) != name}
        assert named - referring == set(), name


def test_every_vocabulary_serves_a_column_or_the_files_beside_the_tables(fields, code_lists):
    served = {field["vocabulary"] for field in fields.values() if "vocabulary" in field}
    audits = {"audit_error", "audit_favour", "audit_guess", "audit_verdict"}
    assert set(code_lists) == served | {"adjudication_kind"} | audits


def test_empty_frames_pass_the_checks_of_their_columns(schemas):
    for table in schemas:
        frame = schemas[table].frame([])
        assert frame.schema == schemas[table].polars_schema()
        assert list(column_checks.findings(frame, schemas[table])) == [], table


def test_card_keys_are_names_of_columns_in_short(schemas):
    for table in schemas:
        for column in schemas[table].columns:
            assert column.name.startswith(card_keys.GATES) or card_keys.of(column.name) in column.name


# --- Column types ---


def test_every_column_type_says_what_it_refuses(column_types):
    assert [
        name
        for name, kind in column_types.items()
        if "Refused:" not in kind["description"] and "Never empty" not in kind["description"]
    ] == []


def test_patterns_read_alike_in_every_language(column_types):
    for name, kind in column_types.items():
        pattern = kind["field"].get("constraints", {}).get("pattern", "")
        assert not re.search(r"\(\?[=!<]|\\[pPAzZ]", pattern), name
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


def refused_ids(schemas, identifiers):
    """Return the ids that the column of an id refuses, once each."""
    coders = schemas["coders"]
    rows = [{"coder_id": each, "model_name": "Example model", "model_version": None} for each in identifiers]
    found = column_checks.findings(coders.frame(rows), coders)
    return {finding.value for finding in found if finding.column == "coder_id"}


def test_ids_that_programs_read_as_something_else_are_refused(schemas):
    assert set(RESERVED + MALFORMED) - refused_ids(schemas, RESERVED + MALFORMED) == set()


def test_ids_of_the_grammar_pass(schemas):
    passing = ["rt-2024-03-13.p01", "un", "mayor", "march-plan", "a1", "minsk-2015"]
    assert refused_ids(schemas, passing) == set()


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


def test_addresses_that_are_not_a_plain_page_are_refused(schemas):
    publishers = schemas["publishers"]
    row = dict.fromkeys(publishers.column_names) | {"name": "Example", "publisher_type": "private"}
    rows = [
        row | {"publisher_id": f"example-{number}", "evidence_url": address}
        for number, address in enumerate(ADDRESSES.values())
    ]
    found = list(column_checks.findings(publishers.frame(rows), publishers))
    assert {finding.column for finding in found} == {"evidence_url"}
    assert {finding.row["publisher_id"] for finding in found} == {each["publisher_id"] for each in rows}


# --- Vocabularies ---


def test_every_issue_has_an_aim_besides_the_generic_ones(code_lists):
    own = {entry["issue"] for entry in code_lists["aim"]} - {"every_issue"}
    assert {entry["code"] for entry in code_lists["issue"]} - own <= {"other"}
    generic = [entry["code"] for entry in code_lists["aim"] if entry["issue"] == "every_issue"]
    assert sorted(generic) == ["not_stated", "other"]


def test_the_claim_mapping_derives_no_assertion(descriptor):
    mapped = descriptor["vocabularies"]["claim_mapping"]["codes"]
    assert "asserts_sovereignty" not in {entry["claim_type"] for entry in mapped}


def test_the_claim_mapping_treats_the_two_sides_alike(descriptor):
    """The aim of one side and its mirror make the same claims; transfer and restoration pair."""
    mirrored = {
        ("territory.status", "to_russia"): "to_ukraine",
        ("territory.possession", "russia_holds"): "ukraine_holds",
        ("territory.withdrawal", "ukrainian_forces_leave"): "russian_forces_leave",
    }
    folded = {"demands_restoration": "demands_transfer"}
    mapped = {
        (entry["issue"], entry["aim"], entry["move"]): folded.get(entry["claim_type"], entry["claim_type"])
        for entry in descriptor["vocabularies"]["claim_mapping"]["codes"]
    }
    for ((issue, aim), mirror), move in product(mirrored.items(), {key[2] for key in mapped}):
        assert mapped[issue, aim, move] == mapped[issue, mirror, move]


def test_contested_wordings_are_patterns_in_python_and_rust(descriptor):
    for entry in descriptor["vocabularies"]["contested_wording"]["codes"]:
        re.compile(entry["pattern"])
        assert not pl.Series(["A plain sentence."]).str.contains(f"(?i){entry['pattern']}").any()


def test_languages_are_those_of_iso_639_1(code_lists):
    codes = {entry["code"] for entry in code_lists["language"]} - {"not_stated", "not_applicable"}
    assert {code for code in codes if pycountry.languages.get(alpha_2=code) is None} == set()
    assert {"en", "ru", "uk"} <= codes


# --- What is generated from the schemas ---


def test_card_schemas_are_valid_json_schemas(shapes):
    for shape in shapes.values():
        Draft202012Validator.check_schema(shape)
        assert "do not edit" in shape["$comment"]


def test_generated_documents_are_fresh(descriptor, shapes):
    generated = generated_files.generated(ROOT, descriptor)
    stale = [path for path, text in generated.items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `make docs`"
    assert {path.name for path in (ROOT / "schemas" / "cards").glob("*.json")} == set(shapes)


def test_every_key_of_a_card_has_words_for_editors(shapes):
    properties = shapes["statement.schema.json"]["properties"]
    assert {key for key, shape in properties.items() if not shape.get("description")} <= {
        "conditions", "assertions", "control_reports",
    }  # fmt: skip


def test_a_manual_without_its_marks_is_refused(small_repository, descriptor):
    (small_repository / "corpus" / "MANUAL.md").write_text("No marks.\n", encoding="utf-8")
    with pytest.raises(ValidationError) as refused:
        generated_files.generated(small_repository, descriptor)
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


def test_the_worked_example_of_the_manual_has_the_shape_of_a_coding(worked_example, shapes):
    document = yaml_reader.read(worked_example / "example.yaml")
    assert [str(finding) for finding in json_schema.findings(document, shapes["coding.schema.json"], "example")] == []


def test_the_worked_example_of_the_manual_can_be_anchored(worked_example, schemas):
    example = worked_example / "example.yaml"
    lock = anchoring.anchor(example, worked_example / "example.txt", ROOT / "corpus", schemas)
    written = yaml_reader.read(example).data["passages"]
    assert set(lock.passages) == set(written)


# --- Schema files that are refused ---

CORRUPT = {
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
    "unknown type of a target": (
        "tables/offices.yaml", "target_types: [person]", "target_types: [persn]", "unknown_code", "'person'",
    ),
    "table listed twice": (
        "tables.yaml", "registers:", "registers:\n  - sources", "every_table_is_listed_once", "keep it in one group",
    ),
    "meta schema that is not JSON": (
        "meta/table.schema.json", '"type": "object"', '"type": object', "malformed_json_schema", "correct it",
    ),
    "meta schema of no known type": (
        "meta/table.schema.json", '"type": "object"', '"type": "objct"', "malformed_json_schema", "correct it",
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
        "its own label",
    ),
    "code that YAML repeats": (
        "vocabularies/move.yaml", "title: Move", "title: Move\ntitle: Move", "duplicate_key",
        "delete or rename",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "rule", "remedy"), CORRUPT.values(), ids=CORRUPT)
def test_a_corrupt_schema_is_refused_with_its_remedy(tmp_path, file, old, new, rule, remedy):
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
    ("corrupt", "said"),
    [
        ({"cow_code": "365"}, "type integer"),
        ({"cow_code": 3.5}, "type integer"),
        ({"cow_code": 2**70}, "type integer"),
        ({"nickname": "x"}, "nickname"),
        ({"name": 7}, "type string"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_the_door_refuses_what_polars_would_make_null(schemas, corrupt, said):
    with pytest.raises(ValueError, match=said):
        schemas["actors"].frame([row(schemas) | corrupt])


def test_the_door_refuses_a_row_that_lacks_a_column(schemas):
    lacking = {name: value for name, value in row(schemas).items() if name != "note"}
    with pytest.raises(ValueError, match="lacks \\['note'\\]"):
        schemas["actors"].frame([row(schemas), lacking])


def test_unknown_columns_are_reported_with_the_nearest(schemas):
    with pytest.raises(KeyError, match="did you mean 'holder_id'"):
        schemas["conditions"].column("holder")


# --- Columns that repeat another, and the list of tables ---


def test_a_repeated_column_is_as_its_original_and_written_by_the_build(schemas):
    for column in ("aim", "duration_days", "is_vague"):
        original, repeated = schemas["conditions"].column(column), schemas["conditions_flat"].column(column)
        assert (original.written_by, repeated.written_by, repeated.default) == ("coder", "build", None)
        for name in ("title", "column_type", "codes", "description", "guidelines", "examples", "is_required"):
            assert getattr(repeated, name) == getattr(original, name)


def test_a_repeated_column_may_have_its_own_title(schemas):
    name, original = schemas["conditions_flat"].column("holder_name"), schemas["actors"].column("name")
    assert (name.title, name.guidelines) == ("Name of the holder", original.guidelines)
    assert name.description != original.description


@pytest.mark.parametrize("same_as", ["conditions.aims", "condition.aim", "conditions_flat.aim"])
def test_a_repeated_column_that_is_written_out_nowhere_is_refused(small_repository, same_as):
    path = small_repository / "schemas/tables/conditions_flat.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("same_as: conditions.aim}", f"same_as: {same_as}}}"), encoding="utf-8")
    with pytest.raises(ValidationError) as refused:
        schema_files.read(small_repository / "schemas")
    (finding,) = refused.value.findings
    assert (finding.rule, finding.value) == ("repeated_columns_exist", same_as)
    assert text.splitlines()[finding.line - 1].strip() == "- {name: aim, same_as: conditions.aim}"


@pytest.mark.parametrize(
    ("old", "new", "name"), [(", evidence]", "]", "evidence"), ("evidence]", "evidence, quotes]", "quotes")]
)
def test_a_table_without_a_group_or_a_file_is_refused(small_repository, old, new, name):
    path = small_repository / "schemas/tables.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ValidationError) as refused:
        schema_files.read(small_repository / "schemas")
    assert ("every_table_has_its_file", name) in {(found.rule, found.value) for found in refused.value.findings}


# --- The JSON Schemas of the schema files ---


def meta_schema(name):
    return json.loads((ROOT / "schemas" / "meta" / f"{name}.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["column_types", "table", "tables", "vocabulary"])
def test_a_schema_of_schema_files_is_a_valid_json_schema(name):
    Draft202012Validator.check_schema(meta_schema(name))


def test_what_the_schemas_of_schema_files_repeat_is_as_the_build_has_it():
    code = yaml_reader.read(ROOT / "schemas" / "column_types.yaml").data["code"]["field"]["constraints"]["pattern"]
    assert meta_schema("vocabulary")["$defs"]["code"]["pattern"] == f"^(?:{code})$"
    kinds = meta_schema("column_types")["additionalProperties"]["properties"]["field"]["properties"]["type"]["enum"]
    assert kinds == list(POLARS_TYPES)
