"""Frozen codings: a raw coding is checked in full when it is anchored; its hash then proves that it is the same."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from peaceterms.contract.findings import Finding
from peaceterms_build.evidence import locks
from peaceterms_build.parsing import files

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

FOLDER = "corpus/codings"
MANIFEST = f"{FOLDER}/SHA256SUMS"
LINE = re.compile(r"(?P<sha256>[0-9a-f]{64})  (?P<name>[^/]+/[^/]+\.(?:yaml|lock))")


def manifest(root: Path) -> tuple[dict[str, str], list[Finding]]:
    """Return the hash of each frozen file by its path under `corpus/codings/`, and the malformed lines."""
    path = root / MANIFEST
    if not path.is_file():
        return {}, []
    frozen: dict[str, str] = {}
    findings = []
    for number, line in enumerate(files.read_bytes(path).decode("utf-8", errors="replace").splitlines(), start=1):
        match = LINE.fullmatch(line)
        if match:
            frozen[match["name"]] = match["sha256"]
        else:
            findings.append(
                Finding(
                    rule="malformed_manifest",
                    message="not a hash, two spaces and the path of a coding or its lock",
                    remedy="never edit the manifest: restore it from the repository's history",
                    file=MANIFEST,
                    line=number,
                )
            )
    return frozen, findings


def is_frozen(card: Path, frozen: Mapping[str, str]) -> bool:
    """Return whether a coding and its lock are those that were frozen."""
    return all(
        path.is_file() and frozen.get(_name(path)) == hashlib.sha256(files.read_bytes(path)).hexdigest()
        for path in (card, locks.path_of(card))
    )


def findings(root: Path, frozen: Mapping[str, str], cards: Collection[Path], *, whole: bool) -> list[Finding]:
    """Return a finding for each frozen file that was changed or is gone, and each that the manifest does not list.

    Args:
        root: The repository.
        frozen: The hashes of the manifest.
        cards: The codings to look at.
        whole: Whether these are all of them, so that none of the manifest may be missing.
    """
    names = {_name(path) for card in cards for path in (card, locks.path_of(card))}
    found = []
    for name in sorted(names | frozen.keys() if whole else names):
        path = root / FOLDER / name
        is_there = path.is_file()
        if name not in frozen:
            is_anchored = locks.path_of(path).is_file()  # a coding without a lock has its own finding
            message = "the raw coding is not in the manifest of frozen codings" if frozen and is_anchored else ""
            remedy = "restore corpus/codings/SHA256SUMS from the history; a new coding is added by `anchor`"
        else:
            is_same = is_there and hashlib.sha256(files.read_bytes(path)).hexdigest() == frozen[name]
            message = "" if is_same else f"a frozen raw coding {'was changed' if is_there else 'is missing'}"
            remedy = "restore it from the repository's history; corrections belong on the cards"
        if message:
            found.append(
                Finding(rule="raw_codings_are_frozen", message=message, remedy=remedy, file=f"{FOLDER}/{name}")
            )
    return found


def freeze(root: Path, card: Path) -> None:
    """Add a coding that was checked in full, and its lock, to the manifest."""
    frozen, _ = manifest(root)
    for path in (card, locks.path_of(card)):
        frozen[_name(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    text = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(frozen.items()))
    locks.write_whole({root / MANIFEST: text})


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
