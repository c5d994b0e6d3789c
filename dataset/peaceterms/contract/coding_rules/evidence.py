"""Rules about evidence: which passage carries which row, and how well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.rule import coding_rule

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables


def rows_with_evidence(tables: Tables) -> pl.DataFrame:
    """Return every row that passages carry: `row_id`, `row_type` and `statement_id`.

    A claim that is derived from a condition has the evidence of its condition, and none of its own.
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


def _without_evidence(tables: Tables, row_type: str) -> pl.DataFrame:
    """Return the rows of a type that no passage carries."""
    return (
        rows_with_evidence(tables)
        .filter(pl.col("row_type") == row_type)
        .join(tables["evidence"], on=["row_id", "row_type"], how="anti")
    )


@coding_rule
def rows_bear_the_id_of_their_statement(tables: Tables) -> pl.DataFrame:
    """A condition, assertion or report of control bears the id of its statement, a letter and a number.

    Name the conditions of a statement card c01, the assertions a01, the reports of control r01, and so on.
    """
    letters = {"condition": "c", "assertion": "a", "control_report": "r"}
    suffix = pl.col("row_id").str.strip_prefix(pl.col("statement_id"))
    letter = pl.col("row_type").replace_strict(letters, return_dtype=pl.String)
    pattern = pl.concat_str(pl.lit(r"^\."), letter, pl.lit(r"[0-9]{2,}$"))
    return rows_with_evidence(tables).filter(
        ~pl.col("row_id").str.starts_with(pl.col("statement_id")) | ~suffix.str.contains(pattern)
    )


@coding_rule
def evidence_is_for_rows_that_exist(tables: Tables) -> pl.DataFrame:
    """Evidence is for a condition, an assertion or a report of control that exists.

    Correct the id of the row; a derived claim has the evidence of its condition.
    """
    return (
        tables["evidence"]
        .select("row_id", "passage_id", "row_type")
        .join(rows_with_evidence(tables), on=["row_id", "row_type"], how="anti")
    )


@coding_rule
def evidence_carries_the_statement_of_its_row(tables: Tables) -> pl.DataFrame:
    """A passage is evidence only for rows of the statement that it carries.

    Cite a passage of this statement; where one sentence carries two statements, it is two passages.
    """
    return (
        tables["evidence"]
        .join(rows_with_evidence(tables), on=["row_id", "row_type"])
        .join(tables["passages"].select("passage_id", passage_statement_id="statement_id"), on="passage_id")
        .filter(pl.col("statement_id") != pl.col("passage_statement_id"))
        .select("row_id", "passage_id", "passage_statement_id")
    )


@coding_rule
def conditions_have_evidence(tables: Tables) -> pl.DataFrame:
    """Every condition has a passage that carries it.

    Cite the passage, or withdraw the condition.
    """
    return _without_evidence(tables, "condition")


@coding_rule
def assertions_have_evidence(tables: Tables) -> pl.DataFrame:
    """Every assertion about whose a place is has a passage that carries it.

    Cite the passage, or withdraw the assertion.
    """
    return _without_evidence(tables, "assertion")


@coding_rule
def control_reports_have_evidence(tables: Tables) -> pl.DataFrame:
    """Every report of control has a passage that carries it.

    Cite the passage, or withdraw the report.
    """
    return _without_evidence(tables, "control_report")


@coding_rule
def rows_are_stated_by_some_passage(tables: Tables) -> pl.DataFrame:
    """Of the passages that carry a row, at least one states it as it is coded.

    Code the row from its primary source; the other passages differ from that by their `fit`.
    """
    stating = tables["evidence"].filter(pl.col("fit") == "states")
    return (
        tables["evidence"]
        .select("row_id", "row_type")
        .unique(maintain_order=True)
        .join(stating, on=["row_id", "row_type"], how="anti")
    )


@coding_rule
def principal_passages_of_primary_sources_state_their_rows(tables: Tables) -> pl.DataFrame:
    """The principal passage of the primary source states the rows that it carries as they are coded.

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


@coding_rule
def glosses_of_credited_media_rest_on_a_credit(tables: Tables) -> pl.DataFrame:
    """A gloss of a credited medium has a passage that credits the medium.

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
