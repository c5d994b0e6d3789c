"""The `conditions_flat` table: one row per condition with everything joined, for people who open one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peaceterms.contract.schemas import Schemas

# What a condition is for a reader: the first that fits, as the manual orders them.
ROLES = (
    ("red_line", pl.col("is_red_line")),
    ("refusal", pl.col("move") == "rejects"),
    ("withdrawal_of_term", pl.col("move") == "withdraws"),
    ("acceptance", pl.col("move") == "accepts"),
    ("offer", pl.col("move") == "offers"),
    ("precondition_for_talks", pl.col("gates_talks")),
    ("precondition_for_ceasefire", pl.col("gates_ceasefire")),
    ("settlement_term", pl.col("gates_settlement") | pl.col("in_settlement")),
    ("proposal", pl.col("move") == "proposes"),
    ("open", pl.col("move") == "leaves_open"),
)
LAST_ROLE = "demand"


def build(tables: Mapping[str, pl.DataFrame], schemas: Schemas) -> pl.DataFrame:
    """Return every condition with its role, names, labels, places, and the documents that carry it."""
    actor_names = tables["actors"].select("actor_id", "name", "side")
    schema = schemas["conditions_flat"]
    flat = (
        tables["conditions"]
        .with_columns(role=_role())
        .join(tables["statements"].drop("summary"), on="statement_id", how="left")
        .join(_renamed(actor_names, "speaker"), on="speaker_id", how="left")
        .join(_renamed(actor_names, "holder"), on="holder_id", how="left")
        .join(_issue_labels(schemas), on="issue", how="left")
        .join(schemas.aims(), on=["issue", "aim"], how="left")
        .join(_performers(tables), on="condition_id", how="left")
        .join(_places(tables, schemas), on="condition_id", how="left")
        .join(_documents(tables), on="condition_id", how="left")
    )
    return schema.sorted(flat.select(schema.column_names).cast(schema.polars_schema()))


def _role() -> pl.Expr:
    """Return the role of a condition: the first that fits."""
    role = pl.lit(LAST_ROLE)
    for name, fits in reversed(ROLES):
        role = pl.when(fits).then(pl.lit(name)).otherwise(role)
    return role


def _renamed(actors: pl.DataFrame, part: str) -> pl.DataFrame:
    return actors.rename({"actor_id": f"{part}_id", "name": f"{part}_name", "side": f"{part}_side"})


def _issue_labels(schemas: Schemas) -> pl.DataFrame:
    return schemas.vocabulary("issue").select(issue="code", issue_label="label")


def _joined_text(values: pl.Expr) -> pl.Expr:
    return values.sort().str.join("; ")


def _performers(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    named = tables["condition_performers"].join(tables["actors"], on="actor_id")
    return named.group_by("condition_id").agg(performers=_joined_text(pl.col("name")))


def _places(tables: Mapping[str, pl.DataFrame], schemas: Schemas) -> pl.DataFrame:
    """Return the names of each condition's places, with their scope where one is stated, as one text."""
    scopes = schemas.vocabulary("scope").select(scope="code", scope_label="label")
    unstated = pl.col("scope").is_in(["not_stated", "not_applicable"])
    name = (
        pl.when(unstated)
        .then(pl.col("name_en"))
        .otherwise(pl.format("{} ({})", pl.col("name_en"), pl.col("scope_label")))
    )
    return (
        tables["condition_places"]
        .join(tables["territories"], on="territory_id")
        .join(scopes, on="scope")
        .group_by("condition_id")
        .agg(places=_joined_text(name))
    )


def _documents(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return how many documents carry each condition, and how many independent origins they have.

    An origin is the publisher that a document credits; a document that credits none is its own origin.
    """
    credited = pl.col("credited_publisher_id")
    credits_none = credited.is_null().all().over("row_id", "source_id")
    origin = pl.when(credits_none).then("source_id").otherwise(credited)
    return (
        tables["evidence"]
        .filter(pl.col("row_type") == "condition")
        .join(tables["passages"], on="passage_id")
        .with_columns(origin=origin)
        .group_by(condition_id="row_id")
        .agg(
            document_count=pl.col("source_id").n_unique(),
            origin_count=pl.col("origin").drop_nulls().n_unique(),
        )
    )
