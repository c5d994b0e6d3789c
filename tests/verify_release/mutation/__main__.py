"""Seed the faults, try them all, and publish the counts: `python -m mutation`, from `tests/`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from mutation import faults, report, sources, workers
from peaceterms_build.checks import corpus_checks
from peaceterms_build.parsing import versions

ROOT = Path(__file__).resolve().parents[3]
PAGE = Path(__file__).with_name("RESULTS.md")
SEED = 20140318
STEP = 100  # faults between two lines of progress


def main(arguments: list[str] | None = None) -> int:
    """Try the faults and return 1 where any of them failed."""
    options = _parser().parse_args(arguments)
    started = time.monotonic()
    chosen = seeded(options.root, options.seed)[:: options.every]
    if options.area:
        chosen = [fault for fault in chosen if fault.area == options.area]
    pairs = []
    for done, pair in enumerate(workers.outcomes(options.root, chosen, options.workers), start=1):
        pairs.append(pair)
        if done % STEP == 0 or done == len(chosen):
            sys.stderr.write(f"{done} of {len(chosen)} faults, {time.monotonic() - started:.0f} s\n")
    tried = report.flat(pairs)
    text = report.as_text(tried, versions.release_version(options.root), options.seed)
    (sys.stdout.write if options.page is None else options.page.write_text)(text)
    failed = report.failures(tried)
    for each in failed:
        sys.stderr.write(f"{each.outcome.result}: {each.fault}: {each.outcome.message}\n")
    slowest = max(each.outcome.seconds for each in tried)
    biggest = max(each.outcome.megabytes for each in tried)
    sys.stderr.write(f"{len(failed)} failures; at most {slowest:.1f} s and {biggest} MB\n")
    return 1 if failed else 0


def seeded(root: Path, seed: int = SEED) -> list[faults.SeededFault]:
    """Return the faults of a repository whose corpus has none."""
    texts = os.environ.get("PEACETERMS_TEXTS")
    copied = sources.sentences(Path(texts)) if texts else []
    return list(
        faults.seeded(root, sources.pools(corpus_checks.checked_tables(root, with_reliability=True), copied), seed)
    )


def _parser() -> argparse.ArgumentParser:
    """Return the parser of the command."""
    parser = argparse.ArgumentParser(prog="python -m mutation", description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository (default: this one)")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try each Nth fault only")
    parser.add_argument("--area", help="try the faults of one area only")
    parser.add_argument("--page", type=Path, nargs="?", const=PAGE, help="write the counts to a file")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
