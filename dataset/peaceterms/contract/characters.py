"""Characters: what no cell of a release may hold, with the reason and the remedy.

The rules hold for text on its way into a table (`broken_rules`) and for the tables themselves (`findings`).
They are about single characters and where they stand; which words may be used is for the coding rules.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from peaceterms.contract.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from peaceterms.contract.schemas import TableSchema
    from peaceterms.contract.tables import Tables

# Cells that open with one of these are run as a formula by spreadsheets; full-width forms are folded to them.
FORMULA_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
QUOTATION_MARKS = "'\"`\u2018\u2019\u201c\u201d\u201e\u00ab"

# A sign at the start, or after spaces and quotation marks there; or an equals sign after a mark at which
# programs part cells when they take the file for one with another delimiter.
FORMULA = re.compile(rf"\A[\s{QUOTATION_MARKS}]*[{FORMULA_SIGNS}]|[;|\t][\s{QUOTATION_MARKS}]*[=\uff1d]")

# Marks that turn the direction of writing: what is shown is not what is read.
BIDIRECTIONAL_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# Characters without width, fillers that look like a space, and joiners: two cells look alike and differ.
WITHOUT_WIDTH = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
)
SOFT_HYPHEN = re.compile("\u00ad")
TAG_CHARACTERS = re.compile("[\U000e0000-\U000e007f]")
VARIATION_SELECTORS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
REPLACEMENT_CHARACTER = re.compile("\ufffd")  # stands where a decoder lost what was written
LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: no UTF-8 can hold it

NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")  # code points that no text may hold
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")  # but for the line feed, which ends lines

# Line and paragraph separators break a cell in two as a line feed does, and are no control to Unicode.
LINE_SEPARATORS = re.compile("[\u2028\u2029]")

# What an editor does not show: in no cell, and in no file from which a table is made.
UNSEEN = re.compile(
    "|".join(
        characters.pattern
        for characters in (
            CONTROLS, LINE_SEPARATORS, BIDIRECTIONAL_CONTROLS, WITHOUT_WIDTH, SOFT_HYPHEN, TAG_CHARACTERS,
            VARIATION_SELECTORS, NONCHARACTERS,
        )
    )
)  # fmt: skip

# Every space of Unicode but the plain one: no-break, thin, ideographic and the like.
OTHER_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
MISPLACED_SPACE = re.compile(r"\A\s|\s\Z| {2}")
ANGLE_BRACKETS = re.compile("[<>]")  # markup in documentation and web pages made from the tables

# Pictures and their modifiers; signs of print such as the number sign or the degree sign are none.
EMOJI = re.compile("[\u203c\u2049\u20e3\u231a-\u23ff\u25aa-\u25fe\u2600-\u27bf\u2b05-\u2b55\U0001f000-\U0001faff]")

# The typographic apostrophe is the one form in names, so that a name is found however it is typed in a text.
NAME_APOSTROPHE = "\u2019"
OTHER_APOSTROPHES_IN_CYRILLIC = re.compile("(?<=[\u0400-\u052f])['\u2018\u02bc`](?=[\u0400-\u052f])")

# Alphabets with letters that look like those of another.
CONFUSABLE_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")

# Names that really mix alphabets within a word; each is added with the entry that bears it.
WORDS_OF_MIXED_ALPHABETS: frozenset[str] = frozenset()

KeyPath: TypeAlias = tuple[str | int, ...]

# A Cyrillic word of one letter among Latin words looks like an article or a pronoun of theirs.
LONE_LETTER = re.compile(r"(?:\A|[A-Za-z]\W+)[\u0400-\u052f]\W+[A-Za-z]")

LETTERS = re.compile(r"[^\W\d_]+")

# Text that needs no closer look: ids, codes, hashes, and words of plain letters with single spaces between.
PLAIN = r"^[A-Za-z0-9]+(?:[.,:_-]?[ ]?[A-Za-z0-9]+)*[.]?$"

# Columns of these types hold names, in which no pictures are expected.
NAME_TYPES = ("name", "identifier", "code", "external_code")
PHRASE_TYPE = "verbatim_phrase"  # words of others, proved by the lock letter for letter


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterRule:
    """Something that no cell may hold.

    Attributes:
        name: The rule, named for the fact that it asserts.
        message: What is wrong with a text that breaks it.
        remedy: What to do about it.
        denies: Whether a text breaks the rule.
        is_for_names: Whether the rule holds for names, ids and codes only.
        spares_phrases: Whether it spares the few words that are quoted as they stand in a text.
    """

    name: str
    message: str
    remedy: str
    denies: Callable[[str], bool]
    is_for_names: bool = False
    spares_phrases: bool = False


def _holds(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """Return a function that tells whether a text holds the pattern."""
    return lambda text: pattern.search(text) is not None


def _has_controls(text: str) -> bool:
    """Return whether a text holds a control character or a separator of lines."""
    return any(unicodedata.category(character) == "Cc" for character in text) or bool(LINE_SEPARATORS.search(text))


def _has_no_meaning(text: str) -> bool:
    """Return whether a text holds a private, unassigned or forbidden code point, or a lost character."""
    return any(unicodedata.category(character) in {"Co", "Cn"} for character in text) or bool(
        REPLACEMENT_CHARACTER.search(text)
    )


def _is_not_composed(text: str) -> bool:
    """Return whether a text is not in the composed form NFC."""
    return not unicodedata.is_normalized("NFC", text)


def _mixes_alphabets(text: str) -> bool:
    """Return whether a word mixes alphabets that look alike, or is one letter among words of another."""
    return LONE_LETTER.search(text) is not None or any(
        len(alphabets(word)) > 1
        for word in LETTERS.findall(text)
        if not word.isascii() and word not in WORDS_OF_MIXED_ALPHABETS
    )


def alphabets(word: str) -> set[str]:
    """Return the alphabets of a word's letters, of those that look alike."""
    names = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
    return names & set(CONFUSABLE_ALPHABETS)


CHARACTER_RULES: tuple[CharacterRule, ...] = (
    CharacterRule(
        name="text_can_be_encoded",
        message="half of a surrogate pair, which UTF-8 cannot hold",
        remedy="write the whole character",
        denies=_holds(LONE_SURROGATE),
    ),
    CharacterRule(
        name="text_has_no_controls",
        message="a control character, or a break of line",
        remedy="take it out; a cell is one line of text",
        denies=_has_controls,
    ),
    CharacterRule(
        name="text_runs_in_its_own_direction",
        message="a mark that turns the direction of writing",
        remedy="take it out",
        denies=_holds(BIDIRECTIONAL_CONTROLS),
    ),
    CharacterRule(
        name="text_has_no_characters_without_width",
        message="a character that cannot be seen",
        remedy="take it out",
        denies=_holds(WITHOUT_WIDTH),
    ),
    CharacterRule(
        name="text_has_no_soft_hyphens",
        message="a soft hyphen",
        remedy="take it out, or write a plain hyphen",
        denies=_holds(SOFT_HYPHEN),
    ),
    CharacterRule(
        name="text_has_no_tag_characters",
        message="a tag character, which hides text",
        remedy="take it out",
        denies=_holds(TAG_CHARACTERS),
    ),
    CharacterRule(
        name="text_has_no_variation_selectors",
        message="a variation selector",
        remedy="take it out",
        denies=_holds(VARIATION_SELECTORS),
    ),
    CharacterRule(
        name="characters_have_a_meaning",
        message="a private, unassigned, forbidden or lost character",
        remedy="write the character that the text has",
        denies=_has_no_meaning,
    ),
    CharacterRule(
        name="text_is_composed",
        message="text that is not in the Unicode form NFC",
        remedy="write letters with their marks as one character (NFC)",
        denies=_is_not_composed,
    ),
    CharacterRule(
        name="spaces_are_plain",
        message="a no-break or other special space",
        remedy="write a plain space",
        denies=_holds(OTHER_SPACES),
    ),
    CharacterRule(
        name="spaces_are_single_and_inside",
        message="a space at an end, or two in a row",
        remedy="keep one space between words and none at the ends",
        denies=_holds(MISPLACED_SPACE),
    ),
    CharacterRule(
        name="text_is_no_formula",
        message="text that a spreadsheet runs as a formula",
        remedy="begin with a letter or digit: no = + - @, not after a space or quotation mark either",
        denies=_holds(FORMULA),
    ),
    CharacterRule(
        name="text_has_no_markup",
        message="an angle bracket",
        remedy="say it in words",
        denies=_holds(ANGLE_BRACKETS),
    ),
    CharacterRule(
        name="words_keep_to_one_alphabet",
        message="a word of letters from two alphabets that look alike",
        remedy="write the word in one alphabet; a name that really mixes them is listed in characters.py",
        denies=_mixes_alphabets,
        spares_phrases=True,
    ),
    CharacterRule(
        name="names_have_no_pictures",
        message="a picture character",
        remedy="take it out",
        denies=_holds(EMOJI),
        is_for_names=True,
    ),
    CharacterRule(
        name="names_have_the_typographic_apostrophe",
        message=f"another apostrophe than {NAME_APOSTROPHE} (U+2019) in a Cyrillic name",
        remedy=f"write {NAME_APOSTROPHE}",
        denies=_holds(OTHER_APOSTROPHES_IN_CYRILLIC),
        is_for_names=True,
    ),
)


# What holds of definitions and descriptions too, which may have signs and spaces that no cell may have.
EVERYWHERE = tuple(
    rule
    for rule in CHARACTER_RULES
    if rule.name not in ("spaces_are_single_and_inside", "text_is_no_formula", "text_has_no_markup")
    and not rule.is_for_names
)


def broken_rules(text: str, *, is_name: bool = False, is_phrase: bool = False) -> list[CharacterRule]:
    r"""Return the rules that a text breaks.

    Args:
        text: The text of one cell.
        is_name: Whether it is a name, an id or a code, for which some rules hold besides.
        is_phrase: Whether it is a phrase quoted as it stands in a text, which some rules spare.

    Example:
        >>> [rule.name for rule in broken_rules("a truce\u00a0at sea ")]
        ['spaces_are_plain', 'spaces_are_single_and_inside']
        >>> broken_rules("a truce at sea")
        []
    """
    return [
        rule
        for rule in CHARACTER_RULES
        if (is_name or not rule.is_for_names) and not (is_phrase and rule.spares_phrases) and rule.denies(text)
    ]


def first_uncomposed_line(text: str) -> int:
    """Return the first line of a text that is not in the Unicode form NFC, counted from 1; 0 if all are."""
    if unicodedata.is_normalized("NFC", text):
        return 0
    lines = enumerate(text.split("\n"), start=1)
    return next(number for number, line in lines if not unicodedata.is_normalized("NFC", line))


def texts_at_finding(data: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str, CharacterRule]]:
    """Yield each text of a schema file or descriptor that breaks a rule of `EVERYWHERE`, and the way to it.

    Args:
        data: Mappings, lists and values, as a YAML or JSON file gives them.
        path: The way that leads to the data.
    """
    if isinstance(data, str):
        if not data.isascii():
            yield from ((path, data, rule) for rule in EVERYWHERE if rule.denies(data))
        return
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield from texts_at_finding(key, (*path, key)) if isinstance(key, str) else ()
        yield from texts_at_finding(value, (*path, key))


def findings(tables: Tables) -> Iterator[Finding]:
    """Yield a finding for each cell of the tables and each rule that it breaks."""
    for table, frame in tables.items():
        yield from findings_in_frame(frame, tables.schemas[table])


def findings_in_frame(frame: pl.DataFrame, schema: TableSchema) -> Iterator[Finding]:
    """Yield a finding for each cell of a frame and each rule that it breaks."""
    keys = [key for key in schema.primary_key if key in frame.columns]
    for column in schema.columns:
        if column.name not in frame.columns or frame.schema[column.name] != pl.String:
            continue
        kinds = {"is_name": column.column_type in NAME_TYPES, "is_phrase": column.column_type == PHRASE_TYPE}
        suspects = frame.filter(~pl.col(column.name).str.contains(PLAIN))
        for row in suspects.iter_rows(named=True):
            for rule in broken_rules(row[column.name], **kinds):
                yield Finding(
                    rule=rule.name,
                    message=rule.message,
                    remedy=rule.remedy,
                    table=schema.name,
                    row={key: row[key] for key in keys},
                    column=column.name,
                    value=row[column.name],
                )
