"""Krippendorff's alpha of two coders for nominal codes, and its interval by bootstrap over documents."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import krippendorff
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SEED = 20241122  # any number, and always the same: a published interval must come out again
RESAMPLES = 2000  # with another seed the bounds then move by about a hundredth
BOUNDS = (2.5, 97.5)  # per cent: what a 95 % interval leaves out on either side
DECIMALS = 3
ONE_DOCUMENT = 1  # of one document there is nothing to draw anew

NO_UNIT = "no unit that both coders have"
ONE_CATEGORY = "only one category occurs: alpha is undefined"
NO_INTERVAL = "one document: no interval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alpha:
    """Alpha with its interval.

    Attributes:
        value: Alpha; None where it is undefined.
        low: The lower bound of the 95 % interval; None where there is none.
        high: The upper bound.
        note: Why alpha or its interval is missing, or that some resamples had no alpha; None otherwise.
    """

    value: float | None
    low: float | None
    high: float | None
    note: str | None


def of(documents: Sequence[str], first: Sequence[str], second: Sequence[str]) -> Alpha:
    """Return the alpha of two coders, rounded.

    Args:
        documents: For each unit its document.
        first: For each unit the code of the first coder.
        second: For each unit the code of the second coder.

    Example:
        >>> of(["x", "x", "y", "y"], ["a", "a", "b", "b"], ["a", "b", "b", "b"]).value
        0.533
    """
    if not documents:
        return Alpha(value=None, low=None, high=None, note=NO_UNIT)
    categories = sorted({*first, *second})
    if len(categories) == 1:
        return Alpha(value=None, low=None, high=None, note=ONE_CATEGORY)
    numbers = {category: float(number) for number, category in enumerate(categories)}
    codes = np.array([[numbers[code] for code in coder] for coder in (first, second)])
    value = _rounded(krippendorff.alpha(codes, level_of_measurement="nominal"))
    low, high, note = _interval(documents, first, second)
    return Alpha(value=value, low=low, high=high, note=note)


def _interval(
    documents: Sequence[str], first: Sequence[str], second: Sequence[str]
) -> tuple[float | None, float | None, str | None]:
    """Return the bounds of the interval, and what is to be said of it."""
    names = sorted(set(documents))
    if len(names) == ONE_DOCUMENT:
        return None, None, NO_INTERVAL
    disagreed, used = _counts(documents, first, second)
    drawn = resamples(len(names))
    defined = nominal(drawn @ disagreed, drawn @ used)
    low, high = (_rounded(bound) for bound in np.percentile(defined, BOUNDS))
    if len(defined) == RESAMPLES:
        return low, high, None
    return low, high, f"interval of {len(defined)} of {RESAMPLES} resamples; the others have one category"


def _counts(
    documents: Sequence[str], first: Sequence[str], second: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each document its disagreements, and how often each category was used in it."""
    disagreed: Counter[str] = Counter()
    used: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for document, one, other in zip(documents, first, second, strict=True):
        disagreed[document] += one != other
        used[document].update((one, other))
    names, categories = sorted(used), sorted({*first, *second})
    return (
        np.array([disagreed[name] for name in names], dtype=np.int64),
        np.array([[used[name][category] for category in categories] for name in names], dtype=np.int64),
    )


def nominal(disagreed: NDArray[np.int64], used: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the nominal alpha of many samples at once, leaving out those in which it is undefined.

    `krippendorff` takes one sample at a time, which is too slow for thousands; the test holds the two equal.

    Args:
        disagreed: For each sample the number of units on which two coders disagree.
        used: For each sample, in a row, how often either coder used each category.
    """
    total = used.sum(axis=1)
    by_chance = total**2 - (used**2).sum(axis=1)
    defined = by_chance > 0
    observed = 2 * disagreed[defined] * (total[defined] - 1)
    alphas: NDArray[np.float64] = 1.0 - observed / by_chance[defined]
    return alphas


@cache
def resamples(count: int) -> NDArray[np.int64]:
    """Return for each resample how often each of so many documents was drawn.

    Python promises the numbers of `random()` for a seed in every version; numpy promises them for none.
    """
    generator = random.Random(SEED)
    drawn = np.zeros((RESAMPLES, count), dtype=np.int64)
    for sample in range(RESAMPLES):
        for _ in range(count):
            drawn[sample, int(generator.random() * count)] += 1
    drawn.setflags(write=False)
    return drawn


def _rounded(value: float) -> float:
    """Return a figure as it is published; zero has no sign."""
    return round(float(value), DECIMALS) + 0.0
