"""Documents generated, whole or in part: card schemas, code lists of the manual, figures of the README."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peaceterms.contract.findings import Finding, ValidationError
from peaceterms.contract.schemas import Schemas
from peaceterms_build.docs import codebook
from peaceterms_build.docs import readme as readme_part
from peaceterms_build.evidence import locks
from peaceterms_build.schemas import card_schemas

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from peaceterms.contract.tables import Tables

CODES_BEGIN = "<!-- codes: begin (generated from schemas/vocabularies; do not edit) -->"
CODES_END = "<!-- codes: end -->"
FIGURES_BEGIN = "<!-- figures: begin (generated from the release; do not edit) -->"
FIGURES_END = "<!-- figures: end -->"
MANUAL, README = "corpus/MANUAL.md", "README.md"
TABLE_NAMES_MODULE = """\
\"""The names of the tables, generated from schemas/tables.yaml by `make docs`; do not edit.\"""

from __future__ import annotations

from typing import Literal

TableName = Literal[
{}]
"""
TABLE_NAMES = "dataset/peaceterms/_table_names.py"  # the type of the names that the loaders take


def write(root: Path, descriptor: Mapping[str, Any], tables: Tables) -> None:
    """Write the card schemas, the names of tables, and the generated parts of the manual and the README."""
    texts = generated(root, descriptor) | {root / README: readme(root, tables)}
    locks.write_whole(texts)


def generated(root: Path, descriptor: Mapping[str, Any]) -> dict[Path, str]:
    """Return the text that each document generated from the schemas should have.

    Raises:
        ValidationError: The manual has lost the marks of its code lists.
    """
    schemas = Schemas.from_descriptor(descriptor)
    folder = root / "schemas" / "cards"
    shapes = card_schemas.all_schemas(schemas)
    texts = {folder / name: card_schemas.as_text(shape) for name, shape in shapes.items()}
    texts[root / TABLE_NAMES] = table_names(schemas)
    manual = root / MANUAL
    texts[manual] = _between_marks(
        manual.read_text(encoding="utf-8"), CODES_BEGIN, CODES_END, codebook.code_lists(descriptor), MANUAL
    )
    return texts


def table_names(names: Iterable[str]) -> str:
    """Return the module that has the type of the names of tables.

    Example:
        >>> print(table_names(["sources", "passages"]).partition("import Literal")[2].strip())
        TableName = Literal[
            "sources",
            "passages",
        ]
    """
    listed = "".join(f'    "{name}",\n' for name in names)
    return TABLE_NAMES_MODULE.format(listed)


def readme(root: Path, tables: Tables) -> str:
    """Return the README with the figures of a release and some of its terms between the marks.

    Raises:
        ValidationError: The README has lost the marks of its generated part.
    """
    text = (root / README).read_text(encoding="utf-8")
    return _between_marks(text, FIGURES_BEGIN, FIGURES_END, readme_part.part(tables), README)


def _between_marks(text: str, begin: str, end: str, generated: str, file: str) -> str:
    if text.count(begin) != 1 or text.count(end) != 1:
        finding = Finding(
            rule="documents_have_their_marks",
            message="the marks of the generated part are missing or repeated",
            remedy=f"write the lines {begin!r} and {end!r} once each",
            file=file,
        )
        raise ValidationError([finding])
    before, rest = text.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n\n{generated.rstrip()}\n\n{end}{after}"
