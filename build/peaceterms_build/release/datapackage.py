"""The descriptor: `datapackage.json`, a Frictionless data package with every schema inlined."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from peaceterms_build.docs import codebook
from peaceterms_build.parsing import versions
from peaceterms_build.release import provenance

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    from peaceterms.contract.tables import Tables

DIALECT = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True}
LICENCES = [
    {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "Creative Commons Attribution 4.0 International",
    }
]


def build(root: Path, tables: Tables) -> dict[str, Any]:
    """Return the descriptor of a release of the tables."""
    compiled = tables.schemas.descriptor
    citation = versions.citation(root)
    experimental = codebook.experimental(compiled["resources"], tables)
    resources = [
        {
            "name": table["name"],
            "type": "table",
            "path": f"csv/{table['name']}.csv",
            "parquet": f"parquet/{table['name']}.parquet",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": DIALECT,
            **{key: table[key] for key in ("title", "group", "description")},
            "rows": tables[table["name"]].height,
            "schema": _published(table["schema"], table["name"], experimental),
        }
        for table in compiled["resources"]
    ]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "peaceterms",
        "title": citation["title"],
        "description": citation["abstract"],
        "version": versions.release_version(root),
        "created": f"{versions.release_date(root)}T00:00:00Z",
        "licenses": LICENCES,
        "contributors": [{"title": author["name"], "roles": ["creator"]} for author in citation["authors"]],  # type: ignore[attr-defined]
        "keywords": citation["keywords"],
        "provenance": provenance.of(root),
        "resources": resources,
        "vocabularies": compiled["vocabularies"],
    }


def _published(schema: dict[str, Any], table: str, experimental: Container[str]) -> dict[str, Any]:
    # frictionless before 5.19 knows a table that refers to itself only by the empty name of the standard.
    keys = [
        key | {"reference": key["reference"] | {"resource": ""}} if key["reference"]["resource"] == table else key
        for key in schema.get("foreignKeys", ())
    ]
    fields = [
        field | ({"experimental": True} if f"{table}.{field['name']}" in experimental else {})
        for field in schema["fields"]
    ]
    return schema | {"fields": fields} | ({"foreignKeys": keys} if keys else {})


def as_text(descriptor: dict[str, Any]) -> str:
    """Return the descriptor as it is written."""
    return json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n"
