"""Invariants: what the build itself guarantees, so that no card can break it, though a hand on the tables can."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.evidence import rows_with_evidence
from peaceterms.contract.coding_rules.links import SYMMETRIC_LINKS, link_keys, with_statements
from peaceterms.contract.coding_rules.rule import coding_rule
from peaceterms.contract.coding_rules.territory import territorial

if TYPE_CHECKING:
    from peaceterms.contract.schemas import Schemas
    from peaceterms.contract.tables import Tables

# The tables whose rows passages carry: the letter of their ids, and what the evidence calls a row.
ROW_TYPES = {
    "conditions": ("c", "condition"),
    "territorial_claims": ("a", "assertion"),
    "control_reports": ("r", "control_report"),
}

CLAIM_COLUMNS = (
    "claim_id",
    "statement_id",
    "condition_id",
    "claimant_id",
    "territory_id",
    "claim_type",
    "claim_scope",
    "recognition_sought",
    "place_as_named",
)


def _keys_of_rows(schemas: Schemas) -> list[str]:
    return [f"{table}.{schemas[table].primary_key[0]}" for table in ROW_TYPES]


def _rows(tables: Tables, table: str, column: str) -> pl.DataFrame:
    rows = rows_with_evidence(tables).filter(pl.col("row_type") == ROW_TYPES[table][1])
    return rows.with_columns(pl.col("row_id").alias(column))


def _expected_claims(tables: Tables) -> pl.DataFrame:
    sought = pl.when(pl.col("claim_type") == "seeks_recognition").then("recognition_sought")
    mapping = (
        tables.vocabulary("claim_mapping")
        .filter(pl.col("claim_type") != "none")
        .select("issue", "aim", "move", "claim_type", recognition_sought=sought.otherwise(pl.lit("not_stated")))
    )
    return (
        tables["conditions"]
        .join(mapping, on=["issue", "aim", "move"])
        .join(tables["condition_places"], on="condition_id")
        .with_columns(
            claim_id=pl.format("{}.{}", "condition_id", "territory_id"),
            claimant_id="holder_id",
            claim_scope="scope",
        )
        .select(CLAIM_COLUMNS)
    )


@coding_rule("sources.url")
def documents_can_be_found_or_recognised(tables: Tables) -> pl.DataFrame:
    """A document must have an address, or the hash of its text.

    Give the address, or anchor the document to its text.
    """
    return (
        tables["sources"]
        .filter(pl.col("url").is_null() & pl.col("text_sha256").is_null())
        .select("source_id", "url", "text_sha256")
    )


@coding_rule("sources.text_sha256")
def adjudicated_documents_have_the_hash_of_their_text(tables: Tables) -> pl.DataFrame:
    """A document whose codings were adjudicated must have the hash of the text that all of them read.

    Anchor the document to the text that was coded.
    """
    return (
        tables["sources"]
        .filter((pl.col("coding_status") == "adjudicated") & pl.col("text_sha256").is_null())
        .select("source_id", "coding_status", "text_sha256")
    )


@coding_rule("passages.passage_id", "the passage {passage_id!r} does not have the id of its document {source_id}")
def passages_bear_the_id_of_their_document(tables: Tables) -> pl.DataFrame:
    """The id of a passage must be that of its document, with a `p` and a number.

    Name the passages of a document card p01, p02 and so on.
    """
    suffix = pl.col("passage_id").str.strip_prefix(pl.col("source_id"))
    return (
        tables["passages"]
        .select("passage_id", "source_id")
        .filter(~pl.col("passage_id").str.starts_with(pl.col("source_id")) | ~suffix.str.contains(r"^\.p[0-9]{2,}$"))
    )


@coding_rule("passages.word_count", "{word_count} words, but only {words_read} were read of {source_id}")
def passages_lie_within_the_words_read(tables: Tables) -> pl.DataFrame:
    """A passage must not have more words than were read of its document.

    Anchor the document again.
    """
    return (
        tables["passages"]
        .select("passage_id", "source_id", "word_count")
        .join(tables["sources"].select("source_id", "words_read"), on="source_id")
        .filter(pl.col("word_count") > pl.col("words_read"))
    )


@coding_rule("passages.text_start", "the offsets {text_start} and {text_end} do not fit")
def offsets_stand_in_order_in_a_text_that_is_held(tables: Tables) -> pl.DataFrame:
    """The offsets of a passage must both be given, in order, in a document whose text has a hash.

    Anchor the document again.
    """
    starts, ends = pl.col("text_start"), pl.col("text_end")
    return (
        tables["passages"]
        .select("passage_id", "source_id", "text_start", "text_end")
        .join(tables["sources"].select("source_id", "text_sha256"), on="source_id")
        .filter(
            (starts.is_null() != ends.is_null())
            | (starts >= ends)
            | (starts.is_not_null() & pl.col("text_sha256").is_null())
        )
    )


@coding_rule(_keys_of_rows, "the id {row_id!r} is not that of its statement {statement_id}, a letter and a number")
def rows_bear_the_id_of_their_statement(tables: Tables, table: str, column: str) -> pl.DataFrame:
    """A condition, assertion or report of control must have the id of its statement, a letter and a number.

    Name the conditions of a statement card c01, the assertions a01, the reports of control r01, and so on.
    """
    suffix = pl.col("row_id").str.strip_prefix(pl.col("statement_id"))
    letter = ROW_TYPES[table][0]
    return _rows(tables, table, column).filter(
        ~pl.col("row_id").str.starts_with(pl.col("statement_id")) | ~suffix.str.contains(rf"^\.{letter}[0-9]{{2,}}$")
    )


@coding_rule(_keys_of_rows, "no passage carries the {row_type} {row_id!r}")
def rows_have_evidence(tables: Tables, table: str, column: str) -> pl.DataFrame:
    """Every condition, assertion and report of control must have a passage that carries it.

    Cite the passage, or withdraw the row.
    """
    return _rows(tables, table, column).join(tables["evidence"], on=["row_id", "row_type"], how="anti")


@coding_rule("evidence", "{row_type} {row_id!r} does not exist")
def evidence_is_for_rows_that_exist(tables: Tables) -> pl.DataFrame:
    """Evidence must be for a condition, an assertion or a report of control that exists.

    Correct the id of the row; a derived claim has the evidence of its condition.
    """
    return (
        tables["evidence"]
        .select("row_id", "passage_id", "row_type")
        .join(rows_with_evidence(tables), on=["row_id", "row_type"], how="anti")
    )


@coding_rule("condition_links", "{to_condition_id!r} is of another statement than {from_condition_id}")
def links_stay_within_one_statement(tables: Tables) -> pl.DataFrame:
    """A link must join conditions of one statement.

    Link conditions of this card only.
    """
    return link_keys(with_statements(tables).filter(pl.col("from_statement_id") != pl.col("to_statement_id")))


@coding_rule("condition_links", "{from_condition_id!r} must be on the right of {to_condition_id}")
def symmetric_links_stand_once(tables: Tables) -> pl.DataFrame:
    """A link that reads the same from both ends must be given once, the smaller id first.

    Write the condition with the smaller number on the left.
    """
    return link_keys(
        tables["condition_links"].filter(
            pl.col("link_type").is_in(SYMMETRIC_LINKS) & (pl.col("from_condition_id") > pl.col("to_condition_id"))
        )
    )


@coding_rule("conditions.aim", "the claim mapping lacks {issue}, {aim!r}, {move}")
def territorial_combinations_are_in_the_claim_mapping(tables: Tables) -> pl.DataFrame:
    """The claim mapping must have every combination of territorial issue, aim and move, if only as `none`.

    Decide in `schemas/vocabularies/claim_mapping.yaml` which claim the combination makes.
    """
    combination = ["issue", "aim", "move"]
    return (
        territorial(tables)
        .select("condition_id", *combination)
        .join(tables.vocabulary("claim_mapping"), on=combination, how="anti")
    )


@coding_rule(
    "territorial_claims.claim_id", "the claim {claim_id!r} is not what the claim mapping makes of its condition"
)
def derived_claims_equal_their_conditions(tables: Tables) -> pl.DataFrame:
    """The claims under a condition must be those that the claim mapping makes of it, no more and no fewer.

    Build the tables again; never write a derived claim by hand.
    """
    columns = list(CLAIM_COLUMNS)
    expected = _expected_claims(tables)
    derived = tables["territorial_claims"].filter(pl.col("condition_id").is_not_null()).select(columns)
    missing = expected.join(derived, on=columns, how="anti", nulls_equal=True)
    surplus = derived.join(expected, on=columns, how="anti", nulls_equal=True)
    return pl.concat([missing, surplus]).sort("claim_id", maintain_order=True)


@coding_rule("crosswalk.aim", "aim {aim!r} does not belong to the issue {issue!r}")
def crosswalk_aims_belong_to_their_issue(tables: Tables) -> pl.DataFrame:
    """The aim of a row of the crosswalk must be one of the aims of its issue, or `not_applicable` for all of them.

    Choose an aim of this issue, or the issue to which the aim belongs.
    """
    return (
        tables["crosswalk"]
        .filter(pl.col("aim") != "not_applicable")
        .select("issue", "aim", "scheme", "their_code")
        .join(tables.schemas.aims(), on=["issue", "aim"], how="anti")
    )


@coding_rule("actors.actor_type", "{actor_id} has the type {actor_type!r} and is not among the publishers")
def actors_that_publish_stand_among_the_publishers(tables: Tables) -> pl.DataFrame:
    """Every actor of the type `publisher` must be among the publishers under the same id.

    Add the actor to the publishers, or correct its type.
    """
    return (
        tables["actors"]
        .filter(pl.col("actor_type") == "publisher")
        .select("actor_id", "actor_type")
        .join(tables["publishers"], left_on="actor_id", right_on="publisher_id", how="anti")
    )
