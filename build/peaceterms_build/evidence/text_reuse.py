"""Text reuse: no file of the repository repeats nine words in a row of a document that was coded.

The texts themselves are not needed: `corpus/fingerprints/` keeps a hash of every run of nine words of each,
so the check runs in any clone. A file that passed once is not read for words again until it or the fingerprints change.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import subprocess
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peaceterms.contract import fingerprints
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build.parsing import files, yaml_reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from peaceterms_build.cache import Cache, Section

FINGERPRINTS_FOLDER = "corpus/fingerprints"
# The release is made of cards, registers and schemas, which are looked at: it would repeat each finding.
LEFT_OUT = (f"{FINGERPRINTS_FOLDER}/", "dataset/peaceterms/release/", ".cache/")
# Files with titles and addresses: both are bibliographic, and may repeat what a document prints of itself.
BIBLIOGRAPHIC_FILES = (
    "corpus/documents/*/*.yaml", "corpus/samples/*.yaml", "corpus/registers/proposals.yaml",
    "corpus/registers/legal_acts.yaml",
)  # fmt: skip
BIBLIOGRAPHIC_KEYS = ("title", "citation", "url", "evidence_url")
UNLISTED_FOLDERS = ("__pycache__", "dist", "node_modules")  # made by tools, beside hidden folders
RUN_FINGERPRINT = re.compile(rf"[0-9a-f]{{{fingerprints.RUN_PREFIX_LENGTH}}}")
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SHOWN_WORDS = 3  # enough to find the place, too few to borrow the sentence once more


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of a file's words all of whose runs are in a document."""

    first: int
    word_count: int
    source_id: str


def find(repository: Path, cache: Cache, only: Iterable[str] | None = None) -> list[Finding]:
    """Return a finding for each stretch of nine or more words that is in a document too, and for each unreadable file.

    Every file that git tracks, or would track, is looked at, but for the fingerprints and the release
    (made of the others); outside a git checkout, as in an unpacked archive, every file. Titles of documents,
    plans and acts, and addresses, are bibliographic and may be repeated.

    Args:
        repository: The top folder of a git checkout or of an unpacked archive.
        cache: Where the hashes of the files that passed are kept.
        only: The files to look at; all where this is left out.

    Raises:
        ValidationError: Git cannot list the files, or a file of fingerprints is not as `anchor` writes it.
    """
    known = _runs_of_documents(repository / FINGERPRINTS_FOLDER)
    for run in _bibliographic_runs(repository, cache.section("bibliography", "")):
        known.pop(run, None)
    if not known:
        return []
    passed = cache.section("text_reuse", "".join(known))
    findings: list[Finding] = []
    for name in _listed_files(repository) if only is None else only:
        content = b"" if name.startswith(LEFT_OUT) else _content(repository / name)
        content_sha256 = hashlib.sha256(content).hexdigest()
        if content and passed.get(content_sha256) is None:
            found = [*findings_of_file(content, name, known)]
            findings += found
            if not found:
                passed.put(content_sha256)
    return findings


def findings_of_file(content: bytes, name: str, known: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each borrowed stretch of a text in UTF-8 or UTF-16; any other file is a finding itself.

    Args:
        content: The bytes of the file.
        name: Its name in the findings.
        known: The document of each run of nine words that may not be in it.
    """
    text = _text(content)
    if text is None:
        yield Finding(
            rule="sentences_are_our_own",
            message="the file is not UTF-8 text: what it repeats of a document cannot be seen",
            remedy="write it as UTF-8 text; leave it out of the repository if it is compressed or a picture",
            file=name,
        )
        return
    texts = [word for _, _, words in fingerprints.blocks(text) for word in words]
    if known.keys().isdisjoint(fingerprints.runs_of_texts(texts)):
        return
    words = fingerprints.words(text)
    for stretch in _stretches(words, known):
        shown = " ".join(word.text for word in words[stretch.first : stretch.first + SHOWN_WORDS])
        yield Finding(
            rule="sentences_are_our_own",
            message=f"{stretch.word_count} words in a row are also in the document {stretch.source_id}",
            remedy=f"say it in other words; at most {fingerprints.RUN_LENGTH - 1} in a row may be the same",
            file=name,
            line=text.count("\n", 0, words[stretch.first].start) + 1,
            value=f"{shown} …",
        )


def _text(content: bytes) -> str | None:
    try:
        text = content.decode("utf-16" if content.startswith(UTF_16_MARKS) else "utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text  # UTF-16 without a mark, too, is UTF-8 with a NUL after each letter


def _content(path: Path) -> bytes:
    try:
        return b"" if path.is_symlink() else files.read_bytes(path)
    except (FileNotFoundError, IsADirectoryError):
        return b""  # a file deleted since, a checkout inside the checkout


def _stretches(words: list[fingerprints.Word], known: Mapping[str, str]) -> Iterator[_Stretch]:
    """Yield the stretches of known runs: runs that follow each other word by word are one."""
    held = [(first, run) for first, run in enumerate(fingerprints.nine_word_runs(words)) if run in known]
    for _, following in groupby(enumerate(held), key=lambda numbered: numbered[1][0] - numbered[0]):
        runs = [run for _, run in following]
        first, run = runs[0]
        yield _Stretch(first, len(runs) - 1 + fingerprints.RUN_LENGTH, known[run])


def _runs_of_documents(folder: Path) -> dict[str, str]:
    known: dict[str, str] = {}
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.txt")):
        *runs, rest = files.read_bytes(path).decode("utf-8", errors="replace").split("\n")
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
    for line, (before, run) in enumerate(pairwise(["", *runs]), start=1):
        if not RUN_FINGERPRINT.fullmatch(run) or run <= before:
            return line
    return len(runs) + 1 if rest else 0


def _bibliographic_runs(repository: Path, known: Section) -> Iterator[str]:
    for pattern in BIBLIOGRAPHIC_FILES:
        for path in sorted(repository.glob(pattern)):
            content = files.read_bytes(path)
            content_sha256 = hashlib.sha256(content).hexdigest()
            runs = known.get(content_sha256)
            if runs is None:
                try:
                    data = yaml_reader.parse(content, path).data
                except ValidationError:
                    continue  # the check of the file itself reports what is wrong with it
                texts = map(fingerprints.words, _bibliographic_texts(data))
                runs = " ".join(run for words in texts for run in fingerprints.nine_word_runs(words))
                known.put(content_sha256, runs)
            yield from runs.split()


def _bibliographic_texts(data: Any) -> Iterator[str]:
    entry = data if isinstance(data, dict) else {}
    for key, value in entry.items():
        if key in BIBLIOGRAPHIC_KEYS and isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _bibliographic_texts(value)


def _listed_files(repository: Path) -> list[str]:
    """Return the files that git tracks, or would track; outside a checkout, all but what tools leave behind."""
    if not (repository / ".git").exists():
        return sorted(_walked_files(repository))
    command = ["git", "-C", str(repository), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = os.fsdecode(subprocess.run(command, capture_output=True, check=True).stdout)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = os.fsdecode(getattr(error, "stderr", b"") or b"").strip() or str(error)
        finding = Finding(
            rule="git_lists_the_files",
            message=f"git cannot list the files of this checkout: {' '.join(reason.split())}",
            remedy="install git or do what it says; a checkout of another user must be a `safe.directory`",
            file=str(repository),
        )
        raise ValidationError([finding]) from error
    return sorted({name for name in listed.split("\0") if name})


def _walked_files(repository: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(repository):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in UNLISTED_FOLDERS]
        for name in names:
            yield (Path(folder) / name).relative_to(repository).as_posix()
