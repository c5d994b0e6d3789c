"""The reliability pages of the codebook: agreement of the blind coders, and what readers found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from peaceterms_build.docs import markdown
from peaceterms_build.reliability import audit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LEAST_ALPHA = 0.667  # below it, Krippendorff: not even tentative conclusions
SAMPLES = ("pilot", "fresh")  # in the order of measuring: the last one measured is that of the present manual
HEAD = f"""\
Two coders coded each document of a sample blind, from the manual, the text and the registers alone. Both
are runs of one language model (`same_model`): agreement shows how stable the coding is, and is no proof
that it is right. Units are matched by the words that they stand on and never by their codes; then codes are
compared, on matched units. Both raw codings are in the tables `coding_units` and `codings`, and frozen in
`corpus/codings/`. The five documents on which the manual was first written are left out. The `pilot` sample
was coded under manual 0.2.0, which was then mended; the `fresh` sample under manual 0.3.0, and nothing of
it was used to write that manual. Variables whose alpha in the last sample measured is under {LEAST_ALPHA}
are marked experimental. Alpha is Krippendorff's for nominal codes, with a 95 % interval of 2,000 resamples
of documents; where only one category occurs it is undefined.
"""


def lines(tables: Mapping[str, pl.DataFrame], read: Mapping[str, Any]) -> Iterator[str]:
    """Yield the pages as lines of Markdown.

    Args:
        tables: The tables of the release.
        read: What readers found, by file of `corpus/audits/`.
    """
    yield HEAD
    for sample in SAMPLES:
        yield from _sample_lines(tables, sample)
    yield from _reading_lines(read)


def experimental(tables: Mapping[str, pl.DataFrame]) -> dict[str, float]:
    """Return the alpha of each variable that is experimental, by table and column."""
    overall = _overall(tables["reliability"]).filter(pl.col("alpha").is_not_null())
    last: dict[str, float] = {}
    for sample in SAMPLES:
        of_sample = overall.filter(pl.col("sample") == sample)
        last |= dict(of_sample.select("variable", "alpha").iter_rows())
    return {variable: alpha for variable, alpha in last.items() if alpha < LEAST_ALPHA}


def _overall(figures: pl.DataFrame) -> pl.DataFrame:
    """Return the figures of whole samples."""
    return figures.filter(pl.col("breakdown") == "all")


def _sample_lines(tables: Mapping[str, pl.DataFrame], sample: str) -> Iterator[str]:
    """Yield the figures of one sample: its units, its variables, and these by language and by side."""
    units, figures = (tables[name].filter(pl.col("sample") == sample) for name in ("unit_reliability", "reliability"))
    if figures.is_empty():
        return
    documents = tables["coding_units"].filter(pl.col("sample") == sample)["source_id"].n_unique()
    yield f"### The {sample} sample: {documents} documents\n"
    yield "How far the coders found the same units:\n"
    shown = ("unit_type", "first_units", "second_units", "matched", "tied", "precision", "recall", "f1")
    yield from markdown.table(_overall(units).select(shown))
    yield "\nHow far they gave them the same codes:\n"
    interval = pl.format("{} to {}", "alpha_low", "alpha_high").alias("95 % interval")
    yield from markdown.table(_overall(figures).select("variable", "units", "percent_agreement", "alpha", interval))
    yield "\nBy language of the document and side of the holder, per cent agreement and alpha:\n"
    yield from markdown.table(_by_group(figures))
    yield ""


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


def _reading_lines(read: Mapping[str, Any]) -> Iterator[str]:
    """Yield what readers found who had not coded the documents."""
    if not read:
        return
    rows, documents, summaries = read["rows"], read["documents"], read["summaries"]
    errors = [*rows, *(entry | {"verdict": "wrong"} for one in documents.values() for entry in one["errors"])]
    yield "### Read again\n"
    yield (
        "Rows and whole documents were held against their texts by readers who had not coded them (runs of "
        "the same model), and every error found was mended. 95 % intervals are Wilson's.\n"
    )
    yield f"- Precision, of {len(rows)} rows drawn by table and language: {audit.precision(rows)}."
    whole = audit.precision_of_documents(documents)
    yield f"- Precision, of the rows of {len(documents)} whole documents: {whole}."
    yield f"- Recall, of what these documents hold: {audit.recall(documents)}."
    errors += [entry | {"verdict": "wrong"} for one in documents.values() for entry in one["missing"]]
    kinds = "; ".join(f"{kind} {count}" for kind, count in audit.kinds_of_error(errors).items())
    yield f"- Errors by kind: {kinds or 'none'}."
    yield "\n### Neutrality\n"
    yield (
        f"A reader saw {len(summaries)} summaries of terms, as many of each side as of neither, with the "
        "names of parties masked, and told whose position each gives and whether its writer favours anyone.\n"
    )
    yield f"- Position told: {audit.guessed(summaries)}."
    yield f"- Writer thought to favour a party: {audit.seen_to_lean(summaries)}.\n"
