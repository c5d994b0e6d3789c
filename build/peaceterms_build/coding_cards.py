"""Raw codings: one document as one coder coded it, blind, and where the lock says that its passages stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peaceterms_build import document_cards, locks, statement_cards

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from peaceterms.contract.schemas import Schemas
    from peaceterms_build.corpus import Corpus
    from peaceterms_build.document_cards import Passage
    from peaceterms_build.locks import Lock
    from peaceterms_build.statement_cards import StatementCard

FOLDER = "corpus/codings/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """One raw coding with its lock.

    Attributes:
        coder_id: Who coded it.
        source_id: The document.
        text_sha256: SHA-256 of the text that its passages were found in.
        passages: Its passages, under their keys on the card (`p01`), each with its offsets in that text.
        statements: Its statements as statement cards, under their keys (`s01`); their rows are `s01.c01`,
            their evidence cites passages by key, and the document, being all that was read, is their primary
            source.
        utterances: For each statement the listed utterance that the coder took it for, or `new: ` and what
            it is.
        notes: What the coder remarked.
    """

    coder_id: str
    source_id: str
    text_sha256: str
    passages: tuple[Passage, ...]
    statements: tuple[StatementCard, ...]
    utterances: Mapping[str, str]
    notes: tuple[str, ...]


def read(root: Path, corpus: Corpus, schemas: Schemas) -> tuple[Coding, ...]:
    """Return every raw coding of a corpus, in the order of documents and coders.

    Args:
        root: The repository.
        corpus: Its corpus, which was read, and so has held each raw coding against its shape and lock.
        schemas: Its schemas.
    """
    codings = (
        parse(
            coder_id=(root / file).parent.name,
            source_id=(root / file).stem,
            data=document.data,
            lock=locks.read(locks.path_of(root / file)),
            schemas=schemas,
        )
        for file, document in corpus.files.items()
        if file.startswith(FOLDER)
    )
    return tuple(sorted(codings, key=lambda coding: (coding.source_id, coding.coder_id)))


def parse(coder_id: str, source_id: str, data: Mapping[str, Any], lock: Lock, schemas: Schemas) -> Coding:
    """Return the coding of the data, which must have passed its shape and agree with its lock."""
    return Coding(
        coder_id=coder_id,
        source_id=source_id,
        text_sha256=lock.text_sha256,
        passages=document_cards.passages(data["passages"], lock, schemas),
        statements=tuple(
            statement_cards.parse(key, entry | {"primary_source": source_id}, schemas)
            for key, entry in sorted(data["statements"].items())
        ),
        utterances={key: entry["utterance"] for key, entry in data["statements"].items()},
        notes=tuple(data.get("notes", ())),
    )
