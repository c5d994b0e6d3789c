"""Suggestions: the ids and codes that a user may have meant, by what they are called as well as by letters."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from peaceterms._release import Release
    from peaceterms.contract.schemas import Column, TableSchema

NAMING_TYPES = ("name", "external_code")
# What two states are called too; the registers have the name in common use alone.
OTHER_NAMES = {"united-kingdom": ("Great Britain",), "united-states": ("United States of America",)}
ACTORS_OF_ROWS = (("statements", "speaker_id"), ("conditions", "holder_id"))
SUGGESTED = 3
SHORTEST_MISSPELT = 4  # a shorter text is like too many
LEAST_LIKENESS = 0.75  # of a misspelt word of a name


def names_of_values(column: Column, schema: TableSchema, release: Release) -> dict[str, list[str]]:
    """Return what each code or id that a column can have is called: labels, names, codes of other authorities."""
    if column.vocabulary:
        labels: dict[str, list[str]] = defaultdict(list)
        for code, label in release.vocabulary(column.vocabulary).select("code", "label").iter_rows():
            labels[code].append(label)
        return labels
    own = (schema.name, column.name) if schema.primary_key == (column.name,) else None
    referred = ((key.table, key.referenced_columns[0]) for key in schema.foreign_keys if key.columns == (column.name,))
    register, id_column = next(referred, own) or ("", "")
    if not register:
        return {}
    naming = [item.name for item in release.schema(register).columns if item.column_type in NAMING_TYPES]
    return {
        row[id_column]: [
            row[name]
            for name in naming
            # The code of a country means the state, not all that is seated there.
            if row[name] and (name != "country_code_iso3" or row.get("actor_type") == "state")
        ]
        for row in release.frame(register).iter_rows(named=True)
    }


def remedy(value: str, valid: Sequence[str], names: Mapping[str, Sequence[str]]) -> str:
    """Return the remedy for an unknown value: by name or initials, by a word, then by letters.

    Example:
        >>> names = {"jane-doe": ["Jane Doe"], "john-roe": ["John Roe"]}
        >>> remedy("Roe", ["jane-doe", "john-roe"], names)
        "did you mean 'john-roe'?"
    """
    from peaceterms.contract.schemas import nearest

    meant = _meant(value, valid, names)
    return f"did you mean {' or '.join(map(repr, meant))}?" if meant else nearest(value, valid)


def remedy_of_row(value: str, valid: Sequence[str], release: Release) -> str:
    """Return the remedy for an unknown id of a row: where it names an actor, how to take the rows of that actor."""
    for table, column in ACTORS_OF_ROWS:
        schema = release.schema(table)
        actors = release.frame(table)[column].drop_nulls().unique().sort().to_list()
        meant = _meant(value, actors, names_of_values(schema.column(column), schema, release))
        if meant:
            return f"an actor has many rows: give load({table!r}, {column}={meant[0]!r}), or the id of one"
    return remedy(value, valid, {})


def _meant(value: str, valid: Sequence[str], names: Mapping[str, Sequence[str]]) -> list[str]:
    wanted = value.casefold()
    called: dict[str, list[str]] = defaultdict(list)
    with_word: dict[str, list[str]] = defaultdict(list)
    for item in valid:
        for name in (item, *names.get(item, ()), *OTHER_NAMES.get(item, ())):
            words = re.findall(r"[^\W_]+", name.casefold())
            for call in (name.casefold(), "".join(word[0] for word in words)):  # European Union, EU
                called[call].append(item)
            for word in words:
                with_word[word].append(item)
    meant = called.get(wanted) or with_word.get(wanted)
    if not meant and len(value) >= SHORTEST_MISSPELT and not get_close_matches(value, valid):
        misspelt = get_close_matches(wanted, with_word, n=1, cutoff=LEAST_LIKENESS)
        meant = [item for word in misspelt for item in with_word[word]]
    # Kherson is the city and the oblast before the four regions, a statement before its conditions.
    return sorted(dict.fromkeys(meant or ()), key=len)[:SUGGESTED]
