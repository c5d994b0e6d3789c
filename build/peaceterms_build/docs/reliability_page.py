"""The page on reliability: how far the blind coders agreed, and what the audits found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from peaceterms_build.docs import markdown
from peaceterms_build.reliability import audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from peaceterms.contract.tables import Tables

LEAST_ALPHA = 0.667  # below it, Krippendorff: not even tentative conclusions


def text(tables: Tables, audits: Mapping[str, Any]) -> str:
    """Return the page as Markdown.

    Args:
        tables: The tables of the release.
        audits: What the audits found, by file of `corpus/audits/`.
    """
    measured = set(tables["reliability"]["sample"])
    samples = [_of_sample(tables, sample) for sample in _entries(tables, "sample") if sample["code"] in measured]
    found = _of_audits(audits, _entries(tables, "audit_error")) if audits else {}
    return markdown.render("agreement.md.j2", least_alpha=LEAST_ALPHA, samples=samples, audits=found)


def experimental(tables: Tables) -> dict[str, float]:
    """Return the alpha of each variable that is experimental, by table and column.

    The last sample measured decides: the vocabulary has the samples in their order.
    """
    overall = _overall(tables["reliability"]).filter(pl.col("alpha").is_not_null())
    last: dict[str, float] = {}
    for sample in _entries(tables, "sample"):
        of_sample = overall.filter(pl.col("sample") == sample["code"])
        last |= dict(of_sample.select("variable", "alpha").iter_rows())
    return {variable: alpha for variable, alpha in last.items() if alpha < LEAST_ALPHA}


def _overall(figures: pl.DataFrame) -> pl.DataFrame:
    return figures.filter(pl.col("breakdown") == "all")


def _entries(tables: Tables, vocabulary: str) -> tuple[Mapping[str, str], ...]:
    return tables.schemas.vocabularies[vocabulary].entries


def _of_sample(tables: Tables, sample: Mapping[str, str]) -> dict[str, object]:
    units, figures, coded = (
        tables[name].filter(pl.col("sample") == sample["code"])
        for name in ("unit_reliability", "reliability", "coding_units")
    )
    interval = pl.format("{} to {}", "alpha_low", "alpha_high").alias("95 % interval")
    return {
        "name": sample["code"],
        "definition": sample["definition"],
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


def _of_audits(audits: Mapping[str, Any], kinds: Iterable[Mapping[str, str]]) -> dict[str, object]:
    rows, documents, summaries = audits["rows"], audits["documents"], audits["summaries"]
    found = (entry for one in documents.values() for entry in (*one["errors"], *one["missing"]))
    errors = [*rows, *(entry | {"verdict": "wrong"} for entry in found)]
    labels = {kind["code"]: kind["label"] for kind in kinds}
    return {
        "rows": len(rows),
        "documents": len(documents),
        "summaries": len(summaries),
        "precision_of_rows": audit.precision(rows),
        "precision_of_documents": audit.precision_of_documents(documents),
        "recall": audit.recall(documents),
        "kinds": {labels[kind]: count for kind, count in audit.kinds_of_error(errors).items()},
        "guessed": audit.guessed(summaries),
        "seen_to_lean": audit.seen_to_lean(summaries),
    }
