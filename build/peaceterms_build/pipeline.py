"""The pipeline: what one command needs of a repository, each stage run once and handed on."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from peaceterms.contract.findings import ValidationError
from peaceterms.contract.schemas import Schemas
from peaceterms_build import tables
from peaceterms_build.cache import Cache
from peaceterms_build.checks import corpus_checks
from peaceterms_build.corpus import frozen_codings, reader
from peaceterms_build.evidence import anchoring, text_reuse
from peaceterms_build.parsing import files
from peaceterms_build.reliability import audit
from peaceterms_build.schemas import schema_files

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from peaceterms.contract.tables import Tables
    from peaceterms_build.corpus.reader import Corpus
    from peaceterms_build.evidence.locks import Lock

CARD_FOLDERS = ("documents", "statements", "codings")
ID = re.compile(rb"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True)
class Pipeline:
    """The stages of a build: schemas, corpus, tables, checks.

    Attributes:
        root: The repository.
        cache: What passed before.
    """

    root: Path
    cache: Cache

    @cached_property
    def schemas(self) -> Schemas:
        """The schemas of the tables."""
        section = self.cache.section("schemas", "")
        kept = section.get(self._schemas_sha256)
        if kept is None:
            expanded = schema_files.descriptor(self.root / "schemas")
            section.put(self._schemas_sha256, kept := json.dumps(expanded, ensure_ascii=False))
        return Schemas.from_descriptor(json.loads(kept))

    @cached_property
    def corpus(self) -> Corpus:
        """The corpus with its raw codings."""
        return self._read()

    @cached_property
    def checked_tables(self) -> Tables:
        """The tables of the cards, checked; raw codings that are frozen are trusted."""
        return corpus_checks.built_and_checked(self.root, self._read(trusting=True), self.schemas)

    @cached_property
    def tables(self) -> Tables:
        """Every table of a release, checked."""
        return corpus_checks.built_and_checked(self.root, self.corpus, self.schemas, with_reliability=True)

    @cached_property
    def audits(self) -> dict[str, Any]:
        """What the audits found, by file of `corpus/audits/`."""
        return audit.results(self.corpus.files)

    def check_repository(self) -> None:
        """Compare every text file with the fingerprints of the documents.

        Raises:
            ValidationError: A file repeats nine words or more of a coded document.
        """
        corpus_checks.check_repository(self.root, self.cache)

    def check_cards(self, paths: Collection[Path]) -> None:
        """Check cards with the cards that they name and those that these name.

        Raises:
            ValidationError: One of the cards is at fault, or one of the others cannot be read.
        """
        names = [path.relative_to(self.root).as_posix() for path in paths]
        read = self._read(only={card for path in paths for card in self._named_by(path)})
        built = tables.build(read, self.schemas)
        found = corpus_checks.findings(self.root, read, built, with_registers=False)
        found = [finding for finding in found if finding.file in names]
        found += text_reuse.find(self.root, self.cache, only=names)
        if found:
            raise ValidationError(found)

    def anchor(self, card: Path, text: Path) -> Lock:
        """Find the passages of a card in the text of its document, and write its lock; freeze a raw coding.

        Raises:
            ValidationError: Anything is not found, or a raw coding is at fault; nothing was written.
        """
        is_coding = card.resolve().is_relative_to((self.root / frozen_codings.FOLDER).resolve())
        if is_coding:
            reader.check_coding(self.root, card.resolve(), self.schemas)
        lock = anchoring.run(card, text, self.root / "corpus", self.schemas)
        if is_coding:
            frozen_codings.freeze(self.root, card)
        return lock

    @cached_property
    def _schemas_sha256(self) -> str:
        hashed = hashlib.sha256()
        folder = self.root / "schemas"
        for path in sorted([*folder.rglob("*.yaml"), *folder.glob("meta/*.json")]):
            content_sha256 = hashlib.sha256(files.read_bytes(path)).hexdigest()
            hashed.update(f"{content_sha256}  {path.relative_to(self.root).as_posix()}\n".encode())
        return hashed.hexdigest()

    def _read(self, *, only: Collection[Path] | None = None, trusting: bool = False) -> Corpus:
        kept = self.cache.section("cards", self._schemas_sha256)
        return reader.read(self.root, self.schemas, kept, only=only, trusting=trusting)

    def _named_by(self, card: Path) -> set[Path]:
        known: dict[bytes, list[Path]] = {}
        for folder in CARD_FOLDERS[:2]:
            for path in (self.root / "corpus" / folder).glob("*/*.yaml"):
                known.setdefault(path.stem.encode(), []).append(path)
        names = {
            path: known.keys() & set(ID.findall(files.read_bytes(path))) for paths in known.values() for path in paths
        }
        found = {card} | {path for path, ids in names.items() if card.stem.encode() in ids}
        for _ in range(2):
            found |= {path for one in tuple(found) for name in names.get(one, ()) for path in known[name]}
        return found


@contextmanager
def opened(root: Path, *, whole: bool = False) -> Iterator[Pipeline]:
    """Open the pipeline of a repository for one command: each file is read once, and what passed is kept.

    Args:
        root: The repository.
        whole: Whether the command looks at every file, so that the cache may drop what it did not ask for.
    """
    cache = Cache(root)
    try:
        with files.opened_once():
            yield Pipeline(root, cache)
    except ValidationError:
        cache.close(drop_unused=False)
        raise
    else:
        cache.close(drop_unused=whole)
