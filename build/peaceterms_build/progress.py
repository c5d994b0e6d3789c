"""Progress of long work: a bar on a terminal, plain lines where nobody watches."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")
LINES_PER_STEP = 5  # written to a log, progress is shown five times


def steps(items: Sequence[T], title: str) -> Iterator[T]:
    """Yield the items one by one and show on standard error how far the work is."""
    if sys.stderr.isatty() and os.environ.get("CI") != "true":
        from rich.console import Console
        from rich.progress import track

        yield from track(items, description=title, console=Console(stderr=True))
        return
    every = max(1, -(-len(items) // LINES_PER_STEP))
    for done, item in enumerate(items, start=1):
        yield item
        if done % every == 0 or done == len(items):
            sys.stderr.write(f"{title}: {done} of {len(items)}\n")
