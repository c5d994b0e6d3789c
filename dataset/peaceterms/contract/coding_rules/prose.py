"""Rules about wording: what may be verbatim, how much of it, and what our own prose may not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.rule import coding_rule

if TYPE_CHECKING:
    from collections.abc import Collection

    from peaceterms.contract.tables import Tables

KEY_PHRASE_WORD_LIMIT = 8  # a distinctive phrase, never a sentence
PLACE_AS_NAMED_WORD_LIMIT = 6  # a name with its epithets
PASSAGE_END_WORD_LIMIT = 3  # enough for a link that opens the source at the passage
QUOTED_WORD_LIMIT = 3  # a term that is named in quotation marks, not a quotation

# In scripts without spaces a run of letters is no word, so characters are counted.
UNSPACED_CHARACTER_LIMIT = 16
UNSPACED_SCRIPTS = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"

# A word as the fingerprints count it: letters, combining marks and digits, apostrophes inside it included.
WORD = r"[\p{L}\p{M}\p{Nd}]+(?:['\u2018\u2019\u02BC][\p{L}\p{M}\p{Nd}]+)*"

# What stands between quotation marks, in the pairs of the languages coded.
QUOTED = r"\x22[^\x22]*\x22|\u201C[^\u201D]*\u201D|\u201E[^\u201C\u201D]*[\u201C\u201D]|\u00AB[^\u00BB]*\u00BB"

# Prose of ours stands in columns of these types; names and titles are the world's.
OWN_PROSE_TYPES = ("prose", "note")


def cells_of(tables: Tables, columns: Collection[tuple[str, str]]) -> pl.DataFrame:
    """Return the cells of the columns that are not null, as `table`, `key`, `column` and `value`."""
    empty = pl.DataFrame(schema=dict.fromkeys(("table", "key", "column", "value"), pl.String))
    return pl.concat(
        [
            empty,
            *(
                tables[table]
                .filter(pl.col(column).is_not_null())
                .select(
                    table=pl.lit(table),
                    key=pl.concat_str(pl.col(tables.schemas[table].primary_key).cast(pl.String), separator=" "),
                    column=pl.lit(column),
                    value=column,
                )
                for table, column in columns
            ),
        ]
    )


def _own_prose(tables: Tables) -> pl.DataFrame:
    """Return the cells of our own prose; what is derived from it is not judged twice."""
    return cells_of(
        tables,
        [
            (table, column.name)
            for table in tables
            if tables.schemas[table].group != "derived"
            for column in tables.schemas[table].columns
            if column.column_type in OWN_PROSE_TYPES
        ],
    )


def _longer_than(cells: pl.DataFrame, words: int) -> pl.DataFrame:
    """Return the cells with more words, or in scripts without spaces more characters, than the limit."""
    value = pl.col("value")
    return cells.filter(
        (value.str.count_matches(WORD) > words)
        | (value.str.contains(UNSPACED_SCRIPTS) & (value.str.len_chars() > UNSPACED_CHARACTER_LIMIT))
    )


@coding_rule
def key_phrases_are_phrases(tables: Tables) -> pl.DataFrame:
    """A key phrase has at most 8 words, or 16 characters in scripts without spaces.

    Keep the distinctive words of the speaker; the rest is told in the summary, in words of your own.
    """
    return _longer_than(cells_of(tables, [("conditions", "key_phrase")]), KEY_PHRASE_WORD_LIMIT)


@coding_rule
def places_as_named_are_names(tables: Tables) -> pl.DataFrame:
    """A place as the document names it has at most 6 words, or 16 characters in scripts without spaces.

    Keep the name with its epithets.
    """
    tables_with_places = ("condition_places", "territorial_claims", "control_reports")
    cells = cells_of(tables, [(table, "place_as_named") for table in tables_with_places])
    return _longer_than(cells, PLACE_AS_NAMED_WORD_LIMIT)


@coding_rule
def first_and_last_words_are_few(tables: Tables) -> pl.DataFrame:
    """The first and last words of a passage are at most 3 each, or 16 characters in scripts without spaces.

    Anchor the document again with three words at each end.
    """
    cells = cells_of(tables, [("passages", "starts_with"), ("passages", "ends_with")])
    return _longer_than(cells, PASSAGE_END_WORD_LIMIT)


@coding_rule
def our_prose_avoids_contested_wording(tables: Tables) -> pl.DataFrame:
    """Our own prose avoids wording that takes a side.

    Use the wording that the list of contested wordings gives instead.
    """
    cells = _own_prose(tables)
    wordings = tables.vocabulary("contested_wording").select("pattern", "instead", "reason")
    # One pass for each pattern, which is compiled once; patterns in a column are compiled for each cell.
    found = [
        cells.filter(pl.col("value").str.contains(f"(?i){pattern}")).with_columns(
            pattern=pl.lit(pattern), instead=pl.lit(instead), reason=pl.lit(reason)
        )
        for pattern, instead, reason in wordings.iter_rows()
    ]
    return pl.concat([cells.clear(), *found], how="diagonal")


@coding_rule
def our_prose_quotes_no_sentence(tables: Tables) -> pl.DataFrame:
    """Our own prose quotes at most a term of 3 words.

    Say it in words of your own; the speaker's words have their place in the key phrase.
    """
    words_quoted = pl.col("value").str.extract_all(QUOTED).list.eval(pl.element().str.count_matches(WORD))
    return _own_prose(tables).filter(words_quoted.list.max() > QUOTED_WORD_LIMIT)
