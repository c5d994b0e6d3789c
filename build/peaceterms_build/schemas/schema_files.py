"""The schema files: `schemas/` read, checked and expanded into one descriptor.

Every fact of a table is written once, in its YAML. The expansion adds to each field what its column type and its
vocabulary say, and nothing else, so that the result is a Frictionless descriptor that anyone can read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from peaceterms.contract import characters
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms.contract.schemas import EVERY_ISSUE, Schemas, nearest
from peaceterms_build.parsing import json_schema, yaml_reader
from peaceterms_build.schemas import metaschema

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

CROSSWALKS = ("crosswalk", "move_crosswalk")
SPECIAL_VOCABULARIES = ("claim_mapping", "contested_wording", *CROSSWALKS)
# A claim that asks for no recognition, such as a refusal to recognise, seeks none.
SEEKS_RECOGNITION, NOT_STATED = "seeks_recognition", "not_stated"


def read(folder: Path) -> Schemas:
    """Return the schemas of the folder.

    Raises:
        ValidationError: A schema file is malformed, or refers to what does not exist.
    """
    return Schemas.from_descriptor(descriptor(folder))


def descriptor(folder: Path) -> dict[str, Any]:
    """Return all tables and vocabularies, expanded, as `resources` and `vocabularies` of a descriptor.

    Raises:
        ValidationError: A schema file is malformed, or refers to what does not exist.
    """
    column_types = _read_whole(folder / "column_types.yaml", metaschema.read(folder, "column_types"))
    groups = _read_whole(folder / "tables.yaml", metaschema.read(folder, "tables"))
    of_table, of_vocabulary = metaschema.read(folder, "table"), metaschema.read(folder, "vocabulary")
    vocabularies, found = {}, []
    for path in sorted((folder / "vocabularies").glob("*.yaml")):
        if path.stem not in SPECIAL_VOCABULARIES:
            document, findings = _read(path, of_vocabulary)
            found += findings
            vocabularies[path.stem] = document.data
    found += [
        Finding(
            rule="every_vocabulary_has_its_file",
            message="a vocabulary that the others speak of is missing",
            remedy="restore the file",
            file=f"schemas/vocabularies/{name}.yaml",
            value=name,
        )
        for name in metaschema.SPOKEN_OF
        if name not in vocabularies
    ]
    if found:
        raise ValidationError(found)
    found += [finding for name, item in vocabularies.items() for finding in _findings_of_codes(name, item)]
    found += _findings_of_aims(vocabularies)
    special: dict[str, Any] = {}
    for name, shape in metaschema.special(vocabularies).items():
        document, findings = _read(folder / "vocabularies" / f"{name}.yaml", shape)
        found += findings
        special[name] = document.data
    documents: dict[str, yaml_reader.YamlDocument] = {}
    for path in sorted((folder / "tables").glob("*.yaml")):
        documents[path.stem], findings = _read(path, of_table)
        found += findings
    # References are followed only where every table has its shape.
    found = found or _findings_of_copies(documents)
    if found:
        raise ValidationError(found)
    tables = {name: _with_copies(document.data, documents) for name, document in documents.items()}
    for name, document in documents.items():
        whole = replace(document, data=tables[name])
        found += _findings_of_fields(whole, f"schemas/tables/{name}.yaml", column_types, vocabularies)
    order = {name: group for group, names in groups.items() for name in names}
    found = found or _findings_of_references(tables, [name for names in groups.values() for name in names])
    if found:
        raise ValidationError(found)
    vocabularies["claim_mapping"] = _claim_mapping(special["claim_mapping"])
    vocabularies["contested_wording"] = _contested_wording(special["contested_wording"])
    return {
        "resources": [_expanded(tables[name], group, column_types, vocabularies) for name, group in order.items()],
        "vocabularies": {
            name: {key: item[key] for key in ("title", "description", "codes")}
            for name, item in sorted(vocabularies.items())
        },
    }


def _read_whole(path: Path, shape: Mapping[str, Any]) -> dict[str, Any]:
    document, findings = _read(path, shape)
    if findings:
        raise ValidationError(findings)
    data: dict[str, Any] = document.data
    return data


def _read(path: Path, shape: Mapping[str, Any]) -> tuple[yaml_reader.YamlDocument, list[Finding]]:
    file = f"schemas/{path.relative_to(_schemas_folder(path)).as_posix()}"
    document = yaml_reader.read(path, file=file)
    found = json_schema.findings(document, shape, file) + _findings_of_name(document.data, path, file)
    found += [
        Finding(
            rule=rule.name,
            message=rule.message,
            remedy=rule.remedy,
            file=file,
            line=json_schema.line_of(document, place),
            key=json_schema.dotted(place),
            value=text[: json_schema.SHOWN_VALUE_LENGTH],
        )
        for place, text, rule in characters.texts_at_finding(document.data)
    ]
    return document, found


def _schemas_folder(path: Path) -> Path:
    return path.parent.parent if path.parent.name in ("tables", "vocabularies") else path.parent


def _original(same_as: str, documents: Mapping[str, yaml_reader.YamlDocument]) -> dict[str, Any] | None:
    """Return the column `table.column` that another repeats, or None where there is none that is written out."""
    table, _, name = same_as.partition(".")
    fields = documents[table].data["fields"] if table in documents else ()
    return next((field for field in fields if field["name"] == name and "same_as" not in field), None)


def _findings_of_copies(documents: Mapping[str, yaml_reader.YamlDocument]) -> list[Finding]:
    return [
        Finding(
            rule="repeated_columns_exist",
            message="no table has the column that is repeated",
            remedy="write table.column of a column that is written out",
            file=f"schemas/tables/{name}.yaml",
            line=json_schema.line_of(document, ("fields", index, "same_as")),
            key=f"fields[{index}].same_as",
            value=field["same_as"],
        )
        for name, document in documents.items()
        for index, field in enumerate(document.data["fields"])
        if "same_as" in field and _original(field["same_as"], documents) is None
    ]


def _with_copies(table: Mapping[str, Any], documents: Mapping[str, yaml_reader.YamlDocument]) -> dict[str, Any]:
    """Return the table with each column that repeats another written out; the build writes it, so no default."""
    fields = []
    for field in table["fields"]:
        original = (_original(field["same_as"], documents) if "same_as" in field else None) or {}
        own = {key: value for key, value in field.items() if key != "same_as"}
        repeated = {key: value for key, value in original.items() if key != "default"}
        fields.append(repeated | ({"written_by": "build"} if original else {}) | own)
    return {**table, "fields": fields}


def _expanded(
    table: Mapping[str, Any], group: str, column_types: Mapping[str, Any], vocabularies: Mapping[str, Any]
) -> dict[str, Any]:
    fields = [_expanded_field(field, column_types, vocabularies) for field in table["fields"]]
    schema: dict[str, Any] = {"fields": fields, "primaryKey": table["primaryKey"]}
    schema |= {key: table[key] for key in ("foreignKeys", "acyclic") if table.get(key)}
    head = {"name": table["name"], "title": table["title"], "group": group, "description": table["description"]}
    return head | {"schema": schema}


def _expanded_field(
    field: Mapping[str, Any], column_types: Mapping[str, Any], vocabularies: Mapping[str, Any]
) -> dict[str, Any]:
    kind = column_types[field["column_type"]]["field"]
    constraints = dict(kind.get("constraints", {})) | dict(field.get("constraints", {}))
    also = constraints.pop("enum_also", [])
    expanded = {key: value for key, value in field.items() if key != "constraints"}
    expanded |= {key: value for key, value in kind.items() if key != "constraints"}
    if "vocabulary" in field:
        labels = {code["code"]: code["label"] for code in vocabularies[field["vocabulary"]]["codes"]}
        labels |= {code: code.replace("_", " ") for code in also}
        expanded["categories"] = [{"value": code, "label": label} for code, label in labels.items()]
        constraints["enum"] = list(labels)
    if "reserved" in column_types[field["column_type"]]:
        expanded["reserved"] = column_types[field["column_type"]]["reserved"]
    expanded["constraints"] = constraints
    return expanded


def _findings_of_name(data: Any, path: Path, file: str) -> list[Finding]:
    """Return a finding where the name in the file is not the file's name."""
    name = data.get("name") if isinstance(data, dict) else None
    if isinstance(name, str) and name != path.stem:
        return [
            Finding(
                rule="file_name_is_the_name",
                message="the name differs from the file's",
                remedy=f"write {path.stem!r}, or rename the file",
                file=file,
                line=1,
                key="name",
                value=name,
            )
        ]
    return []


def _findings_of_codes(name: str, vocabulary: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield a finding for each code or label that is repeated (in `aim`: within one issue)."""
    for key in ("code", "label"):
        seen: set[tuple[str, str]] = set()
        for entry in vocabulary["codes"]:
            value = (entry.get("issue", ""), entry[key])
            if value in seen:
                yield Finding(
                    rule="codes_and_labels_stand_once",
                    message=f"a {key} is repeated",
                    remedy="give each code one entry and its own label",
                    file=f"schemas/vocabularies/{name}.yaml",
                    key=entry["code"],
                    value=entry[key],
                )
            seen.add(value)


def _findings_of_aims(vocabularies: Mapping[str, Any]) -> Iterator[Finding]:
    issues = [entry["code"] for entry in vocabularies["issue"]["codes"]]
    opposites = {
        (entry.get("issue"), entry["code"]): entry.get("opposite_aim") for entry in vocabularies["aim"]["codes"]
    }
    for (issue, aim), opposite in opposites.items():
        file, key = "schemas/vocabularies/aim.yaml", f"{issue} {aim}"
        if issue not in (*issues, EVERY_ISSUE):
            message, remedy = "the aim has an issue that does not exist", nearest(str(issue), issues)
            yield Finding(rule="aims_have_an_issue", message=message, remedy=remedy, file=file, key=key)
        if opposite is not None and opposites.get((issue, opposite)) != aim:
            message, remedy = (
                "the opposite aim does not name this one as its own",
                "pair two aims of the issue",
            )
            yield Finding(
                rule="opposite_aims_are_mutual",
                message=message,
                remedy=remedy,
                file=file,
                key=key,
                value=opposite,
            )


def _findings_of_fields(
    document: yaml_reader.YamlDocument,
    file: str,
    column_types: Mapping[str, Any],
    vocabularies: Mapping[str, Any],
) -> list[Finding]:
    """Return the findings of a table's fields: unknown kinds and vocabularies, names twice, wrong keys."""
    found: list[Finding] = []

    def finding(rule: str, message: str, remedy: str, path: tuple[str | int, ...], value: str) -> None:
        line, key = json_schema.line_of(document, path), json_schema.dotted(path)
        found.append(Finding(rule=rule, message=message, remedy=remedy, file=file, line=line, key=key, value=value))

    names: list[str] = []
    for index, field in enumerate(document.data["fields"]):
        kind, vocabulary = field["column_type"], field.get("vocabulary")
        if field["name"] in names:
            message, remedy = "a column is repeated", "give it one entry"
            finding("columns_stand_once", message, remedy, ("fields", index, "name"), field["name"])
        names.append(field["name"])
        if kind not in column_types:
            remedy = nearest(kind, sorted(column_types))
            path = ("fields", index, "column_type")
            finding("unknown_column_type", "unknown column type", remedy, path, kind)
        if (kind == "code") != (vocabulary is not None):
            message, remedy = "a code names its vocabulary, and nothing else does", "add or drop `vocabulary`"
            finding("codes_name_their_vocabulary", message, remedy, ("fields", index), field["name"])
        if vocabulary is not None and vocabulary not in vocabularies:
            remedy = nearest(vocabulary, sorted(vocabularies))
            path = ("fields", index, "vocabulary")
            finding("unknown_vocabulary", "unknown vocabulary", remedy, path, vocabulary)
        if kind == "code" and not field.get("constraints", {}).get("required"):
            message, remedy = "a coded column is never null", "add `required: true` to its constraints"
            finding("coded_columns_are_required", message, remedy, ("fields", index), field["name"])
        constraints = column_types.get(kind, {"field": {}})["field"].get("constraints", {})
        constraints = constraints | field.get("constraints", {})
        for least, most in (("minLength", "maxLength"), ("minimum", "maximum")):
            low, high = constraints.get(least), constraints.get(most)
            if isinstance(low, int) and isinstance(high, int) and low > high:
                message, remedy = f"{least} is above {most}", "see the column and its column type"
                finding("bounds_are_in_order", message, remedy, ("fields", index), f"{low}, {high}")
        for place, code, codes in _named_codes(field, vocabularies):
            if code not in codes:
                remedy = nearest(code, codes)
                finding("unknown_code", "not a code of the vocabulary", remedy, ("fields", index, *place), code)
    for key in [*document.data["primaryKey"], *document.data.get("acyclic", ())]:
        if key not in names:
            finding("unknown_column", "the key names no column", nearest(key, names), ("primaryKey",), key)
    return found


def _named_codes(
    field: Mapping[str, Any], vocabularies: Mapping[str, Any]
) -> Iterator[tuple[tuple[str | int, ...], str, list[str]]]:
    """Yield the place of each code that a field names, the code, and the codes that it may be."""
    types = [entry["code"] for name in vocabularies if name.endswith("_type") for entry in vocabularies[name]["codes"]]
    yield from ((("target_types", number), name, types) for number, name in enumerate(field.get("target_types", ())))
    if field["column_type"] != "code" or field.get("vocabulary") not in vocabularies:
        return  # an unknown vocabulary has its own finding
    codes = [entry["code"] for entry in vocabularies[field["vocabulary"]]["codes"]]
    codes += field.get("constraints", {}).get("enum_also", [])
    if "default" in field:
        yield ("default",), str(field["default"]), codes
    yield from ((("examples", number), str(example), codes) for number, example in enumerate(field.get("examples", ())))


def _findings_of_references(tables: Mapping[str, Any], order: Collection[str]) -> list[Finding]:
    """Return the findings of the set of tables: unknown tables, and foreign keys that lead nowhere."""
    found = [
        Finding(
            rule="every_table_has_its_file",
            message="no group lists the table" if name in tables else "the table has no file in schemas/tables",
            remedy="add the file, or its name to a group of schemas/tables.yaml",
            file="schemas/tables.yaml",
            value=name,
        )
        for name in sorted(set(order) ^ set(tables))
    ]
    found += [
        Finding(
            rule="every_table_is_listed_once",
            message=f"the table is listed {count} times",
            remedy="keep it in one group",
            file="schemas/tables.yaml",
            value=name,
        )
        for name, count in Counter(order).items()
        if count > 1
    ]
    columns = {name: [field["name"] for field in table["fields"]] for name, table in tables.items()}
    for name, table in tables.items():
        for key in table.get("foreignKeys", ()):
            target = key["reference"]
            unknown = [column for column in key["fields"] if column not in columns[name]]
            if target["resource"] in columns:
                unknown += [c for c in target["fields"] if c not in columns[target["resource"]]]
            else:
                unknown.append(target["resource"])
            found += [
                Finding(
                    rule="foreign_keys_lead_somewhere",
                    message="a foreign key names a table or column that does not exist",
                    remedy="name columns of this table and keys of another",
                    file=f"schemas/tables/{name}.yaml",
                    key="foreignKeys",
                    value=value,
                )
                for value in unknown
            ]
    return found


def _claim_mapping(data: Mapping[str, Any]) -> dict[str, Any]:
    recognition = data["recognition_sought"]
    return {
        "title": data["title"],
        "description": data["description"],
        "codes": [
            {
                "issue": issue,
                "aim": aim,
                "move": move,
                "claim_type": claim_type,
                "recognition_sought": recognition.get(issue, {}).get(aim, NOT_STATED)
                if claim_type == SEEKS_RECOGNITION
                else NOT_STATED,
            }
            for issue, aims in data["mapping"].items()
            for aim, moves in aims.items()
            for move, claim_type in moves.items()
        ],
    }


def _contested_wording(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": data["title"], "description": data["description"], "codes": data["wordings"]}
