"""Raw codings of invented documents, written as a coder writes them, each passage given by its offsets."""

from __future__ import annotations

from peaceterms_build.corpus import coding_cards
from peaceterms_build.corpus.records import Card, Location
from peaceterms_build.evidence.locks import Anchor, Lock
from peaceterms_build.reliability.agreement import Background

TEXT, OTHER_TEXT = "a" * 64, "b" * 64
KNOWN = Background(
    samples={"gazette": "pilot", "courier": "pilot"},
    languages={"gazette": "en", "courier": "uk"},
    sides={"russia": "russia", "ukraine": "ukraine", "minister-r": "none"},
    models={"one": "Model X", "two": "Model X", "three": "Model Y"},
)


def passage(statement, start, end, **keys):
    """Return a passage with its offsets, which `coding` puts into the lock."""
    written = {"statement": statement, "rendition": "paraphrase", "starts_with": "from", "ends_with": "to"}
    return written | keys, (start, end)


def statement(**keys):
    """Return a statement by the minister of Russia that states terms, unless the keys say otherwise."""
    return {
        "utterance": "new: remarks",
        "statement_type": "speech_act",
        "speaker": "minister-r",
        "speaks_for": "russia",
        "said": "2026-05-04",
        "said_basis": "stated",
        "occasion_type": "interview",
        "act_type": "states_terms",
        "readiness": "not_stated",
        "match_basis": "dated",
        "summary": "The minister stated terms.",
    } | keys


def condition(*evidence, **keys):
    """Return a condition that demands a full ceasefire, unless the keys say otherwise."""
    return {
        "issue": "ceasefire.full",
        "aim": "in_force",
        "move": "demands",
        "force": "required",
        "summary": "Russia demands a ceasefire.",
        "evidence": list(evidence),
    } | keys


def coding(schemas, coder_id, passages, statements, *, source_id="gazette", text=TEXT, notes=()):
    """Return the raw coding of a document by a coder."""
    anchors = {
        key: Anchor(
            starts_with=entry["starts_with"],
            ends_with=entry["ends_with"],
            occurrence=None,
            fingerprint="f" * 64,
            word_count=1,
            text_start=start,
            text_end=end,
        )
        for key, (entry, (start, end)) in passages.items()
    }
    data = {
        "passages": {key: entry for key, (entry, _) in passages.items()},
        "statements": statements,
        "notes": list(notes),
    }
    lock = Lock(text_sha256=text, words_read=100, passages=anchors)
    return coding_cards.parse(coder_id, source_id, Card(data, schemas, Location("coding.yaml", {})), lock)
