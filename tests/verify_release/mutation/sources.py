"""Sources: the files in which faults are seeded, as a generator of faults sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import yaml

from peaceterms_build.release import writer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from peaceterms.contract.tables import Tables

RELEASE = writer.RELEASE
PLAIN_WORDS = re.compile(r"(?:[A-Za-z]+ ){11}[A-Za-z]+")
CELL = re.compile(r'"(?:[^"]|"")*"|[^,\n]*')


@dataclass(frozen=True, slots=True)
class Scalar:
    """One key or value of a YAML or JSON file, and where it is."""

    start: int
    end: int
    value: str
    is_key: bool
    key: str  # the key of a value; of a key, itself


@dataclass(frozen=True)
class Pools:
    """Values of which one can take the place of another: codes of a vocabulary, ids of a register."""

    codes: Mapping[str, Sequence[str]]
    references: Mapping[str, Sequence[str]]
    copied: Sequence[str]

    def other_codes(self, scalar: Scalar, *, anywhere: bool = False) -> list[str]:
        """Return the other codes of the vocabulary that the value belongs to.

        Args:
            scalar: The value; on a card its key is the name of its vocabulary or column.
            anywhere: Whether any key may have a code, as in schemas.
        """
        named = self._vocabularies_of.get(scalar.value, [])
        chosen = scalar.key if scalar.key in named else next(iter(named), "") if anywhere else ""
        return [code for code in self.codes.get(chosen, ()) if code != scalar.value]

    def other_references(self, value: str) -> list[str]:
        """Return the other ids of the table in which the value is an id."""
        ids = self.references.get(self._table_of.get(value, ""), ())
        return [other for other in ids if other != value]

    @cached_property
    def _vocabularies_of(self) -> dict[str, list[str]]:
        """Return the vocabularies that have each code."""
        found: dict[str, list[str]] = {}
        for name, codes in self.codes.items():
            for code in codes:
                found.setdefault(code, []).append(name)
        return found

    @cached_property
    def _table_of(self) -> dict[str, str]:
        """Return the first table that has each id."""
        found: dict[str, str] = {}
        for table, ids in self.references.items():
            for row_id in ids:
                found.setdefault(row_id, table)
        return found


@dataclass(frozen=True)
class Source:
    """One file."""

    file: str
    content: bytes
    pools: Pools

    def other_codes(self, scalar: Scalar) -> list[str]:
        """Return the codes that can replace a value."""
        is_card = self.file.startswith("corpus/")
        return self.pools.other_codes(scalar, anywhere=not is_card)

    @cached_property
    def text(self) -> str:
        """Return the content as text."""
        return self.content.decode("utf-8")

    @cached_property
    def scalars(self) -> list[Scalar]:
        """Return every key and value of a YAML or JSON file, less folded blocks of text."""
        found: list[Scalar] = []
        key, is_key = "", False
        for token in yaml.scan(self.text, Loader=yaml.CSafeLoader):
            if isinstance(token, yaml.KeyToken):
                is_key = True
            elif isinstance(token, yaml.ScalarToken) and (token.plain or token.style in ("'", '"')):
                key = token.value if is_key else key
                start, end = token.start_mark.index, token.end_mark.index
                found.append(Scalar(start, end, token.value, is_key, key))
                is_key = False
            elif isinstance(token, yaml.ValueToken):
                is_key = False
        return found

    @cached_property
    def lines(self) -> list[tuple[int, int]]:
        """Return where each line begins and ends, its line feed included."""
        starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        return [(start, end) for start, end in zip(starts, [*starts[1:], len(self.text)], strict=True) if end > start]

    @cached_property
    def cells(self) -> list[list[tuple[int, int]]]:
        """Return where each cell of a CSV file begins and ends, by row; the first row is the header."""
        rows = []
        for start, end in self.lines:
            row, place = [], start
            while place < end:
                match = CELL.match(self.text, place)
                row.append(match.span())
                place = match.end() + 1
            rows.append(row)
        return rows


def read(root: Path, patterns: Sequence[str], pools: Pools) -> list[Source]:
    """Return the files of a repository that fit any of the patterns, sorted by path."""
    paths = sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()})
    return [Source(path.relative_to(root).as_posix(), path.read_bytes(), pools) for path in paths]


def pools(tables: Tables, copied: Sequence[str]) -> Pools:
    """Return the values that faults put in the place of others.

    Args:
        tables: The tables of the corpus.
        copied: Sentences of coded documents, where their texts are at hand.
    """
    vocabularies = tables.schemas.vocabularies
    columns = [column for name in tables for column in tables.schemas[name].columns]
    codes = {column.name: column.codes for column in columns if len(column.codes) > 1}
    codes |= {name: entry.codes for name, entry in vocabularies.items() if len(entry.codes) > 1}
    keyed = [name for name in tables if tables.schemas[name].primary_key[0].endswith("_id")]
    references = {name: sorted(set(tables[name][tables.schemas[name].primary_key[0]])) for name in keyed}
    return Pools(codes=codes, references=references, copied=copied)


def sentences(folder: Path) -> list[str]:
    """Return a run of twelve plain words from here and there in the texts of a text store."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    return [run for text in texts for run in PLAIN_WORDS.findall(text)]
