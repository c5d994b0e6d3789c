"""The whole contract held against tables in memory: columns, characters, keys, then the coding rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peaceterms.contract import characters, column_checks, keys
from peaceterms.contract.coding_rules import CODING_RULES
from peaceterms.contract.findings import Finding
from peaceterms.contract.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peaceterms.contract.coding_rules import CodingRule

# Cells of a rule's result that tell which table, key, column and value are at finding.
NAMED_CELLS = ("table", "key", "column", "value")


def findings(tables: Tables) -> list[Finding]:
    """Return everything that is wrong with the tables.

    The coding rules ask for tables whose columns and types hold, so they are asked only then. Derived tables
    come last: a reference that leads nowhere would leave holes in them that say nothing of their cause.
    """
    derived = {name for name in tables if tables.schemas[name].group == "derived"}
    coded = Tables({name: frame for name, frame in tables.items() if name not in derived}, tables.schemas)
    found = [*_findings_of_cells(coded)]
    if found:
        return found
    found += keys.findings(coded)
    for rule in CODING_RULES:
        found += _violations_of(rule, coded)
    if found:
        return found
    worked_out = Tables({name: tables[name] for name in tables if name in derived}, tables.schemas)
    return [*_findings_of_cells(worked_out)] or [*keys.findings(tables)]


def _findings_of_cells(tables: Tables) -> Iterator[Finding]:
    """Yield what is wrong with single cells: columns and types first, then characters."""
    for name, frame in tables.items():
        yield from column_checks.findings(frame, tables.schemas[name])
    yield from characters.findings(tables)


def _violations_of(rule: CodingRule, tables: Tables) -> Iterator[Finding]:
    """Yield a finding for each row that denies the rule's fact."""
    for row in rule(tables).iter_rows(named=True):
        named = {cell: str(row[cell]) for cell in NAMED_CELLS if row.get(cell) is not None}
        is_named = "table" in named
        yield Finding(
            rule=rule.name,
            message=f"denied: {rule.fact}",
            remedy=rule.remedy,
            table=named.get("table", ""),
            row={"key": named["key"]} if is_named and "key" in named else row,
            column=named.get("column", "") if is_named else "",
            value=named.get("value", "") if is_named else _told(row),
        )


def _told(row: dict[str, object]) -> str:
    """Return the cells of a row as a person reads them."""
    return ", ".join(f"{name} {cell}" for name, cell in row.items() if cell is not None)
