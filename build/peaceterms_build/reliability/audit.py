"""Readings: what readers who did not code the documents found when they held the tables against the texts.

A row is read again with its passage, a document again as a whole, a summary with the names of parties masked.
What is read is drawn by a fixed seed, so that nobody chooses it.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from peaceterms_build.parsing import yaml_reader
from peaceterms_build.schemas import card_schemas

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

FOLDER = "corpus/audits"

SEED = 20261122  # any number, committed with what it drew
ROWS_DRAWN = SUMMARIES_DRAWN = 60
DOCUMENTS_DRAWN = 8
CONFIDENCE = 1.959963984540054  # the normal quantile of a 95 % interval
DECIMALS = 3
RIGHT = "right"
NOBODY = "nobody"
# The tables whose rows are coded from passages, each with its key and the column of its statement.
READ_TABLES = {
    "statements": "statement_id",
    "passages": "passage_id",
    "conditions": "condition_id",
    "territorial_claims": "claim_id",
    "control_reports": "report_id",
}
MASK = "[party {}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share with its Wilson interval.

    Attributes:
        part: How many.
        whole: Of how many.
        value: The share; None of nothing.
        low: The lower bound of its 95 % interval by Wilson's score.
        high: The upper bound.
    """

    part: int
    whole: int
    value: float | None
    low: float | None
    high: float | None

    def __str__(self) -> str:
        """Return the share as the codebook prints it."""
        if self.value is None:
            return "0 of 0"
        return f"{self.part} of {self.whole}, {self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def read(root: Path) -> dict[str, Any]:
    """Return what readers found, by file of `corpus/audits/`; nothing where nobody has read yet."""
    paths = {name: root / FOLDER / f"{name}.yaml" for name in card_schemas.AUDITS}
    if not all(path.is_file() for path in paths.values()):
        return {}
    return {name: yaml_reader.read(path).data for name, path in paths.items()}


def share(part: int, whole: int) -> Share:
    """Return a share with its 95 % interval by Wilson's score, which holds for small numbers too.

    Source: Wilson, Probable inference, the law of succession, and statistical inference, 1927.

    Example:
        >>> str(share(57, 60))
        '57 of 60, 0.950 [0.863, 0.983]'
        >>> str(share(0, 0))
        '0 of 0'
    """
    if not whole:
        return Share(part=part, whole=whole, value=None, low=None, high=None)
    value, square = part / whole, CONFIDENCE**2 / whole
    middle = value + square / 2
    reach = CONFIDENCE * math.sqrt(value * (1 - value) / whole + square / 4 / whole)
    low, high = ((middle + sign * reach) / (1 + square) for sign in (-1, 1))
    return Share(
        part=part,
        whole=whole,
        value=round(value, DECIMALS),
        low=round(max(low, 0.0), DECIMALS),
        high=round(min(high, 1.0), DECIMALS),
    )


def drawn_rows(tables: Mapping[str, pl.DataFrame], source_ids: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return table, language and key of the rows to be read again, drawn by table and language.

    Each table and language has a share of the rows as large as its share of all, and at least one. A row is
    drawn by the hash of the seed and its key, so that rows added later change as little as can be.
    """
    universe = _universe(tables, set(source_ids))
    strata: dict[tuple[str, str], list[str]] = {}
    for table, language, key in universe:
        strata.setdefault((table, language), []).append(key)
    counts = _proportional({stratum: len(keys) for stratum, keys in strata.items()}, ROWS_DRAWN)
    return [(*stratum, key) for stratum in sorted(strata) for key in _draw(strata[stratum], counts[stratum])]


def drawn_documents(tables: Mapping[str, pl.DataFrame], source_ids: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return language, number of rows and key of the documents to be read again as a whole."""
    universe = _universe(tables, set(source_ids))
    languages = dict(tables["sources"].select("source_id", "language").iter_rows())
    sources = _sources_of_rows(tables, set(source_ids))
    rows = Counter(sources[key] for _, _, key in universe)
    return [(languages[key], str(rows[key]), key) for key in _draw(rows, DOCUMENTS_DRAWN)]


def drawn_summaries(tables: Mapping[str, pl.DataFrame], source_ids: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return side of the holder, key and masked text of the summaries to be read, as many of each side."""
    universe = {key for table, _, key in _universe(tables, set(source_ids)) if table == "conditions"}
    flat = tables["conditions_flat"].filter(pl.col("condition_id").is_in(universe))
    by_side = {
        side: flat.filter(pl.col("holder_side") == side)["condition_id"].to_list()
        for side in sorted(flat["holder_side"].unique())
    }
    summaries = dict(tables["conditions"].select("condition_id", "summary").iter_rows())
    names = party_names(tables)
    found = [
        (side, key, masked(summaries[key], names))
        for side, keys in by_side.items()
        for key in _draw(keys, SUMMARIES_DRAWN // len(by_side))
    ]
    return sorted(found, key=lambda one: _order(one[1]))


def party_names(tables: Mapping[str, pl.DataFrame]) -> list[tuple[str, ...]]:
    """Return the names of every actor, and the words made of the names of the states most often meant."""
    actors = tables["actors"].filter(pl.col("actor_type") != "publisher")
    return [
        ("Russia", "Russian", "Russians", "Moscow", "Kremlin", "Russian-held", "Russian-installed"),
        ("Ukraine", "Ukrainian", "Ukrainians", "Kyiv", "Ukrainian-held"),
        *((name,) for name in actors["name"] if name not in ("Russia", "Ukraine")),
    ]


def masked(text: str, names: Iterable[tuple[str, ...]]) -> str:
    """Return a summary with each party named by a number, in the order of the text.

    Example:
        >>> masked("Ukraine demands that Russian forces leave.", [("Russia", "Russian"), ("Ukraine",)])
        '[party 1] demands that [party 2] forces leave.'
    """
    groups = {name: number for number, group in enumerate(names) for name in group}
    spelt = sorted(groups, key=len, reverse=True)
    pattern = re.compile(r"\b(?:the )?(" + "|".join(map(re.escape, spelt)) + r")\b")
    numbers: dict[int, int] = {}

    def mask(match: re.Match[str]) -> str:
        group = groups[match[1]]
        return MASK.format(numbers.setdefault(group, len(numbers) + 1))

    return pattern.sub(mask, text)


def precision(rows: Sequence[Mapping[str, Any]]) -> Share:
    """Return how many of the rows read again were right."""
    return share(sum(row["verdict"] == RIGHT for row in rows), len(rows))


def recall(documents: Mapping[str, Mapping[str, Any]]) -> Share:
    """Return how many of the rows that whole documents hold were there."""
    had = sum(entry["rows_read"] for entry in documents.values())
    return share(had, had + sum(len(entry.get("missing", ())) for entry in documents.values()))


def precision_of_documents(documents: Mapping[str, Mapping[str, Any]]) -> Share:
    """Return how many of the rows of whole documents were right."""
    read_again = sum(entry["rows_read"] for entry in documents.values())
    return share(read_again - sum(len(entry["errors"]) for entry in documents.values()), read_again)


def kinds_of_error(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return how often each kind of error was found, the most frequent first."""
    return dict(Counter(row["kind"] for row in rows if row["verdict"] != RIGHT).most_common())


def guessed(summaries: Sequence[Mapping[str, Any]]) -> Share:
    """Return how often a reader told whose position a masked summary gives."""
    return share(sum(entry["guess"] == entry["side"] for entry in summaries), len(summaries))


def seen_to_lean(summaries: Sequence[Mapping[str, Any]]) -> Share:
    """Return how often a reader thought that the writer of a masked summary favours a side."""
    return share(sum(entry["favours"] != NOBODY for entry in summaries), len(summaries))


def _universe(tables: Mapping[str, pl.DataFrame], source_ids: set[str]) -> list[tuple[str, str, str]]:
    """Return table, language and key of every row coded from the documents."""
    languages = dict(tables["sources"].select("source_id", "language").iter_rows())
    of_row = _sources_of_rows(tables, source_ids)
    found = []
    for table, key in READ_TABLES.items():
        frame = tables[table]
        if table == "territorial_claims":  # a derived claim has no coding of its own
            frame = frame.filter(pl.col("condition_id").is_null())
        found += [(table, languages[of_row[row]], row) for row in frame[key] if row in of_row]
    return found


def _sources_of_rows(tables: Mapping[str, pl.DataFrame], source_ids: set[str]) -> dict[str, str]:
    """Return the document of every row coded from the documents; of several, the first by passage id."""
    passages = tables["passages"].filter(pl.col("source_id").is_in(source_ids)).sort("passage_id")
    of_passage = dict(passages.select("passage_id", "source_id").iter_rows())
    of_row: dict[str, str] = dict(reversed(list(passages.select("statement_id", "source_id").iter_rows())))
    for passage_id, row_id in tables["evidence"].select("passage_id", "row_id").sort("passage_id").rows():
        if passage_id in of_passage:
            of_row.setdefault(row_id, of_passage[passage_id])
    return of_row | of_passage


def _proportional(sizes: Mapping[tuple[str, str], int], total: int) -> dict[tuple[str, str], int]:
    """Return how many to draw of each stratum: one at least, and the rest by largest remainder."""
    if sum(sizes.values()) <= total:
        return dict(sizes)
    spare = total - len(sizes)
    whole = sum(size - 1 for size in sizes.values())
    exact = {stratum: spare * (size - 1) / whole for stratum, size in sizes.items()}
    counts = {stratum: 1 + math.floor(part) for stratum, part in exact.items()}
    by_remainder = sorted(exact, key=lambda stratum: (math.floor(exact[stratum]) - exact[stratum], stratum))
    for stratum in by_remainder[: total - sum(counts.values())]:
        counts[stratum] += 1
    return counts


def _draw(keys: Iterable[str], count: int) -> list[str]:
    """Return so many of the keys, drawn by the seed."""
    return sorted(keys, key=_order)[:count]


def _order(key: str) -> str:
    """Return what the seed makes of a key."""
    return hashlib.sha256(f"{SEED}:{key}".encode()).hexdigest()
