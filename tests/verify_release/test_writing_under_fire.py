"""Writing under fire: whatever happens to a build, the release is the old one or the new one, whole.

A few builds are killed by default, and as many as PEACETERMS_KILLS says.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import copy_small_repository
from peaceterms.contract import release_files
from peaceterms_build.__main__ import REFUSED, main
from peaceterms_build.release.writer import RELEASE

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("PEACETERMS_KILLS", "8"))
SEED = 20220329
CARD = "corpus/statements/2026/minister-r-2026-05-04.yaml"
OLD_WORDS, NEW_WORDS = "a truce of ninety days", "a truce of three months"
POLL_SECONDS = 0.002
PATIENCE_SECONDS = 120
SYSTEM_REFUSED = "the system refused"
DROP_FROM_BOUNDING_SET = 24  # PR_CAPBSET_DROP of prctl(2)
OVERRIDE_OF_MODES = 1  # CAP_DAC_OVERRIDE of capabilities(7): what lets root write where no mode allows it
TMPFS_SLACK = (1, 600_000)  # bytes left on the disk: for nothing, for most of the tables
FILE_SIZES = (1_000, 200_000)  # the longest file that may be written: no table, all but the descriptor


@pytest.fixture(scope="module")
def moments(tmp_path_factory):
    """Return a repository whose release is old and corpus is new, its two releases, and how long builds take.

    The seconds are those until the first file of the release is written, and those from there to the end.
    """
    folder = copy_small_repository(tmp_path_factory.mktemp("fire") / "repository")
    assert main(["--root", str(folder), "release"]) == 0
    old = sums(folder)
    card = folder / CARD
    text = card.read_text(encoding="utf-8")
    assert OLD_WORDS in text
    card.write_text(text.replace(OLD_WORDS, NEW_WORDS), encoding="utf-8")
    trial = folder.with_name("timed")
    shutil.copytree(folder, trial)
    started = time.monotonic()
    with building(trial) as process:
        wait_for_first_file(process, trial)
        first = time.monotonic()
        output = process.communicate(timeout=PATIENCE_SECONDS)[1]
    assert process.returncode == 0, output
    assert sums(trial) != old
    return folder, {"old": old, "new": sums(trial)}, (first - started, time.monotonic() - first)


@pytest.fixture
def repository(moments, tmp_path):
    """Return a copy of the repository for one test, with the sums of its old and of its new release."""
    folder, whole, _ = moments
    shutil.copytree(folder, tmp_path / "repository")
    return tmp_path / "repository", whole


@pytest.mark.parametrize("number", range(KILLS))
def test_a_build_that_is_killed_leaves_a_whole_release(number, repository, moments):
    folder, whole = repository
    _, _, (before, after) = moments
    chance = random.Random(f"{SEED} {number}")
    with building(folder) as process:
        if number % 2:  # while it reads, checks and writes
            time.sleep(chance.uniform(0, before + after))
        else:  # while it writes, checks what it wrote, and puts it in place
            wait_for_first_file(process, folder)
            time.sleep(chance.uniform(0, after))
        process.send_signal(signal.SIGKILL)
    assert released(folder, whole) in ("old", "new")
    assert main(["--root", str(folder), "release"]) == 0
    assert released(folder, whole) == "new"


@pytest.mark.parametrize("size", FILE_SIZES)
def test_a_build_that_cannot_write_on_leaves_the_old_release(size, repository):
    folder, whole = repository

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    output = refused(folder, preexec_fn=limit)
    assert SYSTEM_REFUSED in output
    assert released(folder, whole) == "old"


@pytest.mark.parametrize("slack", TMPFS_SLACK)
def test_a_full_disk_leaves_the_old_release(slack, repository):
    folder, whole = repository
    with mounted(folder / RELEASE, slack):
        output = refused(folder)
        assert SYSTEM_REFUSED in output
        assert released(folder, whole) == "old"
        assert not any((folder / RELEASE).parent.glob("release.building/*"))


def test_a_folder_that_is_read_only_leaves_the_old_release(repository):
    folder, whole = repository
    package = (folder / RELEASE).parent
    package.chmod(0o555)
    try:
        output = refused(folder, preexec_fn=obey_modes)
    finally:
        package.chmod(0o755)
    assert SYSTEM_REFUSED in output
    assert released(folder, whole) == "old"


def test_documents_that_cannot_be_written_leave_a_whole_release(repository):
    folder, whole = repository
    folder.chmod(0o555)  # the README is here
    try:
        output = refused(folder, preexec_fn=obey_modes)
    finally:
        folder.chmod(0o755)
    assert SYSTEM_REFUSED in output
    assert released(folder, whole) in ("old", "new")


def test_two_builds_at_once_make_one_whole_release(repository):
    folder, whole = repository
    with building(folder) as first, building(folder) as second:
        processes = first, second
        output = [process.communicate(timeout=PATIENCE_SECONDS)[1] for process in processes]
    codes = sorted(process.returncode for process in processes)
    assert codes in ([0, 0], [0, REFUSED]), output
    assert all(
        "another build is writing" in text
        for text, process in zip(output, processes, strict=True)
        if process.returncode
    )
    assert released(folder, whole) == "new"


def test_a_second_build_is_refused_and_touches_nothing_of_the_first(repository):
    folder, whole = repository
    beside = (folder / RELEASE).with_name("release.building")
    (beside / "csv").mkdir(parents=True)
    (beside / "csv" / "actors.csv").write_text("half written by the first build", encoding="utf-8")
    with beside.with_name("release.lock.building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "another build is writing the release" in refused(folder)
    assert (beside / "csv" / "actors.csv").exists()
    assert released(folder, whole) == "old"


def building(folder, **options):
    """Return the process of a build of the repository's release."""
    return subprocess.Popen(
        [sys.executable, "-m", "peaceterms_build", "--root", str(folder), "release"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'dataset'}{os.pathsep}{ROOT / 'build'}"},
        **options,
    )


def refused(folder, **options):
    """Return the output of a build that was refused without a traceback."""
    with building(folder, **options) as process:
        output = process.communicate(timeout=PATIENCE_SECONDS)[1]
    assert process.returncode == REFUSED, output
    assert "Traceback" not in output
    return output


def wait_for_first_file(process, folder):
    """Wait until a build has begun to write the release, or has ended."""
    beside = (folder / RELEASE).with_name("release.building")
    while process.poll() is None and not beside.exists():
        time.sleep(POLL_SECONDS)


def sums(folder):
    """Return the checksums of the files of a repository's release."""
    return release_files.checksums(folder / RELEASE)


def released(folder, whole):
    """Return whether the release is the old or the new one; its own list of checksums must agree."""
    assert list(release_files.checksum_findings(folder / RELEASE)) == []
    found = sums(folder)
    return next((name for name, expected in whole.items() if expected == found), "a mixture")


@contextmanager
def mounted(release, slack):
    """Put the package of a repository on a small disk, which is full but for so many bytes."""
    package = release.parent
    kept = release.parents[2] / ".cache" / "kept"  # the check of the tree leaves this folder out
    kept.parent.mkdir(exist_ok=True)
    package.rename(kept)
    package.mkdir()
    size = sum(-(-path.stat().st_size // 4096) * 4096 for path in kept.rglob("*") if path.is_file()) + slack
    pages = -(-size // 4096) * 4096
    command = ["mount", "-t", "tmpfs", "-o", f"size={pages}", "tmpfs", str(package)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only a user who may mount a disk can try a full one; RLIMIT_FSIZE is tried everywhere")
    try:
        shutil.copytree(kept, package, dirs_exist_ok=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(package)], check=True)


def obey_modes():
    """Make a child of root obey the modes of files, as every other user must."""
    if os.geteuid() == 0:
        ctypes.CDLL(None, use_errno=True).prctl(DROP_FROM_BOUNDING_SET, OVERRIDE_OF_MODES, 0, 0, 0)
