"""Mutation: of single faults seeded in the real corpus and release, none gets through or fells anything.

`make mutate` tries them all; `make verify-release` tries a sample.
"""

from __future__ import annotations

import random
import re
import shutil

import pytest

from mutation import __main__ as command
from mutation import faults, layers, report, workers
from peaceterms.contract import release_files
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build.checks import corpus_checks

SAMPLE = 40
LEAST_FAULTS = 2_000
MINISTER = "corpus/statements/2026/minister-r-2026-05-04.yaml"
MORNING_LOCK = "corpus/documents/2026/morning-2026-05-04.lock"
MOVE, AIM, CLAIMS, CROSSWALK, WORDING = (
    f"schemas/vocabularies/{name}.yaml"
    for name in ("move", "aim", "claim_mapping", "move_crosswalk", "contested_wording")
)
TYPES, CONDITIONS = "schemas/column_types.yaml", "schemas/tables/conditions.yaml"
ALPHABET = "words_keep_to_one_alphabet"


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


# Faults that got through, or felled the build, when they were first seeded: file, words, their change, rule.
MENDED_IN_THE_CORPUS = {
    "file cut short": (MINISTER, "\n", "", "no_last_line_feed"),
    "look-alike letter in our prose": (MINISTER, "summary: Minister", "summary: M\u0456nister", ALPHABET),
    "figure of a lock": (MORNING_LOCK, '"word_count": ', '"word_count": 1', "malformed_lock"),
    "look-alike letter in a definition": (MOVE, "definition: The", "definition: Th\u0435", ALPHABET),
    "special space in a definition": (MOVE, "definition: The ", "definition: The\u00a0", "spaces_are_plain"),
    "lone letter in a definition": (MOVE, "definition: The ", "definition: \u0430 ", ALPHABET),
    "code in capitals": (MOVE, "code: withdraws", "code: Withdraws", "wrong_form"),
    "opposite aim misspelt": (AIM, "opposite_aim: ", "opposite_aim: x", "opposite_aims_are_mutual"),
    "issue of an aim misspelt": (AIM, "issue: territory.", "issue: teritory.", "aims_have_an_issue"),
    "claim type misspelt": (CLAIMS, "demands: none", "demands: non", "unknown_code"),
    "move lost": (CLAIMS, "demands: none, ", "", "missing_key"),
    "mapping for a text": (CROSSWALK, "scheme: cameo", "scheme: {}", "unknown_code"),
    "variable misspelt": (CROSSWALK, "our_variable: move", "our_variable: mohe", "unknown_code"),
    "pattern that is none": (WORDING, "pattern: '", "pattern: '(", "wrong_form"),
    "bounds out of order": (TYPES, "minLength: 64", "minLength: 1064", "bounds_are_in_order"),
    "constraint misspelt": (CONDITIONS, "{required: true}", "{requird: true}", "unknown_key"),
    "example that is no code": (CONDITIONS, "examples: [required", "examples: [requierd", "unknown_code"),
}  # fmt: skip
MENDED_IN_THE_RELEASE = {
    "pattern that is none": ('"pattern": "', '"pattern": "(', "descriptors_have_their_form"),
    "list for a code": ('"enum": [', '"enum": [[], ', "descriptors_have_their_form"),
    "label misspelt": (
        '"label": "demands"',
        '"label": "demand"',
        "columns_have_the_codes_of_their_vocabulary",
    ),
    "definition lost": ('"definition": ', '"definitoin": ', "codes_have_their_meaning"),
    "special space": ("One row per ", "One row\u00a0per ", "spaces_are_plain"),
    "look-alike letter": ("One row per ", "One r\u043ew per ", ALPHABET),
}


@pytest.mark.parametrize(("file", "old", "new", "rule"), MENDED_IN_THE_CORPUS.values(), ids=MENDED_IN_THE_CORPUS)
def test_a_fault_of_the_corpus_that_got_through_at_first_is_refused(small_repository, file, old, new, rule):
    spoil(small_repository / file, old, new)
    with pytest.raises(ValidationError) as refused:
        corpus_checks.checked_tables(small_repository)
    assert rule in {fault.rule for fault in refused.value.findings}
    assert any(layers.names_its_place(fault) for fault in refused.value.findings)


@pytest.mark.parametrize(("old", "new", "rule"), MENDED_IN_THE_RELEASE.values(), ids=MENDED_IN_THE_RELEASE)
def test_a_fault_of_the_descriptor_that_got_through_at_first_is_refused(small_release, tmp_path, old, new, rule):
    folder = tmp_path / "release"
    shutil.copytree(small_release, folder)
    spoil(folder / release_files.DESCRIPTOR, old, new)
    with pytest.raises(ValidationError) as refused:
        release_files.read_descriptor(folder)
    assert rule in {fault.rule for fault in refused.value.findings}


def test_a_vocabulary_that_is_lost_is_told_by_its_file(small_repository):
    (small_repository / AIM).unlink()
    with pytest.raises(ValidationError, match=rf"{AIM}.*every_vocabulary_has_its_file"):
        corpus_checks.checked_tables(small_repository)


def spoil(path, old, new):
    """Change the last place of the words in a file."""
    text = path.read_text(encoding="utf-8")
    before, words, after = text.rpartition(old)
    assert words
    path.write_text(before + new + after, encoding="utf-8")


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
    assert layers.names_its_place(fault) is is_named


def test_the_published_counts_tell_of_no_failure(root):
    page = (root / "tests" / "mutation" / "RESULTS.md").read_text(encoding="utf-8")
    seeded_faults = re.search(r"^(\d+) single faults", page, flags=re.MULTILINE)
    assert seeded_faults is not None
    assert int(seeded_faults[1]) >= LEAST_FAULTS
    sums = re.findall(r"^\| \*\*all\*\* .*\| (\d+) \|$", page, flags=re.MULTILINE)
    assert len(sums) > 1
    assert set(sums) == {"0"}
