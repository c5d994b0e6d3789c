"""Progress of long work: a bar on a terminal, plain lines where nobody watches, nothing where it is short."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")
SECONDS_PER_LINE = 5.0  # shorter work is over before anyone wonders


def steps(items: Sequence[T], title: str) -> Iterator[T]:
    """Yield the items one by one and report on standard error how far the work is."""
    if sys.stderr.isatty() and os.environ.get("CI") != "true":
        from rich.console import Console
        from rich.progress import track

        yield from track(items, description=title, console=Console(stderr=True), transient=True)
        return
    reported = time.monotonic()
    for done, item in enumerate(items, start=1):
        yield item
        if time.monotonic() - reported >= SECONDS_PER_LINE:
            reported = time.monotonic()
            sys.stderr.write(f"{title}: {done} of {len(items)}\n")
