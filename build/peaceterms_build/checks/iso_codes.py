"""ISO codes: those of the registers are those that the standards list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peaceterms.contract.tables import Tables

COUNTRY_COLUMNS = (("actors", "country_code_iso3"), ("publishers", "country_code_iso3"))
SUBDIVISION_COLUMNS = (("territories", "iso_3166_2_code"),)


def findings(tables: Tables) -> Iterator[Finding]:
    """Yield a finding for each code of a register that ISO 3166 does not list."""
    import pycountry

    countries = [country.alpha_3 for country in pycountry.countries]
    subdivisions = [unit.code for unit in pycountry.subdivisions]
    for listed, standard, columns in (
        (countries, "ISO 3166-1 alpha-3", COUNTRY_COLUMNS),
        (subdivisions, "ISO 3166-2", SUBDIVISION_COLUMNS),
    ):
        for table, column in columns:
            unlisted = tables[table].filter(~pl.col(column).is_in(listed))
            for row in unlisted.iter_rows(named=True):
                yield Finding(
                    rule="iso_codes_are_listed",
                    message=f"{standard} lists no such code",
                    remedy="look the code up in the standard, or leave it out",
                    table=table,
                    row=row,
                    column=column,
                    value=row[column],
                )
