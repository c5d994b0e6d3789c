"""Findings: what is wrong, where, by which rule, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong with a card, register, schema, table or file.

    A check of tables gives `table`, `row` and `column`; the build turns these into `file`, `line` and `key`.

    Attributes:
        rule: The name of the rule that is broken.
        message: What is wrong, in one sentence.
        remedy: What to do about it.
        file: The file at fault, relative to the repository or the release.
        line: The line of the file, counted from 1; 0 where there is none.
        key: The key at fault.
        value: The value that was found there.
        table: The table in which it was found; empty where a rule looks at several.
        row: The cells of the row, keys first.
        column: The column at fault, if one is.

    Example:
        >>> print(Finding(rule="unknown_code", message="unknown code", remedy="did you mean 'demands'?",
        ...               file="x.yaml", line=14, key="c03.move", value="demand"))
        x.yaml:14: c03.move: unknown code: 'demand' [unknown_code]; did you mean 'demands'?
    """

    rule: str
    message: str
    remedy: str
    file: str = ""
    line: int = 0
    key: str = ""
    value: str = ""
    table: str = ""
    row: Mapping[str, object] = field(default_factory=dict, hash=False)
    column: str = ""

    def __str__(self) -> str:
        """Return the finding on one line: place, message, value, rule, remedy."""
        file = f"{self.file}:{self.line}" if self.line else self.file
        row = ", ".join(str(cell) for cell in list(self.row.values())[:2] if cell is not None)
        place = (file, self.key) if self.file else (self.table, row, self.column, self.key)
        text = ": ".join(part for part in (*place, self.message) if part)
        value = f": {self.value!r}" if self.value and repr(self.value) not in self.message else ""
        return f"{text}{value} [{self.rule}]; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that is refused, as every finding of it says.

    Attributes:
        name: The fact as an identifier.
        message: What is wrong where it does not hold; names in braces are filled in.
        remedy: What to do about it, with names in braces too.
    """

    name: str
    message: str
    remedy: str

    def finding(self, facts: Mapping[str, object], **place: Any) -> Finding:
        """Return a finding of this rule.

        Args:
            facts: What the names in braces stand for.
            place: Where it is: other attributes of the finding.

        Example:
            >>> print(Rule("short", "{length} characters, limit 3", "shorten it").finding({"length": 4}, value="note"))
            4 characters, limit 3: 'note' [short]; shorten it
        """
        message, remedy = self.message.format_map(facts), self.remedy.format_map(facts)
        return Finding(rule=self.name, message=message, remedy=remedy, **place)


class ValidationError(Exception):
    """The input is not valid; it carries every finding, and nothing was written.

    Example:
        >>> print(ValidationError([Finding(rule="empty_file", message="the file is empty", remedy="delete it")]))
        the file is empty [empty_file]; delete it
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the findings, in the order of file and line."""
        self.findings: tuple[Finding, ...] = tuple(sorted(findings, key=lambda f: (f.file, f.line, f.key, f.rule)))
        super().__init__("\n".join(str(finding) for finding in self.findings))

    def __reduce__(self) -> tuple[type[ValidationError], tuple[tuple[Finding, ...]]]:
        """Rebuild from the findings, so that the error survives pickling and copying."""
        return type(self), (self.findings,)
