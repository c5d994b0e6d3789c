"""Phrases: the verbatim phrases of rows, each of which must be in a passage that its row cites."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from peaceterms.contract import fingerprints, words
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms.contract.schemas import nearest
from peaceterms_build.evidence.text_search import SearchedText
from peaceterms_build.parsing import json_schema, yaml_reader
from peaceterms_build.schemas.card_schemas import CITING_BLOCKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from peaceterms.contract.schemas import Schemas, TableSchema
    from peaceterms_build.evidence.locks import Anchor, Lock
    from peaceterms_build.parsing.yaml_reader import KeyPath, YamlDocument

UNSPACED_SCRIPTS = re.compile(words.UNSPACED_SCRIPTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One verbatim phrase of a row.

    Attributes:
        row_id: The id of its row; for a place of a condition, `<condition_id>.<territory_id>`.
        name: `key_phrase` or `place_as_named`.
        text: The phrase.
        word_limit: How many words it may have.
        passage_ids: The passages that the row cites.
        file: The card that has the row.
        path: The path of the phrase on the card.
        lines: The lines of the card.
    """

    row_id: str
    name: str
    text: str
    word_limit: int
    passage_ids: tuple[str, ...]
    file: str = ""
    path: KeyPath = ()
    lines: Mapping[KeyPath, int] = field(default_factory=dict, repr=False)


def word_limits(table: TableSchema) -> dict[str, int]:
    """Return how many words the verbatim columns of a table may have."""
    return {column.name: column.word_limit for column in table.columns if column.word_limit is not None}


def phrases_of_coding(document: YamlDocument, source_id: str, schemas: Schemas) -> Iterator[Phrase]:
    """Yield the phrases of a raw coding, which cites the passages of its one document by their keys."""
    for key, _ in _entries(document.data["statements"]):
        for phrase in phrases_of(key, document, schemas, above=("statements", key)):
            cited = tuple(f"{source_id}.{passage}" for passage in phrase.passage_ids)
            yield replace(phrase, passage_ids=cited)


def phrases_of_statements(folder: Path, source_id: str, schemas: Schemas) -> tuple[list[Phrase], list[Finding]]:
    """Return the phrases of every row that cites the document, and the findings of unreadable cards."""
    phrases: list[Phrase] = []
    findings: list[Finding] = []
    for path in sorted(folder.glob("*/*.yaml")):
        if f"{source_id}.".encode() not in path.read_bytes():
            continue
        try:
            document = yaml_reader.read(path)
        except ValidationError as refused:
            findings += refused.findings
            continue
        if isinstance(document.data, dict):
            phrases += [
                phrase
                for phrase in phrases_of(path.stem, document, schemas)
                if source_id in map(_source_of, phrase.passage_ids)
            ]
    return phrases, findings


def phrases_of(
    statement_id: str, document: YamlDocument, schemas: Schemas, above: tuple[str, ...] = ()
) -> Iterator[Phrase]:
    """Yield every verbatim phrase of a statement's rows.

    Args:
        statement_id: The id of the statement, which opens the ids of its rows.
        document: The card that has the statement.
        schemas: The schemas, which say how many words a phrase may have.
        above: The path of the statement on the card; empty where the card is the statement.
    """
    statement = document.data
    for step in above:
        statement = statement[step]
    for block, table_of_block in CITING_BLOCKS.items():
        for key, entry in _entries(statement.get(block)):
            cited = tuple(_passage_id(passage) for passage in _items(entry.get("evidence")))
            for path, row_id, row, table in _rows((*above, block, key), f"{statement_id}.{key}", entry, table_of_block):
                for name, limit in word_limits(schemas[table]).items():
                    if isinstance(row.get(name), str):
                        yield Phrase(
                            row_id=row_id,
                            name=name,
                            text=row[name],
                            word_limit=limit,
                            passage_ids=cited,
                            file=document.path.as_posix(),
                            path=(*path, name),
                            lines=document.lines,
                        )


def find_phrases(
    phrases: Iterable[Phrase], source_id: str, anchors: Mapping[str, Anchor], text: str
) -> tuple[dict[str, dict[str, dict[str, str]]], list[Finding]]:
    """Return where each phrase is in this document, and a finding for each that is nowhere.

    A phrase of a row that cites other documents too may be in one of those, so it may be in none of the
    passages of this one. A phrase longer than its kind may be is a finding.

    Args:
        phrases: The phrases of the rows that cite this document.
        source_id: The document.
        anchors: The passages of the document, by their keys on its card.
        text: The text of the document.

    Returns:
        The fingerprint of each phrase by row id, name of the phrase and passage id, and the findings.
    """
    texts = {f"{source_id}.{key}": text[anchor.text_start : anchor.text_end] for key, anchor in anchors.items()}
    found: dict[str, dict[str, dict[str, str]]] = {}
    findings: list[Finding] = []
    for phrase in phrases:
        too_long = _length_finding(phrase)
        if too_long:
            findings.append(too_long)
            continue
        holders = [passage_id for passage_id in phrase.passage_ids if passage_id in texts]
        fingerprint = fingerprints.of(fingerprints.words(phrase.text))
        places = {passage_id: fingerprint for passage_id in holders if _is_in(phrase.text, texts[passage_id])}
        if places:
            found.setdefault(phrase.row_id, {})[phrase.name] = places
        elif len(holders) == len(phrase.passage_ids):
            findings.append(_missing_phrase(phrase, holders, texts))
    return found, findings


def unproven_phrases(phrases: Iterable[Phrase], locked: Iterable[Lock]) -> list[Finding]:
    """Return a finding for each phrase that no lock shows, as it is now, in a passage that its row cites.

    Args:
        phrases: The phrases of any statement cards.
        locked: The locks of every document card; no text is needed.
    """
    proven = {
        (row_id, name, passage_id, fingerprint)
        for lock in locked
        for row_id, names in lock.phrases.items()
        for name, places in names.items()
        for passage_id, fingerprint in places.items()
    }
    return [
        _fault_of(
            phrase,
            "phrase_stands_in_its_passage",
            "no lock shows the phrase in a passage that the row cites",
            "fix the phrase or the evidence, and anchor the document again",
        )
        for phrase in phrases
        if not any(
            (phrase.row_id, phrase.name, passage_id, fingerprints.of(fingerprints.words(phrase.text))) in proven
            for passage_id in phrase.passage_ids
        )
    ]


def unknown_passages(phrases: Iterable[Phrase], source_id: str, passages: Mapping[str, Any]) -> list[Finding]:
    """Return a finding for each phrase whose row cites a passage that the document's card does not have."""
    known = sorted(f"{source_id}.{key}" for key in passages)
    return [
        replace(
            _fault_of(
                phrase,
                "unknown_passage",
                "the row cites a passage that does not exist",
                nearest(cited, known),
            ),
            value=cited,
        )
        for phrase in phrases
        for cited in phrase.passage_ids
        if _source_of(cited) == source_id and cited not in known
    ]


def within(
    phrases: Iterable[Phrase], source_id: str, passages: Mapping[str, Any], anchors: Mapping[str, Anchor]
) -> list[Phrase]:
    """Return the phrases whose cited passages of this document were all found."""
    lost = {f"{source_id}.{key}" for key in passages if key not in anchors}
    return [phrase for phrase in phrases if not lost.intersection(phrase.passage_ids)]


def _length_finding(phrase: Phrase) -> Finding | None:
    count = len(fingerprints.words(phrase.text))
    if count == 0:
        return _fault_of(phrase, "phrase_has_words", "the phrase holds no words", "write it or leave it out")
    if UNSPACED_SCRIPTS.search(phrase.text):
        length = len(phrase.text.strip())
        if length > words.UNSPACED_CHARACTER_LIMIT:
            message = f"the phrase has {length} characters"
            remedy = f"shorten it to at most {words.UNSPACED_CHARACTER_LIMIT}"
            return _fault_of(phrase, "phrase_is_short", message, remedy)
    elif count > phrase.word_limit:
        remedy = f"shorten it to at most {phrase.word_limit}"
        return _fault_of(phrase, "phrase_is_short", f"the phrase has {count} words", remedy)
    return None


def _is_in(phrase: str, passage: str) -> bool:
    """Return whether the words of the phrase are together in the passage.

    Where a script writes no spaces a phrase is a part of what counts as one word, so characters are compared.
    """
    sought = [word.text for word in fingerprints.words(phrase)]
    held = [word.text for word in fingerprints.words(passage)]
    joint = "" if UNSPACED_SCRIPTS.search(phrase) else " "
    edge = joint
    return edge + joint.join(sought) + edge in edge + joint.join(held) + edge


def _missing_phrase(phrase: Phrase, holders: Sequence[str], texts: Mapping[str, str]) -> Finding:
    if not holders:
        message, remedy = "the row of this phrase cites no passage", "add the evidence"
        return _fault_of(phrase, "phrase_stands_in_its_passage", message, remedy)
    sought = [word.text for word in fingerprints.words(phrase.text)]
    cited = SearchedText.of("\n".join(texts[passage_id] for passage_id in holders))
    near = [f"'{run}'" for run, _ in cited.nearest(sought)]
    elsewhere = sorted(key for key, text in texts.items() if key not in holders and _is_in(phrase.text, text))
    if elsewhere:
        remedy = f"it is in {', '.join(elsewhere)}: cite that passage, or choose another phrase"
    else:
        remedy = "copy the phrase from the passage as it is there"
        remedy += f"; the nearest words are {', '.join(near)}" if near else ""
    message = f"the phrase is in none of the passages that its row cites ({', '.join(holders)})"
    return _fault_of(phrase, "phrase_stands_in_its_passage", message, remedy)


def _fault_of(phrase: Phrase, rule: str, message: str, remedy: str) -> Finding:
    return Finding(
        rule=rule,
        message=message,
        remedy=remedy,
        file=phrase.file,
        line=json_schema.line_in(phrase.lines, phrase.path),
        key=json_schema.dotted(phrase.path),
        value=phrase.text,
    )


def _rows(
    path: KeyPath, row_id: str, row: Mapping[str, Any], table: str
) -> Iterator[tuple[KeyPath, str, Mapping[str, Any], str]]:
    """Yield a row of a card and its places, each with its path, id and table."""
    yield path, row_id, row, table
    for index, place in enumerate(_items(row.get("places"))):
        if isinstance(place, dict):
            yield (*path, "places", index), f"{row_id}.{place.get('territory')}", place, "condition_places"


def _passage_id(evidence: object) -> str:
    return str(evidence).partition(" ")[0]


def _source_of(passage_id: str) -> str:
    return passage_id.rpartition(".")[0]


def _entries(block: object) -> list[tuple[str, dict[str, Any]]]:
    """Return the rows of a block; what is not a row is left to the check of the card's shape."""
    items = block.items() if isinstance(block, dict) else ()
    return [(key, row) for key, row in items if isinstance(row, dict)]


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
