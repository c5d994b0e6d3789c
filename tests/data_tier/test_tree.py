"""No file of the repository holds an address of a package index or a path of a machine."""

from __future__ import annotations

import re
import subprocess

import pytest

# How a package index is pointed at, whichever it is; written so that this file does not hold what it forbids.
INDEX = re.compile(r"--(?:extra-)?index-url|--find-(?:links)|--trusted-(?:host)|PIP_(?:INDEX)|//[^\s/]+/simpl[e]/")
PERSONAL_PATH = re.compile(r"(?<![\w.%/-])/(?:home|root|Users|work)/\w")


@pytest.fixture(scope="module")
def texts(root):
    """Return the text of every file that git tracks or would track, by its path."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if listed.returncode:
        pytest.skip("this is not a git checkout, so its list of files is not here")
    found = {}
    for name in filter(None, listed.stdout.split("\0")):
        if (root / name).is_file() and not name.endswith(".parquet"):
            found[name] = (root / name).read_bytes().decode("utf-8")
    return found


def test_no_file_points_at_a_package_index(texts):
    assert {path: found[0] for path, text in texts.items() if (found := INDEX.search(text))} == {}


def test_no_file_names_a_path_of_somebodys_machine(texts):
    assert {path: found[0] for path, text in texts.items() if (found := PERSONAL_PATH.search(text))} == {}
