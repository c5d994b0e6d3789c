"""Faults: every kind of single slip that an editor, a program or a disk makes, seeded one at a time.

A kind is a function from a file and a source of chance to one change of that file, or to None where the
file has no place for it. `AREAS` lists which kinds are seeded in which files, and how often.
"""

from __future__ import annotations

import random
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from mutation import sources
from mutation.sources import RELEASE, Pools, Scalar, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

ATTEMPTS = 40  # how often a kind looks for a place before an area is taken to have none left
LOOKALIKES = dict(zip("aceiopxyABCEHKMOPTX", "асеіорхуАВСЕНКМОРТХ", strict=True))
INVISIBLE = ("\u200b", "\u00ad", "\u202e", "\ufeff", "\u00a0", "\x00", "\u2028", "\t")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
HEX = re.compile(r"[0-9a-f]{16,64}")
PROSE_KEYS = ("summary", "note")
YAML_TRICKS = (
    "&anchor x", "*anchor", "!!str x", "!!python/object/apply:os.system [id]", "{}", "[]", "[[[[", "12:30",
    "0x1F", "1e3", "NO", "1_000", "{<<: x}", "99999999999999999999", "? x",
)  # fmt: skip
UNSAFE_PATHS = (
    "../../secret.csv",
    "/etc/passwd",
    "file:///etc/passwd",
    "csv\\\\actors.csv",
    "https://example.org/x.csv",
    "",
)
WORDS_OF_BIAS = ("allegedly", "so-called", "supposedly")  # contested_wording.yaml has the first of each


@dataclass(frozen=True, slots=True)
class Change:
    """A run of characters or bytes put in the place of another; or the file's new name, or its end."""

    start: int = 0
    end: int = 0
    new: str | bytes = ""
    moved_to: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeededFault:
    """One change to one file of a repository.

    Attributes:
        area: What kind of file it is.
        kind: What kind of slip it is.
        is_always_wrong: Whether no change of this kind is another valid coding.
        file: The file.
        start: The first byte that is replaced.
        end: The byte after the last one that is replaced.
        new: The bytes in their place.
        line: The line of the first byte.
        moved_to: The file's new name, where it is renamed.
        is_gone: Whether the file is deleted.
    """

    area: str
    kind: str
    is_always_wrong: bool
    file: str
    start: int
    end: int
    new: bytes
    line: int
    moved_to: str
    is_gone: bool

    def applied(self, content: bytes) -> bytes:
        """Return the content with the fault in it."""
        return content[: self.start] + self.new + content[self.end :]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of slip.

    Attributes:
        seed: The function that makes one; its name is the kind's.
        may_be_valid: Whether it can make another valid coding: one code, date, figure or wording for another.
    """

    seed: Callable[[Source, random.Random], Change | None]
    may_be_valid: bool = False

    @property
    def name(self) -> str:
        """Return the kind's name in words."""
        return self.seed.__name__.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Area:
    """Files of one sort, the kinds of slip that happen in them, and how many of each kind are seeded."""

    name: str
    patterns: tuple[str, ...]
    kinds: tuple[Kind, ...]
    of_each: int


def seeded(root: Path, pools: Pools, seed: int) -> Iterator[SeededFault]:
    """Yield the faults of every area, each once; the same seed and files give the same faults."""
    for area in AREAS:
        files = sources.read(root, area.patterns, pools)
        for kind in area.kinds:
            chance = random.Random(f"{seed} {area.name} {kind.name}")  # chance, not secrecy
            yield from _of_kind(area, kind, files, chance)


def _of_kind(area: Area, kind: Kind, files: Sequence[Source], chance: random.Random) -> Iterator[SeededFault]:
    """Yield different faults of one kind; long files have more of them than short ones."""
    weights = [len(file.content) for file in files]
    seen: set[tuple[str, Change]] = set()
    for _ in range(area.of_each * ATTEMPTS if files else 0):
        if len(seen) == area.of_each:
            return
        (source,) = chance.choices(files, weights)
        change = kind.seed(source, chance)
        if change is not None and (source.file, change) not in seen:
            seen.add((source.file, change))
            yield _fault(area, kind, source, change)


def _fault(area: Area, kind: Kind, source: Source, change: Change) -> SeededFault:
    """Return the change as a fault of the file's bytes."""
    start, end, new = change.start, change.end, change.new
    if isinstance(new, str):
        start, end = (len(source.text[:place].encode()) for place in (start, end))
        new = new.encode()
    return SeededFault(
        area=area.name,
        kind=kind.name,
        is_always_wrong=not kind.may_be_valid,
        file=source.file,
        start=start,
        end=end,
        new=new,
        line=source.content.count(b"\n", 0, start) + 1,
        moved_to=change.moved_to,
        is_gone=change.is_gone,
    )


# --- Characters of any text file ---


def swapped_characters(source: Source, chance: random.Random) -> Change | None:
    """Two neighbouring characters change places."""
    place = chance.randrange(len(source.text) - 1)
    pair = source.text[place : place + 2]
    return Change(place, place + 2, pair[::-1]) if pair[0] != pair[1] else None


def lost_character(source: Source, chance: random.Random) -> Change:
    """A character is lost."""
    place = chance.randrange(len(source.text))
    return Change(place, place + 1)


def look_alike_letter(source: Source, chance: random.Random) -> Change | None:
    """A letter gives way to one of another alphabet that looks the same."""
    return _in_a_scalar(source, chance, lambda letter: LOOKALIKES.get(letter, ""))


def invisible_character(source: Source, chance: random.Random) -> Change:
    """A character that no editor shows creeps into a key or value."""
    scalar = chance.choice(source.scalars)
    place = chance.randint(scalar.start, scalar.end)
    return Change(place, place, chance.choice(INVISIBLE))


def lost_line(source: Source, chance: random.Random) -> Change:
    """A line is lost."""
    return Change(*chance.choice(source.lines))


def doubled_line(source: Source, chance: random.Random) -> Change:
    """A line is doubled."""
    start, end = chance.choice(source.lines)
    return Change(end, end, source.text[start:end])


def other_encoding(source: Source, chance: random.Random) -> Change | None:
    """The file is saved in another encoding, with a byte order mark, or with other line ends."""
    forms = [
        source.text.encode("utf-16"),
        source.text.encode("utf-8-sig"),
        source.text.replace("\n", "\r\n").encode(),
        source.text.replace("\n", "\r").encode(),
    ]
    for encoding in ("cp1251", "latin-1"):
        with suppress(UnicodeEncodeError):
            forms.append(source.text.encode(encoding))
    new = chance.choice(forms)
    return Change(0, len(source.content), new) if new != source.content else None


def cut_short(source: Source, chance: random.Random) -> Change:
    """The end of the file is lost, as when a disk is full."""
    return Change(chance.randrange(1, len(source.content)), len(source.content), b"")


def file_lost(_source: Source, _chance: random.Random) -> Change:
    """The file is deleted."""
    return Change(new=b"", is_gone=True)


def file_renamed(source: Source, chance: random.Random) -> Change:
    """The file has another name, or is in another folder."""
    path = PurePosixPath(source.file)
    names = (f"{path.stem}-copy{path.suffix}", path.name.upper(), f"{path.stem}{path.suffix}.bak")
    return Change(new=b"", moved_to=str(path.with_name(chance.choice(names))))


# --- Keys and values of YAML and JSON ---


def misspelt_key(source: Source, chance: random.Random) -> Change | None:
    """A key is misspelt."""
    keys = [scalar for scalar in source.scalars if scalar.is_key and len(scalar.value) > 2]
    return _misspelt(chance.choice(keys), source, chance) if keys else None


def misspelt_value(source: Source, chance: random.Random) -> Change | None:
    """A word of a value is misspelt."""
    values = _values(source, lambda scalar: any(map(str.isalpha, scalar.value)))
    return _misspelt(chance.choice(values), source, chance) if values else None


def another_number(source: Source, chance: random.Random) -> Change | None:
    """A number is another one."""
    values = _values(source, lambda scalar: NUMBER.fullmatch(scalar.value))
    if not values:
        return None
    scalar = chance.choice(values)
    return _written(scalar, source, str(int(float(scalar.value)) + chance.choice((-3, -1, 1, 10, 1000))))


def flipped_boolean(source: Source, chance: random.Random) -> Change | None:
    """True is false, or false is true."""
    values = _values(source, lambda scalar: scalar.value in ("true", "false"))
    if not values:
        return None
    scalar = chance.choice(values)
    return _written(scalar, source, "false" if scalar.value == "true" else "true")


def misspelt_code(source: Source, chance: random.Random) -> Change | None:
    """A code is misspelt, or written in capitals."""
    values = _values(source, source.other_codes)
    if not values:
        return None
    scalar = chance.choice(values)
    if chance.random() < 1 / 3:
        return _written(scalar, source, scalar.value.capitalize())
    return _misspelt(scalar, source, chance)


def another_code(source: Source, chance: random.Random) -> Change | None:
    """Another code of the vocabulary takes its place."""
    values = _values(source, source.other_codes)
    if not values:
        return None
    scalar = chance.choice(values)
    return _written(scalar, source, chance.choice(source.other_codes(scalar)))


def impossible_date(source: Source, chance: random.Random) -> Change | None:
    """A day that no calendar has, a time of day, or the order of another country."""
    return _redated(
        source,
        chance,
        ("{y}-02-30", "{y}-13-01", "{y}-{m}-{d}T12:00", "{d}.{m}.{y}", "0{y}-{m}-{d}", "{y}-{m}-0"),
    )


def another_date(source: Source, chance: random.Random) -> Change | None:
    """Another day, month or year."""
    return _redated(
        source,
        chance,
        (
            "{y}-{m}-01",
            "{y}-{m}-28",
            "{y}-01-{d}",
            "2014-{m}-{d}",
            "2023-{m}-{d}",
            "1899-{m}-{d}",
            "2999-{m}-{d}",
        ),
    )


def misspelt_reference(source: Source, chance: random.Random) -> Change | None:
    """The id of another row is misspelt."""
    values = _values(source, lambda scalar: source.pools.other_references(_id(scalar)))
    return _misspelt(chance.choice(values), source, chance, within=len(_id(values[0]))) if values else None


def another_reference(source: Source, chance: random.Random) -> Change | None:
    """The id of another row of the same table takes its place."""
    values = _values(source, lambda scalar: source.pools.other_references(_id(scalar)))
    if not values:
        return None
    scalar = chance.choice(values)
    other = chance.choice(source.pools.other_references(_id(scalar)))
    return _written(scalar, source, scalar.value.replace(_id(scalar), other, 1))


def changed_anchor_word(source: Source, chance: random.Random) -> Change | None:
    """A first, last or quoted word of a passage is another one, or is lost."""
    verbatim = ("starts_with", "ends_with", "key_phrase", "place_as_named")
    values = _values(source, lambda scalar: scalar.key in verbatim and " " in scalar.value)
    if not values:
        return None
    scalar = chance.choice(values)
    words = scalar.value.split(" ")
    place = chance.randrange(len(words))
    words[place : place + 1] = chance.choice(([], ["another"], [words[place], words[place]]))
    return _written(scalar, source, " ".join(words))


def doubled_key(source: Source, chance: random.Random) -> Change | None:
    """A key occurs twice in its mapping, with another value."""
    lines = [span for span in source.lines if re.match(r" *[\w.-]+: \S", source.text[slice(*span)])]
    if not lines:
        return None
    start, end = chance.choice(lines)
    line = source.text[start:end]
    if line.rstrip().endswith((">-", ">", "|", ",")):
        return None
    return Change(start, start, f"{line.partition(':')[0]}: something\n")


def shifted_indent(source: Source, chance: random.Random) -> Change | None:
    """A line is further to the right, or to the left."""
    start, end = chance.choice(source.lines)
    spaces = len(source.text[start:end]) - len(source.text[start:end].lstrip(" "))
    if chance.random() < 1 / 2 and spaces:
        return Change(start, start + chance.randint(1, min(2, spaces)))
    return Change(start, start, " " * chance.randint(1, 2))


def lost_quotation_mark(source: Source, chance: random.Random) -> Change | None:
    """A quotation mark is lost."""
    places = [match.start() for match in re.finditer(r"""(?<!\w)["']|["'](?!\w)""", source.text)]
    if not places:
        return None
    place = chance.choice(places)
    return Change(place, place + 1)


def yaml_trick(source: Source, chance: random.Random) -> Change | None:
    """A value is an alias, a tag, a number in disguise, or what YAML takes for something else."""
    values = _values(source, lambda _: True)
    return _written(chance.choice(values), source, chance.choice(YAML_TRICKS), quoted=False)


def formula(source: Source, chance: random.Random) -> Change | None:
    """A text begins as a formula of a spreadsheet."""
    return _opened(source, chance, ("=", "+", "@", "-1+", "=HYPERLINK(1)&"))


def markup(source: Source, chance: random.Random) -> Change | None:
    """A text holds markup."""
    return _opened(source, chance, ("<b>", "<script>", "x <"))


def overlong_text(source: Source, chance: random.Random) -> Change | None:
    """A text is longer than any column allows."""
    return _opened(source, chance, ("word " * 300,))


def contested_wording(source: Source, chance: random.Random) -> Change | None:
    """Our prose takes a side."""
    prose = _values(source, lambda scalar: scalar.key in PROSE_KEYS and " " in scalar.value)
    if not prose:
        return None
    scalar = chance.choice(prose)
    return _written(scalar, source, scalar.value.replace(" ", f" {chance.choice(WORDS_OF_BIAS)} ", 1))


def copied_sentence(source: Source, chance: random.Random) -> Change | None:
    """Our prose repeats nine words of a document."""
    prose = _values(source, lambda scalar: scalar.key in PROSE_KEYS)
    if not prose or not source.pools.copied:
        return None
    return _written(chance.choice(prose), source, chance.choice(source.pools.copied))


# --- Locks and fingerprints ---


def changed_digest(source: Source, chance: random.Random) -> Change | None:
    """A digit of a hash is another one."""
    digests = list(HEX.finditer(source.text))
    if not digests:
        return None
    place = chance.randrange(*chance.choice(digests).span())
    return Change(
        place,
        place + 1,
        chance.choice([digit for digit in "0123456789abcdef" if digit != source.text[place]]),
    )


# --- Tables as CSV ---


def another_cell(source: Source, chance: random.Random) -> Change | None:
    """The cell of another row of the column takes its place."""
    rows = source.cells[1:]
    if not rows:
        return None
    column = chance.randrange(len(rows[0]))
    cell, other = (chance.choice(rows)[column] for _ in range(2))
    return _recelled(source, cell, source.text[slice(*other)])


def emptied_cell(source: Source, chance: random.Random) -> Change | None:
    """A cell is empty."""
    return _changed_cell(source, chance, lambda _: "")


def misspelt_cell(source: Source, chance: random.Random) -> Change | None:
    """A letter or digit of a cell is another one."""
    return _changed_cell(source, chance, lambda text: _respelt(text, chance))


def look_alike_in_a_cell(source: Source, chance: random.Random) -> Change | None:
    """A letter of a cell gives way to one of another alphabet that looks the same."""
    return _changed_cell(source, chance, lambda text: "".join(LOOKALIKES.get(letter, letter) for letter in text))


def invisible_in_a_cell(source: Source, chance: random.Random) -> Change | None:
    """A character that no editor shows creeps into a cell."""
    return _changed_cell(source, chance, lambda text: text[:1] + chance.choice(INVISIBLE) + text[1:])


def space_in_a_cell(source: Source, chance: random.Random) -> Change | None:
    """A cell begins or ends with a space."""
    return _changed_cell(source, chance, lambda text: chance.choice((f" {text}", f"{text} ")))


def formula_in_a_cell(source: Source, chance: random.Random) -> Change | None:
    """A cell begins as a formula."""
    return _changed_cell(source, chance, lambda text: f"={text}")


def null_in_words(source: Source, chance: random.Random) -> Change | None:
    """A program writes that a value is missing."""
    return _changed_cell(source, chance, lambda _: chance.choice(("NA", "NaN", "None", "null", "-88")))


def number_of_a_spreadsheet(source: Source, chance: random.Random) -> Change | None:
    """A spreadsheet writes a figure its own way."""
    return _changed_cell(
        source,
        chance,
        lambda text: f"{text}.0" if text.isdigit() else text.title() if text in ("true", "false") else "",
    )


def day_of_a_spreadsheet(source: Source, chance: random.Random) -> Change | None:
    """A spreadsheet writes a day its own way."""
    return _changed_cell(
        source, chance, lambda text: "/".join(reversed(text.split("-"))) if DATE.fullmatch(text) else text
    )


def header_changed(source: Source, chance: random.Random) -> Change | None:
    """A column name is misspelt, in capitals, or has a space."""
    start, end = chance.choice(source.cells[0])
    name = source.text[start:end]
    return Change(start, end, chance.choice((_respelt(name, chance), name.upper(), f" {name}", f"{name} ", "")))


def columns_swapped(source: Source, chance: random.Random) -> Change | None:
    """Two column names change places, their cells do not."""
    place = chance.randrange(len(source.cells[0]) - 1)
    (start, _), (_, end) = source.cells[0][place : place + 2]
    return Change(start, end, ",".join(reversed(source.text[start:end].split(","))))


def row_lost(source: Source, chance: random.Random) -> Change | None:
    """A row is lost."""
    return Change(*chance.choice(source.lines[1:])) if len(source.lines) > 1 else None


def row_doubled(source: Source, chance: random.Random) -> Change | None:
    """A row occurs twice."""
    if len(source.lines) == 1:
        return None
    start, end = chance.choice(source.lines[1:])
    return Change(end, end, source.text[start:end])


def rows_swapped(source: Source, chance: random.Random) -> Change | None:
    """Two rows change places."""
    rows = source.lines[1:]
    if len(rows) < 2:
        return None
    place = chance.randrange(len(rows) - 1)
    (start, middle), (_, end) = rows[place : place + 2]
    return Change(start, end, source.text[middle:end] + source.text[start:middle])


def row_ragged(source: Source, chance: random.Random) -> Change | None:
    """A row has a cell too many, or one too few."""
    commas = [match.start() for match in re.finditer(",", source.text)]
    place = chance.choice(commas)
    return Change(place, place + 1, chance.choice((",,", "")))


def other_delimiter(source: Source, chance: random.Random) -> Change:
    """The cells are separated by another sign."""
    return Change(0, len(source.content), source.text.replace(",", chance.choice(";\t|")).encode())


# --- Bytes ---


def flipped_byte(source: Source, chance: random.Random) -> Change:
    """One byte is another one."""
    place = chance.randrange(len(source.content))
    return Change(place, place + 1, bytes([source.content[place] ^ chance.randrange(1, 256)]))


def lost_byte(source: Source, chance: random.Random) -> Change:
    """One byte is lost."""
    place = chance.randrange(len(source.content))
    return Change(place, place + 1, b"")


def appended_bytes(source: Source, chance: random.Random) -> Change:
    """Something follows the end."""
    end = len(source.content)
    return Change(end, end, chance.randbytes(chance.randint(1, 100)))


# --- The descriptor and the checksums ---


def unsafe_path(source: Source, chance: random.Random) -> Change | None:
    """A path leads out of the release."""
    paths = _values(source, lambda scalar: scalar.key in ("path", "parquet") and "/" in scalar.value)
    scalar = chance.choice(paths)
    return Change(scalar.start, scalar.end, f'"{chance.choice(UNSAFE_PATHS)}"')


def another_path(source: Source, chance: random.Random) -> Change | None:
    """A path leads to the file of another table."""
    paths = _values(
        source,
        lambda scalar: scalar.key in ("path", "parquet") and scalar.value.startswith(("csv/", "parquet/")),
    )
    scalar, other = chance.sample(paths, 2)
    return Change(scalar.start, scalar.end, source.text[other.start : other.end])


def another_type(source: Source, chance: random.Random) -> Change | None:
    """A value is of another type."""
    values = _values(source, lambda _: True)
    scalar = chance.choice(values)
    return Change(scalar.start, scalar.end, chance.choice(("null", "7", "[]", "{}", "true", '""', "NaN", '"\\ud800"')))


def broken_pattern(source: Source, chance: random.Random) -> Change | None:
    """A pattern is not a regular expression."""
    patterns = _values(source, lambda scalar: scalar.key == "pattern")
    scalar = chance.choice(patterns)
    place = scalar.start + 1  # after the quotation mark, where neither sign can mean anything
    return Change(place, place, chance.choice("(*"))


def listed_file_misnamed(source: Source, chance: random.Random) -> Change:
    """The list of checksums misnames a file, or parts name and sum otherwise."""
    start, end = chance.choice(source.lines)
    line = source.text[start:end]
    misnamed = (line.replace("  ", " ", 1), line.replace("csv", "cvs"), line.upper())
    return Change(start, end, chance.choice([other for other in misnamed if other != line]))


# --- What the kinds share ---


def _values(source: Source, fits: Callable[[Scalar], object]) -> list[Scalar]:
    """Return the values that fit."""
    return [scalar for scalar in source.scalars if not scalar.is_key and scalar.value and fits(scalar)]


def _id(scalar: Scalar) -> str:
    """Return the id at the head of a value: of the evidence `news.p01 weakens` that is `news.p01`."""
    return scalar.value.partition(" ")[0]


def _written(scalar: Scalar, source: Source, value: str, *, quoted: bool = True) -> Change | None:
    """Return the value in the scalar's place, in quotation marks where the scalar has them."""
    mark = source.text[scalar.start]
    new = f"{mark}{value}{mark}" if quoted and mark in "\"'" else value
    return Change(scalar.start, scalar.end, new) if new != source.text[scalar.start : scalar.end] else None


def _misspelt(scalar: Scalar, source: Source, chance: random.Random, within: int | None = None) -> Change | None:
    """Return the scalar with one of its characters lost, doubled or another."""
    return _written(
        scalar, source, _respelt(scalar.value[:within], chance) + scalar.value[len(scalar.value[:within]) :]
    )


def _respelt(text: str, chance: random.Random) -> str:
    """Return the text with one letter or digit lost, doubled or another."""
    places = [place for place, character in enumerate(text) if character.isalnum()]
    if not places:
        return text
    place = chance.choice(places)
    letter = text[place]
    others = "0123456789" if letter.isdigit() else "abcdefghijklmnopqrstuvwxyz"
    new = chance.choice(("", letter * 2, chance.choice(others.replace(letter, ""))))
    return text[:place] + new + text[place + 1 :]


def _in_a_scalar(source: Source, chance: random.Random, new: Callable[[str], str]) -> Change | None:
    """Return a change of one character of a key or value."""
    scalar = chance.choice(source.scalars)
    place = chance.randrange(scalar.start, max(scalar.end, scalar.start + 1))
    letter = new(source.text[place])
    return Change(place, place + 1, letter) if letter else None


def _redated(source: Source, chance: random.Random, forms: Sequence[str]) -> Change | None:
    """Return a day in another form."""
    days = list(DATE.finditer(source.text))
    if not days:
        return None
    day = chance.choice(days)
    year, month, date = day.group().split("-")
    new = chance.choice(forms).format(y=year, m=month, d=date)
    return Change(*day.span(), new) if new != day.group() else None


def _opened(source: Source, chance: random.Random, openings: Sequence[str]) -> Change | None:
    """Return a text with something before it, in quotation marks so that YAML takes it for text."""
    texts = _values(source, lambda scalar: " " in scalar.value and '"' not in scalar.value and "\\" not in scalar.value)
    if not texts:
        return None
    scalar = chance.choice(texts)
    return Change(scalar.start, scalar.end, f'"{chance.choice(openings)}{scalar.value}"')


def _changed_cell(source: Source, chance: random.Random, new: Callable[[str], str]) -> Change | None:
    """Return a change of one cell that is not empty."""
    rows = source.cells[1:]
    if not rows:
        return None
    cell = chance.choice(chance.choice(rows))
    text = source.text[slice(*cell)]
    if text.startswith('"'):
        return _recelled(source, cell, f'"{new(text[1:-1])}"')
    return _recelled(source, cell, new(text)) if text else None


def _recelled(source: Source, cell: tuple[int, int], new: str) -> Change | None:
    """Return the text in the cell's place."""
    return Change(*cell, new) if new != source.text[slice(*cell)] else None


CHARACTERS = (
    Kind(swapped_characters, may_be_valid=True),
    Kind(lost_character, may_be_valid=True),
    Kind(look_alike_letter),
    Kind(invisible_character),
    Kind(lost_line, may_be_valid=True),
    Kind(doubled_line, may_be_valid=True),
    Kind(other_encoding),
    Kind(cut_short, may_be_valid=True),  # where a line happens to end
)
KEYS_AND_VALUES = (
    Kind(misspelt_key),
    Kind(misspelt_value, may_be_valid=True),
    Kind(another_number, may_be_valid=True),
    Kind(flipped_boolean, may_be_valid=True),
    Kind(misspelt_code),
    Kind(another_code, may_be_valid=True),
    Kind(doubled_key),
    Kind(shifted_indent),
    Kind(lost_quotation_mark, may_be_valid=True),
    Kind(yaml_trick, may_be_valid=True),
    Kind(file_lost),
    Kind(file_renamed),
)
# An example or an id in a schema is another one when it is misspelt; a code that is in use is missed.
SCHEMAS = (
    *CHARACTERS,
    *(kind for kind in KEYS_AND_VALUES if kind.seed is not misspelt_code),
    Kind(misspelt_code, may_be_valid=True),
)
DATES_AND_REFERENCES = (
    Kind(impossible_date),
    Kind(another_date, may_be_valid=True),
    Kind(misspelt_reference),
    Kind(another_reference, may_be_valid=True),
)
TEXTS = (Kind(formula), Kind(markup), Kind(overlong_text), Kind(contested_wording), Kind(copied_sentence))
CARDS = (*CHARACTERS, *KEYS_AND_VALUES, *DATES_AND_REFERENCES)
LOCKS = (
    *(Kind(kind.seed) for kind in CHARACTERS),
    *map(Kind, (misspelt_key, another_number, changed_anchor_word, changed_digest, file_lost)),
)
FINGERPRINTS = tuple(map(Kind, (changed_digest, lost_line, doubled_line, cut_short)))
CELLS = tuple(map(Kind, (
    another_cell, emptied_cell, misspelt_cell, look_alike_in_a_cell, invisible_in_a_cell, space_in_a_cell,
    formula_in_a_cell, null_in_words, number_of_a_spreadsheet, day_of_a_spreadsheet, header_changed,
    columns_swapped, row_lost, row_doubled, rows_swapped, row_ragged, other_delimiter, other_encoding,
    flipped_byte, lost_byte, cut_short, file_lost,
)))  # fmt: skip
BYTES = tuple(map(Kind, (flipped_byte, lost_byte, cut_short, appended_bytes, file_lost)))
DESCRIPTOR = (
    *(kind for kind in CHARACTERS if kind.seed is not cut_short),
    *map(Kind, (cut_short, unsafe_path, another_path, broken_pattern, file_lost)),
    *(Kind(seed, may_be_valid=True) for seed in (misspelt_key, misspelt_value, misspelt_code, another_code)),
    *(Kind(seed, may_be_valid=True) for seed in (another_number, flipped_boolean, another_type)),
)
CHECKSUMS = tuple(map(Kind, (
    changed_digest, listed_file_misnamed, lost_line, doubled_line, swapped_characters, cut_short, file_lost,
)))  # fmt: skip

SCHEMA_FILES = ("schemas/tables/*.yaml", "schemas/vocabularies/*.yaml", "schemas/*.yaml")
LOCK_FILES = ("corpus/documents/*/*.lock", "corpus/codings/*/*.lock")
AREAS = (
    Area("document cards", ("corpus/documents/*/*.yaml",), (*CARDS, Kind(changed_anchor_word), *TEXTS), 11),
    Area("statement cards", ("corpus/statements/*/*.yaml",), (*CARDS, Kind(changed_anchor_word), *TEXTS), 20),
    Area("raw codings", ("corpus/codings/*/*.yaml",), (*CARDS, Kind(changed_anchor_word)), 5),
    Area("registers", ("corpus/registers/*.yaml",), (*CARDS, *TEXTS), 11),
    Area("schemas", SCHEMA_FILES, SCHEMAS, 13),
    Area("locks", LOCK_FILES, LOCKS, 14),
    Area("fingerprints", ("corpus/fingerprints/*.txt",), FINGERPRINTS, 6),
    Area("CSV files", (f"{RELEASE}/csv/*.csv",), CELLS, 9),
    Area("Parquet files", (f"{RELEASE}/parquet/*.parquet",), BYTES, 18),
    Area("descriptor", (f"{RELEASE}/datapackage.json",), DESCRIPTOR, 7),
    Area("checksums", (f"{RELEASE}/SHA256SUMS",), CHECKSUMS, 8),
)
