"""JSON without its surprises: no key twice, no NaN, no half characters, no nesting without end."""

from __future__ import annotations

import json
from typing import Any


def parse(content: bytes) -> Any:
    """Return what the bytes of a JSON file say.

    Raises:
        ValueError: They are not UTF-8 or no JSON, repeat a key, hold NaN or Infinity, half of a surrogate
            pair or a number of thousands of digits, or nest too deep; the message says which.

    Example:
        >>> parse(b'{"rows": 3}')
        {'rows': 3}
        >>> parse(b'{"rows": 3, "rows": 4}')
        Traceback (most recent call last):
        ValueError: the key 'rows' stands twice
    """
    try:
        data = json.loads(
            content.decode("utf-8"), object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant
        )
        json.dumps(data, ensure_ascii=False).encode("utf-8")  # an escape can write what UTF-8 cannot hold
    except RecursionError as error:
        message = "it nests too deep"
        raise ValueError(message) from error
    return data


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a mapping, or refuse one in which a key stands twice."""
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        message = f"the key {twice!r} stands twice"
        raise ValueError(message)
    return data


def _refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity, which are no JSON."""
    message = f"{name} is no number of JSON"
    raise ValueError(message)
