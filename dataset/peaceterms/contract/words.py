"""Words: how they are counted, and how many a phrase may have, in polars and in Python alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

# A word as the fingerprints count it: letters, combining marks and digits, apostrophes inside it included.
WORD = r"[\p{L}\p{M}\p{Nd}]+(?:['\u2018\u2019\u02BC][\p{L}\p{M}\p{Nd}]+)*"

# Blocks of the scripts that write no spaces: Thai, Lao, Burmese, Khmer, kana, Bopomofo, Han. Both engines read them.
UNSPACED_SCRIPTS = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u2e80-\u2fdf\u3005-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua9e0-\ua9ff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
UNSPACED_CHARACTER_LIMIT = 16  # about eight words where a run of letters is not one word


def are_too_many(text: pl.Expr, limit: int) -> pl.Expr:
    """Return whether a text has more words than the limit, or more than 16 characters in a script without spaces.

    Example:
        >>> import polars as pl
        >>> frame = pl.DataFrame({"phrase": ["a truce at sea", "a truce"]})
        >>> frame.select(are_too_many(pl.col("phrase"), 3))["phrase"].to_list()
        [True, False]
    """
    in_characters = text.str.contains(UNSPACED_SCRIPTS) & (text.str.len_chars() > UNSPACED_CHARACTER_LIMIT)
    return (text.str.count_matches(WORD) > limit) | in_characters
