"""A folder that is replaced whole or not at all, with what every system has: a lock file and two renames."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def replaced(target: Path) -> Iterator[Path]:
    """Yield a new, empty folder that takes the place of the target if the block ends without an error.

    A process killed between the two renames leaves the old folder beside; the next one puts it back first.

    Args:
        target: The folder to replace; it need not exist.

    Raises:
        BlockingIOError: Another process is replacing the folder.
    """
    new, old, lock = (target.with_name(f"{target.name}.{kind}building") for kind in ("", "old.", "lock."))
    with lock.open("w") as file:
        _lock(file)
        _tidy(target, new, old)  # only the process with the lock may: to another it is work under way
        try:
            new.mkdir()
            yield new
            _flush(new)
            if target.exists():
                target.rename(old)
            new.rename(target)
        finally:
            _tidy(target, new, old)


def _lock(file: IO[str]) -> None:
    # The system frees the lock when the process ends, however it ends.
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise BlockingIOError(*error.args) from error


def _tidy(target: Path, new: Path, old: Path) -> None:
    if old.exists() and not target.exists():
        old.rename(target)
    for left_over in (new, old):
        shutil.rmtree(left_over, ignore_errors=True)


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
