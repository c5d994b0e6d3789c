"""The release: every table written as CSV and Parquet, all or nothing.

The files are written to a folder beside the release, checked there as an outsider reads them, and put in
its place in one step. Whoever looks, whenever the build is killed, sees the old release or the new, whole.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import io
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from peaceterms.contract import release_files
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build import progress
from peaceterms_build.docs import codebook
from peaceterms_build.release import datapackage
from peaceterms_build.reliability import audit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import polars as pl

    from peaceterms.contract.tables import Tables

RELEASE = "dataset/peaceterms/release"
AT_WORKING_FOLDER = -100  # AT_FDCWD of renameat2(2): paths as they stand
EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2): both names stay, their contents change places


def write(root: Path, tables: Tables) -> Path:
    """Write the release of the tables and return its folder.

    Raises:
        ValidationError: The written files are at finding, the disk or folder cannot be written, or another build is at
            work; the committed release is then as it was.
    """
    target = root / RELEASE
    building = target.with_name(f"{target.name}.building")
    try:
        with _only_build(building.with_suffix(".lock.building")):
            # Only the build that holds the lock may clear the folder: to another it is work under way.
            shutil.rmtree(building, ignore_errors=True)
            try:
                write_files(root, tables, building)
                _refuse(release_files.findings(building))
                _put_in_place(building, target)
            finally:
                shutil.rmtree(building, ignore_errors=True)
    except OSError as error:
        raise ValidationError([_fault_of_system(error, target)]) from error
    return target


def write_files(root: Path, tables: Tables, folder: Path) -> None:
    """Write the files of a release to a new folder: tables, descriptor, codebook, checksums last."""
    for name in progress.steps(list(tables), "tables written"):
        write_table(tables[name], name, folder)
    described = datapackage.build(root, tables)
    (folder / release_files.DESCRIPTOR).write_text(datapackage.as_text(described), encoding="utf-8")
    (folder / codebook.FOLDER).mkdir()
    for name, page in codebook.pages(described, tables, audit.read(root)).items():
        (folder / name).write_text(page, encoding="utf-8", newline="\n")
    checksums = release_files.checksums(folder)
    (folder / release_files.CHECKSUMS).write_text(checksums, encoding="utf-8")


def write_table(frame: pl.DataFrame, name: str, folder: Path) -> None:
    """Write one table to the folder in both formats, the same bytes for the same rows."""
    whole = frame.rechunk()  # the bytes of a Parquet file hang on how a frame lies in memory
    for kind in ("csv", "parquet"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    (folder / "csv" / f"{name}.csv").write_text(release_files.as_csv(whole), encoding="utf-8", newline="\n")
    parquet = io.BytesIO()  # polars tells a full disk as an error of its own; files of Python tell it as such
    whole.write_parquet(parquet, compression="zstd", statistics=True)
    (folder / "parquet" / f"{name}.parquet").write_bytes(parquet.getvalue())


def _refuse(findings: list[Finding]) -> None:
    """Raise where there is any finding."""
    if findings:
        raise ValidationError(findings)


@contextmanager
def _only_build(lock: Path) -> Iterator[None]:
    """Hold the lock that only one build at a time can have; the system frees it when a build is killed."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            finding = Finding(
                rule="one_build_at_a_time",
                message="another build is writing the release",
                remedy="wait until it has finished",
            )
            raise ValidationError([finding]) from error
        yield


def _put_in_place(new: Path, target: Path) -> None:
    """Put the new folder in the place of the target in one step, so that no moment shows neither."""
    for path in new.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    if not target.exists():
        new.rename(target)
        return
    if not _exchanged(new, target):
        # No exchange on this system: a build killed between these two lines leaves the old release beside.
        old = target.with_name(f"{target.name}.old.building")
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        new.rename(target)
        shutil.rmtree(old)


def _exchanged(new: Path, target: Path) -> bool:
    """Exchange the two folders in one step of the system; return whether it can do so."""
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "renameat2"):
        return False
    paths = AT_WORKING_FOLDER, os.fsencode(new), AT_WORKING_FOLDER, os.fsencode(target)
    if library.renameat2(*paths, EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(code, os.strerror(code), str(target))


def _fault_of_system(error: OSError, target: Path) -> Finding:
    """Return the fault of a disk or folder that cannot be written."""
    return Finding(
        rule="release_can_be_written",
        message=f"the system refused to write: {error.strerror or error}",
        remedy="free the disk or make the folder writable; the release is as it was",
        file=target.name,
    )
