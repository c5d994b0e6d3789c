"""The written files of a release: checksums, descriptor, bytes, and the CSV as an outsider reads it.

frictionless passes `;`-delimited files, NUL bytes, `+7` and needless quotation marks, so the bytes are
checked here as well, and each CSV file must be the very text that its Parquet file gives.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import polars as pl

from peaceterms.contract import characters, strict_json
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms.contract.schemas import Schemas, TableSchema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DESCRIPTOR = "datapackage.json"
CHECKSUMS = "SHA256SUMS"
# Each format with the property of a resource that gives its path; folder and ending bear its name too.
FILE_KEYS = {"csv": "path", "parquet": "parquet"}
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "a UTF-8 byte order mark",
    b"\xff\xfe": "a UTF-16 byte order mark",
    b"\xfe\xff": "a UTF-16 byte order mark",
}
MEANING = ("code", "label", "definition", "use_when", "not_when")  # what a list of codes says of each
CELL_LIMIT = 32_767  # characters; what a spreadsheet keeps of a cell, far beyond any limit of a column
SHOWN_LENGTH = 200  # characters of a message or line: a finding is a line, not a page
REBUILD = "run `make release`, or install the package again"


def findings(folder: Path) -> list[Finding]:
    """Return every fault of the files of a release: of checksums, descriptor, bytes, then of content."""
    found = [*checksum_faults(folder)]
    if found:
        return found
    try:
        descriptor = read_descriptor(folder)
    except ValidationError as refused:
        return [*refused.findings]
    for resource in descriptor["resources"]:
        found += byte_faults(folder / resource["path"], resource)
    return found or frictionless_faults(folder) or [*_findings_of_parquet(folder, descriptor)]


def checksums(folder: Path) -> str:
    """Return the lines of `SHA256SUMS` for the files of a folder, sorted by path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != CHECKSUMS)
    return "".join(f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)


def checksum_faults(folder: Path) -> Iterator[Finding]:
    """Yield a finding for each file that is missing, changed, or not listed in `SHA256SUMS`."""
    path = folder / CHECKSUMS
    if not path.is_file():
        yield _finding("checksums_hold", "the list of checksums is missing", CHECKSUMS)
        return
    listed = _sums_by_name(path.read_text(encoding="utf-8", errors="replace"))
    present = _sums_by_name(checksums(folder))
    for name in sorted(set(listed) | set(present)):
        expected, found = listed.get(name, "no such file"), present.get(name, "no such file")
        if expected != found:
            yield _finding("checksums_hold", f"expected sha256 {expected}, found {found}", name)


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Return the descriptor of a release, which describes just the tables that are there.

    Raises:
        ValidationError: It is malformed, or leads to other files than those of its tables.
    """
    try:
        descriptor: dict[str, Any] = strict_json.parse((folder / DESCRIPTOR).read_bytes())
        schemas = Schemas.from_descriptor(descriptor)
        found = [*_findings_of_texts(descriptor), *_findings_of_constraints(schemas)]
        found += [*_findings_of_keys(schemas), *_findings_of_codes(descriptor)]
        described = {
            f"{kind}/{resource['name']}.{kind}": resource[key]
            for resource in descriptor["resources"]
            for kind, key in FILE_KEYS.items()
        }
    except KeyError as error:
        message = f"the descriptor lacks {error}"
        raise ValidationError([_finding("descriptors_have_their_form", message, DESCRIPTOR)]) from error
    except (OSError, TypeError, AttributeError, ValueError) as error:
        message = f"the descriptor is malformed: {error}"
        raise ValidationError([_finding("descriptors_have_their_form", message, DESCRIPTOR)]) from error
    found += _findings_of_paths(folder, described)
    if found:
        raise ValidationError(found)
    return descriptor


def _findings_of_constraints(schemas: Schemas) -> Iterator[Finding]:
    """Yield a finding for each constraint that cannot be checked, by Python or by the Rust inside polars."""
    checked: dict[str, Callable[[], object]] = {}
    for name in schemas:
        for column in schemas[name].columns:
            checked[f"{name}.{column.name}"] = column.checks
            checked[f"{name}.{column.name}.pattern"] = partial(_compile, column.constraints.get("pattern", ""))
    for name, vocabulary in schemas.vocabularies.items():
        for number, entry in enumerate(vocabulary.entries):
            checked[f"{name}.codes.{number}.pattern"] = partial(_compile, entry.get("pattern", ""))
    for key, check in checked.items():
        try:
            check()
        except (TypeError, ValueError, re.error, pl.exceptions.PolarsError) as error:
            message = f"the constraint cannot be checked: {str(error).splitlines()[0]}"
            yield _finding("descriptors_have_their_form", message, DESCRIPTOR, key=key)


def _compile(pattern: str) -> None:
    """Compile a pattern as Python does, then as polars does."""
    if pattern:
        re.compile(pattern)
        pl.Series([""]).str.contains(pattern)


def _findings_of_keys(schemas: Schemas) -> Iterator[Finding]:
    """Yield a finding for each key and each reference that names columns which do not exist."""
    columns = {name: {*schemas[name].column_names} for name in schemas}
    for name in schemas:
        if not {*schemas[name].primary_key} <= columns[name]:
            message = "the key names a column that does not exist"
            yield _finding("keys_name_columns", message, DESCRIPTOR, key=f"{name}.primaryKey")
        for foreign_key in schemas[name].foreign_keys:
            here, there = foreign_key.columns, foreign_key.referenced_columns
            is_known = {*here} <= columns[name] and {*there} <= columns.get(foreign_key.table, set())
            if not is_known or len(here) != len(there):
                message = f"the reference to {foreign_key.table!r} names columns that do not exist"
                yield _finding("keys_name_columns", message, DESCRIPTOR, key=f"{name}.foreignKeys")


def _findings_of_texts(descriptor: dict[str, Any]) -> Iterator[Finding]:
    """Yield a finding for each text of the descriptor with characters that are not what they seem."""
    for path, text, rule in characters.texts_at_finding(descriptor):
        key = ".".join(map(str, path))
        message = f"{rule.message}: {text[:SHOWN_LENGTH]!r}"
        yield _finding(rule.name, message, DESCRIPTOR, key=key)


def _findings_of_codes(descriptor: dict[str, Any]) -> Iterator[Finding]:
    """Yield a finding for each code without a meaning, and each column with other codes than its vocabulary."""
    fields = {
        f"{resource['name']}.{field['name']}": field
        for resource in descriptor["resources"]
        for field in resource["schema"]["fields"]
    }
    labels: dict[str, dict[str, set[str]]] = {}
    for vocabulary in {field["vocabulary"]: None for field in fields.values() if "vocabulary" in field}:
        entries = descriptor["vocabularies"][vocabulary]["codes"]
        for number, entry in enumerate(entries):
            lacking = ", ".join(name for name in MEANING if not entry.get(name))
            if lacking:
                key, message = f"{vocabulary}.codes.{number}", f"the code lacks {lacking}"
                yield _finding("codes_have_their_meaning", message, DESCRIPTOR, key=key)
            # An aim of several issues has a label in each.
            labels.setdefault(vocabulary, {}).setdefault(entry.get("code"), set()).add(entry.get("label"))
    for key, field in fields.items():
        defined = labels.get(field.get("vocabulary"), {})
        listed = {entry["value"]: entry["label"] for entry in field.get("categories", ())}
        codes = field.get("constraints", {}).get("enum", [])
        is_defined = all(label in defined.get(code, {label}) for code, label in listed.items())
        if codes != list(listed) or not set(defined) <= set(codes) or not is_defined:
            message = "the codes of the column are not those of its vocabulary"
            yield _finding("columns_have_the_codes_of_their_vocabulary", message, DESCRIPTOR, key=key)


def _findings_of_paths(folder: Path, described: dict[str, object]) -> Iterator[Finding]:
    """Yield a finding for each path that is not that of its table, each file of no table, and each link."""
    for expected, path in described.items():
        if path != expected:
            message = f"the path {str(path)[:SHOWN_LENGTH]!r} is not safe: it is not {expected!r}"
            yield _finding("paths_are_those_of_their_tables", message, DESCRIPTOR, key=expected)
    for kind in FILE_KEYS:
        present = {path.relative_to(folder).as_posix() for path in (folder / kind).rglob("*")}
        for name in sorted(present ^ {name for name in described if name.startswith(f"{kind}/")}):
            message = "no table has this file" if name in present else "the file of a table is missing"
            yield _finding("paths_are_those_of_their_tables", message, name)
    for link in sorted(path for path in folder.rglob("*") if path.is_symlink()):
        message = "a symbolic link leads out of the release"
        yield _finding("paths_are_those_of_their_tables", message, link.relative_to(folder).as_posix())


def byte_faults(path: Path, resource: dict[str, Any]) -> list[Finding]:
    """Return the findings of a CSV file's bytes: encoding, unseen characters, header, rows and their cells."""
    data, name = path.read_bytes(), resource["path"]
    for mark, told in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return [_finding("bytes_are_plain_utf_8", f"the file begins with {told}", name, line=1)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [_finding("bytes_are_plain_utf_8", f"byte {error.start} is not UTF-8", name, line=line)]
    if not data:
        return [_finding("files_have_a_header", "the file is empty", name)]
    found = []
    for match in characters.UNSEEN.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        told = f"the character U+{ord(match.group()):04X}, which cannot be seen"
        found.append(_finding("lines_hold_no_controls", told, name, line=line))
        break
    line = characters.first_uncomposed_line(text)
    if line:
        found.append(_finding("text_is_composed", "text that is not in the Unicode form NFC", name, line=line))
    if not data.endswith(b"\n"):
        line = data.count(b"\n") + 1
        found.append(_finding("files_end_with_a_line_feed", "the last line has no line feed", name, line=line))
    columns = [field["name"] for field in resource["schema"]["fields"]]
    first_line = text.partition("\n")[0]
    if first_line != ",".join(columns):
        message = f"the header is {first_line[:80]!r}, not the schema's columns in their order"
        found.append(_finding("headers_are_the_columns", message, name, line=1))
    return found or [*_findings_of_rows(text, resource)]


def _findings_of_rows(text: str, resource: dict[str, Any]) -> Iterator[Finding]:
    """Yield a finding for each row that is blank or ragged, for an open quotation mark, and for lost rows."""
    name, width = resource["path"], len(resource["schema"]["fields"])
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line, count = 1, -1  # the header is no row
    try:
        for row in reader:
            if not any(row):
                yield _finding("rows_have_a_cell_for_each_column", "the row is blank", name, line=line)
            elif len(row) != width:
                message = f"the row has {len(row)} cells, not {width}"
                yield _finding("rows_have_a_cell_for_each_column", message, name, line=line)
            if max(map(len, row), default=0) > CELL_LIMIT:
                message = f"a cell of the row has more than {CELL_LIMIT} characters"
                yield _finding("cells_fit_into_spreadsheets", message, name, line=line)
            line, count = reader.line_num + 1, count + 1
    except csv.Error as error:
        message = f"the row that begins here cannot be read: {error}"
        yield _finding("rows_can_be_read", message, name, line=line)
        return
    if count != resource.get("rows"):
        message = f"the file has {count} rows, its descriptor says {resource.get('rows')}"
        yield _finding("rows_are_counted", message, name)


def frictionless_faults(folder: Path) -> list[Finding]:
    """Return what frictionless finds in the CSV files of a release."""
    from frictionless import FrictionlessException, Package, system

    try:
        with system.use_context(trusted=False):
            report = Package(str(folder / DESCRIPTOR)).validate()
    except FrictionlessException as error:
        return [_finding("frictionless", reason.message, DESCRIPTOR) for reason in error.reasons or [error.error]]
    found = [_finding("frictionless", error.message, DESCRIPTOR) for error in report.errors]
    for task in report.tasks:
        found += [
            _finding(
                f"frictionless_{error.type.replace('-', '_')}",
                error.message,
                task.place,
                line=getattr(error, "row_number", 0) or 0,
                key=getattr(error, "field_name", "") or "",
            )
            for error in task.errors
        ]
    return found


def read_csv(folder: Path, resource: dict[str, Any]) -> pl.DataFrame:
    """Return a table of a release as its CSV says it, typed by its schema."""
    schema = TableSchema.from_descriptor(resource)
    text = pl.read_csv(folder / resource["path"], infer_schema=False)
    casts = [
        pl.col(column.name).str.to_date("%Y-%m-%d")
        if column.frictionless_type == "date"
        else (pl.col(column.name) == "true")
        if column.frictionless_type == "boolean"
        else pl.col(column.name).cast(column.polars_type)
        for column in schema.columns
    ]
    return text.select(casts)


def as_csv(frame: pl.DataFrame) -> str:
    """Return a table as releases write it: UTF-8, commas, line feeds, quotation marks only where needed."""
    return frame.write_csv(line_terminator="\n", quote_style="necessary")


def _findings_of_parquet(folder: Path, descriptor: dict[str, Any]) -> Iterator[Finding]:
    """Yield a finding for each Parquet file that cannot be read or does not say what its CSV file says."""
    for resource in descriptor["resources"]:
        schema, name = TableSchema.from_descriptor(resource), resource["parquet"]
        try:
            frame = pl.read_parquet(folder / name)
        except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            yield _finding("parquet_can_be_read", f"the file cannot be read: {error}", name)
            continue
        if frame.schema != schema.polars_schema():
            message = "the columns and their types are not those of the schema"
            yield _finding("parquet_has_the_types_of_its_schema", message, name)
            continue
        written = (folder / resource["path"]).read_text(encoding="utf-8")
        yield from _first_difference(written, as_csv(frame), schema, resource["path"])
        if not schema.sorted(frame).equals(frame):
            message = "the rows are not in the order of their key"
            yield _finding("rows_are_in_the_order_of_their_key", message, resource["path"])


def _first_difference(written: str, expected: str, schema: TableSchema, name: str) -> Iterator[Finding]:
    """Yield a finding for the first line of a CSV file that its Parquet file gives otherwise."""
    pairs = zip_longest(written.split("\n"), expected.split("\n"), fillvalue="")
    for number, lines in enumerate(pairs, start=1):
        if lines[0] != lines[1]:
            found, wanted = (next(csv.reader([line]), []) for line in lines)
            cells = zip(schema.column_names, found, wanted, strict=False)
            column, *values = next((cell for cell in cells if cell[1] != cell[2]), ("", *lines))
            shown = [repr(value[:SHOWN_LENGTH]) for value in values]
            message = f"the CSV file has {shown[0]} where the Parquet file gives {shown[1]}"
            yield _finding("parquet_equals_csv", message, name, line=number, key=column)
            return


def _sums_by_name(lines: str) -> dict[str, str]:
    """Return the checksum of each file that the lines name."""
    pairs = (line.partition("  ") for line in lines.splitlines())
    return {name: checksum for checksum, _, name in pairs}


def _sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _finding(rule: str, message: str, file: str, *, line: int = 0, key: str = "") -> Finding:
    """Return a fault of a release file."""
    is_short = len(message) <= 2 * SHOWN_LENGTH
    shown = message if is_short else f"{message[:SHOWN_LENGTH]} … {message[-SHOWN_LENGTH:]}"
    return Finding(rule=rule, message=shown, remedy=REBUILD, file=file, line=line, key=key)
