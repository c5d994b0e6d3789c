"""Raw codings never change after their first commit; git knows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def git(*arguments):
    """Return what git says of this repository, or skip where it has none."""
    try:
        process = subprocess.run(
            ["git", "-C", str(ROOT), *arguments], capture_output=True, encoding="utf-8", check=False
        )
    except FileNotFoundError:
        pytest.skip("git is not installed here")
    if "not a git repository" in process.stderr:
        pytest.skip("this is not a git checkout, so its history is not here")
    return process


def test_raw_codings_and_their_locks_never_change_after_their_first_commit():
    if git("rev-parse", "--is-shallow-repository").stdout.strip() == "true":
        pytest.skip("this clone is shallow: the first commits of the codings are not here")
    changed = git("log", "--no-renames", "--diff-filter=MD", "--name-only", "--format=", "--", "corpus/codings/*/*")
    assert changed.returncode == 0, changed.stderr
    names = sorted(set(changed.stdout.split()))
    assert [names, *map(codes_changed_in, names)] == [WITHHELD_IN, [], [], []]


# In these, prose that repeated a source was withheld (see their README).
WITHHELD_IN = [
    "corpus/codings/coder-a/president-of-ukraine-2026-01-06.yaml",
    "corpus/codings/coder-a/sputnik-2026-01-23.yaml",
    "corpus/codings/coder-b/penzainform-2024-06-14.yaml",
]
WITHHELD = re.compile(r'\s*(summary: "|occasion: "|utterance: "new: )\[withheld\]"')


def codes_changed_in(name):
    """Return the lines of a raw coding that differ from its first commit by more than withheld prose."""
    first = git("log", "--diff-filter=A", "--format=%H", "--", name).stdout.split()[-1]
    was, now = git("show", f"{first}:{name}").stdout.splitlines(), Path(ROOT / name).read_text("utf-8")
    pairs = zip(was, now.splitlines(), strict=True)
    return [new for old, new in pairs if old != new and not WITHHELD.fullmatch(new)]


def test_raw_codings_are_as_they_were_committed():
    assert git("status", "--porcelain", "--", "corpus/codings").stdout.splitlines() == []


def test_the_manifest_of_frozen_codings_is_there():
    """A manifest that is there lists every coding, or `check` refuses; without one nothing is frozen."""
    assert (ROOT / "corpus/codings/SHA256SUMS").stat().st_size
