"""A coding rule: a fact that every coded row obeys, in the words that the coder reads."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from peaceterms.contract.findings import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

    from peaceterms.contract.findings import Finding
    from peaceterms.contract.schemas import Schemas
    from peaceterms.contract.tables import Tables

Columns: TypeAlias = "Callable[[Schemas], list[str]]"


@dataclass(frozen=True, slots=True)
class CodingRule(Rule):
    """A named fact about the tables, and the function that returns the rows that break it.

    Attributes:
        fact: The fact as one sentence.
        columns: Returns the columns at fault, each as `table.column`.
        offenders: Returns the rows of a table that break the fact in a column, with the cells of their key.
    """

    fact: str
    columns: Columns
    offenders: Callable[[Tables, str, str], pl.DataFrame]

    def findings(self, tables: Tables) -> Iterator[Finding]:
        """Yield a finding for each row that breaks the fact, at the column at fault, of the tables that are there."""
        for place in self.columns(tables.schemas):
            table, _, column = place.partition(".")
            if table not in tables:
                continue
            key = tables.schemas[table].primary_key
            for row in self.offenders(tables, table, column).iter_rows(named=True):
                value = row.get(column) if column else ", ".join(str(row[name]) for name in key)
                yield self.finding(
                    {name: "nothing" if cell is None else cell for name, cell in row.items()},
                    table=table,
                    row={name: row[name] for name in key},
                    column=column,
                    value="" if value is None else str(value),
                )


def coding_rule(columns: str | Columns, message: str = "") -> Callable[[Callable[..., pl.DataFrame]], CodingRule]:
    """Return a decorator that makes a function a rule.

    The name of the function is the rule's; the first line of its docstring is the fact, the rest is the remedy.

    Args:
        columns: The column at fault as `table.column`, and the function takes the tables; or a function that
            chooses several, and the function takes the tables, a table and a column.
        message: What is wrong, with names of cells in braces; if left out, the fact.

    Raises:
        TypeError: The docstring does not say both the fact and the remedy.
    """

    def rule(function: Callable[..., pl.DataFrame]) -> CodingRule:
        fact, _, remedy = (inspect.getdoc(function) or "").partition("\n\n")
        if not fact or not remedy:
            text = f"{function.__name__}: the docstring says the fact, then, after an empty line, what to do"
            raise TypeError(text)
        said = message or fact[0].lower() + fact[1:].removesuffix(".")
        remedy = " ".join(remedy.split())
        remedy = (remedy[0].lower() + remedy[1:]).removesuffix(".")
        if isinstance(columns, str):
            return CodingRule(
                function.__name__, said, remedy, fact, lambda _: [columns], lambda tables, *_: function(tables)
            )
        return CodingRule(function.__name__, said, remedy, fact, columns, function)

    return rule


def of_types(*types: str) -> Columns:
    """Return a function that chooses the columns of some types; what is derived from them is not judged again."""

    def choose(schemas: Schemas) -> list[str]:
        return [
            f"{table}.{column.name}"
            for table in schemas
            if schemas[table].group != "derived"
            for column in schemas[table].columns
            if column.column_type in types
        ]

    return choose
