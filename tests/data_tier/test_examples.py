"""The examples of the schemas: those of keys and references are rows of the data."""

from __future__ import annotations

import polars as pl

from peaceterms_build.release import writer
from peaceterms_build.schemas import schema_files


def test_examples_of_keys_and_references_are_in_the_data(root):
    missing = []
    for resource in schema_files.descriptor(root / "schemas")["resources"]:
        schema = resource["schema"]
        frame = pl.read_parquet(root / writer.RELEASE / "parquet" / f"{resource['name']}.parquet")
        referring = {column for key in schema.get("foreignKeys", ()) for column in key["fields"]}
        for field in schema["fields"]:
            if field["name"] in {*schema["primaryKey"], *referring} and "vocabulary" not in field:
                known = {*frame[field["name"]].cast(pl.String)}
                absent = [example for example in field.get("examples", ()) if example not in known]
                missing += [f"{resource['name']}.{field['name']}: {example}" for example in absent]
    assert missing == []
