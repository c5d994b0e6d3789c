"""The coding rules: named facts that every release obeys, collected from the modules in a reader's order."""

from __future__ import annotations

from peaceterms.contract.coding_rules import (
    addresses,
    conditions,
    dates,
    evidence,
    invariants,
    links,
    passages,
    prose,
    registers,
    statements,
    territory,
)
from peaceterms.contract.coding_rules.rule import CodingRule, coding_rule

MODULES = (dates, passages, statements, evidence, conditions, links, territory, registers, addresses, prose)

# What a card can break. A rule that is written is collected: it cannot be forgotten here.
CODING_RULES = tuple(rule for module in MODULES for rule in vars(module).values() if isinstance(rule, CodingRule))

# What only the build, or a hand on the tables, can break.
INVARIANTS = tuple(rule for rule in vars(invariants).values() if isinstance(rule, CodingRule))

__all__ = ["CODING_RULES", "INVARIANTS", "CodingRule", "coding_rule"]
