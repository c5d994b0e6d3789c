"""JSON without its surprises: no key twice, no NaN, no half characters, no nesting without end."""

from __future__ import annotations

import json
from typing import Any


def parse(content: bytes) -> Any:
    """Return what the bytes of a JSON file say.

    Raises:
        ValueError: They are not UTF-8 or not JSON, repeat a key, hold NaN or Infinity, half of a surrogate
            pair or a number of thousands of digits, or nest too deep; the message says which.

    Example:
        >>> parse(b'{"rows": 3}')
        {'rows': 3}
        >>> parse(b'{"rows": 3, "rows": 4}')
        Traceback (most recent call last):
        ValueError: the key 'rows' is there twice
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
    data: dict[str, Any] = {}
    for key, value in pairs:
        if key in data:
            message = f"the key {key!r} is there twice"
            raise ValueError(message)
        data[key] = value
    return data


def _refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity, which are not JSON."""
    message = f"{name} is not a number of JSON"
    raise ValueError(message)
