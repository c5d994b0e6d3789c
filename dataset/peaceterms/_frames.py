"""Frames of other libraries, taken in and handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peaceterms._errors import MissingExtra, UnknownValue
from peaceterms._extras import need

if TYPE_CHECKING:
    import polars as pl


def is_frame(rows: object) -> bool:
    """Return whether something is a table of polars, pandas or Arrow, and not a list of ids."""
    return hasattr(rows, "collect_schema") or hasattr(rows, "columns")


def as_polars(frame: Any) -> pl.DataFrame:
    """Return a frame of polars, pandas or Arrow as one of polars.

    Raises:
        MissingExtra: The frame is of pandas, and pyarrow is not installed.
    """
    import polars as pl

    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    try:
        return pl.DataFrame(frame)
    except ImportError as error:
        text = f"this frame needs {error.name or 'pyarrow'}: run `pip install 'peaceterms[pandas]'`"
        raise MissingExtra(text) from error


def handed_out(frame: pl.DataFrame, library: str) -> Any:
    """Return a polars frame as one of the library that was asked for.

    Raises:
        MissingExtra: The library is not installed.
        UnknownValue: There is no such library.
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
