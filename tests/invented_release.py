"""A release of invented rows, written as the real one is, for the tests of the loader.

Two states that do not exist are at odds over three places; three outlets report one interview.
"""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from peaceterms import _release
from peaceterms.contract import fingerprints
from peaceterms.contract.tables import Tables
from peaceterms_build.release import writer
from peaceterms_build.schemas import schema_files

if TYPE_CHECKING:
    from peaceterms.contract.schemas import Schemas

ROOT = Path(__file__).resolve().parents[1]
STATEMENT = "aldin-2024-03-13-interview"
PASSAGES = {  # passage_id: its words; invented, as everything here is
    "herald-2024-03-13.p01": "The minister said “withdrawal, well-nigh at once” and named both valleys",
    "herald-2024-03-13.p02": "He also ruled out any toll on the river & its bridges",
    "gazette-2024-03.p01": "According to the minister troops should leave the valleys",
    "gazette-2024-03.p02": "Troops must go",
    "wire-2024.p01": "The minister gave an interview about the valleys on Wednesday",
}
REPORTED = {
    "herald-2024-03-13.p01": "direct_quote",
    "herald-2024-03-13.p02": "paraphrase",
    "gazette-2024-03.p01": "paraphrase",
    "gazette-2024-03.p02": "paraphrase",
    "wire-2024.p01": "paraphrase",
}
# Where a test says nothing of a cell.
BY_TYPE = {
    "string": "something",
    "date": datetime.date(2024, 3, 13),
    "boolean": False,
    "integer": 1,
    "number": 1.0,
}


def rows_by_table() -> dict[str, list[dict[str, object]]]:
    """Return the cells that matter, by table; the rest is filled in."""
    day = datetime.date
    return {
        "actors": [
            {"actor_id": name, "name": name.replace("-", " ").title(), "actor_type": kind, "side": "none"}
            for name, kind in (
                ("alfaria", "state"),
                ("betonia", "state"),
                ("minister-aldin", "person"),
                ("herald", "publisher"),
                ("gazette", "publisher"),
                ("nameless", "publisher"),
            )
        ],
        "publishers": [
            {"publisher_id": "gazette", "name": "The Gazette & Sons", "publisher_type": "private"},
            {"publisher_id": "herald", "name": "The Herald", "publisher_type": "private"},
            {"publisher_id": "nameless", "name": "Nameless", "publisher_type": "not_stated"},
        ],
        "territories": [
            {"territory_id": name, "name_en": name.replace("-", " ").title(), "territory_type": "settlement"}
            for name in ("east-valley", "river-port", "west-valley")
        ],
        "sources": [
            {
                "source_id": "gazette-2024-03", "title": "Troops to go", "publisher_id": "gazette",
                "published_earliest_date": day(2024, 3, 1), "published_latest_date": day(2024, 3, 31),
                "extent_read": "full_text", "language": "en",
            },
            {
                "source_id": "herald-2024-03-13", "publisher_id": "herald",
                "title": "100% certain_ & {sure}?",
                "published_earliest_date": day(2024, 3, 13), "published_latest_date": day(2024, 3, 13),
                "url": "https://example.org/news?id=1&x=%20y", "extent_read": "full_text", "language": "en",
            },
            {
                "source_id": "wire-2024", "title": "Interview", "publisher_id": "nameless",
                "published_earliest_date": day(2023, 12, 30), "published_latest_date": day(2024, 4, 2),
                "url": "https://example.org/wire", "extent_read": "opening", "language": "en",
            },
        ],
        "passages": [_passage(passage_id) for passage_id in PASSAGES],
        "statements": [
            {
                "statement_id": STATEMENT, "speaker_id": "minister-aldin", "speaks_for_id": "alfaria",
                "primary_source_id": "herald-2024-03-13", "summary": "An interview about the valleys.",
                "original_language": "en",
            },
        ],
        "statement_actors": [{"statement_id": STATEMENT, "actor_id": "betonia", "role": "addressee"}],
        "conditions": [
            {
                "condition_id": f"{STATEMENT}.c01", "statement_id": STATEMENT, "holder_id": "alfaria",
                "issue": "territory.withdrawal", "aim": "other", "move": "demands", "force": "required",
                "gates_talks": True, "deadline_date": day(2024, 5, 1),
                "summary": "Withdrawal from the valleys.",
            },
            {
                "condition_id": f"{STATEMENT}.c02", "statement_id": STATEMENT, "holder_id": "alfaria",
                "issue": "territory.status", "aim": "independent", "move": "rejects", "force": "required",
                "summary": "No independence for the river port.",
            },
        ],
        "condition_performers": [{"condition_id": f"{STATEMENT}.c01", "actor_id": "betonia"}],
        "condition_places": [
            {"condition_id": f"{STATEMENT}.c01", "territory_id": "east-valley", "scope": "whole_unit"},
            {"condition_id": f"{STATEMENT}.c01", "territory_id": "west-valley", "scope": "whole_unit"},
            {"condition_id": f"{STATEMENT}.c02", "territory_id": "river-port", "scope": "whole_unit"},
        ],
        "condition_links": [
            {
                "from_condition_id": f"{STATEMENT}.c01", "to_condition_id": f"{STATEMENT}.c02",
                "link_type": "comes_before", "passage_id": "herald-2024-03-13.p02",
            },
        ],
        "territorial_claims": [
            {
                "claim_id": f"{STATEMENT}.a01", "statement_id": STATEMENT, "claimant_id": "alfaria",
                "territory_id": "east-valley", "claim_type": "asserts_sovereignty",
                "claim_scope": "whole_unit",
                "summary": "The valley is said to belong to Alfaria.",
            },
            {
                "claim_id": f"{STATEMENT}.c02.river-port", "statement_id": STATEMENT,
                "claimant_id": "alfaria", "condition_id": f"{STATEMENT}.c02", "territory_id": "river-port",
                "claim_type": "denies_sovereignty", "claim_scope": "whole_unit",
                "summary": "No independence for the river port.",
            },
        ],
        "control_reports": [
            {
                "report_id": f"{STATEMENT}.r01", "statement_id": STATEMENT, "controller_id": "betonia",
                "territory_id": "west-valley", "extent": "share", "share_pct": 17.5,
            },
        ],
        "evidence": [
            {"row_id": f"{STATEMENT}.{row}", "passage_id": passage_id, "row_type": row_type, "fit": fit}
            for row, row_type, passage_id, fit in (
                ("a01", "assertion", "herald-2024-03-13.p01", "states"),
                ("c01", "condition", "gazette-2024-03.p01", "weakens"),
                ("c01", "condition", "gazette-2024-03.p02", "strengthens"),
                ("c01", "condition", "herald-2024-03-13.p01", "states"),
                ("c02", "condition", "herald-2024-03-13.p02", "states"),
                ("r01", "control_report", "herald-2024-03-13.p01", "states"),
            )
        ],
    }  # fmt: skip


def _passage(passage_id: str) -> dict[str, object]:
    """Return a passage with its fingerprint and its first and last words."""
    text = PASSAGES[passage_id]
    words = fingerprints.words(text)
    first, last = words[:3], words[-3:]
    return {
        "passage_id": passage_id,
        "source_id": passage_id.partition(".")[0],
        "statement_id": STATEMENT,
        "is_principal": passage_id.endswith("p01"),
        "rendition": REPORTED[passage_id],
        "reporting_verb": "say",
        "word_count": len(words),
        "fingerprint": fingerprints.of(words),
        "starts_with": text[first[0].start : first[-1].end],
        "ends_with": text[last[0].start : last[-1].end],
    }


def write(folder: Path) -> Path:
    """Write the small release to a new folder and return it."""
    schemas = schema_files.read(ROOT / "schemas")
    rows = rows_by_table()
    frames = {
        name: schemas[name].sorted(schemas[name].frame([_filled(row, name, schemas) for row in rows.get(name, [])]))
        for name in schemas
    }
    writer.write_files(ROOT, Tables(frames, schemas), {}, folder)
    return folder


def _filled(row: dict[str, object], table: str, schemas: Schemas) -> dict[str, object]:
    """Return the row with a valid cell wherever it says nothing."""
    filled: dict[str, object] = {}
    for column in schemas[table].columns:
        if column.name in row or not column.is_required:
            filled[column.name] = row.get(column.name)
        elif column.name == "manual_version":
            filled[column.name] = "0.1.0"
        elif column.codes:
            fallback = "not_stated" if "not_stated" in column.codes else column.codes[0]
            filled[column.name] = column.default or fallback
        else:
            filled[column.name] = BY_TYPE[column.frictionless_type]
    return filled


def hash_again(folder: Path, name: str) -> None:
    """Write a file's checksum again, as if it had been published as it is."""
    listed = folder / _release.CHECKSUMS
    sha256 = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    lines = [
        f"{sha256}  {name}" if line.endswith(f"  {name}") else line
        for line in listed.read_text(encoding="utf-8").splitlines()
    ]
    listed.write_text("\n".join(lines) + "\n", encoding="utf-8")
