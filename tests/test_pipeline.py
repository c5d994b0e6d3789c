"""The pipeline: each file is opened once, what passed is not checked again, frozen codings stay as they are."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from peaceterms.contract.findings import ValidationError
from peaceterms_build import pipeline
from peaceterms_build.parsing import yaml_reader
from peaceterms_build.release.provenance import EXPLAINING

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "tests" / "examples" / "small_corpus" / "texts"
MORNING = "corpus/documents/2026/morning-2026-05-04.yaml"
MINISTER = "corpus/statements/2026/minister-r-2026-05-04.yaml"
CODING = "corpus/codings/coder-x/morning-2026-05-04.yaml"

OTHER_CODING = CODING.replace("coder-x", "coder-y")

# Runs the command of its arguments and prints the files that it opened for reading.
SPY = """
import json, os, sys
opened = []
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)) and not arguments[2] & (os.O_WRONLY | os.O_RDWR):
        opened.append(os.fsdecode(arguments[0]))
sys.addaudithook(hook)
from peaceterms_build import __main__
code = __main__.main(sys.argv[1:])
print(json.dumps(opened))
raise SystemExit(code)
"""


def change(repository, file, old, new):
    path = repository / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def findings_of(call):
    with pytest.raises(ValidationError) as refused:
        call()
    return [(finding.file, finding.rule) for finding in refused.value.findings]


def check(repository):
    with pipeline.opened(repository) as build:
        build.check_repository()
        return build.checked_tables


def check_card(repository, file):
    with pipeline.opened(repository) as build:
        build.check_cards([repository / file])


@pytest.mark.parametrize("command", ["check", "release"])
def test_a_command_opens_each_file_of_schemas_and_corpus_once(small_repository, command):
    process = subprocess.run(
        [sys.executable, "-c", SPY, "--root", str(small_repository), command],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'dataset'}{os.pathsep}{ROOT / 'build'}"},
        check=False,
    )
    assert process.returncode == 0, process.stderr
    opened = Counter(Path(path) for path in json.loads(process.stdout.splitlines()[-1]))
    read = {
        path
        for folder in ("schemas", "corpus")
        for path in (small_repository / folder).rglob("*.*")
        if path.is_file() and path.parent.name != "cards" and path.name not in EXPLAINING
    }
    assert {path: opened[path] for path in read if opened[path] != 1} == {}


def test_what_passed_is_not_parsed_again(small_repository, monkeypatch):
    tables = check(small_repository)
    parsed = []
    parse_whole = yaml_reader.parse_whole
    monkeypatch.setattr(yaml_reader, "parse_whole", lambda *of: parsed.append(of[2]) or parse_whole(*of))
    again = check(small_repository)
    assert set(parsed) <= {"CITATION.cff"}
    assert all(tables[name].equals(again[name]) for name in tables)


def test_a_corrupt_card_is_reported_at_its_line_after_it_passed(small_repository):
    check(small_repository)
    change(small_repository, MINISTER, "act_type: states_terms", "act_type: state_terms")
    with pytest.raises(ValidationError, match=rf"{MINISTER}:9: act_type: unknown code"):
        check(small_repository)


def test_a_rule_of_tables_names_the_line_of_a_card_that_was_kept(small_repository):
    check(small_repository)
    change(small_repository, "corpus/registers/publishers.yaml", "example-morning:", "example-noon:")
    with pytest.raises(ValidationError, match=rf"{MORNING}:2: publisher: publishers has no such entry"):
        check(small_repository)


def test_a_changed_schema_or_code_asks_for_every_check_again(small_repository, monkeypatch):
    check(small_repository)
    parsed = []
    parse_whole = yaml_reader.parse_whole
    monkeypatch.setattr(yaml_reader, "parse_whole", lambda *of: parsed.append(of[2]) or parse_whole(*of))
    check(small_repository)
    assert MORNING not in parsed
    change(small_repository, "schemas/tables/sources.yaml", "title:", "title: A")
    check(small_repository)
    assert MORNING in parsed
    parsed.clear()
    monkeypatch.setattr("peaceterms_build.cache.code_version", lambda: "another")
    check(small_repository)
    assert MORNING in parsed


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00 cut"], ids=["empty", "text", "cut"])
def test_a_damaged_cache_is_made_again(small_repository, content):
    check(small_repository)
    kept = small_repository / ".cache" / "checked.sqlite"
    kept.write_bytes(content)
    check(small_repository)
    with sqlite3.connect(kept) as database:
        assert database.execute("SELECT count(*) FROM kept").fetchone()[0] > 0


def test_a_cache_with_a_damaged_page_is_made_again(small_repository):
    check(small_repository)
    kept = small_repository / ".cache" / "checked.sqlite"
    content = kept.read_bytes()
    kept.write_bytes(content[:8192] + b"\xab" * (len(content) - 8192))
    check(small_repository)
    with sqlite3.connect(kept) as database:
        assert database.execute("PRAGMA quick_check").fetchone() == ("ok",)


def test_a_cache_in_use_by_another_run_stops_nobody(small_repository):
    check(small_repository)
    with sqlite3.connect(small_repository / ".cache" / "checked.sqlite") as database:
        database.execute("BEGIN EXCLUSIVE")
        assert check(small_repository)["sources"].height == 2


# --- Single cards ---


@pytest.mark.parametrize("file", [MORNING, MINISTER, CODING])
def test_a_card_that_is_right_passes_alone(small_repository, file):
    check_card(small_repository, file)


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        pytest.param(MINISTER, "act_type: states_terms", "act_type: terms", "unknown_code", id="a code"),
        pytest.param(MINISTER, "key_phrase: there is no truce", "key_phrase: there is no peace",
            "phrase_stands_in_its_passage", id="a phrase"),
        pytest.param(MORNING, "ends_with: maps as Russian", "ends_with: as Russian",
            "lock_agrees_with_its_card", id="a passage"),
    ],
)  # fmt: skip
def test_a_card_at_fault_is_refused_alone_as_with_all(small_repository, file, old, new, rule):
    change(small_repository, file, old, new)
    assert (file, rule) in findings_of(lambda: check_card(small_repository, file))
    assert (file, rule) in findings_of(lambda: check(small_repository))


def test_a_reference_to_no_entry_is_found_alone(small_repository):
    change(small_repository, MINISTER, "speaker: minister-r", "speaker: minister-s")
    with pytest.raises(ValidationError, match=rf"{MINISTER}:2: speaker: actors has no such entry: 'minister-s'"):
        check_card(small_repository, MINISTER)


# --- Frozen codings ---


def freeze(repository):
    """Anchor both codings, which freezes them."""
    with pipeline.opened(repository) as build:
        for card in (CODING, OTHER_CODING):
            build.anchor(repository / card, TEXTS / "morning-2026-05-04.txt")


@pytest.mark.parametrize("suffix", [".yaml", ".lock"])
def test_a_frozen_coding_that_was_changed_or_lost_is_refused(small_repository, suffix):
    freeze(small_repository)
    check(small_repository)
    path = (small_repository / CODING).with_suffix(suffix)
    file = Path(CODING).with_suffix(suffix).as_posix()
    path.write_text(path.read_text("utf-8") + "\n", encoding="utf-8")
    assert (file, "raw_codings_are_frozen") in findings_of(lambda: check(small_repository))
    path.unlink()
    assert (file, "raw_codings_are_frozen") in findings_of(lambda: check(small_repository))


def test_a_frozen_coding_is_trusted_by_a_check_and_read_for_a_release(small_repository, monkeypatch):
    freeze(small_repository)
    parsed = []
    parse_whole = yaml_reader.parse_whole
    monkeypatch.setattr(yaml_reader, "parse_whole", lambda *of: parsed.append(of[2]) or parse_whole(*of))
    check(small_repository)
    assert CODING not in parsed
    with pipeline.opened(small_repository) as build:
        assert build.tables["coding_units"].height > 0
    assert CODING in parsed


def test_a_check_of_one_frozen_coding_finds_that_it_was_changed(small_repository):
    freeze(small_repository)
    check_card(small_repository, CODING)
    path = small_repository / CODING
    path.write_text(path.read_text("utf-8") + "\n", encoding="utf-8")
    assert findings_of(lambda: check_card(small_repository, CODING)) == [(CODING, "raw_codings_are_frozen")]


def test_a_coding_that_the_manifest_lost_is_refused(small_repository):
    freeze(small_repository)
    manifest = small_repository / "corpus" / "codings" / "SHA256SUMS"
    manifest.write_text("".join(manifest.read_text("utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    assert findings_of(lambda: check(small_repository)) == [(OTHER_CODING, "raw_codings_are_frozen")]


def test_a_coding_at_fault_is_not_frozen(small_repository):
    change(small_repository, CODING, "move: ", "move: un")
    assert (CODING, "unknown_code") in findings_of(lambda: freeze(small_repository))
    assert not (small_repository / "corpus" / "codings" / "SHA256SUMS").exists()


def test_a_malformed_manifest_is_refused(small_repository):
    freeze(small_repository)
    manifest = small_repository / "corpus" / "codings" / "SHA256SUMS"
    manifest.write_text(manifest.read_text("utf-8") + "abc  x.yaml\n", encoding="utf-8")
    with pytest.raises(ValidationError, match=r"corpus/codings/SHA256SUMS:5: not a hash"):
        check(small_repository)


# --- What the cache must not hide ---


def test_a_corrupt_json_schema_is_found_after_a_clean_check(small_repository):
    check(small_repository)
    change(small_repository, "schemas/meta/table.schema.json", '"type": "object"', '"type": object')
    found = findings_of(lambda: check(small_repository))
    assert found == [("schemas/meta/table.schema.json", "malformed_json_schema")]


@pytest.mark.parametrize("corrupt", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_document_without_fingerprints_is_refused(small_repository, corrupt):
    check(small_repository)
    corrupt(small_repository / "corpus/fingerprints/morning-2026-05-04.txt")
    found = findings_of(lambda: check(small_repository))
    assert found == [("corpus/fingerprints/morning-2026-05-04.txt", "documents_have_fingerprints")]
