"""Document cards: what was printed where, and the passages that carry statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peaceterms_build.schemas import card_keys

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from peaceterms.contract.schemas import Schemas
    from peaceterms_build.evidence.locks import Anchor, Lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of words that carries a statement, as its card and its lock tell it."""

    passage_id: str
    statement_id: str
    is_principal: bool
    rendition: str
    reporting_verb: str | None
    credited_publisher_id: str | None
    word_count: int
    fingerprint: str
    starts_with: str
    ends_with: str
    text_start: int | None
    text_end: int | None
    locator: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCard:
    """One document card with its lock."""

    source_id: str
    title: str
    publisher_id: str
    source_type: str
    language: str
    published_earliest_date: datetime.date
    published_latest_date: datetime.date
    published_basis: str
    evidence_url: str | None
    url: str | None
    extent_read: str
    words_read: int
    text_sha256: str | None
    read_date: datetime.date
    coding_status: str
    manual_version: str
    note: str | None
    passages: tuple[Passage, ...]


def _as_printed(anchor: Anchor) -> dict[str, str]:
    """Return the first and last words as the text has them, where the lock tells them."""
    printed = {"starts_with": anchor.first_words, "ends_with": anchor.last_words}
    return {name: words for name, words in printed.items() if words is not None}


def passages(
    entries: Mapping[str, Mapping[str, Any]], lock: Lock, schemas: Schemas, *, above: str = ""
) -> tuple[Passage, ...]:
    """Return the passages of a document card or raw coding, in the order of their keys.

    Args:
        entries: The passages as the card has them, by their keys.
        lock: The lock beside the card, which must agree with it.
        schemas: The schemas of the tables.
        above: What opens the ids of the passages; a raw coding has its keys alone.
    """
    columns = card_keys.written(schemas["passages"])
    carried = [entry["statement"] for entry in entries.values()]
    found = []
    for key, entry in sorted(entries.items()):
        anchor = lock.passages[key]
        written = card_keys.cells(entry, columns)
        # A statement that one passage alone carries has it as its principal one without saying so.
        written["is_principal"] = entry.get("principal", carried.count(entry["statement"]) == 1)
        found.append(
            Passage(
                passage_id=f"{above}{key}",
                word_count=anchor.word_count,
                fingerprint=anchor.fingerprint,
                text_start=anchor.text_start,
                text_end=anchor.text_end,
                **(written | _as_printed(anchor)),
            )
        )
    return tuple(found)


def parse(source_id: str, data: Mapping[str, Any], lock: Lock, schemas: Schemas) -> DocumentCard:
    """Return the card of the data, which must have passed its shape and agree with its lock."""
    cells = card_keys.cells(data, card_keys.written(schemas["sources"], without=["source_id"]))
    return DocumentCard(
        source_id=source_id,
        words_read=lock.words_read,
        text_sha256=lock.text_sha256,
        passages=passages(data["passages"], lock, schemas, above=f"{source_id}."),
        **cells,
    )
