"""Rules about the links between conditions: what must hold before what, and what goes with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.rule import coding_rule
from peaceterms.contract.graphs import rows_in_a_circle

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables

# Links that read the same from left and from right.
SYMMETRIC_LINKS = ("in_exchange_for", "simultaneous_with", "alternative_to")

# Links that put one condition before another in time.
LINKS_IN_TIME = ("must_hold_before", "comes_before")

# The issue of the condition that a gate comes before, where that is a row of the statement itself.
GATED_ISSUES = {"gates_talks": "format.talks", "gates_ceasefire": "ceasefire.full"}

# Moves by which the gated thing is to come about; a ceasefire that is rejected is not gated.
MOVES_THAT_BRING_ABOUT = ("demands", "offers", "proposes", "accepts")


def link_keys(links: pl.DataFrame) -> pl.DataFrame:
    """Return the links with their keys first."""
    return links.select("from_condition_id", "to_condition_id", "link_type", "passage_id")


def with_statements(tables: Tables) -> pl.DataFrame:
    """Return the links with the statements of both their ends."""
    return (
        tables["condition_links"]
        .join(
            tables["conditions"].select("condition_id", from_statement_id="statement_id"),
            left_on="from_condition_id",
            right_on="condition_id",
        )
        .join(
            tables["conditions"].select("condition_id", to_statement_id="statement_id"),
            left_on="to_condition_id",
            right_on="condition_id",
        )
    )


def _linked_without_gate(tables: Tables, gate: str) -> pl.DataFrame:
    gated = tables["conditions"].filter(
        (pl.col("issue") == GATED_ISSUES[gate]) & pl.col("move").is_in(MOVES_THAT_BRING_ABOUT)
    )
    without_gate = tables["conditions"].filter(~pl.col(gate))
    return (
        tables["condition_links"]
        .filter(pl.col("link_type") == "must_hold_before")
        .join(gated, left_on="to_condition_id", right_on="condition_id", how="semi")
        .join(without_gate, left_on="from_condition_id", right_on="condition_id", how="semi")
        .select("to_condition_id", condition_id="from_condition_id")
    )


@coding_rule("condition_links", "the link leads from {from_condition_id} to itself")
def links_join_two_conditions(tables: Tables) -> pl.DataFrame:
    """A link must join two different conditions.

    Name the other condition.
    """
    return link_keys(tables["condition_links"].filter(pl.col("from_condition_id") == pl.col("to_condition_id")))


@coding_rule("condition_links", "the passage {passage_id!r} carries another statement")
def link_passages_carry_the_statement(tables: Tables) -> pl.DataFrame:
    """The passage that states a link must carry the statement of its conditions.

    Cite in brackets the passage of this statement that states the link.
    """
    passages = tables["passages"].select("passage_id", passage_statement_id="statement_id")
    return link_keys(
        with_statements(tables)
        .join(passages, on="passage_id")
        .filter(pl.col("from_statement_id") != pl.col("passage_statement_id"))
    )


@coding_rule("condition_links", "{from_condition_id} must, by way of {to_condition_id}, hold before itself")
def prerequisites_do_not_run_in_a_circle(tables: Tables) -> pl.DataFrame:
    """A condition must not, by way of others, have to hold before itself.

    Turn the link that reads the wrong way; *from* must hold before *to*.
    """
    prerequisites = tables["condition_links"].filter(pl.col("link_type") == "must_hold_before")
    return link_keys(rows_in_a_circle(prerequisites, "from_condition_id", "to_condition_id"))


@coding_rule("condition_links", "{from_condition_id} comes, by way of {to_condition_id}, before itself")
def the_order_in_time_does_not_run_in_a_circle(tables: Tables) -> pl.DataFrame:
    """A condition must not, by way of others, come before itself; what must hold before also comes before.

    Turn the link that reads the wrong way; *from* comes before *to*.
    """
    in_time = tables["condition_links"].filter(pl.col("link_type").is_in(LINKS_IN_TIME))
    circles = rows_in_a_circle(in_time, "from_condition_id", "to_condition_id")
    return link_keys(circles.filter(pl.col("link_type") == "comes_before"))


@coding_rule("condition_links", "{link_type!r} between two conditions that are also simultaneous")
def what_is_simultaneous_does_not_come_before(tables: Tables) -> pl.DataFrame:
    """Of two conditions that are to hold at the same time, neither may be before the other.

    Keep the link that the passage states.
    """
    first, second = pl.col("from_condition_id"), pl.col("to_condition_id")
    pairs = tables["condition_links"].with_columns(
        smaller_id=pl.min_horizontal(first, second), larger_id=pl.max_horizontal(first, second)
    )
    simultaneous = pairs.filter(pl.col("link_type") == "simultaneous_with")
    return link_keys(
        pairs.filter(pl.col("link_type").is_in(LINKS_IN_TIME)).join(
            simultaneous, on=["smaller_id", "larger_id"], how="semi"
        )
    )


@coding_rule(
    "conditions.gates_talks", "linked as what must hold before the talks {to_condition_id}, but not a gate of talks"
)
def what_must_hold_before_talks_gates_them(tables: Tables) -> pl.DataFrame:
    """A condition that is linked as what must hold before talks must also be a gate of talks.

    Add `talks` to the gates of the condition, or correct the link.
    """
    return _linked_without_gate(tables, "gates_talks")


@coding_rule(
    "conditions.gates_ceasefire",
    "linked as what must hold before the ceasefire {to_condition_id}, but not a gate of it",
)
def what_must_hold_before_a_ceasefire_gates_it(tables: Tables) -> pl.DataFrame:
    """A condition that is linked as what must hold before a ceasefire must also be a gate of the ceasefire.

    Add `ceasefire` to the gates of the condition, or correct the link.
    """
    return _linked_without_gate(tables, "gates_ceasefire")


@coding_rule("conditions.gates_ceasefire")
def gates_of_a_ceasefire_are_linked_to_it(tables: Tables) -> pl.DataFrame:
    """A gate of the ceasefire must be linked to it where the ceasefire is itself a condition of the holder.

    Add the link `must_hold_before`, with the passage that states it, or take `ceasefire` from the gates.
    """
    ceasefires = tables["conditions"].filter(
        (pl.col("issue") == "ceasefire.full") & pl.col("move").is_in(MOVES_THAT_BRING_ABOUT)
    )
    prerequisites = tables["condition_links"].filter(pl.col("link_type") == "must_hold_before")
    linked = prerequisites.join(ceasefires, left_on="to_condition_id", right_on="condition_id", how="semi")
    return (
        tables["conditions"]
        .filter(pl.col("gates_ceasefire") & (pl.col("issue") != "ceasefire.full"))
        .join(ceasefires, on=["statement_id", "holder_id"], how="semi")
        .join(linked, left_on="condition_id", right_on="from_condition_id", how="anti")
        .select("condition_id", "statement_id", "gates_ceasefire")
    )
