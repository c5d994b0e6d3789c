"""The command of the benchmark: `cd tests && python -m bench [--documents 60 240 1000]`.

Prints a Markdown table: processor seconds of each command at each size of the corpus, and their ratio to reading and
hashing the same files.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from bench.grow import grown

ROOT = Path(__file__).resolve().parents[2]
SIZES = (60, 240, 1000)
READ_AND_HASH = """
import hashlib, pathlib, sys
for folder in ("schemas", "corpus"):
    for path in sorted(pathlib.Path(sys.argv[1], folder).rglob("*.*")):
        hashlib.sha256(path.read_bytes()).digest()
"""


class Cost(NamedTuple):
    """What one process took.

    Attributes:
        seconds: Of processor time, in all its threads.
        wall: Seconds on the clock.
        megabytes: Of memory at its peak.
    """

    seconds: float
    wall: float
    megabytes: float


def main() -> None:
    """Measure every size and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=SIZES, help="the sizes (default: 60 240 1000)")
    sizes = parser.parse_args().documents
    measured = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            measured[size] = _costs_at(grown(ROOT, Path(folder), size))
    sys.stdout.write(f"Processor seconds (wall; peak MB; × reading and hashing), {os.cpu_count()} cores\n\n")
    sys.stdout.write("| command | " + " | ".join(f"{size} documents" for size in sizes) + " | ms a document |\n")
    sys.stdout.write("|---|" + "---:|" * (len(sizes) + 1) + "\n")
    for command in measured[sizes[0]]:
        costs = [measured[size][command] for size in sizes]
        cells = [
            f"{cost.seconds:.2f} ({cost.wall:.1f}; {cost.megabytes:.0f}; "
            f"×{cost.seconds / measured[size][BASE].seconds:.0f})"
            for size, cost in zip(sizes, costs, strict=True)
        ]
        growth = 1000 * (costs[-1].seconds - costs[0].seconds) / max(1, sizes[-1] - sizes[0])
        sys.stdout.write(f"| {command} | {' | '.join(cells)} | {growth:.1f} |\n")


BASE = "read and hash"


def _costs_at(root: Path) -> dict[str, Cost]:
    """Return what each command takes on a repository."""
    card = min((root / "corpus" / "statements").glob("*/*.yaml"))
    costs = {
        BASE: _cost([sys.executable, "-c", READ_AND_HASH, str(root)]),
        "check, nothing kept": _build(root, "check"),
        "check, nothing changed": _build(root, "check"),
    }
    card.write_text(card.read_text("utf-8") + "# edited\n", encoding="utf-8")
    costs["check of one edited card"] = _build(root, "check", str(card))
    card.write_text(card.read_text("utf-8") + "# edited again\n", encoding="utf-8")
    costs["check of all, one card edited"] = _build(root, "check")
    shutil.rmtree(root / ".cache")
    costs["release, nothing kept"] = _build(root, "release")
    costs["release, nothing changed"] = _build(root, "release")
    return costs


def _build(root: Path, *arguments: str) -> Cost:
    return _cost([sys.executable, "-m", "peaceterms_build", "--root", str(root), *arguments])


def _cost(command: list[str]) -> Cost:
    """Return the cost of a command, which must succeed."""
    path = os.pathsep.join(str(ROOT / name) for name in ("dataset", "build"))
    with tempfile.TemporaryFile() as reported:
        began = time.monotonic()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=reported, env=os.environ | {"PYTHONPATH": path}
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            reported.seek(0)
            raise RuntimeError(reported.read().decode())
    return Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - began, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
