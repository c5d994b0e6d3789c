"""Text search: a text with its words, in which runs of words are looked for."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peaceterms.contract import fingerprints

if TYPE_CHECKING:
    from collections.abc import Sequence

NEAREST_SHOWN = 3  # near misses are hints, and three hints are enough


@dataclass(frozen=True, slots=True)
class SearchedText:
    """A text and its words."""

    text: str
    words: list[fingerprints.Word]

    @classmethod
    def of(cls, text: str) -> SearchedText:
        """Return a text with its words."""
        return cls(text, fingerprints.words(text))

    def positions(self, sought: Sequence[str]) -> list[int]:
        """Return the index of each word at which the sought words begin."""
        wanted = list(sought)
        return [
            index
            for index, word in enumerate(self.words)
            if word.text == wanted[0] and [w.text for w in self.words[index : index + len(wanted)]] == wanted
        ]

    def folded(self, start: int, end: int) -> str:
        """Return a stretch of the text with its white space folded, as a browser shows it."""
        return " ".join(self.text[start:end].split())

    def line(self, index: int) -> int:
        """Return the line of a word, counted from 1."""
        return self.text.count("\n", 0, self.words[index].start) + 1

    def nearest(self, sought: Sequence[str]) -> list[tuple[str, int]]:
        """Return the runs of words that come nearest to the sought ones, each with its line."""
        length = len(sought)
        first_index: dict[str, int] = {}
        for index in range(len(self.words) - length + 1):
            run = " ".join(word.text for word in self.words[index : index + length])
            first_index.setdefault(run, index)
        near = difflib.get_close_matches(" ".join(sought), first_index, n=NEAREST_SHOWN)
        return [(run, self.line(first_index[run])) for run in near]
