"""Workers: processes, each with its own copy of the repository, that try fault after fault."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from mutation.trial import Trials

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mutation.faults import SeededFault
    from mutation.trial import Outcome

FAULTS_PER_WORKER = 25  # a process reports the most memory that it ever had, so a new one starts now and then
SPAWN = multiprocessing.get_context("spawn")  # a fork would share the threads of polars


def outcomes(root: Path, faults: Sequence[SeededFault], count: int) -> Iterator[tuple[SeededFault, list[Outcome]]]:
    """Yield each fault with its outcomes, from so many workers at once; a worker that dies ends the run."""
    os.environ["POLARS_MAX_THREADS"] = "1"  # the workers share the processors already
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        for start in range(0, len(faults), batch := count * FAULTS_PER_WORKER):
            tried = faults[start : start + batch]
            with ProcessPoolExecutor(count, SPAWN, _prepare, (root, Path(folder))) as pool:
                yield from zip(tried, pool.map(_try, tried), strict=True)


def _prepare(root: Path, folder: Path) -> None:
    global _trials  # noqa: PLW0603  # the one copy that this process works on
    _trials = Trials(root, folder / str(os.getpid()))
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # progress, thousands of times


def _try(fault: SeededFault) -> list[Outcome]:
    return _trials.run(fault)
