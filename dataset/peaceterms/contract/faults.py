"""Faults: what is wrong, where, by which rule, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of a card, register, schema, table or file, told to a person.

    Attributes:
        rule: The name of the rule that is broken.
        message: What is wrong, in one sentence.
        remedy: What to do about it.
        file: The file at fault, relative to the repository or the release.
        line: The line of the file, counted from 1; 0 where there is none.
        key: The key, column or row at fault.
        value: The value that was found there.

    Example:
        >>> print(Fault(rule="unknown_code", message="unknown code", remedy="did you mean 'demands'?",
        ...             file="x.yaml", line=14, key="c03.move", value="demand"))
        x.yaml:14: c03.move: unknown code: 'demand' [unknown_code]; did you mean 'demands'?
    """

    rule: str
    message: str
    remedy: str
    file: str = ""
    line: int = 0
    key: str = ""
    value: str = ""

    def __str__(self) -> str:
        """Return the fault on one line: place, key, message, value, rule, remedy."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        told = ": ".join(part for part in (place, self.key, self.message) if part)
        value = f": {self.value!r}" if self.value else ""
        return f"{told}{value} [{self.rule}]; {self.remedy}"


class Refused(Exception):
    """The input is refused; every fault found is told, and nothing was written.

    Example:
        >>> print(Refused([Fault(rule="empty_file", message="the file is empty", remedy="write the card")]))
        the file is empty [empty_file]; write the card
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults, in the order of file and line."""
        self.faults: tuple[Fault, ...] = tuple(sorted(faults, key=lambda f: (f.file, f.line, f.key, f.rule)))
        super().__init__("\n".join(str(fault) for fault in self.faults))
