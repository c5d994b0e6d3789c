"""How long `verify` takes, compared with reading and hashing the same files: `python tests/bench/verify.py`.

The texts are invented: words of random letters, a quarter of them Cyrillic, with one passage's first words now and
then. So every passage is lost, and the reasons are worked out too.
"""

from __future__ import annotations

import hashlib
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import peaceterms

if TYPE_CHECKING:
    from collections.abc import Callable

LETTERS = ("aeioudhlnrst", "абвгдеіклмнорстуя")
VOCABULARY = 20_000
STORES = {"10 MB in 10 files": (10, 1_000_000), "10,000 files of 1 kB": (10_000, 1_000)}
RUNS = 3


def main() -> int:
    """Print one line per store of texts."""
    sys.stdout.write(f"{'store':22}{'read and hash':>15}{'verify':>10}{'ratio':>8}{'MB/s':>8}{'peak MB':>9}\n")
    for name, (count, size) in STORES.items():
        with tempfile.TemporaryDirectory() as folder:
            total = write(Path(folder), count, size)
            reading = least_seconds(lambda: read_and_hash(Path(folder)))
            verifying = least_seconds(lambda: peaceterms.verify(folder))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        ratio, rate = verifying / reading, total / verifying / 1e6
        sys.stdout.write(f"{name:22}{reading:13.2f} s{verifying:8.2f} s{ratio:8.1f}{rate:8.1f}{peak:9.0f}\n")
    return 0


def write(folder: Path, count: int, size: int) -> int:
    """Write texts and return how many bytes they have."""
    chance = random.Random(1)
    vocabulary = [
        "".join(chance.choices(LETTERS[chance.random() < 1 / 4], k=chance.randint(1, 9))) for _ in range(VOCABULARY)
    ]
    beginnings = peaceterms.load("passages")["starts_with"].to_list()
    total = 0
    for number in range(count):
        words = chance.choices(vocabulary, k=size // 7)
        words[len(words) // 2] = chance.choice(beginnings)
        lines = [" ".join(words[first : first + 12]) for first in range(0, len(words), 12)]
        content = ".\n".join(lines).encode("utf-8")
        (folder / f"{number}.txt").write_bytes(content)
        total += len(content)
    return total


def read_and_hash(folder: Path) -> None:
    """Read and hash every file."""
    for path in sorted(folder.rglob("*.txt")):
        hashlib.sha256(path.read_bytes()).hexdigest()


def least_seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds of the fastest of several runs."""
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


if __name__ == "__main__":
    sys.exit(main())
