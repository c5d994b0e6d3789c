"""Workers: processes that stay, each with a copy of the repository of its own, and try fault after fault."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from contextlib import suppress
from functools import lru_cache
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from mutation.trial import CORPUS, CRASHED, TOO_SLOW, Outcome, Trials
from peaceterms.contract.findings import ValidationError
from peaceterms_build.parsing import yaml_reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from mutation.faults import SeededFault

WALL_SECONDS = 180  # a worker that says nothing for so long hangs, whatever its processor time
PARSED_FILES = 500  # more than a repository has, few enough for the memory of a worker
SPAWN = multiprocessing.get_context("spawn")  # a fork would share the threads of polars


class _Worker:
    """One process and the fault that it has in hand."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root, self._folder, self._lives = root, folder, 0
        self.fault: SeededFault | None = None
        self._start()

    def _start(self) -> None:
        self._lives += 1
        self.connection, theirs = SPAWN.Pipe()
        folder = self._folder / f"life-{self._lives}"
        self.process: SpawnProcess = SPAWN.Process(target=_work, args=(theirs, self._root, folder), daemon=True)
        with patch.dict(os.environ, POLARS_MAX_THREADS="1"):  # the workers share the processors already
            self.process.start()
        theirs.close()

    def wait_until_ready(self) -> None:
        """Wait for the worker's copy of the repository.

        Raises:
            RuntimeError: The repository is at fault before any fault is seeded in it.
        """
        told = self.connection.recv()
        if told:
            raise RuntimeError(told)

    def take(self, fault: SeededFault | None) -> None:
        """Give the worker its next fault; None sends it home."""
        self.fault = fault
        self.connection.send(fault)

    def outcomes(self) -> list[Outcome]:
        """Return what became of its fault; a worker that died is replaced."""
        with suppress(EOFError, ConnectionResetError):
            found: list[Outcome] = self.connection.recv()
            return found
        self.process.join()
        told = f"the process died with exit code {self.process.exitcode}"
        self._replace()
        return [Outcome(defence=CORPUS, result=CRASHED, told=told)]

    def stop(self) -> list[Outcome]:
        """End a worker that hangs, replace it, and return the outcome of its fault."""
        self.process.kill()
        self.process.join()
        self._replace()
        return [Outcome(defence=CORPUS, result=TOO_SLOW, told=f"nothing for {WALL_SECONDS} seconds")]

    def _replace(self) -> None:
        self._start()
        self.wait_until_ready()


def outcomes(root: Path, faults: Iterable[SeededFault], count: int) -> Iterator[tuple[SeededFault, list[Outcome]]]:
    """Yield each fault with its outcomes, as they come, from so many workers at once."""
    waiting = iter(faults)
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        workers = [_Worker(root, Path(folder) / f"worker-{number}") for number in range(count)]
        for worker in workers:
            worker.wait_until_ready()
        busy = [worker for worker in workers if _has_more(worker, waiting)]
        while busy:
            ready = wait([worker.connection for worker in busy], WALL_SECONDS)
            for worker in [each for each in busy if not ready or each.connection in ready]:
                fault = worker.fault
                yield fault, worker.outcomes() if ready else worker.stop()
                if not _has_more(worker, waiting):
                    busy.remove(worker)
        for worker in workers:
            with suppress(OSError):
                worker.take(None)
            worker.process.join(WALL_SECONDS)


def _has_more(worker: _Worker, waiting: Iterator[SeededFault]) -> bool:
    """Give the worker the next fault, and return whether there was one."""
    fault = next(waiting, None)
    if fault is not None:
        worker.take(fault)
    return fault is not None


def _work(connection: Connection, root: Path, folder: Path) -> None:
    """Try fault after fault until there is none."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stderr.fileno())  # progress and panics, thousands of times
    # Of a thousand trials each parses the same hundred files; parsing is a pure function of their bytes.
    yaml_reader.parse = lru_cache(maxsize=PARSED_FILES)(yaml_reader.parse)
    try:
        trials = Trials(root, folder)
    except ValidationError as refused:
        connection.send(str(refused))
        return
    connection.send("")
    while (fault := connection.recv()) is not None:
        connection.send(trials.run(fault))
