"""The report on agreement: the figures as a person reads them in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms import plain_text
from peaceterms_build.reliability import agreement, alpha

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH = 1000  # rows stay on one line, however narrow the terminal
WORST_SHOWN = 3
KEYS = ["breakdown", "group_code"]  # what the headings say
MEANING = {
    agreement.SAME_MODEL: "two runs of one model: how stable the model is, not whether the coding is valid",
    agreement.CROSS_MODEL: "two different models",
}
NOTHING_TO_COMPARE = "no document has two codings to compare\n"


def as_text(tables: Mapping[str, pl.DataFrame]) -> str:
    """Return the report on the reliability tables."""
    compared = sorted(tables["coding_units"].select("sample", "comparison").unique().rows())
    return "\n".join(_comparison(tables, *one) for one in compared) or NOTHING_TO_COMPARE


def _comparison(tables: Mapping[str, pl.DataFrame], sample: str, comparison: str) -> str:
    compared, units, figures = (
        tables[name].filter(pl.col("sample") == sample, pl.col("comparison") == comparison).drop("sample", "comparison")
        for name in ("coding_units", "unit_reliability", "reliability")
    )
    documents = compared["source_id"].unique().sort().to_list()
    parts = [
        f"sample {sample}\n{comparison}: {MEANING[comparison]}\n"
        f"{len(documents)} documents: {', '.join(documents)}\n"
        f"alpha: Krippendorff's, nominal; 95 % intervals of {alpha.RESAMPLES} resamples of documents, "
        f"seed {alpha.SEED}\n"
    ]
    for breakdown in agreement.BREAKDOWNS:
        is_whole = breakdown == agreement.EVERYTHING
        heading, dropped = ("all documents", KEYS) if is_whole else (f"by {breakdown}", KEYS[:1])
        parts += [
            _section(f"{title}, {heading}", frame.filter(pl.col("breakdown") == breakdown).drop(dropped))
            for title, frame in (("Units", units), ("Variables", figures))
        ]
    overall = figures.filter(pl.col("breakdown") == agreement.EVERYTHING, pl.col("alpha").is_not_null())
    worst = overall.sort("alpha", "variable").head(WORST_SHOWN).drop(KEYS)
    parts.append(_section(f"The {WORST_SHOWN} variables of the lowest alpha", worst))
    return "\n".join(parts)


def _section(heading: str, frame: pl.DataFrame) -> str:
    return f"{heading}\n{'-' * len(heading)}\n{plain_text.as_text(frame, WIDTH)}"
