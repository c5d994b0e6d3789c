"""Tables: the frames of one release together with the schemas that they stand under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from peaceterms.contract.schemas import Schemas


@dataclass(frozen=True, slots=True)
class Tables(Mapping[str, "pl.DataFrame"]):
    """Frames by table name, and the vocabularies that coding rules consult.

    Attributes:
        frames: One frame for each table.
        schemas: The schemas of the tables and their vocabularies.
    """

    frames: Mapping[str, pl.DataFrame]
    schemas: Schemas

    def __getitem__(self, table: str) -> pl.DataFrame:
        """Return the frame of a table."""
        return self.frames[table]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the tables."""
        return iter(self.frames)

    def __len__(self) -> int:
        """Return how many tables there are."""
        return len(self.frames)

    def vocabulary(self, name: str) -> pl.DataFrame:
        """Return a vocabulary as a frame, one row per entry."""
        return self.schemas.vocabulary(name)
