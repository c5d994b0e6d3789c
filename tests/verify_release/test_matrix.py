"""The wheel in environments that users have: each Python, the oldest declared libraries and the newest."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

CALLS = Path(__file__).with_name("user_calls.py")
PATIENCE_SECONDS = 600

# Python, extras, and a requirement for each library: "oldest" is the one that pyproject.toml declares.
MATRIX = {
    "3.11, oldest polars alone": ("3.11", (), {"polars": "oldest"}),
    "3.11, oldest of all": (
        "3.11", ("pandas", "validate"),
        {"polars": "oldest", "pandas": "oldest", "pyarrow": "oldest", "pandera": "oldest", "frictionless": "oldest",
         "numpy": "<2"},  # pip takes minutes to find out that this pandas needs it
    ),
    "3.12, newest with pandas 2": ("3.12", ("pandas", "validate"), {"pandas": "<3"}),
    "3.13, oldest frictionless, newest of the rest": (
        "3.13", ("pandas", "validate"), {"frictionless": "oldest", "pandas": ">=3"},
    ),
    "3.14, newest of all": ("3.14", ("pandas", "validate"), {"pandas": ">=3"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    """Return a wheel that was built from the tree."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder, root)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def oldest(root):
    """Return the oldest version of each library that the package declares."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = itertools.chain(project["dependencies"], *project["optional-dependencies"].values())
    return dict(re.fullmatch(r"([a-z]+)(?:\[\w+\])?>=([\d.]+)", each).groups() for each in declared)


@pytest.fixture(scope="module")
def expected(root):
    """Return the results of the calls in the tree, with the pinned libraries."""
    environment = os.environ | {"PYTHONPATH": str(root / "dataset")}
    return json.loads(run(sys.executable, CALLS, "pandas", "validate", env=environment))


@pytest.mark.parametrize(("python", "extras", "requirements"), MATRIX.values(), ids=MATRIX)
def test_calls_give_the_same_in_each_environment(wheel, oldest, expected, tmp_path, python, extras, requirements):
    interpreter = found_python(python)
    if interpreter is None:
        pytest.skip(f"Python {python} is not installed here")
    pins = [
        f"{name}=={oldest[name]}" if wanted == "oldest" else f"{name}{wanted}" for name, wanted in requirements.items()
    ]
    run(interpreter, "-m", "venv", tmp_path / "venv")
    own_python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    named = f"peaceterms[{','.join(extras)}] @ {wheel.as_uri()}"
    run(own_python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", named, *pins)
    found = json.loads(run(own_python, "-I", CALLS, *extras, cwd=tmp_path))
    assert found == {call: result for call, result in expected.items() if call in found}
    assert {"pandas", "validate"} & {*found} == {*extras}


def run(*command, **options):
    """Return what a command prints, and fail with its errors where it fails."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, encoding="utf-8", check=False,
        timeout=PATIENCE_SECONDS, **options,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def found_python(version):
    """Return the interpreter of a version that runs: on the path, or of a version manager in the home folder."""
    managed = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python{version}"))
    for path in (shutil.which(f"python{version}"), *managed):
        if path and subprocess.run([path, "-c", "import venv"], capture_output=True, check=False).returncode == 0:
            return path
    return None
