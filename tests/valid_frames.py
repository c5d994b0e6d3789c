"""Frames that obey a table's columns, and ways to corrupt one cell: strategies drawn from the schemas."""

from __future__ import annotations

import datetime
import re

import hypothesis.strategies as st
import polars as pl
from polars.testing.parametric import column, dataframes

from peaceterms.contract import fingerprints

LAST_DAY = datetime.date(2030, 12, 31)
MOST_ROWS = 4
TEXT = st.characters(codec="cp1251", categories=("L", "Nd", "P", "Sc"), include_characters=" ")
IDS = re.compile(r"[a-z]{4}[a-z0-9]{0,5}(-[a-z0-9]{1,4}){0,2}(\.[cp][0-9]{2})?")
ADDRESSES = re.compile(r"https?://[a-z]{3,9}\.example\.org(/[a-z0-9-]{1,12}){0,2}")


def frames(schema, *, least_rows=0):
    """Return the strategy of frames that obey the columns of a schema."""
    columns = [column(c.name, c.polars_type, strategy=values(c), allow_null=not c.is_required) for c in schema.columns]
    return dataframes(columns, min_size=least_rows, max_size=MOST_ROWS, allow_chunks=False)


def values(one):
    """Return the strategy of the values that a column may hold."""
    if one.codes:
        return st.sampled_from(one.codes)
    if one.frictionless_type == "boolean":
        return st.booleans()
    if one.frictionless_type == "date":
        return st.dates(one.bound("minimum"), LAST_DAY)
    if one.frictionless_type == "integer":
        return st.integers(one.constraints["minimum"], one.constraints["maximum"])
    if one.frictionless_type == "number":
        numbers = st.floats(one.bound("minimum"), one.bound("maximum"), allow_nan=False)
        return numbers.map(lambda number: number + 0.0)  # zero has no sign
    return st.from_regex(pattern(one), fullmatch=True, alphabet=TEXT).filter(lambda text: is_allowed(one, text))


def pattern(one):
    """Return a pattern whose texts the column allows; of ids and addresses a plain kind."""
    kinds = {"identifier": IDS, "address": ADDRESSES}
    return kinds.get(one.column_type) or re.compile(one.constraints["pattern"])


def is_allowed(one, text):
    """Return whether a text keeps to the length of the column and is not a reserved word."""
    if one.word_limit and len(fingerprints.words(text)) > one.word_limit:
        return False
    longest = one.constraints.get("maxLength", len(text))
    return len(text) <= longest and not any(re.fullmatch(word, text) for word in one.reserved)


def corruptions(schema):
    """Return every way to corrupt a cell of the table: kind, column and the value that does it."""
    found = []
    for one in schema.columns:
        if one.is_required:
            found.append(("null", one.name, None))
        if one.codes:
            found += [
                ("unknown code", one.name, "no_such_code"),
                ("wrong case", one.name, one.codes[0].upper()),
            ]
        elif one.frictionless_type == "string":
            found += [
                ("empty", one.name, ""),
                ("too long", one.name, "x" * (one.constraints["maxLength"] + 1)),
            ]
            found += [("space at the end", one.name, "text ")]
        if one.word_limit:
            found.append(("too many words", one.name, "x " * one.word_limit + "x"))
        if one.reserved:
            found += [("reserved", one.name, "nan"), ("capitals", one.name, "Russia")]
        if one.frictionless_type == "date":
            found.append(("too early", one.name, one.bound("minimum") - datetime.timedelta(days=1)))
        if one.frictionless_type in ("integer", "number"):
            kind = int if one.frictionless_type == "integer" else float
            found.append(("too small", one.name, kind(one.bound("minimum") - 1)))
            found.append(("too large", one.name, kind(one.bound("maximum") + 1)))
        if one.frictionless_type == "number":
            found += [("no number", one.name, float("nan")), ("infinite", one.name, float("inf"))]
    return found


def corrupted(frame, index, name, value):
    """Return the frame with another value in one cell."""
    cells = frame[name].to_list()
    cells[index] = value
    return frame.with_columns(pl.Series(name, cells, frame.schema[name]))
