"""The page on reliability: how far the blind coders agreed, and what the audits found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from peaceterms_build.docs import markdown
from peaceterms_build.reliability import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST_ALPHA = 0.667  # below it, Krippendorff: not even tentative conclusions
SAMPLES = ("pilot", "fresh")  # in the order of measuring: the last one measured is that of the present manual


def text(tables: Mapping[str, pl.DataFrame], audits: Mapping[str, Any]) -> str:
    """Return the page as Markdown.

    Args:
        tables: The tables of the release.
        audits: What the audits found, by file of `corpus/audits/`.
    """
    samples = [_of_sample(tables, sample) for sample in SAMPLES if sample in tables["reliability"]["sample"]]
    found = _of_audits(audits) if audits else {}
    return markdown.render("agreement.md.j2", least_alpha=LEAST_ALPHA, samples=samples, audits=found)


def experimental(tables: Mapping[str, pl.DataFrame]) -> dict[str, float]:
    """Return the alpha of each variable that is experimental, by table and column."""
    overall = _overall(tables["reliability"]).filter(pl.col("alpha").is_not_null())
    last: dict[str, float] = {}
    for sample in SAMPLES:
        of_sample = overall.filter(pl.col("sample") == sample)
        last |= dict(of_sample.select("variable", "alpha").iter_rows())
    return {variable: alpha for variable, alpha in last.items() if alpha < LEAST_ALPHA}


def _overall(figures: pl.DataFrame) -> pl.DataFrame:
    return figures.filter(pl.col("breakdown") == "all")


def _of_sample(tables: Mapping[str, pl.DataFrame], sample: str) -> dict[str, object]:
    units, figures, coded = (
        tables[name].filter(pl.col("sample") == sample) for name in ("unit_reliability", "reliability", "coding_units")
    )
    interval = pl.format("{} to {}", "alpha_low", "alpha_high").alias("95 % interval")
    return {
        "name": sample,
        "documents": coded["source_id"].n_unique(),
        "units": _overall(units).select(
            "unit_type", "first_units", "second_units", "matched", "tied", "precision", "recall", "f1"
        ),
        "codes": _overall(figures).select("variable", "units", "percent_agreement", "alpha", interval),
        "groups": _by_group(figures),
    }


def _by_group(figures: pl.DataFrame) -> pl.DataFrame:
    """Return one row per variable with a column for each language and side: per cent, and alpha."""
    both = pl.when(pl.col("percent_agreement").is_not_null()).then(
        pl.format(
            "{} / {}",
            pl.col("percent_agreement").round(0).cast(pl.Int64),
            pl.col("alpha").cast(pl.String).fill_null(markdown.NOTHING),
        )
    )
    grouped = figures.filter(pl.col("breakdown") != "all").sort("breakdown", "group_code", "variable")
    return grouped.with_columns(both=both).pivot("group_code", index="variable", values="both")


def _of_audits(audits: Mapping[str, Any]) -> dict[str, object]:
    rows, documents, summaries = audits["rows"], audits["documents"], audits["summaries"]
    found = (entry for one in documents.values() for entry in (*one["errors"], *one["missing"]))
    errors = [*rows, *(entry | {"verdict": "wrong"} for entry in found)]
    return {
        "rows": len(rows),
        "documents": len(documents),
        "summaries": len(summaries),
        "precision_of_rows": audit.precision(rows),
        "precision_of_documents": audit.precision_of_documents(documents),
        "recall": audit.recall(documents),
        "kinds": audit.kinds_of_error(errors),
        "guessed": audit.guessed(summaries),
        "seen_to_lean": audit.seen_to_lean(summaries),
    }
