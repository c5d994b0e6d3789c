"""Mutation: every single fault seeded in the real corpus and release is refused, and stops nothing with a traceback.

`make mutate` tries them all; `make verify-release` tries a sample.
"""

from __future__ import annotations

import random
import re

import pytest

from mutation import __main__ as command
from mutation import faults, report, trial, workers
from peaceterms.contract.findings import Finding

SAMPLE = 120
LEAST_FAULTS = 2_000
LEAST_PUBLISHED = 90  # the page may be of a sample


@pytest.fixture(scope="module")
def seeded(root, real_release):
    """Return every fault that is seeded in this repository."""
    assert real_release.is_dir()
    return command.seeded(root)


@pytest.fixture(scope="module")
def tried(root, seeded):
    """Return what became of a sample of the faults."""
    sample = random.Random(command.SEED).sample(seeded, SAMPLE)
    return report.flat(workers.outcomes(root, sample, count=2))


def test_every_seeded_fault_is_refused_with_its_place(tried):
    assert [(each.outcome.result, each.outcome.message, each.fault) for each in report.failures(tried)] == []


def test_there_are_two_thousand_faults_and_each_is_a_change(root, seeded):
    assert len(set(seeded)) == len(seeded) >= LEAST_FAULTS
    for fault in seeded:
        content = (root / fault.file).read_bytes()
        assert fault.is_gone or fault.moved_to or fault.applied(content) != content


def test_every_area_has_faults_of_every_kind_that_fits(seeded):
    assert {fault.area for fault in seeded} == {area.name for area in faults.AREAS}


def test_the_same_seed_gives_the_same_faults(root, seeded):
    assert command.seeded(root) == seeded


@pytest.mark.parametrize(
    ("fault", "is_named"),
    [
        pytest.param(Finding(rule="a", message="m", remedy="r", file="x.yaml", line=3), True, id="file and line"),
        pytest.param(Finding(rule="a", message="byte 7 is m", remedy="r", file="x.csv"), True, id="file and byte"),
        pytest.param(Finding(rule="missing_lock", message="m", remedy="r", file="x.lock"), True, id="the file itself"),
        pytest.param(Finding(rule="a", message="m", remedy="r", file="x.yaml"), False, id="file alone"),
        pytest.param(Finding(rule="a", message="m", remedy="r", line=3), False, id="line alone"),
    ],
)
def test_a_place_is_a_file_and_where_in_it(fault, is_named):
    assert trial.names_its_place(fault) is is_named


def test_the_published_page_counts_no_failure(root):
    page = (root / "tests" / "verify_release" / "mutation" / "RESULTS.md").read_text(encoding="utf-8")
    seeded_faults = re.search(r"^(\d+) single faults", page, flags=re.MULTILINE)
    assert seeded_faults is not None
    assert int(seeded_faults[1]) >= LEAST_PUBLISHED
    sums = re.findall(r"^\| \*\*all\*\* .*\| (\d+) \|$", page, flags=re.MULTILINE)
    assert len(sums) > 1
    assert set(sums) == {"0"}
