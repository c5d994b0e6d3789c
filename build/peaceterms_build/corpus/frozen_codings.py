"""Frozen codings: a raw coding is checked in full when it is anchored; its hash then proves that it is the same."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from peaceterms.contract.findings import Finding
from peaceterms_build.evidence import locks
from peaceterms_build.parsing import files

if TYPE_CHECKING:
    from collections.abc import Mapping
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


def changed(root: Path, frozen: Mapping[str, str]) -> list[Finding]:
    """Return a finding for each frozen file that was changed or is gone."""
    found = []
    for name, sha256 in frozen.items():
        path = root / FOLDER / name
        is_there = path.is_file()
        if not is_there or hashlib.sha256(files.read_bytes(path)).hexdigest() != sha256:
            found.append(
                Finding(
                    rule="raw_codings_are_frozen",
                    message=f"a frozen raw coding {'was changed' if is_there else 'is missing'}",
                    remedy="restore it from the repository's history; corrections belong on the cards",
                    file=f"{FOLDER}/{name}",
                )
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
