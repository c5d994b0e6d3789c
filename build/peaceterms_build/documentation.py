"""Documents generated from the schemas: the cards' JSON Schemas and the code lists of the manual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peaceterms.contract.faults import Fault, Refused
from peaceterms.contract.schemas import Schemas
from peaceterms_build import card_schemas, codebook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BEGIN = "<!-- codes: begin (generated from schemas/vocabularies; do not edit) -->"
END = "<!-- codes: end -->"


def write(root: Path, descriptor: Mapping[str, Any]) -> None:
    """Write the card schemas to `schemas/cards/` and the code lists into `corpus/MANUAL.md`."""
    for path, text in generated(root, descriptor).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def generated(root: Path, descriptor: Mapping[str, Any]) -> dict[Path, str]:
    """Return the text that each generated document should have.

    Raises:
        Refused: The manual has lost the marks between which its code lists stand.
    """
    schemas = Schemas.from_descriptor(descriptor)
    folder = root / "schemas" / "cards"
    shapes = card_schemas.all_schemas(schemas)
    texts = {folder / name: card_schemas.as_text(shape) for name, shape in shapes.items()}
    manual = root / "corpus" / "MANUAL.md"
    texts[manual] = _with_code_lists(manual.read_text(encoding="utf-8"), descriptor["vocabularies"])
    return texts


def _with_code_lists(manual: str, vocabularies: Mapping[str, Any]) -> str:
    """Return the manual with the code lists between its marks."""
    if manual.count(BEGIN) != 1 or manual.count(END) != 1:
        fault = Fault(
            rule="manual_has_its_marks",
            message="the marks of the generated code lists are missing or stand twice",
            remedy=f"write the lines {BEGIN!r} and {END!r} once each",
            file="corpus/MANUAL.md",
        )
        raise Refused([fault])
    before, rest = manual.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{codebook.code_lists(vocabularies)}\n{END}{after}"
