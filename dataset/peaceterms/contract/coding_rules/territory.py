"""Rules about places: which terms name them, whose they are said to be, and who is reported to hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.graphs import rows_in_a_circle
from peaceterms.contract.coding_rules.rule import coding_rule

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables

# Scopes that name a line without a place of its own.
SCOPES_THAT_ARE_LINES = ("line", "administrative_borders")

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


def _territorial(tables: Tables) -> pl.DataFrame:
    """Return the conditions whose issue is a place."""
    return tables["conditions"].filter(pl.col("issue").str.starts_with("territory."))


def _expected_claims(tables: Tables) -> pl.DataFrame:
    """Return the claims that the conditions make by the claim mapping, one for each of their places."""
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


@coding_rule
def territorial_conditions_name_a_place(tables: Tables) -> pl.DataFrame:
    """A condition about territory names at least one place.

    Name the place; where the text names none, the term may be `format.basis` or another issue.
    """
    return (
        _territorial(tables)
        .select("condition_id", "issue", "aim")
        .join(tables["condition_places"], on="condition_id", how="anti")
    )


@coding_rule
def lines_are_named_as_places(tables: Tables) -> pl.DataFrame:
    """A condition that takes a line as the measure names that line among its places.

    Name the line of the register, or give the place the scope `line` or `administrative_borders`.
    """
    lines = tables["territories"].filter(pl.col("territory_type") == "line").select("territory_id", is_line=True)
    named = (
        tables["condition_places"]
        .join(lines, on="territory_id", how="left")
        .filter(pl.col("is_line").fill_null(value=False) | pl.col("scope").is_in(SCOPES_THAT_ARE_LINES))
    )
    return (
        tables["conditions"]
        .filter((pl.col("issue") == "territory.line") & (pl.col("aim") == "is_the_measure"))
        .select("condition_id", "issue", "aim")
        .join(named, on="condition_id", how="anti")
    )


@coding_rule
def territorial_combinations_stand_in_the_claim_mapping(tables: Tables) -> pl.DataFrame:
    """Every combination of territorial issue, aim and move stands in the claim mapping, if only as `none`.

    Decide in `schemas/vocabularies/claim_mapping.yaml` which claim the combination makes.
    """
    combination = ["issue", "aim", "move"]
    return (
        _territorial(tables)
        .select("condition_id", *combination)
        .join(tables.vocabulary("claim_mapping"), on=combination, how="anti")
    )


@coding_rule
def derived_claims_equal_their_conditions(tables: Tables) -> pl.DataFrame:
    """The claims under a condition are those that the claim mapping makes of it, no more and no fewer.

    Build the tables again; never write a derived claim by hand.
    """
    columns = list(CLAIM_COLUMNS)
    expected = _expected_claims(tables)
    derived = tables["territorial_claims"].filter(pl.col("condition_id").is_not_null()).select(columns)
    missing = expected.join(derived, on=columns, how="anti", nulls_equal=True)
    surplus = derived.join(expected, on=columns, how="anti", nulls_equal=True)
    return pl.concat([missing, surplus]).sort("claim_id", maintain_order=True)


@coding_rule
def assertions_stand_once_in_a_statement(tables: Tables) -> pl.DataFrame:
    """The same claim of one claimant to one place stands once in a statement, asserted or derived.

    Drop the assertion: a term about the place says it already.
    """
    columns = ["statement_id", "claimant_id", "territory_id", "claim_type", "claim_scope"]
    return (
        tables["territorial_claims"]
        .filter(pl.struct(columns).is_duplicated())
        .filter(pl.col("condition_id").is_null())
        .select("claim_id", *columns)
        .sort("claim_id")
    )


@coding_rule
def control_reports_stand_once_in_a_statement(tables: Tables) -> pl.DataFrame:
    """The same report of control stands once in a statement.

    Merge the rows, with the evidence of every mention.
    """
    columns = [
        "statement_id",
        "controller_id",
        "territory_id",
        "extent",
        "share_pct",
        "share_base",
        "as_of_earliest_date",
        "as_of_latest_date",
        "place_as_named",
    ]
    return (
        tables["control_reports"]
        .filter(pl.struct(columns).is_duplicated())
        .select("report_id", *columns)
        .sort("report_id")
    )


@coding_rule
def shares_have_a_percentage(tables: Tables) -> pl.DataFrame:
    """A share of a place has a percentage and its base, and nothing else has either.

    Give `share_pct` and its base with `extent: share`; leave both out with any other extent.
    """
    is_share = pl.col("extent") == "share"
    has_percentage = pl.col("share_pct").is_not_null()
    has_base = pl.col("share_base") != "not_applicable"
    return (
        tables["control_reports"]
        .filter((is_share != has_percentage) | (is_share != has_base))
        .select("report_id", "extent", "share_pct", "share_base")
    )


@coding_rule
def territories_are_not_parts_of_themselves(tables: Tables) -> pl.DataFrame:
    """No place is, by way of others, part of itself.

    Correct the parts in the register.
    """
    return rows_in_a_circle(tables["territory_parts"], "part_id", "whole_id")


@coding_rule
def composites_have_parts(tables: Tables) -> pl.DataFrame:
    """A composite place has at least two parts.

    Name its parts in the register, or choose another type.
    """
    parts = tables["territory_parts"].group_by("whole_id").agg(parts=pl.col("part_id").n_unique())
    return (
        tables["territories"]
        .filter(pl.col("territory_type") == "composite")
        .join(parts, left_on="territory_id", right_on="whole_id", how="left")
        .filter(pl.col("parts").fill_null(0) < 2)  # noqa: PLR2004  # what has one part is that part
        .select("territory_id", "territory_type", "parts")
    )


@coding_rule
def subdivision_codes_belong_to_first_level_units(tables: Tables) -> pl.DataFrame:
    """Only a first-level unit has an ISO 3166-2 code, and no two have the same.

    Leave the code out, or correct the type of the place.
    """
    code = pl.col("iso_3166_2_code")
    return (
        tables["territories"]
        .filter(code.is_not_null())
        .filter((pl.col("territory_type") != "first_level_unit") | code.is_duplicated())
        .select("territory_id", "territory_type", "iso_3166_2_code")
    )


@coding_rule
def acts_about_the_status_of_places_name_them(tables: Tables) -> pl.DataFrame:
    """A legal act that says whose a place is names the place.

    Name the places of the act in the register.
    """
    return (
        tables["legal_acts"]
        .filter(~pl.col("effect").is_in(["bars_talks", "other"]))
        .select("legal_act_id", "effect")
        .join(tables["legal_act_places"], on="legal_act_id", how="anti")
    )
