"""The corpus: every card, lock and register, read and compared with its JSON Schema before anything is built."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build import progress
from peaceterms_build.cache import Cache
from peaceterms_build.corpus import coding_cards, frozen_codings, records, registers
from peaceterms_build.corpus.records import Card, Location
from peaceterms_build.evidence import locks
from peaceterms_build.parsing import json_schema, yaml_reader
from peaceterms_build.schemas import card_schemas, schema_files

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from peaceterms.contract.schemas import Schemas
    from peaceterms_build.cache import Section
    from peaceterms_build.corpus.coding_cards import Coding
    from peaceterms_build.corpus.records import Record
    from peaceterms_build.parsing.yaml_reader import YamlDocument

# What a coder may have to name that no register has yet.
REGISTERS_OF_NEW_IDS = ("actors", "publishers", "territories", "proposals", "legal_acts")
BUILT_GROUPS = ("derived", "reliability")  # of the tables that no card writes
INHERITED_KEYS = ("move", "force")
# The places of the files of the corpus, to which those of the registers come.
PLACES = (
    r"(?:.*/)?README\.md|MANUAL\.md|(?:documents|codings)/[^/]+/[^/]+\.(?:yaml|lock)|statements/[^/]+/[^/]+\.yaml"
    r"|registers/code_evidence\.yaml|adjudications/[^/]+\.yaml"
    r"|codings/SHA256SUMS|fingerprints/[^/]+\.txt|(?:samples|new_ids)/[^/]+\.yaml"
    rf"|audits/(?:{'|'.join(card_schemas.AUDITS)})\.yaml"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What was read from `corpus/` and `schemas/`.

    Attributes:
        records: The rows that cards, registers and crosswalks write, by table.
        codings: The raw codings with their locks, in the order of documents and coders.
        samples: The sample that a document was drawn for, by document.
        locks: The locks of the document cards.
        files: Every file as it was parsed, by its path in the repository, for its lines.
    """

    records: Mapping[str, tuple[Record, ...]]
    codings: tuple[Coding, ...]
    samples: Mapping[str, str]
    locks: tuple[locks.Lock, ...]
    files: Mapping[str, YamlDocument]


def read(
    root: Path,
    schemas: Schemas,
    kept: Section | None = None,
    *,
    only: Collection[Path] | None = None,
    trusting: bool = False,
) -> Corpus:
    """Return the corpus of a repository.

    Args:
        root: The folder that holds `corpus/` and `schemas/`.
        schemas: The schemas of that repository.
        kept: The data of files that passed these schemas before.
        only: The document cards, statement cards and codings to read; all where this is left out.
        trusting: Whether to pass over raw codings that are frozen, as a check of the cards may.

    Raises:
        ValidationError: Any card, lock, register or raw coding is at fault; all findings are reported.
    """
    reader = _Reader(root, schemas, kept or Cache().section("cards", ""))
    for name in card_schemas.registers(schemas):
        reader.read_register(name)
    for kind, read_card in (("documents", reader.read_document), ("statements", reader.read_statement)):
        for path in progress.steps(_cards(root, kind, only), kind):
            read_card(path)
    for kind, read_list in (("samples", reader.read_sample), ("new_ids", reader.read_new_ids)):
        for path in sorted((root / "corpus" / kind).glob("*.yaml")):
            read_list(path)
    reader.read_codings(only, trusting=trusting)
    reader.read_code_evidence()
    if only is None:
        reader.read_adjudications_and_audits()
        reader.findings += _findings_of_strays(root, card_schemas.registers(schemas))
        reader.findings += _findings_of_fingerprints(root)
    if reader.findings:
        raise ValidationError(reader.findings)
    for name in schema_files.CROSSWALKS:
        file = f"schemas/vocabularies/{name}.yaml"
        document = reader.read_shaped(root / file, "crosswalk")
        if document is not None:
            reader.records += registers.crosswalk(document, schemas[name], file)
    found = records.by_table(reader.records)
    return Corpus(
        records={name: found.get(name, ()) for name in schemas if schemas[name].group not in BUILT_GROUPS},
        codings=tuple(sorted(reader.codings, key=lambda coding: (coding.source_id, coding.coder_id))),
        samples=reader.samples,
        locks=tuple(reader.locks),
        files=reader.files,
    )


def check_coding(root: Path, path: Path, schemas: Schemas) -> None:
    """Check a raw coding in full before it is anchored.

    Raises:
        ValidationError: The coding has not its form.
    """
    reader = _Reader(root, schemas, Cache().section("cards", ""))
    reader.read_shaped(path, "coding")
    if reader.findings:
        raise ValidationError(reader.findings)


def _findings_of_strays(root: Path, registers: Iterable[str]) -> list[Finding]:
    """Return a finding for each file that nothing reads: a slip of a name would lose a card in silence."""
    folder = root / "corpus"
    places = re.compile("|".join([PLACES, *(rf"registers/{name}\.yaml" for name in registers)]))
    return [
        Finding(
            rule="every_file_has_its_place",
            message="nothing reads a file of this name here",
            remedy="move, rename or delete it; cards end in .yaml and are under their year or coder",
            file=path.relative_to(root).as_posix(),
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and _is_stray(path, folder, places)
    ]


def _findings_of_fingerprints(root: Path) -> list[Finding]:
    """Return a finding for each document without fingerprints: a copy of its sentences would pass in silence."""
    return [
        Finding(
            rule="documents_have_fingerprints",
            message="the document has no fingerprints, or an empty file of them",
            remedy="restore the file from the repository's history, or anchor the document again",
            file=path.relative_to(root).as_posix(),
        )
        for card in _cards(root, "documents", None)
        for path in (root / "corpus" / "fingerprints" / f"{card.stem}.txt",)
        if not path.is_file() or not path.stat().st_size
    ]


def _is_stray(path: Path, folder: Path, places: re.Pattern[str]) -> bool:
    """Return whether a file of the corpus is none that is read; a lock is read with its card."""
    has_no_card = path.suffix == ".lock" and not path.with_suffix(".yaml").is_file()
    return has_no_card or not places.fullmatch(path.relative_to(folder).as_posix())


def _cards(root: Path, kind: str, only: Collection[Path] | None) -> list[Path]:
    """Return the cards of a kind: documents and statements by year, codings by coder."""
    return [path for path in sorted((root / "corpus" / kind).glob("*/*.yaml")) if only is None or path in only]


class _Reader:
    """Reads one file after the other and keeps every finding, so that all are reported at once."""

    def __init__(self, root: Path, schemas: Schemas, kept: Section) -> None:
        self.root = root
        self.schemas = schemas
        self.kept = kept
        self.locks: list[locks.Lock] = []
        self.records: list[Record] = []
        self.registers: dict[str, tuple[Record, ...]] = {}
        self.codings: list[Coding] = []
        self.samples: dict[str, str] = {}
        self.new_ids: dict[str, Mapping[str, str]] = {}
        self.files: dict[str, YamlDocument] = {}
        self.findings: list[Finding] = []
        self.shapes = {
            "document": card_schemas.document(schemas),
            "statement": card_schemas.statement(schemas),
            "coding": card_schemas.coding(schemas),
            "adjudication": card_schemas.adjudication(schemas),
            "sample": card_schemas.sample(schemas),
            "new_ids": card_schemas.new_ids(schemas),
            "code_evidence": card_schemas.code_evidence(schemas),
            "crosswalk": {},  # it was compared with its JSON Schema when the schemas were read
            **card_schemas.audits(schemas),
            **{f"register-{name}": card_schemas.register(name, schemas) for name in card_schemas.registers(schemas)},
        }
        self.identifier = schemas["statements"].column("statement_id").constraints["pattern"]

    def read_shaped(self, path: Path, kind: str) -> YamlDocument | None:
        """Return the parsed file if it has the shape of its kind; else keep its findings and return nothing."""
        file = path.relative_to(self.root).as_posix()
        try:
            content = yaml_reader.read_content(path, file)
            key = f"{kind} {hashlib.sha256(content).hexdigest()}"
            kept = self.kept.get(key)
            if kept is not None:
                lines = yaml_reader.LinesOnDemand(content, path)
                document = yaml_reader.YamlDocument(path=path, data=json.loads(kept), lines=lines)
            else:
                document = yaml_reader.parse_whole(content, path, file)
        except ValidationError as refused:
            self.findings += refused.findings
            return None
        if kept is None:
            found = json_schema.findings(document, self.shapes[kind], file)
            self.findings += found
            if found:
                return None
            self.kept.put(key, json.dumps(document.data, ensure_ascii=False))
        self.files[file] = document
        return document

    def card(self, path: Path, data: Mapping[str, Any]) -> Card:
        """Return a card that was read, with what it says and where."""
        file = path.relative_to(self.root).as_posix()
        return Card(data, self.schemas, Location(file, self.files[file].lines))

    def read_register(self, name: str) -> None:
        """Read the register of a table."""
        path = self.root / "corpus" / "registers" / f"{name}.yaml"
        document = self.read_shaped(path, f"register-{name}")
        if document is not None:
            file = path.relative_to(self.root).as_posix()
            rows = tuple(registers.records(document, self.schemas, file))
            self.registers[name] = tuple(row for row in rows if row.table == name)
            self.records += rows

    def read_document(self, path: Path) -> None:
        """Read a document card and its lock."""
        document = self.read_shaped(path, "document")
        if document is None:
            return
        lock = self.read_lock(path, document)
        card_faults = self.findings_of_place(path, document.data["published"])
        self.findings += card_faults
        if lock is not None:
            self.locks.append(lock)
        if lock is not None and not card_faults:
            self.records += records.of_document(path.stem, self.card(path, document.data), lock)

    def read_lock(self, path: Path, document: YamlDocument) -> locks.Lock | None:
        """Return the lock beside a card if it agrees with the card; else keep the findings."""
        file = path.relative_to(self.root).as_posix()
        try:
            lock_path = locks.path_of(path)
            lock = locks.read(lock_path, file=lock_path.relative_to(self.root).as_posix())
        except ValidationError as refused:
            self.findings += refused.findings
            return None
        stale = locks.stale_passages(lock, document.data["passages"])
        self.findings += [
            Finding(
                rule="lock_agrees_with_its_card",
                message="the passage on the card is not the one that was anchored",
                remedy=f"run `python -m peaceterms_build anchor {file} --text FILE` again",
                file=file,
                line=json_schema.line_of(document, ("passages", key)),
                key=f"passages.{key}",
            )
            for key in stale
        ]
        return None if stale else lock

    def read_statement(self, path: Path) -> None:
        """Read a statement card."""
        document = self.read_shaped(path, "statement")
        if document is None:
            return
        file = path.relative_to(self.root).as_posix()
        found = self.findings_of_place(path, document.data["said"])
        found += [
            Finding(
                rule="missing_key",
                message=f"missing {key}, and the statement's defaults have none",
                remedy=f"write {key} on the condition or under `defaults`",
                file=file,
                line=json_schema.line_of(document, ("conditions", name)),
                key=f"conditions.{name}",
            )
            for name, entry in document.data.get("conditions", {}).items()
            for key in INHERITED_KEYS
            if key not in entry and key not in document.data.get("defaults", {})
        ]
        found += _findings_of_links(document, file)
        self.findings += found
        if not found:
            self.records += records.of_statement(path.stem, self.card(path, document.data))

    def read_sample(self, path: Path) -> None:
        """Read which documents were drawn for which sample."""
        document = self.read_shaped(path, "sample")
        if document is not None:
            self.samples |= {source_id: entry["sample"] for source_id, entry in document.data.items()}

    def read_new_ids(self, path: Path) -> None:
        """Read the ids of a document's new names, which must be ids of a register by now."""
        document = self.read_shaped(path, "new_ids")
        if document is None:
            return
        self.new_ids[path.stem] = document.data
        if not self.registers.keys() >= set(REGISTERS_OF_NEW_IDS):
            return  # a register at fault has its own findings
        known = {
            entry.cells[self.schemas[name].primary_key[0]]
            for name in REGISTERS_OF_NEW_IDS
            for entry in self.registers[name]
        }
        self.findings += [
            Finding(
                rule="new_ids_are_in_a_register",
                message="no register has the id that the name was given",
                remedy=f"add the entry to one of {', '.join(REGISTERS_OF_NEW_IDS)}, or correct the id",
                file=path.relative_to(self.root).as_posix(),
                line=json_schema.line_of(document, (name,)),
                key=name,
                value=new_id,
            )
            for name, new_id in document.data.items()
            if new_id not in known
        ]

    def read_codings(self, only: Collection[Path] | None, *, trusting: bool) -> None:
        """Read the raw codings, and compare the frozen ones with their hashes."""
        frozen, malformed = frozen_codings.manifest(self.root)
        cards = _cards(self.root, "codings", only)
        self.findings += malformed
        self.findings += frozen_codings.findings(self.root, frozen, cards, whole=only is None)
        for path in progress.steps(cards, "raw codings"):
            if not (trusting and frozen_codings.is_frozen(path, frozen)):
                self.read_coding(path)

    def read_adjudications_and_audits(self) -> None:
        """Read what no table is made of: it must have its form."""
        for path in sorted((self.root / "corpus" / "adjudications").glob("*.yaml")):
            self.read_shaped(path, "adjudication")
        for name in card_schemas.AUDITS:
            path = self.root / "corpus" / "audits" / f"{name}.yaml"
            if path.is_file():
                self.read_shaped(path, f"audit-{name}")

    def read_coding(self, path: Path) -> None:
        """Read a raw coding and its lock: agreement is measured on it, no card is made of it."""
        document = self.read_shaped(path, "coding")
        lock = self.read_lock(path, document) if document is not None else None
        if document is not None and lock is not None:
            data = coding_cards.with_new_ids(document.data, self.new_ids.get(path.stem, {}))
            self.codings.append(coding_cards.parse(path.parent.name, path.stem, self.card(path, data), lock))

    def read_code_evidence(self) -> None:
        """Hold the evidence of external codes against the registers, both ways."""
        path = self.root / "corpus" / "registers" / "code_evidence.yaml"
        document = self.read_shaped(path, "code_evidence")
        if document is None:
            return
        evidenced = {
            (entry["table"], entry["id"], entry["column"]): (index, entry["value"])
            for index, entry in enumerate(document.data)
            if entry["table"] in self.registers  # a register at fault has its own findings
        }
        for table, columns in EVIDENCED_COLUMNS.items():
            key = self.schemas[table].primary_key[0]
            for entry in self.registers.get(table, ()):
                for column in columns:
                    value = entry.cells[column]
                    _, seen = evidenced.pop((table, entry.cells[key], column), (0, None))
                    if value != seen:
                        self.findings.append(self.fault_of_code(entry, column, value, seen))
        file = path.relative_to(self.root).as_posix()
        self.findings += [
            Finding(
                rule="code_evidence_is_of_a_code",
                message="evidence for a code that no register has",
                remedy="write the code in the register, or drop the evidence",
                file=file,
                line=json_schema.line_of(document, (index,)),
                key=".".join(key),
                value=str(value),
            )
            for key, (index, value) in evidenced.items()
        ]

    def fault_of_code(self, entry: Record, column: str, value: object, seen: object) -> Finding:
        """Return the fault of an external code that differs between its register and its evidence."""
        line, key = entry.location.of(column)
        return Finding(
            rule="external_codes_have_evidence",
            message=f"the register has {_shown(value)}, its evidence has {_shown(seen)}",
            remedy="add the evidence to corpus/registers/code_evidence.yaml, or leave the code out",
            file=entry.location.file,
            line=line,
            key=key,
        )

    def findings_of_place(self, path: Path, date: str) -> list[Finding]:
        """Return the findings of a card's file name and folder: the form of its id, and its first year."""
        file = path.relative_to(self.root).as_posix()
        found = []
        if not re.fullmatch(self.identifier, path.stem):
            remedy = "rename the file: lower-case letters, digits and hyphens, as in `rt-2024-03-13`"
            found.append(
                Finding(
                    rule="ids_have_their_form",
                    message="the file name is not an id",
                    remedy=remedy,
                    file=file,
                    line=1,
                    value=path.stem,
                )
            )
        if path.parent.name != date[:4]:
            found.append(
                Finding(
                    rule="cards_stand_under_their_year",
                    message=f"the card's first day is in {date[:4]}",
                    remedy=f"move it to the folder {date[:4]}",
                    file=file,
                    line=1,
                    value=path.parent.name,
                )
            )
        return found


# External codes that must have been seen somewhere; ISO codes are compared with pycountry instead.
EVIDENCED_COLUMNS = {"actors": ("cow_code", "gw_code", "wikidata_id"), "territories": ("wikidata_id",)}


def _shown(code: object) -> str:
    return "no code" if code is None else repr(code)


def _findings_of_links(document: YamlDocument, file: str) -> list[Finding]:
    conditions = document.data.get("conditions", {})
    ends = {
        (index, end)
        for index, text in enumerate(document.data.get("links", ()))
        for link in records.links(text)
        for end in (link["from_condition"], link["to_condition"])
    }
    return [
        Finding(
            rule="links_join_conditions_of_the_card",
            message="the link names a condition that the card does not have",
            remedy=f"its conditions are {', '.join(conditions) or 'none'}",
            file=file,
            line=json_schema.line_of(document, ("links", index)),
            key=f"links[{index}]",
            value=condition,
        )
        for index, condition in sorted(ends)
        if condition not in conditions
    ]
