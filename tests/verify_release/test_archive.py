"""The source distribution: what is unpacked, without git, is checked and gives the same release and wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile

import pytest

from peaceterms.contract import release_files
from peaceterms_build.release import writer


@pytest.fixture(scope="module")
def unpacked(root, tmp_path_factory):
    """Return the folder into which a source distribution of the tree was unpacked."""
    folder = tmp_path_factory.mktemp("archive")
    run("build", "--no-isolation", "--sdist", "--outdir", folder, root)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        file.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def test_it_gives_the_same_release(unpacked, real_release):
    environment = os.environ | {"PYTHONPATH": f"{unpacked / 'dataset'}{os.pathsep}{unpacked / 'build'}"}
    run("peaceterms_build", "release", cwd=unpacked, env=environment)
    assert release_files.checksums(unpacked / writer.RELEASE) == release_files.checksums(real_release)


def test_it_gives_a_wheel_with_the_same_release(unpacked, real_release, tmp_path):
    run("build", "--no-isolation", "--wheel", "--outdir", tmp_path, unpacked)
    (built,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(built) as wheel:
        wheel.extractall(tmp_path)
    assert release_files.checksums(tmp_path / "peaceterms" / "release") == release_files.checksums(real_release)


def run(module, *arguments, **options):
    """Run a module of Python, and fail with what it printed where it fails."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
