"""Rules about wording: what our own prose may not say or quote. How many words a phrase may have is in the schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.rule import coding_rule, of_types
from peaceterms.contract.words import WORD

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables

QUOTED_WORD_LIMIT = 3  # a term that is named in quotation marks, not a quotation

# What is between quotation marks, in the pairs of the languages coded.
QUOTED = r"\x22[^\x22]*\x22|\u201C[^\u201D]*\u201D|\u201E[^\u201C\u201D]*[\u201C\u201D]|\u00AB[^\u00BB]*\u00BB"

OWN_PROSE = of_types("prose", "note")  # names and titles are the world's


@coding_rule(OWN_PROSE, "{found!r} is contested wording: {reason}")
def our_prose_avoids_contested_wording(tables: Tables, table: str, column: str) -> pl.DataFrame:
    """Our own prose must avoid wording that takes a side.

    Write instead: {instead}.
    """
    wordings = tables.vocabulary("contested_wording").select("pattern", "instead", "reason")
    any_of_them = f"(?i){'|'.join(f'(?:{pattern})' for pattern in wordings['pattern'])}"
    suspects = tables[table].filter(pl.col(column).str.contains(any_of_them))
    if suspects.is_empty():
        return suspects
    found = [
        suspects.with_columns(
            found=pl.col(column).str.extract(f"(?i)({pattern})"), instead=pl.lit(instead), reason=pl.lit(reason)
        )
        for pattern, instead, reason in wordings.iter_rows()
    ]
    return pl.concat(found).filter(pl.col("found").is_not_null())


@coding_rule(OWN_PROSE)
def our_prose_quotes_no_sentence(tables: Tables, table: str, column: str) -> pl.DataFrame:
    """Our own prose may quote at most a term of 3 words.

    Write it in your own words; the speaker's words have their place in the key phrase.
    """
    words_quoted = pl.col(column).str.extract_all(QUOTED).list.eval(pl.element().str.count_matches(WORD))
    return tables[table].filter(words_quoted.list.max() > QUOTED_WORD_LIMIT)
