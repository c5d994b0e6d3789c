"""Mutation: of single faults seeded in the real corpus and release, none gets through or fells anything.

`make mutate` tries them all; the suite tries a sample of every area and kind.
"""

from __future__ import annotations

import random
import re

import pytest

from mutation import __main__ as command
from mutation import faults, layers, report, workers
from peaceterms.contract.faults import Fault

SAMPLE = 60
LEAST_FAULTS = 2_000


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


def test_no_fault_gets_through_fells_the_build_or_lacks_its_place(tried):
    assert [(each.outcome.result, each.outcome.told, each.fault) for each in report.failures(tried)] == []


def test_every_refusal_is_told_by_a_known_layer(tried):
    assert {each.outcome.layer for each in tried if each.outcome.layer} <= set(layers.RULES)


def test_there_are_two_thousand_faults_and_each_is_a_change(root, seeded):
    assert len(set(seeded)) == len(seeded) >= LEAST_FAULTS
    for fault in seeded:
        content = (root / fault.file).read_bytes()
        assert fault.is_gone or fault.moved_to or fault.applied(content) != content


def test_every_area_has_faults_of_every_kind_that_fits(seeded):
    assert {fault.area for fault in seeded} == {area.name for area in faults.AREAS}


def test_the_same_seed_gives_the_same_faults(root, seeded):
    assert command.seeded(root) == seeded


def test_the_published_counts_tell_of_no_failure():
    page = command.PAGE.read_text(encoding="utf-8")
    totals = re.findall(r"^\| \*\*all\*\* \|.*$", page, flags=re.MULTILINE)
    assert totals
    assert all(total.endswith("| 0 |") for total in totals)
    assert int(re.search(r"^(\d+) single faults", page, flags=re.MULTILINE)[1]) >= LEAST_FAULTS


@pytest.mark.parametrize(
    ("fault", "is_named"),
    [
        pytest.param(
            Fault(rule="a", message="m", remedy="r", file="x.yaml", line=3), True, id="file and line"
        ),
        pytest.param(
            Fault(rule="a", message="byte 7 is m", remedy="r", file="x.csv"), True, id="file and byte"
        ),
        pytest.param(
            Fault(rule="missing_lock", message="m", remedy="r", file="x.lock"), True, id="the file itself"
        ),
        pytest.param(Fault(rule="a", message="m", remedy="r", file="x.yaml"), False, id="file alone"),
        pytest.param(Fault(rule="a", message="m", remedy="r", line=3), False, id="line alone"),
    ],
)
def test_a_place_is_a_file_and_where_in_it(fault, is_named):
    assert layers.names_its_place(fault) is is_named
