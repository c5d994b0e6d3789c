"""Days as cards write them: a day, a month, a year, or a span of two days."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange

_DAY = re.compile(r"\A\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_MONTH = re.compile(r"\A\d{4}-\d{2}\Z", re.ASCII)
_YEAR = re.compile(r"\A\d{4}\Z", re.ASCII)


def day(text: str) -> datetime.date:
    """Return the day written `2024-03-13`.

    Raises:
        ValueError: The text is not a day of the calendar in that form.

    Example:
        >>> day("2024-03-13")
        datetime.date(2024, 3, 13)
    """
    if not _DAY.match(text):
        message = f"{text!r} is not a day in the form 2024-03-13"
        raise ValueError(message)
    return datetime.date.fromisoformat(text)


def bounds(text: str) -> tuple[datetime.date, datetime.date]:
    """Return the earliest and the latest day that the text allows.

    A day is both; a month or year is its first and last day; two days are joined by a slash.

    Raises:
        ValueError: The text has none of these forms, or its days are out of order.

    Example:
        >>> bounds("2024-02")
        (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
        >>> bounds("2024-03-13/2024-03-15")
        (datetime.date(2024, 3, 13), datetime.date(2024, 3, 15))
    """
    if "/" in text:
        earliest, latest = (day(part) for part in text.split("/", 1))
        if earliest > latest:
            message = f"{text!r} ends before it begins"
            raise ValueError(message)
        return earliest, latest
    if _YEAR.match(text):
        return datetime.date(int(text), 1, 1), datetime.date(int(text), 12, 31)
    if _MONTH.match(text):
        year, month = (int(part) for part in text.split("-"))
        first = datetime.date(year, month, 1)
        return first, first.replace(day=monthrange(year, month)[1])
    return day(text), day(text)
