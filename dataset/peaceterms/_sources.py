"""Sources: from any coded row to its passages, and to the link that opens each at the highlighted words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peaceterms import _release, _rows
from peaceterms.links import with_links

if TYPE_CHECKING:
    import polars as pl

    from peaceterms._release import Release
    from peaceterms._rows import Rows


def sources(rows: Rows) -> pl.DataFrame:
    """Return the passages that carry coded rows, each with its document and a link that opens it.

    Args:
        rows: A frame of polars or pandas with a key column (of conditions, their places, performers or links,
            territorial claims, control reports, evidence, statements, passages or sources), one id, or
            several.

    Returns:
        One row per row and passage, in the order of the rows: row_id (the id that was given; of a link, its
        two conditions with its type between them), passage_id, fit (how well the passage carries the row;
        null where the row is a statement, passage or document, or a link), statement_id, source_id, title,
        publisher_name, published_earliest_date, published_latest_date, rendition, reporting_verb,
        starts_with, ends_with, word_count, fingerprint, url and link. A claim that is worked out from a
        condition has that condition's passages. A document without passages has one row without. `link` opens
        the document with the passage highlighted, in browsers that can; where its first and last words fit an
        earlier run too, that one is. A document without an address has none.

    Raises:
        UnknownColumn: The frame has no column that leads to passages.
        UnknownId: No coded row has such an id; the message names the nearest ones.

    Example:
        >>> found = sources("vladimir-putin-2024-03-13-kiselyov")
        >>> found["source_id"].unique().sort().to_list()
        ['rt-2024-03-13', 'ukrainska-pravda-2024-03-13']
        >>> found["link"].str.contains("#:~:text=").all()
        True
    """
    present = _release.installed()
    found = _rows.followed(rows, present)
    passages = present.frame("passages").drop("source_id")
    joined = (
        found.join(passages, on="passage_id", how="left", maintain_order="left")
        .join(documents(present), on="source_id", how="left", maintain_order="left")
        .pipe(with_links)
    )
    return joined.select(
        *("row_id", "passage_id", "fit", "statement_id", "source_id", "title", "publisher_name"),
        *("published_earliest_date", "published_latest_date", "rendition", "reporting_verb"),
        *("starts_with", "ends_with", "word_count", "fingerprint", "url", "link"),
    )


def documents(release: Release) -> pl.DataFrame:
    """Return the table `sources` with the name of each publisher."""
    import polars as pl

    publishers = release.frame("publishers").select("publisher_id", pl.col("name").alias("publisher_name"))
    return release.frame("sources").join(publishers, on="publisher_id", how="left", maintain_order="left")
