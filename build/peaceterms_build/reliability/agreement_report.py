"""The report on agreement: the figures as a person reads them in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms import plain_text
from peaceterms_build.reliability import agreement, alpha

if TYPE_CHECKING:
    from peaceterms_build.reliability.agreement import Agreement

WIDTH = 1000  # rows stay on one line, however narrow the terminal
MEANING = {
    agreement.SAME_MODEL: "two runs of one model: how stable the model is, not whether the coding is valid",
    agreement.CROSS_MODEL: "two different models",
}
SMOKE_TEST = "SMOKE TEST, NOT TO BE PUBLISHED: the documents of the foundation, on which the manual was written\n"
NOTHING_TO_COMPARE = "no document has two codings to compare\n"


def as_text(found: Agreement, *, is_foundation: bool) -> str:
    """Return the whole report.

    Args:
        found: What was measured.
        is_foundation: Whether the documents are those on which the manual was written.
    """
    head = SMOKE_TEST if is_foundation else ""
    if found.units.is_empty():
        return head + NOTHING_TO_COMPARE
    compared = sorted(found.units.select("sample", "comparison").unique().rows())
    return head + "\n".join(_comparison(found, *one) for one in compared)


def _comparison(found: Agreement, sample: str, comparison: str) -> str:
    """Return the part of the report on the comparisons of one kind in one sample."""
    units, figures, compared = (
        frame.filter(pl.col("sample") == sample, pl.col("comparison") == comparison).drop("sample", "comparison")
        for frame in (found.unit_figures, found.variable_figures, found.units)
    )
    documents = compared["source_id"].unique().sort().to_list()
    parts = [
        f"sample {sample}\n{comparison}: {MEANING[comparison]}\n"
        f"{len(documents)} documents: {', '.join(documents)}\n"
        f"alpha: Krippendorff's, nominal; 95 % intervals of {alpha.RESAMPLES} resamples of documents, "
        f"seed {alpha.SEED}\n"
    ]
    for breakdown in agreement.BREAKDOWNS:
        heading = "all documents" if breakdown == agreement.EVERYTHING else f"by {breakdown}"
        parts += [
            _section(f"Units, {heading}", _of(units, breakdown)),
            _section(f"Variables, {heading}", _of(figures, breakdown)),
        ]
    worst = agreement.worst(figures).drop("breakdown", "group")
    parts.append(_section(f"The {agreement.WORST_SHOWN} variables of the lowest alpha", worst))
    return "\n".join(parts)


def _of(figures: pl.DataFrame, breakdown: str) -> pl.DataFrame:
    """Return the figures of one breakdown; a group in which nothing was compared has no line."""
    found = figures.filter(pl.col("breakdown") == breakdown).drop("breakdown")
    if breakdown == agreement.EVERYTHING:
        return found.drop("group")
    return found.filter(pl.col("documents") > 0)


def _section(heading: str, frame: pl.DataFrame) -> str:
    """Return a table under its heading."""
    return f"{heading}\n{'-' * len(heading)}\n{plain_text.as_text(frame, WIDTH)}"
