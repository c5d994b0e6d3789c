"""The bias report: what the corpus is made of, and how outlets word what each side says.

It describes the documents that were coded, which are not a sample drawn by chance, so it measures no outlet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms_build.docs import markdown, stats

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST_PASSAGES = 30  # below this a share says more about the documents that happened to be coded
COUNTED_BY = ("side", "language", "publisher_type")
DOUBT_CASTING = "doubt_casting"
DECIMALS = 1
UNKNOWN_COUNTRY = "not_stated"


def text(tables: Mapping[str, pl.DataFrame]) -> str:
    """Return the report as Markdown."""
    counted = stats.counts(tables)
    breakdowns = [
        counted.filter(pl.col("breakdown") == breakdown).drop("breakdown").rename({"group": breakdown})
        for breakdown in COUNTED_BY
    ]
    shares = doubt_casting_shares(tables)
    return markdown.render("bias_report.md.j2", breakdowns=breakdowns, least_passages=LEAST_PASSAGES, shares=shares)


def doubt_casting_shares(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the share of doubt-casting verbs by side of the speaker and country of the publisher.

    Columns: speaker_side, publisher_country, passages (with a verb of reporting), doubt_casting (of these),
    per_cent (null in cells of fewer than 30 passages).
    """
    sides = tables["actors"].select("side", holder_id="actor_id")
    speakers = (
        tables["statements"]
        .select("statement_id", holder_id=pl.coalesce("speaks_for_id", "speaker_id"))
        .join(sides, on="holder_id")
    )
    countries = tables["sources"].join(
        tables["publishers"].select("publisher_id", "country_code_iso3"), on="publisher_id"
    )
    worded = (
        tables["passages"]
        .filter(pl.col("reporting_verb").is_not_null())
        .join(speakers, on="statement_id")
        .join(countries.select("source_id", "language", "country_code_iso3"), on="source_id")
        .join(
            tables["reporting_verbs"].cast({"language": pl.String}),
            left_on=["reporting_verb", pl.col("language").cast(pl.String)],
            right_on=["lemma", "language"],
        )
    )
    per_cent = (100 * pl.col(DOUBT_CASTING) / pl.col("passages")).round(DECIMALS)
    return (
        worded.group_by(
            speaker_side=pl.col("side").cast(pl.String),
            publisher_country=pl.col("country_code_iso3").fill_null(UNKNOWN_COUNTRY),
        )
        .agg(
            passages=pl.len().cast(pl.Int64),
            doubt_casting=(pl.col("verb_class") == DOUBT_CASTING).sum().cast(pl.Int64),
        )
        .with_columns(per_cent=pl.when(pl.col("passages") >= LEAST_PASSAGES).then(per_cent))
        .sort("speaker_side", "publisher_country")
    )
