"""Documents generated, whole or in part: card schemas, code lists of the manual, tables of the README."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peaceterms.contract.findings import Finding, ValidationError
from peaceterms.contract.schemas import Schemas
from peaceterms_build.docs import codebook
from peaceterms_build.evidence import locks
from peaceterms_build.schemas import card_schemas

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from peaceterms.contract.tables import Tables

CODES_BEGIN = "<!-- codes: begin (generated from schemas/vocabularies; do not edit) -->"
CODES_END = "<!-- codes: end -->"
TABLES_BEGIN = "<!-- tables: begin (generated from schemas/tables and the release; do not edit) -->"
TABLES_END = "<!-- tables: end -->"
MANUAL, README = "corpus/MANUAL.md", "README.md"


def write(root: Path, descriptor: Mapping[str, Any], tables: Tables) -> None:
    """Write the card schemas to `schemas/cards/`, and the generated parts of the manual and the README."""
    texts = generated(root, descriptor) | {root / README: readme(root, tables)}
    locks.write_whole(texts)


def generated(root: Path, descriptor: Mapping[str, Any]) -> dict[Path, str]:
    """Return the text that each document generated from the schemas should have.

    Raises:
        ValidationError: The manual has lost the marks between which its code lists stand.
    """
    schemas = Schemas.from_descriptor(descriptor)
    folder = root / "schemas" / "cards"
    shapes = card_schemas.all_schemas(schemas)
    texts = {folder / name: card_schemas.as_text(shape) for name, shape in shapes.items()}
    manual = root / MANUAL
    texts[manual] = _with_code_lists(manual.read_text(encoding="utf-8"), descriptor)
    return texts


def readme(root: Path, tables: Tables) -> str:
    """Return the README with the table of tables and their row counts between its marks.

    Raises:
        ValidationError: The README has lost the marks between which its table stands.
    """
    lines = ["| table | rows | one row per |", "|---|---:|---|"]
    for name, frame in tables.items():
        first_sentence = tables.schemas[name].description.partition(". ")[0].rstrip(".")
        lines.append(f"| `{name}` | {frame.height} | {first_sentence.removeprefix('One row per ')} |")
    text = (root / README).read_text(encoding="utf-8")
    return _between_marks(text, TABLES_BEGIN, TABLES_END, "\n".join(lines), README)


def _with_code_lists(manual: str, descriptor: Mapping[str, Any]) -> str:
    """Return the manual with the code lists between its marks."""
    return _between_marks(manual, CODES_BEGIN, CODES_END, codebook.code_lists(descriptor), MANUAL)


def _between_marks(text: str, begin: str, end: str, generated: str, file: str) -> str:
    """Return the text of a file with its generated part replaced."""
    if text.count(begin) != 1 or text.count(end) != 1:
        finding = Finding(
            rule="documents_have_their_marks",
            message="the marks of the generated part are missing or stand twice",
            remedy=f"write the lines {begin!r} and {end!r} once each",
            file=file,
        )
        raise ValidationError([finding])
    before, rest = text.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n\n{generated.rstrip()}\n\n{end}{after}"
