"""The written files of a release: checksums, bytes, and the CSV as an outsider reads it.

frictionless passes `;`-delimited files and NUL bytes, so the bytes are checked here as well.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import polars as pl

from peaceterms.contract.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DESCRIPTOR = "datapackage.json"
CHECKSUMS = "SHA256SUMS"
# What no byte of a CSV file may be: controls other than the line feed, delete, and the C1 controls in UTF-8.
FORBIDDEN_BYTES = {byte: f"control character {byte:#04x}" for byte in (*range(10), *range(11, 32), 127)}
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "a UTF-8 byte order mark",
    b"\xff\xfe": "a UTF-16 byte order mark",
    b"\xfe\xff": "a UTF-16 byte order mark",
}
REBUILD = "run `make release`, or install the package again"


def faults(folder: Path) -> list[Fault]:
    """Return every fault of the files of a release: of checksums, of bytes, then of content."""
    found = [*checksum_faults(folder)]
    if found:
        return found
    descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        found += byte_faults(folder / resource["path"], resource)
    return found or [*frictionless_faults(folder), *_faults_of_parquet(folder, descriptor)]


def checksums(folder: Path) -> str:
    """Return the lines of `SHA256SUMS` for the files of a folder, sorted by path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != CHECKSUMS)
    return "".join(f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)


def checksum_faults(folder: Path) -> Iterator[Fault]:
    """Yield a fault for each file that is missing, changed, or not listed in `SHA256SUMS`."""
    path = folder / CHECKSUMS
    if not path.is_file():
        yield _fault("checksums_hold", "the list of checksums is missing", CHECKSUMS)
        return
    listed = _sums_by_name(path.read_text(encoding="utf-8", errors="replace"))
    present = _sums_by_name(checksums(folder))
    for name in sorted(set(listed) | set(present)):
        expected, found = listed.get(name, "no such file"), present.get(name, "no such file")
        if expected != found:
            yield _fault("checksums_hold", f"expected sha256 {expected}, found {found}", name)


def byte_faults(path: Path, resource: dict[str, Any]) -> list[Fault]:
    """Return the faults of a CSV file's bytes: encoding, line ends, control characters, header."""
    data, name = path.read_bytes(), resource["path"]
    for mark, told in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return [_fault("bytes_are_plain_utf_8", f"the file begins with {told}", name, line=1)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [_fault("bytes_are_plain_utf_8", f"byte {error.start} is not UTF-8", name, line=line)]
    if not data:
        return [_fault("files_have_a_header", "the file is empty", name)]
    found = []
    for byte, told in FORBIDDEN_BYTES.items():
        place = data.find(byte)
        if place >= 0:
            line = data.count(b"\n", 0, place) + 1
            found.append(_fault("lines_hold_no_controls", f"{told} at byte {place}", name, line=line))
    if not data.endswith(b"\n"):
        found.append(_fault("files_end_with_a_line_feed", "the last line has no line feed", name))
    header = ",".join(field["name"] for field in resource["schema"]["fields"])
    first_line = text.partition("\n")[0]
    if first_line != header:
        message = f"the header is {first_line[:80]!r}, not the schema's columns in their order"
        found.append(_fault("headers_are_the_columns", message, name, line=1))
    return found


def frictionless_faults(folder: Path) -> list[Fault]:
    """Return what frictionless finds in the CSV files of a release."""
    from frictionless import Package, system

    with system.use_context(trusted=False):
        report = Package(str(folder / DESCRIPTOR)).validate()
    found = [_fault("frictionless", error.message, DESCRIPTOR) for error in report.errors]
    for task in report.tasks:
        found += [
            _fault(
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
    from peaceterms.contract.schemas import TableSchema

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


def _faults_of_parquet(folder: Path, descriptor: dict[str, Any]) -> Iterator[Fault]:
    """Yield a fault for each Parquet file that says anything else than its CSV."""
    for resource in descriptor["resources"]:
        if not read_csv(folder, resource).equals(pl.read_parquet(folder / resource["parquet"])):
            message = "the Parquet file differs from the CSV file"
            yield _fault("parquet_equals_csv", message, resource["parquet"])


def _sums_by_name(lines: str) -> dict[str, str]:
    """Return the checksum of each file that the lines name."""
    pairs = (line.partition("  ") for line in lines.splitlines())
    return {name: checksum for checksum, _, name in pairs}


def _sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _fault(rule: str, message: str, file: str, *, line: int = 0, key: str = "") -> Fault:
    """Return a fault of a release file."""
    return Fault(rule=rule, message=message, remedy=REBUILD, file=file, line=line, key=key)
