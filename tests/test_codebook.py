"""The codebook of a release: every column described, every code with its count."""

from __future__ import annotations

import json

import pytest


@pytest.fixture(scope="module")
def codebook(small_release):
    """Return the text of the codebook."""
    return (small_release / "CODEBOOK.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def described(small_release):
    """Return the descriptor of the release."""
    return json.loads((small_release / "datapackage.json").read_text(encoding="utf-8"))


def section(text, heading):
    """Return the part of the codebook below a heading of the third level."""
    return text.partition(f"\n### {heading}\n")[2].partition("\n### ")[0]


def counted(tables, described, vocabulary):
    """Return how often each code is used in the coded columns of a release."""
    counts = {}
    for resource in described["resources"]:
        if resource["group"] == "derived" or resource["name"] in ("crosswalk", "move_crosswalk"):
            continue
        for field in resource["schema"]["fields"]:
            if field.get("vocabulary") == vocabulary:
                for code in tables[resource["name"]][field["name"]]:
                    counts[code] = counts.get(code, 0) + 1
    return counts


def test_every_code_has_its_count_zero_included(codebook, described, small_tables, schemas):
    vocabularies = codebook.partition("## Vocabularies\n")[2]
    for name, vocabulary in described["vocabularies"].items():
        if "code" not in vocabulary["codes"][0] or name == "aim":
            continue
        used = counted(small_tables, described, name)
        for code in schemas.vocabularies[name].codes:
            lines = [line for line in section(vocabularies, name).splitlines() if line.startswith(f"- `{code}` ")]
            assert [line.rpartition(" Used: ")[2] for line in lines] == [f"{used.get(code, 0)}."], (name, code)


def test_aims_are_counted_under_their_issue(codebook, small_tables, schemas):
    aims = section(codebook.partition("## Vocabularies\n")[2], "aim")
    lines = [line for line in aims.splitlines() if line.startswith("- ")]
    assert len(lines) == len(schemas.vocabularies["aim"].entries)
    used = sum(int(line.rpartition("Used: ")[2].rstrip(".")) for line in lines)
    assert used == small_tables["conditions"].height


def test_every_column_is_described(codebook, described):
    for resource in described["resources"]:
        below = section(codebook, resource["name"])
        for field in resource["schema"]["fields"]:
            assert f"- **{field['name']}** (" in below, (resource["name"], field["name"])
            assert field["description"] in below, (resource["name"], field["name"])
