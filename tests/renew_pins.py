"""Pin the committed release anew: `python tests/renew_pins.py`, in the commit that means to change the data.

A pin is the number of rows of a table, and its first, tenth and last line as the CSV file has them.
"""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RELEASE = ROOT / "dataset" / "peaceterms" / "release"
PINS = ROOT / "tests" / "pins.yaml"
HEAD = "# Written by tests/renew_pins.py, in the commit that means to change the data.\n"
TENTH = 9


def pin(csv):
    """Return what is pinned of one CSV file."""
    rows = csv.read_text(encoding="utf-8").splitlines()[1:]
    tenth = {"tenth": rows[TENTH]} if len(rows) > TENTH else {}
    ends = {"first": rows[0], **tenth, "last": rows[-1]} if rows else {}
    return {"rows": len(rows)} | ends


def pins(release):
    """Return the pins of a release, by table."""
    return {csv.stem: pin(csv) for csv in sorted((release / "csv").glob("*.csv"))}


def as_text(pinned):
    """Return pins as they are written: one line for each fact, so that a difference is easily read."""
    lines = [HEAD]
    for table, facts in pinned.items():
        lines.append(f"{table}:\n")
        lines += [f"  {name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in facts.items()]
    return "".join(lines)


if __name__ == "__main__":
    PINS.write_text(as_text(pins(RELEASE)), encoding="utf-8")
