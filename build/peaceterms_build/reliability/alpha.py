"""Krippendorff's alpha of two coders for nominal codes, and its interval by bootstrap over documents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Counts = NDArray[np.float64]  # whole numbers, as floats so that products of matrices are fast; exact below 2**53

SEED = 20241122  # any number, and always the same: a published interval must come out again
RESAMPLES = 2000  # with another seed the bounds then move by about a hundredth
BLOCKS = 8  # of resamples, drawn one after the other to save memory
BOUNDS = (2.5, 97.5)  # per cent: what a 95 % interval leaves out on either side
DECIMALS = 3
ONE_DOCUMENT = 1  # of one document there is nothing to draw again

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
    disagreed, used = counts(documents, first, second)
    alphas = nominal(disagreed.sum(keepdims=True), used.sum(axis=0, keepdims=True))
    if not len(alphas):
        return Alpha(value=None, low=None, high=None, note=ONE_CATEGORY)
    low, high, note = _interval(disagreed, used)
    return Alpha(value=_rounded(alphas[0]), low=low, high=high, note=note)


def counts(documents: Sequence[str], first: Sequence[str], second: Sequence[str]) -> tuple[Counts, Counts]:
    """Return for each document its disagreements, and in a row how often each category was used in it."""
    document, names = _numbered(documents)
    codes, categories = _numbered([*first, *second])
    one, other = np.split(codes, 2)
    cells = np.tile(document, 2) * categories + codes
    disagreed = np.bincount(document, one != other, names).astype(np.float64)
    used = np.bincount(cells, minlength=names * categories).reshape(names, categories)
    return disagreed, used.astype(np.float64)


def nominal(disagreed: Counts, used: Counts) -> NDArray[np.float64]:
    """Return the nominal alpha of many samples at once, leaving out those in which it is undefined.

    It needs only counts. The library `krippendorff` builds matrices of units by squared categories, one sample
    at a time: gigabytes for a few hundred codes. A test checks that both give the same.

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


@lru_cache(maxsize=1)  # the variables of one type of unit follow each other, and have the same documents
def resamples(count: int) -> Counts:
    """Return for each resample, in a row, how often each of so many documents was drawn.

    `RandomState` is numpy's frozen generator: its numbers for a seed never change. Seeded by a list it gives
    the numbers of Python's own `random.Random`.
    """
    generator = np.random.RandomState([SEED])
    drawn = np.empty((RESAMPLES, count))
    for block in np.split(drawn, BLOCKS):
        numbers = (generator.random_sample(block.shape) * count).astype(np.intp)
        numbers += np.arange(len(block))[:, np.newaxis] * count
        block[:] = np.bincount(numbers.ravel(), minlength=block.size).reshape(block.shape)
    drawn.setflags(write=False)
    return drawn


def _interval(disagreed: Counts, used: Counts) -> tuple[float | None, float | None, str | None]:
    if len(disagreed) == ONE_DOCUMENT:
        return None, None, NO_INTERVAL
    drawn = resamples(len(disagreed))
    defined = nominal(drawn @ disagreed, drawn @ used)
    low, high = (_rounded(bound) for bound in np.percentile(defined, BOUNDS))
    if len(defined) == RESAMPLES:
        return low, high, None
    return low, high, f"interval of {len(defined)} of {RESAMPLES} resamples; the others have one category"


def _numbered(values: Sequence[str]) -> tuple[NDArray[np.intp], int]:
    # Sorted, so that the draws do not depend on the order of the units.
    numbers = {value: number for number, value in enumerate(sorted(set(values)))}
    return np.array([numbers[value] for value in values], dtype=np.intp), len(numbers)


def _rounded(value: float) -> float:
    return round(float(value), DECIMALS) + 0.0  # zero has no sign
