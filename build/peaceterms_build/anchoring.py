"""Anchoring: each passage of a card is found in the document's text, and its proof is locked.

A card gives a passage by its first and last words. Anchoring finds the one run of words that they bound,
writes its fingerprint and offsets to the lock beside the card, and sees that the verbatim phrases of every
row that cites the document stand in a passage that the row cites. Nothing is written unless all is found.
"""

from __future__ import annotations

import bisect
import difflib
import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from peaceterms.contract import fingerprints
from peaceterms.contract.faults import Fault, Refused
from peaceterms.contract.schemas import nearest
from peaceterms_build import locks, shapes, yaml_reader
from peaceterms_build.locks import Anchor, Lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from peaceterms_build.yaml_reader import YamlDocument

PASSAGE_WORD_LIMIT = (
    200  # a passage is the shortest run that carries a statement; a long paragraph has 200 words
)
EDGE_WORD_LIMIT = 3  # enough to find a passage, too few to borrow a sentence
PHRASE_WORD_LIMITS = {
    "key_phrase": 8,  # a distinctive phrase, never a sentence
    "place_as_named": 6,  # the longest official names of places
}
UNSPACED_CHARACTER_LIMIT = 16  # about eight words where a script writes no spaces
UNSPACED_SCRIPTS = re.compile(  # Thai, Lao, Burmese, Khmer, kana, Han
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
)
ROW_BLOCKS = ("conditions", "assertions", "control_reports")
SHOWN_CANDIDATES = 10  # what a person can choose from on one screen
NEAREST_SHOWN = 3  # near misses are hints, and three hints are enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One verbatim phrase of a row.

    Attributes:
        row_id: The id of its row; for a place of a condition, `<condition_id>.<territory_id>`.
        name: `key_phrase` or `place_as_named`.
        text: The phrase.
        passage_ids: The passages that the row cites.
        file: The card that has the row.
        line: The line of the phrase on the card.
        key: The key of the phrase on the card.
    """

    row_id: str
    name: str
    text: str
    passage_ids: tuple[str, ...]
    file: str = ""
    line: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text and its words."""

    text: str
    words: list[fingerprints.Word]

    @classmethod
    def of(cls, text: str) -> _Text:
        return cls(text, fingerprints.words(text))

    def positions(self, sought: Sequence[str]) -> list[int]:
        """Return the index of each word at which the sought words begin."""
        wanted = list(sought)
        return [
            index
            for index, word in enumerate(self.words)
            if word.text == wanted[0] and [w.text for w in self.words[index : index + len(wanted)]] == wanted
        ]

    def folded(self, start: int, end: int) -> str:
        """Return a stretch of the text with its white space folded, as a browser shows it."""
        return " ".join(self.text[start:end].split())

    def line(self, index: int) -> int:
        """Return the line of a word, counted from 1."""
        return self.text.count("\n", 0, self.words[index].start) + 1

    def nearest(self, sought: Sequence[str]) -> list[tuple[str, int]]:
        """Return the runs of words that come nearest to the sought ones, each with its line."""
        length = len(sought)
        first_index: dict[str, int] = {}
        for index in range(len(self.words) - length + 1):
            run = " ".join(word.text for word in self.words[index : index + length])
            first_index.setdefault(run, index)
        near = difflib.get_close_matches(" ".join(sought), first_index, n=NEAREST_SHOWN)
        return [(run, self.line(first_index[run])) for run in near]


def run(card: Path, text: Path, corpus: Path) -> Lock:
    """Anchor a document card or raw coding, and write its lock and the fingerprints of its text.

    Args:
        card: The document card or raw coding.
        text: The text of its document.
        corpus: The folder `corpus/` that holds the statement cards and the fingerprints.

    Raises:
        Refused: Anything is not found, or found more than once; nothing was written.
    """
    lock = anchor(card, text, corpus)
    contents = {locks.path_of(card): locks.to_json(lock)}
    if not _is_raw_coding(yaml_reader.read(card).data):
        runs = set(fingerprints.nine_word_runs(fingerprints.words(_read_text(text)[1])))
        listed = "".join(f"{run}\n" for run in sorted(runs))
        contents[corpus / "fingerprints" / f"{card.stem}.txt"] = listed
    locks.write_whole(contents)
    return lock


def anchor(card: Path, text: Path, corpus: Path) -> Lock:
    """Return the lock of a document card or raw coding, and write nothing.

    Args:
        card: The document card or raw coding.
        text: The text of its document.
        corpus: The folder `corpus/` that holds the statement cards.

    Raises:
        Refused: Anything is not found, or found more than once.
    """
    document = yaml_reader.read(card)
    passages = _passages(document)
    content, stored = _read_text(text)
    anchors, faults = anchor_passages(passages, stored)
    faults = list(_located(faults, document))
    source_id = card.stem
    if _is_raw_coding(document.data):
        phrases = list(_phrases_of_coding(document, source_id))
    else:
        phrases, unreadable = _phrases_of_statements(corpus / "statements", source_id)
        faults += unreadable
    faults += unknown_passages(phrases, source_id, passages)
    # A passage that was not found has its fault already; its rows' phrases cannot be looked for.
    found, phrase_faults = find_phrases(
        _within(phrases, source_id, passages, anchors), source_id, anchors, stored
    )
    faults += phrase_faults
    if faults:
        raise Refused(faults)
    return Lock(
        text_sha256=hashlib.sha256(content).hexdigest(),
        words_read=len(fingerprints.words(stored)),
        passages=anchors,
        phrases=found,
    )


def anchor_passages(
    passages: Mapping[str, Mapping[str, Any]], text: str
) -> tuple[dict[str, Anchor], list[Fault]]:
    """Return the anchor of each passage that was found, and a fault for each that was not.

    Args:
        passages: The passages of a card, by their keys: starts_with, ends_with and, if need be, occurrence.
        text: The text of the document.

    Example:
        >>> text = "Council news. The bridge stays shut, the mayor said. It rained."
        >>> passages = {"p01": {"starts_with": "The bridge", "ends_with": "mayor said"}}
        >>> anchors, faults = anchor_passages(passages, text)
        >>> text[anchors["p01"].text_start : anchors["p01"].text_end], faults
        ('The bridge stays shut, the mayor said', [])
    """
    searched = _Text.of(text)
    anchors: dict[str, Anchor] = {}
    faults: list[Fault] = []
    for key, entry in passages.items():
        outcome = _anchor_passage(f"passages.{key}", entry, searched)
        if isinstance(outcome, Anchor):
            anchors[key] = outcome
        else:
            faults += outcome
    return anchors, faults


def find_phrases(
    phrases: Iterable[Phrase], source_id: str, anchors: Mapping[str, Anchor], text: str
) -> tuple[dict[str, dict[str, dict[str, str]]], list[Fault]]:
    """Return where each phrase stands in this document, and a fault for each that stands nowhere.

    A phrase of a row that cites other documents too may stand in one of those, so it is no fault if it stands
    in none of the passages of this one. A phrase longer than its kind may be is a fault.

    Args:
        phrases: The phrases of the rows that cite this document.
        source_id: The document.
        anchors: The passages of the document, by their keys on its card.
        text: The text of the document.

    Returns:
        The fingerprint of each phrase by row id, name of the phrase and passage id, and the faults.
    """
    texts = {
        f"{source_id}.{key}": text[anchor.text_start : anchor.text_end] for key, anchor in anchors.items()
    }
    found: dict[str, dict[str, dict[str, str]]] = {}
    faults: list[Fault] = []
    for phrase in phrases:
        too_long = _length_fault(phrase)
        if too_long:
            faults.append(too_long)
            continue
        holders = [passage_id for passage_id in phrase.passage_ids if passage_id in texts]
        fingerprint = fingerprints.of(fingerprints.words(phrase.text))
        places = {
            passage_id: fingerprint for passage_id in holders if _stands_in(phrase.text, texts[passage_id])
        }
        if places:
            found.setdefault(phrase.row_id, {})[phrase.name] = places
        elif len(holders) == len(phrase.passage_ids):
            faults.append(_missing_phrase(phrase, holders, texts))
    return found, faults


def phrases_of(statement_id: str, document: YamlDocument, above: tuple[str, ...] = ()) -> Iterator[Phrase]:
    """Yield every verbatim phrase of a statement's rows.

    Args:
        statement_id: The id of the statement, which opens the ids of its rows.
        document: The card that has the statement.
        above: The path of the statement on the card; empty where the card is the statement.
    """
    statement = document.data
    for step in above:
        statement = statement[step]
    for block in ROW_BLOCKS:
        for key, row in _entries(statement.get(block)):
            path: tuple[str | int, ...] = (*above, block, key)
            row_id = f"{statement_id}.{key}"
            cited = tuple(_passage_id(entry) for entry in _items(row.get("evidence")))
            for name in PHRASE_WORD_LIMITS:
                if isinstance(row.get(name), str):
                    yield _phrase(document, (*path, name), row_id, cited, row[name])
            for index, place in enumerate(_items(row.get("places"))):
                if isinstance(place, dict) and isinstance(place.get("place_as_named"), str):
                    at = (*path, "places", index, "place_as_named")
                    place_id = f"{row_id}.{place.get('territory')}"
                    yield _phrase(document, at, place_id, cited, place["place_as_named"])


def unproven_phrases(phrases: Iterable[Phrase], locked: Iterable[Lock]) -> list[Fault]:
    """Return a fault for each phrase that no lock shows, as it now stands, in a passage that its row cites.

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
            "mend the phrase or the evidence, and anchor the document again",
        )
        for phrase in phrases
        if not any(
            (phrase.row_id, phrase.name, passage_id, fingerprints.of(fingerprints.words(phrase.text)))
            in proven
            for passage_id in phrase.passage_ids
        )
    ]


def unknown_passages(phrases: Iterable[Phrase], source_id: str, passages: Mapping[str, Any]) -> list[Fault]:
    """Return a fault for each phrase whose row cites a passage that the document's card does not have."""
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


def _anchor_passage(key: str, entry: Mapping[str, Any], text: _Text) -> Anchor | list[Fault]:
    """Return the anchor of one passage, or why there is none."""
    edges = {name: _edge(entry.get(name)) for name in ("starts_with", "ends_with")}
    faults = [_edge_fault(f"{key}.{name}", entry.get(name)) for name, edge in edges.items() if edge is None]
    starts, ends = edges["starts_with"], edges["ends_with"]
    if starts is None or ends is None:
        return faults
    runs = _runs(starts, ends, text)
    occurrence = entry.get("occurrence")
    if not runs:
        return _nothing_found(key, starts, ends, text)
    if occurrence is None and len(runs) == 1:
        first, last = runs[0]
    elif isinstance(occurrence, int) and not isinstance(occurrence, bool) and 1 <= occurrence <= len(runs):
        first, last = runs[occurrence - 1]
    else:
        return [_choice_fault(key, occurrence, runs, text)]
    words = text.words[first:last]
    return Anchor(
        starts_with=entry["starts_with"],
        ends_with=entry["ends_with"],
        occurrence=occurrence,
        fingerprint=fingerprints.of(words),
        word_count=len(words),
        text_start=words[0].start,
        text_end=words[-1].end,
        first_words=text.folded(words[0].start, words[len(starts) - 1].end),
        last_words=text.folded(words[-len(ends)].start, words[-1].end),
    )


def _edge(given: object) -> list[str] | None:
    """Return the words of a starts_with or ends_with, if it has as many as it may have."""
    if not isinstance(given, str):
        return None
    found = [word.text for word in fingerprints.words(given)]
    return found if 1 <= len(found) <= EDGE_WORD_LIMIT else None


def _edge_fault(key: str, given: object) -> Fault:
    return Fault(
        rule="edges_have_few_words",
        message="this is not one to three words",
        remedy=f"give the first or last words of the passage, at most {EDGE_WORD_LIMIT}",
        key=key,
        value="" if given is None else str(given),
    )


def _runs(starts: Sequence[str], ends: Sequence[str], text: _Text) -> list[tuple[int, int]]:
    """Return every run of words between a start and an end, in the order of the text, the shorter first."""
    shortest = max(len(starts), len(ends))
    stops = [index + len(ends) for index in text.positions(ends)]
    return [
        (first, last)
        for first in text.positions(starts)
        for last in stops[
            bisect.bisect_left(stops, first + shortest) : bisect.bisect_right(
                stops, first + PASSAGE_WORD_LIMIT
            )
        ]
    ]


def _choice_fault(key: str, occurrence: object, runs: Sequence[tuple[int, int]], text: _Text) -> Fault:
    """Return the fault of a passage that several runs fit, or whose occurrence names none of them."""
    shown = [
        f"{number}: line {text.line(first)}, {last - first} words"
        for number, (first, last) in enumerate(runs[:SHOWN_CANDIDATES], start=1)
    ]
    more = len(runs) - len(shown)
    listed = "; ".join(shown) + (f"; and {more} more" if more else "")
    if occurrence is None:
        message = f"{len(runs)} runs of words begin and end so"
        remedy = f"add `occurrence:` with the number of the one that is meant ({listed})"
        return Fault(rule="passage_is_found_once", message=message, remedy=remedy, key=key)
    message = "no run of words has this number"
    remedy = f"write a number of this list, or leave `occurrence` out if it has one entry ({listed})"
    at = f"{key}.occurrence"
    return Fault(rule="passage_is_found_once", message=message, remedy=remedy, key=at, value=str(occurrence))


def _nothing_found(key: str, starts: Sequence[str], ends: Sequence[str], text: _Text) -> list[Fault]:
    """Return why no run of words was found, with what comes nearest."""
    faults = []
    for name, edge in (("starts_with", starts), ("ends_with", ends)):
        if not text.positions(edge):
            near = ", ".join(f"'{run}' in line {line}" for run, line in text.nearest(edge))
            faults.append(
                Fault(
                    rule="passage_is_found",
                    message="the text does not hold these words",
                    remedy=f"the nearest words are {near}" if near else "see whether it is the right text",
                    key=f"{key}.{name}",
                    value=" ".join(edge),
                )
            )
    return faults or [_apart_fault(key, starts, ends, text)]


def _apart_fault(key: str, starts: Sequence[str], ends: Sequence[str], text: _Text) -> Fault:
    """Return the fault of a passage whose edges both stand in the text, yet bound no passage."""
    firsts, lasts = text.positions(starts), text.positions(ends)
    apart = [(last + len(ends) - first, first, last) for first in firsts for last in lasts if last >= first]
    if apart:
        count, first, last = min(apart)
        message = (
            f"its first words stand in line {text.line(first)} and its last words in line {text.line(last)}, "
            f"a run of {count} words; a passage has at most {PASSAGE_WORD_LIMIT}"
        )
        remedy = "shorten the passage to the clauses that carry the statement"
    else:
        message = (
            f"its last words (line {text.line(lasts[-1])}) stand only before "
            f"its first words (line {text.line(firsts[0])})"
        )
        remedy = "see whether the first and last words are swapped or belong to another passage"
    return Fault(rule="passage_is_found", message=message, remedy=remedy, key=key)


def _length_fault(phrase: Phrase) -> Fault | None:
    """Return the fault of a phrase that is empty or longer than its kind may be."""
    count = len(fingerprints.words(phrase.text))
    limit = PHRASE_WORD_LIMITS[phrase.name]
    if count == 0:
        return _fault_of(phrase, "phrase_has_words", "the phrase holds no words", "write it or leave it out")
    if UNSPACED_SCRIPTS.search(phrase.text):
        length = len(phrase.text.strip())
        if length > UNSPACED_CHARACTER_LIMIT:
            message = f"the phrase has {length} characters"
            remedy = f"shorten it to at most {UNSPACED_CHARACTER_LIMIT}"
            return _fault_of(phrase, "phrase_is_short", message, remedy)
    elif count > limit:
        return _fault_of(
            phrase, "phrase_is_short", f"the phrase has {count} words", f"shorten it to at most {limit}"
        )
    return None


def _stands_in(phrase: str, passage: str) -> bool:
    """Return whether the words of the phrase stand together in the passage.

    Where a script writes no spaces a phrase is a part of what counts as one word, so characters are compared.
    """
    sought = [word.text for word in fingerprints.words(phrase)]
    held = [word.text for word in fingerprints.words(passage)]
    joint = "" if UNSPACED_SCRIPTS.search(phrase) else " "
    edge = joint
    return edge + joint.join(sought) + edge in edge + joint.join(held) + edge


def _missing_phrase(phrase: Phrase, holders: Sequence[str], texts: Mapping[str, str]) -> Fault:
    """Return the fault of a phrase that stands in none of the passages that its row cites."""
    if not holders:
        message, remedy = "the row of this phrase cites no passage", "add the evidence"
        return _fault_of(phrase, "phrase_stands_in_its_passage", message, remedy)
    sought = [word.text for word in fingerprints.words(phrase.text)]
    cited = _Text.of("\n".join(texts[passage_id] for passage_id in holders))
    near = [f"'{run}'" for run, _ in cited.nearest(sought)]
    elsewhere = sorted(
        key for key, text in texts.items() if key not in holders and _stands_in(phrase.text, text)
    )
    if elsewhere:
        remedy = f"it stands in {', '.join(elsewhere)}: cite that passage, or choose another phrase"
    else:
        remedy = "copy the phrase from the passage as it stands"
        remedy += f"; the nearest words are {', '.join(near)}" if near else ""
    message = f"the phrase stands in none of the passages that its row cites ({', '.join(holders)})"
    return _fault_of(phrase, "phrase_stands_in_its_passage", message, remedy)


def _fault_of(phrase: Phrase, rule: str, message: str, remedy: str) -> Fault:
    return Fault(
        rule=rule,
        message=message,
        remedy=remedy,
        file=phrase.file,
        line=phrase.line,
        key=phrase.key,
        value=phrase.text,
    )


def _phrase(
    document: YamlDocument, path: tuple[str | int, ...], row_id: str, cited: tuple[str, ...], text: str
) -> Phrase:
    return Phrase(
        row_id=row_id,
        name=str(path[-1]),
        text=text,
        passage_ids=cited,
        file=document.path.as_posix(),
        line=shapes.line_of(document, path),
        key=shapes.dotted(path),
    )


def _phrases_of_coding(document: YamlDocument, source_id: str) -> Iterator[Phrase]:
    """Yield the phrases of a raw coding, which cites the passages of its one document by their keys."""
    for key, _ in _entries(document.data["statements"]):
        for phrase in phrases_of(key, document, above=("statements", key)):
            cited = tuple(f"{source_id}.{passage}" for passage in phrase.passage_ids)
            yield replace(phrase, passage_ids=cited)


def _phrases_of_statements(folder: Path, source_id: str) -> tuple[list[Phrase], list[Fault]]:
    """Return the phrases of every row that cites the document, and the faults of unreadable cards."""
    phrases: list[Phrase] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*/*.yaml")):
        if f"{source_id}.".encode() not in path.read_bytes():
            continue
        try:
            document = yaml_reader.read(path)
        except Refused as refused:
            faults += refused.faults
            continue
        if isinstance(document.data, dict):
            phrases += [
                phrase
                for phrase in phrases_of(path.stem, document)
                if source_id in map(_source_of, phrase.passage_ids)
            ]
    return phrases, faults


def _within(
    phrases: Iterable[Phrase], source_id: str, passages: Mapping[str, Any], anchors: Mapping[str, Anchor]
) -> list[Phrase]:
    """Return the phrases whose cited passages of this document were all found."""
    lost = {f"{source_id}.{key}" for key in passages if key not in anchors}
    return [phrase for phrase in phrases if not lost.intersection(phrase.passage_ids)]


def _passage_id(evidence: object) -> str:
    """Return the passage of an evidence entry, `passage_id [fit]`."""
    return str(evidence).partition(" ")[0]


def _source_of(passage_id: str) -> str:
    return passage_id.rpartition(".")[0]


def _is_raw_coding(data: Mapping[str, Any]) -> bool:
    return "statements" in data


def _passages(document: YamlDocument) -> dict[str, Mapping[str, Any]]:
    """Return the passages of a card, or refuse a card whose passages are not written as passages."""
    passages = document.data.get("passages") if isinstance(document.data, dict) else None
    if not isinstance(passages, dict):
        raise Refused([_passage_fault(document, "passages")])
    no_mappings = [key for key, entry in passages.items() if not isinstance(entry, dict)]
    if no_mappings:
        raise Refused(_passage_fault(document, "passages", key) for key in no_mappings)
    return passages


def _passage_fault(document: YamlDocument, *path: str) -> Fault:
    return Fault(
        rule="wrong_type",
        message="the passages of a card are a mapping of keys (p01, p02 …) to mappings",
        remedy="write each as `p01: {statement: …, starts_with: …, ends_with: …}`",
        file=document.path.as_posix(),
        line=shapes.line_of(document, path),
        key=shapes.dotted(path),
    )


def _read_text(path: Path) -> tuple[bytes, str]:
    """Return a text file's bytes, and its text with every code point as stored: offsets count them."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
    except OSError as error:
        message, remedy = (
            f"the text cannot be read ({error.strerror})",
            "give the file of the text with --text",
        )
        raise Refused([_text_fault(path, "unreadable_file", message, remedy)]) from error
    except UnicodeDecodeError as error:
        message = f"byte {error.start} of the text is not UTF-8"
        raise Refused([_text_fault(path, "not_utf_8", message, "save the text as UTF-8")]) from error
    if not text.strip():
        raise Refused(
            [_text_fault(path, "empty_file", "the text is empty", "save the text of the document in it")]
        )
    return content, text


def _text_fault(path: Path, rule: str, message: str, remedy: str) -> Fault:
    return Fault(rule=rule, message=message, remedy=remedy, file=path.as_posix())


def _located(faults: Iterable[Fault], document: YamlDocument) -> Iterator[Fault]:
    """Yield the faults of a card's keys with its file and their lines."""
    lines = {shapes.dotted(path): line for path, line in document.lines.items()}
    for fault in faults:
        key = fault.key
        while key and key not in lines:
            key = key.rpartition(".")[0]
        yield replace(fault, file=document.path.as_posix(), line=lines.get(key, 1))


def _entries(block: object) -> list[tuple[str, dict[str, Any]]]:
    """Return the rows of a block; what is no row is left to the check of the card's shape."""
    items = block.items() if isinstance(block, dict) else ()
    return [(key, row) for key, row in items if isinstance(row, dict)]


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
