"""The published reliability figures are those of the frozen codings, counted again by another way."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from peaceterms_build.corpus import reader
from peaceterms_build.reliability import agreement


@pytest.fixture(scope="module")
def published(real_release):
    """Return the reliability tables as they were published."""
    names = ("sources", "coding_units", "codings", "reliability", "unit_reliability")
    return {name: pl.read_parquet(real_release / "parquet" / f"{name}.parquet") for name in names}


def test_published_figures_are_those_of_the_frozen_codings(root, schemas, published):
    for name, again in agreement.of_samples(reader.read(root, schemas), schemas).items():
        assert_frame_equal(published[name], again)


def test_per_cent_agreement_follows_from_the_published_codes(published):
    """Counted with a pencil, by another way than the build's."""
    both = {
        unit["coding_unit_id"]: unit["sample"]
        for unit in published["coding_units"].to_dicts()
        if unit["first_key"] and unit["second_key"]
    }
    units, agreed = Counter(), Counter()
    for unit_id, variable, first, second in published["codings"].iter_rows():
        if unit_id in both:
            units[both[unit_id], variable] += 1
            agreed[both[unit_id], variable] += first == second
    assert units
    for row in published["reliability"].filter(pl.col("breakdown") == "all").to_dicts():
        key = row["sample"], row["variable"]
        assert row["units"] == units[key]
        assert row["percent_agreement"] == pytest.approx(100 * agreed[key] / units[key], abs=0.001)


def test_every_document_of_the_samples_is_measured_and_no_other(root, schemas, published):
    read = reader.read(root, schemas)
    measured = dict(published["coding_units"].select("source_id", "sample").unique().rows())
    assert measured == dict(read.samples)
    assert Counter(measured.values()) == {"pilot": 40, "fresh": 15}


def test_other_is_the_issue_of_few_terms(real_release):
    issues = pl.read_parquet(real_release / "parquet" / "conditions.parquet")["issue"]
    assert (issues == "other").sum() / len(issues) < 0.03
