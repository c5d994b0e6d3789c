"""Violations: what a check found wrong in a table, before it is known where the row was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One row, or one table, that breaks a rule.

    Attributes:
        rule: The name of the rule.
        message: What is wrong, in one sentence.
        remedy: What to do about it.
        table: The table in which it was found; empty where a rule looks at several.
        row: The cells of the row, keys first.
        column: The column at fault, if one is.
        value: The value found there.
    """

    rule: str
    message: str
    remedy: str
    table: str = ""
    row: Mapping[str, object] = field(default_factory=dict)
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        """Return the violation on one line: table, row, column, message, value, rule, remedy."""
        key = ", ".join(str(cell) for cell in list(self.row.values())[:2] if cell is not None)
        place = ": ".join(part for part in (self.table, key, self.column) if part)
        value = f": {self.value!r}" if self.value else ""
        return f"{place}: {self.message}{value} [{self.rule}]; {self.remedy}"
