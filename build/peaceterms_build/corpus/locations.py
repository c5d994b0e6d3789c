"""Locations: from a row of a table back to the line of the card or register that wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peaceterms_build.corpus import registers
from peaceterms_build.parsing import json_schema
from peaceterms_build.schemas import card_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peaceterms.contract.schemas import Schemas
    from peaceterms_build.corpus.reader import Corpus

ROW_BLOCKS = ("conditions", "assertions", "control_reports")


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A file of the corpus, a line in it, and the key that stands there."""

    file: str
    line: int
    key: str


class Locations:
    """Where each row of the tables was written."""

    def __init__(self, corpus: Corpus, schemas: Schemas) -> None:
        """Index every id and register key of the corpus."""
        self._corpus = corpus
        self._schemas = schemas
        self._of_id: dict[str, tuple[str, tuple[str | int, ...]]] = {}
        self._of_entry: dict[tuple[str, tuple[object, ...]], tuple[str, tuple[str | int, ...]]] = {}
        for file, document in corpus.files.items():
            _, kind, *_, name = file.split("/")
            card_id = name.removesuffix(".yaml")
            blocks = {"documents": ("passages",), "statements": ROW_BLOCKS}.get(kind, ())
            if blocks:
                self._of_id[card_id] = (file, ())
            for block in blocks:
                for key in document.data.get(block, {}):
                    self._of_id[f"{card_id}.{key}"] = (file, (block, key))
        for table in registers.NAMES:
            for entry in corpus.registers[table]:
                key = tuple(entry.cells[column] for column in schemas[table].primary_key)
                self._of_entry[table, key] = (f"corpus/registers/{table}.yaml", entry.path)

    def of(self, table: str, row: Mapping[str, object], column: str = "") -> Location:
        """Return where the row was written; the line of the column's own key where the card has it.

        Args:
            table: The table of the row, or the name of a rule's result.
            row: The row's cells; its first cell that is a known id tells the card.
            column: The column at finding, if one is.
        """
        file, path = self._place(table, row)
        if not file:
            return Location(file=f"table {table}", line=0, key=column)
        document = self._corpus.files[file]
        inner = (*path, card_keys.of(column)) if column else path
        return Location(file=file, line=json_schema.line_of(document, inner), key=json_schema.dotted(inner))

    def _place(self, table: str, row: Mapping[str, object]) -> tuple[str, tuple[str | int, ...]]:
        """Return the file of the row and the path in it."""
        if table in registers.NAMES:
            key = tuple(row.get(column) for column in self._schemas[table].primary_key)
            if (table, key) in self._of_entry:
                return self._of_entry[table, key]
        for value in row.values():
            if isinstance(value, str) and value in self._of_id:
                return self._of_id[value]
        for value in row.values():
            for register in registers.NAMES:
                if (register, (value,)) in self._of_entry:
                    return self._of_entry[register, (value,)]
        return "", ()
