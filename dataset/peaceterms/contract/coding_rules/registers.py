"""Rules about the registers: actors, offices, publishers, proposals and the crosswalk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.conditions import EVERY_ISSUE
from peaceterms.contract.coding_rules.graphs import rows_in_a_circle
from peaceterms.contract.coding_rules.rule import coding_rule

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables

# Types of actors that can be on a side: belligerent states, their organs and installed authorities.
TYPES_WITH_A_SIDE = ("state", "state_body", "local_authority")

# Types of actors that are nobody's group.
TYPES_WITHOUT_MEMBERS = ("person", "publisher", "anonymous_voice")

# Codes of other schemes that name one thing each.
UNIQUE_CODES = (
    ("actors", "actor_id", "cow_code"),
    ("actors", "actor_id", "gw_code"),
    ("actors", "actor_id", "wikidata_id"),
    ("territories", "territory_id", "wikidata_id"),
)


@coding_rule
def publishers_stand_among_the_actors(tables: Tables) -> pl.DataFrame:
    """Every publisher stands among the actors under the same id and with the type `publisher`.

    Add the publisher to the actors, or correct its type there.
    """
    outlets = tables["actors"].filter(pl.col("actor_type") == "publisher")
    return (
        tables["publishers"]
        .select("publisher_id", "name")
        .join(outlets, left_on="publisher_id", right_on="actor_id", how="anti")
    )


@coding_rule
def actors_that_publish_stand_among_the_publishers(tables: Tables) -> pl.DataFrame:
    """Every actor of the type `publisher` stands among the publishers under the same id.

    Add the actor to the publishers, or correct its type.
    """
    return (
        tables["actors"]
        .filter(pl.col("actor_type") == "publisher")
        .select("actor_id", "actor_type")
        .join(tables["publishers"], left_on="actor_id", right_on="publisher_id", how="anti")
    )


@coding_rule
def only_states_and_their_bodies_are_on_a_side(tables: Tables) -> pl.DataFrame:
    """Only a state, a body of a state or a local authority is on a side.

    Code `side: none`: persons, outlets and coalitions are on no side of the register.
    """
    return (
        tables["actors"]
        .filter(pl.col("side").is_in(["russia", "ukraine"]) & ~pl.col("actor_type").is_in(TYPES_WITH_A_SIDE))
        .select("actor_id", "actor_type", "side")
    )


@coding_rule
def state_codes_belong_to_states(tables: Tables) -> pl.DataFrame:
    """Only a state has a Correlates of War or a Gleditsch and Ward code.

    Leave the code out, or correct the type of the actor.
    """
    has_code = pl.col("cow_code").is_not_null() | pl.col("gw_code").is_not_null()
    return (
        tables["actors"]
        .filter(has_code & (pl.col("actor_type") != "state"))
        .select("actor_id", "actor_type", "cow_code", "gw_code")
    )


@coding_rule
def external_codes_belong_to_one_entry(tables: Tables) -> pl.DataFrame:
    """No two entries of a register have the same code of another scheme.

    Correct the code, or merge the entries.
    """
    return pl.concat(
        [
            tables[table]
            .filter(pl.col(column).is_not_null())
            .filter(pl.col(column).is_duplicated())
            .select(table=pl.lit(table), key=key, column=pl.lit(column), value=pl.col(column).cast(pl.String))
            for table, key, column in UNIQUE_CODES
        ]
    )


@coding_rule
def memberships_do_not_run_in_a_circle(tables: Tables) -> pl.DataFrame:
    """No actor is, by way of others, a member of itself.

    Correct the memberships in the register.
    """
    return rows_in_a_circle(tables["actor_memberships"], "member_id", "group_id")


@coding_rule
def people_and_outlets_have_no_members(tables: Tables) -> pl.DataFrame:
    """Nobody is a member of a person, an outlet or an anonymous voice.

    Turn the membership round, or make it an office.
    """
    types = tables["actors"].select(group_id="actor_id", group_type="actor_type")
    return (
        tables["actor_memberships"]
        .join(types, on="group_id")
        .filter(pl.col("group_type").is_in(TYPES_WITHOUT_MEMBERS))
        .select("member_id", "group_id", "group_type")
    )


@coding_rule
def offices_are_held_by_persons_in_bodies(tables: Tables) -> pl.DataFrame:
    """An office is held by a person, in an actor that is not a person.

    Name the person and the body; what a body is part of is a membership.
    """
    types = tables["actors"].select("actor_id", "actor_type")
    return (
        tables["offices"]
        .join(types, on="actor_id")
        .join(types.rename({"actor_type": "body_type"}), left_on="body_actor_id", right_on="actor_id")
        .filter((pl.col("actor_type") != "person") | (pl.col("body_type") == "person"))
        .select("office_id", "actor_id", "actor_type", "body_actor_id", "body_type")
    )


@coding_rule
def proposals_are_not_versions_of_themselves(tables: Tables) -> pl.DataFrame:
    """No proposal is, by way of others, a version of itself.

    Name as the parent the version that came before.
    """
    proposals = tables["proposals"].select("proposal_id", "parent_proposal_id")
    return rows_in_a_circle(proposals, "proposal_id", "parent_proposal_id")


@coding_rule
def crosswalk_aims_belong_to_their_issue(tables: Tables) -> pl.DataFrame:
    """The aim of a row of the crosswalk is one of the aims of its issue, or `not_applicable` for all of them.

    Choose an aim of this issue, or the issue to which the aim belongs.
    """
    aims = tables.vocabulary("aim").select("issue", aim="code")
    of_every_issue = aims.filter(pl.col("issue") == EVERY_ISSUE)
    return (
        tables["crosswalk"]
        .filter(pl.col("aim") != "not_applicable")
        .select("issue", "aim", "scheme", "their_code")
        .join(aims, on=["issue", "aim"], how="anti")
        .join(of_every_issue, on="aim", how="anti")
    )
