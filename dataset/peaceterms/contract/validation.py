"""The whole contract checked on tables in memory: columns, characters, keys, then the coding rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peaceterms.contract import characters, column_checks, keys
from peaceterms.contract.coding_rules import CODING_RULES, INVARIANTS
from peaceterms.contract.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peaceterms.contract.findings import Finding, Rule

# Everything that can be reported of tables, in the order in which it is looked for.
RULES: tuple[Rule, ...] = (*column_checks.RULES, *characters.RULES, *keys.RULES, *CODING_RULES, *INVARIANTS)


def findings(tables: Tables) -> list[Finding]:
    """Return everything that is wrong with the tables.

    The coding rules need tables whose columns and types are right, so they run only then. Derived tables come
    last: a reference that leads nowhere would leave holes in them that say nothing of their cause.
    """
    derived = {name for name in tables if tables.schemas[name].group == "derived"}
    coded = Tables({name: frame for name, frame in tables.items() if name not in derived}, tables.schemas)
    found = [*_findings_of_cells(coded)]
    if found:
        return found
    found += keys.findings(coded)
    for rule in (*CODING_RULES, *INVARIANTS):
        found += rule.findings(coded)
    if found:
        return found
    from_coded = Tables({name: tables[name] for name in tables if name in derived}, tables.schemas)
    return [*_findings_of_cells(from_coded)] or [*keys.findings(tables)]


def _findings_of_cells(tables: Tables) -> Iterator[Finding]:
    """Yield what is wrong with single cells: columns and types first, then characters."""
    for name, frame in tables.items():
        yield from column_checks.findings(frame, tables.schemas[name])
    yield from characters.findings(tables)
