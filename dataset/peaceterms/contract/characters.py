"""Characters: what no cell of a release may hold, with the reason and the remedy.

Which words may be used is for the coding rules.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from peaceterms.contract.findings import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from peaceterms.contract.schemas import TableSchema
    from peaceterms.contract.tables import Tables

KeyPath: TypeAlias = tuple[str | int, ...]

# Controls but the line feed, separators of lines, marks that turn the direction of writing, characters without
# width, fillers that look like a space, tags, variation selectors, noncharacters. Python and Rust read it alike.
_LINES = "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029"
_HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
UNSEEN = re.compile(f"[{_LINES}{_HIDDEN}\ufdd0-\ufdef\ufffe\uffff]")  # what an editor does not show, in any file

# A sign that spreadsheets take for the start of a formula, also behind spaces and quotation marks; or an equals sign
# behind a mark at which programs part cells when they take the file for one with another delimiter.
_QUOTES = "\\s'\"`\u2018\u2019\u201c\u201d\u201e\u00ab"
FORMULA = rf"^[{_QUOTES}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[;|\t][{_QUOTES}]*[=\uff1d]"

# A word with letters of two alphabets that look alike, or one Cyrillic letter among Latin words, like an article.
_IN_WORD = r"[\p{L}\p{M}]*"
MIXED_ALPHABETS = (
    rf"\p{{Latin}}{_IN_WORD}[\p{{Cyrillic}}\p{{Greek}}]|\p{{Cyrillic}}{_IN_WORD}[\p{{Latin}}\p{{Greek}}]"
    rf"|\p{{Greek}}{_IN_WORD}[\p{{Latin}}\p{{Cyrillic}}]|(?:^|[A-Za-z]\W+)\p{{Cyrillic}}\W+[A-Za-z]"
)

# Text that needs no closer look: ids, codes, hashes, and words of plain letters with single spaces between.
PLAIN = r"^[A-Za-z0-9]+(?:[.,:_-]?[ ]?[A-Za-z0-9]+)*[.]?$"

NAME_TYPES = ("name", "identifier", "code", "external_code")
PHRASE_TYPE = "verbatim_phrase"  # words of others, proved by the lock letter for letter


@dataclass(frozen=True, slots=True)
class CharacterRule(Rule):
    """Something that no cell may hold.

    Attributes:
        pattern: What a text that breaks the rule holds.
        is_for_names: Whether the rule holds for names, ids and codes only.
        spares_phrases: Whether it spares the few words that are quoted as they are in a text.
        spares_definitions: Whether definitions and descriptions in the schema files may hold it.
    """

    pattern: str
    is_for_names: bool = False
    spares_phrases: bool = False
    spares_definitions: bool = False

    def breaks(self, text: pl.Expr) -> pl.Expr:
        """Return whether a text breaks the rule."""
        return text.str.contains(self.pattern)


class _Composed(CharacterRule):
    """The one rule that is not a pattern: normalising changes a text that breaks it."""

    __slots__ = ()

    def breaks(self, text: pl.Expr) -> pl.Expr:
        """Return whether a text is in another form than NFC."""
        return text != text.str.normalize("NFC")


CAN_BE_ENCODED = Rule(
    "text_can_be_encoded", "half of a surrogate pair, which UTF-8 cannot hold", "write the whole character"
)
CHARACTER_RULES = (
    CharacterRule(
        "text_has_no_controls",
        "a control character or a line break",
        "take it out; a cell is one line of text",
        r"[\p{Cc}\p{Zl}\p{Zp}]",
    ),
    CharacterRule("text_has_no_unseen_characters", "a character that cannot be seen", "take it out", f"[{_HIDDEN}]"),
    CharacterRule(
        "characters_have_a_meaning",
        "a private, unassigned, forbidden or lost character",
        "write the character that the text has",
        rf"[[\p{{Co}}\p{{Cn}}\ufffd]--[{_HIDDEN}]]",
    ),
    _Composed(
        "text_is_composed",
        "text that is not in the Unicode form NFC",
        "write letters with their marks as one character (NFC)",
        "",
    ),
    CharacterRule("spaces_are_plain", "a no-break or other special space", "write a plain space", r"[\p{Zs}--\x20]"),
    CharacterRule(
        "spaces_are_single_and_inside",
        "a space at an end, or two in a row",
        "keep one space between words and none at the ends",
        r"^\s|\s$|  ",
        spares_definitions=True,
    ),
    CharacterRule(
        "text_is_not_a_formula",
        "text that a spreadsheet runs as a formula",
        "begin with a letter or digit: no = + - @, not after a space or quotation mark either",
        FORMULA,
        spares_definitions=True,
    ),
    CharacterRule("text_has_no_markup", "an angle bracket", "say it in words", "[<>]", spares_definitions=True),
    CharacterRule(
        "words_keep_to_one_alphabet",
        "a word of letters from two alphabets that look alike",
        "write the word in one alphabet",
        MIXED_ALPHABETS,
        spares_phrases=True,
    ),
    CharacterRule(
        "names_have_no_pictures",
        "a picture character",
        "take it out",
        r"[[\p{Extended_Pictographic}\p{Regional_Indicator}\x{20e3}]--[©®™]]",
        is_for_names=True,
        spares_definitions=True,
    ),
    CharacterRule(
        "names_have_the_typographic_apostrophe",
        "another apostrophe than ’ (U+2019) in a Cyrillic name",
        "write ’",
        r"\p{Cyrillic}['‘ʼ`]\p{Cyrillic}",
        is_for_names=True,
        spares_definitions=True,
    ),
)
RULES = (CAN_BE_ENCODED, *CHARACTER_RULES)
EVERYWHERE = tuple(rule for rule in CHARACTER_RULES if not rule.spares_definitions)


def broken_rules(text: str, *, is_name: bool = False, is_phrase: bool = False) -> list[Rule]:
    r"""Return the rules that a text breaks.

    Args:
        text: The text of one cell.
        is_name: Whether it is a name, an id or a code, for which some rules hold besides.
        is_phrase: Whether it is a phrase quoted as it is in a text, which some rules spare.

    Example:
        >>> [rule.name for rule in broken_rules("a truce\u00a0at sea ")]
        ['spaces_are_plain', 'spaces_are_single_and_inside']
        >>> broken_rules("a truce at sea")
        []
    """
    return [rule for _, rule in _broken([text], _rules_for(is_name=is_name, is_phrase=is_phrase))]


def first_uncomposed_line(text: str) -> int:
    """Return the first line of a text that is not in the Unicode form NFC, counted from 1; 0 if all are."""
    if unicodedata.is_normalized("NFC", text):
        return 0
    lines = enumerate(text.split("\n"), start=1)
    return next(number for number, line in lines if not unicodedata.is_normalized("NFC", line))


def texts_at_finding(data: Any) -> Iterator[tuple[KeyPath, str, Rule]]:
    """Yield each text of a schema file or descriptor that breaks a rule of `EVERYWHERE`, and the way to it.

    Args:
        data: Mappings, lists and values, as a YAML or JSON file gives them.
    """
    texts = [(path, text) for path, text in _texts(data, ()) if not text.isascii()]
    for number, rule in _broken([text for _, text in texts], EVERYWHERE):
        yield (*texts[number], rule)


def findings(tables: Tables) -> Iterator[Finding]:
    """Yield a finding for each cell of the tables and each rule that it breaks."""
    for table, frame in tables.items():
        yield from findings_in_frame(frame, tables.schemas[table])


def findings_in_frame(frame: pl.DataFrame, schema: TableSchema) -> Iterator[Finding]:
    """Yield a finding for each cell of a frame and each rule that it breaks."""
    keys = [key for key in schema.primary_key if key in frame.columns]
    texts = [column for column in schema.columns if frame.schema.get(column.name) == pl.String]
    is_plain = frame.select(pl.col(column.name).str.contains(PLAIN).all() for column in texts).row(0) if texts else ()
    for column in (column for column, plain in zip(texts, is_plain, strict=True) if not plain):
        kinds = {"is_name": column.column_type in NAME_TYPES, "is_phrase": column.column_type == PHRASE_TYPE}
        suspects = frame.filter(~pl.col(column.name).str.contains(PLAIN)).select(*keys, value=column.name)
        rows = suspects.to_dicts()
        for number, rule in _broken(suspects["value"], _rules_for(**kinds)):
            row = {key: rows[number][key] for key in keys}
            value = rows[number]["value"]
            yield rule.finding({}, table=schema.name, row=row, column=column.name, value=value)


def _rules_for(*, is_name: bool, is_phrase: bool) -> list[CharacterRule]:
    return [
        rule
        for rule in CHARACTER_RULES
        if (is_name or not rule.is_for_names) and not (is_phrase and rule.spares_phrases)
    ]


def _broken(texts: Sequence[str] | pl.Series, rules: Sequence[CharacterRule]) -> list[tuple[int, Rule]]:
    """Return the number of each text that breaks a rule, with the rule; no frame can hold half a surrogate pair."""
    found: list[tuple[int, Rule]] = []
    if not isinstance(texts, pl.Series):
        found = [(number, CAN_BE_ENCODED) for number, text in enumerate(texts) if re.search("[\ud800-\udfff]", text)]
        texts = pl.Series([re.sub("[\ud800-\udfff]", "x", text) for text in texts], dtype=pl.String)
    if len(texts):
        masks = texts.to_frame("text").select(rule.breaks(pl.col("text")).alias(rule.name) for rule in rules)
        broken = masks.select(pl.all().any()).row(0)
        for rule in (rule for rule, is_broken in zip(rules, broken, strict=True) if is_broken):
            found += [(number, rule) for number in masks[rule.name].arg_true()]
    return sorted(found, key=lambda pair: pair[0])


def _texts(data: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(data, str):
        yield path, data
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from _texts(key, (*path, key)) if isinstance(key, str) else ()
        yield from _texts(value, (*path, key))
