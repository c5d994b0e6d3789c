"""The wheel, installed as a user installs it: into an empty environment, with polars alone beside it."""

from __future__ import annotations

import subprocess
import sys
import venv

import pytest


def run(*command):
    """Return what a command prints, and fail with its error output."""
    done = subprocess.run([str(part) for part in command], cwd="/", capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def python(root, tmp_path_factory):
    """Return the interpreter of an empty environment in which the wheel has been installed."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", root)
    (wheel,) = (folder / "dist").glob("*.whl")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    return python


def test_it_brings_polars_and_nothing_else(python):
    listed = run(python, "-m", "pip", "--disable-pip-version-check", "list", "--format", "freeze")
    names = {line.partition("==")[0].partition(" @")[0] for line in listed.splitlines()}
    assert names - {"pip", "setuptools"} == {"peaceterms", "polars", "polars-runtime-32"}


def test_every_table_loads_with_warnings_as_errors(python):
    code = "import peaceterms; print(min(peaceterms.load(t).width for t in peaceterms.tables()['table']))"
    assert int(run(python, "-W", "error", "-c", code)) > 1


def test_the_command_answers(python):
    assert "in_force" in run(python, "-m", "peaceterms", "find", "in force")
