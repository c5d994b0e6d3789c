"""Checks: the corpus read, the tables built and checked against the contract, the repository kept clean."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from peaceterms.contract import validation as contract
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build import tables
from peaceterms_build.cache import Cache
from peaceterms_build.checks import future_dates, iso_codes
from peaceterms_build.corpus import reader
from peaceterms_build.corpus.locations import Locations
from peaceterms_build.evidence import locks, phrases, text_reuse
from peaceterms_build.parsing import dates, versions
from peaceterms_build.schemas import schema_files

if TYPE_CHECKING:
    from pathlib import Path

    from peaceterms.contract.tables import Tables


def checked_tables(root: Path, *, with_reliability: bool = False) -> Tables:
    """Return the tables of a repository, those of the reliability of the coding on demand: they take longest.

    Raises:
        ValidationError: Anything in `schemas/` or `corpus/` is at fault; every finding is told with its file and line.
    """
    schemas = schema_files.read(root / "schemas")
    read = reader.read(root, schemas)
    built = tables.build_all(read, schemas) if with_reliability else tables.build(read, schemas)
    locations = Locations(read, schemas)
    findings = [
        *contract.findings(built),
        *iso_codes.findings(built),
        *future_dates.findings(built, dates.day(versions.release_date(root))),
    ]
    found = [_finding(finding, locations) for finding in findings]
    found += _unproven_phrases(root, read)
    if found:
        raise ValidationError(found)
    return built


def check_repository(root: Path) -> None:
    """Compare every text file of the repository with the fingerprints of the documents.

    Raises:
        ValidationError: A file repeats nine words or more of a coded document.
    """
    cache = Cache(root)
    try:
        found = text_reuse.find(root, cache)
    finally:
        cache.close(drop_unused=True)
    if found:
        raise ValidationError(found)


def _finding(finding: Finding, locations: Locations) -> Finding:
    """Return the finding as a finding at the line that wrote the row."""
    place = locations.of(finding.table, finding.row)
    file, (line, key) = f"table {finding.table}", (0, finding.column)
    if place is not None:
        file, (line, key) = place.file, place.of(finding.column)
    return replace(finding, file=file, line=line, key=key, table="", row={}, column="")


def _unproven_phrases(root: Path, read: reader.Corpus) -> list[Finding]:
    """Return a finding for each key phrase and place name that no lock has found in a passage of its row."""
    sought = [
        replace(phrase, file=file)
        for file, document in read.files.items()
        if file.startswith("corpus/statements/")
        for phrase in phrases.phrases_of(document.path.stem, document)
    ]
    locked = [
        locks.read(path, file=path.relative_to(root).as_posix())
        for path in sorted((root / "corpus" / "documents").glob("*/*.lock"))
    ]
    return phrases.unproven_phrases(sought, locked)
