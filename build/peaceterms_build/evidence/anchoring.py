"""Anchoring: each passage of a card is found in the document's text, and its proof is locked.

A card gives a passage by its first and last words. Anchoring finds the one run of words that they bound,
writes its fingerprint and offsets to the lock beside the card, and checks that the verbatim phrases of every
row that cites the document are in a passage that the row cites. Nothing is written unless all is found.
"""

from __future__ import annotations

import bisect
import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from peaceterms.contract import fingerprints
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build.evidence import locks, phrases, text_reuse
from peaceterms_build.evidence.locks import Anchor, Lock
from peaceterms_build.evidence.text_search import SearchedText
from peaceterms_build.parsing import json_schema, yaml_reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from peaceterms.contract.schemas import Schemas
    from peaceterms_build.parsing.yaml_reader import YamlDocument

PASSAGE_WORD_LIMIT = 200  # a passage is the shortest run that carries a statement; a long paragraph has 200 words
EDGES = ("starts_with", "ends_with")
CUT_NUMBER = re.compile(r"\d[.,]\d")
SHOWN_CANDIDATES = 10  # what a person can choose from on one screen


def run(card: Path, text: Path, corpus: Path, schemas: Schemas) -> Lock:
    """Anchor a document card or raw coding, and write its lock and the fingerprints of its text.

    Args:
        card: The document card or raw coding.
        text: The text of its document.
        corpus: The folder `corpus/` that holds the statement cards and the fingerprints.
        schemas: The schemas, which say how many words an edge or a phrase may have.

    Raises:
        ValidationError: Anything is not found, or found more than once, or a raw coding repeats nine words of the
            text; nothing was written.
    """
    lock = anchor(card, text, corpus, schemas)
    contents = {locks.path_of(card): locks.to_json(lock)}
    runs = set(fingerprints.nine_word_runs(fingerprints.words(_read_text(text)[1])))
    if _is_raw_coding(yaml_reader.read(card).data):
        # A raw coding is frozen once it is committed: what it borrows must be seen before.
        borrowed = [*text_reuse.findings_of_file(card.read_bytes(), card.as_posix(), dict.fromkeys(runs, card.stem))]
        if borrowed:
            raise ValidationError(borrowed)
    else:
        listed = "".join(f"{run}\n" for run in sorted(runs))
        contents[corpus / "fingerprints" / f"{card.stem}.txt"] = listed
    locks.write_whole(contents)
    return lock


def anchor(card: Path, text: Path, corpus: Path, schemas: Schemas) -> Lock:
    """Return the lock of a document card or raw coding, and write nothing.

    Args:
        card: The document card or raw coding.
        text: The text of its document.
        corpus: The folder `corpus/` that holds the statement cards.
        schemas: The schemas, which say how many words an edge or a phrase may have.

    Raises:
        ValidationError: Anything is not found, or found more than once.
    """
    document = yaml_reader.read(card)
    passages = _passages(document)
    content, stored = _read_text(text)
    anchors, findings = anchor_passages(passages, stored, phrases.word_limits(schemas["passages"]))
    findings = list(_located(findings, document))
    source_id = card.stem
    if _is_raw_coding(document.data):
        sought = list(phrases.phrases_of_coding(document, source_id, schemas))
    else:
        sought, unreadable = phrases.phrases_of_statements(corpus / "statements", source_id, schemas)
        findings += unreadable
    findings += phrases.unknown_passages(sought, source_id, passages)
    # A passage that was not found has its finding already; its rows' phrases cannot be looked for.
    found, phrase_faults = phrases.find_phrases(
        phrases.within(sought, source_id, passages, anchors), source_id, anchors, stored
    )
    findings += phrase_faults
    if findings:
        raise ValidationError(findings)
    return Lock(
        text_sha256=hashlib.sha256(content).hexdigest(),
        words_read=len(fingerprints.words(stored)),
        passages=anchors,
        phrases=found,
    )


def anchor_passages(
    passages: Mapping[str, Mapping[str, Any]], text: str, limits: Mapping[str, int]
) -> tuple[dict[str, Anchor], list[Finding]]:
    """Return the anchor of each passage that was found, and a finding for each that was not.

    Args:
        passages: The passages of a card, by their keys: starts_with, ends_with and, if need be, occurrence.
        text: The text of the document.
        limits: How many words starts_with and ends_with may have.

    Example:
        >>> text = "Council news. The bridge stays shut, the mayor said. It rained."
        >>> passages = {"p01": {"starts_with": "The bridge", "ends_with": "mayor said"}}
        >>> anchors, findings = anchor_passages(passages, text, {"starts_with": 3, "ends_with": 3})
        >>> text[anchors["p01"].text_start : anchors["p01"].text_end], findings
        ('The bridge stays shut, the mayor said', [])
    """
    searched = SearchedText.of(text)
    anchors: dict[str, Anchor] = {}
    findings: list[Finding] = []
    for key, entry in passages.items():
        outcome = _anchor_passage(f"passages.{key}", entry, searched, limits)
        if isinstance(outcome, Anchor):
            anchors[key] = outcome
        else:
            findings += outcome
    return anchors, findings


def _anchor_passage(
    key: str, entry: Mapping[str, Any], text: SearchedText, limits: Mapping[str, int]
) -> Anchor | list[Finding]:
    edges = {name: _edge(entry.get(name), limits[name]) for name in EDGES}
    findings = [
        _edge_finding(f"{key}.{name}", entry.get(name), limits[name]) for name, edge in edges.items() if edge is None
    ]
    starts, ends = edges["starts_with"], edges["ends_with"]
    if starts is None or ends is None:
        return findings
    runs = _runs(starts, ends, text)
    occurrence = entry.get("occurrence")
    if not runs:
        return _nothing_found(key, starts, ends, text)
    if occurrence is None and len(runs) == 1:
        first, last = runs[0]
    elif isinstance(occurrence, int) and not isinstance(occurrence, bool) and 1 <= occurrence <= len(runs):
        first, last = runs[occurrence - 1]
    else:
        return [_choice_finding(key, occurrence, runs, text)]
    words = text.words[first:last]
    first_edge = words[0].start, words[len(starts) - 1].end
    last_edge = words[-len(ends)].start, words[-1].end
    unlinkable = [
        _unlinkable_finding(f"{key}.{name}", entry[name], reason)
        for name, edge in zip(EDGES, (first_edge, last_edge), strict=True)
        if (reason := _unlinkable(text.text, *edge))
    ]
    if unlinkable:
        return unlinkable
    return Anchor(
        starts_with=entry["starts_with"],
        ends_with=entry["ends_with"],
        occurrence=occurrence,
        fingerprint=fingerprints.of(words),
        word_count=len(words),
        text_start=words[0].start,
        text_end=words[-1].end,
        first_words=text.folded(*first_edge),
        last_words=text.folded(*last_edge),
    )


def _edge(given: object, limit: int) -> list[str] | None:
    if not isinstance(given, str):
        return None
    found = [word.text for word in fingerprints.words(given)]
    return found if 1 <= len(found) <= limit else None


def _edge_finding(key: str, given: object, limit: int) -> Finding:
    return Finding(
        rule="edges_have_few_words",
        message=f"this is not one to {limit} words",
        remedy=f"give the first or last words of the passage, at most {limit}",
        key=key,
        value="" if given is None else str(given),
    )


def _unlinkable(text: str, start: int, end: int) -> str:
    """Return why a browser would not find the words of an edge, if so: it looks for whole words of one block."""
    if CUT_NUMBER.fullmatch(text[max(start - 2, 0) : start + 1]):
        return "begins inside a number"
    if CUT_NUMBER.fullmatch(text[end - 1 : end + 2]):
        return "ends inside a number"
    return "runs over the end of a line" if "\n" in text[start:end] else ""


def _unlinkable_finding(key: str, given: str, reason: str) -> Finding:
    return Finding(
        rule="edges_can_be_linked",
        message=f"the edge {reason}, where a browser finds no link to it",
        remedy="give fewer words, or move the edge of the passage by a word",
        key=key,
        value=given,
    )


def _runs(starts: Sequence[str], ends: Sequence[str], text: SearchedText) -> list[tuple[int, int]]:
    shortest = max(len(starts), len(ends))
    stops = [index + len(ends) for index in text.positions(ends)]
    return [
        (first, last)
        for first in text.positions(starts)
        for last in stops[
            bisect.bisect_left(stops, first + shortest) : bisect.bisect_right(stops, first + PASSAGE_WORD_LIMIT)
        ]
    ]


def _choice_finding(key: str, occurrence: object, runs: Sequence[tuple[int, int]], text: SearchedText) -> Finding:
    shown = [
        f"{number}: line {text.line(first)}, {last - first} words"
        for number, (first, last) in enumerate(runs[:SHOWN_CANDIDATES], start=1)
    ]
    more = len(runs) - len(shown)
    listed = "; ".join(shown) + (f"; and {more} more" if more else "")
    if occurrence is None:
        message = f"{len(runs)} runs of words begin and end so"
        remedy = f"add `occurrence:` with the number of the one that is meant ({listed})"
        return Finding(rule="passage_is_found_once", message=message, remedy=remedy, key=key)
    message = "no run of words has this number"
    remedy = f"write a number of this list, or leave `occurrence` out if it has one entry ({listed})"
    at = f"{key}.occurrence"
    return Finding(rule="passage_is_found_once", message=message, remedy=remedy, key=at, value=str(occurrence))


def _nothing_found(key: str, starts: Sequence[str], ends: Sequence[str], text: SearchedText) -> list[Finding]:
    findings = []
    for name, edge in zip(EDGES, (starts, ends), strict=True):
        if not text.positions(edge):
            near = ", ".join(f"'{run}' in line {line}" for run, line in text.nearest(edge))
            findings.append(
                Finding(
                    rule="passage_is_found",
                    message="the text does not hold these words",
                    remedy=f"the nearest words are {near}" if near else "check whether it is the right text",
                    key=f"{key}.{name}",
                    value=" ".join(edge),
                )
            )
    return findings or [_apart_finding(key, starts, ends, text)]


def _apart_finding(key: str, starts: Sequence[str], ends: Sequence[str], text: SearchedText) -> Finding:
    firsts, lasts = text.positions(starts), text.positions(ends)
    apart = [(last + len(ends) - first, first, last) for first in firsts for last in lasts if last >= first]
    if apart:
        count, first, last = min(apart)
        message = (
            f"its first words are in line {text.line(first)} and its last words in line {text.line(last)}, "
            f"a run of {count} words; a passage has at most {PASSAGE_WORD_LIMIT}"
        )
        remedy = "shorten the passage to the clauses that carry the statement"
    else:
        message = (
            f"its last words (line {text.line(lasts[-1])}) come only before "
            f"its first words (line {text.line(firsts[0])})"
        )
        remedy = "check whether the first and last words are swapped or belong to another passage"
    return Finding(rule="passage_is_found", message=message, remedy=remedy, key=key)


def _is_raw_coding(data: Mapping[str, Any]) -> bool:
    return "statements" in data


def _passages(document: YamlDocument) -> dict[str, Mapping[str, Any]]:
    passages = document.data.get("passages") if isinstance(document.data, dict) else None
    if not isinstance(passages, dict):
        raise ValidationError([_passage_finding(document, "passages")])
    no_mappings = [key for key, entry in passages.items() if not isinstance(entry, dict)]
    if no_mappings:
        raise ValidationError(_passage_finding(document, "passages", key) for key in no_mappings)
    return passages


def _passage_finding(document: YamlDocument, *path: str) -> Finding:
    return Finding(
        rule="wrong_type",
        message="the passages of a card are a mapping of keys (p01, p02 …) to mappings",
        remedy="write each as `p01: {statement: …, starts_with: …, ends_with: …}`",
        file=document.path.as_posix(),
        line=json_schema.line_of(document, path),
        key=json_schema.dotted(path),
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
        raise ValidationError([_text_finding(path, "unreadable_file", message, remedy)]) from error
    except UnicodeDecodeError as error:
        message = f"byte {error.start} of the text is not UTF-8"
        raise ValidationError([_text_finding(path, "not_utf_8", message, "save the text as UTF-8")]) from error
    if not text.strip():
        raise ValidationError(
            [_text_finding(path, "empty_file", "the text is empty", "save the text of the document in it")]
        )
    return content, text


def _text_finding(path: Path, rule: str, message: str, remedy: str) -> Finding:
    return Finding(rule=rule, message=message, remedy=remedy, file=path.as_posix())


def _located(findings: Iterable[Finding], document: YamlDocument) -> Iterator[Finding]:
    lines = {json_schema.dotted(path): line for path, line in document.lines.items()}
    for finding in findings:
        key = finding.key
        while key and key not in lines:
            key = key.rpartition(".")[0]
        yield replace(finding, file=document.path.as_posix(), line=lines.get(key, 1))
