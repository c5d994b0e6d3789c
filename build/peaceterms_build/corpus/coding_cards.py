"""Raw codings: one document as one coder coded it, blind, and where the lock says that its passages stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peaceterms_build.corpus import document_cards, statement_cards

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peaceterms.contract.schemas import Schemas
    from peaceterms_build.corpus.document_cards import Passage
    from peaceterms_build.corpus.statement_cards import StatementCard
    from peaceterms_build.evidence.locks import Lock

NEW_NAME = "new: "  # opens the name of what the registers lacked when the document was coded


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


def with_minted_ids(written: Any, minted: Mapping[str, str]) -> Any:
    """Return what a coder wrote with the id in place of each new name that has one.

    Two coders name one new actor differently; without its id they would seem to disagree on who speaks.

    Example:
        >>> with_minted_ids({"performers": ["russia", "new: Port Council"]}, {"Port Council": "port-council"})
        {'performers': ['russia', 'port-council']}
    """
    if isinstance(written, str):
        is_new = written.startswith(NEW_NAME)
        return minted.get(written.removeprefix(NEW_NAME), written) if is_new else written
    if isinstance(written, dict):
        return {key: with_minted_ids(value, minted) for key, value in written.items()}
    if isinstance(written, list):
        return [with_minted_ids(value, minted) for value in written]
    return written
