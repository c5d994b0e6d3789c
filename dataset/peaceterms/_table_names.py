"""The names of the tables, generated from schemas/tables.yaml by `make docs`; do not edit."""

from __future__ import annotations

from typing import Literal

TableName = Literal[
    "sources",
    "passages",
    "evidence",
    "statements",
    "statement_actors",
    "conditions",
    "condition_performers",
    "condition_places",
    "condition_links",
    "territorial_claims",
    "control_reports",
    "conditions_flat",
    "actors",
    "actor_memberships",
    "offices",
    "publishers",
    "proposals",
    "proposal_actors",
    "territories",
    "territory_parts",
    "legal_acts",
    "legal_act_places",
    "reporting_verbs",
    "coders",
    "crosswalk",
    "move_crosswalk",
    "coding_units",
    "codings",
    "reliability",
    "unit_reliability",
]
