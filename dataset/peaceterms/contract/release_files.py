"""The files of a release: checksums, descriptor, paths, and each CSV file against its Parquet file.

A CSV file must have, byte for byte, what its Parquet file gives: no encoding, delimiter, quotation mark, row or
cell has to be parsed to be checked.
"""

from __future__ import annotations

import csv
import hashlib
import unicodedata
from contextlib import suppress
from io import BytesIO
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING, Any

import polars as pl

from peaceterms.contract import descriptor_checks, strict_json
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms.contract.schemas import TableSchema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DESCRIPTOR = descriptor_checks.FILE
CHECKSUMS = "SHA256SUMS"
# Each format with the property of a resource that gives its path; folder and ending have the format's name too.
FILE_KEYS = {"csv": "path", "parquet": "parquet"}
SHOWN_LENGTH = 200  # characters of a message or line: a finding is a line, not a page


def findings(folder: Path) -> list[Finding]:
    """Return what is wrong with the files of a release: checksums, descriptor and paths, then content."""
    found = [*checksum_findings(folder)]
    if found:
        return found
    try:
        descriptor = read_descriptor(folder)
    except ValidationError as refused:
        return [*refused.findings]
    return [finding for resource in descriptor["resources"] for finding in _findings_of_table(folder, resource)]


def checksums(folder: Path) -> str:
    """Return the lines of `SHA256SUMS` for the files of a folder, sorted by path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != CHECKSUMS)
    sums = ((hashlib.sha256(path.read_bytes()).hexdigest(), path.relative_to(folder).as_posix()) for path in files)
    return "".join(f"{sha256}  {name}\n" for sha256, name in sums)


def checksum_findings(folder: Path) -> Iterator[Finding]:
    """Yield a finding for each file that is missing, changed, or not listed in `SHA256SUMS`."""
    path = folder / CHECKSUMS
    if not path.is_file():
        yield _finding("checksums_hold", "the list of checksums is missing", CHECKSUMS)
        return
    texts = path.read_text(encoding="utf-8", errors="replace"), checksums(folder)
    listed, present = ({name: sha256 for sha256, _, name in (t.partition("  ") for t in x.splitlines())} for x in texts)
    for name in sorted(set(listed) | set(present)):
        expected, found = listed.get(name, "no such file"), present.get(name, "no such file")
        if expected != found:
            yield _finding("checksums_hold", f"expected sha256 {expected}, found {found}", name)


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Return the descriptor of a release, which describes exactly the tables that are there.

    Raises:
        ValidationError: It is malformed, or leads to other files than those of its tables.
    """
    try:
        descriptor: dict[str, Any] = strict_json.parse((folder / DESCRIPTOR).read_bytes())
        found = [*descriptor_checks.findings(descriptor), *_findings_of_paths(folder, descriptor)]
    except (OSError, KeyError, TypeError, AttributeError, ValueError) as error:
        is_lacking = isinstance(error, KeyError)
        message = f"the descriptor lacks {error}" if is_lacking else f"the descriptor is malformed: {error}"
        raise ValidationError([_finding("descriptors_have_their_form", message, DESCRIPTOR)]) from error
    if found:
        raise ValidationError(found)
    return descriptor


def frictionless_findings(folder: Path) -> list[Finding]:
    """Return what frictionless, a validator that is not ours, finds in the CSV files of a release."""
    from frictionless import FrictionlessException, Package, system

    try:
        with system.use_context(trusted=False):
            report = Package(str(folder / DESCRIPTOR)).validate()
    except FrictionlessException as refused:
        return [_finding("frictionless", reason.message, DESCRIPTOR) for reason in refused.reasons or [refused.error]]
    found = [_finding("frictionless", error.message, DESCRIPTOR) for error in report.errors]
    for task in report.tasks:
        for error in task.errors:
            line, column = getattr(error, "row_number", 0) or 0, getattr(error, "field_name", "") or ""
            rule = f"frictionless_{error.type.replace('-', '_')}"
            found.append(_finding(rule, error.message, task.place, line=line, key=column))
    return found


def as_csv(frame: pl.DataFrame) -> bytes:
    """Return a table as releases write it: UTF-8, commas, line feeds, quotation marks only where needed."""
    return frame.write_csv(line_terminator="\n", quote_style="necessary").encode("utf-8")


def _findings_of_paths(folder: Path, descriptor: dict[str, Any]) -> Iterator[Finding]:
    rule = "paths_are_those_of_their_tables"
    kinds = [(kind, item, item[key]) for item in descriptor["resources"] for kind, key in FILE_KEYS.items()]
    described = {f"{kind}/{item['name']}.{kind}": path for kind, item, path in kinds}
    for expected, path in described.items():
        if path != expected:
            message = f"the path {str(path)[:SHOWN_LENGTH]!r} is not safe: it is not {expected!r}"
            yield _finding(rule, message, DESCRIPTOR, key=expected)
    present = {path.relative_to(folder).as_posix() for kind in FILE_KEYS for path in (folder / kind).rglob("*")}
    for name in sorted(present ^ {*described}):
        message = "no table has this file" if name in present else "the file of a table is missing"
        yield _finding(rule, message, name)
    for link in sorted(path for path in folder.rglob("*") if path.is_symlink()):
        yield _finding(rule, "a symbolic link leads out of the release", link.relative_to(folder).as_posix())


def _findings_of_table(folder: Path, resource: dict[str, Any]) -> Iterator[Finding]:
    schema, csv_name, name = TableSchema.from_descriptor(resource), resource["path"], resource["parquet"]
    try:
        frame = pl.read_parquet(BytesIO((folder / name).read_bytes()))
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        yield _finding("parquet_can_be_read", f"the file cannot be read: {error}", name)
        return
    if frame.schema != schema.polars_schema():
        message = "the columns and their types are not those of the schema"
        yield _finding("parquet_has_the_types_of_its_schema", message, name)
        return
    lines = zip_longest(BytesIO((folder / csv_name).read_bytes()), BytesIO(as_csv(frame)))
    number, differing = next(((n, pair) for n, pair in enumerate(lines, start=1) if pair[0] != pair[1]), (0, None))
    if differing:
        column, message = _difference(*differing, schema)
        yield _finding("parquet_equals_csv", message, csv_name, line=number, key=column)
    if frame.height != resource.get("rows"):
        message = f"the file has {frame.height} rows, its descriptor says {resource.get('rows')}"
        yield _finding("rows_are_counted", message, name)
    if not schema.sorted(frame).equals(frame):
        message = "the rows are not in the order of their key"
        yield _finding("rows_are_in_the_order_of_their_key", message, csv_name)


def _difference(written: bytes | None, given: bytes | None, schema: TableSchema) -> tuple[str, str]:
    texts = [(line or b"").decode("utf-8", errors="backslashreplace") for line in (written, given)]
    column, shown = "", texts
    with suppress(csv.Error, ValueError):  # not a row of this table
        cells = [*zip(schema.column_names, *(next(csv.reader([text]), []) for text in texts), strict=True)]
        column, *shown = next((cell for cell in cells if cell[1] != cell[2]), ("", *texts))
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*shown, strict=False)))
    start = max(0, same - SHOWN_LENGTH // 4)
    shown = [f"{'…' if start else ''}{text[start : start + SHOWN_LENGTH]}" for text in shown]
    looks_alike = unicodedata.normalize("NFC", shown[0]) == unicodedata.normalize("NFC", shown[1])
    found, expected = map(ascii if looks_alike else repr, shown)
    if written is None:
        return column, f"the CSV file ends here; the Parquet file gives {expected}"
    return column, f"the CSV file has {found} where the Parquet file {f'gives {expected}' if given else 'ends'}"


def _finding(rule: str, message: str, file: str, *, line: int = 0, key: str = "") -> Finding:
    is_short = len(message) <= 3 * SHOWN_LENGTH
    shown = message if is_short else f"{message[:SHOWN_LENGTH]} … {message[-SHOWN_LENGTH:]}"
    return Finding(rule=rule, message=shown, remedy=descriptor_checks.REBUILD, file=file, line=line, key=key)
