"""Rules about conditions: whose term it is, what it is about, how firmly it is put, who would act."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.rule import coding_rule
from peaceterms.contract.graphs import groups_reached

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables

# The aims that hold for every issue are declared once, under this name.

# What falls under `other` may be two different things; all other aims say what is meant.
CATCH_ALL_AIM = "other"

# Moves with which a holder wants, or pledges, the aim itself.
MOVES_TOWARD_THE_AIM = ("demands", "offers")

# Moves with which a holder gives way: they cannot be a red line.
MOVES_THAT_GIVE_WAY = ("accepts", "leaves_open", "withdraws")

# Moves with which a holder insists: they cannot be merely acceptable to it.
MOVES_THAT_INSIST = ("demands", "rejects")

# Roles of those who make a statement together with its speaker.
JOINT_ROLES = ("co_speaker", "signatory")

# Performers among whom the holder may well be.
PERFORMERS_THAT_MAY_INCLUDE_ANYONE = ("all-parties", "unspecified-party")


def with_places(tables: Tables) -> pl.DataFrame:
    """Return the conditions with their places and scopes as one text, the same for the same places."""
    places = (
        tables["condition_places"]
        .sort("territory_id", "scope")
        .group_by("condition_id", maintain_order=True)
        .agg(places=pl.format("{} {}", "territory_id", "scope").str.join(", "))
    )
    return tables["conditions"].join(places, on="condition_id", how="left").with_columns(pl.col("places").fill_null(""))


def _with_places_and_performers(tables: Tables) -> pl.DataFrame:
    performers = (
        tables["condition_performers"]
        .sort("actor_id")
        .group_by("condition_id", maintain_order=True)
        .agg(performers=pl.col("actor_id").str.join(", "))
    )
    return with_places(tables).join(performers, on="condition_id", how="left")


@coding_rule("conditions.holder_id", "{holder_id!r} speaks for {speaks_for_id}, so the term is not its own")
def terms_are_held_by_the_body_that_is_spoken_for(tables: Tables) -> pl.DataFrame:
    """A speaker who speaks for a body must not hold the term in person.

    Name the body as the holder, or leave `speaks_for` out.
    """
    for_another = tables["statements"].filter(pl.col("speaks_for_id") != pl.col("speaker_id"))
    return (
        tables["conditions"]
        .join(
            for_another.select("statement_id", "speaker_id", "speaks_for_id"),
            left_on=["statement_id", "holder_id"],
            right_on=["statement_id", "speaker_id"],
        )
        .select("condition_id", "holder_id", "speaks_for_id")
    )


@coding_rule("conditions.holder_id", "the coalition {holder_id!r} has fewer than two members in the register")
def joint_terms_are_held_by_coalitions_with_members(tables: Tables) -> pl.DataFrame:
    """A coalition that holds a term of a joint statement must have at least two members.

    Name the members of the coalition in the register, or the one party whose term it is as the holder.
    """
    joint = tables["statement_actors"].filter(pl.col("role").is_in(JOINT_ROLES))
    coalitions = tables["actors"].filter(pl.col("actor_type") == "coalition")
    members = tables["actor_memberships"].group_by("group_id").agg(members=pl.col("member_id").n_unique())
    return (
        tables["conditions"]
        .join(joint, on="statement_id", how="semi")
        .join(coalitions, left_on="holder_id", right_on="actor_id", how="semi")
        .join(members, left_on="holder_id", right_on="group_id", how="left")
        .filter(pl.col("members").fill_null(0) < 2)  # noqa: PLR2004  # one alone is not a coalition
        .select("condition_id", "holder_id", "members")
    )


@coding_rule("conditions.aim", "aim {aim!r} does not belong to the issue {issue!r}")
def aims_belong_to_their_issue(tables: Tables) -> pl.DataFrame:
    """The aim of a condition must be one of the aims of its issue.

    Choose an aim of this issue, or the issue to which the aim belongs.
    """
    return (
        tables["conditions"]
        .select("condition_id", "issue", "aim")
        .join(tables.schemas.aims(), on=["issue", "aim"], how="anti")
    )


@coding_rule("conditions", "the condition {condition_id!r} names no performer")
def conditions_name_a_performer(tables: Tables) -> pl.DataFrame:
    """Every condition must name who would have to act or refrain.

    Name the performers; where the text does not say, `unspecified-party`.
    """
    return (
        tables["conditions"]
        .select("condition_id", "statement_id")
        .join(tables["condition_performers"], on="condition_id", how="anti")
    )


@coding_rule("condition_performers", "performer {actor_id!r} beside 'unspecified-party'")
def an_unspecified_performer_is_the_only_one(tables: Tables) -> pl.DataFrame:
    """Where the performer is not specified, no other may be named.

    Leave `unspecified-party` out where the text names a performer.
    """
    return (
        tables["condition_performers"]
        .filter((pl.col("actor_id") == "unspecified-party").any().over("condition_id"))
        .filter(pl.col("actor_id") != "unspecified-party")
        .select("condition_id", "actor_id")
    )


@coding_rule("conditions.move", "{move!r}, but no performer is {holder_id}, a body or a member of it")
def offers_are_performed_by_their_holder(tables: Tables) -> pl.DataFrame:
    """What a holder offers, it must do itself, or a body or member of it must.

    Name the holder among the performers, or code `demands` or `proposes` where others are to act.
    """
    links = pl.concat(
        [
            tables["offices"].select(member_id="actor_id", group_id="body_actor_id"),
            tables["actor_memberships"].select("member_id", "group_id"),
        ]
    ).with_columns(start_date=datetime.date.min, end_date=datetime.date.max)
    themselves = tables["actors"].select(
        key="actor_id", group_id="actor_id", from_date=datetime.date.min, until_date=datetime.date.max
    )
    belonging = groups_reached(themselves, links).select(one="key", other="group_id")
    allies = pl.concat([belonging, belonging.select(one="other", other="one")])
    sides = tables["actors"].filter(pl.col("side").is_in(["russia", "ukraine"])).select("actor_id", "side")
    offers = tables["conditions"].filter(pl.col("move") == "offers").select("condition_id", "holder_id", "move")
    performed = (
        offers.join(tables["condition_performers"], on="condition_id")
        .join(sides, on="actor_id", how="left")
        .join(sides.rename({"side": "holder_side"}), left_on="holder_id", right_on="actor_id", how="left")
    )
    by_themselves = pl.concat(
        [
            performed.filter(
                pl.col("actor_id").is_in(PERFORMERS_THAT_MAY_INCLUDE_ANYONE) | (pl.col("side") == pl.col("holder_side"))
            ),
            performed.join(allies, left_on=["holder_id", "actor_id"], right_on=["one", "other"], how="semi"),
        ]
    )
    return offers.join(by_themselves, on="condition_id", how="anti")


@coding_rule(
    "conditions.aim", "another condition of the statement has {holder_id}, {issue}, {aim!r}, {move} and the same places"
)
def terms_stand_once_in_a_statement(tables: Tables) -> pl.DataFrame:
    """The same holder, issue, aim, move and places in a statement must be one condition.

    Merge the rows: one row, with the gates and the evidence of every mention.
    """
    columns = ["statement_id", "holder_id", "issue", "aim", "move", "places"]
    return (
        with_places(tables)
        .filter((pl.col("aim") != CATCH_ALL_AIM) & pl.struct(columns).is_duplicated())
        .select("condition_id", *columns)
        .sort("condition_id")
    )


@coding_rule("conditions.move", "{holder_id} makes the move {move!r} and another on {issue} {aim} for the same places")
def different_moves_on_one_aim_are_uncertain(tables: Tables) -> pl.DataFrame:
    """A holder must make one move on one aim for the same places in a statement, or its rows must be uncertain.

    Distinguish the places, choose one of the moves, or mark each of the rows `uncertain`.
    """
    same_term = ["statement_id", "holder_id", "issue", "aim", "places"]
    return (
        with_places(tables)
        .filter((pl.col("aim") != CATCH_ALL_AIM) & (pl.col("move").n_unique().over(same_term) > 1))
        .filter(~pl.col("is_uncertain"))
        .select("condition_id", *same_term, "move")
        .sort("condition_id")
    )


@coding_rule("conditions.aim", "{holder_id} wants {aim!r} and its opposite {opposite_aim!r} of {issue}")
def opposite_aims_are_not_both_wanted(tables: Tables) -> pl.DataFrame:
    """A holder must not want two opposite aims of the same performers for the same places in one statement.

    Choose one aim, name the performers that differ, or mark each of the rows `uncertain`.
    """
    vocabulary = tables.vocabulary("aim")
    if "opposite_aim" not in vocabulary.columns:
        return tables["conditions"].select("condition_id", "issue", "aim").clear()
    opposites = vocabulary.filter(pl.col("opposite_aim").is_not_null()).select("issue", "opposite_aim", aim="code")
    same_term = ["statement_id", "holder_id", "issue", "move", "places", "performers"]
    wanted = _with_places_and_performers(tables).filter(
        pl.col("move").is_in(MOVES_TOWARD_THE_AIM) & ~pl.col("is_uncertain")
    )
    return (
        wanted.join(opposites, on=["issue", "aim"])
        .join(
            wanted.select(*same_term, opposite_aim="aim"),
            on=[*same_term, "opposite_aim"],
            how="semi",
            nulls_equal=True,
        )
        .select("condition_id", "holder_id", "issue", "aim", "opposite_aim")
        .sort("condition_id")
    )


@coding_rule("conditions.force", "force {force!r} is too weak for the move {move!r}")
def what_is_insisted_on_is_more_than_acceptable(tables: Tables) -> pl.DataFrame:
    """What a holder demands or rejects must be more than acceptable to it.

    Code the force as `required`, `wanted` or `not_stated`, or choose the move `accepts` or `leaves_open`.
    """
    return (
        tables["conditions"]
        .filter(pl.col("move").is_in(MOVES_THAT_INSIST) & (pl.col("force") == "acceptable"))
        .select("condition_id", "move", "force")
    )


@coding_rule("conditions.force", "force {force!r} is too weak for a red line")
def red_lines_are_required(tables: Tables) -> pl.DataFrame:
    """A red line must be required.

    Code the force as `required`, or take the mark `red_line` away.
    """
    return (
        tables["conditions"]
        .filter(pl.col("is_red_line") & (pl.col("force") != "required"))
        .select("condition_id", "is_red_line", "force")
    )


@coding_rule("conditions.move", "the move {move!r} gives way, so the term is not a red line")
def red_lines_do_not_give_way(tables: Tables) -> pl.DataFrame:
    """What a holder accepts, leaves open or withdraws must not be a red line.

    Take the mark `red_line` away, or choose the move with which the holder insists.
    """
    return (
        tables["conditions"]
        .filter(pl.col("is_red_line") & pl.col("move").is_in(MOVES_THAT_GIVE_WAY))
        .select("condition_id", "is_red_line", "move")
    )


@coding_rule(
    "conditions.quantity",
    "quantity {quantity}, unit {quantity_unit!r} and comparator {quantity_comparator!r} do not fit",
)
def quantities_have_a_unit_and_a_comparator(tables: Tables) -> pl.DataFrame:
    """A quantity must have a unit and a comparator, and neither may be without a quantity.

    Give all three, or none.
    """
    has_quantity = pl.col("quantity").is_not_null()
    return (
        tables["conditions"]
        .filter(
            (has_quantity != (pl.col("quantity_unit") != "not_applicable"))
            | (has_quantity != (pl.col("quantity_comparator") != "not_applicable"))
        )
        .select("condition_id", "quantity", "quantity_unit", "quantity_comparator")
    )
