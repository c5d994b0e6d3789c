"""Rules about the registers: which actors can be on a side and have codes of states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.rule import coding_rule

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables

# Types of actors that can be on a side: belligerent states, their organs and installed authorities.
TYPES_WITH_A_SIDE = ("state", "state_body", "local_authority")


@coding_rule("actors.side", "a {actor_type} cannot be on the side {side!r}")
def only_states_and_their_bodies_are_on_a_side(tables: Tables) -> pl.DataFrame:
    """Only a state, a body of a state or a local authority may be on a side.

    Code `side: none`: persons, outlets and coalitions are on no side of the register.
    """
    return (
        tables["actors"]
        .filter(pl.col("side").is_in(["russia", "ukraine"]) & ~pl.col("actor_type").is_in(TYPES_WITH_A_SIDE))
        .select("actor_id", "actor_type", "side")
    )


@coding_rule(
    "actors.actor_type", "a {actor_type!r} cannot have codes of states: COW {cow_code}, Gleditsch and Ward {gw_code}"
)
def state_codes_belong_to_states(tables: Tables) -> pl.DataFrame:
    """Only a state may have a Correlates of War or a Gleditsch and Ward code.

    Leave the code out, or correct the type of the actor.
    """
    has_code = pl.col("cow_code").is_not_null() | pl.col("gw_code").is_not_null()
    return (
        tables["actors"]
        .filter(has_code & (pl.col("actor_type") != "state"))
        .select("actor_id", "actor_type", "cow_code", "gw_code")
    )
