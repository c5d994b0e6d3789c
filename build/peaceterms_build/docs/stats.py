"""Counts of what the tables hold: documents, statements, conditions and claims, by what one asks of it.

A document counts once in each group of its statements and terms, a statement once in each language that it
was reported in, so that the groups of a breakdown may add up to more than the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTED = {
    "documents": "source_id",
    "statements": "statement_id",
    "conditions": "condition_id",
    "claims": "claim_id",
}
BREAKDOWNS = ("year", "side", "language", "source_type", "publisher_type", "statement_type", "issue", "role")
EVERYTHING = "all"
NO_TERM = "not_applicable"  # the group of bare assertions, which have neither issue nor role
OTHER = "other"
# Each document has its own by rule, so that only the other types can be reported by several.
OF_ONE_DOCUMENT = ("standing_position", "source_voice")
DECIMALS = 3
WIDTH = 1000  # rows stay on one line, however narrow the terminal


def counts(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return one row per breakdown and group: how many documents, statements, conditions and claims it has.

    The year of a document is that of its publication, the year of all else that of the utterance, by the
    earliest day; the side of a statement, condition or claim is its holder's.
    """
    facts = {
        "documents": _of_documents(tables),
        "statements": _of_statements(tables),
        "conditions": _of_conditions(tables),
        "claims": _of_claims(tables),
    }
    whole = {name: frame.with_columns(pl.lit(EVERYTHING).alias(EVERYTHING)) for name, frame in facts.items()}
    return pl.concat([_counted(whole, breakdown) for breakdown in (EVERYTHING, *BREAKDOWNS)])


def renditions(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return how many statements are reported by one document, by two, and so on.

    `utterances` leaves out standing positions and what the source says in its own voice: each document has
    its own.
    """
    is_utterance = ~pl.col("statement_type").is_in(OF_ONE_DOCUMENT)
    return (
        _reported(tables)
        .group_by("statement_id")
        .agg(documents=pl.col("source_id").n_unique().cast(pl.Int64))
        .join(tables["statements"].select("statement_id", "statement_type"), on="statement_id")
        .group_by("documents")
        .agg(statements=pl.len().cast(pl.Int64), utterances=is_utterance.sum().cast(pl.Int64))
        .sort("documents")
    )


def share_of_other(tables: Mapping[str, pl.DataFrame]) -> float | None:
    """Return the per cent of conditions whose issue is `other`; None where there are no conditions."""
    issues = tables["conditions"]["issue"]
    return round(100 * int((issues == OTHER).sum()) / len(issues), DECIMALS) if len(issues) else None


def as_text(tables: Mapping[str, pl.DataFrame]) -> str:
    """Return all counts as a person reads them in a terminal."""
    counted = counts(tables)
    parts = []
    for breakdown in (EVERYTHING, *BREAKDOWNS):
        rows = counted.filter(pl.col("breakdown") == breakdown).drop("breakdown").rename({"group": breakdown})
        parts.append(plain_text.as_text(rows, WIDTH))
    share = share_of_other(tables)
    parts.append("documents per statement\n" + plain_text.as_text(renditions(tables), WIDTH))
    parts.append(f"issue `other`: {'no conditions' if share is None else f'{share} % of conditions'}\n")
    return "\n".join(parts)


def _counted(facts: Mapping[str, pl.DataFrame], breakdown: str) -> pl.DataFrame:
    grouped = {
        name: facts[name]
        .filter(pl.col(breakdown).is_not_null())
        .group_by(group=breakdown)
        .agg(pl.col(identifier).n_unique().cast(pl.Int64).alias(name))
        for name, identifier in COUNTED.items()
    }
    found = pl.concat([frame.select("group") for frame in grouped.values()]).unique().sort("group")
    for frame in grouped.values():
        found = found.join(frame, on="group", how="left", maintain_order="left")
    return found.select(pl.lit(breakdown).alias("breakdown"), "group", pl.col(*COUNTED).fill_null(0))


def _of_documents(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    documents = _documents(tables).with_columns(year=_year(pl.col("published_earliest_date")))
    statements = _statements(tables).select("statement_id", "side", "statement_type")
    terms = _terms(tables).select("condition_id", "issue", "role")
    return pl.concat(
        [
            documents.join(_reported(tables), on="source_id", how="left").join(
                statements, on="statement_id", how="left"
            ),
            documents.join(_evidenced(tables), on="source_id").join(terms, left_on="row_id", right_on="condition_id"),
        ],
        how="diagonal",
    )


def _of_statements(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    statements = _statements(tables)
    documents = _reported(tables).join(_documents(tables), on="source_id")
    terms = _terms(tables).select("statement_id", "issue", "role")
    return pl.concat(
        [
            statements.join(documents, on="statement_id", how="left"),
            statements.join(terms, on="statement_id"),
        ],
        how="diagonal",
    )


def _of_conditions(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    documents = _evidenced(tables).join(_documents(tables), on="source_id")
    return (
        _terms(tables)
        .join(_statements(tables).drop("side"), on="statement_id")
        .join(documents, left_on="condition_id", right_on="row_id", how="left")
    )


def _of_claims(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    documents = _evidenced(tables).join(_documents(tables), on="source_id")
    terms = _terms(tables).select("condition_id", "issue", "role")
    return (
        tables["territorial_claims"]
        .select("claim_id", "statement_id", "condition_id", holder_id="claimant_id")
        .join(_sides(tables), on="holder_id", how="left")
        .join(_statements(tables).drop("side"), on="statement_id")
        .join(terms, on="condition_id", how="left")
        .with_columns(pl.col("issue", "role").fill_null(NO_TERM))
        # The evidence of a claim that a condition implies is the evidence of that condition.
        .with_columns(row_id=pl.coalesce("condition_id", "claim_id"))
        .join(documents, on="row_id", how="left")
    )


def _documents(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    publishers = tables["publishers"].select("publisher_id", "publisher_type")
    return (
        tables["sources"]
        .join(publishers, on="publisher_id", how="left")
        .select("source_id", "language", "source_type", "publisher_type", "published_earliest_date")
    )


def _statements(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return (
        tables["statements"]
        .with_columns(holder_id=pl.coalesce("speaks_for_id", "speaker_id"), year=_year(pl.col("said_earliest_date")))
        .join(_sides(tables), on="holder_id", how="left")
        .select("statement_id", "statement_type", "year", "side")
    )


def _terms(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return tables["conditions_flat"].select("condition_id", "statement_id", "issue", "role", side="holder_side")


def _sides(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return tables["actors"].select("side", holder_id="actor_id")


def _reported(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return tables["passages"].select("source_id", "statement_id").unique(maintain_order=True)


def _evidenced(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    carried = tables["evidence"].join(tables["passages"], on="passage_id")
    return carried.select("source_id", "row_id").unique(maintain_order=True)


def _year(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.String)
