"""The codebook: an index, a page for each table, and pages on codes, reliability and what was coded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peaceterms.contract.schemas import EVERY_ISSUE
from peaceterms_build.docs import bias_report, markdown, reliability_page
from peaceterms_build.schemas.schema_files import CROSSWALKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from peaceterms.contract.tables import Tables

INDEX = "CODEBOOK.md"
FOLDER = "codebook"
GROUPS = {
    "words": "Words: what was printed where",
    "meaning": "Meaning: what was said and demanded",
    "registers": "Registers: actors, places and other lists",
    "derived": "Derived: worked out from the tables above",
    "reliability": "Reliability: how far two blind coders agreed",
}


def pages(descriptor: Mapping[str, Any], tables: Tables, audits: Mapping[str, Any]) -> dict[str, str]:
    """Return the text of each page, by its path in the folder of the release.

    Args:
        descriptor: The descriptor of the release.
        tables: Its tables.
        audits: What the audits found, by file of `corpus/audits/`.
    """
    resources = descriptor["resources"]
    marks = experimental(resources, tables)
    shown = {
        INDEX: markdown.render("codebook.md.j2", descriptor=descriptor, groups=GROUPS, folder=FOLDER),
        "vocabularies": markdown.render(
            "vocabularies.md.j2", vocabularies=_code_lists(descriptor, resources), uses=_uses(resources, tables)
        ),
        "agreement": reliability_page.text(tables, audits),
        "bias_report": bias_report.text(tables),
    }
    shown |= {
        resource["name"]: markdown.render(
            "table.md.j2", table=resource, references=_references(resource), experimental=marks, index=INDEX
        )
        for resource in resources
    }
    return {name if name == INDEX else f"{FOLDER}/{name}.md": text for name, text in shown.items()}


def code_lists(descriptor: Mapping[str, Any]) -> str:
    """Return the code lists as the manual prints them: those from which a coder chooses, without counts."""
    coded = [resource for resource in descriptor["resources"] if resource["group"] != "reliability"]
    return markdown.render("code_lists.md.j2", vocabularies=_code_lists(descriptor, coded))


def _code_lists(descriptor: Mapping[str, Any], resources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    drawn_on = {field.get("vocabulary") for resource in resources for field in resource["schema"]["fields"]}
    return {name: one for name, one in descriptor["vocabularies"].items() if name in drawn_on}


def _references(resource: Mapping[str, Any]) -> dict[str, str]:
    keys = resource["schema"].get("foreignKeys", ())
    referred = {key["fields"][0]: key["reference"]["resource"] for key in keys if len(key["fields"]) == 1}
    return {column: table or resource["name"] for column, table in referred.items()}


def experimental(resources: list[Mapping[str, Any]], tables: Tables) -> dict[str, float]:
    """Return the alpha of each experimental column; a derived table repeats columns of those it refers to.

    Args:
        resources: The tables as the descriptor has them.
        tables: The tables of the release.
    """
    alphas = reliability_page.experimental(tables)
    for resource in resources:
        if resource["group"] == "derived":
            for table in _references(resource).values():
                for field in resource["schema"]["fields"]:
                    if (repeated := f"{table}.{field['name']}") in alphas:
                        alphas[f"{resource['name']}.{field['name']}"] = alphas[repeated]
    return alphas


def _uses(resources: list[Mapping[str, Any]], tables: Tables) -> dict[str, dict[tuple[str | None, str], int]]:
    """Return how often each code is used, by vocabulary, issue (of aims alone) and code.

    Derived tables repeat codes and crosswalks compare them, so they count only for the codes that are used nowhere
    else.
    """
    coded: dict[str, dict[tuple[str | None, str], int]] = {"aim": _uses_of_aims(tables)}
    repeated: dict[str, dict[tuple[str | None, str], int]] = {}
    for resource in resources:
        is_repeated = resource["group"] == "derived" or resource["name"] in CROSSWALKS
        for vocabulary, column in _coded_columns(resource):
            uses = (repeated if is_repeated else coded).setdefault(vocabulary, {})
            for code, count in tables[resource["name"]][column].value_counts().iter_rows():
                uses[None, code] = uses.get((None, code), 0) + count
    return repeated | coded


def _coded_columns(resource: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in resource["schema"]["fields"]:
        if field.get("vocabulary", "aim") != "aim":
            yield field["vocabulary"], field["name"]


def _uses_of_aims(tables: Tables) -> dict[tuple[str | None, str], int]:
    """Return how often each aim is used under its issue; those that every issue has are counted over all."""
    listed = {*tables.vocabulary("aim").select("issue", "code").iter_rows()}
    uses: dict[tuple[str | None, str], int] = {}
    for issue, aim in tables["conditions"].select("issue", "aim").iter_rows():
        key = (issue if (issue, aim) in listed else EVERY_ISSUE, aim)
        uses[key] = uses.get(key, 0) + 1
    return uses
