"""Raw codings: one document as one coder coded it, blind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from peaceterms_build.corpus import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from peaceterms_build.corpus.records import Card, Record
    from peaceterms_build.evidence.locks import Lock

NEW_NAME = "new: "  # opens the name of what the registers lacked when the document was coded


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """One raw coding with its lock.

    Attributes:
        coder_id: Who coded it.
        source_id: The document.
        text_sha256: SHA-256 of the text that its passages were found in.
        records: Its rows by table. Passages and statements have their keys on the card for ids (`p01`, `s01`), and
            rows of a statement `s01.c01`.
        utterances: For each statement the listed utterance that the coder took it for, or `new: ` and what
            it is.
        notes: What the coder remarked.
    """

    coder_id: str
    source_id: str
    text_sha256: str
    records: Mapping[str, tuple[Record, ...]]
    utterances: Mapping[str, str]
    notes: tuple[str, ...]


def parse(coder_id: str, source_id: str, card: Card, lock: Lock) -> Coding:
    """Return the coding of a card, which must agree with its lock."""
    return Coding(
        coder_id=coder_id,
        source_id=source_id,
        text_sha256=lock.text_sha256,
        records=records.by_table(_records(source_id, card, lock)),
        utterances={key: entry["utterance"] for key, entry in card.data["statements"].items()},
        notes=tuple(card.data.get("notes", ())),
    )


def _records(source_id: str, card: Card, lock: Lock) -> Iterator[Record]:
    yield from records.of_passages(source_id, card, lock)
    for key, entry in card.data["statements"].items():
        # The document, being all that was read, is the primary source of its statements.
        statement = replace(card, data=entry | {"primary_source": source_id}, at=card.at.under("statements", key))
        yield from records.of_statement(key, statement)


def with_new_ids(written: Any, new_ids: Mapping[str, str]) -> Any:
    """Return what a coder wrote with the id in place of each new name that has one.

    Two coders name one new actor differently; without its id they would seem to disagree on who speaks.

    Example:
        >>> with_new_ids({"performers": ["russia", "new: Port Council"]}, {"Port Council": "port-council"})
        {'performers': ['russia', 'port-council']}
    """
    if isinstance(written, str):
        is_new = written.startswith(NEW_NAME)
        return new_ids.get(written.removeprefix(NEW_NAME), written) if is_new else written
    if isinstance(written, dict):
        return {key: with_new_ids(value, new_ids) for key, value in written.items()}
    if isinstance(written, list):
        return [with_new_ids(value, new_ids) for value in written]
    return written
