"""Records: every row that a card writes, and the lines of the file that it comes from.

What a key of a card may hold, and its column, is in the table's schema; only how cards nest is written here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from peaceterms.contract.coding_rules.links import SYMMETRIC_LINKS
from peaceterms_build.parsing import json_schema
from peaceterms_build.schemas import card_keys
from peaceterms_build.schemas.card_schemas import CITING_BLOCKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from peaceterms.contract.schemas import Schemas, TableSchema
    from peaceterms_build.evidence.locks import Lock

    Path = tuple[str | int, ...]

LINK = re.compile(r"\A(?P<left>.+?) (?P<link_type>[a-z_]+) (?P<right>c[0-9& c]+?) \((?P<passage>.+)\)\Z")
NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file of the corpus.

    Attributes:
        file: The file, relative to the repository.
        lines: The line of every key of the file, by its path.
        path: The path that leads to the place.
        defaults: The path of the mapping that has the keys that the place leaves out.
    """

    file: str
    lines: Mapping[Path, int] = field(repr=False, compare=False)
    path: Path = ()
    defaults: Path | None = None

    def under(self, *steps: str | int) -> Location:
        """Return the place that the steps lead to from this one."""
        return Location(self.file, self.lines, (*self.path, *steps))

    def of(self, column: str = "") -> tuple[int, str]:
        """Return the line and the key of a column, or those of the place itself where no column is named."""
        if not column:
            return json_schema.line_in(self.lines, self.path), json_schema.dotted(self.path)
        key = card_keys.of(column)
        path = (*self.path, key)
        if path not in self.lines and self.defaults is not None and (*self.defaults, key) in self.lines:
            path = (*self.defaults, key)
        return json_schema.line_in(self.lines, path), json_schema.dotted(path)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table, and the place that wrote it."""

    table: str
    cells: Mapping[str, Any]
    location: Location


def record(table: TableSchema, entry: Mapping[str, Any], at: Location, **ids: object) -> Record:
    """Return the row that an entry writes, which must have passed its JSON Schema.

    Args:
        table: The schema of its table.
        entry: The entry, by the keys of cards.
        at: The place of the entry.
        ids: The cells that follow from that place.
    """
    written = card_keys.cells(entry, card_keys.written(table, without=ids))
    return Record(table.name, dict.fromkeys(table.column_names) | ids | written, at)


def by_table(records: Iterable[Record]) -> dict[str, tuple[Record, ...]]:
    """Return the records of each table, in their order."""
    found: dict[str, list[Record]] = {}
    for one in records:
        found.setdefault(one.table, []).append(one)
    return {table: tuple(rows) for table, rows in found.items()}


@dataclass(frozen=True, slots=True)
class Card:
    """What a card or a part of it says, which must have passed its JSON Schema, and where it is written."""

    data: Mapping[str, Any]
    schemas: Schemas
    at: Location


def of_document(source_id: str, card: Card, lock: Lock) -> Iterator[Record]:
    """Yield the rows of a document card, which must agree with its lock."""
    table = card.schemas["sources"]
    anchored = {name: getattr(lock, name) for name in _anchored(table)}
    yield record(table, card.data, card.at, source_id=source_id, **anchored)
    yield from of_passages(source_id, card, lock, opening=f"{source_id}.")


def of_passages(source_id: str, card: Card, lock: Lock, *, opening: str = "") -> Iterator[Record]:
    """Yield the passages of a document card or raw coding.

    Args:
        source_id: The document.
        card: The card.
        lock: The lock beside the card, which must agree with it.
        opening: What opens the ids of the passages; a raw coding has its keys alone.
    """
    table = card.schemas["passages"]
    carried = [entry["statement"] for entry in card.data["passages"].values()]
    for key, entry in card.data["passages"].items():
        anchor = lock.passages[key]
        printed = {"starts_with": anchor.first_words, "ends_with": anchor.last_words}
        # The only passage of a statement is its principal one, which the card need not say.
        written = {"principal": carried.count(entry["statement"]) == 1} | entry
        written |= {name: words for name, words in printed.items() if words is not None}
        anchored = {name: getattr(anchor, name) for name in _anchored(table)}
        ids = {"passage_id": f"{opening}{key}", "source_id": source_id}
        yield record(table, written, card.at.under("passages", key), **ids, **anchored)


def of_statement(statement_id: str, card: Card) -> Iterator[Record]:
    """Yield the rows of a statement card: the statement, its actors, conditions, links, claims and reports."""
    data, schemas, at = card.data, card.schemas, card.at
    whose = {"readiness_of": data["speaker"]} if data["readiness"] != NOT_STATED else {}
    yield record(schemas["statements"], {**whose, **data}, at, statement_id=statement_id)
    for role, actors in data.get("actors", {}).items():
        for index, actor in enumerate(actors):
            place = at.under("actors", role, index)
            entry = {"actor": actor, "role": role}
            yield record(schemas["statement_actors"], entry, place, statement_id=statement_id)
    for block in CITING_BLOCKS:
        for key in data.get(block, {}):
            yield from _of_row(statement_id, card, block, key)
    for index, text in enumerate(data.get("links", ())):
        for link in links(text):
            entry = link | {end: f"{statement_id}.{link[end]}" for end in ("from_condition", "to_condition")}
            yield record(schemas["condition_links"], entry, at.under("links", index))


def links(text: str) -> Iterator[dict[str, str]]:
    """Yield the links of one line, from every condition on its left to every one on its right.

    Raises:
        ValueError: The line is not a link.

    Example:
        >>> [(link["from_condition"], link["to_condition"]) for link in
        ...  links("c01 & c02 must_hold_before c03 (news.p01)")]
        [('c01', 'c03'), ('c02', 'c03')]
    """
    match = LINK.match(text)
    if match is None:
        message = f"{text!r} is not a link"
        raise ValueError(message)
    for pair in product(match["left"].split(" & "), match["right"].split(" & ")):
        # A link that reads the same from both ends is written once, the smaller id first.
        first, second = sorted(pair) if match["link_type"] in SYMMETRIC_LINKS else pair
        ends = {"from_condition": first, "to_condition": second}
        yield ends | {"link_type": match["link_type"], "passage": match["passage"]}


def _of_row(statement_id: str, card: Card, block: str, key: str) -> Iterator[Record]:
    schemas, defaults = card.schemas, card.data.get("defaults", {})
    table, row_id = schemas[CITING_BLOCKS[block]], f"{statement_id}.{key}"
    holder = defaults.get("holder") or card.data.get("speaks_for") or card.data["speaker"]
    entry = {"holder": holder, "claimant": holder} | defaults | card.data[block][key]
    at = replace(card.at.under(block, key), defaults=(*card.at.path, "defaults"))
    yield record(table, entry, at, **{table.primary_key[0]: row_id}, statement_id=statement_id)
    for index, performer in enumerate(entry.get("performers", ()) if block == "conditions" else ()):
        written_on = at if "performers" in card.data[block][key] else card.at.under("defaults")
        place = written_on.under("performers", index)
        yield record(schemas["condition_performers"], {"actor": performer}, place, condition_id=row_id)
    for index, place in enumerate(entry.get("places", ())):
        written = _short(place, "territory", "scope") if isinstance(place, str) else place
        yield record(schemas["condition_places"], written, at.under("places", index), condition_id=row_id)
    for index, cited in enumerate(entry["evidence"]):
        written = _short(cited, "passage", "fit") | {"row": row_id}
        yield record(schemas["evidence"], written, at.under("evidence", index), row_type=block.removesuffix("s"))


def _short(text: str, first: str, second: str) -> dict[str, str]:
    return dict(zip((first, second), text.split(" ", 1), strict=False))


def _anchored(table: TableSchema) -> Iterable[str]:
    return (column.name for column in table.columns if column.written_by == "anchor")
