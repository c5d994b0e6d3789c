"""Hydration and verification: the passages found again in copies of the documents that a user holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from peaceterms import _release, _sources

if TYPE_CHECKING:
    from os import PathLike

    import polars as pl

    from peaceterms._rows import Rows


def verify(texts: str | PathLike[str]) -> pl.DataFrame:
    """Look for every passage of the release in a folder of texts.

    Args:
        texts: A folder of UTF-8 `.txt` files, copies of the documents under any names. Quotation marks,
            spaces, line ends, letter case, headers and footers may differ from what was coded.

    Returns:
        One row per passage: passage_id, source_id, is_found, file, text_start, text_end, and the reason why
        it was not found.

    Raises:
        NotADirectoryError: There is no such folder.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     verify(folder)["reason"].unique().to_list()
        ['the folder holds no .txt files']
    """
    from peaceterms import _verify

    return _verify.verify(Path(texts), _release.installed().frame("passages"))


def hydrate(rows: Rows, texts: str | PathLike[str]) -> pl.DataFrame:
    """Return the passages that carry coded rows, with their words from a folder of texts.

    The release holds no passages, only their fingerprints; who holds copies of the documents reads them here.

    Args:
        rows: A frame with a key column, one id, or several, as for `sources`.
        texts: A folder of UTF-8 `.txt` files, as for `verify`.

    Returns:
        The rows of `sources` with `words` (the passage as the copy has it), `file` (the copy) and `reason`
        (why the passage was not found, where it was not).

    Raises:
        NotADirectoryError: There is no such folder.
        UnknownColumn: The frame has no column that leads to passages.
        UnknownId: An id stands for no coded row.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     hydrate("rt-2024-03-13.p01", folder).select("passage_id", "words").row(0)
        ('rt-2024-03-13.p01', None)
    """
    import polars as pl

    from peaceterms import _verify

    carried = _sources.sources(rows)
    carrying = carried["passage_id"].drop_nulls().unique()
    passages = _release.installed().frame("passages").filter(pl.col("passage_id").is_in(carrying.implode()))
    found = _verify.passage_words(Path(texts), passages).select("passage_id", "words", "file", "reason")
    return carried.join(found, on="passage_id", how="left", maintain_order="left")
