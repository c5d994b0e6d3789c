"""Audits: what later runs of the model found when they checked rows, documents and summaries against the texts.

They had not coded these documents. What they read was drawn by `audit_sample`.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peaceterms_build.schemas.card_schemas import RIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from peaceterms_build.parsing.yaml_reader import YamlDocument

FOLDER = "corpus/audits"
RESULTS = ("rows", "documents", "summaries")

CONFIDENCE = 1.959963984540054  # the normal quantile of a 95 % interval
DECIMALS = 3
NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share with its Wilson interval.

    Attributes:
        part: How many.
        whole: Of how many.
        value: The share; None of nothing.
        low: The lower bound of its 95 % interval by Wilson's score.
        high: The upper bound.
    """

    part: int
    whole: int
    value: float | None
    low: float | None
    high: float | None

    def __str__(self) -> str:
        """Return the share as the codebook prints it."""
        if self.value is None:
            return "0 of 0"
        return f"{self.part} of {self.whole}, {self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def results(files: Mapping[str, YamlDocument]) -> dict[str, Any]:
    """Return what the audits found, by file of `corpus/audits/`; nothing where there has been no audit yet.

    Args:
        files: The files of the corpus, by their paths in the repository.
    """
    paths = {name: f"{FOLDER}/{name}.yaml" for name in RESULTS}
    return {name: files[path].data for name, path in paths.items()} if files.keys() >= {*paths.values()} else {}


def aliases(files: Mapping[str, YamlDocument]) -> dict[str, list[str]]:
    """Return what each actor is called beside its name; nothing where no file says so.

    Args:
        files: The files of the corpus, by their paths in the repository.
    """
    path = f"{FOLDER}/aliases.yaml"
    return dict(files[path].data) if path in files else {}


def share(part: int, whole: int) -> Share:
    """Return a share with its 95 % interval by Wilson's score, which holds for small numbers too.

    Source: Wilson, Probable inference, the law of succession, and statistical inference, 1927.

    Example:
        >>> str(share(57, 60))
        '57 of 60, 0.950 [0.863, 0.983]'
        >>> str(share(0, 0))
        '0 of 0'
    """
    if not whole:
        return Share(part=part, whole=whole, value=None, low=None, high=None)
    value, square = part / whole, CONFIDENCE**2 / whole
    middle = value + square / 2
    reach = CONFIDENCE * math.sqrt(value * (1 - value) / whole + square / 4 / whole)
    low, high = ((middle + sign * reach) / (1 + square) for sign in (-1, 1))
    return Share(
        part=part,
        whole=whole,
        value=round(value, DECIMALS),
        low=round(max(low, 0.0), DECIMALS),
        high=round(min(high, 1.0), DECIMALS),
    )


def precision(rows: Sequence[Mapping[str, Any]]) -> Share:
    """Return how many of the audited rows were right."""
    return share(sum(row["verdict"] == RIGHT for row in rows), len(rows))


def recall(documents: Mapping[str, Mapping[str, Any]]) -> Share:
    """Return how many of the rows that audited documents should have were there."""
    had = sum(entry["rows_read"] for entry in documents.values())
    return share(had, had + sum(len(entry["missing"]) for entry in documents.values()))


def precision_of_documents(documents: Mapping[str, Mapping[str, Any]]) -> Share:
    """Return how many of the rows of audited documents were right."""
    audited = sum(entry["rows_read"] for entry in documents.values())
    return share(audited - sum(len(entry["errors"]) for entry in documents.values()), audited)


def kinds_of_error(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return how often each kind of error was found, the most frequent first."""
    return dict(Counter(row["kind"] for row in rows if row["verdict"] != RIGHT).most_common())


def guessed(summaries: Sequence[Mapping[str, Any]]) -> Share:
    """Return how often the side of the holder of a masked summary was guessed right."""
    return share(sum(entry["guess"] == entry["side"] for entry in summaries), len(summaries))


def seen_to_lean(summaries: Sequence[Mapping[str, Any]]) -> Share:
    """Return how often the writer of a masked summary seemed to favour a side."""
    return share(sum(entry["favours"] != NOBODY for entry in summaries), len(summaries))
