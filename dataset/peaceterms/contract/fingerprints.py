"""Fingerprints: the words of a text, and the hashes by which any copy of it can be verified.

A fingerprint is made of words alone, so that quotation marks, spaces, line ends, letter case and the layout
of a page do not change it. A word is a run of letters, combining marks and decimal digits; an apostrophe
counts only inside a word. Offsets always point into the text as it was given.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

RUN_LENGTH = 9  # one word more than a key phrase may have: the shortest run that counts as borrowed
RUN_PREFIX_LENGTH = 16  # 64 bits: ten million runs meet a million known ones by chance once in a million checks
APOSTROPHES = "'\u2018\u2019\u02bc"  # U+02BC is a letter to Unicode, yet here only another shape of U+0027
INVISIBLE = (  # soft hyphen, zero-width, joining and direction marks: copies keep or lose them at random
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
)
INHABITED_CODE_POINTS = (  # every letter, mark and digit of Unicode lies here; a look at the rest costs time
    range(0x40000),
    range(0xE0000, 0xE1000),
)


class Word(NamedTuple):
    """One word of a text.

    Attributes:
        text: The word as it is compared: composed, apostrophes folded, case folded.
        start: The offset of its first code point in the text as given.
        end: The offset just after its last code point.
    """

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    r"""Return the words of a text, in order, each with its place in the text as given.

    Example:
        >>> [word.text for word in words("The gauge fell by 17.5% — it’s ‘dry’.")]
        ['the', 'gauge', 'fell', 'by', '17', '5', "it's", 'dry']
        >>> words("co\u00adoperate!")
        [Word(text='cooperate', start=0, end=10)]
    """
    folded: dict[str, str] = {}  # most words of a text recur: each spelling is folded once
    found = []
    for match in _word_pattern().finditer(text):
        spelling = match.group()
        word = folded.get(spelling)
        if word is None:
            word = folded[spelling] = _fold(spelling)
        found.append(Word(word, match.start(), match.end()))
    return found


def of(passage: Iterable[Word]) -> str:
    r"""Return the fingerprint of a passage: SHA-256 in hex of its words, joined by single spaces.

    Example:
        >>> of(words("The ferry LEAVES at noon.")) == of(words("the  ferry\r\nleaves: at noon"))
        True
    """
    return _hash(word.text for word in passage)


def nine_word_runs(passage: Sequence[Word]) -> Iterator[str]:
    """Yield, for the run of nine words that begins at each word, the first 16 hex digits of its fingerprint.

    The last eight words begin no run, so a text of fewer than nine words yields nothing.

    Example:
        >>> list(nine_word_runs(words("one two three four five six seven eight")))
        []
        >>> nine = words("one two three four five six seven eight nine")
        >>> list(nine_word_runs(nine)) == [of(nine)[:16]]
        True
    """
    texts = [word.text for word in passage]
    for first in range(len(texts) - RUN_LENGTH + 1):
        yield _hash(texts[first : first + RUN_LENGTH])[:RUN_PREFIX_LENGTH]


def _hash(texts: Iterable[str]) -> str:
    return hashlib.sha256(" ".join(texts).encode("utf-8")).hexdigest()


def _fold(spelling: str) -> str:
    if spelling.isascii():
        return spelling.lower()
    visible = _invisible_pattern().sub("", spelling)
    composed = unicodedata.normalize("NFC", visible)
    return composed.translate(_APOSTROPHE_FOLDING).casefold()


_APOSTROPHE_FOLDING = dict.fromkeys(map(ord, APOSTROPHES), "'")


@cache
def _invisible_pattern() -> re.Pattern[str]:
    return re.compile(f"[{INVISIBLE}]")


@cache
def _word_pattern() -> re.Pattern[str]:
    """Return the pattern of a word, built once and only when a text is read: import must stay cheap.

    A word begins with a letter or digit, never with a combining mark: a mark on punctuation would be a word
    in a decomposed copy and none in a composed one.
    """
    base = _character_class("L", "Nd")
    follower = base + _character_class("M")
    part = f"[{base}][{follower}]*"
    return re.compile(f"{part}(?:[{INVISIBLE}]+[{follower}]+|[{INVISIBLE}]*[{APOSTROPHES}][{INVISIBLE}]*{part})*")


def _character_class(*categories: str) -> str:
    """Return the inside of a pattern's brackets for some Unicode categories, apostrophes left out."""
    members = (
        code_point
        for code_points in INHABITED_CODE_POINTS
        for code_point in code_points
        if unicodedata.category(chr(code_point)).startswith(categories) and chr(code_point) not in APOSTROPHES
    )
    runs = (list(run) for _, run in groupby(enumerate(members), key=lambda pair: pair[1] - pair[0]))
    return "".join(f"{chr(run[0][1])}-{chr(run[-1][1])}" for run in runs)
