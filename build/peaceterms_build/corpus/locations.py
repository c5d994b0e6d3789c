"""Locations: from a row of a table back to the line of the card or register that wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peaceterms.contract.schemas import Schemas
    from peaceterms_build.corpus.reader import Corpus
    from peaceterms_build.corpus.records import Location


class Locations:
    """The location of each row of the tables, by its primary key."""

    def __init__(self, corpus: Corpus, schemas: Schemas) -> None:
        """Index the records of the corpus by table and primary key."""
        self._keys = {name: schemas[name].primary_key for name in corpus.records}
        self._of_key: dict[tuple[str, tuple[object, ...]], Location] = {}
        for name, records in corpus.records.items():
            for record in records:
                key = tuple(record.cells[column] for column in self._keys[name])
                self._of_key[name, key] = record.location

    def of(self, table: str, row: Mapping[str, object]) -> Location | None:
        """Return where the row was written, or None where no record of the corpus has its key.

        A row of a derived table was written where the row is whose key it has: the longest key first, then the one
        whose column comes first in the row.
        """
        columns = list(row)
        keyed = [name for name, key in self._keys.items() if set(key) <= set(columns)]
        keyed.sort(key=lambda name: (name != table, -len(self._keys[name]), columns.index(self._keys[name][0])))
        found = [self._of_key.get((name, tuple(row[column] for column in self._keys[name]))) for name in keyed]
        return next((location for location in found if location is not None), None)
