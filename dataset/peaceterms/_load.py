"""Loading: tables of the installed release as frames, files or lazy queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from peaceterms import _frames, _labels, _release, _selection
from peaceterms._errors import UnknownRelease, UnknownValue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from peaceterms._release import FileFormat
    from peaceterms._table_names import TableName


def tables() -> pl.DataFrame:
    """Return the list of tables.

    Returns:
        One row per table, in the order in which to meet them: table, title, group (words, meaning, registers,
        derived), rows, key and the first sentence of its description, which says what a row is.

    Example:
        >>> tables()["table"].to_list()[:3]
        ['sources', 'passages', 'evidence']
    """
    import polars as pl

    resources = _release.installed().descriptor["resources"]
    return pl.DataFrame(
        {
            "table": [item["name"] for item in resources],
            "title": [item["title"] for item in resources],
            "group": [item["group"] for item in resources],
            "rows": [item["rows"] for item in resources],
            "key": [", ".join(item["schema"]["primaryKey"]) for item in resources],
            "row": [_first_sentence(item["description"]) for item in resources],
        },
        schema_overrides={"rows": pl.Int64},
    )


@overload
def load(
    table: TableName,
    *,
    labels: bool = False,
    as_: Literal["polars"] = "polars",
    release: str | None = None,
    **equals: object,
) -> pl.DataFrame: ...
@overload
def load(
    table: TableName,
    *,
    labels: bool = False,
    as_: Literal["pandas"],
    release: str | None = None,
    **equals: object,
) -> pd.DataFrame: ...
@overload
def load(
    table: TableName,
    *,
    labels: bool = False,
    as_: Literal["arrow"],
    release: str | None = None,
    **equals: object,
) -> pa.Table: ...
def load(
    table: TableName,
    *,
    labels: bool = False,
    as_: Literal["polars", "pandas", "arrow"] = "polars",
    release: str | None = None,
    **equals: object,
) -> Any:
    """Return a table, or the rows of it whose columns equal the values given.

    Every row says that a source reports something; it neither asserts nor endorses it. The documents were
    coded by language models working from a manual, and no person has checked the codes. `tables()`,
    `describe(table)` and `codes(vocabulary)` say what a row, a column and a code mean. To count demands, count
    rows of `conditions` or distinct statements, never passages or sources.

    polars works with threads, which a forked process does not inherit. Load tables in the processes that use
    them, and start these with `multiprocessing.get_context("spawn")`.

    Args:
        table: The name of the table.
        labels: Whether to add, after each column of codes, a column `<column>_label` with the codes in words.
        as_: The library of the frame: polars, pandas or arrow (the last two with the extra `pandas`).
        release: The version that the code was written for; another one than that installed raises.
        **equals: A value, or a list of values, for any column, cells of numpy and pandas included. Days are
            dates or texts such as `2024-03-13`; None means an empty cell.

    Returns:
        The rows in the order of their key. Codes are strings, days are dates.

    Raises:
        UnknownTable: No table has that name; the message names the nearest ones, as in all that follow.
        UnknownColumn: The table has no such column.
        UnknownValue: The value is not a code of the vocabulary or an id of the register, or has another type. A
            valid value that has no row gives an empty frame.
        UnknownRelease: Another release than the installed one was asked for.
        DataIntegrityError: The installed file is not the one that was published.
        MissingExtra: pandas or pyarrow is not installed.
        ForkedProcess: The process was forked after tables had been loaded.

    Example:
        >>> load("statements", statement_id="vladimir-putin-2024-03-13-kiselyov")["occasion_type"].to_list()
        ['interview']
        >>> load("territories", territory_id=["crimea", "donbas"])["name_en"].to_list()
        ['Crimea', 'Donbas']
        >>> load("offices", actor_id="rusia")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        peaceterms.UnknownValue: offices.actor_id cannot be 'rusia'; did you mean 'russia'...
    """
    version = _release.version()
    if release not in (None, version):
        text = (
            f"release {release!r} is not here: no release other than {version}, which is installed, "
            f"has been published yet; leave `release` out"
        )
        raise UnknownRelease(text)
    return _frames.handed_out(rows(table, equals, labels=labels), as_)


def rows(table: str, equals: Mapping[str, object], *, labels: bool = False) -> pl.DataFrame:
    """Return the rows of a table whose columns equal the values, whatever the columns are called.

    Raises:
        UnknownTable: No table has that name.
        UnknownColumn: The table has no such column.
        UnknownValue: A column cannot have such a value.
    """
    present = _release.installed()
    frame = _selection.selected(present.frame(table), present.schema(table), equals, present)
    return _labels.with_labels(frame, table, present) if labels else frame


def scan(table: TableName) -> pl.LazyFrame:
    """Return a table as a lazy query of polars, which reads only the columns and rows that it needs.

    Args:
        table: The name of the table.

    Returns:
        The query. The file is checked when it is asked for, not when it is read. Where the package is imported
        from a zip file, it is a copy that lives as long as Python.

    Raises:
        UnknownTable: No table has that name.
        DataIntegrityError: The installed file is not the one that was published.

    Example:
        >>> scan("territories").select("territory_id").collect().columns
        ['territory_id']
    """
    import polars as pl

    _release.refuse_fork()
    return pl.scan_parquet(path(table), glob=False)  # a path with brackets is a path, not a pattern


def path(table: TableName, format: FileFormat = "parquet") -> Path:  # noqa: A002  # the word that users expect
    """Return the path of a table's file, for any other program.

    Args:
        table: The name of the table.
        format: parquet or csv.

    Returns:
        The path. Where the package is imported from a zip file, it is that of a copy which is removed when
        Python ends.

    Raises:
        UnknownTable: No table has that name.
        UnknownValue: No format has that name.
        DataIntegrityError: The installed file is not the one that was published.

    Example:
        >>> path("territories", "csv").name
        'territories.csv'
    """
    if format not in ("parquet", "csv"):
        text = f"unknown format {format!r}; valid values are parquet, csv"
        raise UnknownValue(text)
    present = _release.installed()
    return present.path(present.file_of(table, format))


def _first_sentence(text: str) -> str:
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]
