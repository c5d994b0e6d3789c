"""Verification: every passage of the dataset, looked for in any copies of the documents.

A passage is proven by the fingerprint of its words, so a copy may differ from the one that was coded in
quotation marks, spaces, line ends, letter case, headers and footers; in its words it may not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peaceterms.contract import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from peaceterms.contract.fingerprints import Word

NEEDED_COLUMNS = ("passage_id", "source_id", "word_count", "fingerprint", "starts_with", "ends_with")
LONGEST_STRETCH = 3  # a passage thrice as long as it should be is another passage, not a changed one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """A passage as the dataset gives it: enough to know it, too little to read it."""

    passage_id: str
    source_id: str
    word_count: int
    fingerprint: str
    first_words: tuple[str, ...]
    last_words: tuple[str, ...]
    text_start: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a passage stands."""

    file: str
    text_start: int
    text_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _NearMiss:
    """A place that begins like a passage; the nearer, the likelier it is the passage with words changed."""

    distance: int
    file: str
    line: int
    told: str


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
        return cls(by_words, lengths)


@dataclass(frozen=True, slots=True)
class _Store:
    """A folder of texts: any `.txt` files in it and below it."""

    folder: Path
    paths: Mapping[str, Path]

    @classmethod
    def open(cls, folder: Path) -> _Store:
        if not folder.is_dir():
            message = f"{folder} is no folder: give the folder that holds copies of the documents as .txt files"
            raise NotADirectoryError(message)
        found = sorted(path for path in folder.rglob("*.txt") if path.is_file())
        return cls(folder, {path.relative_to(folder).as_posix(): path for path in found})

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield the name and text of each file that is UTF-8."""
        for name in self.paths:
            text = self.text(name)
            if text is not None:
                yield name, text

    def text(self, name: str) -> str | None:
        """Return a text with every code point as stored, which offsets count; None if it is not UTF-8."""
        try:
            return self.paths[name].read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            return None

    def unreadable(self) -> list[str]:
        """Return the names of the files that are not UTF-8."""
        return [name for name in self.paths if self.text(name) is None]


def verify(texts: Path, passages: pl.DataFrame) -> pl.DataFrame:
    """Look for every passage in every text of a folder.

    Args:
        texts: A folder of UTF-8 `.txt` files: any copies of the documents.
        passages: Rows of the table `passages`.

    Returns:
        One row per passage: passage_id, source_id, is_found, file, text_start, text_end, and the reason why
        it was not found. Where several texts hold a passage, the one with most of its document is named.

    Raises:
        NotADirectoryError: There is no such folder.
        ValueError: The frame lacks a column, or a cell of it.
    """
    return _outcome(_Store.open(texts), passages)


def passage_words(texts: Path, passages: pl.DataFrame) -> pl.DataFrame:
    """Look for every passage in every text of a folder, and add the words of those found.

    Args:
        texts: A folder of UTF-8 `.txt` files: any copies of the documents.
        passages: Rows of the table `passages`.

    Returns:
        The rows of `verify` with a column `words`: the passage as the text has it, null where not found.

    Raises:
        NotADirectoryError: There is no such folder.
        ValueError: The frame lacks a column, or a cell of it.
    """
    import polars as pl

    store = _Store.open(texts)
    outcome = _outcome(store, passages)
    found = outcome.filter(pl.col("is_found"))
    words: dict[str, str] = {}
    for file in found["file"].unique(maintain_order=True):
        text = store.text(file) or ""
        places = found.filter(pl.col("file") == file).select("passage_id", "text_start", "text_end")
        words |= {passage_id: text[start:end] for passage_id, start, end in places.iter_rows()}
    in_order = [words.get(passage_id) for passage_id in outcome["passage_id"]]
    return outcome.with_columns(pl.Series("words", in_order, dtype=pl.String))


def _outcome(store: _Store, frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    passages = _passages(frame)
    places = _choose(passages, _search(store, passages))
    lost = [passage for passage in passages if passage.passage_id not in places]
    reasons = _reasons(store, lost) if lost else {}
    rows = [_row(passage, places.get(passage.passage_id), reasons) for passage in passages]
    schema = {
        "passage_id": pl.String,
        "source_id": pl.String,
        "is_found": pl.Boolean,
        "file": pl.String,
        "text_start": pl.Int64,
        "text_end": pl.Int64,
        "reason": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _row(passage: _Passage, place: _Place | None, reasons: Mapping[str, str]) -> tuple[Any, ...]:
    known = (passage.passage_id, passage.source_id)
    if place is None:
        return (*known, False, None, None, None, reasons[passage.passage_id])
    return (*known, True, place.file, place.text_start, place.text_end, None)


def _passages(frame: pl.DataFrame) -> list[_Passage]:
    """Return the passages of a frame."""
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


def _search(store: _Store, passages: Sequence[_Passage]) -> dict[str, list[_Place]]:
    """Return every place of every passage, one text after the other: only one is held at a time."""
    index = _Index.of(passages)
    found: dict[str, list[_Place]] = defaultdict(list)
    for name, text in store.texts():
        words = fingerprints.words(text)
        for first, candidates in _beginnings(words, index):
            for passage in candidates:
                run = words[first : first + passage.word_count]
                if _ends_with(run, passage) and fingerprints.of(run) == passage.fingerprint:
                    place = _Place(file=name, text_start=run[0].start, text_end=run[-1].end)
                    found[passage.passage_id].append(place)
    return found


def _beginnings(words: Sequence[Word], index: _Index) -> Iterator[tuple[int, list[_Passage]]]:
    """Yield each place in the words at which passages begin as they should, with those passages."""
    for first, word in enumerate(words):
        for length in index.lengths.get(word.text, ()):
            passages = index.passages.get(_texts(words[first : first + length]))
            if passages:
                yield first, passages


def _ends_with(run: Sequence[Word], passage: _Passage) -> bool:
    """Return whether a run has the passage's length and last words: cheaper than its fingerprint."""
    last_words = passage.last_words
    return len(run) == passage.word_count > 0 and _texts(run[len(run) - len(last_words) :]) == last_words


def _texts(words: Iterable[Word]) -> tuple[str, ...]:
    return tuple(word.text for word in words)


def _choose(passages: Iterable[_Passage], found: Mapping[str, Sequence[_Place]]) -> dict[str, _Place]:
    """Return one place for each passage that was found.

    Words of one document may be quoted in another, and stand twice in one: the copy of the document itself
    holds most of its passages, and the offset that the dataset gives tells the nearer place.
    """
    passages = list(passages)
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


def _reasons(store: _Store, lost: Sequence[_Passage]) -> dict[str, str]:
    """Return why each of the lost passages was not found."""
    if not store.paths:
        return {passage.passage_id: "the folder holds no .txt files" for passage in lost}
    unreadable = store.unreadable()
    aside = f"; not UTF-8 and passed over: {', '.join(unreadable)}" if unreadable else ""
    nearest = _nearest(store, lost)
    return {passage.passage_id: _reason(passage, nearest.get(passage.passage_id)) + aside for passage in lost}


def _reason(passage: _Passage, near_miss: _NearMiss | None) -> str:
    if near_miss is None:
        return f"no text in the folder holds its first words ('{' '.join(passage.first_words)}')"
    return f"its first words stand in {near_miss.file}, line {near_miss.line}, but {near_miss.told}"


def _nearest(store: _Store, lost: Sequence[_Passage]) -> dict[str, _NearMiss]:
    """Return, for each lost passage whose first words stand in a text, the place that comes nearest."""
    index = _Index.of(lost)
    nearest: dict[str, _NearMiss] = {}
    for name, text in store.texts():
        words = fingerprints.words(text)
        for first, candidates in _beginnings(words, index):
            for passage in candidates:
                distance, told = _difference(words, first, passage)
                known = nearest.get(passage.passage_id)
                if known is None or distance < known.distance:
                    line = text.count("\n", 0, words[first].start) + 1
                    near_miss = _NearMiss(distance=distance, file=name, line=line, told=told)
                    nearest[passage.passage_id] = near_miss
    return nearest


def _difference(words: Sequence[Word], first: int, passage: _Passage) -> tuple[int, str]:
    """Return how far the words from a place on are from a passage, in words, and what tells them apart."""
    length = len(passage.last_words)
    reach = passage.word_count * LONGEST_STRETCH
    following = _texts(words[first : first + reach])
    counts = [
        count
        for count in range(max(length, len(passage.first_words)), len(following) + 1)
        if following[count - length : count] == passage.last_words
    ]
    if not counts:
        return reach, "its last words do not follow"
    count = min(counts, key=lambda count: abs(count - passage.word_count))
    if count == passage.word_count:
        return 0, "a word between its first and last words differs"
    told = f"the run to its last words has {count} words, not {passage.word_count}: words were added or left out"
    return abs(count - passage.word_count), told
