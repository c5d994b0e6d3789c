"""The tables: pure functions from the corpus and the schemas to frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.tables import Tables
from peaceterms_build.tables import conditions_flat, territorial_claims

if TYPE_CHECKING:
    from peaceterms.contract.schemas import Schemas
    from peaceterms_build.corpus.reader import Corpus


def build(corpus: Corpus, schemas: Schemas) -> Tables:
    """Return the tables that the cards write and those derived from them."""
    built = {name: schemas[name].frame([record.cells for record in rows]) for name, rows in corpus.records.items()}
    derived = territorial_claims.derived(built, schemas)
    built["territorial_claims"] = pl.concat([derived, built["territorial_claims"]])
    built["conditions_flat"] = conditions_flat.build(built, schemas)
    return Tables({name: schemas[name].sorted(built[name]) for name in schemas if name in built}, schemas)


def build_all(corpus: Corpus, schemas: Schemas) -> Tables:
    """Return every table of a release: the built ones, and those of the reliability of the coding."""
    from peaceterms_build.reliability import agreement

    built = build(corpus, schemas)
    return Tables({**built, **agreement.of_samples(corpus, schemas)}, schemas)
