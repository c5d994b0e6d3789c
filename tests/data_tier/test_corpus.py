"""The real corpus, beyond what `peaceterms_build check` refuses: locks, fingerprints, and the texts that were coded."""

from __future__ import annotations

import hashlib
import io
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd
import pycountry
import pytest

from peaceterms.contract import fingerprints
from peaceterms_build.evidence import anchoring, locks
from peaceterms_build.parsing import yaml_reader

LINES_OF_A_DOCUMENT_CARD = 45  # about thirty for a page with five statements; a page with more has more
NO_TEXTS = "PEACETERMS_TEXTS names no folder of texts: what the cards say of them cannot be checked here"


@pytest.fixture(scope="module")
def documents(root):
    """Return the path of every document card."""
    return sorted((root / "corpus" / "documents").glob("*/*.yaml"))


@pytest.fixture(scope="module")
def anchored(root, documents):
    """Return the lock of every document card and raw coding, by the path of the card."""
    codings = sorted((root / "corpus" / "codings").glob("*/*.yaml"))
    return {path: locks.read(locks.path_of(path)) for path in [*documents, *codings]}


def test_every_adjudicated_document_was_coded_twice_and_adjudicated(root, documents):
    incomplete = [
        path.stem
        for path in documents
        if yaml_reader.read(path).data["coding_status"] == "adjudicated"
        and not (
            len(list((root / "corpus" / "codings").glob(f"*/{path.name}"))) >= 2
            and (root / "corpus" / "adjudications" / path.name).is_file()
        )
    ]
    assert incomplete == []


def test_every_adjudication_has_its_document(root, documents):
    adjudicated = {path.stem for path in (root / "corpus" / "adjudications").glob("*.yaml")}
    assert adjudicated - {path.stem for path in documents} == set()


def test_document_cards_say_nothing_that_a_person_would_leave_out(documents):
    superfluous = []
    for path in documents:
        text = path.read_text(encoding="utf-8")
        longest = max(LINES_OF_A_DOCUMENT_CARD, 20 + len(yaml_reader.read(path).data["passages"]))
        if "null" in text.split() or "fingerprint" in text or len(text.splitlines()) > longest:
            superfluous.append(path.stem)
    assert superfluous == []


def test_every_lock_of_a_document_is_as_anchor_writes_it(documents, anchored):
    differing = [
        path.stem
        for path in documents
        if locks.to_json(anchored[path]) != locks.path_of(path).read_text(encoding="utf-8")
        or any(
            fingerprint(found) != fingerprint(written)
            for anchor in anchored[path].passages.values()
            for found, written in (
                (anchor.first_words, anchor.starts_with),
                (anchor.last_words, anchor.ends_with),
            )
        )
    ]
    assert differing == []


def fingerprint(text):
    """Return the fingerprint of the words of a text."""
    return fingerprints.of(fingerprints.words(text))


def test_every_document_has_the_fingerprints_of_its_text(root, documents, anchored):
    wrong = []
    for path in documents:
        runs = (root / "corpus" / "fingerprints" / f"{path.stem}.txt").read_text(encoding="utf-8").splitlines()
        longest = max(anchored[path].words_read - fingerprints.RUN_LENGTH + 1, 0)
        if runs != sorted(set(runs)) or not 0 < len(runs) <= longest:
            wrong.append(path.stem)
    assert wrong == []


def test_the_territories_include_every_first_level_unit_of_ukraine(root):
    register = yaml_reader.read(root / "corpus" / "registers" / "territories.yaml").data
    codes = {entry.get("iso_3166_2_code") for entry in register.values()}
    assert {unit.code for unit in pycountry.subdivisions.get(country_code="UA")} - codes == set()


def test_pandas_reads_every_id_as_it_is_written(root):
    """With its defaults, which take `nan`, `1E5` and their like for something else."""
    for path in sorted((root / "corpus" / "registers").glob("*.yaml")):
        data = yaml_reader.read(path).data
        if isinstance(data, dict):
            assert pd.read_csv(io.StringIO("\n".join(["id", *data])))["id"].tolist() == list(data), path.name


def test_a_lemma_is_once_in_its_language(root):
    for language, classes in yaml_reader.read(root / "corpus" / "registers" / "reporting_verbs.yaml").data.items():
        lemmas = [lemma for listed in classes.values() for lemma in listed]
        assert len(lemmas) == len(set(lemmas)), language


# --- Evidence against the texts ---


@pytest.fixture(scope="module")
def with_texts(anchored, pytestconfig):
    """Return the path, the lock and the text of every card whose text a store holds; skip without a store."""
    folders = os.environ.get("PEACETERMS_TEXTS")
    if not folders:
        pytest.skip(NO_TEXTS)
    paths = [path for folder in folders.split(os.pathsep) for path in sorted(Path(folder).glob("*.txt"))]
    texts = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in paths}
    found = [(path, lock, texts[lock.text_sha256]) for path, lock in anchored.items() if lock.text_sha256 in texts]
    assert found, f"{folders} holds no text of a coded document"
    with pytestconfig.pluginmanager.get_plugin("capturemanager").global_and_fixture_disabled():
        sys.stderr.write(f"\n{len(found)} of {len(anchored)} cards and codings are compared with their texts\n")
    return found


def test_every_passage_is_found_again_in_the_text_that_was_coded(with_texts):
    lost = []
    for path, lock, stored in with_texts:
        text = stored.read_bytes().decode("utf-8")
        if len(fingerprints.words(text)) != lock.words_read:
            lost.append((path.stem, "words_read"))
        for key, anchor in lock.passages.items():
            words = fingerprints.words(text[anchor.text_start : anchor.text_end])
            if (fingerprints.of(words), len(words)) != (anchor.fingerprint, anchor.word_count):
                lost.append((path.stem, key))
    assert lost == []


def test_anchoring_again_gives_the_same_lock(root, with_texts, schemas):
    """Every key phrase and place as named is searched again in the passages that its row cites."""
    differing = [
        path.relative_to(root).as_posix()
        for path, lock, stored in with_texts
        if as_frozen(anchoring.anchor(path, stored, root / "corpus", schemas), lock) != lock
    ]
    assert differing == []


def as_frozen(lock, like):
    """Return the lock with only those properties that a lock had when it was written and frozen."""
    had = {key: asdict(anchor) for key, anchor in like.passages.items()}
    passages = {
        key: replace(anchor, **{name: None for name, value in had.get(key, {}).items() if value is None})
        for key, anchor in lock.passages.items()
    }
    return replace(lock, passages=passages)
