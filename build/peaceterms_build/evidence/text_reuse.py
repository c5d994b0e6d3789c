"""Borrowed sentences: no file of the repository repeats nine words in a row of a document that was coded.

The texts themselves are not needed: `corpus/fingerprints/` keeps a hash of every run of nine words of each,
so the check runs in any clone.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from peaceterms.contract import fingerprints
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build.parsing import yaml_reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FINGERPRINTS_FOLDER = "corpus/fingerprints"
# The release is made of cards, registers and schemas, which are looked at: it would tell each finding again.
LEFT_OUT = (f"{FINGERPRINTS_FOLDER}/", "dataset/peaceterms/release/")
# Where titles and addresses stand: both are bibliographic, and may repeat what a document prints of itself.
BIBLIOGRAPHIC_FILES = (
    "corpus/documents/*/*.yaml", "corpus/samples/*.yaml", "corpus/registers/proposals.yaml",
    "corpus/registers/legal_acts.yaml",
)  # fmt: skip
BIBLIOGRAPHIC_KEYS = ("title", "citation", "url", "evidence_url")
RUN_FINGERPRINT = re.compile(rf"[0-9a-f]{{{fingerprints.RUN_PREFIX_LENGTH}}}")
SHOWN_WORDS = 3  # enough to find the place, too few to borrow the sentence once more


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of a file's words all of whose runs stand in a document."""

    first: int
    word_count: int
    source_id: str


def find(repository: Path) -> list[Finding]:
    """Return a finding for each stretch of nine or more words that stands in a document too.

    Every text file that git tracks, or would track, is looked at, but for the fingerprints and the release
    (made of the others). Titles of documents, plans and acts, and addresses, are bibliographic and may be
    repeated.

    Args:
        repository: The top folder of a git checkout.

    Raises:
        ValidationError: The folder is no git checkout, or a file of fingerprints is not as `anchor` writes it.
    """
    known = _runs_of_documents(repository / FINGERPRINTS_FOLDER)
    for run in _bibliographic_runs(repository):
        known.pop(run, None)
    if not known:
        return []
    return [
        finding
        for name in _listed_files(repository)
        if not name.startswith(LEFT_OUT)
        for finding in findings_of_file(repository / name, name, known)
    ]


def findings_of_file(path: Path, name: str, known: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each borrowed stretch of a text file; other files have no sentences.

    Args:
        path: The file.
        name: Its name, as the findings tell it.
        known: The document of each run of nine words that may not stand in it.
    """
    try:
        text = "" if path.is_symlink() else path.read_bytes().decode("utf-8")
    except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
        return  # a picture or Parquet file, a file deleted since, a checkout inside the checkout
    words = fingerprints.words(text)
    for stretch in _stretches(words, known):
        shown = " ".join(word.text for word in words[stretch.first : stretch.first + SHOWN_WORDS])
        yield Finding(
            rule="sentences_are_our_own",
            message=f"{stretch.word_count} words in a row stand in the document {stretch.source_id}",
            remedy=f"say it in other words; at most {fingerprints.RUN_LENGTH - 1} in a row may be the same",
            file=name,
            line=text.count("\n", 0, words[stretch.first].start) + 1,
            value=f"{shown} …",
        )


def _stretches(words: list[fingerprints.Word], known: Mapping[str, str]) -> Iterator[_Stretch]:
    """Yield the stretches of known runs: runs that follow each other word by word are told as one."""
    held = [(first, run) for first, run in enumerate(fingerprints.nine_word_runs(words)) if run in known]
    for _, following in groupby(enumerate(held), key=lambda numbered: numbered[1][0] - numbered[0]):
        runs = [run for _, run in following]
        first, run = runs[0]
        yield _Stretch(first, len(runs) - 1 + fingerprints.RUN_LENGTH, known[run])


def _runs_of_documents(folder: Path) -> dict[str, str]:
    """Return the document of each fingerprint of nine words."""
    known: dict[str, str] = {}
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.txt")):
        *runs, rest = path.read_bytes().decode("utf-8", errors="replace").split("\n")
        line = _first_malformed_line(runs, rest)
        if line:
            findings.append(
                Finding(
                    rule="malformed_fingerprints",
                    message="the file is not a sorted list of fingerprints, one a line",
                    remedy="never edit it: run `python -m peaceterms_build anchor CARD --text FILE`",
                    file=f"{FINGERPRINTS_FOLDER}/{path.name}",
                    line=line,
                )
            )
        for run in runs:
            known.setdefault(run, path.stem)
    if findings:
        raise ValidationError(findings)
    return known


def _first_malformed_line(runs: list[str], rest: str) -> int:
    """Return the first line that is no fingerprint, out of order or cut short, or 0 if there is none."""
    for line, (before, run) in enumerate(pairwise(["", *runs]), start=1):
        if not RUN_FINGERPRINT.fullmatch(run) or run <= before:
            return line
    return len(runs) + 1 if rest else 0


def _bibliographic_runs(repository: Path) -> Iterator[str]:
    """Yield the fingerprints of nine words inside titles and addresses."""
    for pattern in BIBLIOGRAPHIC_FILES:
        for path in sorted(repository.glob(pattern)):
            try:
                data = yaml_reader.read(path).data
            except ValidationError:
                continue  # the check of the file itself tells what is wrong with it
            for text in _bibliographic_texts(data):
                yield from fingerprints.nine_word_runs(fingerprints.words(text))


def _bibliographic_texts(data: Any) -> Iterator[str]:
    """Yield the titles and addresses of a card, or of the entries of a register or sample."""
    entry = data if isinstance(data, dict) else {}
    for key, value in entry.items():
        if key in BIBLIOGRAPHIC_KEYS and isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _bibliographic_texts(value)


def _listed_files(repository: Path) -> list[str]:
    """Return the files that git tracks, or would track."""
    command = ["git", "-C", str(repository), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = os.fsdecode(subprocess.run(command, capture_output=True, check=True).stdout)
    except (OSError, subprocess.CalledProcessError) as error:
        message = "the files of the repository cannot be listed: it is no git checkout, or git is missing"
        remedy = "run the check in a clone"
        finding = Finding(rule="no_git_checkout", message=message, remedy=remedy, file=str(repository))
        raise ValidationError([finding]) from error
    return sorted({name for name in listed.split("\0") if name})
