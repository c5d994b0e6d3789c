"""Frames of other libraries, taken in and handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peaceterms._errors import MissingExtra, UnknownColumn, UnknownValue
from peaceterms._extras import need

if TYPE_CHECKING:
    import polars as pl


def is_frame(rows: object) -> bool:
    """Return whether something is a table of polars, pandas or Arrow, and not a list of ids."""
    return hasattr(rows, "collect_schema") or hasattr(rows, "columns")


def as_polars(frame: Any) -> pl.DataFrame:
    """Return a frame of polars, pandas or Arrow as one of polars, the named index of pandas as columns.

    Raises:
        MissingExtra: The frame is of pandas, and pyarrow is not installed.
        UnknownColumn: A column, or a part of the index, has the name of another.
        UnknownValue: A column holds values that no frame of polars can hold.
    """
    import polars as pl

    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if hasattr(frame, "reset_index"):
        frame = _with_index_as_columns(frame)
    names = [str(name) for name in getattr(frame, "column_names", frame.columns)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        text = f"the frame has the column {twice[0]!r} twice; rename one, or drop it"
        raise UnknownColumn(text)
    try:
        return pl.DataFrame(frame)
    except ImportError as error:
        text = f"this frame needs {error.name or 'pyarrow'}: run `pip install pandas pyarrow`"
        raise MissingExtra(text) from error
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0]
        text = f"a column of the frame mixes types or holds values that no table has ({reason}); give each one type"
        raise UnknownValue(text) from error


def _with_index_as_columns(frame: Any) -> Any:
    """Return a frame of pandas with each named part of its index as a column: a key may be there."""
    unnamed = [place for place, name in enumerate(frame.index.names) if name is None]
    frame = frame.reset_index(level=unnamed, drop=True) if unnamed else frame
    named = [name for name in frame.index.names if name is not None]
    twice = [name for name in named if name in frame.columns]
    if twice:
        text = f"{twice[0]!r} is both in the index and a column of the frame; drop one of the two"
        raise UnknownColumn(text)
    return frame.reset_index() if named else frame


def handed_out(frame: pl.DataFrame, library: str) -> Any:
    """Return a polars frame as one of the library that was asked for.

    Raises:
        MissingExtra: The library is not installed.
        UnknownValue: No such library is known.
    """
    if library == "polars":
        return frame
    if library == "pandas":
        need("pandas", "pandas", "pyarrow")
        return frame.to_pandas()
    if library == "arrow":
        need("pandas", "pyarrow")
        import polars as pl

        return frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    from peaceterms.contract.schemas import nearest

    text = f"unknown library {library!r}; {nearest(str(library), ['polars', 'pandas', 'arrow'])}"
    raise UnknownValue(text)
