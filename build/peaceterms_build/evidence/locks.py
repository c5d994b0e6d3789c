"""Locks: what `anchor` found of a card's passages in the text, kept beside the card as generated JSON.

A lock repeats the first and last words that the card gave, so that a card changed since then is noticed
without the text, and holds the proof: fingerprints, offsets, and where each key phrase is.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peaceterms.contract import strict_json
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build.parsing import files, json_schema
from peaceterms_build.parsing.yaml_reader import YamlDocument

if TYPE_CHECKING:
    from collections.abc import Mapping

SIZE_LIMIT = 5_000_000  # bytes; a passage takes 400 of them, and no document has ten thousand passages
COUNT_LIMIT = 2_000_000_000  # the bound of whole numbers in the tables
ANCHOR_AGAIN = "never edit a lock: run `python -m peaceterms_build anchor CARD --text FILE`"

_SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_COUNT = {"type": "integer", "minimum": 0, "maximum": COUNT_LIMIT}
_TEXT = {"type": "string", "minLength": 1}


def _record(*, optional: tuple[str, ...], **properties: dict[str, Any]) -> dict[str, Any]:
    """Return the shape of a mapping; the first locks, frozen with their codings, lack what is optional."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _mapping_of(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": value}


SHAPE = _record(
    optional=("seal",),
    text_sha256=_SHA256,
    words_read=_COUNT,
    passages=_mapping_of(
        _record(
            optional=("first_words", "last_words"),
            starts_with=_TEXT,
            ends_with=_TEXT,
            first_words=_TEXT,
            last_words=_TEXT,
            occurrence={"anyOf": [{"type": "null"}, _COUNT | {"minimum": 1}]},
            fingerprint=_SHA256,
            word_count=_COUNT | {"minimum": 1},
            text_start=_COUNT,
            text_end=_COUNT,
        )
    ),
    phrases=_mapping_of(
        {
            "type": "object",
            "properties": {"key_phrase": _mapping_of(_SHA256), "place_as_named": _mapping_of(_SHA256)},
            "additionalProperties": False,
        }
    ),
    seal=_SHA256,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One passage, found in the text.

    Attributes:
        starts_with: Its first words, as the card gave them.
        ends_with: Its last words, as the card gave them.
        occurrence: Which of several runs the card named; None where the card named none.
        fingerprint: The fingerprint of its words.
        word_count: Their number.
        text_start: The offset of its first code point in the text as stored.
        text_end: The offset just after its last code point.
        first_words: Its first words as the text has them, with the marks between them that a card may leave
            out and a link to the passage needs; white space is folded.
        last_words: Its last words as the text has them.
    """

    starts_with: str
    ends_with: str
    occurrence: int | None
    fingerprint: str
    word_count: int
    text_start: int
    text_end: int
    first_words: str | None = None
    last_words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The lock of one document card or raw coding.

    Attributes:
        text_sha256: SHA-256 of the bytes of the text file as stored.
        words_read: The number of words of that text.
        passages: The anchor of each passage, by its key on the card.
        phrases: For each row and each of its verbatim phrases the passages that hold it, with the
            fingerprint of its words: `{row_id: {"key_phrase": {passage_id: fingerprint}}}`. The row id of a
            place of a condition is that of the condition, a full stop, and that of the territory.
    """

    text_sha256: str
    words_read: int
    passages: Mapping[str, Anchor] = field(default_factory=dict)
    phrases: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


def path_of(card: Path) -> Path:
    """Return where the lock of a card is.

    Example:
        >>> path_of(Path("corpus/documents/2019/gazette-2019-05-02.yaml")).as_posix()
        'corpus/documents/2019/gazette-2019-05-02.lock'
    """
    return card.with_suffix(".lock")


def read(path: Path, *, file: str = "") -> Lock:
    """Return the lock of a file, or refuse it with every fault that was found.

    Args:
        path: The lock.
        file: How findings name it; as the path does where this is left out.

    Raises:
        ValidationError: The lock is missing, or not as `anchor` writes it.
    """
    file = file or path.as_posix()
    try:
        content = files.read_bytes(path, SIZE_LIMIT)
    except FileNotFoundError as error:
        message = "the passages of the card were never anchored: it has no lock"
        remedy = "run `python -m peaceterms_build anchor CARD --text FILE`"
        raise ValidationError([Finding(rule="missing_lock", message=message, remedy=remedy, file=file)]) from error
    except OSError as error:
        raise ValidationError([_malformed(f"the lock cannot be read ({error.strerror})", file)]) from error
    return parse(content, file)


def parse(content: bytes, file: str) -> Lock:
    """Return the lock that the bytes of a file hold.

    Raises:
        ValidationError: They are not as `anchor` writes them.
    """
    if len(content) > SIZE_LIMIT:
        raise ValidationError([_malformed(f"the lock is longer than {SIZE_LIMIT} bytes", file)])
    try:
        data = strict_json.parse(content)
    except ValueError as error:
        raise ValidationError([_malformed(f"the lock is malformed: {error}", file)]) from error
    findings = json_schema.findings(YamlDocument(path=Path(file), data=data, lines={}), SHAPE, file)
    if findings:
        raise ValidationError(replace(finding, rule="malformed_lock", remedy=ANCHOR_AGAIN) for finding in findings)
    # A figure or letter of a lock can be changed so that all else still fits: only its seal shows that.
    if data.pop("seal", None) not in (None, seal := seal_of(data)):
        message = f"the lock was changed after it was written: its seal should be {seal}"
        raise ValidationError([_malformed(message, file, key="seal")])
    passages = {key: Anchor(**anchor) for key, anchor in data["passages"].items()}
    return Lock(**(data | {"passages": passages}))


def to_json(lock: Lock) -> str:
    """Return the lock as it is written: sealed, keys sorted, indented, a line feed at the end."""
    data = asdict(lock)
    sealed = data | {"seal": seal_of(data)}
    return json.dumps(sealed, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def seal_of(data: Mapping[str, Any]) -> str:
    """Return the hash of a lock's content, by which a later change of it is seen without the text."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def write(path: Path, lock: Lock) -> None:
    """Write the lock, whole or not at all."""
    write_whole({path: to_json(lock)})


def write_whole(contents: Mapping[Path, str]) -> None:
    """Write several text files: each beside its place first, and into place only when all are written."""
    staged: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[path] = path.with_name(f".{path.name}.{os.getpid()}.new")
            staged[path].write_text(content, encoding="utf-8", newline="\n")
        for path, new in staged.items():
            new.replace(path)
    finally:
        for new in staged.values():
            new.unlink(missing_ok=True)


def stale_passages(lock: Lock, passages: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the keys of the passages in which the card and its lock differ.

    Args:
        lock: The lock beside the card.
        passages: The passages as the card has them.

    Example:
        >>> lock = Lock(text_sha256="0" * 64, words_read=9)
        >>> stale_passages(lock, {"p01": {"starts_with": "The mayor", "ends_with": "on Monday"}})
        ['p01']
    """
    on_card = {key: _as_given(entry.get) for key, entry in passages.items()}
    in_lock = {key: _as_given(partial(getattr, anchor)) for key, anchor in lock.passages.items()}
    return sorted(key for key in on_card.keys() | in_lock.keys() if on_card.get(key) != in_lock.get(key))


def _as_given(value_of: Any) -> tuple[Any, ...]:
    return tuple(value_of(name) for name in ("starts_with", "ends_with", "occurrence"))


def _malformed(message: str, file: str, key: str = "") -> Finding:
    return Finding(rule="malformed_lock", message=message, remedy=ANCHOR_AGAIN, file=file, key=key)
