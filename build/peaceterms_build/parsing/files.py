"""Files: the bytes of each file, opened once for as long as a command runs."""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OPENED: ContextVar[dict[Path, bytes] | None] = ContextVar("_OPENED", default=None)


@contextmanager
def opened_once() -> Iterator[None]:
    """Keep the bytes of every file that is read, until the command ends: a file that changes meanwhile is not seen.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> with tempfile.TemporaryDirectory() as folder, opened_once():
        ...     path = Path(folder, "card.yaml")
        ...     _ = path.write_bytes(b"title: One")
        ...     first = read_bytes(path)
        ...     _ = path.write_bytes(b"title: Two")
        ...     first == read_bytes(path)
        True
    """
    token = _OPENED.set({})
    try:
        yield
    finally:
        _OPENED.reset(token)


def read_bytes(path: Path, limit: int | None = None) -> bytes:
    """Return the bytes of a file; of one that is longer than the limit, only so many that this shows.

    Raises:
        OSError: The file cannot be read.
    """
    opened = _OPENED.get()
    if opened is not None and path in opened:
        return opened[path]
    with path.open("rb") as file:
        is_too_long = limit is not None and os.fstat(file.fileno()).st_size > limit
        content = file.read(limit + 1 if limit is not None and is_too_long else -1)
    if opened is not None and not is_too_long:
        opened[path] = content
    return content
