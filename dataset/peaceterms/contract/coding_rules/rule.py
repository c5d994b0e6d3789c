"""A coding rule: a fact that every coded row obeys, told in the words that the coder sees."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from peaceterms.contract.tables import Tables


@dataclass(frozen=True, slots=True)
class CodingRule:
    """A named fact about the tables, and the function that returns the rows that deny it.

    Attributes:
        name: The fact as an identifier; the heading of a report.
        fact: The fact as one sentence.
        remedy: What the coder is to do where a row denies it.
        offenders: Returns the rows that deny the fact, their keys first; an empty frame means obeyed. Rules
            that look at cells of many tables return the columns `table`, `key`, `column` and `value`.
    """

    name: str
    fact: str
    remedy: str
    offenders: Callable[[Tables], pl.DataFrame]

    def __call__(self, tables: Tables) -> pl.DataFrame:
        """Return the rows that deny the fact."""
        return self.offenders(tables)


def coding_rule(function: Callable[[Tables], pl.DataFrame]) -> CodingRule:
    """Return the function as a rule: its name, the first line of its docstring, and the rest of it.

    Raises:
        TypeError: The docstring does not say both the fact and the remedy.
    """
    fact, _, remedy = (inspect.getdoc(function) or "").partition("\n\n")
    if not fact or not remedy:
        text = f"{function.__name__}: the docstring says the fact, then, after an empty line, what to do"
        raise TypeError(text)
    return CodingRule(function.__name__, fact, " ".join(remedy.split()), function)
