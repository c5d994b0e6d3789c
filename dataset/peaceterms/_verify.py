"""Verification and hydration: the passages, looked for in copies of the documents that a user holds.

A passage is proven by the fingerprint of its words, so a copy may differ from the one that was coded in
quotation marks, spaces, line ends, letter case, headers and footers, but not in its words.
"""

from __future__ import annotations

import os
import stat
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import compress, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peaceterms import _release, _sources
from peaceterms.contract import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from os import PathLike

    import polars as pl

    from peaceterms._rows import Rows

NEEDED_COLUMNS = ("passage_id", "source_id", "word_count", "fingerprint", "starts_with", "ends_with")
LONGEST_STRETCH = 3  # a passage three times as long as it should be is another passage, not a changed one
NAMED = 3  # files that a note names, of all that were passed over


def verify(texts: str | PathLike[str]) -> pl.DataFrame:
    """Look for every passage of the release in a folder of texts.

    Args:
        texts: A folder of UTF-8 `.txt` files, copies of the documents under any names, in subfolders and linked
            folders too. Quotation marks, spaces, line ends, letter case, headers and footers may differ from
            what was coded.

    Returns:
        One row per passage: passage_id, source_id, is_found, file, text_start, text_end, and the reason why
        it was not found. Where several texts hold a passage, the file is the one with most of its document.
        Files and folders that cannot be read are passed over: the reasons give their number, and the command
        `peaceterms verify` names the first of them.

    Raises:
        NotADirectoryError: The folder does not exist.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     verify(folder)["reason"].unique().to_list()
        ['the folder holds no .txt files']
    """
    return search(texts, _release.installed().frame("passages")).frame()


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
        NotADirectoryError: The folder does not exist.
        UnknownColumn: The frame has no column that leads to passages.
        UnknownId: No coded row has such an id.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     hydrate("rt-2024-03-13.p01", folder).select("passage_id", "words").row(0)
        ('rt-2024-03-13.p01', None)
    """
    import polars as pl

    carried = _sources.sources(rows)
    carrying = carried["passage_id"].drop_nulls().unique()
    passages = _release.installed().frame("passages").filter(pl.col("passage_id").is_in(carrying.implode()))
    found = search(texts, passages).frame(words=True).select("passage_id", "words", "file", "reason")
    return carried.join(found, on="passage_id", how="left", maintain_order="left")


def search(texts: str | PathLike[str], passages: pl.DataFrame) -> Outcome:
    """Look for passages in every text of a folder, reading each text once.

    Args:
        texts: A folder of UTF-8 `.txt` files.
        passages: Rows of the table `passages`.

    Raises:
        NotADirectoryError: The folder does not exist.
        ValueError: The frame lacks a column, or a cell of it.
    """
    sought = _passages(passages)
    store = _Store(Path(texts))
    outcome = Outcome(sought, store)
    index = _Index.of(sought)
    known = fingerprints.RunTexts()
    for name, text in store.texts():
        _search_text(name, _Text(text, known), index, outcome)
    return outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """A passage as the dataset gives it: enough to recognise it, too little to read it."""

    passage_id: str
    source_id: str
    word_count: int
    fingerprint: str
    first_words: tuple[str, ...]
    last_words: tuple[str, ...]
    text_start: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    file: str
    text_start: int
    text_end: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _NearMiss:
    """A place that begins like a passage; the nearer, the likelier it is the passage with words changed."""

    distance: int
    file: str
    line: int
    difference: str


@dataclass(slots=True)
class Outcome:
    """What a search found, and what it passed over.

    Attributes:
        passages: The passages that were sought.
        store: The folder of texts.
        found: The places of each passage that was found, by its id.
        near_misses: The nearest place of each passage that was not.
    """

    passages: Sequence[_Passage]
    store: _Store
    found: dict[str, list[_Place]] = field(default_factory=lambda: defaultdict(list))
    near_misses: dict[str, _NearMiss] = field(default_factory=dict)

    def frame(self, *, words: bool = False, note: bool = True) -> pl.DataFrame:
        """Return one row per passage.

        Args:
            words: Whether to add the words of the passage as the text has them.
            note: Whether each reason ends with the number of files and folders that were passed over.
        """
        import polars as pl

        chosen = _choose(self.passages, self.found)
        count = len(self.store.passed_over) if note else 0
        aside = f"; files or folders passed over: {count} (`peaceterms verify` names them)" if count else ""
        rows: list[tuple[Any, ...]] = []
        for passage in self.passages:
            place = chosen.get(passage.passage_id)
            known = (passage.passage_id, passage.source_id, place is not None)
            if place is None:
                rows.append((*known, None, None, None, self._reason(passage) + aside, None))
            else:
                rows.append((*known, place.file, place.text_start, place.text_end, None, place.words))
        schema = {
            "passage_id": pl.String,
            "source_id": pl.String,
            "is_found": pl.Boolean,
            "file": pl.String,
            "text_start": pl.Int64,
            "text_end": pl.Int64,
            "reason": pl.String,
            "words": pl.String,
        }
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        return frame if words else frame.drop("words")

    def note(self) -> str:
        """Return what was passed over, with a few names: empty if nothing was."""
        passed_over = self.store.passed_over
        if not passed_over:
            return ""
        named = ", ".join(f"{name} ({why})" for name, why in sorted(passed_over.items())[:NAMED])
        rest = f" and {len(passed_over) - NAMED} more" if len(passed_over) > NAMED else ""
        return f"passed over: {named}{rest}"

    def _reason(self, passage: _Passage) -> str:
        if not self.store.file_count:
            return "the folder holds no .txt files"
        near_miss = self.near_misses.get(passage.passage_id)
        if near_miss is None:
            return f"no text in the folder has its first words ('{' '.join(passage.first_words)}')"
        return f"its first words are in {near_miss.file}, line {near_miss.line}, but {near_miss.difference}"


class _Store:
    """A folder of texts: any `.txt` files in it, below it, and in the folders that links lead to.

    Attributes:
        passed_over: What could not be read, with the reason.
        file_count: How many texts there are, unreadable ones among them.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            message = f"{folder} is not a folder: give the folder that holds copies of the documents as .txt files"
            raise NotADirectoryError(message)
        self._folder = folder
        self.passed_over: dict[str, str] = {}
        self.file_count = 0

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield the name and text of each file that is UTF-8, by name, with every code point as stored."""
        for path in sorted(self._paths(), key=os.fspath):
            self.file_count += 1
            try:
                text = path.read_bytes().decode("utf-8")
            except OSError as error:
                self._pass_over(path, error)
            except UnicodeDecodeError:
                self.passed_over[self._name(path)] = "not UTF-8"
            else:
                yield self._name(path), text

    def _paths(self) -> Iterator[Path]:
        """Yield each text file; each folder is listed once, however many links lead to it."""
        waiting, linked = [self._folder], list[Path]()
        listed = set()
        while waiting or linked:
            folder = (waiting or linked).pop()
            try:
                status = folder.stat()
                if (status.st_dev, status.st_ino) in listed:
                    continue
                listed.add((status.st_dev, status.st_ino))
                entries = [*folder.iterdir()]
            except OSError as error:
                self._pass_over(folder, error)
                continue
            folders = []
            for entry in entries:
                try:
                    mode = entry.stat().st_mode
                except OSError as error:
                    self._pass_over(entry, error)
                    continue
                if stat.S_ISDIR(mode):
                    folders.append(entry)
                elif stat.S_ISREG(mode) and entry.suffix.lower() == ".txt":
                    yield entry
            for entry in sorted(folders):
                (linked if entry.is_symlink() else waiting).append(entry)

    def _pass_over(self, path: Path, error: OSError) -> None:
        self.passed_over[self._name(path)] = (error.strerror or "cannot be read").lower()

    def _name(self, path: Path) -> str:
        r"""Return a path inside the folder; bytes that are not UTF-8 are shown as \xff."""
        name = path.relative_to(self._folder).as_posix()
        return os.fsencode(name).decode("utf-8", errors="backslashreplace")


class _Text:
    """A text cut into words, whose places are worked out only where they are asked for.

    Attributes:
        words: The words, in order.
    """

    def __init__(self, text: str, known: fingerprints.RunTexts) -> None:
        self._text = text
        self.words: list[str] = []
        self._bounds: list[tuple[int, int]] = []
        self._first_words: list[int] = []
        for start, end, words in fingerprints.blocks(text, known):
            self._bounds.append((start, end))
            self._first_words.append(len(self.words))
            self.words += words
        self._latest: tuple[int, list[fingerprints.Word]] = (-1, [])

    def place(self, file: str, first: int, count: int) -> _Place:
        start, end = self._span(first)[0], self._span(first + count - 1)[1]
        return _Place(file=file, text_start=start, text_end=end, words=self._text[start:end])

    def line(self, word: int) -> int:
        return self._text.count("\n", 0, self._span(word)[0]) + 1

    def _span(self, word: int) -> tuple[int, int]:
        block = bisect_right(self._first_words, word) - 1
        start, end = self._bounds[block]
        if self._latest[0] != block:
            self._latest = (block, fingerprints.words(self._text[start:end]))
        found = self._latest[1][word - self._first_words[block]]
        return start + found.start, start + found.end


@dataclass(frozen=True, slots=True)
class _Index:
    """Passages by their first words, and how many first words the passages with a given first word have."""

    passages: Mapping[tuple[str, ...], list[_Passage]]
    lengths: Mapping[str, set[int]]

    @classmethod
    def of(cls, passages: Iterable[_Passage]) -> _Index:
        by_words: dict[tuple[str, ...], list[_Passage]] = defaultdict(list)
        lengths: dict[str, set[int]] = defaultdict(set)
        for passage in passages:
            if passage.first_words:
                by_words[passage.first_words].append(passage)
                lengths[passage.first_words[0]].add(len(passage.first_words))
        return cls(by_words, dict(lengths))


def _search_text(name: str, text: _Text, index: _Index, outcome: Outcome) -> None:
    for first, passage in _beginnings(text.words, index):
        run = text.words[first : first + passage.word_count]
        if _ends_with(run, passage) and fingerprints.of_texts(run) == passage.fingerprint:
            outcome.found[passage.passage_id].append(text.place(name, first, passage.word_count))
        elif passage.passage_id not in outcome.found:
            distance, difference = _difference(text.words, first, passage)
            known = outcome.near_misses.get(passage.passage_id)
            if known is None or distance < known.distance:
                outcome.near_misses[passage.passage_id] = _NearMiss(
                    distance=distance, file=name, line=text.line(first), difference=difference
                )


def _beginnings(words: Sequence[str], index: _Index) -> Iterator[tuple[int, _Passage]]:
    for first in compress(count(), map(index.lengths.__contains__, words)):
        for length in index.lengths[words[first]]:
            for passage in index.passages.get(tuple(words[first : first + length]), ()):
                yield first, passage


def _ends_with(run: Sequence[str], passage: _Passage) -> bool:
    """Return whether a run has the passage's length and last words: cheaper than its fingerprint."""
    last_words = passage.last_words
    return len(run) == passage.word_count > 0 and tuple(run[len(run) - len(last_words) :]) == last_words


def _passages(frame: pl.DataFrame) -> list[_Passage]:
    missing = [column for column in NEEDED_COLUMNS if column not in frame.columns]
    if missing:
        message = f"the frame lacks {', '.join(missing)}: give rows of the table passages"
        raise ValueError(message)
    empty = [column for column in NEEDED_COLUMNS if frame[column].has_nulls()]
    if empty:
        message = f"{', '.join(empty)} has empty cells: a passage without them cannot be verified"
        raise ValueError(message)
    return [
        _Passage(
            passage_id=row["passage_id"],
            source_id=row["source_id"],
            word_count=row["word_count"],
            fingerprint=row["fingerprint"],
            first_words=tuple(word.text for word in fingerprints.words(row["starts_with"])),
            last_words=tuple(word.text for word in fingerprints.words(row["ends_with"])),
            text_start=row.get("text_start"),
        )
        for row in frame.iter_rows(named=True)
    ]


def _choose(passages: Sequence[_Passage], found: Mapping[str, Sequence[_Place]]) -> dict[str, _Place]:
    """Return one place for each passage that was found.

    The words of one document may be quoted in another, and may be there twice in one: the copy of the document
    itself holds most of its passages, and the offset in the dataset shows the nearer place.
    """
    holdings = Counter(
        (passage.source_id, file)
        for passage in passages
        for file in {place.file for place in found.get(passage.passage_id, ())}
    )
    chosen = {}
    for passage in passages:
        places = found.get(passage.passage_id)
        if places:
            chosen[passage.passage_id] = min(
                places,
                key=lambda place: (
                    -holdings[passage.source_id, place.file],
                    place.file,
                    abs(place.text_start - (passage.text_start or 0)),
                ),
            )
    return chosen


def _difference(words: Sequence[str], first: int, passage: _Passage) -> tuple[int, str]:
    length = len(passage.last_words)
    reach = passage.word_count * LONGEST_STRETCH
    following = tuple(words[first : first + reach])
    shortest = max(length, len(passage.first_words))
    counts = [
        end
        for end in range(shortest, len(following) + 1)
        if following[end - 1 : end] == passage.last_words[-1:] and following[end - length : end] == passage.last_words
    ]
    if not counts:
        return reach, "its last words do not follow"
    nearest = min(counts, key=lambda end: abs(end - passage.word_count))
    if nearest == passage.word_count:
        return 0, "a word between its first and last words differs"
    difference = (
        f"there are {nearest} words up to its last words, not {passage.word_count}: words were added or left out"
    )
    return abs(nearest - passage.word_count), difference
