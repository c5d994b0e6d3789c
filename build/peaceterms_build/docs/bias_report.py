"""The bias report: what the corpus is made of, and how outlets word what each side says.

It describes the documents that were coded and measures no outlet: they are no sample drawn by chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms_build.docs import markdown, stats

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LEAST_PASSAGES = 30  # below this a share says more about the documents that happened to be coded
COUNTED_BY = ("side", "language", "publisher_type")
DOUBT_CASTING = "doubt_casting"
DECIMALS = 1
UNKNOWN_COUNTRY = "not_stated"
HEAD = """\
What was coded, by whose terms it carries, in which language and by which type of publisher; and how often
the verb that introduces a speaker casts doubt on what is said. The documents are those coded so far and no
sample drawn by chance, so the figures describe this release and nothing beyond it. A document counts once
in each group of its statements.
"""


def lines(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Yield the report as lines of Markdown."""
    yield HEAD
    counted = stats.counts(tables)
    for breakdown in COUNTED_BY:
        rows = counted.filter(pl.col("breakdown") == breakdown).drop("breakdown").rename({"group": breakdown})
        yield from markdown.table(rows)
        yield ""
    shares = doubt_casting_shares(tables)
    yield (
        f"Passages with a verb of reporting, by the speaker's side and the publisher's country; the share of "
        f"doubt-casting verbs stands where a cell has at least {LEAST_PASSAGES} passages.\n"
    )
    yield from markdown.table(shares)
    yield ""


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
