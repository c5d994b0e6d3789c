"""Bad inputs: the small corpus and its release, corrupted in one place, and what the real checks report."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from peaceterms.contract import release_files
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build.checks import corpus_checks
from peaceterms_build.release import datapackage, writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from peaceterms.contract.tables import Tables

ROOT = Path(__file__).resolve().parents[1]
SMALL_CORPUS = ROOT / "tests" / "examples" / "small_corpus" / "corpus"
FILES_OF_THE_BUILD = ("pyproject.toml", "CITATION.cff")  # where the build reads version and day of release

MINISTER = "corpus/statements/2026/minister-r-2026-05-04.yaml"
UKRAINE = "corpus/statements/2026/ukraine-morning-2026-05-04.yaml"
VOICE = "corpus/statements/2026/evening-voice-2026-05-05.yaml"
MORNING = "corpus/documents/2026/morning-2026-05-04.yaml"
MORNING_LOCK = "corpus/documents/2026/morning-2026-05-04.lock"
EVENING = "corpus/documents/2026/evening-2026-05-05.yaml"
CODING = "corpus/codings/coder-x/morning-2026-05-04.yaml"
ACTORS = "corpus/registers/actors.yaml"
MEMBERSHIPS = "corpus/registers/actor_memberships.yaml"
OFFICES = "corpus/registers/offices.yaml"
PROPOSALS = "corpus/registers/proposals.yaml"
TERRITORIES = "corpus/registers/territories.yaml"
SUMMARY = (
    "summary: Minister R made a truce of ninety days depend on the withdrawal of Ukrainian units from two regions."
)

# A release that frictionless reads in a fraction of the time of a whole one: what has references, days,
# numbers, booleans and codes.
FEW_TABLES = ("actors", "actor_memberships", "offices", "conditions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One place of a corpus, corrupted, and the finding that must report it.

    Attributes:
        file: The file that is corrupted.
        old: What the file has there; its first occurrence is replaced.
        new: What it has instead; text is written as UTF-8.
        rule: The rule of the finding.
        key: The key of the finding.
        value: How the value of the finding begins.
        remedy: Words of its remedy.
        line: The line of the finding; 0 for the line of the corrupted place, -1 where the file has no lines.
        reported_in: The file of the finding, if it is not the corrupted one.
    """

    file: str
    old: str
    new: str | bytes
    rule: str
    key: str = ""
    value: str = ""
    remedy: str
    line: int = 0
    reported_in: str = ""


def copy_corpus(folder: Path) -> Path:
    """Return the folder with a copy of the small corpus beside the real schemas."""
    shutil.copytree(SMALL_CORPUS, folder / "corpus")
    (folder / "schemas").symlink_to(ROOT / "schemas")
    for name in FILES_OF_THE_BUILD:
        shutil.copy(ROOT / name, folder / name)
    return folder


def corrupt(repository: Path, file: str, old: str, new: str | bytes) -> int:
    """Replace one place of a file, and return its line."""
    path = repository / file
    content, place = path.read_bytes(), old.encode()
    assert place in content, f"{file} does not hold {old!r}"
    path.write_bytes(content.replace(place, new.encode() if isinstance(new, str) else new, 1))
    return content.count(b"\n", 0, content.index(place)) + 1


def findings_of(repository: Path) -> tuple[Finding, ...]:
    """Return what the check of the whole corpus refuses, none if it passes."""
    try:
        corpus_checks.checked_tables(repository)
    except ValidationError as refused:
        return refused.findings
    return ()


def assert_reported(findings: tuple[Finding, ...], slip: Slip, line: int) -> None:
    """Assert that a slip is among the findings, with its place, value, rule and remedy."""
    line = {0: line, -1: 0}.get(slip.line, slip.line)
    place = (slip.rule, slip.reported_in or slip.file, line, slip.key)
    at_place = [finding for finding in findings if (finding.rule, finding.file, finding.line, finding.key) == place]
    assert at_place, f"{place} is not among {[str(finding) for finding in findings]}"
    assert any(finding.value.startswith(slip.value) and slip.remedy in finding.remedy for finding in at_place), at_place
    assert all(finding.message and finding.remedy and finding.file for finding in findings)


def write_few_tables(tables: Tables, folder: Path) -> Path:
    """Write a release of few tables to a new folder and return it."""
    described = datapackage.build(ROOT, tables)
    described["resources"] = [
        _without_lost_references(resource) for resource in described["resources"] if resource["name"] in FEW_TABLES
    ]
    for name in FEW_TABLES:
        writer.write_table(tables[name], name, folder)
    (folder / release_files.DESCRIPTOR).write_text(datapackage.as_text(described), encoding="utf-8")
    publish(folder)
    return folder


def _without_lost_references(resource: dict[str, object]) -> dict[str, object]:
    """Return a resource with its references to the few tables alone."""
    schema = dict(resource["schema"])  # type: ignore[call-overload]
    references = schema.pop("foreignKeys", [])
    schema["foreignKeys"] = [key for key in references if key["reference"]["resource"] in FEW_TABLES]
    return resource | {"schema": schema}


def publish(folder: Path) -> None:
    """Write the checksums of a release again, as if it had been published as it is."""
    (folder / release_files.CHECKSUMS).write_text(release_files.checksums(folder), encoding="utf-8")


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change the bytes of a file, and assert that they changed."""
    content = path.read_bytes()
    path.write_bytes(change(content))
    assert path.read_bytes() != content, f"{path.name} is as it was"


def redescribe(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    """Change the descriptor of a release."""
    path = folder / release_files.DESCRIPTOR
    described = json.loads(path.read_bytes())
    change(described)
    path.write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
