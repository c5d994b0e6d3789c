"""A repository whose corpus is grown: every document is cloned, with all that was coded of it, under new ids.

Clones differ in every file, so that nothing is known by its hash; only registers and schemas stay as they are.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

from peaceterms_build.corpus import frozen_codings
from peaceterms_build.evidence import locks

if TYPE_CHECKING:
    from pathlib import Path

CLONED_FOLDERS = ("documents", "statements", "codings", "adjudications", "new_ids", "fingerprints", "samples")
TOKEN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
ADDRESS = re.compile(r'^( *(?:evidence_)?url: "?[^"\s]+)', re.MULTILINE)
OCCASION = re.compile(r'^( *occasion: "?)', re.MULTILINE)


def grown(root: Path, folder: Path, documents: int) -> Path:
    """Return a copy of the repository with that many documents or a few more: each is cloned equally often."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, folder / name)
    corpus = folder / "corpus"
    cards = [*corpus.glob("documents/*/*.yaml"), *corpus.glob("statements/*/*.yaml")]
    ids = {path.stem for path in cards}
    present = len(list(corpus.glob("documents/*/*.yaml")))
    originals = [path for kind in CLONED_FOLDERS for path in corpus.glob(f"{kind}/**/*.*") if path.suffix in SUFFIXES]
    for number in range(1, -(-documents // present)):
        for path in originals:
            _clone(path, f"x{number}", ids)
    _freeze(folder)
    return folder


def _clone(path: Path, mark: str, ids: set[str]) -> None:
    """Write the clone of one file beside it."""
    text = TOKEN.sub(lambda match: f"{match[0]}-{mark}" if match[0] in ids else match[0], path.read_text("utf-8"))
    path.with_name(f"{path.stem}-{mark}{path.suffix}").write_text(SUFFIXES[path.suffix](text, mark), encoding="utf-8")


def _card(text: str, mark: str) -> str:
    """Return a card of another address, occasion and text."""
    text = OCCASION.sub(rf"\g<1>{mark} ", ADDRESS.sub(rf"\g<1>?{mark}", text))
    return f"# {mark}\n" + re.sub(r"[0-9a-f]{64}", lambda match: _hash(match[0], mark), text)


def _lock(text: str, mark: str) -> str:
    """Return the lock of another text, sealed again."""
    data = json.loads(text)
    data["text_sha256"] = _hash(data["text_sha256"], mark)
    if data.pop("seal", None):
        data["seal"] = locks.seal_of(data)
    return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _runs(text: str, mark: str) -> str:
    """Return the fingerprints of another text."""
    return "".join(f"{run}\n" for run in sorted(_hash(run, mark)[:16] for run in text.split()))


def _hash(text: str, mark: str) -> str:
    return hashlib.sha256(f"{text} {mark}".encode()).hexdigest()


def _freeze(root: Path) -> None:
    """Write the manifest of all raw codings."""
    (root / frozen_codings.MANIFEST).unlink()
    for card in sorted((root / frozen_codings.FOLDER).glob("*/*.yaml")):
        frozen_codings.freeze(root, card)


SUFFIXES = {".yaml": _card, ".lock": _lock, ".txt": _runs}
