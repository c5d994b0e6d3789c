"""Rules about evidence: which passage carries which row, and how well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.rule import coding_rule

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables


def rows_with_evidence(tables: Tables) -> pl.DataFrame:
    """Return every row that passages carry: `row_id`, `row_type` and `statement_id`.

    A claim that is derived from a condition has the evidence of its condition, and no other.
    """
    assertions = tables["territorial_claims"].filter(pl.col("condition_id").is_null())
    return pl.concat(
        [
            frame.select(row_id=key, row_type=pl.lit(row_type), statement_id="statement_id")
            for frame, key, row_type in (
                (tables["conditions"], "condition_id", "condition"),
                (assertions, "claim_id", "assertion"),
                (tables["control_reports"], "report_id", "control_report"),
            )
        ]
    )


@coding_rule("evidence", "the passage {passage_id!r} carries another statement, {passage_statement_id}")
def evidence_carries_the_statement_of_its_row(tables: Tables) -> pl.DataFrame:
    """A passage may be evidence only for rows of the statement that it carries.

    Cite a passage of this statement; where one sentence carries two statements, it is two passages.
    """
    return (
        tables["evidence"]
        .join(rows_with_evidence(tables), on=["row_id", "row_type"])
        .join(tables["passages"].select("passage_id", passage_statement_id="statement_id"), on="passage_id")
        .filter(pl.col("statement_id") != pl.col("passage_statement_id"))
        .select("row_id", "passage_id", "passage_statement_id")
    )


@coding_rule("evidence", "no passage states the row as it is coded; this one has the fit {fit!r}")
def rows_are_stated_by_some_passage(tables: Tables) -> pl.DataFrame:
    """Of the passages that carry a row, at least one must state it as it is coded.

    Code the row from its primary source; the other passages differ from that by their `fit`.
    """
    stating = tables["evidence"].filter(pl.col("fit") == "states")
    return tables["evidence"].join(stating, on=["row_id", "row_type"], how="anti")


@coding_rule(
    "evidence", "fit {fit!r} of {passage_id}, the principal passage of the primary source, which must state the row"
)
def principal_passages_of_primary_sources_state_their_rows(tables: Tables) -> pl.DataFrame:
    """The principal passage of the primary source must state the rows that it carries as they are coded.

    Code the row as this passage has it, and give the other passages their `fit`.
    """
    primary = tables["statements"].select("statement_id", "primary_source_id")
    principal = (
        tables["passages"]
        .filter("is_principal")
        .join(
            primary,
            left_on=["statement_id", "source_id"],
            right_on=["statement_id", "primary_source_id"],
            how="semi",
        )
    )
    return (
        tables["evidence"]
        .filter(pl.col("fit") != "states")
        .join(principal, on="passage_id", how="semi")
        .select("row_id", "passage_id", "fit")
    )


@coding_rule("conditions.reading", "reading {reading!r}, but no passage of the row credits a medium")
def glosses_of_credited_media_rest_on_a_credit(tables: Tables) -> pl.DataFrame:
    """A gloss of a credited medium must have a passage that credits the medium.

    Name the medium on the passage, or code the reading as `source` or `speaker`.
    """
    crediting = tables["passages"].filter(pl.col("credited_publisher_id").is_not_null())
    evidence = tables["evidence"].join(crediting, on="passage_id", how="semi")
    return (
        tables["conditions"]
        .filter(pl.col("reading") == "credited_medium")
        .select("condition_id", "reading")
        .join(evidence, left_on="condition_id", right_on="row_id", how="anti")
    )
