"""The commands of the build, as a person runs them: exit codes, messages with file and line."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from peaceterms_build import __main__, progress

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "tests" / "examples" / "small_corpus" / "texts"
MORNING = "corpus/documents/2026/morning-2026-05-04.yaml"
MINISTER = "corpus/statements/2026/minister-r-2026-05-04.yaml"


@dataclass(frozen=True)
class Outcome:
    """What became of a command: its exit code and what it wrote on either stream."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def command(capsys):
    """Return a function that runs a command in this process, which is quicker, and returns its outcome."""

    def run_here(repository, *arguments):
        code = __main__.main(["--root", str(repository), *map(str, arguments)])
        out, err = capsys.readouterr()
        return Outcome(code, out, err)

    return run_here


def run(repository, *arguments, **environment):
    """Return the finished process of one command on a repository, run as a person runs it."""
    return subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-m",
            "peaceterms_build",
            "--root",
            str(repository),
            *map(str, arguments),
        ],
        capture_output=True,
        encoding="utf-8",
        cwd=repository.parent,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'dataset'}{os.pathsep}{ROOT / 'build'}"} | environment,
        check=False,
    )


def contents(folder):
    """Return the hash of every file of a folder but git's own, the cache and the locks of builds."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not {".git", ".cache"} & set(path.relative_to(folder).parts)
        and path.suffix != ".building"
    }


def replace(repository, file, old, new):
    path = repository / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def reported(process):
    """Return the lines on standard error that report a finding."""
    return [line for line in process.stderr.splitlines() if re.search(r"\[[a-z_0-9]+\]; ", line)]


# --- What is done ---


def test_check_finds_no_fault_and_writes_nothing(small_repository):
    before = contents(small_repository)
    process = run(small_repository, "check")
    assert (process.returncode, process.stdout) == (0, "no finding in 26 tables\n")
    assert reported(process) == []
    assert contents(small_repository) == before


def test_an_address_of_the_wrong_form_is_answered_in_words(command, small_repository):
    replace(small_repository, MORNING, "url: https://", "url: htp:/")
    process = command(small_repository, "check", small_repository / MORNING)
    assert process.returncode == 2
    assert "a public host name" in process.stderr


def test_a_card_in_no_folder_of_cards_is_not_passed_over(command, small_repository):
    card = small_repository / "corpus" / "statements" / "stray.yaml"
    card.write_text("speaker: minister-r\n", encoding="utf-8")
    process = command(small_repository, "check", card)
    assert process.returncode == 2
    assert "corpus/statements/stray.yaml: nothing reads a file of this name here" in process.stderr


def test_check_of_single_cards_reports_the_findings_of_all(command, small_repository):
    edits = {MORNING: ("principal: true, ", ""), MINISTER: ("basis: dated", "basis: not_applicable")}
    for card, (old, new) in edits.items():
        text = (small_repository / card).read_text(encoding="utf-8")
        assert old in text
        (small_repository / card).write_text(text.replace(old, new), encoding="utf-8")
    process = command(small_repository, "check", *(small_repository / card for card in edits))
    assert {line.split(":")[0] for line in reported(process)} == set(edits)


def test_check_of_single_cards_names_them(command, small_repository):
    lock = (small_repository / MORNING).with_suffix(".lock")
    process = command(small_repository, "check", small_repository / MINISTER, lock)
    assert (process.returncode, process.stdout) == (0, f"no finding in {MINISTER}, {MORNING}\n")
    process = command(small_repository, "check", small_repository / "corpus/registers/actors.yaml")
    assert (process.returncode, process.stdout) == (0, "no finding in 26 tables\n")
    process = command(small_repository, "check", small_repository / "corpus/statements/2026/none.yaml")
    assert (process.returncode, process.stdout) == (2, "")
    assert len(reported(process)) == 1


def test_tables_prints_the_row_counts_and_writes_nothing(command, small_repository):
    before = contents(small_repository)
    process = command(small_repository, "tables")
    assert process.returncode == 0, process.stderr
    counts = dict(line.split() for line in process.stdout.splitlines())
    assert {name: counts[name] for name in ("sources", "passages", "conditions", "territorial_claims")} == {
        "sources": "2", "passages": "6", "conditions": "5", "territorial_claims": "3",
    }  # fmt: skip
    assert contents(small_repository) == before


def test_long_work_is_reported_in_lines_where_nobody_watches(command, small_repository, monkeypatch):
    assert command(small_repository, "tables").stderr == ""
    monkeypatch.setattr(progress, "SECONDS_PER_LINE", 0)
    lines = command(small_repository, "tables").stderr.splitlines()
    assert lines[:2] == ["documents: 1 of 2", "documents: 2 of 2"]


@pytest.mark.parametrize("card", [MORNING, "corpus/codings/coder-x/morning-2026-05-04.yaml"])
def test_anchor_writes_the_lock_again_as_it_was(command, small_repository, card):
    before = contents(small_repository)
    (small_repository / card).with_suffix(".lock").unlink()
    process = command(small_repository, "anchor", small_repository / card, "--text", TEXTS / "morning-2026-05-04.txt")
    assert process.returncode == 0, process.stderr
    assert "passages anchored" in process.stdout
    after = contents(small_repository)
    assert ("corpus/codings/SHA256SUMS" in after) == ("codings" in card)
    after.pop("corpus/codings/SHA256SUMS", None)
    assert after == before


def test_release_and_docs_write_and_a_second_run_changes_nothing(small_repository):
    process = run(small_repository, "release")
    assert process.returncode == 0, process.stderr
    written = contents(small_repository)
    assert "dataset/peaceterms/release/SHA256SUMS" in written
    again = run(
        small_repository,
        "release",
        TZ="Asia/Kathmandu",
        LC_ALL="C",
        PYTHONHASHSEED="7",
        POLARS_MAX_THREADS="1",
    )
    assert again.returncode == 0, again.stderr
    assert contents(small_repository) == written
    assert run(small_repository, "docs").returncode == 0
    assert contents(small_repository) == written


# --- What is refused ---

CORRUPTED = {
    "a shape": (MINISTER, "act_type: states_terms", "act_type: state_terms",
        f"{MINISTER}:9: act_type: unknown code"),
    "YAML": (MINISTER, "speaker: minister-r", "speaker: &x minister-r", f"{MINISTER}:2: "),
    "a reference": (MINISTER, "speaker: minister-r", "speaker: minister-s",
        f"{MINISTER}:2: speaker: actors has no such entry: 'minister-s'"),
    "a coding rule": (MINISTER, "performers: [russia]", "performers: [ukraine]",
        f"{MINISTER}:30: conditions.c02.move"),
    "a phrase": (MINISTER, "key_phrase: there is no truce", "key_phrase: there is no peace",
        f"{MINISTER}:24: conditions.c01.key_phrase"),
    "a formula in our prose": (MINISTER, "place: Harbour Town", "place: =Harbour()",
        f"{MINISTER}:8: place: text that a spreadsheet runs"),
    "a register": ("corpus/registers/actors.yaml", "cow_code: 365", "cow_code: 0",
        "corpus/registers/actors.yaml:1: russia.cow_code"),
    "a passage": (MORNING, "ends_with: maps as Russian", "ends_with: as Russian",
        f"{MORNING}:16: passages.p04"),
    "a schema": ("schemas/tables/coders.yaml", "column_type: identifier", "column_type: id",
        "schemas/tables/coders.yaml:"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), CORRUPTED.values(), ids=CORRUPTED)
def test_what_is_corrupt_is_refused_at_its_file_and_line(command, small_repository, file, old, new, expected):
    replace(small_repository, file, old, new)
    before = contents(small_repository)
    process = command(small_repository, "check")
    assert process.returncode == 2
    assert any(line.startswith(expected) for line in reported(process)), process.stderr
    assert process.stderr.splitlines()[-1].startswith("refused: ")
    assert process.stdout == ""
    assert "Traceback" not in process.stderr
    assert contents(small_repository) == before


def test_all_findings_of_cards_are_reported_at_once(command, small_repository):
    replace(small_repository, MINISTER, "act_type: states_terms", "act_type: terms")
    replace(small_repository, MINISTER, "duration_days: 90", "duration_days: ninety")
    replace(small_repository, MORNING, "language: en", "language: English")
    process = command(small_repository, "check")
    assert process.returncode == 2
    places = [line.split(": ")[0] for line in reported(process)]
    assert places == [f"{MORNING}:4", f"{MINISTER}:9", f"{MINISTER}:33"]
    assert process.stderr.splitlines()[-1] == "refused: 3 finding(s); nothing was written"


@pytest.mark.parametrize("name", ["release", "docs", "tables"])
def test_no_command_writes_anything_from_a_corpus_at_fault(command, small_repository, name):
    replace(small_repository, MINISTER, "act_type: states_terms", "act_type: terms")
    before = contents(small_repository)
    process = command(small_repository, name)
    assert process.returncode == 2
    assert "Traceback" not in process.stderr
    assert contents(small_repository) == before


def test_a_borrowed_sentence_anywhere_is_refused(command, small_repository):
    """Its nine words are in the fingerprints; the text itself is not there."""
    borrowed = "The truce would last ninety days. It could be watched."
    (small_repository / "notes.md").write_text(f"A plain line.\n\n{borrowed}\n", encoding="utf-8")
    process = command(small_repository, "check")
    assert process.returncode == 2
    assert [line.split(": ")[0] for line in reported(process)] == ["notes.md:3"]


ANCHORS = {
    "no such text": ([MORNING, "no-such.txt"], "no-such.txt"),
    "another text": ([MORNING, TEXTS / "evening-2026-05-05.txt"], f"{MORNING}:13: passages.p01.starts_with"),
    "no such card": (["corpus/documents/2026/none.yaml", TEXTS / "evening-2026-05-05.txt"], "none.yaml"),
}


@pytest.mark.parametrize(("arguments", "expected"), ANCHORS.values(), ids=ANCHORS)
def test_anchor_refuses_what_it_cannot_find_and_writes_nothing(command, small_repository, arguments, expected):
    before = contents(small_repository)
    card, text = arguments
    process = command(small_repository, "anchor", small_repository / card, "--text", text)
    assert process.returncode == 2
    assert any(expected in line for line in reported(process)), process.stderr
    assert "Traceback" not in process.stderr
    assert contents(small_repository) == before


def test_messages_can_be_shown_on_a_terminal_that_lacks_their_letters(small_repository):
    replace(small_repository, MINISTER, "act_type: states_terms", "act_type: умови")
    process = run(small_repository, "check", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert process.returncode == 2
    assert "\\u0443\\u043c" in process.stderr
    assert "Traceback" not in process.stderr


def test_a_folder_that_is_not_a_repository_is_refused(command, tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    process = command(folder, "check")
    assert process.returncode == 2
    assert "Traceback" not in process.stderr


def test_an_unpacked_archive_is_checked_too(command, small_repository):
    shutil.rmtree(small_repository / ".git")
    assert command(small_repository, "check").returncode == 0
    (small_repository / "notes.md").write_text(
        "The truce would last ninety days. It could be watched.", encoding="utf-8"
    )
    process = command(small_repository, "check")
    assert [line.split(": ")[0] for line in reported(process)] == ["notes.md:1"]


@pytest.mark.parametrize("arguments", [[], ["chek"], ["anchor"], ["check", "--fast"]], ids=" ".join)
def test_an_unknown_command_shows_how_to_call(capsys, arguments):
    with pytest.raises(SystemExit) as left:
        __main__.main(arguments)
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith("usage: ")
