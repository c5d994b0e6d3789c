"""Provenance: from which corpus and schemas a release was made, by content and not by clock."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from peaceterms_build.parsing import files, versions

if TYPE_CHECKING:
    from pathlib import Path

# Explanations, and what `docs` generates from the rest, change no table.
EXPLAINING = ("README.md", "MANUAL.md")
GENERATED_FOLDER = "cards"


def of(root: Path) -> dict[str, object]:
    """Return the content hashes of the corpus and the schemas, and the versions of the writing libraries."""
    return {
        "corpus_sha256": folder_sha256(root / "corpus"),
        "schemas_sha256": folder_sha256(root / "schemas"),
        "libraries": versions.libraries(),
    }


def folder_sha256(folder: Path) -> str:
    """Return one hash of all files in a folder: of the lines `hash  path`, sorted by path."""
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name not in EXPLAINING and path.parent.name != GENERATED_FOLDER
    )
    lines = (
        f"{hashlib.sha256(files.read_bytes(path)).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in paths
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()
