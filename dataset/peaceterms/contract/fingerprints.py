"""Fingerprints: the words of a text, and the hashes by which any copy of it can be verified.

A fingerprint is made of words alone, so that quotation marks, spaces, line ends, letter case and the layout
of a page do not change it. A word is a run of letters, combining marks and decimal digits; an apostrophe
counts only inside a word. Offsets always point into the text as it was given.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

RUN_LENGTH = 9  # one word more than a key phrase may have: the shortest run that counts as borrowed
RUN_PREFIX_LENGTH = 16  # 64 bits: ten million runs meet a million known ones by chance once in a million checks
# The shapes in which copies write an apostrophe: straight, curly, reversed, grave, acute, prime, full-width,
# and U+02BC, a letter to Unicode, yet here only another shape of U+0027.
APOSTROPHES = "'\u2018\u2019\u201b\u0060\u00b4\u2032\uff07\u02bc"
# Soft hyphen, grapheme joiner, zero-width, joining and direction marks, variation selectors: copies keep or
# lose them at random.
INVISIBLE = "\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
# Signs and spaces that are in no word. Everything else may be: the few signs of it that are not are sorted out
# run by run, and each run is looked at once however often it recurs.
OUTSIDE = (
    "\x00-&(-/:-@\\[-_{-\x9f\xa0-\xa9\xab\xac\xae-\xb3\xb6-\xb9\xbb-\xbf\u2010-\u2017\u201a\u201c-\u2027\u2030\u2031"
)
BLOCK_LENGTH = 1 << 16  # characters that are cut into words at a time
KNOWN_RUNS = 1 << 20  # then the oldest are forgotten with the rest: some 200 MB
RECURRING_LENGTH = 64  # a longer run will not recur

_RUN = re.compile(f"[^{OUTSIDE}]+")
_SPACE = re.compile(r"\s")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
# A word in kinds of characters: b a letter or digit, m a combining mark, i invisible, a an apostrophe. It begins
# with a letter or digit, never with a mark: a mark on punctuation would be a word in a decomposed copy and none
# in a composed one.
_WORD = re.compile("b[bm]*(?:i+[bm]+|i*ai*b[bm]*)*")
_APOSTROPHE_FOLDING = dict.fromkeys(map(ord, APOSTROPHES), "'")


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
    found = []
    words_of = _Runs()
    for run in _RUN.finditer(text):
        start = run.start()
        found += [Word(word.text, start + word.start, start + word.end) for word in words_of[run.group()]]
    return found


def blocks(text: str, texts_of: RunTexts | None = None) -> Iterator[tuple[int, int, list[str]]]:
    r"""Yield a text block by block: where each begins and ends, and its words without their places.

    A large text is searched so: most of its words are never asked for their place.

    Args:
        text: The text.
        texts_of: The runs known from other texts, where many are read.

    Example:
        >>> list(blocks("The ferry\nleaves."))
        [(0, 17, ['the', 'ferry', 'leaves'])]
    """
    texts_of = RunTexts() if texts_of is None else texts_of
    start = 0
    while start < len(text):
        space = _SPACE.search(text, start + BLOCK_LENGTH)
        end = space.start() if space else len(text)
        yield start, end, list(chain.from_iterable(map(texts_of.__getitem__, _RUN.findall(text, start, end))))
        start = end


def of(passage: Iterable[Word]) -> str:
    r"""Return the fingerprint of a passage: SHA-256 in hex of its words, joined by single spaces.

    Example:
        >>> of(words("The ferry LEAVES at noon.")) == of(words("the  ferry\r\nleaves: at noon"))
        True
    """
    return of_texts(word.text for word in passage)


def nine_word_runs(passage: Sequence[Word]) -> Iterator[str]:
    """Return, for the run of nine words that begins at each word, the first 16 hex digits of its fingerprint.

    The last eight words begin no run, so a text of fewer than nine words yields nothing.

    Example:
        >>> list(nine_word_runs(words("one two three four five six seven eight")))
        []
        >>> nine = words("one two three four five six seven eight nine")
        >>> list(nine_word_runs(nine)) == [of(nine)[:16]]
        True
    """
    return runs_of_texts([word.text for word in passage])


def runs_of_texts(texts: Sequence[str]) -> Iterator[str]:
    """Yield the same for words that are already folded, without their places."""
    for first in range(len(texts) - RUN_LENGTH + 1):
        yield of_texts(texts[first : first + RUN_LENGTH])[:RUN_PREFIX_LENGTH]


def of_texts(texts: Iterable[str]) -> str:
    """Return the fingerprint of words that are already folded."""
    return hashlib.sha256(" ".join(texts).encode("utf-8")).hexdigest()


class _Runs(dict[str, list[Word]]):
    """The words of each run of characters, worked out at its first use."""

    def __missing__(self, run: str) -> list[Word]:
        found = _words_of(run)
        if len(run) <= RECURRING_LENGTH:
            self[run] = found
        return found


class RunTexts(dict[str, tuple[str, ...]]):
    """The words of each run without their places; equal ones are one object, so that large texts fit into memory."""

    def __init__(self) -> None:
        """Begin without any run."""
        super().__init__()
        self._known: dict[str, str] = {}

    def __missing__(self, run: str) -> tuple[str, ...]:
        """Work out the words of a run at its first use."""
        if len(self) >= KNOWN_RUNS:
            self.clear()
            self._known.clear()
        found = tuple(self._known.setdefault(word.text, word.text) for word in _words_of(run))
        if len(run) <= RECURRING_LENGTH:
            self[run] = found
        return found


class _Kinds(dict[int, str]):
    """The kind of each code point, worked out at its first use."""

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        category = unicodedata.category(character)
        if character in APOSTROPHES:
            kind = "a"
        elif _INVISIBLE.match(character):
            kind = "i"
        elif category == "Nd" or category.startswith("L"):
            kind = "b"
        else:
            kind = "m" if category.startswith("M") else "-"
        self[code_point] = kind
        return kind


_KINDS = _Kinds()


def _words_of(run: str) -> list[Word]:
    if run.isascii() and run.isalnum():
        return [Word(run.lower(), 0, len(run))]
    kinds = run.translate(_KINDS)
    return [Word(_fold(run[match.start() : match.end()]), *match.span()) for match in _WORD.finditer(kinds)]


def _fold(spelling: str) -> str:
    visible = _INVISIBLE.sub("", spelling)
    composed = unicodedata.normalize("NFC", visible)
    return composed.translate(_APOSTROPHE_FOLDING).casefold()
