"""Rules about places: which terms name them, whose they are said to be, and who is reported to hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.rule import coding_rule

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables

# Scopes that name a line without a separate place.
SCOPES_THAT_ARE_LINES = ("line", "administrative_borders")


def territorial(tables: Tables) -> pl.DataFrame:
    """Return the conditions whose issue is a place."""
    return tables["conditions"].filter(pl.col("issue").str.starts_with("territory."))


@coding_rule("conditions.issue")
def territorial_conditions_name_a_place(tables: Tables) -> pl.DataFrame:
    """A condition about territory must name at least one place.

    Name the place; where the text names none, the term may be `format.basis` or another issue.
    """
    return (
        territorial(tables)
        .select("condition_id", "issue", "aim")
        .join(tables["condition_places"], on="condition_id", how="anti")
    )


@coding_rule("conditions.aim")
def lines_are_named_as_places(tables: Tables) -> pl.DataFrame:
    """A condition that takes a line as the measure must name that line among its places.

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


@coding_rule(
    "territorial_claims.claim_type",
    "another claim of the statement has {claimant_id}, {territory_id}, {claim_type!r} and {claim_scope}",
)
def assertions_stand_once_in_a_statement(tables: Tables) -> pl.DataFrame:
    """The same claim of one claimant to one place must be in a statement once, asserted or derived.

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


@coding_rule(
    "control_reports.territory_id", "another report of the statement has {controller_id}, {territory_id!r} and {extent}"
)
def control_reports_stand_once_in_a_statement(tables: Tables) -> pl.DataFrame:
    """The same report of control must be in a statement once.

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


@coding_rule(
    "control_reports.share_pct", "extent {extent!r} does not fit share_pct {share_pct} and share_base {share_base!r}"
)
def shares_have_a_percentage(tables: Tables) -> pl.DataFrame:
    """A share of a place must have a percentage and its base, and nothing else may have either.

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


@coding_rule("territories.territory_type", "{territory_type!r} with fewer than two parts in the register")
def composites_have_parts(tables: Tables) -> pl.DataFrame:
    """A composite place must have at least two parts.

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


@coding_rule("territories.iso_3166_2_code", "a {territory_type} cannot have the ISO 3166-2 code {iso_3166_2_code!r}")
def subdivision_codes_belong_to_first_level_units(tables: Tables) -> pl.DataFrame:
    """Only a first-level unit may have an ISO 3166-2 code.

    Leave the code out, or correct the type of the place.
    """
    return (
        tables["territories"]
        .filter(pl.col("iso_3166_2_code").is_not_null() & (pl.col("territory_type") != "first_level_unit"))
        .select("territory_id", "territory_type", "iso_3166_2_code")
    )


@coding_rule("legal_acts.effect")
def acts_about_the_status_of_places_name_them(tables: Tables) -> pl.DataFrame:
    """A legal act that says whose a place is must name the place.

    Name the places of the act in the register.
    """
    return (
        tables["legal_acts"]
        .filter(~pl.col("effect").is_in(["bars_talks", "other"]))
        .select("legal_act_id", "effect")
        .join(tables["legal_act_places"], on="legal_act_id", how="anti")
    )
