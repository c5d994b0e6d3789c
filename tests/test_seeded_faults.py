"""Faults that got through, or stopped the build with a traceback, when they were first seeded: each is now refused."""

from __future__ import annotations

import shutil

import pytest

from peaceterms.contract import release_files
from peaceterms.contract.findings import ValidationError
from peaceterms_build.checks import corpus_checks

MINISTER = "corpus/statements/2026/minister-r-2026-05-04.yaml"
MORNING_LOCK = "corpus/documents/2026/morning-2026-05-04.lock"
MOVE, AIM, CLAIMS, CROSSWALK, WORDING = (
    f"schemas/vocabularies/{name}.yaml"
    for name in ("move", "aim", "claim_mapping", "move_crosswalk", "contested_wording")
)
TYPES, CONDITIONS = "schemas/column_types.yaml", "schemas/tables/conditions.yaml"
ALPHABET = "words_keep_to_one_alphabet"

# File, words, their change, rule.
IN_THE_CORPUS = {
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
    "malformed pattern": (WORDING, "pattern: '", "pattern: '(", "wrong_form"),
    "bounds out of order": (TYPES, "minLength: 64", "minLength: 1064", "bounds_are_in_order"),
    "constraint misspelt": (CONDITIONS, "{required: true}", "{requird: true}", "unknown_key"),
    "example that is not a code": (CONDITIONS, "examples: [required", "examples: [requierd", "unknown_code"),
}  # fmt: skip
IN_THE_RELEASE = {
    "malformed pattern": ('"pattern": "', '"pattern": "(', "descriptors_have_their_form"),
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


@pytest.mark.parametrize(("file", "old", "new", "rule"), IN_THE_CORPUS.values(), ids=IN_THE_CORPUS)
def test_a_fault_of_the_corpus_that_got_through_at_first_is_refused(small_repository, file, old, new, rule):
    corrupt_last(small_repository / file, old, new)
    with pytest.raises(ValidationError) as refused:
        corpus_checks.checked_tables(small_repository)
    assert rule in {fault.rule for fault in refused.value.findings}
    assert any(
        fault.file and (fault.line or fault.key or fault.value)
        for fault in refused.value.findings
        if fault.rule == rule
    )


@pytest.mark.parametrize(("old", "new", "rule"), IN_THE_RELEASE.values(), ids=IN_THE_RELEASE)
def test_a_fault_of_the_descriptor_that_got_through_at_first_is_refused(small_release, tmp_path, old, new, rule):
    folder = tmp_path / "release"
    shutil.copytree(small_release, folder)
    corrupt_last(folder / release_files.DESCRIPTOR, old, new)
    with pytest.raises(ValidationError) as refused:
        release_files.read_descriptor(folder)
    assert rule in {fault.rule for fault in refused.value.findings}


def test_a_vocabulary_that_is_lost_is_reported_by_its_file(small_repository):
    (small_repository / AIM).unlink()
    with pytest.raises(ValidationError, match=rf"{AIM}.*every_vocabulary_has_its_file"):
        corpus_checks.checked_tables(small_repository)


def corrupt_last(path, old, new):
    """Change the last place of the words in a file."""
    text = path.read_text(encoding="utf-8")
    before, words, after = text.rpartition(old)
    assert words
    path.write_text(before + new + after, encoding="utf-8")
