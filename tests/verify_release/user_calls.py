"""What a user calls, with all results as JSON: run in each environment of the matrix, on an installed wheel.

`python user_calls.py [pandas] [validate]` names the extras that are installed.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys

import peaceterms


def digest(content: bytes) -> str:
    """Return a short hash, so that results can be compared without printing the tables."""
    return hashlib.sha256(content).hexdigest()[:16]


def of_frame(frame):
    """Return the shape of a frame and a hash of its CSV."""
    return f"{frame.shape} {digest(frame.write_csv().encode())}"


def main(extras: list[str]) -> dict[str, object]:
    """Return the results by call."""
    tables = peaceterms.tables()["table"].to_list()
    evidence = peaceterms.load("evidence")
    statement = peaceterms.load("statements")["statement_id"][0]
    found: dict[str, object] = {
        "load": {table: of_frame(peaceterms.load(table)) for table in tables},
        "labels": {table: of_frame(peaceterms.load(table, labels=True)) for table in tables},
        "scan": {table: of_frame(peaceterms.scan(table).collect()) for table in tables},
        "filter": of_frame(peaceterms.load("conditions", move="demands", issue="territory.withdrawal")),
        "sources": of_frame(peaceterms.sources(evidence["row_id"].unique(maintain_order=True).to_list())),
        "renditions": of_frame(peaceterms.renditions(statement)),
        "find": of_frame(peaceterms.find("neutrality")),
        "codes": of_frame(peaceterms.codes("move")),
        "cite": digest(peaceterms.cite(evidence["row_id"][0]).encode()),
        "describe": digest(str(peaceterms.describe("conditions")).encode()),
        "command line": {
            command: digest(subprocess.check_output([sys.executable, "-m", "peaceterms", *command.split()]))
            for command in ("--version", "list", "show conditions --limit 5 --format csv", "codes move", "cite")
        },
    }
    if "pandas" in extras:
        frames = {table: peaceterms.load(table, as_="pandas") for table in tables}
        found["pandas"] = {table: f"{frame.shape} {digest_of_pandas(frame)}" for table, frame in frames.items()}
        found["sources of pandas"] = of_frame(peaceterms.sources(frames["conditions"].head(20)))
    if "validate" in extras:
        found["check"] = {table: peaceterms.check(peaceterms.load(table), table).height for table in tables}
        found["validate"] = peaceterms.validate()
    return found


def digest_of_pandas(frame):
    """Return a hash of the values, whatever types pandas 2 and 3 have for texts and empty cells."""
    values = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    return digest(repr([[str(value) for value in row] for row in values]).encode())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1:]), indent=1))
