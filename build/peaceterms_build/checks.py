"""Checks: the corpus read, the tables built and held against the contract, the repository kept clean."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from peaceterms.contract import checks as contract
from peaceterms.contract.faults import Fault, Refused
from peaceterms_build import (
    borrowed_sentences,
    corpus,
    dates,
    days_ahead,
    iso_codes,
    locks,
    phrases,
    schema_files,
    tables,
    versions,
)
from peaceterms_build.locations import Locations

if TYPE_CHECKING:
    from pathlib import Path

    from peaceterms.contract.tables import Tables
    from peaceterms.contract.violations import Violation


def checked_tables(root: Path) -> Tables:
    """Return the tables of a repository.

    Raises:
        Refused: Anything in `schemas/` or `corpus/` is at fault; every fault is told with its file and line.
    """
    schemas = schema_files.read(root / "schemas")
    read = corpus.read(root, schemas)
    built = tables.build(read, schemas)
    locations = Locations(read, schemas)
    violations = [
        *contract.violations(built),
        *iso_codes.violations(built),
        *days_ahead.violations(built, dates.day(versions.release_date(root))),
    ]
    found = [_fault(violation, locations) for violation in violations]
    found += _unproven_phrases(root, read)
    if found:
        raise Refused(found)
    return built


def check_repository(root: Path) -> None:
    """Hold every text file of the repository against the fingerprints of the documents.

    Raises:
        Refused: A file repeats nine words or more of a coded document.
    """
    found = borrowed_sentences.find(root)
    if found:
        raise Refused(found)


def _fault(violation: Violation, locations: Locations) -> Fault:
    """Return the violation as a fault at the line that wrote the row."""
    place = locations.of(violation.table, violation.row, violation.column)
    return Fault(
        rule=violation.rule,
        message=violation.message,
        remedy=violation.remedy,
        file=place.file,
        line=place.line,
        key=place.key,
        value=violation.value,
    )


def _unproven_phrases(root: Path, read: corpus.Corpus) -> list[Fault]:
    """Return a fault for each key phrase and place name that no lock has found in a passage of its row."""
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
