"""Plain text: frames as people read them in a terminal, every cell whole."""

from __future__ import annotations

import json
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

GAP = "  "
NARROWEST = 40  # below this many characters a wrapped text is harder to read than an overlong line


def as_text(frame: pl.DataFrame, width: int) -> str:
    """Return a frame as a table where its lines fit the width, else as one block of lines per row.

    Nothing is cut off: a long cell is wrapped. A block leaves out empty cells.

    Example:
        >>> import polars as pl
        >>> print(as_text(pl.DataFrame({"code": ["demands", "offers"], "rows": [12, 3]}), 80), end="")
        code     rows
        demands    12
        offers      3
        >>> print(as_text(pl.DataFrame({"code": ["demands"], "rows": [12]}), 10), end="")
        code  demands
        rows  12
    """
    rows = [[_cell(value) for value in row] for row in frame.iter_rows()]
    if not rows:
        return "no rows\n"
    widths = [max(map(len, column)) for column in zip(frame.columns, *rows, strict=True)]
    if sum(widths) + len(GAP) * (len(widths) - 1) <= width:
        right = [dtype.is_numeric() for dtype in frame.dtypes]
        lines = [_line(cells, widths, right) for cells in (frame.columns, *rows)]
    else:
        blocks = ["\n".join(_block(frame.columns, cells, width)) for cells in rows]
        lines = ["\n\n".join(blocks)]
    return "\n".join(lines) + "\n"


def as_csv(frame: pl.DataFrame) -> str:
    """Return a frame as CSV."""
    return frame.write_csv(line_terminator="\n")


def as_jsonl(frame: pl.DataFrame) -> str:
    """Return a frame as JSON, one object a line."""
    return frame.write_ndjson()


def as_json(frame: pl.DataFrame) -> str:
    """Return a frame as a JSON list of objects, days as texts."""
    return json.dumps(frame.to_dicts(), ensure_ascii=False, indent=1, default=str) + "\n"


def paragraphs(text: str, width: int, indent: str = "") -> str:
    """Return a text wrapped to a width."""
    return "\n".join(_wrapped(text, width, indent)) + "\n"


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    padded = [
        cell.rjust(width) if is_right else cell.ljust(width)
        for cell, width, is_right in zip(cells, widths, right, strict=True)
    ]
    return GAP.join(padded).rstrip()


def _block(names: list[str], cells: list[str], width: int) -> Iterator[str]:
    room = max(map(len, names))
    for name, cell in zip(names, cells, strict=True):
        if cell:
            lines = _wrapped(cell, width - room - len(GAP))
            yield f"{name.ljust(room)}{GAP}{lines[0]}"
            yield from (f"{' ' * room}{GAP}{line}" for line in lines[1:])


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Return the lines of a text; a word is never broken, so that addresses can be followed."""
    room = max(width, NARROWEST)
    return wrap(
        text,
        room,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [indent]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)
