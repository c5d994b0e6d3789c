"""Links: addresses that open a document with a passage highlighted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peaceterms.contract import fingerprints

if TYPE_CHECKING:
    import polars as pl

DIRECTIVE = ":~:text="  # what browsers call a text directive: it is for them, and never sent to the server


def with_links(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame of passages with the column `link`."""
    import polars as pl

    cells = frame.select("url", "starts_with", "ends_with", "word_count").iter_rows()
    return frame.with_columns(pl.Series("link", [link(*row) for row in cells], pl.String))


def link(url: str | None, starts_with: str | None, ends_with: str | None, word_count: int | None) -> str | None:
    """Return the address that opens a document at a passage.

    A browser looks for the last words only behind the first ones. In a passage so short that the two share
    words, the shared ones are therefore among the first words alone. An edge that runs over a line end is cut
    there, since a browser looks for it within one paragraph. Nor does it find a part of a number (17 of 17.5):
    `anchor` refuses such an edge, so a number here is whole and stays.

    Args:
        url: The address of the document, if it has one.
        starts_with: The first words of the passage.
        ends_with: Its last words.
        word_count: The number of its words.

    Returns:
        The address; that of the document where there is no passage, or None where the document has none.

    Example:
        >>> link("https://example.org/news", "The first, well-known", "last words here", 40)
        'https://example.org/news#:~:text=The%20first%2C%20well%2Dknown,last%20words%20here'
        >>> link("https://example.org/news", "Three words only", "Three words only", 3)
        'https://example.org/news#:~:text=Three%20words%20only'
        >>> link("https://example.org/news", "Of four words", "four words long", 4)
        'https://example.org/news#:~:text=Of%20four%20words,long'
    """
    if url is None or starts_with is None or ends_with is None or word_count is None:
        return url
    rest = _within_a_line(_behind(starts_with, ends_with, word_count), -1)
    first = _within_a_line(starts_with, 0)
    texts = ",".join(_encoded(text) for text in (first, rest) if text)
    return f"{url}{'' if '#' in url else '#'}{DIRECTIVE}{texts}"


def _behind(starts_with: str, ends_with: str, word_count: int) -> str:
    last = fingerprints.words(ends_with)
    shared = len(fingerprints.words(starts_with)) + len(last) - word_count
    if shared <= 0:
        return ends_with
    if shared >= len(last):
        return ""
    rest = ends_with[last[shared].start :]
    # A figure such as 17.5 is two words to a fingerprint and one to a browser, which finds no half of it.
    is_cut = not ends_with[last[shared].start - 1].isspace()
    return "" if is_cut else rest


def _within_a_line(edge: str, line: int) -> str:
    lines = edge.strip().splitlines()
    return lines[line] if lines else ""


def _encoded(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="").replace("-", "%2D")
