"""The table builders: pure functions from cards, registers and schemas to frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peaceterms.contract.tables import Tables
from peaceterms_build.corpus.registers import NAMES as REGISTER_NAMES
from peaceterms_build.reliability import agreement
from peaceterms_build.schemas.schema_files import TABLE_ORDER
from peaceterms_build.tables import (
    coding_units,
    codings,
    condition_links,
    condition_performers,
    condition_places,
    conditions,
    conditions_flat,
    control_reports,
    crosswalk,
    evidence,
    move_crosswalk,
    passages,
    registers,
    reliability,
    sources,
    statement_actors,
    statements,
    territorial_claims,
)

if TYPE_CHECKING:
    import polars as pl

    from peaceterms.contract.schemas import Schemas
    from peaceterms_build.corpus.reader import Corpus


def build(corpus: Corpus, schemas: Schemas) -> Tables:
    """Return every table of the release, built from the corpus."""
    built: dict[str, pl.DataFrame] = {
        "sources": sources.build(corpus.documents, schemas["sources"]),
        "passages": passages.build(corpus.documents, schemas["passages"]),
        "evidence": evidence.build(corpus.statements, schemas["evidence"]),
        "statements": statements.build(corpus.statements, schemas["statements"]),
        "statement_actors": statement_actors.build(corpus.statements, schemas["statement_actors"]),
        "conditions": conditions.build(corpus.statements, schemas["conditions"]),
        "condition_performers": condition_performers.build(corpus.statements, schemas["condition_performers"]),
        "condition_places": condition_places.build(corpus.statements, schemas["condition_places"]),
        "condition_links": condition_links.build(corpus.statements, schemas["condition_links"]),
        "control_reports": control_reports.build(corpus.statements, schemas["control_reports"]),
        "crosswalk": crosswalk.build(corpus.crosswalks["crosswalk"], schemas["crosswalk"]),
        "move_crosswalk": move_crosswalk.build(corpus.crosswalks["move_crosswalk"], schemas["move_crosswalk"]),
    }
    for name in REGISTER_NAMES:
        built[name] = registers.build(corpus.registers[name], schemas[name])
    built["territorial_claims"] = territorial_claims.build(
        corpus.statements,
        built["conditions"],
        built["condition_places"],
        schemas.vocabulary("claim_mapping"),
        schemas["territorial_claims"],
    )
    built["conditions_flat"] = conditions_flat.build(built, schemas)
    agreed = agreement.of_samples(corpus, schemas)
    built["coding_units"] = coding_units.build(agreed.units, schemas["coding_units"])
    built["codings"] = codings.build(agreed.units, agreed.codes, schemas["codings"])
    built["reliability"] = reliability.build(agreed.variable_figures, schemas["reliability"])
    built["unit_reliability"] = reliability.build(agreed.unit_figures, schemas["unit_reliability"])
    return Tables({name: built[name] for name in TABLE_ORDER}, schemas)
