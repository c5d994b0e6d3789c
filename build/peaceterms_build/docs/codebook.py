"""The codebook: every table, column and code in words, with how often each code is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from peaceterms_build.docs import bias_report, reliability_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from peaceterms.contract.tables import Tables

GROUPS = {
    "words": "Words: what was printed where",
    "meaning": "Meaning: what was said and demanded",
    "registers": "Registers: actors, places and other lists",
    "derived": "Derived: worked out from the tables above",
    "reliability": "Reliability: how far two blind coders agreed",
}
HOW_CODED = """\
The documents were coded by language models that worked from the manual (`corpus/MANUAL.md`); no person has
checked the codes. Each document was coded twice, blind, by two runs of one model, and the differences were
adjudicated with reasons. Agreement between two runs of one model is stability, not proof of validity.

Count statements or conditions, not reports: five outlets that report one interview are five sources and one
statement. Leave standing positions out when you count utterances: they are observations, each dated by its
document.
"""


def as_text(descriptor: Mapping[str, Any], tables: Tables, read: Mapping[str, Any]) -> str:
    """Return the codebook of a release as Markdown.

    Args:
        descriptor: The descriptor of the release.
        tables: Its tables.
        read: What readers found who held the tables against the texts, by file of `corpus/audits/`.
    """
    return "\n".join(_lines(descriptor, tables, read)).rstrip() + "\n"


def code_lists(descriptor: Mapping[str, Any]) -> str:
    """Return the code lists as Markdown, as the manual carries them: the codes alone, without counts.

    Lists that only the reliability tables draw on are left out: no coder ever chooses from them.
    """
    measured = _vocabularies_of(descriptor, is_measured=True) - _vocabularies_of(descriptor, is_measured=False)
    lines: list[str] = []
    for name, vocabulary in descriptor["vocabularies"].items():
        if "code" not in vocabulary["codes"][0] or name in measured:
            continue
        lines += [f"### {name}", "", vocabulary["description"], ""]
        lines += [_manual_line(entry) for entry in vocabulary["codes"]]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _vocabularies_of(descriptor: Mapping[str, Any], *, is_measured: bool) -> set[str]:
    """Return the vocabularies that the reliability tables draw on, or those that all other tables do."""
    return {
        field["vocabulary"]
        for resource in descriptor["resources"]
        for field in resource["schema"]["fields"]
        if (resource["group"] == "reliability") == is_measured and "vocabulary" in field
    }


def _manual_line(entry: Mapping[str, str]) -> str:
    """Return one code of a list as the manual shows it."""
    issue = f"{entry['issue']}: " if "issue" in entry else ""
    opposite = f" Opposite: `{entry['opposite_aim']}`." if "opposite_aim" in entry else ""
    told = f"{entry['definition']} *Use* {entry['use_when']} *Not* {entry['not_when']}"
    return f"- {issue}`{entry['code']}` ({entry['label']}): {told}{opposite}"


def _lines(descriptor: Mapping[str, Any], tables: Tables, read: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the codebook."""
    yield "<!-- Generated from schemas/ and the corpus by `make release`; do not edit. -->\n"
    yield f"# Codebook of peaceterms {descriptor['version']}\n"
    yield f"{descriptor['description']}\n"
    yield f"## How it was coded, and how to count\n\n{HOW_CODED}"
    experimental = reliability_page.experimental(tables)
    for group, title in GROUPS.items():
        yield f"## {title}\n"
        for resource in descriptor["resources"]:
            if resource["group"] == group:
                yield from _table_lines(resource, experimental)
    yield "## How reliable it is\n"
    yield from reliability_page.lines(tables, read)
    yield "## Bias report\n"
    yield from bias_report.lines(tables)
    yield "## Vocabularies\n"
    yield "The figure after each code is how often this release uses it, in all columns that draw on it.\n"
    used = _uses(descriptor, tables)
    for name, vocabulary in descriptor["vocabularies"].items():
        if "code" in vocabulary["codes"][0]:
            yield from _vocabulary_lines(name, vocabulary, used.get(name, {}))


def _table_lines(resource: Mapping[str, Any], experimental: Mapping[str, float]) -> Iterator[str]:
    """Yield the section of one table, its experimental columns marked."""
    key = ", ".join(f"`{column}`" for column in resource["schema"]["primaryKey"])
    yield f"### {resource['name']}\n\n{resource['description']}\n"
    yield f"Key: {key}. Rows: {resource['rows']}.\n"
    for field in resource["schema"]["fields"]:
        kind = f"code of `{field['vocabulary']}`" if "vocabulary" in field else field["type"]
        null = "" if field["constraints"].get("required") else ", may be empty"
        alpha = experimental.get(f"{resource['name']}.{field['name']}")
        mark = "" if alpha is None else f", **experimental**: alpha {alpha}"
        yield f"- **{field['name']}** ({kind}{null}{mark}): {field['description']} {field['guidelines']}"
        for name in ("examples", "counterexamples"):
            if field.get(name):
                yield f"  - {name.capitalize()}: {'; '.join(str(example) for example in field[name])}"
    yield ""


def _vocabulary_lines(name: str, vocabulary: Mapping[str, Any], used: Mapping[str, int]) -> Iterator[str]:
    """Yield the section of one vocabulary, each code with how often it is used, 0 included."""
    yield f"### {name}\n\n{vocabulary['description']}\n"
    for entry in vocabulary["codes"]:
        key = f"{entry['issue']}: {entry['code']}" if "issue" in entry else entry["code"]
        count = used.get(key, 0)
        yield f"{_manual_line(entry)} Used: {count}."
    yield ""


def _uses(descriptor: Mapping[str, Any], tables: Tables) -> dict[str, dict[str, int]]:
    """Return how often each code of each vocabulary is used; aims are counted under their issue."""
    used: dict[str, dict[str, int]] = {}
    for resource in descriptor["resources"]:
        # Derived tables repeat what the others say, and the crosswalk names every code without using it.
        if resource["group"] == "derived" or resource["name"] in (
            "crosswalk",
            "move_crosswalk",
        ):
            continue
        frame = tables[resource["name"]]
        for field in resource["schema"]["fields"]:
            if "vocabulary" not in field or field["vocabulary"] == "aim":
                continue
            counts = used.setdefault(field["vocabulary"], {})
            for code, count in frame[field["name"]].value_counts(sort=True).iter_rows():
                counts[code] = counts.get(code, 0) + count
    used["aim"] = _uses_of_aims(tables["conditions"], tables.vocabulary("aim"))
    return used


def _uses_of_aims(conditions: pl.DataFrame, aims: pl.DataFrame) -> dict[str, int]:
    """Return how often each aim is used under its issue; generic aims are counted over all issues."""
    own = set(aims.select(pl.format("{}: {}", "issue", "code")).to_series())
    counts: dict[str, int] = {}
    for issue, aim in conditions.select("issue", "aim").iter_rows():
        key = f"{issue}: {aim}" if f"{issue}: {aim}" in own else f"every_issue: {aim}"
        counts[key] = counts.get(key, 0) + 1
    return counts
