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
from peaceterms_build.evidence import phrases, text_reuse
from peaceterms_build.parsing import dates, versions
from peaceterms_build.schemas import schema_files

if TYPE_CHECKING:
    from pathlib import Path

    from peaceterms.contract.schemas import Schemas
    from peaceterms.contract.tables import Tables
    from peaceterms_build.corpus.reader import Corpus


def checked_tables(root: Path, *, with_reliability: bool = False) -> Tables:
    """Return the tables of a repository, those of the reliability of the coding on demand: they take longest.

    Raises:
        ValidationError: Anything in `schemas/` or `corpus/` is at fault; every finding has its file and line.
    """
    schemas = schema_files.read(root / "schemas")
    return built_and_checked(root, reader.read(root, schemas), schemas, with_reliability=with_reliability)


def built_and_checked(root: Path, corpus: Corpus, schemas: Schemas, *, with_reliability: bool = False) -> Tables:
    """Return the tables of a corpus.

    Raises:
        ValidationError: The corpus is at fault; every finding has its file and line.
    """
    built = tables.build_all(corpus, schemas) if with_reliability else tables.build(corpus, schemas)
    found = findings(root, corpus, built)
    if found:
        raise ValidationError(found)
    return built


def findings(root: Path, corpus: Corpus, built: Tables, *, with_registers: bool = True) -> list[Finding]:
    """Return what is wrong with the tables of a corpus, each finding at the line that wrote the row.

    Args:
        root: The repository.
        corpus: The corpus.
        built: Its tables.
        with_registers: Whether to look up the ISO codes of the registers, which takes long to load.
    """
    locations = Locations(corpus, built.schemas)
    found = [
        *contract.findings(built),
        *(iso_codes.findings(built) if with_registers else ()),
        *future_dates.findings(built, dates.day(versions.release_date(root))),
    ]
    return [_located(finding, locations) for finding in found] + _unproven_phrases(corpus, built.schemas)


def check_repository(root: Path, cache: Cache | None = None) -> None:
    """Compare every text file of the repository with the fingerprints of the documents.

    Raises:
        ValidationError: A file repeats nine words or more of a coded document.
    """
    found = text_reuse.find(root, cache or Cache())
    if found:
        raise ValidationError(found)


def _located(finding: Finding, locations: Locations) -> Finding:
    place = locations.of(finding.table, finding.row)
    file, (line, key) = f"table {finding.table}", (0, finding.column)
    if place is not None:
        file, (line, key) = place.file, place.of(finding.column)
    return replace(finding, file=file, line=line, key=key, table="", row={}, column="")


def _unproven_phrases(corpus: Corpus, schemas: Schemas) -> list[Finding]:
    sought = [
        replace(phrase, file=file)
        for file, document in corpus.files.items()
        if file.startswith("corpus/statements/")
        for phrase in phrases.phrases_of(document.path.stem, document, schemas)
    ]
    return phrases.unproven_phrases(sought, corpus.locks)
