"""What later runs of the model are to audit: rows, whole documents, and summaries with the parties masked.

All of it is drawn by a fixed seed, so that nobody chooses it.
"""

from __future__ import annotations

import hashlib
import math
import re
from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.findings import Finding, ValidationError
from peaceterms.contract.schemas import nearest
from peaceterms_build.reliability import audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Aliases = Mapping[str, Sequence[str]]

SEED = 20261122  # any number, committed with what it drew
ROWS_DRAWN = SUMMARIES_DRAWN = 60
DOCUMENTS_DRAWN = 8
# The tables whose rows are coded from passages, each with its key.
AUDITED_TABLES = {
    "statements": "statement_id",
    "passages": "passage_id",
    "conditions": "condition_id",
    "territorial_claims": "claim_id",
    "control_reports": "report_id",
}
MASK = "[party {}]"


def rows(tables: Mapping[str, pl.DataFrame], source_ids: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return table, language and key of the rows to audit, drawn by table and language.

    Each table and language has a share of the rows as large as its share of all, and at least one. A row is
    drawn by the hash of the seed and its key, so that rows added later change as little as can be.
    """
    strata = {
        stratum: group["row"].to_list()
        for stratum, group in _coded(tables, source_ids).partition_by("table", "language", as_dict=True).items()
    }
    counts = _proportional({stratum: len(keys) for stratum, keys in strata.items()}, ROWS_DRAWN)
    return [(*stratum, key) for stratum in sorted(strata) for key in _draw(strata[stratum], counts[stratum])]


def documents(tables: Mapping[str, pl.DataFrame], source_ids: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return language, number of rows and key of the documents to audit as a whole."""
    counted = _coded(tables, source_ids).group_by("source_id").agg(pl.first("language"), pl.len().cast(pl.String))
    found = {source_id: (language, count, source_id) for source_id, language, count in counted.iter_rows()}
    return [found[source_id] for source_id in _draw(found, DOCUMENTS_DRAWN)]


def summaries(
    tables: Mapping[str, pl.DataFrame], source_ids: Iterable[str], aliases: Aliases
) -> list[tuple[str, str, str]]:
    """Return side of the holder, key and masked text of the summaries to audit, as many of each side.

    Args:
        tables: The tables of the release.
        source_ids: The documents to draw from.
        aliases: What each actor is called beside its name, from `corpus/audits/aliases.yaml`.

    Raises:
        ValidationError: An alias is of an actor whom the register does not have.
    """
    names = party_names(tables, aliases)
    coded = _coded(tables, source_ids).filter(pl.col("table") == "conditions")
    flat = tables["conditions_flat"].select("condition_id", "holder_side")
    terms = tables["conditions"].join(flat, on="condition_id").join(coded, left_on="condition_id", right_on="row")
    by_side = terms.partition_by("holder_side", as_dict=True)
    found = []
    for (side,), group in by_side.items():
        texts = dict(group.select("condition_id", "summary").iter_rows())
        found += [(side, key, masked(texts[key], names)) for key in _draw(texts, SUMMARIES_DRAWN // len(by_side))]
    return sorted(found, key=lambda one: _order(one[1]))


def party_names(tables: Mapping[str, pl.DataFrame], aliases: Aliases) -> list[tuple[str, ...]]:
    """Return the names of every actor that can be a party, each with its aliases.

    Raises:
        ValidationError: An alias is of an actor whom the register does not have.
    """
    names = dict(tables["actors"].filter(pl.col("actor_type") != "publisher").select("actor_id", "name").iter_rows())
    unknown = sorted(aliases.keys() - names)
    if unknown:
        raise ValidationError(
            Finding(
                rule="aliases_are_of_actors",
                message="the register has no such actor, or it is a publisher",
                remedy=nearest(actor_id, list(names)),
                file=f"{audit.FOLDER}/aliases.yaml",
                key=actor_id,
                value=actor_id,
            )
            for actor_id in unknown
        )
    return [(name, *aliases.get(actor_id, ())) for actor_id, name in names.items()]


def masked(text: str, names: Iterable[tuple[str, ...]]) -> str:
    """Return a summary with each party named by a number, in the order of the text.

    Example:
        >>> masked("Ukraine demands that Russian forces leave.", [("Russia", "Russian"), ("Ukraine",)])
        '[party 1] demands that [party 2] forces leave.'
    """
    groups = {name: number for number, group in enumerate(names) for name in group}
    longest_first = sorted(groups, key=len, reverse=True)
    pattern = re.compile(r"\b(?:the )?(" + "|".join(map(re.escape, longest_first)) + r")\b")
    numbers: dict[int, int] = {}

    def mask(match: re.Match[str]) -> str:
        group = groups[match[1]]
        return MASK.format(numbers.setdefault(group, len(numbers) + 1))

    return pattern.sub(mask, text)


def _coded(tables: Mapping[str, pl.DataFrame], source_ids: Iterable[str]) -> pl.DataFrame:
    # Of several documents a row belongs to the first by passage id.
    passages = tables["passages"].filter(pl.col("source_id").is_in(list(source_ids))).sort("passage_id")
    cited = tables["evidence"].join(passages, on="passage_id").sort("passage_id")
    document = pl.concat(
        [
            passages.select("source_id", row="statement_id"),
            passages.select("source_id", row="passage_id"),
            cited.select("source_id", row="row_id"),
        ]
    ).unique("row", keep="first", maintain_order=True)
    # A derived claim has no coding: it follows from its condition.
    claims = tables["territorial_claims"].filter(pl.col("condition_id").is_null())
    return (
        pl.concat(
            (claims if table == "territorial_claims" else tables[table]).select(row=key, table=pl.lit(table))
            for table, key in AUDITED_TABLES.items()
        )
        .join(document, on="row")
        .join(tables["sources"].select("source_id", "language"), on="source_id")
    )


def _proportional(sizes: Mapping[tuple[str, str], int], total: int) -> dict[tuple[str, str], int]:
    # One of each stratum at least, and the rest by largest remainder.
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
    return sorted(keys, key=_order)[:count]


def _order(key: str) -> str:
    return hashlib.sha256(f"{SEED}:{key}".encode()).hexdigest()
